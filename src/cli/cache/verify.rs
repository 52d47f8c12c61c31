//! `hfenv cache verify`: checks that files are what their names say.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::bar::Bar;
use super::{Here, target};
use crate::cache::census::{CachedRepo, Census, Content};
use crate::cache::check::{Check, Fault, How, Report, What};
use crate::cache::remove::Freed;
use crate::cli::args::cache::CacheVerify;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::text::amount::{count, size};
use crate::text::{printable, printable_path};

pub(super) fn run(context: &Context, here: &Here<'_>, args: &CacheVerify) -> Outcome {
    let census = here.census(context)?;
    let mut check = Check::default();
    for (repo, revision) in chosen(&census, here, args)? {
        check.add(&census, &here.cache, repo, revision.as_deref());
    }
    let missing = std::mem::take(&mut check.missing);
    let unchecked = check.unchecked;
    let bar = Bar::new(context, "verifying", check.bytes());
    let report = check.run(&|bytes| bar.add(bytes));
    drop(bar);
    let repair = (args.repair && !report.faults.is_empty()).then(|| report.repair(&census));
    let freed = repair.map(|repair| repair.run(&census.root)).transpose();
    let freed = freed.map_err(|error| super::failed(&error))?;
    let told = Told { here, census: &census, report: &report, freed: freed.as_ref() };
    if context.global.json {
        context.ui.line(format!("{:#}", told.as_json(&missing, unchecked)))?;
    } else {
        told.show(context)?;
    }
    for (repo, revision, path) in &missing {
        let repo = &census.repos[*repo].repo;
        let (revision, path) = (head(revision), printable(path));
        context.ui.detail(format!("not here: {repo}@{revision} {path}"));
    }
    if !missing.is_empty() {
        let files = count(missing.len(), "file");
        context.ui.say(format!("not here, and perhaps never wanted: {files} of these revisions"));
    }
    if unchecked > 0 {
        let files = count(unchecked, "file");
        context.ui.say(format!("not checked: {files} of which nothing is listed"));
    }
    told.end(context)
}

/// The repositories that are meant, each with its one revision or with all.
fn chosen(
    census: &Census,
    here: &Here<'_>,
    args: &CacheVerify,
) -> Result<Vec<(usize, Option<String>)>, Failure> {
    let endpoint = here.endpoint();
    let mut chosen = Vec::new();
    for text in &args.repos {
        let found = target::find(census, &endpoint, text)?;
        let named = match &args.revision {
            Some(name) => Some(target::revision(found.repo, name)?),
            None => found.revision,
        };
        let place = census.repos.iter().position(|repo| repo.path == found.repo.path);
        let name = named.map(|revision| revision.name.clone());
        chosen.extend(place.map(|place| (place, name)));
    }
    if args.repos.is_empty() {
        if args.revision.is_some() {
            return Err(Failure::error("--revision goes with one repository")
                .hint("hfenv cache verify org/name --revision main"));
        }
        chosen = (0..census.repos.len()).map(|repo| (repo, None)).collect();
    }
    Ok(chosen)
}

struct Told<'a> {
    here: &'a Here<'a>,
    census: &'a Census,
    report: &'a Report,
    freed: Option<&'a Freed>,
}

