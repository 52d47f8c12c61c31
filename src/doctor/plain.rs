//! Tokens that lie in plain text.

use std::path::Path;

use super::modes::{changed, is_open};
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::git::config::Git;
use crate::plaintext::{self, Found, Kind, Place};
use crate::profile::StoreKind;
use crate::secret_file;

pub(super) const CHECKS: &[Check] = &[Check {
    name: "plain-text",
    group: Group::PlainText,
    about: "tokens in rc files, git's files and remotes, netrc, .env and CI files",
    look: plain_text,
}];

fn plain_text(scene: &Scene<'_>) -> Vec<Finding> {
    let search = scene.search();
    let finds = plaintext::find_in_files(&search, &Kind::ALL);
    let git = Git::find(&scene.world.env).ok();
    let mut findings: Vec<Finding> = Vec::new();
    for found in finds.found.iter().filter(|found| !is_a_store(scene, found)) {
        let Some(path) = found.place.path() else { continue };
        let place = match found.place.line() {
            Some(line) => scene.line(path, line),
            None => scene.path(path),
        };
        let tracked = git.as_ref().is_some_and(|git| git.tracks(path));
        let (verdict, what) = match found.kind {
            // Whether git takes it is told with its other secrets.
            Kind::DotEnv => (Verdict::Note, " has a token in plain text, as a .env does"),
            _ if tracked => (Verdict::Problem, " has a token, and git has the file"),
            Kind::Hf => (Verdict::Note, " has a login in plain text, as huggingface_hub keeps it"),
            Kind::Git => (Verdict::Warning, " has a token in plain text, for git"),
            Kind::Netrc => (Verdict::Warning, " has a token in plain text, for git and curl"),
            Kind::Shell => (Verdict::Warning, " sets a token in plain text"),
            Kind::Ci => (Verdict::Warning, " has a token in plain text, for everybody who has it"),
        };
        let finding = Finding::new(verdict, place.and(what));
        // One line of a list that has several is enough.
        if !findings.iter().any(|known| known.evidence == finding.evidence) {
            findings.push(finding.run("hfenv import --remove"));
            findings.extend(opened(scene, found, path));
        }
    }
    if !finds.unread.is_empty() {
        let number = Public::count(finds.unread.len(), "place");
        let text = number.and(" could not be looked through");
        findings.push(Finding::new(Verdict::Note, text).run("hfenv import --dry-run"));
    }
    if findings.is_empty() {
        findings.push(Finding::good("no token lies in plain text where hfenv looks"));
    }
    findings
}

/// Said of a file that is there for more than secrets and that others can read; of files that are
/// there for secrets alone, file-modes tells.
fn opened(scene: &Scene<'_>, found: &Found, path: &Path) -> Option<Finding> {
    let mixed = matches!(found.kind, Kind::Shell | Kind::DotEnv);
    if !mixed || !is_open(path) || !secret_file::is_mine(path) {
        return None;
    }
    let evidence = scene.path(path).and(" has a token, and other users can read the file");
    Some(changed(scene, Finding::new(Verdict::Problem, evidence), path.to_owned(), 0o600))
}

/// Whether it is where a profile of huggingface_hub's store has it on purpose.
fn is_a_store(scene: &Scene<'_>, found: &Found) -> bool {
    let Ok(profiles) = scene.world.profiles() else { return false };
    let mut of_hf = profiles.iter().filter(|profile| profile.store == StoreKind::Hf);
    match &found.place {
        Place::Section { name, .. } => of_hf.any(|profile| profile.section() == name),
        // What is active there is one of the list.
        Place::File { path } => path == &scene.world.paths.hf_token && of_hf.next().is_some(),
        Place::Text { .. } | Place::Helper { .. } => false,
    }
}
