//! Hazard: hfenv and Python's huggingface_hub disagree about which token is used here, or one of
//! them does not see what the other one saved. The judge is the real thing, in a sealed home.

use std::path::PathBuf;
use std::process::Output;

use crate::support::forms::Forms;
use crate::support::hub::{Account, Hub};
use crate::support::python::tool;
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

/// What the judge prints: the token, or nothing.
const GET_TOKEN: &str = "from huggingface_hub import get_token; print(get_token() or '', end='')";

fn python(home: &Sandbox, python: &PathBuf, vars: &[(&str, &str)]) -> Output {
    let mut command = home.command(python);
    command.args(["-X", "utf8", "-W", "ignore", "-c", GET_TOKEN]).envs(vars.iter().copied());
    command.output().unwrap()
}

/// `hf`, talking to this Hub.
fn hf(home: &Sandbox, program: &PathBuf, hub: &Hub, words: &[&str]) -> String {
    let mut command = home.command(program);
    command.args(words).env("HF_ENDPOINT", hub.endpoint()).env("NO_COLOR", "1");
    let output = command.output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "hf {}: {said}", words[..2].join(" "));
    String::from_utf8_lossy(&output.stdout).into_owned() + &said
}

#[test]
fn what_hf_saved_is_listed_used_and_followed() {
    let Some(program) = tool("hf") else { return };
    let (home, hub) = (Sandbox::new(), Hub::start());
    let names = ["my laptop", "a]b: c", "naïve/模型"];
    let tokens = names.map(|name| hub.add_token(Account::read("ada").named(name)));
    for token in &tokens {
        hf(&home, &program, &hub, &["auth", "login", "--token", token]);
    }
    let mut shown: Vec<String> = stdout(&home.hfenv(["list", "--names"]).assert().success())
        .lines()
        .map(ToOwned::to_owned)
        .collect();
    shown.sort_unstable();
    let mut expected = names.to_vec();
    expected.sort_unstable();
    assert_eq!(shown, expected);
    for (name, token) in names.iter().zip(&tokens) {
        let given = home.hfenv(["-p", name, "token"]).assert().success();
        assert_eq!(stdout(&given).trim_end(), token, "{name}");
        hf(&home, &program, &hub, &["auth", "switch", "--token-name", name]);
        assert_eq!(stdout(&home.hfenv(["token"]).assert().success()).trim_end(), token, "{name}");
        let why = stdout(&home.hfenv(["why", "--json"]).assert().success());
        let why: serde_json::Value = serde_json::from_str(&why).unwrap();
        assert!(why["answer"]["source"].as_str().unwrap().contains(name), "{why}");
        assert_eq!(why["python"]["same"], true, "{why}");
    }
    hf(&home, &program, &hub, &["auth", "logout"]);
    let none = home.hfenv(["token"]).assert().code(1);
    assert!(stderr(&none).contains("no token was found"), "{}", stderr(&none));
}

#[test]
fn what_hfenv_saved_in_the_shared_store_is_what_hf_uses() {
    let Some(program) = tool("hf") else { return };
    let (home, hub) = (Sandbox::new(), Hub::start());
    let [first, second] =
        ["one", "two words"].map(|name| hub.add_token(Account::read(&name[..3]).named(name)));
    for (profile, token) in [("a", &first), ("b", &second)] {
        let words = ["login", "--token-stdin", "--store", "hf", "-p", profile];
        let mut login = home.hfenv(words);
        login.env("HF_ENDPOINT", hub.endpoint());
        login.write_stdin(token.as_str()).assert().success();
    }
    assert!(hf(&home, &program, &hub, &["auth", "whoami"]).contains("two"));
    let list = hf(&home, &program, &hub, &["auth", "list"]);
    assert!(list.contains("one") && list.contains("two words"), "{list}");
    home.hfenv(["switch", "a"]).env("HF_ENDPOINT", hub.endpoint()).assert().success();
    assert!(hf(&home, &program, &hub, &["auth", "whoami"]).contains("one"));
    home.hfenv(["logout", "a"]).assert().success();
    let left = hf(&home, &program, &hub, &["auth", "list"]);
    assert!(!left.contains("one") && left.contains("two words"), "{left}");
}

