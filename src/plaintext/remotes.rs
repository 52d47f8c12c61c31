//! git's own configuration: the user's, and the repository's with the URLs of its remotes.

use std::path::{Path, PathBuf};
use std::time::Duration;

use super::find::File;
use super::{Form, Kind, Search};
use crate::program::Git;

/// How many work trees and submodules have a configuration that is looked at.
const MANY: usize = 200;

/// How long git may take for one answer.
const PATIENCE: Duration = Duration::from_secs(2);

pub(super) fn files(search: &Search<'_>) -> Vec<File> {
    let home = &search.paths.home;
    let config = search.env.absolute("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let mut paths = vec![home.join(".gitconfig"), config.join("git/config")];
    if let (Ok(git), Some(folder)) = (Git::find(search.env), search.env.cwd()) {
        paths.extend(named(&git, folder));
        paths.extend(of_repository(&git, folder));
    }
    let file = |path| File { path, kind: Kind::Git, form: Form::GitConfig };
    paths.into_iter().map(file).collect()
}

/// The absolute files that git reads here, those that others include among them.
fn named(git: &Git, folder: &Path) -> Vec<PathBuf> {
    let words = ["config", "--show-origin", "--null", "--name-only", "--list"];
    let mut paths: Vec<PathBuf> = Vec::new();
    for part in said(git, folder, &words).split('\0') {
        let path = part.strip_prefix("file:").map(PathBuf::from).filter(|path| path.is_absolute());
        paths.extend(path.filter(|path| !paths.contains(path)));
    }
    paths
}

/// The files of the repository around a folder.
fn of_repository(git: &Git, folder: &Path) -> Vec<PathBuf> {
    let words = ["rev-parse", "--path-format=absolute", "--git-common-dir", "--git-dir"];
    let told = said(git, folder, &words);
    let Some((common, own)) = told.split_once('\n') else { return Vec::new() };
    let (common, own) = (Path::new(common), Path::new(own.trim_end_matches('\n')));
    let mut paths = vec![common.join("config"), own.join("config.worktree")];
    let mut modules = vec![common.join("modules")];
    while let Some(folder) = modules.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten().map(|entry| entry.path()) {
            if paths.len() < MANY && entry.is_dir() {
                let config = entry.join("config");
                // A submodule's name may have slashes.
                if config.is_file() { paths.push(config) } else { modules.push(entry) }
            }
        }
    }
    paths
}

/// What git writes, nothing if it fails: outside of a repository there is nothing to find.
fn said(git: &Git, folder: &Path, words: &[&str]) -> String {
    let mut command = git.wary();
    command.args(words).current_dir(folder);
    let said = Git::said(command, PATIENCE).ok().filter(|said| said.success);
    said.map(|said| String::from_utf8_lossy(&said.bytes).into_owned()).unwrap_or_default()
}
