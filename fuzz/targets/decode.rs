//! Views keep to their window and their order, and are not much more than it.
#![no_main]

use hfenv::guard::fuzzing::views;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some((cut, window)) = bytes.split_first() else { return };
    let at = window.len() * usize::from(*cut) / 256;
    for fresh in [0..window.len(), 0..at, at..window.len()] {
        let views = views(window, fresh);
        for view in &views {
            assert!(view.places.is_sorted(), "{view:?}");
            assert!(view.places.iter().all(|place| *place < window.len()), "{view:?}");
        }
        let shown: usize = views.iter().map(|view| view.length).sum();
        assert!(shown <= 24 * window.len(), "{} views have {shown} bytes", views.len());
    }
});
