//! A real terminal: a program runs in a session of its own with a pseudo-terminal as its
//! controlling one, and the test types and reads at the other end. It answers where a line editor
//! asks for the cursor, as every terminal does.

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{LocalModes, Winsize, tcgetattr, tcsetwinsize};

use super::sandbox::Sandbox;

/// How long a word may take to appear on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// What editors ask a terminal, and what one says.
const QUESTIONS: [(&[u8], &[u8]); 2] = [(b"\x1b[6n", b"\x1b[1;1R"), (b"\x1b[c", b"\x1b[?62;22c")];

/// A program at a terminal; killed on drop.
pub(crate) struct Terminal {
    near: File,
    child: Child,
    screen: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

/// hfenv, sealed, as it has to be started for a terminal of its own.
pub(crate) fn hfenv(home: &Sandbox, words: &[&str]) -> Command {
    at_terminal(home, env!("CARGO_BIN_EXE_hfenv"), words)
}

/// Any program, likewise. `setsid` becomes the program, so its signals and status are the
/// program's.
pub(crate) fn at_terminal(home: &Sandbox, program: &str, words: &[&str]) -> Command {
    let mut command = home.command("setsid");
    command.args(["-c", program]).args(words).env("TERM", "dumb");
    command
}

impl Terminal {
    /// Starts the command on a terminal of its own.
    pub(crate) fn open(command: Command) -> Self {
        Self::sized(command, 50, 200)
    }

    /// The same on a terminal of so many rows and columns.
    pub(crate) fn sized(mut command: Command, ws_row: u16, ws_col: u16) -> Self {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC).unwrap();
        grantpt(&near).unwrap();
        unlockpt(&near).unwrap();
        let path = ptsname(&near, Vec::new()).unwrap().into_string().unwrap();
        let far = || OpenOptions::new().read(true).write(true).open(&path).unwrap();
        tcsetwinsize(&near, Winsize { ws_row, ws_col, ws_xpixel: 0, ws_ypixel: 0 }).unwrap();
        let child = command.stdin(far()).stdout(far()).stderr(far()).spawn().unwrap();
        // It holds the far end, which must close with the child.
        drop(command);
        let near = File::from(near);
        let screen = Arc::new(Mutex::new(Vec::new()));
        let (mut from, seen) = (near.try_clone().unwrap(), Arc::clone(&screen));
        // Ends when nobody has the far end any more.
        let reader = std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                let mut screen = seen.lock().unwrap();
                let old = screen.len();
                screen.extend_from_slice(&bytes[..count]);
                for (question, reply) in QUESTIONS {
                    let new = &screen[old.saturating_sub(question.len() - 1)..];
                    let asked = new.windows(question.len()).any(|part| part == question);
                    // Nobody may be left to hear it.
                    let _ = asked.then(|| from.write_all(reply));
                }
            }
        });
        Self { near, child, screen, reader }
    }

    /// The program's process, which leads the session.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Types these keys.
    pub(crate) fn keys(&mut self, keys: &str) {
        self.near.write_all(keys.as_bytes()).unwrap();
    }

    /// Types a line at a prompt that hides it, once it does.
    pub(crate) fn hidden_line(&mut self, line: &str) {
        self.wait_hidden();
        self.keys(&format!("{line}\n"));
    }

    /// Waits until what is typed is not shown.
    pub(crate) fn wait_hidden(&self) {
        self.wait("echo to be off", || !self.echoes());
    }

    /// Waits until the screen has this text.
    pub(crate) fn wait_for(&self, text: &str) {
        self.wait_until(text, |screen| screen.contains(text));
    }

    /// Waits until the screen is so.
    pub(crate) fn wait_until(&self, what: &str, ready: impl Fn(&str) -> bool) {
        self.wait(what, || ready(&self.screen()));
    }

    /// Everything that was shown.
    pub(crate) fn screen(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Whether the terminal shows what is typed.
    pub(crate) fn echoes(&self) -> bool {
        tcgetattr(&self.near).unwrap().local_modes.contains(LocalModes::ECHO)
    }

    /// Whether a line editor reads the keys, and not a program that waits for whole lines.
    pub(crate) fn edits(&self) -> bool {
        !tcgetattr(&self.near).unwrap().local_modes.contains(LocalModes::ICANON)
    }

    /// Waits until one does.
    pub(crate) fn wait_editor(&self) {
        self.wait("a prompt", || self.edits());
    }

    /// Sends the program a signal.
    pub(crate) fn signal(&self, signal: Signal) {
        kill_process(Pid::from_child(&self.child), signal).unwrap();
    }

    /// Waits for the program's end.
    pub(crate) fn end(&mut self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                self.wait("the last words", || self.reader.is_finished());
                return status;
            }
            assert!(begin.elapsed() < PATIENCE, "no end after: {}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn wait(&self, what: &str, ready: impl Fn() -> bool) {
        let begin = Instant::now();
        while !ready() {
            assert!(begin.elapsed() < PATIENCE, "waited for {what}: {}", self.screen());
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// The processes of a session but its leader, each as the kernel tells of it.
pub(crate) fn others(leader: u32) -> Vec<(Pid, String)> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(stat) = std::fs::read_to_string(entry.path().join("stat")) else { continue };
        let pid = entry.file_name().to_str().and_then(|name| name.parse().ok());
        // pid (name) state parent group session
        let Some((_, rest)) = stat.rsplit_once(") ") else { continue };
        let session = rest.split(' ').nth(3).and_then(|number| number.parse().ok());
        if session == Some(leader) && pid != i32::try_from(leader).ok() {
            found.extend(pid.and_then(Pid::from_raw).map(|pid| (pid, stat)));
        }
    }
    found
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // It has ended by itself in all tests that pass and wait for its end. Else its number is
        // its own, and whatever it started ends with it: some shells survive their terminal.
        if let Ok(None) = self.child.try_wait() {
            for (pid, _) in others(self.child.id()) {
                let _ = kill_process(pid, Signal::KILL);
            }
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}
