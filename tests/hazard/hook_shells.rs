//! What is special in the plugins of tcsh, elvish, nu, xonsh and PowerShell.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use crate::support::plugins::{DRIVERS, TCSH, fake, plays};
use crate::support::sandbox::{Sandbox, fresh_token, stdout};
use crate::support::scene::{approved, quoted};
use crate::support::shells::Outcome;
use hfenv::quote::Shell;

/// Two projects with a profile each.
fn projects(home: &Sandbox) -> ([PathBuf; 2], [String; 2]) {
    let tokens = [fresh_token(), fresh_token()];
    let folders = ["work", "play"].map(|name| {
        let token = if name == "work" { &tokens[0] } else { &tokens[1] };
        let keep = ["--keep-default", "--token-stdin", "--no-verify", "--store", "file", "-p"];
        let words = ["login"].into_iter().chain(keep).chain([name]);
        home.hfenv(words).write_stdin(token.as_str()).assert().success();
        approved(home, name, ".hfenv.toml", &format!("profile = {name:?}\n"))
    });
    let profiles = home.ours("config/profiles.toml");
    let text = std::fs::read_to_string(&profiles).unwrap();
    let lines = text.split_inclusive('\n').filter(|line| !line.starts_with("default"));
    std::fs::write(&profiles, lines.collect::<String>()).unwrap();
    std::fs::create_dir(home.path("none")).unwrap();
    (folders, tokens)
}

/// The values of one variable, round by round.
fn values(outcome: &Outcome, name: &str) -> Vec<Option<String>> {
    let value = |round: &BTreeMap<&[u8], &[u8]>| {
        round.get(name.as_bytes()).map(|bytes| String::from_utf8_lossy(bytes).into_owned())
    };
    outcome.rounds().iter().map(value).collect()
}

#[test]
fn the_environment_follows_folders_and_files() {
    for driver in &DRIVERS {
        let home = Sandbox::new();
        let ([work, _], [first, second]) = projects(&home);
        let file = work.join(".hfenv.toml").display().to_string();
        let hfenv = env!("CARGO_BIN_EXE_hfenv");
        let write = |name| {
            let folder = work.display();
            format!(
                "echo 'profile = \"{name}\"' > {file}; {hfenv} allow --yes {folder} >/dev/null 2>&1"
            )
        };
        for mut play in plays(&home, std::slice::from_ref(driver)) {
            play.load(None).see().cd(&work).see();
            // In the same second, and then back in time.
            play.sh(&write("play")).prompt().see();
            play.sh(&format!("{}; touch -d 2001-01-01 {file}", write("work"))).prompt().see();
            play.sh(&format!("rm {file}")).prompt().see();
            play.sh(&write("work")).prompt().see();
            play.cd(&home.path("none")).see();
            let outcome = play.run(&[]);
            let label = driver.label;
            assert!(outcome.ok, "{label}: {}", outcome.stderr);
            let (one, two) = (Some(&first), Some(&second));
            let expected = [None, one, two, one, None, one, None];
            let seen = values(&outcome, "HF_TOKEN");
            assert_eq!(seen.iter().map(Option::as_ref).collect::<Vec<_>>(), expected, "{label}");
            assert!(!outcome.stderr.contains(&first), "{label}: {}", outcome.stderr);
            assert!(values(&outcome, "HFENV_STATE").last().unwrap().is_none(), "{label}");
        }
    }
}

#[test]
fn a_program_that_fails_changes_nothing_and_is_asked_once() {
    let home = Sandbox::new();
    let ([work, _], [token, _]) = projects(&home);
    let program = fake(&home);
    let modes = ["garbage", "half", "later", "fails", "bytes", "nothing"];
    for mut play in plays(&home, &DRIVERS) {
        let _ = std::fs::remove_file(home.path("calls"));
        let json = if play.driver.label == "tcsh" { "" } else { "-json" };
        play.load(Some(&program));
        for mode in modes {
            let mode = if ["half", "later", "fails"].contains(&mode) {
                format!("{mode}{json}")
            } else {
                mode.to_owned()
            };
            play.sh(&format!("echo {mode} > {}", home.path("mode").display()));
            play.cd(&work).prompt().prompt().see().cd(&home.path("none")).see();
        }
        play.sh(&format!("echo real > {}", home.path("mode").display())).cd(&work).prompt().see();
        let outcome = play.run(&[]);
        let label = play.driver.label;
        assert!(outcome.ok, "{label}: {}", outcome.stderr);
        let seen = values(&outcome, "HF_TOKEN");
        assert_eq!(seen.len(), 2 * modes.len() + 1, "{label}: {}", outcome.stderr);
        assert!(seen[..2 * modes.len()].iter().all(Option::is_none), "{label}: {seen:?}");
        assert_eq!(seen.last().unwrap().as_ref(), Some(&token), "{label}");
        assert!(!outcome.stderr.contains("does not answer"), "{label}: {}", outcome.stderr);
        let calls = std::fs::read_to_string(home.path("calls")).unwrap();
        let once = 1 + 2 * modes.len() + 1;
        // tcsh asks again about files of this very second, once there is an answer.
        let most = if label == "tcsh" { once + 4 } else { once };
        assert!((once..=most).contains(&calls.lines().count()), "{label}: {calls}");
    }
}

