//! Hazard: the second secret of a login gets lost in a keyring, or stays there for ever.

use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use hfenv::store::kernel;
use hfenv::token::Token;

use crate::support::hub::{Account, Hub, Person};
use crate::support::sandbox::Sandbox;
use crate::support::secret_service::SecretService;
use crate::support::shown::{run, said};

const HOUR: i64 = 3600;

/// A store, and what the commands that use it have in their environment.
struct Stage {
    home: Sandbox,
    hub: Hub,
    store: &'static str,
    vars: Vec<(&'static str, String)>,
}

impl Stage {
    /// A browser login that ends in an hour.
    fn new(store: &'static str, bus: Option<&SecretService>) -> Self {
        let (home, hub) = (Sandbox::new(), Hub::start());
        let mut vars = vec![("HFENV_KEYRING_TIMEOUT", "20".to_owned())];
        vars.extend(
            bus.map(|bus| ("DBUS_SESSION_BUS_ADDRESS", bus.address().to_str().unwrap().to_owned())),
        );
        let stage = Self { home, hub, store, vars };
        stage.hub.oauth().set_token_life(HOUR);
        stage.hub.oauth().person(Person::Agrees(Account::oauth("ada"), 0));
        stage.log_in(&["--browser", "--no-browser"]);
        stage
    }

    fn log_in(&self, more: &[&str]) {
        let endpoint = self.hub.endpoint();
        let words = ["login", "--store", self.store, "-p", NAME, "--endpoint", &endpoint];
        self.run(&[&words, more].concat(), "");
    }

    fn run(&self, words: &[&str], input: &str) -> String {
        let mut command = self.home.hfenv(words);
        command.envs(self.vars.iter().map(|(name, value)| (name, value))).write_stdin(input);
        run(&mut command, &[]).exits(0).out.trim().to_owned()
    }

    fn start(&self) -> Child {
        let mut command = self.home.command(env!("CARGO_BIN_EXE_hfenv"));
        command.arg("token").envs(self.vars.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// Renews it by twenty at once, and once more; then somebody pastes a token.
    fn play(&self, entry: impl Fn(&str) -> Option<String>) {
        let before = entry(NAME).unwrap();
        self.hub.oauth().set_token_life(30 * 24 * HOUR);
        let children: Vec<Child> = (0..20).map(|_| self.start()).collect();
        let mut tokens: Vec<String> = children
            .into_iter()
            .map(|child| said(&child.wait_with_output().unwrap(), &[]).exits(0).out)
            .collect();
        tokens.dedup();
        let tally = self.hub.oauth().tally();
        assert_eq!((tally.renewed, tally.dead, tokens.len()), (1, 0, 1), "{}", self.store);
        let access = entry(NAME).unwrap();
        assert!(tokens[0].trim() == access && access != before);
        let refresh = entry(&format!("{NAME}~refresh")).unwrap();
        assert!(refresh.ends_with(&format!(":{}", self.hub.oauth().live_refresh_tokens()[0])));
        // A pasted token needs no refresh token, and leaves none behind.
        let pasted = self.hub.add_token(Account::read("ada"));
        let endpoint = self.hub.endpoint();
        let words = ["login", "--token-stdin", "--store", self.store, "-p", NAME];
        self.run(&[words.as_slice(), &["--endpoint", &endpoint]].concat(), &pasted);
        assert_eq!((entry(NAME), entry(&format!("{NAME}~refresh"))), (Some(pasted), None));
        self.log_in(&["--browser", "--no-browser"]);
        assert!(entry(&format!("{NAME}~refresh")).is_some());
        self.run(&["logout", NAME], "");
        assert_eq!((entry(NAME), entry(&format!("{NAME}~refresh"))), (None, None));
    }
}

/// Not a name that anybody has in the kernel's keyring, which is the user's own.
const NAME: &str = "hfenv-test-of-renewals";

#[test]
fn both_secrets_of_a_login_live_and_go_together_in_a_keyring() {
    let Some(service) = SecretService::start() else { return };
    Stage::new("keyring", Some(&service)).play(|name| {
        let found = service.secret_tool(&["lookup", "service", "hfenv", "username", name], b"");
        Some(String::from_utf8(found.stdout).unwrap()).filter(|text| !text.is_empty())
    });
}

#[test]
fn both_secrets_of_a_login_live_and_go_together_in_the_kernel() {
    if let Err(reason) = kernel::usable() {
        println!("skipped: {reason}");
        return;
    }
    Stage::new("kernel", None)
        .play(|name| kernel::get(name).unwrap().map(|got| got.token.reveal().to_owned()));
}

#[test]
fn a_key_is_there_while_another_takes_its_place() {
    const ENTRY: &str = "hfenv-test-of-places";
    if let Err(reason) = kernel::usable() {
        println!("skipped: {reason}");
        return;
    }
    let token = Token::clean("replaced").unwrap().unwrap();
    kernel::set(ENTRY, &token).unwrap();
    let over = AtomicBool::new(false);
    let reads = || {
        let mut always = true;
        while !over.load(Ordering::Relaxed) {
            always &= kernel::get(ENTRY).unwrap().is_some();
        }
        always
    };
    thread::scope(|scope| {
        // So many that one sleeps between its search and its read, and the key is gone by then.
        let readers: Vec<_> = (0..32).map(|_| scope.spawn(reads)).collect();
        // Only root may have more than 200 keys, and the kernel takes its time with old ones.
        let sets = (0..10_000).take_while(|_| kernel::set(ENTRY, &token).is_ok()).count();
        assert!(sets > 50, "{sets}");
        over.store(true, Ordering::Relaxed);
        assert!(readers.into_iter().all(|reader| reader.join().unwrap()));
    });
    assert!(kernel::delete(ENTRY).unwrap());
}
