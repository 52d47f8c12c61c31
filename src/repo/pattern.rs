//! Patterns of file names as Python's `fnmatch` reads them, and so `hf download`: `*` crosses `/`,
//! case counts, `folder/` means `folder/**`.

use std::fmt::Write as _;

use regex::RegexSet;

use super::RepoError;
use crate::text::printable;

/// Longest pattern in bytes: as long as the longest path.
const LONGEST: usize = 4096;

/// Which files of a repository are meant.
#[derive(Debug, Clone, Default)]
pub struct Patterns {
    include: RegexSet,
    exclude: RegexSet,
}

impl Patterns {
    /// Files that match one of `include` (all, if there is none) and none of `exclude`.
    pub fn new(include: &[String], exclude: &[String]) -> Result<Self, RepoError> {
        Ok(Self { include: compiled(include)?, exclude: compiled(exclude)? })
    }

    /// Whether there is a pattern that a path must match.
    #[must_use]
    pub fn include_some(&self) -> bool {
        !self.include.is_empty()
    }

    /// Whether a path is meant.
    #[must_use]
    pub fn allow(&self, path: &str) -> bool {
        (self.include.is_empty() || self.include.is_match(path)) && !self.exclude.is_match(path)
    }
}

fn compiled(patterns: &[String]) -> Result<RegexSet, RepoError> {
    // Whatever can be typed can be translated; only its length can be too much.
    let refused = |pattern: &str| {
        let start: String = pattern.chars().take(80).collect();
        Err(RepoError::Pattern(printable(&start).into_owned()))
    };
    if let Some(long) = patterns.iter().find(|pattern| pattern.len() > LONGEST) {
        return refused(long);
    }
    let set = RegexSet::new(patterns.iter().map(|pattern| translated(pattern)));
    set.or_else(|_| refused(patterns.iter().max_by_key(|text| text.len()).map_or("", |text| text)))
}

/// The regular expression for a pattern, anchored at both ends.
fn translated(pattern: &str) -> String {
    let mut chars: Vec<char> = pattern.chars().collect();
    if chars.last() == Some(&'/') {
        chars.push('*');
    }
    let mut out = String::from(r"(?s)\A");
    let mut at = 0;
    while at < chars.len() {
        let c = chars[at];
        at += 1;
        match c {
            '*' => out.push_str(".*"),
            '?' => out.push('.'),
            '[' => match class_end(&chars, at) {
                Some(end) => {
                    class(&mut out, &chars[at..end]);
                    at = end + 1;
                }
                // Never closed: a plain bracket.
                None => letter(&mut out, '['),
            },
            other => letter(&mut out, other),
        }
    }
    out.push_str(r"\z");
    out
}

fn letter(out: &mut String, c: char) {
    // Writing to a String cannot fail.
    let _ = write!(out, r"\x{{{:x}}}", u32::from(c));
}

/// Where the `]` of a class is. One right at the front, or behind the `!`, is a member.
fn class_end(chars: &[char], start: usize) -> Option<usize> {
    let mut from = start + usize::from(chars.get(start) == Some(&'!'));
    from += usize::from(chars.get(from) == Some(&']'));
    let rest = chars.get(from..)?;
    Some(from + rest.iter().position(|c| *c == ']')?)
}

/// What stands between the brackets. A range that runs backwards is dropped, as Python does; and
/// as there, a `!` that comes to the front by that negates.
fn class(out: &mut String, inner: &[char]) {
    let mut runs = runs(inner);
    let negated = runs.first().and_then(|run| run.first()) == Some(&'!');
    if let Some(first) = runs.first_mut().filter(|_| negated) {
        first.remove(0);
    }
    if runs.iter().all(Vec::is_empty) {
        // Nothing left: no character, or any.
        out.push_str(if negated { "." } else { r"[^\x{0}-\x{10ffff}]" });
        return;
    }
    out.push_str(if negated { "[^" } else { "[" });
    for (index, run) in runs.iter().enumerate() {
        if index > 0 {
            out.push('-');
        }
        for c in run {
            letter(out, *c);
        }
    }
    out.push(']');
}

/// The members, cut where a `-` makes a range: the last of a run to the first of the next.
fn runs(members: &[char]) -> Vec<Vec<char>> {
    let mut runs: Vec<Vec<char>> = Vec::new();
    let (mut start, mut from) = (0, 1 + usize::from(members.first() == Some(&'!')));
    while let Some(dash) = (from..members.len()).find(|at| members[*at] == '-') {
        runs.push(members[start..dash].to_vec());
        // The next character ends the range, and so can't begin another one.
        (start, from) = (dash + 1, dash + 3);
    }
    match members.get(start..) {
        Some([]) | None => {
            if let Some(last) = runs.last_mut() {
                last.push('-');
            }
        }
        Some(rest) => runs.push(rest.to_vec()),
    }
    for index in (1..runs.len()).rev() {
        if runs[index - 1].last() > runs[index].first() {
            let rest = runs.remove(index);
            runs[index - 1].pop();
            runs[index - 1].extend(&rest[1..]);
        }
    }
    runs
}

#[cfg(test)]
mod tests;
