//! A D-Bus connection without threads and without a reactor: zbus on top of a plain blocking
//! socket.
//!
//! zbus drives its connections with an executor thread, a timer thread and a thread that opens the
//! socket. For the four messages of one read that is most of the time. Here the caller's thread
//! does it all: it polls the question, lets zbus' own task read when the question waits, and the
//! socket's time-outs keep one deadline over everything.

use std::future::{Future, poll_fn};
use std::io::{self, Cursor, Read, Write};
use std::os::fd::{BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::Thread;
use std::time::{Duration, Instant};

use zbus::Connection;
use zbus::connection::socket::{ReadHalf, Socket, Split, WriteHalf};

/// The blocking socket and its deadline.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) stream: UnixStream,
    pub(super) until: Instant,
}

impl Line {
    /// The time that is left, as a socket option wants it: never zero, which would mean "for ever".
    fn left(&self) -> io::Result<Option<Duration>> {
        let left = self.until.saturating_duration_since(Instant::now());
        if left.is_zero() { Err(io::ErrorKind::TimedOut.into()) } else { Ok(Some(left)) }
    }
}

impl Socket for Line {
    type ReadHalf = Reader;
    type WriteHalf = Writer;

    fn split(self) -> Split<Reader, Writer> {
        let line = Arc::new(self);
        Split::new(Reader { line: line.clone(), ahead: Cursor::default() }, Writer { line })
    }
}

/// A future as the traits of zbus want it.
type Answer<'f, T> = Pin<Box<dyn Future<Output = io::Result<T>> + Send + 'f>>;

/// The reading half, which reads ahead: zbus asks for 16 bytes first, then for the rest.
#[derive(Debug)]
pub(super) struct Reader {
    line: Arc<Line>,
    ahead: Cursor<Vec<u8>>,
}

impl ReadHalf for Reader {
    fn recvmsg<'s, 'b, 'f>(&'s mut self, buffer: &'b mut [u8]) -> Answer<'f, (usize, Vec<OwnedFd>)>
    where
        's: 'f,
        'b: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            let mut count = self.ahead.read(buffer)?;
            if count == 0 {
                // The question first: the answer to be waited for may not have been asked for yet.
                step_aside().await;
                let mut bytes = vec![0; 4096];
                self.line.stream.set_read_timeout(self.line.left()?)?;
                let length = (&self.line.stream).read(&mut bytes)?;
                bytes.truncate(length);
                self.ahead = Cursor::new(bytes);
                count = self.ahead.read(buffer)?;
            }
            Ok((count, Vec::new()))
        })
    }
}

/// The writing half.
#[derive(Debug)]
pub(super) struct Writer {
    line: Arc<Line>,
}

impl WriteHalf for Writer {
    fn sendmsg<'s, 'b, 'v, 'd, 'f>(
        &'s mut self,
        bytes: &'b [u8],
        _descriptors: &'v [BorrowedFd<'d>],
    ) -> Answer<'f, usize>
    where
        's: 'f,
        'b: 'f,
        'v: 'f,
        'd: 'f,
        Self: 'f,
    {
        Box::pin(async move {
            self.line.stream.set_write_timeout(self.line.left()?)?;
            (&self.line.stream).write(bytes)
        })
    }

    fn close<'s, 'f>(&'s mut self) -> Answer<'f, ()>
    where
        's: 'f,
        Self: 'f,
    {
        Box::pin(async { self.line.stream.shutdown(std::net::Shutdown::Both) })
    }
}

/// Lets everything else have a turn, once.
async fn step_aside() {
    let mut done = false;
    poll_fn(|context| {
        if std::mem::replace(&mut done, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// Both answers, asked for at once.
pub(super) async fn both<A, B>(
    first: impl Future<Output = A>,
    second: impl Future<Output = B>,
) -> (A, B) {
    let (mut first, mut second) = (pin!(first), pin!(second));
    let (mut a, mut b) = (None, None);
    poll_fn(move |context| {
        if a.is_none()
            && let Poll::Ready(value) = first.as_mut().poll(context)
        {
            a = Some(value);
        }
        if b.is_none()
            && let Poll::Ready(value) = second.as_mut().poll(context)
        {
            b = Some(value);
        }
        match (a.take(), b.take()) {
            (Some(one), Some(other)) => Poll::Ready((one, other)),
            (one, other) => {
                (a, b) = (one, other);
                Poll::Pending
            }
        }
    })
    .await
}

/// Polls `talk`, and gives zbus' reading task one turn whenever it waits.
pub(super) async fn drive<T>(connection: &Connection, talk: impl Future<Output = T>) -> T {
    let executor = connection.executor();
    let mut talk = pin!(talk);
    poll_fn(move |context| {
        loop {
            if let Poll::Ready(value) = talk.as_mut().poll(context) {
                return Poll::Ready(value);
            }
            if pin!(executor.tick()).poll(context).is_pending() {
                return Poll::Pending;
            }
        }
    })
    .await
}

/// Wakes the thread that waits in [`block_on`].
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Runs a future on this thread.
pub(super) fn block_on<T>(future: impl Future<Output = T>) -> T {
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(value) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return value;
        }
        std::thread::park();
    }
}
