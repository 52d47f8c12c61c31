//! Whether what git runs before a commit or a push reaches the guard, and how: told from files
//! alone.

use std::path::{Path, PathBuf};

use super::files::{content, is_run, whose};
use super::folder::Folders;
use super::inside::Inside;
use super::place::{Place, same};
use super::script::{self, Whose};
use super::{HookError, LOOKED};

/// Where tools write down what they run.
const CONFIGURATIONS: [(&str, &str); 8] = [
    ("pre-commit", ".pre-commit-config.yaml"),
    ("prek", ".pre-commit-config.yaml"),
    ("prek", "prek.toml"),
    ("lefthook", "lefthook.yml"),
    ("lefthook", ".lefthook.yml"),
    ("lefthook", "lefthook.yaml"),
    ("lefthook", "lefthook.toml"),
    ("lefthook", "lefthook.json"),
];

/// How a hook reaches the guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// Our file stands where git looks.
    File,
    /// A tool runs it, of this name.
    Tool(&'static str),
    /// Somebody's hook has a line that calls it.
    Line,
}

/// A hook that reaches the guard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reach {
    /// How.
    pub by: By,
    /// The program that a file of ours names; any other takes that of `PATH`.
    pub program: Option<PathBuf>,
}

/// Where a repository's hooks are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Where {
    /// In the repository's own folder.
    Own,
    /// In a folder of ours, for this repository.
    Local,
    /// In a folder of ours, for all.
    Global,
    /// In the folder that `core.hooksPath` names.
    Path,
}

/// One of the hooks in which the guard looks.
#[derive(Debug)]
pub struct Told {
    /// Its name.
    pub name: &'static str,
    /// How it reaches the guard, if it does.
    pub reach: Option<Reach>,
    /// Why it does not, if it did.
    pub lost: Option<Lost>,
}

/// Why a hook does not reach the guard any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lost {
    /// Ours stands where git does not look.
    Hidden,
    /// Ours is there, and is no program.
    Idle,
    /// Another hook stands where ours was, of this tool, if one is known.
    Replaced(&'static str),
    /// Others of ours are there.
    Gone,
}

/// What is so in this repository: the folder in which git looks, what it is, and its hooks.
pub fn told(
    place: &Place,
    folders: &Folders,
) -> Result<(PathBuf, Where, [Told; LOOKED.len()]), HookError> {
    let common = place.common()?;
    let (own, inside) = (common.join("hooks"), Inside::of(&common).folder());
    let (folder, top) = (place.hooks()?, place.top()?);
    let kind = match &folder {
        folder if same(folder, &own) => Where::Own,
        folder if same(folder, &inside) || same(folder, &folders.local) => Where::Local,
        folder if same(folder, &folders.global) => Where::Global,
        _ => Where::Path,
    };
    let told = LOOKED.map(|name| {
        let reach = reach(&folder, &top, name);
        let lost = || lost(&folder, name, (kind == Where::Path).then_some([&own, &inside]));
        let lost = if reach.is_none() { lost() } else { None };
        Told { name, reach, lost }
    });
    Ok((folder, kind, told))
}

/// How the hook `name` in `folder` reaches the guard, in the work tree `top`. What can't be read
/// does not.
#[must_use]
pub fn reach(folder: &Path, top: &Path, name: &str) -> Option<Reach> {
    let hook = folder.join(name);
    if !is_run(&hook) {
        return None;
    }
    if let Some(program) = ours(&hook) {
        return Some(Reach { by: By::File, program: Some(program) });
    }
    let bytes = content(&hook).ok().flatten()?;
    let Whose::Theirs(theirs) = script::whose(&bytes) else { return None };
    // pre-commit runs what it has renamed.
    if let Some(program) = ours(&folder.join(format!("{name}.legacy")))
        && !theirs.maker.is_empty()
    {
        return Some(Reach { by: By::Tool(theirs.maker), program: Some(program) });
    }
    let reach = |by: By| Some(Reach { by, program: None });
    if calls(&bytes, name) {
        return reach(By::Line);
    }
    // husky's own files stand below those of the project.
    let husky = folder.parent().filter(|_| folder.ends_with(".husky/_"));
    if husky.is_some_and(|husky| in_file(&husky.join(name), name)) {
        return reach(By::Tool("husky"));
    }
    let files = CONFIGURATIONS.iter().filter(|(maker, _)| *maker == theirs.maker);
    let mut files = files.map(|(_, file)| top.join(file));
    files.any(|file| in_file(&file, name)).then_some(())?;
    reach(By::Tool(theirs.maker))
}

