//! `hfenv import`: what is found, filed, taken out and put back.

use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, run_hidden};
use crate::verb::whoami::document;

/// `hfenv import` in a folder, with this Hub in force.
pub(crate) fn import(home: &Sandbox, hub: &Hub, folder: &Path, words: &[&str]) -> Said {
    let mut command = home.hfenv(["import"].iter().chain(words));
    let said = run_hidden(command.env("HF_ENDPOINT", hub.endpoint()).current_dir(folder), &[]);
    for text in [&said.out, &said.err] {
        assert!(!has_token(text), "a token is in: {text}");
    }
    said
}

/// Whether a token of full length is in it.
pub(crate) fn has_token(text: &str) -> bool {
    text.match_indices("hf_").any(|(at, _)| {
        let letters = text[at + 3..].bytes().take_while(u8::is_ascii_alphanumeric);
        letters.count() == 34
    })
}

/// A place, what it says with a token in it, and what after the removal.
struct Case {
    path: &'static str,
    before: &'static str,
    after: &'static str,
}

const fn case(path: &'static str, before: &'static str, after: &'static str) -> Case {
    Case { path, before, after }
}

/// `{}` is the token, `@` the Hub's host, `N` the number of the import and how it is undone.
const CASES: &[Case] = &[
    case(
        ".bashrc",
        "a=1\nexport HF_TOKEN={}\nb=2\n",
        "a=1\n: # HF_TOKEN is in hfenv's profile ada (import N)\nb=2\n",
    ),
    case(
        ".zshrc",
        "if true; then\n  export HF_TOKEN=\"{}\" # mine\nfi",
        "if true; then\n  : # HF_TOKEN is in hfenv's profile ada (import N)\nfi",
    ),
    case(".profile", "# export HF_TOKEN={}\n", "# export HF_TOKEN=hfenv:ada\n"),
    case(
        ".config/fish/config.fish",
        "set -gx HF_TOKEN {}\n",
        "# HF_TOKEN is in hfenv's profile ada (import N)\n",
    ),
    case(
        ".config/fish/fish_variables",
        "# VERSION: 3.0\nSETUVAR --export HF_TOKEN:{}\nSETUVAR x:y\n",
        "# VERSION: 3.0\nSETUVAR x:y\n",
    ),
    case(".tcshrc", "setenv HF_TOKEN {}\n", ": # HF_TOKEN is in hfenv's profile ada (import N)\n"),
    case(
        ".xonshrc",
        "if True:\n    $HF_TOKEN = '{}'\n",
        "if True:\n    pass  # HF_TOKEN is in hfenv's profile ada (import N)\n",
    ),
    case(
        ".git-credentials",
        "http://ada:{}@@\nhttps://x:y@else.example\n",
        "https://x:y@else.example\n",
    ),
    case(
        ".netrc",
        "machine a.example login b password c\nmachine 127.0.0.1\n  login ada\n  password {}\n",
        "machine a.example login b password c\n",
    ),
    case(
        ".gitconfig",
        "[url \"https://ada:{}@huggingface.co/\"]\n\tinsteadOf = hf:\n",
        "[url \"https://ada@huggingface.co/\"]\n\tinsteadOf = hf:\n",
    ),
    case(
        "p/.env",
        "A=1\r\nHF_TOKEN={}\r\n",
        "A=1\r\n# HF_TOKEN is in hfenv's profile ada (import N)\r\n",
    ),
    case(
        "p/.git/config",
        "[remote \"origin\"]\n\turl = http://oauth2:{}@@/a/b\n",
        "[remote \"origin\"]\n\turl = http://ada@@/a/b\n",
    ),
    case(
        "p/deep/Dockerfile",
        "FROM x\nENV HF_TOKEN={}\n",
        "FROM x\n# HF_TOKEN is in hfenv's profile ada (import N)\n",
    ),
    case(
        "p/compose.yaml",
        "environment:\n  - HF_TOKEN={}\n",
        "environment:\n  - HF_TOKEN=${HF_TOKEN}\n",
    ),
    case(
        "p/.github/workflows/a.yml",
        "env: { HF_TOKEN: '{}' }\n",
        "env: { HF_TOKEN: '${{ secrets.HF_TOKEN }}' }\n",
    ),
];

fn host(hub: &Hub) -> String {
    hub.endpoint().split_once("://").unwrap().1.to_owned()
}

fn filled(text: &str, token: &str, hub: &Hub) -> String {
    text.replace("@@", &format!("@{}", host(hub))).replace("{}", token)
}

