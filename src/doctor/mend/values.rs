//! Values of a key of git's, as a list in which each can stand several times.

use super::GitKey;
use crate::git::config::Change;

impl GitKey {
    /// What comes, what goes, and which of the same values stay.
    pub(super) fn of(change: &Change) -> Self {
        let gone = less(&change.before, &change.after);
        let come = less(&change.after, &change.before);
        let mut stay = less(&change.before, &gone);
        stay.retain(|value| gone.contains(value) || come.contains(value));
        Self { key: change.key.clone(), gone, come, stay }
    }

    /// The values with as much taken back as is there: of what came, what is more than there was,
    /// and of what went, what is less. It stands at the end, where ours stands.
    pub(super) fn back(&self, now: &[String]) -> Vec<String> {
        let was = |value: &String| count(&self.stay, value) + count(&self.gone, value);
        let mut after = now.to_vec();
        for value in &self.come {
            if count(&after, value) > was(value)
                && let Some(at) = after.iter().rposition(|one| one == value)
            {
                after.remove(at);
            }
        }
        for value in &self.gone {
            if count(&after, value) < was(value) {
                after.push(value.clone());
            }
        }
        after
    }
}

fn count(all: &[String], value: &String) -> usize {
    all.iter().filter(|one| *one == value).count()
}

/// The first list without what is in the second, each as often as it is there.
fn less(all: &[String], without: &[String]) -> Vec<String> {
    let mut left = without.to_vec();
    let mut rest = Vec::new();
    for value in all {
        match left.iter().position(|one| one == value) {
            Some(at) => drop(left.remove(at)),
            None => rest.push(value.clone()),
        }
    }
    rest
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "/old/git-credential-hfenv";
    const NEW: &str = "/new/git-credential-hfenv";

    fn list(values: &[&str]) -> Vec<String> {
        values.iter().map(ToString::to_string).collect()
    }

    fn key(before: &[&str], after: &[&str]) -> GitKey {
        GitKey::of(&Change { key: "k".to_owned(), before: list(before), after: list(after) })
    }

    #[test]
    fn what_comes_and_goes_is_told_from_what_stays() {
        let key = key(&["a", "", OLD], &["a", "", NEW]);
        assert_eq!((key.gone, key.come), (list(&[OLD]), list(&[NEW])));
        assert!(key.stay.is_empty());
    }

    #[test]
    fn whatever_part_was_made_is_taken_back() {
        for (before, after) in [
            (&[][..], &["", NEW][..]),
            (&["", OLD], &["", NEW]),
            (&["a", "", OLD], &["a", "", NEW]),
            (&["", "a"], &["", "a", "", NEW]),
        ] {
            let key = key(before, after);
            let back = |now: &[&str]| key.back(&list(now));
            let mut sorted = back(after);
            sorted.sort();
            let mut expected = list(before);
            expected.sort();
            assert_eq!(sorted, expected);
            assert_eq!(back(before), list(before));
            // Cut short after every step.
            let kept: Vec<&str> =
                before.iter().copied().filter(|one| after.contains(one)).collect();
            for end in kept.len()..after.len() {
                let mut half = back(&after[..end]);
                half.sort();
                assert_eq!(half, expected, "{:?}", &after[..end]);
            }
        }
    }

    #[test]
    fn what_others_have_put_there_stays() {
        let key = key(&[], &["", NEW]);
        assert_eq!(key.back(&list(&["", NEW, "store"])), list(&["store"]));
        assert_eq!(key.back(&list(&["store"])), list(&["store"]));
    }
}
