//! Puts back what was taken out, with the tokens from their profiles.

use std::path::Path;

use zeroize::Zeroizing;

use super::book::{Book, Removed};
use super::edit::MARK;
use super::find::read;
use super::{Left, PlainError, Search, helper, line_of};
use crate::endpoint::Endpoint;
use crate::git::config::Git;
use crate::secret_file;
use crate::store::named::{self, OAuth};
use crate::store::{StoreError, active};
use crate::token::Token;

/// What a profile's store has.
#[derive(Debug, Clone)]
pub struct Kept {
    /// The token.
    pub token: Token,
    /// What renews it, and when it ends.
    pub renewal: Option<(Token, Option<i64>)>,
}

/// What was put back, and what was not.
#[derive(Debug, Default)]
pub struct Undone {
    /// How many removals.
    pub count: usize,
    /// Where a person has to do it.
    pub left: Vec<Left>,
}

/// Gives what the store of a profile has, or why not.
pub type Ask<'a> = &'a dyn Fn(&str) -> Result<Kept, String>;

/// Puts everything back that is in the list.
pub fn undo(search: &Search<'_>, book: &mut Book, ask: Ask<'_>) -> Result<Undone, PlainError> {
    let mut undone = Undone::default();
    for removed in book.removed().to_vec() {
        match restore(search, &removed, ask) {
            Ok(()) => {
                book.forget(removed.number())?;
                undone.count += 1;
            }
            Err(why) => undone.left.push(Left { place: shown(search, &removed), why }),
        }
    }
    Ok(undone)
}

/// What is in the list, a line for each place.
#[must_use]
pub fn listed(search: &Search<'_>, book: &Book) -> String {
    book.removed().iter().map(|removed| shown(search, removed) + "\n").collect()
}

/// Where it was, for people.
fn shown(search: &Search<'_>, removed: &Removed) -> String {
    match removed {
        Removed::Lines { path, line, .. } => format!("{}:{line}", search.shown(Path::new(path))),
        Removed::File { path, .. } => search.shown(Path::new(path)),
        Removed::Section { path, name, .. } => {
            format!("{} ({name})", search.shown(Path::new(path)))
        }
        Removed::Helper { helper, host, .. } => format!("git's helper {helper} for {host}"),
    }
}

fn restore(search: &Search<'_>, removed: &Removed, ask: Ask<'_>) -> Result<(), String> {
    match removed {
        Removed::Lines { path, line, before, after, .. } => {
            let text = filled(before, ask)?;
            lines(search, Path::new(path), *line, text.as_bytes(), after.as_bytes())
        }
        Removed::File { path, profile, .. } => {
            let (path, kept) = (Path::new(path), ask(profile)?);
            match active::read(path).map_err(|error| error.to_string())? {
                Some(there) if there == kept.token => Ok(()),
                Some(_) => Err("another token is there now".to_owned()),
                None => active::write(path, &kept.token).map_err(|error| error.to_string()),
            }
        }
        Removed::Section { path, name, profile, .. } => {
            section(Path::new(path), name, &ask(profile)?)
        }
        Removed::Helper { helper, host, user, profile, .. } => {
            let kept = ask(profile)?;
            let endpoint = Endpoint::parse(host).map_err(|error| error.to_string())?;
            let git = Git::find(search.env).map_err(|error| error.to_string())?;
            let all = helper::configured(search);
            let same = |(known, at): &&(String, Endpoint)| {
                helper::name(known) == *helper && *at == endpoint
            };
            let (helper, _) = all.iter().find(same).ok_or("git has no such helper any more")?;
            let credential = helper::Credential { endpoint: &endpoint, user, token: &kept.token };
            Ok(helper::tell(&git, search, helper, "approve", &credential)?)
        }
    }
}

/// A text with the tokens in their places.
fn filled(pieces: &[String], ask: Ask<'_>) -> Result<Zeroizing<String>, String> {
    let mut text = Zeroizing::new(String::with_capacity(32 << 10));
    for (index, piece) in pieces.iter().enumerate() {
        match piece.strip_prefix(MARK).filter(|_| index % 2 == 1) {
            Some(profile) => text.push_str(ask(profile)?.token.reveal()),
            None => text.push_str(piece),
        }
    }
    Ok(text)
}

/// Puts lines back: where their comment stands, or where they stood.
fn lines(
    search: &Search<'_>,
    path: &Path,
    line: usize,
    before: &[u8],
    after: &[u8],
) -> Result<(), String> {
    let content = read(search, path)?;
    let bytes = content.as_ref().map_or(&[][..], |content| &content.bytes);
    let there = if after.is_empty() { None } else { at_line(bytes, after, line) };
    if there.is_none() && at_line(bytes, before, line).is_some() {
        // It was interrupted after this, or somebody did it by hand.
        return Ok(());
    }
    let range = match there {
        Some(start) => start..start + after.len(),
        None if after.is_empty() => {
            let at = start_of(bytes, line);
            at..at
        }
        None => return Err("its line was changed since".to_owned()),
    };
    let mut text = Zeroizing::new(Vec::with_capacity(bytes.len() + before.len() + 2));
    text.extend_from_slice(&bytes[..range.start]);
    if !text.is_empty() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend_from_slice(before);
    if range.end < bytes.len() && !text.ends_with(b"\n") {
        text.push(b'\n');
    }
    text.extend_from_slice(&bytes[range.end..]);
    secret_file::rewrite(path, &text, 0o600).map_err(|error| error.to_string())
}

/// Where a text stands at the beginning of a line, the nearest to this one.
fn at_line(bytes: &[u8], text: &[u8], line: usize) -> Option<usize> {
    let begins = |at: &usize| *at == 0 || bytes[at - 1] == b'\n';
    let places = bytes.windows(text.len().max(1)).enumerate();
    let places = places.filter(|(_, part)| *part == text).map(|(at, _)| at).filter(begins);
    places.min_by_key(|at| line_of(bytes, *at).abs_diff(line))
}

/// Where a line begins, or the end where there are fewer.
fn start_of(bytes: &[u8], line: usize) -> usize {
    let ends = bytes.iter().enumerate().filter(|(_, byte)| **byte == b'\n');
    let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1));
    starts
        .take(line)
        .last()
        .filter(|_| line > 0)
        .map_or(0, |start| if line > line_of(bytes, bytes.len()) { bytes.len() } else { start })
}

fn section(path: &Path, name: &str, kept: &Kept) -> Result<(), String> {
    let done = named::update(path, |stored| -> Result<bool, StoreError> {
        if let Some(there) = stored.token(name) {
            return Ok(there.ok().as_ref() == Some(&kept.token));
        }
        let (refresh_token, expires_at) = match &kept.renewal {
            Some((refresh, expires)) => (Some(refresh), *expires),
            None => (None, None),
        };
        let login = OAuth { token: &kept.token, refresh_token, expires_at };
        stored.set_oauth(name, login).map_err(named::NamedError::from)?;
        Ok(true)
    });
    let same = done.map_err(|error| error.to_string())?;
    if same { Ok(()) } else { Err("another token is there now".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_found_by_whole_lines() {
        let text = b"xa\na\nb\na\n";
        assert_eq!([0, 2, 4].map(|line| at_line(text, b"a\n", line)), [Some(3), Some(3), Some(7)]);
        assert_eq!(at_line(b"", b"a", 1), None);
        for (line, at) in [(0, 0), (1, 0), (2, 2), (3, 4), (9, 4)] {
            assert_eq!(start_of(b"a\nb\n", line), at, "{line}");
        }
        assert_eq!((start_of(b"", 1), start_of(b"a", 2)), (0, 1));
    }
}
