//! Hazard: a secret of the user's own gets into a commit because no rule knows its shape; or the
//! file by which it is known gives it away.

use std::os::unix::fs::PermissionsExt;
use std::process::Stdio;

use hfenv::store::kernel;

use crate::support::forms::Forms;
use crate::support::guarded::{Asked, Guarded};
use crate::support::sandbox::{Sandbox, fresh_token, stderr};
use crate::support::secret_service::SecretService;
use crate::support::shells::rounds;

const LEDGER: &str = "state/own.toml";

/// Letters by chance that no rule knows.
fn unshaped() -> String {
    fresh_token().replace("hf_", "q")
}

fn ledger(home: &Sandbox) -> String {
    std::fs::read_to_string(home.ours(LEDGER)).unwrap_or_default()
}

fn log_in(home: &Sandbox, store: &str, name: &str, token: &str, bus: Option<&SecretService>) {
    let words = ["login", "--token-stdin", "--no-verify", "--store", store, "-p", name];
    let mut command = home.hfenv(words);
    if let Some(bus) = bus {
        command.env("DBUS_SESSION_BUS_ADDRESS", bus.address()).env("HFENV_KEYRING_TIMEOUT", "20");
    }
    command.write_stdin(token).assert().success();
}

/// What is said before a commit of a file with this content.
fn committed(repo: &Guarded, content: impl AsRef<[u8]>) -> Asked {
    committed_with(repo, content, &[])
}

fn committed_with(repo: &Guarded, content: impl AsRef<[u8]>, vars: &[(&str, &str)]) -> Asked {
    repo.write("new.txt", content);
    repo.stage();
    let asked = repo.ask_with(&repo.folder, &["commit", "-m", "x"], vars);
    repo.git(&["rm", "--quiet", "--force", "new.txt"]);
    asked
}

/// Neither the secret, nor a shape or a plain hash of it, nor eight letters of it.
fn assert_nothing_of(secret: &str, text: &str) {
    use sha2::Digest as _;
    assert_eq!(Forms::of(secret).within(text.as_bytes()), None);
    let plain = hfenv::text::hex(&sha2::Sha256::digest(secret));
    assert!(!text.contains(&plain[..8]) && !text.contains(&plain[plain.len() - 8..]));
    let pieces = (0..=secret.len() - 8).map(|at| &secret[at..at + 8]);
    for piece in pieces {
        assert!(!text.contains(piece), "{piece} in {text}");
    }
}

#[test]
fn the_token_of_a_login_is_found_in_a_commit_whatever_store_has_it() {
    let repo = Guarded::new();
    let home = &repo.desk.home;
    let service = SecretService::start();
    let mut stores = vec![("file", None), ("hf", None)];
    stores.extend(service.as_ref().map(|service| ("keyring", Some(service))));
    if kernel::usable().is_ok() {
        stores.push(("kernel", None));
    }
    for (store, bus) in stores {
        for token in [fresh_token(), unshaped()] {
            log_in(home, store, store, &token, bus);
            let whose = format!("token of the profile {store}");
            for content in [
                token.clone(),
                format!("url = https://user:{token}@example.com/x\n"),
                format!("a{token}b\0\u{ff}"),
                format!("\n\n  {{\"key\": \"{token}\"}}"),
            ] {
                let asked = committed(&repo, &content);
                let hits = asked.said.matches(&whose).count();
                // A token that a longer word hides is known as the user's own all the same.
                assert_eq!((hits, asked.status), (1, 1), "{store}: {}", asked.said);
                assert_nothing_of(&token[8..], &asked.said.replace(&token[token.len() - 4..], ""));
            }
            assert_nothing_of(&token, &ledger(home));
        }
    }
    let mode = home.ours(LEDGER).metadata().unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    committed(&repo, fresh_token().replace("hf_", "other")).is_silent();
}

#[test]
fn a_former_token_is_still_known_and_called_so() {
    let repo = Guarded::new();
    let (home, old, new) = (&repo.desk.home, unshaped(), unshaped());
    home.profile("work", &old);
    home.profile("Work", &new);
    let said = committed(&repo, format!("{old} {new}")).said;
    assert!(said.contains("(…, former token of the profile work)"), "{said}");
    assert!(said.contains("(…, token of the profile work)"), "{said}");
    home.profile("work", &old);
    assert!(committed(&repo, &old).said.contains("(…, token of the profile work)"));
    home.hfenv(["logout", "work"]).assert().success();
    let said = committed(&repo, format!("{old} {new}")).said;
    assert_eq!(said.matches("former token of the profile work").count(), 2, "{said}");
    // A quarter of a year later nobody looks for them any more.
    let since =
        ledger(home).lines().find_map(|line| line.strip_prefix("former = ")).map(str::to_owned);
    let long_ago = ledger(home).replace(&since.unwrap(), "1000000000");
    home.write(".local/state/hfenv/own.toml", long_ago);
    home.profile("play", &unshaped());
    assert_eq!(ledger(home).matches("print = ").count(), 2);
}

