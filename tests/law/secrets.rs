//! Law: a token leaves its type in a few known places, and none lies in the tree.

use std::collections::BTreeMap;

use super::sources::{Source, none, program, tracked};

/// How often each file reveals a secret. One more is a decision, not an accident: say here what it
/// is for.
const REVEALS: [(&str, usize); 24] = [
    // The header, and what the server may not repeat in answers and in errors.
    ("src/hub/http/mod.rs", 1),
    ("src/hub/http/words.rs", 2),
    // What is asked with, and what the server may not repeat.
    ("src/hub/oauth.rs", 6),
    // The answer to git.
    ("src/git/protocol.rs", 2),
    // Whether the server refused this very token.
    ("src/cli/git_credential.rs", 1),
    ("src/cli/login/mod.rs", 1),
    ("src/git/rejection.rs", 1),
    // The token itself, as asked for.
    ("src/cli/token.rs", 1),
    // The child's environment.
    ("src/cli/run.rs", 1),
    // Files for other programs, and GitHub's masks.
    ("src/inject/format.rs", 5),
    // The plan's own `reveal`, the token's inside it, and the keyed hashes of the state.
    ("src/inject/plan.rs", 3),
    // Assignments for a shell.
    ("src/inject/script.rs", 1),
    // Fingerprints.
    ("src/key.rs", 1),
    ("src/own/print.rs", 1),
    // What a credential helper of git's is told, and files that a token is put into.
    ("src/plaintext/helper.rs", 1),
    ("src/plaintext/replace.rs", 2),
    ("src/plaintext/undo.rs", 1),
    // The stores.
    ("src/store/active.rs", 1),
    ("src/store/file.rs", 2),
    ("src/store/kernel.rs", 1),
    ("src/store/keyring/entry.rs", 2),
    ("src/store/named.rs", 4),
    ("src/store/refresh.rs", 2),
    // Where it is defined.
    ("src/token.rs", 1),
];

fn reveals(sources: &[Source]) -> BTreeMap<String, usize> {
    let count = |source: &Source| (source.path.clone(), source.code().matches("reveal(").count());
    sources.iter().map(count).filter(|(_, count)| *count > 0).collect()
}

/// Families of tokens with letters of full length behind them.
fn token_shapes(text: &str) -> Vec<&str> {
    let letter = |b: &u8| b.is_ascii_alphanumeric();
    let mut found = Vec::new();
    for prefix in ["hf_", "api_org_"] {
        for (at, _) in text.match_indices(prefix) {
            let tail = &text.as_bytes()[at + prefix.len()..];
            let length = tail.iter().take_while(|b| letter(b)).count();
            let joined = |b: Option<&u8>| b.is_some_and(|b| letter(b) || *b == b'_');
            let before = at.checked_sub(1).and_then(|before| text.as_bytes().get(before));
            if length == 34 && !joined(tail.get(length)) && !joined(before) {
                found.push(&text[at..at + prefix.len() + 6]);
            }
        }
    }
    found
}

/// Absolute paths of the machine this was written on.
fn machine_paths(text: &str) -> Vec<&str> {
    let places = [concat!("/", "work/"), concat!("/", "root/")];
    let inside = |c: char| c.is_alphanumeric() || "~._-}$/*".contains(c);
    let lines = text.lines();
    lines
        .filter(|line| {
            let found = |place: &&str| {
                line.match_indices(place).any(|(at, _)| !line[..at].ends_with(inside))
            };
            places.iter().any(found)
        })
        .collect()
}

#[test]
fn a_secret_is_revealed_in_known_places_only() {
    let bad = Source::new("src/x.rs", "// token.reveal()\nfn f() { token.reveal(); \"reveal()\" }");
    assert_eq!(reveals(&[bad]), BTreeMap::from([("src/x.rs".to_owned(), 1)]));
    let known = REVEALS.map(|(path, count)| (path.to_owned(), count));
    assert_eq!(reveals(&program()), BTreeMap::from(known));
}

#[test]
fn no_token_lies_in_the_tree() {
    let made = format!("x = \"hf_{0}\", api_org_{0};", "aB3".repeat(11) + "x");
    assert_eq!(token_shapes(&made).len(), 2);
    assert!(token_shapes(&format!("xhf_{0} hf_{0}y hf_{0}_", "a".repeat(34))).is_empty());
    let mut wrong = Vec::new();
    for source in tracked() {
        let shown = token_shapes(&source.text).into_iter();
        wrong.extend(shown.map(|start| format!("{}: {start}…", source.path)));
    }
    none("a token in the tree is found by every scanner, ours first", &wrong);
}

#[test]
fn no_file_names_a_folder_of_the_machine_it_was_made_on() {
    assert_eq!(machine_paths(concat!("a\n\"/", "work/x\"\n/", "root/.cargo\n")).len(), 2);
    assert!(machine_paths(concat!("cd ~/", "work/llm\nhttps://h/", "work/\n")).is_empty());
    let mut wrong = Vec::new();
    for source in tracked() {
        let lines = machine_paths(&source.text).into_iter();
        wrong.extend(lines.map(|line| format!("{}: {}", source.path, line.trim())));
    }
    none("paths of a build machine", &wrong);
}
