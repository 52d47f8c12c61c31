//! What stands where a secret would: placeholders, references, examples of documentation.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = texts("placeholders", WORDS, dice);
    let made = [
        "x".repeat(34),
        "X".repeat(34),
        "*".repeat(34),
        "0".repeat(34),
        "a".repeat(34),
        "abc".repeat(11) + "a",
        "Fake".repeat(8) + "To",
        "token".repeat(6) + "here",
        "abcdefghijklmnopqrstuvwxyz".to_owned() + "abcdefgh",
        "ABCDEFGHIJKLMNOPQRSTUVWXYZ".to_owned() + "ABCDEFGH",
        "aBcDeFgHiJkLmNoPqRsTuVwXyZ".to_owned() + "aBcDeFgH",
        "abcdefghijklmnopqrstuvwxyz".to_owned() + "01234567",
        "1234567890".repeat(3) + "1234",
        "qwertyuiopasdfghjklzxcvbnm".to_owned() + "qwertyui",
        "ThisIsOnlyAnExampleTokenForTheDocs".to_owned(),
        "yourtokengoeshereplaceitbeforeuse1".to_owned(),
        "ReplaceThisWithYourPersonalTokenOk".to_owned(),
        "thisisafaketokenusedfortestingonly".to_owned(),
        "EXAMPLEexampleEXAMPLEexampleEXAMPL".to_owned(),
        "dummydummydummydummydummydummydumm".to_owned(),
        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxAbCd".to_owned(),
        "AbCd...............................".to_owned(),
        "deadbeef".repeat(4) + "de",
        "foobarbaz".repeat(3) + "foobarb",
    ];
    for tail in made {
        let text = format!("export HF_TOKEN=hf_{tail}\n");
        scenes.push(Scene::text("placeholders", "README.md", &text, dice));
        scenes.last_mut().unwrap().name = format!("hf_ and {tail}");
    }
    scenes.extend(examples(dice));
    scenes
}

const WORDS: &[(&str, &str)] = &[
    ("compose.yml", "DATABASE_URL: postgresql://postgres:postgres@db:5432/postgres\n"),
    ("url.py", "url = f\"mysql+pymysql://{user}:{password}@{host}/x\"\n"),
    ("conf.sh", "REDIS_URL=redis://:${REDIS_PASSWORD_FROM_VAULT}@cache:6379\n"),
    ("doc.md", "`mongodb+srv://<username>:<your-password-goes-here>@cluster0.mongodb.net`\n"),
    ("doc2.md", "`postgres://user:your_database_password@localhost/db`\n"),
    ("vast.py", "vast_dataset_sha256 = '⟦sha256⟧'\nsonar.projectKey=⟦sha1⟧\n"),
    ("jwk.py", "assert set(key) == {\"kty\", \"crv\", \"d\"}\nkey[\"d\"] = \"...\"\n"),
    ("a.py", "login(token='hf_xxxx')\nlogin('hf_...')\nlogin('hf_***')\n"),
    ("b.py", "token = \"hf_your_token_here\"\n"),
    ("c.py", "token = \"hf_YOUR_ACCESS_TOKEN_GOES_HERE_PLEASE\"\n"),
    ("d.sh", "export HF_TOKEN=<your-token>\nexport HF_TOKEN=<token>\n"),
    ("e.sh", "export HF_TOKEN=${HF_TOKEN}\nexport HF_TOKEN=$(hfenv token)\n"),
    ("f.py", "login(os.environ['HF_TOKEN'])\nlogin(os.getenv(\"HF_TOKEN\", \"\"))\n"),
    ("g.yml", "env:\n  HF_TOKEN: ${{ secrets.HF_TOKEN }}\n  KEY: ${{ github.token }}\n"),
    ("h.yaml", "password: {{ .Values.hub.password }}\ntoken: {{ vault_token }}\n"),
    ("i.tf", "token = var.hub_token\npassword = data.vault.secret[\"password\"]\n"),
    ("j.py", "password = getpass.getpass('Password: ')\napi_key = settings.api_key\n"),
    ("k.sh", "OPENAI_API_KEY=sk-...\nANTHROPIC_API_KEY=sk-ant-...\nGITHUB_TOKEN=ghp_...\n"),
    ("l.sh", "OPENAI_API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"),
    ("m.sh", "GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n"),
    ("n.md", "`glpat-xxxxxxxxxxxxxxxxxxxx` or `npm_XXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX`\n"),
    ("o.md", "Slack: `xoxb-your-bot-token`, `xoxb-000000000000-0000000000000-xxxxxxxxxxxxxxxx`\n"),
    ("p.py", "WANDB_API_KEY = 'your-wandb-api-key'\nwandb.login(key=WANDB_API_KEY)\n"),
    ("q.json", "{\"username\":\"your-name\",\"key\":\"your-kaggle-key\"}\n"),
    ("r.env.txt", "COHERE_API_KEY=\nMISTRAL_API_KEY=\"\"\nGROQ_API_KEY=changeme\n"),
    ("s.md", "postgres://user:password@localhost:5432/db\nhttps://user:pass@example.com\n"),
    ("t.md", "https://<user>:<token>@huggingface.co/me/x\nhttps://me:$TOKEN@huggingface.co/x\n"),
    ("u.md", "https://user:${HF_TOKEN}@huggingface.co and https://user:hf_xxx@huggingface.co\n"),
    ("v.http", "Authorization: Bearer $TOKEN\nAuthorization: Basic dXNlcjpwYXNzd29yZA==\n"),
    ("w.http", "Authorization: Bearer YOUR_TOKEN\nAuthorization: Bearer {token}\n"),
    ("x.md", "-----BEGIN ⟦PRIVATE⟧ KEY-----\n...\n-----END ⟦PRIVATE⟧ KEY-----\n"),
    ("y.py", "if '-----BEGIN RSA ⟦PRIVATE⟧ KEY-----' in text:\n    raise ValueError\n"),
    ("z.js", "const RE = /hf_[A-Za-z0-9]{34}/;\nconst RE2 = /\\bsk-ant-api\\d\\d-[\\w-]{93}AA/;\n"),
    ("regex.toml", "regex = '''(hf_(?i:[a-z]{34}))'''\nkeywords = [\"hf_\", \"api_org_\"]\n"),
    (".env.example", "HF_TOKEN=\nOPENAI_API_KEY=your-key-here\nDB_PASSWORD=changeme\nPORT=3000\n"),
    (".env.sample", "SECRET_KEY=replace-me-with-a-long-random-string\n"),
    (".env.template", "API_KEY=<api key>\nTOKEN=${TOKEN}\n"),
    (".env.dist", "APP_ENV=dev\nAPP_SECRET=ChangeMe\nMAILER_DSN=null://null\n"),
    (".env", "PORT=3000\nDEBUG=true\nNODE_ENV=production\nLOG_LEVEL=info\nTZ=Europe/Berlin\n"),
    (".env", "HF_HOME=/data/hf\nMODEL_ID=meta-llama/Llama-3.2-1B\nHF_HUB_OFFLINE=1\n"),
    (".env.development", "API_URL=http://localhost:8080/api/v1\nDATABASE_HOST=localhost\n"),
    (".env.test", "DB_PASSWORD=test\nSECRET_KEY=test-secret-key\nTOKEN=dummy\n"),
    ("error.txt", "Invalid user token: hf_…AbCd (34 letters). Token hf_AbCd****** is hidden\n"),
    ("short.py", "x = 'hf_AbCdEfGhIj'\ny = 'hf_' + 'a' * 34\nz = f'hf_{secrets.token_hex(17)}'\n"),
    ("po.txt", "msgid \"Enter your token (hf_…)\"\nmsgstr \"Geben Sie Ihr Token ein\"\n"),
    ("zeros.sh", "aws_secret_access_key=0000000000000000000000000000000000000000\n"),
    ("stars.log", "HF_TOKEN=************************************\npassword: ********\n"),
];

