//! The clock: tokens, certificates and signed addresses end at a time.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::net::ask;
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::text::unix_now;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "clock",
    group: Group::Machine,
    about: "the clock is right, by the Hub's (--online) or by hfenv's own file",
    look: clock,
}];

/// What does no harm.
const SLACK: i64 = 60;

/// From here on logins and signed addresses fail.
const TOO_MUCH: i64 = 300;

/// A program's file has a time of its making; a day is for time zones and late clocks of builders.
const DAY: i64 = 24 * 60 * 60;

fn clock(scene: &Scene<'_>) -> Vec<Finding> {
    let made = std::fs::metadata(scene.program).and_then(|meta| meta.modified());
    if let Some(made) = made.ok().and_then(seconds)
        && unix_now() < made - DAY
    {
        let evidence = "the clock stands before the time at which hfenv's own file was made";
        return vec![wrong(Verdict::Problem, evidence.into())];
    }
    if !scene.online {
        return vec![Finding::new(Verdict::Skipped, "the Hub's clock is asked with --online")];
    }
    let Ok(probe) = ask(scene) else {
        return vec![Finding::new(Verdict::Unknown, "no answer to compare with; see endpoint")];
    };
    let Some(theirs) = probe.date else {
        return vec![Finding::new(Verdict::Unknown, "the answer has no date to compare with")];
    };
    // Between the answer and now lie milliseconds.
    let off = unix_now() - theirs;
    let by = Public::time(Duration::from_secs(off.unsigned_abs()));
    let way = if off < 0 { " behind the Hub's" } else { " ahead of the Hub's" };
    let evidence = || Public::text("the clock is ").and(by.clone()).and(way);
    vec![match off.abs() {
        0..=SLACK => Finding::good("the clock is that of the Hub"),
        TOO_MUCH.. => wrong(Verdict::Problem, evidence()),
        _ => wrong(Verdict::Warning, evidence()),
    }]
}

fn wrong(verdict: Verdict, evidence: Public) -> Finding {
    Finding::new(verdict, evidence)
        .say("set the clock, and let it be kept (timedatectl set-ntp true)")
}

fn seconds(time: SystemTime) -> Option<i64> {
    i64::try_from(time.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}
