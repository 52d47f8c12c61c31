//! hfenv itself, as other programs find it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::git::config::HELPER;
use crate::paths::Paths;
use crate::program::{HFENV, find, said_within};
use crate::secret_file;
use crate::setup::program as own;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "program",
    group: Group::Machine,
    about: "hfenv and its git helper are found in PATH, and are of one version",
    look: program,
}];

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(1);

/// The right of everybody to write.
const EVERYBODY: u32 = 0o002;

fn program(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.inherited;
    let own_helper = own::helper().ok();
    let mut findings = Vec::new();
    match find(env, HFENV) {
        None => findings.push(
            Finding::new(Verdict::Warning, "hfenv is not in PATH")
                .say(Public::text("add to PATH: ").and(scene.path(folder(scene.program)))),
        ),
        Some(first) if Paths::real(&first) != Paths::real(scene.program) => {
            findings.push(shadowed(scene, "hfenv", &first, scene.program));
        }
        Some(_) => {}
    }
    match (&own_helper, find(env, HELPER)) {
        (None, _) => findings.push(
            Finding::new(Verdict::Problem, "git's helper does not lie beside hfenv").say(
                Public::text("install git-credential-hfenv, or a link to hfenv of that name, in ")
                    .and(scene.path(folder(scene.program))),
            ),
        ),
        (Some(helper), Some(first)) if Paths::real(&first) != Paths::real(helper) => {
            findings.push(shadowed(scene, "git-credential-hfenv", &first, helper));
        }
        (Some(helper), _) if !is_this_version(helper) => findings.push(
            Finding::new(Verdict::Problem, "git's helper is of another version than hfenv")
                .say("install both from one package"),
        ),
        _ => {}
    }
    findings.extend(folders(scene));
    if findings.is_empty() {
        findings.push(Finding::good(
            "hfenv and git-credential-hfenv are of one version, and the first in PATH",
        ));
    }
    findings
}

fn folder(program: &Path) -> &Path {
    program.parent().unwrap_or(program)
}

/// Another program of that name comes first.
fn shadowed(scene: &Scene<'_>, name: &'static str, first: &Path, own: &Path) -> Finding {
    let evidence = Public::text("PATH finds another ").and(name).and(" first: ");
    let evidence = evidence.and(scene.path(first));
    let finding = Finding::new(Verdict::Warning, evidence);
    finding.say(
        Public::text("remove it, or put this folder before it in PATH: ")
            .and(scene.path(folder(own))),
    )
}

fn is_this_version(helper: &Path) -> bool {
    let mut command = Command::new(helper);
    command.arg("--version");
    let said = said_within(command, &[], PATIENCE);
    said.is_ok_and(|said| {
        let text = String::from_utf8_lossy(&said.bytes);
        text.split_whitespace().nth(1) == Some(env!("CARGO_PKG_VERSION"))
    })
}

/// Folders of `PATH`, up to that of hfenv, in which somebody else could put a program.
fn folders(scene: &Scene<'_>) -> Vec<Finding> {
    let list = scene.world.inherited.raw("PATH").unwrap_or_default();
    let mut findings = Vec::new();
    let mut seen: Vec<PathBuf> = Vec::new();
    if std::env::split_paths(list).any(|folder| !folder.is_absolute()) {
        let evidence = "PATH has a folder that is not absolute: programs of the folder you are in";
        let finding = Finding::new(Verdict::Warning, Public::text(evidence).and(" would be run"));
        findings.push(finding.say("take empty and relative entries out of PATH"));
    }
    for folder in std::env::split_paths(list).filter(|folder| folder.is_absolute()) {
        let Ok(Some(mode)) = secret_file::mode(&folder) else { continue };
        if mode & EVERYBODY == 0 || seen.contains(&folder) {
            continue;
        }
        let evidence = Public::text("everybody can put programs into ").and(scene.path(&folder));
        let finding = Finding::new(Verdict::Warning, evidence.and(", which is in PATH"));
        findings.push(if secret_file::is_mine(&folder) {
            finding.run(Public::text("chmod o-w ").and(scene.word(&folder)))
        } else {
            finding.say("take it out of PATH, or have its owner run chmod o-w on it")
        });
        seen.push(folder);
    }
    findings
}
