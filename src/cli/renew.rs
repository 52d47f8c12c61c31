//! Renewing a login before it is used, in a process of its own: once the Hub was asked its answer
//! must be stored, and whoever waits for it may be interrupted, or lose patience.

use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::sync_channel;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::context::Context;
use super::failure::{Failure, Outcome};
use super::settings;
use crate::login::renew::{self, RenewError, When};
use crate::resolve::source::{Grant, Renewable};
use crate::resolve::world::World;
use crate::resolve::{Question, Resolution, resolve};
use crate::setup::program;
use crate::store::Manner;
use crate::text::unix_now;

/// The operation of `git-credential`, and of its own program, that renews.
pub(super) const OPERATION: &str = "renew";

/// How long other processes are waited for that renew the same.
const WAIT: Duration = Duration::from_secs(30);

/// How long a command waits for a renewal: for the others, and for the Hub.
const PATIENCE: Duration = Duration::from_secs(65);

/// How long git waits, whose user sees nothing meanwhile.
pub(super) const GITS_PATIENCE: Duration = Duration::from_secs(15);

/// What is to be renewed, as the other process reads it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Order {
    profile: Option<String>,
    saved: Option<String>,
    over: bool,
}

/// What became of it.
#[derive(Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Report {
    /// Why it was not renewed.
    error: Option<String>,
    /// Whether only a new login helps.
    again: bool,
    /// Whether that was said a moment ago.
    said: bool,
}

/// Resolves, and renews a login that ends within a day.
pub(super) fn resolved(
    context: &Context,
    world: &World,
    question: &Question,
) -> Result<Resolution, Failure> {
    if settings::offline(&world.env) {
        return context.resolve(world, question);
    }
    let found = resolve(world, &Question { renews: true, ..question.clone() })?;
    let found = match found.grant.as_ref() {
        Some(grant) if renewed(context, world, grant, When::Due) => {
            resolve(&world.afresh(), question)?
        }
        // A dead token of a profile is sent all the same; one that was merely found is not.
        Some(grant) if grant.profile.is_none() && renew::wanted(grant, When::Over).is_some() => {
            resolve(world, question)?
        }
        _ => found,
    };
    context.tell(&found);
    Ok(found)
}

/// Renews the login of a grant, and says why if that fails. Whether there is something new to read
/// is the answer.
pub(super) fn renewed(context: &Context, world: &World, grant: &Grant, when: When) -> bool {
    if settings::offline(&world.env) {
        return false;
    }
    if let Some(login) = renew::broken_off(world, grant) {
        // It needs no words: should it fail, what is there is used as it is.
        let report = elsewhere(context, &login, when).unwrap_or_else(|_| here(world, &login, when));
        return report.error.is_none();
    }
    let Some(login) = renew::wanted(grant, when) else { return false };
    let report = match renew::held_off(world, grant) {
        Ok(None) => elsewhere(context, login, when).unwrap_or_else(|_| here(world, login, when)),
        Ok(Some(error)) | Err(error) => Report::of(Err(error)),
    };
    report.tell(context, grant, login);
    report.error.is_none()
}

impl Report {
    fn of(done: Result<(), RenewError>) -> Self {
        let Err(error) = done else { return Self::default() };
        let again = matches!(error, RenewError::Refused | RenewError::NoRefresh);
        let said = matches!(error, RenewError::Waiting);
        Self { error: Some(error.to_string()), again, said }
    }

    fn tell(&self, context: &Context, grant: &Grant, login: &Renewable) {
        let Some(error) = &self.error else { return };
        let left = grant.expires.map_or(0, |at| at - unix_now());
        if self.said && left > 0 {
            return;
        }
        let rest = if left > 0 {
            format!("it ends {}", renew::within(left))
        } else {
            "it is over".to_owned()
        };
        let name = renew::named(grant, login);
        context.ui.warn(format!("{name} could not be renewed: {error}; {rest}"));
        // What is over lets nobody in, whatever the reason was.
        if self.again || left <= 0 {
            context.ui.hint(match (&grant.profile, login) {
                (Some(profile), _) => format!("log in again: hfenv login -p {}", profile.name),
                (None, Renewable::Profile(name)) => format!("log in again: hfenv login -p {name}"),
                (None, Renewable::Saved(_)) => {
                    "log in again: hfenv login, or hf auth login".to_owned()
                }
            });
        }
    }
}

/// In this process, for want of another one.
fn here(world: &World, login: &Renewable, when: When) -> Report {
    Report::of(renew::renew(world, Manner::quiet(&world.env), login, when, WAIT))
}

/// In another process. It is of no process group that a terminal interrupts, and goes on if nobody
/// waits for it any more.
fn elsewhere(context: &Context, login: &Renewable, when: When) -> Result<Report, Failure> {
    let over = when == When::Over;
    let (profile, saved) = match login {
        Renewable::Profile(name) => (Some(name.to_string()), None),
        Renewable::Saved(name) => (None, Some(name.clone())),
    };
    let order = serde_json::to_vec(&Order { profile, saved, over });
    let order = order.map_err(|error| Failure::error(error.to_string()))?;
    let broken = |error: std::io::Error| Failure::error(error.to_string());
    let mut child = command(context)?.spawn().map_err(broken)?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&order).map_err(broken)?;
    }
    let patience = if over { GITS_PATIENCE } else { PATIENCE };
    Ok(report(child, patience))
}

fn command(context: &Context) -> Result<Command, Failure> {
    let own = program::itself()?;
    let mut command = Command::new(&own);
    // The helper's own program has no other words than operations.
    if own.file_stem().is_none_or(|name| name != "git-credential-hfenv") {
        if let Some(endpoint) = &context.global.endpoint {
            command.args(["--endpoint", endpoint]);
        }
        command.arg("git-credential");
    }
    command.arg(OPERATION).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    Ok(command)
}

/// What the other process says, if it says it in time.
fn report(mut child: Child, patience: Duration) -> Report {
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = child.stdout.take().map(|mut out| out.read_to_end(&mut bytes));
        let whole = matches!(read, Some(Ok(_))) && child.wait().is_ok();
        // Nobody may be listening any more.
        let _ = sender.send(whole.then(|| serde_json::from_slice(&bytes).ok()).flatten());
    });
    let failed = |error: &str| Report { error: Some(error.to_owned()), ..Report::default() };
    match receiver.recv_timeout(patience) {
        Ok(Some(report)) => report,
        Ok(None) => failed("the process that did it broke off"),
        Err(_) => failed(&format!("it takes longer than {} s", patience.as_secs())),
    }
}

/// The other process.
pub(super) fn serve(context: &Context) -> Outcome {
    let mut order = String::new();
    let read = std::io::stdin().lock().take(1 << 16).read_to_string(&mut order);
    let bad = || Failure::error("hfenv itself calls this, with an order on standard input");
    let order: Order = read.ok().and_then(|_| serde_json::from_str(&order).ok()).ok_or_else(bad)?;
    let login = match (order.profile.map(|name| name.parse()), order.saved) {
        (Some(Ok(name)), None) => Renewable::Profile(name),
        (None, Some(name)) => Renewable::Saved(name),
        _ => return Err(bad()),
    };
    let when = if order.over { When::Over } else { When::Due };
    let world = context.world()?;
    let report = here(&world, &login, when);
    let text = serde_json::to_string(&report).map_err(|error| Failure::error(error.to_string()))?;
    context.ui.line(text)
}
