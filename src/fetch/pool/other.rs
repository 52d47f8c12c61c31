//! Another process that has a file's lock: whether it does something, and when to look again.

use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

/// Another process at work on a content.
#[derive(Debug, Clone, Copy)]
pub(super) struct Other {
    /// When it was first seen.
    since: Instant,
    /// When it was last seen to do something.
    moved: Instant,
    seen: Seen,
    again: Instant,
}

/// What there is of the content: how many bytes, and when they were last written to. It may be
/// hfenv or huggingface_hub that writes them.
type Seen = (u64, Option<SystemTime>);

impl Other {
    /// Looks at what it has put beside our `part`, under names with the content's own in them.
    pub(super) fn look(known: Option<Self>, part: &Path, etag: &str, poll: Duration) -> Self {
        let (now, seen) = (Instant::now(), look(part, etag));
        let since = known.map_or(now, |other| other.since);
        let moved = known.filter(|other| other.seen == seen).map_or(now, |other| other.moved);
        // The longer it takes, the less a moment counts.
        let pause = ((now - since) / 4).clamp(poll, poll * 50);
        Self { since, moved, seen, again: now + pause }
    }

    /// Whether it is time to look again.
    pub(super) fn is_due(&self, now: Instant) -> bool {
        self.again <= now
    }

    /// Whether it did nothing for so long.
    pub(super) fn sleeps(&self, long: Duration) -> bool {
        self.moved.elapsed() >= long
    }
}

fn look(part: &Path, etag: &str) -> Seen {
    let files = part.parent().and_then(|folder| std::fs::read_dir(folder).ok());
    let of_it = |name: &std::ffi::OsStr| name.to_str().is_some_and(|name| name.contains(etag));
    let found = files.into_iter().flatten().flatten().filter(|file| of_it(&file.file_name()));
    found
        .filter_map(|file| file.metadata().ok())
        .fold((0, None), |(bytes, last), meta| (bytes + meta.len(), last.max(meta.modified().ok())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_seen_whether_another_process_writes() {
        let folder = tempfile::tempdir().unwrap();
        let part = folder.path().join("abc.hfenv.incomplete");
        let poll = Duration::from_millis(1);
        let look = |known| Other::look(known, &part, "abc", poll);
        let first = look(None);
        std::thread::sleep(poll);
        assert!(first.sleeps(poll) && first.is_due(Instant::now()));
        std::fs::write(folder.path().join("abd.incomplete"), "another file").unwrap();
        let second = look(Some(first));
        assert_eq!((second.moved, second.since), (first.moved, first.since));
        for text in ["1", "12"] {
            // As huggingface_hub names it.
            std::fs::write(folder.path().join("abc.0123abcd.incomplete"), text).unwrap();
            assert!(look(Some(first)).moved > first.moved, "{text}");
        }
    }
}
