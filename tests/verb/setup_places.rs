//! `hfenv setup shell`: which file it is, and what is said where a new shell would not read it.

use crate::support::prompts::{Prompt, find};
use crate::support::sandbox::{Sandbox, stderr, stdout};

/// What setup says, with these variables set.
fn setup(home: &Sandbox, shell: &str, vars: &[(&str, &str)]) -> String {
    let mut command = home.hfenv(["setup", "shell", "--shell", shell]);
    let run = command.envs(vars.iter().copied()).assert().success();
    stderr(&run)
}

fn has_line(home: &Sandbox, file: &str) -> bool {
    std::fs::read_to_string(home.path(file)).is_ok_and(|text| text.contains("hfenv setup shell"))
}

#[test]
fn the_persons_own_places_are_used() {
    for (shell, variable, file) in [
        ("zsh", "ZDOTDIR", ".zshrc"),
        ("fish", "XDG_CONFIG_HOME", "fish/config.fish"),
        ("elvish", "XDG_CONFIG_HOME", "elvish/rc.elv"),
        ("nu", "XDG_CONFIG_HOME", "nushell/autoload/hfenv.nu"),
        ("pwsh", "XDG_CONFIG_HOME", "powershell/profile.ps1"),
    ] {
        let home = Sandbox::new();
        let place = home.path("place");
        setup(&home, shell, &[(variable, place.to_str().unwrap())]);
        assert!(has_line(&home, &format!("place/{file}")), "{shell}");
        let entries = std::fs::read_dir(home.home()).unwrap();
        let names: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        assert!(!names.iter().any(|name| name == ".zshrc" || name == ".config"), "{names:?}");
        // An empty or a relative folder is none.
        let home = Sandbox::new();
        setup(&home, shell, &[(variable, "")]);
        let default = if shell == "zsh" { file.to_owned() } else { format!(".config/{file}") };
        assert!(has_line(&home, &default), "{shell}");
    }
}

#[test]
fn nushell_itself_names_the_folder() {
    let Some(nu) = find("nu") else { return };
    let home = Sandbox::new();
    let file = home.path(Prompt::of("nu").rc);
    let words = ["-n", "-c", "print $nu.user-autoload-dirs.0"];
    let output = home.command(nu).args(words).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    assert_eq!(said, file.parent().unwrap().to_str().unwrap());
}

#[test]
fn of_several_files_the_one_that_is_there_is_used_and_the_line_moves_along() {
    for (shell, first, second) in [
        ("tcsh", ".tcshrc", ".cshrc"),
        ("elvish", ".config/elvish/rc.elv", ".elvish/rc.elv"),
        ("xonsh", ".xonshrc", ".config/xonsh/rc.xsh"),
    ] {
        let home = Sandbox::new();
        home.write(second, "# mine\n");
        setup(&home, shell, &[]);
        assert!(has_line(&home, second) && !home.path(first).exists(), "{shell}");
        home.write(first, "# mine\n");
        setup(&home, shell, &[]);
        assert!(has_line(&home, first) && !has_line(&home, second), "{shell}");
        // A line in both, as a copied home may have it, goes out of both.
        std::fs::copy(home.path(first), home.path(second)).unwrap();
        home.hfenv(["setup", "shell", "--shell", shell, "--undo"]).assert().success();
        for file in [first, second] {
            assert_eq!(std::fs::read_to_string(home.path(file)).unwrap(), "# mine\n", "{shell}");
        }
    }
}

#[test]
fn a_login_shell_that_would_not_read_it_is_named_and_left_alone() {
    let said = |files: &[(&str, &str)]| {
        let home = Sandbox::new();
        for (file, text) in files {
            home.write(file, text);
        }
        let said = setup(&home, "bash", &[]);
        assert!(files.iter().all(|(file, _)| !has_line(&home, file)));
        said
    };
    assert!(said(&[]).contains("make ~/.bash_profile with the line: . ~/.bashrc"));
    let reads = "if [ -f ~/.bashrc ]; then . ~/.bashrc; fi\n";
    assert!(!said(&[(".profile", reads)]).contains("login shell"));
    // Only the first of the three counts, and a comment does not.
    let found = said(&[(".profile", reads), (".bash_profile", "# . ~/.bashrc\n")]);
    assert!(found.contains("/.bash_profile and not ~/.bashrc"), "{found}");
    assert!(!said(&[(".profile", ""), (".bash_login", reads)]).contains("login shell"));
}

#[test]
fn the_line_of_that_hint_works_in_bash_and_stops_no_other_shell() {
    for file in [".bash_profile", ".profile"] {
        let home = Sandbox::new();
        home.write(".bashrc", "read_it=(yes)\n");
        home.write(file, "# mine\n");
        let said = setup(&home, "bash", &[]);
        let line = said.split("add to it: ").nth(1).unwrap().lines().next().unwrap();
        home.write(file, line);
        home.write(".bashrc", "read_it=(yes)\n");
        for (shell, expected) in [("bash", "read-yes\n"), ("dash", "read-\n")] {
            let Some(program) = find(shell) else { continue };
            let mut command = home.command(program);
            let output = command.args(["-l", "-c", "echo read-$read_it"]).output().unwrap();
            assert_eq!(String::from_utf8_lossy(&output.stdout), expected, "{file} {shell}");
        }
        assert!(!setup(&home, "bash", &[]).contains("login shell"));
    }
}

#[test]
fn other_files_that_a_shell_reads_instead_are_named() {
    let home = Sandbox::new();
    home.write(".zshenv", "# ZDOTDIR=no\n");
    assert!(!setup(&home, "zsh", &[]).contains("ZDOTDIR"));
    home.write(".zshenv", "ZDOTDIR=~/.config/zsh\n");
    assert!(setup(&home, "zsh", &[]).contains("ZDOTDIR=$ZDOTDIR hfenv setup shell"));

    for (shell, rc) in [("ksh", ".kshrc"), ("mksh", ".mkshrc")] {
        let own = home.path(rc);
        for same in [own.to_str().unwrap(), &format!("$HOME/{rc}"), ""] {
            assert!(!setup(&home, shell, &[("ENV", same)]).contains("ENV is set"), "{same}");
        }
        let said = setup(&home, shell, &[("ENV", "/etc/other")]);
        assert!(said.contains("reads /etc/other and not"), "{said}");
    }

    assert!(setup(&home, "oksh", &[]).contains("only where ENV names it"));

    for (version, old) in [("0.100.1", true), ("0.101.0", false), ("1.0", false), ("odd", false)] {
        let said = setup(&home, "nu", &[("NU_VERSION", version)]);
        assert_eq!(said.contains("since 0.101"), old, "{version}");
    }

    home.write(".elvish/rc.elv", "");
    assert!(setup(&home, "elvish", &[]).contains("0.21 and later does not read"));
    home.write(".config/elvish/rc.elv", "");
    assert!(setup(&home, "elvish", &[]).contains("before 0.21 reads"));
}

#[test]
fn what_can_not_be_set_up_is_refused_with_the_way_out() {
    let home = Sandbox::new();
    for (shell, words) in [
        ("cmd", "hfenv export cmd"),
        ("klingon", "there are: sh, bash"),
        ("yash", "make the file first"),
    ] {
        let run = home.hfenv(["setup", "shell", "--shell", shell]).assert().code(2);
        let said = stderr(&run);
        assert!(said.contains(shell) && said.contains(words), "{said}");
        assert!(stdout(&run).is_empty());
    }
    assert!(!home.path(".yashrc").exists());
}
