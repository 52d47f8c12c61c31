//! The tools that judge the recipes: `bash tests/run` puts them beside the others, in a place of
//! their own, so that what they bring along changes no other test.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A tool of the recipes; `None`, after a printed note, if it is not there. In CI that is a
/// failure.
pub(super) fn own_tool(name: &str) -> Option<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the test run's own switches")]
    let var = |name: &str| std::env::var_os(name);
    let tools = var("HFENV_TEST_TOOLS").map(|tools| PathBuf::from(tools).join("recipes"));
    let found = tools.and_then(|tools| {
        let places = [tools.join("bin"), tools.join("node/node_modules/.bin")];
        places.into_iter().map(|place| place.join(name)).find(|tool| tool.exists())
    });
    if found.is_none() {
        assert!(var("CI").is_none(), "{name} of the recipes is not installed");
        println!("skipped: {name} of the recipes is not installed (HFENV_TEST_TOOLS)");
    }
    found
}

/// Passes if the tool has nothing against a file. `None` if there is no such tool.
#[track_caller]
pub(super) fn checked(tool: &str, words: &[&str], file: &Path) -> Option<()> {
    let tool = own_tool(tool)?;
    let output = Command::new(tool).args(words).arg(file).output().unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
    Some(())
}

/// What a YAML file says, as JSON, by the parser that the schemas are checked with.
pub(super) fn yaml(text: &str) -> Option<serde_json::Value> {
    // YAML 1.1 knows `on:` as a truth; keys are kept as they are written.
    let script = "import json, sys\nfrom ruamel.yaml import YAML\n\
        json.dump(YAML(typ='safe', pure=True).load(sys.argv[1]), sys.stdout)";
    let output = Command::new(own_tool("python")?).args(["-c", script, text]).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Some(serde_json::from_slice(&output.stdout).unwrap())
}
