//! Does what was said yes to, and tells what is left to do.

use super::super::args::Import;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::super::guard::known;
use super::super::login;
use super::file;
use super::judge::{Item, State};
use crate::config::profiles::Profiles;
use crate::git::config::Git;
use crate::guard::repo::Repo;
use crate::plaintext::{self, Book, Found, Gone, Kind, Left, Owner, Search, Taken};
use crate::profile::{Profile, StoreKind};
use crate::resolve::world::World;

pub(super) fn carry_out(
    context: &Context,
    world: &World,
    search: &Search<'_>,
    items: &[Item],
    store: Option<StoreKind>,
    args: &Import,
) -> Result<Taken, Failure> {
    let mut book = Book::open(&world.paths)?;
    let owners = file::all(context, world, search, items, store, args)?;
    login::tell_shadows(context, world);
    if !args.remove {
        return Ok(Taken::default());
    }
    let found: Vec<Found> = items.iter().flat_map(|item| item.found.iter().cloned()).collect();
    let repo = Git::find(context.env()).map(|git| Repo::new(git, Vec::new(), Vec::new(), None));
    let known = known::known(context, &repo.unwrap_or_else(|_| Repo::nowhere()));
    let taken = plaintext::remove(search, &mut book, &known, &found, &owners)?;
    tell_taken(context, world, &taken);
    if !taken.gone.is_empty() {
        tell_history(context, &found, &owners);
    }
    Ok(taken)
}

/// How many places there are that are not the profile's own store.
pub(super) fn places(search: &Search<'_>, item: &Item, profiles: &Profiles) -> usize {
    let profile = item.profile().and_then(|name| profiles.get(name));
    let own = |found: &&Found| {
        profile.is_some_and(|profile| plaintext::is_own(&found.place, profile, search))
    };
    item.found.len() - item.found.iter().filter(own).count()
}

/// Whoever has a profile for a token has no need of it anywhere else.
pub(super) fn hint_remove(
    context: &Context,
    world: &World,
    search: &Search<'_>,
    items: &[Item],
) -> Outcome {
    let profiles = Profiles::load(&world.paths)?;
    let filed = |item: &&Item| item.profile().is_some_and(|name| profiles.get(name).is_some());
    if items.iter().filter(filed).any(|item| places(search, item, &profiles) > 0) {
        context.ui.hint("they are still in plain text: hfenv import --remove");
    }
    Ok(())
}

/// The places of tokens that do not work any more, which no profile can have.
pub(super) fn dead(search: &Search<'_>, items: &[Item]) -> Vec<Left> {
    let dead = items.iter().filter(|item| matches!(item.state, State::Dead));
    let left = |found: &Found| Left {
        place: found.place.shown(search),
        why: "its token does not work any more; delete it there".to_owned(),
    };
    dead.flat_map(|item| &item.found).map(left).collect()
}

/// What was taken out, and how everybody goes on who had it from there.
fn tell_taken(context: &Context, world: &World, taken: &Taken) {
    let ui = context.ui;
    let count = taken.gone.len();
    let places = if count == 1 { "place" } else { "places" };
    ui.say(format!("took tokens out of {count} {places}"));
    if count == 0 {
        return;
    }
    ui.hint("to put them back: hfenv import --undo");
    let of_git = |gone: &&Gone| matches!(gone.kind, Kind::Git | Kind::Netrc);
    let mut of_git = taken.gone.iter().filter(of_git).map(|gone| &gone.profile.endpoint);
    if of_git.any(|endpoint| !login::answers_git(context, endpoint)) {
        login::hint_git(context);
    }
    if taken.gone.iter().any(|gone| matches!(gone.kind, Kind::Shell | Kind::DotEnv)) {
        login::hint_shells(context, world);
    }
}

/// A file that git has keeps its token in the history.
fn tell_history(context: &Context, found: &[Found], owners: &[Owner]) {
    let Ok(git) = Git::find(context.env()) else { return };
    let owner = |found: &Found| owners.iter().find(|(token, _)| *token == found.token);
    let mut told: Vec<&Profile> = Vec::new();
    for (found, (_, profile)) in found.iter().filter_map(|found| Some((found, owner(found)?))) {
        let tracked = found.place.path().is_some_and(|path| git.tracks(path));
        if tracked && !told.iter().any(|known| known.name == profile.name) {
            told.push(profile);
        }
    }
    for Profile { name, .. } in told {
        context.ui.warn(format!("git's history has the token of {name}: it is no secret any more"));
        context.ui.hint(format!("hfenv rotate {name}"));
    }
}

/// What a person has to do.
pub(super) fn by_hand(context: &Context, left: &[Left]) -> Outcome {
    for Left { place, why } in left {
        context.ui.warn(format!("left as it is: {place}: {why}"));
    }
    if left.is_empty() {
        return Ok(());
    }
    let places = if left.len() == 1 { "place has" } else { "places have" };
    Err(Failure::no(format!("{} {places} to be changed by hand", left.len())))
}
