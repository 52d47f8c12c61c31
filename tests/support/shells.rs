//! The real shells: where they are, how each starts without rc files, and every way in which people
//! evaluate the output of a command in it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use hfenv::quote::Shell;
use hfenv::vars::Env;

/// Ways to evaluate in a POSIX shell. The unquoted ones are what the output is shaped for.
const POSIX: &[&str] = &[
    "eval \"$(COMMAND)\"",
    "eval $(COMMAND)",
    "eval `COMMAND`",
    "set -eu; eval $(COMMAND)",
    "set -f; eval $(COMMAND)",
    "IFS=:; eval $(COMMAND)",
    "f() { eval $(COMMAND); }; f",
];

/// The same for bash, whose options can make an unmatched pattern vanish or fail.
const IN_BASH: &[&str] = &[
    "eval \"$(COMMAND)\"",
    "eval $(COMMAND)",
    "eval `COMMAND`",
    "set -eu; eval $(COMMAND)",
    "set -f; eval $(COMMAND)",
    "IFS=:; eval $(COMMAND)",
    "f() { eval $(COMMAND); }; f",
    "set -euo pipefail; shopt -s nullglob; eval $(COMMAND)",
    "set -euo pipefail; shopt -s failglob extglob globstar dotglob; eval $(COMMAND)",
    "source <(COMMAND)",
];

const IN_ZSH: &[&str] = &[
    "eval \"$(COMMAND)\"",
    "eval $(COMMAND)",
    "eval `COMMAND`",
    "set -eu; eval $(COMMAND)",
    "setopt sh_word_split extended_glob; eval $(COMMAND)",
    "IFS=:; eval $(COMMAND)",
    "f() { eval $(COMMAND); }; f",
    "source <(COMMAND)",
];

/// One real shell. `program` is looked up; `args` end where the script follows; `exit` ends a
/// script with the status of what came before, where the shell does not do so by itself; `bytes`
/// says whether it can hold letters outside ASCII in the C locale (yash can't hold them at all).
pub(crate) struct Real {
    pub(crate) label: &'static str,
    pub(crate) shell: Shell,
    program: &'static str,
    args: &'static [&'static str],
    pub(crate) forms: &'static [&'static str],
    exit: &'static str,
    pub(crate) bytes: bool,
}

/// What stands in `Real` when nothing else is said.
const PLAIN: Real = Real {
    label: "sh",
    shell: Shell::Sh,
    program: "sh",
    args: &["-c"],
    forms: POSIX,
    exit: "",
    bytes: true,
};

const DASH: Real = Real { label: "dash", program: "dash", ..PLAIN };

const BASH: Real = Real {
    label: "bash",
    shell: Shell::Bash,
    program: "bash",
    args: &["--norc", "--noprofile", "-c"],
    forms: IN_BASH,
    ..PLAIN
};

/// The POSIX shells.
pub(crate) const POSIX_SHELLS: &[Real] = &[
    PLAIN,
    DASH,
    Real { label: "busybox ash", program: "busybox", args: &["ash", "-c"], ..PLAIN },
    Real { label: "yash", program: "yash", args: &["--norcfile", "-c"], bytes: false, ..PLAIN },
    Real { label: "mksh", shell: Shell::Ksh, program: "mksh", ..PLAIN },
    Real { label: "ksh93", shell: Shell::Ksh, program: "ksh93", ..PLAIN },
    BASH,
    Real { label: "bash --posix", args: &["--posix", "-c"], ..BASH },
    Real {
        label: "zsh",
        shell: Shell::Zsh,
        program: "zsh",
        args: &["-f", "-c"],
        forms: IN_ZSH,
        ..PLAIN
    },
];

/// Those that most scripts run in, for many random values.
pub(crate) const RANDOM_SHELLS: &[Real] = &[PLAIN, DASH, BASH];

