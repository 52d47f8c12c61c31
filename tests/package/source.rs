//! The crate: `cargo install` needs no file that it has not got.

use std::path::Path;

use super::{ROOT, made, said};
use crate::support::sandbox::Sandbox;

/// The files that `include_str!` names in one Rust file, from the crate's top.
fn included(file: &Path, text: &str) -> Vec<String> {
    let calls = text.split("include_str!(\"").skip(1);
    let names = calls.filter_map(|rest| rest.split_once('"')).map(|(name, _)| name);
    let mut found = Vec::new();
    for name in names {
        let mut path = file.parent().unwrap().to_path_buf();
        for part in Path::new(name).components() {
            match part {
                std::path::Component::ParentDir => assert!(path.pop()),
                part => path.push(part),
            }
        }
        found.push(path.display().to_string());
    }
    found
}

#[test]
fn the_crate_has_what_it_is_built_from_and_no_test() {
    assert_eq!(included(Path::new("src/a/b.rs"), "include_str!(\"../../c\")"), ["c"]);
    let Some(file) = made("hfenv-", "-source.tar.gz") else { return };
    let home = Sandbox::new();
    let list = said(home.command("tar").arg("-tzf").arg(&file));
    let top = format!("hfenv-{}/", super::VERSION);
    let files: Vec<&str> = list.lines().map(|line| line.strip_prefix(&top).unwrap()).collect();
    let has = |name: &str| assert!(files.contains(&name), "{name} is not in the crate");
    for name in ["Cargo.lock", "README.md", "LICENSE-MIT", "LICENSE-APACHE", "CHANGELOG.md"] {
        has(name);
    }
    let mut counted = 0;
    let is_rust = |name: &&&str| name.starts_with("src/") && name.trim_end_matches(".rs") != **name;
    for name in files.iter().filter(is_rust) {
        let text = std::fs::read_to_string(Path::new(ROOT).join(name)).unwrap();
        for name in included(Path::new(name), &text) {
            has(&name);
            counted += 1;
        }
    }
    assert!(counted > 10, "{counted}");
    for page in std::fs::read_dir(Path::new(ROOT).join("man")).unwrap() {
        has(&format!("man/{}", page.unwrap().file_name().to_string_lossy()));
    }
    let odd = |name: &&&str| name.starts_with("tests") || name.starts_with(".ci");
    assert_eq!(files.iter().find(odd), None);
}