/// A text with the number of its import as `N`.
fn unnumbered(text: &str) -> String {
    let mut out = text.to_owned();
    while let Some(at) = out.find("(import ").filter(|at| !out[*at + 8..].starts_with('N')) {
        let end = at + out[at..].find(": hfenv import --undo puts it back)").unwrap();
        out.replace_range(end..end + ": hfenv import --undo puts it back".len(), "");
        out.replace_range(at + 8..end, "N");
    }
    out
}

#[test]
fn each_kind_of_file_loses_its_token_in_its_own_way_and_gets_it_back() {
    for case in CASES {
        let (home, hub) = (Sandbox::new(), Hub::start());
        let token = hub.add_token(Account::read("ada"));
        home.write("p/.git/HEAD", "ref: refs/heads/main\n");
        for folder in ["p/.git/refs", "p/.git/objects"] {
            std::fs::create_dir_all(home.path(folder)).unwrap();
        }
        let before = filled(case.before, &token, &hub);
        let path = home.write(case.path, &before);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
        let of_hub = !case.before.contains("huggingface.co");
        let more: &[&str] = if of_hub { &[] } else { &["--no-verify"] };
        let folder = home.path("p");
        let words = [&["--yes", "--remove", "--store", "file"], more].concat();
        let said = import(&home, &hub, &folder, &words).exits(0);
        assert!(said.err.contains("saved profile ada"), "{}: {said:?}", case.path);
        let after = std::fs::read_to_string(&path).unwrap();
        assert_eq!(unnumbered(&after), filled(case.after, &token, &hub), "{}", case.path);
        assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640);
        let book = std::fs::read_to_string(home.ours("state/import.toml")).unwrap();
        assert!(!book.contains(&token) && book.contains("hfenv:ada"), "{book}");
        import(&home, &hub, &folder, &["--undo", "--yes"]).exits(0).names(&["put back 1 of 1"]);
        assert_eq!(std::fs::read_to_string(&path).unwrap(), before, "{}", case.path);
        import(&home, &hub, &folder, &["--undo"]).exits(0).names(&["nothing is there"]);
        // A second time it is known.
        let said = import(&home, &hub, &folder, &["--yes", "--remove"]).exits(0);
        assert!(said.out.contains("in the profile ada already"), "{said:?}");
        assert_eq!(unnumbered(&std::fs::read_to_string(&path).unwrap()), unnumbered(&after));
    }
}

#[test]
fn tokens_of_python_become_profiles_and_come_back() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let [one, two] = [Account::read("ada"), Account::write("ada")].map(|a| hub.add_token(a));
    let list = format!("[a b]\nhf_token = {one}\n\n[write]\nhf_token = {two}\n\n");
    let stored = home.write(".cache/huggingface/stored_tokens", &list);
    let active = home.write(".cache/huggingface/token", &two);
    let old = home.write(".huggingface/token", format!("{one}\n"));
    let said = import(&home, &hub, &home.home(), &["--dry-run"]).exits(0);
    for words in ["becomes the profile ada\n", "ada, write", "profile ada-2", "(a b)", "hf_…"] {
        assert!(said.out.contains(words), "{words}: {said:?}");
    }
    assert!(!home.ours("config/profiles.toml").exists());
    let words = ["--yes", "--remove", "--store", "file"];
    import(&home, &hub, &home.home(), &words).exits(0).names(&["out of 4 places"]);
    assert!(!active.exists() && !old.exists());
    assert_eq!(std::fs::read(&stored).unwrap(), b"");
    let secrets = [one.as_str(), two.as_str()];
    // The active one came first, and is the default now.
    for (words, token) in [(&["token"][..], &two), (&["token", "-p", "ada-2"], &one)] {
        let said = crate::support::shown::run(&mut home.hfenv(words), &secrets);
        said.exits(0).prints(&format!("{token}\n"));
    }
    import(&home, &hub, &home.home(), &["--undo", "--yes"]).exits(0).names(&["4 of 4"]);
    assert_eq!(std::fs::read_to_string(&stored).unwrap(), list);
    assert_eq!(std::fs::read_to_string(&active).unwrap(), two);
    assert_eq!(std::fs::read_to_string(&old).unwrap(), one);
}

