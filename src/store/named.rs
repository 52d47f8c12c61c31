//! huggingface_hub's `stored_tokens`: tokens by name, in an INI file that Python's configparser
//! reads and writes. Byte for byte what huggingface_hub 2.4 writes (`utils/_auth.py`), except that
//! a login keeps keys it doesn't know, and that a broken file stops the write instead of being
//! lost.

mod held;
mod ini;

use std::fmt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use thiserror::Error;
use zeroize::Zeroizing;

pub use self::held::{Held, hold};
use self::ini::Section;
pub use self::ini::{IniError, IniFault};
use crate::secret_file::{self, FileError};
use crate::token::{Token, TokenError};

/// The largest file that is read, in bytes.
const LIMIT: u64 = 1 << 20;

/// How long whoever renews a login may hold the lock: huggingface_hub waits as long.
pub const RENEWAL_WAIT: Duration = Duration::from_secs(30);

/// Python empties the file before it writes it, so a doubtful one is looked at again, so often.
const TORN_LOOKS: u32 = 5;
const TORN_PAUSE: Duration = Duration::from_millis(20);

const TOKEN: &str = "hf_token";
const REFRESH_TOKEN: &str = "refresh_token";
const EXPIRES_AT: &str = "expires_at";

/// Why the file can't be used or changed.
#[derive(Debug, Error)]
pub enum NamedError {
    /// It can't be read, written or locked.
    #[error(transparent)]
    File(#[from] FileError),
    /// It is not what Python's configparser accepts.
    #[error("{}: {source}", crate::text::printable_path(path))]
    Broken {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: IniError,
    },
    /// A name that the file can't hold.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// Why a name can't be used in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum NameError {
    /// Nothing.
    #[error("the name is empty")]
    Empty,
    /// `DEFAULT`, whose keys flow into all other sections.
    #[error("the name DEFAULT has a meaning of its own in stored_tokens")]
    Default,
    /// A line end.
    #[error("the name has a line end")]
    LineEnd,
    /// A blank at an edge, which several readers strip.
    #[error("the name begins or ends with a blank")]
    EdgeBlank,
}

/// Whether a token may be saved under `name`.
pub fn name_allowed(name: &str) -> Result<(), NameError> {
    let is_space = |c: char| c.is_whitespace() || c.is_control();
    match name {
        "" => Err(NameError::Empty),
        ini::DEFAULT => Err(NameError::Default),
        name if name.contains(['\n', '\r']) => Err(NameError::LineEnd),
        name if name.starts_with(is_space) || name.ends_with(is_space) => Err(NameError::EdgeBlank),
        _ => Ok(()),
    }
}

/// An OAuth login, as huggingface_hub saves it.
#[derive(Debug, Clone, Copy)]
pub struct OAuth<'a> {
    /// The access token.
    pub token: &'a Token,
    /// What renews it.
    pub refresh_token: Option<&'a Token>,
    /// When it ends, in seconds since 1970.
    pub expires_at: Option<i64>,
}

/// The file's sections, in its order.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct StoredTokens(Vec<Section>);

impl StoredTokens {
    /// Reads the file's bytes; accepts what Python accepts.
    pub fn parse(bytes: &[u8]) -> Result<Self, IniError> {
        ini::parse(bytes).map(Self)
    }

