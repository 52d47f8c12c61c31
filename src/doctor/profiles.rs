//! hfenv's own files: whether they can be read, and whether the stores have what they say.

use std::path::PathBuf;

use super::held::Hold;
use super::logins::{log_in, of, unreadable};
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict, journal};
use crate::config::{Config, profiles};
use crate::git::rejection::{self, RejectionError};
use crate::inject::trust;
use crate::key::{Key, KeyError};
use crate::own::print::Printer;
use crate::own::{self, Ledger};
use crate::plaintext::Book;
use crate::store::Unavailable;
use crate::store::file::Files;
use crate::store::named::{self, NamedError};

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "own-files",
        group: Group::Tokens,
        about: "hfenv's and huggingface_hub's files: can they be read, do they make sense",
        look: own_files,
    },
    Check {
        name: "profiles",
        group: Group::Tokens,
        about: "whether each profile's store has its token",
        look: profiles,
    },
];

fn own_files(scene: &Scene<'_>) -> Vec<Finding> {
    let paths = &scene.world.paths;
    let mut findings = Vec::new();
    let mut damaged = |path: PathBuf, why: Public, next: &'static str| {
        let text = scene.path(&path).and(": ").and(why);
        findings.push(Finding::new(Verdict::Problem, text).say(next));
    };
    let by_hand = "mend the file; hfenv list says what is wrong";
    if let Err(error) = Config::load(paths) {
        damaged(
            paths.config.join("config.toml"),
            Public::config(&error),
            "mend the file; hfenv why says what is wrong",
        );
    }
    if let Err(error) = profiles::Profiles::load(paths) {
        damaged(profiles::file(paths), Public::config(&error), by_hand);
    }
    let anew = "move it away; it is made anew, and projects have to be allowed again";
    // Without a key nothing that was kept can be known again.
    let printer = match Key::load(paths) {
        Ok(key) => key.or_else(|| Key::temporary().ok()).map(|key| Printer::new(&key)),
        Err(error) => {
            damaged(paths.state.join("key"), key_words(&error), anew);
            None
        }
    };
    match (Ledger::load(paths), printer) {
        (Err(error), _) => {
            let next = "move it away, then log in and allow your projects anew";
            damaged(own::file(paths), Public::config(&error), next);
        }
        (Ok(ledger), Some(printer)) if ledger.has_lost(&printer) => {
            let why = Public::text("made with a key that is gone");
            damaged(own::file(paths), why, "log in and allow your projects anew");
        }
        _ => {}
    }
    if let Err(error) = rejection::readable(paths) {
        let why = match &error {
            RejectionError::Config(error) => Public::config(error),
            RejectionError::Key(error) => key_words(error),
            RejectionError::File(error) => Public::file(error),
        };
        damaged(rejection::file(paths), why, "move it away; it is made anew");
    }
    for (path, error) in trust::damaged(paths) {
        damaged(path, Public::config(&error), "move it away, and allow its project anew");
    }
    if let Err(error) = Book::readable(paths) {
        let next = "move it away; hfenv import --undo can't put back what is in it";
        damaged(Book::file(paths), Public::config(&error), next);
    }
    if let Err(error) = journal::readable(paths) {
        let next = "move it away; hfenv doctor --undo can't take back what is in it";
        damaged(journal::file(paths), Public::config(&error), next);
    }
    if let Err(error) = named::load(&paths.stored_tokens) {
        let why = match &error {
            NamedError::File(error) => Public::file(error),
            NamedError::Broken { .. } | NamedError::Name(_) => {
                Public::text("not what huggingface_hub can read")
            }
        };
        damaged(paths.stored_tokens.clone(), why, "mend it, or move it away and log in anew");
    }
    if findings.is_empty() {
        findings.push(Finding::good("hfenv's own files can be read"));
    }
    findings
}

fn key_words(error: &KeyError) -> Public {
    match error {
        KeyError::File(error) => Public::file(error),
        KeyError::NoHome(_) => Public::text("there is no home folder"),
        KeyError::Corrupt(_) => Public::text("not a key"),
        KeyError::Foreign(_) => Public::text("belongs to another user"),
        KeyError::Random => Public::text("the system has no random numbers"),
    }
}

fn profiles(scene: &Scene<'_>) -> Vec<Finding> {
    let Ok(all) = scene.world.profiles() else { return vec![unreadable()] };
    let mut findings: Vec<Finding> = Vec::new();
    for (profile, hold) in scene.held() {
        let store = || Public::text(" (store ").and(Public::store(profile.store)).and(")");
        let finding = |verdict, words: &'static str| {
            Finding::new(verdict, of(profile).and(words).and(store()))
        };
        match hold {
            Hold::Secrets(_) => {}
            Hold::Nothing => findings
                .push(finding(Verdict::Problem, ": its store has no token").run(log_in(profile))),
            Hold::Replaced => findings.push(
                finding(Verdict::Problem, ": its store has another token than was logged in with")
                    .run(log_in(profile)),
            ),
            Hold::Broken => findings
                .push(finding(Verdict::Problem, ": its store is damaged").run(log_in(profile))),
            Hold::Away(why) => {
                let text = of(profile).and(": ").and(away(why)).and(store());
                findings.push(Finding::new(Verdict::Unknown, text).run("hfenv why"));
            }
            Hold::NotAsked => {
                findings.push(finding(Verdict::Unknown, ": its store did not answer before"));
            }
        }
    }
    for file in strays(scene) {
        let text = scene.path(&file).and(" has a token of a profile that is not there");
        let command = Public::text("rm ").and(scene.word(&file));
        findings.push(Finding::new(Verdict::Warning, text).run(command));
    }
    if all.default.is_none() && all.iter().next().is_some() {
        let text = "no profile is the default, so that only projects and rules choose one";
        findings.push(Finding::new(Verdict::Note, text).run("hfenv switch NAME"));
    }
    if findings.is_empty() {
        findings.push(match all.iter().count() {
            0 => Finding::good("there is no profile"),
            1 => Finding::good("1 profile, and its store has its token"),
            more => Finding::good(Public::count(more, "profile").and(", each with its token")),
        });
    }
    findings
}

/// Token files of the file store whose profile is gone.
fn strays(scene: &Scene<'_>) -> Vec<PathBuf> {
    let Ok(all) = scene.world.profiles() else { return Vec::new() };
    let folder = Files::new(&scene.world.paths.data).path("");
    let entries = folder.read_dir().into_iter().flatten().flatten();
    let strange = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        // What renews a token, and a former token, lie beside it.
        let profile = name.split('~').next().unwrap_or_default();
        !name.starts_with('.') && all.get(profile).is_none() && path.is_file()
    };
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(strange).collect();
    found.sort();
    found
}

/// Why a store can't be asked.
pub(super) fn away(why: &Unavailable) -> Public {
    match why {
        Unavailable::NoBus => Public::text("there is no session bus"),
        Unavailable::NoService => Public::text("no keyring service is running"),
        Unavailable::NoCollection => Public::text("the keyring service has no keyring yet"),
        Unavailable::Locked => Public::text("the keyring is locked"),
        Unavailable::Denied => Public::text("access was refused"),
        Unavailable::TimedOut(limit) => Public::text("no answer within ").and(Public::time(*limit)),
        Unavailable::Unsupported(what) => Public::text("not supported: ").and(*what),
        Unavailable::Replaced => Public::text("its token was replaced by another program"),
        Unavailable::Other(_) => Public::text("it can't be asked"),
    }
}
