//! Shells in shells, tmux, rc files and states that are not ours: each shell gets what belongs to
//! its own folder, and nobody's own variable is touched.

use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::support::sandbox::{Sandbox, fresh_token, is_installed};
use crate::support::scene::{after_eval, approved, borrowed, in_shell, quoted};
use crate::support::shells::{OTHER_SHELLS, Outcome, POSIX_SHELLS, Real, Then};
use crate::support::tmux::Tmux;

/// Two projects with a profile each, and a folder with none.
struct Places {
    home: Sandbox,
    work: PathBuf,
    play: PathBuf,
    none: PathBuf,
    tokens: [String; 2],
}

fn places() -> Places {
    let home = Sandbox::new();
    let tokens = [fresh_token(), fresh_token()];
    let keep = ["login", "--keep-default", "--token-stdin", "--no-verify", "--store", "file", "-p"];
    for (name, token) in ["work", "play"].into_iter().zip(&tokens) {
        home.hfenv(keep.into_iter().chain([name])).write_stdin(token.as_str()).assert().success();
    }
    let profiles = home.ours("config/profiles.toml");
    let text = std::fs::read_to_string(&profiles).unwrap();
    let lines = text.split_inclusive('\n').filter(|line| !line.starts_with("default"));
    std::fs::write(&profiles, lines.collect::<String>()).unwrap();
    let project = |name: &str| {
        let cache = quoted(&format!("/cache of {name}"));
        let text = format!("profile = {name:?}\n[settings]\nHF_HUB_CACHE = {cache}\n");
        approved(&home, &format!("{name} here"), ".hfenv.toml", &text)
    };
    let (work, play) = (project("work"), project("play"));
    let none = home.path("none");
    std::fs::create_dir(&none).unwrap();
    Places { home, work, play, none, tokens }
}

fn reals() -> impl Iterator<Item = &'static Real> {
    POSIX_SHELLS.iter().chain(OTHER_SHELLS).filter(|real| real.find().is_some())
}

/// One variable as a child of the shell got it.
fn value(outcome: &Outcome, name: &str) -> Option<String> {
    let variables = outcome.variables();
    variables.get(name.as_bytes()).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
}

#[test]
fn a_shell_in_a_shell_gets_its_own_folders_profile() {
    let places = places();
    let outer = after_eval(&places.home, &places.work, &[]);
    assert!(outer.contains(&("HF_TOKEN".into(), places.tokens[0].clone())), "{outer:?}");
    for real in reals() {
        let line = real.forms[usize::from(real.label != "nu" && real.forms.len() > 1)];
        let line = line.replace("COMMAND", "hfenv");
        let run = |folder| {
            let inherited = borrowed(&outer);
            in_shell(&places.home, real, folder, &line, Then::PrintEnvironment, &inherited)
        };
        let (play, none) = (run(&places.play), run(&places.none));
        assert!(play.ok && none.ok, "{}: {}{}", real.label, play.stderr, none.stderr);
        let token = Some(places.tokens[1].clone());
        assert_eq!(value(&play, "HF_TOKEN"), token, "{}", real.label);
        assert_eq!(value(&play, "HF_HUB_CACHE").unwrap(), "/cache of play", "{}", real.label);
        for name in ["HF_TOKEN", "HF_HUB_CACHE", "HFENV_STATE"] {
            assert_eq!(value(&none, name), None, "{}: {name}", real.label);
        }
    }
}

#[test]
fn what_the_user_changed_in_between_is_the_users() {
    let places = places();
    let mine = fresh_token();
    let changed = [("HF_TOKEN", mine.as_str()), ("HF_HUB_CACHE", "/mine")];
    for (name, new) in changed {
        let mut outer = after_eval(&places.home, &places.work, &[]);
        outer.retain(|(known, _)| known != name);
        outer.push((name.into(), new.into()));
        for folder in [&places.play, &places.none] {
            let after = after_eval(&places.home, folder, &borrowed(&outer));
            let kept = after.iter().find(|(known, _)| known == name);
            assert_eq!(kept.map(|(_, value)| value.as_str()), Some(new), "{name}");
            let other = if name == "HF_TOKEN" { "HF_HUB_CACHE" } else { "HF_TOKEN" };
            let gone = !after.iter().any(|(known, _)| known == other);
            assert_eq!(gone, folder == &places.none, "{name}: {after:?}");
        }
    }
}

#[test]
fn an_own_token_even_an_empty_one_is_never_overwritten() {
    let places = places();
    let mine = fresh_token();
    for own in [mine.as_str(), ""] {
        for real in reals() {
            let line = real.forms[0].replace("COMMAND", "hfenv");
            let inherited = [("HF_TOKEN", own)];
            let (home, work) = (&places.home, &places.work);
            let outcome = in_shell(home, real, work, &line, Then::PrintEnvironment, &inherited);
            assert!(outcome.ok, "{}: {}", real.label, outcome.stderr);
            assert_eq!(value(&outcome, "HF_TOKEN").as_deref(), Some(own), "{}", real.label);
            let cache = value(&outcome, "HF_HUB_CACHE");
            assert_eq!(cache.as_deref(), Some("/cache of work"), "{}", real.label);
        }
    }
}

