//! `hfenv whoami`: ask the Hub whose token is used, and what it may do.

use serde_json::json;

use super::context::{Context, Wish, no_token};
use super::failure::{Failure, Outcome};
use super::ui::table;
use crate::hub::error::HubError;
use crate::hub::whoami::{self, FineGrained, Scope, Who};
use crate::resolve::source::{Grant, Source, Use};
use crate::text::printable;

pub(super) fn run(context: &Context) -> Outcome {
    let world = context.world()?;
    let resolution = context.resolve_renewed(&world, &context.question(Wish::Patient)?)?;
    let grant = resolution.grant.as_ref().ok_or_else(|| no_token(&resolution))?;
    // An address that was named is the one that is asked, or none is.
    let named = world.endpoint.as_ref().filter(|_| context.global.endpoint.is_some());
    if let Some(named) = named.filter(|named| grant.for_origin(named.origin(), Use::Http).is_none())
    {
        return Err(explain(HubError::Foreign(named.origin().clone()), grant));
    }
    let who = whoami::of_grant(grant).map_err(|error| explain(error, grant))?;
    if context.global.json {
        return context.ui.line(format!("{:#}", as_json(&who, grant)));
    }
    context.ui.shown(table(&rows(&who, grant)))
}

pub(super) fn explain(error: HubError, grant: &Grant) -> Failure {
    let invalid = matches!(error, HubError::InvalidToken(_));
    let failure = Failure::from(error).hint(format!("the token came from {}", grant.source));
    match &grant.source {
        _ if !invalid => failure,
        Source::Variable(name) => {
            failure.hint(format!("{name} wins over every login: replace or unset it"))
        }
        Source::Profile(name, _) => failure.hint(format!("hfenv login -p {name}")),
        _ => failure,
    }
}

fn rows(who: &Who, grant: &Grant) -> Vec<Vec<String>> {
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row =
        |name: &str, text: &str| rows.push(vec![name.to_owned(), printable(text).into_owned()]);
    row("user", &who.name);
    if !who.orgs.is_empty() {
        row("orgs", &who.orgs.iter().map(|org| org.name.as_str()).collect::<Vec<_>>().join(", "));
    }
    row("role", who.role().unwrap_or("unknown (OAuth login or older Hub)"));
    if let Some(name) = who.display_name() {
        row("token", &format!("{name} ({})", grant.local().mask()));
    } else {
        row("token", &grant.local().mask());
    }
    if let Some(expires) = who.expires() {
        row("expires", expires);
    }
    row("source", &grant.place());
    row("hub", &grant.endpoint.to_string());
    for (name, text) in scopes(who).map(scope_rows).unwrap_or_default() {
        row(name, &text);
    }
    rows
}

/// What a fine-grained token may do, a few words each.
pub(super) fn scopes_in_short(who: &Who) -> Vec<String> {
    let rows = scopes(who).map(scope_rows).unwrap_or_default().into_iter();
    rows.filter(|(name, _)| *name == "scope").map(|(_, text)| text).collect()
}

fn scope_rows(scopes: &FineGrained) -> Vec<(&'static str, String)> {
    let may = if scopes.can_read_gated_repos { "may" } else { "may not" };
    let mut rows = vec![("gated", format!("{may} read public gated repositories"))];
    for Scope { entity, permissions } in &scopes.scoped {
        rows.push((
            "scope",
            format!("{} {}: {}", entity.kind, entity.name, permissions.join(", ")),
        ));
    }
    if !scopes.global.is_empty() {
        rows.push(("scope", format!("everywhere: {}", scopes.global.join(", "))));
    }
    rows
}

fn scopes(who: &Who) -> Option<&FineGrained> {
    who.auth.access_token.as_ref()?.fine_grained.as_ref()
}

fn as_json(who: &Who, grant: &Grant) -> serde_json::Value {
    let scopes = scopes(who).map(|scopes| {
        let scoped = scopes.scoped.iter().map(|scope| {
            json!({
                "name": scope.entity.name,
                "permissions": scope.permissions,
                "type": scope.entity.kind,
            })
        });
        json!({
            "can_read_gated_repos": scopes.can_read_gated_repos,
            "global": scopes.global,
            "scoped": scoped.collect::<Vec<_>>(),
        })
    });
    json!({
        "endpoint": grant.endpoint.to_string(),
        "expires": who.expires(),
        "fine_grained": scopes,
        "mask": grant.local().mask(),
        "orgs": who.orgs.iter().map(|org| &org.name).collect::<Vec<_>>(),
        "profile": grant.profile.as_ref().map(|profile| profile.name.to_string()),
        "role": who.role(),
        "source": grant.source.to_string(),
        "token_name": who.display_name(),
        "type": who.kind,
        "user": who.name,
        "version": 1,
    })
}
