//! One reader of contents, with a git of its own.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use memchr::memchr;
use zeroize::Zeroizing;

use super::answer::{Kind, header, headers, pass, there};
use super::child::Started;
use super::packed::{Bounds, Look, look};
use super::raw::{Change, New};
use super::repo;
use super::scan::{Hit, Scanner, Value};
use super::search::Job;
use super::{Early, Finding, GuardError, News, Part};

/// The most memory that is taken for a content before it is there.
const MOST: u64 = 1 << 20;

/// It reads what it is handed.
pub(super) struct Worker<'a> {
    pub(super) job: &'a Job<'a>,
    scanner: Scanner<'a>,
    /// Gives the new contents, which are asked for ahead.
    pub(super) news: Option<Started>,
    /// Gives the old ones, for comparison.
    olds: Option<Started>,
    /// The secrets of deleted paths, by commit, read when they matter.
    gone: BTreeMap<Option<String>, BTreeSet<Value>>,
    /// The names in folders that were looked through.
    names: HashSet<Vec<u8>>,
}

impl<'a> Worker<'a> {
    pub(super) fn new(job: &'a Job<'a>) -> Self {
        let scanner = Scanner::new(job.known);
        Self { job, scanner, news: None, olds: None, gone: BTreeMap::new(), names: HashSet::new() }
    }

    /// Looks through some changes.
    pub(super) fn read(&mut self, changes: &[Change]) -> Result<(), GuardError> {
        let mut questions = String::new();
        for change in changes {
            if let New::Blob(id) | New::Message(id) | New::Object(id) = &change.new {
                questions.push_str(id);
                questions.push('\n');
            }
        }
        if !questions.is_empty() {
            talk(&mut self.news, self.job)?.ask(questions.as_bytes())?;
        }
        for change in changes {
            match &change.new {
                New::Blob(_) | New::Message(_) | New::Object(_) => self.object(change)?,
                New::File => self.file(change)?,
                New::Name | New::Nothing => {}
            }
            if !matches!(change.new, New::Message(_) | New::Object(_)) {
                self.name(change)?;
            }
            if self.job.is_over() {
                // Answers may be left that nobody reads.
                self.news = None;
                break;
            }
        }
        Ok(())
    }

    /// Looks through a path that was not there before.
    fn name(&mut self, change: &Change) -> Result<(), GuardError> {
        if !change.old.is_empty() {
            return Ok(());
        }
        let name = change.path.as_os_str().as_encoded_bytes();
        let hits = all(&mut self.scanner, text(), name, self.job.most())?;
        self.job.found(change, Part::Name, hits);
        Ok(())
    }

    /// Looks through the next answer of git's.
    fn object(&mut self, change: &Change) -> Result<(), GuardError> {
        let answer = talk(&mut self.news, self.job)?.raw_line()?;
        if let Some((kind, size)) = there(&answer)? {
            return self.content(change, kind, size);
        }
        (self.job.tell)(News::Missing(change.commit.clone()));
        Ok(())
    }

    /// Looks through the content that git gives now.
    pub(super) fn content(
        &mut self,
        change: &Change,
        kind: Kind,
        size: u64,
    ) -> Result<(), GuardError> {
        match kind {
            Kind::Blob => self.blob(change, size),
            Kind::Tree => self.tree(change, size),
            Kind::Commit | Kind::Tag => self.message(change, kind, size),
        }
    }

    /// Reads the content that git gives now.
    pub(super) fn whole(&mut self, size: u64) -> Result<Zeroizing<Vec<u8>>, GuardError> {
        let news = talk(&mut self.news, self.job)?;
        // What git says of the size is believed when the bytes are there.
        let room = usize::try_from(size.min(MOST)).unwrap_or_default();
        let mut whole = Zeroizing::new(Vec::with_capacity(room));
        news.output()?.take(size).read_to_end(&mut whole)?;
        let missed = size - whole.len() as u64;
        // And the end of the line behind it.
        pass(news, missed + 1)?;
        Ok(whole)
    }

    /// Looks through a content that was read.
    pub(super) fn bytes(&mut self, change: &Change, content: &[u8]) -> Result<(), GuardError> {
        let size = content.len() as u64;
        let look = look(&mut self.scanner, &change.path, content, &self.job.bounds(size))?;
        self.compare(change, look, size)
    }

    fn blob(&mut self, change: &Change, size: u64) -> Result<(), GuardError> {
        let news = talk(&mut self.news, self.job)?;
        let room = self.job.room();
        let mut content = news.output()?.take(size.min(room));
        let look = look(&mut self.scanner, &change.path, &mut content, &self.job.bounds(size))?;
        // What the search left, and the end of the line behind it.
        let rest = content.limit() + 1;
        if size > room {
            self.job.end(Early::Bytes(self.job.limits.bytes));
        } else {
            pass(news, rest)?;
        }
        self.compare(change, look, size)
    }

    fn message(&mut self, change: &Change, kind: Kind, size: u64) -> Result<(), GuardError> {
        // With its headers: a name can be a secret, and a signed tag that was merged stands there.
        let most = self.job.most();
        let news = talk(&mut self.news, self.job)?;
        let headers = headers(news, size)?;
        let mut body = news.output()?.take(size - headers.len() as u64);
        let hits = all(&mut self.scanner, text(), &mut body, most)?;
        let rest = body.limit() + 1;
        pass(news, rest)?;
        let commit = match &change.new {
            New::Message(id) | New::Object(id) => Some(id.clone()),
            _ => None,
        };
        let change = Change { path: PathBuf::new(), commit, ..change.clone() };
        let whole = if kind == Kind::Tag { Part::Tag } else { Part::Message };
        self.job.found(&change, whole, hits);
        for hit in all(&mut self.scanner, text(), headers.as_slice(), most)? {
            let part = if kind == Kind::Tag { whole } else { header(&headers, hit.line) };
            self.job.found(&change, part, vec![hit]);
        }
        self.job.spend(size, 0);
        Ok(())
    }