#[test]
fn a_state_of_another_home_or_a_torn_one_owns_nothing() {
    let (places, other) = (places(), places());
    let theirs = after_eval(&other.home, &other.work, &[]);
    let state = |pairs: &[(String, String)]| {
        pairs.iter().find(|(name, _)| name == "HFENV_STATE").unwrap().1.clone()
    };
    let own = state(&after_eval(&places.home, &places.work, &[]));
    let mine = fresh_token();
    let torn = own[..own.len() - 1].to_owned();
    let text = ["", "1", "1/HF_TOKEN-", "1//-/-", "2/HF_TOKEN-0", "é\u{1}\n", "1/PATH-00/HOME-0"];
    let states = text.map(str::to_owned).into_iter().chain([torn, own, state(&theirs)]);
    for state in states {
        let inherited = [("HFENV_STATE", state.as_str()), ("HF_TOKEN", &mine)];
        for folder in [&places.play, &places.none] {
            let after = after_eval(&places.home, folder, &inherited);
            assert!(after.contains(&("HF_TOKEN".into(), mine.clone())), "{state:?}: {after:?}");
        }
        let after = after_eval(&places.home, &places.none, &inherited);
        assert!(!after.iter().any(|(name, _)| name == "HFENV_STATE"), "{state:?}: {after:?}");
    }
}

#[test]
fn an_rc_file_survives_when_there_is_no_token() {
    let places = places();
    for real in reals() {
        for form in real.forms.iter().filter(|form| !form.contains("def --env")) {
            let strict = POSIX_SHELLS.iter().any(|posix| posix.label == real.label);
            let line = form.replace("COMMAND", "hfenv");
            let script = format!("{}{line}\necho alive", if strict { "set -e; " } else { "" });
            let (home, none) = (&places.home, &places.none);
            let outcome = in_shell(home, real, none, &script, Then::EndWithItsStatus, &[]);
            let said = String::from_utf8_lossy(&outcome.stdout).into_owned();
            assert!(outcome.ok && outcome.stderr.is_empty(), "{}: {}", real.label, outcome.stderr);
            assert_eq!(said, "alive\n", "{}: {form}", real.label);
        }
    }
}

#[test]
fn a_broken_source_fails_in_every_shell_and_exports_nothing() {
    let places = places();
    let directory = places.home.path("directory");
    std::fs::create_dir(&directory).unwrap();
    let corrupt = Sandbox::new();
    corrupt.write(".config/hfenv/profiles.toml", "[profile.x\n");
    let directory = directory.display().to_string();
    let cases = [
        (&places.home, &places.work, "HF_TOKEN", "hf_\u{1}PRIVATE", "HF_TOKEN"),
        (&places.home, &places.work, "HF_TOKEN_PATH", directory.as_str(), "directory"),
        (&corrupt, &corrupt.home(), "IRRELEVANT", "1", "profiles.toml"),
    ];
    for real in reals() {
        for (home, folder, name, set, words) in cases {
            let line = real.forms[0].replace("COMMAND", "hfenv");
            let run = |then| in_shell(home, real, folder, &line, then, &[(name, set)]);
            let outcome = run(Then::EndWithItsStatus);
            assert!(!outcome.ok, "{}: {name} is no failure", real.label);
            assert!(outcome.stdout.is_empty(), "{}: words on stdout", real.label);
            assert!(outcome.stderr.contains(words), "{}: {}", real.label, outcome.stderr);
            assert!(!outcome.stderr.contains("PRIVATE"), "{}: {}", real.label, outcome.stderr);
            let after = run(Then::PrintEnvironment);
            for gone in ["HF_HUB_CACHE", "HFENV_STATE"] {
                assert_eq!(value(&after, gone), None, "{}: {gone}", real.label);
            }
        }
    }
}

#[test]
fn a_broken_source_does_not_keep_the_former_folders_token() {
    let places = places();
    let directory = places.none.display().to_string();
    let outer = after_eval(&places.home, &places.work, &[]);
    // elvish, nu and xonsh stop at the failure of a program, before they look at what it printed.
    for real in reals().filter(|real| !["elvish", "nu", "xonsh"].contains(&real.label)) {
        let mut inherited = borrowed(&outer);
        inherited.push(("HF_TOKEN_PATH", &directory));
        let line = real.forms[0].replace("COMMAND", "hfenv");
        let (home, none) = (&places.home, &places.none);
        let outcome = in_shell(home, real, none, &line, Then::PrintEnvironment, &inherited);
        assert!(value(&outcome, "HF_TOKEN_PATH").is_some(), "{}", real.label);
        for name in ["HF_TOKEN", "HF_HUB_CACHE", "HFENV_STATE"] {
            assert_eq!(value(&outcome, name), None, "{}: {name}", real.label);
        }
    }
}

#[test]
fn a_tmux_window_forgets_the_profile_its_server_was_started_with() {
    let places = places();
    let home = &places.home;
    if !is_installed("tmux") {
        return;
    }
    let hfenv = env!("CARGO_BIN_EXE_hfenv");
    home.write(
        ".bash_profile",
        format!(
            "eval $({hfenv})\n/usr/bin/env -0 > ~/out.tmp; mv ~/out.tmp ~/out.\"${{PWD##*/}}\"\n"
        ),
    );
    let server = after_eval(home, &places.work, &[]);
    let tmux = Tmux::of(home);
    let at = |folder: &PathBuf| folder.display().to_string();
    tmux.run(&["new-session", "-d", "-c", &at(&places.play)], &borrowed(&server));
    let play = wait_for(&home.path("out.play here"));
    assert!(play.contains(&format!("\0HF_TOKEN={}\0", places.tokens[1])), "{play:?}");
    tmux.run(&["new-window", "-c", &at(&places.none)], &[]);
    let none = wait_for(&home.path("out.none"));
    assert!(!none.contains("\0HF_TOKEN=") && !none.contains("HFENV_STATE="), "{none:?}");
}

fn wait_for(file: &std::path::Path) -> String {
    let end = Instant::now() + Duration::from_secs(20);
    while Instant::now() < end {
        if let Ok(text) = std::fs::read_to_string(file) {
            return format!("\0{text}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    panic!("{} did not appear", file.display());
}
