//! A census of the cache: everything that is in it, read without following a link out of it. A
//! damaged or hostile cache can be read like any other; what is not known is listed as such.
//!
//! Each folder is read once and each file asked for once, several repositories at a time.

pub(super) mod at;
mod folder;
pub mod store;

use std::collections::{BTreeMap, HashSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use self::at::Place;
pub(super) use self::at::entries;
use self::store::Store;
use super::stat::{FileId, Stat};
use super::{Cache, CacheError};
use crate::repo::{Kind, Repo};

/// Files that desktops leave everywhere, which huggingface_hub passes over, too.
pub(super) const LITTER: [&str; 3] = [".DS_Store", "Thumbs.db", "desktop.ini"];

/// What a cache has.
#[derive(Debug, Default)]
pub struct Census {
    /// The cache's folder with its links resolved.
    pub root: PathBuf,
    /// Its repositories, by kind and name.
    pub repos: Vec<CachedRepo>,
    /// huggingface_hub's shared store, empty if there is none.
    pub store: Store,
    /// What is not known, and is never touched.
    pub unknown: Vec<Unknown>,
}

/// Something that is not known, or could not be read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unknown {
    /// Where it is.
    pub path: PathBuf,
    /// Why it is not known.
    pub why: String,
}

/// A repository's folder.
#[derive(Debug)]
pub struct CachedRepo {
    /// The repository.
    pub repo: Repo,
    /// Its folder.
    pub path: PathBuf,
    /// Its snapshots, by name.
    pub revisions: Vec<CachedRevision>,
    /// Its references.
    pub refs: Vec<CachedRef>,
    /// What lies in `blobs/` as a blob.
    pub blobs: BTreeMap<String, Blob>,
    /// What was begun there.
    pub parts: Vec<Part>,
    /// What a removal that was broken off left.
    pub left: Vec<PathBuf>,
    /// What is not known.
    pub unknown: Vec<Unknown>,
    /// Whether one of its folders could not be read, or is a link: then what seems not to be there
    /// may be.
    pub blind: bool,
    /// The folder's own times.
    pub stat: Stat,
}

/// A reference: a name for a commit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CachedRef {
    /// Its name, such as `main` or `refs/pr/1`.
    pub name: String,
    /// The commit; whatever is in the file.
    pub commit: String,
    /// When it was written.
    pub modified: i64,
}

/// A snapshot.
#[derive(Debug)]
pub struct CachedRevision {
    /// Its name: a commit.
    pub name: String,
    /// The references to it.
    pub refs: Vec<String>,
    /// Its files.
    pub files: Vec<CachedFile>,
    /// The folder's own times.
    pub stat: Stat,
}

/// A file of a snapshot.
#[derive(Debug)]
pub struct CachedFile {
    /// Below the snapshot.
    pub path: PathBuf,
    /// Its content.
    pub content: Content,
}

/// Where a file's content is.
#[derive(Debug)]
pub enum Content {
    /// In this blob of the repository.
    Blob(String),
    /// The blob of this name is not there.
    Dangling(String),
    /// In the snapshot itself.
    Own(Stat),
    /// Behind a link to somewhere else, which is not followed.
    Elsewhere(PathBuf),
}

/// A blob.
#[derive(Debug)]
pub struct Blob {
    /// Its content, where that is in this cache.
    pub stat: Option<Stat>,
    /// Where it lies.
    pub lies: Lies,
}

/// Where a blob lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lies {
    /// In the repository.
    Here,
    /// In the shared store, under this Xet hash; the blob is a link to it.
    Shared(String),
    /// Behind a link out of the cache, such as into one that is only read.
    Elsewhere(PathBuf),
    /// Nowhere: a link into the shared store to what is not there.
    Nowhere,
}

/// Something that was begun: `*.incomplete`.
#[derive(Debug)]
pub struct Part {
    /// Its name in `blobs/`.
    pub name: String,
    /// Its facts.
    pub stat: Stat,
}

