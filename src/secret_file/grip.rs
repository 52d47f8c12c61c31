//! A file or folder of the person's own, held open: what was looked at is what is changed, and no
//! link leads elsewhere in between.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a file or folder is left alone.
#[derive(Debug, Error)]
pub enum Refusal {
    /// A link stands in the way.
    #[error("a link stands there, which is not followed")]
    Link,
    /// It is not what it should be: a folder, device, pipe or socket where a file belongs.
    #[error("it is no regular file")]
    Kind,
    /// Its owner is another user.
    #[error("it belongs to another user")]
    Foreign,
    /// Its mode has more than the rights of owner, group and others.
    #[error("its mode has special bits (setuid, setgid or sticky)")]
    Special,
    /// It is elsewhere than it may be.
    #[error("it lies outside of the folders where that is done")]
    Outside,
    /// The system's answer.
    #[error("{0}")]
    Io(#[from] io::Error),
}

/// A regular file or a folder of this user's, whose path has no link in it.
#[derive(Debug)]
pub struct Grip(system::Held);

/// A path without links, also where its end is not there yet.
#[must_use]
pub fn settled(path: &Path) -> PathBuf {
    for above in path.ancestors() {
        if let (Ok(real), Ok(below)) = (above.canonicalize(), path.strip_prefix(above)) {
            return if below.as_os_str().is_empty() { real } else { real.join(below) };
        }
    }
    path.to_owned()
}

impl Grip {
    /// Takes hold of what is there; `None` where nothing is.
    pub fn of(path: &Path) -> Result<Option<Self>, Refusal> {
        let Some(held) = system::Held::open(path)? else { return Ok(None) };
        let grip = Self(held);
        if grip.0.is_mine()? { Ok(Some(grip)) } else { Err(Refusal::Foreign) }
    }

    /// The same, where only a regular file will do.
    pub fn of_file(path: &Path) -> Result<Option<Self>, Refusal> {
        match Self::of(path)? {
            Some(grip) if grip.is_folder()? => Err(Refusal::Kind),
            other => Ok(other),
        }
    }

    /// Whether it is a folder.
    pub fn is_folder(&self) -> Result<bool, Refusal> {
        Ok(self.0.is_folder()?)
    }

    /// Its permission bits, as they are now.
    pub fn mode(&self) -> Result<u32, Refusal> {
        match self.0.mode()? {
            mode if mode > 0o777 => Err(Refusal::Special),
            mode => Ok(mode),
        }
    }

    /// Gives it other ones: only rights of owner, group and others.
    pub fn set_mode(&self, mode: u32) -> Result<(), Refusal> {
        if mode > 0o777 || self.mode().is_err() {
            return Err(Refusal::Special);
        }
        Ok(self.0.set_mode(mode)?)
    }

    /// Its number in the file system: a file that takes its place has another one.
    pub fn number(&self) -> Result<u64, Refusal> {
        Ok(self.0.number()?)
    }

    /// The bytes of a file, at most `limit`.
    pub fn bytes(self, limit: u64) -> Result<Vec<u8>, Refusal> {
        let bytes = self.0.bytes(limit + 1)?;
        if bytes.len() as u64 > limit {
            return Err(io::Error::from(io::ErrorKind::FileTooLarge).into());
        }
        Ok(bytes)
    }
}

#[cfg(unix)]
mod system {
    use std::ffi::OsStr;
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::OwnedFd;
    use std::os::unix::fs::{MetadataExt, PermissionsExt};
    use std::path::{Component, Path};

    use rustix::fs::{AtFlags, FileType, Mode, OFlags, open, openat, statat};
    use rustix::io::Errno;

    use super::Refusal;

    /// Where the system can, a folder is passed without the right to read it.
    #[cfg(target_os = "linux")]
    const PASS: OFlags = OFlags::PATH;
    #[cfg(not(target_os = "linux"))]
    const PASS: OFlags = OFlags::RDONLY;
    const FOLDER: OFlags = PASS.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
    const END: OFlags =
        OFlags::NOFOLLOW.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

    #[derive(Debug)]
    pub(super) struct Held {
        file: File,
        /// Whether the handle only names it: it could not be opened for reading.
        bare: bool,
    }

    impl Held {
        /// Goes from the top, folder by folder, through no link.
        pub(super) fn open(path: &Path) -> Result<Option<Self>, Refusal> {
            let mut parts = path.components();
            let is_absolute = parts.next() == Some(Component::RootDir);
            let name = |part| if let Component::Normal(name) = part { Some(name) } else { None };
            let names: Option<Vec<&OsStr>> = parts.map(name).collect();
            let mut names = names.filter(|_| is_absolute).ok_or(Refusal::Outside)?;
            let mut folder = open("/", FOLDER, Mode::empty()).map_err(io::Error::from)?;
            let last = names.pop().unwrap_or(OsStr::new("."));
            for name in names {
                let Some(kind) = kind(&folder, name)? else { return Ok(None) };
                if kind != FileType::Directory {
                    return Ok(None);
                }
                let flags = FOLDER | OFlags::NOFOLLOW;
                folder = openat(&folder, name, flags, Mode::empty()).map_err(io::Error::from)?;
            }
            let Some(found) = kind(&folder, last)? else { return Ok(None) };
            if !matches!(found, FileType::RegularFile | FileType::Directory) {
                return Err(Refusal::Kind);
            }
            let held = Self::end(&folder, last)?;
            // It may have become something else before it was opened.
            let meta = held.file.metadata()?;
            if meta.is_file() || meta.is_dir() { Ok(Some(held)) } else { Err(Refusal::Kind) }
        }

