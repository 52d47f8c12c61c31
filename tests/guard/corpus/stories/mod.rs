//! Scenes that need a repository of their own: git's configuration, its index, its history.

mod config;
mod index;
mod inputs;
mod past;

use std::ffi::OsStr;

use super::site::{Ask, Site};

/// A scene, and how its repository is made.
pub(crate) struct Story {
    /// The row of the table.
    pub(crate) kind: &'static str,
    /// What it is called when it is missed.
    pub(crate) name: &'static str,
    /// What the repository is made with.
    pub(crate) options: &'static [&'static str],
    /// Plays it.
    pub(crate) play: fn(&mut Site) -> Told,
}

/// How to look, and what there is to find.
pub(crate) struct Told {
    pub(crate) ask: Ask,
    pub(crate) expected: Expected,
}

/// What there is to find.
pub(crate) enum Expected {
    /// A secret in a path that ends so, on this line if one is named.
    Found(&'static str, Option<u64>),
    Silent,
}

/// A row of the tables.
type Row = (&'static str, fn(&mut Site) -> Told);

/// Every one of them.
pub(crate) fn all() -> Vec<Story> {
    let rows = |kind, options, rows: &'static [Row]| {
        rows.iter().map(move |(name, play)| Story { kind, name, options, play: *play })
    };
    let mut all: Vec<Story> = rows("git configuration", &[], config::ROWS).collect();
    all.extend(rows("git configuration", &["--object-format=sha256"], config::SHA256));
    all.extend(rows("index and work tree", &[], index::ROWS));
    all.extend(rows("other inputs", &[], inputs::ROWS));
    all.extend(rows("history", &[], past::ROWS));
    all
}

/// What the next commit takes along has a secret in this file.
fn found(site: &Site, path: &'static str, line: u64) -> Told {
    asked(site, ["--staged"], Expected::Found(path, Some(line)))
}

/// What the next commit takes along has none.
fn silent(site: &Site) -> Told {
    asked(site, ["--staged"], Expected::Silent)
}

/// Looks with these words in the repository.
fn asked<W: AsRef<OsStr>>(
    site: &Site,
    words: impl IntoIterator<Item = W>,
    expected: Expected,
) -> Told {
    Told { ask: Ask::new(&site.folder, words), expected }
}

/// A line with a fresh token.
fn line(site: &mut Site) -> String {
    format!("t = '{}'\n", site.secret("hf"))
}

/// Stages a Python file with a token on its third line.
fn stage(site: &mut Site, path: &str) {
    let text = format!("import os\n\n{}", line(site));
    site.stage(path, text);
}

/// Writes a script that can be run; its path.
fn script(site: &Site, name: &str, text: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let path = site.path(name);
    std::fs::write(&path, format!("#!/bin/sh\n{text}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path.to_str().unwrap().to_owned()
}
