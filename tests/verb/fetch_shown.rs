//! What a person sees of a download: bars on a terminal, lines in a log, and how it stops.

use std::os::unix::process::ExitStatusExt;
use std::process::Stdio;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::support::hub::{File, Hub};
use crate::support::sandbox::{Sandbox, is_installed};
use crate::support::tmux::Tmux;

/// A Hub whose storage sends half a megabyte in a second.
fn slow() -> Hub {
    let hub = Hub::start();
    let name = format!("{}/model-00001-of-00002.safetensors", "long".repeat(12));
    hub.add_files(
        "acme/model",
        &[
            ("config.json", File::from("{}\n")),
            (name.as_str(), File::made(1, 1_500_000)),
            ("model-00002-of-00002.safetensors", File::made(2, 1_000_000)),
        ],
    );
    hub.cdn().set_rate(500_000);
    hub
}

/// The pane, once it is as it should be.
fn until(tmux: &Tmux, what: &str, ready: impl Fn(&str) -> bool) -> String {
    let begin = Instant::now();
    loop {
        let pane = tmux.pane();
        if ready(&pane) {
            return pane;
        }
        assert!(begin.elapsed() < Duration::from_secs(20), "waited for {what}:\n{pane}");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// A pane of this width in which a shell fetches the model.
fn fetching<'a>(home: &'a Sandbox, hub: &Hub, width: &str) -> Tmux<'a> {
    let tmux = Tmux::of(home);
    let endpoint = hub.endpoint();
    let shell = "env PS1='$ ' bash --norc --noprofile";
    let env = [("HF_ENDPOINT", endpoint.as_str()), ("LC_ALL", "C.UTF-8")];
    tmux.run(&["new-session", "-d", "-x", width, "-y", "24", shell], &env);
    tmux.run(&["send-keys", "clear; echo above; hfenv fetch acme/model", "Enter"], &[]);
    tmux
}

fn has_lines(pane: &str) -> bool {
    pane.lines().filter(|line| line.ends_with(" %")).count() == 2 && pane.contains("/s, ")
}

#[test]
fn bars_fit_eighty_columns_and_other_widths_and_go_at_the_end() {
    if !is_installed("tmux") {
        return;
    }
    let (home, hub) = (Sandbox::new(), slow());
    let tmux = fetching(&home, &hub, "80");
    let pane = until(&tmux, "bars", has_lines);
    let lines: Vec<&str> = pane.trim_end().lines().collect();
    assert_eq!(lines.len(), 4, "{pane}");
    assert!(lines[1].starts_with('[') && lines[1].contains(" of 2.5 MB, "), "{pane}");
    let name = "longlonglong/model-00001-of-00002.safetensors";
    let cut = |line: &&str| line.starts_with("  …") && line.contains(name);
    assert!(lines[2..].iter().any(cut), "{pane}");
    assert!(lines.iter().all(|line| line.chars().count() < 80), "{pane}");
    tmux.run(&["resize-window", "-x", "120", "-y", "24"], &[]);
    // The path comes after the summary.
    let pane = until(&tmux, "the path", |pane| pane.contains("/snapshots/"));
    let lines: Vec<&str> = pane.lines().collect();
    assert_eq!(lines[0], "above", "{pane}");
    assert!(lines[1].starts_with("hfenv: fetched 3 files, 2.5 MB in "), "{pane}");
    assert!(lines[2].contains("/models--acme--model/snapshots/"), "{pane}");
}

#[test]
fn ctrl_c_ends_at_once_and_the_same_command_goes_on() {
    if !is_installed("tmux") {
        return;
    }
    let (home, hub) = (Sandbox::new(), Hub::start());
    let files = [("a.bin", File::made(1, 6_000_000)), ("b.bin", File::made(2, 6_000_000))];
    hub.add_files("acme/model", &files);
    hub.cdn().set_rate(2_000_000);
    let tmux = fetching(&home, &hub, "60");
    until(&tmux, "half of it", |pane| {
        [" 5", " 6", " 7"].iter().any(|ten| {
            pane.lines().any(|line| line.ends_with(" %") && line.contains(&format!("MB {ten}")))
        })
    });
    tmux.run(&["send-keys", "C-c", ""], &[]);
    let pane = until(&tmux, "the last words", |pane| pane.contains("stopped"));
    assert!(!pane.contains(" %"), "{pane}");
    tmux.run(&["send-keys", "echo was $?", "Enter"], &[]);
    until(&tmux, "the status", |pane| pane.contains("was 130"));
    hub.cdn().set_rate(0);
    tmux.run(&["send-keys", "clear; hfenv fetch acme/model", "Enter"], &[]);
    let pane = until(&tmux, "the summary", |pane| pane.contains("fetched 2 files"));
    assert!(!pane.contains("12.0 MB"), "{pane}");
}

#[test]
fn a_log_gets_lines_and_a_signal_its_own_status() {
    let (home, hub) = (Sandbox::new(), slow());
    hub.cdn().set_rate(100_000);
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(["fetch", "acme/model"]).env("HF_ENDPOINT", hub.endpoint());
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let begin = Instant::now();
    while hub.cdn().sent("").is_empty() {
        assert!(begin.elapsed() < Duration::from_secs(20), "nothing was asked for");
        std::thread::sleep(Duration::from_millis(20));
    }
    kill_process(Pid::from_child(&child), Signal::TERM).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.signal(), Some(Signal::TERM.as_raw()));
    assert!(output.stdout.is_empty());
    assert_eq!(
        String::from_utf8_lossy(&output.stderr),
        "hfenv: fetching 3 files, 2.5 MB, of acme/model at main\n\
         hfenv: stopped; the same command goes on where it stopped\n"
    );
}
