//! Reaches into the cache's folders name by name, so that no link is ever followed on the way, also
//! not one that somebody puts there meanwhile. What is deleted lies where it was seen, or nothing
//! is.

use std::ffi::OsStr;
use std::io;
use std::path::{Component, Path};

/// Deepest folder that is deleted with what is in it.
const DEPTH_MAX: usize = 256;

/// A folder, held open.
#[derive(Debug)]
pub(super) struct Hand(imp::Folder);

impl Hand {
    /// The cache's own folder. Its path may have links.
    pub(super) fn root(path: &Path) -> io::Result<Self> {
        imp::Folder::root(path).map(Self)
    }

    /// The folder at a path below this one.
    pub(super) fn below(&self, path: &Path) -> io::Result<Self> {
        let mut here: Option<Self> = None;
        for name in path.components() {
            let Component::Normal(name) = name else { return Err(odd()) };
            here = Some(Self(here.as_ref().unwrap_or(self).0.open(name)?));
        }
        here.ok_or_else(odd)
    }

    /// Deletes a file or a link.
    pub(super) fn unlink(&self, name: &OsStr) -> io::Result<()> {
        self.0.unlink(name)
    }

    /// Deletes a folder that is empty.
    pub(super) fn rmdir(&self, name: &OsStr) -> io::Result<()> {
        self.0.rmdir(name)
    }

    /// Gives a name in this folder to something else in `other`.
    pub(super) fn rename(&self, name: &OsStr, other: &Self, to: &OsStr) -> io::Result<()> {
        self.0.rename(name, &other.0, to)
    }

    /// Deletes a folder with all that is in it, or a file.
    pub(super) fn remove(&self, name: &OsStr) -> io::Result<()> {
        self.remove_to(name, DEPTH_MAX)
    }

    fn remove_to(&self, name: &OsStr, depth: usize) -> io::Result<()> {
        let folder = match self.0.open(name) {
            Ok(folder) => Self(folder),
            // No folder: a file, or a link, to whatever it leads.
            Err(error) if imp::is_no_folder(&error) => return self.unlink(name),
            Err(error) => return Err(error),
        };
        let depth = depth.checked_sub(1).ok_or_else(odd)?;
        for (name, is_folder) in folder.0.names()? {
            if is_folder { folder.remove_to(&name, depth)? } else { folder.unlink(&name)? }
        }
        self.rmdir(name)
    }

    /// What is in it, and whether it is a folder.
    pub(super) fn names(&self) -> io::Result<Vec<(std::ffi::OsString, bool)>> {
        self.0.names()
    }
}

/// Opens a blob for reading, without leaving a trace of it in its times where that is possible:
/// they tell what is in use.
pub(super) fn open_quietly(path: &Path) -> io::Result<std::fs::File> {
    imp::open_quietly(path)
}

fn odd() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, "not what a cache has there")
}

#[cfg(unix)]
mod imp {
    use std::ffi::{OsStr, OsString};
    use std::fs::File;
    use std::io;
    use std::os::fd::OwnedFd;
    use std::os::unix::ffi::OsStrExt;
    use std::path::Path;

