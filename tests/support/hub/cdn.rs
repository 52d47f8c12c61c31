//! The storage host that the Hub sends clients to for large files: another origin, whose addresses
//! are signed and expire, and which should never see a token.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::content::sha256;
use super::desk::{Desk, Sent};
use super::fault::Fault;
use super::http::{Request, encode_percent};
use super::reply::Reply;
use super::server::Site;
use super::shelf::Shelf;

/// How long an address is good for, in seconds, unless a test says otherwise.
const LIFETIME: u64 = 3600;

/// The storage host. It's there as long as its Hub.
pub struct Cdn {
    pub(super) origin: String,
    pub(super) desk: Desk,
    shelf: Arc<Shelf>,
    lifetime: AtomicU64,
    /// Addresses of another one have expired.
    generation: AtomicU64,
}

impl Site for Cdn {
    fn desk(&self) -> &Desk {
        &self.desk
    }

    fn answer(&self, request: &Request) -> Reply {
        if request.header("authorization").is_some() {
            return problem(400, "InvalidArgument", "Only one auth mechanism allowed");
        }
        if !matches!(request.method.as_str(), "GET" | "HEAD") {
            return problem(405, "MethodNotAllowed", "The method is not allowed");
        }
        let value = |name: &str| request.parameter(name).unwrap_or_default();
        let (expires, key) = (value("Expires"), value("Key-Pair-Id"));
        if value("Signature") != sign(&request.path, &expires, &key) {
            return problem(403, "SignatureDoesNotMatch", "The signature is wrong");
        }
        let late = expires.parse::<u64>().is_ok_and(|expires| expires <= now());
        if late || key != self.generation().to_string() {
            return problem(403, "AccessDenied", "Request has expired");
        }
        let path = request.decoded_path();
        let key = path.strip_prefix("/repos/").and_then(|path| {
            let (end, _) = path.match_indices('/').find(|(at, _)| is_hash(&path[..*at]))?;
            Some(&path[..end])
        });
        let Some(content) = key.and_then(|key| self.shelf.object(key)) else {
            return problem(404, "NoSuchKey", "The specified key does not exist.");
        };
        // Another hash than the Hub's: who takes it for the content's name is wrong.
        let own = sha256(path.as_bytes());
        Reply::file(request, &content)
            .with_header("Content-Type", "application/octet-stream")
            .with_header("ETag", &format!("\"{own}\""))
    }
}

/// Whether a path ends with a SHA-256.
fn is_hash(path: &str) -> bool {
    let last = path.rsplit('/').next().unwrap_or_default();
    last.len() == 64 && last.bytes().all(|byte| byte.is_ascii_hexdigit())
}

impl Cdn {
    pub(super) fn new(origin: String, shelf: Arc<Shelf>) -> Self {
        let (lifetime, generation) = (AtomicU64::new(LIFETIME), AtomicU64::new(1));
        let desk = Desk::default();
        desk.keep_connections();
        Self { origin, desk, shelf, lifetime, generation }
    }

    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Relaxed)
    }

    /// A fresh address of a large file.
    pub(super) fn address(&self, id: &str, sha256: &str, path: &str) -> String {
        let name = path.rsplit('/').next().unwrap_or_default();
        let place = format!("/repos/{id}/{sha256}/{}", encode_percent(name, false));
        let expires = (now() + self.lifetime.load(Ordering::Relaxed)).to_string();
        let key = self.generation().to_string();
        let signature = sign(&place, &expires, &key);
        format!("{}{place}?Expires={expires}&Signature={signature}&Key-Pair-Id={key}", self.origin)
    }

    /// Its origin, such as `http://127.0.0.1:40124`.
    pub fn origin(&self) -> String {
        self.origin.clone()
    }

    /// Lets addresses given from now on expire so many seconds later; at 0 each is dead at once.
    pub fn set_lifetime(&self, seconds: u64) {
        self.lifetime.store(seconds, Ordering::Relaxed);
    }

    /// Makes every address given so far expire.
    pub fn expire(&self) {
        self.generation.fetch_add(1, Ordering::Relaxed);
    }

    /// Sends no more than so many bytes in a second on one connection; 0 for no limit.
    pub fn set_rate(&self, rate: u64) {
        self.desk.set_rate(rate);
    }

    /// Waits so long before each answer.
    pub fn set_delay(&self, delay: Duration) {
        self.desk.set_delay(delay);
    }

    /// Commits `fault` so many times for paths (decoded; they end with the file's name) that
    /// contain `part`. Calls queue up.
    pub fn fault(&self, part: &str, fault: Fault, times: usize) {
        self.desk.plan_fault(part, fault, times);
    }

    /// How often planned faults are still to come.
    pub fn faults_left(&self) -> usize {
        self.desk.faults_left()
    }

    /// Commits no fault any more.
    pub fn clear_faults(&self) {
        self.desk.clear_faults();
    }

    /// What it sent of files whose path contains `part`, in order.
    pub fn sent(&self, part: &str) -> Vec<Sent> {
        self.desk.sent(part)
    }

    /// Every request so far, in order of arrival.
    pub fn requests(&self) -> Vec<Request> {
        self.desk.requests()
    }

    /// Whether any request carried an `Authorization` header.
    pub fn saw_authorization(&self) -> bool {
        self.requests().iter().any(|request| request.header("authorization").is_some())
    }

    /// Whether any request carried `secret` anywhere.
    pub fn saw_secret(&self, secret: &str) -> bool {
        self.requests().iter().any(|request| request.carries(secret))
    }

    /// How many connections were opened.
    pub fn connections(&self) -> usize {
        self.desk.connections()
    }

    /// Forgets requests, connections and what was sent; faults stay.
    pub fn clear(&self) {
        self.desk.clear();
    }
}

fn sign(path: &str, expires: &str, key: &str) -> String {
    sha256(format!("loopback storage {path} {expires} {key}").as_bytes())
}

fn now() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).expect("a clock after 1970").as_secs()
}

/// An error as storage hosts word it.
fn problem(status: u16, code: &str, message: &str) -> Reply {
    let body = format!("<Error><Code>{code}</Code><Message>{message}</Message></Error>");
    Reply::new(status).with_header("Content-Type", "application/xml").with_body(body)
}
