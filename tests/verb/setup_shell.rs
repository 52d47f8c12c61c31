//! `hfenv setup shell`: the line is in the right file, is put in once, and is taken out again
//! without a trace.

use std::process::Command;

use crate::support::prompts::{PROMPTS, Prompt, find, install};
use crate::support::pty::Terminal;
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

fn setup(home: &Sandbox, shell: &str, more: &[&str]) -> (String, String) {
    let words = ["setup", "shell", "--shell", shell].into_iter().chain(more.iter().copied());
    let run = home.hfenv(words).assert().success();
    (stdout(&run), stderr(&run))
}

/// yash has settings of its own for a person without the file.
fn given(home: &Sandbox, shell: &str) {
    if shell == "yash" {
        home.write(".yashrc", "");
    }
}

fn text(home: &Sandbox, file: &str) -> String {
    std::fs::read_to_string(home.path(file)).unwrap_or_default()
}

/// Folders that people, and hostile ones, may have installed it in. tcsh has no quotes for `!` and
/// a backquote.
const FOLDERS: [&str; 3] =
    ["bin", "it's a \"dir\" $x ~ #1", "(ü) {a,b} [c] *? <d> &;| %n ^e @f =g \\b"];

#[test]
fn a_new_shell_has_the_token_and_after_undo_it_has_not() {
    for prompt in &PROMPTS {
        for folder in FOLDERS {
            let (home, token) = (Sandbox::new(), fresh_token());
            home.profile("me", &token);
            given(&home, prompt.word);
            let program = install(&home, folder);
            let words = ["setup", "shell", "--shell", prompt.word];
            let setup = || home.command(&program).args(words).output().unwrap();
            assert!(setup().status.success(), "{:?}", setup());
            let Some(said) = prompt.new_shell(&home, prompt.told) else { continue };
            assert!(said.contains(&format!("got-{token}")), "{}: {said}", prompt.word);
            home.hfenv(words).arg("--undo").assert().success();
            let said = prompt.new_shell(&home, prompt.told).unwrap();
            assert!(!said.contains(&token), "{}: {said}", prompt.word);
        }
    }
}

#[test]
fn the_shell_starts_as_before_when_there_is_no_token() {
    for prompt in &PROMPTS {
        let home = Sandbox::new();
        given(&home, prompt.word);
        // The first start of some shells makes files of its own and says so.
        let told = if prompt.word == "nu" { "print here; exit" } else { "echo here" };
        let first = prompt.new_shell(&home, told);
        let Some(before) = first.and_then(|_| prompt.new_shell(&home, told)) else { continue };
        let program = install(&home, "bin");
        let mut command = home.command(&program);
        command.args(["setup", "shell", "--shell", prompt.word]);
        assert!(command.output().unwrap().status.success());
        assert_eq!(prompt.new_shell(&home, told).unwrap(), before, "{}", prompt.word);
    }
}

#[test]
fn the_line_is_put_in_once_and_undone_to_the_byte() {
    for Prompt { word: shell, rc, .. } in &PROMPTS {
        for before in ["", "# mine\n", "# mine", "\n\n", "# mine\r\n", "x=1\n# hfenv\n\n"] {
            if *shell == "nu" {
                continue;
            }
            let home = Sandbox::new();
            home.write(rc, before);
            let (shown, _) = setup(&home, shell, &["--dry-run"]);
            assert_eq!(text(&home, rc), before, "{shell}");
            setup(&home, shell, &[]);
            let after = text(&home, rc);
            assert!(after.starts_with(before) && after.ends_with('\n'), "{shell}: {after:?}");
            let line = after.lines().last().unwrap();
            assert!(shown.contains(line), "{shell}: {shown}");
            let (shown, said) = setup(&home, shell, &[]);
            assert_eq!(text(&home, rc), after, "{shell}");
            assert!(shown.is_empty() && said.contains("already"), "{shell}: {shown}{said}");
            setup(&home, shell, &["--undo", "--dry-run"]);
            assert_eq!(text(&home, rc), after, "{shell}");
            setup(&home, shell, &["--undo"]);
            assert_eq!(text(&home, rc), before, "{shell}");
            assert!(setup(&home, shell, &["--undo"]).1.contains("has nothing"), "{shell}");
        }
    }
}

#[test]
fn each_line_is_the_one_of_the_manual() {
    for (shell, line) in [
        ("bash", "eval \"$(hfenv hook bash)\""),
        ("zsh", "eval \"$(hfenv hook zsh)\""),
        ("fish", "hfenv hook fish | source"),
        ("tcsh", "eval `hfenv hook tcsh`"),
        ("elvish", "eval (hfenv hook elvish | slurp)"),
        ("xonsh", "execx($(hfenv hook xonsh))"),
        ("pwsh", "hfenv hook pwsh | Out-String | Invoke-Expression"),
        ("ksh", "eval \"$(hfenv export ksh)\""),
        ("mksh", "eval \"$(hfenv export ksh)\""),
        ("yash", "eval \"$(hfenv export sh)\""),
        ("dash", "eval \"$(hfenv export sh)\""),
    ] {
        let home = Sandbox::new();
        given(&home, shell);
        let (shown, said) = setup(&home, shell, &[]);
        let bare = |text: &str| text.replace(env!("CARGO_BIN_EXE_hfenv"), "hfenv");
        assert!(bare(&shown).contains(&format!(": {line} # added by")), "{shell}: {shown}");
        assert!(bare(&said).contains(&format!("for this shell, now: {line}\n")), "{shell}: {said}");
    }
}

