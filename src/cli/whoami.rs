//! `hfenv whoami`: ask the Hub whose token is used, and what it may do.

use serde_json::json;

use super::args::Whoami;
use super::context::{Context, Wish, no_token};
use super::failure::{Failure, Outcome};
use super::ui::{Tone, table};
use crate::hub::error::HubError;
use crate::hub::lately::{self, Known};
use crate::hub::whoami::{FineGrained, Scope, Who};
use crate::resolve::source::{Grant, Source, Use};
use crate::text::amount::ago;
use crate::text::{printable, rfc3339, unix_now, unix_seconds};
use crate::token::Family;

pub(super) fn run(context: &Context, args: &Whoami) -> Outcome {
    let world = context.world()?;
    let resolution = context.resolve_renewed(&world, &context.question(Wish::Patient)?)?;
    let grant = resolution.grant.as_ref().ok_or_else(|| no_token(&resolution))?;
    // An address that was named is the one that is asked, or none is.
    let named = world.endpoint.as_ref().filter(|_| context.global.endpoint.is_some());
    if let Some(named) = named.filter(|named| grant.for_origin(named.origin(), Use::Http).is_none())
    {
        return Err(explain(HubError::Foreign(named.origin().clone()), grant));
    }
    let known = lately::who(&world.paths, grant, args.fresh);
    let known = known.map_err(|error| explain(error, grant))?;
    if let Some(wait) = known.limited {
        let hub = &grant.endpoint;
        let then = ago(unix_now() - known.age);
        context.ui.warn(format!(
            "{hub} limits the rate of requests and asks to wait {wait} s; it said this {then}"
        ));
    }
    if context.global.json {
        return context.ui.line(format!("{:#}", as_json(&known, grant)));
    }
    let mut text = table(&rows(&known, grant));
    if let Some(scopes) = known.who.fine_grained() {
        text.push('\n');
        text.push_str(&table(&scope_rows(context, scopes)));
    }
    context.ui.shown(text)
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

fn rows(known: &Known, grant: &Grant) -> Vec<Vec<String>> {
    let who = &known.who;
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row =
        |name: &str, text: &str| rows.push(vec![name.to_owned(), printable(text).into_owned()]);
    row("user", &who.name);
    if !who.orgs.is_empty() {
        row("orgs", &who.orgs.iter().map(|org| org.name.as_str()).collect::<Vec<_>>().join(", "));
    }
    row(
        "role",
        who.role().unwrap_or(match grant.local().family() {
            Family::OAuth => "what the account may (browser login)",
            _ => "unknown (an older Hub)",
        }),
    );
    if let Some(name) = who.display_name() {
        row("token", &format!("{name} ({})", grant.local().mask()));
    } else {
        row("token", &grant.local().mask());
    }
    if let Some(expires) = expires(who, grant) {
        let when = unix_seconds(&expires).map(|at| format!(", {}", distance(at)));
        row("expires", &format!("{expires}{}", when.unwrap_or_default()));
    }
    row("source", &grant.place());
    row("hub", &grant.endpoint.to_string());
    if let Some(scopes) = who.fine_grained() {
        let may = if scopes.can_read_gated_repos { "may" } else { "may not" };
        row("gated", &format!("{may} read public gated repositories"));
    }
    if known.age > 0 {
        row("asked", &format!("{} s ago; to ask anew: --fresh", known.age));
    }
    rows
}

/// When the token ends, by the Hub, or by who saved it.
fn expires(who: &Who, grant: &Grant) -> Option<String> {
    who.expires().map(ToOwned::to_owned).or_else(|| grant.expires.map(rfc3339))
}

/// How far off a moment is, in words.
fn distance(at: i64) -> String {
    let left = at.saturating_sub(unix_now());
    match left {
        ..=0 => ago(at),
        1..=5_399 => format!("in {} minutes", (left + 30) / 60),
        5_400..=172_799 => format!("in {} hours", (left + 1_800) / 3_600),
        _ => format!("in {} days", left / 86_400),
    }
}

/// What a fine-grained token may do, as a table.
fn scope_rows(context: &Context, scopes: &FineGrained) -> Vec<Vec<String>> {
    let head = ["on", "may"].map(|text| context.ui.paint(Tone::Strong, text));
    let rows = scopes_of(scopes).map(|(on, may)| {
        let may = if may.is_empty() { "nothing".to_owned() } else { may };
        [printable(&on).into_owned(), printable(&may).into_owned()]
    });
    let mut rows: Vec<Vec<String>> = std::iter::once(head).chain(rows).map(Vec::from).collect();
    if rows.len() == 1 {
        rows.push(vec!["everywhere".to_owned(), "nothing".to_owned()]);
    }
    rows
}

/// On what a fine-grained token may do what.
fn scopes_of(scopes: &FineGrained) -> impl Iterator<Item = (String, String)> {
    let single = scopes.scoped.iter().map(|Scope { entity, permissions }| {
        (format!("{} {}", entity.kind, entity.name), permissions.join(", "))
    });
    let global = Some(&scopes.global).filter(|global| !global.is_empty());
    single.chain(global.map(|global| ("everywhere".to_owned(), global.join(", "))))
}

/// What a fine-grained token may do, a few words each.
pub(super) fn scopes_in_short(who: &Who) -> Vec<String> {
    let scopes = who.fine_grained().into_iter().flat_map(scopes_of);
    scopes.map(|(on, may)| format!("{on}: {may}")).collect()
}

fn as_json(known: &Known, grant: &Grant) -> serde_json::Value {
    let who = &known.who;
    let scopes = who.fine_grained().map(|scopes| {
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
        "age": known.age,
        "endpoint": grant.endpoint.to_string(),
        "expires": expires(who, grant),
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
