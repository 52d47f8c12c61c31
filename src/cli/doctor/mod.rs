//! `hfenv doctor`: every check, its findings in words, and the changes that are asked for.

use super::args::Doctor;
use super::context::{Context, Wish};
use super::failure::Outcome;
use super::import::endpoints;
use crate::doctor::{Scene, checks};
use crate::setup::program;

pub(super) fn run(context: &Context, args: &Doctor) -> Outcome {
    let world = context.world()?;
    let endpoints = endpoints(&world)?;
    let program = program::for_a_line(context.env())?;
    let scene = Scene {
        world: &world,
        endpoints: &endpoints,
        manner: context.manner(Wish::Quiet),
        program: &program,
        online: args.online,
    };
    for check in checks() {
        for finding in (check.look)(&scene) {
            let line = format!("{} {} {}", finding.verdict.name(), check.name, finding.evidence);
            context.ui.line(line)?;
        }
    }
    Ok(())
}
