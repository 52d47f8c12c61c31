//! Prompts, interrupted prompts, and output that a person or nobody reads.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::Duration;

use rustix::process::Signal;

use crate::support::hub::{Account, Hub, Reply};
use crate::support::pty::{Terminal, at_terminal, hfenv};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{assert_hidden, run, said};

const LOGIN: [&str; 4] = ["login", "--store", "file", "--no-verify"];

#[test]
fn a_pasted_token_is_never_on_the_screen() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let mut terminal = Terminal::open(hfenv(&home, &LOGIN));
    terminal.hidden_line("2");
    terminal.wait_for("Paste the token");
    terminal.hidden_line(&token);
    assert!(terminal.end().success(), "{}", terminal.screen());
    assert!(terminal.echoes());
    assert_hidden(&terminal.screen(), &[&token]);
    run(&mut home.hfenv(["token"]), &[&token]).exits(0).prints(&format!("{token}\n"));
}

#[test]
fn an_interrupted_prompt_gives_the_echo_back_and_dies_of_the_signal() {
    let signals = [Signal::INT, Signal::TERM, Signal::HUP, Signal::QUIT];
    for (keys, signal) in
        std::iter::once((Some("\u{3}"), Signal::INT)).chain(signals.map(|signal| (None, signal)))
    {
        let home = Sandbox::new();
        let mut terminal = Terminal::open(hfenv(&home, &LOGIN));
        terminal.wait_hidden();
        match keys {
            Some(keys) => terminal.keys(keys),
            None => terminal.signal(signal),
        }
        let status = terminal.end();
        assert_eq!(status.signal(), Some(signal.as_raw()), "{status} {}", terminal.screen());
        assert!(terminal.echoes(), "{signal:?} leaves the terminal without echo");
        assert!(!home.ours("config/profiles.toml").exists());
    }
}

#[test]
fn after_the_prompt_an_interrupt_still_ends_the_wait_for_the_hub() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    hub.script("/api/whoami-v2", Reply::new(200).after(Duration::from_secs(15)));
    let mut command = hfenv(&home, &["login", "--store", "file"]);
    command.env("HF_ENDPOINT", hub.endpoint());
    let mut terminal = Terminal::open(command);
    terminal.hidden_line(&fresh_token());
    while hub.requests().is_empty() {
        std::thread::sleep(Duration::from_millis(5));
    }
    terminal.keys("\u{3}");
    let begin = std::time::Instant::now();
    assert_eq!(terminal.end().signal(), Some(Signal::INT.as_raw()), "{}", terminal.screen());
    assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
}

#[test]
fn the_end_of_input_at_the_prompt_is_an_error_and_saves_nothing() {
    for (keys, choice) in
        [("\u{4}", false), ("\u{4}", true), ("\n", true), ("   \n", true), ("two words\n", true)]
    {
        let home = Sandbox::new();
        let mut terminal = Terminal::open(hfenv(&home, &LOGIN));
        if choice {
            terminal.hidden_line("2");
            terminal.wait_for("Paste the token");
        }
        terminal.wait_hidden();
        terminal.keys(keys);
        let (status, screen) = (terminal.end(), terminal.screen());
        assert_eq!(status.code(), Some(2), "{keys:?}: {screen}");
        assert!(screen.contains("error: ") && !screen.contains("two words"), "{screen}");
        assert!(terminal.echoes() && !home.ours("config/profiles.toml").exists());
    }
}

#[test]
fn without_a_terminal_there_is_no_prompt_but_the_safe_ways() {
    let home = Sandbox::new();
    run(home.hfenv(["login", "--no-input", "--store", "file"]).write_stdin(""), &[])
        .exits(2)
        .names(&["--token-stdin"]);
    // A session of its own has no /dev/tty.
    let mut command = home.command("setsid");
    command.args(["-w", env!("CARGO_BIN_EXE_hfenv")]).args(LOGIN).arg("--open");
    command.stdin(Stdio::null());
    run(&mut command.into(), &[]).exits(2).names(&["--token-stdin"]);
}

