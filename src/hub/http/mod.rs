//! The gate of the crate `ureq`: blocking requests over the system's certificates and proxies.
//!
//! No redirect is followed, because a token must be asked for again for each host; no answer is
//! read past a limit; and every phase has a time limit.

mod body;
mod names;
mod post;
pub mod probe;
mod reply;
mod words;

use std::io;
use std::ops::Range;
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig};
use ureq::unversioned::transport::DefaultConnector;
use ureq::{Agent, Proxy, Timeout};
use zeroize::Zeroizing;

use self::names::Names;
use super::error::HubError;
use super::url::Url;
use super::verdict;
use crate::endpoint::Endpoint;
use crate::text::printable;
use crate::token::Token;

pub(super) use self::post::{Posted, Told, get_at, post};
pub(super) use self::reply::Reply;
pub(super) use self::words::repeats;

const CONNECT: Duration = Duration::from_secs(10);
const WHOLE: Duration = Duration::from_secs(30);
/// Most bytes of a small answer that are read.
const BODY_LIMIT: u64 = 1 << 20;
/// For a request and its headers; a token of the longest kind fits.
const OUTPUT_BUFFER: usize = 32 << 10;
/// How long a connection is kept without a request.
const IDLE: Duration = Duration::from_secs(30);

/// An answer with status 200.
#[derive(Debug)]
pub struct Answer {
    /// The body.
    pub body: Vec<u8>,
}

/// Asks `endpoint` for `path` with a token. The caller has asked the grant whether it may.
pub fn get(endpoint: &Endpoint, path: &str, token: &Token) -> Result<Answer, HubError> {
    let config = config(endpoint.origin().is_loopback()).timeout_global(Some(WHOLE));
    let agent = Agent::new_with_config(config.build());
    let failed = |error: ureq::Error| Broken::new(&error).at(endpoint);
    let mut response = agent
        .get(format!("{endpoint}{path}"))
        .header("authorization", bearer(token).as_str())
        .header("accept", "application/json")
        .call()
        .map_err(failed)?;
    let status = response.status().as_u16();
    let body = response.body_mut().with_config().limit(BODY_LIMIT).read_to_vec().map_err(failed)?;
    match status {
        // Names and dates of an answer are shown and saved.
        200 if repeats(&String::from_utf8_lossy(&body), token) => {
            Err(HubError::NotAHub { endpoint: endpoint.clone(), why: "it sends the token back" })
        }
        200 => Ok(Answer { body }),
        300..=399 => Err(HubError::Redirected(endpoint.clone())),
        _ => {
            let said = words::said(status, response.headers(), &body, Some(token));
            Err(verdict::of_status(endpoint.clone(), said))
        }
    }
}

fn bearer(token: &Token) -> Zeroizing<String> {
    Zeroizing::new(format!("Bearer {}", token.reveal()))
}

type Config = ureq::config::ConfigBuilder<ureq::typestate::AgentScope>;

fn config(loopback: bool) -> Config {
    let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier).build();
    let config = Agent::config_builder()
        .tls_config(tls)
        .timeout_resolve(Some(CONNECT))
        .timeout_connect(Some(CONNECT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("hfenv/", env!("CARGO_PKG_VERSION")));
    // A proxy has no business between this machine and itself.
    if loopback { config.proxy(None) } else { config }
}

/// Connections that are kept open and shared by threads.
#[derive(Debug)]
pub(super) struct Wire {
    /// For questions.
    ask: Agent,
    /// For the bytes of files. The same one where both have the same time limit: the system's
    /// certificates are loaded once for each.
    bytes: Agent,
    loopback: bool,
}

/// A request.
#[derive(Debug, Clone, Copy)]
pub(super) struct Request<'a> {
    /// Where.
    pub(super) url: &'a Url,
    /// Fields to be posted.
    pub(super) form: Option<&'a str>,
    /// Which bytes.
    pub(super) range: Option<&'a Range<u64>>,
    /// Whether it is for the bytes of a file.
    pub(super) bytes: bool,
    /// Who asks. The caller has asked the grant for this very host.
    pub(super) token: Option<&'a Token>,
}

/// Why there was no answer, or no whole one.
#[derive(Debug)]
pub(super) struct Broken {
    /// Whether there was a connection.
    pub(super) connected: bool,
    /// Whether it will be the same the next time.
    pub(super) lasting: bool,
    /// The transport's words.
    pub(super) why: String,
}

