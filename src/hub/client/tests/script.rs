//! A server on the loopback interface that answers as a test says, and remembers what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

use crate::endpoint::Endpoint;

/// A request as it came.
#[derive(Debug, Clone)]
pub(super) struct Asked {
    /// The request line without the version.
    pub(super) line: String,
    /// The head, in lower case.
    pub(super) head: String,
    /// The body.
    pub(super) body: String,
    /// Which connection it came over, from 0.
    pub(super) connection: usize,
}

/// The server. It lives as long as the test.
pub(super) struct Script {
    pub(super) endpoint: Endpoint,
    asked: Arc<Mutex<Vec<Asked>>>,
}

/// The bytes of an answer, from the request and its number.
type Answers = dyn Fn(&Asked, usize) -> String + Send + Sync;

impl Script {
    pub(super) fn new(answers: impl Fn(&Asked, usize) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        let asked = Arc::new(Mutex::new(Vec::new()));
        let (notes, answers): (_, Arc<Answers>) = (Arc::clone(&asked), Arc::new(answers));
        std::thread::spawn(move || {
            for (connection, stream) in listener.incoming().enumerate() {
                let (notes, answers) = (Arc::clone(&notes), Arc::clone(&answers));
                std::thread::spawn(move || talk(&stream.unwrap(), connection, &notes, &*answers));
            }
        });
        Self { endpoint: Endpoint::parse(&endpoint).unwrap(), asked }
    }

    /// The requests so far.
    pub(super) fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// Their lines.
    pub(super) fn lines(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.line).collect()
    }
}

fn talk(stream: &TcpStream, connection: usize, notes: &Mutex<Vec<Asked>>, answers: &Answers) {
    let mut reader = BufReader::new(stream);
    while let Some(asked) = request(&mut reader, connection) {
        let number = {
            let mut notes = notes.lock().unwrap();
            notes.push(asked.clone());
            notes.len() - 1
        };
        let answer = answers(&asked, number);
        let hangs = answer.is_empty();
        let mut stream = stream;
        if stream.write_all(answer.as_bytes()).is_err() || answer.contains("onnection: close") {
            return;
        }
        if hangs {
            std::thread::park();
        }
    }
}

fn request(reader: &mut impl BufRead, connection: usize) -> Option<Asked> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if reader.read_line(&mut head).ok()? == 0 {
            return None;
        }
    }
    let line = head.split(" HTTP/").next()?.to_owned();
    let head = head.to_ascii_lowercase();
    let length = head.split("content-length: ").nth(1).and_then(|rest| rest.lines().next());
    let mut body = vec![0; length.map_or(0, |length| length.parse().unwrap())];
    reader.read_exact(&mut body).ok()?;
    Some(Asked { line, head, body: String::from_utf8(body).unwrap(), connection })
}

/// An answer with a length and a body; `fields` ends each of its lines with `\r\n`.
pub(super) fn answer(status: u16, fields: &str, body: &str) -> String {
    format!("HTTP/1.1 {status} x\r\n{fields}Content-Length: {}\r\n\r\n{body}", body.len())
}

/// A redirect with a few words in its body.
pub(super) fn redirect(location: &str) -> String {
    answer(302, &format!("Location: {location}\r\n"), "elsewhere")
}

/// JSON that promises more than comes.
pub(super) fn torn() -> String {
    "HTTP/1.1 200 x\r\nContent-Length: 99\r\nConnection: close\r\n\r\n{\"sha\"".to_owned()
}
