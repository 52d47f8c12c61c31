//! Programs that were started, so that all of them can be ended at any time.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;

use super::GuardError;

/// How much of what a program says of itself is kept.
const SAID: u64 = 2 << 10;

/// How much of its output waits here.
const BUFFER: usize = 64 << 10;

/// What was started and not waited for.
#[derive(Debug, Default, Clone)]
pub(super) struct Children(Arc<Mutex<Running>>);

#[derive(Debug, Default)]
struct Running {
    children: BTreeMap<u64, Child>,
    next: u64,
    /// Whether nothing more is to be started.
    over: bool,
}

/// A program that runs.
pub(super) struct Started {
    name: String,
    number: u64,
    children: Children,
    input: Option<ChildStdin>,
    output: Option<BufReader<ChildStdout>>,
    said: Option<JoinHandle<Vec<u8>>>,
}

impl Children {
    /// Starts a program whose output is read; `name` is for messages.
    pub(super) fn start(
        &self,
        name: &str,
        command: &mut Command,
        stdin: Stdio,
    ) -> Result<Started, GuardError> {
        let mut running = self.running();
        if running.over {
            return Err(GuardError::Stopped);
        }
        command.stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let said = child.stderr.take().map(|from| std::thread::spawn(move || listen(from)));
        let number = running.next;
        running.next += 1;
        running.children.insert(number, child);
        Ok(Started {
            name: name.to_owned(),
            number,
            children: self.clone(),
            input,
            output: output.map(|from| BufReader::with_capacity(BUFFER, from)),
            said,
        })
    }

    /// Ends what runs, and starts nothing more.
    pub(super) fn stop(&self) {
        let mut running = self.running();
        running.over = true;
        for child in running.children.values_mut() {
            // It may have ended by itself.
            let _ = child.kill();
        }
    }

    fn running(&self) -> MutexGuard<'_, Running> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn take(&self, number: u64) -> Option<Child> {
        self.running().children.remove(&number)
    }
}

/// Reads everything, so that the writer never waits, and keeps the begin.
fn listen(from: ChildStderr) -> Vec<u8> {
    let mut from = from;
    let mut said = Vec::new();
    // What can't be read is only missing in a message.
    let _ = (&mut from).take(SAID).read_to_end(&mut said);
    let _ = io::copy(&mut from, &mut io::sink());
    said
}

impl Started {
    /// What it writes.
    pub(super) fn output(&mut self) -> Result<&mut BufReader<ChildStdout>, GuardError> {
        self.output.as_mut().ok_or(GuardError::Unexpected("output"))
    }

    /// What it writes, for another program to read.
    pub(super) fn hand_over(&mut self) -> Result<Stdio, GuardError> {
        let output = self.output.take().ok_or(GuardError::Unexpected("output"))?;
        Ok(Stdio::from(output.into_inner()))
    }

    /// Writes questions, one a line.
    pub(super) fn ask(&mut self, questions: &[u8]) -> Result<(), GuardError> {
        let input = self.input.as_mut().ok_or(GuardError::Unexpected("input"))?;
        input.write_all(questions)?;
        Ok(input.flush()?)
    }

    /// Writes all that it reads.
    pub(super) fn tell(&mut self, text: &[u8]) -> Result<(), GuardError> {
        self.ask(text)?;
        self.input = None;
        Ok(())
    }

    /// What it reads, for somebody else to write.
    pub(super) fn hand_over_input(&mut self) -> Result<ChildStdin, GuardError> {
        self.input.take().ok_or(GuardError::Unexpected("input"))
    }

    /// The next line of its output without the end; empty where there is none.
    pub(super) fn line(&mut self) -> Result<String, GuardError> {
        Ok(String::from_utf8_lossy(&self.raw_line()?).into_owned())
    }

    /// The same, as it is.
    pub(super) fn raw_line(&mut self) -> Result<Vec<u8>, GuardError> {
        let mut bytes = Vec::new();
        self.output()?.read_until(b'\n', &mut bytes)?;
        bytes.pop_if(|last| *last == b'\n');
        Ok(bytes)
    }

    /// Tells it that there is nothing more to read, and reads the rest of its output.
    pub(super) fn rest(&mut self) -> Result<Vec<u8>, GuardError> {
        self.input = None;
        let mut bytes = Vec::new();
        self.output()?.read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// Waits for its end, which has to be a good one.
    pub(super) fn end(mut self) -> Result<(), GuardError> {
        match self.wait() {
            Some(true) => Ok(()),
            _ => Err(self.refused()),
        }
    }

    /// Whether it went well; nothing if somebody else has ended it.
    fn wait(&mut self) -> Option<bool> {
        self.input = None;
        // Whoever writes more than is read ends by a signal.
        self.output = None;
        // Not under the lock: whoever wants to stop everything must not wait, too.
        let mut child = self.children.take(self.number)?;
        Some(child.wait().is_ok_and(|status| status.success()))
    }

    fn refused(&mut self) -> GuardError {
        let said = self.said.take().and_then(|said| said.join().ok()).unwrap_or_default();
        let said = String::from_utf8_lossy(&said);
        let first = said.lines().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
        let first = first.strip_prefix("fatal: ").unwrap_or(first);
        GuardError::Refused { name: self.name.clone(), said: first.to_owned() }
    }
}

impl Drop for Started {
    fn drop(&mut self) {
        // Nobody is left behind when something fails half way.
        self.wait();
    }
}