    /// Looks through the names in a folder, each once.
    fn tree(&mut self, change: &Change, size: u64) -> Result<(), GuardError> {
        let tree = self.whole(size)?;
        let id = match &change.new {
            New::Object(id) => id.len() / 2,
            _ => 0,
        };
        // A mode, the name, and the object's id as bytes.
        let mut rest = tree.as_slice();
        while let Some(end) = memchr(0, rest) {
            let name = memchr(b' ', &rest[..end]).map_or(&rest[..0], |at| &rest[at + 1..end]);
            if !self.names.contains(name) {
                self.names.insert(name.to_owned());
                let path = change.path.join(repo::path(name.to_owned()));
                self.name(&Change { path, ..change.clone() })?;
            }
            rest = rest.get(end + 1 + id..).unwrap_or_default();
        }
        Ok(())
    }

    fn file(&mut self, change: &Change) -> Result<(), GuardError> {
        let path = self.job.top.join(&change.path);
        // A file that is gone by now, or that nobody may read, is none that git could add.
        let Ok(known) = path.symlink_metadata() else { return Ok(()) };
        let (room, bounds) = (self.job.room(), self.job.bounds(known.len()));
        let look = if known.is_file() {
            File::open(&path)
                .and_then(|file| look(&mut self.scanner, &change.path, file.take(room), &bounds))
        } else if known.is_symlink() {
            // git keeps where a link leads to.
            path.read_link().and_then(|target| {
                look(&mut self.scanner, text(), target.as_os_str().as_encoded_bytes(), &bounds)
            })
        } else {
            Ok(Look::default())
        };
        // Weights in LFS are long every day, and not worth a word each time.
        if known.len() > room && !self.job.repo.is_lfs(&path)? {
            self.job.end(Early::Bytes(self.job.limits.bytes));
        }
        self.compare(change, look.unwrap_or_default(), known.len())
    }

    /// Tells of those hits that neither the path had before nor, if it is new, a path that is
    /// deleted with it.
    fn compare(&mut self, change: &Change, look: Look, size: u64) -> Result<(), GuardError> {
        self.job.tell_gaps(change, &look);
        let count = look.hits.len();
        if count > 0 {
            let new = if change.old.is_empty() {
                let gone = self.gone(change)?;
                look.hits.into_iter().filter(|hit| !gone.contains(&hit.value)).collect()
            } else {
                let old = self.values(&change.old, &change.path)?;
                look.hits.into_iter().filter(|hit| !old.contains(&hit.value)).collect()
            };
            self.job.found(change, Part::Content, new);
        }
        self.job.spend(size + look.unpacked, count);
        Ok(())
    }

    fn gone(&mut self, change: &Change) -> Result<&BTreeSet<Value>, GuardError> {
        let commit = &change.commit;
        if !self.gone.contains_key(commit) {
            let job = self.job;
            let values = match job.gone.get(commit) {
                Some(ids) => self.values(ids, &change.path)?,
                None => BTreeSet::new(),
            };
            self.gone.insert(commit.clone(), values);
        }
        self.gone.get(commit).ok_or(GuardError::Unexpected("gone"))
    }

    /// The secrets of blobs; none where one is missing, as in a partial clone.
    fn values(&mut self, ids: &[String], path: &Path) -> Result<BTreeSet<Value>, GuardError> {
        let mut values = BTreeSet::new();
        for id in ids {
            let olds = talk(&mut self.olds, self.job)?;
            olds.ask(format!("{id}\n").as_bytes())?;
            let answer = olds.raw_line()?;
            let Some((_, size)) = there(&answer)? else { continue };
            let mut content = olds.output()?.take(size);
            let bounds = Bounds { most: usize::MAX, ..self.job.bounds(size) };
            let look = look(&mut self.scanner, path, &mut content, &bounds)?;
            let rest = content.limit() + 1;
            pass(olds, rest)?;
            values.extend(look.hits.into_iter().map(|hit| hit.value));
        }
        Ok(values)
    }
}

/// The running `git cat-file`, started if it is not.
fn talk<'t>(talk: &'t mut Option<Started>, job: &Job<'_>) -> Result<&'t mut Started, GuardError> {
    if talk.is_none() {
        *talk = Some(job.cat_file()?);
    }
    talk.as_mut().ok_or(GuardError::Unexpected("cat-file"))
}

/// The name of what is no file.
pub(super) fn text() -> &'static Path {
    Path::new("")
}

/// Everything in a content of a file of this name, or in a text.
pub(super) fn all(
    scanner: &mut Scanner<'_>,
    path: &Path,
    from: impl Read,
    most: usize,
) -> io::Result<Vec<Hit>> {
    let mut hits = Vec::new();
    scanner.scan_file(path, from, |hit| {
        hits.push(hit);
        hits.len() < most
    })?;
    Ok(hits)
}

impl Job<'_> {
    /// Tells of findings.
    pub(super) fn found(&self, change: &Change, part: Part, hits: Vec<Hit>) {
        for hit in hits {
            let known_as = self.prefix.join(&change.path);
            (self.tell)(self.known.judge(Finding::new(change, part, hit, &known_as)));
        }
    }
}
