//! Doctor on hfenv itself: what PATH finds in its place, and who could put something there.

use std::path::Path;

use crate::support::doctor::{Patient, chmod};
use crate::support::sandbox::{Sandbox, search_path};

/// `folders` before the system's, and before or behind that of the programs under test.
fn path(first: &[&Path], last: &[&Path]) -> String {
    let shown = |all: &[&Path]| all.iter().map(|one| one.display().to_string()).collect::<Vec<_>>();
    let mut parts = shown(first);
    parts.push(search_path());
    parts.extend(shown(last));
    parts.join(":")
}

#[test]
fn another_hfenv_in_path_is_named() {
    let home = Sandbox::new();
    Patient::of(&home).report(&["program"]).says("program", "ok", &["of one version"]);
    for name in ["hfenv", "git-credential-hfenv"] {
        let other = home.write(format!("{name}-bin/{name}"), "#!/bin/sh\n");
        chmod(&other, 0o755);
        let folder = other.parent().unwrap();
        let first = format!("another {name} first: ~/{name}-bin/{name}");
        let words = [first.as_str(), "remove it, or put"];
        let patient = Patient::of(&home).with("PATH", path(&[folder], &[]));
        patient.report(&["program"]).says("program", "warning", &words);
        let patient = Patient::of(&home).with("PATH", path(&[], &[folder]));
        patient.report(&["program"]).says("program", "ok", &[]);
        let patient = Patient::of(&home).with("PATH", path(&[folder], &[]));
        std::fs::remove_file(other).unwrap();
        patient.report(&["program"]).says("program", "ok", &[]);
    }
}

#[test]
fn an_hfenv_outside_of_path_and_one_without_its_helper_are_told() {
    let home = Sandbox::new();
    let patient = Patient::of(&home).with("PATH", "/usr/bin:/bin");
    patient.report(&["program"]).says("program", "warning", &["hfenv is not in PATH", "add to"]);

    home.write("bin/x", "");
    let program = home.path("bin/hfenv");
    let helper = home.path("bin/git-credential-hfenv");
    std::fs::copy(env!("CARGO_BIN_EXE_hfenv"), &program).unwrap();
    let folder = program.parent().unwrap().to_owned();
    let patient = Patient::of(&home).with("PATH", path(&[&folder], &[]));
    let told = || {
        let output = patient.command(&program).args(["doctor", "program"]).output().unwrap();
        let out = String::from_utf8(output.stdout).unwrap();
        patient.assert_public(&out);
        out.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let out = told();
    assert!(out.contains("problem program: git's helper does not lie beside hfenv"), "{out}");
    // An old one, of which only the version is known.
    std::fs::write(&helper, "#!/bin/sh\necho git-credential-hfenv 0.0.1\n").unwrap();
    chmod(&helper, 0o755);
    assert!(told().contains("of another version"), "{}", told());
    // As told: a link to hfenv of that name will do.
    std::fs::remove_file(&helper).unwrap();
    std::os::unix::fs::symlink("hfenv", &helper).unwrap();
    assert!(told().contains("ok program"), "{}", told());
}

#[test]
fn a_folder_of_path_that_everybody_writes_to_is_told() {
    let home = Sandbox::new();
    let folder = home.path("bin");
    std::fs::create_dir(&folder).unwrap();
    chmod(&folder, 0o777);
    let patient = Patient::of(&home).with("PATH", path(&[], &[&folder]));
    let words = ["everybody can put programs into ~/bin", "chmod o-w ~/bin"];
    patient.report(&["program"]).says("program", "warning", &words);
    assert!(patient.report(&["program"]).remedies("program", "fix").is_empty());
    patient.follows("program", "");
    patient.report(&["program"]).says("program", "ok", &[]);
    let patient = Patient::of(&home).with("PATH", format!("{}:.", search_path()));
    let words = ["not absolute", "take empty and relative entries out of PATH"];
    patient.report(&["program"]).says("program", "warning", &words);
}
