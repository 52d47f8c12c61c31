//! Faults by chance, several in one run: right bytes or an error, and the next run is right.

use super::stage::{MODEL, Stage, assert_whole};
use crate::support::hub::{Fault, File};
use crate::support::python::{Dice, cases};

/// A fault somewhere in the first `most` bytes.
fn fault(dice: &mut Dice, most: usize) -> Fault {
    let at = dice.below(most.max(1)) as u64;
    match dice.below(14) {
        0 => Fault::CutAfter(at),
        1 => Fault::Short(at),
        2 => Fault::ShortChunked(at),
        3 => Fault::StallAfter(at),
        4 => Fault::Promise(at + 1),
        5 => Fault::Surplus(at % 5000 + 1),
        6 => Fault::ShiftedRange(at + 1),
        7 => Fault::OtherTotal(at + 1),
        8 | 9 => Fault::Flip(at),
        10 => Fault::IgnoreRange,
        11 => Fault::RefuseRange,
        12 => Fault::rate_limited(1),
        _ => Fault::status([500, 502, 503, 404, 403, 408, 204, 206][dice.below(8)]),
    }
}

#[test]
fn whatever_happens_no_wrong_byte_is_published() {
    let mut dice = Dice::new();
    let mut whole = 0;
    for round in 0..cases(200) {
        let stage = Stage::new();
        let sizes: Vec<usize> = (0..5).map(|power| dice.below(8 << (power * 5))).collect();
        let names: Vec<String> = (0..sizes.len()).map(|number| format!("{number}.bin")).collect();
        let files: Vec<(&str, File)> = names
            .iter()
            .zip(&sizes)
            .map(|(name, size)| (&**name, File::made(round as u64, *size as u64)))
            .map(|(name, file)| (name, if dice.below(3) == 0 { file.in_git() } else { file }))
            .collect();
        stage.hub.add_files(MODEL, &files);
        stage.hub.cdn().set_rate([0, 0, 30 << 20][dice.below(3)]);
        for (name, size) in names.iter().zip(&sizes) {
            for _ in 0..dice.below(3) {
                let (fault, times) = (fault(&mut dice, *size), dice.below(3) + 1);
                stage.hub.fault(name, fault.clone(), times);
                stage.hub.cdn().fault(name, fault, times);
            }
        }
        let workers = (dice.below(8) + 1).to_string();
        let words = [MODEL, "--max-workers", &workers];
        for _ in 0..2 {
            let mut command = stage.command(&words);
            command.env("HF_HUB_DOWNLOAD_TIMEOUT", "1");
            let said = stage.run(command);
            if said.code == Some(0) {
                assert_whole(&said, &files);
                whole += 1;
            } else {
                assert!(matches!(said.code, Some(1 | 2)) && said.out.is_empty(), "{said:?}");
            }
        }
        stage.hub.clear_faults();
        stage.hub.cdn().clear_faults();
        assert_whole(&stage.fetch(&words), &files);
        assert!(stage.parts().is_empty());
    }
    println!("{whole} runs were whole in spite of their faults");
}
