//! What was found, for people and for programs. No token is in it.

use serde_json::{Value, json};

use super::super::args::Import;
use super::super::layout;
use super::judge::{Item, State};
use crate::plaintext::{Gone, Left, Search, Taken};
use crate::text::printable;

/// A block for each token: what it is, and every place.
pub(super) fn table(search: &Search<'_>, items: &[Item], args: &Import) -> String {
    let mut out = String::new();
    for item in items {
        let words = format!("{}: {}", item.token.mask(), words(item, args));
        out.push_str(&layout::wrapped(&printable(&words), 4));
        out.push('\n');
        let rows: Vec<Vec<String>> = item
            .found
            .iter()
            .map(|found| vec![format!("  {}", found.kind.name()), found.place.shown(search)])
            .collect();
        out.push_str(&layout::table(&rows));
    }
    out
}

/// What is known of a token and what becomes of it.
fn words(item: &Item, args: &Import) -> String {
    let profile = item.profile().unwrap_or_default();
    match &item.state {
        State::Saved(name) => format!("in the profile {name} already"),
        State::New { endpoint, who: Some(who) } => {
            let role = who.role().map(|role| format!(", {role}")).unwrap_or_default();
            let at = if endpoint.is_hub() { String::new() } else { format!(" at {endpoint}") };
            format!("{}{role}{at}, becomes the profile {profile}", who.name)
        }
        State::New { who: None, .. } => format!("not checked, becomes the profile {profile}"),
        State::Dead => "does not work any more; delete it where it lies".to_owned(),
        State::Foreign(host) => format!("for {host}, which is none of your endpoints: not sent"),
        State::Organisation => "an organisation's token, which can't log in".to_owned(),
        State::Browser if args.remove => "a browser login".to_owned(),
        State::Browser => {
            "a browser login, which hfenv uses where it lies; --remove moves it".to_owned()
        }
        State::Unknown(why) => format!("not known whether it works: {why}"),
    }
}

pub(super) fn as_json(search: &Search<'_>, items: &[Item], taken: &Taken, args: &Import) -> Value {
    let tokens: Vec<Value> = items.iter().map(|item| token(search, item, args)).collect();
    let gone = |gone: &Gone| {
        json!({
            "kind": gone.kind.name(),
            "place": gone.place,
            "profile": gone.profile.name.as_str(),
        })
    };
    let left = |left: &Left| json!({ "place": left.place, "why": left.why });
    json!({
        "left": taken.left.iter().map(left).collect::<Vec<Value>>(),
        "removed": taken.gone.iter().map(gone).collect::<Vec<Value>>(),
        "tokens": tokens,
        "version": 1,
    })
}

fn token(search: &Search<'_>, item: &Item, args: &Import) -> Value {
    let places: Vec<Value> = item
        .found
        .iter()
        .map(|found| {
            json!({
                "kind": found.kind.name(),
                "line": found.place.line(),
                "path": found.place.path().map(|path| path.to_string_lossy()),
                "place": found.place.shown(search),
            })
        })
        .collect();
    let (endpoint, who) = match &item.state {
        State::New { endpoint, who } => (Some(endpoint.to_string()), who.as_deref()),
        _ => (None, None),
    };
    json!({
        "endpoint": endpoint,
        "mask": item.token.mask(),
        "places": places,
        "profile": item.profile(),
        "role": who.and_then(|who| who.role()),
        "state": state(&item.state),
        "user": who.map(|who| &who.name),
        "words": words(item, args),
    })
}

fn state(state: &State) -> &'static str {
    match state {
        State::Saved(_) => "saved",
        State::New { who: Some(_), .. } => "new",
        State::New { who: None, .. } => "not-checked",
        State::Dead => "dead",
        State::Foreign(_) => "foreign",
        State::Organisation => "organisation",
        State::Browser => "browser-login",
        State::Unknown(_) => "unknown",
    }
}
