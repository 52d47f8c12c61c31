//! `hfenv run`: the command gets the token, its caller gets the command's own fate, and nothing in
//! between is changed.

use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::os::unix::process::ExitStatusExt;

use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use crate::support::scene::approved;

/// A home with a default profile `home`, a profile `work`, and one at another endpoint.
fn three_profiles() -> (Sandbox, [String; 3]) {
    let home = Sandbox::new();
    let tokens = [fresh_token(), fresh_token(), fresh_token()];
    home.profile("home", &tokens[0]);
    let words = ["login", "--keep-default", "--token-stdin", "--no-verify", "--store", "file"];
    let work: [&str; 2] = ["-p", "work"];
    let corp: [&str; 4] = ["-p", "corp", "--endpoint", "https://hub.corp.example"];
    for (rest, token) in [(&work[..], &tokens[1]), (&corp[..], &tokens[2])] {
        home.hfenv(words.iter().chain(rest)).write_stdin(token.as_str()).assert().success();
    }
    (home, tokens)
}

/// What `env` prints below `hfenv run`, for these words before the `--`.
fn below(home: &Sandbox, words: &[&str], env: &[(&str, &str)]) -> String {
    let all = ["run"].iter().chain(words).chain(&["--", "env"]);
    let run = home.hfenv(all).envs(env.iter().copied()).assert().success();
    format!("\n{}", stdout(&run))
}

fn has(said: &str, name: &str, value: &str) -> bool {
    said.contains(&format!("\n{name}={value}\n"))
}

#[test]
fn the_status_and_the_signal_are_the_commands_own() {
    let home = Sandbox::new();
    for status in [0, 1, 2, 77, 255] {
        let script = format!("exit {status}");
        home.hfenv(["run", "--", "sh", "-c", &script]).assert().code(status);
    }
    for signal in [2, 9, 15] {
        let script = format!("kill -{signal} $$");
        let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
        let status = command.args(["run", "--", "sh", "-c", &script]).status().unwrap();
        assert_eq!(status.signal(), Some(signal));
    }
}

#[test]
fn not_found_is_127_and_not_runnable_is_126() {
    let home = Sandbox::new();
    let plain = home.write("plain", "no program").display().to_string();
    let folder = home.home().display().to_string();
    for (program, status) in [("no-such-command", 127), ("/no/such", 127)]
        .into_iter()
        .chain([(plain.as_str(), 126), (folder.as_str(), 126)])
    {
        let run = home.hfenv(["run", "--", program]).assert().code(status);
        let said = stderr(&run);
        assert!(said.contains(program) && said.lines().count() == 1, "{said}");
        assert!(stdout(&run).is_empty());
    }
    home.hfenv(["run", "--"]).assert().code(2);
    home.hfenv(["run"]).assert().code(2);
}

#[test]
fn the_command_replaces_hfenv_and_gets_every_byte() {
    let home = Sandbox::new();
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(["run", "--", "sh", "-c", "echo $$"]).stdout(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    let pid = child.id();
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), pid.to_string());
    let odd = std::ffi::OsString::from_vec(b"\xff\xfe *\n'\"$(x)".to_vec());
    let words = ["", "--", "-p", "--only", "a  b", "--token"].map(std::ffi::OsString::from);
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(["run", "--", "printf", "%s\\0"]).args(&words).arg(&odd);
    let output = command.output().unwrap();
    let expected: Vec<_> = words.iter().chain([&odd]).flat_map(|w| [w.as_bytes(), b"\0"]).collect();
    assert_eq!(output.stdout, expected.concat());
}

#[test]
fn a_closed_pipe_kills_the_command_as_it_would_without_hfenv() {
    let home = Sandbox::new();
    let hfenv = env!("CARGO_BIN_EXE_hfenv");
    let script = format!("{hfenv} run -- yes | head -1; echo ${{PIPESTATUS[0]}}");
    let output = home.command("bash").args(["-c", &script]).output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "y\n141\n");
    assert!(output.stderr.is_empty());
}

