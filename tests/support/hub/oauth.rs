//! The Hub's OAuth desk: logins that wait for a person (RFC 8628), and their renewal (RFC 6749, 6).
//!
//! It is as strict as the standards let it be: a code is for one client and works once, questions
//! that come faster than agreed are answered with `slow_down`, a refresh token that was replaced is
//! dead, and the desk counts who tried it.

mod answers;
mod ids;

use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use super::Hub;
use super::account::Account;
use super::desk::lock;
pub use ids::Ci;
use ids::Publishers;

/// huggingface_hub's client.
const CLIENT: &str = "26be6b09-91c5-47da-9861-d2d2bb7a7e36";
/// How long an access token lives unless a test says otherwise, in seconds.
const MONTH: i64 = 30 * 24 * 3600;

/// What the person at the browser says to a login.
#[derive(Debug, Clone)]
pub enum Person {
    /// Nothing, so far.
    Away,
    /// Yes, as this account, after so many questions of the program that waits.
    Agrees(Account, usize),
    /// Yes, as this account, as soon as the page with the code is opened.
    Opens(Account),
    /// No.
    Denies,
}

/// An OAuth login as the Hub gave it away.
#[derive(Debug, Clone)]
pub struct Issued {
    /// The access token.
    pub access: String,
    /// What renews it.
    pub refresh: String,
    /// When the access token ends, in seconds since 1970.
    pub expires_at: i64,
}

/// What the desk was asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Logins that were begun.
    pub begun: usize,
    /// Questions whether a person has answered.
    pub polls: usize,
    /// Those of them that came too fast.
    pub hasty: usize,
    /// Tokens that were renewed.
    pub renewed: usize,
    /// Renewals with a refresh token that had been replaced or ended.
    pub dead: usize,
    /// Id tokens that were exchanged.
    pub exchanged: usize,
}

/// The desk.
pub struct OAuth {
    inner: Mutex<Inner>,
    publishers: Publishers,
}

struct Inner {
    person: Person,
    codes: Vec<Code>,
    logins: Vec<Login>,
    clients: Vec<String>,
    tally: Tally,
    code_life: u64,
    interval: u64,
    token_life: i64,
    rotates: bool,
    slow_downs: usize,
    page: &'static str,
}

/// A login that waits.
struct Code {
    device: String,
    user: String,
    client: String,
    person: Person,
    opened: bool,
    begun: Instant,
    life: Duration,
    interval: Duration,
    asked: Option<Instant>,
    polls: usize,
    used: bool,
}

/// A login that was given away, by its refresh token.
struct Login {
    refresh: String,
    client: String,
    account: Account,
    live: bool,
}

impl Default for OAuth {
    fn default() -> Self {
        let inner = Inner {
            person: Person::Away,
            codes: Vec::new(),
            logins: Vec::new(),
            clients: vec![CLIENT.to_owned()],
            tally: Tally::default(),
            code_life: 900,
            interval: 1,
            token_life: MONTH,
            rotates: true,
            slow_downs: 0,
            page: "/oauth/activate",
        };
        Self { inner: Mutex::new(inner), publishers: Publishers::default() }
    }
}

/// # What a test says
impl OAuth {
    /// What the person says to each login that is begun from now on.
    pub fn person(&self, person: Person) {
        lock(&self.inner).person = person;
    }

    /// The person types a code that was read on a screen, and agrees.
    pub fn agree(&self, user_code: &str, account: Account) {
        let mut inner = lock(&self.inner);
        let code = inner.codes.iter_mut().find(|code| code.user == user_code);
        code.expect("a code that the Hub gave").person = Person::Agrees(account, 0);
    }

    /// Codes live so many seconds from now on.
    pub fn set_code_life(&self, seconds: u64) {
        lock(&self.inner).code_life = seconds;
    }

    /// Access tokens live so many seconds from now on; they do end.
    pub fn set_token_life(&self, seconds: i64) {
        lock(&self.inner).token_life = seconds;
    }

    /// Programs are asked to wait so many seconds between questions.
    pub fn set_interval(&self, seconds: u64) {
        lock(&self.inner).interval = seconds;
    }

    /// Whether a renewal replaces the refresh token too, as it does unless a test says otherwise.
    pub fn set_rotation(&self, rotates: bool) {
        lock(&self.inner).rotates = rotates;
    }

    /// Answers so many of the next questions with `slow_down`, which lengthens the interval by 5 s.
    pub fn slow_down(&self, times: usize) {
        lock(&self.inner).slow_downs = times;
    }

    /// Names another page for typing a code. Nobody is there to open it.
    pub fn set_page(&self, path: &'static str) {
        lock(&self.inner).page = path;
    }

    /// Serves another client, too.
    pub fn add_client(&self, id: &str) {
        lock(&self.inner).clients.push(id.to_owned());
    }

    /// Ends the login of a refresh token, as a person does on the settings page.
    pub fn end_login(&self, refresh: &str) {
        let mut inner = lock(&self.inner);
        let login = inner.logins.iter_mut().find(|login| login.refresh == refresh);
        login.expect("a login that the Hub gave").live = false;
    }

    /// The refresh tokens that work now.
    pub fn live_refresh_tokens(&self) -> Vec<String> {
        let inner = lock(&self.inner);
        let live = inner.logins.iter().filter(|login| login.live);
        live.map(|login| login.refresh.clone()).collect()
    }

    /// What was asked so far.
    pub fn tally(&self) -> Tally {
        lock(&self.inner).tally
    }
}

impl Hub {
    /// The OAuth desk.
    pub fn oauth(&self) -> &OAuth {
        &self.state.oauth
    }

    /// A finished browser login whose access token ends in so many seconds; it is over at once if
    /// they are not positive.
    pub fn add_login(&self, account: Account, seconds: i64) -> Issued {
        lock(&self.state.oauth.inner).issue(&self.state, account, CLIENT, seconds)
    }
}

/// Seconds since 1970.
pub(super) fn now() -> i64 {
    let age = SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970");
    i64::try_from(age.as_secs()).expect("less than an eternity")
}
