//! `hfenv setup shell`: what is to change in which file, shown, and then done under a lock.

use std::path::Path;

use super::edit::{self, Edit};
use super::lines::{self, MARK};
use super::rc::{self, Places, Rc, Way};
use super::{caller, notice};
use crate::cli::args::Setup;
use crate::cli::context::Context;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::{hook, program};
use crate::quote::{CannotCarry, Shell};
use crate::resolve::world::World;
use crate::secret_file::{self, LOCK_WAIT};
use crate::text::printable_path;

/// How our own file begins.
const OURS: &str = "# made by hfenv setup shell";

/// What is wanted in the files of one shell.
#[derive(Debug)]
struct Job {
    rc: Rc,
    /// `None` takes it out.
    wanted: Option<Wanted>,
}

#[derive(Debug)]
struct Wanted {
    /// The line in an rc file.
    line: String,
    /// The line for a person to type.
    typed: String,
    /// The content of a file of our own.
    text: Option<String>,
}

pub(super) fn run(context: &Context, world: &World, args: &Setup) -> Outcome {
    let home = &world.paths.home;
    let called = args.shell.clone().or_else(caller::shell_at_the_prompt).ok_or_else(no_shell)?;
    let rc = rc::find(&called, &Places::of(context, home)?)?;
    let wanted = if args.undo { None } else { Some(wanted(context, &rc)?) };
    let job = Job { rc, wanted };
    let with_hint = |failure: Failure| failure.hints(job.by_hand());
    if let Some(line) = job.line_of_theirs().map_err(with_hint)? {
        let file = printable_path(&job.rc.file);
        context.ui.say(format!("{}: {file} has a line of yours for it: line {line}", job.rc.name));
        return Ok(());
    }
    let edits = job.edits().map_err(with_hint)?;
    for edit in &edits {
        context.ui.shown(edit.told(args.dry_run))?;
    }
    if !edits.is_empty() && !args.dry_run {
        job.carry_out(world).map_err(with_hint)?;
    }
    context.ui.say(job.said(edits.is_empty(), args.dry_run));
    if let Some(wanted) = &job.wanted {
        if let Some(notice) = notice::about(context, &job.rc, home) {
            context.ui.hint(notice);
        }
        if !args.dry_run {
            context.ui.hint(format!("for this shell, now: {}", wanted.typed));
        }
    }
    Ok(())
}

/// What the set-up of a shell would change; nothing where the person has a line of their own.
pub(in crate::cli) fn edits(
    context: &Context,
    world: &World,
    shell: Shell,
) -> Result<Vec<Edit>, Failure> {
    let rc = rc::find(shell.name(), &Places::of(context, &world.paths.home)?)?;
    let wanted = Some(wanted(context, &rc)?);
    let job = Job { rc, wanted };
    if job.line_of_theirs()?.is_some() { Ok(Vec::new()) } else { job.edits() }
}

fn no_shell() -> Failure {
    Failure::error("hfenv was not called from the prompt of a shell that it knows")
        .hint("name yours: hfenv setup shell --shell SHELL")
}

fn wanted(context: &Context, rc: &Rc) -> Result<Wanted, Failure> {
    if rc.hides_default && !rc.file.exists() {
        let (name, file) = (rc.name, printable_path(&rc.file));
        return Err(Failure::error(format!(
            "{file}: not there, and a new one would hide {name}'s own"
        ))
        .hint(format!("make the file first, from the sample that comes with {name}")));
    }
    let odd = |error: CannotCarry| {
        Failure::error(error.to_string()).hint("install hfenv in a folder with a plainer name")
    };
    let found = program::in_path(context.env())?;
    let path = found.clone().map_or_else(program::itself, Ok)?;
    let program = path.to_str().ok_or_else(|| {
        Failure::error(format!("{}: a path that is not UTF-8 text", printable_path(&path)))
            .hint("install hfenv in a folder with a plainer name")
    })?;
    let text = match rc.way {
        Way::Hook | Way::Once => None,
        Way::File => {
            let text = hook::text(context, rc.shell)?;
            Some(format!("{OURS}, which replaces or, with --undo, removes it\n{text}"))
        }
    };
    let line = rc.line(program).map_err(odd)?;
    let short = found.as_deref().and_then(Path::file_stem).and_then(|name| name.to_str());
    let typed = short.map_or_else(|| Ok(line.clone()), |name| rc.line(name)).map_err(odd)?;
    Ok(Wanted { line, typed, text })
}

impl Job {
    /// Every file that has to change. Ours comes before those where a line is taken out, so that
    /// after a failure there is one too many and not none.
    fn edits(&self) -> Result<Vec<Edit>, Failure> {
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
    fn carry_out(&self, world: &World) -> Outcome {
        let _lock = secret_file::lock(&world.paths.state.join("setup.lock"), LOCK_WAIT)?;
        for edit in self.edits()? {
            edit.make()?;
        }
        Ok(())
    }

    /// The number of a line that the person has put in, as the manual says, where there is none of
    /// ours.
    fn line_of_theirs(&self) -> Result<Option<usize>, Failure> {
        if self.wanted.is_none() || self.rc.way != Way::Hook {
            return Ok(None);
        }
        let text = edit::content(&self.rc.file)?.unwrap_or_default();
        let words = ["hfenv", &format!("hook {}", self.rc.shell.name())];
        let ours = lines::marked(&text).next().is_some();
        Ok(lines::by_hand(&text, &words).filter(|_| !ours))
    }

    /// What a person can do where hfenv can't.
    fn by_hand(&self) -> Option<String> {
        match (&self.wanted, self.rc.way) {
            (_, Way::File) => None,
            (None, _) => Some(format!("by hand: take out the line that ends in {MARK}")),
            (Some(wanted), _) => Some(format!("by hand: add {}", wanted.typed)),
        }
    }

    fn said(&self, unchanged: bool, dry_run: bool) -> String {
        let Rc { name, file, .. } = &self.rc;
        let file = printable_path(file);
        match (&self.wanted, self.rc.way) {
            (None, _) if unchanged => format!("{name}: {file} has nothing of hfenv's"),
            _ if unchanged => format!("{name}: {file} has it already"),
            _ if dry_run => format!("{name}: nothing was changed (--dry-run)"),
            (None, _) => format!("{name}: new shells get no token from hfenv"),
            (_, Way::Once) if self.rc.shell == Shell::Sh && name == &"sh" => {
                format!("{name}: new login shells have the token of the folder they start in")
            }
            (_, Way::Once) => {
                format!("{name}: new shells have the token of the folder they start in")
            }
            _ => format!("{name}: new shells have the token of the folder they are in"),
        }
    }
}
