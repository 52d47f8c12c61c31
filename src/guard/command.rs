//! What a typed git command is about to take along, read from its words as git reads them.

use std::ffi::{OsStr, OsString};

use super::grammar::{ADD, COMMIT, Grammar, PUSH, Seen};
use crate::text::redact;

/// A git command, cut into its parts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// The options before the command that say where the repository is and how it is read.
    pub options: Vec<OsString>,
    /// The command, such as `commit`, or an alias.
    pub name: String,
    /// What follows it.
    pub rest: Vec<OsString>,
}

/// What a command is about to take along.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// `git add`: changed files of the work tree.
    Add {
        /// Pathspecs; every file without any.
        paths: Vec<OsString>,
        /// Files that git does not know yet, too.
        untracked: bool,
        /// And even those that it ignores.
        ignored: bool,
    },
    /// `git commit`.
    Commit {
        /// In place of the last commit.
        amend: bool,
        /// What is in the index.
        index: bool,
        /// Known files of the work tree that these pathspecs name; every file without any.
        tree: Option<Vec<OsString>>,
    },
    /// `git push`: what no remote has of these revisions.
    Push {
        /// Revisions, or options of `git rev-list` that stand for many.
        tips: Vec<OsString>,
    },
}

/// Options before the command that are handed on: the ones with a value of their own, and flags.
const PLACES: [&str; 3] = ["-C", "--git-dir", "--work-tree"];
const FLAGS: [&str; 6] = [
    "--bare",
    "--glob-pathspecs",
    "--icase-pathspecs",
    "--literal-pathspecs",
    "--no-replace-objects",
    "--noglob-pathspecs",
];

/// Options before the command whose next word is a value.
const VALUED: [&str; 5] = ["--attr-source", "--config-env", "--exec-path", "--namespace", "-c"];

/// Sections of the configuration whose `-c` is handed on. A value of any other may be a secret, and
/// an argument can be seen by everybody.
const SECTIONS: [&str; 3] = ["alias.", "core.", "safe."];

impl Typed {
    /// Cuts the words after `git`. Nothing if there is no command among them.
    #[must_use]
    pub fn cut(words: impl IntoIterator<Item = OsString>) -> Option<Self> {
        let mut words = words.into_iter();
        let mut options = Vec::new();
        while let Some(word) = words.next() {
            let text = word.to_str()?;
            if !text.starts_with('-') {
                return Some(Self { options, name: text.to_owned(), rest: words.collect() });
            }
            let place =
                |name: &&str| text.starts_with(*name) && text[name.len()..].starts_with('=');
            if PLACES.contains(&text) {
                options.extend([word, words.next()?]);
            } else if FLAGS.contains(&text) || PLACES[1..].iter().any(place) {
                options.push(word);
            } else if text == "-c" {
                let pair = words.next()?;
                if is_harmless(&pair) {
                    options.extend([word, pair]);
                }
            } else if VALUED.contains(&text) {
                words.next()?;
            }
        }
        None
    }

    /// Whether it goes around git's hooks.
    #[must_use]
    pub fn skips_hooks(&self) -> bool {
        let grammar: &Grammar = match self.name.as_str() {
            "commit" => &COMMIT,
            "push" => &PUSH,
            _ => return false,
        };
        grammar.read(&self.rest).any(&["no-verify"])
    }

    /// What it would take along, if it is a command that is looked at. A word that begins with `$`
    /// stands for something that only the shell knows, unless `expanded`.
    #[must_use]
    pub fn action(&self, expanded: bool) -> Option<Action> {
        let known = |word: &OsString| expanded || !word.as_encoded_bytes().starts_with(b"$");
        let (grammar, meaning): (&Grammar, fn(&Seen) -> Option<Action>) = match self.name.as_str() {
            "add" | "stage" => (&ADD, add),
            "commit" => (&COMMIT, commit),
            "push" => (&PUSH, push),
            _ => return None,
        };
        let mut seen = grammar.read(&self.rest);
        seen.operands.retain(known);
        if seen.any(&["help", "dry-run"]) { None } else { meaning(&seen) }
    }

    /// Whether git would look for an alias of this name; one that hides a command of git's own is
    /// never used.
    #[must_use]
    pub fn may_be_alias(&self) -> bool {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-';
        self.name.chars().all(plain) && !COMMON.contains(&self.name.as_str())
    }
}

