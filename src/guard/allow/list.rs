//! `.hfenv-allow`: at the top of a work tree, or of a folder without one. A fingerprint a line;
//! what stands behind `#` is for people.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use super::super::repo::Repo;
use super::is_fingerprint;
use super::mark::Mark;
use crate::secret_file::{self, FileError};
use crate::text::printable_path;

/// Its name.
pub const NAME: &str = ".hfenv-allow";

/// More is not read.
const LIMIT: u64 = 1 << 20;

/// How many bad lines are told.
const TOLD: usize = 5;

const BOM: &[u8] = b"\xef\xbb\xbf";

/// What a new list begins with.
const HEADER: &str = "\
# Findings of hfenv guard that are no secrets: one fingerprint a line, as
# `hfenv guard scan` prints it, and behind # the reason. Whoever reviews this
# file decides what is let through.
";

/// The findings that are allowed here. The list is read when a finding asks for it: most searches
/// find nothing.
#[derive(Debug, Default)]
pub struct Allowed {
    place: Option<Place>,
    list: OnceLock<List>,
}

#[derive(Debug)]
enum Place {
    Repo(Repo),
    Folder(PathBuf),
}

/// A list that was read.
#[derive(Debug, Default)]
struct List {
    fingerprints: BTreeSet<String>,
    complaints: Vec<String>,
}

impl Allowed {
    /// The list of a repository. If git knows it, the copy in the index counts: that is what
    /// reviewers see, and what goes into the same commit.
    #[must_use]
    pub fn of_repo(repo: &Repo) -> Self {
        // What is searched waits for all that its own git has started.
        Self { place: Some(Place::Repo(repo.apart())), list: OnceLock::new() }
    }

    /// The list of a folder.
    #[must_use]
    pub fn of_folder(folder: &Path) -> Self {
        Self { place: Some(Place::Folder(folder.to_owned())), list: OnceLock::new() }
    }

    /// Whether somebody has looked at a finding and said why it may stay.
    #[must_use]
    pub fn allows(&self, fingerprint: &str, mark: Mark) -> bool {
        mark == Mark::Reason || self.list().fingerprints.contains(fingerprint)
    }

    /// How many there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.list().fingerprints.len()
    }

    /// What is wrong with the list, as far as it was read.
    #[must_use]
    pub fn complaints(&self) -> &[String] {
        self.list.get().map_or(&[], |list| &list.complaints)
    }

    fn list(&self) -> &List {
        self.list.get_or_init(|| match &self.place {
            None => List::default(),
            Some(Place::Folder(folder)) => List::of_file(&folder.join(NAME)),
            Some(Place::Repo(repo)) => List::of_repo(repo),
        })
    }
}

impl List {
    fn of_repo(repo: &Repo) -> Self {
        // Outside of a repository the list is that of the current folder.
        let file = Self::of_file(&repo.top().unwrap_or_default().join(NAME));
        let Ok(staged) = repo.output(&["cat-file", "blob", &format!(":{NAME}")]) else {
            return file;
        };
        let mut list = Self::read(NAME, &staged);
        if list.fingerprints != file.fingerprints {
            list.complaints.push(format!(
                "{NAME}: what is staged of it counts, and the file has other fingerprints: \
                 git add {NAME}"
            ));
        }
        list
    }

    fn of_file(path: &Path) -> Self {
        match secret_file::read(path, LIMIT) {
            Ok(content) => content.map_or_else(Self::default, |content| {
                Self::read(&printable_path(path), &content.bytes)
            }),
            Err(error) => {
                Self { complaints: vec![format!("{error}; nothing is allowed")], ..Self::default() }
            }
        }
    }

    fn read(name: &str, bytes: &[u8]) -> Self {
        let mut list = Self::default();
        if bytes.len() as u64 > LIMIT {
            list.complaints.push(format!("{name}: more than 1 MB; nothing is allowed"));
            return list;
        }
        let mut bad = 0;
        let bytes = bytes.strip_prefix(BOM).unwrap_or(bytes);
        for (index, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            // What is no UTF-8 may stand in a reason.
            let line = String::from_utf8_lossy(line);
            let mut words = line.split('#').next().unwrap_or_default().split_whitespace();
            match (words.next(), words.next()) {
                (None, _) => {}
                (Some(word), None) if is_fingerprint(word) => {
                    list.fingerprints.insert(word.to_owned());
                }
                // What stands there may be a secret that somebody pasted.
                _ => {
                    bad += 1;
                    if bad <= TOLD {
                        let place = format!("{name}:{}", index + 1);
                        list.complaints.push(format!("{place}: not a fingerprint, left out"));
                    }
                }
            }
        }
        if bad > TOLD {
            list.complaints.push(format!("{name}: and {} more such lines", bad - TOLD));
        }
        list
    }
}

/// What came of an addition.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct NewLines {
    /// Those that are new.
    pub added: usize,
    /// Those that were there, with this reason or without any new one.
    pub known: usize,
    /// Those that were there and have another reason now.
    pub explained: usize,
}

