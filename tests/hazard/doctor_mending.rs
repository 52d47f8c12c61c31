//! Hazard: what `doctor --fix` changes is lost, half made, or can't be taken back. strace ends it
//! before each of the calls that change something; wherever that is, `--undo` brings every byte
//! back, and keeps what somebody else has written since.

use std::io::Write;
use std::process::Command;

use crate::support::doctor::{Patient, chmod};
use crate::support::sandbox::{Sandbox, fresh_token, is_installed};
use crate::support::shells::is_long;
use crate::support::shown::said;

use super::disk::SmallDisk;

/// The calls by which files change; what git does is its own.
const CALLS: &str = "fsync,rename,renameat,renameat2,unlink,unlinkat,chmod,fchmod,fchmodat";

/// The checks whose faults are planted.
const CHECKS: [&str; 4] = ["file-modes", "env-files", "git-helper", "guard"];

/// A repository with a `.env` that git would take and without the guard, a token that others can
/// read, and a git that knows of hfenv nothing, but of a helper with a secret in its line.
fn ill() -> (Sandbox, [String; 3]) {
    let (home, [file, env, line]) = (Sandbox::new(), [(); 3].map(|()| fresh_token()));
    chmod(home.write(".cache/huggingface/token", &file), 0o644);
    home.write("work/.env", format!("HF_TOKEN={env}\n"));
    home.write("work/.gitignore", "target");
    let helper = format!("!f() {{ echo password={line}; }}; f");
    let config = format!("# mine\n[user]\n\tname = x\n[credential]\n\thelper = \"{helper}\"");
    home.write(".gitconfig", config);
    let mut git = home.command("git");
    assert!(
        git.args(["init", "-q", "."]).current_dir(home.path("work")).status().unwrap().success()
    );
    (home, [file, env, line])
}

/// The same with how doctor is called there.
fn patient<'a>(home: &'a Sandbox, secrets: &[String]) -> Patient<'a> {
    secrets.iter().fold(Patient::of(home).at("work"), Patient::secret)
}

/// Runs doctor and kills it at the given call; whether it got there.
fn killed(patient: &Patient<'_>, words: &[&str], call: usize) -> bool {
    let mut command: Command = patient.command("strace");
    let inject = format!("inject={CALLS}:signal=KILL:when={call}");
    command.args(["-qq", "-o", "/dev/null", "-e", &format!("trace={CALLS}"), "-e", &inject]);
    command.arg(env!("CARGO_BIN_EXE_hfenv")).arg("doctor").args(words);
    let output = command.output().unwrap();
    let said = said(&output, &[]);
    patient.assert_public(&said.out);
    patient.assert_public(&said.err);
    patient.assert_journal_public();
    said.code.is_none()
}

/// The calls to be killed at: all in the long run, else some of them.
fn calls() -> impl Iterator<Item = usize> {
    let step = if is_long() { 1 } else { 2 };
    (1..400).step_by(step)
}

#[test]
fn all_of_it_is_mended_and_taken_back() {
    let (home, secrets) = ill();
    let patient = patient(&home, &secrets);
    let before = patient.snapshot();
    let report = patient.report(&CHECKS);
    assert!(CHECKS.iter().all(|check| !report.is_well(check)), "{report:?}");
    patient.doctor(&[&CHECKS[..], &["--fix", "--yes"]].concat()).exits(0);
    patient.assert_journal_public();
    let report = patient.report(&CHECKS);
    assert!(CHECKS.iter().all(|check| report.is_well(check)), "{report:?}");
    patient.doctor(&["--undo", "--yes"]).exits(0).names(&["took back 4 of 4"]);
    before.is_still(&patient.snapshot(), "changed");
    patient.doctor(&["--undo", "--yes"]).exits(0).names(&["nothing is there"]);
}

#[test]
fn a_fix_that_is_killed_anywhere_is_taken_back() {
    if !is_installed("strace") {
        return;
    }
    for (kills, call) in calls().enumerate() {
        let (home, secrets) = ill();
        let patient = patient(&home, &secrets);
        let before = patient.snapshot();
        let was_killed = killed(&patient, &[&CHECKS[..], &["--fix", "--yes"]].concat(), call);
        patient.doctor(&["--undo", "--yes"]).exits(0);
        before.is_still(&patient.snapshot(), call);
        if !was_killed {
            assert!(kills > 3, "only {kills} kills");
            return;
        }
    }
    panic!("it never came to its end");
}

#[test]
fn a_line_that_somebody_writes_after_a_kill_stays() {
    if !is_installed("strace") {
        return;
    }
    let mut tried = 0;
    for call in 1..60 {
        let (home, secrets) = ill();
        let patient = patient(&home, &secrets);
        let was_killed = killed(&patient, &["env-files", "--fix", "--yes"], call);
        let list = home.path(".local/state/hfenv/doctor.toml");
        let list = std::fs::read_to_string(list).unwrap_or_default();
        let ignored = home.path("work/.gitignore");
        let is_as_before = std::fs::read(&ignored).unwrap() == b"target";
        if list.contains("begun = true") && is_as_before {
            let mut file = std::fs::OpenOptions::new().append(true).open(&ignored).unwrap();
            file.write_all(b"\n/.env\n").unwrap();
            let left = ["left as it is", "~/work/.gitignore", "begun and not finished"];
            patient.doctor(&["--undo", "--yes"]).exits(1).names(&left);
            assert_eq!(std::fs::read(&ignored).unwrap(), b"target\n/.env\n");
            tried += 1;
        }
        if !was_killed {
            assert!(tried > 0);
            return;
        }
    }
    panic!("it never came to its end");
}

