//! Whatever git says is read or refused, what is cut is never more than the whole, and twice as
//! much is twice as much.
#![no_main]

use hfenv::guard::fuzzing::raw_diff;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(whole) = raw_diff(bytes) else { return };
    for cut in [bytes.len() / 2, bytes.len().saturating_sub(1)] {
        assert!(raw_diff(&bytes[..cut]).is_none_or(|part| part <= whole));
    }
    assert_eq!(raw_diff(&[bytes, bytes].concat()), Some(2 * whole));
});
