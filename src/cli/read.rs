//! Tokens and settings that the user hands in: standard input, a file, a pasted line, `--env-file`.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use zeroize::Zeroizing;

use super::args::Global;
use super::failure::{Failure, PASTE_AGAIN};
use crate::resolve::source::Source;
use crate::secret_file;
use crate::store::dotenv;
use crate::text::printable_path;
use crate::token::{MAX_LEN, Token, TokenError};
use crate::vars::{self, Setting, TOKEN_NAMES};

/// Most bytes of a token file that are read; a token with its blanks is far shorter.
const LIMIT: u64 = 4 * MAX_LEN as u64;

/// The token of `--token-stdin` or `--token-file`.
pub(crate) fn given_token(global: &Global) -> Result<Option<(Token, Source)>, Failure> {
    match (global.token_stdin, &global.token_file) {
        (false, None) => Ok(None),
        (true, Some(_)) => Err(Failure::error("--token-stdin and --token-file exclude each other")),
        (true, None) => Ok(Some((from_stdin()?, Source::Stdin))),
        (false, Some(path)) => Ok(Some((from_file(path)?, Source::GivenFile(path.clone())))),
    }
}

fn from_stdin() -> Result<Token, Failure> {
    let mut bytes = Zeroizing::new(Vec::new());
    let read = std::io::stdin().lock().take(LIMIT + 1).read_to_end(&mut bytes);
    read.map_err(|error| Failure::error(format!("standard input: {error}")))?;
    clean("standard input", &bytes)
}

fn from_file(path: &Path) -> Result<Token, Failure> {
    clean(&printable_path(path), &named_file(path, LIMIT)?)
}

/// The bytes of a file that the user named. What the shell makes of `<(command)` is a pipe below
/// `/dev`, whose writer is there; another pipe could keep us waiting for ever and is refused.
fn named_file(path: &Path, limit: u64) -> Result<Zeroizing<Vec<u8>>, Failure> {
    let pipes = ["/dev/fd", "/proc/self/fd"].map(Path::new);
    let is_pipe =
        path == Path::new("/dev/stdin") || path.parent().is_some_and(|p| pipes.contains(&p));
    if !is_pipe {
        let content = secret_file::read(path, limit)?;
        let missing = || Failure::error(format!("{}: no such file", printable_path(path)));
        return Ok(content.ok_or_else(missing)?.bytes);
    }
    let fail = |error: io::Error| Failure::error(format!("{}: {error}", printable_path(path)));
    let mut bytes = Zeroizing::new(Vec::new());
    let file = File::open(path).map_err(fail)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(fail)?;
    if bytes.len() as u64 > limit {
        return Err(Failure::error(format!("{}: larger than {limit} bytes", printable_path(path))));
    }
    Ok(bytes)
}

/// A token out of bytes that must hold one.
pub(crate) fn clean(place: &str, bytes: &[u8]) -> Result<Token, Failure> {
    if bytes.len() as u64 > LIMIT {
        return Err(Failure::error(format!("{place}: {}", TokenError::TooLong)));
    }
    match Token::clean_bytes(bytes) {
        Ok(Some(token)) => Ok(token),
        Ok(None) => Err(Failure::error(format!("{place} has no token"))),
        Err(error) => Err(Failure::error(format!("{place}: {error}")).hint(PASTE_AGAIN)),
    }
}

/// What an `--env-file` gives: named by the user, so it needs no approval.
#[derive(Debug, Default)]
pub(crate) struct EnvFile {
    /// Its token.
    pub(crate) token: Option<Token>,
    /// Its `HF_ENDPOINT`.
    pub(crate) endpoint: Option<String>,
    /// Its settings.
    pub(crate) settings: Vec<(String, String)>,
}

/// Reads an `--env-file`. What can't be taken is an error here: the user asked for this very file.
pub(crate) fn env_file(path: &Path) -> Result<EnvFile, Failure> {
    let bytes = named_file(path, dotenv::MAX_FILE)?;
    let wanted = |key: &str| {
        TOKEN_NAMES.contains(&key) || key == vars::HF_ENDPOINT || Setting::named(key).is_some()
    };
    let parsed = dotenv::parse(&bytes, wanted);
    if let Some(refusal) = parsed.refused.first() {
        return Err(
            Failure::error(format!("{}: {refusal}", printable_path(path))).hint(refusal.hint())
        );
    }
    let mut file = EnvFile::default();
    let mut best = TOKEN_NAMES.len();
    for assignment in parsed.values {
        let place = || format!("{}:{}: {}", printable_path(path), assignment.line, assignment.key);
        if let Some(rank) = TOKEN_NAMES.iter().position(|name| *name == assignment.key) {
            let token = Token::clean(&assignment.value)
                .map_err(|e| Failure::error(format!("{}: {e}", place())))?;
            if rank < best && token.is_some() {
                (best, file.token) = (rank, token);
            }
        } else if assignment.key == vars::HF_ENDPOINT {
            file.endpoint = Some(assignment.value.to_string()).filter(|text| !text.is_empty());
        } else if let Some(setting) = Setting::named(&assignment.key) {
            if !setting.accepts(&assignment.value) {
                return Err(Failure::error(format!("{} is {}", place(), setting.kind.expected())));
            }
            file.settings.push((assignment.key, assignment.value.to_string()));
        }
    }
    Ok(file)
}