#[test]
fn an_older_line_becomes_the_new_one_in_its_place() {
    let home = Sandbox::new();
    let mark = "# added by hfenv setup shell";
    let before = format!("a=1\neval \"$(/old/hfenv export bash)\" {mark}\nb=2\n");
    home.write(".bashrc", &before);
    let (shown, _) = setup(&home, "bash", &[]);
    assert!(shown.contains("- ") && shown.contains("/old/hfenv export"), "{shown}");
    let after = text(&home, ".bashrc");
    let line = format!("eval \"$({} hook bash)\" {mark}", env!("CARGO_BIN_EXE_hfenv"));
    assert_eq!(after, format!("a=1\n{line}\nb=2\n"));
    // nushell's line moves into a file of its own.
    let old = "hfenv export nu | from json | load-env";
    home.write(".config/nushell/config.nu", format!("# mine\n^{old} {mark}\n"));
    setup(&home, "nu", &[]);
    assert_eq!(text(&home, ".config/nushell/config.nu"), "# mine\n");
    assert!(home.path(Prompt::of("nu").rc).is_file());
}

#[test]
fn a_file_of_our_own_is_replaced_removed_and_never_taken_from_the_person() {
    let home = Sandbox::new();
    let file = Prompt::of("nu").rc;
    let (shown, _) = setup(&home, "nu", &["--dry-run"]);
    assert!(!home.path(".config").exists());
    setup(&home, "nu", &[]);
    let ours = text(&home, file);
    assert!(ours.starts_with("# made by hfenv setup shell"));
    assert!(ours.lines().all(|line| shown.contains(line)), "{shown}");
    assert!(setup(&home, "nu", &[]).1.contains("already"));
    home.write(file, format!("{ours}# of an older version\n"));
    setup(&home, "nu", &[]);
    assert_eq!(text(&home, file), ours);
    setup(&home, "nu", &["--undo"]);
    assert!(!home.path(file).exists());

    home.write(file, "# mine\n");
    let run = home.hfenv(["setup", "shell", "--shell", "nu"]).assert().code(2);
    assert!(stderr(&run).contains("hfenv did not make"), "{}", stderr(&run));
    assert!(setup(&home, "nu", &["--undo"]).1.contains("has nothing"));
    assert_eq!(text(&home, file), "# mine\n");
}

#[test]
fn a_line_of_the_persons_own_is_left_alone() {
    let home = Sandbox::new();
    let mine = "# mine\nif true; then eval \"$(hfenv hook bash)\"; fi\n";
    home.write(".bashrc", mine);
    assert!(setup(&home, "bash", &[]).1.contains("line of yours for it: line 2"));
    assert_eq!(text(&home, ".bashrc"), mine);
    // Below ours, anything is kept.
    for before in ["# mine\n", "# mine"] {
        home.write(".bashrc", before);
        setup(&home, "bash", &[]);
        home.write(".bashrc", text(&home, ".bashrc") + "alias x=y\n");
        setup(&home, "bash", &["--undo"]);
        assert_eq!(text(&home, ".bashrc"), "# mine\nalias x=y\n");
    }
}

#[test]
fn the_link_in_path_is_named_and_not_the_version_behind_it() {
    let home = Sandbox::new();
    let program = install(&home, "cellar/1.0");
    std::fs::create_dir(home.path("bin")).unwrap();
    std::os::unix::fs::symlink("../cellar/1.0/hfenv", home.path("bin/hfenv")).unwrap();
    let mut command: Command = home.command(program);
    let path = format!("relative:{}:/usr/bin", home.path("bin").display());
    command.args(["setup", "shell", "--shell", "bash"]).env("PATH", path);
    assert!(command.output().unwrap().status.success());
    let line = format!("$({} hook", home.path("bin/hfenv").display());
    assert!(text(&home, ".bashrc").contains(&line), "{}", text(&home, ".bashrc"));
}

#[test]
fn only_a_shell_with_a_prompt_is_taken_for_the_persons_own() {
    let home = Sandbox::new();
    let hfenv = env!("CARGO_BIN_EXE_hfenv");
    // The second command keeps the shell from replacing itself with the first.
    let line = format!("{hfenv} setup shell; true");
    for program in ["sh", "bash", "zsh", "ksh93", "make"] {
        let Some(shell) = find(program) else { continue };
        let mut command = home.command(shell);
        if program == "make" {
            home.write("Makefile", format!("all:\n\t{line}\n"));
        } else {
            command.args(["-c", &line]);
        }
        let output = command.env("SHELL", "/bin/tcsh").output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("--shell SHELL"), "{program}: {said}");
    }
    let made = [".profile", ".bashrc", ".zshrc", ".kshrc", ".tcshrc"];
    assert!(made.iter().all(|file| !home.path(file).exists()));
    for (words, rc) in [
        (&["fish"][..], ".config/fish/config.fish"),
        (&["bash", "--norc", "-i"], ".bashrc"),
        (&["zsh", "-f", "-i"], ".zshrc"),
        (&["dash", "-i"], ".profile"),
        (&["ksh93", "-i"], ".kshrc"),
        (&["mksh", "-i"], ".mkshrc"),
        (&["busybox", "ash", "-i"], ".profile"),
    ] {
        let home = Sandbox::new();
        let Some(shell) = find(words[0]) else { continue };
        let mut command = home.command("setsid");
        command.arg("-c").arg(shell).args(&words[1..]).env("TERM", "dumb");
        command.env("SHELL", "/bin/tcsh");
        let mut terminal = Terminal::open(command);
        terminal.keys(&format!("{line}\n"));
        terminal.wait_for("new ");
        terminal.keys("exit\n");
        terminal.end();
        assert!(home.path(rc).is_file(), "{words:?}: {}", terminal.screen());
        assert!(!home.path(".tcshrc").exists());
    }
}
