//! Hazard: a token goes to an address that its owner did not bind it to.

use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};

/// The user's Hub with a profile there, which is the default, and a stranger's.
struct Two {
    home: Sandbox,
    own: Hub,
    stranger: Hub,
    token: String,
}

impl Two {
    fn new() -> Self {
        let (home, own, stranger) = (Sandbox::new(), Hub::start(), Hub::start());
        let token = own.add_token(Account::read("ada"));
        home.profile_at(&own.endpoint(), "work", &token);
        own.clear();
        std::fs::create_dir(home.path("project")).unwrap();
        Self { home, own, stranger, token }
    }

    fn run(&self, words: &[&str]) -> assert_cmd::Command {
        let mut command = self.home.hfenv(words);
        command.current_dir(self.home.path("project"));
        command
    }

    /// Every way in which the token could get out.
    fn use_everything(&self, vars: &[(&str, &str)]) -> String {
        let mut said = String::new();
        for words in [
            vec!["whoami"],
            vec!["why", "-v"],
            vec!["export", "sh"],
            vec!["export", "json"],
            vec!["run", "--", "printenv", "HF_ENDPOINT"],
            vec!["token"],
        ] {
            let output = self.run(&words).envs(vars.iter().copied()).output().unwrap();
            said += &String::from_utf8_lossy(&output.stdout);
            said += &String::from_utf8_lossy(&output.stderr);
        }
        said
    }

    fn assert_stranger_knows_nothing(&self, what: &str) {
        assert!(!self.stranger.saw_authorization(), "{what}");
        assert!(!self.stranger.saw_secret(&self.token), "{what}");
    }

    fn request_of(&self, hub: &Hub) -> String {
        let address = hub.endpoint();
        let (protocol, host) = address.split_once("://").unwrap();
        let answer = self.home.helper("get", &format!("protocol={protocol}\nhost={host}\n\n"));
        let mut answer = answer;
        stdout(&answer.assert().success())
    }
}

#[test]
fn no_file_of_a_project_moves_the_token_even_if_it_was_allowed() {
    let two = Two::new();
    let evil = two.stranger.endpoint();
    for (file, content) in [
        ("project/.env", format!("HF_ENDPOINT={evil}\nHF_HUB_OFFLINE=1\n")),
        ("project/.env", format!("HF_ENDPOINT={}@{evil}\n", two.own.endpoint())),
        ("project/.hfenv.toml", format!("[settings]\nHF_ENDPOINT = \"{evil}\"\n")),
        ("project/.hfenv.toml", format!("endpoint = \"{evil}\"\nprofile = \"work\"\n")),
        ("project/.hfenv.toml", format!("profile = \"work\"\nmirrors = [\"{evil}\"]\n")),
    ] {
        let path = two.home.write(file, &content);
        two.run(&["allow", "--yes"]).output().unwrap();
        let said = two.use_everything(&[]);
        two.assert_stranger_knows_nothing(&content);
        assert!(!said.contains(&format!("HF_ENDPOINT={evil}")), "{content}: {said}");
        assert!(!said.contains(&format!("\"HF_ENDPOINT\": \"{evil}")), "{content}: {said}");
        assert_eq!(two.request_of(&two.stranger), "", "{content}");
        std::fs::remove_file(path).unwrap();
    }
    assert!(two.own.saw_secret(&two.token), "the user's own Hub is asked all the while");
}

#[test]
fn an_endpoint_of_the_project_brings_its_own_profile_if_the_user_bound_one() {
    let two = Two::new();
    let other = two.stranger.add_token(Account::read("bob"));
    let words = ["login", "--token-stdin", "--store", "file", "--keep-default", "-p", "theirs"];
    let mut login = two.run(&words);
    login.args(["--endpoint", &two.stranger.endpoint()]).write_stdin(other).assert().success();
    two.home.write("project/.env", format!("HF_ENDPOINT={}\n", two.stranger.endpoint()));
    two.run(&["allow", "--yes"]).assert().success();
    assert!(stdout(&two.run(&["whoami"]).assert().success()).contains("bob"));
    assert!(!two.stranger.saw_secret(&two.token));
}