impl Part {
    /// The blob that it would become.
    #[must_use]
    pub fn etag(&self) -> &str {
        self.name.split('.').next().unwrap_or_default()
    }
}

impl Census {
    /// Reads a cache. One that is not there is an empty one.
    pub fn take(cache: &Cache) -> Result<Self, CacheError> {
        let fail = |error| CacheError::io(cache.root(), error);
        let root = match cache.root().canonicalize() {
            Ok(root) => root,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Ok(Self { root: cache.root().to_owned(), ..Self::default() });
            }
            Err(error) => return Err(fail(error)),
        };
        std::fs::read_dir(&root).map_err(fail)?;
        let place = Place::new(root, cache.root());
        let mut unknown = Vec::new();
        let store = Store::read(&place.root, &mut unknown);
        let mut found = Vec::new();
        for (name, kind) in entries(&place.root, &mut unknown) {
            let known = [".locks", "CACHEDIR.TAG"].iter().any(|known| name == *known);
            if known
                || is_litter(&name)
                || super::disk::is_temporary(&name)
                || (name == store::NAME && store.is_marked)
            {
                continue;
            }
            let path = place.root.join(&name);
            match repo_of(&name) {
                Some(_) if kind.is_symlink() => unknown.push(unknown_link(path)),
                Some(repo) if kind.is_dir() => found.push((repo, name)),
                _ => unknown.push(Unknown { path, why: "no repository's folder".to_owned() }),
            }
        }
        let mut repos = read_all(&place, &store, &found);
        repos.sort_by(|a, b| a.repo.cmp(&b.repo));
        unknown.sort();
        Ok(Self { root: place.root, repos, store, unknown })
    }

    /// Bytes of all contents that snapshots have, each file on disk counted once, and of the
    /// shared store.
    #[must_use]
    pub fn size(&self) -> u64 {
        let used = self.repos.iter().flat_map(CachedRepo::used);
        sum(used.chain(self.store.payloads.values().copied()))
    }

    /// Everything that is not known.
    pub fn all_unknown(&self) -> impl Iterator<Item = &Unknown> {
        self.unknown.iter().chain(self.repos.iter().flat_map(|repo| &repo.unknown))
    }

    /// Bytes of what was begun.
    #[must_use]
    pub fn begun(&self) -> u64 {
        self.repos.iter().flat_map(|repo| &repo.parts).map(|part| part.stat.stored).sum()
    }
}

impl CachedRepo {
    /// Its folder's name.
    #[must_use]
    pub fn folder(&self) -> &OsStr {
        self.path.file_name().unwrap_or_default()
    }

    /// The contents of its snapshots, each once.
    fn used(&self) -> impl Iterator<Item = Stat> {
        let mut seen = HashSet::new();
        let all = self.revisions.iter().flat_map(|revision| self.contents(revision));
        all.filter(move |stat| seen.insert(stat.id))
    }

    /// The contents of a snapshot's files, with repetitions.
    fn contents<'a>(&'a self, revision: &'a CachedRevision) -> impl Iterator<Item = Stat> + 'a {
        revision.files.iter().filter_map(|file| self.stat_of(file))
    }

    /// A file's content, if it is here.
    #[must_use]
    pub fn stat_of(&self, file: &CachedFile) -> Option<Stat> {
        match &file.content {
            Content::Blob(name) => self.blobs.get(name)?.stat,
            Content::Own(stat) => Some(*stat),
            Content::Dangling(_) | Content::Elsewhere(_) => None,
        }
    }

    /// Bytes of the contents of its snapshots, each once.
    #[must_use]
    pub fn size(&self) -> u64 {
        sum(self.used())
    }

    /// How many contents its snapshots have.
    #[must_use]
    pub fn count(&self) -> usize {
        self.used().count()
    }

    /// Bytes of a snapshot's contents, each once.
    #[must_use]
    pub fn size_of(&self, revision: &CachedRevision) -> u64 {
        sum(self.contents(revision))
    }

    /// When one of its contents was read last.
    #[must_use]
    pub fn accessed(&self) -> i64 {
        self.used().map(|stat| stat.accessed).max().unwrap_or(self.stat.accessed)
    }

