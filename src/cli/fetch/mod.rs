//! `hfenv fetch`: a repository's files, downloaded, verified, and where Python looks for them.
//!
//! The last line of standard output is the path, and nothing else is there.

pub(super) mod asked;
mod bars;
mod meter;
mod report;
mod screen;
mod show;
mod words;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use self::asked::{Asked, absolute};
use self::screen::Screen;
use self::words::explain;
use super::args::Fetch;
use super::context::Context;
use super::failure::{Failure, Outcome};
use crate::fetch::FetchError;
use crate::fetch::place::Place;
use crate::fetch::plan::{Plan, Request};
use crate::fetch::pool::{self, Done};
use crate::fetch::source::Http;
use crate::hub::client::Client;

/// One run.
struct Job<'a> {
    context: &'a Context,
    args: &'a Fetch,
    asked: Asked,
    request: Request,
    place: Place,
    screen: Arc<Screen>,
}

pub(super) fn run(context: &Context, args: &Fetch) -> Outcome {
    let screen = Arc::new(Screen::new(context.ui));
    let asked = Asked::of(context, args)?;
    if args.force && asked.offline {
        return Err(Failure::error("--force downloads, and this is offline"));
    }
    let request = asked::request(args, &asked.endpoint)?;
    let cache = asked.cache(args);
    let place = match &args.local_dir {
        Some(folder) => Place::local(&cache, &request.repo, absolute(&asked.env, folder)),
        None => Place::cache(&cache, &request.repo),
    };
    let told = Arc::clone(&screen);
    let place = place.forced(args.force).telling(Box::new(move |file, holder| {
        let holder = holder.map(|holder| format!(" ({holder})")).unwrap_or_default();
        told.once(&format!("{file}: another process{holder} is at it; waiting for its end"));
    }));
    screen::end_on_signals(&screen);
    Job { context, args, asked, request, place, screen }.run()
}

impl Job<'_> {
    fn run(&self) -> Outcome {
        let client = (!self.asked.offline).then(|| self.asked.client(self.context, self.args));
        let (plan, client) = self.plan(client)?;
        if self.args.dry_run {
            return self.preview(&plan);
        }
        let begun = Instant::now();
        let done = self.download(&plan, client.as_ref()).map_err(|error| self.failure(error));
        self.screen.clear();
        self.tell(&plan, done?, begun.elapsed())
    }

    /// The plan, and the Hub if it is there. Where the Hub can't be reached, what is whole here is
    /// as good as it was yesterday.
    fn plan(&self, client: Option<Client>) -> Result<(Plan, Option<Client>), Failure> {
        let Some(client) = client else {
            let plan = Plan::offline(&self.place, &self.request);
            return Ok((plan.map_err(|error| self.failure(error))?, None));
        };
        match Plan::online(&client, &self.place, &self.request) {
            Ok(plan) => Ok((plan, Some(client))),
            Err(error) if words::is_out_of_reach(&error) && !self.args.force => {
                let whole = Plan::offline(&self.place, &self.request).ok();
                let whole = whole.filter(|plan| plan.of.is_some() || self.request.files.len() == 1);
                let Some(plan) = whole else { return Err(self.failure(error)) };
                self.context.ui.warn(format!(
                    "{} can't be reached; what was fetched before is used",
                    self.asked.endpoint
                ));
                self.context.ui.detail(error);
                Ok((plan, None))
            }
            Err(error) => Err(self.failure(error)),
        }
    }

    fn preview(&self, plan: &Plan) -> Outcome {
        let ui = self.context.ui;
        if self.context.global.json {
            return ui.line(format!("{:#}", report::document(plan, &self.path(plan), None)));
        }
        ui.shown(report::table(plan))?;
        ui.say(report::sums(plan));
        Ok(())
    }

    fn download(&self, plan: &Plan, client: Option<&Client>) -> Result<Done, FetchError> {
        if plan.is_done() {
            // Bookkeeping, and no reason to fail: the cache may be only read here.
            let noted = plan.listing.as_deref().map_or(Ok(()), |listing| {
                self.place.begin(&plan.commit, Some(listing))
            });
            let noted = noted.and_then(|()| self.place.end(&plan.revision, &plan.commit));
            if let Err(error) = noted {
                self.context.ui.detail(error);
            }
            return Ok(Done::default());
        }
        self.check_room(plan)?;
        self.place.begin(&plan.commit, plan.listing.as_deref())?;
        let done = match client {
            None => self.place.settle_all(plan).map(|()| Done::default())?,
            Some(client) => {
                let (repo, commit) = (&plan.repo, &plan.commit);
                let source = Http { client, repo, commit };
                let workers = usize::from(self.args.max_workers);
                show::while_shown(self.context, &self.asked.env, &self.screen, plan, |progress| {
                    pool::run(plan, &self.place, &source, progress, workers)
                })?
            }
        };
        self.place.end(&plan.revision, &plan.commit)?;
        Ok(done)
    }

    /// Before the first byte.
    fn check_room(&self, plan: &Plan) -> Result<(), FetchError> {
        let needed = if self.place.is_local() { plan.unsettled() } else { plan.missing() };
        let root = self.place.root();
        match crate::cache::free(root) {
            Some(free) if free < needed => {
                Err(FetchError::NoSpace { path: root.to_owned(), needed, free })
            }
            _ => Ok(()),
        }
    }

    fn tell(&self, plan: &Plan, done: Done, took: Duration) -> Outcome {
        let ui = self.context.ui;
        ui.say(report::summary(plan, done, took));
        let path = self.path(plan);
        if self.context.global.json {
            let document = report::document(plan, &path, Some((done, took)));
            return ui.line(format!("{document:#}"));
        }
        let mut line = path.into_os_string().into_encoded_bytes();
        line.push(b'\n');
        ui.data(line)
    }

    /// The file, if one was named; else the folder.
    fn path(&self, plan: &Plan) -> PathBuf {
        match self.request.only_file() {
            Some(file) => self.place.path_of(&plan.commit, &file),
            None => self.place.path(&plan.commit),
        }
    }

    fn failure(&self, error: FetchError) -> Failure {
        self.screen.clear();
        explain(error, &self.asked)
    }
}
