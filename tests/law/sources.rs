//! The sources as text, and just enough of Rust's grammar to tell code from comments and strings.

use std::path::{Path, PathBuf};
use std::process::Command;

/// A file of this repository.
#[derive(Clone)]
pub(super) struct Source {
    /// Its path from the root, with `/`.
    pub(super) path: String,
    /// Its text.
    pub(super) text: String,
}

impl Source {
    /// A made-up file, to break a law with.
    pub(super) fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// What is compiled into hfenv: no comments, no string contents, no unit tests.
    pub(super) fn code(&self) -> String {
        without_tests(&stripped(&self.text, false)).to_owned()
    }

    /// The same with the strings.
    pub(super) fn code_with_strings(&self) -> String {
        without_tests(&stripped(&self.text, true)).to_owned()
    }
}

/// The repository's root.
pub(super) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file below `folder`, sorted.
pub(super) fn rust_below(folder: &str) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "rs") {
                found.push(read(&path));
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    assert!(!found.is_empty(), "nothing below {folder}");
    found
}

/// The files of hfenv itself, without those that hold unit tests only: `tests.rs` and what lies in
/// a folder `tests/`.
pub(super) fn program() -> Vec<Source> {
    let mut files = rust_below("src");
    files.retain(|file| !file.path.ends_with("/tests.rs") && !file.path.contains("/tests/"));
    files
}

/// Every text file that git has, or would have with the next `git add`.
pub(super) fn tracked() -> Vec<Source> {
    let output = Command::new("git")
        .args(["-c", "safe.directory=*", "ls-files", "-z", "-c", "-o", "--exclude-standard"])
        .current_dir(root())
        .output()
        .unwrap();
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).unwrap();
    let paths = names.split_terminator('\0').map(|name| root().join(name));
    // Only text is searched, and a file may be deleted but not yet so in the index.
    let text = |path: PathBuf| std::fs::read_to_string(&path).is_ok().then(|| read(&path));
    paths.filter_map(text).collect()
}

/// One file, by its path from the root.
pub(super) fn file(path: &str) -> Source {
    read(&root().join(path))
}

fn read(path: &Path) -> Source {
    let below = path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    Source { path: below, text: std::fs::read_to_string(path).unwrap() }
}

/// Everything before the unit tests, which stand last in a file.
fn without_tests(code: &str) -> &str {
    ["\n#[cfg(test)]", "\n#[cfg(all(test"]
        .iter()
        .filter_map(|mark| code.find(mark))
        .min()
        .map_or(code, |at| &code[..=at])
}

/// Rust text without comments and, unless `strings`, without what stands between quotes. Lines
/// stay.
pub(super) fn stripped(text: &str, strings: bool) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let rest = &chars[at..];
        let (length, keep) = match rest {
            ['/', '/', ..] => (until(rest, "\n", 0), false),
            ['/', '*', ..] => (until(rest, "*/", 2) + 2, false),
            ['r', '"' | '#', ..] if starts_word(&chars, at) => (raw_string(rest), strings),
            ['"', ..] => (quoted(rest, '"'), strings),
            ['\'', '\\', ..] => (quoted(rest, '\''), strings),
            ['\'', _, '\'', ..] => (3, strings),
            _ => (1, true),
        };
        let part = &rest[..length.min(rest.len())];
        if keep {
            out.extend(part);
        } else {
            out.push_str(if rest[0] == '"' { "\"\"" } else { "" });
            out.extend(part.iter().filter(|c| **c == '\n'));
        }
        at += part.len();
    }
    out
}

fn starts_word(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| chars[before]);
    before.is_none_or(|c| c == 'b' || !(c.is_alphanumeric() || c == '_'))
}

fn until(rest: &[char], mark: &str, from: usize) -> usize {
    let mark: Vec<char> = mark.chars().collect();
    let found = rest[from..].windows(mark.len()).position(|part| part == mark);
    found.map_or(rest.len(), |found| from + found)
}

fn quoted(rest: &[char], quote: char) -> usize {
    let mut at = 1;
    while at < rest.len() && rest[at] != quote {
        at += if rest[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// The length of `r"…"` or `r#"…"#`; 1 if this is a raw identifier.
fn raw_string(rest: &[char]) -> usize {
    let hashes = rest[1..].iter().take_while(|c| **c == '#').count();
    if rest.get(1 + hashes) != Some(&'"') {
        return 1;
    }
    let end = format!("\"{}", "#".repeat(hashes));
    until(rest, &end, 2 + hashes) + end.len()
}

/// Where `word` stands in `code` as a whole identifier.
pub(super) fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).map(|(at, _)| at).filter(move |at| {
        !code[..*at].ends_with(part) && !code[at + word.len()..].starts_with(part)
    })
}

/// Fails with every violation on its own line.
pub(super) fn none(law: &str, violations: &[String]) {
    assert!(violations.is_empty(), "{law}:\n  {}\n", violations.join("\n  "));
}

#[test]
fn comments_strings_and_tests_are_told_from_code() {
    let code = "a(\"b\\\"c\"); // d\n/* e\n */ f('\"', r#\"g\"h\"#, &'x y, '\\'');\n";
    let text = &format!("{code}#[cfg(test)]\nmod t {{}}\n");
    assert_eq!(Source::new("x.rs", text).code(), "a(\"\"); \n\n f(, , &'x y, );\n");
    let kept = "a(\"b\\\"c\"); \n\n f('\"', r#\"g\"h\"#, &'x y, '\\'');\n";
    assert_eq!(Source::new("x.rs", text).code_with_strings(), kept);
    assert_eq!(words("ab b.b cb _b b", "b").collect::<Vec<_>>(), [3, 5, 13]);
}
