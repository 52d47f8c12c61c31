//! `hf download` and `hfenv fetch` at the same time on one cache, begun and killed at random
//! moments: never a wrong byte, and the next run of either makes it whole.

use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{Files, Pair, Place};
use crate::fetch::stage::{MODEL, assert_whole};
use crate::support::hub::File;
use crate::support::python::Dice;
use crate::support::shells::rounds;

const MIB: u64 = 1 << 20;

fn files() -> Files {
    vec![
        ("config.json", "{}\n".into()),
        ("a/one.safetensors", File::made(1, 20 * MIB + 7)),
        ("a/two.safetensors", File::made(2, 9 * MIB)),
        ("three.safetensors", File::made(3, 3 * MIB + 1)),
        ("same.safetensors", File::made(3, 3 * MIB + 1)),
        ("tokenizer.json", File::made(4, 500_000).in_git()),
    ]
}

/// Waits, and then starts it.
fn start(command: &mut Command, after: usize) -> Child {
    std::thread::sleep(Duration::from_millis(after as u64));
    command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
}

#[test]
fn both_at_once_never_make_a_wrong_byte() {
    let Some(pair) = Pair::new() else { return };
    let (stage, files, mut dice) = (&pair.stage, files(), Dice::new());
    stage.hub.add_files(MODEL, &files);
    // Slow enough that both are at it together.
    stage.hub.cdn().set_rate(16 * MIB);
    for round in 0..rounds(50) {
        let _not_there = std::fs::remove_dir_all(stage.cache());
        // Python takes most of a second to begin.
        let mut hf = start(pair.sealed("hf").args(["download", MODEL]), 0);
        let mut fetch = start(&mut stage.command(&[MODEL]), dice.below(1500));
        let killed = dice.below(4);
        if killed < 3 {
            std::thread::sleep(Duration::from_millis(dice.below(1500) as u64));
            for (at, child) in [&mut hf, &mut fetch].into_iter().enumerate() {
                // SIGKILL; the one, the other, or both.
                if killed == 2 || killed == at {
                    child.kill().unwrap();
                }
            }
        }
        let ends = [hf.wait().unwrap(), fetch.wait().unwrap()];
        for (at, end) in ends.iter().enumerate() {
            let may_fail = killed == 2 || killed == at;
            assert!(may_fail || end.success(), "round {round}: {at}: {end}");
        }
        stage.check();
        // Either of them makes it whole.
        if dice.below(2) == 0 {
            pair.hf(&["download", "-q", MODEL], &[]);
        } else {
            assert_eq!(stage.fetch(&[MODEL]).code, Some(0), "round {round}");
        }
        pair.read(&[(Place::main(MODEL), &files)], &[("HF_HUB_OFFLINE", "1")]);
        pair.forget();
        assert_whole(&stage.fetch(&[MODEL]), &files);
        assert_eq!(pair.asked().len(), 1, "round {round}: {:?}", pair.asked());
    }
}
