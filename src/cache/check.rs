//! Whether files are what their names say: `hfenv cache verify`. Nobody is asked for that: a
//! blob's name is the hash of its content, and `trees/<commit>.json` says which blob each file of
//! a commit is, and how long.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::Cache;
use super::census::store::payload;
use super::census::{CachedFile, CachedRepo, CachedRevision, Census, Content, Lies};
use super::content;
use super::hand::open_quietly;
use super::remove::{FromRepo, Removal, Seen};
use super::stat::Stat;
use crate::repo::{Commit, Entry, Etag};

/// What is to be read.
#[derive(Debug, Default)]
pub struct Check {
    jobs: Vec<Job>,
    /// What is wrong by the names alone.
    faults: Vec<Fault>,
    /// Files of commits that are not here; they may never have been wanted.
    pub missing: Vec<(usize, String, String)>,
    /// Files that nothing is known about: without a list of their commit, or behind a link.
    pub unchecked: usize,
}

/// A content that is to be read.
#[derive(Debug)]
struct Job {
    repo: usize,
    what: What,
    path: PathBuf,
    etag: Etag,
    stat: Stat,
    /// How long it should be, where a list says so.
    listed: Option<u64>,
}

/// What is wrong: where, and how.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The repository, by its place in the census.
    pub repo: usize,
    /// Which thing of it.
    pub what: What,
    /// How it is wrong.
    pub how: How,
}

/// A thing of a repository.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// A blob, by name.
    Blob(String),
    /// A file of a snapshot.
    File(String, PathBuf),
    /// A reference.
    Reference(String),
}

/// How a thing is wrong.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum How {
    /// The content is not what the name says.
    Content,
    /// The same, and it has so many bytes where so many are listed.
    Size(u64, u64),
    /// It leads to nothing.
    Dangling,
    /// It leads to another content than listed.
    Other,
    /// It could not be read.
    Unread(String),
}

/// What came of it.
#[derive(Debug, Default)]
pub struct Report {
    /// Contents that were read.
    pub checked: usize,
    /// Their bytes.
    pub bytes: u64,
    /// What is wrong.
    pub faults: Vec<Fault>,
}

impl Check {
    /// Adds a repository of a census, or one revision of it.
    pub fn add(&mut self, census: &Census, cache: &Cache, repo: usize, only: Option<&str>) {
        let cached = &census.repos[repo];
        let mut blobs: BTreeSet<&str> = BTreeSet::new();
        let mut sizes = HashMap::new();
        if only.is_none() {
            blobs.extend(cached.blobs.keys().map(String::as_str));
            let lost = cached.refs.iter().filter(|named| named.is_to_nothing(cached));
            let fault = |name: &str| Fault {
                repo,
                what: What::Reference(name.to_owned()),
                how: How::Dangling,
            };
            self.faults.extend(lost.map(|named| fault(&named.name)));
        }
        let wanted = |revision: &&CachedRevision| only.is_none_or(|only| revision.name == only);
        for revision in cached.revisions.iter().filter(wanted) {
            blobs.extend(revision.links());
            let listed = Commit::parse(&revision.name).ok();
            let listed = listed.and_then(|commit| cache.folder(&cached.repo).read_tree(&commit));
            let listed = listed.unwrap_or_default();
            sizes.extend(listed.iter().map(|entry| (entry.etag().clone(), entry.size)));
            self.add_files(repo, cached, revision, listed);
        }
        for name in blobs {
            self.add_blob(census, repo, name, &sizes);
        }
    }

    fn add_blob(&mut self, census: &Census, repo: usize, name: &str, sizes: &HashMap<Etag, u64>) {
        let cached = &census.repos[repo];
        let Some(blob) = cached.blobs.get(name) else { return };
        let path = match &blob.lies {
            Lies::Here => cached.path.join("blobs").join(name),
            Lies::Shared(hash) => payload(&census.root, hash),
            Lies::Elsewhere(_) | Lies::Nowhere => return,
        };
        match (Etag::parse(name), blob.stat) {
            (Ok(etag), Some(stat)) => {
                let (what, listed) = (What::Blob(name.to_owned()), sizes.get(&etag).copied());
                self.jobs.push(Job { repo, what, path, etag, stat, listed });
            }
            _ => self.unchecked += 1,
        }
    }

    fn add_files(
        &mut self,
        repo: usize,
        cached: &CachedRepo,
        revision: &CachedRevision,
        listed: Vec<Entry>,
    ) {
        let mut listed: HashMap<PathBuf, Entry> =
            listed.into_iter().map(|entry| (relative(&entry), entry)).collect();
        for file in &revision.files {
            let entry = listed.remove(&file.path);
            self.add_file(repo, cached, revision, file, entry);
        }
        let missing = listed.into_values().map(|entry| entry.path.to_string());
        let missing = missing.map(|path| (repo, revision.name.clone(), path));
        self.missing.extend(missing);
        self.missing.sort();
    }

