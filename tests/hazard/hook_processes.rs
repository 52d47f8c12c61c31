//! Hazard: the prompt gets slow. At a real terminal, a hundred prompts at which nothing changed
//! start no process, and a change of folder starts exactly one.

use std::time::{Duration, Instant};

use crate::support::pty::{Terminal, at_terminal};
use crate::support::record::{call, starts_a_process};
use crate::support::sandbox::{Sandbox, fresh_token, is_installed};
use crate::support::scene::approved;

/// How many prompts are looked at.
const PROMPTS: usize = 100;

/// What each prompt shows.
const PROMPT: &str = "(ready) ";

/// A shell, its rc file, and what it says there. fish's own prompt would ask git.
const SHELLS: [(&str, &str, &str); 3] = [
    ("bash", ".bashrc", "PS1='(ready) '\neval \"$(hfenv hook bash)\"\n"),
    ("zsh", ".zshrc", "PS1='(ready) '\neval \"$(hfenv hook zsh)\"\n"),
    (
        "fish",
        ".config/fish/config.fish",
        "function fish_prompt; echo -n '(ready) '; end\nset -g fish_greeting\n\
         hfenv hook fish | source\n",
    ),
];

/// Starts the shell under strace in a home of its own.
fn traced(home: &Sandbox, shell: &str, rc: (&str, &str)) -> Terminal {
    home.write(rc.0, rc.1);
    // Without this, fish reads all manual pages in the background; up to 3.7, and from 4.0.
    for folder in [".local/share", ".cache"] {
        home.write(format!("{folder}/fish/generated_completions/x"), "");
    }
    let record = home.path("record");
    let words = ["-f", "-qq", "-s", "200", "-e", "trace=process", "-e", "signal=none", "-o"];
    let words = words.into_iter().chain([record.to_str().unwrap(), shell]);
    let mut command = at_terminal(home, "strace", &words.collect::<Vec<_>>());
    command.env("TERM", "xterm").env("XDG_RUNTIME_DIR", home.write("run/x", "").parent().unwrap());
    Terminal::open(command)
}

/// Has the shell start a program that shows and leaves this mark.
fn mark(terminal: &mut Terminal, name: &str) {
    terminal.keys(&format!("/bin/echo mark\"-\"{name}\r"));
    terminal.wait_for(&format!("mark-{name}"));
}

fn wait_for_prompts(terminal: &Terminal, count: usize) {
    let begin = Instant::now();
    while terminal.screen().matches(PROMPT).count() < count {
        assert!(begin.elapsed() < Duration::from_secs(60), "{}", terminal.screen());
        std::thread::sleep(Duration::from_millis(10));
    }
}

/// The calls that started a process between two marks, and the programs that came to run.
fn between(record: &str, from: &str, to: &str) -> (usize, Vec<String>) {
    let at = |name: &str| record.find(&format!("\"mark-{name}\"")).unwrap();
    let lines: Vec<&str> = record[at(from)..at(to)].lines().skip(1).collect();
    let starts = lines.iter().filter(|line| starts_a_process(line)).count();
    let runs =
        lines.iter().filter_map(|line| call(line).strip_prefix("execve(\"")?.split('"').next());
    (starts, runs.map(str::to_owned).collect())
}

fn starts_no_process_unless_something_changed(shell: &str) {
    if !is_installed("strace") || !is_installed(shell) {
        return;
    }
    let (_, path, text) = SHELLS.into_iter().find(|(name, ..)| *name == shell).unwrap();
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    approved(&home, "work", ".env", "HF_HUB_OFFLINE=1\n");
    let mut terminal = traced(&home, shell, (path, text));
    wait_for_prompts(&terminal, 1);
    mark(&mut terminal, "begin");
    let before = terminal.screen().matches(PROMPT).count();
    for _ in 0..PROMPTS {
        terminal.keys("\r");
    }
    wait_for_prompts(&terminal, before + PROMPTS);
    mark(&mut terminal, "quiet");
    terminal.keys("cd work\r");
    mark(&mut terminal, "moved");
    terminal.keys("/bin/echo got\"-\"$HF_HUB_OFFLINE\r");
    terminal.wait_for("got-1");
    terminal.keys("exit\r");
    terminal.end();
    let record = std::fs::read(home.path("record")).unwrap();
    let record = String::from_utf8_lossy(&record);
    // The program that leaves the next mark is one more.
    let echo = "/bin/echo".to_owned();
    assert_eq!(between(&record, "begin", "quiet"), (1, vec![echo.clone()]), "{shell}");
    let (starts, mut runs) = between(&record, "quiet", "moved");
    // Where hfenv takes longer than 30 ms, fish sleeps until it is done.
    let all = runs.len();
    runs.retain(|program| shell != "fish" || !program.ends_with("/sleep"));
    let starts = starts + runs.len() - all;
    let hfenv = env!("CARGO_BIN_EXE_hfenv").to_owned();
    assert_eq!((starts, runs), (2, vec![hfenv, echo]), "{shell}");
}

#[test]
fn bash_starts_no_process_unless_something_changed() {
    starts_no_process_unless_something_changed("bash");
}

#[test]
fn zsh_starts_no_process_unless_something_changed() {
    starts_no_process_unless_something_changed("zsh");
}

#[test]
fn fish_starts_no_process_unless_something_changed() {
    starts_no_process_unless_something_changed("fish");
}