/// Examples of documentation, in pieces here: whole, other scanners would report this file.
fn examples(dice: &mut Dice) -> Vec<Scene> {
    let aws = format!("AKIA{}", "IOSFODNN7EXAMPLE");
    let aws_secret = ["wJalrXUtnFEMI", "K7MDENG", "bPxRfiCYEXAMPLEKEY"].join("/");
    let slack =
        format!("https://hooks.slack.com/services/T{0}/B{0}/{1}", "0".repeat(8), "X".repeat(24));
    let github = format!("ghp_{}", "EXAMPLE".repeat(5) + "E");
    let azurite =
        ["Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6", "tq", "/"].concat();
    let rows = [
        ("aws.md", format!("aws_access_key_id = {aws}\naws_secret_access_key = {aws_secret}\n")),
        ("aws.py", format!("boto3.client('s3', aws_access_key_id='{aws}')\n")),
        ("slack.md", format!("curl -X POST {slack}\n")),
        ("github.md", format!("`{github}`\n")),
        ("azurite.md", format!("AccountName=devstoreaccount1;AccountKey={azurite}...\n")),
        ("stripe.md", format!("sk_{}_{}\n", "test", "4eC39HqLyjW".to_owned() + "...")),
        ("twilio.md", format!("AC{}\n", "X".repeat(32))),
        ("google.md", format!("AIza{}\n", "SyXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXXX")),
        ("openai.md", format!("sk-{}\n", "1234567890abcdef".repeat(3))),
        ("openai2.md", format!("OPENAI_API_KEY=\"sk-proj-{}\"\n", "your-project-key-goes-here")),
        ("anthropic.md", format!("sk-ant-{}\n", "api03-your-key-here")),
        ("npm.md", format!("_authToken={}{}\n", "npm_", "A".repeat(36))),
        ("docker.md", format!("{}{}\n", "dckr_pat_", "X".repeat(27))),
        ("replicate.md", format!("{}{}\n", "r8_", "your_api_token_goes_here_please_ok_12")),
        ("groq.md", format!("{}{}\n", "gsk_", "x".repeat(52))),
        ("zero.md", "00000000-0000-0000-0000-000000000000\n".to_owned()),
    ];
    let scene = |(path, text): &(&str, String)| Scene::text("examples", path, text, dice);
    rows.iter().map(scene).collect()
}
