//! What to do about findings: a hint for each thing, with commands that work where they are pasted.

use std::collections::BTreeSet;
use std::path::PathBuf;

use super::anew;
use crate::guard::rules::{self, Rule, env_file};
use crate::guard::{Finding, Masked, Part, Report};

/// The most addresses, variables and files of a hint.
pub(super) const MANY: usize = 4;

/// Where the secrets are, which says how they are taken out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) enum At {
    /// In the index of this git, with its options.
    Index(String),
    /// In files of the work tree.
    Files,
    /// In commits that nobody else has yet.
    Commits,
    /// In commits that others may have.
    History,
    /// In a commit's message.
    Message,
    /// In the name or address of who a commit is by.
    Author,
    /// In what was piped in.
    Stream,
}

/// How the secrets get out of where they are. A command stands behind a line's end.
pub(in super::super) fn ways_out(at: &At, report: &Report, masked: &Masked) -> Vec<String> {
    let files = Files::of(report, masked);
    let some = files.names(" and ").unwrap_or_else(|| "the files".to_owned());
    let way = match at {
        At::Index(git) => match files.words() {
            Some(words) if files.environment => files.forget(git, &words),
            Some(words) => {
                let literal = if files.magic { " --literal-pathspecs" } else { "" };
                format!("unstage it:\n{git}{literal} reset -q -- {words}")
            }
            None if files.named => "give the file another name".to_owned(),
            None => format!("unstage it; where it is:\n{STAGED}"),
        },
        At::Files if files.named => "give the file another name".to_owned(),
        At::Files => match files.words() {
            Some(words) if files.environment => files.forget("git", &words),
            _ => format!("take it out of {some} first"),
        },
        At::Commits => return anew::ways(&files, report, &some),
        At::History => "whoever has a copy of the history has the secret, and taking it out there \
                        is not enough"
            .to_owned(),
        At::Message => "take it out of the message".to_owned(),
        At::Author => "name another author: git config user.name and user.email, or git commit \
                       --author; --amend keeps the old one without --reset-author"
            .to_owned(),
        At::Stream => return Vec::new(),
    };
    vec![way]
}

/// What shows all that is staged.
const STAGED: &str = "hfenv guard scan --staged";

/// The files that have the secrets.
pub(super) struct Files {
    /// Their names, if all can be shown and pasted, and they are few.
    names: Option<Vec<String>>,
    /// Whether git would read something else out of a name.
    pub(super) magic: bool,
    /// Whether all of them hold an environment, which has no place in git.
    pub(super) environment: bool,
    /// Whether the secret is in a name.
    pub(super) named: bool,
}

impl Files {
    fn of(report: &Report, masked: &Masked) -> Self {
        let own = || report.findings.iter().filter(|finding| finding.public.is_none());
        let in_files = own().filter(|finding| finding.part.is_of_a_file());
        let paths: BTreeSet<&PathBuf> = in_files.map(|finding| &finding.path).collect();
        let plain = |path: &&PathBuf| {
            let text = path.to_str().filter(|text| !text.is_empty() && !masked.has(path))?;
            (masked.shown(path) == text).then(|| text.to_owned())
        };
        let few = (1..=MANY).contains(&paths.len());
        let names: Option<Vec<String>> = if few { paths.iter().map(plain).collect() } else { None };
        let is_magic =
            |name: &String| name.starts_with(':') || name.contains(['*', '?', '[', '\\']);
        Self {
            magic: names.iter().flatten().any(is_magic),
            environment: !paths.is_empty() && paths.iter().all(|path| env_file::is_one(path)),
            named: own().any(|finding| finding.part == Part::Name),
            names,
        }
    }

    /// Their names, each ready to be pasted.
    fn names(&self, between: &str) -> Option<String> {
        let names = self.names.as_ref()?.iter().map(|name| shell_words::quote(name));
        Some(names.collect::<Vec<_>>().join(between))
    }

    pub(super) fn words(&self) -> Option<String> {
        self.names(" ")
    }

    /// How git forgets files of the environment, which stay where they are.
    pub(super) fn forget(&self, git: &str, words: &str) -> String {
        let some = self.names(" and ").unwrap_or_default();
        format!("add {some} to .gitignore, and let git forget it:\n{}", removal(git, words))
    }
}

