//! What the rules find lies where they look, and one look finds what two find.
#![no_main]

use hfenv::guard::fuzzing::rules;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let cut = bytes.len() * usize::from(*first) / 256;
    let whole = rules(bytes, 0..bytes.len());
    for (_, range) in &whole {
        assert!(range.start < range.end && range.end <= bytes.len());
    }
    let mut parts = rules(bytes, 0..cut);
    assert!(parts.iter().all(|(_, range)| range.start < cut));
    parts.extend(rules(bytes, cut..bytes.len()));
    assert_eq!(whole, parts);
});
