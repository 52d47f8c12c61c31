//! The same question about many things, a few at the same time.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// What `work` makes of each item, in the order of the items.
pub(super) fn each<T: Sync, R: Send>(
    items: &[T],
    at_once: usize,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let some = || {
        let mut done = Vec::new();
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else { return done };
            done.push((index, work(item)));
        }
    };
    let mut all = thread::scope(|scope| {
        let more = 1..at_once.min(items.len());
        // A thread that the system does not give is not needed: this one does all the work then.
        let more: Vec<_> =
            more.filter_map(|_| thread::Builder::new().spawn_scoped(scope, some).ok()).collect();
        let mut all = some();
        for thread in more {
            all.extend(thread.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    all.sort_by_key(|(index, _)| *index);
    all.into_iter().map(|(_, answer)| answer).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_come_in_the_order_of_the_questions() {
        let items: Vec<u64> = (0..40).rev().collect();
        let slow = |item: &u64| {
            thread::sleep(std::time::Duration::from_micros(item % 7 * 100));
            item * 2
        };
        let doubled: Vec<u64> = items.iter().map(|item| item * 2).collect();
        for at_once in [0, 1, 4, 100] {
            assert_eq!(each(&items, at_once, slow), doubled, "{at_once}");
        }
        assert!(each(&[], 4, slow).is_empty());
    }
}
