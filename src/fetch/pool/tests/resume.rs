//! What is safe is not fetched again, and what only seems so is found out.

use std::fmt::Write;
use std::io::ErrorKind;
use std::ops::Range;
use std::sync::atomic::Ordering::SeqCst;
use std::time::Duration;

use super::source::{Reply, status};
use super::stage::Stage;
use crate::fetch::FetchError;
use crate::fetch::blob::part::LINE_EVERY;
use crate::fetch::pool::Store;

/// Leaves some ranges of a file as a run before did, and rubbish between them.
pub(super) fn begin(stage: &Stage, file: usize, safe: &[(usize, usize)]) {
    let slot = stage.shelf.slot(stage.entry(file));
    let content = stage.content(file);
    let mut part: Vec<u8> = content.iter().map(|byte| !byte).collect();
    let mut map = String::new();
    for (start, end) in safe {
        part[*start..*end].copy_from_slice(&content[*start..*end]);
        writeln!(map, "{start} {end}").unwrap();
    }
    std::fs::write(slot.part, part).unwrap();
    std::fs::write(slot.map, map).unwrap();
}

fn asked(stage: &Stage, connections: usize) -> Vec<Range<u64>> {
    let server = stage.good();
    stage.fetch(&server, connections).unwrap();
    stage.check();
    let mut ranges: Vec<_> = server.log().into_iter().map(|asked| asked.range).collect();
    ranges.sort_by_key(|range| range.start);
    ranges
}

#[test]
fn only_holes_are_asked_for() {
    for size in [3000, 30_000] {
        let stage = Stage::new(&[size]);
        begin(&stage, 0, &[(500, 1000), (1200, 1300)]);
        assert_eq!(asked(&stage, 1), [0..500, 1000..1200, 1300..size as u64]);
        assert_eq!(stage.screen.here.load(SeqCst), 600);
        let stage = Stage::new(&[size]);
        begin(&stage, 0, &[(0, size)]);
        assert!(asked(&stage, 1).is_empty());
    }
}

#[test]
fn bytes_that_a_power_cut_took_come_again() {
    for size in [3000, 30_000] {
        let stage = Stage::new(&[size]);
        begin(&stage, 0, &[(0, 1000)]);
        let slot = stage.shelf.slot(stage.entry(0));
        std::fs::write(&slot.map, "0 1000\n2000 3000\n").unwrap();
        let ranges = asked(&stage, 1);
        assert!(ranges.contains(&(0..size as u64)), "{ranges:?}");
        assert_eq!(stage.screen.restarts.load(SeqCst), 1);
    }
}

#[test]
fn a_run_that_failed_is_gone_on_with() {
    for connections in [1, 5] {
        let stage = Stage::new(&[3000, 200_000]);
        let server = stage.server(|asked| {
            if asked.before > 0 {
                return Err(status(401));
            }
            let breaks = Some((asked.size / 2, Some(ErrorKind::ConnectionReset)));
            Ok(Reply { breaks, ..Reply::to(asked) })
        });
        let first = stage.fetch(&server, connections);
        assert!(matches!(first, Err(FetchError::Hub(_))), "{first:?}");
        let came = stage.screen.came.load(SeqCst);
        assert!(came > 0);
        let second = stage.fetch(&stage.good(), connections).unwrap();
        assert_eq!(second.bytes, 203_000 - came);
        stage.check();
    }
}

/// Looks at the files as they are at some moments, as a run would find them that follows one that
/// was killed then.
#[test]
fn a_run_that_was_killed_is_gone_on_with() {
    let mut stage = Stage::new(&[14 << 20]);
    stage.measures.buffer = 64 << 10;
    stage.measures.share = 1 << 20;
    let killed = Stage::new(&[14 << 20]);
    let (from, to) = (stage.shelf.slot(stage.entry(0)), killed.shelf.slot(killed.entry(0)));
    let server = stage.server(|asked| {
        Ok(Reply { delay: Duration::from_millis(1), read: 32 << 10, ..Reply::to(asked) })
    });
    let came = std::thread::scope(|scope| {
        let run = scope.spawn(|| stage.fetch(&server, 8));
        while stage.screen.came.load(SeqCst) < 7 << 20 {
            std::thread::sleep(Duration::from_millis(1));
        }
        // The list first: what it names was written before it.
        let came = stage.screen.came.load(SeqCst);
        std::fs::copy(&from.map, &to.map).unwrap();
        std::fs::copy(&from.part, &to.part).unwrap();
        run.join().unwrap().unwrap();
        came
    });
    stage.check();
    let again = killed.fetch(&killed.good(), 8).unwrap();
    killed.check();
    assert!(again.bytes + came <= (14 << 20) + 8 * LINE_EVERY, "{came} and {}", again.bytes);
}
