//! The Debian package, by dpkg itself.

use std::path::Path;
use std::process::Command;

use super::installed::Installed;
use super::{VERSION, below, made, said};
use crate::support::follow::readme;
use crate::support::sandbox::is_installed;

/// dpkg on this root.
fn dpkg(place: &Installed) -> Command {
    let mut dpkg = place.manager("dpkg");
    // The root is empty: no libc6 in it.
    dpkg.arg(format!("--root={}", place.root.display())).args(["--force-depends", "--no-debsig"]);
    dpkg
}

fn install(file: &Path) -> Installed {
    let place = Installed::new();
    let own = place.root.join("var/lib/dpkg");
    for folder in ["info", "updates", "triggers"] {
        std::fs::create_dir_all(own.join(folder)).unwrap();
    }
    for file in ["status", "available"] {
        std::fs::write(own.join(file), "").unwrap();
    }
    said(dpkg(&place).arg("-i").arg(file));
    place
}

#[test]
fn it_is_installed_works_and_leaves_nothing() {
    if !is_installed("dpkg") {
        return;
    }
    let Some(file) = made("hfenv_", ".deb") else { return };
    let place = install(&file);
    place.has_the_files_of("deb.txt", ".gz", "var");
    place.runs();
    place.has_pages();
    place.completes("usr/share/zsh/vendor-completions");
    place.hooks_who_asks();
    said(dpkg(&place).args(["--purge", "hfenv"]));
    assert_eq!(below(&place.root, "var"), Vec::<std::path::PathBuf>::new());
}

#[test]
fn the_readme_is_true_of_it() {
    if !is_installed("dpkg") {
        return;
    }
    let Some(file) = made("hfenv_", ".deb") else { return };
    readme(&install(&file).root.join("usr/bin"));
}

#[test]
fn it_says_what_it_needs() {
    if !is_installed("dpkg-deb") {
        return;
    }
    let Some(file) = made("hfenv_", ".deb") else { return };
    let fields = said(Command::new("dpkg-deb").arg("--field").arg(&file));
    let field = |name: &str| {
        let line = fields.lines().find_map(|line| line.strip_prefix(&format!("{name}: ")));
        line.unwrap_or_else(|| panic!("no {name}: {fields}")).to_owned()
    };
    assert_eq!(field("Package"), "hfenv");
    assert_eq!(field("Version"), format!("{VERSION}-1"));
    assert_eq!(field("Recommends"), "git");
    assert!(field("Depends").starts_with("libc6 (>= 2."), "{}", field("Depends"));
    assert!(!field("Maintainer").contains('@'));
    // No script runs as root.
    let scripts = said(Command::new("dpkg-deb").args(["--info"]).arg(&file));
    assert!(!scripts.contains("inst") && !scripts.contains("rm "), "{scripts}");
}
