//! The files on the server's side: random bytes on the disk.

use std::fs::File as DiskFile;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use crate::rows::Row;

/// The repository that has them.
pub(crate) const REPO: &str = "bench/files";

/// A file of the repository.
pub(crate) struct File {
    /// Its path in the repository.
    pub(crate) path: String,
    /// Where it lies on the server's disk.
    pub(crate) on_disk: PathBuf,
    /// Its hash.
    pub(crate) sha256: String,
}

/// Makes the files of a row in this folder, named by their hashes.
pub(crate) fn files(row: &Row, folder: &Path) -> Vec<File> {
    let end = if row.large { "safetensors" } else { "json" };
    let path = |number| match row.files {
        1 => format!("model.{end}"),
        of => format!("part/model-{:05}-of-{of:05}.{end}", number + 1),
    };
    let made = (0..row.files).map(|number| {
        let (on_disk, sha256) = random(number as u64, row.size, folder);
        File { path: path(number), on_disk, sha256 }
    });
    made.collect()
}

/// A file of random bytes, the same ones for the same seed.
fn random(seed: u64, size: u64, folder: &Path) -> (PathBuf, String) {
    let begun = folder.join("begun");
    let mut file = DiskFile::create(&begun).unwrap();
    let (mut state, mut left) = (seed.wrapping_mul(0x5851_f42d_4c95_7f2d), size);
    let mut hash = Sha256::new();
    let mut block = vec![0; 1 << 20];
    while left > 0 {
        fill(&mut state, &mut block);
        let part =
            &block[..usize::try_from(left).map_or(block.len(), |left| left.min(block.len()))];
        hash.update(part);
        file.write_all(part).unwrap();
        left -= part.len() as u64;
    }
    let name = hash.finalize().iter().fold(String::new(), |name, byte| format!("{name}{byte:02x}"));
    let path = folder.join(&name);
    std::fs::rename(begun, &path).unwrap();
    (path, name)
}

/// Random bytes (splitmix64).
fn fill(state: &mut u64, block: &mut [u8]) {
    for word in block.chunks_exact_mut(8) {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = *state;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        word.copy_from_slice(&(z ^ (z >> 31)).to_le_bytes());
    }
}
