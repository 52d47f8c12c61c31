//! Questions at the terminal: a hidden line for a token, and yes or no.
//!
//! The crate `rpassword` hides the line, but an interrupted prompt leaves the terminal without
//! echo, which dash and scripts do not repair. So a handler puts the terminal back before the
//! signal takes its course.

use std::io::{BufRead, Write};

use zeroize::Zeroizing;

use super::failure::Failure;
use super::read;
use crate::token::Token;

/// Asks for a token without showing it.
pub(crate) fn token(label: &str) -> Result<Token, Failure> {
    let guard = EchoGuard::install();
    let line = rpassword::prompt_password(label).map(Zeroizing::new);
    drop(guard);
    let line = line.map_err(|error| {
        Failure::error(format!("the token can't be read: {error}")).hint(SAFE_WAYS)
    })?;
    read::clean("the pasted line", line.as_bytes())
}

/// How to hand over a token without a terminal.
pub(crate) const SAFE_WAYS: &str = "without a terminal, use --token-stdin or --token-file FILE";

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

/// While it lives, a signal that ends the process first restores the terminal.
#[cfg(unix)]
struct EchoGuard(Option<signal_hook::iterator::Handle>);

#[cfg(unix)]
impl EchoGuard {
    fn install() -> Self {
        use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM};
        let Ok(terminal) = std::fs::File::open("/dev/tty") else { return Self(None) };
        let Ok(settings) = rustix::termios::tcgetattr(&terminal) else { return Self(None) };
        let Ok(mut signals) =
            signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGQUIT, SIGTERM])
        else {
            return Self(None);
        };
        let handle = signals.handle();
        std::thread::spawn(move || {
            for signal in &mut signals {
                // Nothing better can be done with a terminal that went away.
                let _ = rustix::termios::tcsetattr(
                    &terminal,
                    rustix::termios::OptionalActions::Now,
                    &settings,
                );
                let _ = (&terminal).write_all(b"\n");
                // Dies of the same signal, so that the caller sees a true 130.
                let _ = signal_hook::low_level::emulate_default_handler(signal);
            }
        });
        Self(Some(handle))
    }
}

#[cfg(unix)]
impl Drop for EchoGuard {
    fn drop(&mut self) {
        if let Some(handle) = &self.0 {
            handle.close();
        }
    }
}

#[cfg(not(unix))]
struct EchoGuard;

#[cfg(not(unix))]
impl EchoGuard {
    fn install() -> Self {
        Self
    }
}