/// git's commands that can take a secret along.
const WATCHED: [&str; 4] = ["add", "stage", "commit", "push"];

/// The words after `git` that are worth a look: these commands, and the aliases that name one.
#[must_use]
pub fn watched_words(aliases: &[(String, String)]) -> Vec<String> {
    let leads = |value: &str| {
        value.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| WATCHED.contains(&word))
    };
    let plain = |name: &str| name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    let short = aliases.iter().filter(|(name, value)| plain(name) && leads(value));
    WATCHED.map(str::to_owned).into_iter().chain(short.map(|(name, _)| name.clone())).collect()
}

/// Commands that people run all day, for which git need not be asked whether they are aliases.
const COMMON: [&str; 28] = [
    "bisect",
    "blame",
    "branch",
    "checkout",
    "cherry-pick",
    "clean",
    "clone",
    "config",
    "describe",
    "diff",
    "fetch",
    "grep",
    "help",
    "init",
    "log",
    "ls-files",
    "merge",
    "mv",
    "pull",
    "rebase",
    "remote",
    "reset",
    "restore",
    "show",
    "stash",
    "status",
    "switch",
    "tag",
];

fn is_harmless(pair: &OsString) -> bool {
    let Some(text) = pair.to_str() else { return false };
    let lower = text.to_ascii_lowercase();
    let wanted = SECTIONS.iter().any(|section| lower.starts_with(section));
    wanted && !lower.starts_with("core.fsmonitor") && redact(text) == text
}

fn add(seen: &Seen) -> Option<Action> {
    if seen.any(&["refresh", "intent-to-add"]) {
        return None;
    }
    let known_only = seen.any(&["update", "patch", "interactive", "edit"]);
    if seen.operands.is_empty() && !known_only && !seen.any(&["all"]) {
        return None;
    }
    let ignored = !known_only && seen.any(&["force"]);
    Some(Action::Add { paths: pathspecs(&seen.operands), untracked: !known_only, ignored })
}

fn commit(seen: &Seen) -> Option<Action> {
    // These only show what would be committed.
    if seen.any(&["short", "porcelain", "long"]) {
        return None;
    }
    let named = !seen.operands.is_empty();
    let picks = seen.any(&["patch", "interactive"]);
    let tree = named || picks || seen.any(&["all"]);
    let index = !tree || picks || seen.any(&["include"]);
    let amend = seen.any(&["amend"]);
    Some(Action::Commit { amend, index, tree: tree.then(|| pathspecs(&seen.operands)) })
}

/// A file's name that has a token in it must not become an argument: every file is looked at
/// instead.
fn pathspecs(paths: &[OsString]) -> Vec<OsString> {
    let told = |path: &OsString| redact(&path.to_string_lossy()) != path.to_string_lossy();
    if paths.iter().any(told) { Vec::new() } else { paths.to_vec() }
}

fn push(seen: &Seen) -> Option<Action> {
    if seen.any(&["delete"]) {
        return None;
    }
    let many = [("all", "--branches"), ("branches", "--branches"), ("mirror", "--all")];
    let tip = |(flag, option): (&str, &str)| seen.any(&[flag]).then(|| OsString::from(option));
    let mut tips: Vec<OsString> = many.into_iter().filter_map(tip).collect();
    let specs = seen.operands.get(1..).unwrap_or_default();
    if specs.is_empty() && tips.is_empty() {
        tips.push("HEAD".into());
    }
    tips.extend(specs.iter().filter_map(|spec| source(spec)));
    tips.extend(tip(("tags", "--tags")));
    (!tips.is_empty()).then_some(Action::Push { tips })
}

/// The revision that a refspec pushes.
fn source(spec: &OsStr) -> Option<OsString> {
    let text = spec.to_str()?;
    let text = text.strip_prefix('+').unwrap_or(text);
    let source = if text == ":" { "*" } else { text.split(':').next()? };
    match source {
        // What is deleted, and the word in `git push origin tag v1`.
        "" | "tag" => None,
        _ if source.starts_with(['-', '^']) || redact(source) != source => None,
        _ if source.contains('*') => Some("--branches".into()),
        _ => Some(source.into()),
    }
}

#[cfg(test)]
mod tests;
