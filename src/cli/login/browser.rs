//! The browser login: a page and a code are shown, and the program waits for the person there.

use super::super::args::Login as Args;
use super::super::context::Context;
use super::super::failure::Failure;
use super::super::prompt;
use super::page;
use super::take::Taken;
use crate::endpoint::Endpoint;
use crate::hub::error::HubError;
use crate::hub::oauth::{self, Device, OAuthError};
use crate::login::device;
use crate::text::unix_now;

/// Logs in with a browser, which may be anybody's: the code is what connects both.
pub(super) fn login(context: &Context, endpoint: &Endpoint, args: &Args) -> Result<Taken, Failure> {
    let client = oauth::client(context.env()).map_err(|error| Failure::error(error.to_string()))?;
    let device = oauth::begin(endpoint, &client).map_err(not_begun)?;
    tell(context, &device);
    if !args.no_browser && prompt::has_terminal() {
        page::open(context, device.page_with_code.as_ref().unwrap_or(&device.page));
    }
    context.ui.say("waiting for the answer; Ctrl-C ends the wait");
    let mut told = false;
    let issued = device::wait(endpoint, &client, &device, |error| {
        if told {
            context.ui.detail(error);
        } else {
            context.ui.warn(format!("{error}; still waiting"));
        }
        told = true;
    })?;
    Ok(Taken {
        token: issued.access,
        refresh: issued.refresh,
        expires_at: issued.expires_in.map(|seconds| unix_now().saturating_add(seconds)),
        from_browser: true,
    })
}

/// The page and the code. Nobody can log in without them, so `-q` does not hide them.
fn tell(context: &Context, device: &Device) {
    let good = match device.expires_in {
        seconds @ 0..120 => format!("{seconds} seconds"),
        seconds => format!("{} minutes", seconds / 60),
    };
    let code = &device.user_code;
    if let Some(page) = &device.page_with_code {
        context.ui.urge(format!("open {page} in a browser"));
        context.ui.urge(format!("and agree if it shows the code {code} (good for {good})"));
    } else {
        context.ui.urge(format!("open {} in a browser", device.page));
        context.ui.urge(format!("and type the code {code} there (good for {good})"));
    }
}

/// Mirrors and older servers have no such login.
fn not_begun(error: OAuthError) -> Failure {
    let missing =
        matches!(&error, OAuthError::Hub(HubError::Status { status: 404 | 405 | 501, .. }));
    let failure = Failure::from(error);
    if !missing {
        return failure;
    }
    failure
        .hint("this address may have no browser login; paste a token, or log in at the Hub itself")
        .hint(prompt::SAFE_WAYS)
}
