//! Any size, any holes, any faults at any time: the right bytes.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::ErrorKind;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use proptest::prelude::*;

use super::resume::begin;
use super::source::{Asked, Reply, status};
use super::stage::Stage;
use crate::hub::error::HubError;

/// What a server does by dice: the same for the same question.
fn dice(seed: u64, asked: &Asked, refused: &AtomicUsize) -> Result<Reply, HubError> {
    let mut hasher = DefaultHasher::new();
    (seed, asked.before, asked.range.start).hash(&mut hasher);
    let roll = hasher.finish();
    let reply = Reply {
        read: 1 + (roll >> 16) as usize % 3000,
        delay: Duration::from_micros((roll >> 32) % 1500),
        ..Reply::to(asked)
    };
    let cut = 1 + (roll >> 40) % 5000;
    match roll % 8 {
        // Fewer than make one give up.
        0 if refused.fetch_add(1, SeqCst) < 4 => Err(status(503)),
        1 => Ok(Reply { breaks: Some((cut, None)), ..reply }),
        2 => Ok(Reply { breaks: Some((cut, Some(ErrorKind::ConnectionReset))), ..reply }),
        3 => Ok(Reply { breaks: Some((cut, Some(ErrorKind::TimedOut))), ..reply }),
        4 if asked.before < 6 => Ok(Reply { start: 0, ..reply }),
        _ => Ok(reply),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    #[test]
    fn the_right_bytes_come(
        sizes in prop::collection::vec(0_usize..60_000, 1..5),
        safe in prop::collection::vec((0_usize..60_000, 0_usize..20_000), 0..6),
        seed: u64,
        connections in 1_usize..9,
    ) {
        let stage = Stage::new(&sizes);
        let last = sizes.len() - 1;
        let at = |at: usize| at.min(sizes[last]);
        let ends = |(start, more): &(usize, usize)| (at(*start), at(start + more));
        let safe: Vec<_> = safe.iter().map(ends).collect();
        begin(&stage, last, &safe);
        let refused = AtomicUsize::new(0);
        let server = stage.server(move |asked| dice(seed, asked, &refused));
        let done = stage.fetch(&server, connections);
        prop_assert!(done.is_ok(), "{:?}", done);
        stage.check();
        let size: usize = sizes.iter().collect::<std::collections::HashSet<_>>().into_iter().sum();
        let shown = stage.screen.here.load(SeqCst) + stage.screen.came.load(SeqCst);
        prop_assert!(stage.screen.restarts.load(SeqCst) == 0);
        prop_assert!(shown >= size as u64);
    }
}
