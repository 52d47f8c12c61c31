//! git's credential helpers but hfenv's own: asked through git, one at a time.
//!
//! Helpers are taken from the user's configuration, never from a repository's. The line of a helper
//! can hold a token, so it is handed over in the environment, which nobody else can see.

use std::io::ErrorKind;
use std::process::Command;
use std::time::Duration;

use zeroize::Zeroizing;

use super::find::{File, Finds};
use super::{Form, Found, Kind, Place, Search};
use crate::endpoint::Endpoint;
use crate::git::config::{Git, is_ours};
use crate::git::listed;
use crate::git::protocol::Request;
use crate::program;
use crate::text::printable;
use crate::token::Token;

/// How long a helper may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// The helper that keeps a plain file.
const STORE: &str = "store";

/// A login as a helper takes and gives it.
pub(super) struct Credential<'a> {
    pub(super) endpoint: &'a Endpoint,
    pub(super) user: &'a str,
    pub(super) token: &'a Token,
}

/// A helper for people: its first word, since the rest may be anything.
pub(super) fn name(helper: &str) -> String {
    let first = helper.split_whitespace().next().unwrap_or_default();
    let first = first.rsplit('/').next().unwrap_or_default();
    if helper.starts_with('!') { "(a command)".to_owned() } else { printable(first).into_owned() }
}

/// The files of the helper `store`, those that are configured among them.
pub(super) fn files(search: &Search<'_>) -> Vec<File> {
    let home = &search.paths.home;
    let config = search.env.absolute("XDG_CONFIG_HOME").unwrap_or_else(|| home.join(".config"));
    let mut paths = vec![home.join(".git-credentials"), config.join("git/credentials")];
    for (helper, _) in configured(search) {
        let file = helper.strip_prefix(STORE).and_then(|rest| {
            let rest = rest.trim_start();
            rest.strip_prefix("--file=").or_else(|| rest.strip_prefix("--file "))
        });
        let path = file.map(|file| search.paths.expand_home(file.trim().trim_matches(['"', '\''])));
        paths.extend(path.filter(|path| path.is_absolute()));
    }
    let file = |path| File { path, kind: Kind::Git, form: Form::Credentials };
    paths.into_iter().map(file).collect()
}

/// Asks the others.
pub(super) fn find(search: &Search<'_>, finds: &mut Finds) {
    let Ok(git) = Git::find(search.env) else { return };
    for (helper, endpoint) in configured(search) {
        // Its file was looked through.
        if helper.split_whitespace().next() == Some(STORE) {
            continue;
        }
        match fill(&git, search, &helper, &endpoint) {
            Ok(Some((user, token))) => {
                let label = Some(user.clone());
                let host = Some(endpoint.origin().clone());
                let place = Place::Helper { helper, endpoint, user };
                finds.found.push(Found {
                    token,
                    kind: Kind::Git,
                    place,
                    host,
                    label,
                    renewal: None,
                });
            }
            Ok(None) => {}
            Err(why) => finds.unread.push(format!("git's helper {}: {why}", name(&helper))),
        }
    }
}

/// Every helper of the user's with an endpoint that git would ask it for.
pub(super) fn configured(search: &Search<'_>) -> Vec<(String, Endpoint)> {
    let Ok(git) = Git::find(search.env) else { return Vec::new() };
    let mut all: Vec<(String, Endpoint)> = Vec::new();
    let home = &search.paths.home;
    let Ok(listed) = git.listed(home, PATIENCE / 5) else { return Vec::new() };
    for endpoint in search.endpoints {
        let configured: Vec<String> = match &listed {
            Some(listed) => {
                let helpers = listed::helpers(listed, endpoint).into_iter();
                helpers.map(|helper| helper.value.to_string()).collect()
            }
            // An older git can't say it all at once.
            None => git.helpers_in(endpoint, home).unwrap_or_default(),
        };
        for helper in configured.into_iter().filter(|helper| !is_ours(helper)) {
            let pair = (helper, endpoint.clone());
            if !all.contains(&pair) {
                all.push(pair);
            }
        }
    }
    all
}

/// What a helper answers.
pub(super) fn fill(
    git: &Git,
    search: &Search<'_>,
    helper: &str,
    endpoint: &Endpoint,
) -> Result<Option<(String, Token)>, &'static str> {
    let input = format!("url={}\n\n", endpoint.origin());
    let Some(answer) = run(git, search, (helper, "fill"), &input)? else { return Ok(None) };
    let Ok(answer) = Request::parse(&answer) else { return Ok(None) };
    let password = answer.get("password").unwrap_or_default();
    let token = Token::clean(password).ok().flatten();
    // A person's own password is no token, and stays where it is.
    let token =
        token.filter(|token| token.family() != crate::token::Family::Other || !endpoint.is_hub());
    let user = answer.get("username").unwrap_or_default().to_owned();
    Ok(token.map(|token| (user, token)))
}

/// Has a helper keep a login, `approve`, or forget it, `reject`.
pub(super) fn tell(
    git: &Git,
    search: &Search<'_>,
    helper: &str,
    verb: &str,
    credential: &Credential<'_>,
) -> Result<(), &'static str> {
    let mut input = Zeroizing::new(String::with_capacity(16 << 10));
    let origin = credential.endpoint.origin().to_string();
    let lines = [
        ("url=", origin.as_str()),
        ("\nusername=", credential.user),
        ("\npassword=", credential.token.reveal()),
        ("\n\n", ""),
    ];
    for (key, value) in lines {
        input.push_str(key);
        input.push_str(value);
    }
    run(git, search, (helper, verb), &input)?.map(drop).ok_or("git said no")
}

/// Runs `git credential` with one helper alone; what it writes, or nothing if it says no. Nobody is
/// asked anything.
fn run(
    git: &Git,
    search: &Search<'_>,
    (helper, verb): (&str, &str),
    input: &str,
) -> Result<Option<Zeroizing<Vec<u8>>>, &'static str> {
    let mut command: Command = git.command();
    command.args(["credential", verb]).current_dir(&search.paths.home);
    let pairs = [("credential.helper", ""), ("credential.helper", helper)];
    command.env("GIT_CONFIG_COUNT", pairs.len().to_string());
    for (index, (key, value)) in pairs.iter().enumerate() {
        command.env(format!("GIT_CONFIG_KEY_{index}"), key);
        command.env(format!("GIT_CONFIG_VALUE_{index}"), value);
    }
    for (name, value) in [
        ("GIT_TERMINAL_PROMPT", "0"),
        ("GIT_ASKPASS", ""),
        ("SSH_ASKPASS", ""),
        ("GCM_INTERACTIVE", "never"),
    ] {
        command.env(name, value);
    }
    let said = program::said_within(command, input.as_bytes(), PATIENCE);
    let said = said.map_err(|error| match error.kind() {
        ErrorKind::TimedOut => "no answer in time",
        _ => "git can't be run",
    })?;
    Ok(said.success.then_some(said.bytes))
}