#[test]
fn the_secrets_of_an_allowed_env_are_known_and_nothing_else_of_it() {
    let repo = Guarded::new();
    let (home, key, password, renewed) = (&repo.desk.home, unshaped(), unshaped(), unshaped());
    let dotenv = |key: &str| {
        format!(
            "HF_TOKEN={}\nOPENAI_API_KEY={key}\nexport DATABASE_URL=\"postgres://me:{password}@db/x\"\n\
             MODEL=meta-llama/Meta-Llama-3.1-405B-Instruct\nPORT=80808080808080808080\n\
             CACHE=/home/user/very/long/path/to/some/cache/folder\nSHORT=s3cr3t\n",
            fresh_token()
        )
    };
    home.write("work/.env", dotenv(&key));
    committed(&repo, &key).is_silent();
    let allowed = home.hfenv(["allow", "--yes", "work"]).assert().success();
    let said = stderr(&allowed);
    assert!(said.contains("hfenv guard knows its secrets now: 3"), "{said}");
    let text = ledger(home);
    assert_eq!(text.matches("print = ").count(), 3, "{text}");
    for secret in [&key, &password] {
        assert_nothing_of(secret, &text);
    }
    let told = committed(&repo, format!("k='{key}'\np='{password}'\nllama meta-llama s3cr3t\n"));
    let said = told.said;
    assert!(
        said.contains("new.txt:1:4: a secret of yours (…, OPENAI_API_KEY of ~/work/.env)"),
        "{said}"
    );
    assert!(
        said.contains("new.txt:2:4: a secret of yours (…, DATABASE_URL of ~/work/.env)"),
        "{said}"
    );
    assert_eq!(said.matches("of yours").count(), 2, "{said}");
    // Allowed anew, the folder's old values are replaced; denied, they are gone.
    home.write("work/.env", dotenv(&renewed));
    home.hfenv(["allow", "--yes", "work"]).assert().success();
    committed(&repo, &key).is_silent();
    assert!(committed(&repo, &renewed).said.contains("OPENAI_API_KEY of ~/work/.env"));
    home.hfenv(["deny", "work"]).assert().success();
    committed(&repo, format!("{renewed} {password}")).is_silent();
}

/// Keys that hfenv does not take change without a new approval.
#[test]
fn in_an_allowed_project_the_values_of_now_are_known() {
    let repo = Guarded::new();
    let (home, new) = (&repo.desk.home, unshaped());
    let token = fresh_token();
    repo.write(".gitignore", ".env\n");
    repo.write(".env", format!("HF_TOKEN={token}\nAPI_KEY={}\n", unshaped()));
    home.hfenv(["allow", "--yes", "r"]).assert().success();
    repo.write(".env", format!("HF_TOKEN={token}\nAPI_KEY={new}\n"));
    let said = committed(&repo, &new).said;
    assert!(said.contains("API_KEY of ~/r/.env"), "{said}");
}

#[test]
fn what_lies_open_is_known_without_a_login() {
    let repo = Guarded::new();
    let (home, active, saved, carried) = (&repo.desk.home, unshaped(), unshaped(), unshaped());
    home.write(".cache/huggingface/token", &active);
    home.write(".cache/huggingface/stored_tokens", format!("[mine]\nhf_token = {saved}\n\n"));
    let vars = [("HF_TOKEN", carried.as_str())];
    for (secret, what) in [
        (&active, "token in /"),
        (&saved, "token mine of huggingface_hub"),
        (&carried, "token in HF_TOKEN"),
    ] {
        let said = committed_with(&repo, secret, &vars).said;
        assert!(said.contains(&format!("a secret of yours (…, {what}")), "{said}");
    }
    assert!(!home.ours("state/key").exists(), "a look makes nothing");
    // A profile from before there were fingerprints.
    let old = unshaped();
    home.profile("old", &old);
    std::fs::remove_file(home.ours(LEDGER)).unwrap();
    assert!(committed(&repo, &old).said.contains("token of the profile old"));
}

