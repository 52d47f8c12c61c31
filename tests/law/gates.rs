//! Law: an outside crate has one gate, and the process's environment one reader.

use super::sources::{Source, file, none, program, words};

/// Where each dependency may be named: a file, a folder (`cli/`), a prefix (`store/keyring*`), or
/// anywhere.
const GATES: [(&str, &[&str]); 33] = [
    ("aho_corasick", &["guard/decode/words.rs"]),
    ("base64", &["guard/decode/"]),
    ("bzip2", &["guard/packed/codec.rs"]),
    ("clap", &["cli/"]),
    ("directories", &["paths.rs"]),
    ("dirs", &["paths.rs"]),
    ("dotenvy", &["store/dotenv*"]),
    ("getrandom", &["key.rs", "inject/format.rs"]),
    ("hmac", &["key.rs"]),
    ("ignore", &["guard/files.rs"]),
    ("indicatif", &["cli/cache/", "cli/fetch/"]),
    ("keyring", &["store/keyring*"]),
    ("linux_keyutils", &["store/kernel.rs"]),
    ("lzma_rust2", &["guard/packed/codec.rs"]),
    ("memchr", &["guard/"]),
    ("miniz_oxide", &["guard/packed/codec.rs"]),
    ("regex", &["guard/rules/", "repo/pattern.rs"]),
    ("rpassword", &["cli/prompt.rs"]),
    (
        "rustix",
        &[
            "secret_file/",
            "cache/",
            "fetch/",
            "inject/trust.rs",
            "inject/watch.rs",
            "cli/fetch/terminal.rs",
            "cli/prompt.rs",
            "cli/setup/caller.rs",
        ],
    ),
    ("ruzstd", &["guard/packed/codec.rs"]),
    ("secret_service", &["store/keyring*"]),
    ("serde", &["*"]),
    (
        "serde_json",
        &[
            "cli/",
            "hub/",
            "cache/tree.rs",
            "guard/rules/env_file.rs",
            "inject/format.rs",
            "inject/script.rs",
            "quote/nu.rs",
        ],
    ),
    ("sha1", &["cache/content.rs"]),
    ("sha2", &["guard/allow.rs", "key.rs", "inject/trust.rs", "cache/content.rs"]),
    ("shell_words", &["cli/"]),
    ("signal_hook", &["cli/prompt.rs", "cli/fetch/"]),
    ("strsim", &["fetch/plan/", "doctor/"]),
    ("thiserror", &["*"]),
    ("toml", &["config/", "guard/rules/"]),
    ("ureq", &["hub/http*"]),
    ("zbus", &["store/keyring*"]),
    ("zeroize", &["*"]),
];

/// What reads or changes the process's surroundings, and the files that may.
const SURROUNDINGS: [(&str, &[&str]); 13] = [
    ("env::args", &[]),
    ("env::args_os", &["cli/mod.rs"]),
    ("env::current_dir", &["vars/mod.rs"]),
    ("env::current_exe", &["setup/program.rs"]),
    ("env::home_dir", &[]),
    ("env::remove_var", &[]),
    ("env::set_current_dir", &[]),
    ("env::set_var", &[]),
    ("env::temp_dir", &[]),
    ("env::var", &[]),
    ("env::var_os", &[]),
    ("env::vars", &[]),
    ("env::vars_os", &["vars/mod.rs"]),
];

fn passes(gate: &str, path: &str) -> bool {
    let below = path.strip_prefix("src/").unwrap_or(path);
    match gate.strip_suffix('*') {
        Some(prefix) => below.starts_with(prefix),
        None if gate.ends_with('/') => below.starts_with(gate),
        None => below == gate,
    }
}

/// Whether the name is a module of ours here: declared, or imported from within.
fn is_own(code: &str, name: &str) -> bool {
    let from_within = |statement: &str| {
        let path = statement.rsplit("use ").next().unwrap_or_default();
        let inside = ["crate::", "super::", "self::"].iter().any(|start| path.starts_with(start));
        inside && words(path, name).next().is_some()
    };
    code.contains(&format!("mod {name};")) || code.split(';').any(from_within)
}