/// Environments: variables, in whose values `HOME` is the home folder and `ENV` a token of its own.
const ENVIRONMENTS: &[&[(&str, &str)]] = &[
    &[],
    &[("HF_TOKEN", "ENV")],
    &[("HF_TOKEN", " ENV\r\n")],
    &[("HF_TOKEN", "")],
    &[("HF_TOKEN", "  ")],
    &[("HF_TOKEN", "\u{a0}ENV\u{2003}")],
    &[("HUGGING_FACE_HUB_TOKEN", "ENV")],
    &[("HF_TOKEN", ""), ("HUGGING_FACE_HUB_TOKEN", "ENV")],
    &[("HF_TOKEN", " "), ("HUGGING_FACE_HUB_TOKEN", "ENV")],
    &[("HUGGINGFACE_TOKEN", "ENV")],
    &[("HUGGINGFACEHUB_API_TOKEN", "ENV")],
    &[("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")],
    &[("HF_HUB_DISABLE_IMPLICIT_TOKEN", "YES"), ("HF_TOKEN", "ENV")],
    &[("HF_TOKEN_PATH", "HOME/elsewhere")],
    &[("HF_TOKEN_PATH", "~/elsewhere")],
    &[("HF_TOKEN_PATH", "$HOME/elsewhere")],
    &[("HF_TOKEN_PATH", "${HOME}/none")],
    &[("HF_TOKEN_PATH", "elsewhere")],
    &[("HF_TOKEN_PATH", "HOME/elsewhere"), ("HF_HOME", "HOME/hub")],
    &[("HF_HOME", "HOME/hub")],
    &[("HF_HOME", "~/hub")],
    &[("HF_HOME", "HOME/hub"), ("XDG_CACHE_HOME", "HOME/xdg")],
    &[("HF_HOME", "HOME/none")],
    &[("XDG_CACHE_HOME", "HOME/xdg")],
    &[("XDG_CACHE_HOME", "~/xdg")],
    &[("XDG_CACHE_HOME", "HOME/none")],
    &[("HFENV_PROFILE", "work")],
    &[("HF_HUB_OFFLINE", "1"), ("HF_TOKEN", "ENV")],
    &[("HF_ENDPOINT", "https://mirror.example")],
];

#[test]
fn why_sees_pythons_token_as_python_does() {
    let Some(program) = tool("python") else { return };
    let home = Sandbox::new();
    let own = fresh_token();
    let files = [".cache/huggingface/token", "elsewhere", "hub/token", "xdg/huggingface/token"];
    let saved = files.map(|file| {
        let token = fresh_token();
        home.write(file, format!("{token}\n"));
        token
    });
    home.profile("work", &fresh_token());
    let folder = home.home();
    let mut wrong = Vec::new();
    let mut answers = std::collections::BTreeSet::new();
    for written in ENVIRONMENTS {
        let values = written.map_values(folder.to_str().unwrap(), &own);
        let vars: Vec<(&str, &str)> = values.iter().map(|(name, v)| (*name, v.as_str())).collect();
        let judged = python(&home, &program, &vars);
        assert!(judged.status.success(), "{}", String::from_utf8_lossy(&judged.stderr));
        let theirs = String::from_utf8(judged.stdout).unwrap();
        let mut why = home.hfenv(["why", "--for", "python", "--json"]);
        let text = stdout(&why.envs(vars).assert().success());
        let why: serde_json::Value = serde_json::from_str(&text).unwrap();
        let ours = why["python"]["mask"].as_str().map(ToOwned::to_owned);
        // hfenv shows masks only; the last four letters of random tokens tell them apart.
        let expected = (!theirs.is_empty()).then(|| format!("hf_…{}", &theirs[theirs.len() - 4..]));
        if ours != expected {
            wrong.push(format!("{written:?}: {ours:?}, but Python has {expected:?}"));
        }
        let all = saved.iter().chain([&own]).map(|token| Forms::of(token));
        if all.into_iter().any(|forms| forms.within(text.as_bytes()).is_some()) {
            wrong.push(format!("{written:?}: a token is shown"));
        }
        answers.insert(theirs);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(answers.len(), saved.len() + 2, "every file, the variable, and none");
}

trait MapValues {
    fn map_values(&self, home: &str, own: &str) -> Vec<(&'static str, String)>;
}

impl MapValues for &[(&'static str, &'static str)] {
    fn map_values(&self, home: &str, own: &str) -> Vec<(&'static str, String)> {
        let filled = |value: &str| match value.strip_prefix("HOME") {
            Some(rest) => format!("{home}{rest}"),
            None => value.replace("ENV", own),
        };
        self.iter().map(|(name, value)| (*name, filled(value))).collect()
    }
}
