//! A commit's message as git's editor left it: with lines that git takes out again.
//!
//! What git keeps depends on its configuration and on options that no hook is told of. What is in
//! doubt is looked at.

use std::fs::File;
use std::io;
use std::path::Path;

use zeroize::Zeroizing;

use super::files::Counted;
use super::raw::Change;
use super::repo::Repo;
use super::scan::Scanner;
use super::search::{Job, Tell};
use super::worker::{all, text};
use super::{GuardError, Known, Limits, Part};

/// The line below which git may leave everything out, behind the comment's own letters.
const SCISSORS: &[u8] = b" ------------------------ >8 ------------------------\n";

/// A longer message has no lines that are taken out.
const LONG: u64 = 16 << 20;

/// How many lines of a comment `git commit --verbose` writes below the scissors. With more it is
/// the status, and the message is not cleaned of comments.
const BELOW: usize = 5;

/// How the lines of a diff begin.
const DIFF: [&[u8]; 13] = [
    b"diff ",
    b"index ",
    b"old mode",
    b"new mode",
    b"new file",
    b"deleted file",
    b"similarity ",
    b"dissimilarity ",
    b"rename ",
    b"copy ",
    b"Binary files ",
    b"Submodule ",
    b"* Unmerged ",
];

/// The letters of which git takes one for comments, if it may choose.
const LETTERS: &[u8] = b"#;@!$%^&|:";

/// Looks through a message that git will read from a file; `edited` if a person had it in an
/// editor, where git writes lines of its own into it.
pub(super) fn search(
    repo: &Repo,
    known: &Known,
    (path, edited): (&Path, bool),
    limits: Limits,
    tell: Tell<'_>,
) -> Result<(), GuardError> {
    let read = |error: io::Error| {
        let (path, why) = (path.to_owned(), error.to_string());
        GuardError::Unread { path, why }
    };
    let job = Job::new(repo, known, limits, tell);
    let mut scanner = Scanner::new(known);
    let file = File::open(path).map_err(read)?;
    let again = edited && file.metadata().is_ok_and(|it| it.is_file() && it.len() <= LONG);
    let mut counted = Counted { from: file, bytes: 0 };
    let mut hits = all(&mut scanner, text(), &mut counted, job.most()).map_err(read)?;
    // git is asked only where it matters.
    if again && !hits.is_empty() {
        let message = Zeroizing::new(std::fs::read(path).map_err(read)?);
        let kept = Zeroizing::new(Settings::of(repo).kept(&message));
        hits = all(&mut scanner, text(), kept.as_slice(), job.most())?;
    }
    let count = hits.len();
    let change = Change { path: path.to_owned(), commit: None, ..Change::message("") };
    job.found(&change, Part::Message, hits);
    job.spend(counted.bytes, count);
    Ok(())
}

/// What git's configuration says of messages.
#[derive(Debug, Default)]
struct Settings {
    /// How a comment's line begins; nothing if git chooses it by the message.
    comment: Option<Vec<u8>>,
    /// Whether comments are taken out, if no option says otherwise.
    strips: bool,
}

impl Settings {
    fn of(repo: &Repo) -> Self {
        let keys = r"^(core\.comment(char|string)|commit\.cleanup)$";
        // Without any of them git has no success to tell of.
        let set = repo.output(&["config", "-z", "--get-regexp", keys]).unwrap_or_default();
        let mut settings = Self { comment: Some(b"#".to_vec()), strips: true };
        for entry in set.split(|byte| *byte == 0) {
            let Some(end) = memchr::memchr(b'\n', entry) else { continue };
            let (key, value) = (&entry[..end], &entry[end + 1..]);
            if key == b"commit.cleanup" {
                settings.strips = value == b"strip" || value == b"default";
            } else {
                let auto = value.eq_ignore_ascii_case(b"auto");
                settings.comment = (!auto).then(|| value.to_owned());
            }
        }
        settings
    }

    /// What git keeps of a message; what is taken out above it leaves empty lines, so that all
    /// others keep their numbers.
    fn kept(&self, message: &[u8]) -> Vec<u8> {
        let lines: Vec<&[u8]> = message.split_inclusive(|byte| *byte == b'\n').collect();
        let chosen = self.comment.clone().or_else(|| chosen(&lines));
        let Some(comment) = chosen.filter(|comment| !comment.is_empty()) else {
            return message.to_owned();
        };
        let scissors = [&comment, SCISSORS].concat();
        let cut = lines.iter().position(|line| *line == scissors);
        let below = cut.and_then(|cut| Below::of(&lines[cut + 1..], &comment));
        let end = below.as_ref().and(cut).unwrap_or(lines.len());
        let above = &lines[..end];
        let says_so = |line: &&&[u8]| {
            line.starts_with(&comment) && memchr::memmem::find(line, b"will be kept").is_some()
        };
        let strips = self.strips
            && above.iter().find(says_so).is_none()
            && cut.is_none_or(|_| matches!(below, Some(Below::Diff)));
        let out = |line: &&[u8]| strips && line.starts_with(&comment);
        above.iter().flat_map(|line| if out(line) { b"\n" } else { *line }).copied().collect()
    }
}

