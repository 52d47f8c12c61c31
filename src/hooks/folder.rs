//! Folders of ours to which `core.hooksPath` leads, and which way the guard gets in. Such a folder
//! has each of git's hooks: one that it lacks would be hidden in the folder that it stands for.

use std::path::{Path, PathBuf};

use super::files::{content, is_there, whose};
use super::inside::{Inside, leading};
use super::place::{KEY, Place, same};
use super::plan::{Plan, Step};
use super::script::{self, Chain, LFS, Whose};
use super::{HookError, files};

/// Where earlier versions kept what was set before us, in the scope of ours.
const FORMER: &str = "hfenv.hooksPath";

/// The hooks that git looks for in its folder.
pub(super) const ALL: [&str; 27] = [
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

/// Those that git asks for at every small step, some thousand times in a rebase: they are only put
/// where one is known that would run after ours. A repository with one of its own needs an install
/// of its own below a guard of all repositories.
pub(super) const HOT: [&str; 2] = ["post-index-change", "reference-transaction"];

/// Our folders, below the one for our data.
#[derive(Debug, Clone)]
pub struct Folders {
    /// For every repository of the user.
    pub global: PathBuf,
    /// Where earlier versions had that for single repositories.
    pub local: PathBuf,
}

impl Folders {
    /// Below this folder.
    #[must_use]
    pub fn below(data: &Path) -> Self {
        let hooks = data.join("hooks");
        Self { global: hooks.join("global"), local: hooks.join("local") }
    }

    /// What leads to that for every repository where something else is set.
    fn file(&self) -> PathBuf {
        self.global.with_extension("gitconfig")
    }
}

/// How a repository is guarded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Way {
    /// By files in its own folder.
    Files(PathBuf),
    /// By a folder of ours in its git folder; the hooks of this one run after it.
    Path(PathBuf),
    /// By a folder of ours, for all.
    Global,
}

/// How the guard gets, or got, into this repository.
pub fn way(place: &Place, folders: &Folders) -> Result<Way, HookError> {
    let common = place.common()?;
    let (own, now) = (common.join("hooks"), place.hooks()?);
    let former = former(place, folders, &common)?;
    let path = |former: Option<PathBuf>| Way::Path(former.unwrap_or_else(|| own.clone()));
    let settings = place.settings()?;
    let Some(last) = settings.last().filter(|_| !same(&now, &own)) else {
        return Ok(if files::has_to_stay(&own)? { Way::Path(own) } else { Way::Files(own) });
    };
    if same(&now, &Inside::of(&common).folder()) {
        return Ok(path(former));
    }
    if same(&now, &folders.global) {
        let hidden = former.is_none() && HOT.iter().any(|name| own.join(name).exists());
        return Ok(if hidden { path(former) } else { Way::Global });
    }
    if ["local", "global", "system"].contains(&last.scope.as_str()) {
        return Ok(path(former));
    }
    Err(HookError::Elsewhere { origin: format!("{} ({})", last.origin, last.scope) })
}

/// The folder that git would use if it were not led to one of ours.
fn former(place: &Place, folders: &Folders, common: &Path) -> Result<Option<PathBuf>, HookError> {
    if let Some(kept) = place.expanded("--local", FORMER)? {
        return Ok(Some(kept.into()));
    }
    let (top, inside) = (place.top()?, Inside::of(common).folder());
    let ours = [&inside, &folders.global, &folders.local];
    let mut former = place.settings()?.into_iter().map(|setting| PathBuf::from(setting.path));
    Ok(former.rfind(|path| {
        // A copy still names the folder of what it was copied from.
        let path = top.join(path);
        !path.ends_with("hfenv/guard") && !ours.iter().any(|ours| same(&path, ours))
    }))
}

/// What guards one repository.
pub fn install(place: &Place, folders: &Folders, program: &Path) -> Result<(Plan, Way), HookError> {
    let way = way(place, folders)?;
    let plan = match &way {
        Way::Files(own) => files::install(own, program)?,
        Way::Global => Plan::default(),
        Way::Path(theirs) => {
            let common = place.common()?;
            let mut plan = files::uninstall(&common.join("hooks"))?;
            if !plan.left.is_empty() {
                return Err(plan.left.remove(0));
            }
            unpoint(&mut plan, place, "--local", &folders.local)?;
            Inside::of(&common).install(&mut plan, place, program, theirs)?;
            plan
        }
    };
    Ok((plan, way))
}

