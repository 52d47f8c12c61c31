//! How a command fails: the wording, the hints and the exit status, in one place. The floors below
//! state bare facts; advice is added here.

use std::io;
use std::process::ExitCode;

use crate::config::ConfigError;
use crate::hooks::HookError;
use crate::hub::error::HubError;
use crate::hub::oauth::OAuthError;
use crate::key::KeyError;
use crate::login::LoginError;
use crate::login::device::DeviceError;
use crate::resolve::ResolveError;
use crate::resolve::exchange::ExchangeError;
use crate::resolve::trace::advice;
use crate::rotate::RotateError;
use crate::session::SessionError;
use crate::store::StoreError;
use crate::store::active::ActiveError;

/// What kind of failure it is, which is all that the exit status tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An honest no: 1.
    No,
    /// Usage or error: 2.
    Error,
    /// The reader went away: silence, 0.
    Pipe,
    /// Somebody else's status, such as that of a command that could not be run.
    Status(u8),
}

/// A failure, ready to be told.
#[derive(Debug)]
pub(crate) struct Failure {
    /// Its kind.
    pub(crate) kind: Kind,
    /// What happened, without a final period; empty if all was said.
    pub(crate) error: String,
    /// What to do about it, one line each.
    pub(crate) hints: Vec<String>,
}

/// What a command returns.
pub(crate) type Outcome = Result<(), Failure>;

impl Failure {
    /// An error.
    pub(crate) fn error(error: impl Into<String>) -> Self {
        Self { kind: Kind::Error, error: error.into(), hints: Vec::new() }
    }

    /// An honest no.
    pub(crate) fn no(error: impl Into<String>) -> Self {
        Self { kind: Kind::No, error: error.into(), hints: Vec::new() }
    }

    /// The same with one more hint.
    #[must_use]
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The same with hints.
    #[must_use]
    pub(crate) fn hints(mut self, hints: impl IntoIterator<Item = String>) -> Self {
        self.hints.extend(hints);
        self
    }

    /// A failure to write to standard output: a closed pipe is no failure at all.
    pub(crate) fn output(error: &io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self { kind: Kind::Pipe, error: String::new(), hints: Vec::new() };
        }
        Self::error(format!("standard output: {error}"))
    }

    /// The exit status.
    #[must_use]
    pub(crate) fn code(&self) -> ExitCode {
        match self.kind {
            Kind::No => ExitCode::from(1),
            Kind::Error => ExitCode::from(2),
            Kind::Pipe => ExitCode::SUCCESS,
            Kind::Status(status) => ExitCode::from(status),
        }
    }
}

fn known_names(known: &[String]) -> String {
    let quoted = known.iter().map(|name| shell_words::quote(name));
    match known {
        [] => "there is none yet: hfenv login".into(),
        _ => format!("there are: {}", quoted.collect::<Vec<_>>().join(", ")),
    }
}

impl From<ResolveError> for Failure {
    fn from(error: ResolveError) -> Self {
        let failure = Self::error(error.to_string());
        match &error {
            ResolveError::NoProfile { known, .. } => failure.hint(known_names(known)),
            ResolveError::NoSecret { name, .. } => {
                failure.hint(format!("log in again: hfenv login -p {name}"))
            }
            ResolveError::Unreachable { name, why } => failure.hint(advice(why, name)),
            ResolveError::Token { .. } | ResolveError::Active(ActiveError::Broken { .. }) => {
                failure.hint(PASTE_AGAIN)
            }
            ResolveError::Store { name, .. } => {
                failure.hint(format!("replace it: hfenv login -p {name}"))
            }
            ResolveError::Exchange(error) => failure.hint(exchange_advice(error)),
            ResolveError::Named(_) => {
                failure.hint("hf auth login would overwrite this file; repair it or move it away")
            }
            ResolveError::Config(_)
            | ResolveError::Key(_)
            | ResolveError::Active(_)
            | ResolveError::NotUtf8(_) => failure,
        }
    }
}

impl From<LoginError> for Failure {
    fn from(error: LoginError) -> Self {
        let failure = Self::error(error.to_string());
        match &error {
            LoginError::Organisation => {
                failure.hint("create a personal token and give it access to the organisation")
            }
            LoginError::Name(_) => failure.hint("name it: hfenv login -p NAME"),
            LoginError::NoSecret(name) => {
                failure.hint(format!("log in again: hfenv login -p {name}"))
            }
            LoginError::NoProfile { known, .. } => failure.hint(known_names(known)),
            LoginError::Store { .. } | LoginError::Config(_) | LoginError::Key(_) => failure,
        }
    }
}

