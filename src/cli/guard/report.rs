//! Findings as people read them: `hfenv guard scan` and what git's hooks say.

use std::path::Path;

use super::super::args::Scan;
use super::super::context::Context;
use super::super::failure::{Failure, Kind, Outcome};
use super::super::ui::{Tone, Ui};
use super::words::{self, At, about, bare_mark, count, place};
use super::{json, sarif, verify, way};
use crate::guard::repo::Repo;
use crate::guard::{Finding, Masked, Report};
use crate::text::printable;
use crate::vars::GIT_INDEX_FILE;

/// How many findings a hook shows.
const SHOWN: usize = 10;

/// What `hfenv guard scan` tells, and how it ends.
pub(super) fn print(context: &Context, repo: &Repo, report: &Report, args: &Scan) -> Outcome {
    let ui = context.ui;
    let masked = report.masked();
    let asked = if args.verify { verify::ask(context, report) } else { Vec::new() };
    if context.global.json {
        ui.line(format!("{:#}", json::document(report, &masked, &asked)))?;
    } else if args.sarif {
        ui.line(format!("{:#}", sarif::document(context, repo, report, &masked, &asked)))?;
    } else {
        for (index, finding) in report.findings.iter().enumerate() {
            let verdict = asked.get(index).map(verify::Answer::words).unwrap_or_default();
            ui.entry(entry(ui, finding, &masked, &verdict))?;
        }
        if !report.findings.is_empty() || report.gap().is_none() {
            ui.say(summary(report, args));
        }
        ui.detail(format!("{} bytes were read", report.bytes));
        tell_steps(ui, report, &masked, &at(args));
        if let Some(revocation) = words::revocation(report) {
            ui.hint(revocation);
        }
        for way in way::ways_past(&at(args), report) {
            ui.hint(way);
        }
        verify::tell_rest(ui, &asked);
    }
    end(ui, report, true)
}

/// A hook of git's that found something, or not.
pub(super) struct Hook<'a> {
    /// Where it looked.
    pub(super) at: At,
    /// What does not happen now: `the commit was stopped`.
    pub(super) stopped: &'a str,
    /// The command that shows all findings.
    pub(super) all: &'a str,
}

/// What a hook tells, and whether git may go on. Standard output is not its own.
pub(super) fn tell(context: &Context, report: &Report, hook: &Hook<'_>) -> Outcome {
    let ui = context.ui;
    let masked = report.masked();
    for finding in report.findings.iter().take(SHOWN) {
        let (place, about) = (place(finding, &masked), about(finding));
        ui.say(format!("{place}: {about}{} [{}]", bare_mark(finding), finding.fingerprint));
    }
    if let Some(more) = report.findings.len().checked_sub(SHOWN).filter(|more| *more > 0) {
        ui.say(format!("and {more} more: {}", hook.all));
    }
    let at = match &hook.at {
        At::Index(_) if takes_files(context) => At::Files,
        at => at.clone(),
    };
    tell_steps(ui, report, &masked, &at);
    if report.findings.iter().any(|finding| finding.public.is_some())
        && let Some(revocation) = words::revocation(report)
    {
        ui.hint(revocation);
    }
    // Nobody has the rest yet, and a terminal is short.
    if let Some(way) = way::ways_past(&at, report).first() {
        ui.hint(way);
    }
    if report.findings.is_empty() || report.gap().is_some() {
        return end(ui, report, false);
    }
    remarks(ui, report, false);
    Err(Failure::no(format!("{}: {}", found(report), hook.stopped)))
}

/// Whether git makes the commit from files, as `commit -a` and `commit PATH` do: it then writes
/// another index, and what was staged does not matter.
fn takes_files(context: &Context) -> bool {
    let index = context.env().raw(GIT_INDEX_FILE).map(Path::new);
    index.and_then(Path::extension).is_some_and(|extension| extension == "lock")
}

/// One finding on one line.
fn entry(ui: Ui, finding: &Finding, masked: &Masked, verdict: &str) -> String {
    let place = ui.paint(Tone::Strong, &place(finding, masked));
    let fingerprint = ui.paint(Tone::Dim, &format!("[{}]", finding.fingerprint));
    format!("{place}: {}{}{verdict} {fingerprint}", about(finding), bare_mark(finding))
}

/// `3 secrets in 2 files`.
fn found(report: &Report) -> String {
    let secrets = count(report.findings.len(), "secret");
    let of = |finding: &&Finding| finding.part.is_of_a_file();
    let mut paths: Vec<_> = report.findings.iter().filter(of).map(|f| &f.path).collect();
    paths.dedup();
    let messages = report.findings.len() > report.findings.iter().filter(of).count();
    match (paths.len(), messages) {
        (0, _) => secrets,
        (files, false) => format!("{secrets} in {}", count(files, "file")),
        (files, true) => format!("{secrets} in {} and in messages", count(files, "file")),
    }
}

