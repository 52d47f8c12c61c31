//! Certificates: who is believed to be the Hub.

use std::path::{Path, PathBuf};

use super::git::{hubs, read};
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::git::listed::holds;
use crate::secret_file::{self, FileError};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "certificates",
    group: Group::Machine,
    about: "certificates can be read, and git checks them",
    look: certificates,
}];

/// Variables that name a file; hfenv goes by the first, as Python's ssl does.
const FILES: [&str; 4] =
    ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "GIT_SSL_CAINFO"];

/// The variable that names folders.
const FOLDERS: &str = "SSL_CERT_DIR";

/// By this one git believes whoever answers.
const NO_CHECK: &str = "GIT_SSL_NO_VERIFY";

/// Largest file that is read, in bytes.
const LIMIT: u64 = 16 << 20;

/// What each certificate in a file begins with.
const MARK: &[u8] = b"-----BEGIN CERTIFICATE-----";

fn certificates(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.inherited;
    let mut findings = Vec::new();
    let mut set = Vec::new();
    for name in FILES.into_iter().filter(|name| env.has(name)) {
        let path = env.raw(name).map(PathBuf::from).unwrap_or_default();
        // Some of them may name a folder, too.
        let fault = if path.is_dir() && name != FILES[0] { None } else { fault(&path) };
        set.push(name);
        findings.extend(fault.map(|why| bad(scene, name, &path, why)));
    }
    for folder in std::env::split_paths(env.raw(FOLDERS).unwrap_or_default()) {
        if !folder.as_os_str().is_empty() && folder.read_dir().is_err() {
            findings.push(bad(
                scene,
                FOLDERS,
                &folder,
                "which is no folder that can be read".into(),
            ));
        }
    }
    findings.extend(of_git(scene));
    if findings.is_empty() && !set.is_empty() && !set.contains(&FILES[0]) {
        let names = Public::list(set.iter().map(|name| Public::text(name)));
        let evidence = Public::text("hfenv goes by the system's certificates, not by ").and(names);
        findings.push(
            Finding::new(Verdict::Note, evidence)
                .say("if the Hub is refused here: set SSL_CERT_FILE to the same file"),
        );
    }
    if findings.is_empty() {
        let words = if set.is_empty() {
            Public::text("hfenv goes by the system's certificates")
        } else {
            Public::text("hfenv goes by the certificates that SSL_CERT_FILE names")
        };
        findings.push(Finding::good(words));
    }
    findings
}

/// Why a file is of no use.
fn fault(path: &Path) -> Option<Public> {
    match secret_file::read(path, LIMIT) {
        Ok(None) => Some("which is not there".into()),
        Ok(Some(content)) if !content.bytes.windows(MARK.len()).any(|part| part == MARK) => {
            Some("which has no certificate".into())
        }
        // hfenv reads no such file elsewhere, and the size is nobody's fault.
        Ok(Some(_)) | Err(FileError::TooLarge { .. }) => None,
        Err(error) => Some(Public::text("which can't be read: ").and(Public::file(&error))),
    }
}

fn bad(scene: &Scene<'_>, name: &'static str, path: &Path, why: Public) -> Finding {
    let evidence = Public::text(name).and(" names ").and(scene.path(path)).and(", ").and(why);
    Finding::new(Verdict::Problem, evidence).run(Public::text("unset ").and(name))
}

/// What git is told to believe.
fn of_git(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    if scene.world.inherited.has(NO_CHECK) {
        let evidence = "GIT_SSL_NO_VERIFY is set: git hands a token to whoever answers";
        findings.push(Finding::new(Verdict::Problem, evidence).run("unset GIT_SSL_NO_VERIFY"));
    }
    let Ok((_, settings)) = read(scene) else { return findings };
    let hubs = hubs(scene);
    let last = |name: &str| {
        let is_it = |key: &str| hubs.iter().any(|endpoint| holds(key, ["http", name], endpoint));
        settings.iter().rfind(|setting| is_it(&setting.key))
    };
    let no = ["false", "no", "off", "0"];
    if let Some(setting) = last("sslverify")
        && no.contains(&setting.value.to_lowercase().as_str())
    {
        let evidence = "http.sslVerify is off: git hands a token to whoever answers";
        let finding = Finding::new(Verdict::Problem, evidence);
        findings.push(match &setting.file {
            Some(file) => {
                finding.say(Public::text("take http.sslVerify out of ").and(scene.path(file)))
            }
            None => finding.say("unset the variables that begin with GIT_CONFIG_"),
        });
    }
    if let Some(setting) = last("sslcainfo") {
        let path = scene.world.paths.expand_home(&setting.value);
        if let Some(why) = fault(&path).filter(|_| !path.is_dir()) {
            let evidence = Public::text("git's http.sslCAInfo names ").and(scene.path(&path));
            let finding = Finding::new(Verdict::Problem, evidence.and(", ").and(why));
            findings.push(finding.say("correct http.sslCAInfo in git's configuration"));
        }
    }
    findings
}
