//! Runs hfenv on a scene and judges what it says.

use std::collections::HashSet;
use std::path::Path;
use std::process::Output;

use super::corpus::Scene;
use super::corpus::site::Ask;
use crate::support::sandbox::Sandbox;

/// What was found, as far as the scenes care.
#[derive(Debug)]
pub(super) struct Found {
    pub(super) path: String,
    pub(super) line: u64,
    pub(super) rule: String,
}

/// Runs `guard scan` as asked, and what there is before the first word, such as `--json`.
pub(super) fn scan(home: &Sandbox, at: &Path, ask: &Ask, form: &[&str]) -> Output {
    let mut command = home.hfenv(["guard", "scan"]);
    command.env("HOME", at).args(form).args(&ask.words).current_dir(&ask.folder);
    for (name, value) in &ask.env {
        command.env(name, value);
    }
    command.write_stdin(ask.input.clone()).output().unwrap()
}

/// The findings of `--json`; `None` if that is no such document.
pub(super) fn findings(output: &Output) -> Option<Vec<Found>> {
    let document: serde_json::Value = serde_json::from_slice(&output.stdout).ok()?;
    if document["version"] != 1 {
        return None;
    }
    let found = document["findings"].as_array()?.iter().map(|finding| Found {
        path: finding["path"].as_str().unwrap_or_default().to_owned(),
        line: finding["line"].as_u64().unwrap_or_default(),
        rule: finding["rule"].as_str().unwrap_or_default().to_owned(),
    });
    Some(found.collect())
}

/// Whether everything of a scene was found that has to be.
pub(super) fn is_found(scene: &Scene, found: &[&Found]) -> bool {
    let places: Vec<_> = scene.files.iter().flat_map(|file| &file.places).collect();
    let on =
        |lines: (u64, u64)| found.iter().filter(move |f| lines.0 <= f.line && f.line <= lines.1);
    let required: Vec<_> = places.iter().filter(|place| place.required).collect();
    if required.is_empty() {
        return places.iter().filter_map(|place| place.lines).any(|lines| on(lines).count() > 0);
    }
    let all = required.iter().all(|place| {
        let Some(lines) = place.lines else { return true };
        let here = required.iter().filter(|other| other.lines == place.lines).count();
        on(lines).count() >= here
    });
    all && found.len() >= required.len()
}

/// Findings on lines without a secret, in a scene that has some elsewhere.
pub(super) fn surplus(scene: &Scene, found: &[&Found]) -> usize {
    let places: Vec<_> = scene.files.iter().flat_map(|file| &file.places).collect();
    let meant = |found: &Found| {
        places.iter().any(|place| {
            place.lines.is_none_or(|(first, last)| first <= found.line && found.line <= last)
        })
    };
    found.iter().filter(|found| !meant(found)).count()
}

/// So much of a secret in a row may never be shown.
const RUN: usize = 12;

/// Runs of letters from the second half of each secret, where nothing is the same in all.
pub(super) struct Runs(HashSet<Vec<u8>>);

impl Runs {
    pub(super) fn of(secrets: &[String]) -> Self {
        let halves = secrets.iter().map(|secret| &secret.as_bytes()[secret.len() / 2..]);
        let runs = halves.flat_map(|half| half.windows(RUN));
        // Gaps between the columns of a dump are everywhere.
        let runs = runs.filter(|run| !run.contains(&b' '));
        Self(runs.map(<[u8]>::to_vec).collect())
    }

    /// Whether one of them is in the output; which, as text.
    pub(super) fn shown(&self, output: &Output) -> Option<String> {
        let mut both = output.stdout.windows(RUN).chain(output.stderr.windows(RUN));
        let run = both.find(|run| self.0.contains(*run))?;
        Some(String::from_utf8_lossy(run).into_owned())
    }
}
