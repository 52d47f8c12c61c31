//! What Python's huggingface_hub would use if it were started here: its own order
//! (`utils/_auth.py`), followed over the environment that a child would inherit.

use crate::paths::Paths;
use crate::store::active;
use crate::text::printable_path;
use crate::token::Token;
use crate::vars::{self, Env, TOKEN_NAMES, TOKEN_NAMES_IN_PYTHON};

/// huggingface_hub's answer.
#[derive(Debug)]
pub struct PythonView {
    /// The token it would send.
    pub token: Option<Token>,
    /// Where it would find it, or why it would find none.
    pub place: String,
    /// Things that make it behave in unexpected ways.
    pub warnings: Vec<String>,
}

/// Follows huggingface_hub's order over `env`, the environment as a child inherits it.
#[must_use]
pub fn view(env: &Env, paths: &Paths) -> PythonView {
    let (token, place) = look(env, paths);
    let mut warnings: Vec<String> = [vars::HF_HOME, vars::HF_TOKEN_PATH, vars::XDG_CACHE_HOME]
        .into_iter()
        .filter(|name| env.raw(name).is_some_and(std::ffi::OsStr::is_empty))
        .map(|name| {
            format!("{name} is set but empty: Python takes it as the current folder; unset it")
        })
        .collect();
    if token.is_some() && env.flag(vars::HF_HUB_DISABLE_IMPLICIT_TOKEN) {
        warnings.push(format!(
            "{} is set: sent only where token=True",
            vars::HF_HUB_DISABLE_IMPLICIT_TOKEN
        ));
    }
    PythonView { token, place, warnings }
}

fn look(env: &Env, paths: &Paths) -> (Option<Token>, String) {
    if env.has(vars::HF_OIDC_RESOURCE) {
        return (None, "an OIDC exchange for HF_OIDC_RESOURCE, before anything else".into());
    }
    for name in TOKEN_NAMES.into_iter().take(TOKEN_NAMES_IN_PYTHON) {
        match env.text(name) {
            Ok(None) => {}
            Ok(Some(raw)) => match Token::clean(raw) {
                Ok(Some(token)) => return (Some(token), format!("{name} in the environment")),
                // Blanks hide the older name and fall through to the file.
                Ok(None) => break,
                Err(error) => return (None, format!("{name} in the environment, but {error}")),
            },
            Err(error) => return (None, error.to_string()),
        }
    }
    match active::read(&paths.hf_token) {
        Ok(Some(token)) => (Some(token), printable_path(&paths.hf_token)),
        Ok(None) => (None, "anonymous here, without a token".into()),
        Err(error) => (None, error.to_string()),
    }
}
