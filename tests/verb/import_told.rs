//! `hfenv import`: what it says at its end, to people and to programs.

use super::import::import;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::Sandbox;

const WORDS: [&str; 4] = ["--yes", "--remove", "--store", "file"];

/// A Hub with an account, and what stands in one file with its token.
fn with(path: &str, text: &str) -> (Sandbox, Hub, String) {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let host = hub.endpoint().split_once("://").unwrap().1.to_owned();
    home.write(path, text.replace("HOST", &host).replace("TOKEN", &token));
    (home, hub, token)
}

#[test]
fn whoever_had_the_token_from_a_place_is_told_how_to_get_it_now() {
    let (git, shell) = ("hfenv setup git", "for this shell: eval \"$(hfenv)\"");
    for (path, text, hints) in [
        (".git-credentials", "http://ada:TOKEN@HOST\n", [true, false]),
        (".netrc", "machine 127.0.0.1 login ada password TOKEN\n", [true, false]),
        (".bashrc", "export A=TOKEN\n", [false, true]),
        (".env", "A=TOKEN\n", [false, true]),
        (".cache/huggingface/token", "TOKEN", [false, false]),
    ] {
        let (home, hub, _) = with(path, text);
        let said = import(&home, &hub, &home.home(), &WORDS).exits(0).names(&["out of 1 place"]);
        assert_eq!([git, shell].map(|hint| said.err.contains(hint)), hints, "{path}: {said:?}");
    }
    // git asks hfenv already.
    let (home, hub, _) = with(".git-credentials", "http://ada:TOKEN@HOST\n");
    let own = format!("[credential \"{}\"]\n\thelper = /x/git-credential-hfenv\n", hub.endpoint());
    home.write(".gitconfig", own);
    let said = import(&home, &hub, &home.home(), &WORDS).exits(0);
    assert!(!said.err.contains(git), "{said:?}");
}
