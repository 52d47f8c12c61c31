//! `[[rule]]` of `config.toml`: the places where a profile is used.

use std::path::PathBuf;

use serde::Deserialize;

use super::absolute;
use crate::paths::Paths;
use crate::profile::ProfileName;
use crate::repo::pattern::Patterns;
use crate::repo::{Kind, Repo};

/// A place uses a profile.
#[derive(Debug, Clone)]
pub struct Rule {
    /// The place.
    pub place: Place,
    /// The profile's name.
    pub profile: ProfileName,
}

/// Where a rule holds.
#[derive(Debug, Clone)]
pub enum Place {
    /// In this folder, which is absolute, and everything below it.
    Dir(PathBuf),
    /// Where a remote's address, or the address that is asked for, fits.
    Remote(RemotePattern),
    /// For the Hub's repositories of a namespace.
    Namespace(Namespace),
}

/// A pattern of `host/path`.
#[derive(Debug, Clone)]
pub struct RemotePattern {
    text: String,
    pattern: Patterns,
}

/// Repositories of one namespace: all, of one kind, or of one name.
#[derive(Debug, Clone)]
pub struct Namespace {
    text: String,
    kind: Option<Kind>,
    org: String,
    name: Option<String>,
}

/// A rule as it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Written {
    dir: Option<String>,
    remote: Option<String>,
    namespace: Option<String>,
    profile: String,
}

impl Written {
    pub(super) fn check(&self, paths: &Paths) -> Result<Rule, String> {
        let profile = self.profile.parse().map_err(|error| format!("a rule's profile: {error}"))?;
        let place = match (&self.dir, &self.remote, &self.namespace) {
            (Some(dir), None, None) => Place::Dir(absolute(paths, "a rule's dir", dir)?),
            (None, Some(remote), None) => Place::Remote(RemotePattern::parse(remote)?),
            (None, None, Some(namespace)) => Place::Namespace(Namespace::parse(namespace)?),
            _ => return Err("a rule has one of dir, remote and namespace, and one only".into()),
        };
        Ok(Rule { place, profile })
    }
}

impl RemotePattern {
    /// Reads `host/path` with `*`, `?` and `[…]`.
    fn parse(text: &str) -> Result<Self, String> {
        // What a browser or git shows would never fit, and may hold a password.
        let odd = text.contains("://") || text.contains(['@', '\\']) || !text.contains(['/', '*']);
        if odd || text.chars().any(|c| c.is_control() || c.is_whitespace()) {
            return Err("a rule's remote is a pattern like github.com/acme/*, \
                        without https:// and user name"
                .into());
        }
        let pattern = Patterns::new(&[compared(text)], &[])
            .map_err(|_| "a rule's remote is too long for a pattern")?;
        Ok(Self { text: text.to_owned(), pattern })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether an address, made by [`compared`], fits.
    #[must_use]
    pub fn fits(&self, address: &str) -> bool {
        self.pattern.allow(address)
    }
}

impl Namespace {
    /// Reads `ORG`, `ORG/*` or `ORG/NAME`, perhaps with a kind such as `datasets/` in front.
    fn parse(text: &str) -> Result<Self, String> {
        let kind = text.split_once('/').and_then(|(first, _)| Kind::from_plural(first));
        let rest = if kind.is_some() { text.split_once('/').unwrap_or_default().1 } else { text };
        let (namespace, name) = rest.split_once('/').unwrap_or((rest, "*"));
        let name = (name != "*").then_some(name);
        let sample = format!("{namespace}/{}", name.unwrap_or("x"));
        let is_plain = Repo::new(kind.unwrap_or(Kind::Model), &sample).is_ok();
        if !is_plain || Kind::from_plural(namespace).is_some() {
            return Err("a rule's namespace is ORG, ORG/* or ORG/NAME, \
                        perhaps with models/, datasets/, spaces/ or kernels/ in front"
                .into());
        }
        let (org, name) = (namespace.to_owned(), name.map(ToOwned::to_owned));
        Ok(Self { text: text.to_owned(), kind, org, name })
    }

    /// As it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether a repository is meant. As on the Hub, case does not tell two of them apart.
    #[must_use]
    pub fn covers(&self, repo: &Repo) -> bool {
        let Some((namespace, name)) = repo.name().split_once('/') else { return false };
        self.kind.is_none_or(|kind| kind == repo.kind())
            && self.org.eq_ignore_ascii_case(namespace)
            && self.name.as_ref().is_none_or(|own| own.eq_ignore_ascii_case(name))
    }
}

/// An address, `host/path` or a pattern of it, as they are compared: in small letters, without the
/// `.git` that git may leave out, and with the Hub's long name for its short one.
#[must_use]
pub fn compared(address: &str) -> String {
    let small = address.to_ascii_lowercase();
    let bare = small.strip_suffix(".git").unwrap_or(&small);
    match bare.strip_prefix("hf.co/") {
        Some(path) => format!("huggingface.co/{path}"),
        None => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(pattern: &str, kind: Kind, name: &str) -> bool {
        Namespace::parse(pattern).unwrap().covers(&Repo::new(kind, name).unwrap())
    }

    #[test]
    fn a_namespace_covers_its_own_repositories_only() {
        for pattern in ["acme", "acme/*", "ACME/*", "models/acme", "models/acme/*", "acme/Model"] {
            assert!(covers(pattern, Kind::Model, "acme/model"), "{pattern}");
        }
        for pattern in ["acm", "acme2/*", "datasets/acme/*", "acme/other", "model/*", "spaces/acme"]
        {
            assert!(!covers(pattern, Kind::Model, "acme/model"), "{pattern}");
        }
        for kind in Kind::ALL {
            assert!(covers("acme", kind, "acme/x"));
            let own = format!("{}/acme/*", kind.plural());
            assert!(
                Kind::ALL.iter().all(|other| covers(&own, *other, "acme/x") == (*other == kind))
            );
        }
        assert!(!covers("gpt2", Kind::Model, "gpt2"));
    }

    #[test]
    fn what_can_never_fit_is_refused() {
        for text in ["", "/", "*", "*/*", "acme/", "/x", "a/b/c", "datasets", "datasets/*", "a b"] {
            assert!(Namespace::parse(text).is_err(), "{text}");
        }
        let long = "x/".repeat(3000);
        for text in ["https://github.com/a/*", "git@github.com:a/b", "github.com", "a/ b", &long] {
            assert!(RemotePattern::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn addresses_fit_as_patterns_of_files_do() {
        let fits = |pattern: &str, address: &str| {
            RemotePattern::parse(pattern).unwrap().fits(&compared(address))
        };
        assert!(fits("github.com/acme/*", "github.com/acme/code.git"));
        assert!(fits("GitHub.com/ACME/*", "github.com/Acme/deep/er"));
        assert!(fits("github.com/acme/", "github.com/acme/code"));
        assert!(fits("hf.co/acme/*", "huggingface.co/acme/model"));
        assert!(fits("huggingface.co/acme/model.git", "hf.co/acme/model"));
        assert!(!fits("github.com/acme/*", "github.com.evil.example/acme/x"));
        assert!(!fits("github.com/acme/*", "evil.example/github.com/acme/x"));
        assert!(!fits("github.com/acme/*", "github.com/acme2/x"));
    }
}
