//! Our hooks as files in a repository's own folder, where no others are, or only those of tools
//! that do not ask for their name: these are kept beside ours, as `NAME.hfenv`.
//!
//! Other tools do the same to us: pre-commit renames what it finds to `NAME.legacy` and runs it,
//! lefthook renames it to `NAME.old` and does not.

use std::path::{Path, PathBuf};

use super::place::Place;
use super::plan::{Plan, Step};
use super::script::{self, Chain, Theirs, Whose};
use super::{HookError, LOOKED};
use crate::secret_file::{self, FileError};

/// The most of a hook that is read; what is larger is no hook of ours.
const LIMIT: u64 = 1 << 20;

/// What other tools put behind the name of a hook that they replace.
const MOVED: [&str; 2] = ["legacy", "old"];

/// The files of one hook.
struct Slot {
    name: &'static str,
    hook: PathBuf,
    /// Where another hook is kept.
    kept: PathBuf,
    /// Where earlier versions kept what is no shell script.
    below: PathBuf,
}

impl Slot {
    fn of(folder: &Path, name: &'static str) -> Self {
        Self {
            name,
            hook: folder.join(name),
            kept: folder.join(format!("{name}.hfenv")),
            below: folder.join("hfenv").join(name),
        }
    }

    /// What was kept.
    fn kept(&self) -> Result<Option<(&Path, Theirs)>, HookError> {
        for path in [&self.kept, &self.below] {
            if let Some(theirs) = theirs(path)? {
                return Ok(Some((path, theirs)));
            }
        }
        Ok(None)
    }

    /// Where ours lies if some tool has moved it.
    fn moved(&self, suffix: &str) -> PathBuf {
        self.hook.with_file_name(format!("{}.{suffix}", self.name))
    }
}

