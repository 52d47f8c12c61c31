//! Law: arrows point to lower floors only, and siblings on one floor don't know each other.

use super::sources::{Source, file, none, program};

/// The floors, from the ground up. The table in `src/lib.rs` says the same.
const FLOORS: [(&str, &[&str]); 11] = [
    ("letters", &["text", "token", "endpoint"]),
    ("words", &["profile", "vars", "quote", "repo"]),
    ("places", &["secret_file", "paths", "program"]),
    ("kept there", &["config", "key"]),
    ("stores", &["store", "own"]),
    ("the project", &["project"]),
    ("the answer", &["resolve"]),
    ("its uses", &["inject", "git", "hub", "guard", "hooks", "cache"]),
    ("joined", &["session", "login", "fetch", "plaintext", "setup"]),
    ("over all", &["rotate", "doctor"]),
    ("the face", &["cli"]),
];

/// The last floor that the proof of ownership may know: files and words, no bus and no network.
const STATE_KNOWS: &str = "kept there";

fn floor(module: &str) -> Option<usize> {
    FLOORS.iter().position(|(_, modules)| modules.contains(&module))
}

/// `src/a.rs` and `src/a/b.rs` belong to `a`; `main.rs` and `bin/` to nobody.
fn module(path: &str) -> Option<&str> {
    let below = path.strip_prefix("src/")?;
    let name = below.split('/').next()?.trim_end_matches(".rs");
    (!["lib", "main", "bin"].contains(&name)).then_some(name)
}

/// The modules that a file names: `crate::x`, `crate::{x, y::z}`, and `super::x` from the top.
fn arrows(source: &Source) -> Vec<String> {
    let code = source.code();
    let mut names = Vec::new();
    for (at, start) in code.match_indices("crate::") {
        let before = code[..at].chars().next_back();
        if before.is_none_or(|c| !c.is_alphanumeric() && c != '_' && c != '$') {
            names.extend(firsts(&code[at + start.len()..]));
        }
    }
    let climb = "super::".repeat(source.path.trim_end_matches("/mod.rs").matches('/').count());
    names.extend(code.split(&climb).skip(1).flat_map(firsts));
    names
}

/// The first names of a path or of a group of paths.
fn firsts(path: &str) -> Vec<String> {
    let name = |text: &str| {
        let end = text.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(text.len());
        text[..end].to_owned()
    };
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let mut depth = 1;
    let mut start = 0;
    let mut names = Vec::new();
    for (at, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            names.push(name(group[start..at].trim()));
            start = at + 1;
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn upward(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let Some(own) = module(&source.path) else { continue };
        let Some(from) = floor(own) else {
            wrong.push(format!("{}: {own} has no floor", source.path));
            continue;
        };
        for name in arrows(source).iter().filter(|name| *name != own) {
            match floor(name) {
                Some(to) if to < from => {}
                Some(to) if to == from => {
                    wrong.push(format!("{}: knows {name} on its own floor", source.path));
                }
                Some(_) => wrong.push(format!("{}: knows {name} above it", source.path)),
                None => wrong.push(format!("{}: knows {name}, which has no floor", source.path)),
            }
        }
    }
    wrong.sort();
    wrong.dedup();
    wrong
}

/// What a file names above a floor.
fn above(source: &Source, limit: &str) -> Vec<String> {
    let own = module(&source.path).unwrap_or_default();
    let limit = FLOORS.iter().position(|(name, _)| *name == limit);
    arrows(source).into_iter().filter(|name| name == own || floor(name) > limit).collect()
}

/// The table of `src/lib.rs`: rows of number, name, modules.
fn documented(text: &str) -> Vec<(String, Vec<String>)> {
    let rows = text.lines().filter_map(|line| line.strip_prefix("//! | ")).skip(2);
    rows.map(|row| {
        let cells: Vec<&str> = row.trim_end_matches('|').split('|').map(str::trim).collect();
        let linked = |cell: &str| cell.trim_matches(['[', ']', '`']).to_owned();
        (cells[1].to_owned(), cells[2].split(", ").map(linked).collect())
    })
    .collect()
}

#[test]
fn arrows_point_down() {
    let climbing = Source::new("src/store/x.rs", "use crate::{text, resolve::{a, b}, cli};");
    assert_eq!(upward(&[climbing]).len(), 2);
    let sibling = Source::new("src/inject/x.rs", "fn f() { crate::hub::get() }");
    assert_eq!(upward(&[sibling]), ["src/inject/x.rs: knows hub on its own floor"]);
    let hidden = Source::new("src/text.rs", "use super::cli::main;");
    assert_eq!(upward(&[hidden]), ["src/text.rs: knows cli above it"]);
    let deep = Source::new("src/text/a.rs", "use super::b; use super::super::cli;");
    assert_eq!(upward(&[deep]), ["src/text/a.rs: knows cli above it"]);
    let unknown = Source::new("src/new.rs", "");
    assert_eq!(upward(&[unknown]), ["src/new.rs: new has no floor"]);
    none("arrows point to lower floors only", &upward(&program()));
}

#[test]
fn the_table_in_lib_rs_is_this_one() {
    let told = "//! | a | b |\n//! | --- | --- |\n//! | 0 | words | [`x`], [`y`] |\n";
    assert_eq!(documented(told), [("words".to_owned(), vec!["x".to_owned(), "y".to_owned()])]);
    let lib = file("src/lib.rs");
    let here = FLOORS.map(|(name, modules)| {
        (name.to_owned(), modules.iter().map(|module| (*module).to_owned()).collect::<Vec<_>>())
    });
    assert_eq!(documented(&lib.text), here);
    let mut declared: Vec<_> =
        lib.text.lines().filter_map(|line| line.strip_prefix("pub mod ")).collect();
    let mut known: Vec<_> =
        FLOORS.iter().flat_map(|(_, modules)| *modules).map(|name| format!("{name};")).collect();
    declared.sort_unstable();
    known.sort_unstable();
    assert_eq!(declared, known);
}

#[test]
fn the_proof_of_ownership_reaches_no_bus_and_no_network() {
    let bad = Source::new("src/inject/state.rs", "use crate::store::keyring; use crate::key::Key;");
    assert_eq!(above(&bad, STATE_KNOWS), ["store"]);
    let sideways = Source::new("src/inject/state.rs", "use crate::inject::plan::Plan;");
    assert_eq!(above(&sideways, STATE_KNOWS), ["inject"]);
    let state = file("src/inject/state.rs");
    none("inject/state.rs knows words and files only", &above(&state, STATE_KNOWS));
    assert!(!state.code().contains("super::"), "inject/state.rs knows no sibling");
}

#[test]
fn the_two_programs_are_doors_to_the_face_only() {
    let beyond = |source: &Source| {
        let code = source.code();
        let names: Vec<_> = code.split("hfenv::").skip(1).flat_map(firsts).collect();
        names.len() != 1 || names[0] != "cli" || source.text.lines().count() > 35
    };
    assert!(beyond(&Source::new("src/main.rs", "hfenv::cli::main(); hfenv::token::x();")));
    for path in ["src/main.rs", "src/bin/git-credential-hfenv.rs"] {
        assert!(!beyond(&file(path)), "{path}");
    }
}
