//! Reads what is taken along, the small things first, and tells what is a secret and new.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Instant;

use super::allow;
use super::input::{Gone, Taken};
use super::raw::{Change, New};
use super::repo::{Repo, Talk};
use super::scan::{Hit, Scanner, Value};
use super::{Early, Finding, GuardError, Known, Limits, News, Part};

/// Something to read, and how long it is.
struct Piece {
    size: u64,
    change: Change,
}

/// Searches everything within the limits.
pub(super) fn search(
    repo: &Repo,
    known: &Known,
    taken: Taken,
    limits: Limits,
    tell: &impl Fn(News),
) -> Result<(), GuardError> {
    let is_file = |change: &Change| change.new == New::File;
    let top = if taken.changes.iter().any(is_file) { repo.top()? } else { PathBuf::new() };
    let mut pieces = measured(repo, taken.changes, &top)?;
    // A token in a notebook is not to be missed because of the model beside it.
    pieces.sort_by_key(|piece| piece.size);
    let (scanner, gone) = (Scanner::new(known), taken.gone);
    let mut reader = Reader { repo, scanner, talk: None, gone, values: BTreeMap::new() };
    let (mut bytes, mut findings) = (0_u64, 0);
    for Piece { change, .. } in pieces {
        let room = limits.bytes.saturating_sub(bytes);
        let (hits, size) = reader.hits(&change, &top, room, limits.findings - findings)?;
        bytes = bytes.saturating_add(size);
        findings += hits.len();
        let new = if hits.is_empty() { hits } else { reader.without_old(&change, hits)? };
        for hit in new {
            let finding = Finding::new(&change, hit);
            tell(if known.allowed.allows(&finding.fingerprint, finding.mark) {
                News::Allowed
            } else {
                News::Found(finding)
            });
        }
        tell(News::Searched);
        let early = match () {
            // Weights in LFS are long every day, and not worth a word each time.
            () if size > room && !reader.is_lfs(&change, &top)? => Some(Early::Bytes(limits.bytes)),
            () if findings >= limits.findings => Some(Early::Count),
            () if Instant::now() >= limits.deadline => Some(Early::Time),
            () => None,
        };
        if let Some(early) = early {
            tell(News::Early(early));
            break;
        }
    }
    drop(reader);
    repo.end();
    Ok(())
}

/// Adds the sizes; what is not there is left out. One blob alone needs none.
fn measured(repo: &Repo, changes: Vec<Change>, top: &Path) -> Result<Vec<Piece>, GuardError> {
    let blobs = changes.iter().filter(|change| change.new != New::File).count();
    let mut talk = if blobs > 1 { Some(repo.talk(&["cat-file", "--batch-check"])?) } else { None };
    let mut pieces = Vec::with_capacity(changes.len());
    for change in changes {
        let size = match (&change.new, &mut talk) {
            (New::Blob(id), Some(talk)) => size(&talk.ask(id)?),
            (New::Blob(_), None) => Some(0),
            _ => top.join(&change.path).symlink_metadata().ok().map(|known| known.len()),
        };
        pieces.extend(size.map(|size| Piece { size, change }));
    }
    drop(talk);
    repo.end();
    Ok(pieces)
}

/// The size in `ID blob SIZE`; none of what is missing, as in a partial clone.
fn size(answer: &str) -> Option<u64> {
    answer.split(' ').nth(2)?.parse().ok()
}

/// Reads contents, with one `git cat-file` for all blobs.
struct Reader<'a> {
    repo: &'a Repo,
    scanner: Scanner<'a>,
    talk: Option<Talk>,
    gone: Gone,
    /// The secrets of [`Reader::gone`], read when they matter.
    values: BTreeMap<Option<String>, Vec<Value>>,
}

