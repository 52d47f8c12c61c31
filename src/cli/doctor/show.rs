//! The report in words.

use std::fmt::Write;

use super::super::context::Context;
use super::super::ui::{Tone, wrapped};
use crate::doctor::{self, Finding, Remedy, Said, Scene, Verdict};
use crate::text::amount::count;

/// The columns before what was seen, and before its remedies.
const INDENT: usize = 11;

/// The findings, by the part of the machine that they are about; with `fixes`, only what `--fix`
/// can do something about.
pub(super) fn report(context: &Context, scene: &Scene<'_>, said: &[Said], fixes: bool) -> String {
    let quiet = context.ui.is_quiet();
    let mut out = String::new();
    // Of some checks alone nobody writes to others.
    if !quiet && !fixes && said.len() == doctor::checks().len() {
        let _ = writeln!(out, "{}", context.ui.paint(Tone::Dim, &heading()));
    }
    let is_told = |finding: &Finding| {
        if fixes { finding.fixes().next().is_some() } else { !quiet || matters(finding.verdict) }
    };
    let mut group = None;
    for said in said {
        if !said.findings.iter().any(is_told) {
            continue;
        }
        if group != Some(said.check.group) {
            group = Some(said.check.group);
            let end = if out.is_empty() { "" } else { "\n" };
            let _ =
                writeln!(out, "{end}{}", context.ui.paint(Tone::Strong, said.check.group.name()));
        }
        for (at, finding) in said.findings.iter().enumerate() {
            if !is_told(finding) {
                continue;
            }
            // What several have in common is said after the last one.
            let next = said.findings.get(at + 1).map(|next| &next.remedies);
            let with_remedies = next != Some(&finding.remedies);
            out.push_str(&block(context, scene, said.check.name, finding, with_remedies));
        }
    }
    if !quiet || !out.is_empty() {
        let _ = writeln!(out, "\n{}", sum(said));
    }
    out
}

/// Whether `-q` lets it through.
fn matters(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Unknown | Verdict::Warning | Verdict::Problem)
}

fn block(
    context: &Context,
    scene: &Scene<'_>,
    name: &str,
    finding: &Finding,
    with_remedies: bool,
) -> String {
    let ui = context.ui;
    let tone = match finding.verdict {
        Verdict::Good => Tone::Good,
        Verdict::Skipped => Tone::Dim,
        Verdict::Note => Tone::Strong,
        Verdict::Unknown | Verdict::Warning => Tone::Warn,
        Verdict::Problem => Tone::Bad,
    };
    let word = finding.verdict.name();
    let blanks = " ".repeat(INDENT - 2 - word.len());
    let text = wrapped(&format!("{name}: {}", finding.evidence), INDENT);
    let mut out = format!("  {}{blanks}{text}\n", ui.paint(tone, word));
    for remedy in finding.remedies.iter().filter(|_| with_remedies) {
        let (label, words) = (remedy.name(), remedy.shown(scene).to_string());
        // A command is never broken: it is to be pasted.
        let words = match remedy {
            Remedy::Say(_) => wrapped(&words, INDENT + 5),
            Remedy::Fix(_) | Remedy::Run(_) => words,
        };
        let label = ui.paint(Tone::Dim, &format!("{label}:"));
        let blanks = " ".repeat(4 - remedy.name().len());
        let _ = writeln!(out, "{}{label}{blanks}{words}", " ".repeat(INDENT));
    }
    out
}

/// What has looked, and on what: for whoever reads this elsewhere.
fn heading() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    format!("hfenv {}, {os} {arch}", env!("CARGO_PKG_VERSION"))
}

/// How many checks went how.
pub(super) fn sum(said: &[Said]) -> String {
    let of = |verdict| said.iter().filter(|said| said.verdict() == verdict).count();
    let fine = Some(of(Verdict::Good)).filter(|fine| *fine > 0);
    let fine = fine.map(|fine| format!("{fine} fine"));
    let others = Verdict::ALL.iter().filter(|verdict| **verdict != Verdict::Good).rev();
    let part = |verdict: &Verdict| {
        let number = of(*verdict);
        let counts = matches!(verdict, Verdict::Note | Verdict::Warning | Verdict::Problem);
        let plain = || format!("{number} {}", verdict.name());
        (number > 0).then(|| if counts { count(number, verdict.name()) } else { plain() })
    };
    let parts: Vec<String> = fine.into_iter().chain(others.filter_map(part)).collect();
    format!("{}: {}", count(said.len(), "check"), parts.join(", "))
}
