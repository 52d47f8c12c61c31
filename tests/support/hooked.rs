//! A repository with the guard in its hooks, and what git then does.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Output;

use assert_cmd::assert::Assert;

use super::git::said;
use super::guarded::Guarded;
use super::sandbox::fresh_token;

/// A folder's content: each path with its mode, and a file's bytes or a link's target.
pub(crate) type Tree = Vec<(PathBuf, u32, Vec<u8>)>;

/// Everything below a folder, folders too.
pub(crate) fn tree(folder: &Path) -> Tree {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let meta = path.symlink_metadata().unwrap();
            let bytes = if meta.is_dir() {
                folders.push(path.clone());
                Vec::new()
            } else if meta.is_symlink() {
                path.read_link().unwrap().into_os_string().into_encoded_bytes()
            } else {
                std::fs::read(&path).unwrap()
            };
            found.push((path, meta.permissions().mode(), bytes));
        }
    }
    found.sort();
    found
}

/// Writes an executable file.
pub(crate) fn program(path: &Path, text: &str) {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o755)).unwrap();
}

impl Guarded {
    /// `hfenv guard` with these words, in the repository.
    pub(crate) fn guard(&self, words: &[&str]) -> Assert {
        self.guard_in(&self.folder, words)
    }

    /// The same in another folder.
    pub(crate) fn guard_in(&self, folder: &Path, words: &[&str]) -> Assert {
        self.desk.home.hfenv(["guard"]).args(words).current_dir(folder).assert()
    }

    /// A repository with a commit and the guard.
    pub(crate) fn hooked() -> Self {
        let repo = Self::new();
        repo.guard(&["install"]).success();
        repo
    }

    /// Puts a hook into the repository's own folder.
    pub(crate) fn hook(&self, name: &str, text: &str) {
        program(&self.folder.join(".git/hooks").join(name), text);
    }

    /// Stages a file with a secret, which is returned.
    pub(crate) fn leak(&self, name: &str) -> String {
        let token = fresh_token();
        self.write(name, format!("TOKEN = \"{token}\"\n"));
        self.git(&["add", "--", name]);
        token
    }

    /// git in a folder of it, whatever comes of it.
    pub(crate) fn try_in(&self, folder: &Path, words: &[&str]) -> Output {
        self.desk.git_in(folder, words)
    }

    /// git must be stopped by the guard, without a word of the secret.
    pub(crate) fn is_stopped(&self, words: &[&str], token: &str) {
        self.is_stopped_in(&self.folder, words, token);
    }

    /// The same in another folder.
    pub(crate) fn is_stopped_in(&self, folder: &Path, words: &[&str], token: &str) {
        let head = || self.try_in(folder, &["rev-parse", "--quiet", "--verify", "HEAD"]).stdout;
        let before = head();
        let output = self.try_in(folder, words);
        let text = [output.stdout.as_slice(), &output.stderr].concat();
        let text = String::from_utf8_lossy(&text);
        assert!(!output.status.success(), "{words:?} went through: {text}");
        assert!(text.contains("hf_"), "{words:?} was stopped by something else: {text}");
        assert!(!text.contains(token), "{words:?} shows the secret");
        assert_eq!(head(), before, "{words:?} made a commit");
    }

    /// git must succeed; its words.
    pub(crate) fn goes(&self, words: &[&str]) -> String {
        let output = self.try_in(&self.folder, words);
        assert!(output.status.success(), "{words:?}: {}", said(&output));
        String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output)
    }
}