/// What guards all of a user's repositories.
pub fn install_global(place: &Place, folders: &Folders, program: &Path) -> Result<Plan, HookError> {
    let mut plan = Plan::default();
    let kept = place.expanded("--global", FORMER)?;
    if kept.is_some() {
        unpoint(&mut plan, place, "--global", &folders.global)?;
    }
    let is_ours = |path: &str| same(Path::new(path), &folders.global);
    let mut settings = place.settings()?;
    settings.retain(|one| ["system", "global"].contains(&one.scope.as_str()));
    let there = settings.iter().any(|one| is_ours(&one.path));
    settings.retain(|one| !is_ours(&one.path));
    let former = kept.or_else(|| settings.last().map(|last| last.path.clone()));
    let chain = if former.is_some() { Chain::Before } else { Chain::Own };
    let former = former.map(PathBuf::from);
    let known = |name: &str| former.as_ref().is_some_and(|former| former.join(name).exists());
    let names: Vec<&str> =
        ALL.into_iter().filter(|name| !HOT.contains(name) || known(name)).collect();
    filled(&mut plan, &folders.global, program, &chain, &names)?;
    let file = folders.file();
    let included = plain(&file)?;
    // What they have set stays; ours comes in behind it.
    if plan.sets_back(KEY) || settings.iter().any(|one| one.scope == "global") {
        let text = leading(&folders.global, "")?;
        if content(&file)?.as_deref() != Some(text.as_bytes()) {
            plan.steps.push(Step::Note(file, text));
        }
        if !place.includes("--global", &included)? {
            plan.steps.push(Step::Include { scope: "--global", file: included, there: true });
        }
    } else if !there {
        let after = Some(plain(&folders.global)?);
        plan.steps.push(Step::Config { scope: "--global", key: KEY, before: None, after });
    }
    Ok(plan)
}

/// A path as git's configuration can hold it.
fn plain(path: &Path) -> Result<String, HookError> {
    let text = path.to_str().filter(|text| script::is_plain(text));
    Ok(text.ok_or_else(|| HookError::Path(path.to_owned()))?.to_owned())
}

/// Writes the hooks that a folder lacks, or has of another version, and removes those that it is
/// not to have.
pub(super) fn filled(
    plan: &mut Plan,
    folder: &Path,
    program: &Path,
    chain: &Chain,
    names: &[&str],
) -> Result<(), HookError> {
    if !is_there(folder) {
        plan.steps.push(Step::Folder(folder.to_owned()));
    }
    for name in ALL {
        let (file, wanted) = (folder.join(name), names.contains(&name));
        match whose(&file)? {
            Some(Whose::Ours) if !wanted => plan.steps.push(Step::Remove(file)),
            _ if !wanted => {}
            // git-lfs was told to write over all. Ours stands in for it where it is used.
            Some(Whose::Theirs(theirs)) if theirs.maker == LFS => {
                plan.lfs = true;
                plan.hook(file, script::text(program, name, chain, false)?)?;
            }
            None | Some(Whose::Ours) => {
                plan.hook(file, script::text(program, name, chain, false)?)?;
            }
            Some(_) => return Err(HookError::Changed(file)),
        }
    }
    Ok(())
}

/// Removes our hooks from a folder.
pub(super) fn emptied(plan: &mut Plan, folder: &Path) -> Result<(), HookError> {
    for name in ALL {
        let file = folder.join(name);
        match whose(&file)? {
            None => {}
            Some(Whose::Ours) => plan.steps.push(Step::Remove(file)),
            Some(Whose::Changed) => plan.left.push(HookError::Changed(file)),
            Some(Whose::Theirs(theirs)) => {
                plan.lfs |= theirs.maker == LFS;
                plan.others.push(file);
            }
        }
    }
    Ok(())
}

/// What takes the guard out of one repository.
pub fn uninstall(place: &Place, folders: &Folders) -> Result<Plan, HookError> {
    let common = place.common()?;
    let mut plan = files::uninstall(&common.join("hooks"))?;
    unpoint(&mut plan, place, "--local", &folders.local)?;
    Inside::of(&common).uninstall(&mut plan, place)?;
    Ok(plan)
}

/// What takes out `--global`, with its folder.
pub fn uninstall_global(place: &Place, folders: &Folders) -> Result<Plan, HookError> {
    let mut plan = Plan::default();
    unpoint(&mut plan, place, "--global", &folders.global)?;
    let file = plain(&folders.file())?;
    if place.includes("--global", &file)? {
        plan.steps.push(Step::Include { scope: "--global", file, there: false });
    }
    if is_there(&folders.file()) {
        plan.steps.push(Step::Remove(folders.file()));
    }
    emptied(&mut plan, &folders.global)?;
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
