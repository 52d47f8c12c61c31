//! Secrets in addresses.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    texts("urls", URLS, dice)
}

const URLS: &[(&str, &str)] = &[
    ("clone.sh", "git clone https://me:⟦hf⟧@huggingface.co/me/model\n"),
    ("clone2.sh", "git clone https://⟦hf⟧@huggingface.co/datasets/me/data\n"),
    ("user.sh", "git remote set-url origin https://hf_user:⟦hf⟧@hf.co/me/x.git\n"),
    (
        "git/config",
        "[remote \"origin\"]\n\turl = https://me:⟦hf⟧@huggingface.co/me/model\n\
         \tfetch = +refs/heads/*:refs/remotes/origin/*\n",
    ),
    (".gitmodules", "[submodule \"m\"]\n\tpath = m\n\turl = https://x:⟦hf⟧@huggingface.co/me/m\n"),
    ("git-credentials", "https://me:⟦hf⟧@huggingface.co\nhttps://b:c@example.org\n"),
    ("requirements.txt", "numpy\ngit+https://me:⟦hf⟧@huggingface.co/spaces/me/lib@main#egg=l\n"),
    ("query.sh", "curl 'https://huggingface.co/x/resolve/main/f?token=⟦hf⟧'\n"),
    ("query2.py", "u = f\"https://h/api?access_token=⟦hf⟧&limit=5\"\n"),
    ("fragment.md", "[here](https://me.hf.space/#token=⟦hf⟧)\n"),
    ("link.md", "![x](https://api.example.org/v1/p.png?key=⟦hf⟧ \"title\")\n"),
    ("auto.md", "<https://me:⟦hf⟧@huggingface.co>\n"),
    ("path.txt", "https://example.org/⟦hf⟧/webhook\n"),
    ("wss.js", "new WebSocket(`wss://me.hf.space/ws?token=⟦hf⟧`)\n"),
    ("proxy.env.txt", "https_proxy=http://me:⟦hf⟧@proxy.local:3128/\n"),
    ("s3.txt", "hf://me:⟦hf⟧@datasets/me/data/train.csv\n"),
    ("pip.conf", "[global]\nindex-url = https://__token__:⟦hf⟧@huggingface.co/simple\n"),
    ("percent.txt", "https://h/login?next=%2Fx%3Ftoken%3D⟦hf⟧%26a%3D1\n"),
    ("oauth.txt", "https://me.hf.space/cb#access_token=⟦oauth⟧&state=1\n"),
    ("org.sh", "git clone https://acme:⟦org⟧@huggingface.co/acme/model\n"),
    ("gh.sh", "git clone https://x-access-token:⟦github⟧@github.com/acme/x.git\n"),
    ("gl.sh", "git clone https://oauth2:⟦gitlab⟧@gitlab.com/acme/x.git\n"),
    ("trace.log", "GET /api/models?token=⟦hf⟧ HTTP/1.1\" 200 -\n"),
    ("har.json", "{\"url\":\"https://h/x?token=⟦hf⟧\",\"status\":200}\n"),
    ("comma.csv", "a,https://u:⟦hf⟧@huggingface.co/a,b\n"),
];
