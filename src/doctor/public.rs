//! Text that anybody may read: made of parts that can hold no secret, and in no other way.

use std::ffi::OsStr;
use std::fmt;
use std::path::Path;
use std::time::Duration;

use super::names;
use crate::config::ConfigError;
use crate::endpoint::{Endpoint, Origin};
use crate::git::helper;
use crate::paths::Paths;
use crate::profile::{ProfileName, StoreKind};
use crate::quote::Shell;
use crate::resolve::world::World;
use crate::secret_file::FileError;
use crate::text::{amount, printable_path, redact, rfc3339};

/// Text for everybody. Words are those of hfenv's source; what comes from the machine comes by a
/// constructor that says what it is.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Public(String);

impl Public {
    /// Words of this program.
    #[must_use]
    pub fn text(words: &'static str) -> Self {
        Self(words.to_owned())
    }

    /// A path; below the home folder it begins with `~`, and elsewhere names of users are left
    /// out. A scene makes it.
    pub(super) fn path(path: &Path, home: &Path, users: &[&str]) -> Self {
        Self(names::shown(path, home, users))
    }

    /// The name of a file.
    pub(super) fn name(name: &OsStr) -> Self {
        Self(names::name(name))
    }

    /// The same as a word for a shell; a leading `~` stays one.
    pub(super) fn quoted(self) -> Self {
        let plain =
            |text: &str| text.chars().all(|c| c.is_alphanumeric() || "/._-+@%,=…".contains(c));
        let (tilde, rest) = match self.0.strip_prefix("~/") {
            Some(rest) => ("~/", rest),
            None => ("", self.0.as_str()),
        };
        if plain(rest) {
            return self;
        }
        Self(format!("{tilde}'{}'", rest.replace('\'', "'\\''")))
    }

    /// A profile.
    #[must_use]
    pub fn profile(name: &ProfileName) -> Self {
        Self(redact(&name.to_string()).into_owned())
    }

    /// A Hub: the public one and one of this machine by name, that of a company without it.
    #[must_use]
    pub fn origin(origin: &Origin) -> Self {
        Self(if is_public(origin) { origin.to_string() } else { "a private endpoint".to_owned() })
    }

    /// A number.
    #[must_use]
    pub fn number(number: usize) -> Self {
        Self(number.to_string())
    }

    /// `1 file`, `2 files`.
    #[must_use]
    pub fn count(number: usize, thing: &'static str) -> Self {
        Self(amount::count(number, thing))
    }

    /// A number of bytes, such as `1.2 GB`.
    #[must_use]
    pub fn size(bytes: u64) -> Self {
        Self(amount::size(bytes))
    }

    /// A short time, in milliseconds.
    #[must_use]
    pub fn millis(time: Duration) -> Self {
        Self(format!("{} ms", time.as_millis()))
    }

    /// A time in its two largest units, such as `3 min 20 s`.
    #[must_use]
    pub fn time(time: Duration) -> Self {
        Self(amount::time(time))
    }

    /// How long ago a moment was, in unix seconds.
    #[must_use]
    pub fn ago(at: i64) -> Self {
        Self(amount::ago(at))
    }

    /// Permission bits, such as `600`.
    #[must_use]
    pub fn mode(mode: u32) -> Self {
        Self(format!("{:03o}", mode & 0o7777))
    }

    /// A variable's name; what is no name is not repeated.
    #[must_use]
    pub fn variable(name: &str) -> Self {
        let fits = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_';
        let known = name.len() <= 64 && name.bytes().all(fits);
        Self(if known { redact(name).into_owned() } else { "a variable".to_owned() })
    }

    /// A shell.
    #[must_use]
    pub fn shell(shell: Shell) -> Self {
        Self(shell.name().to_owned())
    }

    /// A version of a program: numbers and dots alone.
    #[must_use]
    pub fn version(numbers: &[u32]) -> Self {
        let numbers: Vec<String> = numbers.iter().map(ToString::to_string).collect();
        Self(numbers.join("."))
    }

    /// A line of a `.gitignore` that a check has made of a path.
    pub(super) fn pattern(line: &str) -> Self {
        Self(redact(&printable_path(line.as_ref())).into_owned())
    }

