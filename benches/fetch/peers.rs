//! The downloaders: how each is started, and what it makes sure of.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::find::find;
use crate::run::sealed;
use crate::stage::{File, REPO};

/// What is to be downloaded, and where to.
pub(crate) struct Job<'a> {
    /// The client's home.
    pub(crate) home: &'a Path,
    /// A fresh folder.
    pub(crate) target: &'a Path,
    /// The Hub.
    pub(crate) endpoint: &'a str,
    /// The files.
    pub(crate) files: &'a [File],
}

impl Job<'_> {
    fn address(&self, file: &File) -> String {
        format!("{}/{REPO}/resolve/main/{}", self.endpoint, file.path)
    }

    /// A file beside the target, written before the clock starts.
    fn list(&self, name: &str, lines: impl Fn(&mut String, &File)) -> PathBuf {
        let mut text = String::new();
        for file in self.files {
            lines(&mut text, file);
        }
        let path = self.home.join(name);
        std::fs::write(&path, text).unwrap();
        path
    }
}

/// A downloader.
pub(crate) struct Peer {
    /// Its name in the tables.
    pub(crate) name: &'static str,
    /// What of the content it compares with what the Hub lists: for large files, for git's.
    pub(crate) checks: [&'static str; 2],
    /// Whether it has a way for large files only.
    pub(crate) large_only: bool,
    program: &'static str,
    command: fn(&Path, &Job) -> Command,
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

    /// Its command for these files.
    pub(crate) fn command(&self, job: &Job) -> Command {
        (self.command)(&find(self.program).unwrap(), job)
    }
}

const HASHES: [&str; 2] = ["sha256", "git's sha1"];
const SUM: [&str; 2] = ["sha256", ""];
const SIZE: [&str; 2] = ["size", "size"];
const NONE: [&str; 2] = ["none", "none"];

/// Every downloader, the one that the others are compared with first.
pub(crate) fn all() -> Vec<Peer> {
    let peer = |name, checks, program, command| {
        let large_only = checks == SUM;
        Peer { name, checks, large_only, program, command }
    };
    vec![
        peer("curl", NONE, "curl", curl),
        peer("hfenv fetch", HASHES, "hfenv", hfenv),
        peer("hf-hub 1.0 (Rust)", NONE, "hf-hub-fetch", |program, job| {
            let mut command = hub_client(program, job);
            command.arg(REPO);
            command
        }),
        peer("aria2c", NONE, "aria2c", |program, job| aria2(program, job, false)),
        peer("aria2c --checksum", SUM, "aria2c", |program, job| aria2(program, job, true)),
        peer("curl, then sha256sum", SUM, "curl", curl_and_sum),
        peer("hf download", SIZE, "hf", hf),
        peer("hf download, HF_HUB_DISABLE_XET=1", SIZE, "hf", |program, job| {
            let mut command = hf(program, job);
            command.env("HF_HUB_DISABLE_XET", "1");
            command
        }),
    ]
}

/// A client of the Hub with the target as its cache.
fn hub_client(program: &Path, job: &Job) -> Command {
    let mut command = sealed(program, job.home, job.home);
    command.env("HF_ENDPOINT", job.endpoint).env("HF_HUB_CACHE", job.target);
    command
}

fn hfenv(program: &Path, job: &Job) -> Command {
    let mut command = hub_client(program, job);
    command.args(["fetch", REPO]);
    command
}

/// Without what it asks of the network besides, and without bars that nobody sees.
fn hf(program: &Path, job: &Job) -> Command {
    let mut command = hub_client(program, job);
    command.args(["download", REPO, "-q"]);
    for name in ["HF_HUB_DISABLE_TELEMETRY", "HF_HUB_DISABLE_UPDATE_CHECK"] {
        command.env(name, "1");
    }
    command.env("HF_HUB_DISABLE_PROGRESS_BARS", "1");
    command
}

fn curl(program: &Path, job: &Job) -> Command {
    let list = job.list("curl", |text, file| {
        let to = job.target.join(&file.path);
        let _ = writeln!(text, "url = \"{}\"\noutput = \"{}\"", job.address(file), to.display());
    });
    let mut command = sealed(program, job.home, job.home);
    command.args(["-q", "-sSfL", "--create-dirs"]);
    if job.files.len() > 1 {
        command.args(["--parallel", "--parallel-max", "16"]);
    }
    command.arg("-K").arg(list);
    command
}

fn curl_and_sum(program: &Path, job: &Job) -> Command {
    let sums = job.list("sums", |text, file| {
        let _ = writeln!(text, "{}  {}", file.sha256, job.target.join(&file.path).display());
    });
    let curl = curl(program, job);
    let mut command = sealed(Path::new("/bin/sh"), job.home, job.home);
    command.args(["-c", "sums=$1; shift; \"$@\" && sha256sum --quiet -c \"$sums\"", "sh"]);
    command.arg(sums).arg(program).args(curl.get_args());
    command
}

/// Eight connections for one file, sixteen files at once otherwise. Its control files, with which it
/// would go on after a kill, are switched off: on a disk they cost it more than the download.
fn aria2(program: &Path, job: &Job, checked: bool) -> Command {
    let list = job.list("aria2", |text, file| {
        let _ = writeln!(text, "{}\n  out={}", job.address(file), file.path);
        if checked {
            let _ = writeln!(text, "  checksum=sha-256={}", file.sha256);
        }
    });
    let mut command = sealed(program, job.home, job.home);
    command.args(["--no-conf", "-q", "--file-allocation=none", "--auto-save-interval=0"]);
    command.arg("-d").arg(job.target);
    match job.files.len() {
        1 => command.args(["-x8", "-s8", "-k1M"]),
        _ => command.args(["-j16"]),
    };
    command.arg("-i").arg(list);
    command
}