#[test]
fn a_named_profile_beats_everything_that_the_child_inherits() {
    let (home, [_, work, _]) = three_profiles();
    let mine = fresh_token();
    let env = [
        ("HF_TOKEN", mine.as_str()),
        ("HFENV_PROFILE", "home"),
        ("HF_OIDC_RESOURCE", "x"),
        ("HFENV_STATE", "1/HF_TOKEN-00"),
    ];
    let said = below(&home, &["-p", "work"], &env);
    assert!(has(&said, "HF_TOKEN", &work), "{said}");
    for rival in ["HFENV_STATE", "HFENV_PROFILE", "HF_OIDC_RESOURCE"] {
        assert!(!said.contains(&format!("\n{rival}=")), "{rival}: {said}");
    }
}

#[test]
fn python_and_hfenv_below_run_use_the_named_profile_where_the_project_says_another() {
    let (home, [own, work, _]) = three_profiles();
    let folder = approved(&home, "repo", ".hfenv.toml", "profile = \"home\"\n");
    let at = |words: &[&str]| home.hfenv(words).current_dir(&folder).assert().success();
    assert_eq!(stdout(&at(&["token"])).trim(), own);
    assert_eq!(stdout(&at(&["run", "-p", "work", "--", "hfenv", "token"])).trim(), work);
    let shell = ["run", "-p", "work", "--", "bash", "-c", "eval $(hfenv); echo $HF_TOKEN"];
    assert_eq!(stdout(&at(&shell)).trim(), work);
    let tools = hfenv::vars::Env::from_process().absolute("HFENV_TEST_TOOLS");
    let Some(python) = tools.map(|tools| tools.join("bin/python")) else {
        assert!(!hfenv::vars::Env::from_process().has("CI"), "no HFENV_TEST_TOOLS");
        return println!("skipped: no HFENV_TEST_TOOLS");
    };
    let script = "from huggingface_hub import get_token; print(get_token())";
    let python = python.display().to_string();
    let said = at(&["run", "-p", "work", "--", &python, "-c", script]);
    assert_eq!(stdout(&said).trim(), work);
}

#[test]
fn the_endpoint_travels_with_the_token_of_another_hub() {
    let (home, [own, _, corp]) = three_profiles();
    let there = "https://hub.corp.example";
    for words in [&["-p", "corp"][..], &["-p", "corp", "--only", "HF_TOKEN"]] {
        let said = below(&home, words, &[]);
        assert!(has(&said, "HF_TOKEN", &corp) && has(&said, "HF_ENDPOINT", there), "{said}");
    }
    // The other way round: the user's endpoint is not one of the token's.
    let said = below(&home, &["-p", "home"], &[("HF_ENDPOINT", there)]);
    assert!(has(&said, "HF_TOKEN", &own), "{said}");
    assert!(has(&said, "HF_ENDPOINT", "https://huggingface.co"), "{said}");
}

#[test]
fn only_what_is_named_is_set() {
    let (home, [_, work, _]) = three_profiles();
    let folder = approved(&home, "repo", ".hfenv.toml", "[settings]\nHF_HUB_CACHE = \"/c\"\n");
    let run = |only: &str| {
        let words = ["run", "--only", only, "--", "env"];
        home.hfenv(words).env("HFENV_PROFILE", "work").current_dir(&folder).assert()
    };
    let said = format!("\n{}", stdout(&run("HF_HUB_CACHE").success()));
    assert!(has(&said, "HF_HUB_CACHE", "/c") && !said.contains("\nHF_TOKEN="), "{said}");
    // The token that is not set can have no rival: what the user chose must go on to count.
    assert!(has(&said, "HFENV_PROFILE", "work"), "{said}");
    let said = format!("\n{}", stdout(&run("HF_TOKEN,HF_HUB_CACHE").success()));
    assert!(has(&said, "HF_TOKEN", &work) && !said.contains("\nHFENV_PROFILE="), "{said}");
    let said = stderr(&run("HF_HOME").code(2));
    assert!(said.contains("HF_HOME") && said.contains("HF_HUB_CACHE"), "{said}");
}

