//! Paths, standard input and messages.

use super::{Expected, Row, Site, Told, asked, line};

/// A message in a file, as git gives it to the hook.
fn message(site: &Site, text: &str, expected: Expected) -> Told {
    site.write(".git/COMMIT_EDITMSG", text);
    asked(site, ["--message", ".git/COMMIT_EDITMSG"], expected)
}

/// Standard input.
fn input(site: &Site, text: impl Into<Vec<u8>>, expected: Expected) -> Told {
    let mut told = asked(site, ["--stdin"], expected);
    told.ask.input = text.into();
    told
}

const SCISSORS: &str = "# ------------------------ >8 ------------------------";

pub(super) const ROWS: &[Row] = &[
    ("a file", |site| {
        let text = line(site);
        site.write("a.py", text);
        asked(site, ["a.py"], Expected::Found("a.py", Some(1)))
    }),
    ("a folder", |site| {
        let text = line(site);
        site.write("src/deep/a.py", format!("x\n{text}"));
        asked(site, ["src"], Expected::Found("a.py", Some(2)))
    }),
    ("this folder", |site| {
        let text = line(site);
        site.write("src/.hidden/a.py", text);
        asked::<&str>(site, [], Expected::Found("a.py", Some(1)))
    }),
    ("a folder, ignored", |site| {
        site.write(".gitignore", "data/\n*.log\n");
        let text = line(site);
        site.write("data/a.txt", &text);
        site.write("src/x.log", text);
        asked(site, ["."], Expected::Silent)
    }),
    ("an ignored file by its name", |site| {
        site.write(".gitignore", "*.log\n");
        let text = line(site);
        site.write("x.log", text);
        asked(site, ["x.log"], Expected::Found("x.log", Some(1)))
    }),
    ("a folder without a repository", |site| {
        let text = line(site);
        std::fs::create_dir(site.path("plain")).unwrap();
        std::fs::write(site.path("plain/a.py"), text).unwrap();
        let folder = site.path("plain");
        let mut told = asked(site, ["."], Expected::Found("a.py", Some(1)));
        told.ask.folder = folder;
        told
    }),
    ("git's own folder", |site| {
        let secret = site.secret("hf");
        site.git(["config", "remote.x.url", &format!("https://me:{secret}@huggingface.co/x")]);
        asked(site, ["."], Expected::Silent)
    }),
    ("a clean folder", |site| asked(site, ["."], Expected::Silent)),
    ("a folder without anything", |site| {
        std::fs::create_dir(site.folder.join("none")).unwrap();
        asked(site, ["none"], Expected::Silent)
    }),
    ("standard input", |site| {
        let text = format!("a\nb\n{}", line(site));
        input(site, text, Expected::Found("", Some(3)))
    }),
    ("a patch on standard input", |site| {
        let text = format!("diff --git a/x b/x\n--- a/x\n+++ b/x\n@@ -0,0 +1 @@\n+{}", line(site));
        input(site, text, Expected::Found("", Some(5)))
    }),
    ("nothing on standard input", |site| input(site, "", Expected::Silent)),
    ("prose on standard input", |site| {
        let text = site.dice.prose(300_000);
        input(site, text, Expected::Silent)
    }),
    ("a message", |site| {
        let text = format!("Use the new token\n\nIt is {}.\n", site.secret("hf"));
        message(site, &text, Expected::Found("", Some(3)))
    }),
    ("a message's first line", |site| {
        let text = format!("log in with {}\n", site.secret("hf"));
        message(site, &text, Expected::Found("", Some(1)))
    }),
    ("a message with a trailer", |site| {
        let text = format!("x\n\nCo-authored-by: {} <a@b.c>\n", site.secret("github"));
        message(site, &text, Expected::Found("", Some(3)))
    }),
    ("a message with one in base64", |site| {
        let secret = site.secret("hf");
        let text = format!("x\n\n{}\n", super::super::code::base64(secret.as_bytes()));
        message(site, &text, Expected::Found("", Some(3)))
    }),
    ("a message without", |site| {
        message(site, "Log in by hf_hub, token=<token>\n\nSee abc.\n", Expected::Silent)
    }),
    ("a message below the scissors", |site| {
        let text = format!("Take it out\n{SCISSORS}\n# x\ndiff --git a/x b/x\n-{}", line(site));
        message(site, &text, Expected::Silent)
    }),
];
