//! Hazard: a file that is damaged, or that holds a token where none belongs, is quoted in the
//! complaint.

use super::leak::{Watched, report};
use crate::support::sandbox::fresh_token;

/// Files, from the home folder, with `SECRET` where a token does not belong or does not parse.
const DAMAGED: &[(&str, &str)] = &[
    (PROFILES, "SECRET"),
    (PROFILES, "default = SECRET"),
    (PROFILES, "default = \"SECRET"),
    (PROFILES, "default = 'SECRET'"),
    (PROFILES, "default = \"\"\"SECRET"),
    (PROFILES, "version = \"SECRET\""),
    (PROFILES, "version = 'SECRET'"),
    (PROFILES, "SECRET = 1"),
    (PROFILES, "token = \"SECRET\""),
    (PROFILES, "[profile.SECRET]\nstore = \"file\""),
    (PROFILES, "[profile.\"SECRET\"]\n[profile.\"SECRET\"]"),
    (PROFILES, "[profile.w]\nendpoint = \"https://u:SECRET@h\"\nstore = \"file\""),
    (PROFILES, "[profile.w]\nendpoint = \"SECRET\"\nstore = \"file\""),
    (PROFILES, "[profile.w]\nendpoint = \"https://h\"\nstore = \"SECRET\""),
    (PROFILES, "[profile.w]\nendpoint = \"https://h\"\nstore = \"file\"\nmirrors = [\"SECRET\"]"),
    (PROFILES, "[profile.w]\nendpoint = \"https://h\"\nstore = \"file\"\nsettings = \"SECRET\""),
    (
        PROFILES,
        "[profile.w]\nendpoint = \"https://h\"\nstore = 'file'\nsettings.HF_HOME = 'x' SECRET",
    ),
    (PROFILES, "[profile.w]\nendpoint='https://h'\nstore='file'\nsettings.HF_HUB_OFFLINE='SECRET'"),
    (CONFIG, "SECRET"),
    (CONFIG, "trusted = [\"SECRET\"]"),
    (CONFIG, "trusted = \"SECRET\""),
    (CONFIG, "endpoints = [\"https://u:SECRET@h\"]"),
    (CONFIG, "credential-style = \"SECRET\""),
    (CONFIG, "[[rule]]\ndir = \"SECRET\"\nprofile = \"x\""),
    (CONFIG, "[[rule]]\ndir = \"/x\"\nprofile = \"SECRET SECRET\""),
    (CONFIG, "[[rule]]\nremote = 'SECRET'"),
    (PROJECT, "SECRET"),
    (PROJECT, "token = \"SECRET\""),
    (PROJECT, "profile = SECRET"),
    (PROJECT, "profile = \"SECRET !\""),
    (PROJECT, "profile = 'SECRET"),
    (PROJECT, "[settings]\nHF_HUB_OFFLINE = \"SECRET\""),
    (PROJECT, "[settings]\nHF_TOKEN = \"SECRET\""),
    (PROJECT, "[settings]\nHF_ENDPOINT = \"https://u:SECRET@h\""),
    (PROJECT, "version = 'SECRET'"),
    (DOTENV, "HF_TOKEN=SECRET"),
    (DOTENV, "HF_TOKEN='SECRET"),
    (DOTENV, "HF_TOKEN=\"SECRET\" SECRET"),
    (DOTENV, "HF_TOKEN=SECRET SECRET"),
    (DOTENV, "HF_TOKEN=${X:-SECRET}"),
    (DOTENV, "HF_TOKEN SECRET"),
    (DOTENV, "HF_TOKEN='SECRET\u{200b}'"),
    (DOTENV, "SECRET"),
    (DOTENV, "HF_ENDPOINT=https://u:SECRET@h"),
    (DOTENV, "HF_HUB_OFFLINE=SECRET"),
    (DOTENV, "HUGGINGFACE_TOKEN=\"SECRET\n"),
    (STORED, "SECRET"),
    (STORED, "hf_token = SECRET"),
    (STORED, "[SECRET"),
    (STORED, "[a]\nhf_token = SECRET SECRET"),
    (STORED, "[a]\nSECRET"),
    (STORED, "[a]\nhf_token = x\nhf_token = SECRET"),
    (STORED, "[a]\nhf_token = x\n[a]\nhf_token = SECRET"),
    (STORED, "[a]\nhf_token = x\nexpires_at = SECRET"),
    (".cache/huggingface/token", "SECRET SECRET"),
    (".cache/huggingface/token", "SECRET\u{e9}"),
    (".huggingface/token", "SECRET\tSECRET"),
    (".local/state/hfenv/key", "SECRET"),
    (".local/state/hfenv/rejections.toml", "SECRET"),
    (".local/state/hfenv/rejections.toml", "[[rejection]]\nhash = \"SECRET"),
    (".local/share/hfenv/tokens/work", "SECRET SECRET"),
    (".netrc", "machine huggingface.co login user password SECRET"),
    (".netrc", "machine SECRET"),
    (".gitconfig", "[credential]\nhelper = \"!f() { echo password=SECRET; }; f\""),
    (".gitconfig", "[credential \"https://huggingface.co\"]\nhelper = \"!echo password=SECRET\""),
    (".gitconfig", "[credential \"https://u:SECRET@huggingface.co\"]\nhelper = store"),
    (".gitconfig", "[credential \"https://huggingface.co\"]\nhelper = SECRET"),
    (".gitconfig", "[url \"https://u:SECRET@huggingface.co\"]\ninsteadOf = https://huggingface.co"),
    (".gitconfig", "[credential\nSECRET"),
    (".bashrc", "export HF_TOKEN=SECRET"),
];

