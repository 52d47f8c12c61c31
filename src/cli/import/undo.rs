//! `hfenv import --undo`.

use super::super::args::Import;
use super::super::context::{Context, Wish};
use super::super::failure::{Failure, Outcome};
use super::super::prompt;
use crate::plaintext::{self, Book, Kept, Left, Search};
use crate::resolve::world::World;

pub(super) fn run(context: &Context, world: &World, search: &Search<'_>, args: &Import) -> Outcome {
    let mut book = Book::open(&world.paths)?;
    let count = book.removed().len();
    if count == 0 {
        context.ui.say("nothing is there to be put back");
        return Ok(());
    }
    if args.dry_run {
        return context.ui.shown(plaintext::listed(search, &book));
    }
    if !args.yes {
        if !context.ui.can_ask() {
            return Err(Failure::error("nobody is there to confirm this")
                .hint("to put the tokens back into plain text: hfenv import --undo --yes"));
        }
        context.ui.shown(plaintext::listed(search, &book))?;
        if !prompt::yes("Put the tokens back there, in plain text?")? {
            return Err(Failure::no("nothing was changed"));
        }
    }
    let vault = world.vault(context.manner(Wish::Patient));
    let profiles = world.profiles()?;
    let ask = |name: &str| {
        let profile = profiles.get(name).ok_or_else(|| format!("there is no profile {name}"))?;
        let secrets = vault.secrets(profile).map_err(|error| error.to_string())?;
        let secrets = secrets.ok_or_else(|| format!("profile {name} has no token in its store"))?;
        let ends = secrets.expires_at.or(profile.expires_at());
        let renewal = secrets.refresh.map(|refresh| (refresh.token, ends));
        Ok(Kept { token: secrets.token, renewal })
    };
    let undone = plaintext::undo(search, &mut book, &ask)?;
    context.ui.say(format!("put back {} of {count}", undone.count));
    for Left { place, why } in &undone.left {
        context.ui.warn(format!("not put back: {place}: {why}"));
    }
    if undone.left.is_empty() { Ok(()) } else { Err(Failure::no("not everything was put back")) }
}
