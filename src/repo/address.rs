//! How people name a repository: `org/name`, `datasets/org/name`, `hf://…`, an address of the web.

use super::{FilePath, Kind, Repo, RepoError, Revision};
use crate::endpoint::{Endpoint, Origin};
use crate::text::{printable, redact};

/// What somebody named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// The repository.
    pub repo: Repo,
    /// The revision, if it was named.
    pub revision: Option<Revision>,
    /// The file or folder (with a final `/`), if it was named.
    pub path: Option<String>,
}

/// The pages of a repository that name a revision, and perhaps a path.
const PAGES: [&str; 7] = ["blob", "resolve", "raw", "tree", "blame", "commit", "commits"];

/// What stands in an address where a namespace would, and is none.
const NO_NAMESPACES: [&str; 12] = [
    "api",
    "blog",
    "buckets",
    "chat",
    "collections",
    "docs",
    "join",
    "login",
    "organizations",
    "papers",
    "settings",
    "tasks",
];

/// Most characters of an address that a message repeats.
const SHOWN_MAX: usize = 200;

impl Address {
    /// Reads what was typed. `kind` is that of `--type`; a kind in the text must agree with it.
    /// Addresses of the web are those of `endpoint` and of the public Hub; a token is nothing that
    /// this decides about.
    pub fn parse(text: &str, kind: Option<Kind>, endpoint: &Endpoint) -> Result<Self, RepoError> {
        let text = text.trim();
        let host = text.split('/').next().unwrap_or_default().to_ascii_lowercase();
        if let Some(rest) = text.strip_prefix("hf://") {
            return of_hf(text, rest, kind);
        }
        if text.contains("://") {
            return of_web(text, kind, endpoint);
        }
        // A browser's address line leaves out the rest.
        if matches!(host.as_str(), "huggingface.co" | "hf.co") {
            return of_web(&format!("https://{text}"), kind, endpoint);
        }
        // As a shell completes folders, and as `hf cache` names repositories.
        let text = text.strip_suffix('/').unwrap_or(text);
        let (named, name) = singular(text).unwrap_or_else(|| kind_of(text));
        let repo = Repo::new(agreed(text, named, kind)?, name)?;
        Ok(Self { repo, revision: None, path: None })
    }
}

impl Repo {
    /// The repository that git means by a path at a Hub: `datasets/org/name.git`, or deeper in it,
    /// as Git LFS asks for `org/name.git/info/lfs`.
    #[must_use]
    pub fn of_git(path: &str) -> Option<Self> {
        let (kind, rest) = kind_of(path.trim_matches('/'));
        let deeper = rest.find(".git/").or_else(|| rest.find("/info/lfs"));
        let name = &rest[..deeper.unwrap_or(rest.len())];
        let name = name.strip_suffix(".git").unwrap_or(name);
        let first = name.split('/').next().unwrap_or_default();
        if NO_NAMESPACES.contains(&first) {
            return None;
        }
        Self::new(kind.unwrap_or(Kind::Model), name).ok()
    }
}

/// `hf://[TYPE/]NS/NAME[@REV][/PATH]`.
fn of_hf(text: &str, rest: &str, kind: Option<Kind>) -> Result<Address, RepoError> {
    let odd = || RepoError::Address(shown(text));
    let (named, rest) = kind_of(rest);
    let (namespace, rest) = rest.split_once('/').ok_or_else(odd)?;
    let cut = rest.find(['/', '@']).unwrap_or(rest.len());
    let (name, rest) = rest.split_at(cut);
    if NO_NAMESPACES.contains(&namespace) {
        return Err(odd());
    }
    let repo = Repo::new(agreed(text, named, kind)?, &format!("{namespace}/{name}"))?;
    let (revision, path) = match rest.strip_prefix('@') {
        None => (None, rest),
        Some(rest) => {
            let (revision, path) = rest.split_at(revision_end(rest));
            let revision = decoded(revision).ok_or_else(odd)?;
            (Some(Revision::parse(&revision)?), path)
        }
    };
    Ok(Address { repo, revision, path: path_of(path.strip_prefix('/').unwrap_or(path))? })
}

/// `refs/pr/1` and `refs/convert/x` are taken whole; in others a `/` is written as `%2F`.
fn revision_end(text: &str) -> usize {
    let whole = text.starts_with("refs/pr/") || text.starts_with("refs/convert/");
    let mut ends = text.match_indices('/').map(|(at, _)| at);
    ends.nth(if whole { 2 } else { 0 }).unwrap_or(text.len())
}

