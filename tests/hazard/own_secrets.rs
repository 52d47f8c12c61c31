//! Hazard: a secret of the user's own gets into a commit because no rule knows its shape; or the
//! file by which it is known gives it away.

use std::os::unix::fs::PermissionsExt;

use hfenv::store::kernel;

use crate::support::forms::Forms;
use crate::support::guarded::{Asked, Guarded};
use crate::support::sandbox::{Sandbox, fresh_token, stderr};
use crate::support::secret_service::SecretService;

const LEDGER: &str = "state/own.toml";

/// Letters by chance that no rule knows.
pub(super) fn unshaped() -> String {
    fresh_token().replace("hf_", "q")
}

pub(super) fn ledger(home: &Sandbox) -> String {
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
pub(super) fn committed(repo: &Guarded, content: impl AsRef<[u8]>) -> Asked {
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
pub(super) fn assert_nothing_of(secret: &str, text: &str) {
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
    assert!(said.contains("of yours, former token of the profile work is about"), "{said}");
    assert!(said.contains("of yours, token of the profile work is about"), "{said}");
    home.profile("work", &old);
    assert!(committed(&repo, &old).said.contains("of yours, token of the profile work is about"));
    home.hfenv(["logout", "work"]).assert().success();
    let said = committed(&repo, format!("{old} {new}")).said;
    assert_eq!(said.matches("former token of the profile work").count(), 2, "{said}");
    // A quarter of a year later nobody looks for them any more.
    let since =
        ledger(home).lines().find_map(|line| line.strip_prefix("former = ")).map(str::to_owned);
    let long_ago = ledger(home).replacen(&since.unwrap(), "1000000000", 1);
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
            "HF_TOKEN={}\nOPENAI_API_KEY={key}\n\
             export DATABASE_URL=\"postgres://me:{password}@db/x\"\n\
             MODEL=meta-llama/Meta-Llama-3.1-405B-Instruct\nPORT=80808080808080808080\n\
             CACHE=/home/user/very/long/path/to/some/cache/folder\nSHORT=s3cr3t\n",
            fresh_token()
        )
    };
    home.write("work/.env", dotenv(&key));
    committed(&repo, &key).is_silent();
    let allowed = home.hfenv(["allow", "--yes", "-v", "work"]).assert().success();
    let said = stderr(&allowed);
    assert!(
        said.contains("hfenv guard knows the secrets of ") && said.contains(".env now: 3"),
        "{said}"
    );
    let text = ledger(home);
    assert_eq!(text.matches("print = ").count(), 3, "{text}");
    for secret in [&key, &password] {
        assert_nothing_of(secret, &text);
    }
    let told = committed(&repo, format!("k='{key}'\np='{password}'\nllama meta-llama s3cr3t\n"));
    let said = told.said;
    assert!(
        said.contains("new.txt:1:4: a secret of yours, OPENAI_API_KEY of ~/work/.env is about"),
        "{said}"
    );
    assert!(
        said.contains("new.txt:2:4: a secret of yours, DATABASE_URL of ~/work/.env is about"),
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

#[test]
fn an_env_that_hfenv_takes_nothing_from_is_guarded_all_the_same() {
    let repo = Guarded::new();
    let (home, key) = (&repo.desk.home, unshaped());
    home.write("other/.env", format!("SERVICE_KEY='{key}'\n"));
    let said = stderr(&home.hfenv(["allow", "other"]).assert().success());
    assert!(said.contains("nothing that hfenv takes; hfenv guard knows its secrets now: 1"));
    assert!(committed(&repo, &key).said.contains("SERVICE_KEY of ~/other/.env"));
    home.hfenv(["deny", "other"]).assert().success();
    committed(&repo, &key).is_silent();
    home.write("weak/.env", "SERVICE_KEY=changeme\n");
    home.hfenv(["allow", "weak"]).assert().code(1);
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
        (&active, "token in ~/.cache/huggingface/token is"),
        (&saved, "token mine of huggingface_hub"),
        (&carried, "token in HF_TOKEN"),
    ] {
        let said = committed_with(&repo, secret, &vars).said;
        assert!(said.contains(&format!("a secret of yours, {what}")), "{said}");
    }
    assert!(!home.ours("state/key").exists(), "a look makes nothing");
    // A profile from before there were fingerprints.
    let old = unshaped();
    home.profile("old", &old);
    std::fs::remove_file(home.ours(LEDGER)).unwrap();
    assert!(committed(&repo, &old).said.contains("token of the profile old"));
}

/// The same names in every report, and the value in none.
#[test]
fn a_scan_names_the_secret_and_never_shows_it() {
    let repo = Guarded::new();
    let (home, secret) = (&repo.desk.home, unshaped());
    home.profile("work", &secret);
    repo.write("a/b.txt", format!("x = '{secret}'\n"));
    repo.stage();
    for words in [
        &["guard", "scan"][..],
        &["guard", "scan", "a/b.txt", "-v"],
        &["guard", "scan", "--staged"],
        &["guard", "scan", "--json"],
        &["guard", "scan", "--sarif"],
    ] {
        let mut hfenv = home.hfenv(words);
        let output = hfenv.current_dir(&repo.folder).output().unwrap();
        let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        assert!(said.contains("token of the profile work"), "{words:?}: {said}");
        assert!(Forms::of(&secret).within(said.as_bytes()).is_none(), "{words:?}: {said}");
        assert!(!said.contains(&secret[..8]) && !said.contains(&secret[secret.len() - 8..]));
    }
}
