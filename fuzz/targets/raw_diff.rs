//! Whatever git says is read or refused, and a cut end changes nothing before it.
#![no_main]

use hfenv::guard::fuzzing::raw_diff;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(whole) = raw_diff(bytes) else { return };
    for cut in [bytes.len() / 2, bytes.len().saturating_sub(1)] {
        let part = raw_diff(&bytes[..cut]).expect("the beginning of what is right is right");
        assert!(part <= whole);
    }
});
