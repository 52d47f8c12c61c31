//! What a server, or the net before it, does wrong.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::http::Request;
use super::reply::Reply;

/// Makes up a reply to a request.
type Make = dyn Fn(&Request) -> Reply + Send + Sync;

/// One fault. Those about a body concern the answers that have one, so planning them for a path
/// doesn't spend them on a redirect or a `HEAD`.
#[derive(Clone)]
pub enum Fault {
    /// The connection ends after this many bytes of the body.
    CutAfter(u64),
    /// Only this many bytes of the body, with a `Content-Length` that agrees.
    Short(u64),
    /// Only this many bytes of the body, in chunks, with a proper end.
    ShortChunked(u64),
    /// Nothing more after this many bytes of the body, and the connection stays.
    StallAfter(u64),
    /// The body in drops of so many bytes, with a wait before each.
    Drip(usize, Duration),
    /// `Content-Length` promises this many bytes more than come before the connection ends.
    Promise(u64),
    /// This many bytes of nobody's after the body, and `Content-Length` counts them.
    Surplus(u64),
    /// `Content-Range` tells a place that is this much further on than the bytes are from.
    ShiftedRange(u64),
    /// `Content-Range` tells another length of the whole.
    OtherTotal(u64),
    /// The byte at this offset of the whole file is another one.
    Flip(u64),
    /// 200 and the whole file, as if no range had been asked for.
    IgnoreRange,
    /// 416 to a range that is fine.
    RefuseRange,
    /// gzip, though nobody asked for it.
    Gzip,
    /// Another answer.
    Reply(Arc<Make>),
}

impl Fault {
    /// This reply.
    pub fn reply(reply: Reply) -> Self {
        Self::live(move |_| reply.clone())
    }

    /// This status, with a line of text.
    pub fn status(status: u16) -> Self {
        Self::reply(Reply::new(status).with_body("the server is not well\n"))
    }

    /// 429 with `Retry-After` and `RateLimit`.
    pub fn rate_limited(seconds: u32) -> Self {
        Self::reply(Reply::rate_limited(seconds))
    }

    /// A redirect to this address.
    pub fn redirect(address: &str) -> Self {
        Self::reply(Reply::new(302).with_header("Location", address))
    }

    /// A redirect to the same path and query at another origin; "" for this one: a loop.
    pub fn elsewhere(origin: &str) -> Self {
        let origin = origin.to_owned();
        Self::live(move |request| Reply::redirect(&format!("{origin}{}", request.target())))
    }

    /// Whatever this makes of the request.
    pub fn live(make: impl Fn(&Request) -> Reply + Send + Sync + 'static) -> Self {
        Self::Reply(Arc::new(make))
    }

    /// Whether `reply`, the honest one, can be spoilt this way.
    pub(super) fn concerns(&self, request: &Request, reply: &Reply) -> bool {
        let body = reply.body_range();
        match self {
            Self::Reply(_) => true,
            Self::IgnoreRange | Self::RefuseRange | Self::ShiftedRange(_) | Self::OtherTotal(_) => {
                reply.status == 206
            }
            Self::Flip(at) => request.method != "HEAD" && body.contains(at),
            _ => request.method != "HEAD" && !body.is_empty() && reply.status < 300,
        }
    }

    /// The spoilt reply.
    pub(super) fn spoil(&self, request: &Request, mut reply: Reply) -> Reply {
        let length = reply.body_range().end - reply.body_range().start;
        match self {
            Self::CutAfter(bytes) => reply.manner.cut = Some(*bytes),
            Self::StallAfter(bytes) => reply.manner.stall = Some(*bytes),
            Self::Drip(bytes, every) => reply.manner.drip = Some((*bytes, *every)),
            Self::Flip(at) => reply.manner.flip = Some(*at),
            Self::Short(bytes) => reply.shorten(*bytes),
            Self::ShortChunked(bytes) => {
                reply.shorten(*bytes);
                reply.manner.chunked = true;
            }
            Self::Promise(bytes) => {
                reply = reply.with_header("Content-Length", &(length + bytes).to_string());
            }
            Self::Surplus(bytes) => {
                reply.manner.surplus = *bytes;
                reply = reply.with_header("Content-Length", &(length + bytes).to_string());
            }
            Self::ShiftedRange(by) => reply.tell_range(*by, 0),
            Self::OtherTotal(by) => reply.tell_range(0, *by),
            Self::IgnoreRange => reply.ignore_range(),
            Self::RefuseRange => return Reply::unsatisfiable(length),
            Self::Gzip => return reply.gzipped(),
            Self::Reply(make) => return make(request),
        }
        reply
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (name, value) = match self {
            Self::CutAfter(bytes) => ("CutAfter", *bytes),
            Self::Short(bytes) => ("Short", *bytes),
            Self::ShortChunked(bytes) => ("ShortChunked", *bytes),
            Self::StallAfter(bytes) => ("StallAfter", *bytes),
            Self::Drip(bytes, _) => ("Drip", *bytes as u64),
            Self::Promise(bytes) => ("Promise", *bytes),
            Self::Surplus(bytes) => ("Surplus", *bytes),
            Self::ShiftedRange(bytes) => ("ShiftedRange", *bytes),
            Self::OtherTotal(bytes) => ("OtherTotal", *bytes),
            Self::Flip(at) => ("Flip", *at),
            Self::IgnoreRange => return f.write_str("IgnoreRange"),
            Self::RefuseRange => return f.write_str("RefuseRange"),
            Self::Gzip => return f.write_str("Gzip"),
            Self::Reply(_) => return f.write_str("Reply"),
        };
        write!(f, "{name}({value})")
    }
}
