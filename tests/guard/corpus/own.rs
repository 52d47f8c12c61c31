//! The user's own secrets, of shapes that no rule knows: tokens of profiles and values of an
//! approved `.env`.

use std::path::Path;

use super::dice::{ALNUM, Dice, HEX, LOWER, STD64};
use super::site::write;
use super::{Scene, archives, code};

/// The kind of these scenes, of which every one has to be found.
pub(crate) const KIND: &str = "own values";

/// What the user has.
pub(crate) struct Values {
    /// Tokens of profiles.
    pub(crate) tokens: Vec<String>,
    /// Values of a `.env`, by name.
    pub(crate) settings: Vec<(&'static str, String)>,
}

impl Values {
    /// Fresh ones.
    pub(crate) fn new(dice: &mut Dice) -> Self {
        let tokens = vec![
            // An old token that looks like a word, one of a private Hub, one of hexadecimal digits.
            format!("hf_{}", dice.text(LOWER, 34)),
            dice.text(ALNUM, 40),
            dice.text(HEX, 48),
        ];
        let settings = vec![
            ("HF_TOKEN", dice.text(ALNUM, 28)),
            ("SERVICE_SECRET", dice.text(ALNUM, 24)),
            ("DB_PASSWORD", format!("{}/+{}", dice.text(STD64, 14), dice.text(STD64, 14))),
        ];
        Self { tokens, settings }
    }

    /// All of them.
    pub(crate) fn all(&self) -> Vec<&str> {
        let settings = self.settings.iter().map(|(_, value)| value.as_str());
        self.tokens.iter().map(String::as_str).chain(settings).collect()
    }
}

/// Makes them the user's: profiles, and a project whose `.env` is approved.
pub(crate) fn known_to(values: &Values, home: &Path) {
    for (number, token) in values.tokens.iter().enumerate() {
        let name = format!("p{number}");
        let words = ["login", "--token-stdin", "--no-verify", "--store", "file", "-p", &name];
        hfenv(home, &words, token);
    }
    let lines = values.settings.iter().map(|(name, value)| format!("{name}={value}\n"));
    write(home, b"project/.env", lines.collect::<String>().as_bytes());
    hfenv(home, &["allow", "--yes", "project"], "");
}

/// hfenv, which must succeed, with this on standard input.
fn hfenv(home: &Path, words: &[&str], input: &str) {
    let mut command = assert_cmd::Command::new(env!("CARGO_BIN_EXE_hfenv"));
    command.env_clear().env("HOME", home).env("PATH", std::env::var_os("PATH").unwrap());
    command.current_dir(home).args(words).write_stdin(input).assert().success();
}

pub(super) fn scenes(dice: &mut Dice, values: &Values) -> Vec<Scene> {
    let values = values.all();
    let mut scenes = Vec::new();
    for (turn, (path, text)) in FORMS.iter().enumerate() {
        // Each form twice, with two of the values in turn.
        for step in [0, 3] {
            let value = values[(turn + step) % values.len()];
            scenes.push(Scene::with_own(KIND, path, text, value, dice));
        }
    }
    for (turn, value) in values.iter().enumerate() {
        scenes.push(Scene::with_own(KIND, "plain.cfg", "x = ⟦own⟧\n", value, dice));
        let bytes = [&dice.bytes(400)[..], &[0], value.as_bytes(), &[0], &dice.bytes(99)].concat();
        for step in [0, 3] {
            scenes.push(archives::with_own(KIND, value, turn + step));
        }
        scenes.push(Scene::bytes(KIND, "state.bin", bytes, vec![(*value).to_owned()]));
        let wide = code::utf16(&format!("\u{feff}password: {value}\r\n"), turn % 2 == 1);
        scenes.push(Scene::bytes(KIND, "settings.reg", wide, vec![(*value).to_owned()]));
    }
    scenes
}

const FORMS: &[(&str, &str)] = &[
    ("train.py", "login('⟦own⟧')\n"),
    ("config.json", "{\"a\":1,\"password\":\"⟦own⟧\"}\n"),
    ("config.yaml", "hub:\n  token: ⟦own⟧\n"),
    ("run.sh", "#!/bin/sh\nTOKEN=⟦own⟧ ./run\n"),
    ("clone.sh", "git clone https://me:⟦own|percent⟧@hub.example.org/me/x\n"),
    ("query.txt", "https://h.example.org/x?key=⟦own|percent⟧&a=1\n"),
    ("bearer.http", "Authorization: Bearer ⟦own⟧\n"),
    ("basic.http", "Authorization: Basic ⟦own|in:me:%|b64⟧\n"),
    ("secret.yaml", "kind: Secret\ndata:\n  key: ⟦own|b64⟧\n"),
    ("text.b64", "⟦own|in:dear all, the key is % for now, bye|wrap:40⟧\n"),
    ("hex.txt", "key ⟦own|hex⟧\n"),
    ("escaped.json", "{\"log\":\"key\\n⟦own⟧\\n\"}\n"),
    ("out.ipynb", "{\"cells\":[{\"outputs\":[{\"text\":[\n\"⟦own⟧\\n\"]}]}]}\n"),
    ("split.py", "k = \"⟦own|split:\" + \"⟧\"\n"),
    ("node_modules/x.js", "k='⟦own⟧'\n"),
    ("README.md", "The key is `⟦own⟧`.\n"),
    ("log.txt", "2026-01-02 12:00:01 token=⟦own⟧, user=me\n"),
    ("dump.sql", "INSERT INTO s VALUES (1,'⟦own⟧',NULL);\n"),
    ("end.txt", "⟦own⟧"),
    ("args.txt", "--token=⟦own⟧ --lr 0.1\n"),
];