/// Why a hook does not reach the guard any more; `others` are the folders in which git does not
/// look.
fn lost(folder: &Path, name: &str, others: Option<[&PathBuf; 2]>) -> Option<Lost> {
    let is_ours = |folder: &Path, name: &str| ours(&folder.join(name)).is_some();
    if is_ours(folder, name) {
        return Some(Lost::Idle);
    }
    if others.is_some_and(|others| others.iter().any(|other| is_ours(other, name))) {
        return Some(Lost::Hidden);
    }
    let moved = format!("{name}.old");
    if !is_ours(folder, &moved) && !LOOKED.iter().any(|one| is_ours(folder, one)) {
        return None;
    }
    match whose(&folder.join(name)) {
        Ok(Some(Whose::Theirs(theirs))) => Some(Lost::Replaced(theirs.maker)),
        _ => Some(Lost::Gone),
    }
}

/// Whether a tool's file asks for the guard.
#[must_use]
pub fn in_file(file: &Path, name: &str) -> bool {
    content(file).ok().flatten().is_some_and(|bytes| calls(&bytes, name))
}

/// Whether a text calls the guard for this hook, or names one of the hooks that hfenv has for the
/// pre-commit framework. There is one for both kinds of commit.
fn calls(bytes: &[u8], name: &str) -> bool {
    let name = if name == "pre-merge-commit" { "pre-commit" } else { name };
    let command = format!("guard hook {name}");
    let suffix = if name == "pre-commit" { String::new() } else { format!("-{name}") };
    let text = String::from_utf8_lossy(bytes);
    let lines = text.lines().map(str::trim_start).filter(|line| !line.starts_with('#'));
    let is_named = |line: &str| {
        let id = line.split("id:").nth(1).unwrap_or_default().trim_start();
        let id = id.split([' ', ',', '}', '#']).next().unwrap_or_default();
        let id = id.trim_matches(['\'', '"']);
        let kind = id.strip_prefix("hfenv-system").or_else(|| id.strip_prefix("hfenv"));
        kind.is_some_and(|kind| kind == suffix)
    };
    let follows = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '-');
    lines.into_iter().any(|line| line.split(&command).skip(1).any(follows) || is_named(line))
}

/// The program that a hook of ours names.
fn ours(hook: &Path) -> Option<PathBuf> {
    if !matches!(whose(hook), Ok(Some(Whose::Ours | Whose::Changed))) {
        return None;
    }
    script::program(&content(hook).ok().flatten()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_call_is_told_from_a_comment_and_from_another_hook() {
        for (text, name, wanted) in [
            ("npm test\nhfenv guard hook pre-commit \"$@\"\n", "pre-commit", true),
            ("npm test\nhfenv guard hook pre-commit \"$@\"\n", "pre-merge-commit", true),
            ("hfenv guard hook pre-commit-more", "pre-commit", false),
            ("  # hfenv guard hook pre-commit\n", "pre-commit", false),
            ("hfenv guard hook pre-push", "pre-commit", false),
            ("- id: hfenv\n", "pre-commit", true),
            ("- {id: hfenv-system, stages: [pre-commit]}", "pre-merge-commit", true),
            ("- id: 'hfenv-pre-push'", "pre-push", true),
            ("- id: hfenv", "pre-push", false),
            ("- id: hfenv-mine", "pre-commit", false),
        ] {
            assert_eq!(calls(text.as_bytes(), name), wanted, "{text}, {name}");
        }
    }
}