/// Uses of outside crates in files that are not their gate.
fn around_gates(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let code = source.code();
        for (name, gates) in GATES {
            let named = words(&code, name).any(|at| {
                let after = &code[at + name.len()..];
                let path = after.starts_with("::") && !code[..at].ends_with("::");
                path || code[..at].ends_with("use ::") || code[..at].ends_with("extern crate ")
            });
            let free = gates.iter().any(|gate| passes(gate, &source.path));
            if named && !free && !is_own(&code, name) {
                wrong.push(format!("{}: uses the crate {name}", source.path));
            }
        }
    }
    wrong
}

/// Reads of the process's surroundings outside their files.
fn around_vars(sources: &[Source]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources {
        let code = source.code();
        for (name, gates) in SURROUNDINGS {
            let used = words(&code, name).next().is_some();
            if used && !gates.iter().any(|gate| passes(gate, &source.path)) {
                wrong.push(format!("{}: calls {name}", source.path));
            }
        }
        // Imported by name, a function would escape the search above.
        if code.contains("use std::env") {
            wrong.push(format!("{}: imports from std::env", source.path));
        }
    }
    wrong
}

/// Dependencies of `Cargo.toml` as (section, name, line).
fn dependencies(manifest: &str) -> Vec<(&str, String, &str)> {
    let mut section = "";
    let mut found = Vec::new();
    for line in manifest.lines() {
        if let Some(head) = line.strip_prefix('[') {
            section = head.trim_end_matches(']');
        } else if section.ends_with("dependencies") && !line.trim_start().starts_with('#') {
            let name = line.split_once('=').map(|(name, _)| name.trim().replace('-', "_"));
            found.extend(name.map(|name| (section, name, line)));
        }
    }
    found
}

fn without_reason(manifest: &str) -> Vec<String> {
    let reason = |line: &str| line.rsplit_once("# ").is_some_and(|(_, why)| why.trim().len() > 8);
    let all = dependencies(manifest).into_iter();
    all.filter(|(_, _, line)| !reason(line)).map(|(_, name, _)| name).collect()
}

#[test]
fn each_outside_crate_has_its_gate() {
    let http = Source::new("src/login/x.rs", "use ureq::Agent;\nfn f() { keyring::Entry::new() }");
    assert_eq!(around_gates(&[http]).len(), 2);
    let own = "use crate::store::{Manner, keyring};\nfn f() { keyring::bus(); store::toml::x() }";
    none("a module of ours is no crate", &around_gates(&[Source::new("src/resolve/x.rs", own)]));
    none("one outside crate, one gate", &around_gates(&program()));
}

#[test]
fn every_dependency_has_a_gate_and_a_reason() {
    let bare = "[dependencies]\na-b = \"1\"\nc = \"1\" # what it is for\n[features]\nd = []\n";
    assert_eq!(without_reason(bare), ["a_b"]);
    let manifest = file("Cargo.toml").text;
    none("a reason beside each dependency", &without_reason(&manifest));
    let normal = dependencies(&manifest);
    let mut names: Vec<_> = normal
        .iter()
        .filter(|(section, _, _)| !section.ends_with("dev-dependencies"))
        .map(|(_, name, _)| name.as_str())
        .collect();
    names.sort_unstable();
    assert_eq!(names, GATES.map(|(name, _)| name), "a gate for each dependency");
}

#[test]
fn only_vars_reads_the_environment() {
    let bad = "fn f() { std::env::var_os(x); }";
    assert_eq!(around_vars(&[Source::new("src/paths.rs", bad)]).len(), 1);
    let hidden = "use std::env::var_os;\nfn f() { var_os(x); }";
    assert_eq!(around_vars(&[Source::new("src/paths.rs", hidden)]).len(), 2);
    none("vars.rs is the one reader of the environment", &around_vars(&program()));
}
