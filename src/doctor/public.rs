//! Text that anybody may read: made of parts that can hold no secret, and in no other way.

use std::fmt;
use std::path::Path;

use crate::endpoint::Origin;
use crate::own;
use crate::paths::Paths;
use crate::profile::ProfileName;
use crate::text::redact;

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

    /// A path; below the home folder it begins with `~`, so that nobody's name is in it.
    #[must_use]
    pub fn path(path: &Path, paths: &Paths) -> Self {
        Self(redact(&own::place(path, paths)).into_owned())
    }

    /// A line of a file.
    #[must_use]
    pub fn line(path: &Path, line: usize, paths: &Paths) -> Self {
        Self(format!("{}:{line}", Self::path(path, paths)))
    }

    /// A profile.
    #[must_use]
    pub fn profile(name: &ProfileName) -> Self {
        Self(redact(&name.to_string()).into_owned())
    }

    /// A Hub: the public one and one of this machine by name, that of a company without it.
    #[must_use]
    pub fn origin(origin: &Origin) -> Self {
        let known = origin.is_loopback()
            || crate::endpoint::Endpoint::hub_names().iter().any(|hub| hub.origin() == origin);
        Self(if known { origin.to_string() } else { "a private endpoint".to_owned() })
    }

    /// A number.
    #[must_use]
    pub fn count(count: impl Into<u64>) -> Self {
        Self(count.into().to_string())
    }

    /// This, and more.
    #[must_use]
    pub fn and(mut self, more: impl Into<Self>) -> Self {
        self.0.push_str(&more.into().0);
        self
    }
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