    /// Lines that hfenv itself has made, or is about to make, without the name of the home folder
    /// and of private hosts.
    #[must_use]
    pub(crate) fn ours(text: &str, world: &World) -> Self {
        let home = &world.paths.home;
        let homes = [Paths::real(home), home.clone()];
        let named = homes.iter().filter_map(|home| home.to_str()).filter(|home| home.len() > 1);
        let text = named.fold(text.to_owned(), |text, home| text.replace(home, "~"));
        let known = helper::endpoints(world).unwrap_or_default();
        let hosts = known.iter().map(Endpoint::origin).filter(|origin| !is_public(origin));
        let text = hosts.fold(text, |text, host| text.replace(&host.authority(), names::SOMEBODY));
        Self(redact(&text).into_owned())
    }

    /// Why the system said no.
    #[must_use]
    pub fn io(error: &std::io::Error) -> Self {
        Self(error.kind().to_string())
    }

    /// Why a file can't be used, in the words of its kind.
    #[must_use]
    pub fn file(error: &FileError) -> Self {
        match error {
            FileError::Io { source, .. } => Self::io(source),
            FileError::NotRegular(_) => Self::text("not a regular file"),
            FileError::TooLarge { .. } => Self::text("too large"),
            FileError::Locked { .. } => Self::text("locked by another process"),
            FileError::Foreign { .. } => Self::text("belongs to another user"),
            FileError::Linked { .. } => Self::text("has other names (hard links)"),
        }
    }

    /// What is wrong with a configuration file: the kind and the place, and none of its words.
    #[must_use]
    pub fn config(error: &ConfigError) -> Self {
        match error {
            ConfigError::File(error) => Self::file(error),
            ConfigError::NotUtf8(_) => Self::text("not UTF-8 text"),
            ConfigError::Syntax { line, column, .. } => Self::text("not understood at line ")
                .and(Self::number(*line))
                .and(", column ")
                .and(Self::number(*column)),
            ConfigError::Value { .. } => Self::text("a value makes no sense"),
            ConfigError::Newer { .. } => Self::text("written by a newer hfenv"),
        }
    }

    /// A date, from unix seconds.
    #[must_use]
    pub fn day(at: i64) -> Self {
        Self(rfc3339(at).split('T').next().unwrap_or_default().to_owned())
    }

    /// Which kind of store a profile has.
    #[must_use]
    pub fn store(kind: StoreKind) -> Self {
        Self(kind.name().to_owned())
    }

    /// What a rule of the guard finds.
    #[must_use]
    pub fn rule(what: &'static str) -> Self {
        Self(what.to_owned())
    }

    /// This, and more.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.0.push_str(&more.into().0);
        self
    }

    /// All of them, with commas and a last "and".
    #[must_use]
    pub fn list(all: impl IntoIterator<Item = Self>) -> Self {
        let mut all: Vec<String> = all.into_iter().map(|one| one.0).collect();
        let last = all.pop().unwrap_or_default();
        Self(if all.is_empty() { last } else { format!("{} and {last}", all.join(", ")) })
    }
}

/// Whether everybody may know of a Hub.
fn is_public(origin: &Origin) -> bool {
    origin.is_loopback() || Endpoint::hub_names().iter().any(|hub| hub.origin() == origin)
}

impl From<&'static str> for Public {
    fn from(words: &'static str) -> Self {
        Self::text(words)
    }
}

impl fmt::Display for Public {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_can_be_pasted() {
        for (path, word) in [
            ("~/.netrc", "~/.netrc"),
            ("~/a b", "~/'a b'"),
            ("/x/it's", "'/x/it'\\''s'"),
            ("/x/$(y)", "'/x/$(y)'"),
        ] {
            assert_eq!(Public(path.to_owned()).quoted().to_string(), word);
        }
    }

    #[test]
    fn only_names_of_variables_are_repeated() {
        assert_eq!(Public::variable("HF_TOKEN").to_string(), "HF_TOKEN");
        assert_eq!(Public::variable("HF_TOKEN=x").to_string(), "a variable");
        let few = ["a", "b", "c"].map(Public::text);
        assert_eq!(Public::list(few).to_string(), "a, b and c");
        assert_eq!(Public::list([Public::text("a")]).to_string(), "a");
    }
}
