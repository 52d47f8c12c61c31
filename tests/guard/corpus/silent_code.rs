//! Names in programs that begin like a token, and code that speaks of secrets.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    // So that the names are none here, where every scanner looks.
    let names: Vec<_> = NAMES.iter().map(|(path, text)| (*path, text.replace('~', "_"))).collect();
    let names: Vec<_> = names.iter().map(|(path, text)| (*path, text.as_str())).collect();
    let mut scenes = texts("identifiers", &names, dice);
    scenes.extend(texts("code", CODE, dice));
    scenes
        .extend(CHANGED.iter().map(|(path, diff)| Scene::changed("old secrets", path, diff, dice)));
    scenes.extend(texts("allowed lines", ALLOWED, dice).into_iter().map(|mut scene| {
        scene.files[0].places.clear();
        scene
    }));
    scenes.push(Scene::recoded(
        "identifiers",
        "wide.py",
        NAMES[0].1,
        dice,
        (true, |text| super::code::utf16(&format!("\u{feff}{text}"), false)),
    ));
    scenes
}

const NAMES: &[(&str, &str)] = &[
    ("hub.py", "def hf_hub_download_with_retry_and_backoff(repo_id):\n    pass\n"),
    ("hub2.py", "hf_hub_download_file_from_repository_x = hf_raise_for_status_if_it_is_not\n"),
    (
        "Hub.java",
        "hf~DownloadTheWholeRepositoryFromHub1 = new hf~SnapshotDownloaderImplementation();\n",
    ),
    ("dissect.c", "static int hf~someprotocolmessagetypefieldlength = -1;\n"),
    (
        "dissect2.c",
        "&hf_MulticastConfigurationMessageFieldA, &hf_h245TerminalCapabilitySetRejectCause\n",
    ),
    ("rrc.c", "{ &hf_lte_rrc_rrcConnectionReconfigurationComplete, { \"r\", \"lte-rrc.r\" }},\n"),
    ("asn1.c", "static int hf~rrcConnectionReestablishmentReject = -1;\n"),
    (
        "asn2.c",
        "proto_tree_add_item(t, hf~PhysicalCellIdentityInformationAAA, tvb, 0, 2, ENC_NA);\n",
    ),
    ("obj.m", "[self hf~presentViewControllerWithAnimation:YES completionBlock:nil];\n"),
    ("obj2.m", "- (void)hf~setBackgroundImageForCurrentStates:(UIImage *)image;\n"),
    ("css.css", ".hf_navigation-container-responsive-mobile { color: red }\n"),
    ("snake.py", "api_organization_members_list_endpoint = '/api/orgs'\napi_org_settings = 1\n"),
    ("const.py", "HF_HUB_ENABLE_HF_TRANSFER = 'HF_HUB_ENABLE_HF_TRANSFER'\nhf_token = None\n"),
    ("oauth.py", "hf_oauth_authorize_url = hf_oauth_redirect_path\nhf_jwt_decode(hf_jwt_key)\n"),
    (
        "route.py",
        "app.get('/hf_oauth__refresh_token_handler_endpoint')(hf_oauth__refresh_handler)\n",
    ),
    ("kernel.c", "sk_buff_head_init(&sk-write_queue); sk-proj-name; task-sk-ant-colony\n"),
    ("npm.js", "npm_config_registry_authentication_type_is_x = npm_lifecycle_event_handler_x\n"),
    ("r8.c", "r8_unorm_to_float_conversion_table_lookup1 = r8_snorm;\n"),
    ("ghp.py", "ghp_import.publish_to_github_pages_with_history(x)\n"),
    ("gsk.c", "gsk_render_node_serialize_to_bytes_with_variant_and_flags_for_x();\n"),
    ("tests.py", "def test_hf_ThisFunctionDownloadsAModelFromTheHub(self): ...\n"),
];

