//! Law: files and lines a person can read, no forgotten file, no word that stops the process.

use std::collections::{BTreeMap, BTreeSet};

use super::sources::{Source, none, program, rust_below, stripped, tracked};

const MAX_LINES: usize = 300;
const MAX_COLUMNS: usize = 100;
/// The median file is shorter than this.
const MEDIAN_BELOW: usize = 160;

/// What stops the process or talks past the face.
const FORBIDDEN: [&str; 11] = [
    ".expect(",
    ".unwrap()",
    "dbg!",
    "eprint!",
    "eprintln!",
    "panic!",
    "print!",
    "println!",
    "todo!",
    "unimplemented!",
    "unreachable!",
];

/// Marks of unfinished work, written so that this file has none.
const UNFINISHED: [&str; 3] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X:")];

fn too_long(sources: &[Source]) -> Vec<String> {
    let files = sources.iter().map(|source| (source, source.text.lines().count()));
    files
        .filter(|(_, lines)| *lines > MAX_LINES)
        .map(|(source, lines)| format!("{}: {lines} lines", source.path))
        .collect()
}

fn too_wide(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        for (index, line) in source.text.lines().enumerate() {
            let width = line.chars().count();
            if width > MAX_COLUMNS {
                wrong.push(format!("{}:{}: {width} columns", source.path, index + 1));
            }
        }
    }
    wrong
}

fn median(sources: &[Source]) -> usize {
    let mut lines: Vec<usize> = sources.iter().map(|source| source.text.lines().count()).collect();
    lines.sort_unstable();
    lines[lines.len() / 2]
}

fn forbidden(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        for (index, line) in source.code().lines().enumerate() {
            let said = FORBIDDEN.iter().filter(|word| {
                line.match_indices(**word).any(|(at, _)| {
                    word.starts_with('.') || !line[..at].ends_with(|c: char| c.is_alphanumeric())
                })
            });
            wrong.extend(said.map(|word| format!("{}:{}: {word}", source.path, index + 1)));
        }
    }
    wrong
}

fn unfinished(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        for (index, line) in source.text.lines().enumerate() {
            if UNFINISHED.iter().any(|mark| line.contains(mark)) {
                wrong.push(format!("{}:{}", source.path, index + 1));
            }
        }
    }
    wrong
}

/// The files that no `mod` leads to, from these roots.
fn unreached(sources: &[Source], roots: &[&str]) -> Vec<String> {
    let files: BTreeMap<&str, &str> =
        sources.iter().map(|source| (source.path.as_str(), source.text.as_str())).collect();
    let mut reached: BTreeSet<String> = BTreeSet::new();
    let mut next: Vec<String> = roots.iter().map(|root| (*root).to_owned()).collect();
    while let Some(path) = next.pop() {
        let Some(text) = files.get(path.as_str()) else { continue };
        if !reached.insert(path.clone()) {
            continue;
        }
        let (folder, name) = path.rsplit_once('/').unwrap_or_default();
        let stem = name.trim_end_matches(".rs");
        let is_root = roots.contains(&path.as_str()) || stem == "mod";
        let folder = if is_root { folder.to_owned() } else { format!("{folder}/{stem}") };
        for module in modules(text) {
            next.extend([format!("{folder}/{module}.rs"), format!("{folder}/{module}/mod.rs")]);
        }
    }
    files.keys().filter(|path| !reached.contains(**path)).map(|path| (*path).to_owned()).collect()
}

/// The names in `mod x;`, with any visibility.
fn modules(text: &str) -> Vec<String> {
    let code = stripped(text, false);
    let names = code.lines().filter_map(|line| {
        let (before, name) = line.trim().strip_suffix(';')?.rsplit_once("mod ")?;
        (before.is_empty() || before.starts_with("pub")).then(|| name.to_owned())
    });
    names.collect()
}

fn all() -> Vec<Source> {
    ["src", "tests"].into_iter().flat_map(rust_below).collect()
}

#[test]
fn no_file_is_longer_than_a_person_reads() {
    let long = Source::new("x.rs", &"\n".repeat(MAX_LINES + 1));
    assert_eq!(too_long(&[long]), ["x.rs: 301 lines"]);
    none("files of more than 300 lines", &too_long(&all()));
}

#[test]
fn no_line_is_wider_than_the_page() {
    let wide = Source::new("x.rs", &format!("{}\n{}é", "a".repeat(MAX_COLUMNS), "a".repeat(100)));
    assert_eq!(too_wide(&[wide]), ["x.rs:2: 101 columns"]);
    none("lines of more than 100 columns", &too_wide(&all()));
}

#[test]
fn the_usual_file_is_short() {
    let of = |lines: usize| Source::new("x.rs", &"\n".repeat(lines));
    assert_eq!(median(&[of(1), of(500), of(20)]), 20);
    let median = median(&rust_below("src"));
    assert!(median < MEDIAN_BELOW, "median {median}");
}

#[test]
fn nothing_stops_the_process_or_talks_past_the_face() {
    let bad = "fn f() { x.unwrap(); y.expect(\"z\"); eprintln!(\"\"); }\n#[expect(x)]\n// panic!\n";
    assert_eq!(forbidden(&[Source::new("src/x.rs", bad)]).len(), 3);
    none("words that may stand in tests only", &forbidden(&program()));
}

#[test]
fn nothing_is_left_unfinished() {
    let bad = Source::new("x.md", &format!("a\nb {} c\n", UNFINISHED[0]));
    assert_eq!(unfinished(&[bad]), ["x.md:2"]);
    none("marks of unfinished work", &unfinished(&tracked()));
}

#[test]
fn no_file_is_forgotten() {
    let sources = [
        Source::new("tests/main.rs", "mod a;\n// mod b;\n"),
        Source::new("tests/a/mod.rs", "pub(crate) mod c;\n"),
        Source::new("tests/a/c.rs", "mod d;\n"),
        Source::new("tests/a/c/d.rs", ""),
        Source::new("tests/b.rs", ""),
    ];
    assert_eq!(unreached(&sources, &["tests/main.rs"]), ["tests/b.rs"]);
    none(
        "tests that never run",
        &unreached(&rust_below("tests"), &["tests/main.rs", "tests/tour.rs"]),
    );
    let roots = ["src/lib.rs", "src/main.rs", "src/bin/git-credential-hfenv.rs"];
    none("sources that are never compiled", &unreached(&rust_below("src"), &roots));
}
