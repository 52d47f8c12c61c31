//! Copies a cache, file by file, and makes sure of each.

use std::collections::HashMap;
use std::fs::{File, Permissions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::MoveError;
use super::walk::Item;
use crate::cache::content::Content;
use crate::cache::hand::open_quietly;
use crate::cache::stat::{FileId, Stat};
use crate::cache::{CacheError, disk};

/// What is being copied, in the new cache's folder. There is only one at a time.
const TEMPORARY: &str = ".hfenv-move.tmp";
const BLOCK: usize = 256 << 10;

/// A copy in progress.
pub(super) struct Copier<'a> {
    from: &'a Path,
    to: &'a Path,
    progress: &'a dyn Fn(u64),
    /// What is in the new place, as it was when it was copied.
    pub(super) done: HashMap<PathBuf, Stat>,
    /// What has to stay, and why.
    pub(super) kept: HashMap<PathBuf, String>,
    /// The first copy of a file with several names.
    names: HashMap<FileId, PathBuf>,
}

impl<'a> Copier<'a> {
    pub(super) fn new(from: &'a Path, to: &'a Path, progress: &'a dyn Fn(u64)) -> Self {
        let (done, kept, names) = (HashMap::new(), HashMap::new(), HashMap::new());
        Self { from, to, progress, done, kept, names }
    }

    /// What a move that was killed was about to copy.
    pub(super) fn sweep(&self) {
        // Best effort: it is written anew.
        let _ = std::fs::remove_file(self.to.join(TEMPORARY));
    }

    /// Bytes that are not in the new place.
    pub(super) fn needed(&self, items: &[Item]) -> u64 {
        let mut seen = std::collections::HashSet::new();
        let files = items.iter().filter(|item| item.is_file());
        let files = files.filter(|item| !self.is_there(item) && seen.insert(item.stat.id));
        files.map(|item| item.stat.stored).sum()
    }

    /// Copies what is not there yet, and says how much that was.
    pub(super) fn copy_all(&mut self, items: &[Item]) -> Result<usize, MoveError> {
        let mut count = 0;
        for item in items {
            let done = self.done.get(&item.path).is_some_and(|then| item.stat.is_still(then));
            if done || self.kept.contains_key(&item.path) {
                continue;
            }
            if item.is_folder() {
                self.folder(item)?;
            } else if item.meta.is_symlink() {
                self.link(item)?;
            } else if item.is_file() {
                self.file(item)?;
            } else {
                self.kept.insert(item.path.clone(), "neither a file nor a folder".to_owned());
                continue;
            }
            self.done.insert(item.path.clone(), item.stat);
            count += usize::from(!item.is_folder());
        }
        Ok(count)
    }

    fn folder(&self, item: &Item) -> Result<(), MoveError> {
        disk::make_below(self.to, &item.path)?;
        Ok(())
    }

    fn link(&mut self, item: &Item) -> Result<(), MoveError> {
        let (from, to) = (self.from.join(&item.path), self.to.join(&item.path));
        let text = std::fs::read_link(&from).map_err(|error| CacheError::io(&from, error))?;
        match std::fs::read_link(&to) {
            Ok(there) if there == text => return Ok(()),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(_) => {
                self.stays(item, "something else is there");
                return Ok(());
            }
        }
        disk::point(&to, &text, self.to)?;
        settle(&to, item, true)
    }

    fn file(&mut self, item: &Item) -> Result<(), MoveError> {
        let (from, to) = (self.from.join(&item.path), self.to.join(&item.path));
        if self.is_there(item) {
            self.names.entry(item.stat.id).or_insert(to);
            (self.progress)(item.stat.size);
            return Ok(());
        }
        let there = std::fs::symlink_metadata(&to).ok();
        if there.is_some() && !self.may_replace(item, &from, &to)? {
            (self.progress)(item.stat.size);
            return Ok(());
        }
        if let Some(first) = self.names.get(&item.stat.id).filter(|_| item.stat.names > 1) {
            let temporary = self.to.join(TEMPORARY);
            if std::fs::hard_link(first, &temporary).is_ok() {
                disk::rename(&temporary, &to)?;
                (self.progress)(item.stat.size);
                return Ok(());
            }
        }
        self.bytes(item, &from, &to)?;
        self.names.entry(item.stat.id).or_insert(to);
        Ok(())
    }

    /// Whether a file was copied before: then it has the same length and the same time, which it
    /// gets only after its bytes were read again.
    fn is_there(&self, item: &Item) -> bool {
        let to = self.to.join(&item.path);
        std::fs::symlink_metadata(&to).is_ok_and(|meta| {
            meta.is_file()
                && meta.len() == item.stat.size
                && meta.modified().ok() == item.meta.modified().ok()
        })
    }

    /// What to do with another file of that name: the same bytes are the same file, of references
    /// the later one counts, and anything else stays in both places.
    fn may_replace(&mut self, item: &Item, from: &Path, to: &Path) -> Result<bool, MoveError> {
        let fail = |error| CacheError::io(to, error);
        let meta = std::fs::symlink_metadata(to).map_err(fail)?;
        if meta.is_file() && same(from, to).map_err(fail)? {
            return Ok(false);
        }
        let is_ref = item.path.components().nth(1).is_some_and(|part| part.as_os_str() == "refs");
        if is_ref && meta.is_file() {
            return Ok(meta.modified().ok() < item.meta.modified().ok());
        }
        self.stays(item, "another file is there");
        Ok(false)
    }

