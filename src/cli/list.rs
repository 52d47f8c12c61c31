//! `hfenv list`: the profiles, and huggingface_hub's saved logins beside them.

use serde_json::json;

use super::args::List;
use super::context::Context;
use super::failure::Outcome;
use super::ui::{Tone, table};
use crate::config::profiles::Profiles;
use crate::profile::{Profile, StoreKind};
use crate::store::named::{self, StoredTokens};
use crate::text::{printable, rfc3339, unix_now};

pub(super) fn run(context: &Context, args: &List) -> Outcome {
    let world = context.world()?;
    let stored = named::load(&world.paths.stored_tokens).unwrap_or_else(|error| {
        context.ui.warn(error);
        StoredTokens::default()
    });
    let profiles = &with_ends(world.profiles()?, &stored);
    let saved = saved_logins(&stored, profiles);
    if context.global.json {
        return context.ui.line(format!("{:#}", as_json(profiles, &saved)));
    }
    if args.names {
        let names = profiles.iter().map(|profile| profile.name.to_string()).chain(saved);
        let lines: Vec<String> = names.map(|name| printable(&name).into_owned() + "\n").collect();
        return context.ui.shown(lines.concat());
    }
    if profiles.iter().next().is_none() && saved.is_empty() {
        context.ui.say("there is no profile yet");
        context.ui.hint("hfenv login");
        return Ok(());
    }
    context.ui.shown(table(&rows(context, profiles, &saved)))
}

/// The profiles, with what huggingface_hub knows better of those in its own store: it renews them.
fn with_ends(profiles: &Profiles, stored: &StoredTokens) -> Profiles {
    let mut known = profiles.clone();
    for profile in profiles.iter().filter(|profile| profile.store == StoreKind::Hf) {
        let expires = stored.expires_at(profile.section()).map(rfc3339);
        let expires = expires.or_else(|| profile.expires.clone());
        let renewable = stored.refresh_token(profile.section()).is_some();
        known.put(Profile { expires, renewable, ..profile.clone() });
    }
    known
}

/// The names in `stored_tokens` that are not a profile's own.
fn saved_logins(stored: &StoredTokens, profiles: &Profiles) -> Vec<String> {
    let of_profile = |name: &str| {
        let mut hf = profiles.iter().filter(|profile| profile.store == StoreKind::Hf);
        hf.any(|profile| profile.saved_as.as_deref() == Some(name))
    };
    stored.names().filter(|name| !of_profile(name)).map(ToOwned::to_owned).collect()
}

fn rows(context: &Context, profiles: &Profiles, saved: &[String]) -> Vec<Vec<String>> {
    let mut rows = Vec::new();
    for profile in profiles.iter() {
        let is_default = profiles.default.as_ref() == Some(&profile.name);
        let mut about = vec![profile.store.name().to_owned()];
        about.extend(profile.user.clone());
        about.extend(profile.role.clone());
        about.push(profile.endpoint.to_string());
        about.extend(profile.expires.as_deref().map(|date| {
            let over = profile.expires_at().is_some_and(|at| at <= unix_now());
            let day = date.split('T').next().unwrap_or(date);
            format!("{} {}", if over { "expired" } else { "until" }, printable(day))
        }));
        let mark = if is_default { context.ui.paint(Tone::Good, "*") } else { " ".into() };
        rows.push(vec![format!("{mark} {}", profile.name), about.join(", ")]);
    }
    rows.extend(
        saved.iter().map(|name| {
            vec![format!("  {}", printable(name)), "saved by huggingface_hub".to_owned()]
        }),
    );
    rows
}

fn as_json(profiles: &Profiles, saved: &[String]) -> serde_json::Value {
    let list = profiles.iter().map(|profile| {
        json!({
            "default": profiles.default.as_ref() == Some(&profile.name),
            "endpoint": profile.endpoint.to_string(),
            "expires": profile.expires,
            "mirrors": profile.mirrors.iter().map(ToString::to_string).collect::<Vec<_>>(),
            "name": profile.name.to_string(),
            "renewable": profile.renewable,
            "role": profile.role,
            "store": profile.store.name(),
            "user": profile.user,
        })
    });
    json!({ "profiles": list.collect::<Vec<_>>(), "saved_logins": saved, "version": 1 })
}
