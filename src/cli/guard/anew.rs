//! How commits and tags are made anew without a secret, in commands that work as they are typed.

use std::collections::BTreeSet;

use super::way::{Files, MANY, short};
use crate::guard::{Commits, Part, Report};
use crate::text::{printable, redact};

/// What to do about secrets in commits and tags, in this order.
pub(super) fn ways(files: &Files, report: &Report, some: &str) -> Vec<String> {
    let own = report.findings.iter().filter(|finding| finding.public.is_none());
    let parts = Parts(own.map(|finding| finding.part).collect());
    let rewrite = report.rewrite.clone().unwrap_or_default();
    let mut ways = Vec::new();
    if rewrite.identity {
        ways.push(
            "git writes it into all that you make: set another user.name and user.email (or \
             GIT_AUTHOR_NAME and the like) first"
                .to_owned(),
        );
    }
    if !parts.is_of_tags_only() {
        ways.push(match &rewrite.commits {
            Some(Commits::Last) => parts.last(files, some),
            Some(commits) => parts.from(commits),
            None => "take it out of the commit first, on its branch: git commit --amend if it is \
                     the last one, else git rebase -i"
                .to_owned(),
        });
    }
    if parts.has(Part::Tag) {
        ways.extend(tags(&rewrite.tags));
    }
    ways.extend(public(report));
    ways
}

/// What of commits and tags has secrets.
struct Parts(BTreeSet<Part>);

impl Parts {
    fn has(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    fn has_files(&self) -> bool {
        self.0.iter().any(|part| part.is_of_a_file())
    }

    fn is_of_tags_only(&self) -> bool {
        self.0.iter().all(|part| *part == Part::Tag)
    }

    /// The options that make a commit anew. It may be empty then, or was.
    fn amend(&self) -> String {
        let edit = if self.has(Part::Message) { "" } else { " --no-edit" };
        let author = if self.has(Part::Author) { " --reset-author" } else { "" };
        format!("--amend{edit}{author} --allow-empty")
    }

    /// How the last commit is made anew.
    fn last(&self, files: &Files, some: &str) -> String {
        let amend = self.amend();
        if !self.has_files() {
            let what = if self.has(Part::Message) {
                "take it out of the message"
            } else {
                "make the last commit anew, by your name as it is now"
            };
            return format!("{what}:\ngit commit {amend}");
        }
        match files.words() {
            Some(words) if files.environment => {
                format!("{} && git commit -q {amend}", files.forget("git", &words))
            }
            Some(words) if !files.magic && !files.named => format!(
                "take it out of {some}, then out of the last commit:\ngit commit {amend} -- {words}"
            ),
            _ => format!("take it out, git add what you changed, then:\ngit commit {amend}"),
        }
    }

    /// How it is made anew with all that are behind it.
    fn from(&self, commits: &Commits) -> String {
        let Commits::From { commit, root, merges, joins, branch } = commits else {
            return String::new();
        };
        let merges = if *merges { " --rebase-merges" } else { "" };
        let from = if *root { "--root".to_owned() } else { format!("'{}^'", short(commit)) };
        let branch = branch.as_ref().map(|name| format!(" {}", shell_words::quote(name)));
        let branch = branch.unwrap_or_default();
        let at_merges = if *joins { ", or break in a line behind a merge that has it" } else { "" };
        let (out, all) = match (self.has_files(), self.has(Part::Message)) {
            (true, _) => ("take it out, ", "-a "),
            (false, true) => ("take it out of the message by ", ""),
            (false, false) => ("", ""),
        };
        let how = format!(
            "write edit before each commit that has it{at_merges}; at each stop {out}git commit \
             {all}{} and git rebase --continue",
            self.amend()
        );
        format!("{how}:\ngit rebase -i --autostash{merges} {from}{branch}")
    }
}

/// How tags are made anew, with the message that they have.
fn tags(names: &[String]) -> Vec<String> {
    let shown = |name: &&String| printable(name) == **name && redact(name) == name.as_str();
    let command = |name: &String| {
        let (tag, of) = (shell_words::quote(name), format!("{name}^{{}}"));
        format!(
            "make the tag {tag} anew, and take it out of its message:\ngit tag -f -a {tag} {}",
            shell_words::quote(&of)
        )
    };
    let ways: Vec<String> = names.iter().filter(shown).take(MANY).map(command).collect();
    if ways.is_empty() {
        vec!["make the tag anew without it: git tag -f -a".to_owned()]
    } else {
        ways
    }
}

/// What can be done about secrets that are in other people's hands.
fn public(report: &Report) -> Option<String> {
    let first = report.findings.iter().find_map(|finding| finding.public.as_ref())?;
    let where_else = printable(first);
    Some(format!(
        "what {where_else} has already is no news of yours, and no rewrite takes it back: have it \
         revoked, or let it through"
    ))
}
