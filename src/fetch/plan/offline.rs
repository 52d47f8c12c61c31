//! A plan without the Hub: what is here must be enough.

use std::fs;
use std::path::Path;

use super::{Choice, Plan, Request, Standing, Wanted};
use crate::fetch::FetchError;
use crate::fetch::place::Place;
use crate::repo::{Entry, Etag, FilePath};

/// Most names of missing files in an error.
const NAMED_MAX: usize = 3;
/// Git's own "no object": the hash of a file whose hash nobody noted.
const UNKNOWN: &str = "0000000000000000000000000000000000000000";

impl Plan {
    /// Asks nobody: what the cache has must be enough. A revision is the commit that it was when
    /// somebody last asked; the beginning of a commit is none.
    pub fn offline(place: &Place, request: &Request) -> Result<Self, FetchError> {
        let choice = Choice::of(request)?;
        let commit = match request.revision.commit() {
            Some(commit) => commit,
            None => place.last_commit(&request.revision).ok_or_else(|| FetchError::Unknown {
                repo: request.repo.clone(),
                revision: request.revision.clone(),
            })?,
        };
        let mut plan = Self::empty(request, commit);
        if let Some(entries) = place.listing(&plan.commit) {
            choice.check(&plan.commit, &entries, true)?;
            plan.of = Some(entries.len());
            plan.stand(place, entries.into_iter().filter(|entry| choice.keeps(&entry.path)))?;
        } else {
            plan.as_it_is(place, &choice)?;
        }
        plan.checked()?.seen_elsewhere(place).all_here()
    }

    /// Nobody noted what the commit has: the snapshot counts as it is, as huggingface_hub takes it.
    fn as_it_is(&mut self, place: &Place, choice: &Choice<'_>) -> Result<(), FetchError> {
        let own = place.path(&self.commit);
        let elsewhere = place.folder().snapshots_elsewhere(&self.commit);
        let elsewhere = elsewhere.filter(|_| !place.is_local());
        let mut paths = Vec::new();
        let mut root = own.clone();
        for folder in std::iter::once(own.clone()).chain(elsewhere) {
            walk(&folder, "", &mut paths);
            if !paths.is_empty() {
                root = folder;
                break;
            }
        }
        self.elsewhere = (root != own).then(|| root.clone());
        paths.sort();
        if paths.is_empty() {
            let (repo, revision) = (self.repo.clone(), self.revision.clone());
            return Err(FetchError::Unknown { repo, revision });
        }
        if let Some(name) = choice.missing(&paths.iter()) {
            return Err(FetchError::Offline { what: format!("{name} is") });
        }
        for path in paths.into_iter().filter(|path| choice.keeps(path)) {
            let file = path.below(&root);
            let size = fs::metadata(&file).map(|meta| meta.len());
            let size = size.map_err(|error| FetchError::io(&file, error))?;
            let entry = Entry { path, size, blob_id: linked(&file)?, lfs: None, xet: None };
            self.files.push(Wanted { entry, standing: Standing::Here, edited: false });
        }
        Ok(())
    }

    /// All of it must be here.
    fn all_here(self) -> Result<Self, FetchError> {
        if self.elsewhere.is_some() {
            return Ok(self);
        }
        let gone: Vec<&str> = self
            .files
            .iter()
            .filter(|file| !file.is_here())
            .map(|file| file.entry.path.as_str())
            .collect();
        let named = gone.iter().take(NAMED_MAX).copied().collect::<Vec<_>>().join(", ");
        match gone.len() {
            0 => Ok(self),
            1 => Err(FetchError::Offline { what: format!("{named} is") }),
            2..=NAMED_MAX => Err(FetchError::Offline { what: format!("{named} are") }),
            count => {
                let what = format!("{named} and {} more are", count - NAMED_MAX);
                Err(FetchError::Offline { what })
            }
        }
    }
}

impl Entry {
    /// The hash, unless nobody noted it.
    #[must_use]
    pub fn known_etag(&self) -> Option<&Etag> {
        Some(self.etag()).filter(|etag| etag.as_str() != UNKNOWN)
    }
}

/// The blob that a link of a snapshot names.
pub(super) fn linked(file: &Path) -> Result<Etag, FetchError> {
    let target = fs::read_link(file).ok();
    let name = target.as_deref().and_then(|target| target.file_name()?.to_str());
    let etag = name.and_then(|name| Etag::parse(name).ok());
    etag.map_or_else(|| Ok(Etag::parse(UNKNOWN)?), Ok)
}

/// The whole files below a folder of a snapshot; links that lead nowhere are none.
fn walk(folder: &Path, below: &str, found: &mut Vec<FilePath>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some(name) = name.to_str() else { continue };
        let path = if below.is_empty() { name.to_owned() } else { format!("{below}/{name}") };
        let Ok(meta) = fs::metadata(entry.path()) else { continue };
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            walk(&entry.path(), &path, found);
        } else if let (true, Ok(path)) = (meta.is_file(), FilePath::parse(&path)) {
            found.push(path);
        }
    }
}
