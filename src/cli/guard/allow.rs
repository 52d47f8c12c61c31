//! `hfenv guard allow`: note that a finding is no secret.

use std::path::PathBuf;

use serde_json::json;

use super::super::args::GuardAllow;
use super::super::context::Context;
use super::super::failure::{Failure, Outcome};
use super::way;
use super::words::count;
use crate::guard::allow::{NAME, add, is_fingerprint, is_placeholder};
use crate::guard::repo::Repo;
use crate::guard::{self, rules};
use crate::program::Git;
use crate::text::{printable_path, redact};

pub(super) fn run(context: &Context, args: &GuardAllow) -> Outcome {
    if !args.fingerprints.iter().all(|word| is_fingerprint(word)) {
        // What it is may be the secret itself.
        return Err(Failure::error("not a fingerprint")
            .hint("it is what hfenv guard scan prints in brackets: a name, a colon, 32 digits"));
    }
    let unknown = |word: &&String| {
        let rule = word.split(':').next().unwrap_or_default();
        rule != guard::scan::OWN_RULE && rules::by_name(rule).is_none()
    };
    if args.fingerprints.iter().any(|word| unknown(&word)) {
        return Err(Failure::error("not a fingerprint: there is no rule of that name")
            .hint("copy it whole from hfenv guard scan; hfenv guard rules lists the names"));
    }
    let reason = args.reason.as_deref().map(str::trim).filter(|reason| !reason.is_empty());
    if let Some(reason) = reason {
        if reason.contains(char::is_control) {
            return Err(Failure::error("--reason: it has to fit one line"));
        }
        if is_placeholder(reason.as_bytes()) {
            return Err(Failure::error(format!("--reason: {reason} is none"))
                .hint("put yours there, such as --reason 'revoked in May'"));
        }
        if redact(reason) != reason {
            return Err(Failure::error("--reason: there is a token in it"));
        }
    }
    let top = top(context);
    let path = top.clone().unwrap_or_default().join(NAME);
    let lines = add(&path, &args.fingerprints, reason)?;
    let (ui, shown) = (context.ui, printable_path(&path));
    if context.global.json {
        ui.line(format!(
            "{:#}",
            json!({
                "added": lines.added,
                "explained": lines.explained,
                "known": lines.known,
                "path": path.display().to_string(),
                "version": 1,
            })
        ))?;
    }
    if lines.known > 0 {
        ui.say(format!("{shown}: {} there already", count(lines.known, "fingerprint")));
    }
    if lines.added > 0 {
        ui.say(format!("{shown}: {} added", count(lines.added, "fingerprint")));
    }
    if lines.explained > 0 {
        ui.say(format!("{shown}: {} with that reason now", count(lines.explained, "fingerprint")));
    }
    if lines.added > 0 && reason.is_none() {
        let command = way::allow_command(&args.fingerprints.join(" "));
        ui.hint(format!("say why, for whoever reviews it:\n{command}"));
    }
    if top.is_some() {
        let path = shell_words::quote(&shown).into_owned();
        ui.hint(format!("the staged copy counts, once git knows the list:\ngit add -- {path}"));
    }
    Ok(())
}

/// The way to the work tree's top from here, where this is one.
fn top(context: &Context) -> Option<PathBuf> {
    let git = Git::find(context.env()).ok()?;
    let top = Repo::new(git, Vec::new(), Vec::new(), None).top().ok()?;
    let here = context.env().cwd()?.canonicalize().ok()?;
    let below = here.strip_prefix(top.canonicalize().ok()?).map(|below| below.components().count());
    // Outside of the work tree that GIT_DIR and its like name, only the whole path leads there.
    Some(below.map_or(top, |steps| std::iter::repeat_n("..", steps).collect()))
}
