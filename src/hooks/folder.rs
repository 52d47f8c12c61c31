//! A folder of ours to which `core.hooksPath` points. It has each of git's hooks: one that it lacks
//! would be hidden in the repository's own folder.

use std::path::{Path, PathBuf};

use super::files::{content, is_there, whose};
use super::place::{KEY, Place, Setting, same};
use super::plan::{Plan, Step};
use super::script::{self, Chain, Whose};
use super::{HookError, files};

/// What was set before us, in the scope of ours.
const FORMER: &str = "hfenv.hooksPath";

/// The hooks that git looks for in its folder.
const ALL: [&str; 27] = [
    "applypatch-msg",
    "commit-msg",
    "p4-changelist",
    "p4-post-changelist",
    "p4-pre-submit",
    "p4-prepare-changelist",
    "post-applypatch",
    "post-checkout",
    "post-commit",
    "post-index-change",
    "post-merge",
    "post-receive",
    "post-rewrite",
    "post-update",
    "pre-applypatch",
    "pre-auto-gc",
    "pre-commit",
    "pre-merge-commit",
    "pre-push",
    "pre-rebase",
    "pre-receive",
    "prepare-commit-msg",
    "proc-receive",
    "push-to-checkout",
    "reference-transaction",
    "sendemail-validate",
    "update",
];

/// Our folders, below the one for our data. That for single repositories is shared by all of them,
/// so that a repository can be moved.
#[derive(Debug, Clone)]
pub struct Folders {
    /// For every repository of the user.
    pub global: PathBuf,
    /// For those that have a folder of hooks of their own.
    pub local: PathBuf,
}

impl Folders {
    /// Below this folder.
    #[must_use]
    pub fn below(data: &Path) -> Self {
        let hooks = data.join("hooks");
        Self { global: hooks.join("global"), local: hooks.join("local") }
    }
}

/// How a repository is guarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By files in its own folder.
    Files(PathBuf),
    /// By `core.hooksPath`, which was set to something else before in this scope.
    Path(Setting),
    /// It is, by a folder of ours, for it alone.
    Local,
    /// It is, by a folder of ours, for all.
    Global,
}

/// How the guard gets, or got, into this repository.
pub fn way(place: &Place, folders: &Folders) -> Result<Way, HookError> {
    let own = place.common()?.join("hooks");
    let settings = place.settings()?;
    let Some(last) = settings.last() else { return Ok(Way::Files(own)) };
    let set = Path::new(&last.path);
    if same(set, &folders.local) {
        return Ok(Way::Local);
    }
    if same(set, &folders.global) {
        return Ok(Way::Global);
    }
    if same(&place.hooks()?, &own) {
        return Ok(Way::Files(own));
    }
    let elsewhere = || HookError::Elsewhere { origin: format!("{} ({})", last.origin, last.scope) };
    match last.scope.as_str() {
        "local" if place.value("--local", KEY)?.is_none() => Err(elsewhere()),
        "local" if settings.iter().filter(|one| one.scope == "local").count() > 1 => {
            Err(HookError::Twice { scope: "local" })
        }
        "local" | "global" | "system" => Ok(Way::Path(last.clone())),
        _ => Err(elsewhere()),
    }
}

/// What guards one repository.
pub fn install(place: &Place, folders: &Folders, program: &Path) -> Result<(Plan, Way), HookError> {
    let way = way(place, folders)?;
    let plan = match &way {
        Way::Files(own) => files::install(own, program)?,
        Way::Local => filled(&folders.local, program, &Chain::Before)?,
        Way::Global => Plan::default(),
        Way::Path(setting) => {
            let mut plan = filled(&folders.local, program, &Chain::Before)?;
            let local = (setting.scope == "local").then_some(setting);
            let before = place.value("--local", FORMER)?;
            let after = local.map(|local| local.value.clone());
            point(&mut plan, "--local", &folders.local, [before, after])?;
            plan
        }
    };
    Ok((plan, way))
}

