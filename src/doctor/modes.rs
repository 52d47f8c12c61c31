//! Who may read the files that hold secrets.

use std::path::{Path, PathBuf};

use super::mend::{hold, shown};
use super::public::Public;
use super::{Check, Finding, Fix, Group, Scene, Verdict};
use crate::paths::Paths;
use crate::secret_file::{self, Refusal};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "file-modes",
    group: Group::PlainText,
    about: "token files and folders of hfenv's that other users can read",
    look: file_modes,
}];

/// Bits of everybody but the owner.
const OTHERS: u32 = 0o077;

/// More files of a folder than these are not looked at.
const MANY: usize = 500;

fn file_modes(scene: &Scene<'_>) -> Vec<Finding> {
    let paths = &scene.world.paths;
    let mut findings = Vec::new();
    let mut seen = 0;
    for (path, folder) in places(paths) {
        let Ok(Some(mode)) = secret_file::mode(&path) else { continue };
        seen += 1;
        if !folder && !path.is_file() {
            let evidence = scene.path(&path).and(" should be a file with a token, and is none");
            let finding = Finding::new(Verdict::Warning, evidence);
            findings.push(finding.say("look at what it is, and who has put it there"));
            continue;
        }
        if mode & OTHERS == 0 {
            continue;
        }
        let open = !folder && can_be_reached(&path, mode);
        let verdict = if open { Verdict::Problem } else { Verdict::Warning };
        let what = match (folder, open, mode & 0o004 != 0) {
            (true, ..) => " is open to other users: its mode is ",
            (false, true, true) => " can be read by every user of this machine: its mode is ",
            (false, true, false) => " can be read by its group: its mode is ",
            (false, false, _) => " is guarded only by its folder: its mode is ",
        };
        let evidence = scene.path(&path).and(what).and(Public::mode(mode));
        let finding = Finding::new(verdict, evidence);
        findings.push(changed(scene, finding, path, if folder { 0o700 } else { 0o600 }));
    }
    if findings.is_empty() {
        findings.push(Finding::good(match seen {
            0 => "there is no file with a token where hfenv looks",
            _ => "only you can read the token files of hfenv, huggingface_hub, git and netrc",
        }));
    }
    findings
}

/// With the change of the bits, where that is ours to make, else with what is in the way.
pub(super) fn changed(scene: &Scene<'_>, finding: Finding, path: PathBuf, mode: u32) -> Finding {
    match hold(&path, &scene.world.paths) {
        Ok(_) => finding.fix(Fix::Mode { path, mode }),
        Err(Refusal::Foreign) => finding.say("it belongs to another user, who has to change that"),
        Err(refusal) => {
            let why = Public::text("change it yourself if it is yours: ").and(shown(&refusal));
            finding.say(why)
        }
    }
}

/// The files that are there for secrets alone, and hfenv's own folders, told by `true`.
fn places(paths: &Paths) -> Vec<(PathBuf, bool)> {
    let mut all = vec![
        (paths.hf_token.clone(), false),
        (paths.stored_tokens.clone(), false),
        (paths.legacy_token.clone(), false),
    ];
    let in_home = [".netrc", ".git-credentials", ".config/git/credentials"];
    all.extend(in_home.map(|name| (paths.home.join(name), false)));
    for folder in [&paths.config, &paths.data, &paths.state] {
        all.push((folder.clone(), true));
        all.extend(files(folder));
    }
    all.extend(files(&paths.data.join("tokens")));
    all
}

fn files(folder: &Path) -> impl Iterator<Item = (PathBuf, bool)> {
    let entries = folder.read_dir().into_iter().flatten().flatten().take(MANY);
    let files = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()));
    files.map(|entry| (entry.path(), false))
}

/// Whether somebody else can read a file.
pub(super) fn is_open(path: &Path) -> bool {
    let mode = secret_file::mode(path).ok().flatten();
    mode.is_some_and(|mode| can_be_reached(path, mode))
}

/// Whether those who may read the file can get as far as to it.
fn can_be_reached(path: &Path, mode: u32) -> bool {
    let real = Paths::real(path);
    // To go through a folder takes the bit of the same people that may read the file.
    let bits = [(0o004, 0o001), (0o040, 0o010)];
    bits.iter().any(|(read, search)| {
        let passes = |folder: &Path| {
            secret_file::mode(folder).ok().flatten().is_none_or(|mode| mode & search != 0)
        };
        mode & read != 0 && real.ancestors().skip(1).all(passes)
    })
}
