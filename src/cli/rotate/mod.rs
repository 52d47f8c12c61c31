//! `hfenv rotate`: a new token in every place of the old one, and proof that the old one is dead.

mod prove;
mod take;

use super::args::Rotate as Args;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome};
use super::{import, prompt};
use crate::hub::whoami::{self, Who};
use crate::plaintext::{Found, Left, Search};
use crate::resolve::world::World;
use crate::rotate::{self, Rotation};
use crate::store::vault::Vault;
use crate::token::Token;
use crate::vars::TOKEN_NAMES;

pub(super) fn run(context: &Context, args: &Args) -> Outcome {
    let world = context.world()?;
    let vault = world.vault(context.manner(Wish::Patient));
    let rotation = rotate::open(world.profiles()?, &vault, &args.name)?;
    let name = &rotation.profile.name;
    if args.abandon {
        rotate::end(&vault, &rotation)?;
        context.ui.say(format!("the former token of {name} is forgotten here"));
        context.ui.hint(format!(
            "it works until it is revoked: {}",
            rotate::page(&rotation.profile, &rotation.old)
        ));
        return Ok(());
    }
    let endpoints = import::endpoints(&world)?;
    let search = Search { paths: &world.paths, env: &world.env, endpoints: &endpoints };
    let found = rotate::places(&search, &rotation.old);
    show(context, &search, &rotation, &found)?;
    if args.dry_run {
        return Ok(());
    }
    let (new, who) = take::take(context, &rotation, args)?;
    if rotation.new.is_none() {
        confirm(context, &rotation, &found, args)?;
        let saved = rotate::begin(
            &world.paths,
            &vault,
            &rotation,
            (&new, who.as_ref()),
            &world.python_endpoint(),
        )?;
        if let Some(error) = &saved.unguarded {
            context.ui.warn(format!("{error}: hfenv guard does not know this token as yours"));
        }
        let store = rotation.profile.store.name();
        context.ui.say(format!("profile {name} has the new token, store {store}"));
    }
    let left = spread(context, &world, &vault, &search, (&rotation, &new, who.as_ref()))?;
    tell_shell(context, &world, &rotation);
    let history = prove::history(context, &rotation);
    let dead = prove::prove(context, &rotation, args)?;
    if dead {
        rotate::end(&vault, &rotation)?;
    }
    if let Some(count) = history {
        let places = if count == 1 { "place" } else { "places" };
        let advice =
            if dead { "it is worth nothing any more" } else { "whoever reads it can log in" };
        context.ui.say(format!("this repository's history has it in {count} {places}: {advice}"));
    }
    if dead { finish(&left) } else { Err(prove::still(&rotation)) }
}

/// The places that are about to change.
fn show(context: &Context, search: &Search<'_>, rotation: &Rotation, found: &[Found]) -> Outcome {
    let name = &rotation.profile.name;
    let mask = rotation.old.mask();
    let was = if rotation.new.is_some() { "former token" } else { "token" };
    let mut text = format!("{was} of {name} ({mask})");
    text.push_str(if found.is_empty() { ": nowhere in plain text\n" } else { ":\n" });
    let places = found.iter().map(|found| format!("  {}\n", found.place.shown(search)));
    text.extend(places);
    context.ui.shown(text)
}

fn confirm(context: &Context, rotation: &Rotation, found: &[Found], args: &Args) -> Outcome {
    if args.yes {
        return Ok(());
    }
    if !context.ui.can_ask() {
        return Err(Failure::error("nobody is there to confirm this, so nothing was changed")
            .hint("if you have looked at it (--dry-run): hfenv rotate NAME --yes"));
    }
    let more = match found.len() {
        0 => String::new(),
        1 => " and in 1 place in plain text".to_owned(),
        count => format!(" and in {count} places in plain text"),
    };
    let name = &rotation.profile.name;
    if prompt::yes(&format!("Replace the token in the profile {name}{more}?"))? {
        return Ok(());
    }
    Err(Failure::no("nothing was changed"))
}

/// Replaces it everywhere else; what is left for a person.
fn spread(
    context: &Context,
    world: &World,
    vault: &Vault<'_>,
    search: &Search<'_>,
    (rotation, new, who): (&Rotation, &Token, Option<&Who>),
) -> Result<Vec<Left>, Failure> {
    let python = world.python_endpoint();
    // Of a rotation that was interrupted it has to be asked again.
    let asked = match who {
        Some(_) => None,
        None => whoami::ask(&rotation.profile.endpoint, new).ok(),
    };
    let who = who.or(asked.as_ref());
    let (renewed, replaced) = rotate::spread(search, vault, rotation, (new, who), &python)?;
    for name in renewed {
        context.ui.say(format!("profile {name} had the same token and has the new one"));
    }
    if replaced.count > 0 {
        let places = if replaced.count == 1 { "place" } else { "places" };
        context.ui.say(format!("replaced it in {} {places} in plain text", replaced.count));
        context.ui.hint("to take it out of there: hfenv import --remove");
    }
    for Left { place, why } in &replaced.left {
        context.ui.warn(format!("left as it is: {place}: {why}"));
    }
    Ok(replaced.left)
}

/// A shell that has the old token goes on with it.
fn tell_shell(context: &Context, world: &World, rotation: &Rotation) {
    let holds = |name: &&&str| {
        let value = world.inherited.text(name).ok().flatten();
        let token = value.and_then(|value| Token::clean(value).ok().flatten());
        token.as_ref() == Some(&rotation.old)
    };
    for name in TOKEN_NAMES.iter().filter(holds) {
        context.ui.warn(format!("{name} of this shell still has the old token"));
        let ours = world.ours.iter().any(|ours| ours == name);
        let unset = format!("unset {name}");
        context.ui.hint(if ours { "eval \"$(hfenv)\"" } else { unset.as_str() });
    }
}

fn finish(left: &[Left]) -> Outcome {
    match left.len() {
        0 => Ok(()),
        1 => Err(Failure::no("1 place has to be changed by hand")),
        count => Err(Failure::no(format!("{count} places have to be changed by hand"))),
    }
}