/// What guards all of a user's repositories.
pub fn install_global(place: &Place, folders: &Folders, program: &Path) -> Result<Plan, HookError> {
    let settings = place.settings()?;
    let mut global: Vec<&Setting> = settings.iter().filter(|one| one.scope == "global").collect();
    let last = global.pop();
    if !global.is_empty() {
        return Err(HookError::Twice { scope: "global" });
    }
    if let Some(last) = last
        && place.value("--global", KEY)?.is_none()
    {
        return Err(HookError::Elsewhere { origin: last.origin.clone() });
    }
    let there = last.is_some_and(|last| same(Path::new(&last.path), &folders.global));
    let system = settings.iter().rfind(|one| one.scope == "system");
    let kept = place.value("--global", FORMER)?;
    let former = match last {
        Some(last) if !there => Some(last.path.clone()),
        _ if there && kept.is_some() => place.expanded("--global", FORMER)?,
        _ => system.map(|system| system.path.clone()),
    };
    let chain = former.map_or(Chain::Own, Chain::Former);
    let mut plan = filled(&folders.global, program, &chain)?;
    if !there {
        let before = last.map(|last| last.value.clone());
        point(&mut plan, "--global", &folders.global, [kept, before])?;
    }
    Ok(plan)
}

/// Points git to our folder, and keeps what it was pointed to.
fn point(
    plan: &mut Plan,
    scope: &'static str,
    folder: &Path,
    [kept, before]: [Option<String>; 2],
) -> Result<(), HookError> {
    let after = folder.to_str().filter(|text| script::is_plain(text));
    let after = Some(after.ok_or_else(|| HookError::Path(folder.to_owned()))?.to_owned());
    if kept != before {
        let (before, after) = (kept, before.clone());
        plan.steps.push(Step::Config { scope, key: FORMER, before, after });
    }
    plan.steps.push(Step::Config { scope, key: KEY, before, after });
    Ok(())
}

/// Writes the hooks that a folder lacks, or has of another version.
fn filled(folder: &Path, program: &Path, chain: &Chain) -> Result<Plan, HookError> {
    let mut plan = Plan::default();
    if !is_there(folder) {
        plan.steps.push(Step::Folder(folder.to_owned()));
    }
    for name in ALL {
        let file = folder.join(name);
        match whose(&file)? {
            None | Some(Whose::Ours) => {}
            Some(_) => return Err(HookError::Changed(file)),
        }
        let text = script::text(program, name, chain, false)?;
        if content(&file)?.as_deref() != Some(text.as_bytes()) {
            plan.steps.push(Step::Write(file, text));
        }
    }
    Ok(plan)
}

/// What takes the guard out of one repository; the shared folder stays for the others.
pub fn uninstall(place: &Place, folders: &Folders) -> Result<Plan, HookError> {
    let own = place.common()?.join("hooks");
    let mut plan = files::uninstall(&own)?;
    unpoint(&mut plan, place, "--local", &folders.local)?;
    Ok(plan)
}

/// What takes out `--global`, with its folder.
pub fn uninstall_global(place: &Place, folders: &Folders) -> Result<Plan, HookError> {
    let mut plan = Plan::default();
    unpoint(&mut plan, place, "--global", &folders.global)?;
    for name in ALL {
        let file = folders.global.join(name);
        match whose(&file)? {
            None => {}
            Some(Whose::Ours) => plan.steps.push(Step::Remove(file)),
            Some(_) => plan.left.push(HookError::Changed(file)),
        }
    }
    let hooks = folders.global.parent().unwrap_or(&folders.global);
    for folder in [&folders.global, hooks, hooks.parent().unwrap_or(hooks)] {
        if is_there(&folders.global) && is_there(folder) {
            plan.steps.push(Step::Tidy(folder.to_owned()));
        }
    }
    Ok(plan)
}

/// Points git to what it was pointed to before, if it is still pointed to us.
fn unpoint(
    plan: &mut Plan,
    place: &Place,
    scope: &'static str,
    folder: &Path,
) -> Result<(), HookError> {
    let kept = place.value(scope, FORMER)?;
    let now = place.value(scope, KEY)?;
    if let Some(now) = now.filter(|now| same(Path::new(now), folder)) {
        let (before, after) = (Some(now), kept.clone());
        plan.steps.push(Step::Config { scope, key: KEY, before, after });
    }
    if kept.is_some() {
        plan.steps.push(Step::Config { scope, key: FORMER, before: kept, after: None });
    }
    Ok(())
}
