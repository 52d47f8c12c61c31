//! Raw requests to the helper, as no git sends them: no output, no word with the request's bytes,
//! status 0, and no knock at the keyring.

use std::io::{ErrorKind, Write};
use std::os::unix::net::UnixListener;
use std::time::{Duration, Instant};

use crate::support::git::files_below;
use crate::support::sandbox::{Sandbox, fresh_token, stdout};

/// Far more than the helper ever needs: a guard against waiting for anything.
const PROMPTLY: Duration = Duration::from_secs(20);

/// A home whose default profile lies in a keyring, and a bus that hears every knock and never
/// answers.
struct Knocks {
    home: Sandbox,
    bus: UnixListener,
}

impl Knocks {
    fn new() -> Self {
        let home = Sandbox::new();
        home.write(
            ".config/hfenv/profiles.toml",
            "version = 1\ndefault = \"ring\"\n[profile.ring]\n\
             endpoint = \"https://huggingface.co\"\n\
             store = \"keyring\"\nuser = \"ada\"\n",
        );
        let bus = UnixListener::bind(home.path("bus")).unwrap();
        bus.set_nonblocking(true).unwrap();
        Self { home, bus }
    }

    fn ask(&self, operation: &str, request: &[u8]) -> assert_cmd::assert::Assert {
        let address = format!("unix:path={}", self.home.path("bus").display());
        let start = Instant::now();
        let done = self
            .home
            .helper(operation, "")
            .env("DBUS_SESSION_BUS_ADDRESS", address)
            .write_stdin(request)
            .assert();
        assert!(start.elapsed() < PROMPTLY);
        done
    }

    /// Connections wait in the listener's queue, so none is missed.
    fn heard(&self) -> bool {
        match self.bus.accept() {
            Ok(_) => true,
            Err(error) if error.kind() == ErrorKind::WouldBlock => false,
            Err(error) => panic!("{error}"),
        }
    }
}

/// Requests that must not be answered, whatever is stored.
fn refused() -> Vec<Vec<u8>> {
    let long = |key: &str, length: usize| {
        let mut line = format!("protocol=https\nhost=huggingface.co\n{key}=").into_bytes();
        line.resize(line.len() + length - key.len() - 1, b'a');
        line.push(b'\n');
        line
    };
    let mut all: Vec<Vec<u8>> = [
        &b""[..],
        b"\n",
        b"protocol=https\n",
        b"host=huggingface.co\n",
        b"protocol=https\nhost=\n",
        b"protocol=\nhost=huggingface.co\n",
        b"\nprotocol=https\nhost=huggingface.co\n",
        b"protocol=https\n\nhost=huggingface.co\n",
        b"protocol=https\nhost=evil.example\nhost=huggingface.co\n",
        b"protocol=https\nhost=huggingface.co\nhost=huggingface.co\n",
        b"protocol=http\nprotocol=https\nhost=huggingface.co\n",
        b"protocol=https\nhost=huggingface.co\npath=a\npath=b\n",
        b"protocol=https\nhost=huggingface.co\nusername=a\nusername=b\n",
        b"protocol=https\nhost=huggingface.co\0\n",
        b"protocol=https\nhost=huggingface.co\npath=a\0b\n",
        b"protocol=https\nhost=evil.example\rhost=huggingface.co\n",
        b"protocol=https\nhost=huggingface.co\r\r\n",
        b"protocol=https\rhost=huggingface.co\r",
        b"protocol=https\nhost=huggingface.co\npath=a\rb\n",
        b"protocol=https\nhost=huggingface.co\npath=\xff\n",
        b"protocol=https\nhost=huggingface.co\xc2\xa0\n",
        b"protocol=https\nhost=huggingface.co\nrubbish\n",
        b"\xef\xbb\xbfprotocol=https\nhost=huggingface.co\n",
        b"protocol=https\nhost=huggingface.co.\n",
        b"protocol=https\nhost=.huggingface.co\n",
        b"protocol=https\nhost= huggingface.co\n",
        b"protocol=https\nhost=huggingface.co \n",
        b"protocol=https\nhost=huggingface.co/\n",
        b"protocol=https\nhost=huggingface.co:\n",
        b"protocol=https\nhost=huggingface.co:80\n",
        b"protocol=https\nhost=huggingface.co:443:443\n",
        b"protocol=https\nhost=huggingface.co:65979\n",
        b"protocol=https\nhost=huggingface.co.evil.example\n",
        b"protocol=https\nhost=evil-huggingface.co\n",
        b"protocol=https\nhost=huggingface.co@evil.example\n",
        b"protocol=https\nhost=evil.example@huggingface.co\n",
        b"protocol=https\nhost=huggingface.co%2eevil.example\n",
        b"protocol=https\nhost=huggingface.co%00.evil.example\n",
        b"protocol=https\nhost=huggingface.co#.evil.example\n",
        b"protocol=https\nhost=huggingface.co\\.evil.example\n",
        b"protocol=https\nhost=cdn-lfs.huggingface.co\n",
        b"protocol=https\nhost=*\n",
        b"protocol=http\nhost=huggingface.co\n",
        b"protocol=http\nhost=huggingface.co:443\n",
        b"protocol=ssh\nhost=huggingface.co\n",
        b"protocol=https:\nhost=huggingface.co\n",
        b"PROTOCOL=https\nHOST=huggingface.co\n",
        b"url=https://huggingface.co/acme/model\n",
        b"protocol=https\nhost=evil.example\nurl=https://huggingface.co\n",
    ]
    .iter()
    .map(|request| request.to_vec())
    .collect();
    all.extend([long("path", 65_536), long("wwwauth[]", 65_536), long("path", 2 << 20)]);
    all.push(b"protocol=https\nhost=huggingface.co\n".repeat(60_000));
    all.push("protocol=https\nhost=huggingfасe.co\n".into());
    all
}

