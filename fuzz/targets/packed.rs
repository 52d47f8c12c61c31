//! A token that is packed is found, whatever stands around it and however it ends.
#![no_main]

mod token;

use hfenv::guard::fuzzing::unpacked;
use libfuzzer_sys::fuzz_target;
use token::token;

/// So much may come out of anything.
const ROOM: u64 = 64 << 20;

fuzz_target!(|bytes: &[u8]| {
    let [form, twice, cut, rest @ ..] = bytes else { return };
    // Anything at all ends.
    assert!(unpacked("a", rest, ROOM).bytes <= ROOM + (1 << 20));
    let text = format!(
        "a few words\nkey = '{}'\n",
        token(rest, |bytes| !unpacked("a", bytes, ROOM).hits.is_empty())
    );
    let mut packed = packed(text.as_bytes(), *form);
    if *twice & 1 == 1 {
        packed = self::packed(&packed, *twice >> 1);
    }
    let mask = format!("hf_…{}", &text[text.len() - 6..text.len() - 2]);
    let has = |bytes: &[u8]| unpacked("a", bytes, ROOM).hits.iter().any(|hit| hit.2 == mask);
    assert!(has(&packed), "lost in {form} {twice}");
    // Behind the data stands whatever it is, or nothing.
    let tail = [&packed[..], rest].concat();
    assert!(has(&tail), "lost before a tail in {form} {twice}");
    let at = packed.len() * usize::from(*cut) / 256;
    let cut = [&packed[..at], rest].concat();
    let _ = unpacked("a", &cut, ROOM);
    let around = [&packed[..at], b"\n", text.as_bytes(), rest].concat();
    let _ = unpacked("a", &around, ROOM);
});

/// The text in a form that needs no encoder: each has a way to say *as it is*.
fn packed(text: &[u8], form: u8) -> Vec<u8> {
    let short = u16::try_from(text.len()).expect("texts are short");
    let long = u32::from(short);
    let stored = [&[1][..], &short.to_le_bytes(), &(!short).to_le_bytes(), text].concat();
    match form % 8 {
        0 => {
            let ends = [&[0; 4][..], &long.to_le_bytes()].concat();
            [&b"\x1f\x8b\x08\0\0\0\0\0\0\0"[..], &stored, &ends].concat()
        }
        1 => [&local(0, 0, long), text].concat(),
        2 => [&local(0, 8, u32::try_from(stored.len()).expect("short")), &stored[..]].concat(),
        3 => {
            let lengths = [&b"PK\x07\x08\0\0\0\0"[..], &long.to_le_bytes(), &long.to_le_bytes()];
            [&local(8, 0, 0), text, &lengths.concat()].concat()
        }
        4 => [&local(8, 8, 0), &stored[..]].concat(),
        5 => {
            let block = (long << 3 | 1).to_le_bytes();
            [&b"\x28\xb5\x2f\xfd\x00\x50"[..], &block[..3], text].concat()
        }
        6 => {
            let chunk = [&[1][..], &(short - 1).to_be_bytes(), text, &[0]].concat();
            let block = b"\x02\0\x21\x01\x10\0\0\0\0\0\0\0";
            [&b"\xfd7zXZ\0\0\0\0\0\0\0"[..], block, &chunk].concat()
        }
        _ => tar(text),
    }
}

/// A member's header in a zip.
fn local(flags: u16, method: u16, length: u32) -> Vec<u8> {
    let mut head = b"PK\x03\x04\x14\0".to_vec();
    head.extend(flags.to_le_bytes());
    head.extend(method.to_le_bytes());
    head.extend([0; 8]);
    head.extend(length.to_le_bytes());
    head.extend(length.to_le_bytes());
    head.extend([1, 0, 0, 0, b'n']);
    head
}

fn tar(text: &[u8]) -> Vec<u8> {
    let mut head = vec![0_u8; 512];
    head[0] = b'n';
    head[124..136].copy_from_slice(format!("{:011o}\0", text.len()).as_bytes());
    head[148..156].copy_from_slice(b"        ");
    head[156] = b'0';
    head[257..265].copy_from_slice(b"ustar\x0000");
    let sum: u32 = head.iter().map(|byte| u32::from(*byte)).sum();
    head[148..156].copy_from_slice(format!("{sum:06o}\0 ").as_bytes());
    head.extend(text);
    head.resize(head.len().next_multiple_of(512), 0);
    head
}