#[test]
fn without_the_key_or_with_a_broken_file_the_rules_go_on_and_somebody_is_told() {
    let repo = Guarded::new();
    let (home, secret, shaped) = (&repo.desk.home, unshaped(), fresh_token());
    home.profile("work", &secret);
    std::fs::remove_file(home.ours("data/tokens/work")).unwrap();
    let good = ledger(home);
    let content = format!("{secret}\n{shaped}\n");
    let judge = |words: &[&str]| {
        let Asked { said, status, .. } = committed(&repo, &content);
        assert_eq!((said.matches(" is about to be ").count(), status), (1, 1), "{said}");
        assert!(said.contains("new.txt:2:1: a Hugging Face "), "{said}");
        for word in words {
            assert!(said.contains(word), "{word}: {said}");
        }
        assert_nothing_of(&secret, &said);
    };
    for broken in ["version = 9\n", "[[secret]]\nprint = \"x\"\n", "{", "\u{0}", "secret = 1\n"] {
        home.write(".local/state/hfenv/own.toml", broken);
        judge(&["warning: ", "own.toml", "log in and allow your projects anew"]);
    }
    home.write(
        ".local/state/hfenv/own.toml",
        good.replace("-q", "-").replace("print = \"", "print = \"0"),
    );
    judge(&["own.toml"]);
    home.write(".local/state/hfenv/own.toml", &good);
    std::fs::remove_file(home.ours("state/key")).unwrap();
    judge(&["own.toml: made with a key that is gone", "log in and allow your projects anew"]);
    home.write(".local/state/hfenv/key", "too short");
    judge(&["state/hfenv/key: not a key"]);
    // With a new key the next login drops what can't be matched any more.
    std::fs::remove_file(home.ours("state/key")).unwrap();
    home.profile("work", &secret);
    assert_eq!(ledger(home).matches("print = ").count(), 1);
    assert!(committed(&repo, &secret).said.contains("(…, token of the profile work)"));
}

#[test]
fn a_broken_file_of_fingerprints_stops_no_login_and_no_approval() {
    let (home, token) = (Sandbox::new(), unshaped());
    home.write(".local/state/hfenv/own.toml", "{");
    home.write("work/.env", format!("HF_TOKEN={token}\n"));
    for words in [
        &["login", "--token-stdin", "--no-verify", "--store", "file", "-p", "work"][..],
        &["allow", "--yes", "work"],
        &["deny", "work"],
        &["logout", "work"],
    ] {
        let said = stderr(&home.hfenv(words).write_stdin(token.as_str()).assert().success());
        assert!(said.contains("own.toml:1:"), "{words:?}: {said}");
    }
}

#[test]
fn logins_at_once_and_killed_ones_leave_the_file_whole() {
    let repo = Guarded::new();
    let home = &repo.desk.home;
    let start = |name: &str, token: &str| {
        let file = home.write(format!("in/{name}"), token);
        let words = ["login", "--store", "file", "--no-verify", "-p", name, "--token-file"];
        let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
        command.args(words).arg(file).stdin(Stdio::null()).stderr(Stdio::null());
        command.spawn().unwrap()
    };
    let tokens: Vec<String> = (0..6).map(|_| unshaped()).collect();
    let logins = tokens.iter().enumerate().map(|(at, token)| start(&format!("p{at}"), token));
    for mut login in logins.collect::<Vec<_>>() {
        assert!(login.wait().unwrap().success());
    }
    let said = committed(&repo, tokens.join("\n")).said;
    assert_eq!(ledger(home).matches("print = ").count(), 6, "{said}");
    assert!(said.contains("new.txt:1:1: a secret of yours (…, token of the profile p0)"), "{said}");
    let renewed = unshaped();
    let begin = std::time::Instant::now();
    assert!(start("p0", &renewed).wait().unwrap().success());
    let whole = begin.elapsed();
    let turns = rounds(60);
    for turn in 0..turns {
        let mut login = start("p0", if turn % 2 == 0 { &tokens[0] } else { &renewed });
        std::thread::sleep(whole * turn / turns);
        login.kill().unwrap();
        login.wait().unwrap();
        let asked = committed(&repo, &tokens[1]);
        assert!(asked.said.contains("token of the profile p1"), "{}", asked.said);
        assert!(!asked.said.contains("own.toml"), "{}", asked.said);
    }
    assert!(start("p0", &renewed).wait().unwrap().success());
    let names: Vec<_> =
        std::fs::read_dir(home.ours("state/x").parent().unwrap()).unwrap().collect();
    let left = names.into_iter().map(|name| name.unwrap().file_name());
    let left: Vec<_> = left.filter(|name| name.to_string_lossy().contains("hfenv-")).collect();
    assert!(left.is_empty(), "{left:?}");
}