/// What to do about an exchange that gave no token.
fn exchange_advice(error: &ExchangeError) -> &'static str {
    match error {
        ExchangeError::NoIdToken => {
            "have the CI system put an id token for the Hub into HF_OIDC_ID_TOKEN, \
             or unset HF_OIDC_RESOURCE"
        }
        ExchangeError::NotPermitted => "give the job: permissions: id-token: write",
        ExchangeError::Variable { .. } => "it is set by the CI system; see its page on OIDC",
        ExchangeError::Service(_) => "run the job again; see https://www.githubstatus.com",
        ExchangeError::Refused { .. } => {
            "the repository or user must trust this workflow: see Trusted Publishers in its \
             settings on the Hub"
        }
        ExchangeError::Failed { .. } => {
            "check HF_ENDPOINT, the network, HTTPS_PROXY, SSL_CERT_FILE"
        }
    }
}

/// What to do about a token with something odd in it.
pub(crate) const PASTE_AGAIN: &str = "paste it again, without line breaks or invisible characters";

/// The choices without a keyring.
pub(crate) const STORES: &str = "choose another store: --store file (a file only you can read), \
    --store kernel (until reboot), --store hf (shared with huggingface_hub)";

impl From<OAuthError> for Failure {
    fn from(error: OAuthError) -> Self {
        match error {
            OAuthError::Hub(error) => error.into(),
            OAuthError::Refused { .. } => Self::error(error.to_string()),
        }
    }
}

impl From<DeviceError> for Failure {
    fn from(error: DeviceError) -> Self {
        let text = error.to_string();
        match error {
            DeviceError::Denied => Self::no(text),
            DeviceError::Expired(_) | DeviceError::Lost => {
                Self::error(text).hint("for a new code, log in again")
            }
            DeviceError::OAuth(error) => error.into(),
        }
    }
}

impl From<HubError> for Failure {
    fn from(error: HubError) -> Self {
        let failure = Self::error(error.to_string());
        match &error {
            HubError::InvalidToken(_) => Self { kind: Kind::No, ..failure },
            HubError::Unreachable { .. } | HubError::BrokenOff { .. } => failure
                .hint("check the network, HTTPS_PROXY and SSL_CERT_FILE: hfenv doctor --online"),
            HubError::Redirected(_) | HubError::NotAHub { .. } => {
                failure.hint("check HF_ENDPOINT or --endpoint")
            }
            HubError::Foreign(_) => failure.hint("name the profile that belongs there: -p NAME"),
            _ => failure,
        }
    }
}

impl From<HookError> for Failure {
    fn from(error: HookError) -> Self {
        let failure = Self::error(error.to_string());
        match &error {
            HookError::Bare(_) => {
                failure.hint("run it in a work tree; that is where a commit can be stopped")
            }
            HookError::Elsewhere { .. } => failure.hint(format!(
                "add to the hooks there, in a line of its own: {}",
                "hfenv guard hook pre-commit \"$@\" || exit"
            )),
            HookError::Changed(_) => {
                failure.hint("move the lines that were added elsewhere, and remove the file")
            }
            HookError::Taken { .. } => {
                failure.hint("remove the one that is not to run, and try again")
            }
            HookError::Run(_)
            | HookError::Refused { .. }
            | HookError::Path(_)
            | HookError::File(_)
            | HookError::Io { .. } => failure,
        }
    }
}

impl From<RotateError> for Failure {
    fn from(error: RotateError) -> Self {
        match error {
            RotateError::Login(error) => error.into(),
            other => Self::error(other.to_string()),
        }
    }
}

macro_rules! plain {
    ($($error:ty),*) => {$(
        impl From<$error> for Failure {
            fn from(error: $error) -> Self {
                Self::error(error.to_string())
            }
        }
    )*};
}

plain!(
    ConfigError,
    KeyError,
    SessionError,
    StoreError,
    crate::git::config::GitError,
    crate::git::protocol::ProtocolError,
    crate::git::rejection::RejectionError,
    crate::guard::GuardError,
    crate::inject::trust::TrustError,
    crate::paths::NoHome,
    crate::plaintext::PlainError,
    crate::program::NoGit,
    crate::secret_file::FileError
);
