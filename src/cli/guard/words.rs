//! How a finding and what to do about it are told, at the prompt, in a hook and in a report.

use std::collections::BTreeSet;

use crate::guard::allow::Mark;
use crate::guard::{Finding, Masked, Part, Report, rules};
use crate::text::printable;

/// The most addresses and variables of a hint.
const MANY: usize = 4;

/// Where the secrets are, which says how they are taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum At {
    /// In the index of this git, with its options.
    Index(String),
    /// In files of the work tree.
    Files,
    /// In commits that nobody else has yet.
    Commits,
    /// In commits that others may have.
    History,
    /// In a commit's message.
    Message,
    /// In what was piped in.
    Stream,
}

/// `path:line:column`, or what stands for it.
pub(in super::super) fn place(finding: &Finding, masked: &Masked) -> String {
    let path = masked.shown(&finding.path);
    let (line, column) = (finding.line, finding.column);
    match finding.part {
        Part::Name => path,
        Part::Message => format!("message:{line}:{column}"),
        Part::Content if path.is_empty() => format!("input:{line}:{column}"),
        Part::Content => format!("{path}:{line}:{column}"),
    }
}

/// What it is, where in the file or history, how it is written and whose.
pub(in super::super) fn about(finding: &Finding) -> String {
    let mut text = finding.what.to_owned();
    // Of a secret that no rule knows, nothing is shown.
    if finding.mask.chars().any(|c| c != '…') {
        text += &format!(" ({})", finding.mask);
    }
    text += match finding.part {
        Part::Name => " in the file's name",
        Part::Message => " in the message",
        Part::Content => "",
    };
    if let Some(id) = &finding.commit {
        let word = if finding.part == Part::Message { "of" } else { "in" };
        text += &format!(" {word} commit {}", id.get(..10).unwrap_or(id));
    }
    if !finding.encodings.is_empty() {
        let names: Vec<&str> = finding.encodings.iter().map(|encoding| encoding.name()).collect();
        text += &format!(", in {}", names.join(" in "));
    }
    if let Some(own) = &finding.own {
        text += &format!(", {}", printable(own));
    }
    text
}

/// What a mark on its line is worth, if it is worth nothing.
pub(super) fn bare_mark(finding: &Finding) -> &'static str {
    if finding.mark == Mark::Bare { ", hfenv:allow has no reason" } else { "" }
}

/// A noun with its article.
pub(in super::super) fn a(noun: &str) -> String {
    let vowel = noun.starts_with(['A', 'E', 'I', 'O', 'U', 'a', 'e', 'i', 'o']);
    format!("{} {noun}", if vowel { "an" } else { "a" })
}

/// `1 secret`, `2 secrets`.
pub(super) fn count(number: usize, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// How the secrets get out of where they are.
pub(in super::super) fn way_out(at: &At, report: &Report, masked: &Masked) -> Option<String> {
    let file = one_file(report, masked).unwrap_or_else(|| "FILE".to_owned());
    Some(match at {
        At::Index(git) => {
            let unstage = if report.unborn { "rm --cached" } else { "restore --staged" };
            format!("unstage it: {git} {unstage} {file}")
        }
        At::Files => format!("take it out of {file} first"),
        At::Commits => "take it out of the commit first: git commit --amend if that is the last \
                        one, else git rebase -i"
            .to_owned(),
        At::History => "whoever has a copy of the history has the secret, and taking it out there \
                        is not enough"
            .to_owned(),
        At::Message => "take it out of the message".to_owned(),
        At::Stream => return None,
    })
}

/// The variables from which programs read such secrets.
pub(in super::super) fn variables(report: &Report) -> Option<String> {
    let names = report.findings.iter().filter_map(|finding| rules::by_name(finding.rule)?.variable);
    several(names)
}

/// What to do if somebody else may have seen the secrets.
pub(in super::super) fn revocation(report: &Report) -> Option<String> {
    let pages = report.findings.iter().filter_map(|finding| rules::by_name(finding.rule)?.revoke);
    several(pages).map(|pages| format!("if it was ever pushed, revoke it: {pages}"))
}

/// Different words, each once and in order; the first few of many.
fn several<'a>(words: impl Iterator<Item = &'a str>) -> Option<String> {
    let mut seen = BTreeSet::new();
    let words: Vec<&str> = words.filter(|word| seen.insert(*word)).collect();
    let more = if words.len() > MANY { " …" } else { "" };
    let few: Vec<&str> = words.into_iter().take(MANY).collect();
    (!few.is_empty()).then(|| few.join(", ") + more)
}

/// The file, ready to be pasted, if there is only one.
fn one_file(report: &Report, masked: &Masked) -> Option<String> {
    let first = &report.findings.first()?.path;
    let text = first.to_str().filter(|text| !text.is_empty() && !masked.has(first))?;
    let alone = report.findings.iter().all(|finding| finding.path == *first);
    let plain = alone && masked.shown(first) == text;
    let dashes = if text.starts_with('-') { "-- " } else { "" };
    plain.then(|| format!("{dashes}{}", shell_words::quote(text)))
}
