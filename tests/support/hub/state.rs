//! What the Hub knows, shared by all its threads: accounts, repositories, scripts, and the requests
//! seen so far.

use std::collections::HashMap;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tempfile::TempDir;

use super::access::{self, Caller, Verdict, Visibility, Want};
use super::account::Account;
use super::http::Request;
use super::reply::Reply;

/// How much of a body is remembered.
const KEPT_BODY: usize = 64 * 1024;

/// What a script does with a request.
pub(super) enum Answer {
    Once(Reply),
    Always(Reply),
    Redirect(String),
}

/// Everything behind one endpoint.
pub(super) struct State {
    pub(super) endpoint: String,
    folder: TempDir,
    accounts: Mutex<HashMap<String, Account>>,
    repos: Mutex<HashMap<String, Visibility>>,
    scripts: Mutex<Vec<(String, Answer)>>,
    seen: Mutex<Vec<Request>>,
    connections: AtomicUsize,
    stopped: Mutex<bool>,
    stop_rings: Condvar,
}

/// A thread that failed must not take the others with it, so a poisoned lock is opened anyway.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    pub(super) fn new(endpoint: String) -> Self {
        Self {
            endpoint,
            folder: TempDir::with_prefix("hfenv-hub-").expect("a temporary folder for the Hub"),
            accounts: Mutex::default(),
            repos: Mutex::default(),
            scripts: Mutex::default(),
            seen: Mutex::default(),
            connections: AtomicUsize::new(0),
            stopped: Mutex::new(false),
            stop_rings: Condvar::new(),
        }
    }

    /// The Hub's own folder: certificate, git repositories, large files, an empty home.
    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// # Accounts and repositories
impl State {
    pub(super) fn add_token(&self, account: Account) -> String {
        let token = account.make_token();
        lock(&self.accounts).insert(token.clone(), account);
        token
    }

    pub(super) fn revoke(&self, token: &str) {
        let known = lock(&self.accounts).remove(token).is_some();
        assert!(known, "revoke: this Hub has no such token");
    }

    pub(super) fn caller(&self, request: &Request) -> Caller {
        if request.header("authorization").is_none() {
            return Caller::Nobody;
        }
        let account = request.token().and_then(|token| lock(&self.accounts).get(&token).cloned());
        account.map_or(Caller::BadToken, Caller::Known)
    }

    pub(super) fn add_repo(&self, id: &str, visibility: Visibility) {
        let (_, name) = access::kind_and_name(id);
        assert_eq!(name.split('/').count(), 2, "a repository is org/name, not {id}");
        lock(&self.repos).insert(id.to_owned(), visibility);
    }

    pub(super) fn knows_repo(&self, id: &str) -> bool {
        lock(&self.repos).contains_key(id)
    }

    pub(super) fn visibility(&self, id: &str) -> Option<Visibility> {
        lock(&self.repos).get(id).cloned()
    }

    pub(super) fn judge(&self, request: &Request, id: &str, want: Want) -> Verdict {
        access::judge(&self.caller(request), id, self.visibility(id).as_ref(), want)
    }
}

/// # Scripts and memory
impl State {
    pub(super) fn script(&self, prefix: &str, answer: Answer) {
        lock(&self.scripts).push((prefix.to_owned(), answer));
    }

    /// The scripted reply to `request`, the oldest script first.
    pub(super) fn scripted(&self, request: &Request) -> Option<Reply> {
        let mut scripts = lock(&self.scripts);
        let place = scripts.iter().position(|(prefix, _)| request.path.starts_with(prefix))?;
        if matches!(scripts[place].1, Answer::Once(_))
            && let (_, Answer::Once(reply)) = scripts.remove(place)
        {
            return Some(reply);
        }
        match &scripts[place].1 {
            Answer::Once(reply) | Answer::Always(reply) => Some(reply.clone()),
            Answer::Redirect(origin) if request.query.is_empty() => {
                Some(Reply::redirect(&format!("{origin}{}", request.path)))
            }
            Answer::Redirect(origin) => {
                Some(Reply::redirect(&format!("{origin}{}?{}", request.path, request.query)))
            }
        }
    }

    pub(super) fn record(&self, request: &Request) {
        let kept = request.body.len().min(KEPT_BODY);
        lock(&self.seen).push(Request {
            method: request.method.clone(),
            path: request.path.clone(),
            query: request.query.clone(),
            headers: request.headers.clone(),
            body_len: request.body_len,
            body: request.body[..kept].to_vec(),
        });
    }

    pub(super) fn count_connection(&self) {
        self.connections.fetch_add(1, Ordering::Relaxed);
    }

    pub(super) fn connections(&self) -> usize {
        self.connections.load(Ordering::Relaxed)
    }

    pub(super) fn requests(&self) -> Vec<Request> {
        lock(&self.seen).clone()
    }

    pub(super) fn clear(&self) {
        lock(&self.seen).clear();
        self.connections.store(0, Ordering::Relaxed);
    }

    pub(super) fn clear_scripts(&self) {
        lock(&self.scripts).clear();
    }
}

/// # The end
impl State {
    pub(super) fn stop(&self) {
        *lock(&self.stopped) = true;
        self.stop_rings.notify_all();
    }

    pub(super) fn is_stopped(&self) -> bool {
        *lock(&self.stopped)
    }

    /// Waits for `delay`, or until the Hub ends: a stalling reply must not stall the test's end.
    pub(super) fn wait(&self, delay: Duration) {
        if !delay.is_zero() {
            let stopped = lock(&self.stopped);
            let _unused = self.stop_rings.wait_timeout_while(stopped, delay, |stopped| !*stopped);
        }
    }
}
