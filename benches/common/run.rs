//! Running a program: its output, and what it cost.

use std::fs::File;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::sandbox::search_path;

/// From here on a program is stopped: nobody waits that long for a hook.
const LIMIT: Duration = Duration::from_secs(300);

/// A program that sees nothing of the caller's configuration.
pub(crate) fn sealed(program: &Path, home: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env_clear()
        .env("HOME", home)
        .env("PATH", search_path())
        .env("LANG", "C.UTF-8")
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .stdin(Stdio::null())
        .current_dir(folder);
    command
}

/// What a run cost.
#[derive(Clone, Copy)]
pub(crate) struct Cost {
    /// Whether its status was 0.
    pub(crate) success: bool,
    /// Seconds from start to end.
    pub(crate) wall: f64,
    /// Seconds of a processor, the kernel's work for it included, where that can be known.
    pub(crate) cpu: Option<f64>,
    /// The largest process, in MiB, where that can be known.
    pub(crate) peak: Option<f64>,
}

/// Runs it; its standard output, and the time. `None` if it was stopped.
pub(crate) fn output(command: &mut Command, home: &Path) -> Option<(Vec<u8>, f64)> {
    // A file, not a pipe: nobody has to read while the program runs.
    let file = home.join("output");
    command.stdout(File::create(&file).unwrap()).stderr(Stdio::null());
    let (_, wall) = wait(command)?;
    Some((std::fs::read(file).unwrap(), wall))
}

/// Runs it and throws away what it says.
pub(crate) fn wall(command: &mut Command) -> Option<f64> {
    command.stdout(Stdio::null()).stderr(Stdio::null());
    Some(wait(command)?.1)
}

/// Whether its status was 0, and the time.
fn wait(command: &mut Command) -> Option<(bool, f64)> {
    let start = Instant::now();
    // A group of its own: a peer that ends by a signal to its group shall not end the bench.
    let mut child = command.process_group(0).spawn().unwrap();
    // The end is waited for by a thread of its own, so that it is seen at once.
    let process = rustix::process::Pid::from_child(&child);
    let (sender, receiver) = std::sync::mpsc::channel();
    let waiter = std::thread::spawn(move || {
        let status = child.wait();
        let _ = sender.send(start.elapsed());
        status
    });
    let end = receiver.recv_timeout(LIMIT);
    if end.is_err() {
        let _ = rustix::process::kill_process_group(process, rustix::process::Signal::KILL);
    }
    let status = waiter.join().unwrap().unwrap();
    Some((status.success(), end.ok()?.as_secs_f64()))
}

/// Runs it under GNU time where that is there, for the processor and the peak. What it writes to
/// standard error goes to the file `said`.
pub(crate) fn cost(command: &Command, home: &Path) -> Option<Cost> {
    let (time, file) = (Path::new("/usr/bin/time"), home.join("peak"));
    let program = command.get_program().to_str().unwrap();
    let mut again = if time.is_file() {
        let words = ["-f", "%M %U %S", "-o", file.to_str().unwrap(), program];
        copy(command, time, &words)
    } else {
        copy(command, Path::new(program), &[])
    };
    again.stdout(Stdio::null()).stderr(File::create(home.join("said")).unwrap());
    let (success, wall) = wait(&mut again)?;
    // A status other than 0 is told on a line before.
    let told = std::fs::read_to_string(&file).unwrap_or_default();
    let words = told.lines().last().unwrap_or_default().split(' ');
    let told: Vec<f64> = words.filter_map(|word| word.parse().ok()).collect();
    let [peak, user, system] = told[..] else {
        return Some(Cost { success, wall, cpu: None, peak: None });
    };
    Some(Cost { success, wall, cpu: Some(user + system), peak: Some(peak / 1024.0) })
}

/// The same command behind another program.
pub(crate) fn copy(command: &Command, program: &Path, words: &[&str]) -> Command {
    let mut again = Command::new(program);
    again.env_clear().stdin(Stdio::null()).args(words).args(command.get_args());
    again.current_dir(command.get_current_dir().unwrap());
    for (name, value) in command.get_envs() {
        again.env(name, value.unwrap_or_default());
    }
    again
}

/// The middle one.
pub(crate) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
