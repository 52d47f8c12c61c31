//! The guard: whether git asks it before commits and pushes.

use std::ffi::OsStr;

use super::git::read;
use super::public::Public;
use super::{Check, Finding, Fix, Group, Scene, Verdict};
use crate::hooks::folder::Folders;
use crate::hooks::place::{KEY, Place};
use crate::hooks::reach::{self, Lost, Told, Where};
use crate::paths::Paths;
use crate::program::{HFENV, find};
use crate::vars::HFENV_GUARD;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "guard",
    group: Group::Shell,
    about: "git asks the guard before commits and pushes here",
    look: guard,
}];

fn guard(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = switch(scene);
    let git = match read(scene) {
        Ok((git, _)) => git,
        Err(finding) => {
            findings.push(*finding);
            return findings;
        }
    };
    let place = Place::new(git);
    let folders = Folders::below(&scene.world.paths.data);
    if place.is_repository() {
        findings.extend(here(scene, &place, &folders));
    } else {
        findings.push(everywhere(&place, &folders));
    }
    findings
}

/// The variable that switches it off.
fn switch(scene: &Scene<'_>) -> Vec<Finding> {
    let value = scene.world.inherited.raw(HFENV_GUARD).and_then(OsStr::to_str);
    let (verdict, words) = match value {
        Some("off") => (Verdict::Warning, "HFENV_GUARD=off: no commit is looked at"),
        Some("warn") => (Verdict::Note, "HFENV_GUARD=warn: commits with secrets are not stopped"),
        _ => return Vec::new(),
    };
    vec![Finding::new(verdict, words).run("unset HFENV_GUARD")]
}

fn everywhere(place: &Place, folders: &Folders) -> Finding {
    let same = |path: &str| Paths::real(path.as_ref()) == Paths::real(&folders.global);
    let settings = place.settings().unwrap_or_default();
    if settings.last().is_some_and(|last| same(&last.path)) {
        return Finding::good("git asks the guard in every repository without hooks of its own");
    }
    Finding::new(Verdict::Skipped, "not in a repository, and not installed for all of them")
        .run("hfenv guard install --global")
}

fn here(scene: &Scene<'_>, place: &Place, folders: &Folders) -> Vec<Finding> {
    let Ok((folder, kind, told)) = reach::told(place, folders) else {
        // A bare repository has no commits to stop.
        return vec![Finding::new(Verdict::Skipped, "nobody commits in this repository")];
    };
    let count = told.len();
    let again = match kind {
        Where::Global => "hfenv guard install --global",
        _ => "hfenv guard install",
    };
    let asked = told.iter().filter(|told| told.reach.is_some()).count();
    if asked == 0 {
        let finding = Finding::new(Verdict::Warning, "no hook of this repository asks the guard");
        if kind != Where::Path {
            return vec![finding.fix(Fix::Guard)];
        }
        let evidence = finding.evidence.and(": ").and(KEY).and(" leads to ");
        let evidence = evidence.and(scene.path(&folder));
        // Some tool has set it: not without a word of the person.
        return vec![Finding::new(Verdict::Warning, evidence).run("hfenv guard install")];
    }
    if asked < count {
        let evidence = Public::text("only ").and(Public::number(asked)).and(" of ");
        let mut evidence = evidence.and(Public::count(count, "hook")).and(" ask the guard");
        for told in &told {
            evidence = match told.lost {
                Some(Lost::Replaced("")) => evidence.and(", ").and(told.name).and(" was replaced"),
                Some(Lost::Replaced(tool)) => {
                    evidence.and(", ").and(told.name).and(" was replaced by ").and(tool)
                }
                _ => evidence,
            };
        }
        return vec![Finding::new(Verdict::Warning, evidence).run(again)];
    }
    let words = match kind {
        Where::Global => "git asks the guard here, as in every repository",
        _ => "git asks the guard here",
    };
    vec![named(scene, &told).map_or_else(|| Finding::good(words), |finding| finding.run(again))]
}

/// The hfenv that hooks name, where it is not this one.
fn named(scene: &Scene<'_>, told: &[Told]) -> Option<Finding> {
    let programs = told.iter().filter_map(|told| told.reach.as_ref()?.program.as_ref());
    for program in programs {
        if !program.is_file() {
            let in_path = find(&scene.world.inherited, HFENV).is_some();
            let words = "the hooks here name an hfenv that is not there";
            let (verdict, rest) = if in_path {
                (Verdict::Warning, ": they take that of PATH, where there is one")
            } else {
                (Verdict::Problem, ", and PATH has none: they let everything pass")
            };
            return Some(Finding::new(verdict, Public::text(words).and(rest)));
        }
        if Paths::real(program) != Paths::real(scene.program) {
            let evidence = Public::text("the hooks here run another hfenv: ");
            return Some(Finding::new(Verdict::Note, evidence.and(scene.path(program))));
        }
    }
    None
}
