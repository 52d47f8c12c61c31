//! What is wrong with a machine, a project or a login, and what to do about it.
//!
//! A check looks and changes nothing. What it finds is made of [`Public`] parts, so that the whole
//! report can be pasted into an issue; a [`Fix`] is kept in a list before it is made, so that it
//! can be taken back.

mod cache;
mod clock;
mod commits;
mod content;
mod finding;
mod git;
mod held;
pub mod journal;
mod logins;
pub mod mend;
mod modes;
mod names;
mod net;
mod plain;
mod profiles;
mod program;
mod project;
pub mod public;
mod python;
mod rivals;
mod secrets;
mod shell;
mod sources;
mod spans;
mod stores;
mod traces;
mod trust;
mod variables;

use std::path::Path;

pub use self::finding::{Finding, Fix, Remedy, Verdict};
pub use self::held::Held;
use self::public::Public;
use crate::endpoint::Endpoint;
use crate::plaintext::Search;
use crate::resolve::world::World;
use crate::store::Manner;
use crate::vars;

/// Every file of checks.
const FILES: &[&[Check]] = &[
    sources::CHECKS,
    project::CHECKS,
    python::CHECKS,
    variables::CHECKS,
    logins::CHECKS,
    profiles::CHECKS,
    plain::CHECKS,
    traces::CHECKS,
    modes::CHECKS,
    git::CHECKS,
    rivals::CHECKS,
    shell::CHECKS,
    commits::CHECKS,
    stores::CHECKS,
    program::CHECKS,
    clock::CHECKS,
    net::CHECKS,
    trust::CHECKS,
    cache::CHECKS,
    content::CHECKS,
];

/// How like a name has to be to be meant, from 0 to 1.
const LIKE: f64 = 0.6;

/// What the checks look at.
#[derive(Debug)]
pub struct Scene<'a> {
    /// Environment, folders, project and profiles.
    pub world: &'a World,
    /// The user's endpoints.
    pub endpoints: &'a [Endpoint],
    /// How stores are asked: under a deadline and without a question.
    pub manner: Manner,
    /// The running program, as set-up would write it.
    pub program: &'a Path,
    /// Whether the network may be asked.
    pub online: bool,
    /// What the profiles' stores hold, once they were asked.
    pub held: Held,
    /// The shell at whose prompt a person has called, by the name of its program.
    pub shell: Option<&'a str>,
}

impl Scene<'_> {
    /// The search for plain text.
    #[must_use]
    pub fn search(&self) -> Search<'_> {
        Search { paths: &self.world.paths, env: &self.world.env, endpoints: self.endpoints }
    }

    /// A path for everybody: below the home folder it begins with `~`, and no user's name is in
    /// it.
    #[must_use]
    pub fn path(&self, path: &Path) -> Public {
        Public::path(path, &self.world.paths.home, &self.users())
    }

    /// A line of a file, from 1.
    #[must_use]
    pub fn line(&self, path: &Path, line: usize) -> Public {
        self.path(path).and(":").and(Public::number(line))
    }

    /// A path as a word of a command that can be pasted.
    #[must_use]
    pub fn word(&self, path: &Path) -> Public {
        self.path(path).quoted()
    }

    /// The names by which the user is known here.
    fn users(&self) -> Vec<&str> {
        let env = &self.world.inherited;
        [vars::USER, vars::LOGNAME]
            .into_iter()
            .filter_map(|name| env.text(name).ok().flatten())
            .collect()
    }
}

/// The part of the machine that a check looks at; the report has a heading for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// Which token is used, and by whom.
    Tokens,
    /// Where secrets lie.
    PlainText,
    /// git and its helpers.
    Git,
    /// Shells and commits.
    Shell,
    /// Keyring, clock, network.
    Machine,
    /// The Hub cache.
    Cache,
}

impl Group {
    /// Its heading.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Tokens => "tokens",
            Self::PlainText => "plain text",
            Self::Git => "git",
            Self::Shell => "shell and commits",
            Self::Machine => "this machine",
            Self::Cache => "cache",
        }
    }
}

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name on the command line: lower case and hyphens.
    pub name: &'static str,
    /// Where it stands in the report.
    pub group: Group,
    /// What it looks for, in a line.
    pub about: &'static str,
    /// Looks. Nothing to say counts as good.
    pub look: fn(&Scene<'_>) -> Vec<Finding>,
}

/// Every check, in the order of the report.
#[must_use]
pub fn checks() -> Vec<Check> {
    let mut all = FILES.concat();
    all.sort_by_key(|check| check.group);
    all
}

/// The check whose name is nearest to a mistyped one, if any is near.
#[must_use]
pub fn near(name: &str) -> Option<&'static str> {
    let all = checks().into_iter();
    let known = all.map(|check| (strsim::normalized_damerau_levenshtein(check.name, name), check));
    let near = known.filter(|(likeness, _)| *likeness >= LIKE);
    near.max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, check)| check.name)
}

/// What a check has said.
#[derive(Debug)]
pub struct Said {
    /// The check.
    pub check: Check,
    /// At least one finding.
    pub findings: Vec<Finding>,
}

impl Said {
    /// The worst of its findings.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.findings.iter().map(|finding| finding.verdict).max().unwrap_or(Verdict::Good)
    }

    /// What `--fix` would do about it.
    pub fn fixes(&self) -> impl Iterator<Item = &Fix> {
        self.findings.iter().flat_map(Finding::fixes)
    }
}

/// Looks, check by check.
#[must_use]
pub fn examine(scene: &Scene<'_>, checks: &[Check]) -> Vec<Said> {
    let say = |check: &Check| {
        let mut findings = (check.look)(scene);
        if findings.is_empty() {
            findings.push(Finding::good("nothing was found"));
        }
        // The worst first.
        findings.sort_by_key(|finding| std::cmp::Reverse(finding.verdict));
        Said { check: *check, findings }
    };
    checks.iter().map(say).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn a_mistyped_name_is_known() {
        assert_eq!(near("plaintext"), Some("plain-text"));
        assert_eq!(near("zzz"), None);
    }

    #[test]
    fn names_are_words_and_each_is_there_once() {
        let all = checks();
        let names: BTreeSet<_> = all.iter().map(|check| check.name).collect();
        assert_eq!(names.len(), all.len());
        for check in all {
            let plain = |b: u8| b.is_ascii_lowercase() || b == b'-';
            assert!(check.name.bytes().all(plain), "{}", check.name);
            assert!(check.name.len() <= 18 && check.about.len() <= 76, "{}", check.name);
        }
    }
}