impl Told<'_> {
    fn show(&self, context: &Context) -> Outcome {
        for fault in &self.report.faults {
            let cached = &self.census.repos[fault.repo];
            let what = printable(&thing(cached, fault)).into_owned();
            context.ui.entry(format!("{} {what}: {}", cached.repo, how(&fault.how)))?;
        }
        let files = count(self.report.checked, "file");
        context.ui.say(format!("{files} read, {}", size(self.report.bytes)));
        Ok(())
    }

    fn end(&self, context: &Context) -> Outcome {
        let all = self.report.faults.len();
        if let Some(freed) = self.freed {
            context.ui.say(format!("what is wrong was deleted, {} freed", size(freed.bytes)));
            for kept in &freed.kept {
                context.ui.warn(format!("{} stays: {}", printable_path(&kept.path), kept.why));
            }
        }
        let unread = self.report.faults.iter().any(|fault| matches!(fault.how, How::Unread(_)));
        let failure = match all {
            0 => {
                context.ui.say("all of it is right");
                return Ok(());
            }
            _ if unread => Failure::error("not everything could be read"),
            _ => Failure::no(format!("{} wrong", count(all, "thing"))),
        };
        if self.freed.is_some() {
            return Err(failure.hints(self.commands()));
        }
        Err(failure.hint("hfenv cache verify --repair deletes it, to be fetched again"))
    }

    /// What brings back what was deleted.
    fn commands(&self) -> Vec<String> {
        let mut commands = BTreeSet::new();
        for fault in &self.report.faults {
            let cached = &self.census.repos[fault.repo];
            for revision in revisions(cached, &fault.what) {
                let found = cached.revisions.iter().find(|known| known.name == revision);
                let named = found.and_then(|found| found.refs.first()).unwrap_or(&revision);
                let mut words = vec!["hfenv".to_owned(), "fetch".into(), cached.repo.to_string()];
                if named != "main" {
                    words.extend(["--revision".to_owned(), named.clone()]);
                }
                if self.here.named {
                    let root = self.here.cache.root().display().to_string();
                    words.extend(["--cache-dir".to_owned(), root]);
                }
                commands.insert(shell_words::join(words));
            }
        }
        commands.into_iter().collect()
    }

    fn as_json(&self, missing: &[(usize, String, String)], unchecked: usize) -> Value {
        let name = |repo: usize| {
            let repo = &self.census.repos[repo].repo;
            (repo.name().to_owned(), repo.kind().name())
        };
        let missing = missing.iter().map(|(repo, revision, path)| {
            let (name, kind) = name(*repo);
            json!({"commit": revision, "name": name, "path": path, "type": kind})
        });
        let faults = self.report.faults.iter().map(|fault| {
            let (name, kind) = name(fault.repo);
            let revisions = revisions(&self.census.repos[fault.repo], &fault.what);
            let mut value = json!({
                "commits": revisions, "how": word(&fault.how), "name": name, "type": kind,
            });
            match &fault.what {
                What::Blob(blob) => value["blob"] = json!(blob),
                What::File(_, path) => value["path"] = json!(path.display().to_string()),
                What::Reference(reference) => value["reference"] = json!(reference),
            }
            if let How::Size(here, listed) = fault.how {
                value["size"] = json!(here);
                value["listed"] = json!(listed);
            }
            value
        });
        json!({
            "bytes": self.report.bytes,
            "checked": self.report.checked,
            "fetch": if self.freed.is_some() { self.commands() } else { Vec::new() },
            "freed": self.freed.map(|freed| freed.bytes),
            "missing": missing.collect::<Vec<_>>(),
            "unchecked": unchecked,
            "version": 1,
            "wrong": faults.collect::<Vec<_>>(),
        })
    }
}

/// The revisions that a thing belongs to.
fn revisions(cached: &CachedRepo, what: &What) -> Vec<String> {
    match what {
        What::File(revision, _) => vec![revision.clone()],
        What::Reference(_) => Vec::new(),
        What::Blob(name) => {
            let all = cached.revisions.iter();
            let linked = all.filter(|revision| revision.links().any(|link| link == name));
            linked.map(|revision| revision.name.clone()).collect()
        }
    }
}

/// A thing by a name that a person knows: a file's, where a blob has one.
fn thing(cached: &CachedRepo, fault: &Fault) -> String {
    match &fault.what {
        What::Reference(name) => format!("reference {name}"),
        What::File(revision, path) => format!("{} {}", head(revision), path.display()),
        What::Blob(name) => {
            let named = cached.revisions.iter().find_map(|revision| {
                let file = revision
                    .files
                    .iter()
                    .find(|file| matches!(&file.content, Content::Blob(blob) if blob == name))?;
                Some(format!("{} {}", head(&revision.name), file.path.display()))
            });
            named.unwrap_or_else(|| format!("blob {name}"))
        }
    }
}

fn head(revision: &str) -> String {
    printable(revision.get(..12).unwrap_or(revision)).into_owned()
}

fn how(how: &How) -> String {
    match how {
        How::Content => "the content is not what its name says".to_owned(),
        How::Size(here, listed) => format!("it has {here} bytes, and {listed} are listed"),
        How::Dangling => "it leads to nothing".to_owned(),
        How::Other => "it leads to another content than listed".to_owned(),
        How::Unread(error) => format!("it can't be read: {error}"),
    }
}

fn word(how: &How) -> &'static str {
    match how {
        How::Content => "content",
        How::Size(..) => "size",
        How::Dangling => "dangling",
        How::Other => "other",
        How::Unread(_) => "unread",
    }
}
