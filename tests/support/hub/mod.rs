//! A Hugging Face Hub on the loopback interface.
//!
//! hfenv's promise is about what goes over the wire: the right token to the Hub, no token to
//! anybody else. That can only be shown with a server that looks at every byte it is sent, so this
//! one speaks the part of the Hub that hfenv, git and git-lfs need, checks tokens as the Hub does,
//! lies on demand, and remembers every request. The tour in the README runs against it too, so it
//! depends on nothing but git and on no other test file.

#![allow(dead_code, unused_imports, reason = "the tests and the tour each use a part")]
#![allow(unreachable_pub, reason = "the face of a module that binaries include by path")]
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "test support: a broken Hub should stop the test with words"
)]

mod access;
mod account;
mod api;
mod body;
mod cdn;
mod content;
mod desk;
mod fault;
mod files;
mod git;
mod http;
mod lfs;
mod oauth;
mod reply;
mod resolve;
mod server;
mod shelf;
mod state;
mod tls;
mod tree;

use std::path::{Path, PathBuf};
use std::sync::Arc;

pub use access::Visibility;
pub use account::{Account, FineGrained, Role, Scope};
pub use cdn::Cdn;
pub use content::File;
pub use desk::Sent;
pub use fault::Fault;
pub use git::clean_git;
pub use http::Request;
pub use oauth::{Ci, Issued, OAuth, Person, Tally};
pub use reply::Reply;
use server::{Server, Site};
use state::{Answer, State};
use tempfile::TempDir;

/// A running Hub. Dropping it closes the port, ends its threads and removes its folder.
pub struct Hub {
    // Dropped first: the threads are gone before the folder is.
    server: Server,
    state: Arc<State>,
    ca_file: Option<PathBuf>,
}

impl Hub {
    /// Starts a Hub that speaks plain HTTP on a free port of 127.0.0.1.
    pub fn start() -> Self {
        Self::launch(None, None)
    }

    /// Starts a Hub that speaks HTTPS with a certificate of its own authority, see
    /// [`Self::ca_file`].
    pub fn start_tls() -> Self {
        Self::launch(Some(&[]), None)
    }

    /// The same with a certificate for these hosts, too, whoever resolves their names.
    pub fn start_tls_as(hosts: &[&str]) -> Self {
        Self::launch(Some(hosts), None)
    }

    /// The same, and it calls itself `https://` and the first of these hosts wherever it tells an
    /// address of its own.
    pub fn start_named(hosts: &[&str]) -> Self {
        Self::launch(Some(hosts), hosts.first().copied())
    }

    fn launch(hosts: Option<&[&str]>, name: Option<&str>) -> Self {
        let (listener, port) = server::bind();
        let secure = hosts.is_some();
        let scheme = if secure { "https" } else { "http" };
        let folder = TempDir::with_prefix("hfenv-hub-").expect("a temporary folder for the Hub");
        let (ca_file, tls) = hosts.map(|hosts| tls::authority(folder.path(), hosts)).unzip();
        let endpoint = name.map_or_else(
            || format!("{scheme}://127.0.0.1:{port}"),
            |name| format!("{scheme}://{name}"),
        );
        let state = Arc::new(State::new(endpoint, folder, tls.clone()));
        let server = Server::run(listener, tls, Arc::clone(&state) as Arc<dyn Site>);
        Self { server, state, ca_file }
    }

    /// The origin to give as `HF_ENDPOINT`, such as `http://127.0.0.1:40123`.
    pub fn endpoint(&self) -> String {
        self.state.endpoint.clone()
    }

    /// The port, for reaching the same Hub as `localhost`, which is another origin.
    pub fn port(&self) -> u16 {
        self.server.port()
    }

    /// The authority's certificate in PEM, for `http.sslCAInfo`, `SSL_CERT_FILE` and the like.
    pub fn ca_file(&self) -> &Path {
        self.ca_file.as_deref().expect("only Hub::start_tls() has a certificate authority")
    }

    /// Makes a token at random for `account` and returns it. One user may have many.
    pub fn add_token(&self, account: Account) -> String {
        self.state.add_token(account)
    }

    /// Makes `token` invalid, as a click on "revoke" does.
    pub fn revoke(&self, token: &str) {
        self.state.revoke(token);
    }

    /// Adds a repository without content, or changes who may see it. `id` is `org/name`,
    /// `datasets/org/name`, `spaces/org/name` or `kernels/org/name`; `name` alone for a legacy one.
    pub fn add_repo(&self, id: &str, visibility: Visibility) {
        self.state.add_repo(id, visibility);
    }

    /// Adds a git repository with one commit on `main` and returns that commit. It's private to its
    /// namespace unless [`Self::add_repo`] says otherwise, before or after.
    pub fn add_git_repo(&self, id: &str) -> String {
        if !self.state.knows_repo(id) {
            self.state.add_repo(id, Visibility::private([]));
        }
        git::create(&self.state, id)
    }

    /// The bare repository behind `id`, to look at what was pushed.
    pub fn git_dir(&self, id: &str) -> PathBuf {
        git::dir(&self.state, id)
    }

    /// The ids (SHA-256) of all large files uploaded so far.
    pub fn lfs_objects(&self) -> Vec<String> {
        lfs::stored(&self.state)
    }

    /// Answers the next request whose path begins with `prefix` with `reply`. Calls queue up.
    pub fn script(&self, prefix: &str, reply: Reply) {
        self.state.script(prefix, Answer::Once(reply));
    }

    /// Answers every request whose path begins with `prefix` with `reply`.
    pub fn script_always(&self, prefix: &str, reply: Reply) {
        self.state.script(prefix, Answer::Always(reply));
    }

    /// Sends every request below `prefix` to the same path of another origin.
    pub fn redirect(&self, prefix: &str, target_origin: &str) {
        let origin = target_origin.trim_end_matches('/').to_owned();
        self.state.script(prefix, Answer::Redirect(origin));
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.state.desk.requests()
    }

    /// Whether any request carried an `Authorization` header.
    pub fn saw_authorization(&self) -> bool {
        self.requests().iter().any(|request| request.header("authorization").is_some())
    }

    /// Whether any request carried `secret` in its path, query, headers (decoded) or body.
    pub fn saw_secret(&self, secret: &str) -> bool {
        self.requests().iter().any(|request| request.carries(secret))
    }

    /// How many connections were opened, including those that never became a request.
    pub fn connections(&self) -> usize {
        self.state.desk.connections()
    }

    /// Forgets the requests and connections so far; scripts, accounts and repositories stay.
    pub fn clear(&self) {
        self.state.desk.clear();
    }

    /// Forgets all scripts and redirects: the Hub is honest again.
    pub fn clear_scripts(&self) {
        self.state.clear_scripts();
    }
}
