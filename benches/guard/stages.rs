//! The repositories that are timed.

use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use crate::corpus::code;
use crate::corpus::dice::Dice;
use crate::corpus::site::{git, must, write};

/// Source code of about so many lines.
fn source(dice: &mut Dice, lines: usize) -> String {
    let mut text = String::from("import os\n\n");
    for number in 0..lines {
        let (name, words) = (dice.text("abcdefghijklmnopqrstuvwxyz", 8), dice.prose(30));
        let words = words.lines().next().unwrap().to_owned();
        writeln!(text, "    {name} = model.forward({number}, \"{words}\")").unwrap();
    }
    text
}

/// Two plain tokens, committed and staged: who reports none of them was not asked rightly.
pub(crate) fn plain(home: &Path) -> PathBuf {
    let folder = home.join("plain");
    std::fs::create_dir(&folder).unwrap();
    must(home, &folder, ["init", "-q"]);
    write(&folder, b"README.md", b"# Plain\n");
    must(home, &folder, ["add", "-A"]);
    must(home, &folder, ["commit", "-qm", "first"]);
    let mut dice = Dice::new(4);
    let mut tokens = |name: &str| {
        let hub = dice.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", 34);
        let other = dice.text("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFGHIJKLMNOPQRS", 36);
        let text = format!("hub = 'hf_{hub}'\ngithub = 'ghp_{other}'\n");
        write(&folder, name.as_bytes(), text.as_bytes());
        must(home, &folder, ["add", "-A"]);
    };
    tokens("old.py");
    must(home, &folder, ["commit", "-qm", "second"]);
    tokens("new.py");
    folder
}

/// 300 files, of which three change by 20 lines each.
pub(crate) fn small(home: &Path, dice: &mut Dice) -> PathBuf {
    let folder = home.join("small");
    std::fs::create_dir(&folder).unwrap();
    must(home, &folder, ["init", "-q"]);
    for number in 0..300 {
        write(&folder, path(number).as_bytes(), source(dice, 60).as_bytes());
    }
    must(home, &folder, ["add", "-A"]);
    must(home, &folder, ["commit", "-qm", "first"]);
    for number in [7, 70, 170] {
        let file = path(number);
        let old = std::fs::read_to_string(folder.join(&file)).unwrap();
        write(&folder, file.as_bytes(), format!("{old}{}", source(dice, 18)).as_bytes());
    }
    must(home, &folder, ["add", "-A"]);
    folder
}

fn path(number: usize) -> String {
    format!("src/part{}/file{number}.py", number % 12)
}

/// 2,002 new files: a JSON Lines of 200 MB, a notebook of 40 MB of pictures, and 2,000 texts.
pub(crate) fn large(home: &Path, dice: &mut Dice) -> PathBuf {
    let folder = home.join("large");
    std::fs::create_dir(&folder).unwrap();
    must(home, &folder, ["init", "-q"]);
    write(&folder, b"README.md", b"# Data\n");
    must(home, &folder, ["add", "-A"]);
    must(home, &folder, ["commit", "-qm", "first"]);
    let mut rows = Vec::new();
    while rows.len() < 200_000_000 {
        let text = dice.prose(700).replace('\n', " ");
        let id = dice.text("0123456789abcdef", 40);
        writeln!(rows, "{{\"id\": \"{id}\", \"text\": \"{text}\"}}").unwrap();
    }
    write(&folder, b"data/train.jsonl", &rows);
    drop(rows);
    let mut cells = String::from("{\"cells\": [\n");
    while cells.len() < 40_000_000 {
        let picture = code::base64(&dice.bytes(300_000));
        writeln!(
            cells,
            "{{\"outputs\": [{{\"data\": {{\"image/png\": \"iVBORw0KGgo{picture}\"}}}}]}},"
        )
        .unwrap();
    }
    cells.push_str("{}], \"nbformat\": 4}\n");
    write(&folder, b"plots.ipynb", cells.as_bytes());
    for number in 0..2000 {
        write(&folder, format!("text/{number}.txt").as_bytes(), dice.prose(9000).as_bytes());
    }
    must(home, &folder, ["add", "-A"]);
    folder
}

/// Sources of the crates that this project is built of, about so many bytes, in a repository.
pub(crate) fn tree(home: &Path, bytes: u64) -> (PathBuf, usize, u64) {
    let folder = home.join("tree");
    std::fs::create_dir(&folder).unwrap();
    let manifest = Path::new(env!("CARGO_MANIFEST_DIR"));
    let cargo = std::env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(std::env::var_os("HOME").unwrap()).join(".cargo"),
        PathBuf::from,
    );
    let sources = std::fs::read_dir(cargo.join("registry/src")).unwrap().next().unwrap().unwrap();
    let lock = std::fs::read_to_string(manifest.join("Cargo.lock")).unwrap();
    let (mut files, mut sum) = (0, 0);
    let value = |line: &str| line.split('"').nth(1).unwrap_or_default().to_owned();
    let lines: Vec<&str> = lock.lines().collect();
    for pair in lines.windows(2).filter(|pair| pair[0].starts_with("name = ")) {
        let name = format!("{}-{}", value(pair[0]), value(pair[1]));
        let from = sources.path().join(&name);
        if sum >= bytes || !from.is_dir() {
            continue;
        }
        copy(&from, &folder.join(&name), &mut files, &mut sum);
    }
    must(home, &folder, ["init", "-q"]);
    must(home, &folder, ["add", "-A", "-f"]);
    must(home, &folder, ["commit", "-qm", "sources"]);
    (folder, files, sum)
}

fn copy(from: &Path, to: &Path, files: &mut usize, sum: &mut u64) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to, files, sum);
        } else {
            *sum += std::fs::copy(entry.path(), to).unwrap();
            *files += 1;
        }
    }
}

/// A history: of the repository that is named, or 3,000 made commits of three files each.
pub(crate) fn history(home: &Path, dice: &mut Dice) -> PathBuf {
    let folder = home.join("history");
    if let Some(real) = std::env::var_os("HFENV_BENCH_HISTORY") {
        let mut clone = git(home, home);
        let done = clone.args(["clone", "-q", "--no-checkout"]).arg(real).arg("history").status();
        assert!(done.unwrap().success());
        return folder;
    }
    must(home, home, ["init", "-q", "history"]);
    let mut import = git(home, &folder);
    let mut child = import.args(["fast-import", "--quiet"]).stdin(Stdio::piped()).spawn().unwrap();
    let mut to = std::io::BufWriter::new(child.stdin.take().unwrap());
    for commit in 0..3000 {
        let who = format!("me <me@example.org> {} +0000", 1_700_000_000 + commit * 60);
        write!(to, "commit refs/heads/main\ncommitter {who}\ndata 5\nstep\n\n").unwrap();
        for _ in 0..3 {
            let lines = 60 + dice.below(400);
            let text = source(dice, lines);
            let path = path(dice.below(400));
            write!(to, "M 100644 inline {path}\ndata {}\n{text}\n", text.len()).unwrap();
        }
    }
    drop(to);
    assert!(child.wait().unwrap().success());
    folder
}
