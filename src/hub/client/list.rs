//! Questions: the commit of a revision, the files of a commit.

use std::collections::HashSet;

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::super::error::{HubError, Subject};
use super::super::url::{Url, encoded_part};
use super::Client;
use super::hops::{Arrival, Ask};
use super::page::{Listed, Listing};
use crate::repo::{Commit, Entry, FilePath, Repo, Revision};

/// Most pages of a list.
const PAGES_MAX: usize = 5_000;
/// Most files that are asked for at once.
const FILES_AT_ONCE: usize = 500;

/// What a download needs to know of a revision.
#[derive(Deserialize)]
struct Told {
    sha: Option<String>,
}

impl Client {
    /// The commit that a revision is now: `GET /api/models/ID/revision/REV`.
    pub fn commit(&self, repo: &Repo, revision: &Revision) -> Result<Commit, HubError> {
        let subject = self.subject(repo, revision, None);
        let url = self.api(repo, "revision", revision.as_str());
        let (told, _): (Told, _) = self.ask(&subject, &url, None)?;
        let commit = told.sha.and_then(|sha| Commit::parse(&sha).ok());
        commit.ok_or_else(|| self.odd("it names no commit"))
    }

    /// Every file of a commit, page by page: `GET /api/models/ID/tree/COMMIT?recursive=true`.
    /// `each` may refuse to go on.
    pub fn tree(
        &self,
        repo: &Repo,
        commit: &Commit,
        each: &mut dyn FnMut(Entry) -> Result<(), HubError>,
    ) -> Result<(), HubError> {
        let subject = self.subject(repo, &Revision::from(commit), None);
        let first = self.api(repo, "tree", commit.as_str());
        let mut url = first.join("?recursive=true&expand=false").unwrap_or(first);
        let mut listing = Listing::new(&subject, self.token(self.endpoint.origin()));
        let mut seen = HashSet::new();
        loop {
            let (page, next): (Vec<Listed>, _) = self.ask(&subject, &url, None)?;
            for listed in page {
                if let Some(entry) = listing.entry(listed)? {
                    each(entry)?;
                }
            }
            seen.insert(url);
            let Some(next) = next else { return Ok(()) };
            if seen.contains(&next) {
                return Err(listing.odd("its pages go in a circle"));
            }
            if seen.len() >= PAGES_MAX {
                return Err(listing.odd(format!("it has more than {PAGES_MAX} pages")));
            }
            url = next;
        }
    }

    /// Those of the named files that a commit has: `POST /api/models/ID/paths-info/COMMIT`.
    pub fn files(
        &self,
        repo: &Repo,
        commit: &Commit,
        paths: &[FilePath],
    ) -> Result<Vec<Entry>, HubError> {
        let subject = self.subject(repo, &Revision::from(commit), None);
        let url = self.api(repo, "paths-info", commit.as_str());
        let mut listing = Listing::new(&subject, self.token(self.endpoint.origin()));
        let mut found = Vec::new();
        for paths in paths.chunks(FILES_AT_ONCE) {
            let field = |path: &FilePath| format!("paths={}&", encoded_part(path.as_str()));
            let form = paths.iter().map(field).collect::<String>() + "expand=false";
            let (page, _): (Vec<Listed>, _) = self.ask(&subject, &url, Some(&form))?;
            for listed in page {
                let Some(entry) = listing.entry(listed)? else { continue };
                if !paths.contains(&entry.path) {
                    return Err(listing.odd(format!("nobody asked for {}", entry.path)));
                }
                found.push(entry);
            }
        }
        Ok(found)
    }

    /// Asks for JSON, and for the address of the next page.
    fn ask<T: DeserializeOwned>(
        &self,
        subject: &Subject,
        url: &Url,
        form: Option<&str>,
    ) -> Result<(T, Option<Url>), HubError> {
        self.patiently(|| {
            let ask = Ask { form, range: None, bytes: false, waits: true };
            let arrival = self.follow(url, ask)?;
            if arrival.reply.status != 200 {
                return Err(self.refused(subject.clone(), arrival));
            }
            let Arrival { url, reply, .. } = arrival;
            let next = match reply.next_page() {
                Some(next) => Some(self.next_page(&url, next)?),
                None => None,
            };
            let json = reply.json().map_err(|broken| self.broken(broken, url.origin()))?;
            let json = json.ok_or_else(|| self.odd("its answer is not the JSON expected"))?;
            Ok((json, next))
        })
    }

    /// A mirror that passes on the public Hub's answer as it is names the public Hub here.
    fn next_page(&self, from: &Url, next: &str) -> Result<Url, HubError> {
        let next = from.join(next).ok_or_else(|| self.odd("a next page that leads nowhere"))?;
        if next.origin() == from.origin() {
            return Ok(next);
        }
        if self.is_home(next.origin()) {
            return Ok(Url::at(&self.endpoint, next.rest()));
        }
        let why = "for the next page of a list";
        Err(HubError::Redirect { pair: Box::new(self.with(next.origin())), why })
    }
}