    /// When one of its contents was written last.
    #[must_use]
    pub fn modified(&self) -> i64 {
        self.used().map(|stat| stat.modified).max().unwrap_or(self.stat.modified)
    }

    /// The same of one snapshot.
    #[must_use]
    pub fn accessed_of(&self, revision: &CachedRevision) -> i64 {
        self.contents(revision).map(|stat| stat.accessed).max().unwrap_or(revision.stat.accessed)
    }

    /// The same of one snapshot.
    #[must_use]
    pub fn modified_of(&self, revision: &CachedRevision) -> i64 {
        self.contents(revision).map(|stat| stat.modified).max().unwrap_or(revision.stat.modified)
    }

    /// Blobs that no snapshot has a link to.
    pub fn unused(&self) -> impl Iterator<Item = (&str, &Blob)> {
        let used: HashSet<&str> = self.links().collect();
        let blobs = self.blobs.iter().map(|(name, blob)| (name.as_str(), blob));
        blobs.filter(move |(name, _)| !used.contains(name))
    }

    /// The names of the blobs that snapshots link to.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.revisions.iter().flat_map(CachedRevision::links)
    }
}

impl CachedRef {
    /// Whether the commit has no snapshot.
    #[must_use]
    pub fn is_to_nothing(&self, repo: &CachedRepo) -> bool {
        !repo.revisions.iter().any(|revision| revision.name == self.commit)
    }
}

impl CachedRevision {
    /// The same, each once.
    #[must_use]
    pub fn distinct(&self) -> HashSet<&str> {
        self.links().collect()
    }

    /// The contents that lie in the snapshot itself.
    pub fn own(&self) -> impl Iterator<Item = Stat> {
        self.files.iter().filter_map(|file| match file.content {
            Content::Own(stat) => Some(stat),
            _ => None,
        })
    }

    /// The names of the blobs that it links to.
    pub fn links(&self) -> impl Iterator<Item = &str> {
        self.files.iter().filter_map(|file| match &file.content {
            Content::Blob(name) | Content::Dangling(name) => Some(name.as_str()),
            Content::Own(_) | Content::Elsewhere(_) => None,
        })
    }
}

/// Bytes, each file on disk counted once.
pub fn sum(stats: impl Iterator<Item = Stat>) -> u64 {
    let mut seen: HashSet<FileId> = HashSet::new();
    stats.filter(|stat| seen.insert(stat.id)).map(|stat| stat.size).sum()
}

fn is_litter(name: &OsStr) -> bool {
    LITTER.iter().any(|litter| name == *litter)
}

fn unknown_link(path: PathBuf) -> Unknown {
    let to = std::fs::read_link(&path).unwrap_or_default();
    let why = format!("a link to {}, which is not followed", crate::text::printable_path(&to));
    Unknown { path, why }
}

/// `models--org--name` as a repository; the names of a Hub have no `--`.
fn repo_of(folder: &OsStr) -> Option<Repo> {
    let (plural, name) = folder.to_str()?.split_once("--")?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.plural() == plural)?;
    let repo = Repo::new(kind, &name.replace("--", "/")).ok()?;
    (Path::new(&repo.folder()) == Path::new(folder)).then_some(repo)
}

/// Reads the folders of repositories, on as many threads as there are processors, and at most 8.
fn read_all(place: &Place, store: &Store, found: &[(Repo, std::ffi::OsString)]) -> Vec<CachedRepo> {
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8);
    let next = AtomicUsize::new(0);
    let read = Mutex::new(Vec::with_capacity(found.len()));
    let work = || {
        while let Some((repo, name)) = found.get(next.fetch_add(1, Ordering::Relaxed)) {
            let repo = folder::read(place, store, repo.clone(), name);
            read.lock().unwrap_or_else(std::sync::PoisonError::into_inner).extend(repo);
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(found.len()) {
            scope.spawn(work);
        }
        work();
    });
    read.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner)
}
