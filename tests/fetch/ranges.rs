//! Going on where a download stopped, with servers that don't know ranges or know them wrongly,
//! and with addresses that expire.

use super::stage::{LARGE, MODEL, Stage, assert_whole};
use crate::support::hub::Fault;

const MIB: u64 = 1 << 20;
const NAME: &str = "model.safetensors";

/// A stage where half of the large file is there, from a run that failed.
fn begun() -> (Stage, Vec<(&'static str, crate::support::hub::File)>) {
    let (stage, files) = Stage::with_model();
    stage.hub.cdn().fault(NAME, Fault::CutAfter(LARGE / 2), 1);
    stage.hub.cdn().fault(NAME, Fault::status(404), usize::MAX);
    let said = stage.fetch(&[MODEL, "--max-workers", "1"]).exits(2);
    assert!(said.out.is_empty(), "{said:?}");
    assert_eq!(stage.parts().len(), 1, "what came is kept: {said:?}");
    stage.hub.cdn().clear_faults();
    stage.hub.cdn().clear();
    (stage, files)
}

#[test]
fn the_next_run_goes_on_where_this_one_stopped() {
    let (stage, files) = begun();
    assert_whole(&stage.fetch(&[MODEL]), &files);
    let again = stage.sent(NAME) - LARGE / 2;
    assert!(again <= 8 * MIB, "{again} bytes came again");
}

#[test]
fn a_server_that_ignores_ranges_is_read_from_its_beginning() {
    for times in [1, usize::MAX] {
        let (stage, files) = begun();
        stage.hub.cdn().fault(NAME, Fault::IgnoreRange, times);
        assert_whole(&stage.fetch(&[MODEL]), &files);
    }
}

#[test]
fn a_server_that_refuses_ranges_is_asked_without() {
    for times in [1, usize::MAX] {
        let (stage, files) = begun();
        stage.hub.cdn().fault(NAME, Fault::RefuseRange, times);
        let said = stage.fetch(&[MODEL]);
        if times == 1 || said.code == Some(0) {
            assert_whole(&said, &files);
        } else {
            said.exits(2).names(&[NAME]);
        }
    }
}

#[test]
fn a_range_that_is_told_wrongly_never_becomes_a_wrong_file() {
    for fault in [Fault::ShiftedRange(1), Fault::ShiftedRange(MIB), Fault::OtherTotal(1)] {
        for times in [1, usize::MAX] {
            let (stage, files) = begun();
            stage.hub.cdn().fault(NAME, fault.clone(), times);
            let said = stage.fetch(&[MODEL]);
            if said.code == Some(0) {
                assert_whole(&said, &files);
            } else {
                println!("{fault:?}");
                let said = said.exits(2);
                let words = ["range", "listed", "was asked"];
                assert!(words.iter().any(|word| said.err.contains(word)), "{said:?}");
            }
            stage.hub.cdn().clear_faults();
            assert_whole(&stage.fetch(&[MODEL]), &files);
        }
    }
}

#[test]
fn an_expired_address_is_asked_for_anew() {
    let (stage, files) = Stage::with_model();
    // The first address dies while it is being read.
    stage.hub.cdn().fault(NAME, Fault::CutAfter(5 * MIB), 1);
    stage.hub.cdn().fault(NAME, Fault::status(403), 1);
    assert_whole(&stage.fetch(&[MODEL, "--max-workers", "1"]), &files);
    assert_eq!(stage.asked("/resolve/main/weights") + stage.asked("/weights/"), 2);
    assert!(stage.sent(NAME) <= LARGE + MIB, "it began from zero");
}

#[test]
fn addresses_that_are_dead_at_once_are_an_error_soon() {
    let (stage, _) = Stage::with_model();
    stage.hub.cdn().set_lifetime(0);
    let said = stage.fetch(&[MODEL]).exits(2).names(&["403"]);
    assert!(stage.hub.cdn().requests().len() < 20, "{said:?}");
}