        fn end(folder: &OwnedFd, name: &OsStr) -> io::Result<Self> {
            match openat(folder, name, OFlags::RDONLY | END, Mode::empty()) {
                Ok(fd) => Ok(Self { file: fd.into(), bare: false }),
                #[cfg(target_os = "linux")]
                Err(Errno::ACCESS) => {
                    let fd = openat(folder, name, OFlags::PATH | END, Mode::empty())?;
                    Ok(Self { file: fd.into(), bare: true })
                }
                Err(error) => Err(error.into()),
            }
        }

        pub(super) fn is_mine(&self) -> io::Result<bool> {
            Ok(self.file.metadata()?.uid() == rustix::process::geteuid().as_raw())
        }

        pub(super) fn is_folder(&self) -> io::Result<bool> {
            Ok(self.file.metadata()?.is_dir())
        }

        pub(super) fn mode(&self) -> io::Result<u32> {
            Ok(self.file.metadata()?.mode() & 0o7777)
        }

        pub(super) fn set_mode(&self, mode: u32) -> io::Result<()> {
            let mode = std::fs::Permissions::from_mode(mode);
            if !self.bare {
                return self.file.set_permissions(mode);
            }
            // The one link that leads to nothing but the very file that is held.
            let fd = std::os::fd::AsRawFd::as_raw_fd(&self.file);
            std::fs::set_permissions(format!("/proc/self/fd/{fd}"), mode)
        }

        pub(super) fn number(&self) -> io::Result<u64> {
            Ok(self.file.metadata()?.ino())
        }

        pub(super) fn bytes(self, limit: u64) -> io::Result<Vec<u8>> {
            if self.bare {
                return Err(io::ErrorKind::PermissionDenied.into());
            }
            let mut bytes = Vec::new();
            self.file.take(limit).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
    }

    /// What stands in a folder under a name; a link is refused.
    fn kind(folder: &OwnedFd, name: &OsStr) -> Result<Option<FileType>, Refusal> {
        match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
            Ok(stat) => match FileType::from_raw_mode(stat.st_mode) {
                FileType::Symlink => Err(Refusal::Link),
                kind => Ok(Some(kind)),
            },
            Err(Errno::NOENT | Errno::NOTDIR) => Ok(None),
            Err(error) => Err(io::Error::from(error).into()),
        }
    }
}

#[cfg(not(unix))]
mod system {
    use std::io;
    use std::path::Path;

    use super::Refusal;

    /// Nothing is held where owners and modes are of another kind.
    #[derive(Debug)]
    pub(super) enum Held {}

    impl Held {
        pub(super) fn open(_path: &Path) -> Result<Option<Self>, Refusal> {
            Err(io::Error::from(io::ErrorKind::Unsupported).into())
        }

        pub(super) fn is_mine(&self) -> io::Result<bool> {
            match *self {}
        }

        pub(super) fn is_folder(&self) -> io::Result<bool> {
            match *self {}
        }

        pub(super) fn mode(&self) -> io::Result<u32> {
            match *self {}
        }

        pub(super) fn set_mode(&self, _mode: u32) -> io::Result<()> {
            match *self {}
        }

        pub(super) fn number(&self) -> io::Result<u64> {
            match *self {}
        }

        pub(super) fn bytes(self, _limit: u64) -> io::Result<Vec<u8>> {
            match self {}
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::{PermissionsExt, symlink};

    use super::*;

    #[test]
    fn only_what_no_link_leads_to_is_held() {
        let home = tempfile::tempdir().unwrap();
        let home = home.path().canonicalize().unwrap();
        std::fs::create_dir(home.join("d")).unwrap();
        std::fs::write(home.join("d/f"), "x").unwrap();
        symlink("d", home.join("l")).unwrap();
        symlink("f", home.join("d/l")).unwrap();
        for path in ["l", "l/f", "d/l"] {
            assert!(matches!(Grip::of(&home.join(path)), Err(Refusal::Link)), "{path}");
            assert!(Grip::of(&settled(&home.join(path))).unwrap().is_some(), "{path}");
        }
        assert!(Grip::of(&home.join("d/none")).unwrap().is_none());
        assert!(Grip::of(&home.join("d/f/none")).unwrap().is_none());
        assert!(matches!(Grip::of(Path::new("/dev/null")), Err(Refusal::Kind)));
        assert!(matches!(Grip::of_file(&home), Err(Refusal::Kind)));
        assert!(matches!(Grip::of(&home.join("d/../d/f")), Err(Refusal::Outside)));
    }

    #[test]
    fn special_bits_are_neither_given_nor_taken() {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().canonicalize().unwrap().join("f");
        std::fs::write(&file, "x").unwrap();
        let grip = Grip::of(&file).unwrap().unwrap();
        assert!(matches!(grip.set_mode(0o4777), Err(Refusal::Special)));
        grip.set_mode(0o640).unwrap();
        assert_eq!(grip.mode().unwrap(), 0o640);
        std::fs::set_permissions(&file, PermissionsExt::from_mode(0o4755)).unwrap();
        assert!(matches!(grip.set_mode(0o600), Err(Refusal::Special)));
    }
}