/// The shells with a language of their own.
pub(crate) const OTHER_SHELLS: &[Real] = &[
    Real {
        label: "fish",
        shell: Shell::Fish,
        program: "fish",
        args: &["--no-config", "-c"],
        forms: &["COMMAND | source", "eval (COMMAND)", "eval \"$(COMMAND)\""],
        ..PLAIN
    },
    Real {
        label: "tcsh",
        shell: Shell::Tcsh,
        program: "tcsh",
        args: &["-f", "-c"],
        forms: &["eval `COMMAND`", "eval \"`COMMAND`\"", "COMMAND | source /dev/stdin"],
        ..PLAIN
    },
    Real {
        label: "elvish",
        shell: Shell::Elvish,
        program: "elvish",
        args: &["-norc", "-c"],
        forms: &["eval (COMMAND | slurp)"],
        ..PLAIN
    },
    Real {
        label: "nu",
        shell: Shell::Nu,
        program: "nu",
        args: &["--no-config-file", "--no-std-lib", "-c"],
        forms: &[
            "^COMMAND | from json | load-env",
            "def --env f [] { ^COMMAND | from json | load-env }; f",
        ],
        ..PLAIN
    },
    Real {
        label: "xonsh",
        shell: Shell::Xonsh,
        program: "xonsh",
        args: &["--no-rc", "-c"],
        forms: &["execx($(COMMAND))"],
        exit: "import sys; sys.exit($LAST_RETURN_CODE)",
        ..PLAIN
    },
];

/// Where a shell runs: its current folder, its home, its locale and variables it inherits.
pub(crate) struct Place<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) home: &'a Path,
    pub(crate) locale: &'a str,
    pub(crate) inherited: &'a [(&'a str, &'a str)],
}

/// What a script does after evaluating.
#[derive(Clone, Copy)]
pub(crate) enum Then {
    /// Has a child print its environment.
    PrintEnvironment,
    /// Ends with the status of what it evaluated.
    EndWithItsStatus,
}

/// What came out of a shell.
pub(crate) struct Outcome {
    pub(crate) ok: bool,
    pub(crate) stdout: Vec<u8>,
    pub(crate) stderr: String,
}

impl Real {
    /// The program: in `HFENV_TEST_TOOLS/bin`, else in `PATH`. A missing one is an error in CI and
    /// a printed skip elsewhere.
    pub(crate) fn find(&self) -> Option<PathBuf> {
        let env = Env::from_process();
        let tools = env.absolute("HFENV_TEST_TOOLS").map(|folder| folder.join("bin"));
        let found = tools
            .into_iter()
            .chain(std::env::split_paths(env.raw("PATH").unwrap_or_default()))
            .map(|folder| folder.join(self.program))
            .find(|file| file.is_file());
        if found.is_none() {
            assert!(!env.has("CI"), "{} is not installed", self.label);
            eprintln!("skipped: {} is not installed", self.label);
        }
        found
    }

    /// Runs `script`, an evaluation, and what is to follow. The shell is known to be there.
    pub(crate) fn evaluate(&self, script: &str, then: Then, place: &Place) -> Outcome {
        let last = match then {
            Then::EndWithItsStatus => self.exit,
            Then::PrintEnvironment if self.shell == Shell::Nu => "^/usr/bin/env -0",
            Then::PrintEnvironment => "/usr/bin/env -0",
        };
        let output = Command::new(self.find().unwrap())
            .args(self.args)
            .arg(format!("{script}\n{last}").trim_end())
            .current_dir(place.folder)
            .env_clear()
            .env("PATH", Env::from_process().raw("PATH").unwrap_or_default())
            .env("HOME", place.home)
            .env("LC_ALL", place.locale)
            .envs(place.inherited.iter().copied())
            .output()
            .unwrap();
        Outcome {
            ok: output.status.success(),
            stdout: output.stdout,
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Outcome {
    /// The environment that a child printed, each entry ended by NUL.
    pub(crate) fn variables(&self) -> BTreeMap<&[u8], &[u8]> {
        self.entries().collect()
    }

    /// The environments that several calls of `env -0 ROUND=…` printed one after another.
    pub(crate) fn rounds(&self) -> Vec<BTreeMap<&[u8], &[u8]>> {
        let mut rounds = vec![BTreeMap::new()];
        for (name, value) in self.entries() {
            rounds.last_mut().unwrap().insert(name, value);
            if name == b"ROUND" {
                rounds.push(BTreeMap::new());
            }
        }
        rounds.pop();
        rounds
    }

    fn entries(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.stdout.split(|byte| *byte == 0).filter_map(|entry| {
            let cut = entry.iter().position(|byte| *byte == b'=')?;
            Some((&entry[..cut], &entry[cut + 1..]))
        })
    }
}

/// Whether this is the long run, with repeated cases in full.
pub(crate) fn is_long() -> bool {
    Env::from_process().has("HFENV_TEST_LONG")
}

/// A tenth of `full`, or all of it in the long run.
pub(crate) fn rounds(full: u32) -> u32 {
    if is_long() { full } else { full.div_ceil(10) }
}
