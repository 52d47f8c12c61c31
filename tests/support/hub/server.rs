//! The threads: one that accepts, one per connection, all gone when the Hub is dropped.

use std::io::{self, BufReader, Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::api;
use super::http::{self, Wire};
use super::state::State;

/// Longest silence of a client before its connection is given up.
const PATIENCE: Duration = Duration::from_secs(30);

/// The accepting thread.
pub(super) struct Server {
    port: u16,
    state: Arc<State>,
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
        state: Arc<State>,
    ) -> Self {
        let port = listener.local_addr().expect("a bound socket has an address").port();
        let shared = Arc::clone(&state);
        let thread = thread::spawn(move || accept(&listener, tls.as_ref(), &shared));
        Self { port, state, thread: Some(thread) }
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.state.stop();
        // The accepting thread sleeps in the kernel; a last caller wakes it.
        let woken = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)).is_ok();
        if let Some(thread) = self.thread.take().filter(|_| woken) {
            let _panicked = thread.join();
        }
    }
}

fn accept(listener: &TcpListener, tls: Option<&Arc<ServerConfig>>, state: &Arc<State>) {
    let mut workers: Vec<(TcpStream, JoinHandle<()>)> = Vec::new();
    for socket in listener.incoming() {
        if state.is_stopped() {
            break;
        }
        // Out of file descriptors, or a client that left in the queue: the next one may do better.
        let Ok((twin, socket)) = socket.and_then(|socket| Ok((socket.try_clone()?, socket))) else {
            thread::sleep(Duration::from_millis(5));
            continue;
        };
        state.count_connection();
        workers.retain(|(_, worker)| !worker.is_finished());
        let (tls, state) = (tls.cloned(), Arc::clone(state));
        workers.push((twin, thread::spawn(move || welcome(socket, tls, &state))));
    }
    for (socket, worker) in workers {
        let _already_closed = socket.shutdown(Shutdown::Both);
        let _panicked = worker.join();
    }
}

/// Serves one connection. A client that hangs up half-way is none of the Hub's business.
fn welcome(socket: TcpStream, tls: Option<Arc<ServerConfig>>, state: &State) {
    let _default_stays = socket.set_read_timeout(Some(PATIENCE));
    let _default_stays = socket.set_write_timeout(Some(PATIENCE));
    let _default_stays = socket.set_nodelay(true);
    let _hung_up = match tls {
        None => serve(socket, state),
        Some(config) => match ServerConnection::new(config) {
            Ok(connection) => serve(StreamOwned::new(connection, socket), state),
            Err(error) => panic!("the test certificate doesn't serve: {error}"),
        },
    };
}

fn serve<W: Wire>(wire: W, state: &State) -> io::Result<()> {
    let mut wire = BufReader::new(wire);
    let mut request = http::read_head(&mut wire)?;
    let body = http::read_body(&mut wire, &mut request);
    // Recorded before it's judged whole: a token in half a request has leaked as well.
    state.record(&request);
    body?;
    let reply = api::answer(state, &request);
    state.wait(reply.delay);
    let written = http::write_reply(wire.get_mut(), &reply, request.method == "HEAD");
    wire.get_mut().finish();
    written
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