/// What takes files out of git and leaves them where they are.
fn removal(git: &str, words: &str) -> String {
    format!("{git} rm -q --cached --force --ignore-unmatch -- {words}")
}

/// A commit's name as it is shown.
pub(super) fn short(commit: &str) -> &str {
    commit.get(..10).unwrap_or(commit)
}

/// Whether a program could read it from its environment instead.
fn is_in_code(finding: &Finding) -> bool {
    finding.part == Part::Content && !env_file::is_one(&finding.path)
}

/// The variables from which programs read such secrets.
pub(in super::super) fn variables(report: &Report) -> Option<String> {
    let code = report.findings.iter().filter(|finding| is_in_code(finding));
    let names: Vec<&str> =
        once(code.filter_map(|finding| rules::by_name(finding.rule)?.variable)).collect();
    let more = if names.len() > MANY { " …" } else { "" };
    let few = &names[..names.len().min(MANY)];
    (!few.is_empty()).then(|| few.join(", ") + more)
}

/// What to do if somebody else may have seen the secrets.
pub(in super::super) fn revocation(report: &Report) -> Option<String> {
    let rules = report.findings.iter().filter_map(|finding| rules::by_name(finding.rule));
    let ways: Vec<(&Rule, &str)> = rules.filter_map(|rule| Some((rule, rule.revoke?))).collect();
    let pages: Vec<&str> =
        once(ways.iter().map(|(_, way)| *way).filter(|way| is_page(way))).collect();
    let mut seen = BTreeSet::new();
    let words: Vec<&(&Rule, &str)> =
        ways.iter().filter(|(_, way)| !is_page(way) && seen.insert(*way)).collect();
    let few = &pages[..pages.len().min(MANY)];
    let page = (!few.is_empty()).then(|| format!("revoke it: {}", few.join(", ")));
    let alone = pages.is_empty() && words.len() == 1;
    let words = words
        .iter()
        .take(MANY - few.len())
        .map(|(rule, way)| if alone { (*way).to_owned() } else { format!("{}: {way}", rule.what) });
    let all: Vec<String> = page.into_iter().chain(words).collect();
    let more = if pages.len() + seen.len() > MANY { " …" } else { "" };
    (!all.is_empty()).then(|| format!("if it was ever pushed, {}{more}", all.join("; ")))
}

/// What a way to revoke asks for.
pub(super) fn revoked(way: &str) -> String {
    if is_page(way) { format!("revoke it: {way}") } else { way.to_owned() }
}

/// Whether a way to revoke is an address; else it is what to do, in words.
pub(super) fn is_page(way: &str) -> bool {
    way.starts_with("https://") && !way.contains(' ')
}

/// How findings are let through.
pub(super) fn ways_past(at: &At, report: &Report) -> Vec<String> {
    let Some(first) = report.findings.first() else { return Vec::new() };
    let prints: BTreeSet<&str> = report.findings.iter().map(|it| it.fingerprint.as_str()).collect();
    let public = report.findings.iter().all(|finding| finding.public.is_some());
    let allow = if prints.len() == 1 {
        format!("if it is no secret, say why:\n{}", allow_command(&first.fingerprint))
    } else if public && prints.len() <= MANY {
        let prints: Vec<&str> = prints.into_iter().collect();
        format!("if they do no harm, say why:\n{}", allow_command(&prints.join(" ")))
    } else {
        let which = "if one is no secret, allow what stands in its brackets, and say why";
        format!("{which}:\n{}", allow_command("FINGERPRINT"))
    };
    let lines = report.findings.iter().any(|finding| finding.part == Part::Content);
    let mark = (lines && matches!(at, At::Index(_) | At::Files))
        .then(|| "or say why in a comment on its line: hfenv:allow WHY".to_owned());
    std::iter::once(allow).chain(mark).collect()
}

/// What adds fingerprints to the list.
pub(super) fn allow_command(fingerprints: &str) -> String {
    format!("hfenv guard allow {fingerprints} --reason 'WHY'")
}

/// Different words, each once and in order.
fn once<'a>(words: impl Iterator<Item = &'a str>) -> impl Iterator<Item = &'a str> {
    let mut seen = BTreeSet::new();
    words.filter(move |word| seen.insert(*word))
}
