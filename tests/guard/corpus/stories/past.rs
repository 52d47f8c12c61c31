//! Ranges of commits, and all of them.

use super::{Expected, Row, Site, Told, asked, line, stage};

/// Commits a token and then takes it out again.
fn come_and_gone(site: &mut Site) {
    site.git(["tag", "start"]);
    stage(site, "a.py");
    site.commit("in");
    site.git(["tag", "middle"]);
    site.stage("a.py", "import os\n");
    site.commit("out");
}

fn history(site: &Site, path: &'static str, line: Option<u64>) -> Told {
    asked(site, ["--history"], Expected::Found(path, line))
}

fn range(site: &Site, range: &str, expected: Expected) -> Told {
    asked(site, ["--range", range], expected)
}

pub(super) const ROWS: &[Row] = &[
    ("come and gone in a range", |site| {
        come_and_gone(site);
        range(site, "start..HEAD", Expected::Found("a.py", Some(3)))
    }),
    ("gone before the range", |site| {
        come_and_gone(site);
        range(site, "middle..HEAD", Expected::Silent)
    }),
    ("a range without commits", |site| range(site, "HEAD..HEAD", Expected::Silent)),
    ("a message in a range", |site| {
        site.git(["tag", "start"]);
        let message = format!("with {}", site.secret("hf"));
        site.stage("b", "x");
        site.commit(&message);
        range(site, "start..HEAD", Expected::Found("", None))
    }),
    ("a name in a range", |site| {
        site.git(["tag", "start"]);
        let name = site.secret("hf");
        site.stage(&name, "x");
        site.commit("x");
        range(site, "start..HEAD", Expected::Found("", None))
    }),
    ("a merge in a range", |site| {
        site.git(["tag", "start"]);
        site.git(["checkout", "-qb", "other"]);
        stage(site, "a.py");
        site.commit("theirs");
        site.git(["checkout", "-q", "main"]);
        site.stage("b.py", "b\n");
        site.commit("ours");
        site.git(["merge", "-q", "--no-edit", "other"]);
        range(site, "start..HEAD", Expected::Found("a.py", Some(3)))
    }),
    ("the merge's own change", |site| {
        site.git(["checkout", "-qb", "other"]);
        site.stage("c.py", "c\n");
        site.commit("theirs");
        site.git(["checkout", "-q", "main"]);
        site.stage("b.py", "b\n");
        site.commit("ours");
        site.git(["merge", "-q", "--no-commit", "other"]);
        let text = line(site);
        site.stage("evil.py", text);
        site.commit("merge");
        history(site, "evil.py", Some(1))
    }),
    ("come and gone", |site| {
        come_and_gone(site);
        history(site, "a.py", Some(3))
    }),
    ("in the first commit", |site| {
        let home = site.home.clone();
        super::super::site::must(&home, &home, ["init", "-q", "fresh"]);
        site.folder = site.path("fresh");
        stage(site, "a.py");
        site.commit("first");
        history(site, "a.py", Some(3))
    }),
    ("on another branch", |site| {
        site.git(["checkout", "-qb", "other"]);
        stage(site, "a.py");
        site.commit("theirs");
        site.git(["checkout", "-q", "main"]);
        history(site, "a.py", Some(3))
    }),
    ("behind a tag only", |site| {
        site.git(["checkout", "-q", "--detach"]);
        stage(site, "a.py");
        site.commit("x");
        site.git(["tag", "old"]);
        site.git(["checkout", "-q", "main"]);
        history(site, "a.py", Some(3))
    }),
    ("a tag's message", |site| {
        let text = format!("release\n\nwith {}", site.secret("hf"));
        site.git(["tag", "-a", "v1", "-m", &text]);
        history(site, "", None)
    }),
    ("a commit's message", |site| {
        let text = format!("x\n\nwith {}", site.secret("hf"));
        site.git(["commit", "-q", "--allow-empty", "-m", &text]);
        history(site, "", None)
    }),
    ("a message of another encoding", |site| {
        site.git(["config", "i18n.commitEncoding", "ISO-8859-1"]);
        let text = format!("é with {}", site.secret("hf"));
        site.git(["commit", "-q", "--allow-empty", "-m", &text]);
        history(site, "", None)
    }),
    ("an old name", |site| {
        let name = site.secret("hf");
        site.stage(&name, "x");
        site.commit("x");
        site.git(["mv", &name, "y"]);
        site.commit("y");
        history(site, "", None)
    }),
    ("a binary file", |site| {
        let secret = site.secret("hf");
        let bytes = [&site.dice.bytes(900)[..], &[0], secret.as_bytes(), &[0, 1]].concat();
        site.stage("a.bin", bytes);
        site.commit("x");
        site.git(["rm", "-q", "a.bin"]);
        site.commit("y");
        history(site, "a.bin", None)
    }),
    ("a clean history", |site| {
        site.stage("b.py", "b = 1\n");
        site.commit("b");
        asked(site, ["--history"], Expected::Silent)
    }),
    ("a history with packed objects", |site| {
        come_and_gone(site);
        site.git(["gc", "-q"]);
        history(site, "a.py", Some(3))
    }),
];