impl Wire {
    /// Connections to an endpoint and to where it leads.
    pub(super) fn new(
        endpoint: &Endpoint,
        ask: Duration,
        stall: Duration,
        connections: usize,
    ) -> Self {
        let loopback = endpoint.origin().is_loopback();
        let agent = |silence: Duration| {
            let config = config(loopback)
                .accept_encoding("identity")
                .timeout_per_read(Some(silence))
                .timeout_per_write(Some(silence))
                // A head that drips in byte by byte.
                .timeout_recv_response(Some(silence * 4))
                .output_buffer_size(OUTPUT_BUFFER)
                .max_idle_connections_per_host(connections)
                .max_idle_connections(connections * 2)
                .max_idle_age(IDLE);
            Agent::with_parts(config.build(), DefaultConnector::default(), <Names>::default())
        };
        let bytes = agent(stall);
        Self { ask: if ask == stall { bytes.clone() } else { agent(ask) }, bytes, loopback }
    }

    /// Sends a request and reads the answer's head. A kept connection that the server closed in
    /// the meantime is no reason to wait: a new one is tried at once.
    pub(super) fn send(&self, request: Request<'_>) -> Result<Reply, Broken> {
        let sent = self.try_send(request);
        match sent {
            Err(ureq::Error::Io(error)) if is_closed(&error) => self.try_send(request),
            sent => sent,
        }
        .map_err(|error| Broken::new(&error))
    }

    fn try_send(&self, request: Request<'_>) -> Result<Reply, ureq::Error> {
        let agent = if request.bytes { &self.bytes } else { &self.ask };
        let mut draft = ureq::http::Request::builder().uri(request.url.to_string());
        if let Some(token) = request.token {
            draft = draft.header("authorization", bearer(token).as_str());
        }
        if let Some(Range { start, end }) = request.range {
            draft = draft.header("range", format!("bytes={start}-{}", end.saturating_sub(1)));
        }
        if !request.bytes {
            draft = draft.header("accept", "application/json");
        }
        let response = match request.form {
            None => self.run(agent, request.url, draft.method("GET").body(())?),
            Some(form) => {
                let kind = "application/x-www-form-urlencoded";
                let draft = draft.method("POST").header("content-type", kind);
                self.run(agent, request.url, draft.body(form.to_owned())?)
            }
        }?;
        let (head, body) = response.into_parts();
        Ok(Reply::new(head.status.as_u16(), head.headers, body))
    }

    /// A redirect can lead from this machine to the network, or back.
    fn run<S: ureq::AsSendBody>(
        &self,
        agent: &Agent,
        url: &Url,
        request: ureq::http::Request<S>,
    ) -> Result<ureq::http::Response<ureq::Body>, ureq::Error> {
        let loopback = url.origin().is_loopback();
        if loopback == self.loopback {
            return agent.run(request);
        }
        let proxy = if loopback { None } else { Proxy::try_from_env() };
        agent.run(agent.configure_request(request).proxy(proxy).build())
    }

    /// Breaks off what is under way, and refuses what comes.
    pub(super) fn stop(&self) {
        self.ask.clone().shutdown();
        self.bytes.clone().shutdown();
    }
}

fn is_closed(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), BrokenPipe | ConnectionAborted | ConnectionReset | UnexpectedEof)
}

impl Broken {
    fn new(error: &ureq::Error) -> Self {
        use ureq::Error;
        let (connected, lasting) = match error {
            Error::Io(error) => (is_closed(error), error.kind() == io::ErrorKind::InvalidData),
            Error::Timeout(Timeout::Resolve | Timeout::Connect)
            | Error::HostNotFound
            | Error::ConnectionFailed
            | Error::ConnectProxyFailed(_) => (false, false),
            Error::Timeout(_) | Error::Protocol(_) | Error::BodyStalled => (true, false),
            _ => (false, true),
        };
        let why = match error {
            Error::Io(error) => error.to_string(),
            Error::Timeout(_) => "it took too long".to_owned(),
            other => other.to_string(),
        };
        Self { connected, lasting, why: printable(&why).into_owned() }
    }

    /// The same as an error of an endpoint.
    pub(super) fn at(self, endpoint: &Endpoint) -> HubError {
        let (endpoint, why, lasting) = (endpoint.clone(), self.why, self.lasting);
        if self.connected {
            HubError::BrokenOff { endpoint, why }
        } else {
            HubError::Unreachable { endpoint, why, lasting }
        }
    }
}
