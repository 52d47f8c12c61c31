//! The threads: one that accepts, one per connection, all gone when the Hub is dropped.

use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::desk::Desk;
use super::http::{self, Request, Wire};
use super::reply::Reply;

/// Longest silence of a client before its connection is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// What answers on a port.
pub(super) trait Site: Send + Sync {
    fn desk(&self) -> &Desk;
    fn answer(&self, request: &Request) -> Reply;
}

/// The accepting thread.
pub(super) struct Server {
    port: u16,
    site: Arc<dyn Site>,
    thread: Option<JoinHandle<()>>,
}

/// Takes a free port of 127.0.0.1.
pub(super) fn bind() -> (TcpListener, u16) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free loopback port");
    let port = listener.local_addr().expect("a bound socket has an address").port();
    (listener, port)
}

impl Server {
    pub(super) fn run(
        listener: TcpListener,
        tls: Option<Arc<ServerConfig>>,
        site: Arc<dyn Site>,
    ) -> Self {
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let shared = Arc::clone(&site);
        let thread = thread::spawn(move || accept(&listener, tls.as_ref(), &shared));
        Self { port, site, thread: Some(thread) }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.site.desk().stop();
        // The accepting thread sleeps in the kernel; a last caller wakes it.
        let woken = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _panicked = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, tls: Option<&Arc<ServerConfig>>, site: &Arc<dyn Site>) {
    let mut workers: Vec<(TcpStream, JoinHandle<()>)> = Vec::new();
    for socket in listener.incoming() {
        if site.desk().is_stopped() {
            break;
        }
        // Out of file descriptors, or a client that left in the queue: the next one may do better.
        let Ok((twin, socket)) = socket.and_then(|socket| Ok((socket.try_clone()?, socket))) else {
            thread::sleep(Duration::from_millis(5));
            continue;
        };
        site.desk().count_connection();
        workers.retain(|(_, worker)| !worker.is_finished());
        let (tls, site) = (tls.cloned(), Arc::clone(site));
        workers.push((twin, thread::spawn(move || welcome(socket, tls, &*site))));
    }
    for (socket, worker) in workers {
        let _already_closed = socket.shutdown(Shutdown::Both);
        let _panicked = worker.join();
    }
}

/// Serves one connection. A client that hangs up half-way is none of the Hub's business.
fn welcome(socket: TcpStream, tls: Option<Arc<ServerConfig>>, site: &dyn Site) {
    let _default_stays = socket.set_read_timeout(Some(PATIENCE));
    let _default_stays = socket.set_write_timeout(Some(PATIENCE));
    let _default_stays = socket.set_nodelay(true);
    let _hung_up = match tls {
        None => serve(socket, site),
        Some(config) => match ServerConnection::new(config) {
            Ok(connection) => serve(StreamOwned::new(connection, socket), site),
            Err(error) => panic!("the test certificate doesn't serve: {error}"),
        },
    };
}

fn serve<W: Wire>(wire: W, site: &dyn Site) -> io::Result<()> {
    let mut wire = BufReader::new(wire);
    let mut outcome = Ok(true);
    while let Ok(true) = outcome {
        outcome = serve_one(&mut wire, site);
    }
    wire.get_mut().finish();
    outcome.map(|_| ())
}

/// Whether the connection can be used again is the answer.
fn serve_one<W: Wire>(wire: &mut BufReader<W>, site: &dyn Site) -> io::Result<bool> {
    let mut request = http::read_head(wire)?;
    let body = http::read_body(wire, &mut request);
    // Recorded before it's judged whole: a token in half a request has leaked as well.
    site.desk().record(&request);
    body?;
    let reply = site.desk().spoil(&request, site.answer(&request));
    site.desk().wait(reply.delay + site.desk().delay());
    http::write_reply(wire.get_mut(), &reply, &request, site.desk())
}

impl Wire for TcpStream {
    fn finish(&mut self) {
        // The accepting thread holds a twin of this socket, so dropping alone would not close it.
        let _already_closed = self.shutdown(Shutdown::Write);
    }
}

impl<S: Read + Write + Wire> Wire for StreamOwned<ServerConnection, S> {
    fn finish(&mut self) {
        self.conn.send_close_notify();
        let _already_closed = self.flush();
        self.sock.finish();
    }
}
