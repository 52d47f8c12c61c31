//! Shells: what loads hfenv in them, and whether it can.

use super::public::Public;
use super::{Check, Finding, Fix, Group, Scene, Verdict};
use crate::inject::watch;
use crate::quote::Shell;
use crate::setup::notice;
use crate::setup::rc::{self, Places, Rc};
use crate::setup::standing::{Kind, Standing, standing};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "shell-hook",
    group: Group::Shell,
    about: "rc files load this hfenv, and the shell you type in has loaded it",
    look: hook,
}];

/// The shells whose files are looked at, by the words that tell kin apart.
const SHELLS: [&str; 12] =
    ["bash", "zsh", "fish", "tcsh", "elvish", "nu", "xonsh", "pwsh", "ksh", "mksh", "yash", "sh"];

fn hook(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.inherited;
    let Ok(places) = Places::of(env, &scene.world.paths.home) else {
        return vec![Finding::new(Verdict::Skipped, "there is no home folder")];
    };
    let calling = scene.shell.filter(|name| Shell::from_name(name).is_some());
    let mut findings = Vec::new();
    let mut loads_here = false;
    let mut seen = Vec::new();
    for word in SHELLS {
        let Ok(rc) = rc::find(word, &places) else { continue };
        let Ok(found) = standing(env, &rc) else {
            findings.push(unreadable(scene, &rc));
            continue;
        };
        for one in found {
            // Kin read one file.
            let at = (one.file.clone(), one.line);
            loads_here |= calling.is_some_and(|name| is_of(&rc, name)) && one.kind != Kind::Once;
            if !seen.contains(&at) {
                findings.push(told(scene, &rc, &one));
                seen.push(at);
            }
        }
    }
    match calling {
        Some(name) if !loads_here => findings.push(missing(name)),
        Some(name) => findings.extend(not_yet(scene, name)),
        None if findings.is_empty() => findings.push(
            Finding::new(Verdict::Note, "no shell loads hfenv")
                .say("name yours: hfenv setup shell --shell SHELL"),
        ),
        None => {}
    }
    findings
}

fn unreadable(scene: &Scene<'_>, rc: &Rc) -> Finding {
    let evidence = scene.path(&rc.file).and(" can't be read, or written as wanted");
    Finding::new(Verdict::Unknown, evidence)
        .run(Public::text("hfenv setup shell --dry-run --shell ").and(rc.name))
}

/// Whether the shell that was called by this name reads these files.
fn is_of(rc: &Rc, name: &str) -> bool {
    Shell::from_name(name) == Some(rc.shell) && (rc.name == name || rc.shell != Shell::Ksh)
}

fn told(scene: &Scene<'_>, rc: &Rc, one: &Standing) -> Finding {
    let place = match one.line {
        Some(line) => scene.line(&one.file, line),
        None => scene.path(&one.file),
    };
    let gone = one.program.as_ref().is_some_and(|program| !program.is_file());
    let finding = match one.kind {
        Kind::Current => Finding::good(place.and(" loads hfenv in ").and(rc.name)),
        Kind::Theirs if !gone => {
            Finding::good(place.and(" loads hfenv in ").and(rc.name).and(", by a line of yours"))
        }
        Kind::Theirs => {
            let evidence = place.and(" names an hfenv that is not there");
            let finding = Finding::new(Verdict::Problem, evidence);
            return finding.say("write where hfenv is in that line, or take it out").run(setup(rc));
        }
        Kind::Other => {
            let (verdict, what) = if gone {
                (Verdict::Problem, " names an hfenv that is not there")
            } else {
                (Verdict::Warning, " is of another hfenv than this one")
            };
            return with_fix(Finding::new(verdict, place.and(what)), rc);
        }
        Kind::Once => {
            let evidence = place.and(" asks hfenv once, at the start: it does not follow cd");
            let finding = with_fix(Finding::new(Verdict::Note, evidence), rc);
            return finding.say("then take that line out");
        }
    };
    let env = &scene.world.inherited;
    let Some(notice) = notice::about(env, rc, &scene.world.paths.home) else { return finding };
    Finding::new(Verdict::Note, finding.evidence).say(Public::ours(&notice, scene.world))
}

fn setup(rc: &Rc) -> Public {
    Public::text("hfenv setup shell --shell ").and(rc.name)
}

/// `--fix` knows languages; of kin it would take the first.
fn with_fix(finding: Finding, rc: &Rc) -> Finding {
    if rc.name == rc.shell.name() {
        finding.fix(Fix::Shell(rc.shell))
    } else {
        finding.run(setup(rc))
    }
}

/// Nothing loads hfenv in the shell from which doctor was called.
fn missing(name: &str) -> Finding {
    let Some(shell) = Shell::from_name(name) else {
        return Finding::new(Verdict::Skipped, "not called from a shell that hfenv knows");
    };
    let evidence = Public::text("no file loads hfenv in ").and(Public::shell(shell));
    let evidence = evidence.and(", from which doctor was called");
    let finding = Finding::new(Verdict::Warning, evidence);
    if shell.name() == name {
        finding.fix(Fix::Shell(shell))
    } else {
        finding.run("hfenv setup shell")
    }
}

/// A shell that was started before its file got the line.
fn not_yet(scene: &Scene<'_>, name: &str) -> Option<Finding> {
    let env = &scene.world.inherited;
    let shell = Shell::from_name(name)?;
    if watch::is_followed(env, &scene.world.paths, shell)? {
        return None;
    }
    let evidence = Public::text("this ").and(Public::shell(shell)).and(" has not loaded hfenv yet");
    let finding = Finding::new(Verdict::Note, evidence);
    Some(finding.run(Public::text("exec ").and(Public::shell(shell))))
}
