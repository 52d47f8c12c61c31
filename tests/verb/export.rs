//! `hfenv export`: every format is read back by what will read it, and a shell is offered nothing
//! that its user has or that belongs to another Hub.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::support::hostile::VALUES;
use crate::support::python;
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use crate::support::scene::{approved, quoted};

const CORP: &str = "https://hub.corp.example";

/// A home with a default profile.
fn home() -> (Sandbox, String) {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    (home, token)
}

/// A home with a profile at another endpoint beside the default one.
fn with_corp() -> (Sandbox, String, String) {
    let ((home, token), corp) = (home(), fresh_token());
    let words = ["login", "--keep-default", "--token-stdin", "--no-verify", "--store", "file"];
    let words = words.iter().chain(&["-p", "corp", "--endpoint", CORP]);
    home.hfenv(words).write_stdin(corp.as_str()).assert().success();
    (home, token, corp)
}

/// Exports each hostile value in this format; `None` for those that are refused, by name.
fn exported(format: &str) -> Vec<(&'static str, Option<String>)> {
    let (home, token) = home();
    home.write("w/.hfenv.toml", "");
    let each = |value: &&'static str| {
        // A neighbour behind the value, in quotes as well: one must not run into the other.
        let text =
            format!("[settings]\nHF_HUB_CACHE = {}\nHF_XET_CACHE = \"/n '\"\n", quoted(value));
        home.write("w/.hfenv.toml", text);
        let mut command = home.hfenv(["export", format]);
        let command = command.current_dir(home.path("w"));
        let run = command.env("HFENV_TRUST_PROJECT", home.home()).assert();
        let said = stderr(&run);
        if run.get_output().status.success() {
            assert!(said.is_empty(), "{said}");
            return (*value, Some(stdout(&run)));
        }
        assert_eq!(run.get_output().status.code(), Some(2), "{said}");
        assert!(said.contains("HF_HUB_CACHE") && said.contains(format), "{said}");
        assert!(stdout(&run).is_empty() && !said.contains(&token), "{said}");
        (*value, None)
    };
    VALUES.iter().filter(|value| !value.is_empty()).map(each).collect()
}

