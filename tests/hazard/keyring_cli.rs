//! The command with its profile in a keyring: healthy, locked, frozen, killed or missing.

use std::ffi::OsString;
use std::time::{Duration, Instant};

use assert_cmd::Command;

use crate::support::pty::{self, Terminal};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::secret_service::SecretService;
use crate::support::shown::{Said, assert_hidden, run, run_hidden};

/// The most that a run may take: the deadline of one second, and room for a busy machine.
const GUARD: Duration = Duration::from_millis(3500);
const GIT: &str = "protocol=https\nhost=huggingface.co\npath=org/model\n\n";

/// A home whose default profile `work` lies in a keyring.
struct Place {
    home: Sandbox,
    bus: Option<OsString>,
    token: String,
    patience: &'static str,
}

impl Place {
    fn new(service: &SecretService) -> Self {
        let place = Self {
            home: Sandbox::new(),
            bus: Some(service.address()),
            token: fresh_token(),
            patience: "1",
        };
        let words = ["login", "--token-stdin", "--no-verify", "--store", "keyring", "-p", "work"];
        place.run_within(place.hfenv(&words).write_stdin(place.token.as_str())).exits(0);
        place
    }

    fn on(&self, mut command: Command) -> Command {
        if let Some(bus) = &self.bus {
            command.env("DBUS_SESSION_BUS_ADDRESS", bus);
        }
        command.env("HFENV_KEYRING_TIMEOUT", self.patience);
        command
    }

    fn hfenv(&self, words: &[&str]) -> Command {
        self.on(self.home.hfenv(words))
    }

    fn run_within(&self, command: &mut Command) -> Said {
        let begin = Instant::now();
        let said = run(command, &[&self.token]);
        assert!(begin.elapsed() < GUARD, "took {:?}: {said:?}", begin.elapsed());
        said
    }

    fn ask(&self, words: &[&str]) -> Said {
        self.run_within(&mut self.hfenv(words))
    }

    fn git(&self) -> Said {
        self.run_within(&mut self.on(self.home.helper("get", GIT)))
    }

    /// Every reader, when the keyring can't be asked: `why` is said by each, and nothing is found.
    fn all_say(&self, why: &str) {
        let said = self.ask(&[]).exits(0).prints("").names(&["profile work: ", why, "hint: "]);
        assert_eq!(said.err.matches(why).count(), 1, "said more than once: {said:?}");
        self.git().exits(0).prints("").names(&[why]);
        self.ask(&["token"]).exits(1).prints("").names(&["no token was found", why]);
        self.ask(&["run", "--", "sh", "-c", "echo ${HF_TOKEN-none}"])
            .exits(0)
            .prints("none\n")
            .names(&[why]);
        self.ask(&["-p", "work", "token"]).exits(2).prints("").names(&["profile work: ", why]);
        let said = self.ask(&["-p", "work"]).exits(2).names(&["profile work: ", why]);
        assert!(said.out.contains("(exit 1)"), "{said:?}");
        let said = self.ask(&["why"]);
        assert!(words(&said.out).contains(why), "{said:?}");
        assert_hidden(&said.out, &[&self.token]);
    }

    /// A saved login of huggingface_hub stands in for the default profile, with a word about it,
    /// and not for a profile that the folder asks for.
    fn only_a_default_is_replaced(&self, why: &str) {
        let saved = fresh_token();
        self.home.write(".cache/huggingface/token", &saved);
        let secrets = [saved.as_str(), &self.token];
        self.ask(&["token"]).exits(0).prints(&format!("{saved}\n"));
        let said = self.ask(&["export", "dotenv"]).exits(0).names(&[why]);
        assert!(said.out.contains(&saved), "{said:?}");
        let said = self.git().exits(0);
        assert!(said.out.contains(&format!("password={saved}\n")), "{said:?}");
        let rule = format!(
            "[[rule]]\ndir = \"{}\"\nprofile = \"work\"\n",
            self.home.path("work").display()
        );
        self.home.write(".config/hfenv/config.toml", rule);
        let folder = self.home.path("work");
        std::fs::create_dir_all(&folder).unwrap();
        let there = |mut command: Command| {
            let said = run_hidden(command.current_dir(&folder), &secrets);
            assert!(said.err.contains(why), "{said:?}");
            said
        };
        there(self.hfenv(&[])).exits(0).prints("");
        there(self.hfenv(&["token"])).exits(1).prints("");
        there(self.hfenv(&["run", "--", "sh", "-c", "echo ${HF_TOKEN-none}"])).prints("none\n");
        there(self.on(self.home.helper("get", GIT))).exits(0).prints("");
        std::fs::remove_file(self.home.path(".cache/huggingface/token")).unwrap();
        std::fs::remove_file(self.home.path(".config/hfenv/config.toml")).unwrap();
    }
}

