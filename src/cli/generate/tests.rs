//! Generates `completions/` and `man/` from the command line itself, and finds out when what is
//! committed there is behind.

mod formats;
mod pages;
mod prose;
mod roff;
mod scripts;
mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::{COMPLETIONS, PAGES};
use crate::vars::Env;

/// Says how the committed files are written anew.
const UPDATE: &str = "HFENV_TEST_UPDATE=1 cargo nextest run --lib committed";

/// Every file that is generated, by its path from the root of the repository.
fn generated() -> BTreeMap<PathBuf, String> {
    let command = shown::command();
    let scripts = COMPLETIONS
        .iter()
        .map(|(shell, file, _)| (Path::new("completions").join(file), scripts::script(*shell)));
    let pages = pages::all(&command)
        .into_iter()
        .map(|(name, text)| (Path::new("man").join(format!("{name}.1")), text));
    scripts.chain(pages).collect()
}

#[test]
fn committed_files_are_what_is_generated() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let generated = generated();
    let update = Env::from_process().flag("HFENV_TEST_UPDATE");
    let mut behind = Vec::new();
    for (path, text) in &generated {
        if std::fs::read_to_string(root.join(path)).is_ok_and(|committed| committed == *text) {
            continue;
        }
        if update {
            std::fs::write(root.join(path), text).unwrap();
        }
        behind.push(path.display().to_string());
    }
    for folder in ["completions", "man"] {
        for entry in std::fs::read_dir(root.join(folder)).unwrap() {
            let path = Path::new(folder).join(entry.unwrap().file_name());
            if !generated.contains_key(&path) {
                behind.push(format!("{}: nothing generates it, remove it", path.display()));
            }
        }
    }
    let behind = behind.join("\n  ");
    if update {
        return println!("written:\n  {behind}");
    }
    assert!(behind.is_empty(), "behind the command line; write them with\n{UPDATE}\n  {behind}\n");
}

#[test]
fn what_is_printed_is_what_is_generated() {
    let generated = generated();
    let printed = COMPLETIONS
        .iter()
        .map(|(_, file, text)| (Path::new("completions").join(file), *text))
        .chain(
            PAGES.iter().map(|(name, text)| (Path::new("man").join(format!("{name}.1")), *text)),
        );
    let printed: BTreeMap<PathBuf, String> =
        printed.map(|(path, text)| (path, text.to_owned())).collect();
    let paths = |files: &BTreeMap<PathBuf, String>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(paths(&printed), paths(&generated), "PAGES in cli/generate.rs has another list");
    assert!(printed == generated, "{UPDATE}");
}