    /// What huggingface_hub writes for the same tokens: sections sorted by name.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut sections: Vec<&Section> = self.0.iter().collect();
        sections.sort_by(|a, b| a.name.cmp(&b.name));
        ini::write(sections.into_iter())
    }

    /// All names, in the order of the file.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|section| section.name.as_str())
    }

    /// The token of that name, cleaned; `None` without such a section or with an empty token in it.
    #[must_use]
    pub fn token(&self, name: &str) -> Option<Result<Token, TokenError>> {
        self.clean(name, TOKEN)
    }

    /// The token that renews it.
    #[must_use]
    pub fn refresh_token(&self, name: &str) -> Option<Result<Token, TokenError>> {
        self.clean(name, REFRESH_TOKEN)
    }

    /// When the token of that name ends, in seconds since 1970; `None` if unknown or not a number,
    /// which Python treats alike.
    #[must_use]
    pub fn expires_at(&self, name: &str) -> Option<i64> {
        self.value(name, EXPIRES_AT)?.trim().parse().ok()
    }

    /// The value of any key of that name.
    #[must_use]
    pub fn value(&self, name: &str, key: &str) -> Option<&str> {
        self.0.iter().find(|section| section.name == name)?.get(key)
    }

    /// Whether it has keys besides those of a token.
    #[must_use]
    pub fn has_more(&self, name: &str) -> bool {
        let known = |key: &str| [TOKEN, REFRESH_TOKEN, EXPIRES_AT].contains(&key);
        let mut sections = self.0.iter().filter(|section| section.name == name);
        sections.any(|section| section.keys.iter().any(|(key, _)| !known(key)))
    }

    /// The first name that holds this very token, as huggingface_hub looks up what it may refresh.
    #[must_use]
    pub fn name_of(&self, token: &Token) -> Option<&str> {
        let holds = |section: &&Section| section.get(TOKEN) == Some(token.reveal());
        self.0.iter().find(holds).map(|section| section.name.as_str())
    }

    /// Saves a token under a name. Unknown keys of that section stay. A different token drops
    /// `refresh_token` and `expires_at`, since they belong to the old one, as in huggingface_hub's
    /// `_save_token`; the same token keeps them.
    pub fn set_token(&mut self, name: &str, token: &Token) -> Result<(), NameError> {
        if self.value(name, TOKEN) == Some(token.reveal()) {
            return Ok(());
        }
        self.set_oauth(name, OAuth { token, refresh_token: None, expires_at: None })
    }

    /// Saves an OAuth login under a name: all three keys are replaced, and those that the login
    /// doesn't have are dropped. Unknown keys of that section stay, behind these.
    pub fn set_oauth(&mut self, name: &str, login: OAuth<'_>) -> Result<(), NameError> {
        let index = self.0.iter().position(|section| section.name == name);
        if index.is_none() {
            name_allowed(name)?;
        }
        let known = [
            (TOKEN, Some(login.token.reveal().to_owned())),
            (REFRESH_TOKEN, login.refresh_token.map(|token| token.reveal().to_owned())),
            (EXPIRES_AT, login.expires_at.map(|seconds| seconds.to_string())),
        ];
        let mut keys: Vec<(String, Zeroizing<String>)> = known
            .into_iter()
            .filter_map(|(key, value)| Some((key.to_owned(), Zeroizing::new(value?))))
            .collect();
        let Some(index) = index else {
            self.0.push(Section { name: name.to_owned(), keys });
            return Ok(());
        };
        let section = &mut self.0[index];
        section.keys.retain(|(key, _)| ![TOKEN, REFRESH_TOKEN, EXPIRES_AT].contains(&key.as_str()));
        keys.append(&mut section.keys);
        section.keys = keys;
        Ok(())
    }

    /// Removes a name, and says whether it was there.
    pub fn remove(&mut self, name: &str) -> bool {
        let before = self.0.len();
        self.0.retain(|section| section.name != name);
        self.0.len() < before
    }

    fn clean(&self, name: &str, key: &str) -> Option<Result<Token, TokenError>> {
        Token::clean(self.value(name, key)?).transpose()
    }
}

impl fmt::Debug for StoredTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StoredTokens ")?;
        f.debug_map().entries(self.names().map(|name| (name, "***"))).finish()
    }
}

/// Reads the file; a missing one has no tokens.
pub fn load(path: &Path) -> Result<StoredTokens, NamedError> {
    for _ in 0..TORN_LOOKS {
        let (found, doubtful) = look(path)?;
        if !doubtful {
            return found;
        }
        std::thread::sleep(TORN_PAUSE);
    }
    look(path)?.0
}

/// What the file holds now, and whether it may have been caught half-written: Python always ends it
/// with a line end.
fn look(path: &Path) -> Result<(Result<StoredTokens, NamedError>, bool), NamedError> {
    let Some(content) = secret_file::read(path, LIMIT)? else {
        return Ok((Ok(StoredTokens::default()), false));
    };
    let parsed = StoredTokens::parse(&content.bytes)
        .map_err(|source| NamedError::Broken { path: path.to_owned(), source });
    let torn = parsed.is_err() || !content.bytes.ends_with(b"\n");
    let doubtful = torn && content.is_fresh();
    Ok((parsed, doubtful))
}

/// Whether the file was changed within the last second, so that its writer may be about to change
/// `token`, too.
#[must_use]
pub fn is_fresh(path: &Path) -> bool {
    secret_file::read(path, LIMIT).is_ok_and(|content| content.is_some_and(|it| it.is_fresh()))
}

/// Changes the file under `stored_tokens.lock`, the lock that huggingface_hub takes for a refresh:
/// reads it under the lock, and replaces it in one step with mode 0600. Nothing is written if
/// `change` fails or changes nothing, or if the file is broken. It may be made more than once, see
/// [`Held::update`].
pub fn update<T, E: From<NamedError>>(
    path: &Path,
    change: impl Fn(&mut StoredTokens) -> Result<T, E>,
) -> Result<T, E> {
    hold(path, secret_file::LOCK_WAIT)?.update(change)
}

/// The lock file of a `stored_tokens` file: its name with `.lock` behind it.
#[must_use]
pub fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".lock");
    PathBuf::from(name)
}
