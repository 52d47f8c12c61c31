//! `hfenv cache ls`: what is in the cache.

use serde_json::{Value, json};

use super::Here;
use super::filter::{Facts, Filter};
use super::measure::ago;
use crate::cache::census::{CachedRepo, CachedRevision, Census, Content, Lies, sum};
use crate::cache::remove::Removal;
use crate::cli::args::cache::{CacheLs, CacheSort};
use crate::cli::context::Context;
use crate::cli::failure::Outcome;
use crate::cli::ui::Tone;
use crate::text::amount::{count, size};
use crate::text::{printable, printable_path};

/// A repository or a revision of one.
struct Row<'a> {
    repo: &'a CachedRepo,
    revision: Option<&'a CachedRevision>,
    name: String,
    size: u64,
    files: usize,
    accessed: i64,
    modified: i64,
    refs: Vec<String>,
}

pub(super) fn run(context: &Context, here: &Here<'_>, args: &CacheLs) -> Outcome {
    let filters: Vec<Filter> =
        args.filter.iter().map(|text| Filter::parse(text)).collect::<Result<_, _>>()?;
    let census = here.census(context)?;
    let mut rows: Vec<Row<'_>> = census.repos.iter().flat_map(|repo| rows(repo, args)).collect();
    rows.retain(|row| filters.iter().all(|filter| filter.allows(&row.facts())));
    sort(&mut rows, args.sort.unwrap_or(CacheSort::Name));
    let all = rows.len();
    rows.truncate(args.limit.unwrap_or(usize::MAX));
    if context.global.json {
        return context.ui.line(format!("{:#}", as_json(&census, &rows, args.revisions)));
    }
    if context.global.quiet {
        let names = rows.iter().map(|row| match row.revision {
            Some(revision) => format!("{}\n", printable(&revision.name)),
            None => format!("{}\n", row.name),
        });
        return context.ui.shown(names.collect::<String>());
    }
    if !rows.is_empty() {
        context.ui.shown(table(context, &rows))?;
    }
    let whole = rows.len() == census.repos.len() && !args.revisions;
    let size = if whole { census.size() } else { rows.iter().map(|row| row.size).sum() };
    context.ui.shown(format!("{}\n", total(&rows, all, size, args.revisions)))?;
    remarks(context, here, &census);
    Ok(())
}

fn rows<'a>(repo: &'a CachedRepo, args: &CacheLs) -> Vec<Row<'a>> {
    if args.revisions {
        return repo.revisions.iter().map(|revision| Row::of_revision(repo, revision)).collect();
    }
    vec![Row::of_repo(repo)]
}

impl<'a> Row<'a> {
    fn of_repo(repo: &'a CachedRepo) -> Self {
        Self {
            repo,
            revision: None,
            name: repo.repo.to_string(),
            size: repo.size(),
            files: repo.count(),
            accessed: repo.accessed(),
            modified: repo.modified(),
            refs: repo.refs.iter().map(|reference| reference.name.clone()).collect(),
        }
    }

    fn of_revision(repo: &'a CachedRepo, revision: &'a CachedRevision) -> Self {
        Self {
            repo,
            revision: Some(revision),
            name: repo.repo.to_string(),
            size: repo.size_of(revision),
            files: revision.files.len(),
            accessed: repo.accessed_of(revision),
            modified: repo.modified_of(revision),
            refs: revision.refs.clone(),
        }
    }

    fn facts(&self) -> Facts<'_> {
        Facts {
            size: self.size,
            accessed: self.accessed,
            modified: self.modified,
            kind: self.repo.repo.kind().name(),
            refs: &self.refs,
        }
    }
}

