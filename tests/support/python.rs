//! The real Python libraries as judges: one process per question, JSON in and JSON out.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use super::shells::is_long;

/// Runs `script` with `input` on its stdin and `home` as its home, and returns what it prints.
///
/// `None`, after a printed note, if there is no Python with these libraries; where `CI` is set that
/// is a failure.
pub(crate) fn ask(script: &str, input: &Value, home: &Path) -> Option<Value> {
    ask_with(&["dotenv", "huggingface_hub"], script, input, home)
}

/// The same with other libraries.
pub(crate) fn ask_with(
    libraries: &[&str],
    script: &str,
    input: &Value,
    home: &Path,
) -> Option<Value> {
    let Some(python) = interpreter(libraries) else {
        assert!(var("CI").is_none(), "no Python with {libraries:?}");
        println!("skipped: no Python with {libraries:?} (HFENV_TEST_TOOLS)");
        return None;
    };
    let mut child = Command::new(python)
        .args(["-X", "utf8", "-c", script])
        .env_clear()
        .env("PATH", "/usr/bin:/bin")
        .env("HOME", home)
        .env("HF_HOME", home)
        .env("X", "from-the-environment")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let text = input.to_string();
    let writer = std::thread::spawn(move || stdin.write_all(text.as_bytes()));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap().unwrap();
    assert!(output.status.success(), "the Python judge failed");
    Some(serde_json::from_slice(&output.stdout).unwrap())
}

/// A program beside that Python, such as `hf`; `None`, after a printed note, if it is not there.
pub(crate) fn tool(name: &str) -> Option<PathBuf> {
    let found = interpreter(&["dotenv", "huggingface_hub"]).filter(|python| python.is_absolute());
    let tool = found.map(|python| python.with_file_name(name)).filter(|tool| tool.is_file());
    if tool.is_none() {
        assert!(var("CI").is_none(), "no {name} with huggingface_hub");
        println!("skipped: no {name} with huggingface_hub (HFENV_TEST_TOOLS)");
    }
    tool
}

fn interpreter(libraries: &[&str]) -> Option<PathBuf> {
    let tools = var("HFENV_TEST_TOOLS").map(|tools| PathBuf::from(tools).join("bin/python"));
    let python = tools.unwrap_or_else(|| PathBuf::from("python3"));
    let find = "from importlib.util import find_spec as f; import sys\n\
                assert all(f(name) for name in sys.argv[1:])";
    let mut command = Command::new(&python);
    let found = command.args(["-c", find]).args(libraries).stderr(Stdio::null()).status();
    found.is_ok_and(|status| status.success()).then_some(python)
}

/// How many random cases to run: a tenth, but in the long run.
pub(crate) fn cases(long: usize) -> usize {
    if is_long() { long } else { long / 10 }
}

/// Random choices whose seed is printed; `HFENV_TEST_SEED` repeats a run.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new() -> Self {
        let seed = var("HFENV_TEST_SEED").and_then(|seed| seed.parse().ok());
        let seed = seed.unwrap_or_else(|| getrandom::u64().unwrap());
        println!("HFENV_TEST_SEED={seed}");
        Self(seed)
    }

    /// The seed itself, before the first choice.
    pub(crate) fn seed(&self) -> u64 {
        self.0
    }

    /// A number below `end` (splitmix64).
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap() % end
    }

    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// Up to `most` random picks in a row.
    pub(crate) fn string(&mut self, from: &[&str], most: usize) -> String {
        (0..self.below(most + 1)).map(|_| self.pick(from)).collect()
    }
}

#[expect(clippy::disallowed_methods, reason = "the test run's own switches")]
fn var(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
