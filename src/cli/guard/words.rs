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
    // Of a secret that no rule knows, nothing is shown.
    let mask = match finding.mask.trim_matches('…') {
        "" => String::new(),
        _ => format!(" ({})", finding.mask),
    };
    let part = match finding.part {
        Part::Name => " in the file's name",
        Part::Message => " in the message",
        Part::Content => "",
    };
    let commit = finding.commit.as_ref().map(|id| {
        let word = if finding.part == Part::Message { "of" } else { "in" };
        format!(" {word} commit {}", id.get(..10).unwrap_or(id))
    });
    let encodings = finding.encodings.iter().enumerate().map(|(index, encoding)| {
        format!("{} in {}", if index == 0 { "," } else { "" }, encoding.name())
    });
    let own = finding.own.as_ref().map(|own| format!(", {}", printable(own)));
    let (commit, own) = (commit.unwrap_or_default(), own.unwrap_or_default());
    format!("{}{mask}{part}{commit}{}{own}", finding.what, encodings.collect::<String>())
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::guard::decode::Encoding;
    use crate::guard::scan::Value;

    /// A Hub token at this place.
    pub(in super::super) fn finding(path: &str, part: Part) -> Finding {
        Finding {
            path: path.into(),
            part,
            blob: None,
            commit: None,
            line: 3,
            column: 7,
            rule: "hf-user",
            what: "Hugging Face token",
            own: None,
            encodings: Vec::new(),
            mask: "hf_…abcd".to_owned(),
            fingerprint: String::new(),
            mark: Mark::None,
            value: Value::of(b"*****"),
        }
    }

    /// How a report of one finding tells it.
    fn told(finding: Finding) -> String {
        let report = Report { findings: vec![finding], ..Report::default() };
        let finding = &report.findings[0];
        format!("{}: {}", place(finding, &report.masked()), about(finding))
    }

    #[test]
    fn every_finding_says_where_it_is_how_it_is_written_and_whose() {
        let plain = finding("a.py", Part::Content);
        assert_eq!(told(plain.clone()), "a.py:3:7: Hugging Face token (hf_…abcd)");
        let encodings = vec![Encoding::Base64, Encoding::Hex];
        let own = Some("token of the profile work".to_owned());
        let known = Finding { own, encodings, ..plain.clone() };
        assert_eq!(
            told(known),
            "a.py:3:7: Hugging Face token (hf_…abcd), in base64 in hex, token of the profile work"
        );
        let commit = Some("0123456789abcdef".to_owned());
        let old = Finding { commit: commit.clone(), ..plain.clone() };
        assert!(told(old).ends_with("(hf_…abcd) in commit 0123456789"));
        let message = Finding { commit, ..finding("", Part::Message) };
        let text = "message:3:7: Hugging Face token (hf_…abcd) in the message of commit 0123456789";
        assert_eq!(told(message), text);
        assert!(told(finding("", Part::Content)).starts_with("input:3:7: "));
        let own = Some("A of ~/\u{1b}[2J/.env".to_owned());
        let what = "secret of yours";
        let bare = Finding { what, own, mask: "…".to_owned(), ..plain };
        assert_eq!(told(bare), "a.py:3:7: secret of yours, A of ~/\\u{1b}[2J/.env");
    }

    #[test]
    fn a_secret_in_a_name_is_not_shown_whatever_it_is() {
        let named = finding("d/*****.txt", Part::Name);
        assert_eq!(told(named), "d/hf_…abcd.txt: Hugging Face token (hf_…abcd) in the file's name");
        let path = format!("d/{}.txt", "2a".repeat(20));
        let encoded = Finding { encodings: vec![Encoding::Hex], ..finding(&path, Part::Name) };
        assert!(told(encoded).starts_with("d/2a…: "));
    }

    #[test]
    fn a_hint_names_a_page_and_a_variable_once_and_not_too_many() {
        let twice = finding("a.py", Part::Content);
        let report = Report { findings: vec![twice.clone(), twice], ..Report::default() };
        assert_eq!(variables(&report).as_deref(), Some("HF_TOKEN"));
        let page = "if it was ever pushed, revoke it: https://huggingface.co/settings/tokens";
        assert_eq!(revocation(&report).as_deref(), Some(page));
        let words = ["a", "b", "a", "c", "d", "e", "f"];
        assert_eq!(several(words.into_iter()).as_deref(), Some("a, b, c, d …"));
        assert_eq!(several(std::iter::empty()), None);
        assert_eq!((a("OpenAI key"), count(2, "file")), ("an OpenAI key".into(), "2 files".into()));
    }
}
