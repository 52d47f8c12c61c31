//! `hfenv setup shell`: the line in each rc file works in the real shell, is put in once, and is
//! taken out again without a trace.

use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::PathBuf;
use std::process::Stdio;

use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use hfenv::vars::Env;

/// A shell by its word, its rc file, how it is started so that it reads that file, and what it is
/// told there.
const SHELLS: [(&str, &str, &[&str], &str); 9] = [
    ("bash", ".bashrc", &["bash", "-i"], "echo got-$HF_TOKEN"),
    ("zsh", ".zshrc", &["zsh", "-i"], "echo got-$HF_TOKEN"),
    ("fish", ".config/fish/config.fish", &["fish"], "echo got-$HF_TOKEN"),
    ("ksh", ".kshrc", &["ksh93", "-i"], "echo got-$HF_TOKEN"),
    ("sh", ".profile", &["dash", "-l"], "echo got-$HF_TOKEN"),
    ("tcsh", ".tcshrc", &["tcsh"], "echo got-$HF_TOKEN"),
    ("elvish", ".config/elvish/rc.elv", &["elvish"], "echo got-$E:HF_TOKEN"),
    ("xonsh", ".xonshrc", &["xonsh", "-i", "-c"], "echo @('got-'+$HF_TOKEN)"),
    ("nu", ".config/nushell/config.nu", &["nu", "-l", "-c"], "print $'got-($env.HF_TOKEN)'"),
];

/// Where a shell is, as in `tests/support/shells.rs`.
fn find(program: &str) -> Option<PathBuf> {
    let env = Env::from_process();
    let tools = env.absolute("HFENV_TEST_TOOLS").map(|folder| folder.join("bin"));
    let path = std::env::split_paths(env.raw("PATH").unwrap_or_default());
    let found = tools.into_iter().chain(path).map(|folder| folder.join(program));
    let found = found.into_iter().find(|file| file.is_file());
    if found.is_none() {
        assert!(!env.has("CI"), "{program} is not installed");
        println!("skipped: {program} is not installed");
    }
    found
}

/// What a new shell prints when told so; words from stdin make it read its rc file.
fn new_shell(home: &Sandbox, words: &[&str], told: &str) -> Option<String> {
    let mut command = home.command(find(words[0])?);
    command.args(&words[1..]);
    let input = home.write("input", if words.contains(&"-c") { "" } else { told });
    if words.contains(&"-c") {
        command.arg(told);
    } else {
        std::fs::write(&input, format!("{told}\nexit\n")).unwrap();
    }
    let input = std::fs::File::open(input).unwrap();
    let output = command.stdin(Stdio::from(input)).output().unwrap();
    let text = [output.stdout, b"\n-- stderr --\n".to_vec(), output.stderr].concat();
    Some(String::from_utf8_lossy(&text).into_owned())
}

fn setup(home: &Sandbox, shell: &str, more: &[&str]) -> (String, String) {
    let words = ["setup", "shell", "--shell", shell].into_iter().chain(more.iter().copied());
    let run = home.hfenv(words).assert().success();
    (stdout(&run), stderr(&run))
}

#[test]
fn a_new_shell_has_the_token_and_after_undo_it_has_not() {
    for (shell, rc, words, told) in SHELLS {
        let (home, token) = (Sandbox::new(), fresh_token());
        home.profile("me", &token);
        let (shown, _) = setup(&home, shell, &[]);
        assert!(shown.contains(rc) && shown.contains("hfenv"), "{shown}");
        let Some(said) = new_shell(&home, words, told) else { continue };
        assert!(said.contains(&format!("got-{token}")), "{shell}: {said}");
        setup(&home, shell, &["--undo"]);
        let said = new_shell(&home, words, told).unwrap();
        assert!(!said.contains(&token), "{shell}: {said}");
    }
}

#[test]
fn the_shell_starts_as_before_when_there_is_no_token() {
    for (shell, _, words, _) in SHELLS {
        let home = Sandbox::new();
        // The first start of some shells makes files of its own and says so.
        let first = new_shell(&home, words, "echo here");
        let Some(before) = first.and_then(|_| new_shell(&home, words, "echo here")) else {
            continue;
        };
        setup(&home, shell, &[]);
        assert_eq!(new_shell(&home, words, "echo here").unwrap(), before, "{shell}");
    }
}

