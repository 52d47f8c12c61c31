//! What a person reads for each answer that a Hub can give about a repository: of `access` and of
//! `fetch`, to the letter.

mod cases;
mod others;

use self::As::{Dead, Expired, Fine, Nobody, Reader};
use crate::support::hub::{Account, FineGrained, Hub, Reply, Scope, Visibility};
use crate::support::sandbox::{Sandbox, stderr, stdout};

/// Who asks: ada, who is in the organisation lab.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum As {
    Nobody,
    Reader,
    /// With a fine-grained token for what is ada's own.
    Fine,
    /// With a token that was revoked.
    Dead,
    /// With one that ended on the first day of 2026.
    Expired,
}

/// What the Hub says.
enum Says {
    /// What it thinks of a repository that is there.
    There(Visibility),
    /// Nothing is there.
    Nothing,
    /// This, whatever is asked about it.
    This(Reply),
}

/// What is read: the status, the words beside the name on standard output, and the lines on
/// standard error, all with HUB for the Hub's address.
struct Case {
    name: &'static str,
    repo: &'static str,
    who: As,
    says: Says,
    access: (i32, &'static str, &'static [&'static str]),
    fetch: (i32, &'static [&'static str]),
}

#[test]
fn each_answer_of_the_hub_has_its_words() {
    for case in cases::all().into_iter().chain(others::all()) {
        let Case { name, repo, who, says, access, fetch } = case;
        let (home, hub) = (Sandbox::new(), Hub::start());
        log_in(&home, &hub, who);
        match says {
            Says::There(visibility) => {
                hub.add_files(repo, &[("config.json", "{}\n")]);
                hub.add_repo(repo, visibility);
            }
            Says::Nothing => {}
            Says::This(reply) => hub.script_always(&format!("/api/models/{repo}"), reply),
        }
        let run = |verb: &str| {
            let mut command = home.hfenv([verb, repo]);
            let said = command.env("HF_ENDPOINT", hub.endpoint()).assert();
            let plain = |text: String| text.replace(&hub.endpoint(), "HUB");
            (said.get_output().status.code().unwrap(), plain(stdout(&said)), plain(stderr(&said)))
        };
        let whole = |lines: &[&str]| {
            lines.iter().flat_map(|line| ["hfenv: ", line, "\n"]).collect::<String>()
        };
        let (code, words, lines) = access;
        let expected: (i32, String, String) = (code, format!("{repo}  {words}\n"), whole(lines));
        assert_eq!(run("access"), expected, "access: {name}");
        let (code, out, err) = run("fetch");
        // What was fetched, and how fast, is another test's.
        let told = |line: &&str| !line.starts_with("hfenv: fetch");
        let err: String = err.split_inclusive('\n').filter(told).collect();
        let expected: (i32, String) = (fetch.0, whole(fetch.1));
        assert_eq!((code, err), expected, "fetch: {name}");
        assert_eq!(out.is_empty(), code != 0, "fetch: {name}: {out}");
    }
}

fn log_in(home: &Sandbox, hub: &Hub, who: As) {
    let scopes = FineGrained {
        scoped: vec![Scope::new("user", "ada", &["repo.content.read"])],
        ..FineGrained::default()
    };
    let account = match who {
        Nobody => return,
        Reader | Dead => Account::read("ada"),
        Expired => Account::read("ada").expiring("2026-01-01T00:00:00.000Z"),
        Fine => Account::fine_grained("ada", scopes),
    };
    let token = hub.add_token(account.in_org("lab"));
    home.profile_at(&hub.endpoint(), "work", &token);
    if matches!(who, Dead | Expired) {
        hub.revoke(&token);
    }
}
