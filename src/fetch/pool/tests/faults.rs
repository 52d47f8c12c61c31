//! One file or a few, a fault, and what comes of it.

use std::io::ErrorKind;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::source::{Asked, Reply, limited, no_range, status, unreachable};
use super::stage::Stage;
use crate::cache::CacheError;
use crate::fetch::FetchError;
use crate::fetch::plan::Standing;
use crate::fetch::pool::{Done, Store};
use crate::hub::error::HubError;

/// A small file and a large one: both ways are walked.
const SIZES: [usize; 2] = [3 << 10, 40 << 10];

type Fault = fn(&Asked) -> Result<Reply, HubError>;

/// Fetches one file of each size with a fault, one connection at a time and with helpers.
fn each(rule: Fault, then: impl Fn(&Stage, Result<Done, FetchError>)) {
    for (size, connections) in [(SIZES[0], 1), (SIZES[1], 1), (SIZES[1], 4)] {
        let stage = Stage::new(&[size]);
        let server = stage.server(rule);
        let done = stage.fetch(&server, connections);
        then(&stage, done);
    }
}

/// The right bytes came, and the screen counted each of them once.
fn right(stage: &Stage, done: Result<Done, FetchError>) {
    assert_eq!(done.unwrap().files, stage.plan.files.len());
    stage.check();
    let size: u64 = stage.plan.files.iter().map(|wanted| wanted.entry.size).sum();
    let screen = &stage.screen;
    assert_eq!(screen.here.load(SeqCst) + screen.came.load(SeqCst), size);
    assert_eq!(screen.begun.load(SeqCst), screen.ended.load(SeqCst));
}

fn waits(stage: &Stage) -> Vec<Option<Duration>> {
    stage.screen.waits.lock().unwrap().iter().map(|(_, about)| *about).collect()
}

#[test]
fn all_sizes_come_whole() {
    let stage = Stage::new(&[0, 1, 1023, 1024, 1025, 4095, 4096, 4097, 70_000, 0]);
    let server = stage.good();
    let done = stage.fetch(&server, 3).unwrap();
    stage.check();
    assert_eq!(done.bytes, 85_361);
    assert_eq!(done.files, 9, "two files with one content come once");
    assert!(server.log().iter().all(|asked| asked.size > 0), "nothing is asked for no bytes");
}

#[test]
fn what_is_here_is_not_asked_for() {
    let mut stage = Stage::new(&[5000, 6000, 7000]);
    stage.plan.files[0].standing = Standing::Here;
    std::fs::write(stage.shelf.file(stage.entry(0)), stage.content(0)).unwrap();
    std::fs::write(stage.shelf.blob(stage.entry(1)), stage.content(1)).unwrap();
    std::fs::write(stage.shelf.file(stage.entry(2)), stage.content(2)).unwrap();
    let server = stage.good();
    assert_eq!(stage.fetch(&server, 2).unwrap(), Done::default());
    stage.check();
    assert!(server.log().is_empty());
    assert_eq!(stage.screen.ended.load(SeqCst), 2);
}

#[test]
fn a_connection_that_breaks_off_is_followed_by_another() {
    for kind in [Some(ErrorKind::ConnectionReset), Some(ErrorKind::TimedOut), None] {
        for size in SIZES {
            let stage = Stage::new(&[size]);
            let server = stage.server(move |asked| {
                let breaks = (asked.before < 7).then_some((100, kind));
                Ok(Reply { breaks, ..Reply::to(asked) })
            });
            right(&stage, stage.fetch(&server, 1));
            let starts: Vec<u64> = server.log().iter().map(|asked| asked.range.start).collect();
            assert_eq!(starts, [0, 100, 200, 300, 400, 500, 600, 700]);
            assert!(waits(&stage).iter().all(|wait| *wait <= Some(Duration::from_millis(625))));
        }
    }
}

#[test]
fn nothing_comes_again_and_again() {
    each(
        |asked| Ok(Reply { breaks: Some((0, Some(ErrorKind::TimedOut))), ..Reply::to(asked) }),
        |stage, done| {
            let error = done.unwrap_err();
            assert!(matches!(&error, FetchError::Broken { .. }), "{error}");
            let waits = waits(stage);
            assert_eq!(waits.len(), 5);
            for (wait, half) in waits.into_iter().flatten().zip([500_u64, 1000, 2000, 4000, 8000]) {
                let wait = u64::try_from(wait.as_millis()).unwrap();
                assert!((half * 3 / 4..=half * 5 / 4).contains(&wait), "{wait} for {half}");
            }
        },
    );
}

#[test]
fn a_server_may_ask_to_wait() {
    each(
        |asked| match asked.before {
            0 => Err(limited(Some(40))),
            1 => Err(status(503)),
            2 => Err(unreachable()),
            _ => Ok(Reply::to(asked)),
        },
        |stage, done| {
            right(stage, done);
            let asked = Duration::from_secs(40)..Duration::from_secs(41);
            assert!(waits(stage)[0].is_some_and(|wait| asked.contains(&wait)));
        },
    );
}

#[test]
fn a_server_that_asks_to_wait_for_hours_is_not_waited_for() {
    each(
        |_| Err(limited(Some(7200))),
        |stage, done| {
            let error = done.unwrap_err();
            assert!(matches!(&error, FetchError::Hub(HubError::RateLimited { .. })), "{error}");
            assert!(waits(stage).is_empty());
        },
    );
}

