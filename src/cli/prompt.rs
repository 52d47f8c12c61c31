//! Questions at the terminal: a hidden line for a token, and yes or no.
//!
//! The crate `rpassword` hides the line, but an interrupted prompt leaves the terminal without
//! echo, which dash and scripts do not repair. So a handler puts the terminal back before the
//! signal takes its course.

use std::io::{BufRead, Write};
#[cfg(unix)]
use std::sync::Arc;
#[cfg(unix)]
use std::sync::atomic::{AtomicBool, Ordering};

use zeroize::Zeroizing;

use super::failure::Failure;
use super::read;
use crate::token::Token;

/// Asks for a token without showing it.
pub(crate) fn token(label: &str) -> Result<Token, Failure> {
    read::clean("the pasted line", hidden(label)?.as_bytes())
}

/// Asks for a line, which may be a token, without showing it.
pub(crate) fn hidden(label: &str) -> Result<Zeroizing<String>, Failure> {
    let guard = EchoGuard::install();
    let line = rpassword::prompt_password(label).map(Zeroizing::new);
    drop(guard);
    line.map_err(|error| {
        die_if_interrupted(&error);
        Failure::error(format!("the token can't be read: {error}")).hint(SAFE_WAYS)
    })
}

/// How to hand over a token without a terminal.
pub(crate) const SAFE_WAYS: &str = "without a terminal, use --token-stdin or --token-file FILE";

/// Whether there is a terminal to ask at, whatever the standard streams are.
pub(crate) fn has_terminal() -> bool {
    cfg!(not(unix)) || std::fs::File::open("/dev/tty").is_ok()
}

/// Asks a question whose answer is no unless it begins with a y.
pub(crate) fn yes(question: &str) -> Result<bool, Failure> {
    let fail = |error| Failure::error(format!("the answer can't be read: {error}"));
    let mut err = std::io::stderr().lock();
    err.write_all(format!("{question} [y/N] ").as_bytes())
        .and_then(|()| err.flush())
        .map_err(fail)?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer).map_err(fail)?;
    Ok(answer.trim_start().starts_with(['y', 'Y']))
}

/// While it lives, a signal that ends the process first restores the terminal. The handler stays
/// for good and afterwards only ends the process: taking it out would leave the signals without
/// effect.
#[cfg(unix)]
struct EchoGuard(Arc<AtomicBool>);

#[cfg(unix)]
impl EchoGuard {
    fn install() -> Self {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        let prompting = Arc::new(AtomicBool::new(true));
        let guard = Self(Arc::clone(&prompting));
        let Ok(terminal) = std::fs::File::open("/dev/tty") else { return guard };
        let Ok(settings) = rustix::termios::tcgetattr(&terminal) else { return guard };
        let Ok(mut signals) =
            signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])
        else {
            return guard;
        };
        std::thread::spawn(move || {
            for signal in &mut signals {
                if prompting.load(Ordering::SeqCst) {
                    // Nothing better can be done with a terminal that went away.
                    let _ = rustix::termios::tcsetattr(
                        &terminal,
                        rustix::termios::OptionalActions::Now,
                        &settings,
                    );
                    let _ = std::io::stderr().write_all(b"\n");
                }
                // Dies of the same signal, so that the caller sees a true 130.
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
        guard
    }
}

#[cfg(unix)]
impl Drop for EchoGuard {
    fn drop(&mut self) {
        self.0.store(false, Ordering::SeqCst);
    }
}

/// Ctrl-C at the prompt, which the crate reads as a key: it sends the signal, and returns before
/// the handler has run.
#[cfg(unix)]
fn die_if_interrupted(error: &std::io::Error) {
    if error.kind() == std::io::ErrorKind::Interrupted {
        // Should it fail, the error is told instead.
        let _ = signal_hook::low_level::emulate_default_handler(signal_hook::consts::SIGINT);
    }
}

#[cfg(not(unix))]
fn die_if_interrupted(_error: &std::io::Error) {}

#[cfg(not(unix))]
struct EchoGuard;

#[cfg(not(unix))]
impl EchoGuard {
    fn install() -> Self {
        Self
    }
}
