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
use crate::git::helper;
use crate::plaintext::{self, Kind, Search};
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
    let asked = asks(context, args);
    if context.global.json {
        context.ui.line(format!("{:#}", show::as_json(&search, &items, args)))?;
    } else if items.is_empty() {
        context.ui.say("no token was found in plain text");
    } else {
        context.ui.shown(show::table(&search, &items, args))?;
    }
    let work = Work::of(&items, args);
    if work.is_nothing() || args.dry_run || (context.global.json && !args.yes) {
        return told(context, &items);
    }
    if !args.yes {
        if !asked {
            return Err(Failure::error("nobody is there to confirm this, so nothing was changed")
                .hint("if you have looked at it: hfenv import --yes"));
        }
        if !prompt::yes(&work.question())? {
            return Err(Failure::no("nothing was changed"));
        }
    }
    act::carry_out(context, &world, &search, &items, args)?;
    told(context, &items)
}

fn asks(context: &Context, args: &Import) -> bool {
    !args.yes && context.ui.can_ask()
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
    fn of(items: &[Item], args: &Import) -> Self {
        let fresh = items.iter().filter(|item| matches!(item.state, State::New { .. }));
        let filed = items.iter().filter(|item| item.profile().is_some());
        let places = filed.map(|item| item.found.len()).sum();
        Self {
            names: fresh.filter_map(Item::profile).map(str::to_owned).collect(),
            places: if args.remove { places } else { 0 },
        }
    }

    fn is_nothing(&self) -> bool {
        self.names.is_empty() && self.places == 0
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
