//! `hfenv guard scan --sarif`: the report as other tools and code hosts read it, SARIF 2.1.0.

use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value, json};

use super::super::context::Context;
use super::json::{escaped, part};
use super::verify::Answer;
use super::{way, words};
use crate::guard::repo::Repo;
use crate::guard::rules::{self, Rule};
use crate::guard::{Finding, Masked, Part, Report};

const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// What addresses of files begin at.
const ROOT: &str = "%SRCROOT%";

/// The report as one document.
pub(super) fn document(
    context: &Context,
    repo: &Repo,
    report: &Report,
    masked: &Masked,
    asked: &[Answer],
) -> Value {
    let rules = known(report);
    let places = Places::find(context, repo, masked);
    let results = report
        .findings
        .iter()
        .enumerate()
        .map(|(index, finding)| result(finding, asked.get(index), &places, &rules));
    let notes = report.gap().into_iter().map(|gap| ("error", gap));
    let remarks = [report.remarks.clone(), report.packed(true)].concat();
    let notes = notes.chain(remarks.into_iter().map(|remark| ("warning", remark)));
    let notes = notes.map(|(level, text)| json!({ "level": level, "message": { "text": text } }));
    let exit = match (report.gap().is_some(), report.findings.is_empty()) {
        (true, _) => 2,
        (false, false) => 1,
        (false, true) => 0,
    };
    let bases = places.root.as_ref().map_or_else(
        || json!({ ROOT: { "description": { "text": "where hfenv was run" } } }),
        |root| json!({ ROOT: { "uri": format!("{}/", file_uri(root)) } }),
    );
    json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "columnKind": "unicodeCodePoints",
            "invocations": [{
                "executionSuccessful": report.gap().is_none(),
                "exitCode": exit,
                "toolExecutionNotifications": notes.collect::<Vec<_>>(),
            }],
            "originalUriBaseIds": bases,
            "properties": { "allowed": report.allowed, "searched": report.searched },
            "results": results.collect::<Vec<_>>(),
            "tool": { "driver": {
                "name": "hfenv",
                "rules": rules.iter().map(About::as_json).collect::<Vec<_>>(),
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "version": env!("CARGO_PKG_VERSION"),
            } },
        }],
    })
}

/// What is told of a rule.
struct About {
    name: &'static str,
    what: &'static str,
    rule: Option<&'static Rule>,
}

/// Every rule, and what else was found by: the user's own secrets have none.
fn known(report: &Report) -> Vec<About> {
    let mut known: Vec<About> = rules::all()
        .map(|rule| About { name: rule.name, what: rule.what, rule: Some(rule) })
        .collect();
    for Finding { rule, what, .. } in &report.findings {
        if !known.iter().any(|about| about.name == *rule) {
            known.push(About { name: rule, what, rule: None });
        }
    }
    known
}

impl About {
    /// What to do about it.
    fn help(&self) -> String {
        let variable = self.rule.and_then(|rule| rule.variable);
        let variable = variable.map_or_else(
            || "Read it from the environment instead.".to_owned(),
            |name| format!("Read it from the environment instead: {name}."),
        );
        let revoke = self.rule.and_then(|rule| rule.revoke);
        let revoke = revoke
            .map(|way| format!(" If it was ever pushed, {}", way::revoked(way)))
            .unwrap_or_default();
        format!("Take the secret out of the file. {variable}{revoke}")
    }

    fn as_json(&self) -> Value {
        let mut json = json!({
            "defaultConfiguration": { "level": "error" },
            "fullDescription": { "text": format!("{} in what is read by others.", self.what) },
            "help": { "text": self.help() },
            "id": self.name,
            "properties": { "security-severity": "8.0", "tags": ["security", "secret"] },
            "shortDescription": { "text": self.what },
        });
        let revoke = self.rule.and_then(|rule| rule.revoke);
        if let Some(page) = revoke.filter(|way| way::is_page(way)) {
            json["helpUri"] = page.into();
        }
        json
    }
}

