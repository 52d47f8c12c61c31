//! What a shell was told already. The shell keeps the marks and hands them over at each change, so
//! that a remark comes once per change of place and not at every `cd` below it.

use std::collections::BTreeSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Marks of remarks: hashes, which say nothing about the words. Written as `mark/mark/…`, which
/// every shell takes unquoted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Told {
    /// What is true of this place.
    here: BTreeSet<String>,
    /// What is said once per shell.
    ever: BTreeSet<String>,
    /// Whose token the shell has.
    identity: Option<String>,
}

/// Begins a mark that is kept as long as the shell.
const EVER: char = 'e';
/// Begins the mark of an identity.
const IDENTITY: char = 'i';

fn mark(words: &str) -> String {
    let mut hasher = DefaultHasher::new();
    words.hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

impl Told {
    /// Reads what the shell kept; what makes no sense was never told.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let mut told = Self::default();
        for field in text.split('/').filter(|field| !field.is_empty()) {
            if let Some(mark) = field.strip_prefix(EVER).filter(|rest| rest.len() == 16) {
                told.ever.insert(mark.to_owned());
            } else if let Some(mark) = field.strip_prefix(IDENTITY) {
                told.identity = Some(mark.to_owned());
            } else {
                told.here.insert(field.to_owned());
            }
        }
        told
    }

    /// The marks for a new place: what is said once per shell stays said.
    #[must_use]
    pub fn moved(&self) -> Self {
        Self { ever: self.ever.clone(), ..Self::default() }
    }

    /// Files a remark about this place; whether it is new against `before`.
    pub fn tell(&mut self, before: &Self, words: &str) -> bool {
        let mark = mark(words);
        let new = !before.here.contains(&mark);
        self.here.insert(mark);
        new
    }

    /// Files a remark that one shell hears once; whether it is new.
    pub fn tell_once(&mut self, words: &str) -> bool {
        self.ever.insert(mark(words))
    }

    /// Files whose token the shell has; whether that changed. The first one is no change.
    pub fn identify(&mut self, before: &Self, words: &str) -> bool {
        let mark = mark(words);
        let changed = before.identity.as_ref().is_some_and(|known| *known != mark);
        self.identity = Some(mark);
        changed
    }
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ever = self.ever.iter().map(|mark| format!("{EVER}{mark}"));
        let identity = self.identity.iter().map(|mark| format!("{IDENTITY}{mark}"));
        let all: Vec<String> = self.here.iter().cloned().chain(ever).chain(identity).collect();
        f.write_str(&all.join("/"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_remark_comes_once_per_place_and_some_once_per_shell() {
        let first = Told::read("");
        let mut now = first.moved();
        assert!(now.tell(&first, "a") && now.tell_once("b") && !now.identify(&first, "ada"));
        let before = Told::read(&now.to_string());
        assert_eq!(before, now);
        let mut now = before.moved();
        assert!(!now.tell(&before, "a") && now.tell(&before, "c") && !now.tell_once("b"));
        assert!(now.identify(&before, "work"));
        let elsewhere = Told::read(&now.to_string());
        let mut back = Told::read(&elsewhere.moved().to_string());
        assert!(back.tell(&elsewhere.moved(), "a") && !back.tell_once("b"));
        assert_eq!(Told::read("///").to_string(), "");
    }
}