#[test]
fn a_terminal_gets_a_token_only_when_it_asks() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let on_screen = |words: &[&str]| {
        let mut terminal = Terminal::open(hfenv(&home, words));
        (terminal.end().code(), terminal.screen())
    };
    let (code, screen) = on_screen(&["token"]);
    assert_eq!(code, Some(2), "{screen}");
    assert!(screen.contains("--show"), "{screen}");
    assert_hidden(&screen, &[&token]);
    let (code, screen) = on_screen(&[]);
    assert_eq!(code, Some(0), "{screen}");
    assert!(screen.contains("profile work") && screen.contains("next"), "{screen}");
    assert_hidden(&screen, &[&token]);
    let (code, screen) = on_screen(&["token", "--show"]);
    assert_eq!((code, screen), (Some(0), format!("{token}\r\n")));
}

#[test]
fn allow_asks_and_only_a_yes_allows() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let folder = home.write("project/.env", format!("HF_TOKEN={token}\n"));
    let folder = folder.parent().unwrap();
    let answer = |keys: &str| {
        let mut command = hfenv(&home, &["allow"]);
        command.current_dir(folder);
        let mut terminal = Terminal::open(command);
        terminal.wait_for("[y/N]");
        terminal.keys(keys);
        let code = terminal.end().code();
        assert_hidden(&terminal.screen(), &[&token]);
        code
    };
    let token_here = || run(home.hfenv(["token"]).current_dir(folder), &[&token]).code;
    for no in ["n\n", "\n", "\u{4}", "maybe\n"] {
        assert_eq!((answer(no), token_here()), (Some(1), Some(1)), "{no:?}");
    }
    assert_eq!((answer("y\n"), token_here()), (Some(0), Some(0)));
}

#[test]
fn nobody_to_ask_is_no_yes() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write("project/.env", format!("HF_TOKEN={token}\n"));
    let mut command = home.hfenv(["allow", "project"]);
    run(command.write_stdin("y\n"), &[&token]).exits(2).names(&["hfenv allow --yes"]);
}

/// What a shell line says and how it ends.
fn shell(home: &Sandbox, line: &str, token: &str) -> crate::support::shown::Said {
    let mut command = home.command("bash");
    command.args(["-c", line]).stdin(Stdio::null());
    said(&command.output().unwrap(), &[token])
}

#[test]
fn closed_streams_and_readers_that_leave_are_silence() {
    let (home, token) = (Sandbox::new(), fresh_token());
    for number in 0..30 {
        home.profile(&format!("profile-{number}"), &token);
    }
    for words in ["list", "token", "why", "export json", "", "--help", "--version", "list --json"] {
        // The reader is gone before the first byte: the sleep comes first.
        let piped = format!("{{ sleep 0.1; hfenv {words}; echo $? >&2; }} | true");
        let closed = format!("hfenv {words} >&-; echo $? >&2");
        for line in [piped, closed] {
            let said = shell(&home, &line, &token);
            assert_eq!(said.err, "0\n", "{line}");
        }
        for line in [format!("hfenv {words} <&-"), format!("hfenv {words} 2>&-")] {
            let said = shell(&home, &line, &token).exits(0);
            assert!(!said.out.is_empty() && said.err.is_empty(), "{line}: {said:?}");
        }
    }
    shell(&home, "hfenv login --token-stdin --store file <&-", &token)
        .exits(2)
        .names(&["no token"]);
    shell(&home, "hfenv -p nobody token 2>&-", &token).exits(2).prints("");
    shell(&home, "hfenv git-credential get <&-", &token).exits(0).prints("");
}

#[test]
fn a_prompt_needs_no_standard_output() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let hub = Hub::start();
    let good = hub.add_token(Account::read("ada"));
    let line = "name=$(hfenv login --store file --endpoint \"$HUB\") && echo \"[$name]\"";
    let mut command = at_terminal(&home, "bash", &["-c", line]);
    command.env("HUB", hub.endpoint());
    let mut terminal = Terminal::open(command);
    terminal.hidden_line(&good);
    assert!(terminal.end().success(), "{}", terminal.screen());
    assert!(terminal.screen().contains("[]"), "{}", terminal.screen());
    assert_hidden(&terminal.screen(), &[&good, &token]);
}
