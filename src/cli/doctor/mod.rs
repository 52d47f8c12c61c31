//! `hfenv doctor`: every check, its findings in words, and the changes that are asked for.

mod fix;
mod json;
mod show;
mod undo;

use std::path::PathBuf;

use super::args::Doctor;
use super::context::{Context, Wish};
use super::failure::{Failure, Outcome};
use super::import::endpoints;
use super::setup::caller::shell_with_a_person;
use super::ui::{Tone, table};
use crate::doctor::{self, Check, Held, Said, Scene, Verdict, examine};
use crate::endpoint::Endpoint;
use crate::resolve::world::World;
use crate::setup::program;

pub(super) fn run(context: &Context, args: &Doctor) -> Outcome {
    if args.list {
        return list(context);
    }
    if !args.fix && !args.undo && (args.dry_run || args.yes) {
        let option = if args.yes { "--yes" } else { "--dry-run" };
        return Err(Failure::error(format!("{option} goes with --fix or --undo"))
            .hint("without them nothing is changed anyway: hfenv doctor"));
    }
    let checks = wanted(args)?;
    let sight = Sight::new(context)?;
    if args.undo {
        return undo::run(context, &sight.world, args);
    }
    let scene = sight.scene(context, args);
    let said = examine(&scene, &checks);
    let fixes = fix::wanted(&said);
    if !context.global.json {
        context.ui.shown(show::report(context, &scene, &said, args.fix))?;
    }
    let mut tried = Vec::new();
    let made = args.fix && (args.yes || !context.global.json) && !args.dry_run;
    if args.fix && !context.global.json {
        fix::show(context, &scene, &fixes)?;
    }
    if made && !fixes.is_empty() {
        fix::confirm(context, args, fixes.len())?;
        tried = fix::make(context, &sight.world, &fixes)?;
    }
    if context.global.json {
        context.ui.line(format!("{:#}", json::document(&scene, &said, &tried)))?;
    } else if !args.fix && !fixes.is_empty() {
        context.ui.hint("items marked fix: are done by hfenv doctor --fix");
    }
    if !context.global.json && !args.fix && args.checks.is_empty() && !is_all_well(&said) {
        context.ui.hint("only what needs you: hfenv doctor -q");
    }
    if tried.is_empty() {
        return verdict(&said);
    }
    fix::told(context, &tried, &scene)?;
    // What was mended is good now.
    let sight = Sight::new(context)?;
    let left = examine(&sight.scene(context, args), &checks);
    context.ui.say(format!("after that, {}", show::sum(&left)));
    verdict(&left)
}

/// What every check is shown.
struct Sight {
    world: World,
    endpoints: Vec<Endpoint>,
    program: PathBuf,
    shell: Option<String>,
}

impl Sight {
    fn new(context: &Context) -> Result<Self, Failure> {
        let world = context.world_anyway()?;
        let endpoints = endpoints(&world).unwrap_or_else(|_| Endpoint::hub_names().into());
        let program = program::for_a_line(context.env())?;
        Ok(Self { world, endpoints, program, shell: shell_with_a_person() })
    }

    fn scene(&self, context: &Context, args: &Doctor) -> Scene<'_> {
        Scene {
            world: &self.world,
            endpoints: &self.endpoints,
            manner: context.manner(Wish::Quiet),
            program: &self.program,
            online: args.online,
            held: Held::default(),
            shell: self.shell.as_deref(),
        }
    }
}

/// The checks that were named, else all.
fn wanted(args: &Doctor) -> Result<Vec<Check>, Failure> {
    let mut all = doctor::checks();
    for name in &args.checks {
        if !all.iter().any(|check| check.name == name) {
            let failure = Failure::error(format!("there is no check {name:?}"));
            return Err(match doctor::near(name) {
                Some(near) => failure.hint(format!("did you mean {near}?")),
                None => failure.hint("there are: hfenv doctor --list"),
            });
        }
    }
    all.retain(|check| args.checks.is_empty() || args.checks.iter().any(|n| n == check.name));
    Ok(all)
}

fn list(context: &Context) -> Outcome {
    if context.global.json {
        return context.ui.line(format!("{:#}", json::list(&doctor::checks())));
    }
    let row =
        |check: &Check| vec![context.ui.paint(Tone::Strong, check.name), check.about.to_owned()];
    context.ui.shown(table(&doctor::checks().iter().map(row).collect::<Vec<_>>()))
}

fn is_all_well(said: &[Said]) -> bool {
    said.iter().all(|said| said.verdict() <= Verdict::Note)
}

/// 1 where there is a problem; everything was said.
fn verdict(said: &[Said]) -> Outcome {
    if said.iter().any(|said| said.verdict() == Verdict::Problem) {
        return Err(Failure::no(""));
    }
    Ok(())
}
