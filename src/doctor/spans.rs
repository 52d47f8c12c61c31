//! Where two versions of a text differ, kept so that the former can be had again: also after
//! somebody has gone on writing elsewhere in it, and without keeping anything of what stayed.

use serde::{Deserialize, Serialize};

/// The most steps of a comparison; what is larger was not changed by one of our few lines.
const STEPS: usize = 4_000_000;

/// Larger than any text in which lines are changed.
const LARGEST: usize = 1 << 30;

/// A part that was replaced.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Span {
    /// Where it began.
    from: usize,
    /// Where it begins now.
    to: usize,
    /// What stood there.
    before: String,
    /// What stands there now.
    after: String,
}

/// Every part in which a text differs from its former version.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Spans {
    /// The former length.
    former: usize,
    /// The length since.
    now: usize,
    #[serde(default)]
    span: Vec<Span>,
}

/// What became of a text.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Restored {
    /// The former version.
    Text(Vec<u8>),
    /// It is the former version already.
    Already,
    /// Somebody has changed the very lines.
    Changed,
}

impl Spans {
    /// What differs; `None` where that is no text, or too much.
    pub(super) fn between(before: &[u8], after: &[u8]) -> Option<Self> {
        let (old, new) = (parts(before), parts(after));
        let head = old.iter().zip(&new).take_while(|(old, new)| old == new).count();
        let (old_tail, new_tail) = (&old[head..], &new[head..]);
        let same = old_tail.iter().rev().zip(new_tail.iter().rev());
        let tail = same.take_while(|(old, new)| old == new).count();
        let (old_mid, new_mid) =
            (&old_tail[..old_tail.len() - tail], &new_tail[..new_tail.len() - tail]);
        let start: usize = old[..head].iter().map(|part| part.len()).sum();
        let span = spans(old_mid, new_mid, start)?;
        Some(Self { former: before.len(), now: after.len(), span })
    }

    /// Whether every part that went passes a test: nobody else's lines are kept.
    pub(super) fn all_gone(&self, test: impl Fn(&str) -> bool) -> bool {
        self.span.iter().all(|span| test(&span.before))
    }

    /// Changes every text that is kept.
    pub(super) fn map(mut self, change: impl Fn(&str) -> String) -> Self {
        for span in &mut self.span {
            span.before = change(&span.before);
            span.after = change(&span.after);
        }
        self
    }

    /// Whether every place is one that a text of ours can have.
    pub(super) fn is_sound(&self) -> bool {
        let places = self.span.iter().flat_map(|span| [span.from, span.to]);
        places.chain([self.former, self.now]).all(|place| place <= LARGEST)
    }

    /// The former version of a text.
    pub(super) fn restore(&self, text: &[u8]) -> Restored {
        match self.restore_exactly(text) {
            Restored::Changed => {}
            known => return known,
        }
        let once = |span: &Span| {
            let whole = span.after.as_bytes();
            let mut places = text.windows(whole.len().max(1)).enumerate();
            let mut places = places.by_ref().filter(|(_, part)| *part == whole);
            let first = places.next()?.0;
            places.next().is_none().then_some(first)
        };
        self.replaced(text, once).map_or(Restored::Changed, Restored::Text)
    }

    /// The same, where nobody has written anything since.
    pub(super) fn restore_exactly(&self, text: &[u8]) -> Restored {
        let stands = |at, part: &str| stands(text, at, part.as_bytes());
        if text.len() == self.now && self.span.iter().all(|span| stands(span.to, &span.after)) {
            let former = self.replaced(text, |span| Some(span.to));
            return former.map_or(Restored::Changed, Restored::Text);
        }
        if text.len() == self.former && self.span.iter().all(|span| stands(span.from, &span.before))
        {
            return Restored::Already;
        }
        Restored::Changed
    }

    /// The text with each part as it was, found by `find`.
    fn replaced(&self, text: &[u8], find: impl Fn(&Span) -> Option<usize>) -> Option<Vec<u8>> {
        let places = self.span.iter().map(|span| Some((find(span)?, span)));
        let mut places: Vec<(usize, &Span)> = places.collect::<Option<_>>()?;
        places.sort_by_key(|(at, _)| *at);
        let mut out = Vec::with_capacity(text.len());
        let mut done = 0;
        for (at, span) in places {
            out.extend_from_slice(text.get(done..at)?);
            out.extend_from_slice(span.before.as_bytes());
            done = at.checked_add(span.after.len())?;
        }
        out.extend_from_slice(text.get(done..)?);
        Some(out)
    }
}

/// Whether a part stands at a place of a text.
fn stands(text: &[u8], at: usize, part: &[u8]) -> bool {
    text.get(at..).is_some_and(|rest| rest.starts_with(part))
}

