//! A folder that a repository was downloaded into (`--local-dir`), with what huggingface_hub notes
//! beside it (`_local_folder.py`), so that both programs know what is there:
//!
//! ```text
//! DIR/.cache/huggingface/.gitignore                 *
//! DIR/.cache/huggingface/CACHEDIR.TAG
//! DIR/.cache/huggingface/trees/<commit>.json
//! DIR/.cache/huggingface/download/<path>.metadata   commit, etag and time, a line each
//! DIR/.cache/huggingface/download/<path>.lock
//! ```

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use super::FetchError;
use super::place::Slot;
use crate::cache::content::Content;
use crate::cache::{self, tree};
use crate::repo::{Commit, Entry, Etag, FilePath, RepoError};

/// What huggingface_hub writes into `CACHEDIR.TAG`.
const TAG: &str = "Signature: 8a477f597d28d172789f06886806bc55\n\
    # This file is a cache directory tag created by huggingface_hub.\n\
    # For information about cache directory tags, see:\n\
    #\thttps://bford.info/cachedir/\n";

/// Longest note that is read.
const NOTE_MAX: u64 = 4096;

/// The folder.
#[derive(Debug, Clone)]
pub(super) struct LocalDir {
    root: PathBuf,
}

/// What was noted about a file, as long as the file was not changed since.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Note {
    commit: String,
    etag: String,
}

impl Note {
    pub(super) fn is_of(&self, etag: &Etag) -> bool {
        self.etag == etag.as_str()
    }

    pub(super) fn is_at(&self, commit: &Commit) -> bool {
        self.commit == commit.as_str()
    }

    pub(super) fn etag(&self) -> Option<Etag> {
        Etag::parse(&self.etag).ok()
    }
}

impl LocalDir {
    pub(super) fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// Where the notes lie.
    pub(super) fn notes(&self) -> PathBuf {
        self.root.join(".cache").join("huggingface")
    }

    /// Where a file lies. A repository has no business among the notes.
    pub(super) fn file(&self, path: &FilePath) -> Result<PathBuf, FetchError> {
        let mut parts = path.as_str().split('/').map(str::to_lowercase);
        // Hooks and settings that git would run.
        let is_git = |part: String| part.trim_end_matches([' ', '.']) == ".git" || part == "git~1";
        if parts.clone().any(is_git) {
            return Err(RepoError::Path(path.to_string(), "git would take it for its own").into());
        }
        let pair = (parts.next(), parts.next());
        if matches!(&pair, (Some(a), Some(b)) if a == ".cache" && b == "huggingface") {
            let why = "notes about downloads lie there";
            return Err(RepoError::Path(path.to_string(), why).into());
        }
        Ok(path.below(&self.root))
    }

    fn beside(&self, path: &FilePath, ending: &str) -> PathBuf {
        let mut at = self.notes().join("download");
        let (folders, name) = path.as_str().rsplit_once('/').unwrap_or(("", path.as_str()));
        at.extend(folders.split('/').map(apart));
        at.join(format!("{name}{ending}"))
    }

    /// Makes the folder of something below this one, itself and no link to one elsewhere.
    pub(super) fn make_parent(&self, path: &Path) -> Result<(), FetchError> {
        let parent = path.parent().unwrap_or(path);
        let below = parent.strip_prefix(&self.root).unwrap_or(parent);
        cache::make_below(&self.root, below)?;
        Ok(())
    }

    /// The lock that huggingface_hub holds while it downloads a file.
    pub(super) fn lock(&self, path: &FilePath) -> PathBuf {
        self.beside(path, ".lock")
    }

    /// Where a file is put together: beside its note, under a short name, as names may be long.
    pub(super) fn slot(&self, entry: &Entry) -> Slot {
        let note = self.beside(&entry.path, "");
        let name = entry.path.as_str().rsplit('/').next().unwrap_or_default();
        let part = format!("{:016x}.{}.hfenv", short(name), entry.etag());
        Slot {
            part: note.with_file_name(format!("{part}.incomplete")),
            map: note.with_file_name(format!("{part}.map.incomplete")),
        }
    }

    /// What was noted about a file that is there. A file that was changed since counts as unknown.
    pub(super) fn note(&self, path: &FilePath) -> Option<Note> {
        let mut text = String::new();
        let file = cache::open(&self.beside(path, ".metadata"), File::options().read(true)).ok()?;
        file.take(NOTE_MAX).read_to_string(&mut text).ok()?;
        let mut lines = text.lines().map(str::trim);
        let (commit, etag) = (lines.next()?.to_owned(), lines.next()?.to_owned());
        let at: f64 = lines.next()?.parse().ok()?;
        let changed = fs::metadata(path.below(&self.root)).ok()?.modified().ok()?;
        // Times of files can be coarser.
        (seconds(changed) - 1.0 <= at).then_some(Note { commit, etag })
    }