/// What git has written below its scissors.
#[derive(Debug, PartialEq, Eq)]
enum Below {
    /// The status, as `--cleanup=scissors` asks for.
    Status,
    /// A diff, as `--verbose` does: the scissors count whatever else is set.
    Diff,
}

impl Below {
    /// Nothing if anything else is there: then somebody else has written the scissors, and git may
    /// take no notice of them.
    fn of(lines: &[&[u8]], comment: &[u8]) -> Option<Self> {
        let head = lines.iter().take_while(|line| line.starts_with(comment)).count();
        let rest = &lines[head..];
        let blank = |line: &&[u8]| line.trim_ascii().is_empty();
        if head == 0 || comment.starts_with(b"-") || comment.starts_with(b"+") {
            return None;
        }
        if rest.iter().all(blank) {
            return Some(Self::Status);
        }
        let is_diff = |line: &&[u8]| {
            matches!(line.first(), Some(b' ' | b'+' | b'-' | b'@' | b'\\' | b'\n'))
                || DIFF.iter().any(|begin| line.starts_with(begin))
        };
        // Between two diffs there is a comment, too, but not at the end: there git writes the
        // status where the scissors are not its own.
        let known = |line: &&[u8]| is_diff(line) || line.starts_with(comment);
        let last = rest.iter().rfind(|line| !blank(line)).is_some_and(is_diff);
        let begins = rest.first().is_some_and(|line| line.starts_with(b"diff --"));
        if !(begins && last && rest.iter().all(known)) {
            return None;
        }
        Some(if head <= BELOW { Self::Diff } else { Self::Status })
    }
}

/// The letter that git has chosen for comments, as far as it shows: the last lines begin with it,
/// and one has nothing else.
fn chosen(lines: &[&[u8]]) -> Option<Vec<u8>> {
    let cut = lines.iter().position(|line| line.get(1..) == Some(SCISSORS));
    let above = &lines[..cut.unwrap_or(lines.len())];
    let blank = |line: &&[u8]| line.trim_ascii().is_empty();
    let end = above.iter().rposition(|line| !blank(line))? + 1;
    let begin = above[..end].iter().rposition(blank).map_or(0, |at| at + 1);
    let letter = above[begin].first().filter(|letter| LETTERS.contains(letter))?;
    let status = &above[begin..end];
    let whole = status.iter().all(|line| line.first() == Some(letter));
    let bare = status.iter().any(|line| *line == [*letter, b'\n']);
    (whole && bare).then(|| vec![*letter])
}

#[cfg(test)]
mod tests {
    use super::*;

    const CUT: &str = "# ------------------------ >8 ------------------------\n";

    fn kept(comment: Option<&str>, strips: bool, message: &str) -> String {
        let comment = comment.map(|text| text.as_bytes().to_owned());
        let kept = Settings { comment, strips }.kept(message.as_bytes());
        String::from_utf8(kept).unwrap()
    }

    #[test]
    fn comments_are_taken_out_where_git_does_it() {
        assert_eq!(kept(Some("#"), true, "a\n# b\n #c\n"), "a\n\n #c\n");
        assert_eq!(kept(Some("#"), false, "a\n# b\n"), "a\n# b\n");
        assert_eq!(kept(Some("//"), true, "a\n// b\n# c\n"), "a\n\n# c\n");
        let says = "a\n# b\n# Lines starting with '#' will be kept; you may\n";
        assert_eq!(kept(Some("#"), true, says), says);
        assert_eq!(kept(None, true, "a\n; b\n\n; c\n;\n; d\n"), "a\n\n\n\n\n\n");
        assert_eq!(kept(None, true, "a\n\n; b\n; c\n"), "a\n\n; b\n; c\n");
    }

    #[test]
    fn a_diff_below_gits_own_scissors_is_not_in_the_message() {
        let below = "# Do not\n# Everything\ndiff --git a/x b/x\n@@ -1 +1 @@\n-old\n same\n+new\n";
        let twice = format!("{below}# ----\n# Changes not staged\ndiff --git i/x w/x\n+more\n");
        for below in [below, &twice] {
            let message = format!("one\n\n# two\n#\n{CUT}{below}");
            assert_eq!(kept(Some("#"), true, &message), "one\n\n\n\n");
            assert_eq!(kept(Some("#"), false, &message), "one\n\n# two\n#\n");
            assert_eq!(kept(None, true, &message), "one\n\n\n\n");
            assert_eq!(kept(Some(";"), true, &message), message);
        }
        // Of the status, git keeps what is above.
        let message = format!("one\n# two\n{CUT}# Do not\n# Everything\n#\n# On branch\n#\n");
        assert_eq!(kept(Some("#"), true, &message), "one\n# two\n");
    }

    #[test]
    fn scissors_of_somebody_else_cut_nothing() {
        for below in
            ["-two\n", "diff --git a/x b/x\n+two\n", "# x\ntwo\n", "# x\ndiff --git\ntwo\n"]
        {
            let message = format!("one\n{CUT}{below}");
            assert_eq!(kept(Some("#"), true, &message), message);
        }
        let status = format!("one\n{CUT}# x\ndiff --git a/x b/x\n+two\n\n# Please enter\n#\n");
        assert_eq!(kept(Some("#"), true, &status), status);
    }
}