#[test]
fn an_undo_that_is_killed_anywhere_is_finished_by_the_next_one() {
    if !is_installed("strace") {
        return;
    }
    for (kills, call) in calls().enumerate() {
        let (home, secrets) = ill();
        let patient = patient(&home, &secrets);
        let before = patient.snapshot();
        patient.doctor(&[&CHECKS[..], &["--fix", "--yes"]].concat()).exits(0);
        let was_killed = killed(&patient, &["--undo", "--yes"], call);
        patient.doctor(&["--undo", "--yes"]).exits(0);
        before.is_still(&patient.snapshot(), call);
        if !was_killed {
            assert!(kills > 1, "only {kills} kills");
            return;
        }
    }
    panic!("it never came to its end");
}

#[test]
fn what_somebody_else_has_changed_since_stays_and_is_named() {
    let (home, secrets) = ill();
    let patient = patient(&home, &secrets);
    patient.doctor(&[&CHECKS[..], &["--fix", "--yes"]].concat()).exits(0);
    chmod(home.path(".cache/huggingface/token"), 0o400);
    let ignored = home.path("work/.gitignore");
    std::fs::write(&ignored, "mine\n").unwrap();
    // Lines around ours are no reason to leave ours.
    let config = home.path(".gitconfig");
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("# above\n{text}# below\n")).unwrap();
    let left = ["left as it is", "~/.cache/huggingface/token", "~/work/.gitignore"];
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&left);
    let text = std::fs::read_to_string(&config).unwrap();
    assert!(text.starts_with("# above\n# mine\n") && text.ends_with("# below\n"), "{text}");
    assert!(!text.contains("git-credential-hfenv") && text.contains(&secrets[2]), "{text}");
    assert_eq!(std::fs::read_to_string(ignored).unwrap(), "mine\n");
}

#[test]
fn each_undo_takes_one_run_back() {
    let (home, secrets) = ill();
    let patient = patient(&home, &secrets);
    let first = patient.snapshot();
    patient.doctor(&["file-modes", "--fix", "--yes"]).exits(0);
    let second = patient.snapshot();
    patient.doctor(&["env-files", "--fix", "--yes"]).exits(0);
    let listed = patient.doctor(&["--undo", "--dry-run"]).exits(0);
    assert_eq!(listed.out, "  ~/work/.gitignore: as it was\n");
    patient.doctor(&["--undo", "--yes"]).exits(0);
    second.is_still(&patient.snapshot(), "changed");
    patient.doctor(&["--undo", "--yes"]).exits(0);
    first.is_still(&patient.snapshot(), "changed");
}

#[test]
fn nobody_there_to_say_yes_is_no_yes() {
    let (home, secrets) = ill();
    let patient = patient(&home, &secrets);
    let before = patient.snapshot();
    patient.doctor(&["--fix"]).exits(2).names(&["nobody is there", "hfenv doctor --fix --yes"]);
    let said = patient.doctor(&["--fix", "--json"]).exits(1);
    assert!(said.out.contains("\"changes\": []"), "{said:?}");
    before.is_still(&patient.snapshot(), "changed");
    patient.doctor(&["file-modes", "--fix", "--yes"]).exits(0);
    patient.doctor(&["--undo"]).exits(2).names(&["nobody is there", "hfenv doctor --undo --yes"]);
}

#[test]
fn without_room_for_the_list_nothing_is_changed() {
    let (home, secrets) = ill();
    let Some(disk) = SmallDisk::mount(&home.ours("state/")) else { return };
    let patient = patient(&home, &secrets);
    // The lock of the list is there already.
    patient.doctor(&["--undo", "--yes"]).exits(0);
    disk.fill();
    let before = patient.snapshot();
    let said = patient.doctor(&["file-modes", "env-files", "--fix", "--yes"]).exits(2);
    said.names(&["changes not made", "no storage space"]);
    before.is_still(&patient.snapshot(), "changed");
}

#[test]
fn a_damaged_list_stops_every_change() {
    let (home, secrets) = ill();
    let patient = patient(&home, &secrets);
    let list = home.write(".local/state/hfenv/doctor.toml", "version = 1\nmade = 7\n");
    chmod(list, 0o600);
    let before = patient.snapshot();
    let words = ["nothing was changed", "the list of changes", "line 2"];
    patient.doctor(&["file-modes", "--fix", "--yes"]).exits(2).names(&words);
    patient.doctor(&["--undo", "--yes"]).exits(2).names(&["the list of changes"]);
    before.is_still(&patient.snapshot(), "changed");
    let report = patient.report(&["own-files"]);
    report.says("own-files", "problem", &["~/.local/state/hfenv/doctor.toml", "move it away"]);
}
