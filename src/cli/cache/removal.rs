//! How a deletion is announced, asked about, done and told: the same for all verbs that delete.

use serde_json::{Value, json};

use crate::cache::census::Census;
use crate::cache::remove::{Freed, FromRepo, Removal};
use crate::cli::args::cache::CacheManner;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::prompt;
use crate::cli::ui::table;
use crate::text::amount::{count, size};
use crate::text::printable_path;

/// Announces it, asks, deletes, and tells what was freed.
pub(super) fn run(
    context: &Context,
    census: &Census,
    removal: &Removal,
    manner: CacheManner,
) -> Outcome {
    let bytes = removal.frees(census);
    let json = context.global.json;
    for (repo, unread) in &removal.untouched {
        context.ui.warn(format!("{repo} is left alone: {unread}"));
    }
    if removal.is_nothing() {
        if json {
            return context.ui.line(format!("{:#}", told(removal, manner, bytes, None)));
        }
        context.ui.say("there is nothing to delete");
        return Ok(());
    }
    if !json {
        context.ui.shown(table(&rows(removal, census)))?;
    }
    if manner.dry_run {
        if json {
            return context.ui.line(format!("{:#}", told(removal, manner, bytes, None)));
        }
        context.ui.say(format!("{} would be freed; nothing was deleted", size(bytes)));
        return Ok(());
    }
    if !manner.yes {
        if !context.ui.can_ask() {
            return Err(Failure::error("nobody is there to confirm this")
                .hint("look with --dry-run, then say --yes"));
        }
        if !prompt::yes(&format!("Delete this, and free {}?", size(bytes)))? {
            return Err(Failure::no("nothing was deleted"));
        }
    }
    let freed = removal.run(&census.root).map_err(|error| super::failed(&error))?;
    if json {
        context.ui.line(format!("{:#}", told(removal, manner, bytes, Some(&freed))))?;
    } else {
        context.ui.say(format!("{} freed", size(freed.bytes)));
    }
    complain(context, &freed)
}

fn complain(context: &Context, freed: &Freed) -> Outcome {
    const SHOWN: usize = 10;
    for kept in freed.kept.iter().take(SHOWN) {
        context.ui.warn(format!("{} stays: {}", printable_path(&kept.path), kept.why));
    }
    match freed.kept.len() {
        0 => Ok(()),
        all => {
            let rest = all.saturating_sub(SHOWN);
            let more = if rest > 0 { format!(", {rest} more than shown") } else { String::new() };
            Err(Failure::no(format!("not all of it was deleted: {}{more}", count(all, "thing"))))
        }
    }
}

/// What goes, one line a repository or revision.
fn rows(removal: &Removal, census: &Census) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    for from in removal.repos.iter().filter(|from| !from.is_nothing()) {
        let bytes = from.frees(census);
        let mut what = Vec::new();
        if from.whole {
            what.push("all of it".to_owned());
        } else {
            for revision in &from.revisions {
                let refs = of(census, from, revision);
                let refs = if refs.is_empty() { "detached".to_owned() } else { refs.join(", ") };
                what.push(format!("{} ({refs})", revision.get(..12).unwrap_or(revision)));
            }
        }
        if !from.files.is_empty() {
            what.push(count(from.files.len(), "link") + " to nothing");
        }
        let lone = from.refs.iter().filter(|name| {
            !from.whole && !from.revisions.iter().any(|rev| of(census, from, rev).contains(name))
        });
        what.extend(lone.map(|name| format!("reference {name} to nothing")));
        if !from.whole && from.revisions.is_empty() && !from.blobs.is_empty() {
            what.push(count(from.blobs.len(), "blob") + " without a link");
        }
        if !from.whole && !from.parts.is_empty() {
            what.push("what downloads left".to_owned());
        }
        if !from.left.is_empty() {
            what.push("what a deletion left".to_owned());
        }
        let what = crate::text::printable(&what.join(", ")).into_owned();
        rows.push(vec![from.repo.to_string(), size(bytes), what]);
    }
    if !removal.payloads.is_empty() {
        let bytes = removal.payloads.iter().map(|(_, stat)| stat.size).sum();
        let what = format!("{} without a reference", count(removal.payloads.len(), "content"));
        rows.push(vec!["shared store".to_owned(), size(bytes), what]);
    }
    rows
}

fn of(census: &Census, from: &FromRepo, revision: &str) -> Vec<String> {
    let repo = census.repos.iter().find(|cached| cached.repo == from.repo);
    let revisions = repo.iter().flat_map(|cached| &cached.revisions);
    let mut found = revisions.filter(|cached| cached.name == revision);
    found.next().map(|cached| cached.refs.clone()).unwrap_or_default()
}

/// The same for programs.
fn told(removal: &Removal, manner: CacheManner, bytes: u64, freed: Option<&Freed>) -> Value {
    let repos = removal.repos.iter().filter(|from| !from.is_nothing()).map(|from| {
        json!({
            "blobs": from.blobs.len(),
            "links": from.files.len(),
            "name": from.repo.name(),
            "parts": from.parts.len(),
            "refs": from.refs,
            "revisions": from.revisions,
            "type": from.repo.kind().name(),
            "whole": from.whole,
        })
    });
    let untouched = removal.untouched.iter().map(|(repo, unread)| {
        json!({
            "name": repo.name(),
            "path": unread.path.display().to_string(),
            "type": repo.kind().name(),
            "why": unread.why,
        })
    });
    let kept = freed.iter().flat_map(|freed| &freed.kept);
    let kept = kept.map(|kept| json!({"path": kept.path.display().to_string(), "why": kept.why}));
    json!({
        "dry_run": manner.dry_run,
        "freed": freed.map(|freed| freed.bytes),
        "frees": bytes,
        "kept": kept.collect::<Vec<_>>(),
        "repositories": repos.collect::<Vec<_>>(),
        "shared": removal.payloads.len(),
        "untouched": untouched.collect::<Vec<_>>(),
        "version": 1,
    })
}
