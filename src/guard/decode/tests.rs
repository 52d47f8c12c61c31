use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use std::fmt::Write;

use super::Encoding;
use crate::guard::Known;
use crate::guard::rules::tests::random;
use crate::guard::scan::{Hit, Scanner};

mod borders;
mod forms;
mod rarer;
mod speed;

fn token() -> String {
    random("hf_", 34)
}

/// Every secret in some bytes: how it was written, itself, and its line and column.
fn hits(bytes: &[u8]) -> Vec<(Vec<Encoding>, String, (u64, u64))> {
    let mut found = Vec::new();
    let hit = |hit: Hit| {
        let value = String::from_utf8(hit.value.bytes().to_owned()).unwrap();
        found.push((hit.encodings, value, (hit.line, hit.column)));
        true
    };
    Scanner::new(&Known::default()).scan(bytes, hit).unwrap();
    found
}

/// The one secret, by the outermost encoding first.
#[track_caller]
fn is_found(text: &[u8], token: &str, encodings: &[Encoding]) -> (u64, u64) {
    let shown = String::from_utf8_lossy(&text[..text.len().min(2_000)]).into_owned();
    let mut found = hits(text);
    assert_eq!(found.len(), 1, "{shown}");
    let (how, value, place) = found.remove(0);
    assert_eq!((value.as_str(), how.as_slice()), (token, encodings), "{shown}");
    place
}

fn base64(text: &str) -> String {
    STANDARD.encode(text)
}

fn base64_of(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

fn base32(bytes: &[u8]) -> String {
    let mut text = String::new();
    for five in bytes.chunks(5) {
        let bits = five.iter().fold(0, |bits, byte| bits << 8 | u64::from(*byte))
            << (8 * (5 - five.len()));
        for at in 0..8 {
            let value = (bits >> (35 - 5 * at) & 31) as usize;
            let letters = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
            let is_over = 5 * at >= 8 * five.len();
            text.push(if is_over { '=' } else { char::from(letters[value]) });
        }
    }
    text
}

fn url64(text: &str) -> String {
    URL_SAFE_NO_PAD.encode(text)
}

fn hex(text: &str) -> String {
    text.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").unwrap();
        hex
    })
}

/// Lines of at most so many bytes, with something between.
fn wrapped(text: &str, width: usize, between: &str) -> String {
    let lines: Vec<_> = text.as_bytes().chunks(width).map(String::from_utf8_lossy).collect();
    lines.join(between)
}

/// As xxd writes it, with `group` bytes together.
fn xxd(bytes: &[u8], group: usize) -> String {
    let mut text = String::new();
    for (index, line) in bytes.chunks(16).enumerate() {
        write!(text, "{:08x}: ", index * 16).unwrap();
        let digits: Vec<String> =
            line.chunks(group).map(|group| hex(std::str::from_utf8(group).unwrap())).collect();
        let digits = digits.join(" ");
        let width = 32 + 16 / group;
        writeln!(text, "{digits:<width$} {}", column(line)).unwrap();
    }
    text
}

/// As `hexdump -C` writes it.
fn canonical(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (index, line) in bytes.chunks(16).enumerate() {
        let digits: Vec<String> = line.iter().map(|byte| format!("{byte:02x}")).collect();
        let (left, right) = digits.split_at(digits.len().min(8));
        let digits = format!("{}  {}", left.join(" "), right.join(" "));
        writeln!(text, "{:08x}  {digits:<49} |{}|", index * 16, column(line)).unwrap();
    }
    text
}

/// As `od -x` and plain `hexdump` do.
fn words(bytes: &[u8]) -> String {
    let mut text = String::new();
    for (index, line) in bytes.chunks(16).enumerate() {
        let number = |two: &[u8]| match two {
            [low, high] => format!(" {high:02x}{low:02x}"),
            _ => format!(" 00{:02x}", two[0]),
        };
        let digits: String = line.chunks(2).map(number).collect();
        writeln!(text, "{:07x}{digits}", index * 16).unwrap();
    }
    text
}

fn column(line: &[u8]) -> String {
    let shown = |byte: &u8| if byte.is_ascii_graphic() || *byte == b' ' { *byte } else { b'.' };
    line.iter().map(shown).map(char::from).collect()
}

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let units = text.encode_utf16();
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn utf32(text: &str, big: bool) -> Vec<u8> {
    let letters = text.chars().map(u32::from);
    letters.flat_map(|c| if big { c.to_be_bytes() } else { c.to_le_bytes() }).collect()
}

fn numbers(text: &str) -> String {
    let numbers: Vec<_> = text.bytes().map(|byte| byte.to_string()).collect();
    numbers.join(", ")
}