#[test]
fn a_program_that_hangs_holds_a_prompt_up_for_three_seconds() {
    let home = Sandbox::new();
    let ([work, _], [token, _]) = projects(&home);
    let program = fake(&home);
    let mode = |word: &str| format!("echo {word} > {}", home.path("mode").display());
    for mut play in plays(&home, &DRIVERS) {
        play.load(Some(&program)).cd(&work).sh(&mode("hang"));
        // The prompt after a changed file, where the next prompts have nothing to look at.
        play.sh(&format!("touch {}", work.join(".env").display())).prompt().prompt().prompt().see();
        play.sh(&mode("real")).prompt().see().cd(&home.path("none")).see();
        let begin = Instant::now();
        let outcome = play.run(&[]);
        let (label, took) = (play.driver.label, begin.elapsed());
        std::fs::remove_file(work.join(".env")).unwrap();
        let words =
            format!("hfenv: {} does not answer; the next cd tries again", program.display());
        assert_eq!(outcome.stderr.matches(&words).count(), 1, "{label}: {}", outcome.stderr);
        let bounds = Duration::from_millis(2900)..Duration::from_secs(12);
        assert!(bounds.contains(&took), "{label}: {took:?}");
        let expected = [Some(token.clone()), Some(token.clone()), None];
        assert_eq!(values(&outcome, "HF_TOKEN"), expected, "{label}: {}", outcome.stderr);
    }
}

#[test]
fn a_program_that_is_gone_is_looked_for_in_path_and_else_not_missed() {
    let home = Sandbox::new();
    let ([work, _], [token, _]) = projects(&home);
    for mut play in plays(&home, &DRIVERS) {
        play.load(Some(&home.path("gone"))).cd(&work).see();
        let (outcome, label) = (play.run(&[]), play.driver.label);
        assert_eq!(values(&outcome, "HF_TOKEN"), [Some(token.clone())], "{label}");
        let outcome = play.run(&[("PATH", "/usr/bin:/bin")]);
        assert_eq!(values(&outcome, "HF_TOKEN"), [None], "{label}");
        assert!(outcome.ok && outcome.stderr.is_empty(), "{label}: {}", outcome.stderr);
    }
}

#[test]
fn evaluated_twice_it_asks_once_and_an_unchanged_prompt_asks_nothing() {
    let home = Sandbox::new();
    let ([work, _], _) = projects(&home);
    let program = fake(&home);
    // tcsh asks again within the second of a change.
    std::thread::sleep(Duration::from_millis(1100));
    for mut play in plays(&home, &DRIVERS) {
        let _ = std::fs::remove_file(home.path("calls"));
        play.load(Some(&program)).load(Some(&program)).cd(&work);
        play.prompt().prompt().prompt().see();
        let (outcome, label) = (play.run(&[]), play.driver.label);
        assert!(outcome.ok, "{label}: {}", outcome.stderr);
        let calls = std::fs::read_to_string(home.path("calls")).unwrap();
        assert_eq!(calls.lines().count(), 3, "{label}: {calls}");
    }
}

