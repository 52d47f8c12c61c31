//! The guard in front of contents that are made to wear it out: bounded memory, linear time.

use std::fmt::Write as _;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::guarded::Guarded;
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shells::is_long;

/// How much of each content there is, in bytes: many windows, as an unoptimised program can read
/// them.
fn amount() -> usize {
    if is_long() { 32 << 20 } else { 3 << 20 }
}

/// The most address space that the program may take, in KiB: the program itself, its threads'
/// stacks and one window.
const SPACE: u32 = 400_000;

/// What a scan of `piece`, again and again on one line, and then `end` says; and how long it took.
fn scan(piece: &[u8], end: &str) -> (Option<i32>, String, Duration) {
    let home = Sandbox::new();
    let words = format!("ulimit -v {SPACE}; exec hfenv guard scan --stdin");
    let hfenv = std::path::Path::new(env!("CARGO_BIN_EXE_hfenv")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", hfenv.display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &words]).env_clear().env("HOME", home.home()).env("PATH", path);
    shell.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let start = Instant::now();
    let mut child = shell.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let block = piece.repeat((1 << 20) / piece.len());
    for _ in 0..amount() / block.len() {
        // Whoever ends too early is found out by what he says.
        if input.write_all(&block).is_err() {
            break;
        }
    }
    let _ = input.write_all(end.as_bytes());
    drop(input);
    let output = child.wait_with_output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned(), start.elapsed())
}

#[test]
fn one_endless_line_of_anything_takes_little_memory_and_time() {
    let nested = {
        let home = Sandbox::new();
        let zeros = home.write("zeros", vec![0; 3 << 10]);
        let twice = format!("base64 -w0 {0} | base64 -w0", zeros.display());
        Command::new("/bin/sh").args(["-c", &twice]).output().unwrap().stdout
    };
    for piece in [
        &b"a"[..],
        b"hf_",
        b"hf_eyJ.",
        b"key=",
        b"%41",
        b"\\u0041",
        b"\"+\"",
        b"'a' 'b' ",
        b"6866",
        b"68 66 ",
        b"\0",
        b"a\0",
        b"/",
        b"-----BEGIN ",
        b"sk-ant-api03-",
        &nested,
    ] {
        let shown = String::from_utf8_lossy(&piece[..piece.len().min(20)]).into_owned();
        let (status, said, time) = scan(piece, &format!("\nkey = {}\n", fresh_token()));
        assert_eq!(status, Some(1), "{shown}: {said}");
        // A fifth of a megabyte a second, by an unoptimised program on a busy machine.
        let most = Duration::from_secs(5 * (amount() as u64 >> 20) + 15);
        assert!(time < most, "{shown}: {time:?}");
    }
}

#[test]
fn a_commit_of_very_many_files_is_read_to_its_end() {
    let repo = Guarded::new();
    let files = if is_long() { 1_000_000 } else { 30_000 };
    let clean = repo.desk.home.write("clean", "clean\n");
    let id = repo.git(&["hash-object", "-w", clean.to_str().unwrap()]);
    repo.write("leak", format!("key = {}\n", fresh_token()));
    let leak = repo.git(&["hash-object", "-w", "leak"]);
    let mut list = String::new();
    for number in 0..files {
        let (blob, name) = if number + 1 == files { (&leak, "z") } else { (&id, "f") };
        writeln!(list, "100644 {}\td{}/{name}{number}", blob.trim(), number % 100).unwrap();
    }
    let list = repo.desk.home.write("list", list);
    let words = format!("git update-index --index-info <{}", list.display());
    repo.git(&["-c", &format!("alias.fill=!{words}"), "fill"]);
    let scanned = repo.scan(&["--staged"]);
    assert_eq!((scanned.places.len(), scanned.status), (1, 1), "{}", scanned.said);
}
