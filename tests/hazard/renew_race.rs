//! Hazard: many processes renew one login at once, or one of them is killed in the middle. The Hub
//! replaces the refresh token each time, so a second request with the old one ends the login.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use hfenv::profile::StoreKind;

use crate::support::hub::{Account, Hub, Issued};
use crate::support::logins::{browser_login, forget_fresh, saved_by_hf};
use crate::support::python::Dice;
use crate::support::sandbox::Sandbox;
use crate::support::shells::rounds;
use crate::support::shown::{run, said};

const HOUR: i64 = 3600;
const AT_ONCE: usize = 20;

/// A home with a login that is due, where it lies, and whether git's helper is asked for it.
type Case = (&'static str, fn(&Sandbox, &Hub, i64) -> Issued);

const CASES: [Case; 3] = [
    ("file", |home, hub, seconds| browser_login(home, hub, StoreKind::File, "work", seconds)),
    ("hf", |home, hub, seconds| browser_login(home, hub, StoreKind::Hf, "work", seconds)),
    ("saved", |home, hub, seconds| {
        let login = hub.add_login(Account::oauth("ada"), seconds);
        saved_by_hf(home, "ada", &login);
        login
    }),
];

fn start(home: &Sandbox, hub: &Hub) -> Child {
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.arg("token").env("HF_ENDPOINT", hub.endpoint());
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
}

fn token(home: &Sandbox, hub: &Hub, old: &Issued) -> String {
    let mut command = home.hfenv(["token"]);
    command.env("HF_ENDPOINT", hub.endpoint());
    let said = run(&mut command, &[&old.access, &old.refresh]).exits(0);
    said.out.trim().to_owned()
}

#[test]
fn twenty_processes_at_once_make_one_request_and_all_have_the_new_token() {
    for (label, make) in CASES {
        for round in 0..rounds(40) {
            // Those that are over are as many at once.
            let seconds = if round % 2 == 0 { HOUR } else { -5 };
            let (home, hub) = (Sandbox::new(), Hub::start());
            let old = make(&home, &hub, seconds);
            let children: Vec<Child> = (0..AT_ONCE).map(|_| start(&home, &hub)).collect();
            let mut tokens: Vec<String> = children
                .into_iter()
                .map(|child| {
                    let output = child.wait_with_output().unwrap();
                    let said = said(&output, &[&old.access, &old.refresh]).exits(0);
                    assert_eq!(said.err, "", "{label}");
                    said.out.trim().to_owned()
                })
                .collect();
            tokens.dedup();
            let tally = hub.oauth().tally();
            assert_eq!((tally.renewed, tally.dead), (1, 0), "{label}");
            assert!(tokens.len() == 1 && tokens[0] != old.access, "{label}: {tokens:?} {old:?}");
        }
    }
}

#[test]
fn an_interrupted_command_leaves_the_answer_stored() {
    for (label, make) in CASES {
        for signal in ["INT", "TERM", "KILL"] {
            let (home, hub) = (Sandbox::new(), Hub::start());
            let old = make(&home, &hub, HOUR);
            hub.set_delay(Duration::from_millis(300));
            let mut child = start(&home, &hub);
            wait_for(|| hub.oauth().tally().renewed == 1);
            let pid = child.id().to_string();
            let mut kill = home.command("kill");
            assert!(kill.args(["-s", signal, &pid]).status().unwrap().success());
            assert!(!child.wait().unwrap().success(), "{label}: it had ended already");
            hub.set_delay(Duration::ZERO);
            // The next one waits until the answer is there, and needs no second one.
            let new = token(&home, &hub, &old);
            assert_ne!(new, old.access, "{label} {signal}");
            assert_eq!((hub.oauth().tally().renewed, hub.oauth().tally().dead), (1, 0), "{label}");
        }
    }
}

/// Waits until something is so.
fn wait_for(so: impl Fn() -> bool) {
    let begin = Instant::now();
    while !so() {
        assert!(begin.elapsed() < Duration::from_secs(20), "it never was");
        std::thread::sleep(Duration::from_millis(1));
    }
}

#[test]
fn kills_between_the_writes_leave_a_login_that_can_be_renewed() {
    for (label, make) in CASES {
        let (home, hub) = (Sandbox::new(), Hub::start());
        // Each renewal is due again at once.
        hub.oauth().set_token_life(HOUR);
        let old = make(&home, &hub, HOUR);
        let mut dice = Dice::new();
        for _ in 0..rounds(100) {
            forget_fresh(&home);
            let before = hub.oauth().live_refresh_tokens();
            let mut child = renewer(&home, &hub, label);
            let file = home.path(match label {
                "file" => ".local/share/hfenv/tokens/work~refresh",
                _ => ".cache/huggingface/stored_tokens",
            });
            // The answer's first write; before that it is nowhere but in the memory of the process.
            wait_for(|| {
                let live = hub.oauth().live_refresh_tokens();
                live != before && std::fs::read_to_string(&file).unwrap().contains(&live[0])
            });
            std::thread::sleep(Duration::from_micros(dice.below(30_000) as u64));
            child.kill().unwrap();
            child.wait().unwrap();
            forget_fresh(&home);
            let new = token(&home, &hub, &old);
            let tally = hub.oauth().tally();
            assert!(new != old.access && tally.dead == 0, "{label} {tally:?}");
        }
    }
}

/// The process that renews, started as hfenv starts it.
fn renewer(home: &Sandbox, hub: &Hub, label: &str) -> Child {
    use std::io::Write;
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(["git-credential", "renew"]).env("HF_ENDPOINT", hub.endpoint());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let order = match label {
        "file" => r#"{"profile":"work","saved":null,"over":false}"#,
        _ => r#"{"profile":null,"saved":"oauth-ada","over":false}"#,
    };
    child.stdin.take().unwrap().write_all(order.as_bytes()).unwrap();
    child
}
