//! Looks through every place of some kinds.

use std::path::{Path, PathBuf};

use super::form::{self, Form};
use super::{Found, Kind, LIMIT, Place, Search, helper, hf, line_of, project, remotes, shell};
use crate::secret_file::{self, Content, FileError};
use crate::text::printable;

/// What was found, and what could not be looked at.
#[derive(Debug, Default)]
pub struct Finds {
    /// The tokens, each with one place.
    pub found: Vec<Found>,
    /// Why something was not looked through.
    pub unread: Vec<String>,
}

/// A file to look through.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct File {
    pub(super) path: PathBuf,
    pub(super) kind: Kind,
    pub(super) form: Form,
}

/// Looks through the places of these kinds.
#[must_use]
pub fn find(search: &Search<'_>, kinds: &[Kind]) -> Finds {
    let mut finds = find_in_files(search, kinds);
    if kinds.contains(&Kind::Git) {
        helper::find(search, &mut finds);
    }
    finds
}

/// The same without git's helpers, which are programs that may ask somebody.
#[must_use]
pub fn find_in_files(search: &Search<'_>, kinds: &[Kind]) -> Finds {
    let mut finds = Finds::default();
    let wanted = |kind| kinds.contains(&kind);
    if wanted(Kind::Hf) {
        hf::find(search, &mut finds);
    }
    let mut files = Vec::new();
    if wanted(Kind::Git) {
        files.extend(remotes::files(search));
        files.extend(helper::files(search));
    }
    if wanted(Kind::Netrc) {
        let names = [".netrc", "_netrc"].map(|name| search.paths.home.join(name));
        files.extend(names.map(|path| File { path, kind: Kind::Netrc, form: Form::Netrc }));
    }
    if wanted(Kind::Shell) {
        files.extend(shell::files(search));
    }
    if wanted(Kind::DotEnv) || wanted(Kind::Ci) {
        let (all, unread) = project::files(search);
        files.extend(all.into_iter().filter(|file| wanted(file.kind)));
        finds.unread.extend(unread);
    }
    let mut seen: Vec<PathBuf> = Vec::new();
    for file in files {
        if !seen.contains(&file.path) {
            look(search, &file, &mut finds);
            seen.push(file.path);
        }
    }
    finds
}

/// Looks through one file.
fn look(search: &Search<'_>, file: &File, finds: &mut Finds) {
    let content = match read(search, &file.path) {
        Ok(Some(content)) => content,
        Ok(None) => return,
        Err(why) => return finds.unread.push(why),
    };
    let bytes = &content.bytes;
    for spot in form::spots(file.form, bytes, search.endpoints) {
        let line = line_of(bytes, spot.bytes.start);
        let (path, form) = (file.path.clone(), file.form);
        finds.found.push(Found {
            token: spot.token,
            kind: file.kind,
            place: Place::Text { path, form, line, bytes: spot.bytes },
            host: spot.host,
            label: spot.label,
            renewal: None,
        });
    }
}

/// Reads a file that may be looked through and changed; `None` if there is none. What a person did
/// not write is passed over in silence: pipes, devices, and what is larger than anybody types.
pub(super) fn read(search: &Search<'_>, path: &Path) -> Result<Option<Content>, String> {
    let Ok(real) = path.canonicalize() else { return Ok(None) };
    let of = |root: &Path| root.canonicalize().is_ok_and(|root| real.starts_with(root));
    let inside = of(&search.paths.home) || project::root(search).is_some_and(|root| of(&root));
    if !inside && real != path && path.is_symlink() {
        let path = search.shown(path);
        return Err(format!("{path} is a link that leads out of the home folder"));
    }
    match secret_file::read(path, LIMIT) {
        Ok(Some(_)) if !secret_file::is_mine(path) => {
            Err(format!("{} belongs to another user", search.shown(path)))
        }
        Ok(content) => Ok(content),
        Err(FileError::NotRegular(_) | FileError::TooLarge { .. }) => Ok(None),
        Err(error) => Err(printable(&error.to_string()).into_owned()),
    }
}
