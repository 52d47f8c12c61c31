//! `hfenv import`: tokens in plain text become profiles, and go from where they were.

mod act;
mod file;
mod judge;
mod show;
mod undo;

use super::args::{Import, ImportKind};
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::prompt;
use crate::config::profiles::Profiles;
use crate::git::helper;
use crate::plaintext::{self, Kind, Search, Taken};
use crate::resolve::world::World;
use judge::{Item, State};

pub(super) fn run(context: &Context, args: &Import) -> Outcome {
    let world = context.world()?;
    let endpoints = endpoints(&world)?;
    let search = Search { paths: &world.paths, env: &world.env, endpoints: &endpoints };
    if args.undo {
        return undo::run(context, &world, &search, args);
    }
    let finds = plaintext::find(&search, &kinds(&args.kinds));
    for why in &finds.unread {
        context.ui.warn(format!("not looked through: {why}"));
    }
    let mut items = judge::judge(context, &world, &search, finds.found, args)?;
    judge::name(&mut items, world.profiles()?);
    let json = context.global.json;
    if !json && items.is_empty() {
        context.ui.say("no token was found in plain text");
    } else if !json {
        context.ui.shown(show::table(&search, &items, args))?;
    }
    let work = Work::of(&search, &items, world.profiles()?, args);
    let mut taken = Taken::default();
    let waits = args.dry_run || (json && !args.yes);
    if waits {
        work.tell(context, args);
    } else if !work.is_nothing() {
        let store = work.names.first().map(|_| file::store(context, &world, args)).transpose()?;
        confirm(context, &work, args)?;
        taken = act::carry_out(context, &world, &search, &items, store, args)?;
    }
    if args.remove && !waits {
        taken.left.extend(act::dead(&search, &items));
    }
    if json {
        context.ui.line(format!("{:#}", show::as_json(&search, &items, &taken, args)))?;
    }
    if !args.remove {
        act::hint_remove(context, &world, &search, &items)?;
    }
    act::by_hand(context, &taken.left)?;
    told(context, &items)
}

/// Asks, unless that was said yes to before.
fn confirm(context: &Context, work: &Work, args: &Import) -> Outcome {
    if args.yes {
        return Ok(());
    }
    if !context.ui.can_ask() {
        return Err(Failure::error("nobody is there to confirm this, so nothing was changed")
            .hint("if you have looked at it: hfenv import --yes"));
    }
    if prompt::yes(&work.question())? { Ok(()) } else { Err(Failure::no("nothing was changed")) }
}

/// Every endpoint that a token may belong to: those that git may be answered for, and the one that
/// the user names here.
pub(super) fn endpoints(world: &World) -> Result<Vec<crate::endpoint::Endpoint>, Failure> {
    let mut all = helper::endpoints(world)?;
    let own = world.endpoint.as_ref().filter(|own| own.origin().is_private_transport());
    all.extend(own.filter(|own| !all.contains(own)).cloned());
    Ok(all)
}

fn kinds(named: &[ImportKind]) -> Vec<Kind> {
    let kind = |kind: &ImportKind| match kind {
        ImportKind::Hf => Kind::Hf,
        ImportKind::Git => Kind::Git,
        ImportKind::Netrc => Kind::Netrc,
        ImportKind::Shell => Kind::Shell,
        ImportKind::DotEnv => Kind::DotEnv,
        ImportKind::Ci => Kind::Ci,
    };
    if named.is_empty() { Kind::ALL.to_vec() } else { named.iter().map(kind).collect() }
}

/// What is about to be done.
struct Work {
    names: Vec<String>,
    places: usize,
}

impl Work {
    fn of(search: &Search<'_>, items: &[Item], profiles: &Profiles, args: &Import) -> Self {
        let fresh = items.iter().filter(|item| matches!(item.state, State::New { .. }));
        let filed = items.iter().filter(|item| item.profile().is_some());
        let places = filed.map(|item| act::places(search, item, profiles)).sum();
        Self {
            names: fresh.filter_map(Item::profile).map(str::to_owned).collect(),
            places: if args.remove { places } else { 0 },
        }
    }

    fn is_nothing(&self) -> bool {
        self.names.is_empty() && self.places == 0
    }

    /// What was not done.
    fn tell(&self, context: &Context, args: &Import) {
        if self.places > 0 {
            let places = if self.places == 1 { "place" } else { "places" };
            context.ui.say(format!("would take tokens out of {} {places}", self.places));
        }
        if !self.is_nothing() && !args.dry_run {
            context.ui.say("nothing was changed: with --json, only --yes changes anything");
        }
    }

    fn question(&self) -> String {
        let file = match self.names.as_slice() {
            [] => None,
            [name] => Some(format!("file it as the profile {name}")),
            names => Some(format!("file them as the profiles {}", names.join(", "))),
        };
        let places = if self.places == 1 { "place" } else { "places" };
        let take = format!("take tokens out of {} {places}", self.places);
        let both = file.into_iter().chain((self.places > 0).then_some(take));
        let both = both.collect::<Vec<_>>().join(" and ");
        format!("{}{}?", both[..1].to_ascii_uppercase(), &both[1..])
    }
}

/// What is left to say of tokens that are filed nowhere.
fn told(context: &Context, items: &[Item]) -> Outcome {
    let unknown = items.iter().filter_map(|item| match &item.state {
        State::Unknown(why) => Some(why),
        _ => None,
    });
    let mut whys: Vec<&String> = unknown.collect();
    whys.sort();
    whys.dedup();
    match whys.first() {
        None => Ok(()),
        Some(why) => {
            let mut failure =
                Failure::error(format!("not every token could be asked about: {why}"));
            if !context.global.json {
                failure = failure.hint("to file them unchecked: hfenv import --no-verify");
            }
            Err(failure)
        }
    }
}
