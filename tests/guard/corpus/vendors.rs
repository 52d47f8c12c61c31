//! Keys of other vendors that lie beside Hub tokens, private keys, and `.env` files.

use super::dice::Dice;
use super::{Scene, code, keys, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = texts("vendors", VENDORS, dice);
    scenes.extend(texts("vendors", MORE, dice));
    scenes.extend(texts("private keys", KEYS, dice));
    scenes.extend(texts("private keys", BARE, dice));
    for (path, key) in [("server.der", "rsa"), ("key.pk8", "edwards"), ("id.bin", "openssh")] {
        let bytes = keys::bytes(key, dice);
        let secrets = vec![code::hex(&bytes)];
        scenes.push(Scene::bytes("private keys", path, bytes, secrets));
    }
    scenes.extend(texts(".env files", ENV, dice));
    scenes
}

const VENDORS: &[(&str, &str)] = &[
    ("openai.py", "client = OpenAI(api_key=\"⟦openai⟧\")\n"),
    ("openai.sh", "export OPENAI_API_KEY=⟦openai⟧\n"),
    ("openai-old.js", "const configuration = { apiKey: '⟦openai-old⟧' };\n"),
    ("openai-service.yaml", "openai:\n  key: ⟦openai-service⟧\n"),
    ("anthropic.py", "anthropic.Anthropic(api_key='⟦anthropic⟧')\n"),
    ("anthropic.json", "{\"env\":{\"ANTHROPIC_API_KEY\":\"⟦anthropic⟧\"}}\n"),
    ("github.sh", "export GITHUB_TOKEN=⟦github⟧\n"),
    ("github.yaml", "token: ⟦github-fine⟧\n"),
    ("github.py", "Github(\"⟦github⟧\")\nGithub(\"⟦github-app⟧\")\n"),
    ("gitlab.toml", "[runners]\ntoken = \"⟦gitlab⟧\"\n"),
    ("gitlab.sh", "curl --header \"PRIVATE-TOKEN: ⟦gitlab⟧\" https://gitlab.com/api/v4\n"),
    (
        "aws/credentials",
        "[default]\naws_access_key_id = ⟦?aws-id⟧\naws_secret_access_key = ⟦?secret40⟧\n",
    ),
    (
        "aws.py",
        "boto3.client('s3', aws_access_key_id='⟦?aws-id⟧',\n  aws_secret_access_key='⟦?secret40⟧')\
         \n",
    ),
    ("aws.sh", "export AWS_ACCESS_KEY_ID=⟦?aws-id⟧\nexport AWS_SECRET_ACCESS_KEY=⟦?secret40⟧\n"),
    ("gcp.js", "const firebaseConfig = { apiKey: \"⟦gcp⟧\" };\n"),
    ("gemini.py", "genai.configure(api_key='⟦gcp⟧')\n"),
    (
        "service-account.json",
        "{\n  \"type\": \"service_account\",\n  \"private_key_id\": \"⟦?hex40⟧\",\n  \
         ⟦here⟧\"private_key\": \"-----BEGIN ⟦PRIVATE⟧ KEY-----\\n⟦?pem-body|joined:\\n⟧\\n-----EN\
         D \
         ⟦PRIVATE⟧ KEY-----\\n\",\n  \"client_email\": \"a@b.iam.gserviceaccount.com\"\n}\n",
    ),
    (
        "azure.cs",
        "var c = \"DefaultEndpointsProtocol=https;AccountName=me;AccountKey=⟦azure-storage⟧;\
         EndpointSuffix=core.windows.net\";\n",
    ),
    ("azure.sh", "AZURE_STORAGE_KEY=⟦azure-storage⟧ az storage blob list\n"),
    ("azure-ad.tf", "client_secret = \"⟦azure-ad⟧\"\n"),
    ("azure-ad.sh", "az login --service-principal -p ⟦azure-ad⟧\n"),
    ("slack.py", "WebClient(token=\"⟦slack-bot⟧\")\n"),
    ("slack.sh", "curl -d '{\"text\":\"done\"}' ⟦slack-hook⟧\n"),
    ("slack.yaml", "slack:\n  url: ⟦slack-hook⟧\n  token: ⟦slack-bot⟧\n"),
    ("wandb.sh", "export WANDB_API_KEY=⟦hex40⟧\n"),
    ("wandb.py", "wandb.login(key=\"⟦hex40⟧\")\n"),
    ("netrc.txt", "machine api.wandb.ai\n  login user\n  password ⟦hex40⟧\n"),
    ("kaggle.json", "{\"username\":\"me\",\"key\":\"⟦hex32⟧\"}\n"),
    ("kaggle.py", "os.environ['KAGGLE_USERNAME'] = 'me'\nos.environ['KAGGLE_KEY'] = '⟦hex32⟧'\n"),
    ("replicate.sh", "export REPLICATE_API_TOKEN=⟦replicate⟧\n"),
    ("replicate.js", "new Replicate({ auth: '⟦replicate⟧' })\n"),
    ("cohere.py", "co = cohere.Client('⟦alnum40⟧')\n"),
    ("cohere.sh", "export COHERE_API_KEY=⟦alnum40⟧\n"),
    ("groq.py", "Groq(api_key=\"⟦groq⟧\")\n"),
    ("groq.yaml", "groq: ⟦groq⟧\n"),
    ("together.sh", "export TOGETHER_API_KEY=⟦hex64⟧\n"),
    ("together.py", "Together(api_key='⟦together⟧')\n"),
    ("mistral.sh", "export MISTRAL_API_KEY=⟦alnum32⟧\n"),
    ("mistral.py", "MISTRAL_API_KEY = \"⟦alnum32⟧\"\nclient = Mistral(api_key=MISTRAL_API_KEY)\n"),
    ("pinecone.py", "pc = Pinecone(api_key=\"⟦pinecone⟧\")\n"),
    ("pinecone.yaml", "vector:\n  key: ⟦pinecone⟧\n"),
    ("langsmith.sh", "export LANGCHAIN_API_KEY=⟦langsmith⟧\n"),
    ("langsmith.py", "Client(api_key='⟦langsmith⟧')\n"),
    (".pypirc", "[pypi]\nusername = __token__\npassword = ⟦pypi⟧\n"),
    ("publish.sh", "twine upload -u __token__ -p ⟦pypi⟧ dist/*\n"),
    (".npmrc", "//registry.npmjs.org/:_authToken=⟦npm⟧\n"),
    ("npm.yaml", "env:\n  NODE_AUTH_TOKEN: ⟦npm⟧\n"),
    ("docker.sh", "docker login -u me -p ⟦docker⟧\n"),
    ("docker.json", "{\"password\":\"⟦docker⟧\"}\n"),
];

