//! Where a login's token comes from: handed over, pasted, or made by the Hub for a browser.

use super::super::args::Login as Args;
use super::super::context::Context;
use super::super::failure::Failure;
use super::super::{prompt, read};
use super::{browser, page};
use crate::endpoint::Endpoint;
use crate::login::Renewal;
use crate::token::Token;

/// What is asked at the terminal. The answer is hidden, since many paste their token here.
const CHOICE: &str = "  1  log in with your browser
  2  paste a token
1 or 2 (Enter is 1; what you type is not shown): ";
/// A shorter answer is a slip of the finger.
const TOKEN_FROM: usize = 8;

/// A token on its way in.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) token: Token,
    /// What renews it.
    pub(super) refresh: Option<Token>,
    /// When it ends, in seconds since 1970.
    pub(super) expires_at: Option<i64>,
    pub(super) from_browser: bool,
}

impl Taken {
    /// What the store is to keep beside the token.
    pub(super) fn renewal(&self) -> Option<Renewal<'_>> {
        let token = self.refresh.as_ref()?;
        Some(Renewal { token, expires_at: self.expires_at })
    }
}

impl From<Token> for Taken {
    fn from(token: Token) -> Self {
        Self { token, refresh: None, expires_at: None, from_browser: false }
    }
}

/// Takes the token that the options name, or lets the person choose. Without a terminal it is the
/// browser's turn, as in huggingface_hub: somebody else may read what is told.
pub(super) fn take(context: &Context, endpoint: &Endpoint, args: &Args) -> Result<Taken, Failure> {
    if let Some((token, _)) = read::given_token(&context.global)? {
        if args.browser {
            return Err(Failure::error("--browser and a given token exclude each other"));
        }
        return Ok(token.into());
    }
    if args.browser {
        return browser::login(context, endpoint, args);
    }
    let terminal = prompt::has_terminal();
    if context.global.no_input || (args.open && !terminal) {
        return Err(Failure::error("there is no token to log in with").hint(prompt::SAFE_WAYS));
    }
    if args.open {
        return paste(context, endpoint, true);
    }
    if !terminal {
        return browser::login(context, endpoint, args);
    }
    let answer = prompt::hidden(CHOICE)?;
    match answer.trim() {
        "" | "1" => browser::login(context, endpoint, args),
        "2" => paste(context, endpoint, false),
        short if short.len() < TOKEN_FROM => {
            Err(Failure::error("that is neither 1 nor 2 nor a token"))
        }
        _ => Ok(read::clean("the pasted line", answer.as_bytes())?.into()),
    }
}

fn paste(context: &Context, endpoint: &Endpoint, open: bool) -> Result<Taken, Failure> {
    let address = format!("{endpoint}/settings/tokens");
    context.ui.say(format!("create a token at {address}"));
    context.ui.say("type Read is enough to download; Write or fine-grained to upload");
    if open && !page::open(context, &address) {
        context.ui.warn("there is no browser to open; BROWSER can name one");
    }
    Ok(prompt::token("Paste the token (it is not shown): ")?.into())
}
