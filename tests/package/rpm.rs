//! The package for rpm's families, by rpm itself.

use std::process::Command;

use super::installed::Installed;
use super::{VERSION, below, made, said};
use crate::support::sandbox::is_installed;

/// rpm on this root; Debian's keeps its database in root's home.
fn rpm(place: &Installed) -> Command {
    let mut rpm = place.manager("rpm");
    rpm.args(["--define", "_dbpath /var/lib/rpm", "--root"]).arg(&place.root);
    rpm
}

#[test]
fn it_is_installed_works_and_leaves_nothing() {
    if !is_installed("rpm") {
        return;
    }
    let Some(file) = made("hfenv-", ".rpm") else { return };
    let place = Installed::new();
    said(rpm(&place).arg("--initdb"));
    said(rpm(&place).args(["-i", "--nodeps"]).arg(&file));
    assert_eq!(said(rpm(&place).args(["-V", "--nodeps", "hfenv"])), "");
    place.has_the_files_of("rpm.txt", "", "var");
    place.runs();
    place.has_pages();
    place.completes("usr/share/zsh/site-functions");
    place.hooks_who_asks();
    said(rpm(&place).args(["-e", "hfenv"]));
    // The folders that it shares with others are the system's.
    let left = below(&place.root, "var");
    let own: Vec<_> = left.iter().filter(|path| !place.root.join(path).is_dir()).collect();
    assert_eq!(own, Vec::<&std::path::PathBuf>::new());
    assert!(!left.iter().any(|path| path.ends_with("hfenv")), "{left:?}");
}

#[test]
fn it_says_what_it_needs() {
    if !is_installed("rpm") {
        return;
    }
    let Some(file) = made("hfenv-", ".rpm") else { return };
    let ask = |words: &[&str]| said(Command::new("rpm").arg("-qp").args(words).arg(&file));
    let format = "%{NAME} %{VERSION} %{LICENSE} %{URL}";
    let address = env!("CARGO_PKG_REPOSITORY");
    let told = format!("hfenv {VERSION} MIT OR Apache-2.0 {address}");
    assert_eq!(ask(&["--queryformat", format]), told);
    assert_eq!(ask(&["--recommends"]), "git\n");
    let needed = ask(&["--requires"]);
    assert!(needed.contains("libc.so.6"), "{needed}");
    // build.rs links it; loading it would be an eighth of every start.
    assert!(!needed.contains("libgcc_s"), "{needed}");
    let scripts = ask(&["--scripts"]);
    assert_eq!(scripts.matches("scriptlet").count(), 1, "{scripts}");
}
