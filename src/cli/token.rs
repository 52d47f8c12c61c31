//! `hfenv token`: the token itself, for a script.

use std::io::IsTerminal;

use zeroize::Zeroizing;

use super::args::Token;
use super::context::{Context, Wish, no_token};
use super::failure::{Failure, Outcome};
use crate::inject::plan::{Plan, Scope};

pub(super) fn run(context: &Context, args: &Token) -> Outcome {
    if std::io::stdout().is_terminal() && !args.show {
        return Err(Failure::error("the token would be shown on this terminal")
            .hint("add --show, or use it in a command: $(hfenv token)"));
    }
    let world = context.world()?;
    let resolution = context.resolve_renewed(&world, &context.question(Wish::Patient)?)?;
    let grant = resolution.grant.as_ref().ok_or_else(|| no_token(&resolution))?;
    for note in Plan::new(&world, Some(grant), Scope::Polite).notes {
        context.ui.warn(note);
    }
    let mut line = Zeroizing::new(grant.local().reveal().to_owned());
    line.push('\n');
    context.ui.data(line.as_bytes())
}
