//! How a token is taken out of a text: the lines that change, before and after.

use std::ops::Range;

use super::form::{Form, Spot, overlap};
use super::{comment, line_of, netrc, url, within};
use crate::profile::Profile;

/// What stands in the list of removals for a token of this profile.
pub(super) const MARK: &str = "hfenv:";

/// The lines that change.
#[derive(Debug)]
pub(super) struct Edit {
    /// Where they stand.
    pub(super) range: Range<usize>,
    /// The first of them, from 1.
    pub(super) line: usize,
    /// The line of each token that goes, and the profile that has it.
    pub(super) gone: Vec<(usize, Profile)>,
    /// Their text, with a mark for each token: every second piece is one.
    pub(super) before: Vec<String>,
    /// What stands there instead.
    pub(super) after: String,
}

/// A token on its way out, and the profile that has it.
pub(super) struct Leaving<'a> {
    pub(super) spot: &'a Spot,
    pub(super) profile: &'a Profile,
}

/// The bytes that change with a token: its line, or its entry.
pub(super) fn block(form: Form, bytes: &[u8], spot: &Spot) -> Range<usize> {
    let line = |range: &Range<usize>| {
        let start = bytes[..range.start].iter().rposition(|byte| *byte == b'\n');
        let end = bytes[range.end..].iter().position(|byte| *byte == b'\n');
        start.map_or(0, |at| at + 1)..end.map_or(bytes.len(), |at| range.end + at + 1)
    };
    let entry = |entry: &netrc::Entry| entry.password.as_ref() == Some(&spot.bytes);
    match netrc::entries(bytes).iter().filter(|_| form == Form::Netrc).find(|e| entry(e)) {
        Some(entry) => line(&entry.range),
        None => line(&spot.bytes),
    }
}

/// The change of one block; `leaving` are the tokens in it, in order. Or why it is a person's work.
pub(super) fn edit(
    form: Form,
    bytes: &[u8],
    range: Range<usize>,
    leaving: &[Leaving<'_>],
    number: u64,
) -> Result<Edit, &'static str> {
    let text = str::from_utf8(&bytes[range.clone()]).map_err(|_| "its line is not UTF-8 text")?;
    let at = |spot: &Spot| spot.bytes.start - range.start..spot.bytes.end - range.start;
    let mut before = Vec::with_capacity(2 * leaving.len() + 1);
    let mut from = 0;
    for Leaving { spot, profile } in leaving {
        let spot = at(spot);
        before.push(text[from..spot.start].to_owned());
        before.push(format!("{MARK}{}", profile.name));
        from = spot.end;
    }
    before.push(text[from..].to_owned());
    let after = match form {
        _ if is_comment(form, text) => substituted(text, leaving, at, |leaving| {
            Some(format!("{MARK}{}", leaving.profile.name))
        }),
        Form::Compose => substituted(text, leaving, at, |_| Some("${HF_TOKEN}".to_owned())),
        Form::Workflow => {
            substituted(text, leaving, at, |_| Some("${{ secrets.HF_TOKEN }}".to_owned()))
        }
        Form::Credentials => one_url(text).then(String::new),
        Form::FishVariables => text.starts_with("SETUVAR ").then(String::new),
        Form::Netrc => one_entry(text).then(String::new),
        Form::GitConfig => without_logins(text, leaving, at),
        Form::Sh | Form::Xonsh | Form::Lines | Form::Docker => {
            let goes_on = within::goes_on(form, &bytes[..range.start]);
            let [Leaving { spot, profile }] = leaving else { return Err(MORE) };
            (!goes_on).then(|| noted(form, text, &at(spot), profile, number)).flatten()
        }
        Form::Other => None,
    };
    let line = line_of(bytes, range.start);
    let gone = leaving.iter().map(|Leaving { spot, profile }| {
        (line_of(bytes, spot.bytes.start), Profile::clone(profile))
    });
    let gone = gone.collect();
    Ok(Edit { range, line, gone, before, after: after.ok_or(MORE)? })
}

/// Why a line is left alone.
const MORE: &str = "its line does more than set a variable";

/// Whether the whole line is a comment already.
pub(super) fn is_comment(form: Form, text: &str) -> bool {
    let hash = !matches!(form, Form::Credentials | Form::FishVariables);
    hash && text.trim_start().starts_with('#')
}

/// A comment in the place of an assignment, and what does nothing before it: a block must not
/// become empty.
fn noted(
    form: Form,
    text: &str,
    at: &Range<usize>,
    profile: &Profile,
    number: u64,
) -> Option<String> {
    let name = comment::variable(&text[..at.start], &text[at.end..])?;
    let indent = &text[..text.len() - text.trim_start().len()];
    let nothing = match form {
        Form::Sh => ": ",
        Form::Xonsh => "pass  ",
        _ => "",
    };
    let end =
        if text.ends_with("\r\n") { "\r\n" } else { &text[text.trim_end_matches('\n').len()..] };
    let profile = &profile.name;
    let note = format!("(import {number}: hfenv import --undo puts it back)");
    Some(format!("{indent}{nothing}# {name} is in hfenv's profile {profile} {note}{end}"))
}

/// The text with something else in the place of each token.
fn substituted(
    text: &str,
    leaving: &[Leaving<'_>],
    at: impl Fn(&Spot) -> Range<usize>,
    instead: impl Fn(&Leaving<'_>) -> Option<String>,
) -> Option<String> {
    let mut after = String::with_capacity(text.len());
    let mut from = 0;
    for leaving in leaving {
        let spot = at(leaving.spot);
        after.push_str(&text[from..spot.start]);
        after.push_str(&instead(leaving)?);
        from = spot.end;
    }
    after.push_str(&text[from..]);
    Some(after)
}

/// URLs with a user name alone: one that means the profile, so that hfenv answers as before.
fn without_logins(
    text: &str,
    leaving: &[Leaving<'_>],
    at: impl Fn(&Spot) -> Range<usize>,
) -> Option<String> {
    let logins = url::logins(text.as_bytes());
    let (mut after, mut from) = (String::with_capacity(text.len()), 0);
    for Leaving { spot, profile } in leaving {
        let spot = at(spot);
        let login = logins.iter().find(|login| overlap(&login.secret, &spot))?;
        let user = &text[login.user.clone()];
        let user = if profile.answers_to(user) { user } else { profile.name.as_str() };
        after.push_str(&text[from..login.whole.start]);
        after.push_str(user);
        after.push('@');
        from = login.whole.end;
    }
    after.push_str(&text[from..]);
    Some(after)
}

fn one_url(text: &str) -> bool {
    let url = text.trim();
    !url.contains(char::is_whitespace) && url::logins(url.as_bytes()).len() == 1
}

/// Whether lines of a `.netrc` hold one entry of the usual words and nothing else.
fn one_entry(text: &str) -> bool {
    let entries = netrc::entries(text.as_bytes());
    let [entry] = entries.as_slice() else { return false };
    let around = [&text[..entry.range.start], &text[entry.range.end..]];
    !entry.has_more && around.iter().all(|part| part.trim().is_empty())
}
