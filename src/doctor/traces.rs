//! Secrets that were left behind: in notebooks and in what shells remember.

use std::path::{Path, PathBuf};

use super::public::Public;
use super::secrets::{self, Budget, Secrets, Seen};
use super::{Check, Finding, Group, Scene, Verdict};
use crate::git::config::Git;
use crate::plaintext;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "notebooks",
        group: Group::PlainText,
        about: "secrets in the notebooks (.ipynb) of this project",
        look: notebooks,
    },
    Check {
        name: "shell-history",
        group: Group::PlainText,
        about: "secrets in what shells and REPLs remember of typed lines",
        look: shell_history,
    },
];

/// Where lines are remembered, below the home folder.
const HISTORIES: [&str; 14] = [
    ".bash_history",
    ".zsh_history",
    ".zhistory",
    ".histfile",
    ".sh_history",
    ".ksh_history",
    ".mksh_history",
    ".history",
    ".local/share/fish/fish_history",
    ".local/share/powershell/PSReadLine/ConsoleHost_history.txt",
    ".config/nushell/history.txt",
    ".python_history",
    ".node_repl_history",
    ".ipython/profile_default/history.sqlite",
];

fn notebooks(scene: &Scene<'_>) -> Vec<Finding> {
    let is_one =
        |path: &Path| path.extension().is_some_and(|end| end == "ipynb").then(|| path.to_owned());
    let (files, whole) = plaintext::within(&scene.search(), is_one);
    let git = Git::find(&scene.world.env).ok();
    let about = |path: &Path, secrets: &Secrets| {
        let tracked = git.as_ref().is_some_and(|git| git.tracks(path));
        let text = secrets::told(scene, path, secrets);
        let finding = if tracked {
            Finding::new(Verdict::Problem, text.and("; and git has it"))
        } else {
            Finding::new(Verdict::Warning, text)
        };
        let words = "take it out of the cell, or clear the output; read it from the environment";
        finding.say(words)
    };
    let count = files.len();
    let (mut findings, all) = look(scene, &files, about);
    if !whole || !all {
        let text = "the project has too many files: not all were looked at";
        findings.push(Finding::new(Verdict::Unknown, text));
    }
    if findings.is_empty() {
        findings.push(match count {
            0 => Finding::good("there is no notebook here"),
            more => Finding::good(Public::count(more, "notebook").and(" without a secret")),
        });
    }
    findings
}

fn shell_history(scene: &Scene<'_>) -> Vec<Finding> {
    let files = HISTORIES.map(|name| scene.world.paths.home.join(name));
    let about = |path: &Path, secrets: &Secrets| {
        let words = "delete the line with an editor while no shell is open, or with history -d";
        Finding::new(Verdict::Warning, secrets::told(scene, path, secrets)).say(words)
    };
    let (mut findings, all) = look(scene, &files, about);
    if !all {
        let text = "what shells remember is too much: not all was looked at";
        findings.push(Finding::new(Verdict::Unknown, text));
    }
    if findings.is_empty() {
        findings.push(Finding::good("no secret is in what shells remember"));
    }
    findings
}

/// Looks through files; what they have is told by `about`. Says, too, whether these were all.
fn look(
    scene: &Scene<'_>,
    files: &[PathBuf],
    about: impl Fn(&Path, &Secrets) -> Finding,
) -> (Vec<Finding>, bool) {
    let known = secrets::known(scene);
    let mut findings = Vec::new();
    let mut budget = Budget::new();
    for path in files {
        if !budget.allows() {
            return (findings, false);
        }
        match secrets::in_file(&known, path) {
            Seen::Nothing | Seen::Clean => {}
            Seen::Unread => {
                let text = scene.path(path).and(" can't be read");
                findings.push(Finding::new(Verdict::Unknown, text));
            }
            Seen::Secrets(found) => {
                findings.push(secrets::rotated(scene, about(path, &found), &found.tokens));
            }
        }
    }
    (findings, true)
}
