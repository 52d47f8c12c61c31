//! A census of the cache: everything that is in it, read without following a link out of it. A
//! damaged or hostile cache can be read like any other; what is not known is listed as such.
//!
//! Each folder is read once and each file asked for once, several repositories at a time.

pub(super) mod at;
mod facts;
mod folder;
pub mod store;

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use self::at::Place;
pub(super) use self::at::entries;
pub use self::facts::sum;
use self::store::Store;
use super::stat::Stat;
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
    /// What a removal that was broken off left: a blob, or a snapshot's folder.
    pub left: Vec<(PathBuf, Stat)>,
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