/// Lines, and their ends by themselves: a line whose end was added is not ours.
fn parts(text: &[u8]) -> Vec<&[u8]> {
    let halves = |line| {
        let line: &[u8] = line;
        let (body, end) = line.split_at(line.len() - usize::from(line.ends_with(b"\n")));
        [body, end].into_iter().filter(|part| !part.is_empty())
    };
    text.split_inclusive(|byte| *byte == b'\n').flat_map(halves).collect()
}

/// The spans between two lists of parts, by their longest common subsequence.
fn spans(old: &[&[u8]], new: &[&[u8]], start: usize) -> Option<Vec<Span>> {
    let width = new.len() + 1;
    if old.len().checked_mul(width)? > STEPS {
        return None;
    }
    let mut common = vec![0_u32; (old.len() + 1) * width];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut from, mut to) = (0, 0, start, start);
    let mut all = Vec::new();
    while i < old.len() || j < new.len() {
        let (mut before, mut after) = (Vec::new(), Vec::new());
        while i < old.len() || j < new.len() {
            if i < old.len() && j < new.len() && old[i] == new[j] {
                break;
            }
            let takes_new = j < new.len()
                && (i == old.len() || common[i * width + j + 1] >= common[(i + 1) * width + j]);
            if takes_new {
                after.extend_from_slice(new[j]);
                j += 1;
            } else {
                before.extend_from_slice(old[i]);
                i += 1;
            }
        }
        let (gone, come) = (before.len(), after.len());
        if gone + come > 0 {
            let (before, after) = (String::from_utf8(before).ok()?, String::from_utf8(after).ok()?);
            all.push(Span { from, to, before, after });
        }
        (from, to) = (from + gone, to + come);
        if i < old.len() && j < new.len() {
            (from, to) = (from + old[i].len(), to + new[j].len());
            (i, j) = (i + 1, j + 1);
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    const CASES: [(&str, &str); 8] = [
        ("", "x\n"),
        ("a", "a\nx\n"),
        ("a\nb\n", "a\nx\nb\n"),
        ("a\nold\nb\nold\n", "a\nnew\nb\nnewer\n"),
        ("a\nx\nb\n", "a\nb\n"),
        ("[s]\n\tk = 1\n[t]\n", "[s]\n\tk = 1\n[t]\n[u]\n\tk = 2\n\tk =\n"),
        ("a\na\na\n", "a\na\na\na\n"),
        ("same\n", "same\n"),
    ];

    #[test]
    fn a_former_text_is_had_again_exactly() {
        for (before, after) in CASES {
            let spans = Spans::between(before.as_bytes(), after.as_bytes()).unwrap();
            let back = spans.restore(after.as_bytes());
            assert_eq!(back, Restored::Text(before.into()), "{before:?} {after:?}");
            if before != after {
                assert_eq!(spans.restore(before.as_bytes()), Restored::Already, "{before:?}");
            }
        }
    }

    #[test]
    fn what_others_wrote_since_stays() {
        let spans = Spans::between(b"a\nb\n", b"a\nours\nb\n").unwrap();
        assert_eq!(spans.restore(b"0\na\nours\nb\nc\n"), Restored::Text(b"0\na\nb\nc\n".into()));
        for text in [&b"a\nhers\nb\n"[..], b"", b"ours\nours\n"] {
            assert_eq!(spans.restore(text), Restored::Changed);
        }
    }

    #[test]
    fn places_that_no_text_has_are_neither_believed_nor_harmful() {
        for (from, to) in [(usize::MAX, 2), (2, usize::MAX), (usize::MAX, usize::MAX)] {
            let span = Span { from, to, before: "b".to_owned(), after: "a".to_owned() };
            for (former, now) in [(3, 3), (usize::MAX, 3), (3, usize::MAX)] {
                let spans = Spans { former, now, span: vec![span.clone()] };
                assert!(!spans.is_sound());
                assert_ne!(spans.restore_exactly(b"xyz"), Restored::Already);
                assert_eq!(spans.restore(b"xyz"), Restored::Changed);
            }
        }
        // Two that overlap.
        let span = |to| Span { from: to, to, before: String::new(), after: "aa".to_owned() };
        let spans = Spans { former: 9, now: 3, span: vec![span(0), span(1)] };
        assert_eq!(spans.restore(b"aaa"), Restored::Changed);
    }

    #[test]
    fn nothing_of_a_line_that_stays_is_kept() {
        let spans = Spans::between(b"secret", b"secret\nours\n").unwrap();
        assert!(!format!("{spans:?}").contains("secret"));
        assert!(Spans::between(b"\xff\n", b"\xfe\n").is_none());
    }
}