impl Reader<'_> {
    /// The secrets in the first `room` bytes of a path's new content, at most so many, and the size
    /// of all of it.
    fn hits(
        &mut self,
        change: &Change,
        top: &Path,
        room: u64,
        most: usize,
    ) -> Result<(Vec<Hit>, u64), GuardError> {
        if let New::Blob(id) = &change.new {
            return self.blob(id, room, most);
        }
        let path = top.join(&change.path);
        // A file that is gone by now, or that nobody may read, is none that git could add.
        let Ok(known) = path.symlink_metadata() else { return Ok((Vec::new(), 0)) };
        let hits = if known.is_file() {
            File::open(&path).and_then(|file| all(&mut self.scanner, file.take(room), most))
        } else if known.is_symlink() {
            // git keeps where a link leads to.
            path.read_link().and_then(|target| {
                all(&mut self.scanner, target.as_os_str().as_encoded_bytes(), most)
            })
        } else {
            Ok(Vec::new())
        };
        Ok((hits.unwrap_or_default(), known.len()))
    }

    /// Whether only a pointer of this file is taken along.
    fn is_lfs(&mut self, change: &Change, top: &Path) -> Result<bool, GuardError> {
        self.talk = None;
        Ok(change.new == New::File && self.repo.is_lfs(&top.join(&change.path))?)
    }

    /// The same for a blob; nothing where it is missing, as in a partial clone.
    fn blob(&mut self, id: &str, room: u64, most: usize) -> Result<(Vec<Hit>, u64), GuardError> {
        let mut talk = match self.talk.take() {
            Some(talk) => talk,
            None => self.repo.talk(&["cat-file", "--batch"])?,
        };
        let Some(size) = size(&talk.ask(id)?) else {
            self.talk = Some(talk);
            return Ok((Vec::new(), 0));
        };
        let mut content = talk.content().take(size.min(room));
        let hits = all(&mut self.scanner, &mut content, most)?;
        if size > room {
            // The rest would have to be read only to be thrown away.
            drop(talk);
            self.repo.kill();
            self.repo.end();
        } else {
            let rest = content.limit() + 1;
            // What the search left, and the end of the line behind it.
            io::copy(&mut talk.content().take(rest), &mut io::sink())?;
            self.talk = Some(talk);
        }
        Ok((hits, size))
    }

    /// Those that neither the path had before nor, if it is new, a path that is deleted with it.
    fn without_old(&mut self, change: &Change, hits: Vec<Hit>) -> Result<Vec<Hit>, GuardError> {
        let mut old = self.values(&change.old)?;
        if change.old.is_empty() {
            if let Some(ids) = self.gone.remove(&change.commit) {
                let values = self.values(&ids)?;
                self.values.insert(change.commit.clone(), values);
            }
            old.extend_from_slice(self.values.get(&change.commit).map_or(&[], Vec::as_slice));
        }
        Ok(hits.into_iter().filter(|hit| !old.contains(&hit.value)).collect())
    }

    fn values(&mut self, ids: &[String]) -> Result<Vec<Value>, GuardError> {
        let mut values = Vec::new();
        for id in ids {
            let (hits, _) = self.blob(id, u64::MAX, usize::MAX)?;
            values.extend(hits.into_iter().map(|hit| hit.value));
        }
        Ok(values)
    }
}

fn all(scanner: &mut Scanner<'_>, from: impl Read, most: usize) -> io::Result<Vec<Hit>> {
    let mut hits = Vec::new();
    scanner.scan(from, |hit| {
        hits.push(hit);
        hits.len() < most
    })?;
    Ok(hits)
}

impl Finding {
    fn new(change: &Change, hit: Hit) -> Self {
        Self {
            path: change.path.clone(),
            part: Part::Content,
            commit: change.commit.clone(),
            line: hit.line,
            column: hit.column,
            rule: hit.rule,
            what: hit.what,
            own: hit.own,
            encodings: hit.encodings,
            mask: hit.mask,
            fingerprint: allow::fingerprint(hit.rule, hit.value.bytes(), &change.path, &hit.name),
            mark: hit.mark,
            value: hit.value,
        }
    }
}
