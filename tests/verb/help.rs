//! `--help`: by example, and within a terminal's width.

use crate::support::sandbox::{Sandbox, stdout};

const VERBS: [&str; 14] = [
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
    "completions",
    "man",
];

#[test]
fn every_help_fits_eighty_columns_and_names_its_verb() {
    let home = Sandbox::new();
    let front = stdout(&home.hfenv(["--help"]).assert().success());
    for verb in VERBS {
        assert!(front.lines().any(|line| line.trim_start().starts_with(verb)), "{verb}: {front}");
        let help = stdout(&home.hfenv([verb, "--help"]).assert().success());
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
        let help = stdout(&home.hfenv([verb, "--help"]).assert().success());
        assert!(help.contains("Example"), "{help}");
    }
}
