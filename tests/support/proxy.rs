//! A proxy that takes every host of the world to one port of this machine, so that a test can be
//! any host. The machine's own ports stay what they are.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// A running proxy. It lives as long as the tests.
pub(crate) struct Proxy {
    port: u16,
    hosts: Arc<Mutex<Vec<String>>>,
}

impl Proxy {
    /// A proxy to this port.
    pub(crate) fn to(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let hosts = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&hosts);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let seen = Arc::clone(&seen);
                std::thread::spawn(move || connect(client, target, &seen));
            }
        });
        Self { port, hosts }
    }

    /// What to put into `HTTPS_PROXY`.
    pub(crate) fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Whom it was asked for, as `host:port`.
    pub(crate) fn hosts(&self) -> Vec<String> {
        self.hosts.lock().unwrap().clone()
    }
}

/// `CONNECT host:port`, and then bytes in both directions. Whoever goes away early ends it.
fn connect(mut client: TcpStream, target: u16, seen: &Mutex<Vec<String>>) -> Option<()> {
    let mut reader = BufReader::new(client.try_clone().ok()?);
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        (reader.read_line(&mut head).ok()? > 0).then_some(())?;
    }
    let host = head.strip_prefix("CONNECT ")?.split(' ').next()?;
    seen.lock().unwrap().push(host.to_owned());
    let own = host.strip_prefix("127.0.0.1:").and_then(|port| port.parse().ok());
    let server = TcpStream::connect(("127.0.0.1", own.unwrap_or(target))).ok()?;
    client.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").ok()?;
    let (from, to) = (server.try_clone().ok()?, client.try_clone().ok()?);
    let back = std::thread::spawn(move || pass(from, to));
    // What the reader took ahead goes first.
    pass(reader, server);
    back.join().ok()
}

fn pass(mut from: impl Read, mut to: TcpStream) {
    let _ended = std::io::copy(&mut from, &mut to);
    let _closed = to.shutdown(Shutdown::Write);
}
