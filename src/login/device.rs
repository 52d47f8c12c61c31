//! A login in the browser: a person types a code there while the program waits (RFC 8628).

use std::time::{Duration, Instant};

use thiserror::Error;

use crate::endpoint::Endpoint;
use crate::hub::error::HubError;
use crate::hub::oauth::{self, Device, Issued, OAuthError, Poll};

/// What `slow_down` adds to the wait between two questions (RFC 8628, 3.5).
const SLOWER: Duration = Duration::from_secs(5);
/// While nothing of the Hub is heard the wait doubles, up to this (RFC 8628, 3.5).
const LONGEST: Duration = Duration::from_secs(30);

/// Why a browser login gave no token.
#[derive(Debug, Error)]
pub enum DeviceError {
    /// Nobody answered in time.
    #[error("the code has expired: nobody agreed in time{}", at_last(.0.as_ref()))]
    Expired(Option<HubError>),
    /// The person said no.
    #[error("the login was denied in the browser")]
    Denied,
    /// The answer was given, and the connection broke before it arrived.
    #[error("the answer was lost on the way")]
    Lost,
    /// The Hub refuses.
    #[error(transparent)]
    OAuth(#[from] OAuthError),
}

fn at_last(error: Option<&HubError>) -> String {
    error.map(|error| format!("; at last {error}")).unwrap_or_default()
}

/// Asks until the person has answered or the code's time is over. Trouble on the way to the Hub
/// ends nothing: `trouble` hears of it.
pub fn wait(
    endpoint: &Endpoint,
    client: &str,
    device: &Device,
    trouble: impl FnMut(&HubError),
) -> Result<Issued, DeviceError> {
    let (life, interval) = (device.expires_in, device.interval);
    let ask = || oauth::poll(endpoint, client, device);
    let begin = Instant::now();
    let mut time = Time { life, interval, now: || begin.elapsed(), sleep: std::thread::sleep };
    time.wait(ask, trouble)
}

/// How the time passes, in seconds where the Hub says it.
struct Time<N, S> {
    life: u64,
    interval: u64,
    now: N,
    sleep: S,
}

impl<N: Fn() -> Duration, S: FnMut(Duration)> Time<N, S> {
    fn wait(
        &mut self,
        mut ask: impl FnMut() -> Result<Poll, OAuthError>,
        mut trouble: impl FnMut(&HubError),
    ) -> Result<Issued, DeviceError> {
        let end = Duration::from_secs(self.life);
        let mut every = Duration::from_secs(self.interval);
        let mut pause = every;
        let mut failed: Option<HubError> = None;
        loop {
            match ask() {
                Ok(Poll::Done(issued)) => return Ok(issued),
                Ok(Poll::Denied) => return Err(DeviceError::Denied),
                Ok(Poll::Expired) => return Err(DeviceError::Expired(None)),
                Ok(answer) => {
                    if matches!(answer, Poll::SlowDown) {
                        every += SLOWER;
                    }
                    (pause, failed) = (every, None);
                }
                // A code works once, so somebody has had the answer.
                Err(OAuthError::Refused { code, .. })
                    if code == "invalid_grant" && failed.is_some() =>
                {
                    return Err(DeviceError::Lost);
                }
                Err(error @ OAuthError::Refused { .. }) => return Err(error.into()),
                Err(OAuthError::Hub(error)) => {
                    trouble(&error);
                    let mute =
                        matches!(error, HubError::BrokenOff { .. } | HubError::Unreachable { .. });
                    let next = if mute { pause * 2 } else { every };
                    pause = next.min(LONGEST).max(every).max(error.again().unwrap_or_default());
                    failed = Some(error);
                }
            }
            let left = end.saturating_sub((self.now)());
            if left.is_zero() {
                return Err(DeviceError::Expired(failed));
            }
            (self.sleep)(pause.min(left));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};

    use super::*;
    use crate::token::Token;

    fn blip() -> Result<Poll, OAuthError> {
        let endpoint = Endpoint::hub();
        Err(HubError::Status { endpoint, status: 503, message: None, after: None }.into())
    }

    fn gone() -> Result<Poll, OAuthError> {
        let (endpoint, why) = (Endpoint::hub(), String::new());
        Err(HubError::BrokenOff { endpoint, why }.into())
    }

    fn limited(after: u64) -> Result<Poll, OAuthError> {
        Err(HubError::RateLimited { endpoint: Endpoint::hub(), after: Some(after) }.into())
    }

    fn refused(code: &str) -> Result<Poll, OAuthError> {
        let (endpoint, code) = (Endpoint::hub(), code.to_owned());
        Err(OAuthError::Refused { endpoint, code, message: None })
    }

    fn issued() -> Issued {
        let access = Token::clean("x").unwrap().unwrap();
        Issued { access, refresh: None, expires_in: None }
    }

    /// What comes of these answers, the last one for ever, and the pauses between them in seconds.
    fn played(
        life: u64,
        answers: &[fn() -> Result<Poll, OAuthError>],
    ) -> (Result<Issued, DeviceError>, Vec<u64>) {
        let (clock, pauses) = (Cell::new(Duration::ZERO), RefCell::new(Vec::new()));
        let sleep = |pause: Duration| {
            clock.set(clock.get() + pause);
            pauses.borrow_mut().push(pause.as_secs());
        };
        let mut time = Time { life, interval: 5, now: || clock.get(), sleep };
        let mut next = 0;
        let outcome = time.wait(
            || {
                next += 1;
                answers[(next - 1).min(answers.len() - 1)]()
            },
            |_| {},
        );
        (outcome, pauses.into_inner())
    }

    #[test]
    fn the_wait_grows_as_the_hub_asks_and_shrinks_when_it_is_back() {
        let (pending, slow) = (|| Ok(Poll::Pending), || Ok(Poll::SlowDown));
        let done = || Ok(Poll::Done(issued()));
        let (outcome, pauses) = played(900, &[pending, pending, slow, pending, slow, done]);
        assert!(outcome.is_ok());
        assert_eq!(pauses, [5, 5, 10, 10, 15]);
        let (outcome, pauses) = played(900, &[pending, gone, gone, blip, gone, pending, done]);
        assert!(outcome.is_ok());
        assert_eq!(pauses, [5, 10, 20, 5, 10, 5]);
        assert_eq!(played(130, &[gone]).1, [10, 20, 30, 30, 30, 10]);
        assert_eq!(played(900, &[|| limited(70), done]).1, [70]);
    }

    #[test]
    fn the_end_comes_with_the_answer_or_with_the_time() {
        let pending = || Ok(Poll::Pending);
        let (outcome, pauses) = played(12, &[pending]);
        assert!(matches!(outcome, Err(DeviceError::Expired(None))));
        assert_eq!(pauses, [5, 5, 2]);
        let (outcome, pauses) = played(8, &[blip]);
        assert!(outcome.unwrap_err().to_string().contains("at last https://huggingface.co"));
        assert_eq!(pauses, [5, 3]);
        assert!(matches!(played(9, &[|| Ok(Poll::Denied)]).0, Err(DeviceError::Denied)));
        assert!(matches!(played(9, &[|| Ok(Poll::Expired)]).0, Err(DeviceError::Expired(None))));
        let invalid = || refused("invalid_client");
        assert!(matches!(played(9, &[invalid]).0, Err(DeviceError::OAuth(_))));
        let grant = || refused("invalid_grant");
        assert!(matches!(played(9, &[grant]).0, Err(DeviceError::OAuth(_))));
        assert!(matches!(played(90, &[blip, grant]).0, Err(DeviceError::Lost)));
    }
}