#[test]
fn an_env_file_gives_known_keys_and_needs_no_approval() {
    let (home, _) = three_profiles();
    let token = fresh_token();
    let text = format!(
        "HF_TOKEN='{token}'\nPATH=/evil\nLD_PRELOAD=x.so\nHFENV_PROFILE=work\nHF_HOME=/h\n\
         HF_TOKEN_PATH=/x\nHTTPS_PROXY=http://evil\nnonsense here\n"
    );
    home.write("prod.env", text);
    let said = below(&home, &["--env-file", "prod.env"], &[("HF_TOKEN", &fresh_token())]);
    assert!(has(&said, "HF_TOKEN", &token) && has(&said, "HF_HOME", "/h"), "{said}");
    for never in ["LD_PRELOAD", "HF_TOKEN_PATH", "HTTPS_PROXY", "HFENV_PROFILE"] {
        assert!(!said.contains(&format!("\n{never}=")), "{never}: {said}");
    }
    assert!(!said.contains("/evil"), "{said}");
    let beside = home.hfenv(["run", "-p", "work", "--env-file", "prod.env", "--", "env"]);
    let mut beside = beside;
    assert!(stderr(&beside.assert().code(2)).contains("--env-file"));
}

#[test]
fn a_bad_line_in_an_env_file_is_an_error_with_its_number() {
    let home = Sandbox::new();
    let cases = [
        ("A=1\nHF_TOKEN=hf_\u{1}PRIVATE\n", ":2:"),
        ("\n\nHF_HUB_OFFLINE=PRIVATE\n", ":3:"),
        ("A=b\nHF_HOME='PRIVATE\n", ": line 2,"),
    ];
    for (text, line) in cases {
        home.write("bad.env", text);
        for verb in [&["run", "--env-file", "bad.env", "--", "true"][..]].into_iter().chain([&[
            "export",
            "sh",
            "--env-file",
            "bad.env",
        ][..]])
        {
            let said = stderr(&home.hfenv(verb).assert().code(2));
            assert!(said.contains(&format!("bad.env{line}")), "{said}");
            assert!(!said.contains("PRIVATE"), "{said}");
        }
    }
    let said = stderr(&home.hfenv(["run", "--env-file", "gone", "--", "true"]).assert().code(2));
    assert!(said.contains("gone"), "{said}");
}

#[test]
fn an_endpoint_from_an_env_file_gets_no_token_of_another_hub() {
    let (home, [own, _, corp]) = three_profiles();
    home.write("elsewhere.env", "HF_ENDPOINT=https://elsewhere.example\n");
    let words = ["run", "--env-file", "elsewhere.env", "--", "env"];
    let refused = home.hfenv(words).assert().code(2);
    assert!(stdout(&refused).is_empty(), "{}", stdout(&refused));
    assert!(stderr(&refused).contains("belongs to no profile"), "{}", stderr(&refused));
    // With its own token beside it, it is that token's.
    home.write("own.env", format!("HF_ENDPOINT=https://elsewhere.example\nHF_TOKEN={own}x\n"));
    let said = below(&home, &["--env-file", "own.env"], &[]);
    assert!(has(&said, "HF_TOKEN", &format!("{own}x")), "{said}");
    assert!(has(&said, "HF_ENDPOINT", "https://elsewhere.example"), "{said}");
    home.write("corp.env", "HF_ENDPOINT=https://hub.corp.example\n");
    let said = below(&home, &["-p", "corp", "--env-file", "corp.env"], &[]);
    assert!(has(&said, "HF_TOKEN", &corp), "{said}");
    assert!(has(&said, "HF_ENDPOINT", "https://hub.corp.example"), "{said}");
}

#[test]
fn the_public_hub_in_a_file_chooses_nobody() {
    let (home, [own, work, _]) = three_profiles();
    home.write("hub.env", "HF_ENDPOINT=https://huggingface.co\n");
    let said = below(&home, &["--env-file", "hub.env"], &[]);
    assert!(has(&said, "HF_TOKEN", &own), "{said}");
    approved(&home, "ruled", ".env", "HF_ENDPOINT=https://huggingface.co\n");
    home.write(".config/hfenv/config.toml", "[[rule]]\ndir = \"~/ruled\"\nprofile = \"work\"\n");
    let ruled = home.hfenv(["token"]).current_dir(home.path("ruled")).assert().success();
    assert_eq!(stdout(&ruled).trim(), work);
}
