//! The scanners: how each is started for what is staged, for a tree and for a history, and how to
//! read the paths out of what it says.

use std::path::Path;
use std::process::Command;

use crate::find::find;
use crate::run::sealed;

/// What is looked through.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Mode {
    /// The index, or the work tree where a peer knows no index.
    Staged,
    /// The files of a folder.
    Tree,
    /// Every commit.
    History,
}

/// A scanner.
pub(crate) struct Peer {
    /// Its name in the tables.
    pub(crate) name: &'static str,
    program: &'static str,
    /// The words for a mode; none if it has no such mode.
    words: fn(Mode) -> Option<&'static [&'static str]>,
    /// The paths in its output.
    pub(crate) paths: fn(&[u8], &Path) -> Vec<String>,
}

impl Peer {
    /// Whether it is installed; if not, that is said.
    pub(crate) fn is_here(&self) -> bool {
        let here = find(self.program).is_some();
        if !here {
            println!("{}: not installed, see tests/run --peers", self.name);
        }
        here
    }

    /// Its command for a mode in this folder.
    pub(crate) fn command(&self, mode: Mode, home: &Path, folder: &Path) -> Option<Command> {
        let program = find(self.program)?;
        // git-secrets tells what it found on standard error.
        let mut command = match self.program {
            "git-secrets" => {
                let mut shell = sealed(Path::new("/bin/sh"), home, folder);
                shell.args(["-c", "exec \"$0\" \"$@\" 2>&1"]).arg(program);
                shell
            }
            _ => sealed(&program, home, folder),
        };
        command.args((self.words)(mode)?);
        if self.program == "secretlint" {
            command.arg("--secretlintrc").arg(home.join(".secretlintrc.json"));
        }
        Some(command)
    }
}

/// Every scanner, ours first.
pub(crate) fn all() -> Vec<Peer> {
    let peer = |name, program, words, paths| Peer { name, program, words, paths };
    vec![
        peer("hfenv", "hfenv", hfenv, |out, _| json(out, &["findings"], "/path")),
        peer("gitleaks", "gitleaks", gitleaks, |out, _| json(out, &[], "/File")),
        peer("betterleaks", "betterleaks", betterleaks, |out, _| {
            lines(out, "/finding/location/path")
        }),
        peer("kingfisher", "kingfisher", kingfisher, |out, _| lines(out, "/finding/path")),
        peer("ripsecrets", "ripsecrets", ripsecrets, |out, _| prefixes(out)),
        peer("detect-secrets", "detect-secrets", detect_secrets, |out, _| results(out)),
        peer("TruffleHog's detectors", "trufflehog-detectors", trufflehog, |out, _| {
            lines(out, "/path")
        }),
        peer("secretlint", "secretlint", secretlint, messages),
        peer("git-secrets", "git-secrets", git_secrets, |out, _| prefixes(out)),
    ]
}

fn hfenv(mode: Mode) -> Option<&'static [&'static str]> {
    Some(match mode {
        Mode::Staged => &["guard", "scan", "--json", "--staged"],
        Mode::Tree => &["guard", "scan", "--json", "."],
        Mode::History => &["guard", "scan", "--json", "--history"],
    })
}

fn gitleaks(mode: Mode) -> Option<&'static [&'static str]> {
    Some(match mode {
        Mode::Staged => {
            &["git", "--staged", "--no-banner", "-l", "error", "-f", "json", "-r", "-", "--redact"]
        }
        Mode::Tree => {
            &["dir", ".", "--no-banner", "-l", "error", "-f", "json", "-r", "-", "--redact"]
        }
        Mode::History => {
            &["git", ".", "--no-banner", "-l", "error", "-f", "json", "-r", "-", "--redact"]
        }
    })
}

fn betterleaks(mode: Mode) -> Option<&'static [&'static str]> {
    Some(match mode {
        Mode::Staged => &["git", "--staged", "--no-banner", "-l", "error", "--jsonl", "--redact"],
        Mode::Tree => &["filesystem", ".", "--no-banner", "-l", "error", "--jsonl", "--redact"],
        Mode::History => &["git", ".", "--no-banner", "-l", "error", "--jsonl", "--redact"],
    })
}

fn kingfisher(mode: Mode) -> Option<&'static [&'static str]> {
    Some(match mode {
        Mode::Staged => KINGFISHER_STAGED,
        Mode::Tree => KINGFISHER_TREE,
        Mode::History => &KINGFISHER_STAGED[..KINGFISHER_STAGED.len() - 1],
    })
}

