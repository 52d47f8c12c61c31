//! `hfenv completions`: each real shell loads its file, completes commands and values, and asks for
//! the names of profiles when they are wanted. There is no PowerShell to ask; its file is compared
//! with what is generated, like all others.

use std::path::PathBuf;
use std::process::Stdio;

use crate::support::pty::{Terminal, at_terminal};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use hfenv::vars::Env;

/// Where bash-completion lies on Debian and its children.
const BASH_COMPLETION: &str = "/usr/share/bash-completion/bash_completion";

/// The folder of the files, with what a package would install.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/completions");

/// A home with two profiles, and logins of huggingface_hub whose names would do harm as commands.
fn home() -> Sandbox {
    let home = Sandbox::new();
    for name in ["work", "me@corp"] {
        home.profile(name, &fresh_token());
    }
    let token = fresh_token();
    let section = |name: &str| format!("[{name}]\nhf_token = {token}\n");
    let odd = ["w$(touch ran)", "w;touch ran", "-w"].map(section).concat();
    home.write(".cache/huggingface/stored_tokens", odd);
    let listed = stdout(&home.hfenv(["list", "--names"]).assert().success());
    assert!(listed.contains("w$(touch ran)\n") && listed.contains("work\n"), "{listed}");
    home
}

/// Something that is missing: an error in CI, a printed skip elsewhere.
fn missing(what: &str) {
    assert!(!Env::from_process().has("CI"), "{what} is not installed");
    println!("skipped: {what} is not installed");
}

/// Where a shell is: in `HFENV_TEST_TOOLS/bin`, else in `PATH`.
fn find(program: &str) -> Option<String> {
    let env = Env::from_process();
    let tools = env.absolute("HFENV_TEST_TOOLS").map(|folder| folder.join("bin"));
    let path = std::env::split_paths(env.raw("PATH").unwrap_or_default());
    let mut files = tools.into_iter().chain(path).map(|folder| folder.join(program));
    let found = files.find(|file| file.is_file()).map(|file| file.display().to_string());
    if found.is_none() {
        missing(program);
    }
    found
}

/// A shell that can be typed at, by its start and the line that loads the completions.
struct Typed {
    words: &'static [&'static str],
    load: &'static str,
}

const BASH: Typed =
    Typed { words: &["bash", "--norc", "--noprofile", "-i"], load: "source FOLDER/hfenv.bash" };
const ZSH: Typed = Typed {
    words: &["zsh", "-f", "-i"],
    load: "fpath=(FOLDER $fpath); autoload -Uz compinit; compinit -u -D",
};
const ELVISH: Typed =
    Typed { words: &["elvish", "-norc"], load: "eval (slurp < FOLDER/hfenv.elv)" };

impl Typed {
    /// The shell at a terminal, with the completions loaded.
    fn open(&self, home: &Sandbox, path: Option<&str>) -> Option<Terminal> {
        let program = find(self.words[0])?;
        let mut command = at_terminal(home, &program, &self.words[1..]);
        // elvish wants more of a terminal than the others.
        let terminal = if self.words[0] == "elvish" { "xterm" } else { "dumb" };
        command.env("TERM", terminal).env("PS1", "$ ");
        if let Some(path) = path {
            command.env("PATH", path);
        }
        let mut terminal = Terminal::open(command);
        // Told apart from its echo, which has the quotes.
        let load = self.load.replace("FOLDER", FOLDER);
        terminal.keys(&format!("{load}\necho loa''ded\n"));
        terminal.wait_for("loaded");
        Some(terminal)
    }
}