#[test]
fn an_endpoint_in_the_environment_does_not_move_a_profile() {
    let two = Two::new();
    let evil = two.stranger.endpoint();
    let said = two.use_everything(&[("HF_ENDPOINT", evil.as_str())]);
    two.assert_stranger_knows_nothing(&said);
    assert!(said.contains("nothing is exported"), "{said}");
    let run = two.run(&["run", "--", "printenv", "HF_ENDPOINT"]).env("HF_ENDPOINT", &evil).assert();
    assert_eq!(stdout(&run).trim(), two.own.endpoint(), "token and endpoint are a pair");
}

/// The shell may have the very token of a profile, exported by an older tool.
#[test]
fn a_token_in_the_environment_is_known_as_its_profiles() {
    let two = Two::new();
    let (evil, token) = (two.stranger.endpoint(), two.token.as_str());
    let vars = [("HF_TOKEN", token), ("HF_ENDPOINT", evil.as_str())];
    two.use_everything(&vars);
    two.assert_stranger_knows_nothing("HF_TOKEN");
    let who = stdout(&two.run(&["whoami", "--json"]).envs(vars).assert().success());
    assert!(who.contains(&two.own.endpoint()) && who.contains("\"profile\": \"work\""), "{who}");
    let given = ["whoami", "--token-stdin", "--endpoint", &evil];
    two.run(&given).write_stdin(token).assert().code(2);
    two.assert_stranger_knows_nothing("--token-stdin");
}

#[test]
fn an_endpoint_on_the_command_line_is_asked_with_its_own_token_or_not_at_all() {
    let two = Two::new();
    for address in [two.stranger.endpoint(), format!("http://localhost:{}", two.own.port())] {
        let refused = two.run(&["whoami", "--endpoint", &address]).assert().code(2);
        assert!(stderr(&refused).contains("does not belong to"), "{}", stderr(&refused));
        let named = two.run(&["whoami", "-p", "work", "--endpoint", &address]).assert().code(2);
        assert!(stderr(&named).contains("does not belong to"), "{}", stderr(&named));
    }
    assert_eq!((two.stranger.requests().len(), two.own.requests().len()), (0, 0));
}

#[test]
fn a_redirect_never_takes_the_token_along() {
    let two = Two::new();
    two.own.redirect("/api/whoami-v2", &two.stranger.endpoint());
    let refused = two.run(&["whoami"]).assert().code(2);
    assert!(stderr(&refused).contains("redirects to another address"), "{}", stderr(&refused));
    let login = ["login", "--token-stdin", "--store", "file", "--endpoint", &two.own.endpoint()];
    two.run(&login).write_stdin(two.token.as_str()).assert().code(2);
    assert_eq!(two.stranger.connections(), 0);
}