const CODE: &[(&str, &str)] = &[
    ("auth.py", "token = get_token()\nif token is None:\n    raise ValueError('no token')\n"),
    ("auth.ts", "interface Login { password: string; apiKey?: string; token: string | null }\n"),
    (
        "form.html",
        "<input type=\"password\" name=\"password\" placeholder=\"Enter your password\">\n",
    ),
    (
        "auth.go",
        "password := os.Getenv(\"PASSWORD\")\ntoken, err := jwt.Parse(tokenString, keyFunc)\n",
    ),
    ("model.py", "class User(Base):\n    password = Column(String(128), nullable=False)\n"),
    (
        "i18n.json",
        "{\"password\":\"Passwort\",\"api_key\":\"API-Schlüssel\",\"token\":\"Zugangscode\"}\n",
    ),
    (
        "tok.py",
        "tokenizer.pad_token = tokenizer.eos_token\npad_token_id: 128004\nbos_token = '<s>'\n",
    ),
    (
        "tok.json",
        "{\"unk_token\":\"<unk>\",\"pad_token\":\"<|endoftext|>\",\"mask_token\":\"[MASK]\"}\n",
    ),
    (
        "key.py",
        "KEY = 'model.decoder.layers.0.self_attn.q_proj.weight'\nkey = 'transformer.h.0.attn'\n",
    ),
    (
        "sort.py",
        "items.sort(key='created_at')\nsecret_santa = draw(names)\npublic_key = load('k.pub')\n",
    ),
    ("wandb.py", "wandb.init(project='llm', name='run-⟦md5⟧', id='⟦word⟧')\n"),
    ("kaggle.py", "KAGGLE_DATASET = 'me/⟦word⟧'\nkey = hashlib.md5(b'⟦word⟧').hexdigest()\n"),
    (
        "openapi.yaml",
        "securitySchemes:\n  bearer:\n    type: http\n    scheme: bearer\n    bearerFormat: JWT\n",
    ),
    (
        "nginx.conf",
        "ssl_certificate_key /etc/ssl/private/server.key;\nauth_basic_user_file .htpasswd;\n",
    ),
    ("url.py", "URL = 'https://huggingface.co/api/models?token_count=5&sort=trending_score'\n"),
    ("ssh.sh", "ssh-keygen -t ed25519 -f id_ed25519 -N ''\ncat id_ed25519.pub >>authorized_keys\n"),
    ("git.sh", "git clone git@github.com:acme/x.git\ngit clone https://me@huggingface.co/me/x\n"),
    ("mail.txt", "me@example.org, token@huggingface.co, user:name@host\n"),
];

const CHANGED: &[(&str, &str)] = &[
    ("removed.py", " import os\n-t = '⟦hf⟧'\n+t = os.environ['HF_TOKEN']\n"),
    ("deleted.py", " a\n-⟦hf⟧\n b\n"),
    ("beside.py", " t = '⟦hf⟧'\n+x = 1\n"),
    ("beside2.py", "-x = 1\n+x = 2\n t = '⟦hf⟧'\n y = '⟦org⟧'\n"),
    ("around.txt", "+top\n ⟦hf⟧\n+bottom\n"),
    ("env.txt", " HF_TOKEN=⟦hf⟧\n-MODEL=gpt2\n+MODEL=gpt3\n OPENAI_API_KEY=⟦openai⟧\n"),
    ("keys.pem", " -----BEGIN ⟦PRIVATE⟧ KEY-----\n ⟦alnum40⟧\n -----END ⟦PRIVATE⟧ KEY-----\n+\n"),
    ("old64.yaml", " kind: Secret\n data: ⟦hf|b64⟧\n-a: 1\n+a: 2\n"),
    (".env", " DB_PASSWORD=⟦password⟧\n-PORT=1\n+PORT=2\n"),
    ("moved.py", "+import os\n+import sys\n t = '⟦hf⟧'\n-import os\n"),
];

const ALLOWED: &[(&str, &str)] = &[
    ("test.py", "t = '⟦hf⟧'  # hfenv:allow revoked in 2024, the test needs its shape\n"),
    ("test.js", "const t = '⟦hf⟧'; // hfenv:allow an expired token of the fixtures\n"),
    ("test.html", "<b>⟦hf⟧</b> <!-- hfenv:allow shown in the talk, revoked -->\n"),
    ("test.sql", "SELECT '⟦github⟧'; -- hfenv:allow fixture\n"),
    ("two.py", "t = ['⟦hf⟧', '⟦hf⟧']  # hfenv:allow both are revoked\n"),
];
