//! What Python's huggingface_hub would use if it were started here: its own order
//! (`utils/_auth.py`), followed over the environment that a child would inherit.

use std::fmt;
use std::path::PathBuf;

use crate::paths::Paths;
use crate::store::active::{self, ActiveError};
use crate::text::printable_path;
use crate::token::{Token, TokenError};
use crate::vars::{self, Env, NotUtf8, TOKEN_NAMES, TOKEN_NAMES_IN_PYTHON};

/// huggingface_hub's answer.
#[derive(Debug)]
pub struct PythonView {
    /// The token it would send.
    pub token: Option<Token>,
    /// Where it would find it, or why it would find none.
    pub place: Place,
    /// Variables that are set to nothing, which it takes as the current folder.
    pub empty: Vec<&'static str>,
    /// Things that make it behave in unexpected ways.
    pub warnings: Vec<String>,
}

/// Where huggingface_hub finds its token.
#[derive(Debug)]
pub enum Place {
    /// It exchanges an id token.
    Exchange,
    /// A variable.
    Variable(&'static str),
    /// A variable whose value can't be a token.
    BadVariable(&'static str, TokenError),
    /// A variable that is no text.
    NotUtf8(NotUtf8),
    /// Its file.
    File(PathBuf),
    /// Its file can't be read, or has no token in it.
    BadFile(ActiveError),
    /// Nowhere.
    Nowhere,
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exchange => {
                f.write_str("an OIDC exchange for HF_OIDC_RESOURCE, before anything else")
            }
            Self::Variable(name) => write!(f, "{name} in the environment"),
            Self::BadVariable(name, error) => write!(f, "{name} in the environment, but {error}"),
            Self::NotUtf8(error) => error.fmt(f),
            Self::File(path) => f.write_str(&printable_path(path)),
            Self::BadFile(error) => error.fmt(f),
            Self::Nowhere => f.write_str("anonymous here, without a token"),
        }
    }
}

/// Follows huggingface_hub's order over `env`, the environment as a child inherits it.
#[must_use]
pub fn view(env: &Env, paths: &Paths) -> PythonView {
    let (token, place) = look(env, paths);
    let folders = [vars::HF_HOME, vars::HF_TOKEN_PATH, vars::XDG_CACHE_HOME].into_iter();
    let empty = folders.filter(|name| env.raw(name).is_some_and(std::ffi::OsStr::is_empty));
    let empty: Vec<&'static str> = empty.collect();
    let warn =
        |name| format!("{name} is set but empty: Python takes it as the current folder; unset it");
    let mut warnings: Vec<String> = empty.iter().map(warn).collect();
    if token.is_some() && env.flag(vars::HF_HUB_DISABLE_IMPLICIT_TOKEN) {
        warnings.push(format!(
            "{} is set: sent only where token=True",
            vars::HF_HUB_DISABLE_IMPLICIT_TOKEN
        ));
    }
    PythonView { token, place, empty, warnings }
}

fn look(env: &Env, paths: &Paths) -> (Option<Token>, Place) {
    if env.has(vars::HF_OIDC_RESOURCE) {
        return (None, Place::Exchange);
    }
    for name in TOKEN_NAMES.into_iter().take(TOKEN_NAMES_IN_PYTHON) {
        match env.text(name) {
            Ok(None) => {}
            Ok(Some(raw)) => match Token::clean(raw) {
                Ok(Some(token)) => return (Some(token), Place::Variable(name)),
                // Blanks hide the older name and fall through to the file.
                Ok(None) => break,
                Err(error) => return (None, Place::BadVariable(name, error)),
            },
            Err(error) => return (None, Place::NotUtf8(error)),
        }
    }
    match active::read(&paths.hf_token) {
        Ok(Some(token)) => (Some(token), Place::File(paths.hf_token.clone())),
        Ok(None) => (None, Place::Nowhere),
        Err(error) => (None, Place::BadFile(error)),
    }
}
