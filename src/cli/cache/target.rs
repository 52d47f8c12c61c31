//! What somebody names of the cache: a repository, a revision, or a repository at a revision.

use crate::cache::census::{CachedRepo, CachedRevision, Census};
use crate::cli::failure::Failure;
use crate::endpoint::Endpoint;
use crate::repo::{Address, Kind};
use crate::text::printable;

/// What is meant.
#[derive(Debug, Clone, Copy)]
pub(super) struct Target<'a> {
    /// The repository.
    pub(super) repo: &'a CachedRepo,
    /// The revision; all of them without one.
    pub(super) revision: Option<&'a CachedRevision>,
}

/// Digits from which a revision can be told.
const DIGITS_MIN: usize = 7;

/// Finds a target.
pub(super) fn find<'a>(
    census: &'a Census,
    endpoint: &Endpoint,
    text: &str,
) -> Result<Target<'a>, Failure> {
    if let Some(repo) = named(census, text)? {
        return Ok(Target { repo, revision: None });
    }
    let is_hex = text.len() >= DIGITS_MIN && text.bytes().all(|b| b.is_ascii_hexdigit());
    if is_hex {
        return by_digits(census, text);
    }
    if !text.contains("://") {
        return Err(absent(census, text));
    }
    let address =
        Address::parse(text, None, endpoint).map_err(|error| Failure::error(error.to_string()))?;
    if address.path.is_some() {
        return Err(Failure::error(format!("{}: a single file can't be named", printable(text)))
            .hint("name its revision or its repository"));
    }
    let found = census.repos.iter().find(|cached| cached.repo == address.repo);
    let repo = found.ok_or_else(|| absent(census, text))?;
    let revision = match &address.revision {
        Some(revision) => Some(self::revision(repo, revision.as_str())?),
        None => None,
    };
    Ok(Target { repo, revision })
}

/// A repository as people write it: `org/name` for a model, `datasets/org/name`, or
/// `dataset/org/name` as `hf cache` does. Letters count alike in both cases, unless that leaves
/// several.
pub(super) fn named<'a>(census: &'a Census, text: &str) -> Result<Option<&'a CachedRepo>, Failure> {
    let text = text.strip_suffix('/').unwrap_or(text);
    let names = |cached: &CachedRepo| {
        let (kind, name) = (cached.repo.kind(), cached.repo.name());
        let plain = (kind == Kind::Model).then(|| name.to_owned());
        let prefixed = [kind.name(), kind.plural()].map(|prefix| format!("{prefix}/{name}"));
        plain.into_iter().chain(prefixed)
    };
    let all = || census.repos.iter();
    if let Some(exact) = all().find(|cached| names(cached).any(|name| name == text)) {
        return Ok(Some(exact));
    }
    let alike = all().filter(|cached| names(cached).any(|name| name.eq_ignore_ascii_case(text)));
    match alike.collect::<Vec<_>>()[..] {
        [] => Ok(None),
        [one] => Ok(Some(one)),
        ref many => {
            let names: Vec<String> = many.iter().map(|cached| cached.repo.to_string()).collect();
            Err(Failure::error(format!("{} is one of {}", printable(text), names.join(", "))))
        }
    }
}

/// A revision of a repository: a reference or the first digits of a commit.
pub(super) fn revision<'a>(
    repo: &'a CachedRepo,
    text: &str,
) -> Result<&'a CachedRevision, Failure> {
    let referenced = repo.refs.iter().find(|reference| reference.name == text);
    let name = referenced.map_or_else(|| text.to_ascii_lowercase(), |r| r.commit.clone());
    let long = referenced.is_some() || text.len() >= DIGITS_MIN;
    let all = repo.revisions.iter();
    let found = all.filter(|revision| long && revision.name.starts_with(&name)).collect::<Vec<_>>();
    match found[..] {
        [one] => Ok(one),
        [] => {
            let known: Vec<String> = repo
                .revisions
                .iter()
                .map(|revision| revision.refs.first().unwrap_or(&revision.name).clone())
                .collect();
            let failure =
                Failure::no(format!("{} has no revision {} here", repo.repo, printable(text)));
            Err(if known.is_empty() { failure } else { failure.hint(there_are(&known)) })
        }
        ref many => Err(several(text, many.iter().map(|revision| (repo, *revision)))),
    }
}

fn by_digits<'a>(census: &'a Census, text: &str) -> Result<Target<'a>, Failure> {
    let digits = text.to_ascii_lowercase();
    let all = census.repos.iter();
    let all = all.flat_map(|repo| repo.revisions.iter().map(move |revision| (repo, revision)));
    let found = all.filter(|(_, revision)| revision.name.starts_with(&digits)).collect::<Vec<_>>();
    match found[..] {
        [(repo, revision)] => Ok(Target { repo, revision: Some(revision) }),
        [] => Err(absent(census, text)),
        ref many => Err(several(text, many.iter().copied())),
    }
}

fn several<'a>(
    text: &str,
    found: impl Iterator<Item = (&'a CachedRepo, &'a CachedRevision)>,
) -> Failure {
    let told = found.map(|(repo, revision)| format!("{} of {}", revision.name, repo.repo));
    Failure::error(format!("{} is more than one revision", printable(text)))
        .hint(there_are(&told.collect::<Vec<_>>()))
}

fn absent(census: &Census, text: &str) -> Failure {
    let failure = Failure::no(format!("{} is not in the cache", printable(text)));
    let same = census.repos.iter().filter(|cached| {
        let name = cached.repo.name().to_lowercase();
        text.rsplit('/').next().is_some_and(|last| name.ends_with(&last.to_lowercase()))
    });
    let same: Vec<String> = same.map(|cached| cached.repo.to_string()).collect();
    let linked = census.all_unknown().find(|unknown| {
        let folder = unknown.path.file_name().unwrap_or_default().to_string_lossy();
        unknown.why.starts_with("a link") && folder.ends_with(&text.replace('/', "--"))
    });
    match linked {
        Some(link) => {
            let path = crate::text::printable_path(&link.path);
            failure.hint(format!("{path} is {}; what it leads to is yours to delete", link.why))
        }
        None if same.is_empty() || text.is_empty() => failure.hint("hfenv cache ls"),
        None => failure.hint(there_are(&same)),
    }
}

fn there_are(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(10).map(|name| printable(name).into()).collect();
    let more = if names.len() > 10 { " …" } else { "" };
    format!("there are: {}{more}", shown.join(", "))
}
