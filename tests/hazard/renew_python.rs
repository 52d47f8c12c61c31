//! Hazard: Python's huggingface_hub and hfenv renew the same login, or log in beside each other, on
//! the same two files. Neither may lose what the other one wrote, nor end its login.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, ChildStdin, ChildStdout, Stdio};
use std::time::Duration;

use hfenv::profile::StoreKind;
use hfenv::store::named::StoredTokens;
use serde_json::{Value, json};

use crate::support::hub::{Account, Hub};
use crate::support::logins::{browser_login, forget_fresh, saved_by_hf};
use crate::support::python::{Dice, tool};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shells::rounds;
use crate::support::shown::said;

const HOUR: i64 = 3600;

/// Answers orders, one a line. Each is what a fresh process would do: nothing is remembered.
const PYTHON: &str = r"
import json, sys
from huggingface_hub.utils import _auth
for line in sys.stdin:
    order = json.loads(line)
    _auth._OAUTH_REFRESH_CACHE = None
    if order['do'] == 'get':
        print(json.dumps(_auth.get_token()), flush=True)
    else:
        _auth._save_token(order['token'], order['name'])
        print('null', flush=True)
";

struct Python {
    child: Child,
    stdin: ChildStdin,
    stdout: BufReader<ChildStdout>,
}

impl Python {
    fn start(home: &Sandbox, hub: &Hub) -> Option<Self> {
        let mut command = home.command(tool("python")?);
        command.args(["-X", "utf8", "-W", "ignore", "-c", PYTHON]);
        command.env("HF_ENDPOINT", hub.endpoint()).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let stdin = child.stdin.take().unwrap();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Some(Self { child, stdin, stdout })
    }

    fn begin(&mut self, order: &Value) {
        writeln!(self.stdin, "{order}").unwrap();
    }

    fn end(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap()
    }

    fn token(&mut self) -> String {
        self.begin(&json!({ "do": "get" }));
        self.end().as_str().unwrap().to_owned()
    }
}

impl Drop for Python {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn start(home: &Sandbox, hub: &Hub, words: &[&str]) -> Child {
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(words).env("HF_ENDPOINT", hub.endpoint()).stdin(Stdio::piped());
    command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn end(child: Child) -> String {
    said(&child.wait_with_output().unwrap(), &[]).exits(0).out.trim().to_owned()
}

/// The list as Python's own reader sees it: name, token, refresh token.
fn stored(home: &Sandbox) -> BTreeMap<String, (String, Option<String>)> {
    let bytes = std::fs::read(home.path(".cache/huggingface/stored_tokens")).unwrap();
    let stored = StoredTokens::parse(&bytes).unwrap();
    let own = |name: &str, key| stored.value(name, key).map(ToOwned::to_owned);
    let section = |name: &str| (own(name, "hf_token").unwrap(), own(name, "refresh_token"));
    stored.names().map(|name| (name.to_owned(), section(name))).collect()
}

/// Plays the rounds with a login of `hf` that is due all the time. hfenv is asked for its token by
/// `words`; of four kinds of rounds these many are played.
fn play(home: &Sandbox, words: &[&str], kinds: u32) {
    let hub = Hub::start();
    hub.oauth().set_token_life(HOUR);
    let first = hub.add_login(Account::oauth("ada"), HOUR);
    saved_by_hf(home, "ada", &first);
    let Some(mut python) = Python::start(home, &hub) else { return };
    let mut dice = Dice::new();
    let mut logins: BTreeMap<String, String> = BTreeMap::new();
    let mut last = first.access;
    for round in 0..rounds(200) {
        forget_fresh(home);
        let token = hub.add_token(Account::read("eve").named(&format!("n{round}")));
        let name = format!("n{}", round % 7);
        let ours = format!("o{}", round % 7);
        let pause = |dice: &mut Dice| {
            std::thread::sleep(Duration::from_micros(dice.below(30_000) as u64));
        };
        match round % kinds {
            // Both renew, one of them perhaps a little later.
            0 => {
                python.begin(&json!({ "do": "get" }));
                pause(&mut dice);
                let child = start(home, &hub, words);
                let (theirs, ours) = (python.end(), end(child));
                assert!(!theirs.is_null() && !ours.is_empty());
            }
            1 => {
                let child = start(home, &hub, words);
                pause(&mut dice);
                python.begin(&json!({ "do": "get" }));
                let (theirs, ours) = (python.end(), end(child));
                assert!(!theirs.is_null() && !ours.is_empty());
            }
            // One renews while the other one logs in.
            2 => {
                let child = start(home, &hub, words);
                pause(&mut dice);
                python.begin(&json!({ "do": "save", "name": name, "token": token }));
                python.end();
                end(child);
                logins.insert(name, token);
            }
            _ => {
                python.begin(&json!({ "do": "get" }));
                let words = ["login", "--token-stdin", "--no-verify", "--keep-default"];
                let words = [words.as_slice(), &["--store", "hf", "-p", &ours]].concat();
                let mut child = start(home, &hub, &words);
                child.stdin.take().unwrap().write_all(token.as_bytes()).unwrap();
                python.end();
                end(child);
                logins.insert(ours, token);
            }
        }
        // Nobody's login is lost, and the refresh token is the one that works.
        let tally = hub.oauth().tally();
        assert_eq!(tally.dead, 0, "round {round}: a dead refresh token was sent");
        let there = stored(home);
        for (name, token) in &logins {
            assert_eq!(there.get(name).map(|it| &it.0), Some(token), "round {round}: {name}");
        }
        let (access, refresh) = &there["oauth-ada"];
        assert_eq!(refresh.as_ref(), hub.oauth().live_refresh_tokens().first(), "round {round}");
        let active = std::fs::read_to_string(home.path(".cache/huggingface/token")).unwrap();
        assert_eq!(*access, active, "round {round}");
        assert_ne!(*access, last, "round {round}: nobody renewed it");
        last = python.token();
    }
    let renewed = hub.oauth().tally().renewed;
    println!("{renewed} renewals over {} rounds", rounds(200));
}

#[test]
fn what_python_uses_survives_renewals_of_both_and_logins_of_python() {
    play(&Sandbox::new(), &["token"], 3);
}

#[test]
fn what_hf_saved_survives_renewals_and_logins_of_both() {
    let home = Sandbox::new();
    // A login of hfenv becomes nobody's default, and so leaves the active token alone.
    home.profile("base", &fresh_token());
    play(&home, &["-p", "oauth-ada", "token"], 4);
}

#[test]
fn a_login_in_a_store_of_its_own_is_none_of_pythons_business() {
    let (home, hub) = (Sandbox::new(), Hub::start());
    let login = browser_login(&home, &hub, StoreKind::File, "work", HOUR);
    let other = hub.add_login(Account::oauth("bob"), HOUR);
    saved_by_hf(&home, "bob", &other);
    let Some(mut python) = Python::start(&home, &hub) else { return };
    let (theirs, ours) = (python.token(), end(start(&home, &hub, &["token"])));
    assert!(theirs != other.access && ours != login.access && theirs != ours);
    assert_eq!((hub.oauth().tally().renewed, hub.oauth().tally().dead), (2, 0));
}