fn sort(rows: &mut [Row<'_>], by: CacheSort) {
    use std::cmp::Reverse;
    rows.sort_by(|a, b| {
        let name = |row: &Row<'_>| (row.repo.repo.kind(), row.name.to_lowercase());
        let order = match by {
            CacheSort::Name => std::cmp::Ordering::Equal,
            CacheSort::NameDown => name(b).cmp(&name(a)),
            CacheSort::Size => Reverse(a.size).cmp(&Reverse(b.size)),
            CacheSort::SizeUp => a.size.cmp(&b.size),
            CacheSort::Accessed => Reverse(a.accessed).cmp(&Reverse(b.accessed)),
            CacheSort::AccessedUp => a.accessed.cmp(&b.accessed),
            CacheSort::Modified => Reverse(a.modified).cmp(&Reverse(b.modified)),
            CacheSort::ModifiedUp => a.modified.cmp(&b.modified),
        };
        order.then_with(|| name(a).cmp(&name(b)))
    });
}

/// Columns that a name may take beside the others; a longer one gets a line of its own.
const NAME_MAX: usize = 42;

fn table(context: &Context, rows: &[Row<'_>]) -> String {
    let short = |row: &Row<'_>| row.revision.map(|revision| head(&revision.name));
    let cells: Vec<[String; 5]> = rows
        .iter()
        .map(|row| {
            let used = ago(row.accessed.max(row.modified));
            let refs = printable(&row.refs.join(", ")).into_owned();
            let name = short(row).unwrap_or_else(|| row.name.clone());
            [name, size(row.size), row.files.to_string(), used, refs]
        })
        .collect();
    let title = if rows.iter().any(|row| row.revision.is_some()) { "REVISION" } else { "NAME" };
    let titles = [title, "SIZE", "FILES", "USED", "REFS"];
    let widest = |column: usize| {
        let widths = cells.iter().map(|row| row[column].chars().count());
        widths.filter(|width| *width <= NAME_MAX).max().unwrap_or(0).max(titles[column].len())
    };
    let widths = [0, 1, 2, 3].map(widest);
    let line = |cells: &[&str; 5]| {
        let [name, size, files, used, refs] = cells;
        let [a, b, c, d] = widths;
        let line = format!("{name:<a$}  {size:>b$}  {files:>c$}  {used:<d$}  ");
        let indent = line.chars().count();
        line + &crate::cli::ui::wrapped(refs, indent)
    };
    let mut out = vec![context.ui.paint(Tone::Dim, line(&titles).trim_end())];
    let mut heading = "";
    for (row, [name, size, files, used, refs]) in rows.iter().zip(&cells) {
        // Revisions stand below their repository.
        if row.revision.is_some() && heading != row.name {
            heading = &row.name;
            out.push(context.ui.paint(Tone::Strong, heading));
        }
        let mut name = name.as_str();
        if name.chars().count() > widths[0] {
            out.push(name.to_owned());
            name = "";
        }
        out.push(line(&[name, size, files, used, refs]).trim_end().to_owned());
    }
    out.join("\n") + "\n"
}

/// A commit's first digits, enough for `rm`.
fn head(name: &str) -> String {
    let name = printable(name);
    if crate::repo::Commit::parse(&name).is_ok() { name[..12].to_owned() } else { name.into() }
}

fn total(rows: &[Row<'_>], all: usize, bytes: u64, revisions: bool) -> String {
    let thing = match (revisions, rows.len()) {
        (true, _) => count(rows.len(), "revision"),
        (false, 1) => "1 repository".to_owned(),
        (false, many) => format!("{many} repositories"),
    };
    let of = if rows.len() < all { format!(" of {all}") } else { String::new() };
    format!("{thing}{of}, {}", size(bytes))
}

/// What the table does not tell.
fn remarks(context: &Context, here: &Here<'_>, census: &Census) {
    let unused: u64 = census.repos.iter().map(unused).sum();
    let unshared: u64 = census.unshared().iter().map(|(_, stat)| stat.size).sum();
    let mut left = Vec::new();
    if census.begun() > 0 {
        left.push(format!("{} of downloads that are not done", size(census.begun())));
    }
    if unused > 0 {
        left.push(format!("{} without a revision", size(unused)));
    }
    if unshared > 0 {
        left.push(format!("{} of the shared store without a reference", size(unshared)));
    }
    if !left.is_empty() {
        context.ui.say(format!("besides: {}", left.join(", ")));
        hint(context, here, census);
    }
    let dangling = census.repos.iter().filter(|repo| is_damaged(repo)).count();
    if dangling > 0 {
        let repos = if dangling == 1 { "repository" } else { "repositories" };
        context.ui.warn(format!("{dangling} {repos} with links to nothing"));
        context.ui.hint(here.command(&["verify"]));
    }
    let unknown: Vec<_> = census.all_unknown().collect();
    if let Some(first) = unknown.first() {
        let path = printable_path(&first.path);
        let others = unknown.len() - 1;
        let more = if others > 0 { format!(", and {others} more") } else { String::new() };
        context.ui.say(format!("not known, and not counted: {path} ({}){more}", first.why));
        for entry in &unknown[1..] {
            context.ui.detail(format!("{}: {}", printable_path(&entry.path), entry.why));
        }
    }
}

/// What would delete what is left: prune, or what names the one repository that has nothing else.
fn hint(context: &Context, here: &Here<'_>, census: &Census) {
    if !Removal::pruned(census, &here.cache).is_nothing() {
        context.ui.hint(here.command(&["prune", "--dry-run"]));
        return;
    }
    let begun = census.repos.iter().filter(|repo| !repo.parts.is_empty());
    if let [repo] = begun.collect::<Vec<_>>()[..]
        && repo.revisions.is_empty()
    {
        context.ui.hint(here.command(&["rm", &repo.repo.to_string()]));
    }
}

/// Bytes of blobs in the repository that no snapshot has.
fn unused(repo: &CachedRepo) -> u64 {
    let here = repo.unused().filter(|(_, blob)| blob.lies == Lies::Here);
    sum(here.filter_map(|(_, blob)| blob.stat))
}

/// Whether something is linked that is not there, which makes huggingface_hub pass the whole
/// repository over.
fn is_damaged(repo: &CachedRepo) -> bool {
    let mut files = repo.revisions.iter().flat_map(|revision| &revision.files);
    files.any(|file| matches!(file.content, Content::Dangling(_)))
}

fn as_json(census: &Census, rows: &[Row<'_>], revisions: bool) -> Value {
    let unknown = census
        .all_unknown()
        .map(|entry| json!({"path": entry.path.display().to_string(), "why": entry.why}));
    let unshared = census.unshared();
    let list: Vec<Value> = rows.iter().map(row_as_json).collect();
    let mut document = json!({
        "begun": census.begun(),
        "cache": census.root.display().to_string(),
        "size": census.size(),
        "unknown": unknown.collect::<Vec<_>>(),
        "unshared": unshared.iter().map(|(_, stat)| stat.size).sum::<u64>(),
        "version": 1,
    });
    document[if revisions { "revisions" } else { "repositories" }] = Value::Array(list);
    document
}

fn row_as_json(row: &Row<'_>) -> Value {
    let mut value = json!({
        "accessed": row.accessed,
        "files": row.files,
        "modified": row.modified,
        "name": row.repo.repo.name(),
        "refs": row.refs,
        "size": row.size,
        "type": row.repo.repo.kind().name(),
    });
    if let Some(revision) = row.revision {
        value["commit"] = json!(revision.name);
        value["path"] =
            json!(row.repo.path.join("snapshots").join(&revision.name).display().to_string());
        return value;
    }
    let revisions = row.repo.revisions.iter().map(|revision| {
        let mut value = row_as_json(&Row::of_revision(row.repo, revision));
        if let Some(object) = value.as_object_mut() {
            object.remove("name");
            object.remove("type");
        }
        value
    });
    value["begun"] = json!(row.repo.parts.iter().map(|part| part.stat.stored).sum::<u64>());
    value["damaged"] = json!(is_damaged(row.repo));
    value["path"] = json!(row.repo.path.display().to_string());
    value["revisions"] = Value::Array(revisions.collect());
    value["unused"] = json!(unused(row.repo));
    value
}
