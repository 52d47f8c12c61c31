//! What Python's `fnmatch` says of the same patterns and names; a final `/` stands for all below.

use super::*;

const NAMES: [&str; 48] = [
    "",
    "a",
    "b",
    "c",
    "d",
    "-",
    "]",
    "[",
    "^",
    "!",
    "\\",
    "&",
    "|",
    "~",
    "x",
    "z",
    "ax",
    "bx",
    "abc",
    "a/c",
    "a.b",
    "aXb",
    "config.json",
    "sub/config.json",
    "CONFIG.JSON",
    "folder/a.bin",
    "folder/s/a.bin",
    "folder",
    "d/x",
    "{a,b}",
    "(a|b)",
    "a+b",
    "$",
    "^a",
    "[a",
    "[!",
    "[!]",
    "äb",
    "ö",
    "a\nb",
    "x\n",
    ".",
    "/",
    "0",
    "5",
    "\\*",
    "\\x",
    "*",
];

/// Patterns, and which names Python's `fnmatch.fnmatchcase` lets them match.
const MATCHES: [(&str, &[&str]); 57] = [
    ("*.json", &["config.json", "sub/config.json"]),
    ("*", &NAMES),
    (
        "?",
        &[
            "a", "b", "c", "d", "-", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö",
            ".", "/", "0", "5", "*",
        ],
    ),
    ("a?c", &["abc", "a/c"]),
    ("folder/", &["folder/a.bin", "folder/s/a.bin"]),
    ("folder/*.bin", &["folder/a.bin", "folder/s/a.bin"]),
    ("**/x", &["d/x"]),
    ("*x*", &["x", "ax", "bx", "d/x", "x\n", "\\x"]),
    ("", &[""]),
    ("[abc]", &["a", "b", "c"]),
    (
        "[!abc]",
        &[
            "d", "-", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö", ".", "/", "0",
            "5", "*",
        ],
    ),
    ("[a-c]x", &["ax", "bx"]),
    (
        "[!a-c]",
        &[
            "d", "-", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö", ".", "/", "0",
            "5", "*",
        ],
    ),
    ("[]]", &["]"]),
    (
        "[!]]",
        &[
            "a", "b", "c", "d", "-", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö", ".",
            "/", "0", "5", "*",
        ],
    ),
    ("[]-a]", &["a", "]", "^"]),
    ("[a", &["[a"]),
    ("[", &["["]),
    ("[!", &["[!"]),
    ("[!]", &["[!]"]),
    ("[a-]", &["a", "-"]),
    ("[-a]", &["a", "-"]),
    ("[b-a]", &[]),
    (
        "[!b-a]",
        &[
            "a", "b", "c", "d", "-", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö",
            ".", "/", "0", "5", "*",
        ],
    ),
    ("[c-b-a]", &["a", "-"]),
    ("[a-c-e]", &["a", "b", "c", "-"]),
    ("[a-ce-g]", &["a", "b", "c"]),
    ("[z-ac]", &["c"]),
    ("[xz-ac]", &["c", "x"]),
    ("[^a]", &["a", "^"]),
    ("[a^]", &["a", "^"]),
    ("[[a]", &["a", "["]),
    ("[a&&b]", &["a", "b", "&"]),
    ("[a||b]", &["a", "b", "|"]),
    ("[a~~b]", &["a", "b", "~"]),
    ("[\\]", &["\\"]),
    ("[\\d]", &["d", "\\"]),
    ("\\*", &["\\", "\\*", "\\x"]),
    ("a.b", &["a.b"]),
    ("a+b", &["a+b"]),
    ("(a|b)", &["(a|b)"]),
    ("{a,b}", &["{a,b}"]),
    ("$", &["$"]),
    ("^a", &["^a"]),
    (
        "[!!]",
        &[
            "a", "b", "c", "d", "-", "]", "[", "^", "\\", "&", "|", "~", "x", "z", "$", "ö", ".",
            "/", "0", "5", "*",
        ],
    ),
    (
        "[!-a]",
        &[
            "b", "c", "d", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö", ".", "/",
            "0", "5", "*",
        ],
    ),
    ("[--0]", &["-", ".", "/", "0"]),
    ("[a--]", &[]),
    ("[.-/]", &[".", "/"]),
    ("*.[jJ]*", &["config.json", "sub/config.json", "CONFIG.JSON"]),
    ("ä*", &["äb"]),
    ("[ä-ü]", &["ö"]),
    ("a\nb", &["a\nb"]),
    ("*\n", &["x\n"]),
    (
        "[a--!]",
        &[
            "a", "b", "c", "d", "-", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "z", "$", "ö",
            ".", "/", "0", "5", "*",
        ],
    ),
    (
        "[a--!-z]",
        &[
            "a", "b", "c", "d", "]", "[", "^", "!", "\\", "&", "|", "~", "x", "$", "ö", ".", "/",
            "0", "5", "*",
        ],
    ),
    (
        "[!a--!]",
        &[
            "a", "b", "c", "d", "-", "]", "[", "^", "\\", "&", "|", "~", "x", "z", "$", "ö", ".",
            "/", "0", "5", "*",
        ],
    ),
];

fn patterns(include: &[&str], exclude: &[&str]) -> Patterns {
    let own = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
    Patterns::new(&own(include), &own(exclude)).unwrap()
}

#[test]
fn every_pattern_matches_what_it_matches_in_python() {
    for (pattern, expected) in MATCHES {
        let patterns = patterns(&[pattern], &[]);
        let found: Vec<&str> = NAMES.into_iter().filter(|name| patterns.allow(name)).collect();
        assert_eq!(found, expected, "{pattern}");
    }
}

#[test]
fn what_is_excluded_is_out_even_if_it_is_included() {
    let all = patterns(&[], &[]);
    assert!(all.allow("a/b") && all.allow(""));
    let some = patterns(&["*.bin", "docs/"], &["*/old*", "docs/private/"]);
    for (path, allowed) in [
        ("a.bin", true),
        ("a/b.bin", true),
        ("a/old.bin", false),
        ("docs/x/y.md", true),
        ("docs/private/x.md", false),
        ("a.txt", false),
    ] {
        assert_eq!(some.allow(path), allowed, "{path}");
    }
}

#[test]
fn a_pattern_without_measure_is_refused_and_cut() {
    let error = Patterns::new(&["?".repeat(4097)], &[]).unwrap_err();
    assert_eq!(error, RepoError::Pattern("?".repeat(80)));
}
