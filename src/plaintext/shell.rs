//! The files that shells and sessions read when they start.

use std::path::PathBuf;

use super::find::{File, read};
use super::{Form, Found, Kind, Place, Search, edit, form};
use crate::vars;

/// In the home folder.
const HOME: [&str; 22] = [
    ".profile",
    ".bash_profile",
    ".bash_login",
    ".bashrc",
    ".bash_aliases",
    ".bash_env",
    ".kshrc",
    ".mkshrc",
    ".yashrc",
    ".yash_profile",
    ".shrc",
    ".cshrc",
    ".tcshrc",
    ".login",
    ".xonshrc",
    ".elvish/rc.elv",
    ".env",
    ".envrc",
    ".exports",
    ".aliases",
    ".pam_environment",
    ".xprofile",
];

/// In the folder of zsh.
const ZSH: [&str; 5] = [".zshenv", ".zprofile", ".zshrc", ".zlogin", ".zsh_aliases"];

/// In the folder of configurations.
const CONFIG: [&str; 9] = [
    "fish/config.fish",
    "fish/fish_variables",
    "elvish/rc.elv",
    "nushell/config.nu",
    "nushell/env.nu",
    "xonsh/rc.xsh",
    "powershell/profile.ps1",
    "powershell/Microsoft.PowerShell_profile.ps1",
    "zsh/.zshrc",
];

/// Folders of such files there, and how the names of those end.
const FOLDERS: [(&str, &str); 4] = [
    ("fish/conf.d", ".fish"),
    ("fish/functions", ".fish"),
    ("environment.d", ".conf"),
    ("nushell/autoload", ".nu"),
];

/// How many files of a folder are looked at.
const MANY: usize = 500;

pub(super) fn files(search: &Search<'_>) -> Vec<File> {
    let home = &search.paths.home;
    let zsh = search.env.absolute("ZDOTDIR").unwrap_or_else(|| home.clone());
    let config = search.env.absolute("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let mut paths: Vec<PathBuf> = HOME.iter().map(|name| home.join(name)).collect();
    paths.extend(ZSH.iter().map(|name| zsh.join(name)));
    paths.extend(CONFIG.iter().map(|name| config.join(name)));
    for (folder, end) in FOLDERS {
        let entries = config.join(folder).read_dir().into_iter().flatten().flatten();
        let all = entries.map(|entry| entry.path());
        let read = all.filter(|path| path.to_string_lossy().ends_with(end));
        let mut read: Vec<PathBuf> = read.take(MANY).collect();
        read.sort();
        paths.extend(read);
    }
    let form = |path: &PathBuf| match path.file_name() {
        Some(name) if name == ".env" => Form::Lines,
        _ => form::of_name(path),
    };
    paths.into_iter().map(|path| File { form: form(&path), path, kind: Kind::Shell }).collect()
}

/// Whether shells have their login from this place: a line that sets a variable of the Hub's.
#[must_use]
pub fn sets_login(search: &Search<'_>, found: &Found) -> bool {
    let Place::Text { path, form, bytes, .. } = &found.place else { return false };
    let Ok(Some(content)) = read(search, path) else { return false };
    let before = content.bytes.get(..bytes.start).unwrap_or_default();
    let line = before.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    let Ok(line) = str::from_utf8(line) else { return false };
    let names = vars::TOKEN_NAMES.iter().any(|name| line.contains(name));
    found.kind == Kind::Shell && names && !edit::is_comment(*form, line)
}
