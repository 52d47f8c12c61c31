//! How a finding and what to do about it are told, at the prompt, in a hook and in a report.

use super::way;
pub(in super::super) use super::way::{At, revocation, variables, ways_out};
use crate::guard::allow::Mark;
use crate::guard::{Finding, Masked, Part};
use crate::text::printable;

/// `path:line:column`, or what stands for it.
pub(in super::super) fn place(finding: &Finding, masked: &Masked) -> String {
    let path = masked.shown(&finding.path);
    if !finding.member.as_os_str().is_empty() {
        let file = if path.is_empty() { "input" } else { &path };
        let member = masked.shown(&finding.member);
        return format!("{file}!/{member}:{}:{}", finding.line, finding.column);
    }
    let (line, column) = (finding.line, finding.column);
    match finding.part {
        Part::Name => path,
        Part::Message => format!("message:{line}:{column}"),
        Part::Author => "author".to_owned(),
        Part::Committer => "committer".to_owned(),
        Part::Tag => format!("tag:{line}:{column}"),
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
        Part::Author => " in the author",
        Part::Committer => " in the committer",
        Part::Content | Part::Tag => "",
    };
    let commit = finding.commit.as_ref().map(|id| {
        let word = match finding.part {
            Part::Tag => "in tag",
            part if part.is_of_a_file() => "in commit",
            _ => "of commit",
        };
        let public = finding.public.as_ref();
        let public = public.map(|name| format!(", which {} has already", printable(name)));
        format!(" {word} {}{}", way::short(id), public.unwrap_or_default())
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

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::guard::Report;
    use crate::guard::decode::Encoding;
    use crate::guard::scan::Value;

    /// A Hub token at this place.
    pub(in super::super) fn finding(path: &str, part: Part) -> Finding {
        Finding {
            member: "".into(),
            path: path.into(),
            part,
            public: None,
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
        assert_eq!((a("OpenAI key"), count(2, "file")), ("an OpenAI key".into(), "2 files".into()));
    }
}
