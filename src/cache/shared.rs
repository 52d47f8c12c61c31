//! huggingface_hub's store of blobs that repositories share (`utils/_shared_blobs.py`, 1.32 and
//! later): `blobs/<xx>/<xet hash>` below the cache's folder, read-only, and beside each a list of
//! who links to it. Nothing is put into it here; what is in it is linked to instead of downloaded.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::{disk, lock};
use crate::repo::entry::is_xet;

/// How long another process may look after one entry. It does so for a moment.
const PATIENCE: Duration = Duration::from_secs(10);
/// What makes the folder a store of the one known layout.
pub(super) const MARK: (&str, &[u8]) = (".huggingface-shared-blobs", b"1\n");

/// The payload of a Xet hash, if it is there with this size.
pub(super) fn find(root: &Path, xet: &str, size: u64) -> Option<PathBuf> {
    if !is_xet(xet) {
        return None;
    }
    let store = root.join("blobs");
    let folder = store.join(&xet[..2]);
    let payload = folder.join(xet);
    let real = |path: &Path| std::fs::symlink_metadata(path).ok();
    let is_store = real(&store)?.is_dir() && disk::read(&store.join(MARK.0), 16)? == MARK.1;
    let whole = is_store && real(&folder)?.is_dir() && real(&payload)?.is_file();
    (whole && disk::is_whole(&payload, size)).then_some(payload)
}

/// Makes `blob` a link to a payload and enters that into the list: `reference` is the blob's path
/// below the cache's folder, with `/`. Says whether that succeeded; it is never an error, since
/// the content can be had in other ways.
pub(super) fn adopt(payload: &Path, reference: &str, by: &Path, blob: &Path) -> bool {
    let linked = link(payload, reference, by, blob);
    // Best effort: after a rename it is gone.
    let _ = std::fs::remove_file(by);
    linked.is_ok_and(|linked| linked)
}

fn link(payload: &Path, reference: &str, by: &Path, blob: &Path) -> io::Result<bool> {
    let (Some(folder), Some(name)) =
        (payload.parent().and_then(Path::file_name), payload.file_name())
    else {
        return Ok(false);
    };
    let beside = |end: &str| payload.with_file_name([name, end.as_ref()].join(OsStr::new(".")));
    let guard = open_shared(&beside("lock"), OpenOptions::new().write(true))?;
    if !lock::wait_for(&guard, PATIENCE)? {
        return Ok(false);
    }
    let size = std::fs::symlink_metadata(payload)?.len();
    let up = OsStr::new("..");
    let target: PathBuf = [up, up, "blobs".as_ref(), folder, name].iter().collect();
    disk::symlink(&target, by)?;
    // A repository's folder that was moved away by a link would make this one lead nowhere.
    if !disk::is_whole(by, size) {
        return Ok(false);
    }
    let mut list = open_shared(&beside("refs"), OpenOptions::new().append(true))?;
    list.write_all(format!("{reference}\n").as_bytes())?;
    // The list must know of a link before there is one: by it huggingface_hub deletes.
    list.sync_all()?;
    std::fs::rename(by, blob)?;
    Ok(true)
}

/// Opens a file that all users of the cache write to, and makes it if it is missing.
fn open_shared(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    let file = disk::open(path, options.create(true))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // Best effort: it may be another user's, who did it.
        let _ = file.set_permissions(std::fs::Permissions::from_mode(0o666));
    }
    Ok(file)
}

#[cfg(test)]
#[cfg(unix)]
mod tests;
