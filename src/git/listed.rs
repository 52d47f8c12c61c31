//! All that git's configuration says in a folder, and where it stands, told under a deadline.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use zeroize::Zeroizing;

use super::config::Git;
use crate::endpoint::Endpoint;
use crate::project::repository_root;

/// Section and name of the keys that name helpers.
pub const HELPERS: [&str; 2] = ["credential", "helper"];

/// One value.
#[derive(Debug)]
pub struct Setting {
    /// Which configuration it is of.
    pub scope: Scope,
    /// The file, if it is in one.
    pub file: Option<PathBuf>,
    /// The key; its section and name are in small letters.
    pub key: String,
    /// The value, which can be a secret.
    pub value: Zeroizing<String>,
}

/// Whose configuration it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// The machine's.
    System,
    /// The user's.
    Global,
    /// The repository's, or one work tree's.
    Repository,
    /// Of the environment.
    Command,
}

impl Git {
    /// Every value that counts in a folder, in git's order. `None`: git can't read it.
    pub fn listed(&self, folder: &Path, limit: Duration) -> io::Result<Option<Vec<Setting>>> {
        let mut command = self.wary();
        command.args(["config", "--list", "--null", "--show-scope", "--show-origin"]);
        command.current_dir(folder);
        let said = Git::said(command, limit)?;
        let text = String::from_utf8_lossy(&said.bytes);
        Ok(said.success.then(|| settings(&text, repository_root(folder).unwrap_or(folder))))
    }

    /// The numbers of its version; none if it says none.
    pub fn version(&self, limit: Duration) -> io::Result<Vec<u32>> {
        let mut command = self.command();
        command.arg("version");
        let said = Git::said(command, limit)?;
        let text = String::from_utf8_lossy(&said.bytes);
        let word = text.split_whitespace().find(|word| word.starts_with(|c: char| c.is_numeric()));
        let numbers = word.unwrap_or_default().split('.').map_while(|part| part.parse().ok());
        Ok(numbers.take(3).collect())
    }
}

fn settings(text: &str, top: &Path) -> Vec<Setting> {
    let mut parts = text.split_terminator('\0');
    let mut found = Vec::new();
    while let (Some(scope), Some(origin), Some(entry)) = (parts.next(), parts.next(), parts.next())
    {
        let (key, value) = entry.split_once('\n').unwrap_or((entry, ""));
        let scope = match scope {
            "system" => Scope::System,
            "global" => Scope::Global,
            "local" | "worktree" => Scope::Repository,
            _ => Scope::Command,
        };
        found.push(Setting {
            scope,
            file: origin.strip_prefix("file:").map(|file| top.join(file)),
            key: key.to_owned(),
            value: Zeroizing::new(value.to_owned()),
        });
    }
    found
}

/// Whether a key of this section and name holds for an endpoint: unscoped, or scoped to its origin.
#[must_use]
pub fn holds(key: &str, [section, name]: [&str; 2], endpoint: &Endpoint) -> bool {
    let scope = key.strip_prefix(section).and_then(|rest| rest.strip_prefix('.'));
    let Some(scope) = scope.and_then(|rest| rest.strip_suffix(name)) else { return false };
    let scope = scope.trim_end_matches('.');
    scope.is_empty()
        || Endpoint::parse(scope).is_ok_and(|scope| scope.origin() == endpoint.origin())
}

/// The helpers that git asks for this endpoint, in order.
#[must_use]
pub fn helpers<'a>(settings: &'a [Setting], endpoint: &Endpoint) -> Vec<&'a Setting> {
    let mut helpers = Vec::new();
    for setting in settings.iter().filter(|setting| holds(&setting.key, HELPERS, endpoint)) {
        if setting.value.is_empty() { helpers.clear() } else { helpers.push(setting) }
    }
    helpers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_compared_as_origins() {
        let hub = Endpoint::hub();
        let applies = |key| holds(key, HELPERS, &hub);
        assert!(applies("credential.helper"));
        assert!(applies("credential.https://huggingface.co.helper"));
        assert!(!applies("credential.https://github.com.helper"));
        assert!(!applies("credential.https://huggingface.co.evil.helper"));
        assert!(!applies("credentials.helper") && !applies("credential.usehttppath"));
    }

    #[test]
    fn a_reset_forgets_what_stands_before_it() {
        let text = "system\0file:/etc/gitconfig\0credential.helper\nstore\0global\0file:/h/.c\0\
                    credential.https://huggingface.co.helper\n\0global\0file:/h/.c\0\
                    credential.https://huggingface.co.helper\nhfenv\0local\0file:.git/config\0\
                    credential.helper\ncache\0command\0command line:\0core.bare\0";
        let all = settings(text, Path::new("/w"));
        let told = |endpoint: &Endpoint| {
            let found = helpers(&all, endpoint);
            found.iter().map(|setting| setting.value.to_string()).collect::<Vec<_>>()
        };
        assert_eq!(told(&Endpoint::hub()), ["hfenv", "cache"]);
        assert_eq!(told(&Endpoint::parse("https://else.example").unwrap()), ["store", "cache"]);
        assert_eq!(all[3].file.as_deref(), Some(Path::new("/w/.git/config")));
        assert_eq!((all[4].scope, &all[4].file), (Scope::Command, &None));
    }
}