const MORE: &[(&str, &str)] = &[
    ("vast.sh", "export VAST_API_KEY=⟦hex64⟧\n"),
    ("serper.py", "os.environ[\"SERPER_API_KEY\"] = \"⟦hex40⟧\"\n"),
    ("sonar.yml", "env:\n  SONAR_TOKEN: sqp_⟦hex40⟧\n"),
    ("db.py", "engine = create_engine(\"postgresql+psycopg://app:⟦alnum32⟧@db:5432/app\")\n"),
    ("mongo.js", "mongoose.connect('mongodb+srv://me:⟦alnum32⟧@c0.example.mongodb.net/x')\n"),
    ("celery.py", "broker = 'redis://:⟦alnum40⟧@cache:6379/0'\n"),
    ("dd.yaml", "datadog:\n  DD_API_KEY: ⟦hex32⟧\n"),
    ("pulumi.sh", "export PULUMI_ACCESS_TOKEN=pul-⟦hex40⟧\n"),
    ("e2b.ts", "const sandbox = await Sandbox.create({ apiKey: 'e2b_⟦hex40⟧' })\n"),
    ("spaces.ini", "spaces_secret_key = ⟦secret40⟧Abc\n"),
];

const KEYS: &[(&str, &str)] = &[
    (
        "server.key",
        "⟦here⟧-----BEGIN ⟦PRIVATE⟧ KEY-----\n⟦?pem-body⟧\n-----END ⟦PRIVATE⟧ KEY-----\n",
    ),
    (
        "rsa.pem",
        "⟦here⟧-----BEGIN RSA ⟦PRIVATE⟧ KEY-----\n⟦?pem-body⟧\n-----END RSA ⟦PRIVATE⟧ KEY-----\n",
    ),
    (
        "ec.pem",
        "⟦here⟧-----BEGIN EC ⟦PRIVATE⟧ KEY-----\n⟦?pem-body⟧\n-----END EC ⟦PRIVATE⟧ KEY-----\n",
    ),
    (
        "id_ed25519",
        "⟦here⟧-----BEGIN OPENSSH ⟦PRIVATE⟧ KEY-----\n⟦?openssh-body⟧\n-----END OPENSSH ⟦PRIVATE⟧ \
         KEY-----\n",
    ),
    (
        "deploy.yaml",
        "key: |\n  ⟦here⟧-----BEGIN OPENSSH ⟦PRIVATE⟧ KEY-----\n  ⟦?openssh-body|indent:  ⟧\n  \
         -----END OPENSSH ⟦PRIVATE⟧ KEY-----\n",
    ),
    (
        "key.js",
        "const key = ⟦here⟧`-----BEGIN ⟦PRIVATE⟧ KEY-----\n⟦?pem-body⟧\n-----END ⟦PRIVATE⟧ KEY----\
         -`;\n",
    ),
    (
        "key.py",
        "KEY = ⟦here⟧\"-----BEGIN RSA ⟦PRIVATE⟧ KEY-----\\n⟦?pem-body|joined:\\n⟧\\n-----END RSA \
         ⟦PRIVATE⟧ KEY-----\"\n",
    ),
    (
        "tls.yaml",
        "kind: Secret\ntype: kubernetes.io/tls\ndata:\n  tls.key: ⟦openssh-body|in:-----BEGIN \
         OPENSSH PRIVATE KEY-----\\n%\\n-----END OPENSSH PRIVATE KEY-----\\n|b64⟧\n",
    ),
    (
        "bundle.pem",
        "-----BEGIN CERTIFICATE-----\n⟦certificate⟧\n-----END CERTIFICATE-----\n⟦here⟧-----BEGIN \
         ⟦PRIVATE⟧ KEY-----\n⟦?pem-body⟧\n-----END ⟦PRIVATE⟧ KEY-----\n",
    ),
    (
        "windows.pem",
        "⟦here⟧-----BEGIN ⟦PRIVATE⟧ KEY-----\r\n⟦?pem-body|joined:\r\n⟧\r\n-----END ⟦PRIVATE⟧ \
         KEY-----\r\n",
    ),
];

