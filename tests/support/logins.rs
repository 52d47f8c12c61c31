//! Browser logins that were made before a test begins.

use hfenv::endpoint::Endpoint;
use hfenv::hub::whoami::{Who, ask};
use hfenv::login::{Login, Renewal, save};
use hfenv::paths::Paths;
use hfenv::profile::StoreKind;
use hfenv::store::Manner;
use hfenv::store::vault::Vault;
use hfenv::token::Token;
use hfenv::vars::Env;

use super::hub::{Account, Hub, Issued};
use super::sandbox::Sandbox;

/// The four folders of a sealed home.
pub(crate) fn paths(home: &Sandbox) -> Paths {
    let folders = [
        ("HFENV_CONFIG_DIR", home.ours("config/x")),
        ("HFENV_DATA_DIR", home.ours("data/x")),
        ("HFENV_STATE_DIR", home.ours("state/x")),
        ("HF_HOME", home.path(".cache/huggingface/x")),
    ];
    let text: Vec<(&str, String)> = folders
        .iter()
        .map(|(name, below)| (*name, below.parent().unwrap().to_str().unwrap().to_owned()))
        .collect();
    let pairs: Vec<(&str, &str)> = text.iter().map(|(name, path)| (*name, path.as_str())).collect();
    Paths::find(&Env::of(&pairs))
}

fn token(text: &str) -> Token {
    Token::clean(text).unwrap().unwrap()
}

/// Saves a browser login of `ada` that ends in so many seconds as a profile.
pub(crate) fn browser_login(
    home: &Sandbox,
    hub: &Hub,
    store: StoreKind,
    name: &str,
    seconds: i64,
) -> Issued {
    let issued = hub.add_login(Account::oauth("ada"), seconds);
    save_login(home, hub, store, name, &issued);
    issued
}

/// Saves this login as a profile.
pub(crate) fn save_login(home: &Sandbox, hub: &Hub, store: StoreKind, name: &str, issued: &Issued) {
    let paths = paths(home);
    let endpoint = Endpoint::parse(&hub.endpoint()).unwrap();
    let (access, refresh) = (token(&issued.access), token(&issued.refresh));
    let who: Option<Who> = ask(&endpoint, &access).ok();
    let login = Login {
        token: &access,
        name: name.parse().unwrap(),
        endpoint: endpoint.clone(),
        store,
        who: who.as_ref(),
        take_default: true,
        python: endpoint,
        renewal: Some(Renewal { token: &refresh, expires_at: Some(issued.expires_at) }),
    };
    let vault = Vault::new(&paths, None, Manner::quiet(&Env::default()));
    let saved = save(&paths, &vault, &login).unwrap();
    assert!(saved.profile.renewable && saved.unguarded.is_none(), "{saved:?}");
}

/// What huggingface_hub leaves behind after `hf auth login` as `user`.
pub(crate) fn saved_by_hf(home: &Sandbox, user: &str, issued: &Issued) {
    let Issued { access, refresh, expires_at } = issued;
    let section = format!(
        "[oauth-{user}]\nhf_token = {access}\nrefresh_token = {refresh}\n\
         expires_at = {expires_at}\n\n"
    );
    let file = home.path(".cache/huggingface/stored_tokens");
    let before = std::fs::read_to_string(file).unwrap_or_default();
    home.write(".cache/huggingface/stored_tokens", before + &section);
    home.write(".cache/huggingface/token", access);
}

/// A short-lived token is left alone for a while after its renewal; this forgets that.
pub(crate) fn forget_fresh(home: &Sandbox) {
    let file = home.ours("state/renewals.toml");
    let Ok(text) = std::fs::read_to_string(&file) else { return };
    let parts = text.split_inclusive("\n\n").filter(|part| !part.contains("mark = \"fresh\""));
    std::fs::write(&file, parts.collect::<String>()).unwrap();
}
