//! Places that other tools pass over, long lines and odd endings.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = texts("skipped paths", PATHS, dice);
    scenes.extend(attributes(dice));
    scenes.extend(long_lines(dice));
    scenes.extend(CHANGED.iter().map(|(path, diff)| Scene::changed("changes", path, diff, dice)));
    scenes
}

const PATHS: &[(&str, &str)] = &[
    ("node_modules/lib/index.js", "module.exports = '⟦hf⟧';\n"),
    ("package-lock.json", "{\"resolved\":\"https://me:⟦hf⟧@huggingface.co/x.tgz\"}\n"),
    ("yarn.lock", "  resolved \"https://h/x.tgz?token=⟦hf⟧\"\n"),
    ("pnpm-lock.yaml", "    resolution: {tarball: 'https://h/x?token=⟦hf⟧'}\n"),
    ("poetry.lock", "url = \"https://me:⟦hf⟧@huggingface.co/simple\"\n"),
    ("Pipfile.lock", "{\"sources\":[{\"url\":\"https://me:⟦hf⟧@huggingface.co/simple\"}]}\n"),
    ("uv.lock", "source = { git = \"https://⟦hf⟧@huggingface.co/me/lib\" }\n"),
    ("Cargo.lock", "source = \"git+https://me:⟦hf⟧@huggingface.co/me/x#0a1b\"\n"),
    ("go.sum", "// ⟦hf⟧\n"),
    ("Gemfile.lock", "  remote: https://me:⟦github⟧@rubygems.example.org/\n"),
    ("jquery.min.js", "!function(){var a=\"⟦hf⟧\";$.ajax(a)}();\n"),
    ("dist/app.min.js", "(()=>{\"use strict\";const t=\"⟦hf⟧\";fetch(t)})();\n"),
    ("bundle.js.map", "{\"version\":3,\"sourcesContent\":[\"const t = '⟦hf⟧'\\n\"]}\n"),
    ("style.min.css", "a{background:url(https://h/p?token=⟦hf⟧)}\n"),
    ("logo.svg", "<svg><metadata>⟦hf⟧</metadata></svg>\n"),
    ("paper.pdf", "%PDF-1.4\n1 0 obj << /Author (⟦hf⟧) >> endobj\n%%EOF\n"),
    ("vendor/hub/client.go", "const token = \"⟦hf⟧\"\n"),
    ("vendor/bundle/gem.rb", "token = '⟦hf⟧'\n"),
    ("venv/lib/python3.12/site-packages/me/cfg.py", "TOKEN = '⟦hf⟧'\n"),
    ("__pycache__/note.txt", "⟦hf⟧\n"),
    (".venv/pyvenv.cfg", "home = /usr/bin\n# ⟦hf⟧\n"),
    ("build/config.json", "{\"token\":\"⟦hf⟧\"}\n"),
    ("target/debug/out.txt", "token=⟦hf⟧\n"),
    ("tests/fixtures/response.json", "{\"token\":\"⟦hf⟧\"}\n"),
    ("test/data/x.txt", "⟦hf⟧\n"),
    ("examples/login.py", "login('⟦hf⟧')\n"),
    ("docs/example.md", "    hf auth login --token ⟦hf⟧\n"),
    (".git-backup/config", "url = https://me:⟦hf⟧@huggingface.co/me/x\n"),
    (".idea/workspace.xml", "<env name=\"HF_TOKEN\" value=\"⟦hf⟧\" />\n"),
    (".vscode/launch.json", "{\"env\":{\"HF_TOKEN\":\"⟦hf⟧\"}}\n"),
    (".gitignore", "# ⟦hf⟧\n*.pyc\n"),
    ("gitleaks.toml", "[allowlist]\nregexes = ['⟦hf⟧']\n"),
    (".secrets.baseline", "{\"results\":{\"x\":\"⟦hf⟧\"}}\n"),
    ("LICENSE", "MIT\n\n⟦hf⟧\n"),
    ("font.woff2.txt", "⟦hf⟧\n"),
    ("locale/de.po", "msgid \"token\"\nmsgstr \"⟦hf⟧\"\n"),
    ("dist/main.css.map", "{\"mappings\":\"AAAA\",\"token\":\"⟦hf⟧\"}"),
    ("marks.py", "t = '⟦hf⟧'  # gitleaks:allow\n"),
    ("pragma.py", "t = '⟦hf⟧'  # pragma: allowlist secret\n"),
    ("nosec.py", "t = '⟦hf⟧'  # nosec # trufflehog:ignore\n"),
    ("bare.py", "t = '⟦hf⟧'  # hfenv:allow\n"),
];

/// What `.gitattributes` hides from a text diff.
fn attributes(dice: &mut Dice) -> Vec<Scene> {
    let rows = [
        "*.py -diff",
        "*.py binary",
        "*.py diff=hide",
        "* -text",
        "*.py export-ignore",
        "*.py linguist-generated=true",
        "*.py working-tree-encoding=UTF-8",
        "*.py whitespace=-all",
    ];
    let mut scene = |row: &&str| {
        let mut scene = Scene::text("attributes", "train.py", "t = '⟦hf⟧'\n", dice);
        let rules = Scene::text("attributes", ".gitattributes", &format!("{row}\n"), dice);
        scene.files.extend(rules.files);
        scene.name = format!("train.py under {row}");
        scene
    };
    rows.iter().map(&mut scene).collect()
}

fn long_lines(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (path, before, after) in
        [("array.json", 400_000, 20), ("begin.json", 10, 400_000), ("midst.json", 70_000, 70_000)]
    {
        let mut numbers = |count: usize| -> String {
            let numbers = (0..count / 6).map(|_| dice.text("0123456789", 5));
            numbers.collect::<Vec<_>>().join(",")
        };
        let text = format!("[{},\"⟦hf⟧\",{}]", numbers(before), numbers(after));
        scenes.push(Scene::text("long lines", path, &text, dice));
        path.clone_into(&mut scenes.last_mut().unwrap().name);
    }
    let wide = format!("{}⟦hf|b64⟧ {}", "a b c ".repeat(9000), "d e ".repeat(9000));
    scenes.push(Scene::text("long lines", "wide64.txt", &wide, dice));
    let call = "f(1);".repeat(30_000);
    let script = format!("{call}var t=\"⟦hf|split:\"+\"⟧\";{call}");
    scenes.push(Scene::text("long lines", "app.js", &script, dice));
    for scene in &mut scenes {
        scene.name.truncate(200);
    }
    scenes
}

const CHANGED: &[(&str, &str)] = &[
    ("train.py", " import os\n-t = os.environ['HF_TOKEN']\n+t = '⟦hf⟧'\n print(t)\n"),
    ("end.txt", " a\n b\n+⟦hf⟧\n"),
    ("first.txt", "+⟦hf⟧\n a\n b\n"),
    ("swap.py", "-t = '⟦hf⟧'\n+t = '⟦hf⟧'\n"),
    ("beside.py", " old = '⟦hf⟧'\n+new = '⟦hf⟧'\n"),
    ("appended.txt", "-HF_TOKEN=\n+HF_TOKEN=⟦hf⟧\n MODEL=gpt2\n"),
    ("blank.py", "-t = None\n+\n+\n+t = '⟦hf⟧'\n x = 1\n"),
    ("config.json", " {\n-  \"a\": 1\n+  \"a\": 1,\n+  \"token\": \"⟦hf⟧\"\n }\n"),
    ("many.py", " a = 1\n+b = '⟦hf⟧'\n c = 2\n d = 3\n+e = '⟦org⟧'\n"),
];
