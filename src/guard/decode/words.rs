//! What puts strings together that stand apart: functions, their names in all languages, and
//! statements that add. One pass looks for all of them.

use std::ops::Range;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};

use super::copied::Copied;
use super::pieces::{self, LEAST};
use super::{Encoding, Show, appended, lists};

/// How far such a word may be from a secret's beginning.
pub(super) const BACK: usize = 2 << 10;

/// How a word joins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Joins {
    /// The strings of a list, which is an argument or has the function, or all arguments.
    List,
    /// All arguments, if the one called `sep` is empty.
    Paste,
    /// A separator and the strings of a list, themselves a list.
    Pair,
    /// What it is added to, and the string behind it.
    More,
    /// The one string that it turns into another kind, and what an operator adds to that.
    Kind,
}

/// The ends of names, and operators.
const WORDS: [(&str, Joins); 14] = [
    ("oin(", Joins::List),
    ("oncat(", Joins::List),
    ("oncat!(", Joins::List),
    ("ONCAT(", Joins::List),
    ("aste0(", Joins::List),
    ("mplode(", Joins::List),
    ("aste(", Joins::Paste),
    ("oin [", Joins::Pair),
    ("oin: [", Joins::Pair),
    ("oin\": [", Joins::Pair),
    ("ppend(", Joins::More),
    ("+=", Joins::More),
    (".=", Joins::More),
    ("tring(", Joins::Kind),
];

/// Looks for all of them; a test sees that it can be made.
static SEARCH: LazyLock<Option<AhoCorasick>> = LazyLock::new(|| {
    let mut builder = AhoCorasick::builder();
    builder.match_kind(MatchKind::LeftmostFirst).build(WORDS.map(|(word, _)| word)).ok()
});

pub(super) fn views(copied: &mut Copied, window: &[u8], fresh: Range<usize>, show: &mut Show<'_>) {
    let Some(search) = SEARCH.as_ref() else { return };
    let end = window.len().min(fresh.end + BACK);
    let from = fresh.start.saturating_sub(BACK);
    // Nothing is read twice by words of one kind.
    let mut seen = [from; WORDS.len()];
    for found in search.find_iter(&window[from..end]) {
        let at = from + found.start()..from + found.end();
        let index = found.pattern().as_usize();
        let (word, joins) = WORDS[index];
        copied.clear();
        let next = match joins {
            Joins::List => lists::strings(copied, window, seen[index], at.clone()),
            Joins::Paste => lists::pasted(copied, window, seen[index], at.clone()),
            Joins::Pair => lists::pair(copied, window, seen[index], at.clone()),
            Joins::More => appended::more(copied, window, seen[index], (at.clone(), word)),
            Joins::Kind => pieces::behind(copied, window, seen[index], at.end),
        };
        seen[index] = seen[index].max(next).max(at.end);
        if copied.bytes().len() > LEAST {
            copied.show(Encoding::Pieces, show);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_search_is_there_and_no_word_hides_another() {
        let search = SEARCH.as_ref().unwrap();
        for (index, (word, _)) in WORDS.iter().enumerate() {
            let found = search.find(*word).unwrap();
            assert_eq!(found.pattern().as_usize(), index, "{word}");
        }
    }
}