    fn stays(&mut self, item: &Item, why: &str) {
        self.kept.insert(item.path.clone(), why.to_owned());
    }

    /// Copies the bytes, reads them again, and gives the copy its name.
    fn bytes(&self, item: &Item, from: &Path, to: &Path) -> Result<(), MoveError> {
        let temporary = self.to.join(TEMPORARY);
        let fail = |error| CacheError::write(to, error);
        // Best effort: what can't be removed can't be made anew either, and that is told.
        let _ = std::fs::remove_file(&temporary);
        let mut source = open_quietly(from).map_err(|error| CacheError::io(from, error))?;
        let mut copy = disk::create(&temporary).map_err(fail)?;
        let written = pour(&mut source, &mut copy, self.progress).map_err(fail)?;
        copy.sync_all().map_err(fail)?;
        forget(&copy);
        drop(copy);
        let mut copy = open_quietly(&temporary).map_err(fail)?;
        if drain(&mut copy).map_err(fail)? != written {
            return Err(MoveError::Differs(to.to_owned()));
        }
        settle(&temporary, item, false)?;
        Ok(disk::rename(&temporary, to)?)
    }

    /// The times of folders, which everything that was put into them has changed; then all of it
    /// goes to the disk.
    pub(super) fn finish(&self, items: &[Item]) -> Result<(), MoveError> {
        for item in items.iter().rev().filter(|item| item.is_folder()) {
            settle(&self.to.join(&item.path), item, false)?;
        }
        if let Ok(meta) = std::fs::symlink_metadata(self.from) {
            let stat = Stat::of(&meta, self.from);
            settle(self.to, &Item { path: PathBuf::new(), meta, stat }, false)?;
        }
        #[cfg(target_os = "linux")]
        {
            let folder = File::open(self.to).map_err(|error| CacheError::io(self.to, error))?;
            rustix::fs::syncfs(&folder).map_err(|error| CacheError::io(self.to, error.into()))?;
        }
        Ok(())
    }
}

/// Copies; blocks of zeros become holes. Returns the content's name.
fn pour(from: &mut File, to: &mut File, progress: &dyn Fn(u64)) -> io::Result<String> {
    let mut content = Content::large();
    let mut buffer = vec![0; BLOCK];
    let mut end = 0;
    loop {
        let count = match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(error),
        };
        let bytes = &buffer[..count];
        content.update(bytes);
        end += count as u64;
        if count == BLOCK && bytes.iter().all(|byte| *byte == 0) {
            to.seek(SeekFrom::Start(end))?;
        } else {
            to.write_all(bytes)?;
        }
        progress(count as u64);
    }
    to.set_len(end)?;
    Ok(content.name())
}

fn drain(file: &mut File) -> io::Result<String> {
    let mut content = Content::large();
    let mut buffer = vec![0; BLOCK];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => return Ok(content.name()),
            Ok(count) => content.update(&buffer[..count]),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
}

fn same(one: &Path, other: &Path) -> io::Result<bool> {
    let (mut one, mut other) = (open_quietly(one)?, open_quietly(other)?);
    Ok(one.metadata()?.len() == other.metadata()?.len() && drain(&mut one)? == drain(&mut other)?)
}

/// Lets the system forget what it remembers of a file, so that it is read from the disk.
fn forget(file: &File) {
    #[cfg(target_os = "linux")]
    {
        // Best effort: it would be read from memory then.
        let _ = rustix::fs::fadvise(file, 0, None, rustix::fs::Advice::DontNeed);
    }
    let _ = file;
}

/// Gives a copy the owner, mode and times of what was copied.
fn settle(to: &Path, item: &Item, is_link: bool) -> Result<(), MoveError> {
    let fail = |error| CacheError::write(to, error);
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt;
        // Best effort: only root gives files away, and only root moves another's cache.
        let _ = std::os::unix::fs::lchown(to, Some(item.meta.uid()), Some(item.meta.gid()));
        if !is_link {
            set_mode(to, item.meta.permissions()).map_err(fail)?;
        }
        let time =
            |seconds, nanoseconds| rustix::fs::Timespec { tv_sec: seconds, tv_nsec: nanoseconds };
        let times = rustix::fs::Timestamps {
            last_access: time(item.meta.atime(), item.meta.atime_nsec()),
            last_modification: time(item.meta.mtime(), item.meta.mtime_nsec()),
        };
        let flags = rustix::fs::AtFlags::SYMLINK_NOFOLLOW;
        rustix::fs::utimensat(rustix::fs::CWD, to, &times, flags)
            .map_err(|error| fail(error.into()))?;
    }
    #[cfg(not(unix))]
    if !is_link && item.is_file() {
        let file = File::options().write(true).open(to).map_err(fail)?;
        let modified = item.meta.modified().map_err(fail)?;
        file.set_modified(modified).map_err(fail)?;
        set_mode(to, item.meta.permissions()).map_err(fail)?;
    }
    Ok(())
}

fn set_mode(path: &Path, mode: Permissions) -> io::Result<()> {
    std::fs::set_permissions(path, mode)
}