#[test]
fn without_a_yes_nothing_changes_and_programs_get_json() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::write("ada"));
    let rc = home.write(".bashrc", format!("export HF_TOKEN={token}\n"));
    let said = import(&home, &hub, &home.home(), &["--store", "file"]).exits(2);
    assert!(said.err.contains("nothing was changed") && said.err.contains("--yes"), "{said:?}");
    let said = import(&home, &hub, &home.home(), &["--json"]).exits(0);
    let told = document(&said.out);
    let item = &told["tokens"][0];
    assert_eq!((&item["state"], &item["user"]), (&"new".into(), &"ada".into()), "{told}");
    assert_eq!((&item["role"], &item["profile"]), (&"write".into(), &"ada".into()));
    let place = &item["places"][0];
    assert_eq!((&place["kind"], &place["line"]), (&"shell".into(), &1.into()));
    assert_eq!(place["path"], Value::from(rc.to_str().unwrap()));
    assert!(!home.ours("config/profiles.toml").exists());
    assert_eq!(std::fs::read_to_string(&rc).unwrap(), format!("export HF_TOKEN={token}\n"));
    let none = import(&home, &hub, &home.home(), &["netrc"]).exits(0);
    assert!(none.out.is_empty() && none.err.contains("no token was found"), "{none:?}");
}

#[test]
fn what_can_not_be_filed_is_told_and_left_alone() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let dead = hub.add_token(Account::read("ada"));
    hub.revoke(&dead);
    let (foreign, live) = (fresh_token(), hub.add_token(Account::read("bob")));
    let organisation = fresh_token().replace("hf_", "api_org_");
    let text = format!(
        "export HF_TOKEN={dead}\ngit clone https://u:{foreign}@hub.example/a\n\
         export O={organisation}\nalias x='HF_TOKEN={live} y'\n"
    );
    let rc = home.write(".bashrc", &text);
    let words = ["--yes", "--remove", "--store", "file"];
    let said = import(&home, &hub, &home.home(), &words).exits(1);
    for words in ["does not work any more", "https://hub.example, which is none", "can't log in"] {
        assert!(said.out.contains(words), "{words}: {said:?}");
    }
    assert!(said.err.contains("~/.bashrc:4: its line does more than set a variable"), "{said:?}");
    assert_eq!(std::fs::read_to_string(rc).unwrap(), text);
    assert!(!hub.saw_secret(&foreign));
}

#[test]
fn another_secret_on_a_line_never_gets_into_the_list() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let other = fresh_token();
    let text = format!("env: [{token}, {other}]\n");
    let file = home.write("p/.github/workflows/a.yml", &text);
    home.write("p/.git/HEAD", "");
    let rc = home.write(".bashrc", format!("export HF_TOKEN={token} # or {other}\n"));
    let words = ["--yes", "--remove", "--store", "file"];
    let said = import(&home, &hub, &home.path("p"), &words).exits(1);
    assert!(said.err.contains("another token, which no profile has"), "{said:?}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), text);
    assert!(std::fs::read_to_string(&rc).unwrap().contains(&other));
    let book = std::fs::read_to_string(home.ours("state/import.toml")).unwrap_or_default();
    assert!(!book.contains(&other) && !book.contains(&token), "{book}");
}

#[test]
fn links_hard_links_and_foreign_folders_are_left_alone() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let line = format!("export HF_TOKEN={token}\n");
    // A link inside of the home folder is followed and kept, as dotfile managers want it.
    let real = home.write("dotfiles/bashrc", &line);
    std::os::unix::fs::symlink(&real, home.path(".bashrc")).unwrap();
    let outside = tempfile::tempdir().unwrap();
    std::fs::write(outside.path().join("zshrc"), &line).unwrap();
    std::os::unix::fs::symlink(outside.path().join("zshrc"), home.path(".zshrc")).unwrap();
    std::fs::hard_link(home.write("other", &line), home.path(".profile")).unwrap();
    let words = ["--yes", "--remove", "--store", "file"];
    let said = import(&home, &hub, &home.home(), &words).exits(1);
    assert!(said.err.contains("~/.zshrc is a link that leads out of the home folder"), "{said:?}");
    assert!(said.err.contains("~/.profile: ") && said.err.contains("hard links"), "{said:?}");
    assert!(home.path(".bashrc").is_symlink());
    assert!(!std::fs::read_to_string(&real).unwrap().contains(&token));
    assert_eq!(std::fs::read_to_string(home.path(".profile")).unwrap(), line);
    let book = std::fs::read_to_string(home.ours("state/import.toml")).unwrap();
    assert_eq!(book.matches("[[removed]]").count(), 1, "{book}");
}
