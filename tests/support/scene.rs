//! Projects with approvals, and what a shell has after it evaluated hfenv in them.

use std::path::{Path, PathBuf};

use super::sandbox::{Sandbox, search_path};
use super::shells::{Outcome, Place, Real, Then};

/// A folder below home with one project file, approved.
pub(crate) fn approved(home: &Sandbox, folder: &str, file: &str, text: &str) -> PathBuf {
    home.write(Path::new(folder).join(file), text);
    let path = home.path(folder);
    home.hfenv(["allow", "--yes", folder]).assert().success();
    path
}

/// A string as TOML writes it.
pub(crate) fn quoted(value: &str) -> String {
    toml::Value::from(value).to_string()
}

/// Runs a script in a shell that starts in `folder` with hfenv in its PATH, and with a `SHELL` that
/// names another shell: nobody may believe it.
pub(crate) fn in_shell(
    home: &Sandbox,
    real: &Real,
    folder: &Path,
    script: &str,
    then: Then,
    inherited: &[(&str, &str)],
) -> Outcome {
    let path = search_path();
    let wrong = if real.label == "fish" { "/bin/sh" } else { "/usr/bin/fish" };
    let mut all = vec![("PATH", path.as_str()), ("SHELL", wrong)];
    all.extend(inherited);
    let place = Place { folder, home: &home.home(), locale: "C.UTF-8", inherited: &all };
    real.evaluate(script, then, &place)
}

/// What bash exports in `folder` after `eval $(hfenv)`, as text: the environment to hand on.
pub(crate) fn after_eval(
    home: &Sandbox,
    folder: &Path,
    inherited: &[(&str, &str)],
) -> Vec<(String, String)> {
    let script = "eval $(hfenv); /usr/bin/env -0";
    let output = home
        .command("bash")
        .args(["--norc", "-c", script])
        .envs(inherited.iter().copied())
        .current_dir(folder)
        .output()
        .unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let entries = text.split('\0').filter_map(|entry| entry.split_once('='));
    entries
        .filter(|(name, _)| name.starts_with("HF"))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

/// The same pairs, borrowed.
pub(crate) fn borrowed(pairs: &[(String, String)]) -> Vec<(&str, &str)> {
    pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}
