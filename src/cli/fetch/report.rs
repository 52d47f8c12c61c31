//! What a fetch prints: the path, a table, or JSON; and its summary.

use std::fmt::Write as _;
use std::time::Duration;

use serde_json::{Value as Json, json};

use super::meter::per_second;
use crate::fetch::plan::{Plan, Standing, Wanted};
use crate::fetch::pool::Done;
use crate::text::amount::{count, size, time};
use crate::text::printable_path;

/// Most names in a line.
const NAMED_MAX: usize = 5;

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
    let cached = plan.cached();
    let missing = plan.files.iter().filter(|file| !file.is_here()).count();
    let same = missing - plan.contents();
    // Another process may have brought some meanwhile.
    let here = plan.files.len().saturating_sub(done.files + cached + same);
    let mut parts = Vec::new();
    if done.files > 0 {
        let rate = size(per_second(done.bytes, took));
        let (files, bytes) = (count(done.files, "file"), size(done.bytes));
        parts.push(format!("fetched {files}, {bytes} in {} ({rate}/s)", time(took)));
    }
    match same {
        0 => {}
        1 => parts.push("1 has the same content".to_owned()),
        _ => parts.push(format!("{same} have the same content")),
    }
    if cached > 0 {
        parts.push(format!("copied {} from the cache", count(cached, "file")));
    }
    match (parts.is_empty(), here) {
        (_, 0) => {}
        (true, 1) => parts.push("the file is here".to_owned()),
        (true, _) => parts.push(format!("all {here} files are here")),
        (_, 1) => parts.push("1 was here".to_owned()),
        _ => parts.push(format!("{here} were here")),
    }
    parts.join("; ")
}

/// The files that are replaced, though somebody changed them.
pub(super) fn edited(plan: &Plan) -> Option<String> {
    let edited: Vec<&str> = plan.files.iter().filter(|file| file.edited).map(name).collect();
    let named = edited.iter().take(NAMED_MAX).copied().collect::<Vec<_>>().join(", ");
    match edited.len() {
        0 => None,
        1..=NAMED_MAX => Some(named),
        all => Some(format!("{named} and {} more", all - NAMED_MAX)),
    }
}

fn name(file: &Wanted) -> &str {
    file.entry.path.as_str()
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
        let state = if file.edited { format!("{state}, changed here") } else { state };
        let (path, size) = (file.entry.path.as_str(), size(file.entry.size));
        // To a string nothing fails to be written.
        let _ = writeln!(out, "{path:<width$}  {size:>9}  {state}");
    }
    out
}

/// The sums below a table.
pub(super) fn sums(plan: &Plan) -> String {
    let missing = plan.files.iter().filter(|file| !file.is_here()).count();
    let cached = plan.cached();
    let here = plan.files.len() - missing - cached;
    let of = plan.of.filter(|of| *of > plan.files.len());
    let of = of.map(|of| format!(" of {of}")).unwrap_or_default();
    let all = format!("{}{of}, {}", count(plan.files.len(), "file"), size(plan.size()));
    if here == plan.files.len() {
        return format!("{all}: all here");
    }
    if missing == plan.files.len() && plan.begun() == 0 {
        return format!("{all}: all would come");
    }
    let mut parts = Vec::new();
    if missing > 0 {
        parts.push(format!("{missing} would come ({})", size(plan.missing())));
    }
    if cached > 0 {
        parts.push(format!("{cached} would be copied from the cache"));
    }
    if here > 0 {
        parts.push(format!("{} here", are(here)));
    }
    format!("{all}: {}", parts.join(", "))
}

/// One JSON document: what there is, where, and what came.
pub(super) fn document(
    plan: &Plan,
    path: &std::path::Path,
    done: Option<(Done, Duration)>,
) -> Json {
    let state = |file: &Wanted| match (done, file.standing) {
        (Some(_), Standing::Begun(_) | Standing::Missing) => "fetched",
        (Some(_), Standing::Cached) => "copied",
        _ => state(file.standing),
    };
    let files = plan.files.iter().map(|file| {
        json!({
            "edited": file.edited,
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
        Standing::Cached => "cached",
        Standing::Begun(_) => "begun",
        Standing::Missing => "missing",
    }
}
