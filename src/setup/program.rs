//! Where this program is, and by which path other programs should call it.

use std::path::{Path, PathBuf};

use super::SetupError;
use crate::git::config::HELPER;
use crate::paths::Paths;
use crate::vars::Env;

/// This program's own file. On Linux the system has followed its links already.
pub fn itself() -> Result<PathBuf, SetupError> {
    std::env::current_exe().map_err(SetupError::Itself)
}

/// Where PATH finds this very program, with its links left as they are: the path for a line that
/// outlives this version.
///
/// The link that a package manager renews at an upgrade stays right, while the versioned folder
/// behind it goes. The bare name would stay right, too, but its line would run whatever `hfenv` a
/// PATH of that moment finds first, in a project's folder for one, and evaluate what it prints; and
/// a shell that starts without a login often has not got the folder in its PATH yet.
pub fn in_path(env: &Env) -> Result<Option<PathBuf>, SetupError> {
    let folders = env.raw("PATH").unwrap_or_default();
    Ok(found_in(std::env::split_paths(folders), &itself()?))
}

/// The path for a line: that of `PATH`, else its own.
pub fn for_a_line(env: &Env) -> Result<PathBuf, SetupError> {
    in_path(env)?.map_or_else(itself, Ok)
}

/// git's helper, which lies beside this program.
pub fn helper() -> Result<PathBuf, SetupError> {
    let helper = itself()?.with_file_name(HELPER).with_extension(std::env::consts::EXE_EXTENSION);
    if helper.is_file() { Ok(helper) } else { Err(SetupError::NoHelper(helper)) }
}

fn found_in(folders: impl Iterator<Item = PathBuf>, own: &Path) -> Option<PathBuf> {
    let (name, real) = (own.file_name()?, Paths::real(own));
    folders
        .filter(|folder| folder.is_absolute())
        .map(|folder| folder.join(name))
        .find(|file| Paths::real(file) == real)
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    #[test]
    fn the_link_in_path_outlives_the_versioned_folder() {
        let top = tempfile::tempdir().unwrap();
        let folder = |name: &str| top.path().join(name);
        for name in ["cellar/1.0", "bin", "other"] {
            std::fs::create_dir_all(folder(name)).unwrap();
        }
        let own = folder("cellar/1.0/hfenv");
        std::fs::write(&own, "1").unwrap();
        std::fs::write(folder("other/hfenv"), "another program").unwrap();
        std::os::unix::fs::symlink("../cellar/1.0/hfenv", folder("bin/hfenv")).unwrap();
        let find = |names: &[&str]| found_in(names.iter().map(|name| folder(name)), &own);
        assert_eq!(find(&["none", "other", "bin"]), Some(folder("bin/hfenv")));
        assert_eq!(find(&["none", "other"]), None);
        assert_eq!(found_in([PathBuf::from("bin")].into_iter(), &own), None);
    }
}
