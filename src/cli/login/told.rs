//! What a login says at its end: what was saved, who sees it now, and what is in its way.

use super::super::context::Context;
use super::take::Taken;
use crate::endpoint::Endpoint;
use crate::git::config::{Git, is_ours};
use crate::hub::whoami::Who;
use crate::login::{self, Saved};
use crate::resolve::world::World;
use crate::text::unix_now;
use crate::vars;

/// Seconds of a day.
const DAY: i64 = 24 * 3600;

/// Tells what became of a login.
pub(super) fn tell(
    context: &Context,
    world: &World,
    saved: &Saved,
    who: Option<&Who>,
    taken: &Taken,
) {
    let ui = context.ui;
    let profile = &saved.profile;
    let account = who.map_or_else(|| "not verified".to_owned(), |who| who.name.clone());
    let role = profile.role.as_deref().map(|role| format!(", {role}")).unwrap_or_default();
    let verb = if saved.replaced { "renewed" } else { "saved" };
    ui.say(format!(
        "{verb} profile {} ({account}{role}) for {}, store {}",
        profile.name,
        profile.endpoint,
        profile.store.name()
    ));
    tell_end(context, saved, taken);
    if let Some((store, error)) = &saved.left_behind {
        ui.warn(format!(
            "the former token could not be removed from the {} store: {error}",
            store.name()
        ));
    }
    if let Some(error) = &saved.unguarded {
        ui.warn(format!("{error}: hfenv guard does not know this token as yours"));
    }
    if profile.role.as_deref() == Some("write") {
        ui.warn("this token can write to everything you own; to download, a read token is safer");
    }
    match &saved.former_default {
        _ if !saved.is_default => {
            ui.hint(format!("make it the default: hfenv switch {}", profile.name));
        }
        Some(former) if *former != profile.name => {
            ui.say(format!("it is the default now, instead of {former}"));
            ui.hint(format!("to take that back: hfenv switch {former}"));
        }
        _ => {}
    }
    tell_shadows(context, world);
    // Whoever renews a login has been told before.
    if !saved.replaced {
        tell_audience(context, world, saved);
    }
}

/// A browser login ends some day, and most renew themselves before.
fn tell_end(context: &Context, saved: &Saved, taken: &Taken) {
    let days = taken.expires_at.map(|end| (end - unix_now() + DAY / 2) / DAY);
    let when = match days {
        _ if saved.profile.renewable => {
            return context.ui.say("it is renewed before it ends, when you use it");
        }
        Some(days @ 2..) => format!("in {days} days"),
        Some(_) => "within two days".to_owned(),
        None => return,
    };
    context.ui.warn(format!("it ends {when} and can't be renewed; then log in again"));
}

/// An environment variable beats every profile, which surprises people who just logged in.
pub(in crate::cli) fn tell_shadows(context: &Context, world: &World) {
    let set = vars::TOKEN_NAMES.into_iter().chain([vars::HFENV_PROFILE, vars::HF_TOKEN_PATH]);
    for name in set.filter(|name| world.env.has(name)) {
        context.ui.warn(format!("{name} is set in this environment and wins over the login"));
        context.ui.hint(format!("unset {name}, and remove it from your shell's rc file"));
    }
}

/// Who sees the new token now, and what is missing for the others.
fn tell_audience(context: &Context, world: &World, saved: &Saved) {
    let ui = context.ui;
    if answers_git(context, &saved.profile.endpoint) {
        ui.say("git sees it at once");
    } else {
        hint_git(context);
    }
    hint_shells(context, world);
    let python = login::is_for_python(&saved.profile, &world.python_endpoint());
    if saved.is_default && python {
        ui.say("Python and notebooks see it at once, in huggingface_hub's own file");
    } else {
        ui.hint("for Python started elsewhere: hfenv run -- CMD, or hfenv login --store hf");
    }
}

/// Whether git asks hfenv first.
pub(in crate::cli) fn answers_git(context: &Context, endpoint: &Endpoint) -> bool {
    let helpers = Git::find(context.env())
        .ok()
        .and_then(|git| git.helpers(endpoint).ok())
        .unwrap_or_default();
    helpers.first().is_some_and(|value| is_ours(value))
}

/// How git gets a token from hfenv.
pub(in crate::cli) fn hint_git(context: &Context) {
    context.ui.hint("for git clone and push: hfenv setup git");
}

/// How shells get a token from hfenv, unless this one has it.
pub(in crate::cli) fn hint_shells(context: &Context, world: &World) {
    if !world.ours.iter().any(|name| name == vars::HF_TOKEN) {
        context.ui.hint("for this shell: eval \"$(hfenv)\"; for new ones: hfenv setup shell");
    }
}
