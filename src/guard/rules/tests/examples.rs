//! The examples of the table, and the table itself.

use serde::Deserialize;

use super::super::{Kind, all, table};
use super::found;
use super::maker::Maker;

/// The table as the `toml` crate reads it.
#[derive(Deserialize)]
struct File {
    rule: Vec<Written>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    name: String,
    what: String,
    anchors: Vec<String>,
    shape: String,
    kind: String,
    back: Option<usize>,
    least: Option<usize>,
    reach: Option<usize>,
    revoke: String,
    variable: String,
    yes: Vec<String>,
    no: Vec<String>,
}

fn written() -> Vec<Written> {
    toml::from_str::<File>(table::TEXT).unwrap().rule
}

#[test]
fn the_table_says_what_toml_reads_in_it() {
    let written = written();
    assert_eq!(all().count(), written.len());
    for (rule, wanted) in all().zip(&written) {
        assert_eq!(rule.name, wanted.name);
        assert_eq!(rule.what, wanted.what);
        assert_eq!(rule.anchors, wanted.anchors, "{}", rule.name);
        assert_eq!(rule.shape.text, wanted.shape);
        assert_eq!(format!("{:?}", rule.shape.kind).to_lowercase(), wanted.kind);
        assert_eq!(rule.shape.back, wanted.back.unwrap_or(0));
        assert_eq!(rule.shape.least, wanted.least.unwrap_or(16));
        assert_eq!(rule.shape.reach, wanted.reach.unwrap_or(320));
        assert_eq!(rule.revoke.unwrap_or_default(), wanted.revoke);
        assert_eq!(rule.variable.unwrap_or_default(), wanted.variable);
    }
}

#[test]
fn every_rule_is_whole() {
    for (index, rule) in all().enumerate() {
        assert!(
            rule.name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
        );
        assert!(all().take(index).all(|other| other.name != rule.name), "{}", rule.name);
        assert!(!rule.what.is_empty(), "{}", rule.name);
        assert!(rule.shape.regex().is_some(), "{} has no shape", rule.name);
        assert!(rule.anchors.is_empty() == (rule.shape.kind == Kind::Text), "{}", rule.name);
        assert!(rule.anchors.iter().all(|anchor| anchor.len() >= 3), "{}", rule.name);
        assert!(rule.shape.reach <= crate::guard::scan::AHEAD && rule.shape.back < 64);
    }
}

#[test]
fn a_broken_table_is_an_error_with_its_line() {
    for (text, line, what) in [
        ("x = 'y'", 1, "no rule yet"),
        ("[[rule]]\n\nname", 3, "no value"),
        ("[[rule]]\nname = 3", 2, "not a literal text"),
        ("[[rule]]\nname = 'a\\'b'", 2, "not a literal text"),
        ("[[rule]]\nback = 'a'", 2, "not a number"),
        ("[[rule]]\nanchors = 'a'", 2, "not a list"),
        ("[[rule]]\nkind = 'x'", 2, "x is no kind"),
        ("[[rule]]\ncolour = 'x'", 2, "colour is not known"),
        ("# \n[[rule]]\nkind = 'hex'\nshape = 'x'", 2, "a rule without name"),
        ("", 0, "no rule env-file"),
        (
            "[[rule]]\nname = 'env-file'\nwhat = ''\nshape = ''\nkind = 'text'\nrevoke = \
             ''\nvariable = ''",
            0,
            "no rule private-key-binary",
        ),
    ] {
        let error = table::read(text).err().unwrap();
        assert_eq!((error.line, error.what.as_str()), (line, what), "{text}");
    }
}

#[test]
fn every_example_is_found_or_silent() {
    for (rule, written) in all().zip(written()) {
        if rule.anchors.is_empty() {
            continue;
        }
        assert!(!written.yes.is_empty() && !written.no.is_empty(), "{} has no example", rule.name);
        let maker = Maker::new(rule);
        let with = |example: &str, secret: &str| example.replace("{}", secret);
        // Some few real values look like placeholders.
        let sure = || {
            let mut made = (0..100).map(|_| maker.make());
            // The mark of a diff may stand before a key's lines, and is none of them.
            let plain = |secret: &String| !secret.starts_with('+');
            let found = |secret: &String| !found(&with(&written.yes[0], secret)).is_empty();
            made.find(|secret| plain(secret) && found(secret)).expect(rule.name)
        };
        for example in &written.yes {
            for _ in 0..5 {
                let secret = sure();
                let hits = found(&with(example, &secret));
                // Of a key the first lines are enough.
                let cut = if rule.shape.kind == Kind::Pem { hits[0].1.len() } else { secret.len() };
                assert_eq!(hits, [(rule.name, secret[..cut].to_owned())], "{example}");
            }
        }
        for example in &written.no {
            let text = with(example, &sure());
            assert_eq!(found(&text), [], "{}", rule.name);
        }
    }
}

#[test]
fn few_real_secrets_are_taken_for_placeholders() {
    let (mut lost, mut all_tries) = (Vec::new(), 0);
    for (rule, written) in all().zip(written()).filter(|(rule, _)| !rule.anchors.is_empty()) {
        let maker = Maker::new(rule);
        let tries = if rule.shape.reach > 1000 { 30 } else { 200 };
        let missed = |_: &usize| found(&written.yes[0].replace("{}", &maker.make())).is_empty();
        let missed = (0..tries).filter(missed).count();
        lost.extend((missed > 0).then_some((rule.name, missed)));
        all_tries += tries;
    }
    // At most one of 2,000, and chance.
    let sum: usize = lost.iter().map(|(_, missed)| missed).sum();
    assert!(sum <= all_tries / 2_000 + 8, "{lost:?} of {all_tries}");
}
