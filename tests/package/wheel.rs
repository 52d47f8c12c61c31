//! The wheel: installed by pip and by uv, without a network, and taken away again.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::{VERSION, below, made, said, tool};
use crate::support::follow::readme;
use crate::support::sandbox::{Sandbox, is_installed};

/// The tools' Python; its pip installs into other environments.
fn python(home: &Sandbox) -> Command {
    home.command(tool("python"))
}

/// An environment without pip of its own, which takes seconds.
fn environment(home: &Sandbox) -> PathBuf {
    let folder = home.path("venv");
    said(python(home).args(["-m", "venv", "--without-pip"]).arg(&folder));
    folder
}

fn pip(home: &Sandbox, environment: &Path) -> Command {
    let mut pip = python(home);
    pip.args(["-m", "pip", "--python"]).arg(environment.join("bin/python"));
    pip.env("PIP_DISABLE_PIP_VERSION_CHECK", "1").env("PIP_NO_INDEX", "1");
    pip
}

#[test]
fn pip_installs_it_and_leaves_nothing() {
    let Some(file) = made("hfenv-", ".whl") else { return };
    let home = Sandbox::new();
    let folder = environment(&home);
    let before = below(&folder, "");
    said(pip(&home, &folder).arg("install").arg(&file));
    let bin = folder.join("bin");
    let run = |program: &str, words: &[&str]| said(home.command(bin.join(program)).args(words));
    assert_eq!(run("hfenv", &["--version"]), format!("hfenv {VERSION}\n"));
    assert_eq!(run("python", &["-m", "hfenv", "--version"]), format!("hfenv {VERSION}\n"));
    // Beside a program of the same name that comes first in PATH, too.
    let status = home.command(bin.join("python")).args(["-m", "hfenv", "frobnicate"]).output();
    assert_eq!(status.unwrap().status.code(), Some(2));
    // git finds the helper where the environment is active.
    let path = format!("{}:/usr/bin:/bin", bin.display());
    let mut helper = home.command("git");
    let told = said(helper.env("PATH", path).args(["credential-hfenv", "capability"]));
    assert!(told.starts_with("version 0"), "{told}");
    said(pip(&home, &folder).args(["uninstall", "--yes", "hfenv"]));
    assert_eq!(below(&folder, ""), before);
}

#[test]
fn the_readme_is_true_of_it() {
    let Some(file) = made("hfenv-", ".whl") else { return };
    let home = Sandbox::new();
    let folder = environment(&home);
    said(pip(&home, &folder).arg("install").arg(&file));
    readme(&folder.join("bin"));
}

#[test]
fn uvx_runs_it() {
    let uv = tool("uv");
    if !uv.is_absolute() && !is_installed("uv") {
        return;
    }
    let Some(file) = made("hfenv-", ".whl") else { return };
    let home = Sandbox::new();
    let mut uvx = home.command(uv);
    uvx.args(["tool", "run", "--offline", "--python"]).arg(tool("python"));
    let told = said(uvx.arg("--from").arg(&file).args(["hfenv", "--version"]));
    assert_eq!(told, format!("hfenv {VERSION}\n"));
}

#[test]
fn it_says_whose_licence_and_what_it_is_made_of() {
    let Some(file) = made("hfenv-", ".whl") else { return };
    let home = Sandbox::new();
    let read = "import sys, zipfile; z = zipfile.ZipFile(sys.argv[1])\n\
                print(*sorted(z.namelist()), sep='\\n')\n\
                print(z.read(next(n for n in z.namelist() if n.endswith('METADATA'))).decode())";
    let told = said(python(&home).args(["-c", read]).arg(&file));
    let has = |line: &str| assert!(told.lines().any(|told| told == line), "no {line}");
    let info = format!("hfenv-{VERSION}.dist-info");
    has(&format!("{info}/licenses/LICENSE-MIT"));
    has(&format!("{info}/sboms/hfenv.cyclonedx.json"));
    has(&format!("hfenv-{VERSION}.data/scripts/git-credential-hfenv"));
    has(&format!("Project-URL: Homepage, {}", env!("CARGO_PKG_REPOSITORY")));
    assert!(!told.contains("Author"), "{told}");
}
