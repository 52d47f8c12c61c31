//! Deletes the old cache, when all of it is in its new place.

use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};

use super::MoveError;
use super::walk::{Item, walk};
use crate::cache::CacheError;
use crate::cache::hand::Hand;
use crate::cache::stat::Stat;

/// Deletes each thing that is still what was copied. What stays is told.
pub(super) fn clear(
    root: &Path,
    done: &HashMap<PathBuf, Stat>,
    kept: &HashMap<PathBuf, String>,
) -> Result<Vec<(PathBuf, String)>, MoveError> {
    let hand = Hand::root(root).map_err(|error| CacheError::io(root, error))?;
    let mut left = Vec::new();
    // Names first: what they name goes after them.
    for item in walk(root)?.iter().rev() {
        let whole = root.join(&item.path);
        if let Some(why) = kept.get(&item.path) {
            left.push((whole, why.clone()));
        } else if item.is_folder() {
            // With something in it, that is told.
            let _ = delete(&hand, item);
        } else if !done.get(&item.path).is_some_and(|copied| item.stat.is_still(copied)) {
            left.push((whole, "it is new".to_owned()));
        } else if let Err(error) = delete(&hand, item)
            && error.kind() != io::ErrorKind::NotFound
        {
            left.push((whole, error.to_string()));
        }
    }
    for item in walk(root)?.iter().rev().filter(|item| item.is_folder()) {
        let _ = delete(&hand, item);
    }
    // Where a disk is mounted, the folder stays.
    let _ = std::fs::remove_dir(root);
    Ok(left)
}

fn delete(hand: &Hand, item: &Item) -> io::Result<()> {
    let Some(name) = item.path.file_name() else { return Ok(()) };
    let parent = item.path.parent().filter(|parent| !parent.as_os_str().is_empty());
    let folder = parent.map(|parent| hand.below(parent)).transpose()?;
    let folder = folder.as_ref().unwrap_or(hand);
    if item.is_folder() { folder.rmdir(name) } else { folder.unlink(name) }
}
