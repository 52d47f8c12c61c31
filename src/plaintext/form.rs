//! How a file is written, and the tokens in its bytes.

use std::ops::Range;
use std::path::Path;

use super::{netrc, url};
use crate::endpoint::{Endpoint, Origin};
use crate::guard::hub_tokens;
use crate::token::{Family, Token};

/// How a file is written, which decides how a token is taken out of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A script of a shell in which `:` does nothing.
    Sh,
    /// A script of xonsh, in which `pass` does nothing.
    Xonsh,
    /// Assignments one a line, or a script in which a comment can stand for any of them.
    Lines,
    /// fish's universal variables.
    FishVariables,
    /// A Dockerfile.
    Docker,
    /// A compose file, which knows `${NAME}`.
    Compose,
    /// A workflow of GitHub's, which knows secrets.
    Workflow,
    /// git's `store` of credentials: a URL a line.
    Credentials,
    /// git's configuration.
    GitConfig,
    /// `.netrc`.
    Netrc,
    /// Anything else.
    Other,
}

/// A token in a file's bytes.
#[derive(Debug)]
pub(super) struct Spot {
    pub(super) token: Token,
    pub(super) bytes: Range<usize>,
    pub(super) host: Option<Origin>,
    pub(super) label: Option<String>,
}

/// The tokens in the bytes of a file, in order.
pub(super) fn spots(form: Form, bytes: &[u8], endpoints: &[Endpoint]) -> Vec<Spot> {
    let mut spots = Vec::new();
    for login in url::logins(bytes) {
        let host = login.origin.clone();
        let token = taken(bytes, &login.secret, host.as_ref(), endpoints);
        // What stands alone is a user name, unless it is written as the Hub writes its tokens.
        let token = token.filter(|token| !login.is_alone() || token.family() != Family::Other);
        spots.extend(token.map(|token| Spot {
            token,
            bytes: login.secret.clone(),
            host,
            label: text(bytes, &login.user),
        }));
    }
    if form == Form::Netrc {
        for entry in netrc::entries(bytes) {
            let host = netrc::origin(&entry.machine, endpoints);
            let Some(secret) = entry.password.clone() else { continue };
            spots.extend(taken(bytes, &secret, host.as_ref(), endpoints).map(|token| Spot {
                token,
                bytes: secret,
                host,
                label: entry.login.as_ref().and_then(|range| text(bytes, range)),
            }));
        }
    }
    for range in hub_tokens(bytes) {
        let known = spots.iter().any(|spot| overlap(&spot.bytes, &range));
        let token = Token::clean_bytes(&bytes[range.clone()]).ok().flatten();
        spots.extend(token.filter(|_| !known).map(|token| Spot {
            token,
            bytes: range,
            host: None,
            label: None,
        }));
    }
    spots.sort_by_key(|spot| spot.bytes.start);
    spots
}

/// The token that stands where a password for a host stands, if it is one: a person's own password
/// may stand there as well.
fn taken(
    bytes: &[u8],
    range: &Range<usize>,
    host: Option<&Origin>,
    endpoints: &[Endpoint],
) -> Option<Token> {
    let secret = &bytes[range.clone()];
    let token = Token::clean_bytes(secret).ok().flatten()?;
    // A part of a URL may be spelled in another way, and then it is no token as it stands.
    let plain = token_like(secret);
    let shaped = hub_tokens(secret).first() == Some(&(0..secret.len()));
    let endpoint = endpoints.iter().find(|endpoint| Some(endpoint.origin()) == host);
    let known = endpoint.is_some_and(|endpoint| match token.family() {
        Family::OAuth | Family::Jwt => true,
        Family::User | Family::Organisation => false,
        Family::Other => !endpoint.is_hub(),
    });
    (plain && (shaped || known)).then_some(token)
}

/// Whether these bytes mean the same in every file: letters, digits and what JWTs have besides.
pub(super) fn token_like(secret: &[u8]) -> bool {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
    !secret.is_empty() && secret.iter().all(plain)
}

fn text(bytes: &[u8], range: &Range<usize>) -> Option<String> {
    let text = str::from_utf8(bytes.get(range.clone())?).ok()?;
    (!text.is_empty()).then(|| text.to_owned())
}

pub(super) fn overlap(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// How a file of a shell or of a project is written, told by its name.
pub(super) fn of_name(path: &Path) -> Form {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    let is = |end: &str| name.ends_with(end);
    if name == "fish_variables" {
        Form::FishVariables
    } else if is(".xsh") || name == ".xonshrc" {
        Form::Xonsh
    } else if [".fish", ".elv", ".nu", ".ps1", ".conf", ".pam_environment"]
        .iter()
        .any(|end| is(end))
    {
        Form::Lines
    } else {
        Form::Sh
    }
}
