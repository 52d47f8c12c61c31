//! Who asks a Hub about a repository, and with which token.

use super::context::Context;
use super::settings;
use crate::endpoint::Endpoint;
use crate::hub::client::{Client, Limits};
use crate::resolve::Resolution;
use crate::resolve::source::{Grant, Use};
use crate::vars::{self, Env};

/// Who asks whom.
#[derive(Clone, Copy)]
pub(super) struct Asker<'a> {
    /// How the token was found; `None` where nobody looked for one.
    pub(super) resolution: Option<&'a Resolution>,
    /// The Hub.
    pub(super) endpoint: &'a Endpoint,
    /// The settings in force.
    pub(super) env: &'a Env,
}

impl<'a> Asker<'a> {
    /// The token, if there is one.
    pub(super) fn grant(&self) -> Option<&'a Grant> {
        self.resolution?.grant.as_ref()
    }

    /// The token, if the Hub that is asked may have it.
    pub(super) fn sent(&self) -> Option<&'a Grant> {
        self.grant().filter(|grant| grant.for_origin(self.endpoint.origin(), Use::Http).is_some())
    }

    /// A client of the Hub with so many connections. A token that has to stay here is told of.
    pub(super) fn client(&self, context: &Context, connections: u8) -> Client {
        if let (Some(grant), None) = (self.grant(), self.sent()) {
            let (source, endpoint) = (&grant.source, self.endpoint);
            context.ui.warn(format!(
                "the token of {source} does not belong to {endpoint}, which is asked without it"
            ));
        }
        let seconds = |name| settings::seconds(context, self.env, name);
        let limits = Limits {
            ask: seconds(vars::HF_HUB_ETAG_TIMEOUT),
            stall: seconds(vars::HF_HUB_DOWNLOAD_TIMEOUT),
            connections: usize::from(connections),
        };
        Client::new(self.endpoint.clone(), self.sent().cloned(), limits)
    }
}
