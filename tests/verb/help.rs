//! `--help`: by example, and within a terminal's width.

use crate::support::sandbox::{Sandbox, stdout};

const VERBS: [&str; 20] = [
    "export",
    "run",
    "login",
    "logout",
    "switch",
    "list",
    "token",
    "whoami",
    "why",
    "allow",
    "deny",
    "setup",
    "guard",
    "guard scan",
    "guard install",
    "guard uninstall",
    "guard allow",
    "guard rules",
    "completions",
    "man",
];

#[test]
fn every_help_fits_eighty_columns_and_names_its_verb() {
    let home = Sandbox::new();
    let front = stdout(&home.hfenv(["--help"]).assert().success());
    for verb in VERBS {
        let words: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let told = |line: &str| line.trim_start().starts_with(words[0]);
        assert!(front.lines().any(told), "{verb}: {front}");
        let help = stdout(&home.hfenv(&words).assert().success());
        assert!(help.contains(&format!("Usage: hfenv {verb}")), "{help}");
        for line in front.lines().chain(help.lines()) {
            assert!(line.chars().count() <= 80, "{verb}: {line}");
        }
    }
}

#[test]
fn help_teaches_by_example() {
    let home = Sandbox::new();
    for verb in VERBS.iter().filter(|verb| !["list", "whoami", "allow"].contains(verb)) {
        let words = verb.split(' ').chain(["--help"]);
        let help = stdout(&home.hfenv(words).assert().success());
        assert!(help.contains("Example"), "{help}");
    }
}

#[test]
fn help_is_a_word_as_well() {
    let home = Sandbox::new();
    let said = |words: &[&str]| stdout(&home.hfenv(words).assert().success());
    assert_eq!(said(&["help"]), said(&["--help"]));
    assert_eq!(said(&["help", "cache", "rm"]), said(&["cache", "rm", "--help"]));
}
