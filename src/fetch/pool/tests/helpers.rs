//! Large files over several connections.

use std::io::ErrorKind;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::source::{Asked, Reply, Server, status};
use super::stage::Stage;

/// Each connection brings at most 4 MB a second.
fn slow(asked: &Asked) -> Reply {
    Reply { read: 4 << 10, delay: Duration::from_millis(1), ..Reply::to(asked) }
}

fn capped(stage: &Stage) -> Server {
    stage.server(|asked| Ok(slow(asked)))
}

fn large() -> Stage {
    let mut stage = Stage::new(&[1 << 20]);
    stage.measures.buffer = 8 << 10;
    stage.measures.share = 64 << 10;
    stage
}

#[test]
fn helpers_come_where_each_connection_is_slow() {
    let stage = large();
    let server = capped(&stage);
    let done = stage.fetch(&server, 6).unwrap();
    stage.check();
    assert!((2..=6).contains(&server.open.most()), "{}", server.open.most());
    assert_eq!(done.bytes, 1 << 20, "nothing comes twice");
    let mut slices = server.log().into_iter().skip(1).map(|asked| asked.range);
    assert!(slices.all(|slice| slice.end - slice.start <= 4 * stage.measures.share), "in slices");
    assert_eq!(stage.screen.came.load(SeqCst), 1 << 20);
}

#[test]
fn one_connection_is_all_that_is_used_if_no_more_are_allowed() {
    let stage = large();
    let server = capped(&stage);
    stage.fetch(&server, 1).unwrap();
    stage.check();
    assert_eq!(server.log().len(), 1);
}

#[test]
fn files_that_nobody_began_come_before_helping() {
    let mut stage = Stage::new(&[300_000, 301_000, 302_000, 303_000]);
    stage.measures.share = 16 << 10;
    let server = capped(&stage);
    stage.fetch(&server, 2).unwrap();
    stage.check();
    assert_eq!(server.open.most(), 2);
    let mut seen: Vec<String> = Vec::new();
    for asked in server.log() {
        let helps = seen.contains(&asked.path);
        assert!(!helps || seen.len() == 4, "{} is helped with before all are begun", asked.path);
        if !helps {
            seen.push(asked.path);
        }
    }
}

#[test]
fn a_helper_that_fails_does_no_harm() {
    let faults: [fn(Reply) -> Option<Reply>; 4] = [
        |_| None,
        |reply| Some(Reply { breaks: Some((0, None)), ..reply }),
        |reply| Some(Reply { breaks: Some((9 << 10, Some(ErrorKind::TimedOut))), ..reply }),
        |reply| Some(Reply { start: 0, ..reply }),
    ];
    for fault in faults {
        let stage = large();
        let server = stage.server(move |asked| {
            let reply = slow(asked);
            if asked.range.start == 0 { Ok(reply) } else { fault(reply).ok_or_else(|| status(503)) }
        });
        let done = stage.fetch(&server, 4);
        assert!(server.log().len() > 1, "somebody helped");
        done.unwrap();
        stage.check();
        assert_eq!(stage.screen.came.load(SeqCst), 1 << 20);
    }
}

#[test]
fn the_first_error_ends_all() {
    let stage = Stage::new(&[1 << 20, 2 << 20, 2 << 10, 3 << 20]);
    let server = stage.server(|asked| match asked.size {
        2048 => Err(status(403)),
        _ => Ok(slow(asked)),
    });
    let error = stage.fetch(&server, 3).unwrap_err();
    assert!(error.to_string().contains("403"), "{error}");
    assert!(server.log().len() <= 3, "nothing new is begun");
    assert!(server.stopped.load(SeqCst), "what stands still is broken off, too");
    assert!(stage.screen.came.load(SeqCst) < 1 << 20, "what runs is broken off");
}

#[cfg(unix)]
#[test]
fn a_planted_link_is_not_followed() {
    use crate::fetch::FetchError;
    use crate::fetch::pool::Store;

    for size in [3 << 10, 1 << 20] {
        let stage = Stage::new(&[size]);
        let (slot, own) = (stage.shelf.slot(stage.entry(0)), stage.shelf.folder().join("own"));
        std::fs::write(&own, "mine").unwrap();
        std::os::unix::fs::symlink(&own, &slot.part).unwrap();
        let error = stage.fetch(&stage.good(), 4).unwrap_err();
        assert!(matches!(&error, FetchError::Io { path, .. } if *path == slot.part), "{error}");
        assert_eq!(std::fs::read_to_string(own).unwrap(), "mine");
    }
}