/// What fish offers for a command line, one a line, without what it says about each.
fn in_fish(home: &Sandbox, line: &str) -> Option<String> {
    let script = format!("source {FOLDER}/hfenv.fish; complete -C '{line}'");
    let mut command = home.command(find("fish")?);
    let output = command.args(["--no-config", "-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    let offered = String::from_utf8(output.stdout).unwrap();
    Some(offered.lines().filter_map(|line| line.split('\t').next()).collect::<Vec<_>>().join("\n"))
}

/// What nushell offers, as JSON.
fn in_nu(home: &Sandbox, line: &str) -> Option<String> {
    let script = format!("source {FOLDER}/hfenv.nu\n{line}");
    let file = home.write("line.nu", &script);
    let mut command = home.command(find("nu")?);
    command.args(["--no-config-file", "--no-std-lib", "--ide-complete"]);
    let output = command.arg(script.len().to_string()).arg(file).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{line}");
    Some(String::from_utf8(output.stdout).unwrap())
}

#[test]
fn a_command_and_a_profile_are_completed_while_they_are_typed() {
    for shell in [BASH, ZSH, ELVISH] {
        let home = home();
        let Some(mut terminal) = shell.open(&home, None) else { continue };
        terminal.keys("hfenv sw\t m\t\n");
        terminal.wait_for("profile me@corp is the default now");
    }
}

#[test]
fn bash_completes_what_it_takes_apart_itself() {
    let home = home();
    home.write("a file", "");
    let Some(mut terminal) = BASH.open(&home, None) else { return };
    for (typed, line) in [
        ("switch me@c", "hfenv switch me@corp "),
        ("logout --force me@", "hfenv logout --force me@corp "),
        ("--profile=w", "hfenv --profile=work "),
        ("list --profile=me@c", "hfenv list --profile=me@corp "),
        ("why --color=al", "hfenv why --color=always "),
        ("login --store key", "hfenv login --store keyring "),
        ("login --token-file a", "hfenv login --token-file a\\ file "),
        ("export ba", "hfenv export bash "),
        ("run -p work -- git-credential-h", "hfenv run -p work -- git-credential-hfenv "),
        ("run git-credential-h", "hfenv run git-credential-hfenv "),
        ("completions el", "hfenv completions elvish "),
    ] {
        terminal.keys(&format!("\u{15}hfenv {typed}\t"));
        terminal.wait_for(line);
    }
}

#[test]
fn bash_completes_the_command_to_run_as_that_command_does() {
    if !PathBuf::from(BASH_COMPLETION).is_file() {
        return missing("bash-completion");
    }
    let home = home();
    let Some(mut terminal) = BASH.open(&home, None) else { return };
    terminal.keys(&format!("source {BASH_COMPLETION}\n"));
    for (typed, line) in [
        ("run -p work -- git cherry-p", "hfenv run -p work -- git cherry-pick "),
        ("switch me@c", "hfenv switch me@corp "),
        ("--profile=w", "hfenv --profile=work "),
    ] {
        terminal.keys(&format!("\u{15}hfenv {typed}\t"));
        terminal.wait_for(line);
    }
}

#[test]
fn zsh_completes_values_names_and_the_command_to_run() {
    let home = home();
    let Some(mut terminal) = ZSH.open(&home, None) else { return };
    for (typed, line) in [
        ("logout --force me", "hfenv logout --force me@corp "),
        ("--profile=wor", "hfenv --profile=work "),
        ("setup --shell=xo", "hfenv setup --shell=xonsh "),
        ("why --for py", "hfenv why --for python "),
        ("export dot", "hfenv export dotenv "),
        ("run -- git check-i", "hfenv run -- git check-ignore "),
        ("run -p work -- git-credential-h", "hfenv run -p work -- git-credential-hfenv"),
    ] {
        terminal.keys(&format!("\u{15}hfenv {typed}\t"));
        terminal.wait_for(line);
    }
}

#[test]
fn fish_completes_values_names_and_the_command_to_run() {
    let home = home();
    for (line, expected) in [
        ("hfenv sw", &["switch"][..]),
        ("hfenv switch m", &["me@corp"]),
        ("hfenv -p wo", &["work"]),
        ("hfenv logout --force wo", &["work"]),
        ("hfenv login --store k", &["kernel", "keyring"]),
        ("hfenv setup --shell xo", &["xonsh"]),
        ("hfenv why --for ", &["fetch", "git", "python", "shell"]),
        ("hfenv list ", &[]),
        ("hfenv export dot", &["dotenv"]),
    ] {
        let Some(offered) = in_fish(&home, line) else { return };
        assert_eq!(offered.lines().collect::<Vec<_>>(), expected, "{line}");
    }
    for line in ["hfenv run git-credential-hf", "hfenv run -p work -- git-credential-hf"] {
        let offered = in_fish(&home, line).unwrap();
        assert!(offered.starts_with("git-credential-hfenv"), "{line}: {offered}");
    }
}

#[test]
fn nushell_completes_commands_values_and_names() {
    let home = home();
    for (line, expected) in [
        ("hfenv sw", r#""hfenv switch""#),
        ("hfenv switch ", r#""me@corp", "work""#),
        ("hfenv --profile wo", r#""work""#),
        ("hfenv login --store k", r#""kernel", "keyring""#),
        ("hfenv export dot", r#""dotenv""#),
    ] {
        let Some(offered) = in_nu(&home, line) else { return };
        assert!(offered.contains(&format!("[{expected}]")), "{line}: {offered}");
    }
}

#[test]
fn elvish_completes_values() {
    let home = home();
    let Some(mut terminal) = ELVISH.open(&home, None) else { return };
    for (typed, expected) in [
        ("hfenv login --store ''", "keyring kernel file hf"),
        ("hfenv export ''", "sh bash zsh ksh fish"),
        ("hfenv --color ''", "auto always never"),
    ] {
        let take = "| take 5 | each {|c| to-string $c } | echo (all)";
        terminal.keys(&format!("$edit:completion:arg-completer[hfenv] {typed} {take}\n"));
        terminal.wait_for(expected);
    }
}

#[test]
fn an_odd_name_is_quoted_or_not_offered_and_never_run() {
    let home = home();
    if let Some(mut terminal) = BASH.open(&home, None) {
        terminal.keys("hfenv switch w\t\n");
        terminal.wait_for("profile work is the default now");
    }
    if let Some(mut terminal) = ZSH.open(&home, None) {
        terminal.keys("hfenv switch w\\$\t\n");
        terminal.wait_for("there is no profile \"w$(touch ran)\"");
    }
    if let Some(mut terminal) = ELVISH.open(&home, None) {
        // The first Enter ends the choice.
        terminal.keys("hfenv switch 'w$'\t\n\n");
        terminal.wait_for("there is no profile \"w$(touch ran)\"");
    }
    if let Some(offered) = in_nu(&home, "hfenv switch w") {
        assert!(offered.contains(r#"["work"]"#), "{offered}");
    }
    assert!(!home.path("ran").exists());
}

#[test]
fn without_hfenv_nothing_is_offered_and_nothing_said() {
    let home = home();
    let path = Some("/usr/bin:/bin");
    for shell in [BASH, ZSH, ELVISH] {
        let Some(mut terminal) = shell.open(&home, path) else { continue };
        let before = terminal.screen().len();
        terminal.keys("hfenv -p xy\t\u{15}echo do''ne\n");
        terminal.wait_for("done");
        let said = &terminal.screen()[before..];
        assert!(!said.contains("not found") && !said.contains("xception"), "{said}");
    }
    let Some(fish) = find("fish") else { return };
    let script = format!("source {FOLDER}/hfenv.fish; complete -C 'hfenv switch '");
    let mut command = home.command(fish);
    command.args(["--no-config", "-c", &script]).env("PATH", "/usr/bin:/bin");
    let output = command.stdin(Stdio::null()).output().unwrap();
    assert_eq!((output.stdout, output.stderr), (Vec::new(), Vec::new()));
}

#[test]
fn the_file_of_a_shell_is_printed_and_no_other() {
    let home = Sandbox::new();
    for (word, name) in [
        ("bash", "hfenv.bash"),
        ("zsh", "_hfenv"),
        ("fish", "hfenv.fish"),
        ("pwsh", "hfenv.ps1"),
        ("powershell", "hfenv.ps1"),
        ("elvish", "hfenv.elv"),
        ("nushell", "hfenv.nu"),
    ] {
        let file = std::fs::read_to_string(format!("{FOLDER}/{name}")).unwrap();
        assert!(stdout(&home.hfenv(["completions", word]).assert().success()) == file, "{word}");
    }
    for word in ["ksh", "sh", "nonsense"] {
        let run = home.hfenv(["completions", word]).assert().code(2);
        assert_eq!(stdout(&run), "");
        assert!(stderr(&run).contains("bash, zsh, fish, pwsh, elvish, nu"), "{}", stderr(&run));
    }
}