#[test]
fn the_line_is_put_in_once_and_undone_to_the_byte() {
    for (shell, rc, ..) in SHELLS {
        for before in ["", "# mine\n", "# mine", "\n\n", "# mine\r\n", "x=1\n# hfenv\n\n"] {
            let home = Sandbox::new();
            let file = home.write(rc, before);
            let read = || std::fs::read_to_string(&file).unwrap();
            let (shown, _) = setup(&home, shell, &["--dry-run"]);
            assert_eq!(read(), before, "{shell}");
            setup(&home, shell, &[]);
            let after = read();
            assert!(after.starts_with(before) && after.ends_with('\n'), "{shell}: {after:?}");
            let line = after.lines().last().unwrap();
            assert!(shown.contains(line), "{shell}: {shown}");
            let (shown, said) = setup(&home, shell, &[]);
            assert_eq!(read(), after, "{shell}");
            assert!(shown.is_empty() && said.contains("already"), "{shell}: {shown}{said}");
            setup(&home, shell, &["--undo", "--dry-run"]);
            assert_eq!(read(), after, "{shell}");
            setup(&home, shell, &["--undo"]);
            assert_eq!(read(), before, "{shell}");
            assert!(setup(&home, shell, &["--undo"]).1.contains("no line"), "{shell}");
        }
    }
}

#[test]
fn a_line_of_the_users_added_behind_ours_survives_undo() {
    for before in ["# mine\n", "# mine"] {
        let home = Sandbox::new();
        let file = home.write(".bashrc", before);
        setup(&home, "bash", &[]);
        let both = std::fs::read_to_string(&file).unwrap() + "alias x=y\n";
        std::fs::write(&file, both).unwrap();
        setup(&home, "bash", &["--undo"]);
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "# mine\nalias x=y\n");
    }
}

#[test]
fn a_linked_rc_file_stays_a_link_and_keeps_its_mode() {
    for mode in [0o600, 0o644, 0o755] {
        let home = Sandbox::new();
        let real = home.write("dotfiles/bashrc", "# mine\n");
        std::fs::set_permissions(&real, PermissionsExt::from_mode(mode)).unwrap();
        let link = home.path(".bashrc");
        symlink("dotfiles/bashrc", &link).unwrap();
        for more in [&[][..], &["--undo"]] {
            setup(&home, "bash", more);
            assert!(link.is_symlink());
            assert_eq!(real.metadata().unwrap().permissions().mode() & 0o777, mode);
            let has = std::fs::read_to_string(&real).unwrap().contains("hfenv");
            assert_eq!(has, more.is_empty());
        }
    }
    let home = Sandbox::new();
    setup(&home, "bash", &[]);
    let mode = home.path(".bashrc").metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o644, "a new rc file is like any other");
}

#[test]
fn the_users_own_places_are_used() {
    let home = Sandbox::new();
    home.write("z/x", "");
    let words = ["setup", "shell", "--shell", "zsh"];
    home.hfenv(words).env("ZDOTDIR", home.path("z")).assert().success();
    assert!(home.path("z/.zshrc").is_file() && !home.path(".zshrc").exists());
    // A new .tcshrc would hide the .cshrc that tcsh has read so far.
    home.write(".cshrc", "set mine\n");
    setup(&home, "tcsh", &[]);
    assert!(!home.path(".tcshrc").exists());
    assert!(std::fs::read_to_string(home.path(".cshrc")).unwrap().contains("hfenv"));
    for shell in ["pwsh", "cmd", "klingon"] {
        let run = home.hfenv(["setup", "shell", "--shell", shell]).assert().code(2);
        assert!(stderr(&run).contains(shell), "{}", stderr(&run));
    }
}

#[test]
fn the_calling_shell_is_the_one_that_is_set_up() {
    let home = Sandbox::new();
    let hfenv = env!("CARGO_BIN_EXE_hfenv");
    for (program, rc) in [("fish", ".config/fish/config.fish"), ("zsh", ".zshrc")] {
        let Some(shell) = find(program) else { continue };
        // The second command keeps the shell from replacing itself with the first.
        let line = format!("{hfenv} setup shell; true");
        let mut command = home.command(shell);
        let output = command.args(["-c", &line]).env("SHELL", "/bin/tcsh").output().unwrap();
        assert!(output.status.success());
        assert!(home.path(rc).is_file(), "{program}");
    }
    assert!(!home.path(".tcshrc").exists());
}
