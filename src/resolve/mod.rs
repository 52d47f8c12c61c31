//! Which token: one resolver for the shell, git, child processes and hfenv itself.
//!
//! The rows are asked in order and the first hit wins. *Absent* and *unavailable* move on, *broken*
//! stops: a corrupt file must not silently become somebody else's token.

pub mod bind;
pub mod exchange;
mod lookup;
pub mod python;
mod rows;
mod rules;
pub mod source;
pub mod trace;
mod wanted;
pub mod world;

use thiserror::Error;

use crate::config::ConfigError;
use crate::key::KeyError;
use crate::store::active::ActiveError;
use crate::store::named::NamedError;
use crate::store::{Manner, StoreError, Unavailable};
use crate::token::{Token, TokenError};
use crate::vars::{self, NotUtf8};
use exchange::{Exchange, ExchangeError};
pub use lookup::{RENEWERS, is_replaced};
pub use rules::{By, RuleFor, Subject};
use source::{Chosen, Cost, Grant, Source};
use trace::{Outcome, Row, Step, Trace};
pub use wanted::wanted;
use world::World;

/// What the user named on the command line.
#[derive(Debug, Clone)]
pub enum Explicit {
    /// A token itself, and where it was read from.
    Token(Token, Source),
    /// A profile or saved login.
    Profile(String, Chosen),
}

/// What is asked of the resolver.
#[expect(clippy::struct_excessive_bools, reason = "each consumer has its own mixture")]
#[derive(Debug, Clone)]
pub struct Question {
    /// A flag; `HFENV_PROFILE` is found in the environment.
    pub explicit: Option<Explicit>,
    /// What is asked for, where the consumer says so: the user's rules look at it.
    pub asked: Option<Subject>,
    /// The most a source may cost.
    pub ceiling: Cost,
    /// How stores are asked.
    pub manner: Manner,
    /// Whether every row is asked, also after the answer is known.
    pub complete: bool,
    /// Whether nobody asked for a token in so many words, so that
    /// `HF_HUB_DISABLE_IMPLICIT_TOKEN` counts.
    pub implicit: bool,
    /// Whether a token that hfenv itself exported into this shell, and that is provably the chosen
    /// profile's, saves asking a keyring: a shell's hook runs at every `cd`.
    pub carried: bool,
    /// How an id token is exchanged, for whoever may.
    pub exchange: Option<Exchange>,
    /// Whether the caller renews a login that is over, so that it is an answer.
    pub renews: bool,
}

/// The answer and its reasons.
#[derive(Debug)]
pub struct Resolution {
    /// The token, if there is one.
    pub grant: Option<Grant>,
    /// What every row that was asked said.
    pub trace: Trace,
    /// Things the user should know even when all went well, such as a deprecated name.
    pub notes: Vec<String>,
    /// What stopped a complete walk, which goes on to show the other rows.
    pub broken: Option<ResolveError>,
}

