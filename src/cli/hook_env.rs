//! `hfenv hook-env SHELL PID TOLD`: what a shell's plugin calls when something changed.
//!
//! Its answer holds everything: what to export and to remove, what to watch from now on, and the
//! marks of what was said. It succeeds also where the environment can't be made, so that the shell
//! takes back what another place left behind and looks again when the broken file changes.

use super::args::HookEnv;
use super::context::{Context, Wish, obstacles};
use super::failure::{Failure, Outcome};
use super::ui::Remark;
use crate::inject::plan::{Plan, Scope};
use crate::inject::script::{self, Change};
use crate::inject::told::Told;
use crate::inject::watch::Watch;
use crate::login::renew;
use crate::paths::Paths;
use crate::quote::Shell;
use crate::resolve::source::{Grant, Source};
use crate::resolve::world::World;
use crate::resolve::{Question, resolve, wanted};
use crate::secret_file::watched;
use crate::session;
use crate::store::{DEADLINE, Manner};
use crate::vars::{Env, HF_TOKEN, HFENV_TRUST_PROJECT};

/// What the plugin says in place of marks while an rc file runs, when nothing may be printed.
const NOT_YET: &str = "-";

/// What is to be done, and what to say of it.
#[derive(Default)]
struct Answer {
    plan: Plan,
    remarks: Vec<Remark>,
    /// What one shell hears once, and what it is marked by where its words change.
    once: Vec<(String, Remark)>,
    /// Whose token it is.
    identity: Option<String>,
    failure: Option<Failure>,
}

pub(super) fn run(context: &Context, args: &HookEnv) -> Outcome {
    let shell = Shell::from_name(&args.shell)
        .ok_or_else(|| Failure::error(format!("there is no shell {:?}", args.shell)))?;
    let (mut answer, seen) = watched(|| answer(context));
    let mut watch = Watch::new(seen);
    if script::has_twins(shell) {
        watch.make_twins(context.env(), &Paths::find(context.env()), args.pid);
    }
    let refused = script::fit(shell, &mut answer.plan);
    answer.remarks.extend(refused.iter().map(|refused| Remark::new(refused.to_string())));
    let speaks = args.told != NOT_YET;
    let told = if speaks {
        say(context, &answer, &Told::read(&args.told))
    } else {
        let mut told = Told::default();
        if let Some(identity) = &answer.identity {
            told.identify(&Told::default(), identity);
        }
        told
    };
    let change = Change {
        plan: &answer.plan,
        folder: context.env().cwd(),
        watch: &watch,
        told: told.to_string(),
        again: !speaks && answer.has_words(),
    };
    let text = script::change(shell, &change).map_err(|error| Failure::error(error.to_string()))?;
    context.ui.data(text.as_bytes())
}

fn answer(context: &Context) -> Answer {
    match with_plan(context) {
        Ok(answer) => answer,
        Err(failure) => {
            let ours = session::ours_anyway(context.env());
            let plan = Plan::leaving(context.env(), &ours);
            Answer { plan, failure: Some(failure), ..Answer::default() }
        }
    }
}

fn with_plan(context: &Context) -> Result<Answer, Failure> {
    let world = context.world_of(without_blank_trust(context.env()))?;
    let quiet = context.question(Wish::Quiet)?;
    let deadline = quiet.manner.deadline.min(DEADLINE);
    let manner = Manner { deadline, ..quiet.manner };
    let question = Question { implicit: true, carried: true, manner, ..quiet };
    let resolution = resolve(&world, &question)?;
    let grant = resolution.grant.as_ref();
    let mut plan = Plan::new(&world, grant, Scope::Polite);
    let mut remarks: Vec<Remark> = resolution.notes.iter().map(Remark::new).collect();
    remarks.extend(obstacles(&world, &resolution));
    remarks.extend(plan.notes.iter().map(Remark::new));
    if let Err(error) = plan.add_state(&world) {
        // What nobody could take back must not come with a folder.
        plan = Plan::leaving(context.env(), &world.ours);
        remarks.push(Remark {
            text: format!("nothing is exported, as it could not be taken back: {error}"),
            hint: Some("for one command: hfenv run -- CMD".into()),
        });
    }
    let identity = identity(&plan, grant);
    let shadow = shadow(&world, grant)?.map(|remark| (remark.text.clone(), remark));
    // Nothing is renewed here: a prompt has no time for the network.
    let due = grant.and_then(renew::due);
    let due = due.map(|(login, words)| (format!("due {login}"), Remark::new(words)));
    let once = shadow.into_iter().chain(due).collect();
    Ok(Answer { once, plan, remarks, identity, failure: None })
}

/// "Whatever project this is" is for a job that knows what it checked out, never for a shell that
/// walks about. Folders by name still count.
fn without_blank_trust(env: &Env) -> Env {
    let all = env.raw(HFENV_TRUST_PROJECT).is_some_and(|value| value == "1");
    env.without(all.then_some(HFENV_TRUST_PROJECT))
}

/// Whose token the shell gets, unless it is the user's own doing.
fn identity(plan: &Plan, grant: Option<&Grant>) -> Option<String> {
    match grant {
        Some(grant) if plan.set.contains_key(HF_TOKEN) => {
            Some(format!("{HF_TOKEN} is that of {}", grant.source))
        }
        Some(_) => None,
        None => Some(format!("{HF_TOKEN} is not set any more")),
    }
}

/// The user's own variable beats what this place asks for: right, and easily forgotten.
fn shadow(world: &World, grant: Option<&Grant>) -> Result<Option<Remark>, Failure> {
    let Some(Source::Variable(name)) = grant.map(|grant| &grant.source) else { return Ok(None) };
    Ok(wanted(world)?.map(|wanted| Remark {
        text: format!("{name} is set by you, so {wanted} is not used"),
        hint: Some(format!("to use it: unset {name}, and enter the folder again")),
    }))
}

/// Says what this shell was not told yet, and marks it.
fn say(context: &Context, answer: &Answer, before: &Told) -> Told {
    let ui = context.ui;
    let mut told = before.moved();
    if let Some(failure) = &answer.failure {
        if told.tell(before, &failure.error) {
            ui.failure(failure);
        }
        // It took the token away, so whoever comes back is said.
        told.identify(&Told::default(), &failure.error);
    }
    for remark in &answer.remarks {
        if told.tell(before, &remark.text) {
            ui.remarks(std::slice::from_ref(remark));
        }
    }
    for (mark, remark) in &answer.once {
        if told.tell_once(mark) {
            ui.remarks(std::slice::from_ref(remark));
        }
    }
    if let Some(identity) = &answer.identity
        && told.identify(before, identity)
    {
        ui.say(identity);
    }
    told
}

impl Answer {
    fn has_words(&self) -> bool {
        self.failure.is_some() || !self.once.is_empty() || !self.remarks.is_empty()
    }
}
