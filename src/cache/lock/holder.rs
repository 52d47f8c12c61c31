//! Who holds a lock: a process by its number and name, where the system tells.

use std::fs::{File, Metadata};
use std::path::Path;

use super::disk;
use crate::text::printable;

/// What leads to the holder.
pub(super) enum Holder {
    /// The lock file, which another process has locked.
    Flock(File),
    /// A process that wrote down its number.
    #[cfg_attr(not(unix), expect(dead_code, reason = "only where flock may be missing"))]
    Process(u32),
    /// Nothing.
    Unknown,
}

impl Holder {
    /// Number and name, as in `4711, hf`.
    pub(super) fn name(&self) -> Option<String> {
        match self {
            Self::Flock(file) => named(of(file)?),
            Self::Process(process) => named(*process),
            Self::Unknown => None,
        }
    }
}

fn named(process: u32) -> Option<String> {
    let name = disk::read(Path::new(&format!("/proc/{process}/comm")), 64)?;
    let name = String::from_utf8_lossy(&name);
    Some(format!("{process}, {}", printable(name.trim_end())))
}

/// The process in `/proc/locks`; none where it is in another container, or where the file system
/// numbers its devices in two ways.
fn of(file: &File) -> Option<u32> {
    among(&lines(), &file.metadata().ok()?)
}

/// All locks of which the system tells; none where it tells of none.
pub(super) fn lines() -> String {
    std::fs::read_to_string("/proc/locks").unwrap_or_default()
}

/// The process that holds the lock of this file.
#[cfg(target_os = "linux")]
pub(super) fn among(lines: &str, meta: &Metadata) -> Option<u32> {
    use std::os::unix::fs::MetadataExt;
    let (major, minor) = (rustix::fs::major(meta.dev()), rustix::fs::minor(meta.dev()));
    let file = format!("{major:02x}:{minor:02x}:{}", meta.ino());
    lines.lines().find_map(|line| holder_in(line, &file))
}

#[cfg(not(target_os = "linux"))]
pub(super) fn among(_lines: &str, _meta: &Metadata) -> Option<u32> {
    None
}

/// The process of a line such as `7: FLOCK  ADVISORY  WRITE 4711 fd:00:1234 0 EOF`. One that waits
/// has `->` before `FLOCK`; one that can't be seen from here has the number 0 or -1.
#[cfg(target_os = "linux")]
fn holder_in(line: &str, file: &str) -> Option<u32> {
    let words: Vec<&str> = line.split_ascii_whitespace().collect();
    let [_, "FLOCK", _, _, process, locked, ..] = words[..] else { return None };
    let process = process.parse().ok().filter(|process| *process > 0);
    process.filter(|_| locked == file)
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_the_kernel_names_the_holder_and_no_one_who_waits() {
        let line = |text: &str| holder_in(text, "fd:00:12");
        assert_eq!(line("1: FLOCK  ADVISORY  WRITE 4711 fd:00:12 0 EOF"), Some(4711));
        for other in [
            "1: -> FLOCK  ADVISORY  WRITE 4711 fd:00:12 0 EOF",
            "1: POSIX  ADVISORY  WRITE 4711 fd:00:12 0 EOF",
            "1: FLOCK  ADVISORY  WRITE 4711 fd:00:123 0 EOF",
            "1: FLOCK  ADVISORY  WRITE 0 fd:00:12 0 EOF",
            "1: FLOCK  ADVISORY  WRITE -1 fd:00:12 0 EOF",
            "",
        ] {
            assert_eq!(line(other), None, "{other}");
        }
    }
}
