//! What a fetch prints: the path, a table, or JSON; and its summary.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::meter::per_second;
use crate::cli::size::{count, size, time};
use crate::fetch::plan::{Plan, Standing, Wanted};
use crate::fetch::pool::Done;
use crate::text::printable_path;

/// `12 files, 4.5 GB, of org/name at main; 9 are here`.
pub(super) fn opening(plan: &Plan) -> String {
    let missing = plan.files.iter().filter(|file| !file.is_here()).count();
    let here = plan.files.len() - missing;
    let of = format!("of {} at {}", plan.repo, plan.revision);
    let words = format!("fetching {}, {}, {of}", count(missing, "file"), size(plan.missing()));
    if here == 0 { words } else { format!("{words}; {} here", are(here)) }
}

/// `fetched 3 files, 2.1 GB in 12 s (180 MB/s); 9 were here`.
pub(super) fn summary(plan: &Plan, done: Done, took: Duration) -> String {
    let here = plan.files.len().saturating_sub(done.files);
    if done.files == 0 {
        return match here {
            1 => "the file is here".to_owned(),
            _ => format!("all {here} files are here"),
        };
    }
    let rate = size(per_second(done.bytes, took));
    let (files, bytes) = (count(done.files, "file"), size(done.bytes));
    let words = format!("fetched {files}, {bytes} in {} ({rate}/s)", time(took));
    match here {
        0 => words,
        1 => format!("{words}; 1 was here"),
        _ => format!("{words}; {here} were here"),
    }
}

/// FILE, SIZE and STATE of each file.
pub(super) fn table(plan: &Plan) -> String {
    let longest = plan.files.iter().map(|file| file.entry.path.as_str().chars().count()).max();
    let width = longest.unwrap_or(0).clamp(4, 56);
    let mut out = format!("{:<width$}  {:>9}  STATE\n", "FILE", "SIZE");
    for file in &plan.files {
        let state = match file.standing {
            Standing::Begun(here) => format!("begun, {}", size(here)),
            standing => state(standing).to_owned(),
        };
        let (path, size) = (file.entry.path.as_str(), size(file.entry.size));
        // To a string nothing fails to be written.
        let _ = writeln!(out, "{path:<width$}  {size:>9}  {state}");
    }
    out
}

/// The sums below a table.
pub(super) fn sums(plan: &Plan) -> String {
    let here = plan.files.iter().filter(|file| file.is_here()).count();
    let missing = plan.files.len() - here;
    let of = plan.of.filter(|of| *of > plan.files.len());
    let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
    let all = format!("{}{of}, {}", count(plan.files.len(), "file"), size(plan.size()));
    match (missing, here) {
        (0, _) => format!("{all}: all here"),
        (_, 0) => format!("{all}: all would come"),
        _ => format!("{all}: {missing} would come ({}), {} here", size(plan.missing()), are(here)),
    }
}

/// One JSON document: what there is, where, and what came.
pub(super) fn document(
    plan: &Plan,
    path: &std::path::Path,
    done: Option<(Done, Duration)>,
) -> Json {
    let state = |file: &Wanted| match (done, file.is_here()) {
        (Some(_), false) => "fetched",
        _ => state(file.standing),
    };
    let files = plan.files.iter().map(|file| {
        json!({
            "etag": file.entry.known_etag().map(ToString::to_string),
            "path": file.entry.path.as_str(),
            "size": file.entry.size,
            "state": state(file),
        })
    });
    json!({
        "commit": plan.commit.as_str(),
        "dry_run": done.is_none(),
        "fetched_bytes": done.map_or(0, |(done, _)| done.bytes),
        "fetched_files": done.map_or(0, |(done, _)| done.files),
        "files": files.collect::<Vec<_>>(),
        "missing_bytes": if done.is_some() { 0 } else { plan.missing() },
        "path": printable_path(path),
        "repo": plan.repo.name(),
        "revision": plan.revision.as_str(),
        "seconds": done.map_or(0.0, |(_, took)| took.as_secs_f64()),
        "type": plan.repo.kind().name(),
        "version": 1,
    })
}

fn are(number: usize) -> String {
    if number == 1 { "1 is".to_owned() } else { format!("{number} are") }
}

fn state(standing: Standing) -> &'static str {
    match standing {
        Standing::Here | Standing::Linkable => "here",
        Standing::Begun(_) => "begun",
        Standing::Missing => "missing",
    }
}
