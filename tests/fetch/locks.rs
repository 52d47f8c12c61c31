//! Locks that others hold, live or dead, and several fetches of one repository at once.

use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::stage::{LARGE, MODEL, Stage, assert_whole};
use crate::support::hub::File;
use crate::support::sandbox::is_installed;
use crate::support::shown::said;

/// The lock of the large file, as huggingface_hub names it.
fn lock_of(stage: &Stage, file: &File) -> std::path::PathBuf {
    let locks = stage.cache().join(".locks/models--acme--model");
    std::fs::create_dir_all(&locks).unwrap();
    locks.join(format!("{}.lock", file.sha256()))
}

fn start(command: &mut Command) -> Child {
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

#[test]
fn a_lock_that_a_live_process_holds_is_waited_for() {
    if !is_installed("flock") {
        return;
    }
    let (stage, files) = Stage::with_model();
    let lock = lock_of(&stage, &files[1].1);
    let mut holder = Command::new("flock");
    holder.arg(&lock).args(["sh", "-c", "echo held; sleep 3"]).stdout(Stdio::piped());
    let mut holder = holder.spawn().unwrap();
    let mut word = [0; 5];
    std::io::Read::read_exact(holder.stdout.as_mut().unwrap(), &mut word).unwrap();
    let begin = Instant::now();
    let said = stage.fetch(&[MODEL]);
    assert!(begin.elapsed() >= Duration::from_secs(2), "it did not wait");
    assert_whole(&said, &files);
    let said = said.names(&["model.safetensors", "another process"]);
    assert!(said.err.contains(&holder.id().to_string()), "whom does it wait for? {said:?}");
    assert_eq!(said.err.matches("another process").count(), 1, "{said:?}");
    // The small file did not wait for the large one's lock.
    let small = stage.hub.sent("config.json").len();
    assert_eq!(small, 1);
    holder.wait().unwrap();
}

#[test]
fn a_lock_that_a_dead_process_left_is_nothing() {
    let (stage, files) = Stage::with_model();
    let lock = lock_of(&stage, &files[1].1);
    std::fs::write(lock, "4194303\n").unwrap();
    let begin = Instant::now();
    assert_whole(&stage.fetch(&[MODEL]), &files);
    assert!(begin.elapsed() < Duration::from_secs(10));
}

#[test]
fn three_at_once_fetch_each_byte_once() {
    let stage = Stage::new();
    let names: Vec<String> = (0..40).map(|n| format!("part/{n}.txt")).collect();
    let mut files: Vec<(&str, File)> =
        names.iter().map(|name| (&**name, name.repeat(1000).as_bytes().into())).collect();
    files.push(("one.bin", File::made(1, LARGE)));
    files.push(("two.bin", File::made(2, LARGE / 2)));
    files.push(("three.bin", File::made(3, LARGE / 3)));
    stage.hub.add_files(MODEL, &files);
    stage.hub.cdn().set_rate(10 << 20);
    stage.hub.set_delay(Duration::from_millis(10));
    let children: Vec<Child> =
        (0..3).map(|_| start(&mut stage.command(&[MODEL, "--max-workers", "4"]))).collect();
    for child in children {
        let output = child.wait_with_output().unwrap();
        assert_whole(&said(&output, &[&stage.token]), &files);
    }
    stage.check();
    for (name, file) in &files {
        let (hub, cdn) = (stage.hub.sent(name), stage.hub.cdn().sent(name));
        let sent: u64 = hub.iter().chain(&cdn).map(|sent| sent.range.end - sent.range.start).sum();
        // What a connection has sent when its reader stops where a second one began.
        let surplus = if file.len() > 8 << 20 { 4 << 20 } else { 0 };
        assert!(sent <= file.len() + surplus, "{name}: {sent} of {}: {cdn:?}", file.len());
    }
}

#[test]
fn nobody_deletes_what_a_download_has_already() {
    let stage = Stage::new();
    let files: Vec<(String, File)> =
        (0..6_u8).map(|n| (format!("{n}.json"), File::from(&[n; 100][..]))).collect();
    let files: Vec<(&str, File)> = files.iter().map(|(n, f)| (n.as_str(), f.clone())).collect();
    stage.hub.add_files(MODEL, &files);
    stage.hub.set_delay(std::time::Duration::from_millis(150));
    let words = [MODEL, "--max-workers", "1"];
    let mut child = stage.command(&words).stdout(std::process::Stdio::piped()).spawn().unwrap();
    let mut refused = 0;
    while child.try_wait().unwrap().is_none() {
        if stage.blobs().is_empty() {
            continue;
        }
        let output = stage.home.hfenv(["cache", "rm", MODEL, "-y"]).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        refused += usize::from(said.contains("a download is using it"));
    }
    assert!(refused > 0, "it was never tried");
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success());
    // The last try may have come when the download was over.
    if !stage.blobs().is_empty() {
        assert_whole(&crate::support::shown::said(&output, &[&stage.token]), &files);
    }
}
