//! `hfenv man`: pages without a fault, found by `man` and by `git help`.

use std::path::{Path, PathBuf};

use crate::support::pty::{Terminal, hfenv};
use crate::support::sandbox::{Sandbox, stderr, stdout};
use hfenv::vars::Env;

/// The pages, as they are committed.
fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("man");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut pages: Vec<PathBuf> = files.collect();
    pages.sort();
    pages
}

/// Whether a program is there; a missing one is an error in CI and a printed skip elsewhere.
fn is_there(program: &str) -> bool {
    let env = Env::from_process();
    let path = std::env::split_paths(env.raw("PATH").unwrap_or_default());
    let found = path.map(|folder| folder.join(program)).any(|file| file.is_file());
    if !found {
        assert!(!env.has("CI"), "{program} is not installed");
        println!("skipped: {program} is not installed");
    }
    found
}

/// A folder of manual pages, as a package makes it.
fn installed(home: &Sandbox) -> PathBuf {
    for page in pages() {
        let below = Path::new("share/man/man1").join(page.file_name().unwrap());
        home.write(below, std::fs::read(&page).unwrap());
    }
    home.path("share/man")
}

#[test]
fn mandoc_finds_no_fault_in_any_page() {
    let home = Sandbox::new();
    if !is_there("mandoc") {
        return;
    }
    let check = |page: &Path| home.command("mandoc").args(["-T", "lint"]).arg(page).output();
    let broken = home.write("broken.1", ".TH BROKEN 1\n.SH NAME\nbroken \\- no date\n.XX\n");
    assert!(!check(&broken).unwrap().stdout.is_empty());
    assert!(pages().len() > 15);
    for page in pages() {
        let output = check(&page).unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
    }
}

#[test]
fn a_verb_of_two_words_is_one_page() {
    let home = Sandbox::new();
    let page = |words: &[&str]| stdout(&home.hfenv(["man"]).args(words).assert().success());
    assert_eq!(page(&["guard", "scan"]), page(&["guard-scan"]));
    assert_eq!(page(&["guard", "status"]), page(&["guard-status"]));
    let said = stderr(&home.hfenv(["man", "guard", "nothing"]).assert().code(2));
    assert!(said.contains("there is no page \"guard-nothing\""), "{said}");
}

#[test]
fn every_page_fits_eighty_columns_and_tells_the_usual_things() {
    let home = Sandbox::new();
    if !is_there("mandoc") {
        return;
    }
    for page in pages() {
        let mut command = home.command("mandoc");
        let output = command.args(["-T", "utf8", "-O", "width=80"]).arg(&page).output().unwrap();
        let text = without_overstrikes(&String::from_utf8(output.stdout).unwrap());
        let name = page.file_stem().unwrap().to_string_lossy().to_string();
        let sections = ["NAME", "SYNOPSIS", "DESCRIPTION", "EXIT STATUS", "EXAMPLES", "SEE ALSO"];
        for section in sections {
            assert!(text.lines().any(|line| line == section), "{name} has no {section}");
        }
        let subject = format!("{name} - ");
        assert!(text.lines().any(|line| line.trim_start().starts_with(&subject)), "{name}");
        for line in text.lines() {
            assert!(line.chars().count() <= 80, "{name}: {line}");
        }
    }
}

/// A terminal's bold and underlined letters are written twice, with a backspace between.
fn without_overstrikes(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if c == '\u{8}' {
            out.pop();
        } else {
            out.push(c);
        }
    }
    out
}

#[test]
fn git_help_and_man_find_the_pages() {
    let home = Sandbox::new();
    if !is_there("man") {
        return;
    }
    let manpath = installed(&home);
    let show = |program: &str, words: &[&str]| {
        let mut command = home.command(program);
        command.args(words).env("MANPATH", &manpath).env("MANWIDTH", "80");
        command.env("GIT_PAGER", "cat").env("MANPAGER", "cat").env("TERM", "dumb");
        let output = command.output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        without_overstrikes(&String::from_utf8_lossy(&output.stdout))
    };
    assert!(show("man", &["hfenv"]).contains("WHICH TOKEN"));
    assert!(show("man", &["hfenv-run"]).contains("hfenv run"));
    assert!(show("git", &["help", "credential-hfenv"]).contains("WHAT IS NEVER ANSWERED"));
}

#[test]
fn a_page_is_printed_by_the_name_of_its_command() {
    let home = Sandbox::new();
    for (words, name) in [
        (&["man"][..], "hfenv"),
        (&["man", "hfenv"], "hfenv"),
        (&["man", "run"], "hfenv-run"),
        (&["man", "hfenv-run"], "hfenv-run"),
        (&["man", "status"], "hfenv-why"),
        (&["man", "git-credential"], "hfenv-git-credential"),
        (&["man", "git-credential-hfenv"], "git-credential-hfenv"),
    ] {
        let page = pages().into_iter().find(|page| page.file_stem().unwrap() == name).unwrap();
        let run = home.hfenv(words).assert().success();
        assert!(stdout(&run) == std::fs::read_to_string(page).unwrap(), "{words:?}");
        assert_eq!(stderr(&run), "");
    }
    let run = home.hfenv(["man", "nonsense"]).assert().code(2);
    assert_eq!(stdout(&run), "");
    assert!(
        stderr(&run).contains("hfenv, git-credential-hfenv, access, allow, "),
        "{}",
        stderr(&run)
    );
}

#[test]
fn a_terminal_is_told_how_to_read_a_page() {
    let home = Sandbox::new();
    let mut terminal = Terminal::open(hfenv(&home, &["man", "run"]));
    assert!(terminal.end().success());
    assert!(terminal.screen().contains("| man -l -"), "{}", terminal.screen());
}

#[test]
fn every_command_that_help_lists_has_a_page() {
    let home = Sandbox::new();
    let help = stdout(&home.hfenv(["--help"]).assert().success());
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let verbs = listed.map_while(|line| line.strip_prefix("  ")?.split_whitespace().next());
    let verbs: Vec<&str> = verbs.collect();
    assert!(verbs.contains(&"export") && verbs.contains(&"man"), "{verbs:?}");
    for verb in verbs {
        home.hfenv(["man", verb]).assert().success();
    }
}