/// The text with single blanks, as tables wrap their last column.
fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_keyring_login_is_seen_by_all_and_gone_after_logout() {
    let Some(service) = SecretService::start() else { return };
    let place = Place::new(&service);
    let line = format!("{}\n", place.token);
    place.ask(&["token"]).exits(0).prints(&line);
    place.ask(&["run", "--", "sh", "-c", "echo $HF_TOKEN"]).exits(0).prints(&line);
    let said = place.ask(&[]).exits(0);
    assert!(said.out.contains(&place.token) && said.err.is_empty(), "{said:?}");
    let said = place.git().exits(0);
    assert!(said.out.contains(&format!("password={}\n", place.token)), "{said:?}");
    let lookup =
        |name| service.secret_tool(&["lookup", "service", "hfenv", "username", name], b"").stdout;
    assert_eq!(lookup("work"), place.token.as_bytes());
    let files = std::fs::read_to_string(place.home.ours("config/profiles.toml")).unwrap();
    assert_hidden(&files, &[&place.token]);

    let other = fresh_token();
    let words = ["login", "--token-stdin", "--no-verify", "-p", "home", "--keep-default"];
    place.run_within(place.hfenv(&words).write_stdin(other.as_str())).names(&["store keyring"]);
    place.ask(&["token"]).prints(&line);
    place.ask(&["switch", "home"]).exits(0);
    place.ask(&["token"]).prints(&format!("{other}\n"));
    place.ask(&["logout"]).exits(0);
    assert_eq!((lookup("home"), lookup("work")), (Vec::new(), place.token.clone().into_bytes()));
    place.ask(&["logout", "--all"]).exits(0);
    assert!(lookup("work").is_empty());
    place.ask(&["token"]).exits(1).prints("");
}

#[test]
fn without_a_keyring_login_names_the_choices_and_saves_nothing() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let fresh = SecretService::fresh();
    let trap = SecretService::trap();
    let addresses = [&fresh, &trap].map(|service| service.as_ref().map(SecretService::address));
    let nowhere = Some("unix:path=/nowhere".into());
    for bus in [None, nowhere, addresses[0].clone(), addresses[1].clone()] {
        for words in [&["login", "--token-stdin", "--no-verify"][..], &["login", "--token-stdin"]] {
            let mut command = home.hfenv(words);
            if let Some(bus) = &bus {
                command.env("DBUS_SESSION_BUS_ADDRESS", bus);
            }
            run_hidden(command.write_stdin(token.as_str()), &[&token])
                .exits(2)
                .prints("")
                .names(&["--store file", "--store kernel", "--store hf"]);
        }
        let words = ["login", "--token-stdin", "--no-verify", "--store", "keyring"];
        run_hidden(home.hfenv(words).write_stdin(token.as_str()), &[&token]).exits(2);
    }
    assert!(!home.ours("config/profiles.toml").exists() && !home.ours("data/tokens").exists());
    assert!(trap.is_none_or(|trap| !trap.marker().exists()), "a daemon was started");
}

#[test]
fn a_keyring_that_can_not_be_asked_is_told_apart_and_nothing_is_lost() {
    let Some(mut service) = SecretService::start() else { return };
    let mut place = Place::new(&service);
    service.stop();
    place.all_say("no answer within 1 s");
    place.patience = "0.3";
    place.only_a_default_is_replaced("no answer within 0.3 s");
    place.patience = "1";
    service.cont();
    place.ask(&["token"]).exits(0);

    service.stop_bus();
    place.ask(&[]).exits(0).prints("").names(&["no answer within 1 s"]);
    service.cont_bus();
    place.ask(&["token"]).exits(0);

    service.lock();
    place.all_say("the keyring is locked");
    place.only_a_default_is_replaced("the keyring is locked");

    service.kill();
    place.all_say("no keyring service is running");
    place.only_a_default_is_replaced("no keyring service is running");

    place.bus = None;
    place.all_say("there is no session bus");
    place.bus = Some("unix:path=/nowhere".into());
    place.ask(&[]).exits(0).prints("").names(&["profile work: "]);
}