const BARE: &[(&str, &str)] = &[
    ("app.json", "{\"private_key\": \"⟦rsa-der⟧\"}\n"),
    ("jwt.yaml", "jwt:\n  private: ⟦edwards-der⟧\n"),
    ("signer.js", "const key = crypto.createPrivateKey(Buffer.from('⟦edwards-der⟧', 'base64'))\n"),
    ("host_key.txt", "HOST_KEY=⟦openssh-body|joined:⟧\n"),
    ("jwk.json", "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"d\":\"⟦?scalar⟧\",\"x\":\"⟦public⟧\"}\n"),
    (
        "jwks.json",
        "{\"keys\":[{\"crv\":\"P-256\",\"d\":\"⟦?scalar⟧\",\"kty\":\"EC\",\"x\":\"⟦public⟧\",\"y\":\
         \"⟦public⟧\"}]}\n",
    ),
    (
        "key.py",
        "KEY = {'kty': 'RSA'}\nPRIVATE = '{\"kty\":\"RSA\",\"n\":\"⟦blob64⟧\",\"e\":\"AQAB\",\"d\":\
         \"⟦scalar⟧\"}'\n",
    ),
    (
        "login.ppk",
        "PuTTY-User-Key-File-3: ssh-ed25519\nEncryption: none\nComment: me\nPublic-Lines: 2\n\
         ⟦digest64⟧\n\
         ⟦here⟧Private-Lines: 1\n⟦?secret40⟧AAAA\nPrivate-MAC: ⟦sha256⟧\n",
    ),
];

const ENV: &[(&str, &str)] = &[
    (".env", "PORT=3000\nDB_PASSWORD=⟦password⟧\nDEBUG=1\n"),
    (".env.local", "SESSION_SECRET=⟦hex64⟧\n"),
    (".env.production", "# production\nexport API_KEY=\"⟦alnum40⟧\"\n"),
    ("api/.env", "JWT_SECRET='⟦alnum32⟧'\nNODE_ENV=production\n"),
    (".env", "DATABASE_URL=postgres://app:⟦alnum32⟧@db.internal:5432/app\n"),
    ("prod.env", "SMTP_PASSWORD=⟦alnum32⟧\n"),
    (".env.backup", "HF_TOKEN=⟦hf⟧\nOPENAI_API_KEY=⟦openai⟧\n"),
    (".env.staging", "REDIS_PASSWORD = ⟦alnum32⟧\r\n"),
    (".envrc", "export SECRET_KEY=⟦hex64⟧\n"),
    (".env.example", "HF_TOKEN=⟦hf⟧\n"),
];