    /// Notes what a file was at this time.
    pub(super) fn write_note(
        &self,
        commit: &Commit,
        entry: &Entry,
        at: SystemTime,
    ) -> Result<(), FetchError> {
        let at = at.duration_since(UNIX_EPOCH).unwrap_or_default();
        let (whole, micros) = (at.as_secs(), at.subsec_micros());
        let text = format!("{commit}\n{}\n{whole}.{micros:06}\n", entry.etag());
        let path = self.beside(&entry.path, ".metadata");
        self.make_parent(&path)?;
        Ok(cache::replace(&path, text.as_bytes(), path.parent().unwrap_or(&self.root))?)
    }

    /// The files of a commit, as they were listed when they were downloaded.
    pub(super) fn listing(&self, commit: &Commit) -> Option<Vec<Entry>> {
        tree::read(&self.notes(), commit)
    }

    /// Remembers them.
    pub(super) fn write_listing(&self, commit: &Commit, all: &[Entry]) -> Result<(), FetchError> {
        Ok(tree::write(&self.notes(), commit, all)?)
    }

    /// The commit of which there is a list, if there is one only.
    pub(super) fn only_commit(&self) -> Option<Commit> {
        let lists = fs::read_dir(self.notes().join("trees")).ok()?.flatten();
        let commit = |name: &str| Commit::parse(name.strip_suffix(".json")?).ok();
        let mut commits = lists.filter_map(|list| commit(list.file_name().to_str()?));
        let first = commits.next();
        if commits.next().is_some() { None } else { first }
    }

    /// Makes the folders and the two files that keep git and backups away from the notes.
    pub(super) fn prepare(&self) -> Result<(), FetchError> {
        let notes = self.notes();
        self.make_parent(&notes.join("download"))?;
        for (name, text) in [("CACHEDIR.TAG", TAG), (".gitignore", "*")] {
            let path = notes.join(name);
            match File::create_new(&path) {
                Ok(mut file) => io::Write::write_all(&mut file, text.as_bytes())
                    .map_err(|error| FetchError::io(&path, error))?,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(FetchError::io(&path, error)),
            }
        }
        Ok(())
    }

    /// Puts a finished part where its file belongs.
    pub(super) fn adopt(&self, part: &Path, path: &FilePath) -> Result<(), FetchError> {
        let file = self.file(path)?;
        self.make_parent(&file)?;
        fs::rename(part, &file).map_err(|error| FetchError::io(&file, error))
    }

    /// A copy of a blob of the cache, with the mode that a new file has here.
    pub(super) fn copy(&self, blob: &Path, entry: &Entry) -> Result<(), FetchError> {
        let slot = self.slot(entry);
        let target = slot.part.with_extension(format!("{:08x}.incomplete", std::process::id()));
        self.make_parent(&target)?;
        // Of a process that had this number before.
        let _ = fs::remove_file(&target);
        let copied =
            File::open(blob).map_err(|error| FetchError::io(blob, error)).and_then(|mut from| {
                let mut to =
                    File::create_new(&target).map_err(|error| FetchError::io(&target, error))?;
                io::copy(&mut from, &mut to).map_err(|error| FetchError::io(&target, error))
            });
        match copied {
            Ok(size) if size == entry.size => self.adopt(&target, &entry.path),
            Ok(got) => {
                let _ = fs::remove_file(&target);
                Err(FetchError::Size { path: entry.path.clone(), size: entry.size, got })
            }
            Err(error) => {
                let _ = fs::remove_file(&target);
                Err(error)
            }
        }
    }
}

/// Whether a file's content is what an entry's hash says.
pub(super) fn is_content(file: &Path, entry: &Entry) -> io::Result<bool> {
    let mut file = File::open(file)?;
    let mut content = Content::new(entry.etag(), entry.size);
    let mut buffer = vec![0; 256 << 10];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(content.is(entry.etag())),
            count => content.update(&buffer[..count]),
        }
    }
}

/// A folder of a repository, as a folder among the notes: those of `a` are `a.lock` and
/// `a.metadata`, and a folder of that name goes out of their way.
fn apart(folder: &str) -> String {
    let plain = folder.trim_end_matches('~');
    let meets = [".lock", ".metadata"].iter().any(|ending| plain.ends_with(ending));
    format!("{folder}{}", if meets { "~" } else { "" })
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(UNIX_EPOCH).map_or(0.0, |age| age.as_secs_f64())
}

/// FNV-1a: a name of fixed length that stays the same from run to run. Two files of a folder that
/// meet in it and have the same content would only wait for each other.
fn short(name: &str) -> u64 {
    let step = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3);
    name.as_bytes().iter().fold(0xcbf2_9ce4_8422_2325, step)
}