/// What was carried, and how many values were not.
fn carried(format: &str) -> (Vec<(&'static str, String)>, Vec<&'static str>) {
    let (good, bad): (Vec<_>, Vec<_>) =
        exported(format).into_iter().partition(|(_, text)| text.is_some());
    let good = good.into_iter().map(|(value, text)| (value, text.unwrap())).collect();
    (good, bad.into_iter().map(|(value, _)| value).collect())
}

#[test]
fn dotenv_is_read_by_python_dotenv_as_it_was_meant() {
    let (good, bad) = carried("dotenv");
    let script = "import json, sys, io, tempfile, os\n\
        from dotenv import dotenv_values\n\
        out = []\n\
        for text in json.load(sys.stdin):\n\
        \x20   p = os.path.join(os.environ['HOME'], 'x.env')\n\
        \x20   open(p, 'w', newline='').write(text)\n\
        \x20   out.append(dotenv_values(p))\n\
        json.dump(out, sys.stdout)";
    let texts: Vec<&str> = good.iter().map(|(_, text)| text.as_str()).collect();
    let scratch = Sandbox::new();
    let Some(answers) = python::ask(script, &json!(texts), &scratch.home()) else { return };
    for ((value, text), answer) in good.iter().zip(answers.as_array().unwrap()) {
        assert_eq!(answer["HF_HUB_CACHE"], *value, "{text}");
        assert_eq!(answer["HF_XET_CACHE"], "/n '", "{text}");
        assert!(answer["HF_TOKEN"].as_str().unwrap().starts_with("hf_"), "{text}");
    }
    // Only what that format has no words for is refused.
    let without_words =
        |value: &&str| value.contains('\r') || value.contains("${") || value.contains('\\');
    assert!(bad.iter().all(without_words), "{bad:?}");
    assert!(bad.len() < 15, "{bad:?}");
}

#[test]
fn hfenv_reads_its_own_dotenv_back() {
    let (good, _) = carried("dotenv");
    let home = Sandbox::new();
    for (value, text) in good {
        home.write("back.env", &text);
        let run = home.hfenv(["export", "json", "--env-file", "back.env"]).assert();
        if !run.get_output().status.success() {
            // Readers differ about backslashes; hfenv takes such a value from nobody.
            assert!(value.contains('\\') && stderr(&run).contains("disagree"), "{text}");
            continue;
        }
        let document: Value = serde_json::from_str(&stdout(&run)).unwrap();
        assert_eq!(document["HF_HUB_CACHE"], value, "{text}");
    }
}

#[test]
fn docker_reads_lines_as_they_are() {
    let (good, bad) = carried("docker");
    for (value, text) in good {
        let lines: BTreeMap<_, _> =
            text.lines().map(|line| line.split_once('=').unwrap()).collect();
        assert_eq!(lines["HF_HUB_CACHE"], value);
        assert_eq!(lines.len(), 3, "{text}");
    }
    assert!(bad.iter().all(|value| value.contains(['\n', '\r'])), "{bad:?}");
}

#[test]
fn json_and_kubernetes_carry_everything() {
    for (format, place) in [("json", ""), ("k8s", "/stringData")] {
        let (good, bad) = carried(format);
        assert!(bad.is_empty(), "{format}: {bad:?}");
        for (value, text) in good {
            let document: Value = serde_json::from_str(&text).unwrap();
            let variables = document.pointer(place).unwrap();
            assert_eq!(variables["HF_HUB_CACHE"], value);
            assert!(variables["HF_TOKEN"].as_str().unwrap().starts_with("hf_"));
            assert!(variables.get("HFENV_STATE").is_none());
        }
    }
}

#[test]
fn systemd_reads_double_quotes_by_its_own_rules() {
    let (good, bad) = carried("systemd");
    for (value, text) in good {
        assert_eq!(systemd(&text)["HF_HUB_CACHE"], value, "{text}");
    }
    assert!(bad.is_empty(), "{bad:?}");
}

/// `EnvironmentFile=` by systemd's env-file.c: bare values, and double quotes in which a backslash
/// counts before four characters and a line end only.
fn systemd(text: &str) -> BTreeMap<String, String> {
    let mut variables = BTreeMap::new();
    let mut rest = text;
    while let Some((name, after)) = rest.split_once('=') {
        let mut value = String::new();
        let mut chars = after.char_indices();
        let quoted = after.starts_with('"');
        if quoted {
            chars.next();
        }
        let end = loop {
            match chars.next() {
                Some((at, '"')) if quoted => break at + 1,
                Some((at, '\n')) if !quoted => break at,
                Some((_, '\\')) => match chars.next().unwrap().1 {
                    '\n' => {}
                    c if "\"\\`$".contains(c) => value.push(c),
                    c => value.extend(['\\', c]),
                },
                Some((_, c)) => value.push(c),
                None => panic!("no end: {text}"),
            }
        };
        variables.insert(name.to_owned(), value);
        rest = after[end..].strip_prefix('\n').unwrap();
    }
    variables
}

#[test]
fn github_gets_masks_first_and_values_that_cannot_break_out() {
    let (home, token) = home();
    for value in VALUES.iter().filter(|value| !value.is_empty()) {
        let text = format!("[settings]\nHF_HUB_CACHE = {}\n", quoted(value));
        home.write("w/.hfenv.toml", text);
        let file = home.write("github_env", "BEFORE=1\n");
        let mut command = home.hfenv(["export", "github"]);
        command.env("HFENV_TRUST_PROJECT", home.home()).env("GITHUB_ENV", &file);
        let run = command.current_dir(home.path("w")).assert().success();
        assert_eq!(stdout(&run), format!("::add-mask::{token}\n"));
        let text = std::fs::read_to_string(&file).unwrap();
        let mut rest = text.strip_prefix("BEFORE=1\n").unwrap();
        let mut found = BTreeMap::new();
        while let Some((name, after)) = rest.split_once("<<") {
            let (delimiter, after) = after.split_once('\n').unwrap();
            assert!(delimiter.len() > 32);
            let (value, after) = after.split_once(&format!("\n{delimiter}\n")).unwrap();
            found.insert(name, value);
            rest = after;
        }
        assert_eq!(rest, "");
        assert_eq!((found["HF_HUB_CACHE"], found["HF_TOKEN"]), (*value, token.as_str()));
    }
    let said = stderr(&home.hfenv(["export", "github"]).assert().code(2));
    assert!(said.contains("GITHUB_ENV") && !said.contains(&token), "{said}");
}

#[test]
fn nothing_leaves_where_the_users_endpoint_is_not_the_tokens() {
    let (home, token, _) = with_corp();
    approved(&home, "w", ".hfenv.toml", "[settings]\nHF_HUB_CACHE = \"/c\"\n");
    for words in [&["export", "bash"][..], &[]] {
        let mut command = home.hfenv(words);
        command.env("HF_ENDPOINT", "https://elsewhere.example").current_dir(home.path("w"));
        let run = command.assert().success();
        let (out, said) = (stdout(&run), stderr(&run));
        assert!(out.is_empty(), "{out}");
        assert!(said.contains("https://elsewhere.example") && said.lines().count() == 1, "{said}");
        assert!(!said.contains(&token), "{said}");
    }
}

#[test]
fn the_endpoint_goes_along_and_never_to_another_token() {
    let (home, token, corp) = with_corp();
    let export = |words: &[&str], env: &[(&str, &str)]| {
        let all = words.iter().chain(&["export", "json"]);
        let run = home.hfenv(all).envs(env.iter().copied()).assert().success();
        serde_json::from_str::<Value>(&stdout(&run)).unwrap()
    };
    let both = json!({ "HF_ENDPOINT": CORP, "HF_TOKEN": corp });
    assert_eq!(export(&["-p", "corp"], &[]), both);
    assert_eq!(export(&["-p", "corp"], &[("HF_ENDPOINT", CORP)]), both);
    assert_eq!(export(&["-p", "corp", "--endpoint", CORP], &[]), both);
    assert_eq!(export(&[], &[]), json!({ "HF_TOKEN": token }));
    // The user's own token stays in the shell, so another Hub's endpoint must not come beside it.
    let mine = fresh_token();
    for own in [mine.as_str(), ""] {
        let mut command = home.hfenv(["-p", "corp", "export", "sh"]);
        assert_eq!(stdout(&command.env("HF_TOKEN", own).assert().success()), "");
    }
}

#[test]
fn an_unknown_target_names_the_known_ones() {
    let (home, token) = home();
    let run = home.hfenv(["export", "klingon"]).assert().code(2);
    let said = stderr(&run);
    assert!(said.contains("klingon") && said.contains("fish") && said.contains("k8s"), "{said}");
    assert!(stdout(&run).is_empty() && !said.contains(&token));
}
