//! What git would get in this place, and who would answer before hfenv.

use std::path::PathBuf;

use crate::cli::context::{Context, Wish};
use crate::cli::failure::Failure;
use crate::endpoint::Endpoint;
use crate::git::config::{Git, GitError, is_ours};
use crate::git::helper::{self, Answer};
use crate::git::protocol::Request;
use crate::git::rejection;
use crate::plaintext::answers_for;
use crate::project::repository_root;
use crate::resolve::source::Grant;
use crate::resolve::world::World;
use crate::store::Manner;
use crate::text::amount::ago;
use crate::text::printable_path;
use crate::token::Token;

/// What git would get, and from whom.
pub(super) struct GitView {
    /// The token.
    pub(super) token: Option<Token>,
    /// The user name that goes with it.
    pub(super) account: Option<String>,
    /// Where it comes from, or why there is none.
    pub(super) source: String,
    /// What stands in the way.
    pub(super) warnings: Vec<String>,
}

impl GitView {
    /// No answer, for this reason.
    pub(super) fn stopped(source: String) -> Self {
        Self { token: None, account: None, source, warnings: Vec::new() }
    }
}

/// Asks the helper's own code what it would answer for `url`.
pub(super) fn git_view(context: &Context, world: &World, url: &str) -> Result<GitView, Failure> {
    let mut warnings = Vec::new();
    let says_path = says_path(context, world, url, &mut warnings)?;
    let request = request_for(url, says_path)?;
    let endpoint = Endpoint::parse(&without_user(url))
        .map_err(|error| Failure::error(format!("the URL for git: {error}")))?;
    let folder = top_level(world);
    // git runs its helper in the top level of the work tree, so a project file below it is not
    // seen.
    let there = match &folder {
        Some(folder) if Some(folder) != world.folder.as_ref() => {
            if world.judged.project.files.iter().any(|file| file.path.parent() != Some(folder)) {
                warnings.push(format!(
                    "git looks from {}, not from this subfolder",
                    printable_path(folder)
                ));
            }
            Some(context.world_of(context.env().at(folder.clone()))?)
        }
        _ => None,
    };
    let there = there.as_ref().unwrap_or(world);
    let mut view = answered(there, &request, context.manner(Wish::Quiet))?;
    view.warnings.splice(0..0, warnings);
    if helper::may_be_ours(context.env(), &request) {
        view.warnings.extend(rivals(context, world, &endpoint));
    } else {
        view.warnings.push("this address is no endpoint of yours, so git gets nothing".to_owned());
    }
    Ok(view)
}

fn answered(world: &World, request: &Request, manner: Manner) -> Result<GitView, Failure> {
    let none = |source: String, warnings| GitView { token: None, account: None, source, warnings };
    Ok(match helper::get(world, request, manner, false)? {
        Answer::Token(grant, account) => GitView {
            token: Some(grant.local().clone()),
            account: Some(account),
            source: grant.source.to_string(),
            warnings: refused(world, &grant, request)?.into_iter().collect(),
        },
        Answer::Silence => none("nothing for this address".to_owned(), Vec::new()),
        Answer::Refusal(reason, hint) => none(reason, hint.into_iter().collect()),
    })
}

fn without_user(url: &str) -> String {
    match url.split_once("://") {
        Some((scheme, rest)) => {
            let end = rest.find('/').unwrap_or(rest.len());
            let host = rest[..end].rsplit('@').next().unwrap_or_default();
            format!("{scheme}://{host}{}", &rest[end..])
        }
        None => url.to_owned(),
    }
}

/// Whether git says which repository it asks for, where a rule of the user's looks at that.
fn says_path(
    context: &Context,
    world: &World,
    url: &str,
    warnings: &mut Vec<String>,
) -> Result<bool, Failure> {
    if !world.config()?.looks_at_repositories() {
        return Ok(false);
    }
    let git = Git::find(context.env()).map_err(GitError::from);
    // git's own trouble is told with its helpers.
    let said = git.and_then(|git| git.sends_path(&without_user(url), false)).unwrap_or_default();
    let says = said == Some(true);
    if !says && path_of(url).is_some() {
        warnings.push(
            "git does not say which repository it asks for, so rules see the work tree's remotes \
             only: hfenv setup git"
                .to_owned(),
        );
    }
    Ok(says)
}

fn path_of(url: &str) -> Option<&str> {
    let (_, path) = url.split_once("://")?.1.split_once('/')?;
    (!path.is_empty()).then_some(path)
}

/// What git would write to its helper for this URL.
fn request_for(url: &str, says_path: bool) -> Result<Request, Failure> {
    let bad = || Failure::error("the URL must look like https://[USER@]HOST/REPO");
    let (protocol, rest) = url.split_once("://").ok_or_else(bad)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    let mut text = format!("protocol={protocol}\nhost={host}\n");
    if let Some(user) = user.and_then(|user| user.split(':').next()) {
        text.extend(["username=", user, "\n"]);
    }
    if let Some(path) = path_of(url).filter(|_| says_path) {
        text.extend(["path=", path, "\n"]);
    }
    Request::parse(text.as_bytes()).map_err(|_| bad())
}

fn top_level(world: &World) -> Option<PathBuf> {
    let folder = world.folder.as_deref()?;
    Some(repository_root(folder).unwrap_or(folder).to_owned())
}

/// A server that refused this very token before.
fn refused(world: &World, grant: &Grant, request: &Request) -> Result<Option<String>, Failure> {
    let Some(origin) = helper::known_origin(world, request)? else { return Ok(None) };
    let found = rejection::of_token(&world.paths, &origin, grant.local())?;
    Ok(found.map(|rejection| {
        format!("{origin} refused this token {}; log in again", ago(rejection.at))
    }))
}

/// Who would answer git before hfenv.
fn rivals(context: &Context, world: &World, endpoint: &Endpoint) -> Vec<String> {
    let mut rivals = Vec::new();
    let helpers = Git::find(context.env()).map_err(GitError::from);
    match helpers.and_then(|git| git.helpers(endpoint)) {
        Err(error) => rivals.push(error.to_string()),
        Ok(helpers) => match helpers.first() {
            Some(first) if is_ours(first) => {}
            // People write their token into such a line.
            Some(first) if first.starts_with('!') => {
                rivals.push("git asks a shell command first: hfenv setup git".into());
            }
            Some(first) => rivals.push(format!("git asks {first:?} first: hfenv setup git")),
            None => rivals.push("hfenv is not git's credential helper: hfenv setup git".into()),
        },
    }
    let netrc = world.paths.home.join(".netrc");
    if answers_for(&netrc, endpoint).unwrap_or_default() {
        rivals.push(format!(
            "{} has an entry for this host, which git uses before any helper",
            printable_path(&netrc)
        ));
    }
    rivals
}
