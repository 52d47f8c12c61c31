//! The scanner finds the same however its input is cut: also a token that was put there in some
//! encoding.
#![no_main]

mod token;

use std::io::Read;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hfenv::guard::Known;
use hfenv::guard::scan::{Hit, Scanner};
use libfuzzer_sys::fuzz_target;
use token::token;

fuzz_target!(|bytes: &[u8]| {
    let [form, size, cut, rest @ ..] = bytes else { return };
    let at = rest.len() * usize::from(*cut) / 256;
    let token = token(rest, |bytes| !hits(bytes, 1 << 10, 1 << 10).is_empty());
    let form = written(&token, *form);
    // Between lines of its own, so that what stands around it is no part of it.
    let whole = [&rest[..at], b"\n ; \n", &form, b"\n ; \n", &rest[at..]].concat();
    let chunk = 256 * (1 + usize::from(*size));
    // As long as it takes for a window to end in the form.
    let before = (4 << 10) + chunk - (at + form.len() * usize::from(*cut) / 256).min(chunk);
    let long = [&b"a b\n".repeat(before / 4 + 1), &whole, &b"a b\n".repeat(9 << 10)[..]].concat();
    let one = hits(&long, 1 << 20, usize::MAX);
    assert_eq!(one, hits(&long, chunk, 1 + usize::from(*size)));
    let mask = format!("hf_…{}", &token[token.len() - 4..]);
    assert!(one.iter().any(|(.., found)| *found == mask), "lost: {mask} in {one:?}");
});

fn written(token: &str, form: u8) -> Vec<u8> {
    let each = |form: &dyn Fn(u8) -> String| token.bytes().map(form).collect::<String>();
    let text = match form % 12 {
        0 => token.to_owned(),
        1 => STANDARD.encode(token),
        2 => STANDARD.encode(format!("some words and {token} between")),
        3 => STANDARD.encode(STANDARD.encode(token)),
        4 => each(&|byte| format!("{byte:02x}")),
        5 => each(&|byte| format!("0x{byte:02x}, ")),
        6 => each(&|byte| format!("%{byte:02X}")),
        7 => each(&|byte| format!("\\u{byte:04x}")),
        8 => each(&|byte| format!("&#{byte};")),
        9 => format!("\"{}\" + \"{}\"", &token[..5], &token[5..]),
        10 => format!("x = ['{}', '{}'].join('')", &token[..5], &token[5..]),
        _ => return token.bytes().flat_map(|byte| [byte, 0]).collect(),
    };
    text.into_bytes()
}

/// The places and masks of all secrets.
fn hits(bytes: &[u8], chunk: usize, at_once: usize) -> Vec<(u64, u64, String)> {
    let mut found = Vec::new();
    let hit = |hit: Hit| {
        found.push((hit.line, hit.column, hit.mask));
        true
    };
    let read = Drip(bytes, at_once);
    Scanner::by(&Known::default(), chunk).scan(read, hit).expect("memory is read");
    found
}

/// A reader that gives so many bytes at a time.
struct Drip<'a>(&'a [u8], usize);

impl Read for Drip<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let length = self.1.min(self.0.len()).min(into.len());
        into[..length].copy_from_slice(&self.0[..length]);
        self.0 = &self.0[length..];
        Ok(length)
    }
}
