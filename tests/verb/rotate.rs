//! `hfenv rotate`: the same account and rights, every place, and proof.

use std::path::Path;

use crate::support::git::Desk;
use crate::support::hub::{Account, FineGrained, Hub, Reply, Scope};
use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, assert_hidden, run, run_hidden};

/// `hfenv rotate work` in a folder, with a new token on standard input.
fn rotate(home: &Sandbox, hub: &Hub, folder: &Path, new: &str, more: &[&str]) -> Said {
    let words = ["rotate", "work", "--token-stdin"];
    let mut command = home.hfenv(words.iter().chain(more));
    command.env("HF_ENDPOINT", hub.endpoint()).current_dir(folder);
    run_hidden(command.write_stdin(new), &[new])
}

/// The token of a profile.
fn token(home: &Sandbox, name: &str) -> String {
    run(&mut home.hfenv(["token", "-p", name]), &[]).exits(0).out.trim_end().to_owned()
}

#[test]
fn a_new_token_goes_into_every_place_and_the_old_one_is_proved_dead() {
    let (desk, hub) = (Desk::new(), Hub::start());
    let home = &desk.home;
    let [old, new] = [(); 2].map(|()| hub.add_token(Account::write("ada").named("laptop")));
    for name in ["work", "twin"] {
        home.profile_at(&hub.endpoint(), name, &old);
    }
    let host = hub.endpoint().split_once("://").unwrap().1.to_owned();
    let places = [
        (".bashrc", format!("a='{old}'\nexport HF_TOKEN={old} B=1\n")),
        (".netrc", format!("machine 127.0.0.1 login ada password {old}\n")),
        (".git-credentials", format!("http://ada:{old}@{host}\n")),
        (".cache/huggingface/token", old.clone()),
        (".cache/huggingface/stored_tokens", format!("[laptop]\nhf_token = {old}\n\n")),
        ("p/.env", format!("HF_TOKEN={old}\n")),
        ("p/.gitlab-ci.yml", format!("script: curl -H 'x: {old}'\n")),
    ];
    let paths: Vec<_> = places.iter().map(|(path, text)| home.write(path, text)).collect();
    let folder = home.path("p");
    desk.must_in(&folder, &["init", "--quiet"]);
    desk.must_in(&folder, &["remote", "add", "o", &format!("http://ada:{old}@{host}/a/b")]);
    desk.commit(&folder);
    let shown = rotate(home, &hub, &folder, "", &["--dry-run"]).exits(0);
    for path in ["~/.bashrc:1", "~/.bashrc:2", "~/p/.git/config:", "(laptop)", "~/.netrc:1"] {
        assert!(shown.out.contains(path), "{path}: {shown:?}");
    }
    let said = rotate(home, &hub, &folder, &new, &["--yes"]).exits(1);
    for words in [
        "profile work has the new token",
        "profile twin had the same token",
        "replaced it in 9 places",
        "(hf_…",
        "called \"laptop\") still works",
        ".env:1",
        "whoever reads it can log in",
        "/settings/tokens",
        "hfenv rotate work",
    ] {
        assert!(said.err.contains(words), "{words}: {said:?}");
    }
    for (path, (_, text)) in paths.iter().zip(&places) {
        assert_eq!(std::fs::read_to_string(path).unwrap(), text.replace(&old, &new), "{path:?}");
    }
    assert!(desk.must_in(&folder, &["remote", "get-url", "o"]).contains(&new));
    assert_eq!([token(home, "work"), token(home, "twin")], [new.clone(), new.clone()]);
    // The old one is kept until it is dead, and only for that.
    let kept = home.ours("data/tokens/work~former");
    assert_eq!(std::fs::read_to_string(&kept).unwrap().trim_end(), old);
    let again = rotate(home, &hub, &folder, "", &[]).exits(1);
    assert!(again.err.contains("a rotation of work was begun and goes on"), "{again:?}");
    hub.revoke(&old);
    let said = rotate(home, &hub, &folder, "", &[]).exits(0);
    assert!(said.err.contains("the old token of work is dead"), "{said:?}");
    assert!(said.err.contains("it is worth nothing any more"), "{said:?}");
    assert!(!kept.exists());
    // What is left of it lies in git's objects, which are compressed.
    assert_eq!(desk.files_with(&old), [""; 0].map(std::path::PathBuf::from));
}

