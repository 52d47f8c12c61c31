//! What doctor says in a sealed home: its report for programs, a fault that is planted, found,
//! mended as told and taken back, and the one promise of every report: nothing private is in it.

use std::collections::{BTreeMap, BTreeSet};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::sandbox::Sandbox;
use super::shown::{Said, assert_hidden, said};

/// The user's name in every test: none may be in a report.
pub(crate) const USER: &str = "lovelace";

/// A home, and how doctor is called in it.
pub(crate) struct Patient<'a> {
    home: &'a Sandbox,
    folder: PathBuf,
    env: Vec<(String, String)>,
    /// What stands before a program, to run it as somebody else.
    by: Vec<String>,
    secrets: Vec<String>,
}

/// Every file with its mode, its length and a hash of its bytes.
#[derive(PartialEq)]
pub(crate) struct Snapshot(BTreeMap<PathBuf, (u32, usize, u64)>);

impl Snapshot {
    /// The other one must be the same; what differs is told.
    #[track_caller]
    pub(crate) fn is_still(&self, now: &Self, words: impl std::fmt::Display) {
        let differs = |path: &&PathBuf| self.0.get(*path) != now.0.get(*path);
        let paths = self.0.keys().chain(now.0.keys());
        let changed: BTreeSet<&PathBuf> = paths.filter(differs).collect();
        assert!(changed.is_empty(), "{words}: {changed:?}");
    }
}

/// A report.
#[derive(Debug)]
pub(crate) struct Report {
    /// The document.
    pub(crate) json: Value,
    /// The exit status.
    pub(crate) code: Option<i32>,
}

impl<'a> Patient<'a> {
    /// In the home folder itself.
    pub(crate) fn of(home: &'a Sandbox) -> Self {
        let env = ["USER", "LOGNAME"].map(|name| (name.to_owned(), USER.to_owned()));
        Self { home, folder: home.home(), env: env.into(), by: Vec::new(), secrets: Vec::new() }
    }

    /// In a folder below it.
    pub(crate) fn at(mut self, folder: &str) -> Self {
        self.folder = self.home.path(folder);
        self
    }

    /// With a variable.
    pub(crate) fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.env.push((name.to_owned(), value.into()));
        self
    }

    /// Run by this command, such as one that gives rights up.
    pub(crate) fn by(mut self, words: &[&str]) -> Self {
        self.by = words.iter().map(ToString::to_string).collect();
        self
    }

    /// With something that may be in no report: a token, a host, an account.
    pub(crate) fn secret(mut self, secret: impl Into<String>) -> Self {
        self.secrets.push(secret.into());
        self
    }

    /// A sealed command with its variables, in its folder.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> std::process::Command {
        let mut words: Vec<&std::ffi::OsStr> = self.by.iter().map(AsRef::as_ref).collect();
        words.push(program.as_ref());
        let mut command = self.home.command(words[0]);
        command.args(&words[1..]);
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command.current_dir(&self.folder);
        command
    }

    /// Runs doctor. Nothing private may be in what it says.
    #[track_caller]
    pub(crate) fn doctor(&self, words: &[&str]) -> Said {
        let mut command = self.command(env!("CARGO_BIN_EXE_hfenv"));
        let output = command.arg("doctor").args(words).output().unwrap();
        let said = said(&output, &[]);
        self.assert_public(&said.out);
        self.assert_public(&said.err);
        said
    }

    /// The report for programs, of these checks or of all. The one in words says the same.
    #[track_caller]
    pub(crate) fn report(&self, words: &[&str]) -> Report {
        let mut words: Vec<&str> = words.to_vec();
        let plain = self.doctor(&words);
        words.push("--json");
        let told = self.doctor(&words);
        assert_eq!(plain.code, told.code, "{}", plain.out);
        let json: Value = serde_json::from_str(&told.out).unwrap_or_else(|_| panic!("{told:?}"));
        assert_eq!(json["version"], 1);
        let report = Report { json, code: told.code };
        // A terminal's width is kept, but for commands.
        for line in plain.out.lines().filter(|line| !is_command(line)) {
            assert!(line.chars().count() <= 80, "{line}");
        }
        report
    }

    /// Neither a secret nor its mask, neither the home folder nor the user's name.
    #[track_caller]
    pub(crate) fn assert_public(&self, text: &str) {
        let home = self.home.home();
        let mut private = vec![home.to_str().unwrap().to_owned(), USER.to_owned()];
        for secret in &self.secrets {
            private.push(secret.clone());
            if let Ok(Some(token)) = hfenv::token::Token::clean(secret) {
                private.push(token.mask());
            }
        }
        let private: Vec<&str> = private.iter().map(String::as_str).collect();
        assert_hidden(text, &private);
    }

    /// What doctor has written down.
    #[track_caller]
    pub(crate) fn assert_journal_public(&self) {
        let journal = self.home.ours("state/doctor.toml");
        if let Ok(text) = std::fs::read_to_string(journal) {
            self.assert_public(&text);
        }
    }

    /// Every file below the home folder, with its mode and a hash of its bytes; what doctor keeps
    /// for itself aside.
    pub(crate) fn snapshot(&self) -> Snapshot {
        // Made by whoever is first, and left there.
        hfenv::secret_file::make_private_folder(&self.home.ours("state/")).unwrap();
        let mut all = BTreeMap::new();
        let mut folders = vec![self.home.home()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let meta = path.symlink_metadata().unwrap();
                let own =
                    path.starts_with(self.home.ours("state/")) || path.ends_with(".local/state");
                if own {
                    continue;
                }
                let mode = meta.permissions().mode() & 0o7777;
                let bytes = match std::fs::read_link(&path) {
                    Ok(target) => target.to_string_lossy().as_bytes().to_vec(),
                    Err(_) if meta.is_file() => std::fs::read(&path).unwrap_or_default(),
                    Err(_) => Vec::new(),
                };
                if meta.is_dir() {
                    folders.push(path.clone());
                }
                let mut hasher = DefaultHasher::new();
                bytes.hash(&mut hasher);
                all.insert(path, (mode, bytes.len(), hasher.finish()));
            }
        }
        Snapshot(all)
    }

    /// `--fix` mends the check, so that it comes out well, and `--undo` brings everything back.
    #[track_caller]
    pub(crate) fn mends_and_takes_back(&self, check: &str) {
        let before = self.snapshot();
        let fault = self.report(&[check]);
        self.doctor(&[check, "--fix", "--dry-run"]);
        before.is_still(&self.snapshot(), "--dry-run has changed something");
        let said = self.doctor(&[check, "--fix", "--yes"]);
        self.assert_journal_public();
        assert!(self.report(&[check]).is_well(check), "not mended: {said:?}");
        self.doctor(&["--undo", "--yes"]).exits(0);
        before.is_still(&self.snapshot(), format!("not as before: {said:?}"));
        assert_eq!(self.report(&[check]).json["checks"], fault.json["checks"]);
        self.doctor(&[check, "--fix", "--yes"]);
    }

    /// Runs every command that the check names, as it is printed, in `sh`.
    #[track_caller]
    pub(crate) fn follows(&self, check: &str, input: &str) {
        for text in self.report(&[check]).remedies(check, "run") {
            let file = self.home.write("input", input);
            let output = self
                .command("sh")
                .args(["-c", &text])
                .stdin(std::fs::File::open(file).unwrap())
                .output()
                .unwrap();
            assert!(output.status.success(), "{text}: {:?}", said(&output, &[]));
        }
    }
}