/// A source that must not be passed over.
#[derive(Debug, Error)]
pub enum ResolveError {
    /// The configuration.
    #[error(transparent)]
    Config(#[from] ConfigError),
    /// The state key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A file with nothing but a token.
    #[error(transparent)]
    Active(#[from] ActiveError),
    /// A variable's bytes.
    #[error(transparent)]
    NotUtf8(#[from] NotUtf8),
    /// `stored_tokens`.
    #[error(transparent)]
    Named(#[from] NamedError),
    /// A value that can't be a token.
    #[error("{place}: {error}")]
    Token {
        /// Where it stands.
        place: String,
        /// What is wrong with it.
        error: TokenError,
    },
    /// An exchange that gave no token.
    #[error(transparent)]
    Exchange(#[from] ExchangeError),
    /// A profile that does not exist.
    #[error("there is no profile {name:?}")]
    NoProfile {
        /// The name.
        name: String,
        /// The names there are.
        known: Vec<String>,
    },
    /// A profile whose store has lost its secret.
    #[error("profile {name} has no token in its store ({store})")]
    NoSecret {
        /// The profile.
        name: String,
        /// Its store.
        store: &'static str,
    },
    /// A profile that was asked for by name, but whose store can't be reached.
    #[error("profile {name}: {why}")]
    Unreachable {
        /// The profile.
        name: String,
        /// Why not.
        why: Unavailable,
    },
    /// A store that is damaged.
    #[error("profile {name}: {error}")]
    Store {
        /// The profile.
        name: String,
        /// What is wrong.
        error: StoreError,
    },
}

/// What a row found.
enum Answer {
    Found(Box<Grant>, Option<String>),
    Absent(String),
    /// A project has something, but nobody allowed it.
    HeldBack(String),
    Unavailable {
        why: String,
        hint: Option<String>,
        /// No later row may stand in: the place asked for this identity and no other.
        last: bool,
    },
}

impl Answer {
    fn absent(why: impl Into<String>) -> Self {
        Self::Absent(why.into())
    }

    fn unavailable(why: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Unavailable { why: why.into(), hint: Some(hint.into()), last: false }
    }
}

type Ask = fn(&World, &Question) -> Result<Answer, ResolveError>;

/// The order of precedence. `hfenv why` prints this very list.
const ROWS: [(Row, Cost, Ask); 8] = [
    (Row::Explicit, Cost::Free, rows::explicit),
    (Row::Oidc, Cost::Net, rows::oidc),
    (Row::Environment, Cost::Free, rows::environment),
    (Row::EnvironmentFile, Cost::Disk, rows::environment_file),
    (Row::DotEnv, Cost::Disk, rows::dotenv),
    (Row::Project, Cost::Bus, rows::project),
    (Row::Default, Cost::Bus, rows::default),
    (Row::Saved, Cost::Disk, rows::saved),
];

/// Finds the token.
pub fn resolve(world: &World, question: &Question) -> Result<Resolution, ResolveError> {
    let mut walk = Walk {
        resolution: Resolution { grant: None, trace: Vec::new(), notes: Vec::new(), broken: None },
        closed: false,
        complete: question.complete,
    };
    for (row, cost, ask) in ROWS {
        if walk.decided() && !question.complete {
            break;
        }
        match skip_reason(world, question, row, cost) {
            Some(reason) => walk.note(row, Outcome::Skipped, reason, None),
            None => walk.take(row, ask(world, question))?,
        }
    }
    match rows::strange_endpoint(world) {
        Ok(note) => walk.resolution.notes.extend(note),
        // It is about a source that was not needed.
        Err(_) if walk.decided() => {}
        Err(error) => return Err(error),
    }
    Ok(walk.resolution)
}

fn skip_reason(world: &World, question: &Question, row: Row, cost: Cost) -> Option<String> {
    let implicit = question.implicit && row != Row::Explicit;
    if implicit && world.env.flag(vars::HF_HUB_DISABLE_IMPLICIT_TOKEN) {
        return Some(format!("{} is set", vars::HF_HUB_DISABLE_IMPLICIT_TOKEN));
    }
    // An OIDC exchange that nobody configured costs nothing to rule out.
    let free = row == Row::Oidc && !world.env.has(vars::HF_OIDC_RESOURCE);
    (cost > question.ceiling && !free).then(|| "it would take too long here".to_owned())
}

struct Walk {
    resolution: Resolution,
    closed: bool,
    complete: bool,
}

impl Walk {
    fn decided(&self) -> bool {
        self.closed || self.resolution.grant.is_some()
    }

    fn note(&mut self, row: Row, outcome: Outcome, detail: String, hint: Option<String>) {
        let (source, differs) = (None, false);
        self.resolution.trace.push(Step { row, outcome, detail, hint, source, differs });
    }

    /// Files a row's answer. Once the token is known, a damaged row can do no harm and is only
    /// noted.
    fn take(&mut self, row: Row, answer: Result<Answer, ResolveError>) -> Result<(), ResolveError> {
        let decided = self.decided();
        match answer {
            Ok(Answer::Found(grant, warning)) => {
                let outcome = if decided { Outcome::Shadowed } else { Outcome::Used };
                let detail = format!("{} {}", grant.place(), grant.local().mask());
                let used = self.resolution.grant.as_ref();
                let differs = used.is_some_and(|used| used.local() != grant.local());
                let (hint, source) = (None, Some(grant.source.clone()));
                let step = Step { row, outcome, detail, hint, source, differs };
                self.resolution.trace.push(step);
                if !decided {
                    self.resolution.notes.extend(warning);
                    self.resolution.grant = Some(*grant);
                }
            }
            Ok(Answer::HeldBack(why)) => self.note(row, Outcome::HeldBack, why, None),
            Ok(Answer::Absent(why)) => self.note(row, Outcome::Absent, why, None),
            Ok(Answer::Unavailable { why, hint, last }) => {
                self.closed |= last;
                self.note(row, Outcome::Unavailable, why, hint);
            }
            Err(error) if decided => self.note(row, Outcome::Broken, error.to_string(), None),
            Err(error) if self.complete => {
                self.note(row, Outcome::Broken, error.to_string(), None);
                self.closed = true;
                self.resolution.broken = Some(error);
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

impl Resolution {
    /// The steps that could have had a token but could not be asked, with what to do about it.
    pub fn obstacles(&self) -> impl Iterator<Item = &Step> {
        self.trace.iter().filter(|step| step.outcome == Outcome::Unavailable)
    }
}
