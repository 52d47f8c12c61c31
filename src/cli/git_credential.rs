//! `git-credential-hfenv`, and the same as `hfenv git-credential`: streams in, streams out.

use std::ffi::OsString;
use std::io::{self, Write};
use std::process::ExitCode;

use super::args::Global;
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::renew;
use super::ui::Ui;
use crate::git::helper::{self, Answer};
use crate::git::protocol::{Reply, Request};
use crate::git::rejection;
use crate::login::renew::{When, wanted};
use crate::resolve::source::{Grant, Source};
use crate::resolve::world::World;
use crate::store::Manner;
use crate::text::amount::ago;
use crate::text::unix_now;
use crate::vars::Env;

/// The helper's `main`. git shows what is said on standard error and goes on to the next helper; a
/// status other than zero would only add noise, so there is none.
pub(super) fn main(mut words: impl Iterator<Item = OsString>) -> ExitCode {
    let operation = words.next().and_then(|word| word.into_string().ok()).unwrap_or_default();
    let env = Env::from_process();
    let global = Global::default();
    let ui = Ui::new(&global, &env);
    let context = Context::new(global, ui, env);
    if operation.starts_with('-') || operation.is_empty() {
        return usage(&context, &operation);
    }
    if let Err(failure) = run(&context, &operation) {
        ui.failure(&failure);
    }
    ExitCode::SUCCESS
}

fn usage(context: &Context, word: &str) -> ExitCode {
    if matches!(word, "--version" | "-V") {
        return match context.ui.line(concat!("git-credential-hfenv ", env!("CARGO_PKG_VERSION"))) {
            Ok(()) => ExitCode::SUCCESS,
            Err(failure) => failure.code(),
        };
    }
    context.ui.say("usage: git-credential-hfenv get|store|erase|capability, as git calls it");
    context.ui.hint("put it into git's configuration with hfenv setup git");
    if matches!(word, "--help" | "-h") { ExitCode::SUCCESS } else { ExitCode::from(2) }
}

/// One operation of the protocol.
pub(super) fn run(context: &Context, operation: &str) -> Outcome {
    match operation {
        "get" => get(context),
        "erase" => erase(context),
        renew::OPERATION => renew::serve(context),
        "capability" => context.ui.data("version 0\ncapability authtype\n"),
        // `store` runs after every success and has nothing to do; what is unknown is for later
        // helpers.
        _ => Ok(()),
    }
}

fn read_request() -> Option<Request> {
    // A request that git never sends is not answered, and not worth a word.
    Request::read(io::stdin().lock()).ok()
}

fn get(context: &Context) -> Outcome {
    let Some(request) = read_request() else { return Ok(()) };
    // What is incomplete or foreign is not looked at any further: no project, no store, and no word
    // about a broken file that another host has nothing to do with.
    if !helper::may_be_ours(context.env(), &request) {
        return Ok(());
    }
    let world = context.world()?;
    match answer(context, &world, &request)? {
        Answer::Silence => Ok(()),
        Answer::Refusal(reason, hint) => {
            context.ui.warn(reason);
            if let Some(hint) = hint {
                context.ui.hint(hint);
            }
            Ok(())
        }
        Answer::Token(grant, username) => {
            let style = helper::style(&world, &request)?;
            let reply =
                Reply { username: &username, token: grant.local(), expires: grant.expires, style };
            let mut out = io::stdout().lock();
            reply
                .write(&mut out)
                .and_then(|()| out.flush())
                .map_err(|error| Failure::output(&error))?;
            tell_refusal(context, &world, &grant, &request);
            Ok(())
        }
    }
}

/// The answer. A login that is over is renewed for it, one that is merely due is not: git waits.
fn answer(context: &Context, world: &World, request: &Request) -> Result<Answer, Failure> {
    let manner = Manner::quiet(context.env());
    let answer = helper::get(world, request, manner, true)?;
    let Answer::Token(grant, _) = &answer else { return Ok(answer) };
    if wanted(grant, When::Over).is_none() {
        return Ok(answer);
    }
    renew::renewed(context, world, grant, When::Over);
    Ok(helper::get(&world.afresh(), request, manner, false)?)
}

/// Says once that the server refused this token last time.
fn tell_refusal(context: &Context, world: &World, grant: &Grant, request: &Request) {
    let Ok(Some(origin)) = helper::known_origin(world, request) else { return };
    match rejection::find_untold(&world.paths, &origin, grant.local().reveal()) {
        Ok(None) => {}
        Ok(Some(rejection)) => {
            context.ui.warn(format!(
                "{origin} refused the token of {} {}",
                grant.source,
                ago(rejection.at)
            ));
            context.ui.hint(match &grant.source {
                Source::Profile(name, _) => format!("hfenv login -p {name}"),
                _ => "hfenv why --for git".to_owned(),
            });
        }
        Err(error) => context.ui.warn(error),
    }
}

/// git says that a password did not work. Nothing is deleted: the refusal is remembered.
fn erase(context: &Context) -> Outcome {
    let Some(request) = read_request() else { return Ok(()) };
    let password = request.get("password").or_else(|| request.get("credential"));
    let Some(password) = password.filter(|_| helper::may_be_ours(context.env(), &request)) else {
        return Ok(());
    };
    let world = context.world()?;
    let Some(origin) = helper::known_origin(&world, &request)? else { return Ok(()) };
    Ok(rejection::record(&world.paths, &origin, password, unix_now())?)
}
