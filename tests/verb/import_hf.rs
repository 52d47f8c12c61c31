//! `hfenv import hf`: browser logins, which are renewed where they lie, and profiles that share
//! huggingface_hub's own list.

use super::import::import;
use crate::support::hub::{Account, Hub};
use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::Sandbox;
use crate::support::shown::{assert_hidden, run};
use hfenv::text::rfc3339;

const MONTH: i64 = 30 * 24 * 3600;

#[test]
fn a_browser_login_stays_until_it_is_moved_and_moves_with_what_renews_it() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let login = hub.add_login(Account::oauth("ada"), MONTH);
    let list = format!(
        "[oauth-ada]\nhf_token = {}\nrefresh_token = {}\nexpires_at = {}\n\n",
        login.access, login.refresh, login.expires_at
    );
    let stored = home.write(".cache/huggingface/stored_tokens", &list);
    let active = home.write(".cache/huggingface/token", &login.access);
    let secrets = [login.access.as_str(), login.refresh.as_str()];
    let said = import(&home, &hub, &home.home(), &["--yes", "--store", "file"]).exits(0);
    assert!(said.out.contains("a browser login, which hfenv uses where it lies"), "{said:?}");
    assert!(!home.ours("config/profiles.toml").exists());
    let words = ["--yes", "--remove", "--store", "file"];
    import(&home, &hub, &home.home(), &words).exits(0).names(&["out of 2 places"]);
    assert!(!active.exists() && std::fs::read(&stored).unwrap().is_empty());
    let profiles = std::fs::read_to_string(home.ours("config/profiles.toml")).unwrap();
    assert!(profiles.contains("renewable = true"), "{profiles}");
    assert!(profiles.contains(&rfc3339(login.expires_at)), "{profiles}");
    run(&mut home.hfenv(["token"]), &[secrets[1]]).exits(0).prints(&format!("{}\n", login.access));
    assert!(
        std::fs::read_to_string(home.ours("data/tokens/ada~refresh"))
            .unwrap()
            .contains(&login.refresh)
    );
    let book = std::fs::read_to_string(home.ours("state/import.toml")).unwrap();
    assert_hidden(&book, &secrets);
    import(&home, &hub, &home.home(), &["--undo", "--yes"]).exits(0);
    assert_eq!(std::fs::read_to_string(&stored).unwrap(), list);
    assert_eq!(std::fs::read_to_string(&active).unwrap(), login.access);
}

#[test]
fn a_profile_in_the_list_itself_keeps_its_section() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada").named("laptop"));
    let list = format!("[laptop]\nhf_token = {token}\n\n");
    let stored = home.write(".cache/huggingface/stored_tokens", &list);
    let active = home.write(".cache/huggingface/token", &token);
    let rc = home.write(".bashrc", format!("export HF_TOKEN={token}\n"));
    let words = ["--yes", "--remove", "--store", "hf"];
    import(&home, &hub, &home.home(), &words).exits(0).names(&["out of 1 place"]);
    assert_eq!(std::fs::read_to_string(&stored).unwrap(), list);
    assert_eq!(std::fs::read_to_string(&active).unwrap(), token);
    assert!(!std::fs::read_to_string(&rc).unwrap().contains(&token));
    run(&mut home.hfenv(["token"]), &[]).exits(0).prints(&format!("{token}\n"));
}

#[test]
fn keys_that_nobody_knows_and_files_that_nobody_can_read_are_left() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let list = format!("[a]\nhf_token = {token}\nnote = mine\n\n");
    let stored = home.write(".cache/huggingface/stored_tokens", &list);
    let words = ["--yes", "--remove", "--store", "file"];
    let said = import(&home, &hub, &home.home(), &words).exits(1);
    assert!(said.err.contains("it has keys that hfenv does not know"), "{said:?}");
    assert_eq!(std::fs::read_to_string(&stored).unwrap(), list);
    home.write(".cache/huggingface/stored_tokens", "no section\n");
    home.write(".cache/huggingface/token", "two words");
    let said = import(&home, &hub, &home.home(), &[]).exits(0);
    assert!(said.err.contains("stored_tokens: line 1: text before the first"), "{said:?}");
    assert!(said.err.contains("token: the token has a blank inside"), "{said:?}");
}

#[test]
fn a_person_sees_what_was_found_and_says_yes_or_no() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let token = hub.add_token(Account::read("ada"));
    let rc = home.write(".bashrc", format!("export HF_TOKEN={token}\n"));
    for (answer, code) in [("n\n", 1), ("y\n", 0)] {
        let mut command = hfenv(&home, &["import", "--remove", "--store", "file"]);
        command.env("HF_ENDPOINT", hub.endpoint());
        let mut terminal = Terminal::open(command);
        terminal.wait_for("File it as the profile ada and take tokens out of 1 place? [y/N]");
        terminal.keys(answer);
        assert_eq!(terminal.end().code(), Some(code), "{}", terminal.screen());
        assert_hidden(&terminal.screen(), &[&token]);
        let there = std::fs::read_to_string(&rc).unwrap().contains(&token);
        assert_eq!(there, code == 1);
    }
}
