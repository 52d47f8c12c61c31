//! What stands for hfenv in the files of a shell already.

use std::path::{Path, PathBuf};

use super::edit::content;
use super::job::{Job, OURS, Wanted};
use super::rc::{Rc, Way};
use super::{SetupError, lines};
use crate::vars::Env;

/// How lines that people write themselves call hfenv once, at the start of a shell.
const ONCE: [&str; 5] = ["$(hfenv)", "`hfenv`", "(hfenv)", "hfenv export", "hfenv | source"];

/// A line, or a file, that loads hfenv.
#[derive(Debug)]
pub struct Standing {
    /// The file.
    pub file: PathBuf,
    /// Its line, from 1; none where all of the file is ours.
    pub line: Option<usize>,
    /// Whose it is, and what it does.
    pub kind: Kind,
    /// The program that it names by a plain absolute path.
    pub program: Option<PathBuf>,
}

/// Whose line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Ours, as set-up would write it now.
    Current,
    /// Ours, as an hfenv at another place, or of another version, has written it.
    Other,
    /// The person's.
    Theirs,
    /// The person's, for the start of the shell only, where a plugin could follow `cd`.
    Once,
}

/// What loads hfenv in this shell, in every file that it reads.
pub fn standing(env: &Env, rc: &Rc) -> Result<Vec<Standing>, SetupError> {
    let mut found = Vec::new();
    if rc.way == Way::File {
        found.extend(own_file(env, rc)?);
    }
    let files = std::iter::once(&rc.file).filter(|_| rc.way != Way::File).chain(&rc.others);
    for file in files {
        let Some(bytes) = content(file)? else { continue };
        let text = String::from_utf8_lossy(&bytes);
        if text.contains("hfenv") {
            found.extend(in_file(env, rc, file, &bytes)?);
        }
    }
    Ok(found)
}

fn own_file(env: &Env, rc: &Rc) -> Result<Option<Standing>, SetupError> {
    let Some(bytes) = content(&rc.file)? else { return Ok(None) };
    let is_ours = bytes.starts_with(OURS.as_bytes());
    let current = || {
        let wanted = Wanted::of(env, rc)?;
        let job = Job { rc: rc.clone(), wanted: Some(wanted) };
        job.edits().map(|edits| edits.is_empty())
    };
    let kind = match is_ours {
        true if current()? => Kind::Current,
        true => Kind::Other,
        false => Kind::Theirs,
    };
    Ok(Some(Standing { file: rc.file.clone(), line: None, kind, program: None }))
}

fn in_file(env: &Env, rc: &Rc, file: &Path, bytes: &[u8]) -> Result<Vec<Standing>, SetupError> {
    let hook = format!("hook {}", rc.shell.name());
    let mut wanted = None;
    let mut found = Vec::new();
    for (index, line) in lines::numbered(bytes) {
        let code = lines::code_of(line);
        let kind = match code {
            Some(code) => {
                let current = match &wanted {
                    Some(current) => current,
                    None => wanted.insert(Wanted::of(env, rc)?.line),
                };
                if code == current.as_bytes() { Kind::Current } else { Kind::Other }
            }
            None if lines::says(line, &["hfenv", &hook]) => Kind::Theirs,
            None if ONCE.iter().any(|once| lines::says(line, &[once])) => match rc.way {
                Way::Once => Kind::Theirs,
                Way::Hook | Way::File => Kind::Once,
            },
            None => continue,
        };
        let program = program_in(&String::from_utf8_lossy(line));
        found.push(Standing { file: file.to_owned(), line: Some(index), kind, program });
    }
    Ok(found)
}

/// The absolute path that ends in `/hfenv` in a line, where nothing but letters has to be read.
fn program_in(line: &str) -> Option<PathBuf> {
    let ends = |c: char| c.is_whitespace() || "\"'`()|;&=".contains(c);
    let mut words = line.split(ends).filter(|word| word.starts_with('/'));
    words.find(|word| word.ends_with("/hfenv") && !word.contains(['\\', '$'])).map(PathBuf::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_names_its_program() {
        let found = |line| program_in(line).map(|path| path.display().to_string());
        let bin = Some("/usr/bin/hfenv".to_owned());
        assert_eq!(found("eval \"$(/usr/bin/hfenv hook bash)\""), bin);
        assert_eq!(found("eval \"$('/usr/bin/hfenv' hook bash)\""), bin);
        assert_eq!(found("/usr/bin/hfenv hook fish | source"), bin);
        for none in
            ["hfenv hook fish | source", "eval \"$('/a b/hfenv' hook bash)\"", "$HOME/hfenv"]
        {
            assert_eq!(found(none), None, "{none}");
        }
    }
}
