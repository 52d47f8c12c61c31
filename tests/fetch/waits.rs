//! Servers that say nothing, say it slowly, or ask to be left alone.

use std::time::{Duration, Instant};

use super::stage::{LARGE, MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, File, Reply};
use crate::support::shells::is_long;

const NAME: &str = "model.safetensors";

/// Every place where a fetch asks something.
const PLACES: [&str; 4] =
    ["/revision/main", "/tree/", "/acme/model/resolve/", "/api/resolve-cache/"];

#[test]
fn a_body_that_stalls_is_asked_for_again() {
    let (stage, files) = Stage::with_model();
    for bytes in [0, 1, LARGE / 3] {
        stage.hub.cdn().fault(NAME, Fault::StallAfter(bytes), 1);
    }
    stage.hub.fault("/api/resolve-cache/", Fault::StallAfter(3), 1);
    let mut command = stage.command(&[MODEL]);
    command.env("HF_HUB_DOWNLOAD_TIMEOUT", "1").env("HF_HUB_ETAG_TIMEOUT", "1");
    let begin = Instant::now();
    assert_whole(&stage.run(command), &files);
    assert_eq!(stage.hub.cdn().faults_left(), 0);
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
}

#[test]
fn an_answer_that_does_not_come_is_asked_for_again() {
    for place in PLACES {
        let (stage, files) = Stage::with_model();
        let late = Reply::new(200).after(Duration::from_secs(600));
        stage.hub.fault(place, Fault::reply(late), 1);
        let mut command = stage.command(&[MODEL]);
        command.env("HF_HUB_DOWNLOAD_TIMEOUT", "1").env("HF_HUB_ETAG_TIMEOUT", "1");
        let begin = Instant::now();
        assert_whole(&stage.run(command), &files);
        assert!(begin.elapsed() < Duration::from_secs(20), "{place}: {:?}", begin.elapsed());
    }
}

#[test]
fn drops_of_a_byte_are_a_stall() {
    if !is_long() {
        println!("skipped: it takes a minute (HFENV_TEST_LONG)");
        return;
    }
    let (stage, files) = Stage::with_model();
    stage.hub.cdn().fault(NAME, Fault::Drip(1, Duration::from_millis(200)), 1);
    let begin = Instant::now();
    assert_whole(&stage.fetch(&[MODEL]), &files);
    assert!(begin.elapsed() < Duration::from_secs(100), "{:?}", begin.elapsed());
}

#[test]
fn a_rate_limit_is_waited_for_wherever_it_comes() {
    for place in PLACES {
        let (stage, files) = Stage::with_model();
        stage.hub.fault(place, Fault::rate_limited(2), 1);
        let begin = Instant::now();
        assert_whole(&stage.fetch(&[MODEL]), &files);
        let took = begin.elapsed();
        assert!(took >= Duration::from_millis(1900), "{place}: it did not wait ({took:?})");
        assert!(took < Duration::from_secs(15), "{place}: {took:?}");
    }
    let (stage, files) = Stage::with_model();
    let only_after = Reply::new(429).with_header("Retry-After", "2");
    stage.hub.cdn().fault(NAME, Fault::reply(only_after), 1);
    let begin = Instant::now();
    assert_whole(&stage.fetch(&[MODEL]), &files);
    assert!(begin.elapsed() >= Duration::from_millis(1900), "the storage host's limit");
}

#[test]
fn an_odd_rate_limit_does_not_stop_it_for_ever() {
    let odd: [(&str, &str); 6] = [
        ("Retry-After", "Wed, 21 Oct 2015 07:28:00 GMT"),
        ("Retry-After", "-5"),
        ("Retry-After", "soon"),
        ("RateLimit", "\"api\";r=0;t=x"),
        ("RateLimit", "\";;;=\"\"\""),
        ("RateLimit-Policy", "\"fixed window\""),
    ];
    for (name, value) in odd {
        let (stage, files) = Stage::with_model();
        let reply = Reply::new(429).with_header(name, value);
        stage.hub.fault("/revision/main", Fault::reply(reply), 1);
        let begin = Instant::now();
        assert_whole(&stage.fetch(&[MODEL]), &files);
        assert!(begin.elapsed() < Duration::from_secs(15), "{name}: {value}");
    }
}

#[test]
fn bursts_of_server_errors_pass() {
    for status in [500, 502, 503] {
        let (stage, files) = Stage::with_model();
        for place in PLACES {
            stage.hub.fault(place, Fault::status(status), 2);
        }
        stage.hub.cdn().fault(NAME, Fault::status(status), 2);
        assert_whole(&stage.fetch(&[MODEL]), &files);
        assert_eq!((stage.hub.faults_left(), stage.hub.cdn().faults_left()), (0, 0));
    }
}

#[test]
fn a_server_that_stays_ill_is_an_error_with_its_status() {
    for place in ["/revision/main", "/api/resolve-cache/"] {
        let (stage, _) = Stage::with_model();
        stage.hub.fault(place, Fault::status(503), usize::MAX);
        stage.fetch(&[MODEL]).exits(2).names(&["503"]);
        assert!(stage.asked(place) < 20, "{place}: {} times", stage.asked(place));
    }
    let (stage, _) = Stage::with_model();
    stage.hub.cdn().fault(NAME, Fault::status(500), usize::MAX);
    stage.fetch(&[MODEL]).exits(2).names(&["500"]);
    assert!(stage.hub.cdn().requests().len() < 60);
}

#[test]
fn an_error_does_not_wait_for_a_connection_that_stands_still() {
    let stage = Stage::new();
    stage
        .hub
        .add_files(MODEL, &[("bad.bin", File::made(1, LARGE)), ("mute.bin", File::made(2, LARGE))]);
    stage.hub.cdn().fault("bad.bin", Fault::Flip(9), usize::MAX);
    stage.hub.cdn().fault("mute.bin", Fault::StallAfter(100), usize::MAX);
    let mut command = stage.command(&[MODEL]);
    command.env("HF_HUB_DOWNLOAD_TIMEOUT", "60");
    let begin = Instant::now();
    stage.run(command).exits(2).names(&["bad.bin", "hash"]);
    assert!(begin.elapsed() < Duration::from_secs(30), "{:?}", begin.elapsed());
}

#[test]
fn a_time_beyond_all_clocks_is_a_day() {
    for seconds in ["18446744073709551615", "4611686018427387903"] {
        let (stage, files) = Stage::with_model();
        let mut command = stage.command(&[MODEL]);
        command.env("HF_HUB_DOWNLOAD_TIMEOUT", seconds).env("HF_HUB_ETAG_TIMEOUT", seconds);
        assert_whole(&stage.run(command), &files);
    }
}
