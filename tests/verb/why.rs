//! `hfenv why`: every source is named, and the token never shown.

use crate::support::sandbox::{Sandbox, fresh_token, stdout};

#[test]
fn the_winner_the_shadowed_and_both_other_views_are_told() {
    let home = Sandbox::new();
    let (own, saved) = (fresh_token(), fresh_token());
    home.write(".cache/huggingface/token", &saved);
    let said = stdout(&home.hfenv(["why"]).env("HF_TOKEN", &own).assert().success());
    assert!(rows(&said, "environment", "used"), "{said}");
    assert!(rows(&said, "saved-login", "shadowed"), "{said}");
    assert!(said.contains("git: ") && said.contains("python: "), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80), "{said}");
    assert!(!said.contains(&own) && !said.contains(&saved), "{said}");
}

/// Whether a row of the table begins with this source and outcome.
fn rows(said: &str, source: &str, outcome: &str) -> bool {
    said.lines().any(|line| line.split_whitespace().take(2).eq([source, outcome]))
}