    use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags};

    #[derive(Debug)]
    pub(super) struct Folder(OwnedFd);

    const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
    const FILE: OFlags =
        OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::CLOEXEC);

    impl Folder {
        pub(super) fn root(path: &Path) -> io::Result<Self> {
            Ok(Self(rustix::fs::open(path, FOLDER, Mode::empty())?))
        }

        pub(super) fn open(&self, name: &OsStr) -> io::Result<Self> {
            let flags = FOLDER | OFlags::NOFOLLOW;
            Ok(Self(rustix::fs::openat(&self.0, name, flags, Mode::empty())?))
        }

        pub(super) fn unlink(&self, name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::empty())?)
        }

        pub(super) fn rmdir(&self, name: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::unlinkat(&self.0, name, AtFlags::REMOVEDIR)?)
        }

        pub(super) fn rename(&self, name: &OsStr, other: &Self, to: &OsStr) -> io::Result<()> {
            Ok(rustix::fs::renameat(&self.0, name, &other.0, to)?)
        }

        pub(super) fn names(&self) -> io::Result<Vec<(OsString, bool)>> {
            let mut names = Vec::new();
            for entry in Dir::read_from(&self.0)? {
                let entry = entry?;
                let name = OsStr::from_bytes(entry.file_name().to_bytes());
                if name == "." || name == ".." {
                    continue;
                }
                let kind = match entry.file_type() {
                    FileType::Unknown => {
                        let flags = AtFlags::SYMLINK_NOFOLLOW;
                        let stat = rustix::fs::statat(&self.0, name, flags)?;
                        FileType::from_raw_mode(stat.st_mode)
                    }
                    kind => kind,
                };
                names.push((name.to_owned(), kind == FileType::Directory));
            }
            Ok(names)
        }
    }

    /// A link is one of two errors, by the system's age.
    pub(super) fn is_no_folder(error: &io::Error) -> bool {
        let number = rustix::io::Errno::from_io_error(error);
        matches!(number, Some(rustix::io::Errno::NOTDIR | rustix::io::Errno::LOOP))
    }

    pub(super) fn open(path: &Path) -> io::Result<File> {
        Ok(File::from(rustix::fs::openat(CWD, path, FILE, Mode::empty())?))
    }

    #[cfg(target_os = "linux")]
    pub(super) fn open_quietly(path: &Path) -> io::Result<File> {
        // Only the file's owner may ask for it.
        match rustix::fs::openat(CWD, path, FILE | OFlags::NOATIME, Mode::empty()) {
            Ok(file) => Ok(File::from(file)),
            Err(_) => open(path),
        }
    }

    #[cfg(not(target_os = "linux"))]
    pub(super) fn open_quietly(path: &Path) -> io::Result<File> {
        open(path)
    }
}

#[cfg(not(unix))]
mod imp {
    use std::ffi::{OsStr, OsString};
    use std::fs::{self, File};
    use std::io;
    use std::path::{Path, PathBuf};

    #[derive(Debug)]
    pub(super) struct Folder(PathBuf);

    impl Folder {
        pub(super) fn root(path: &Path) -> io::Result<Self> {
            path.canonicalize().map(Self)
        }

        pub(super) fn open(&self, name: &OsStr) -> io::Result<Self> {
            let path = self.0.join(name);
            if fs::symlink_metadata(&path)?.is_dir() {
                return Ok(Self(path));
            }
            Err(io::ErrorKind::NotADirectory.into())
        }

        pub(super) fn unlink(&self, name: &OsStr) -> io::Result<()> {
            fs::remove_file(self.0.join(name))
        }

        pub(super) fn rmdir(&self, name: &OsStr) -> io::Result<()> {
            fs::remove_dir(self.0.join(name))
        }

        pub(super) fn rename(&self, name: &OsStr, other: &Self, to: &OsStr) -> io::Result<()> {
            fs::rename(self.0.join(name), other.0.join(to))
        }

        pub(super) fn names(&self) -> io::Result<Vec<(OsString, bool)>> {
            let entries = fs::read_dir(&self.0)?;
            entries.map(|e| e.and_then(|e| Ok((e.file_name(), e.file_type()?.is_dir())))).collect()
        }
    }

    pub(super) fn is_no_folder(error: &io::Error) -> bool {
        error.kind() == io::ErrorKind::NotADirectory
    }

    pub(super) fn open(path: &Path) -> io::Result<File> {
        if fs::symlink_metadata(path)?.is_file() {
            return File::open(path);
        }
        Err(io::ErrorKind::InvalidInput.into())
    }

    pub(super) fn open_quietly(path: &Path) -> io::Result<File> {
        open(path)
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    #[test]
    fn no_link_is_followed_on_the_way_or_into_what_is_deleted() {
        let top = tempfile::tempdir().unwrap();
        let path = |name: &str| top.path().join(name);
        for folder in ["cache/a/b", "outside/kept"] {
            std::fs::create_dir_all(path(folder)).unwrap();
        }
        std::fs::write(path("outside/kept/file"), "x").unwrap();
        symlink(path("outside"), path("cache/a/b/link")).unwrap();
        symlink(path("outside"), path("cache/link")).unwrap();
        let root = Hand::root(&path("cache")).unwrap();
        assert!(root.below(Path::new("link/kept")).is_err());
        assert!(root.below(Path::new("../outside")).is_err());
        root.remove(OsStr::new("link")).unwrap();
        root.remove(OsStr::new("a")).unwrap();
        assert_eq!(std::fs::read(path("outside/kept/file")).unwrap(), b"x");
        assert_eq!(root.names().unwrap(), []);
    }
}