/// Adds fingerprints to the list at `path`, or a reason to those that are there, in one step.
pub fn add(path: &Path, new: &[String], reason: Option<&str>) -> Result<NewLines, FileError> {
    let old = secret_file::read(path, LIMIT)?.map(|content| content.bytes.to_vec());
    let known = List::read("", old.as_deref().unwrap_or_default()).fingerprints;
    let new: BTreeSet<&String> = new.iter().collect();
    let (known, fresh): (Vec<_>, Vec<_>) = new.into_iter().partition(|new| known.contains(*new));
    let end = if old.as_deref().is_some_and(|old| old.ends_with(b"\r\n")) { "\r\n" } else { "\n" };
    let mut text = old.unwrap_or_else(|| HEADER.into());
    let explained = reason.map_or(0, |reason| explain(&mut text, &known, reason));
    let lines =
        NewLines { added: fresh.len(), known: known.len().saturating_sub(explained), explained };
    if fresh.is_empty() && explained == 0 {
        return Ok(lines);
    }
    if !text.is_empty() && text != BOM && !text.ends_with(b"\n") {
        text.extend_from_slice(end.as_bytes());
    }
    let mut line = String::new();
    for print in fresh {
        let reason = reason.map(|reason| format!("  # {reason}")).unwrap_or_default();
        // Writing to a String cannot fail.
        let _ = write!(line, "{print}{reason}{end}");
    }
    text.extend_from_slice(line.as_bytes());
    secret_file::rewrite(path, &text, 0o644)?;
    Ok(lines)
}

/// Writes the reason behind fingerprints that are there; how many did not have it.
fn explain(text: &mut Vec<u8>, known: &[&String], reason: &str) -> usize {
    let (mut out, mut changed) = (Vec::with_capacity(text.len()), BTreeSet::new());
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        let begin = line.strip_prefix(BOM).unwrap_or(line);
        let word = begin.split(|byte| *byte == b'#').next().unwrap_or_default().trim_ascii();
        let print = known.iter().find(|known| known.as_bytes() == word);
        let content = line.trim_ascii_end();
        let told = format!("# {reason}");
        match print.filter(|_| !content.ends_with(told.as_bytes())) {
            None => out.extend_from_slice(line),
            Some(print) => {
                changed.insert(*print);
                out.extend_from_slice(&line[..line.len() - begin.len()]);
                out.extend_from_slice(format!("{print}  {told}").as_bytes());
                out.extend_from_slice(&line[content.len()..]);
            }
        }
    }
    *text = out;
    changed.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn print(digit: char) -> String {
        format!("hf-user:{}", digit.to_string().repeat(32))
    }

    #[test]
    fn lines_are_fingerprints_and_comments_and_all_else_is_told_with_its_place() {
        let (a, b) = (print('a'), print('b'));
        let text = format!("\u{feff}# why\r\n{a}  # a test\r\n\r\n{b}\nnot one\n{a} {b}\n{a}x");
        let list = List::read("f", text.as_bytes());
        assert_eq!(list.fingerprints, BTreeSet::from([a, b]));
        let told = ["f:5: not a", "f:6: not a", "f:7: not a"];
        assert_eq!(list.complaints.len(), told.len());
        for (complaint, place) in list.complaints.iter().zip(told) {
            assert!(complaint.starts_with(place), "{complaint}");
        }
    }

    #[test]
    fn a_list_that_is_no_list_allows_nothing_and_says_little() {
        let huge = vec![b'x'; usize::try_from(LIMIT).unwrap() + 1];
        assert_eq!(List::read("f", &huge).complaints.len(), 1);
        let binary: Vec<u8> = (0..=255).cycle().take(100_000).collect();
        let list = List::read("f", &binary);
        assert!(list.fingerprints.is_empty());
        assert!(list.complaints.len() <= TOLD + 1, "{:?}", list.complaints);
    }

    #[test]
    fn additions_keep_what_is_there_and_come_once() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join(NAME);
        let (a, b) = (print('a'), print('b'));
        let twice = [a.clone(), a.clone()];
        assert_eq!(
            add(&path, &twice, Some("a test")).unwrap(),
            NewLines { added: 1, ..NewLines::default() }
        );
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("{HEADER}{a}  # a test\n"));
        assert_eq!(add(&path, &twice, None).unwrap(), NewLines { known: 1, ..NewLines::default() });
        let told = NewLines { explained: 1, ..NewLines::default() };
        for (before, after) in [
            (format!("\u{feff}{a}\r\n# x"), format!("\u{feff}{a}  # new\r\n# x\n")),
            (format!("# {a}\n  {a} # old"), format!("# {a}\n{a}  # new\n")),
        ] {
            std::fs::write(&path, before).unwrap();
            assert_eq!(add(&path, &twice, Some("new")).unwrap(), told);
            assert_eq!(std::fs::read_to_string(&path).unwrap(), after);
            assert_eq!(add(&path, &twice, Some("new")).unwrap().explained, 0);
        }
        std::fs::write(&path, format!("\u{feff}{a}\r\n# x")).unwrap();
        add(&path, std::slice::from_ref(&b), None).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(text, format!("\u{feff}{a}\r\n# x\n{b}\n"));
        let list = Allowed::of_folder(home.path());
        assert!(list.complaints().is_empty());
        assert!(list.allows(&a, Mark::None) && list.allows(&b, Mark::Bare));
        assert!(!list.allows(&print('c'), Mark::Bare) && list.allows("", Mark::Reason));
    }
}
