//! A refused token: git tells its helpers to erase it. hfenv loses nothing, says once what happened
//! and what to do, and forgets the matter at the next login.

use std::fs;
use std::time::Duration;

use crate::support::git::{Desk, files_below, said};
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{fresh_token, stderr, stdout};

/// A desk whose token was revoked, and git has tried it.
struct Refused {
    hub: Hub,
    desk: Desk,
    token: String,
}

impl Refused {
    fn new() -> Self {
        let hub = Hub::start();
        hub.add_git_repo("acme/model");
        let token = hub.add_token(Account::write("ada").in_org("acme"));
        let refused = Self { desk: Desk::with_work(&hub, &token), hub, token };
        refused.desk.must(&["ls-remote", &refused.url()]);
        refused.hub.revoke(&refused.token);
        let failed = refused.desk.git(&["ls-remote", &refused.url()]);
        assert!(!failed.status.success() && said(&failed).contains("Authentication failed"));
        refused
    }

    fn url(&self) -> String {
        format!("{}/acme/model", self.hub.endpoint())
    }

    fn request(&self) -> String {
        let endpoint = self.hub.endpoint();
        format!("protocol=http\nhost={}\n", endpoint.trim_start_matches("http://"))
    }

    fn get(&self) -> (String, String) {
        let done = self.desk.home.helper("get", &self.request()).assert().success();
        (stdout(&done), stderr(&done))
    }

    fn why(&self) -> String {
        stdout(&self.desk.home.hfenv(["why", "--for", "git", &self.url()]).assert().success())
    }
}

#[test]
fn nothing_is_lost_and_the_next_get_says_so_once() {
    let refused = Refused::new();
    let kept = fs::read_to_string(refused.desk.home.ours("data/tokens/work")).unwrap();
    assert_eq!(kept.trim_end(), refused.token);
    let (answer, word) = refused.get();
    assert!(answer.contains(&format!("password={}\n", refused.token)));
    assert!(word.contains("refused") && word.contains("hfenv login -p work"), "{word}");
    assert!(word.lines().count() == 2 && !word.contains(&refused.token), "{word}");
    let (again, word) = refused.get();
    assert_eq!((again, word), (answer, String::new()));
    assert!(refused.why().contains("refused this token"), "{}", refused.why());
    assert!(refused.why().contains("refused this token"), "why says it as often as it is asked");
    // The record holds a hash, not the token.
    assert_eq!(
        refused.desk.files_with(&refused.token),
        [refused.desk.home.ours("data/tokens/work")]
    );
}

#[test]
fn git_shows_the_word_at_its_next_try() {
    let refused = Refused::new();
    let failed = said(&refused.desk.git(&["ls-remote", &refused.url()]));
    assert!(failed.contains("hfenv login -p work"), "{failed}");
}

#[test]
fn a_fresh_login_clears_the_matter() {
    let refused = Refused::new();
    let fresh = refused.hub.add_token(Account::write("ada").in_org("acme"));
    refused.desk.log_in(&refused.hub, "work", &fresh);
    let (answer, word) = refused.get();
    assert!(answer.contains(&fresh) && word.is_empty(), "{word}");
    assert!(!refused.why().contains("refused"), "{}", refused.why());
    refused.desk.must(&["ls-remote", &refused.url()]);
}

#[test]
fn a_login_with_the_same_token_that_the_hub_takes_again_clears_it_too() {
    let hub = Hub::start();
    let token = hub.add_token(Account::write("ada").in_org("acme"));
    let desk = Desk::with_work(&hub, &token);
    let refused = Refused { hub, desk, token };
    let erase = format!("{}username=ada\npassword={}\n", refused.request(), refused.token);
    refused.desk.home.helper("erase", &erase).assert().success().stdout("").stderr("");
    assert!(refused.why().contains("refused this token"), "{}", refused.why());
    refused.desk.log_in(&refused.hub, "work", &refused.token);
    assert!(!refused.why().contains("refused"), "{}", refused.why());
    assert_eq!(refused.get().1, "");
}

#[test]
fn erase_without_password_or_for_another_host_does_nothing() {
    let hub = Hub::start();
    let token = hub.add_token(Account::write("ada").in_org("acme"));
    let desk = Desk::with_work(&hub, &token);
    let before = files_below(&desk.home.home());
    let ours = hub.endpoint().replace("http://", "host=");
    for request in [
        // What `hf auth logout` sends.
        "protocol=https\nhost=huggingface.co\nusername=hf_user\n".to_owned(),
        format!("protocol=http\n{ours}\nusername=ada\n"),
        format!("protocol=http\n{ours}\npassword=\n"),
        format!("protocol=https\nhost=evil.example\npassword={token}\n"),
        format!("protocol=https\n{ours}\npassword={token}\n"),
        format!("host=huggingface.co\npassword={token}\n"),
        format!("protocol=https\npassword={token}\n"),
        format!("password={token}\n"),
        "\n".to_owned(),
    ] {
        let done = desk.home.helper("erase", &request).timeout(Duration::from_secs(20)).assert();
        done.success().stdout("").stderr("");
        assert_eq!(files_below(&desk.home.home()), before);
    }
}

#[test]
fn many_refusals_at_once_and_many_in_all_stay_small_and_whole() {
    let hub = Hub::start();
    let token = hub.add_token(Account::write("ada").in_org("acme"));
    let desk = Desk::with_work(&hub, &token);
    let ours = hub.endpoint().replace("http://", "host=");
    let erase = |password: &str| {
        let request = format!("protocol=http\n{ours}\nusername=ada\npassword={password}\n");
        desk.home.helper("erase", &request).assert().success().stderr("");
    };
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..20).for_each(|_| erase(&fresh_token())));
        }
    });
    erase(&token);
    let record = fs::read_to_string(desk.home.ours("state/rejections.toml")).unwrap();
    assert_eq!(record.matches("[[rejection]]").count(), 64);
    let request = format!("protocol=http\n{ours}\n");
    let done = desk.home.helper("get", &request).assert().success();
    assert!(stderr(&done).contains("refused"));
}

#[test]
fn a_damaged_record_costs_a_line_and_no_answer() {
    let refused = Refused::new();
    fs::write(refused.desk.home.ours("state/rejections.toml"), "rejection = 7\n").unwrap();
    let (answer, word) = refused.get();
    assert!(answer.contains(&refused.token));
    assert!(word.contains("rejections.toml"), "{word}");
}

#[cfg(unix)]
#[test]
fn a_forbidden_repository_is_no_refusal_of_the_token() {
    let hub = Hub::start();
    hub.add_git_repo("other/secret");
    let token = hub.add_token(Account::write("ada"));
    let desk = Desk::with_work(&hub, &token);
    let url = format!("{}/other/secret", hub.endpoint());
    assert!(said(&desk.git(&["ls-remote", &url])).contains("403"));
    assert!(!desk.home.ours("state/rejections.toml").exists());
}
