//! How a download is shown while it runs: bars on a terminal, a line now and then elsewhere.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use super::bars;
use super::meter::{Meter, Pace, View};
use super::report;
use super::screen::Screen;
use crate::cli::context::Context;
use crate::fetch::FetchError;
use crate::fetch::plan::Plan;
use crate::fetch::pool::Done;
use crate::fetch::progress::{Progress, Silent};
use crate::hub::client::Client;
use crate::text::amount::time;
use crate::text::truthy;
use crate::vars::{self, Env};

/// How often a log gets a line.
const LINE: Duration = Duration::from_secs(10);

/// After how long a question takes its time.
const ASKING: Duration = Duration::from_secs(3);

/// The ways to show it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Bars,
    Lines,
    Silence,
}

/// `HF_HUB_DISABLE_PROGRESS_BARS` has three states, as in huggingface_hub: unset leaves it to the
/// terminal.
fn way(context: &Context, env: &Env) -> Way {
    let asked = env.raw(vars::HF_HUB_DISABLE_PROGRESS_BARS).and_then(|value| value.to_str());
    let terminal = std::io::stderr().is_terminal();
    let dumb = env.raw("TERM").is_some_and(|term| term == "dumb");
    match asked.map(truthy) {
        _ if context.global.quiet => Way::Silence,
        Some(false) if terminal => Way::Bars,
        None if terminal && !dumb => Way::Bars,
        _ => Way::Lines,
    }
}

/// Asks, and says so where that takes its time.
pub(super) fn while_asking<T>(screen: &Screen, client: &Client, work: impl FnOnce() -> T) -> T {
    let (working, ended) = channel::<()>();
    let hub = client.endpoint();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            while goes_on(&ended, ASKING) {
                screen.once(&match client.pause() {
                    Some(left) => format!("{hub} limits the rate: going on in {}", time(left)),
                    None => format!("still asking {hub}"),
                });
            }
        });
        let answer = work();
        drop(working);
        answer
    })
}

/// Does it, and shows meanwhile how far it is.
pub(super) fn while_shown(
    context: &Context,
    env: &Env,
    screen: &Arc<Screen>,
    plan: &Plan,
    client: &Client,
    work: impl FnOnce(&dyn Progress) -> Result<Done, FetchError>,
) -> Result<Done, FetchError> {
    let way = way(context, env);
    if way == Way::Silence {
        return work(&Silent);
    }
    let meter = &Meter::new(plan, Arc::clone(screen));
    let look = move |pace: &mut Pace| meter.view(pace, client.pause());
    // Dropped at the end, which ends the other thread's waiting.
    let (working, ended) = channel::<()>();
    std::thread::scope(|scope| {
        if way == Way::Bars {
            scope.spawn(move || draw(meter, look, screen, &ended));
        } else {
            screen.say(&report::opening(plan));
            scope.spawn(move || tell(look, screen, &ended));
        }
        let done = work(meter);
        drop(working);
        done
    })
}

fn draw(meter: &Meter, look: impl Fn(&mut Pace) -> View, screen: &Screen, ended: &Receiver<()>) {
    let mut pace = Pace::new();
    let bar = bars::new();
    screen.draw(&bar);
    while goes_on(ended, bars::EVERY) {
        bars::draw(&bar, &look(&mut pace), &meter.files());
    }
    screen.clear();
}

fn tell(look: impl Fn(&mut Pace) -> View, screen: &Screen, ended: &Receiver<()>) {
    let mut pace = Pace::new();
    while goes_on(ended, LINE) {
        screen.say(&look(&mut pace).words());
    }
}

/// Whether the work goes on after that long.
fn goes_on(ended: &Receiver<()>, after: Duration) -> bool {
    ended.recv_timeout(after) == Err(RecvTimeoutError::Timeout)
}
