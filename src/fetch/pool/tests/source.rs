//! A source in memory, with every fault that a server can have.

use std::collections::HashMap;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::endpoint::Endpoint;
use crate::fetch::source::Source;
use crate::hub::client::Body;
use crate::hub::error::{HubError, Subject};
use crate::repo::{Entry, FilePath, Kind, Repo, Revision};

/// What somebody asked for.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// How many asked for this file before.
    pub(super) before: usize,
    pub(super) path: String,
    pub(super) size: u64,
    pub(super) range: Range<u64>,
}

/// What is answered, and what is wrong with it.
#[derive(Debug, Clone)]
pub(super) struct Reply {
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) total: Option<u64>,
    /// A byte that comes wrong.
    pub(super) flip: Option<usize>,
    /// How it ends before its end: after so many bytes, with an error or without.
    pub(super) breaks: Option<(u64, Option<io::ErrorKind>)>,
    /// Bytes that are too many.
    pub(super) more: u64,
    /// Most bytes of one read, and how long it takes.
    pub(super) read: usize,
    pub(super) delay: Duration,
}

impl Reply {
    pub(super) fn to(asked: &Asked) -> Self {
        Self {
            start: asked.range.start,
            end: asked.range.end,
            total: Some(asked.size),
            flip: None,
            breaks: None,
            more: 0,
            read: usize::MAX,
            delay: Duration::ZERO,
        }
    }
}

type Rule = Box<dyn Fn(&Asked) -> Result<Reply, HubError> + Sync>;

pub(super) struct Server {
    contents: HashMap<FilePath, Arc<Vec<u8>>>,
    rule: Rule,
    log: Mutex<Vec<Asked>>,
    /// Whether it was told to break off.
    pub(super) stopped: AtomicBool,
    /// Bodies that are being read, and the most that there were.
    pub(super) open: Arc<Gauge>,
}

#[derive(Debug, Default)]
pub(super) struct Gauge {
    now: AtomicUsize,
    most: AtomicUsize,
}

impl Gauge {
    pub(super) fn most(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

impl Server {
    pub(super) fn new(
        contents: HashMap<FilePath, Arc<Vec<u8>>>,
        rule: impl Fn(&Asked) -> Result<Reply, HubError> + Sync + 'static,
    ) -> Self {
        let (log, stopped, open) = (Mutex::default(), AtomicBool::default(), Arc::default());
        Self { contents, rule: Box::new(rule), log, stopped, open }
    }

    /// All that was asked for.
    pub(super) fn log(&self) -> Vec<Asked> {
        self.log.lock().unwrap().clone()
    }
}

impl Source for Server {
    fn open(&self, entry: &Entry, range: Range<u64>) -> Result<Body, HubError> {
        assert!(range.start < range.end && range.end <= entry.size, "{range:?}");
        let path = entry.path.as_str().to_owned();
        let mut log = self.log.lock().unwrap();
        let before = log.iter().filter(|asked| asked.path == path).count();
        let asked = Asked { before, path, size: entry.size, range };
        log.push(asked.clone());
        drop(log);
        let reply = (self.rule)(&asked)?;
        let now = self.open.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.open.most.fetch_max(now, Ordering::SeqCst);
        let (content, open) = (self.contents[&entry.path].clone(), self.open.clone());
        let (start, total) = (reply.start, reply.total);
        let reader = Box::new(Reader { content, at: start, reply, open });
        Ok(Body { start, total, reader })
    }

    fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }
}

struct Reader {
    content: Arc<Vec<u8>>,
    at: u64,
    reply: Reply,
    open: Arc<Gauge>,
}

impl Drop for Reader {
    fn drop(&mut self) {
        self.open.now.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Read for Reader {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        std::thread::sleep(self.reply.delay);
        let mut end = self.reply.end;
        if let Some((after, kind)) = self.reply.breaks {
            end = end.min(self.reply.start + after);
            if let Some(kind) = kind.filter(|_| self.at == end) {
                return Err(kind.into());
            }
        }
        if self.at == end && self.reply.more > 0 {
            self.reply.more -= 1;
            buffer[0] = 0;
            return Ok(1);
        }
        let left = usize::try_from(end - self.at).unwrap();
        let count = left.min(buffer.len()).min(self.reply.read);
        let from = usize::try_from(self.at).unwrap();
        buffer[..count].copy_from_slice(&self.content[from..from + count]);
        if let Some(flip) = self.reply.flip.filter(|flip| (from..from + count).contains(flip)) {
            buffer[flip - from] ^= 1;
        }
        self.at += count as u64;
        Ok(count)
    }
}

pub(super) fn status(status: u16) -> HubError {
    HubError::Status { endpoint: Endpoint::hub(), status, message: None, after: None }
}

/// 416.
pub(super) fn no_range() -> HubError {
    let (repo, revision) = (Repo::new(Kind::Model, "o/m").unwrap(), Revision::main());
    let endpoint = Endpoint::hub();
    HubError::Range(Box::new(Subject { endpoint, repo, revision, path: None, token: false }))
}

pub(super) fn limited(after: Option<u64>) -> HubError {
    HubError::RateLimited { endpoint: Endpoint::hub(), after }
}

pub(super) fn unreachable() -> HubError {
    HubError::Unreachable { endpoint: Endpoint::hub(), why: "no route".to_owned(), lasting: false }
}
