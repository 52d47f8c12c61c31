//! The project around the current folder: whether its files count, and whether git keeps them.

use std::path::Path;

use super::public::Public;
use super::secrets::{self, Budget, Seen};
use super::{Check, Finding, Fix, Group, Scene, Verdict};
use crate::git::config::Git;
use crate::git::tracked::Standing;
use crate::guard::rules::env_file;
use crate::plaintext;
use crate::project::{self, repository_root};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "project",
        group: Group::Tokens,
        about: "whether the .env and .hfenv.toml of this folder count",
        look: project,
    },
    Check {
        name: "env-files",
        group: Group::PlainText,
        about: ".env files with secrets that git has, or would take",
        look: env_files,
    },
];

/// What is to be done about files that nobody has approved.
const LOOK: &str = "look at it, then hfenv allow, or hfenv deny";

fn project(scene: &Scene<'_>) -> Vec<Finding> {
    let judged = &scene.world.judged;
    let files = || {
        let files = judged.project.files.iter();
        Public::list(files.map(|file| scene.path(&file.path)))
    };
    let mut findings = Vec::new();
    findings.extend(match &judged.verdict {
        project::Verdict::Nothing => None,
        project::Verdict::Approved => Some(Finding::good(files().and(": allowed, and unchanged"))),
        project::Verdict::Trusted(setting) => {
            let text = files().and(": counts without being asked about, by ").and(*setting);
            Some(Finding::new(Verdict::Note, text))
        }
        project::Verdict::New => {
            let text = files().and(": not used, as nobody has allowed it yet");
            Some(Finding::new(Verdict::Note, text).say(LOOK))
        }
        project::Verdict::Changed(_) => {
            let text = files().and(": not used, as it was changed since it was allowed");
            Some(Finding::new(Verdict::Warning, text).say(LOOK))
        }
        project::Verdict::Denied => {
            let text = files().and(": never used, as you said");
            Some(Finding::new(Verdict::Note, text).say("hfenv allow would change that"))
        }
        project::Verdict::Foreign(file) => {
            let text = scene.path(file).and(": not used, as it belongs to another user");
            Some(Finding::new(Verdict::Warning, text).say("hfenv allow, if you trust it"))
        }
    });
    let complaints = judged.project.complaints.len();
    if complaints > 0 {
        let text = Public::count(complaints, "line").and(" of the project's files can't be used");
        findings.push(Finding::new(Verdict::Warning, text).run("hfenv why"));
    }
    if findings.is_empty() {
        findings.push(Finding::good("no file here would set anything"));
    }
    findings
}

fn env_files(scene: &Scene<'_>) -> Vec<Finding> {
    let is_env = |path: &Path| env_file::is_one(path).then(|| path.to_owned());
    let (files, mut whole) = plaintext::within(&scene.search(), is_env);
    let known = secrets::known(scene);
    let git = Git::find(&scene.world.env).ok();
    let mut findings = Vec::new();
    let mut kept = 0;
    let mut budget = Budget::new();
    for file in files {
        if !budget.allows() {
            whole = false;
            break;
        }
        let Seen::Secrets(_) = secrets::in_file(&known, &file) else { continue };
        let Some(git) = &git else { continue };
        match git.standing(&file) {
            Some(Standing::Tracked) => findings.push(tracked(scene, &file)),
            Some(Standing::Taken) => findings.push(exposed(scene, &file)),
            Some(Standing::Ignored | Standing::Outside) => kept += 1,
            None => {
                let text = " has secrets, and git does not say whether it has the file";
                let finding = Finding::new(Verdict::Unknown, scene.path(&file).and(text));
                findings.push(finding.run("git status"));
            }
        }
    }
    if !whole {
        let text = "the project has too many files: not all were looked at";
        findings.push(Finding::new(Verdict::Unknown, text));
    }
    if findings.is_empty() {
        findings.push(match kept {
            0 => Finding::good("no .env here has a secret that git could take"),
            1 => Finding::good("1 .env here has secrets, and git does not take it"),
            more => Finding::good(
                Public::number(more).and(" .env files here have secrets, and git takes none"),
            ),
        });
    }
    findings
}

fn tracked(scene: &Scene<'_>, file: &Path) -> Finding {
    let text = scene.path(file).and(" has secrets, and git has it: whoever clones it has them");
    let folder = file.parent().map_or_else(Public::default, |folder| scene.word(folder));
    let name = file.file_name().map_or_else(Public::default, |name| Public::name(name).quoted());
    let command = Public::text("git -C ").and(folder).and(" rm -q --cached -- ").and(name);
    let finding = Finding::new(Verdict::Problem, text).run(command);
    let finding = match ignore(file) {
        Some(fix) => finding.fix(fix),
        None => finding,
    };
    finding.say("replace the secrets in it: its history has them. For a token: hfenv rotate NAME")
}

fn exposed(scene: &Scene<'_>, file: &Path) -> Finding {
    let text = scene.path(file).and(" has secrets, and git add would take it");
    let finding = Finding::new(Verdict::Warning, text);
    match ignore(file) {
        Some(fix) => finding.fix(fix),
        None => finding.say("add it to .gitignore"),
    }
}

/// The line that keeps git from a file; `None` where git would not read it as it is meant.
fn ignore(file: &Path) -> Option<Fix> {
    let top = repository_root(file.parent()?)?;
    let below = file.strip_prefix(top).ok()?.to_str()?;
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-+@ ".contains(c);
    let fits = below.chars().all(plain) && !below.ends_with(' ');
    let gitignore = top.join(".gitignore");
    let is_ours = !gitignore.is_symlink();
    (fits && is_ours).then(|| Fix::Ignore { file: gitignore, line: format!("/{below}") })
}
