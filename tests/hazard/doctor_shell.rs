//! Doctor on shells: the lines in real rc files, and what real shells make of them.

use std::path::Path;
use std::process::Command;

use crate::support::doctor::{Patient, chmod};
use crate::support::pty::{Terminal, at_terminal};
use crate::support::sandbox::{Sandbox, is_installed};

const BIN: &str = env!("CARGO_BIN_EXE_hfenv");
const MARK: &str = "# added by hfenv setup shell";

/// A shell, its file, how hfenv is loaded there by a line, and words that succeed where it is.
const SHELLS: [(&str, &str, [&str; 2], &str); 3] = [
    ("bash", ".bashrc", ["eval \"$(", " hook bash)\""], "declare -F __hfenv_prompt"),
    ("zsh", ".zshrc", ["eval \"$(", " hook zsh)\""], "typeset -f __hfenv_precmd"),
    ("fish", ".config/fish/config.fish", ["", " hook fish | source"], "functions -q __hfenv_ask"),
];

/// Whether a new shell of this kind has loaded hfenv.
fn loads(home: &Sandbox, shell: &str, words: &str) -> bool {
    let mut command: Command = home.command(shell);
    let output = command.args(["-i", "-c", words]).env("TERM", "dumb").output().unwrap();
    output.status.success()
}

#[test]
fn a_line_with_an_hfenv_that_is_gone_or_another_is_mended() {
    for (shell, file, [before, after], words) in SHELLS {
        if !is_installed(shell) {
            continue;
        }
        for there in [false, true] {
            let home = Sandbox::new();
            home.write(".profile", ". ~/.bashrc\n");
            let other = home.path("old/hfenv");
            if there {
                home.write("old/x", "");
                std::fs::copy(BIN, &other).unwrap();
            }
            let line = format!("{before}{}{after} {MARK}", other.display());
            home.write(file, format!("# mine\n{line}\n# more\n"));
            let patient = Patient::of(&home);
            let (verdict, what) =
                if there { ("warning", "another hfenv") } else { ("problem", "not there") };
            let place = format!("~/{file}:2");
            let report = patient.report(&["shell-hook"]);
            report.says("shell-hook", verdict, &[&place, what, "hfenv setup shell --shell"]);
            assert_eq!(loads(&home, shell, words), there, "{shell}");
            patient.mends_and_takes_back("shell-hook");
            assert!(loads(&home, shell, words), "{shell} does not load it");
            let report = patient.report(&["shell-hook"]);
            report.says("shell-hook", "ok", &[&place, "loads hfenv in"]);
        }
    }
}

#[test]
fn a_line_by_hand_is_good_until_its_program_goes() {
    let home = Sandbox::new();
    home.write(".profile", ". ~/.bashrc\n");
    let gone = home.path("bin/hfenv");
    home.write("bin/x", "");
    std::fs::copy(BIN, &gone).unwrap();
    let line = |program: &str| format!("eval \"$({program} hook bash)\"\n");
    home.write(".bashrc", line(gone.to_str().unwrap()));
    let patient = Patient::of(&home);
    patient.report(&["shell-hook"]).says("shell-hook", "ok", &["~/.bashrc:1", "a line of yours"]);
    std::fs::remove_file(&gone).unwrap();
    let words = ["~/.bashrc:1 names an hfenv that is not there", "write where hfenv is"];
    patient.report(&["shell-hook"]).says("shell-hook", "problem", &words);
    home.write(".bashrc", line("hfenv"));
    patient.report(&["shell-hook"]).says("shell-hook", "ok", &[]);
}

#[test]
fn a_line_that_asks_once_is_told_from_one_that_follows() {
    let home = Sandbox::new();
    home.write(".profile", ". ~/.bashrc\n");
    home.write(".bashrc", "eval \"$(hfenv)\"\n");
    home.write(".yashrc", "eval \"$(hfenv)\"\n");
    let patient = Patient::of(&home);
    let report = patient.report(&["shell-hook"]);
    let words = ["~/.bashrc:1 asks hfenv once", "--shell bash", "then take that line out"];
    report.says("shell-hook", "note", &words);
    // yash has no hook, so that this is all that it can do.
    report.says("shell-hook", "note", &["~/.yashrc:1 loads hfenv in yash"]);
    patient.doctor(&["shell-hook", "--fix", "--yes"]).exits(0);
    let text = std::fs::read_to_string(home.path(".bashrc")).unwrap();
    home.write(".bashrc", text.replace("eval \"$(hfenv)\"\n", ""));
    patient.report(&["shell-hook"]).says("shell-hook", "ok", &["~/.bashrc:1 loads hfenv in bash"]);
}

