//! `hfenv guard scan --json`.

use serde_json::{Value, json};

use super::verify::Answer;
use super::words::bare_mark;
use crate::guard::{Finding, Masked, Part, Report};

/// The report as one document.
pub(super) fn document(report: &Report, masked: &Masked, asked: &[Answer]) -> Value {
    let findings = report.findings.iter().enumerate();
    let findings = findings.map(|(index, finding)| of(finding, masked, asked.get(index)));
    let remarks = [report.remarks.clone(), report.packed(true)].concat();
    json!({
        "allowed": report.allowed,
        "complete": report.gap().is_none(),
        "findings": findings.collect::<Vec<_>>(),
        "incomplete_because": report.gap(),
        "remarks": remarks,
        "searched": report.searched,
        "seconds": report.took.as_secs_f64(),
        "version": 1,
    })
}

fn of(finding: &Finding, masked: &Masked, answer: Option<&Answer>) -> Value {
    let hidden = masked.has(&finding.path);
    let plain = finding.path.to_str();
    let path = match plain {
        Some(plain) if !hidden => plain.to_owned(),
        _ if hidden => masked.shown(&finding.path),
        _ => finding.path.to_string_lossy().into_owned(),
    };
    let member = masked.shown(&finding.member);
    let bytes = finding.path.as_os_str().as_encoded_bytes();
    json!({
        "column": finding.column,
        "commit": finding.commit,
        "encodings": finding.encodings.iter().map(|encoding| encoding.name()).collect::<Vec<_>>(),
        "fingerprint": finding.fingerprint,
        "known_to": finding.public,
        "line": finding.line,
        "marked_without_reason": !bare_mark(finding).is_empty(),
        "mask": finding.mask,
        "own": finding.own,
        "member": (!member.is_empty()).then_some(member),
        "part": part(finding.part),
        "path": (!path.is_empty()).then_some(path),
        "path_escaped": (plain.is_none() && !hidden).then(|| escaped(bytes)),
        "path_masked": hidden,
        "rule": finding.rule,
        "verified": answer.map(Answer::as_json),
        "what": finding.what,
    })
}

pub(super) fn part(part: Part) -> &'static str {
    match part {
        Part::Content => "content",
        Part::Name => "name",
        Part::Message => "message",
        Part::Author => "author",
        Part::Committer => "committer",
        Part::Tag => "tag",
    }
}

/// A path as it stands in an address: exact, whatever its bytes are.
pub(super) fn escaped(path: &[u8]) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => {
                out.push(char::from(*byte));
            }
            _ => {
                out.push('%');
                out += &crate::text::hex(&[*byte]).to_uppercase();
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_of_a_path_survives() {
        assert_eq!(escaped(b"a/b c%\xff~.py"), "a/b%20c%25%FF~.py");
    }
}