#[test]
fn what_will_not_pass_is_not_tried_again() {
    let stage = Stage::new(&[2000, 3000, 4000]);
    let server = stage.server(|_| Err(status(403)));
    let error = stage.fetch(&server, 1).unwrap_err();
    assert!(matches!(error, FetchError::Hub(HubError::Status { status: 403, .. })), "{error}");
    assert_eq!(server.log().len(), 1, "nothing new is begun");
}

#[test]
fn a_server_without_ranges_is_read_over() {
    each(
        |asked| {
            let breaks = (asked.before == 0).then_some((2000, Some(ErrorKind::ConnectionReset)));
            let whole = Reply { start: 0, end: asked.size, ..Reply::to(asked) };
            Ok(Reply { breaks, ..whole })
        },
        right,
    );
}

#[test]
fn a_range_that_is_refused_throws_the_part_away_once() {
    each(
        |asked| match asked.before {
            0 => Ok(Reply { breaks: Some((2000, None)), ..Reply::to(asked) }),
            1 => Err(no_range()),
            _ => Ok(Reply::to(asked)),
        },
        |stage, done| {
            right(stage, done);
            assert_eq!(stage.screen.restarts.load(SeqCst), 1);
        },
    );
    each(
        |asked| {
            let refused = asked.range.start > 0;
            let reply = Reply { breaks: Some((2000, None)), ..Reply::to(asked) };
            if refused { Err(no_range()) } else { Ok(reply) }
        },
        |stage, done| {
            let error = done.unwrap_err();
            assert!(matches!(&error, FetchError::Hub(HubError::Range(_))), "{error}");
            assert_eq!(stage.screen.restarts.load(SeqCst), 1);
        },
    );
}

#[test]
fn a_file_that_is_shorter_or_longer_is_an_error() {
    let wrong: [Fault; 3] = [
        |asked| {
            let end = (asked.size - 10).max(asked.range.start);
            Ok(Reply { end, total: None, ..Reply::to(asked) })
        },
        |asked| Ok(Reply { more: 1, ..Reply::to(asked) }),
        |asked| Ok(Reply { total: Some(asked.size + 5), ..Reply::to(asked) }),
    ];
    for (rule, got) in wrong.into_iter().zip([-10, 1, 5]) {
        each(rule, |stage, done| {
            let size = stage.entry(0).size;
            let error = done.unwrap_err();
            let FetchError::Size { got: found, .. } = error else { panic!("{error}") };
            assert_eq!(found, size.checked_add_signed(got).unwrap());
            assert!(!stage.shelf.file(stage.entry(0)).exists());
        });
    }
}

#[test]
fn a_wrong_byte_is_found() {
    each(
        |asked| Ok(Reply { flip: (asked.before == 0).then_some(1000), ..Reply::to(asked) }),
        |stage, done| {
            right(stage, done);
            assert_eq!(stage.screen.restarts.load(SeqCst), 1);
        },
    );
    each(
        |asked| Ok(Reply { flip: Some(1000), ..Reply::to(asked) }),
        |stage, done| {
            let error = done.unwrap_err();
            assert!(matches!(error, FetchError::Hash { .. }), "{error}");
            let slot = stage.shelf.slot(stage.entry(0));
            assert!(!slot.part.exists() && !slot.map.exists(), "nothing of it is kept");
            assert!(!stage.shelf.blob(stage.entry(0)).exists());
        },
    );
}

#[test]
fn another_process_is_waited_for() {
    let mut stage = Stage::new(&[5000, 6000]);
    stage.measures.sleep = std::thread::sleep;
    let server = stage.good();
    std::thread::scope(|scope| {
        let held = stage.shelf.hold(stage.entry(0));
        let fetched = scope.spawn(|| stage.fetch(&server, 2));
        while !stage.shelf.file(stage.entry(1)).exists() || stage.shelf.asked.load(SeqCst) < 6 {
            std::thread::yield_now();
        }
        // The other one is done.
        std::fs::write(stage.shelf.blob(stage.entry(0)), stage.content(0)).unwrap();
        drop(held);
        assert_eq!(fetched.join().unwrap().unwrap(), Done { files: 1, bytes: 6000 });
    });
    stage.check();
    assert_eq!(waits(&stage), [None], "it is told once");
}

#[test]
fn another_process_that_does_nothing_is_named() {
    let mut stage = Stage::new(&[5000]);
    stage.measures.locked = Duration::from_millis(20);
    let _held = stage.shelf.hold(stage.entry(0));
    let error = stage.fetch(&stage.good(), 2).unwrap_err();
    assert!(matches!(error, FetchError::Cache(CacheError::Locked { .. })), "{error}");
}

#[test]
fn a_byte_for_each_connection_is_nothing() {
    let few = |asked: &Asked| Ok(Reply { breaks: Some((1, None)), ..Reply::to(asked) });
    each(few, |stage, done| {
        let error = done.unwrap_err();
        assert!(matches!(error, FetchError::Size { .. }), "{error}");
        assert!(stage.screen.came.load(SeqCst) < 100);
    });
}
