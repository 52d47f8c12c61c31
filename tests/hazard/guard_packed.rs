//! The guard in front of archives that are made to wear it out: bounded memory, bounded time, and a
//! word where not everything was looked at.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use hfenv::guard::fuzzing::unpacked;

use crate::guard::corpus::pack::script;
use crate::support::sandbox::Sandbox;
use crate::support::shells::is_long;

/// The most address space that the program may take, in KiB.
const SPACE: u32 = 500_000;

/// What a scan of a file says, and how long it takes.
fn scan(home: &Sandbox, file: &Path) -> (Option<i32>, String, Duration) {
    let words = format!("ulimit -v {SPACE}; exec hfenv guard scan \"$0\"");
    let hfenv = Path::new(env!("CARGO_BIN_EXE_hfenv")).parent().unwrap();
    let path = format!("{}:/usr/bin:/bin", hfenv.display());
    let mut shell = Command::new("/bin/sh");
    shell.args(["-c", &words]).arg(file).env_clear().env("HOME", home.home()).env("PATH", path);
    let start = Instant::now();
    let output = shell.stdin(Stdio::null()).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    (output.status.code(), String::from_utf8_lossy(&text).into_owned(), start.elapsed())
}

/// Scans what these lines of Python make and passes if it takes no longer than so many seconds.
#[track_caller]
fn ends(lines: &str, seconds: u64) -> String {
    let home = Sandbox::new();
    let file = home.write("bomb", script(lines, b""));
    let (status, said, time) = scan(&home, &file);
    assert_eq!(status, Some(0), "{said}");
    assert!(time < Duration::from_secs(seconds), "{time:?}: {said}");
    said
}

/// A stream of zeros: how many MiB of them, made by this object.
fn zeros(maker: &str, megabytes: u32) -> String {
    format!(
        "import bz2, lzma, zlib\nmaker = {maker}\nblock = bytes(1 << 20)\n\
         for n in range({megabytes}): sys.stdout.buffer.write(maker.compress(block))\n\
         sys.stdout.buffer.write(maker.flush())"
    )
}

/// What makes zeros small, as Python has it.
const MAKERS: [&str; 3] = [
    "zlib.compressobj(1, zlib.DEFLATED, 31)",
    "lzma.LZMACompressor(preset=0)",
    "bz2.BZ2Compressor(1)",
];

const LARGE: &str = "bomb: it unpacks to too much, and not all of that was searched";

#[test]
fn endless_zeros_end_early_and_are_told() {
    // Ten gigabytes in the long run, and more than anybody packs so small in the short one.
    let (megabytes, makers) = if is_long() { (10 << 10, &MAKERS[..]) } else { (200, &MAKERS[..1]) };
    for maker in makers {
        assert!(ends(&zeros(maker, megabytes), 180).contains(LARGE), "{maker}");
    }
}

#[test]
fn archives_full_of_archives_end_early_and_are_told() {
    // Sixteen of sixteen of sixteen, and so on, of a gigabyte each.
    let nested = "
import zlib
maker = zlib.compressobj(9, zlib.DEFLATED, 31)
last = b''.join(maker.compress(bytes(1 << 20)) for n in range(100)) + maker.flush()
for level in range(4):
    file = io.BytesIO()
    with zipfile.ZipFile(file, 'w', zipfile.ZIP_DEFLATED) as made:
        for n in range(16): made.writestr(f'{n}.zip', last)
    last = file.getvalue()
sys.stdout.buffer.write(last)";
    let bomb = script(nested, b"");
    let room = 20 << 20;
    let seen = unpacked("bomb", &bomb, room);
    assert!((room..room + (1 << 20)).contains(&seen.bytes), "{}", seen.bytes);
    if is_long() {
        assert!(ends(nested, 180).contains(LARGE));
    }
    // One that is in itself as often as can be written, from the inside.
    let deep = "
last = b'words'
for level in range(3000): last = zipped('x', last, STORED)
sys.stdout.buffer.write(last)";
    assert!(ends(deep, 60).contains("it is packed too often"));
    let tars = "
last = b'words'
for level in range(600):
    last = tarred('x', last, tarfile.USTAR_FORMAT)[:512] + last + bytes(-len(last) % 512)
sys.stdout.buffer.write(last)";
    assert!(ends(tars, 60).contains("it is packed too often"));
}

#[test]
fn very_many_members_end() {
    let members = if is_long() { 1_000_000 } else { 60_000 };
    for data in ["b''", "b'\\x03\\0'"] {
        let many = format!(
            "import struct\ndata = {data}\nhead = struct.pack('<4sHHHHHIIIHH', b'PK\\3\\4', 20, 0, \
             8 if data else 0, 0, 33, 0, len(data), 0, 8, 0)\n\
             for n in range({members}): sys.stdout.buffer.write(head + b'%08d' % n + data)"
        );
        ends(&many, 180);
    }
    // Nothing at all in each, and much to prepare for it.
    for one in ["gzip.compress(b'')", "lzma.compress(b'')", "bz2.compress(b'')"] {
        let count = if is_long() { 400_000 } else { 30_000 };
        ends(&format!("sys.stdout.buffer.write({one} * {count})"), 90);
    }
    // Marks of members that are none.
    ends("sys.stdout.buffer.write(b'PK\\3\\4' * 1000000)", 90);
    ends("sys.stdout.buffer.write(b'PK\\3\\4\\x14\\0\\0\\0\\0\\0' * 400000)", 90);
}