#[test]
fn another_account_fewer_rights_and_the_old_token_are_refused() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let old = hub.add_token(Account::write("ada"));
    home.profile_at(&hub.endpoint(), "work", &old);
    let scopes = FineGrained {
        can_read_gated_repos: true,
        global: Vec::new(),
        scoped: vec![Scope::new("model", "ada/x", &["repo.write"])],
    };
    let tokens = [
        (old.clone(), 2, "that is the old token"),
        (hub.add_token(Account::write("bob")), 2, "is of bob, and profile work belongs to ada"),
        (hub.add_token(Account::read("ada")), 2, "lacks: write"),
        (hub.add_token(Account::fine_grained("ada", scopes)), 2, "but what its scopes name"),
        (fresh_token(), 2, "does not accept the token"),
        (fresh_token().replace("hf_", "api_org_"), 2, "organisation token"),
    ];
    for (new, code, words) in &tokens {
        let said = rotate(&home, &hub, &home.home(), new, &["--yes"]).exits(*code);
        assert!(said.err.contains(words), "{words}: {said:?}");
        assert_eq!(token(&home, "work"), old);
        assert!(!home.ours("data/tokens/work~former").exists());
    }
    // Somebody may mean it.
    let read = &tokens[2].0;
    rotate(&home, &hub, &home.home(), read, &["--yes", "--fewer-rights"]).exits(1);
    assert_eq!(token(&home, "work"), *read);
    rotate(&home, &hub, &home.home(), "", &["--abandon"]).exits(0).names(&["forgotten here"]);
    assert!(!home.ours("data/tokens/work~former").exists());
}

#[test]
fn without_an_answer_or_a_yes_nothing_changes() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let [old, new] = [(); 2].map(|()| hub.add_token(Account::read("ada")));
    home.profile_at(&hub.endpoint(), "work", &old);
    hub.script("/api/whoami-v2", Reply::new(503));
    let said = rotate(&home, &hub, &home.home(), &new, &["--yes"]).exits(2);
    assert!(said.err.contains("answered 503"), "{said:?}");
    let said = rotate(&home, &hub, &home.home(), &new, &[]).exits(2);
    assert!(said.err.contains("nobody is there to confirm"), "{said:?}");
    assert_eq!(token(&home, "work"), old);
    let mut command = home.hfenv(["rotate", "nobody"]);
    run_hidden(&mut command, &[]).exits(2).names(&["no profile \"nobody\"", "there are: work"]);
    // A Hub that goes away in the end keeps what is to be finished.
    hub.script("/api/whoami-v2", Reply::json(200, &serde_json::json!({ "name": "ada" })));
    hub.script("/api/whoami-v2", Reply::json(200, &serde_json::json!({ "name": "ada" })));
    hub.script("/api/whoami-v2", Reply::new(503));
    let said = rotate(&home, &hub, &home.home(), &new, &["--yes"]).exits(2);
    assert!(said.err.contains("to ask about the old token again: hfenv rotate work"), "{said:?}");
    assert_eq!(token(&home, "work"), new);
    hub.revoke(&old);
    rotate(&home, &hub, &home.home(), "", &[]).exits(0).names(&["is dead"]);
}

#[test]
fn a_person_is_shown_the_page_and_asked_until_it_is_revoked() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let [old, new] = [(); 2].map(|()| hub.add_token(Account::read("ada").named("laptop")));
    home.profile_at(&hub.endpoint(), "work", &old);
    let mut command = hfenv(&home, &["rotate", "work"]);
    command.env("HF_TOKEN", &old).env("BROWSER", "sh -c 'echo \"$0\" >opened'");
    let mut terminal = Terminal::open(command);
    terminal.wait_for(&format!("create a token at {}/settings/tokens", hub.endpoint()));
    terminal.hidden_line(&new);
    terminal.wait_for("Replace the token in the profile work? [y/N]");
    terminal.keys("y\n");
    terminal.wait_for("Is it revoked?");
    hub.revoke(&old);
    terminal.keys("y\n");
    assert_eq!(terminal.end().code(), Some(0), "{}", terminal.screen());
    let screen = terminal.screen();
    assert_hidden(&screen, &[&old, &new]);
    for words in ["\"laptop\", type read", "HF_TOKEN of this shell still has", "is dead"] {
        assert!(screen.contains(words), "{words}: {screen}");
    }
    let opened = std::fs::read_to_string(home.path("opened")).unwrap();
    assert_eq!(opened.trim_end(), format!("{}/settings/tokens", hub.endpoint()));
}
