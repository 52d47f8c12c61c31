//! The npm wrapper: installed without a network, and as good as the program itself.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

use super::{VERSION, made, said};
use crate::support::sandbox::{Sandbox, is_installed};

/// The wrapper and the package of this platform.
fn files() -> Option<[PathBuf; 2]> {
    if !is_installed("npm") || !is_installed("node") {
        return None;
    }
    Some([made(&format!("hfenv-{VERSION}.tgz"), "")?, made("hfenv-linux-", ".tgz")?])
}

/// A home where npm has these, and the folder of the commands.
fn installed(files: &[PathBuf]) -> (Sandbox, PathBuf) {
    let home = Sandbox::new();
    said(npm(&home, "install").args(files));
    let bin = home.path("npm/node_modules/.bin");
    (home, bin)
}

fn npm(home: &Sandbox, verb: &str) -> Command {
    let mut npm = home.command("npm");
    npm.args([verb, "--offline", "--no-audit", "--no-fund", "--prefix"]).arg(home.path("npm"));
    npm
}

/// How a program ends that is told to stop while its child runs.
fn stopped(home: &Sandbox, program: &Path, signal: &str) -> ExitStatus {
    home.profile("me", &crate::support::sandbox::fresh_token());
    let mut command = home.command(program);
    command.args(["run", "--", "sh", "-c", "echo ready; exec sleep 60"]).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert_eq!(line, "ready\n");
    said(Command::new("kill").arg(format!("-{signal}")).arg(child.id().to_string()));
    child.wait().unwrap()
}

#[test]
fn the_wrapper_is_as_good_as_the_program() {
    let Some(files) = files() else { return };
    let (home, bin) = installed(&files);
    let run = |words: &[&str]| home.command(bin.join("hfenv")).args(words).output().unwrap();
    assert_eq!(run(&["--version"]).stdout, format!("hfenv {VERSION}\n").into_bytes());
    assert_eq!(run(&["frobnicate"]).status.code(), Some(2));
    assert_eq!(run(&["token"]).status.code(), Some(1));
    let path = format!("{}:{}", bin.display(), crate::support::sandbox::search_path());
    let mut helper = home.command("git");
    let told = said(helper.env("PATH", path).args(["credential-hfenv", "capability"]));
    assert!(told.starts_with("version 0"), "{told}");
    for signal in ["TERM", "HUP"] {
        let itself = Path::new(env!("CARGO_BIN_EXE_hfenv"));
        let expected = stopped(&home, itself, signal);
        assert_eq!(stopped(&home, &bin.join("hfenv"), signal), expected, "{signal}");
    }
    said(npm(&home, "uninstall").args(["hfenv", "hfenv-linux-x64", "hfenv-linux-arm64"]));
    assert!(!bin.join("hfenv").exists());
    assert!(!home.path("npm/node_modules/hfenv").exists());
}

#[test]
fn without_the_platforms_package_it_says_what_to_do() {
    let Some([wrapper, _]) = files() else { return };
    let (home, bin) = installed(&[wrapper]);
    let output = home.command(bin.join("hfenv")).arg("--version").output().unwrap();
    let err = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(2), "{err}");
    assert!(err.contains("is not installed\nhint: "), "{err}");
}
