//! Odd names of files, and secrets in names.

use super::dice::Dice;
use super::{Scene, texts};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let long = format!("{}.txt", "n".repeat(200));
    let mut names: Vec<&str> = NAMES.to_vec();
    names.push(&long);
    let text = "first\nHF_TOKEN=⟦hf⟧\n";
    let rows: Vec<(&str, &str)> = names.iter().map(|name| (*name, text)).collect();
    let mut scenes = texts("odd names", &rows, dice);
    for name in [&b"caf\xe9.txt"[..], b"\xff\xfe", b"a\xc3/b\x80.py"] {
        let mut scene = Scene::text("odd names", "x", text, dice);
        scene.files[0].path = name.to_vec();
        scene.name = String::from_utf8_lossy(name).into_owned();
        scenes.push(scene);
    }
    scenes.extend(texts("secrets in names", IN_NAMES, dice));
    scenes
}

const NAMES: &[&str] = &[
    "my notes.txt",
    " leading.txt",
    "trailing ",
    "two\nlines.txt",
    "tab\there.txt",
    "\"quoted\".txt",
    "it's.txt",
    "-rf",
    "--help",
    "-",
    "back\\slash.txt",
    "a:b.txt",
    "🤗.txt",
    "日本語/メモ.txt",
    "café.txt",
    "cafe\u{301}.txt",
    "semi;colon&and|pipe.txt",
    "$(touch x).txt",
    "`x`.txt",
    "*.txt",
    "[a].txt",
    "{a,b}.txt",
    "%41.txt",
    "#comment",
    "~",
    ":(glob)x",
    "a => b.txt",
    "\u{1b}[31mred.txt",
    "\u{202e}txt.exe",
    "\r.txt",
    "no extension",
    ".hidden/..double/...",
    "COM1",
    "a/very/deep/path/of/many/folders/in/a/row/and/one/more/x.txt",
];

const IN_NAMES: &[(&str, &str)] = &[
    ("⟦hf⟧", "x\n"),
    ("⟦hf⟧.txt", "x\n"),
    ("token-⟦hf⟧.json", "{}\n"),
    ("runs/⟦hf⟧/log.txt", "x\n"),
    ("run ⟦hf⟧ (1).log", "x\n"),
    ("HF_TOKEN=⟦hf⟧", ""),
    ("me:⟦hf⟧@huggingface.co", "x\n"),
    ("--token=⟦hf⟧", "x\n"),
    ("⟦openai-old⟧.key", "x\n"),
    ("⟦github⟧", ""),
];