impl Patient<'_> {
    /// A line for `sh`, typed before doctor is called again, mends the check.
    #[track_caller]
    pub(crate) fn heals_after(&self, check: &str, line: &str) {
        let script = format!("{line}\nexec hfenv doctor --json {check}");
        let output = self.command("sh").args(["-c", &script]).output().unwrap();
        let said = said(&output, &[]);
        self.assert_public(&said.out);
        let json = serde_json::from_str(&said.out).unwrap_or_else(|_| panic!("{said:?}"));
        let report = Report { json, code: said.code };
        assert!(report.is_well(check), "after {line}: {:#}", report.check(check));
    }
}

/// Whether a line of the report is a command, which is not folded.
fn is_command(line: &str) -> bool {
    ["run:", "fix:"].iter().any(|label| line.trim_start().starts_with(label))
}

impl Report {
    /// What a check has said.
    #[track_caller]
    pub(crate) fn check(&self, name: &str) -> &Value {
        let checks = self.json["checks"].as_array().unwrap();
        checks.iter().find(|check| check["name"] == name).unwrap_or_else(|| panic!("no {name}"))
    }

    /// Its verdict.
    #[track_caller]
    pub(crate) fn verdict(&self, check: &str) -> &str {
        self.check(check)["verdict"].as_str().unwrap()
    }

    /// Whether nothing is to be done about it.
    #[track_caller]
    pub(crate) fn is_well(&self, check: &str) -> bool {
        ["ok", "skipped", "note"].contains(&self.verdict(check))
    }

    /// All that it has seen, a line each.
    #[track_caller]
    pub(crate) fn evidence(&self, check: &str) -> String {
        let findings = self.check(check)["findings"].as_array().unwrap();
        findings.iter().map(|found| found["evidence"].as_str().unwrap().to_owned() + "\n").collect()
    }

    /// Its remedies of a kind: fix, run or do.
    #[track_caller]
    pub(crate) fn remedies(&self, check: &str, kind: &str) -> Vec<String> {
        let findings = self.check(check)["findings"].as_array().unwrap();
        let all = findings.iter().flat_map(|found| found["remedies"].as_array().unwrap());
        let of_kind = all.filter(|remedy| remedy["kind"] == kind);
        let mut texts: Vec<String> =
            of_kind.map(|remedy| remedy["text"].as_str().unwrap().to_owned()).collect();
        texts.dedup();
        texts
    }

    /// The check must come to this verdict, and its evidence and remedies must have these words.
    #[track_caller]
    pub(crate) fn says(&self, check: &str, verdict: &str, words: &[&str]) -> &Self {
        assert_eq!(self.verdict(check), verdict, "{:#}", self.check(check));
        let all = ["fix", "run", "do"].iter().flat_map(|kind| self.remedies(check, kind));
        let all = all.fold(self.evidence(check), |all, remedy| all + &remedy + "\n");
        for word in words {
            assert!(all.contains(word), "no {word:?} in {:#}", self.check(check));
        }
        self
    }
}

/// Gives a file or folder below home these permission bits.
pub(crate) fn chmod(path: impl AsRef<Path>, mode: u32) {
    std::fs::set_permissions(path, PermissionsExt::from_mode(mode)).unwrap();
}
