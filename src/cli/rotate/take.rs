//! Takes the new token, and makes sure that it can stand for the old one.

use super::super::args::Rotate as Args;
use super::super::context::Context;
use super::super::failure::{Failure, Kind};
use super::super::login::page;
use super::super::{prompt, read};
use crate::hub::error::HubError;
use crate::hub::whoami::{self, Who};
use crate::login;
use crate::rotate::{self, Old, Rotation, rights};
use crate::token::Token;

/// The new token and whose it is. One that was taken before the rotation was interrupted is not
/// asked about again.
pub(super) fn take(
    context: &Context,
    rotation: &Rotation,
    args: &Args,
) -> Result<(Token, Option<Who>), Failure> {
    let profile = &rotation.profile;
    let name = &profile.name;
    if let Some(new) = &rotation.new {
        context.ui.say(format!("a rotation of {name} was begun and goes on"));
        return Ok((new.clone(), None));
    }
    if profile.renewable {
        return Err(Failure::error(format!(
            "profile {name} is a browser login, not a token of its own"
        ))
        .hint(format!("for a new one: hfenv login --browser -p {name}"))
        .hint(format!("then end the old one: {}", rotate::page(profile, &rotation.old))));
    }
    let old = match rotate::ask(rotation) {
        Old::Alive(who) => Some(who),
        Old::Dead => {
            context.ui.say("the old token does not work any more");
            None
        }
        Old::Unknown(error) => return Err(Failure::from(error)),
    };
    let new = given(context, rotation, old.as_deref(), args)?;
    if new == rotation.old {
        return Err(Failure::error("that is the old token"));
    }
    login::check_family(&new)?;
    let who = whoami::ask(&profile.endpoint, &new).map_err(refused)?;
    let account = old.as_ref().map(|who| who.name.as_str()).or(profile.user.as_deref());
    if let Some(account) = account.filter(|account| *account != who.name) {
        let own = &who.name;
        let text = format!("the new token is of {own}, and profile {name} belongs to {account}");
        return Err(Failure::error(text)
            .hint(format!("nothing was changed; for a profile of its own: hfenv login -p {own}")));
    }
    let missing = old.map(|old| rights::missing(&old, &who)).unwrap_or_default();
    if !missing.is_empty() && !args.fewer_rights {
        let text = format!("the new token lacks: {}", missing.join(", "));
        return Err(Failure::error(text)
            .hint("nothing was changed")
            .hint(format!("change that at {}/settings/tokens", profile.endpoint))
            .hint("if it is meant to: --fewer-rights"));
    }
    Ok((new, Some(who)))
}

fn given(
    context: &Context,
    rotation: &Rotation,
    old: Option<&Who>,
    args: &Args,
) -> Result<Token, Failure> {
    if let Some((token, _)) = read::given_token(&context.global)? {
        return Ok(token);
    }
    if context.global.no_input || !prompt::has_terminal() {
        return Err(Failure::error("there is no new token").hint(prompt::SAFE_WAYS));
    }
    let address = format!("{}/settings/tokens", rotation.profile.endpoint);
    let named = old.and_then(Who::display_name).map(|name| format!(" {name:?}"));
    let role = old.and_then(Who::role).map(|role| format!(", type {role}")).unwrap_or_default();
    context.ui.say(format!(
        "create a token at {address} with the rights of the old one{}{role}",
        named.unwrap_or_default()
    ));
    context.ui.say("or let the Hub make a new value for it there (Invalidate and refresh)");
    if !args.no_browser {
        page::open(context, &address);
    }
    prompt::token("Paste the new token (it is not shown): ")
}

fn refused(error: HubError) -> Failure {
    let invalid = matches!(error, HubError::InvalidToken(_));
    let failure = Failure { kind: Kind::Error, ..Failure::from(error) };
    if invalid { failure.hint("nothing was changed; paste the whole token") } else { failure }
}
