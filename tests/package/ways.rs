//! The ways of working: what CI runs are the justfile's recipes, and they are what a person runs.

use std::collections::BTreeSet;

use super::{ROOT, VERSION, tool};
use crate::support::sandbox::Sandbox;
use hfenv::vars::Env;

fn read(name: &str) -> String {
    std::fs::read_to_string(std::path::Path::new(ROOT).join(name)).unwrap()
}

/// What just prints and says about the repository's justfile.
fn just(words: &[&str]) -> Option<String> {
    let program = tool("just");
    if !program.is_absolute() {
        assert!(!Env::from_process().has("CI"), "just is not installed");
        println!("skipped: just is not installed");
        return None;
    }
    let output = Sandbox::new().command(program).args(words).current_dir(ROOT).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    Some([output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat())
}

/// What the steps of a workflow run, one command each.
fn steps(workflow: &str) -> Vec<&str> {
    let commands = workflow.lines().filter_map(|line| line.trim().strip_prefix("- run: "));
    commands.collect()
}

#[test]
fn every_step_of_ci_is_a_recipe() {
    let workflow = read(".github/workflows/ci.yml");
    let steps = steps(&workflow);
    let recipes: BTreeSet<&str> =
        steps.iter().filter_map(|step| step.strip_prefix("just ")).collect();
    let others: BTreeSet<&str> =
        steps.iter().copied().filter(|step| !step.starts_with("just ")).collect();
    assert_eq!(others, ["pipx install rust-just"].into());
    assert!(recipes.len() >= 5, "{recipes:?}");
    let Some(known) = just(&["--summary"]) else { return };
    let known: Vec<&str> = known.split_whitespace().collect();
    for recipe in recipes {
        let name = recipe.split(' ').next().unwrap();
        assert!(known.contains(&name), "{name} is no recipe");
    }
}

#[test]
fn a_recipe_runs_what_a_person_runs() {
    let rows = [
        ("test", "bash tests/run"),
        ("long", "bash tests/run --long"),
        ("packages", "bash tests/run --packages"),
        ("deny", "cargo deny check"),
        ("fuzz", "bash fuzz/run 60"),
    ];
    for (recipe, command) in rows {
        let Some(told) = just(&["--dry-run", recipe]) else { return };
        assert!(told.lines().any(|line| line.trim() == command), "{recipe}: {told}");
    }
    let oldest = just(&["--evaluate", "msrv"]).unwrap();
    assert_eq!(oldest, env!("CARGO_PKG_RUST_VERSION"));
}

#[test]
fn the_changelog_and_the_lock_file_know_this_version() {
    let lock = read("Cargo.lock");
    let own = format!("name = \"hfenv\"\nversion = \"{VERSION}\"\n");
    assert!(lock.contains(&own));
    let changelog = read("CHANGELOG.md");
    let released = changelog.contains(&format!("\n## {VERSION}"));
    assert!(
        released || changelog.contains("\n## Unreleased\n"),
        "{VERSION} is not in CHANGELOG.md"
    );
}