/// No check of what is found over the network, and no look for a newer version.
const KINGFISHER_STAGED: &[&str] = &[
    "scan",
    ".",
    "--no-validate",
    "--no-update-check",
    "--quiet",
    "--no-dedup",
    "--redact",
    "--format",
    "jsonl",
    "--staged",
];
const KINGFISHER_TREE: &[&str] = &[
    "scan",
    ".",
    "--no-validate",
    "--no-update-check",
    "--quiet",
    "--no-dedup",
    "--redact",
    "--format",
    "jsonl",
    "--git-history",
    "none",
];

fn ripsecrets(mode: Mode) -> Option<&'static [&'static str]> {
    (mode != Mode::History).then_some(&["."])
}

fn detect_secrets(mode: Mode) -> Option<&'static [&'static str]> {
    (mode != Mode::History).then_some(&["scan", "--no-verify"])
}

fn trufflehog(mode: Mode) -> Option<&'static [&'static str]> {
    (mode != Mode::History).then_some(&["."])
}

fn secretlint(mode: Mode) -> Option<&'static [&'static str]> {
    let words = &["--maskSecrets", "--format", "json", "**/*"];
    (mode != Mode::History).then_some(words)
}

/// It has no rule for the Hub, so it is given one: git-secrets reads patterns from git's
/// configuration.
fn git_secrets(mode: Mode) -> Option<&'static [&'static str]> {
    Some(match mode {
        Mode::Staged => &["--scan", "--cached"],
        Mode::Tree => &["--scan", "-r", "."],
        Mode::History => &["--scan-history"],
    })
}

/// What a home needs so that git-secrets and secretlint have rules.
pub(crate) fn furnish(home: &Path) {
    let hub = "hf_[A-Za-z]{34}|api_org_[A-Za-z]{34}";
    // kingfisher makes a commit of what is staged, which needs a name.
    let who = "[user]\n\tname = me\n\temail = me@example.org\n";
    let config = format!("{who}[secrets]\n\tpatterns = {hub}\n");
    std::fs::write(home.join(".gitconfig"), config).unwrap();
    if let Some(program) = find("git-secrets") {
        let done = sealed(&program, home, home).args(["--register-aws", "--global"]).output();
        assert!(done.unwrap().status.success());
    }
    let rules = r#"{"rules":[{"id":"@secretlint/secretlint-rule-preset-recommend"}]}"#;
    std::fs::write(home.join(".secretlintrc.json"), rules).unwrap();
}

/// The strings at this place of each element of an array in a document.
fn json(out: &[u8], at: &[&str], place: &str) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(out).unwrap_or_default();
    let array = at.iter().fold(&document, |value, key| &value[*key]);
    let elements = array.as_array().into_iter().flatten();
    elements.filter_map(|one| Some(one.pointer(place)?.as_str()?.to_owned())).collect()
}

/// The same of a document on each line.
fn lines(out: &[u8], place: &str) -> Vec<String> {
    let documents = out.split(|byte| *byte == b'\n');
    let documents = documents.filter_map(|line| serde_json::from_slice(line).ok());
    let path = |one: serde_json::Value| Some(one.pointer(place)?.as_str()?.to_owned());
    documents.filter_map(path).collect()
}

/// What stands before the first colon of each line, without quotes and `./`.
fn prefixes(out: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(out);
    let paths = text.lines().filter_map(|line| line.split_once(':'));
    paths.map(|(path, _)| path.trim_matches('"').trim_start_matches("./").to_owned()).collect()
}

/// The keys of detect-secrets' results.
fn results(out: &[u8]) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(out).unwrap_or_default();
    let results = document["results"].as_object().into_iter().flatten();
    results.map(|(path, _)| path.clone()).collect()
}

/// The files with a message of secretlint's, from the folder.
fn messages(out: &[u8], folder: &Path) -> Vec<String> {
    let document: serde_json::Value = serde_json::from_slice(out).unwrap_or_default();
    let files = document.as_array().into_iter().flatten();
    let files = files.filter(|file| file["messages"].as_array().is_some_and(|all| !all.is_empty()));
    let below = |path: &str| {
        let path = Path::new(path);
        path.strip_prefix(folder).unwrap_or(path).to_string_lossy().into_owned()
    };
    files.filter_map(|file| Some(below(file["filePath"].as_str()?))).collect()
}
