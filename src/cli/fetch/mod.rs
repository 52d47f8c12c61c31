//! `hfenv fetch`: a repository's files, downloaded, verified, and where Python looks for them.
//!
//! The last line of standard output is the path, and nothing else is there.

pub(super) mod asked;
mod bars;
mod meter;
mod report;
mod screen;
mod show;
mod terminal;
mod words;

use std::path::{Path, PathBuf};
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
use crate::fetch::plan::{Plan, Request, Wanted};
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
        let words = format!("{file}: another process{holder} is at it; waiting for its end");
        told.once_about(file.as_str(), &words);
    }));
    screen::end_on_signals(&screen);
    Job { context, args, asked, request, place, screen }.run()
}

impl Job<'_> {
    fn run(&self) -> Outcome {
        let client = (!self.asked.offline)
            .then(|| self.asked.asker().client(self.context, self.args.max_workers));
        let (plan, client) = self.plan(client)?;
        if self.args.dry_run {
            return self.preview(&plan);
        }
        if let Some(names) = report::edited(&plan) {
            self.screen.warn(&format!("changed here, and replaced now: {names}"));
        }
        let begun = Instant::now();
        let done = self.download(&plan, client.as_ref()).map_err(|error| self.failure(error));
        self.screen.clear();
        let (done, elsewhere) = done?;
        self.tell(&plan, done, begun.elapsed(), elsewhere)
    }

    /// The plan, and the Hub if it is there. Where the Hub can't be reached, what is whole here is
    /// as good as it was yesterday.
    fn plan(&self, client: Option<Client>) -> Result<(Plan, Option<Client>), Failure> {
        let Some(client) = client else {
            let plan = Plan::offline(&self.place, &self.request);
            return Ok((plan.map_err(|error| self.failure(error))?, None));
        };
        let planned = show::while_asking(&self.screen, &client, || {
            Plan::online(&client, &self.place, &self.request)
        });
        match planned {
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
            return ui.line(format!("{:#}", report::document(plan, &self.path(plan, None), None)));
        }
        ui.shown(report::table(plan))?;
        ui.say(report::sums(plan));
        if let Some(names) = report::edited(plan) {
            ui.say(format!("changed here, and would be replaced: {names}"));
        }
        Ok(())
    }

    /// Brings what is missing. Where all of it is in a cache that is only read, and nothing can be
    /// written here, that is the place to use.
    fn download<'p>(
        &self,
        plan: &'p Plan,
        client: Option<&Client>,
    ) -> Result<(Done, Option<&'p Path>), FetchError> {
        if plan.is_done() {
            let noted = plan.listing.as_ref().map_or(Ok(()), |_| self.begin(plan));
            // Bookkeeping, and no reason to fail: the files are here.
            if let Err(error) = noted.and_then(|()| self.end(plan)) {
                self.context.ui.detail(error);
            }
            return Ok((Done::default(), None));
        }
        let here = plan.files.iter().all(Wanted::is_here);
        if let Some(elsewhere) = &plan.elsewhere {
            match here.then(|| self.settle(plan)) {
                Some(Ok(())) => return Ok((Done::default(), None)),
                Some(Err(error)) => self.context.ui.detail(error),
                None => {}
            }
            return Ok((Done::default(), Some(elsewhere)));
        }
        self.check_room(plan)?;
        let Some(client) = client.filter(|_| !here) else {
            self.settle(plan)?;
            return Ok((Done::default(), None));
        };
        self.begin(plan)?;
        let (repo, commit) = (&plan.repo, &plan.commit);
        let source = Http { client, repo, commit };
        let workers = usize::from(self.args.max_workers);
        let done = show::while_shown(
            self.context,
            &self.asked.env,
            &self.screen,
            plan,
            client,
            |progress| pool::run(plan, &self.place, &source, progress, workers),
        )?;
        self.refer(plan);
        Ok((done, None))
    }

    /// Gives what is here its names.
    fn settle(&self, plan: &Plan) -> Result<(), FetchError> {
        self.begin(plan)?;
        self.place.settle_all(plan)?;
        self.refer(plan);
        Ok(())
    }

    fn begin(&self, plan: &Plan) -> Result<(), FetchError> {
        self.place.begin(&plan.commit, plan.listing.as_deref())
    }

    /// The same after all came, which is no less there for it: who knows the commit finds it.
    fn refer(&self, plan: &Plan) {
        if let Err(error) = self.end(plan) {
            let (revision, commit) = (&plan.revision, &plan.commit);
            let words = format!("it is not noted that {revision} is {commit}: {error}");
            self.screen.warn(&words);
        }
    }

    fn end(&self, plan: &Plan) -> Result<(), FetchError> {
        self.place.end(&plan.revision, &plan.commit)
    }

    /// Before the first byte.
    fn check_room(&self, plan: &Plan) -> Result<(), FetchError> {
        let needed = if self.place.is_local() { plan.unsettled() } else { plan.missing() };
        let path = self.place.root();
        match crate::cache::free(&path) {
            Some(free) if free < needed => Err(FetchError::NoSpace { path, needed, free }),
            _ => Ok(()),
        }
    }

    fn tell(&self, plan: &Plan, done: Done, took: Duration, elsewhere: Option<&Path>) -> Outcome {
        let ui = self.context.ui;
        ui.say(report::summary(plan, done, took));
        let path = self.path(plan, elsewhere);
        if self.context.global.json {
            let document = report::document(plan, &path, Some((done, took)));
            return ui.line(format!("{document:#}"));
        }
        let mut line = path.into_os_string().into_encoded_bytes();
        line.push(b'\n');
        ui.data(line)
    }

    /// The file, if one was named; else the folder.
    fn path(&self, plan: &Plan, elsewhere: Option<&Path>) -> PathBuf {
        let root = elsewhere.map_or_else(|| self.place.path(&plan.commit), Path::to_owned);
        self.request.only_file().map_or_else(|| root.clone(), |file| file.below(&root))
    }

    fn failure(&self, error: FetchError) -> Failure {
        self.screen.clear();
        explain(error, &self.asked, &self.request)
    }
}
