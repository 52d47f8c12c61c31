//! Single files that are here of a commit that nobody listed: `hf download REPO FILE` asks for no
//! list, and who comes after it needs none.

use std::fs;

use super::offline::linked;
use crate::fetch::place::Place;
use crate::repo::{Commit, Entry, FilePath};

/// These files as the links or the notes that are here name them, if all of them are here.
pub(super) fn here(place: &Place, commit: &Commit, files: &[FilePath]) -> Option<Vec<Entry>> {
    let wanted = files.iter().filter(|_| !place.is_forced());
    let found: Vec<Entry> = wanted.filter_map(|path| entry(place, commit, path)).collect();
    (found.len() == files.len()).then_some(found)
}

fn entry(place: &Place, commit: &Commit, path: &FilePath) -> Option<Entry> {
    let (file, etag) = match place.local_dir() {
        None => {
            let file = place.folder().pointer(commit, path);
            let etag = linked(&file).ok();
            (file, etag)
        }
        Some(local) => {
            let note = local.note(path).filter(|note| note.is_at(commit));
            (local.file(path).ok()?, note?.etag())
        }
    };
    let size = fs::metadata(file).ok().filter(fs::Metadata::is_file)?.len();
    Some(Entry { path: path.clone(), size, blob_id: etag?, lfs: None, xet: None })
}
