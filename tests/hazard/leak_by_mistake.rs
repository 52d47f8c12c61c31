//! Hazard: a token that somebody put in the wrong place, or that a server sends back, is shown or
//! handed on by the very message that complains about it.

use serde_json::json;

use super::leak::{Watched, report};
use crate::support::hub::{Account, Hub, Reply};
use crate::support::sandbox::fresh_token;

/// A token typed where it does not belong; `TOKEN` stands for it.
const TYPED: &[&str] = &[
    "TOKEN",
    "-vTOKEN",
    "--TOKEN",
    "--token TOKEN",
    "--token=TOKEN whoami",
    "list --token TOKEN",
    "login TOKEN",
    "login --token TOKEN",
    "login --token-stdin=TOKEN",
    "login --store TOKEN --token-stdin",
    "login -p TOKEN --token-stdin --no-verify --store file",
    "login --token-file TOKEN --store file",
    "-p TOKEN",
    "-p TOKEN token",
    "-p TOKEN why -v",
    "-p TOKEN why --json",
    "--color TOKEN list",
    "--endpoint TOKEN whoami",
    "--endpoint https://user:TOKEN@huggingface.co whoami",
    "--endpoint http://127.0.0.1:1/TOKEN whoami",
    "--endpoint http://127.0.0.1:1/TOKEN why --for shell",
    "--endpoint http://127.0.0.1:1/TOKEN why --json",
    "export TOKEN",
    "export --env-file TOKEN",
    "run TOKEN",
    "run --only TOKEN -- true",
    "run -- TOKEN",
    "switch TOKEN",
    "logout TOKEN",
    "token TOKEN",
    "allow TOKEN",
    "allow /TOKEN/x",
    "deny TOKEN",
    "setup TOKEN",
    "setup shell --shell TOKEN",
    "why TOKEN",
    "why --for TOKEN",
    "why --for git TOKEN",
    "why --for git https://user:TOKEN@huggingface.co",
    "why --for git https://TOKEN@huggingface.co",
    "why --for git https://TOKEN@huggingface.co --json",
    "why --for git https://user:TOKEN@huggingface.co/a/TOKEN",
    "why --for git https://user:TOKEN@bad!host/",
    "git-credential TOKEN",
    "hook-git TOKEN",
    "hook-git --line=TOKEN",
];

#[test]
fn a_token_typed_in_the_wrong_place_is_not_repeated() {
    let watched = Watched::new(&fresh_token());
    let (work, home) = (fresh_token(), &watched.home);
    home.profile("work", &work);
    home.profile("other", &fresh_token());
    let mut wrong = Vec::new();
    for words in TYPED {
        let words = words.replace("TOKEN", &watched.token);
        let output = watched.run(&words, &[]);
        wrong.extend(watched.judge_quiet(&words, &output));
        wrong.extend(watched.files_but(&[]).iter().map(|file| format!("{words}: {file}")));
    }
    report(&wrong);
}

/// Tokens of a mirror have no prefix to be known by, so a URL's password must be left out unseen.
#[test]
fn the_password_in_a_url_is_left_out_whatever_its_shape() {
    let watched = Watched::new(&fresh_token().replace("hf_", "mirror"));
    let mut wrong = Vec::new();
    for words in [
        "--endpoint https://user:TOKEN@huggingface.co whoami",
        "why --for git https://user:TOKEN@huggingface.co -v",
        "why --for git https://user:TOKEN@bad!host/ -v",
        "why --for git https://user:TOKEN@host:port/ --json",
        "why --for git ftp://user:TOKEN@host/",
        "why --for git user:TOKEN@host/",
    ] {
        let output = watched.run(&words.replace("TOKEN", &watched.token), &[]);
        wrong.extend(watched.judge_quiet(words, &output));
    }
    for name in ["HF_ENDPOINT", "HFENV_KEYRING_TIMEOUT", "HFENV_TRUST_PROJECT", "CI", "HF_HOME"] {
        let value = format!("https://user:{}@host", watched.token);
        for words in ["why -v --for python", "", "whoami -v", "list -v", "export sh -v"] {
            let output = watched.run(words, &[(name, &value)]);
            let stdout_is_a_path = name == "HF_HOME" && words.starts_with("why");
            if !stdout_is_a_path && watched.forms.within(&output.stdout).is_some() {
                wrong.push(format!("{name}: {words}: on stdout"));
            }
            if name != "HF_HOME" {
                wrong.extend(watched.judge_quiet(words, &output));
            }
        }
    }
    report(&wrong);
}

#[test]
fn a_server_that_sends_the_token_back_does_not_get_it_shown() {
    let hub = Hub::start();
    let token = hub.add_token(Account::read("ada"));
    let watched = Watched::new(&token);
    let who = |field: &str| {
        let mut who = json!({ "name": "ada", "type": "user", "orgs": [{ "name": "lab" }],
            "auth": { "accessToken": { "displayName": "d", "role": "read", "expiration": "e",
                "fineGrained": { "global": ["g"], "scoped": [
                    { "entity": { "name": "n", "type": "t" }, "permissions": ["p"] }] } } } });
        *who.pointer_mut(field).unwrap() = json!(format!("x {token}"));
        Reply::json(200, &who)
    };
    let access = "/auth/accessToken";
    let mut replies: Vec<Reply> = [
        "/name".to_owned(),
        "/type".to_owned(),
        "/orgs/0/name".to_owned(),
        format!("{access}/displayName"),
        format!("{access}/role"),
        format!("{access}/expiration"),
        format!("{access}/fineGrained/global/0"),
        format!("{access}/fineGrained/scoped/0/entity/name"),
        format!("{access}/fineGrained/scoped/0/permissions/0"),
    ]
    .iter()
    .map(|field| who(field))
    .collect();
    for status in [400, 401, 403, 404, 429, 500, 503] {
        replies.push(Reply::refusal(status, Some(&token), &format!("Bearer {token} is bad")));
        replies.push(Reply::new(status).with_body(format!("<p>{token}</p>")));
        replies.push(Reply::json(status, &json!({ "error": { "deep": token } })));
        replies.push(Reply::new(status).with_header("Retry-After", &token));
    }
    replies.push(Reply::redirect(&format!("https://evil.example/?{token}")));
    replies.push(Reply::new(200).with_body(format!("{{\"name\": {token}")));
    replies.push(Reply::new(200).with_body(format!("{{\"name\": [\"{token}\"]}}")));
    replies.push(Reply::new(200).with_header("Content-Length", "9999").with_body(token.as_str()));
    let mut wrong = Vec::new();
    for (index, reply) in replies.into_iter().enumerate() {
        hub.clear_scripts();
        hub.script_always("/api/whoami-v2", reply);
        for words in ["whoami -v", "whoami --json", "login -v --store file", "list --json"] {
            let words = format!("{words} --token-stdin --endpoint {}", hub.endpoint());
            let output = watched.run(&words, &[]);
            wrong.extend(watched.judge_quiet(&format!("{index}: {words}"), &output));
        }
        let files = watched.files_but(&[".local/share/hfenv/"]);
        wrong.extend(files.iter().map(|file| format!("{index}: {file}")));
    }
    report(&wrong);
}