#[test]
fn odd_values_arrive_and_what_a_shell_cannot_carry_is_named_and_left_out() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.profile("me", &token);
    let [lines, marks] = ["/a\nb", "/it's \"a\" $x !y \\ `z` *? [b] {c,d} ~ \t é模型 😀"];
    let text =
        format!("[settings]\nHF_HUB_CACHE = {}\nHF_XET_CACHE = {}\n", quoted(lines), quoted(marks));
    let work = approved(&home, "work", ".hfenv.toml", &text);
    for mut play in plays(&home, &DRIVERS) {
        let outcome = play.load(None).cd(&work).prompt().see().run(&[]);
        let (label, said) = (play.driver.label, &outcome.stderr);
        let [token_there, cache, xet] =
            ["HF_TOKEN", "HF_HUB_CACHE", "HF_XET_CACHE"].map(|name| values(&outcome, name));
        assert_eq!(token_there, [Some(token.clone())], "{label}: {said}");
        assert_eq!(xet, [Some(marks.to_owned())], "{label}");
        let refused = label == "tcsh";
        assert_eq!(cache, [(!refused).then(|| lines.to_owned())], "{label}");
        let words = "tcsh cannot carry HF_HUB_CACHE: its value has a line break";
        assert_eq!(said.matches(words).count(), usize::from(refused), "{label}: {said}");
    }
}

#[test]
fn tcsh_watches_twenty_long_and_odd_paths() {
    let home = Sandbox::new();
    home.profile("me", &fresh_token());
    let odd = "it's `a` \"b\" $HOME !c \\d é";
    let below = format!(
        "{odd}/{}/{}",
        "x".repeat(90),
        (1..21).fold(String::new(), |path, n| { path + &format!("{n}/") })
    );
    let deep = approved(&home, &below, ".hfenv.toml", "[settings]\nHF_HUB_OFFLINE = \"1\"\n");
    let link = home.path("link");
    std::os::unix::fs::symlink(&deep, &link).unwrap();
    for mut play in plays(&home, &[TCSH]) {
        // A new file far above.
        let far = deep.ancestors().nth(18).unwrap().join(".env");
        std::os::unix::fs::symlink(far.parent().unwrap(), home.path("far")).unwrap();
        play.load(None).cd(&link).see();
        play.sh(&format!("sleep 1.1; echo HF_HUB_OFFLINE=0 > {}/.env", home.path("far").display()));
        let outcome = play.prompt().see().run(&[]);
        assert!(outcome.ok, "{}", outcome.stderr);
        assert_eq!(values(&outcome, "HF_HUB_OFFLINE"), [Some("1".into()), None]);
        assert!(outcome.stderr.contains("is not allowed yet"), "{}", outcome.stderr);
    }
}

#[test]
fn no_trace_shows_a_token() {
    let home = Sandbox::new();
    let ([work, _], [token, _]) = projects(&home);
    for mut play in plays(&home, &DRIVERS) {
        let trace = match play.driver.label {
            "tcsh" => "set echo verbose",
            "xonsh" => "$XONSH_TRACE_SUBPROC = 3; $XONSH_SUBPROC_CMD_RAISE_ERROR = True",
            _ => continue,
        };
        play.load(None).line(trace).cd(&work).sh("echo length ${#HF_TOKEN}");
        let outcome = play.run(&[]);
        let shown = String::from_utf8_lossy(&outcome.stdout).into_owned() + &outcome.stderr;
        assert!(shown.contains(&format!("length {}", token.len())), "{shown}");
        assert!(!shown.contains(&token), "{}: {shown}", play.driver.label);
    }
}

/// A plugin comes through whatever code page, and its answer is JSON with times as numbers.
#[test]
fn what_powershell_gets_is_ascii_and_json() {
    let home = Sandbox::new();
    let ([work, _], [token, _]) = projects(&home);
    for shell in [Shell::Pwsh, Shell::Tcsh, Shell::Elvish, Shell::Nu, Shell::Xonsh] {
        let plugin = stdout(&home.hfenv(["hook", shell.name()]).assert().success());
        assert!(plugin.is_ascii() && plugin.contains("__hfenv_bin"), "{}", shell.name());
    }
    let mut command = home.hfenv(["hook-env", "pwsh", "1", "-"]);
    let text = stdout(&command.current_dir(&work).assert().success());
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!((&answer["api"], &answer["env"]["HF_TOKEN"]), (&1.into(), &token.into()));
    let time = &answer["watch"][work.join(".hfenv.toml").to_str().unwrap()];
    assert!(time.as_str().unwrap().parse::<u64>().unwrap() > 1_600_000_000_000_000_000, "{time}");
    assert!(answer["watch"][work.join(".env").to_str().unwrap()].is_null());
    assert!(!home.ours("state/shells").exists(), "no twins for a shell that has no use for them");
}
