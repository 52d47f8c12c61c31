//! `hfenv import`: what it says at its end, to people and to programs.

use super::import::import;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::Sandbox;
use crate::support::shown::{run, run_hidden};
use crate::verb::whoami::document;

const WORDS: [&str; 4] = ["--yes", "--remove", "--store", "file"];

/// A Hub with an account, and what stands in one file with its token.
fn with(path: &str, text: &str) -> (Sandbox, Hub, String) {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let host = hub.endpoint().split_once("://").unwrap().1.to_owned();
    home.write(path, text.replace("HOST", &host).replace("{}", &token));
    (home, hub, token)
}

#[test]
fn whoever_had_the_token_from_a_place_is_told_how_to_get_it_now() {
    let (git, shell) = ("hfenv setup git", "for this shell: eval \"$(hfenv)\"");
    for (path, text, hints) in [
        (".git-credentials", "http://ada:{}@HOST\n", [true, false]),
        (".netrc", "machine 127.0.0.1 login ada password {}\n", [true, false]),
        (".bashrc", "export A={}\n", [false, true]),
        (".env", "A={}\n", [false, true]),
        (".cache/huggingface/token", "{}", [false, false]),
    ] {
        let (home, hub, _) = with(path, text);
        let said = import(&home, &hub, &home.home(), &WORDS).exits(0).names(&["out of 1 place"]);
        assert_eq!([git, shell].map(|hint| said.err.contains(hint)), hints, "{path}: {said:?}");
    }
    // git asks hfenv already.
    let (home, hub, _) = with(".git-credentials", "http://ada:{}@HOST\n");
    let own = format!("[credential \"{}\"]\n\thelper = /x/git-credential-hfenv\n", hub.endpoint());
    home.write(".gitconfig", own);
    let said = import(&home, &hub, &home.home(), &WORDS).exits(0);
    assert!(!said.err.contains(git), "{said:?}");
}

/// The default profile, as `hfenv token` gives it.
fn has_default(home: &Sandbox, token: &str) {
    run(&mut home.hfenv(["token"]), &[token]).exits(0).prints(&format!("{token}\n"));
}

#[test]
fn what_shells_had_becomes_the_default_of_an_empty_set() {
    let others = ["export HF_TOKEN={}\n", "# export HF_TOKEN={}\n"];
    for (text, of_rc) in others.into_iter().zip([true, false]) {
        let (home, hub, token) = with(".bashrc", text);
        let active = hub.add_token(Account::read("bob"));
        home.write(".cache/huggingface/token", &active);
        let said = import(&home, &hub, &home.home(), &["--yes", "--store", "file"]).exits(0);
        assert!(!said.err.contains("hfenv switch"), "{said:?}");
        has_default(&home, if of_rc { &token } else { &active });
    }
    // What is set right now comes before that.
    let (home, hub, _) = with(".bashrc", "export HF_TOKEN={}\n");
    let set = hub.add_token(Account::read("bob"));
    home.write(".huggingface/token", &set);
    let mut command = home.hfenv(["import", "--yes", "--store", "file"]);
    command.env("HF_ENDPOINT", hub.endpoint()).env("HF_TOKEN", &set);
    run_hidden(&mut command, &[]).exits(0);
    has_default(&home, &set);
}

#[test]
fn a_default_that_shells_did_not_use_is_told() {
    let (home, hub, _) = with(".cache/huggingface/token", "{}");
    import(&home, &hub, &home.home(), &["--yes", "--store", "file"]).exits(0);
    let other = hub.add_token(Account::read("bob"));
    home.write(".bashrc", format!("export HF_TOKEN={other}\n"));
    let said = import(&home, &hub, &home.home(), &["--yes", "--store", "file"]).exits(0);
    said.names(&["shells had the token of bob", "the default is ada", "hfenv switch bob"]);
}

#[test]
fn what_lies_in_plain_text_still_is_told_each_time() {
    let (home, hub, _) = with(".bashrc", "export HF_TOKEN={}\n");
    let hint = "still in plain text: hfenv import --remove";
    let would = "would take tokens out of 1 place";
    let words = ["--remove", "--dry-run"];
    let said = import(&home, &hub, &home.home(), &words).exits(0).names(&[would]);
    assert!(!said.err.contains(hint), "{said:?}");
    for words in [&["--yes", "--store", "file"][..], &[], &["--dry-run"]] {
        let said = import(&home, &hub, &home.home(), words).exits(0).names(&[hint]);
        assert!(!said.err.contains("would take"), "{said:?}");
    }
    import(&home, &hub, &home.home(), &words).exits(0).names(&[would]);
    // Its own store is no other place.
    let (home, hub, _) = with(".cache/huggingface/token", "{}");
    import(&home, &hub, &home.home(), &["--yes", "--store", "hf"]).exits(0);
    for words in [&[][..], &words] {
        let said = import(&home, &hub, &home.home(), words).exits(0);
        assert!(!said.err.contains(hint) && !said.err.contains("would take"), "{said:?}");
    }
}

#[test]
fn programs_read_what_was_done_and_what_was_not() {
    let (home, hub, _) = with(".bashrc", "export HF_TOKEN={}\nalias x='HF_TOKEN={} y'\n");
    let json = ["--json", "--remove", "--store", "file"];
    let said = import(&home, &hub, &home.home(), &json).exits(0).names(&["nothing was changed"]);
    let told = document(&said.out);
    assert!(told["removed"] == serde_json::json!([]) && told["left"] == serde_json::json!([]));
    assert!(!home.ours("config/profiles.toml").exists());
    let yes = [&json[..], &["--yes"]].concat();
    let told = document(&import(&home, &hub, &home.home(), &yes).exits(1).out);
    let gone = serde_json::json!([{ "kind": "shell", "place": "~/.bashrc:1", "profile": "ada" }]);
    assert_eq!(told["removed"], gone, "{told}");
    assert_eq!(told["left"][0]["place"], "~/.bashrc:2", "{told}");
    assert_eq!(told["left"][0]["why"], "its line does more than set a variable", "{told}");
    let said = import(&home, &hub, &home.home(), &["--undo", "--json"]).exits(2);
    said.names(&["--undo has no --json"]);
    let (home, hub, _) = with(".bashrc", "export HF_TOKEN={}\n");
    let said = import(&home, &hub, &home.home(), &["--json", "--no-verify"]).exits(0);
    assert_eq!(document(&said.out)["tokens"][0]["state"], "not-checked");
}

#[test]
fn dead_tokens_that_were_to_go_are_left_with_a_reason() {
    let (home, hub, token) = with(".bashrc", "export HF_TOKEN={}\n");
    hub.revoke(&token);
    for words in [&["--yes"][..], &["--remove", "--dry-run"]] {
        import(&home, &hub, &home.home(), words).exits(0);
    }
    let said = import(&home, &hub, &home.home(), &["--remove"]).exits(1);
    said.names(&["left as it is: ~/.bashrc:1", "does not work any more", "1 place has to be"]);
}

#[test]
fn whoever_has_no_place_for_tokens_is_told_before_the_question() {
    let (home, hub, _) = with(".bashrc", "export HF_TOKEN={}\n");
    for words in [&[][..], &["--store", "keyring"], &["--store", "nowhere"]] {
        let said = import(&home, &hub, &home.home(), words).exits(2);
        assert!(!said.err.contains("nobody is there"), "{said:?}");
        assert!(said.err.contains("store"), "{said:?}");
    }
}
