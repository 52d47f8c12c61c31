//! What the Hub knows, shared by all its threads: accounts, repositories, files, scripts.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock};

use rustls::ServerConfig;
use tempfile::TempDir;

use super::access::{self, Caller, Verdict, Visibility, Want};
use super::account::Account;
use super::api;
use super::cdn::Cdn;
use super::desk::{Desk, lock};
use super::http::Request;
use super::oauth::{self, OAuth};
use super::reply::Reply;
use super::server::{self, Server, Site};
use super::shelf::Shelf;

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
    /// When tokens end, in seconds since 1970; most never do.
    ends: Mutex<HashMap<String, i64>>,
    pub(super) oauth: OAuth,
    pub(super) desk: Desk,
    pub(super) shelf: Arc<Shelf>,
    tls: Option<Arc<ServerConfig>>,
    storage: OnceLock<Storage>,
}

/// The storage host and its threads.
struct Storage {
    _server: Server,
    cdn: Arc<Cdn>,
}

impl State {
    pub(super) fn new(endpoint: String, folder: TempDir, tls: Option<Arc<ServerConfig>>) -> Self {
        Self {
            endpoint,
            folder,
            accounts: Mutex::default(),
            repos: Mutex::default(),
            scripts: Mutex::default(),
            ends: Mutex::default(),
            oauth: OAuth::default(),
            desk: Desk::default(),
            shelf: Arc::default(),
            tls,
            storage: OnceLock::new(),
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
        self.add_known(&token, account);
        token
    }

    /// Lets a token that was made elsewhere be one of an account.
    pub(super) fn add_known(&self, token: &str, account: Account) {
        lock(&self.accounts).insert(token.to_owned(), account);
    }

    /// Ends a token in so many seconds.
    pub(super) fn end_token(&self, token: &str, seconds: i64) {
        lock(&self.ends).insert(token.to_owned(), oauth::now() + seconds);
    }

    pub(super) fn revoke(&self, token: &str) {
        let known = lock(&self.accounts).remove(token).is_some();
        assert!(known, "revoke: this Hub has no such token");
    }

    pub(super) fn caller(&self, request: &Request) -> Caller {
        if request.header("authorization").is_none() {
            return Caller::Nobody;
        }
        let live =
            |token: &String| lock(&self.ends).get(token).is_none_or(|ends| oauth::now() < *ends);
        let token = request.token().filter(live);
        let account = token.and_then(|token| lock(&self.accounts).get(&token).cloned());
        account.map_or(Caller::BadToken, Caller::Known)
    }

    pub(super) fn add_repo(&self, id: &str, visibility: Visibility) {
        let (_, name) = access::kind_and_name(id);
        let parts = name.split('/').count();
        assert!(matches!(parts, 1 | 2), "a repository is org/name, not {id}");
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

    pub(super) fn clear_scripts(&self) {
        lock(&self.scripts).clear();
    }
}

/// # Files
impl State {
    /// The storage host, opened when the first file needs it.
    pub(super) fn cdn(&self) -> &Arc<Cdn> {
        &self.storage.get_or_init(|| Storage::open(self)).cdn
    }
}

impl Storage {
    fn open(state: &State) -> Self {
        let (listener, port) = server::bind();
        let scheme = if state.tls.is_some() { "https" } else { "http" };
        let origin = format!("{scheme}://127.0.0.1:{port}");
        let cdn = Arc::new(Cdn::new(origin, Arc::clone(&state.shelf)));
        let server = Server::run(listener, state.tls.clone(), Arc::clone(&cdn) as Arc<dyn Site>);
        Self { _server: server, cdn }
    }
}

impl Site for State {
    fn desk(&self) -> &Desk {
        &self.desk
    }

    fn answer(&self, request: &Request) -> Reply {
        api::answer(self, request)
    }
}
