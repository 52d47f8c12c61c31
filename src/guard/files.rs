//! Files outside of git's own keeping: folders as git sees them, messages, and standard input.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use ignore::{DirEntry, ParallelVisitor, ParallelVisitorBuilder, WalkBuilder, WalkState};

use super::raw::{Change, New};
use super::repo::{self, Repo};
use super::scan::Scanner;
use super::search::{Job, Tell, all_workers};
use super::worker::{all, text};
use super::{GuardError, Known, Limits, News, Part};

/// The line below which git leaves everything out of a message.
const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------";

/// Looks through files and folders.
pub(super) fn paths(repo: &Repo, known: &Known, paths: &[PathBuf], limits: Limits, tell: Tell<'_>) {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    let mut job = Job::new(repo, known, limits, tell);
    // Outside of a repository there is none.
    job.prefix = repo.prefix().unwrap_or_default();
    let forced = forced(repo, paths);
    let mut walk = WalkBuilder::new(&paths[0]);
    for path in paths[1..].iter().chain(&forced) {
        walk.add(path);
    }
    // What git ignores never gets into a commit; nothing else is left out.
    walk.hidden(false).ignore(false).threads(all_workers());
    walk.filter_entry(|entry| entry.depth() == 0 || entry.file_name() != ".git");
    walk.build_parallel().visit(&mut Visitors { job: &job });
}

/// Files that git has although it would ignore them.
fn forced(repo: &Repo, paths: &[PathBuf]) -> Vec<PathBuf> {
    let words = ["ls-files", "-z", "--cached", "--ignored", "--exclude-standard", "--"];
    let words = words.map(std::ffi::OsStr::new).into_iter();
    let words: Vec<_> = words.chain(paths.iter().map(|path| path.as_os_str())).collect();
    // Outside of a repository there are none.
    let names = repo.output(&words).unwrap_or_default();
    let names: BTreeSet<&[u8]> = names.split(|byte| *byte == 0).collect();
    let some = names.into_iter().filter(|name| !name.is_empty());
    some.map(|name| repo::path(name.to_owned())).filter(|path| path.is_file()).collect()
}

struct Visitors<'a> {
    job: &'a Job<'a>,
}

impl<'s, 'a: 's> ParallelVisitorBuilder<'s> for Visitors<'a> {
    fn build(&mut self) -> Box<dyn ParallelVisitor + 's> {
        Box::new(Visitor { job: self.job, scanner: Scanner::new(self.job.known) })
    }
}

struct Visitor<'a> {
    job: &'a Job<'a>,
    scanner: Scanner<'a>,
}

impl ParallelVisitor for Visitor<'_> {
    fn visit(&mut self, entry: Result<DirEntry, ignore::Error>) -> WalkState {
        match entry {
            Ok(entry) => self.entry(&entry),
            Err(error) => (self.job.tell)(News::Unread(PathBuf::new(), error.to_string())),
        }
        if self.job.is_over() { WalkState::Quit } else { WalkState::Continue }
    }
}

impl Visitor<'_> {
    fn entry(&mut self, entry: &DirEntry) {
        // What the user names is read, whatever it is.
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        let named = entry.depth() == 0 && !entry.path().is_dir();
        if !is_file && !named {
            return;
        }
        let path = entry.path().strip_prefix("./").unwrap_or(entry.path());
        let done =
            File::open(path).and_then(|file| content(self.job, &mut self.scanner, path, file));
        if let Err(error) = done {
            (self.job.tell)(News::Unread(path.to_owned(), error.to_string()));
        }
    }
}

/// Looks through a content and the name that it has.
fn content(
    job: &Job<'_>,
    scanner: &mut Scanner<'_>,
    path: &Path,
    from: impl Read,
) -> io::Result<()> {
    let change = Change { path: path.to_owned(), old: Vec::new(), new: New::File, commit: None };
    let name = all(scanner, text(), path.as_os_str().as_encoded_bytes(), job.most())?;
    job.found(&change, Part::Name, name);
    let mut counted = Counted { from, bytes: 0 };
    let hits = all(scanner, path, &mut counted, job.most())?;
    let count = hits.len();
    job.found(&change, Part::Content, hits);
    job.spend(counted.bytes, count);
    Ok(())
}

/// Looks through standard input.
pub(super) fn stdin(
    repo: &Repo,
    known: &Known,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let job = Job::new(repo, known, limits, tell);
    Ok(content(&job, &mut Scanner::new(known), Path::new(""), io::stdin().lock())?)
}

/// Looks through a message that git will read from a file.
pub(super) fn commit_message(
    repo: &Repo,
    known: &Known,
    path: &Path,
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let read = |error: io::Error| {
        let (path, why) = (path.to_owned(), error.to_string());
        GuardError::Unread { path, why }
    };
    let bytes = zeroize::Zeroizing::new(std::fs::read(path).map_err(read)?);
    let job = Job::new(repo, known, limits, tell);
    let hits = all(&mut Scanner::new(known), text(), without_diff(&bytes), job.most())?;
    let count = hits.len();
    let change = Change { path: path.to_owned(), ..Change::message("") };
    job.found(&Change { commit: None, ..change }, Part::Message, hits);
    job.spend(bytes.len() as u64, count);
    Ok(())
}

/// A message without what stands below git's scissors, such as the diff of `commit --verbose`.
fn without_diff(message: &[u8]) -> &[u8] {
    let mut start = 0;
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        // The comment's own character can be any.
        let text = line.trim_ascii_end();
        if text.ends_with(SCISSORS) && text.len() <= SCISSORS.len() + 4 {
            return &message[..start];
        }
        start += line.len();
    }
    message
}

/// A reader that counts.
struct Counted<R> {
    from: R,
    bytes: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        self.bytes += read as u64;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_ends_at_the_scissors() {
        let scissors = String::from_utf8_lossy(SCISSORS).into_owned();
        for comment in ["#", ";", "//"] {
            let text = format!("one\n\ntwo\n{comment}{scissors}\n# diff\n-old\n");
            assert_eq!(without_diff(text.as_bytes()), b"one\n\ntwo\n");
        }
        assert_eq!(without_diff(b"one # >8 x\ntwo"), b"one # >8 x\ntwo");
    }
}