#[test]
fn a_token_in_the_environment_never_waits_for_a_keyring() {
    let Some(service) = SecretService::start() else { return };
    let place = Place::new(&service);
    service.stop();
    let own = fresh_token();
    let begin = Instant::now();
    for words in [&["token"][..], &["run", "--", "true"], &[]] {
        run(place.hfenv(words).env("HF_TOKEN", &own), &[&own]).exits(0);
    }
    assert!(begin.elapsed() < Duration::from_millis(900), "{:?}", begin.elapsed());
}

#[test]
fn a_keyring_that_dies_during_a_question_ends_the_wait() {
    let Some(mut service) = SecretService::start() else { return };
    let place = Place::new(&service);
    service.stop();
    let mut command = place.home.command(env!("CARGO_BIN_EXE_hfenv"));
    command.env("DBUS_SESSION_BUS_ADDRESS", place.bus.as_ref().unwrap());
    command.env("HFENV_KEYRING_TIMEOUT", "30");
    command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = command.spawn().unwrap();
    std::thread::sleep(Duration::from_millis(300));
    let begin = Instant::now();
    service.kill();
    let output = child.wait_with_output().unwrap();
    assert!(begin.elapsed() < Duration::from_secs(10), "{:?}", begin.elapsed());
    crate::support::shown::said(&output, &[&place.token])
        .exits(0)
        .prints("")
        .names(&["profile work: "]);
}

#[test]
fn a_login_or_logout_that_the_keyring_does_not_answer_changes_nothing() {
    let Some(service) = SecretService::start() else { return };
    let place = Place::new(&service);
    // The new token is announced: a write that timed out may still arrive.
    let profiles = || {
        let text = std::fs::read_to_string(place.home.ours("config/profiles.toml")).unwrap();
        text.lines().filter(|line| !line.starts_with("incoming")).collect::<Vec<_>>().join("\n")
    };
    let before = profiles();
    let new = fresh_token();
    service.stop();
    let words = ["login", "--token-stdin", "--no-verify", "-p", "work"];
    place.run_within(place.hfenv(&words).write_stdin(new.as_str())).exits(2).names(&["keyring"]);
    place.ask(&["logout", "work"]).exits(2).names(&["no answer within 1 s"]);
    assert_eq!(profiles(), before);
    service.cont();
    let said = place.ask(&["token"]).exits(0);
    assert!([&place.token, &new].iter().any(|token| said.out.trim_end() == **token), "{said:?}");
    service.lock();
    place.run_within(place.hfenv(&words).write_stdin(new.as_str())).exits(2).names(&["locked"]);
    assert_eq!(profiles(), before);
}

#[test]
fn a_person_at_a_terminal_is_not_kept_waiting_by_a_keyring_that_can_not_ask() {
    let Some(service) = SecretService::start() else { return };
    let place = Place::new(&service);
    let at_terminal = |words: &[&str]| {
        let mut command = pty::hfenv(&place.home, words);
        command.env("DBUS_SESSION_BUS_ADDRESS", service.address());
        let begin = Instant::now();
        let mut terminal = Terminal::open(command);
        let status = terminal.end();
        assert!(begin.elapsed() < GUARD, "took {:?}", begin.elapsed());
        assert_hidden(&terminal.screen(), &[&place.token]);
        (status.code(), terminal.screen())
    };
    service.stop();
    let (code, screen) = at_terminal(&["run", "--", "true"]);
    assert!(code == Some(0) && screen.contains("no answer within 1 s"), "{screen}");
    let (code, screen) = at_terminal(&["token", "--show"]);
    assert!(code == Some(1) && screen.contains("no answer within 1 s"), "{screen}");
    service.cont();
    service.lock();
    let (code, screen) = at_terminal(&["token", "--show"]);
    assert!(code == Some(1) && screen.contains("the keyring is locked"), "{screen}");
}
