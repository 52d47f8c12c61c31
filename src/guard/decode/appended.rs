//! Strings to which statements add: `t = "a"`, `t += "b"`; `s.append("a").append("b")`; in a shell
//! `t=a`, `t+=b`.

use std::ops::Range;

use memchr::memrchr;

use super::blank::blank;
use super::copied::Copied;
use super::lists::{behind_string, string_end};
use super::pieces::{is_quote, opening};
use super::words::BACK;

/// How long the name may be to which something is added, with all that is blank around it.
const NAME: usize = 128;

/// The most that stands between two statements.
const BETWEEN: usize = 512;

/// Takes in the string before the word at `at`, if there is one, and those that are added by it and
/// in the statements behind; where they end. Nothing before `seen` is read.
pub(super) fn more(
    copied: &mut Copied,
    window: &[u8],
    seen: usize,
    (at, word): (Range<usize>, &str),
) -> usize {
    if at.start < seen {
        return seen;
    }
    let Some(mut start) = first(window, at.end) else {
        return added_words(copied, window, seen, at);
    };
    if let Some(before) = string_before(window, at.start, seen) {
        copied.extend(window, before);
    } else {
        copied.extend(window, start - 1..start);
    }
    loop {
        let Some(end) = string_end(window, start) else { return start };
        copied.extend(window, start..end);
        let behind = behind_string(window, end);
        let next = further(window, behind, word.as_bytes());
        let Some(next) = next.and_then(|next| first(window, next)) else {
            // The quote says that no letter follows.
            copied.push(b'"', end);
            return behind;
        };
        start = next;
    }
}

/// Where the string begins that is next, behind blanks.
fn first(window: &[u8], at: usize) -> Option<usize> {
    let rest = &window[at..window.len().min(at + NAME)];
    opening(window, at + rest.iter().take_while(|byte| **byte == b' ').count())
}

/// Behind the word in the statement at `at`, if it has the same.
fn further(window: &[u8], mut at: usize, word: &[u8]) -> Option<usize> {
    let end = window.len().min(at + BETWEEN);
    loop {
        let rest = window.get(at..end)?;
        let blanks = blank(rest).length;
        let over = rest[blanks..].iter().take_while(|byte| b");".contains(byte)).count();
        at += blanks + over;
        if over == 0 {
            break;
        }
    }
    let rest = window.get(at..end)?;
    let name = rest.iter().take_while(|byte| is_of_name(**byte)).count();
    let blanks = rest[name..].iter().take_while(|byte| **byte == b' ').count();
    // The end of the name may be the beginning of the word.
    let starts = (0..word.len()).map(|back| (name + blanks).checked_sub(back));
    let found = starts.flatten().find(|start| rest[*start..].starts_with(word))?;
    Some(at + found + word.len())
}

/// The names of what something is added to, in all languages: `$this->a.b`, `@a`, `A::b`.
fn is_of_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"_$.@->:".contains(&byte)
}

/// What stands before the name at whose end a word stands, without blanks and the end of a
/// statement; in a notebook each line of a cell is a string.
fn statement_before(window: &[u8], word: usize, seen: usize) -> Option<Range<usize>> {
    let from = word.saturating_sub(NAME).max(seen);
    let text = window.get(from..word)?.trim_ascii_end();
    let name = text.iter().rev().take_while(|byte| is_of_name(**byte)).count();
    let mut before = text[..text.len() - name].trim_ascii_end();
    if name == 0 {
        return None;
    }
    if let Some(rest) = before.strip_suffix(b"\"")
        && let Some(rest) = rest.trim_ascii_end().strip_suffix(b"\\n\",")
    {
        before = rest;
    }
    let before = before.strip_suffix(b";").unwrap_or(before).trim_ascii_end();
    let end = from + before.len();
    let start = end.saturating_sub(BACK).max(seen);
    let line = memrchr(b'\n', window.get(start..end)?).map_or(start, |line| start + line + 1);
    (line < end).then_some(line..end)
}

/// The line with the string before the name at whose end a word stands, without its quote.
fn string_before(window: &[u8], word: usize, seen: usize) -> Option<Range<usize>> {
    let line = statement_before(window, word, seen)?;
    let text = window[line.clone()].split_last().filter(|(last, _)| is_quote(**last))?.1;
    let marks = text.iter().rev().take_while(|byte| **byte == b'\\').count();
    Some(line.start..line.start + text.len() - marks)
}

/// A shell's words without quotes: `t=a` and `t+=b` on the next line.
fn added_words(copied: &mut Copied, window: &[u8], seen: usize, at: Range<usize>) -> usize {
    let is_of_word = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_-./+=:".contains(byte);
    let line = |at: usize| {
        let from = at.saturating_sub(NAME).max(seen);
        memrchr(b'\n', &window[from..at]).map_or(from, |line| from + line + 1)
    };
    let name = &window[line(at.start)..at.start];
    let before = statement_before(window, at.start, seen).filter(|before| {
        let text = window[before.clone()].trim_ascii_start();
        let value = text.strip_prefix(name.trim_ascii_start());
        !name.is_empty() && value.is_some_and(|value| value.starts_with(b"="))
    });
    let count = window[at.end..].iter().take(BACK).take_while(is_of_word).count();
    if let Some(before) = before.filter(|_| count > 0 && at.len() == 2) {
        copied.extend(window, before);
        copied.extend(window, at.end..at.end + count);
        let end = at.end + count;
        copied.extend(window, end..window.len().min(end + 1));
        return end;
    }
    at.end
}