#[test]
fn what_git_never_sends_is_met_with_silence_and_opens_no_keyring() {
    let knocks = Knocks::new();
    for request in refused() {
        let shown = String::from_utf8_lossy(&request[..request.len().min(90)]).into_owned();
        for operation in ["get", "erase", "store"] {
            let done = knocks.ask(operation, &request);
            let output = done.success().get_output().clone();
            assert!(output.stdout.is_empty() && output.stderr.is_empty(), "{operation} {shown:?}");
            assert!(!knocks.heard(), "{operation} {shown:?}");
        }
    }
    // The proof that the trap works: a good request does knock, and an unanswered one ends.
    let done = knocks.ask("get", b"protocol=https\nhost=huggingface.co\n").success();
    assert_eq!(stdout(&done), "");
    assert!(knocks.heard());
}

#[test]
fn spellings_of_our_host_are_answered() {
    let home = Sandbox::new();
    let token = fresh_token();
    home.profile("work", &token);
    let mut long = b"protocol=https\nhost=huggingface.co\npath=".to_vec();
    long.resize(long.len() + 65_535 - 5, b'a');
    for request in [
        &b"protocol=https\nhost=huggingface.co"[..],
        b"protocol=https\nhost=huggingface.co\n\n",
        b"protocol=https\r\nhost=huggingface.co\r\n",
        b"protocol=https\nhost=huggingface.co:443\n",
        b"protocol=https\nhost=HuggingFace.CO\n",
        b"protocol=https\nhost=hf.co\npath=acme/model.git\n",
        b"protocol=https\nhost=hf.co\n\nhost=evil.example\n",
        b"wwwauth[]=Basic realm=\"x\"\nnew[]=1\nprotocol=https\nhost=hf.co\n\
          url=https://evil.example\n",
        long.as_slice(),
    ] {
        let done = home.helper("get", "").write_stdin(request).assert().success();
        let said = stdout(&done);
        assert_eq!(said, format!("username=hf_user\npassword={token}\n"), "{request:.90?}");
    }
}

#[test]
fn store_is_immediate_and_writes_nothing() {
    let knocks = Knocks::new();
    let before = files_below(&knocks.home.home());
    // Its input stays open: `store` runs after every success and has nothing to wait for.
    let mut store = knocks
        .home
        .command(env!("CARGO_BIN_EXE_git-credential-hfenv"))
        .arg("store")
        .stdin(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = store.stdin.take().unwrap();
    let start = Instant::now();
    assert!(store.wait().unwrap().success() && start.elapsed() < PROMPTLY);
    // The reader is gone, so this may fail; git ignores that, too.
    drop(input.write_all(b"protocol=https\n"));

    let other = fresh_token();
    let request = format!("protocol=https\nhost=huggingface.co\nusername=eve\npassword={other}\n");
    let done = knocks.ask("store", request.as_bytes()).success();
    let output = done.get_output();
    assert!(output.stdout.is_empty() && output.stderr.is_empty() && !knocks.heard());
    assert_eq!(files_below(&knocks.home.home()), before);
}
