//! A folder of our hooks in a repository's own git folder, and the file by which its configuration
//! leads there. A copy of the repository takes both along.
//!
//! The file is included behind all else: what others have set as `core.hooksPath`, or will set,
//! stays as it is and tells which hooks run after ours.

use std::path::{Path, PathBuf};

use super::HookError;
use super::files::content;
use super::folder::{ALL, HOT, emptied, filled};
use super::place::Place;
use super::plan::{Plan, Step};
use super::script::{self, Chain};

/// The file, as the repository's configuration names it. It lies beside that: what it says of
/// linked work trees starts from its own folder.
const FILE: &str = "hfenv.gitconfig";

/// Where hooks run that git asks for in its own folder, and not in a work tree.
const IN_GIT: [&str; 6] =
    ["post-receive", "post-update", "pre-receive", "proc-receive", "push-to-checkout", "update"];

/// The place of it in one repository.
#[derive(Debug)]
pub(super) struct Inside {
    common: PathBuf,
}

impl Inside {
    /// In the folder that a repository's work trees share.
    pub(super) fn of(common: &Path) -> Self {
        Self { common: common.to_owned() }
    }

    /// The hooks.
    pub(super) fn folder(&self) -> PathBuf {
        self.common.join("hfenv/guard")
    }

    /// What leads linked work trees to the hooks: from these no path does that would be right in a
    /// copy.
    fn linked(&self) -> PathBuf {
        self.common.join("hfenv/linked")
    }

    /// Puts the guard there; after it come the hooks of the folder `theirs`.
    pub(super) fn install(
        &self,
        plan: &mut Plan,
        place: &Place,
        program: &Path,
        theirs: &Path,
    ) -> Result<(), HookError> {
        let there = |name: &&str| place.top().is_ok_and(|top| top.join(theirs).join(name).exists());
        let names: Vec<&str> =
            ALL.into_iter().filter(|name| !HOT.contains(name) || there(name)).collect();
        filled(plan, &self.folder(), program, &Chain::Before, &names)?;
        // A relative path leads nowhere from git's own folder; nor did a relative one of theirs.
        let absolute = theirs.is_absolute() && IN_GIT.iter().any(there);
        let lead = if absolute { self.common.clone() } else { place.lead(&self.common)? };
        for (file, text) in [
            (self.linked(), leading(&self.folder(), "")?),
            (
                self.common.join(FILE),
                leading(
                    &lead.join("hfenv/guard"),
                    "[includeIf \"gitdir:./worktrees/*\"]\n\tpath = hfenv/linked\n",
                )?,
            ),
        ] {
            if content(&file)?.as_deref() != Some(text.as_bytes()) {
                plan.steps.push(Step::Note(file, text));
            }
        }
        if !place.includes("--local", FILE)? {
            let there = true;
            plan.steps.push(Step::Include { scope: "--local", file: FILE.to_owned(), there });
        }
        Ok(())
    }

    /// Takes it out.
    pub(super) fn uninstall(&self, plan: &mut Plan, place: &Place) -> Result<(), HookError> {
        if place.includes("--local", FILE)? {
            let there = false;
            plan.steps.push(Step::Include { scope: "--local", file: FILE.to_owned(), there });
        }
        emptied(plan, &self.folder())?;
        for file in [self.common.join(FILE), self.linked()] {
            if file.exists() {
                plan.steps.push(Step::Remove(file));
            }
        }
        for folder in [self.folder(), self.common.join("hfenv")] {
            if folder.exists() {
                plan.steps.push(Step::Tidy(folder));
            }
        }
        Ok(())
    }
}

/// A file of git's configuration that leads to a folder of hooks.
pub(super) fn leading(folder: &Path, more: &str) -> Result<String, HookError> {
    let told = folder.to_str().filter(|text| script::is_plain(text));
    let told = told.ok_or_else(|| HookError::Path(folder.to_owned()))?;
    let told = told.replace('\\', r"\\").replace('"', "\\\"");
    Ok(format!("# Of hfenv guard install.\n[core]\n\thooksPath = \"{told}\"\n{more}"))
}
