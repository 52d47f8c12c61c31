//! Our one line in a file of the person's: found by its mark, put in once, taken out exactly. All
//! of it is over bytes, since the rest of the file can be anything.

/// What every line of hfenv's in an rc file ends with, so that it is found again.
pub const MARK: &str = "# added by hfenv setup shell";

/// What the mark goes on with if the file had no line end before our line.
const JOINED: &str = ", after a line without an end";

/// With our line: where it stands already, else at the end. `None` if the last line would swallow
/// it.
#[must_use]
pub fn with_line(before: &[u8], code: &str) -> Option<Vec<u8>> {
    let line = format!("{code} {MARK}");
    let mut after = Vec::with_capacity(before.len() + line.len() + JOINED.len() + 2);
    let mut there = false;
    for old in split(before) {
        if !is_marked(old) {
            after.extend_from_slice(old);
        } else if !std::mem::replace(&mut there, true) {
            push_line(&mut after, &line, is_joined(old));
        }
    }
    if !there {
        if goes_on(&after) {
            return None;
        }
        let joined = !after.is_empty() && !after.ends_with(b"\n");
        if joined {
            after.push(b'\n');
        }
        push_line(&mut after, &line, joined);
    }
    Some(after)
}

/// Without our line, and without the line end that was added before it, unless something follows.
#[must_use]
pub fn without_line(before: &[u8]) -> Vec<u8> {
    let mut after = Vec::with_capacity(before.len());
    let mut joined = false;
    for line in split(before) {
        joined = is_joined(line);
        if !is_marked(line) {
            after.extend_from_slice(line);
        }
    }
    if joined && after.ends_with(b"\n") {
        after.pop();
    }
    after
}

/// Our lines, as they stand there.
pub fn marked(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    split(text).filter(|line| is_marked(line)).map(<[u8]>::trim_ascii_end)
}

/// The number of a line with `words` that the person has put in, comments aside.
#[must_use]
pub fn by_hand(text: &[u8], words: &[&str]) -> Option<usize> {
    numbered(text).find(|(_, line)| !is_marked(line) && says(line, words)).map(|(number, _)| number)
}

/// Whether a line is no comment and has all of these words.
#[must_use]
pub fn says(line: &[u8], words: &[&str]) -> bool {
    let line = String::from_utf8_lossy(line);
    let code = line.trim_start();
    !code.starts_with('#') && words.iter().all(|word| code.contains(word))
}

/// The lines with their numbers, from 1.
pub fn numbered(text: &[u8]) -> impl Iterator<Item = (usize, &[u8])> {
    split(text).enumerate().map(|(index, line)| (index + 1, line))
}

/// What one of our lines says before its mark; `None` if it is none of ours.
#[must_use]
pub fn code_of(line: &[u8]) -> Option<&[u8]> {
    let line = line.trim_ascii_end();
    let line = line.strip_suffix(JOINED.as_bytes()).unwrap_or(line);
    line.strip_suffix(MARK.as_bytes()).map(<[u8]>::trim_ascii_end)
}

fn split(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split_inclusive(|b| *b == b'\n')
}

fn push_line(out: &mut Vec<u8>, line: &str, joined: bool) {
    out.extend_from_slice(line.as_bytes());
    out.extend_from_slice(if joined { JOINED } else { "" }.as_bytes());
    out.push(b'\n');
}

fn is_marked(line: &[u8]) -> bool {
    code_of(line).is_some()
}

fn is_joined(line: &[u8]) -> bool {
    code_of(line).is_some() && line.trim_ascii_end().ends_with(JOINED.as_bytes())
}

/// Whether the last line ends in a backslash that joins the next one to it.
fn goes_on(text: &[u8]) -> bool {
    let text = text.strip_suffix(b"\n").unwrap_or(text);
    text.iter().rev().take_while(|b| **b == b'\\').count() % 2 == 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(before: &[u8], code: &str) -> Vec<u8> {
        with_line(before, code).unwrap()
    }

    #[test]
    fn the_line_is_added_once_and_undone_exactly() {
        for before in [&b""[..], b"a\n", b"a\nb", b"\xff\0\r\n", b"a\\\\"] {
            let after = with(before, "x");
            assert_eq!(with(&after, "x"), after);
            assert_eq!(without_line(&after), before);
            // Where the user has gone on below, ours is renewed in its place.
            let more = [&after[..], b"b\n"].concat();
            assert_eq!(with(&more, "x"), more);
            let moved = with(&more, "yy");
            assert!(moved.ends_with(b"\nb\n") && moved.len() == more.len() + 1);
        }
    }

    #[test]
    fn a_line_that_goes_on_is_not_continued_by_ours() {
        assert_eq!(with_line(b"alias x=y \\", "x"), None);
        assert_eq!(with_line(b"a\nb \\\n", "x"), None);
        assert!(with_line(b"a \\\nb\n", "x").is_some());
        // Where our line stands already, it is not the end.
        assert!(with_line(&[&with(b"a\n", "x")[..], b"b \\"].concat(), "y").is_some());
    }

    #[test]
    fn a_line_by_hand_is_neither_a_comment_nor_ours() {
        let words = ["hfenv", "hook bash"];
        assert_eq!(by_hand(b"a\n  eval \"$(hfenv hook bash)\"\n", &words), Some(2));
        assert_eq!(by_hand(b"# eval \"$(hfenv hook bash)\"\nhfenv hook zsh\n", &words), None);
        assert_eq!(by_hand(&with(b"", "hfenv hook bash"), &words), None);
    }
}