    fn add_file(
        &mut self,
        repo: usize,
        cached: &CachedRepo,
        revision: &CachedRevision,
        file: &CachedFile,
        entry: Option<Entry>,
    ) {
        let what = What::File(revision.name.clone(), file.path.clone());
        let mut wrong = |how| self.faults.push(Fault { repo, what: what.clone(), how });
        match (&file.content, entry) {
            (Content::Dangling(_), _) => wrong(How::Dangling),
            (Content::Blob(name), Some(entry)) if name != entry.etag().as_str() => {
                wrong(How::Other);
            }
            (Content::Own(stat), Some(entry)) => {
                let path = cached.path.join("snapshots").join(&revision.name).join(&file.path);
                let (etag, listed) = (entry.etag().clone(), Some(entry.size));
                self.jobs.push(Job { repo, what, path, etag, stat: *stat, listed });
            }
            (Content::Own(_) | Content::Elsewhere(_), _) => self.unchecked += 1,
            (Content::Blob(name), _) => {
                let away = cached.blobs.get(name).is_some_and(|blob| blob.stat.is_none());
                self.unchecked += usize::from(away);
            }
        }
    }

    /// The bytes that will be read.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.jobs.iter().map(|job| job.stat.size).sum()
    }

    /// Reads everything, several files at a time; `progress` hears of bytes.
    #[must_use]
    pub fn run(mut self, progress: &(dyn Fn(u64) + Sync)) -> Report {
        // The largest first, so that none of them is left alone at the end.
        self.jobs.sort_by_key(|job| std::cmp::Reverse(job.stat.size));
        let bytes = self.bytes();
        let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
        let (next, found) = (AtomicUsize::new(0), Mutex::new(self.faults));
        let work = || {
            let mut buffer = vec![0; 256 << 10];
            while let Some(job) = self.jobs.get(next.fetch_add(1, Ordering::Relaxed)) {
                let how = match read(job, &mut buffer, progress) {
                    Ok(true) => continue,
                    Ok(false) => match job.listed {
                        Some(size) if size != job.stat.size => How::Size(job.stat.size, size),
                        _ => How::Content,
                    },
                    // Deleted meanwhile, by somebody who may.
                    Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                    Err(error) => How::Unread(error.to_string()),
                };
                let fault = Fault { repo: job.repo, what: job.what.clone(), how };
                found.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
            }
        };
        std::thread::scope(|scope| {
            for _ in 1..threads.min(self.jobs.len()) {
                scope.spawn(work);
            }
            work();
        });
        let mut faults = found.into_inner().unwrap_or_else(PoisonError::into_inner);
        faults.sort();
        Report { checked: self.jobs.len(), bytes, faults }
    }
}

fn relative(entry: &Entry) -> PathBuf {
    entry.path.below(Path::new(""))
}

/// Whether a content is what it should be.
fn read(job: &Job, buffer: &mut [u8], progress: &(dyn Fn(u64) + Sync)) -> io::Result<bool> {
    let mut file = open_quietly(&job.path)?;
    let mut content = content::Content::new(&job.etag, job.stat.size);
    loop {
        match file.read(buffer) {
            Ok(0) => return Ok(content.is(&job.etag)),
            Ok(count) => {
                content.update(&buffer[..count]);
                progress(count as u64);
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

impl Report {
    /// What has to go so that all that stays is right: wrong contents with every link to them, and
    /// links and references to nothing. What could not be read stays.
    #[must_use]
    pub fn repair(&self, census: &Census) -> Removal {
        let mut repos: BTreeMap<usize, FromRepo> = BTreeMap::new();
        for fault in self.faults.iter().filter(|fault| !matches!(fault.how, How::Unread(_))) {
            let cached = &census.repos[fault.repo];
            let from = repos.entry(fault.repo).or_insert_with(|| FromRepo::nothing(cached));
            match &fault.what {
                What::Reference(name) => from.refs.push(name.clone()),
                What::Blob(name) => {
                    from.take_blob(cached, name);
                    from.wrong.insert(name.clone());
                }
                What::File(revision, path) => from.take_file(cached, revision, path),
            }
        }
        Removal { repos: repos.into_values().collect(), ..Removal::default() }
    }
}

impl FromRepo {
    fn take_file(&mut self, cached: &CachedRepo, revision: &str, path: &Path) {
        let found = cached.revisions.iter().find(|known| known.name == revision);
        let file = found.and_then(|found| found.files.iter().find(|file| file.path == path));
        let seen = match file.map(|file| &file.content) {
            Some(Content::Own(stat)) => Seen::Own(*stat),
            Some(Content::Blob(name)) => Seen::Link(name.clone()),
            _ => Seen::Dangling,
        };
        self.files.insert((revision.to_owned(), path.to_owned()), seen);
    }
}