#[test]
fn a_login_shell_that_reads_another_file_is_told() {
    let home = Sandbox::new();
    home.hfenv(["setup", "shell", "--shell", "bash"]).assert().success();
    let patient = Patient::of(&home);
    let words = ["a login shell", "make ~/.bash_profile with the line: . ~/.bashrc"];
    patient.report(&["shell-hook"]).says("shell-hook", "note", &words);
    home.write(".bash_profile", ". ~/.bashrc\n");
    patient.report(&["shell-hook"]).says("shell-hook", "ok", &[]);
}

#[test]
fn the_plugin_file_of_nushell_is_renewed() {
    let home = Sandbox::new();
    home.hfenv(["setup", "shell", "--shell", "nu"]).assert().success();
    let file = home.path(".config/nushell/autoload/hfenv.nu");
    let patient = Patient::of(&home);
    patient.report(&["shell-hook"]).says("shell-hook", "ok", &["hfenv.nu loads hfenv in nu"]);
    let mut text = std::fs::read_to_string(&file).unwrap();
    text.push_str("# of an older one\n");
    std::fs::write(&file, text).unwrap();
    patient.report(&["shell-hook"]).says("shell-hook", "warning", &["another hfenv", "--shell nu"]);
    patient.mends_and_takes_back("shell-hook");
}

#[test]
fn what_is_no_file_is_said_and_not_waited_for() {
    let home = Sandbox::new();
    assert!(Command::new("mkfifo").arg(home.path(".zshrc")).status().unwrap().success());
    let patient = Patient::of(&home);
    let words = ["~/.zshrc can't be read", "setup shell --dry-run --shell zsh"];
    patient.report(&["shell-hook"]).says("shell-hook", "unknown", &words);
    std::fs::remove_file(home.path(".zshrc")).unwrap();
    patient.report(&["shell-hook"]).says("shell-hook", "note", &["no shell loads hfenv"]);
}

/// Types `hfenv doctor shell-hook` at a prompt of bash, and waits for what it has to say.
fn typed(home: &Sandbox, terminal: &mut Terminal, mark: &str, words: &[&str]) {
    terminal.keys(&format!("hfenv doctor shell-hook; echo \"{mark}\"''\"-done\"\r"));
    terminal.wait_for(&format!("{mark}-done"));
    let screen = terminal.screen();
    let said = screen.rsplit("hfenv doctor shell-hook").next().unwrap();
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for word in words {
        assert!(said.contains(word), "no {word:?} in {said:?}");
    }
    assert!(!said.contains(home.home().to_str().unwrap()));
}

#[test]
fn the_shell_from_which_it_is_called_is_looked_at() {
    if !is_installed("bash") {
        return;
    }
    let home = Sandbox::new();
    home.write(".bash_profile", ". ~/.bashrc\n");
    home.write(".bashrc", "PS1='$ '\n");
    let runtime = home.runtime();
    let mut command = at_terminal(&home, "bash", &["-i"]);
    command.env("XDG_RUNTIME_DIR", &runtime);
    let mut terminal = Terminal::open(command);
    terminal.wait_for("$ ");
    let words = ["no file loads hfenv in bash, from which doctor was called", "--shell bash"];
    typed(&home, &mut terminal, "one", &words);
    home.hfenv(["setup", "shell", "--shell", "bash"]).assert().success();
    typed(&home, &mut terminal, "two", &["this bash has not loaded hfenv yet", "run: exec bash"]);
    terminal.keys("exec bash\r");
    terminal.wait_for("exec bash");
    typed(&home, &mut terminal, "three", &["~/.bashrc:2 loads hfenv in bash 1 check"]);
    terminal.keys("exit\r");
    terminal.end();
}

#[test]
fn a_file_that_may_not_be_read_is_unknown() {
    let home = Sandbox::new();
    chmod(home.write(".zshrc", "x"), 0o000);
    let patient = Patient::of(&home);
    if std::fs::read(Path::new(&home.path(".zshrc"))).is_ok() {
        // Root reads everything.
        patient.report(&["shell-hook"]).says("shell-hook", "note", &[]);
        return;
    }
    patient.report(&["shell-hook"]).says("shell-hook", "unknown", &["~/.zshrc can't be read"]);
}
