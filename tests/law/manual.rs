//! Law: every environment variable that hfenv reads is in the manual, and the manual names no
//! other.

use std::collections::BTreeSet;

use hfenv::vars::{MANUAL, TOKEN_NAMES};

use super::sources::{Source, file, none, program};

/// What the manual names although a library reads it: ureq and the platform verifier.
const READ_BY_LIBRARIES: [&str; 8] = [
    "ALL_PROXY",
    "HTTPS_PROXY",
    "HTTP_PROXY",
    "NO_PROXY",
    "SSL_CERT_DIR",
    "SSL_CERT_FILE",
    "HOME",
    "XDG_CONFIG_HOME",
];

/// The methods of `Env` that take a variable's name.
const READERS: [&str; 5] = [".absolute(", ".flag(", ".has(", ".raw(", ".text("];

fn is_name(text: &str) -> bool {
    !text.is_empty()
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Names that are read as literals, such as `env.has("NO_COLOR")`.
fn read_by_literal(source: &Source) -> BTreeSet<String> {
    let code = source.code_with_strings();
    let after = READERS.iter().flat_map(|reader| code.split(reader).skip(1));
    let literal = after.filter_map(|rest| rest.strip_prefix('"')?.split('"').next());
    literal.filter(|name| is_name(name)).map(ToOwned::to_owned).collect()
}

/// `pub const NAME: &str = "VALUE";` of `vars.rs`.
fn constants(vars: &Source) -> BTreeSet<String> {
    let values = vars.text.split("pub const ").skip(1).filter_map(|rest| {
        let (head, value) = rest.split_once(" = ")?;
        head.ends_with(": &str").then(|| value.split('"').nth(1)).flatten()
    });
    values.map(ToOwned::to_owned).collect()
}

#[test]
fn names_are_found_however_they_are_read() {
    let sample = "fn f() { env.has(\"NO_COLOR\"); x.raw(\"A_B\"); y.text(\"not one\"); }";
    let names: Vec<_> = read_by_literal(&Source::new("src/x.rs", sample)).into_iter().collect();
    assert_eq!(names, ["A_B", "NO_COLOR"]);
    let sample = "pub const X: &str = \"NEW\";\npub const N: usize = 1;\n";
    assert_eq!(constants(&Source::new("src/vars.rs", sample)).len(), 1);
}

#[test]
fn what_is_read_is_in_the_manual() {
    let mut read = constants(&file("src/vars/mod.rs"));
    read.extend(program().iter().flat_map(read_by_literal));
    let known: BTreeSet<String> = MANUAL.iter().map(|entry| entry.name.to_owned()).collect();
    let missing: Vec<String> = read.difference(&known).cloned().collect();
    none("variables that are read and not in MANUAL", &missing);
    read.extend(TOKEN_NAMES.map(ToOwned::to_owned));
    read.extend(READ_BY_LIBRARIES.map(ToOwned::to_owned));
    let idle: Vec<String> = known.difference(&read).cloned().collect();
    none("variables in MANUAL that nobody reads", &idle);
}

#[test]
fn every_name_of_a_token_is_told() {
    let told = |name: &str| {
        let words = |text: &str| text.split([' ', ',']).any(|word| word == name);
        MANUAL.iter().any(|entry| entry.name == name || words(entry.about))
    };
    assert!(told("HF_TOKEN") && !told("HF_TOKEN_OF_NOBODY"));
    let untold: Vec<String> =
        TOKEN_NAMES.into_iter().filter(|name| !told(name)).map(ToOwned::to_owned).collect();
    none("names of a token that the manual leaves out", &untold);
}

#[test]
fn each_entry_is_one_sentence_without_its_period() {
    let mut seen = BTreeSet::new();
    for entry in MANUAL {
        assert!(is_name(entry.name), "{}", entry.name);
        assert!(seen.insert(entry.name), "{} stands twice", entry.name);
        assert!(!entry.about.is_empty() && !entry.about.ends_with('.'), "{}", entry.name);
    }
}
