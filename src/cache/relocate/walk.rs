//! What lies in a folder, and in which order it is copied.

use std::fs::Metadata;
use std::io;
use std::path::{Path, PathBuf};

use super::MoveError;
use crate::cache::census::at::Place;
use crate::cache::stat::Stat;
use crate::cache::{CacheError, disk};

/// Something in a cache.
#[derive(Debug)]
pub(super) struct Item {
    /// Below the cache's folder.
    pub(super) path: PathBuf,
    pub(super) meta: Metadata,
    pub(super) stat: Stat,
}

impl Item {
    pub(super) fn is_folder(&self) -> bool {
        self.meta.is_dir()
    }

    pub(super) fn is_file(&self) -> bool {
        self.meta.is_file()
    }

    pub(super) fn bytes(&self) -> u64 {
        if self.is_file() { self.stat.size } else { 0 }
    }

    /// Contents first, then what names them: a cache that is half copied has no name for what it
    /// has not.
    fn rank(&self) -> u8 {
        if self.is_folder() {
            return 0;
        }
        let second = self.path.components().nth(1).map(|part| part.as_os_str().to_owned());
        match second.as_deref().and_then(|name| name.to_str()) {
            Some("refs") => 4,
            Some("snapshots") => 3,
            Some("trees") => 2,
            _ => 1,
        }
    }
}

/// All that is in a folder, as it is to be copied. Links are not followed.
pub(super) fn walk(root: &Path) -> Result<Vec<Item>, MoveError> {
    let mut items = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(below) = folders.pop() {
        let folder = root.join(&below);
        let fail = |error| CacheError::io(&folder, error);
        for entry in std::fs::read_dir(&folder).map_err(fail)? {
            let entry = entry.map_err(fail)?;
            let path = below.join(entry.file_name());
            let whole = root.join(&path);
            let meta = match std::fs::symlink_metadata(&whole) {
                Ok(meta) => meta,
                // A download renamed it.
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(CacheError::io(&whole, error).into()),
            };
            if meta.is_dir() {
                folders.push(path.clone());
            }
            let stat = Stat::of(&meta, &whole);
            items.push(Item { path, meta, stat });
        }
    }
    items.sort_by(|a, b| (a.rank(), &a.path).cmp(&(b.rank(), &b.path)));
    Ok(items)
}

/// Writes links so that they mean the same in another place: those to the cache itself are made
/// relative, those out of it absolute. Both are as good where they are now.
pub(super) fn untie(root: &Path) -> Result<(), MoveError> {
    let place = Place::new(root.to_owned(), root);
    for item in walk(root)?.iter().filter(|item| item.meta.is_symlink()) {
        let link = root.join(&item.path);
        let Ok(text) = std::fs::read_link(&link) else { continue };
        let folder = link.parent().unwrap_or(root);
        let new = match place.inside(folder, &text) {
            Some(below) if text.is_absolute() => {
                let up = item.path.components().count() - 1;
                std::iter::repeat_n(Path::new(".."), up).collect::<PathBuf>().join(below)
            }
            None if text.is_relative() => match folder.join(&text).canonicalize() {
                Ok(target) => target,
                // It leads to nothing, there as here.
                Err(_) => continue,
            },
            _ => continue,
        };
        disk::point(&link, &new, root)?;
    }
    Ok(())
}
