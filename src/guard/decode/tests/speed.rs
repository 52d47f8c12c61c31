use std::time::{Duration, Instant};

use super::*;

/// Contents that a decoder could take too long for: each is one line.
fn bombs(length: usize) -> Vec<(&'static str, Vec<u8>)> {
    let line = |text: &str| text.bytes().cycle().take(length).collect::<Vec<u8>>();
    let mut nested = "words ".repeat(length / 16);
    while nested.len() < length {
        nested = base64(&nested);
    }
    let mut all: Vec<_> = [
        "A",
        "/",
        "QUFB",
        "ABEFQRUV",
        "%41",
        "%25",
        "\"+",
        "a\"+\"",
        "\"a\"+",
        "\\",
        "\\u0041",
        "=\n",
        "a=\n",
        "41",
        "4",
        "68 ",
        "e\n",
        "0x41,",
        "&#65;",
        "\\x41",
        "\"a\"\n",
        "'",
        "a'",
        "a\"/*x*/",
        "join(",
        "].join(",
        "join(\"a\",",
        "\"",
        "a\" ",
        "00000000: ",
        "aGZf\n",
        "104,",
        "9,",
        "chr(65)+",
        "1234567890",
        "65\n",
        "MFQWCYLB",
        "MFQWCYLB\n",
        "[\"a\"].join(",
        "+=",
        "a+=",
        "a+=\"b\"",
        "a=b\na+=c\n",
        "append(\"a\").",
        "string(\"a\")",
        "string(\"a\")+",
        "oin [\"a\",[",
        "paste(\"a\",",
    ]
    .map(|text| (text, line(text)))
    .into();
    all.push(("zeros", vec![0; length]));
    all.push(("UTF-16", utf16(&"a".repeat(length / 2), false)));
    all.push(("UTF-32", utf32(&"a".repeat(length / 4), false)));
    let array =
        [&b"\x93NUMPY\x01\0\x0a\0{'a':'<U1'}"[..], &utf32(&"ab\0".repeat(length / 12), true)];
    all.push(("array", array.concat()));
    all.push(("nested", nested.into_bytes()));
    all
}

#[test]
fn no_content_takes_longer_the_longer_it_is() {
    let time = |bytes: &[u8]| {
        let start = Instant::now();
        hits(bytes);
        start.elapsed()
    };
    for ((name, short), (_, long)) in bombs(1 << 13).into_iter().zip(bombs(1 << 17)) {
        // 16 times as long; a square would be 256 times. Others may be at work here.
        let least = Duration::from_millis(1);
        let is_straight = || time(&long) < time(&short).max(least) * 90;
        assert!((0..5).any(|_| is_straight()), "{name}");
    }
}
