//! `~/.netrc`: entries of words, over as many lines as somebody liked.

use std::ops::Range;
use std::path::Path;

use crate::endpoint::{Endpoint, Origin};
use crate::secret_file::{self, FileError};

/// Largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// What an entry says of one machine.
#[derive(Debug)]
pub(super) struct Entry {
    /// From its first word to the end of its last one.
    pub(super) range: Range<usize>,
    /// The machine; empty for `default`.
    pub(super) machine: String,
    /// Where the user name stands.
    pub(super) login: Option<Range<usize>>,
    /// Where the password stands.
    pub(super) password: Option<Range<usize>>,
    /// Whether it has more than these.
    pub(super) has_more: bool,
}

/// The entries, in order.
pub(super) fn entries(bytes: &[u8]) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut at = 0;
    while let Some(word) = key(bytes, &mut at) {
        let value = |at: &mut usize| self::word(bytes, at);
        match &bytes[word.clone()] {
            b"machine" => {
                let Some(name) = value(&mut at) else { break };
                let machine = String::from_utf8_lossy(&bytes[name.clone()]).into_owned();
                found.push(new(word.start..name.end, machine));
            }
            b"default" => found.push(new(word, String::new())),
            b"macdef" => {
                // It goes on to an empty line, and belongs to the entry above.
                found.iter_mut().last().into_iter().for_each(|entry| entry.has_more = true);
                let rest = &bytes[at..];
                let end = rest.windows(2).position(|pair| pair == b"\n\n");
                at = end.map_or(bytes.len(), |end| at + end + 2);
            }
            key => {
                let (key, given) = (key.to_owned(), value(&mut at));
                let (Some(entry), Some(given)) = (found.last_mut(), given) else { continue };
                entry.range.end = given.end;
                match key.as_slice() {
                    b"login" | b"user" => entry.login = Some(given),
                    b"password" => entry.password = Some(unquoted(bytes, given)),
                    _ => entry.has_more = true,
                }
            }
        }
    }
    found
}

fn new(range: Range<usize>, machine: String) -> Entry {
    Entry { range, machine, login: None, password: None, has_more: false }
}

/// Whether a file has an entry for an endpoint, or one for every machine.
pub fn answers_for(file: &Path, endpoint: &Endpoint) -> Result<bool, FileError> {
    let Some(content) = secret_file::read(file, LIMIT)? else { return Ok(false) };
    let own = std::slice::from_ref(endpoint);
    let is_its = |entry: &Entry| {
        entry.machine.is_empty() || origin(&entry.machine, own).as_ref() == Some(endpoint.origin())
    };
    Ok(entries(&content.bytes).iter().any(is_its))
}

/// The next word that is no comment.
fn key(bytes: &[u8], at: &mut usize) -> Option<Range<usize>> {
    loop {
        let word = word(bytes, at)?;
        if bytes[word.start] != b'#' {
            return Some(word);
        }
        *at = word.start + bytes[word.start..].iter().position(|byte| *byte == b'\n')?;
    }
}

/// The next word.
fn word(bytes: &[u8], at: &mut usize) -> Option<Range<usize>> {
    *at += bytes[*at..].iter().position(|byte| !byte.is_ascii_whitespace())?;
    let start = *at;
    let length = bytes[start..].iter().position(u8::is_ascii_whitespace);
    *at = length.map_or(bytes.len(), |length| start + length);
    Some(start..*at)
}

fn unquoted(bytes: &[u8], range: Range<usize>) -> Range<usize> {
    match &bytes[range.clone()] {
        [b'"', .., b'"'] => range.start + 1..range.end - 1,
        _ => range,
    }
}

/// The user's endpoint that a machine means, or what it would be. A machine has neither scheme nor
/// port.
pub(super) fn origin(machine: &str, endpoints: &[Endpoint]) -> Option<Origin> {
    let named = Origin::parse("https", machine).ok()?;
    let host = |origin: &Origin| {
        let text = origin.to_string();
        let text = text.split_once("://").map_or(text.as_str(), |(_, rest)| rest);
        let port = text.rfind(':').filter(|at| !text[*at..].contains(']'));
        text[..port.unwrap_or(text.len())].to_owned()
    };
    let wanted = host(&named);
    let known = endpoints.iter().map(Endpoint::origin).find(|origin| host(origin) == wanted);
    Some(known.cloned().unwrap_or(named))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_are_cut_at_their_own_words() {
        let text = b"# mine\nmachine a login x password \"p1\"\nmachine b.example\n  login y\n  \
                     password p2 # end\nmacdef m\nmachine no\n\ndefault login z account q\n";
        let found = entries(text);
        let part = |range: &Range<usize>| String::from_utf8_lossy(&text[range.clone()]);
        assert_eq!(
            found.iter().map(|e| e.machine.as_str()).collect::<Vec<_>>(),
            ["a", "b.example", ""]
        );
        assert_eq!(part(&found[1].range), "machine b.example\n  login y\n  password p2");
        assert_eq!(part(found[1].password.as_ref().unwrap()), "p2");
        assert_eq!(part(found[1].login.as_ref().unwrap()), "y");
        assert!(found[1].has_more && found[2].has_more);
        assert_eq!(part(&found[2].range), "default login z account q");
    }

    #[test]
    fn a_machine_means_an_endpoint_of_the_user() {
        let own = [Endpoint::parse("http://127.0.0.1:8080").unwrap()];
        let told = |machine| origin(machine, &own).map(|origin| origin.to_string());
        assert_eq!(told("127.0.0.1").as_deref(), Some("http://127.0.0.1:8080"));
        assert_eq!(told("Else.example").as_deref(), Some("https://else.example"));
        assert_eq!(told("a/b"), None);
    }
}
