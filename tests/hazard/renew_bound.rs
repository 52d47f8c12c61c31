//! Hazard: a refresh token goes to a Hub that did not issue it.

use hfenv::key::Key;
use hfenv::profile::StoreKind;
use hfenv::store::Manner;
use hfenv::store::refresh::Refresh;
use hfenv::store::vault::Vault;
use hfenv::token::Token;
use hfenv::vars::Env;

use crate::support::hub::{Account, Hub, Reply};
use crate::support::logins::{browser_login, paths, saved_by_hf};
use crate::support::sandbox::Sandbox;
use crate::support::shown::run;

const HOUR: i64 = 3600;

#[test]
fn whatever_endpoint_is_in_force_the_issuer_renews() {
    for store in [StoreKind::File, StoreKind::Hf] {
        let (home, hub, stranger) = (Sandbox::new(), Hub::start(), Hub::start());
        let login = browser_login(&home, &hub, store, "work", HOUR);
        let mut command = home.hfenv(["token"]);
        let said = run(command.env("HF_ENDPOINT", stranger.endpoint()), &[&login.refresh]).exits(0);
        assert_ne!(said.out.trim(), login.access);
        assert_eq!((hub.oauth().tally().renewed, stranger.connections()), (1, 0), "{store:?}");
    }
}

#[test]
fn a_redirect_takes_no_refresh_token_along() {
    for status in [301, 302, 303, 307, 308] {
        let (home, hub, stranger) = (Sandbox::new(), Hub::start(), Hub::start());
        let login = browser_login(&home, &hub, StoreKind::File, "work", HOUR);
        let there = format!("{}/oauth/token", stranger.endpoint());
        hub.script_always("/oauth/token", Reply::new(status).with_header("Location", &there));
        let said = run(&mut home.hfenv(["token"]), &[&login.access, &login.refresh]).exits(0);
        assert_eq!(said.out.trim(), login.access);
        said.names(&["redirects to another address"]);
        assert_eq!(stranger.connections(), 0, "{status}");
    }
}

/// A login at another Hub under the same name was killed after its first write.
#[test]
fn a_refresh_token_that_came_with_another_token_is_not_sent() {
    let (home, hub, other) = (Sandbox::new(), Hub::start(), Hub::start());
    let login = browser_login(&home, &hub, StoreKind::File, "work", HOUR);
    let foreign = other.add_login(Account::oauth("eve"), HOUR);
    let places = paths(&home);
    let profiles = hfenv::config::profiles::Profiles::load(&places).unwrap();
    let profile = profiles.get("work").unwrap();
    let token = |text: &str| Token::clean(text).unwrap().unwrap();
    let of = Key::load_or_make(&places).unwrap().fingerprint(&token(&foreign.access));
    let vault = Vault::new(&places, None, Manner::quiet(&Env::default()));
    vault.put_refresh(profile, &Refresh { of, token: token(&foreign.refresh) }).unwrap();
    hub.clear();
    let secrets = [login.access.as_str(), foreign.refresh.as_str()];
    let said = run(&mut home.hfenv(["token"]), &secrets).exits(0);
    assert_eq!(said.out.trim(), login.access);
    said.names(&["does not belong"]);
    assert_eq!(hub.connections() + other.connections(), 0);
}

/// `hf auth login` at another Hub wrote into the section of a profile.
#[test]
fn a_section_that_another_program_took_over_is_not_renewed_at_the_old_hub() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    browser_login(&home, &hub, StoreKind::Hf, "work", HOUR);
    let theirs = Hub::start().add_login(Account::oauth("ada"), HOUR);
    let file = home.path(".cache/huggingface/stored_tokens");
    std::fs::remove_file(file).unwrap();
    saved_by_hf(&home, "ada", &theirs);
    hub.clear();
    let secrets = [theirs.access.as_str(), theirs.refresh.as_str()];
    run(&mut home.hfenv(["-p", "work", "token"]), &secrets).exits(2).names(&["replaced"]);
    assert_eq!(hub.connections(), 0);
}

/// A saved login without a profile belongs to the Hub, and to an endpoint of the user's own
/// environment, as for huggingface_hub; a project's files name none.
#[test]
fn a_project_names_no_hub_that_renews() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let login = hub.add_login(Account::oauth("ada"), HOUR);
    saved_by_hf(&home, "ada", &login);
    let stranger = Hub::start();
    home.write("p/.env", format!("HF_ENDPOINT={}\n", stranger.endpoint()));
    home.hfenv(["allow", "--yes", "p"]).assert().success();
    let mut command = home.hfenv(["token"]);
    command.current_dir(home.path("p")).env("HF_ENDPOINT", hub.endpoint());
    run(&mut command, &[&login.access, &login.refresh]).exits(0);
    assert_eq!((hub.oauth().tally().renewed, stranger.connections()), (1, 0));
}