/// Whether a hook is in `folder`, or was moved there by an earlier version, that has to stay where
/// it is: it may ask for its name or look for what lies beside it.
pub(super) fn has_to_stay(folder: &Path) -> Result<bool, HookError> {
    for name in LOOKED {
        let slot = Slot::of(folder, name);
        let found = [theirs(&slot.hook)?, slot.kept()?.map(|(_, theirs)| theirs)];
        if found.iter().flatten().any(|theirs| !theirs.takes_any_name()) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What puts the guard into `folder`.
pub fn install(folder: &Path, program: &Path) -> Result<Plan, HookError> {
    let mut plan = Plan::default();
    let slots = LOOKED.map(|name| Slot::of(folder, name));
    let missing = !is_there(folder);
    let mut made = missing;
    for slot in &slots {
        made |= content(&slot.hook)?.is_some_and(|bytes| script::made_folder(&bytes));
    }
    if missing {
        plan.steps.push(Step::Folder(folder.to_owned()));
    }
    for slot in &slots {
        put_in(&mut plan, slot, program, made)?;
    }
    Ok(plan)
}

fn put_in(plan: &mut Plan, slot: &Slot, program: &Path, made: bool) -> Result<(), HookError> {
    let mut file = slot.hook.clone();
    let mut kept = slot.kept()?;
    match whose(&slot.hook)? {
        Some(Whose::Changed) => return Err(HookError::Changed(slot.hook.clone())),
        None | Some(Whose::Ours) => {}
        // pre-commit was installed after us, and runs us as it is.
        Some(Whose::Theirs(_)) if whose(&slot.moved("legacy"))? == Some(Whose::Ours) => {
            file = slot.moved("legacy");
        }
        Some(Whose::Theirs(theirs)) => {
            // Whoever has replaced ours has replaced what it stood for.
            if let Some((path, _)) = &kept {
                plan.steps.push(Step::Remove((*path).to_owned()));
            }
            // lefthook has moved ours away, where it has no use any more.
            if whose(&slot.moved("old"))? == Some(Whose::Ours) {
                plan.steps.push(Step::Remove(slot.moved("old")));
            }
            plan.steps.push(Step::Move(slot.hook.clone(), slot.kept.clone()));
            kept = Some((&slot.kept, theirs));
        }
    }
    let chain = kept.map_or(Chain::None, |(_, theirs)| Chain::Kept(theirs));
    let text = script::text(program, slot.name, &chain, made)?;
    plan.hook(file, text)
}

/// What takes the guard out of `folder`.
pub fn uninstall(folder: &Path) -> Result<Plan, HookError> {
    let mut plan = Plan::default();
    let mut made = false;
    for name in LOOKED {
        take_out(&mut plan, &Slot::of(folder, name), &mut made)?;
    }
    let below = folder.join("hfenv");
    if is_there(&below) {
        plan.steps.push(Step::Tidy(below));
    }
    if made {
        plan.steps.push(Step::Tidy(folder.to_owned()));
    }
    Ok(plan)
}

fn take_out(plan: &mut Plan, slot: &Slot, made: &mut bool) -> Result<(), HookError> {
    let moved = MOVED.map(|suffix| slot.moved(suffix));
    let mut free = None;
    for file in [&slot.hook].into_iter().chain(&moved) {
        match whose(file)? {
            Some(Whose::Ours) => {
                *made |= content(file)?.is_some_and(|bytes| script::made_folder(&bytes));
                plan.steps.push(Step::Remove(file.clone()));
                free = free.or(Some(file.clone()));
            }
            Some(Whose::Changed) => {
                // What it goes on to stays with it.
                plan.left.push(HookError::Changed(file.clone()));
                return Ok(());
            }
            _ => {}
        }
    }
    let Some((kept, before)) = slot.kept()? else { return Ok(()) };
    let now = match whose(&slot.hook)? {
        Some(Whose::Theirs(now)) => Some(now),
        _ => None,
    };
    let step = match (now, free) {
        (None, _) => Step::Move(kept.to_owned(), slot.hook.clone()),
        // The same tool has written its hook anew.
        (Some(now), _) if !now.maker.is_empty() && now.maker == before.maker => {
            Step::Remove(kept.to_owned())
        }
        // It goes where its hook was moved together with ours.
        (Some(_), Some(free)) => Step::Move(kept.to_owned(), free),
        // Whoever has replaced ours has replaced what it stood for, if that can be had again.
        (Some(_), None) if before.takes_any_name() => Step::Remove(kept.to_owned()),
        (Some(_), None) => {
            let (hook, kept) = (slot.hook.clone(), kept.to_owned());
            plan.left.push(HookError::Taken { hook, kept });
            return Ok(());
        }
    };
    plan.steps.push(step);
    Ok(())
}

/// Whether something has this name, be it a link that leads nowhere.
pub(super) fn is_there(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whose hook this is; none where there is none. A link is never ours.
pub(super) fn whose(path: &Path) -> Result<Option<Whose>, HookError> {
    if !is_there(path) {
        return Ok(None);
    }
    if path.is_symlink() {
        let made = script::whose(&content(path)?.unwrap_or_default());
        let maker = if let Whose::Theirs(theirs) = made { theirs.maker } else { "" };
        return Ok(Some(Whose::Theirs(Theirs { maker })));
    }
    Ok(Some(script::whose(&content(path)?.unwrap_or_default())))
}

fn theirs(path: &Path) -> Result<Option<Theirs>, HookError> {
    Ok(match whose(path)? {
        Some(Whose::Theirs(theirs)) => Some(theirs),
        _ => None,
    })
}

/// The bytes of a hook; a program of more than [`LIMIT`] counts as empty.
pub(super) fn content(path: &Path) -> Result<Option<Vec<u8>>, HookError> {
    match secret_file::read(path, LIMIT) {
        Ok(content) => Ok(content.map(|content| content.bytes.to_vec())),
        Err(FileError::TooLarge { .. }) => Ok(Some(Vec::new())),
        Err(error) => Err(error.into()),
    }
}

/// Whether git would run it.
pub(super) fn is_run(hook: &Path) -> bool {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        hook.metadata().is_ok_and(|meta| meta.is_file() && meta.permissions().mode() & 0o111 != 0)
    }
    #[cfg(not(unix))]
    hook.is_file()
}

/// The tools whose hooks are in a folder, or whose configuration is in the work tree.
pub fn tools(place: &Place, folder: &Path) -> Result<Vec<&'static str>, HookError> {
    let mut found = Vec::new();
    for name in LOOKED {
        let slot = Slot::of(folder, name);
        found.extend(slot.kept()?.map(|(_, theirs)| theirs.maker));
        found.extend(theirs(&slot.hook)?.map(|theirs| theirs.maker));
    }
    let top = place.top()?;
    let files = [
        (".pre-commit-config.yaml", "pre-commit"),
        ("prek.toml", "prek"),
        ("lefthook.yml", "lefthook"),
        (".lefthook.yml", "lefthook"),
        ("lefthook.yaml", "lefthook"),
        ("lefthook.toml", "lefthook"),
        ("lefthook.json", "lefthook"),
        (".husky", "husky"),
    ];
    found.extend(files.iter().filter(|(name, _)| is_there(&top.join(name))).map(|(_, tool)| *tool));
    found.retain(|tool| !tool.is_empty());
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
