//! What another remote has already, by what was noted here of its branches: it is no news of the
//! person's who pushes, and no rewrite takes it back.

use std::collections::BTreeSet;
use std::process::Stdio;

use super::repo::Repo;
use super::{GuardError, Input, Part, Report};

/// How many branches are asked for by name.
const NAMED: usize = 8;

/// Says of each finding which branch of another remote has its commit. What a push takes along of
/// a partial clone's origin, and is not here, came from there: it can't be read, and need not be.
pub(super) fn mark(repo: &Repo, input: &Input, report: &mut Report) -> Result<(), GuardError> {
    let own = match input {
        Input::Push(push) => push.remote.as_str(),
        Input::Range(_) => "",
        _ => return Ok(()),
    };
    // A tag is an object of its own.
    let found = report.findings.iter().filter(|it| it.part != Part::Tag);
    let found = found.filter_map(|it| it.commit.clone());
    let missed = report.missing.keys().flatten().cloned();
    let all: BTreeSet<String> = found.chain(missed).collect();
    if all.is_empty() {
        return Ok(());
    }
    let mut left = &all - &without(repo, &all, &remotes(own))?;
    for turn in 0.. {
        let Some(first) = left.first() else { break };
        let name = if turn < NAMED { branch(repo, first, own)? } else { None };
        let has = match &name {
            Some(name) => {
                let not = without(repo, &left, &["--not".into(), format!("refs/remotes/{name}")])?;
                &left - &not
            }
            None => left.clone(),
        };
        let name = name.unwrap_or_else(|| "another remote".to_owned());
        for finding in &mut report.findings {
            if finding.commit.as_ref().is_some_and(|id| has.contains(id)) {
                finding.public = Some(name.clone());
            }
        }
        left = &left - &has;
    }
    if report.missing.is_empty() {
        return Ok(());
    }
    promised(repo, input, report)
}

/// Leaves out what is missing of commits that a partial clone's origin has.
fn promised(repo: &Repo, input: &Input, report: &mut Report) -> Result<(), GuardError> {
    // None of them is no error of git's to tell of.
    let keys = ["config", "--type=bool", "--get-regexp", r"^remote\..*\.promisor$"];
    let lines = repo.output(&keys).unwrap_or_default();
    let lines = String::from_utf8_lossy(&lines);
    let name = |line: &str| {
        let key = line.strip_suffix(" true")?.strip_prefix("remote.")?;
        key.strip_suffix(".promisor").map(str::to_owned)
    };
    let names: Vec<String> = lines.lines().filter_map(name).collect();
    report.promisor = names.first().cloned();
    let Input::Push(push) = input else { return Ok(()) };
    for name in names.iter().filter(|name| **name != push.remote && is_plain(name)) {
        let here: BTreeSet<String> = report.missing.keys().flatten().cloned().collect();
        let new = without(repo, &here, &["--not".into(), format!("--remotes={name}")])?;
        let before = report.lacking();
        report.missing.retain(|id, _| id.as_ref().is_none_or(|id| new.contains(id)));
        report.promised += before - report.lacking();
    }
    Ok(())
}

/// Those of the commits that are in none of these branches.
fn without(
    repo: &Repo,
    commits: &BTreeSet<String>,
    branches: &[String],
) -> Result<BTreeSet<String>, GuardError> {
    let mut words = vec!["rev-list".to_owned(), "--ignore-missing".into(), "--stdin".into()];
    words.extend_from_slice(branches);
    let mut list = repo.start(&words, Stdio::piped())?;
    let ids = commits.iter().flat_map(|id| [id.as_str(), "\n"]).collect::<String>();
    list.tell(ids.as_bytes())?;
    let lines = list.rest()?;
    list.end()?;
    let new = String::from_utf8_lossy(&lines);
    Ok(new.lines().filter(|id| commits.contains(*id)).map(str::to_owned).collect())
}

/// Whether no letter of a remote's name stands for others, as those of an address would.
fn is_plain(name: &str) -> bool {
    !name.is_empty() && !name.contains([':', '/', '*', '?', '['])
}

/// All branches of other remotes, for `git rev-list` to leave out.
fn remotes(own: &str) -> Vec<String> {
    let ours = is_plain(own).then(|| format!("--exclude={own}/*"));
    ["--not".to_owned()].into_iter().chain(ours).chain(["--remotes".to_owned()]).collect()
}

/// A branch of another remote that has a commit.
fn branch(repo: &Repo, commit: &str, own: &str) -> Result<Option<String>, GuardError> {
    let contains = format!("--contains={commit}");
    let words = ["for-each-ref", &contains, "--format=%(refname:strip=2)", "refs/remotes"];
    let lines = repo.output(&words)?;
    let lines = String::from_utf8_lossy(&lines);
    let ours = format!("{own}/");
    let other = |name: &&str| own.is_empty() || !name.starts_with(&ours);
    // What HEAD stands for is another one of them.
    let name = lines.lines().filter(other).find(|name| !name.ends_with("/HEAD"));
    Ok(name.map(str::to_owned))
}
