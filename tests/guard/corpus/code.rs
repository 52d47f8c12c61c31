//! Bytes written in other ways: encodings, and the few file formats that the scenes need.

use std::fmt::Write;
use std::io::Write as _;
use std::process::{Command, Stdio};

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};

use super::dice::Dice;

pub(crate) fn base64(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

pub(crate) fn base64_url(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

/// Five bits a letter, with what fills the last eight.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let bits: Vec<String> = bytes.iter().map(|byte| format!("{byte:08b}")).collect();
    let bits = bits.concat();
    let letters = bits.as_bytes().chunks(5).map(|five| {
        let five = format!("{:0<5}", String::from_utf8_lossy(five));
        let value = usize::from_str_radix(&five, 2).unwrap();
        char::from(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"[value])
    });
    let text: String = letters.collect();
    let width = text.len().next_multiple_of(8);
    format!("{text:=<width$}")
}

/// Base64 in lines of this length, without a line end behind the last.
pub(crate) fn wrapped(bytes: &[u8], width: usize) -> String {
    let text = base64(bytes);
    let lines: Vec<&str> =
        text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
    lines.join("\n")
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    hfenv::text::hex(bytes)
}

/// Every byte behind a mark such as `%` or `\x`.
pub(crate) fn marked(mark: &str, bytes: &[u8]) -> String {
    let mut out = String::new();
    for byte in bytes {
        write!(out, "{mark}{byte:02x}").unwrap();
    }
    out
}

/// UTF-16, little or big endian, without a mark at its beginning.
pub(crate) fn utf16(text: &str, big: bool) -> Vec<u8> {
    let bytes = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

/// As `xxd` prints it: offset, pairs of bytes, and what can be read of them.
pub(crate) fn dump(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (row, line) in bytes.chunks(16).enumerate() {
        write!(out, "{:08x}:", row * 16).unwrap();
        for at in 0..16 {
            let gap = if at % 2 == 0 { " " } else { "" };
            let pair = line.get(at).map_or("  ".to_owned(), |byte| format!("{byte:02x}"));
            write!(out, "{gap}{pair}").unwrap();
        }
        let shown = |b: &u8| if (b' '..0x7f).contains(b) { char::from(*b) } else { '.' };
        writeln!(out, "  {}", line.iter().map(shown).collect::<String>()).unwrap();
    }
    out
}

pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    let step = |sum: u32| if sum & 1 == 1 { sum >> 1 ^ 0xedb8_8320 } else { sum >> 1 };
    !bytes.iter().fold(!0, |sum, byte| (0..8).fold(sum ^ u32::from(*byte), |sum, _| step(sum)))
}

fn length32(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

/// A picture of random pixels, so many on each side.
pub(crate) fn png(dice: &mut Dice, side: u16) -> Vec<u8> {
    png_with(dice, side, &[])
}

/// A picture with these text chunks.
pub(crate) fn png_with(dice: &mut Dice, side: u16, texts: &[(&str, &str)]) -> Vec<u8> {
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        let body = [kind, data].concat();
        out.extend(length32(data).to_be_bytes());
        out.extend(&body);
        out.extend(crc32(&body).to_be_bytes());
    };
    let pixels_a_side = u32::from(side).to_be_bytes();
    chunk(b"IHDR", &[&pixels_a_side[..], &pixels_a_side, &[8, 0, 0, 0, 0]].concat());
    for (key, value) in texts {
        chunk(b"tEXt", format!("{key}\0{value}").as_bytes());
    }
    let row = usize::from(side) + 1;
    let mut pixels = dice.bytes(row * usize::from(side));
    pixels.iter_mut().step_by(row).for_each(|filter| *filter = 0);
    chunk(b"IDAT", &zlib_stored(&pixels));
    chunk(b"IEND", &[]);
    out
}

/// A zlib stream of one stored block.
fn zlib_stored(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).unwrap();
    let (mut a, mut b) = (1_u32, 0_u32);
    for byte in bytes {
        a = (a + u32::from(*byte)) % 65521;
        b = (b + a) % 65521;
    }
    let mut out = vec![0x78, 0x01, 0x01];
    out.extend(length.to_le_bytes());
    out.extend((!length).to_le_bytes());
    out.extend(bytes);
    out.extend((b << 16 | a).to_be_bytes());
    out
}

/// What a program makes of these bytes, such as `gzip -c`.
pub(crate) fn through(program: &[&str], bytes: &[u8]) -> Vec<u8> {
    let mut command = Command::new(program[0]);
    command.args(&program[1..]).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut input = child.stdin.take().unwrap();
    let bytes = bytes.to_vec();
    let writer = std::thread::spawn(move || input.write_all(&bytes).unwrap());
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert!(output.status.success(), "{program:?}");
    output.stdout
}

/// A zip with one member, stored or deflated.
pub(crate) fn zip(name: &str, bytes: &[u8], deflated: bool) -> Vec<u8> {
    // gzip's own head is 10 bytes and its tail 8; between them lies what a zip has.
    let packed = || through(&["gzip", "-nc"], bytes);
    let (method, data) =
        if deflated { (8_u16, packed()[10..].to_vec()) } else { (0, bytes.to_vec()) };
    let data = if deflated { &data[..data.len() - 8] } else { &data[..] };
    let mut common = vec![20, 0, 0, 0];
    common.extend(method.to_le_bytes());
    common.extend([0, 0, 0x21, 0]);
    common.extend(crc32(bytes).to_le_bytes());
    common.extend(length32(data).to_le_bytes());
    common.extend(length32(bytes).to_le_bytes());
    common.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    common.extend([0, 0]);
    let local = [b"PK\x03\x04", &common[..], name.as_bytes(), data].concat();
    let central = [b"PK\x01\x02\x14\0", &common[..], &[0; 14], name.as_bytes()].concat();
    let mut end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0".to_vec();
    end.extend(length32(&central).to_le_bytes());
    end.extend(length32(&local).to_le_bytes());
    end.extend([0, 0]);
    [local, central, end].concat()
}

/// A tar with one member.
pub(crate) fn tar(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut head = vec![0_u8; 512];
    head[..name.len()].copy_from_slice(name.as_bytes());
    head[100..108].copy_from_slice(b"0000644\0");
    head[108..124].copy_from_slice(b"0000000\x000000000\0");
    head[124..136].copy_from_slice(format!("{:011o}\0", bytes.len()).as_bytes());
    head[136..148].copy_from_slice(b"14700000000\0");
    head[148..156].copy_from_slice(b"        ");
    head[156] = b'0';
    head[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    let padding = vec![0; (512 - bytes.len() % 512) % 512 + 1024];
    [head, bytes.to_vec(), padding].concat()
}

#[test]
fn formats_are_what_they_say() {
    assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    assert_eq!(dump(b"hf_ab"), "00000000: 6866 5f61 62                             hf_ab\n");
    assert_eq!(base32(b"foobar"), "MZXW6YTBOI======");
    assert_eq!(through(&["tar", "xO"], &tar("a", b"content")), b"content");
    for deflated in [false, true] {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("x.zip");
        std::fs::write(&file, zip("a", b"content of it", deflated)).unwrap();
        let script = "import sys,zipfile; print(zipfile.ZipFile(sys.argv[1]).read('a').decode())";
        let output = Command::new("python3").args(["-c", script]).arg(file).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "content of it\n", "{output:?}");
    }
}