const PROFILES: &str = ".config/hfenv/profiles.toml";
const CONFIG: &str = ".config/hfenv/config.toml";
const PROJECT: &str = "project/.hfenv.toml";
const DOTENV: &str = "project/.env";
const STORED: &str = ".cache/huggingface/stored_tokens";

/// What looks at those files.
const LOOKS: &[&str] = &[
    "login -v --token-file given --no-verify --store file -p new",
    "export json -v --token-file given",
    "list -v",
    "list --json",
    "token -v -p a --no-input",
    "why -v",
    "why --json",
    "whoami -v --endpoint http://127.0.0.1:1",
    "allow -v",
    "switch -v a",
    "git-credential get -v",
    "git-credential erase -v",
    "deny -v",
    "logout -v",
];

/// What looks at the files of git and the shell.
const SETUP: &[&str] = &[
    "why -v",
    "why --json",
    "login -v --token-file given --no-verify --store file -p new",
    "setup git -v --dry-run",
    "setup git -v",
    "setup git -v --undo",
    "setup shell --shell bash -v",
    "setup shell --shell bash -v --undo",
];

/// Verbs whose answer is a token, wherever it lies.
const ANSWERS: [&str; 3] = ["export", "git-credential get", "token"];

fn complaints(token: &str, damaged: &[(&str, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for (file, content) in damaged {
        let watched = Watched::new(token);
        watched.home.write("project/given", fresh_token());
        if !file.ends_with("token") {
            watched.home.write(".cache/huggingface/token", fresh_token());
        }
        watched.home.write(file, content.replace("SECRET", token));
        let of_setup = [".gitconfig", ".netrc", ".bashrc"].contains(file);
        for words in if of_setup { SETUP } else { LOOKS } {
            let output = watched.run(words, &[]);
            if !ANSWERS.iter().any(|verb| words.starts_with(verb)) {
                wrong.extend(watched.judge_quiet(&format!("{content:?}: {words}"), &output));
            }
        }
        let found = watched.files_but(&[file]);
        wrong.extend(found.iter().map(|other| format!("{content:?}: also in {other}")));
    }
    wrong
}

#[test]
fn no_complaint_repeats_a_token_of_the_hub() {
    report(&complaints(&fresh_token(), DAMAGED));
}

/// A mirror's token has no shape to be known by, so where it is taken for a name it is shown as
/// one; but no parser's message and no value has it.
#[test]
fn no_complaint_repeats_a_value_of_any_shape() {
    let named = ["[profile.", "= SECRET", "helper = SECRET", "[a]\nSECRET"];
    let values: Vec<_> = DAMAGED
        .iter()
        .copied()
        .filter(|(_, content)| !named.iter().any(|name| content.contains(name)))
        .collect();
    assert!(values.len() > DAMAGED.len() / 2);
    report(&complaints(&fresh_token().replace("hf_", "mirror"), &values));
}