fn summary(report: &Report, args: &Scan) -> String {
    let found = if report.findings.is_empty() { "nothing found".to_owned() } else { found(report) };
    let allowed = match report.allowed {
        0 => String::new(),
        many => format!(", {} allowed", count(many, "finding")),
    };
    if report.searched == 0 && report.findings.is_empty() && args.staged {
        return format!("{found}{allowed}: nothing new is staged");
    }
    let (files, seconds) = (count(report.searched, "file"), report.took.as_secs_f64());
    format!("{found}{allowed}; searched {files} in {seconds:.1} s")
}

/// What to do, once for all findings.
fn tell_steps(ui: Ui, report: &Report, masked: &Masked, at: &At) {
    if report.findings.is_empty() {
        return;
    }
    for way in words::ways_out(at, report, masked) {
        ui.hint(way);
    }
    if let Some(variables) = words::variables(report) {
        ui.hint(format!("read it from the environment instead: {variables}"));
    }
}

/// What else there is to say; all of it only to whoever asked.
fn remarks(ui: Ui, report: &Report, all: bool) {
    for remark in report.remarks.iter().chain(&report.packed(all)) {
        ui.warn(remark);
    }
}

/// How it ends. What was not searched may have anything in it.
fn end(ui: Ui, report: &Report, all: bool) -> Outcome {
    remarks(ui, report, all);
    if report.promised > 0 {
        let many = count(report.promised, "object");
        let from = printable(report.promisor.as_deref().unwrap_or("the remote"));
        ui.say(format!("guard: {many} that {from} has, and that are not here, were not searched"));
    }
    if let Some(gap) = report.gap() {
        let failure = Failure::error(format!("not everything was searched: {gap}"));
        return Err(match &report.promisor {
            Some(name) if !report.missing.is_empty() => failure.hint(format!(
                "to get them:\ngit fetch --refetch --no-filter {}",
                shell_words::quote(name)
            )),
            _ => failure,
        });
    }
    if report.findings.is_empty() {
        return Ok(());
    }
    Err(Failure { kind: Kind::No, error: String::new(), hints: Vec::new() })
}

fn at(args: &Scan) -> At {
    match args {
        _ if args.staged => At::Index("git".to_owned()),
        _ if args.range.is_some() => At::Commits,
        _ if args.history => At::History,
        _ if args.message.is_some() => At::Message,
        _ if args.stdin => At::Stream,
        _ => At::Files,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::args::Global;
    use super::super::words::tests::finding;
    use super::*;
    use crate::guard::{Early, Part};
    use crate::vars::Env;

    fn context() -> Context {
        let (global, env) = (Global::default(), Env::of(&[]));
        let ui = Ui::new(&global, &env);
        Context::new(global, ui, env)
    }

    #[test]
    fn what_was_not_searched_is_an_error_whatever_was_found() {
        let hook = Hook { at: At::Commits, stopped: "the push was stopped", all: "all" };
        for findings in [vec![], vec![finding("a", Part::Content)]] {
            let report = Report { findings, early: Some(Early::Time), ..Report::default() };
            for outcome in [end(context().ui, &report, true), tell(&context(), &report, &hook)] {
                let failure = outcome.unwrap_err();
                assert_eq!(failure.kind, Kind::Error);
                assert!(failure.error.starts_with("not everything was searched: the search took"));
            }
            let json = json::document(&report, &report.masked(), &[]);
            assert_eq!(json["complete"], false);
            assert_eq!(json["incomplete_because"], Early::Time.to_string());
        }
    }

    #[test]
    fn a_hook_lets_git_go_on_or_says_what_was_found() {
        let hook = Hook { at: At::Message, stopped: "the commit was stopped", all: "all" };
        let mut report = Report::default();
        assert!(tell(&context(), &report, &hook).is_ok());
        report.findings = vec![finding("a", Part::Content), finding("b", Part::Name)];
        let failure = tell(&context(), &report, &hook).unwrap_err();
        assert_eq!(failure.kind, Kind::No);
        assert_eq!(failure.error, "2 secrets in 2 files: the commit was stopped");
        report.findings = vec![finding("", Part::Message)];
        assert_eq!(found(&report), "1 secret");
        report.findings.push(finding("a", Part::Content));
        assert_eq!(found(&report), "2 secrets in 1 file and in messages");
    }
}
