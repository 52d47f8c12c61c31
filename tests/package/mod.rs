//! What users install, as `packaging/build` made it from the debug build: installed, run, and taken
//! away again. `tests/run` builds it once, before the tests, and names the folder in
//! `HFENV_TEST_PACKAGES`.

mod deb;
mod formula;
mod installed;
mod npm;
mod rpm;
mod source;
mod ways;
mod wheel;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use hfenv::vars::Env;

/// The repository.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The version that all packages have.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// The one file whose name starts and ends so. No folder at all is an error in CI, and a printed
/// skip elsewhere.
fn made(start: &str, end: &str) -> Option<PathBuf> {
    let env = Env::from_process();
    let Some(folder) = env.absolute("HFENV_TEST_PACKAGES") else {
        assert!(!env.has("CI"), "HFENV_TEST_PACKAGES is not set");
        println!("skipped: no packages (bash tests/run --packages)");
        return None;
    };
    let files = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path());
    let fits = |name: &str| name.starts_with(start) && name.ends_with(end);
    let mut found = files.filter(|file| fits(&file.file_name().unwrap().to_string_lossy()));
    let only = found.next();
    let only = only.unwrap_or_else(|| panic!("no {start}…{end} in {}", folder.display()));
    assert_eq!(found.next(), None, "a second {start}…{end}");
    Some(only)
}

/// A program among the test's tools, or the system's.
fn tool(name: &str) -> PathBuf {
    let tools = Env::from_process().absolute("HFENV_TEST_TOOLS");
    let file = tools.map(|folder| folder.join("bin").join(name)).filter(|file| file.is_file());
    file.unwrap_or_else(|| name.into())
}

/// What a command printed; it has to succeed.
fn said(command: &mut Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let [out, err] = [stdout, stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    assert!(status.success(), "{command:?}: {status}\n{out}{err}");
    out
}

/// Everything below a folder but `kept`, sorted, folders too.
fn below(top: &Path, kept: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut folders = vec![top.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(top).unwrap().to_path_buf();
            if !kept.is_empty() && name.starts_with(kept) {
                continue;
            }
            if path.is_dir() && !path.is_symlink() {
                folders.push(path);
            }
            found.push(name);
        }
    }
    found.sort();
    found
}
