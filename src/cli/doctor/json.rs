//! The report for programs.

use serde_json::{Value, json};

use super::fix::Tried;
use crate::doctor::{Check, Finding, Remedy, Said, Scene, Verdict};

pub(super) fn document(scene: &Scene<'_>, said: &[Said], tried: &[Tried<'_>]) -> Value {
    let counts: serde_json::Map<String, Value> = Verdict::ALL
        .iter()
        .map(|verdict| {
            let number = said.iter().filter(|said| said.verdict() == *verdict).count();
            (verdict.name().to_owned(), number.into())
        })
        .collect();
    let change = |tried: &Tried<'_>| {
        json!({
            "fix": tried.fix.shown(scene).to_string(),
            "made": tried.why.is_none(),
            "why": tried.why.as_ref().map(ToString::to_string),
        })
    };
    json!({
        "changes": tried.iter().map(change).collect::<Vec<_>>(),
        "checks": said.iter().map(|said| check(scene, said)).collect::<Vec<_>>(),
        "counts": counts,
        "program": env!("CARGO_PKG_VERSION"),
        "system": format!("{} {}", std::env::consts::OS, std::env::consts::ARCH),
        "version": 1,
    })
}

fn check(scene: &Scene<'_>, said: &Said) -> Value {
    let findings = said.findings.iter().map(|found| finding(scene, found));
    json!({
        "findings": findings.collect::<Vec<_>>(),
        "group": said.check.group.name(),
        "name": said.check.name,
        "verdict": said.verdict().name(),
    })
}

fn finding(scene: &Scene<'_>, finding: &Finding) -> Value {
    let remedy = |remedy: &Remedy| {
        let text = remedy.shown(scene).to_string();
        json!({ "kind": remedy.name(), "text": text })
    };
    json!({
        "evidence": finding.evidence.to_string(),
        "remedies": finding.remedies.iter().map(remedy).collect::<Vec<_>>(),
        "verdict": finding.verdict.name(),
    })
}

/// What `--list` prints.
pub(super) fn list(checks: &[Check]) -> Value {
    let row = |check: &Check| {
        let group = check.group.name();
        json!({ "about": check.about, "group": group, "name": check.name })
    };
    json!({ "checks": checks.iter().map(row).collect::<Vec<_>>(), "version": 1 })
}
