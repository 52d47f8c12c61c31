//! Whole commands, timed as ratios to `/bin/true` in one run: pairs in alternation, the median of
//! the pairs' ratios and its spread. Absolute times depend on the machine; these ratios much less.
//!
//! `cargo bench` times hfenv and, beside it, the peers that are installed (`tests/run --peers`). A
//! word behind `--` names the cases that have it.

#![allow(
    clippy::disallowed_methods,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::unwrap_used
)]

#[path = "../common/find.rs"]
mod find;
#[path = "../../tests/support/sandbox.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod sandbox;
#[cfg(target_os = "linux")]
#[path = "../../tests/support/secret_service.rs"]
#[allow(dead_code, reason = "the tests use the rest")]
mod secret_service;

mod cases;
mod hooks;
mod prompt;

use std::io::Write;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use cases::{Case, Stage};

/// Timed pairs of a case; slow peers get fewer.
const PAIRS: usize = 80;
const SLOW_PAIRS: usize = 15;
/// From here on a command is slow.
const SLOW: Duration = Duration::from_millis(60);

fn main() {
    let only: Vec<String> =
        std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let build = if cfg!(debug_assertions) { "debug" } else { "release" };
    println!(
        "ratios to /bin/true, {build} build, median of pairs (spread: quarter to three quarters)\n"
    );
    println!("{:<46} {:>7}  {:<13} {:>6}", "command", "ratio", "spread", "budget");
    let mut missed = Vec::new();
    let stage = Stage::set();
    for case in cases::all() {
        if !only.is_empty() && !only.iter().any(|word| case.name.contains(word.as_str())) {
            continue;
        }
        let Some(ratios) = measure(&case, &stage) else {
            println!("{:<46} not installed: bash tests/run --peers", case.name);
            continue;
        };
        let budget = case.budget.map(|budget| format!("{budget:.1}")).unwrap_or_default();
        let (low, middle, high) =
            (quantile(&ratios, 0.25), quantile(&ratios, 0.5), quantile(&ratios, 0.75));
        println!("{:<46} {middle:>6.2}x  {low:.2} to {high:<6.2} {budget:>6}", case.name);
        if case.budget.is_some_and(|budget| middle > budget) {
            missed.push(case.name);
        }
    }
    prompt::print(&stage, &only);
    if !missed.is_empty() {
        println!("\nover budget in this run: {}", missed.join(", "));
    }
}

/// The ratios of all pairs, sorted; `None` if the program is not there.
fn measure(case: &Case, stage: &Stage) -> Option<Vec<f64>> {
    let mut command = (case.command)(stage)?;
    let first = time(&mut command, &case.input)?;
    let pairs = if first > SLOW { SLOW_PAIRS } else { PAIRS };
    let mut nothing = Command::new("/bin/true");
    nothing.env_clear().stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    // Warm: caches, branch predictors, and the page cache of both programs.
    for _ in 0..5 {
        time(&mut nothing, "")?;
        time(&mut command, &case.input)?;
    }
    let pair = |_| {
        let base = time(&mut nothing, &case.input)?;
        Some(time(&mut command, &case.input)?.as_secs_f64() / base.as_secs_f64())
    };
    let mut ratios: Vec<f64> = (0..pairs).map_while(pair).collect();
    ratios.sort_by(f64::total_cmp);
    Some(ratios)
}

/// One run from start to reaping.
fn time(command: &mut Command, input: &str) -> Option<Duration> {
    command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().ok()?;
    // A program that does not read its input closes the pipe; that is its business.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let _ = child.wait();
    Some(start.elapsed())
}

pub(crate) fn quantile(sorted: &[f64], at: f64) -> f64 {
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a small index"
    )]
    let index = ((sorted.len() - 1) as f64 * at).round() as usize;
    sorted[index]
}