#[test]
fn a_mirror_gets_the_token_once_the_user_wrote_it_down() {
    let two = Two::new();
    let mirror = Hub::start();
    assert_eq!(two.request_of(&mirror), "");
    let file = two.home.ours("config/profiles.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let line = format!("[profile.work]\nmirrors = [\"{}\"]", mirror.endpoint());
    std::fs::write(&file, text.replace("[profile.work]", &line)).unwrap();
    assert!(two.request_of(&mirror).contains(&two.token));
    // The mirror does not know the token, but it was asked.
    two.run(&["whoami", "--endpoint", &mirror.endpoint()]).assert().code(1);
    assert!(mirror.saw_secret(&two.token));
    assert_eq!(two.request_of(&two.stranger), "");
}

#[test]
fn hosts_that_look_alike_get_nothing() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.profile("work", &token);
    for (protocol, host) in [
        ("https", "huggingface.co.evil.example"),
        ("https", "evil.example/huggingface.co"),
        ("https", "huggingface.co@evil.example"),
        ("https", "huggingface.co:443@evil.example"),
        ("https", "huggingface.co:444"),
        ("https", "huggingface.co:"),
        ("https", "huggingface.co."),
        ("https", ".huggingface.co"),
        ("https", "www.huggingface.co"),
        ("https", "cdn-lfs.huggingface.co"),
        ("https", "huggingface.com"),
        ("https", "hugging\u{434}ace.co"),
        ("https", "huggingface%2eco"),
        ("https", "huggingface.co\\@evil.example"),
        ("https", "huggingface.co evil.example"),
        ("https", "xhf.co"),
        ("https", "hf.co.evil.example"),
        ("http", "huggingface.co"),
        ("http", "127.0.0.1:80"),
        ("ftp", "huggingface.co"),
        ("", "huggingface.co"),
    ] {
        for extra in ["", "username=work\n", "path=huggingface.co/x\n"] {
            let request = format!("protocol={protocol}\nhost={host}\n{extra}\n");
            let said = home.helper("get", &request).assert().success();
            assert_eq!(stdout(&said), "", "{request}");
        }
    }
    for host in ["huggingface.co", "HuggingFace.CO", "huggingface.co:443", "hf.co"] {
        let request = format!("protocol=https\nhost={host}\n\n");
        let said = stdout(&home.helper("get", &request).assert().success());
        assert!(said.contains(&token), "{host}");
    }
}

#[test]
fn a_token_is_not_sent_in_the_clear_over_a_network() {
    let home = Sandbox::new();
    for words in [["login", "--store", "file"], ["whoami", "-v", "--no-input"]] {
        for address in ["http://huggingface.co", "http://127.0.0.1.evil.example", "http://0.0.0.0"]
        {
            let mut command = home.hfenv(words);
            let command = command.args(["--token-stdin", "--endpoint", address]);
            let refused = command.write_stdin(fresh_token()).assert().code(2);
            let said = stderr(&refused);
            assert!(said.contains("plain http") || said.contains("not sent"), "{said}");
        }
    }
}

#[test]
fn a_proxy_does_not_see_what_stays_on_this_machine() {
    let two = Two::new();
    let proxy = two.stranger.endpoint();
    let names =
        ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"];
    let vars: Vec<(&str, &str)> = names.iter().map(|name| (*name, proxy.as_str())).collect();
    two.run(&["whoami"]).envs(vars).assert().success();
    assert_eq!(two.stranger.connections(), 0);
}

#[test]
fn a_secret_that_is_not_the_profiles_own_goes_nowhere() {
    let (home, own, planted) = (Sandbox::new(), fresh_token(), fresh_token());
    home.profile("work", &own);
    home.write(".local/share/hfenv/tokens/work", &planted);
    let request = "protocol=https\nhost=huggingface.co\n";
    assert_eq!(stdout(&home.helper("get", request).assert().success()), "");
    let refused = home.hfenv(["-p", "work", "token"]).assert().code(2);
    assert!(stderr(&refused).contains("replaced by another program"), "{}", stderr(&refused));
    assert!(stderr(&refused).contains("hfenv login -p work"), "{}", stderr(&refused));
}

#[test]
fn without_the_state_key_a_token_of_another_hub_goes_to_no_host() {
    let two = Two::new();
    std::fs::remove_file(two.home.ours("state/key")).unwrap();
    let request = "protocol=https\nhost=huggingface.co\n";
    let silent = || {
        let mut helper = two.home.helper("get", request);
        assert_eq!(stdout(&helper.env("HF_TOKEN", &two.token).assert().success()), "");
        let mut export = two.home.hfenv(["export", "json"]);
        let export = export.env("HF_TOKEN", &two.token).assert().success();
        assert!(!stdout(&export).contains(&two.token), "{}", stdout(&export));
    };
    silent();
    // A new key knows the old fingerprints no better; the profile itself goes on.
    two.home.profile("other", &fresh_token());
    two.home.hfenv(["switch", "work"]).assert().success();
    assert!(two.home.ours("state/key").exists());
    silent();
    let said = two.home.hfenv(["-p", "work", "token"]).assert().success();
    assert_eq!(stdout(&said).trim(), two.token);
}