fn result(
    finding: &Finding,
    answer: Option<&Answer>,
    places: &Places<'_>,
    rules: &[About],
) -> Value {
    let index = rules.iter().position(|about| about.name == finding.rule).unwrap_or_default();
    let verdict = answer.map(Answer::words).unwrap_or_default();
    let text = format!("{}{verdict}", words::about(finding));
    let mut properties = json!({
        "encodings": finding.encodings.iter().map(|encoding| encoding.name()).collect::<Vec<_>>(),
        "fingerprint": finding.fingerprint,
        "mask": finding.mask,
        "part": part(finding.part),
    });
    let mut more = |name: &str, value: Option<Value>| {
        if let Some(value) = value {
            properties[name] = value;
        }
    };
    more("commit", finding.commit.clone().map(Value::from));
    more("known_to", finding.public.clone().map(Value::from));
    more("own", finding.own.clone().map(Value::from));
    more("verified", answer.map(Answer::as_json));
    json!({
        "level": "error",
        "locations": [places.location(finding)],
        "message": { "text": text },
        "partialFingerprints": { "hfenv/v1": finding.fingerprint },
        "properties": properties,
        "ruleId": finding.rule,
        "ruleIndex": index,
    })
}

/// Where files lie.
struct Places<'a> {
    masked: &'a Masked,
    /// The folder that findings are seen from.
    here: Option<PathBuf>,
    /// The work tree's top, or that folder.
    root: Option<PathBuf>,
}

impl<'a> Places<'a> {
    fn find(context: &Context, repo: &Repo, masked: &'a Masked) -> Self {
        let here = context.env().cwd().and_then(|folder| folder.canonicalize().ok());
        let top = repo.top().ok().and_then(|top| top.canonicalize().ok());
        Self { masked, root: top.or_else(|| here.clone()), here }
    }

    fn location(&self, finding: &Finding) -> Value {
        let mut location = Map::new();
        if !finding.part.is_of_a_file() || finding.path.as_os_str().is_empty() {
            let name = match (&finding.commit, finding.part) {
                (Some(id), Part::Tag) => format!("tag {id}"),
                (Some(id), _) => format!("commit {id}"),
                (None, Part::Message) => "commit message".to_owned(),
                (None, _) => "standard input".to_owned(),
            };
            let place = format!("{name}:{}:{}", finding.line, finding.column);
            location.insert("logicalLocations".to_owned(), json!([{ "name": place }]));
            return location.into();
        }
        let mut physical = json!({ "artifactLocation": self.artifact(&finding.path) });
        if finding.part == Part::Content {
            physical["region"] =
                json!({ "startColumn": finding.column, "startLine": finding.line });
        }
        location.insert("physicalLocation".to_owned(), physical);
        if !finding.member.as_os_str().is_empty() {
            let name = self.masked.shown(&finding.member);
            let member = json!([{ "fullyQualifiedName": name, "kind": "member" }]);
            location.insert("logicalLocations".to_owned(), member);
        }
        location.into()
    }

    fn artifact(&self, path: &Path) -> Value {
        if self.masked.has(path) {
            let shown = self.masked.shown(path);
            return json!({ "uri": escaped(shown.as_bytes()), "uriBaseId": ROOT });
        }
        let whole = self.here.as_ref().map_or_else(|| path.to_owned(), |here| plain(here, path));
        let below = self.root.as_ref().and_then(|root| whole.strip_prefix(root).ok());
        match below {
            Some(below) => json!({ "uri": uri(below), "uriBaseId": ROOT }),
            None if whole.is_absolute() => json!({ "uri": file_uri(&whole) }),
            None => json!({ "uri": uri(&whole), "uriBaseId": ROOT }),
        }
    }
}

/// A path from a folder, without steps upwards.
fn plain(from: &Path, path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for step in from.join(path).components() {
        match step {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            other => plain.push(other),
        }
    }
    plain
}

/// A path as a relative address.
fn uri(path: &Path) -> String {
    escaped(path.as_os_str().as_encoded_bytes())
}

fn file_uri(path: &Path) -> String {
    format!("file://{}", uri(path).trim_end_matches('/'))
}
