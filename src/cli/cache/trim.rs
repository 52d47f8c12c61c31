//! `hfenv cache trim`: makes the cache smaller.

use super::{Here, measure, removal};
use crate::cache::trim::Trim;
use crate::cli::args::cache::CacheTrim;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::text::amount::size;
use crate::text::printable;

pub(super) fn run(context: &Context, here: &Here<'_>, args: &CacheTrim) -> Outcome {
    let limit = measure::size(&args.max_size).ok_or_else(|| {
        Failure::error(format!("--max-size {}: this is no size", printable(&args.max_size)))
            .hint("such as 200GB, 1.5TB or 50GiB")
    })?;
    let census = here.census(context)?;
    let trim = Trim::to(limit, &census);
    let (before, after) = (size(trim.size), size(trim.rest));
    context.ui.say(format!("the cache has {before}; {} are allowed", size(limit)));
    if trim.rest > limit {
        context.ui.warn(format!("{after} stay: what is being downloaded, or not known"));
    }
    removal::run(context, &census, &trim.removal, args.manner)?;
    if trim.rest > limit {
        return Err(Failure::no(format!("the cache is larger than {}", size(limit))));
    }
    Ok(())
}