/// An address of the endpoint or of the public Hub.
fn of_web(text: &str, kind: Option<Kind>, endpoint: &Endpoint) -> Result<Address, RepoError> {
    let odd = || RepoError::Address(shown(text));
    let plain = text.split(['?', '#']).next().unwrap_or_default();
    let (scheme, rest) = plain.split_once("://").ok_or_else(odd)?;
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let origin = Origin::parse(scheme, authority).map_err(|_| odd())?;
    // With or without TLS: nothing is sent there for being named.
    let tls = Origin::parse("https", authority);
    let path = if origin == *endpoint.origin() {
        let below = path.strip_prefix(endpoint.path());
        below.filter(|path| path.is_empty() || path.starts_with('/')).ok_or_else(odd)?
    } else if Endpoint::hub_names().iter().any(|hub| tls.as_ref() == Ok(hub.origin())) {
        path
    } else {
        return Err(RepoError::Host { host: origin.to_string(), endpoint: endpoint.clone() });
    };
    let parts: Option<Vec<String>> =
        path.split('/').filter(|part| !part.is_empty()).map(decoded).collect();
    let parts = parts.ok_or_else(odd)?;
    let mut parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let named = parts.first().and_then(|first| Kind::from_plural(first));
    if named.is_some() {
        parts.remove(0);
    }
    let kind = agreed(text, Some(named.unwrap_or(Kind::Model)), kind)?;
    page(&parts, kind).ok_or_else(odd)?
}

/// The parts behind the kind: a name, and perhaps a page of the repository.
fn page(parts: &[&str], kind: Kind) -> Option<Result<Address, RepoError>> {
    let is_page = |at: usize| parts.get(at).is_some_and(|part| PAGES.contains(part));
    // Old models have no namespace: `gpt2/tree/main`. A repository may be called like a page.
    let bare = parts.len() == 1 || (is_page(1) && !is_page(2) && parts.len() > 2);
    let (name, rest) = parts.split_at_checked(if bare { 1 } else { 2 })?;
    if NO_NAMESPACES.contains(&name[0]) {
        return None;
    }
    let name = name.join("/");
    let name = if rest.is_empty() { name.trim_end_matches(".git") } else { &name };
    let repo = match Repo::new(kind, name) {
        Ok(repo) => repo,
        Err(error) => return Some(Err(error)),
    };
    let (page, rest) = match rest {
        [] => return Some(Ok(Address { repo, revision: None, path: None })),
        [page, rest @ ..] if PAGES.contains(page) && !rest.is_empty() => (*page, rest),
        _ => return None,
    };
    let whole = matches!(rest, ["refs", "pr" | "convert", _, ..]);
    let (revision, path) = rest.split_at(if whole { 3 } else { 1 });
    let slash = if page == "tree" && !path.is_empty() { "/" } else { "" };
    let path = path_of(&(path.join("/") + slash));
    Some(
        Revision::parse(&revision.join("/"))
            .and_then(|revision| Ok(Address { repo, revision: Some(revision), path: path? })),
    )
}

/// A file, or a folder with its `/`.
fn path_of(text: &str) -> Result<Option<String>, RepoError> {
    if text.is_empty() {
        return Ok(None);
    }
    FilePath::parse(text.strip_suffix('/').unwrap_or(text))?;
    Ok(Some(text.to_owned()))
}

/// A kind in front, and what follows it.
fn kind_of(text: &str) -> (Option<Kind>, &str) {
    let split =
        text.split_once('/').and_then(|(first, rest)| Some((Kind::from_plural(first)?, rest)));
    split.map_or((None, text), |(kind, rest)| (Some(kind), rest))
}

/// `dataset/org/name`; shorter, it is a namespace that is called so.
fn singular(text: &str) -> Option<(Option<Kind>, &str)> {
    let (first, rest) = text.split_once('/').filter(|(_, rest)| rest.contains('/'))?;
    let kind = Kind::ALL.into_iter().find(|kind| kind.name() == first)?;
    Some((Some(kind), rest))
}

/// The kind, where what was typed and `--type` don't contradict each other.
fn agreed(text: &str, named: Option<Kind>, asked: Option<Kind>) -> Result<Kind, RepoError> {
    match (named, asked) {
        (Some(is), Some(asked)) if is != asked => {
            Err(RepoError::Kind { text: shown(text), is: is.name(), asked: asked.name() })
        }
        (named, asked) => Ok(named.or(asked).unwrap_or(Kind::Model)),
    }
}

/// Without `%XX`; `None` where that is no text. A `%` without two digits stays, as in Python.
fn decoded(text: &str) -> Option<String> {
    let digit = |byte: Option<&u8>| byte.and_then(|byte| char::from(*byte).to_digit(16));
    let (bytes, mut out, mut at) = (text.as_bytes(), Vec::with_capacity(text.len()), 0);
    while let Some(byte) = bytes.get(at) {
        let code = (digit(bytes.get(at + 1)), digit(bytes.get(at + 2)));
        let (letter, length) = match (byte, code) {
            (b'%', (Some(high), Some(low))) => (u8::try_from(high * 16 + low).ok()?, 3),
            _ => (*byte, 1),
        };
        out.push(letter);
        at += length;
    }
    String::from_utf8(out).ok()
}

/// What was typed, for a message: printable, cut, without a password and without a token.
fn shown(text: &str) -> String {
    let host = text.find("://").map_or(0, |at| at + 3);
    let end = text[host..].find('/').map_or(text.len(), |at| host + at);
    let text = match text[host..end].rfind('@') {
        Some(at) => format!("{}…{}", &text[..host], &text[host + at..]),
        None => text.to_owned(),
    };
    printable(&redact(&text)).chars().take(SHOWN_MAX).collect()
}

#[cfg(test)]
mod tests;
