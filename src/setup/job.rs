//! What is to change in which file of a shell, and the change itself, under a lock.

use std::path::Path;

use super::edit::{self, Edit};
use super::rc::{self, Places, Rc, Way};
use super::{SetupError, lines, plugin, program};
use crate::paths::Paths;
use crate::quote::Shell;
use crate::secret_file::{self, LOCK_WAIT};
use crate::vars::Env;

/// How our own file begins.
pub(super) const OURS: &str = "# made by hfenv setup shell";

/// What is wanted in the files of one shell.
#[derive(Debug)]
pub struct Job {
    /// Its files.
    pub rc: Rc,
    /// `None` takes it out.
    pub wanted: Option<Wanted>,
}

/// What stands in a file then.
#[derive(Debug)]
pub struct Wanted {
    /// The line in an rc file.
    pub line: String,
    /// The line for a person to type.
    pub typed: String,
    /// The content of a file of our own.
    text: Option<String>,
}

impl Wanted {
    /// What serves this shell by this program.
    pub fn of(env: &Env, rc: &Rc) -> Result<Self, SetupError> {
        if rc.hides_default && !rc.file.exists() {
            return Err(SetupError::Hides { file: rc.file.clone(), name: rc.name });
        }
        let found = program::in_path(env)?;
        let path = found.clone().map_or_else(program::itself, Ok)?;
        let program = path.to_str().ok_or_else(|| SetupError::NotText(path.clone()))?;
        let text = match rc.way {
            Way::Hook | Way::Once => None,
            Way::File => {
                let text = plugin::text(env, rc.shell)?;
                Some(format!("{OURS}, which replaces or, with --undo, removes it\n{text}"))
            }
        };
        let line = rc.line(program)?;
        let short = found.as_deref().and_then(Path::file_stem).and_then(|name| name.to_str());
        let typed = short.map_or_else(|| Ok(line.clone()), |name| rc.line(name))?;
        Ok(Self { line, typed, text })
    }
}

/// What the set-up of a shell would change; nothing where the person has a line of their own.
pub fn additions(env: &Env, paths: &Paths, shell: Shell) -> Result<Vec<Edit>, SetupError> {
    let rc = rc::find(shell.name(), &Places::of(env, &paths.home)?)?;
    let wanted = Some(Wanted::of(env, &rc)?);
    let job = Job { rc, wanted };
    if job.line_of_theirs()?.is_some() { Ok(Vec::new()) } else { job.edits() }
}

impl Job {
    /// Every file that has to change. Ours comes before those where a line is taken out, so that
    /// after a failure there is one too many and not none.
    pub fn edits(&self) -> Result<Vec<Edit>, SetupError> {
        let file = &self.rc.file;
        let first = match (self.rc.way, &self.wanted) {
            (Way::File, wanted) => edit::own_file(
                file,
                OURS,
                wanted.as_ref().and_then(|wanted| wanted.text.as_deref()),
            )?,
            (_, None) => edit::without_line(file)?,
            (_, Some(wanted)) => edit::with_line(file, &wanted.line)?,
        };
        let others = self.rc.others.iter().map(|file| edit::without_line(file));
        let mut edits = others.collect::<Result<Vec<_>, _>>()?;
        edits.insert(0, first);
        edits.retain(Edit::changes_something);
        Ok(edits)
    }

    /// Finds the changes anew, since another hfenv may have been here, and makes them.
    pub fn carry_out(&self, paths: &Paths) -> Result<(), SetupError> {
        let _lock = secret_file::lock(&paths.state.join("setup.lock"), LOCK_WAIT)?;
        for edit in self.edits()? {
            edit.make()?;
        }
        Ok(())
    }

    /// The number of a line that the person has put in, as the manual says, where there is none of
    /// ours.
    pub fn line_of_theirs(&self) -> Result<Option<usize>, SetupError> {
        if self.wanted.is_none() || self.rc.way != Way::Hook {
            return Ok(None);
        }
        let text = edit::content(&self.rc.file)?.unwrap_or_default();
        let words = ["hfenv", &format!("hook {}", self.rc.shell.name())];
        let ours = lines::marked(&text).next().is_some();
        Ok(lines::by_hand(&text, &words).filter(|_| !ours))
    }
}
