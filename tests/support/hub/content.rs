//! The files of a repository: bytes in memory, on disk, or made up as they are sent, so that a
//! file of many gigabytes needs no room.

use std::fmt::Write as _;
use std::fs::File as DiskFile;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The length of the pattern that made-up files repeat: a prime, so that no block of a usual size
/// begins with the same bytes as the block before it.
const PATTERN: usize = 1_048_573;
/// How much is read or made at once.
const BLOCK: usize = 256 * 1024;

/// Where the bytes come from.
#[derive(Clone)]
pub(super) enum Content {
    Memory(Arc<[u8]>),
    Disk(PathBuf, u64),
    /// A pattern, repeated to this length.
    Made(Arc<[u8]>, u64),
}

/// A file to be added to a repository.
#[derive(Clone)]
pub struct File {
    pub(super) content: Content,
    pub(super) large: bool,
    pub(super) xet: Option<String>,
    pub(super) sha256: Option<String>,
    pub(super) listed_size: Option<u64>,
    pub(super) listed_oid: Option<String>,
}

impl File {
    fn new(content: Content, large: bool) -> Self {
        Self { content, large, xet: None, sha256: None, listed_size: None, listed_oid: None }
    }

    /// A large file (git LFS) with these bytes.
    pub fn large(bytes: impl Into<Vec<u8>>) -> Self {
        Self::new(Content::Memory(bytes.into().into()), true)
    }

    /// A large file of made-up bytes: the same for the same `seed`, and another at each offset.
    pub fn made(seed: u64, length: u64) -> Self {
        Self::new(Content::Made(pattern(seed).into(), length), true)
    }

    /// A large file of the same bytes again and again, to this length.
    pub fn repeated(bytes: &[u8], length: u64) -> Self {
        Self::new(Content::Made(bytes.into(), length), true)
    }

    /// A large file whose bytes are read from the disk as they are sent.
    pub fn on_disk(path: &Path) -> Self {
        let length = path.metadata().expect("a file on disk").len();
        Self::new(Content::Disk(path.to_owned(), length), true)
    }

    /// The same as a plain git file, whatever its size.
    pub fn in_git(mut self) -> Self {
        self.large = false;
        self
    }

    /// The same with a Xet hash, 64 hexadecimal digits. Python then asks for hf-xet's own server.
    pub fn with_xet(mut self, hash: &str) -> Self {
        self.xet = Some(hash.to_owned());
        self
    }

    /// The same with its SHA-256 given, right or wrong, instead of computed.
    pub fn with_sha256(mut self, hash: &str) -> Self {
        self.sha256 = Some(hash.to_owned());
        self
    }

    /// The same, but every listing and `X-Linked-Size` tell another size.
    pub fn listed_with_size(mut self, size: u64) -> Self {
        self.listed_size = Some(size);
        self
    }

    /// The same, but every listing tells another `oid`, both of git and of LFS.
    pub fn listed_with_oid(mut self, oid: &str) -> Self {
        self.listed_oid = Some(oid.to_owned());
        self
    }

    /// Its length in bytes.
    pub fn len(&self) -> u64 {
        self.content.len()
    }

    /// Its SHA-256, in hexadecimal digits.
    pub fn sha256(&self) -> String {
        self.sha256.clone().unwrap_or_else(|| self.content.hash(Sha256::new()))
    }

    /// The id that git gives to these bytes.
    pub fn git_oid(&self) -> String {
        self.content.hash(Sha1::new_with_prefix(format!("blob {}\0", self.len())))
    }

    /// All of its bytes.
    pub fn bytes(&self) -> Vec<u8> {
        let mut all = Vec::new();
        self.content.each(0..self.len(), &mut |block| all.extend_from_slice(block));
        all
    }
}

impl From<&str> for File {
    fn from(text: &str) -> Self {
        text.as_bytes().into()
    }
}

impl From<&[u8]> for File {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Vec<u8>> for File {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(Content::Memory(bytes.into()), false)
    }
}

impl Content {
    pub(super) fn len(&self) -> u64 {
        match self {
            Self::Memory(bytes) => bytes.len() as u64,
            Self::Disk(_, length) | Self::Made(_, length) => *length,
        }
    }

    fn hash<D: Digest>(&self, mut hash: D) -> String {
        self.each(0..self.len(), &mut |block| hash.update(block));
        hex(&hash.finalize())
    }

    fn each(&self, range: std::ops::Range<u64>, take: &mut dyn FnMut(&[u8])) {
        let mut block = vec![0; BLOCK];
        let mut at = range.start;
        while at < range.end {
            let left = usize::try_from(range.end - at).unwrap_or(BLOCK);
            let part = &mut block[..left.min(BLOCK)];
            self.read(at, part);
            take(part);
            at += part.len() as u64;
        }
    }

    /// Fills `block` with the bytes from `at` on, which must be there.
    pub(super) fn read(&self, at: u64, block: &mut [u8]) {
        match self {
            Self::Memory(bytes) => {
                let at = usize::try_from(at).expect("an offset in memory");
                block.copy_from_slice(&bytes[at..at + block.len()]);
            }
            Self::Disk(path, _) => {
                let mut file = DiskFile::open(path).expect("the file is still on disk");
                file.seek(SeekFrom::Start(at)).expect("an offset in the file");
                file.read_exact(block).expect("the file is as long as it was");
            }
            Self::Made(pattern, _) => repeat(pattern, at, block),
        }
    }
}

/// Copies what an endless repetition of `pattern` has from `at` on.
fn repeat(pattern: &[u8], at: u64, mut block: &mut [u8]) {
    let mut from = usize::try_from(at % pattern.len() as u64).expect("less than the pattern");
    while !block.is_empty() {
        let count = block.len().min(pattern.len() - from);
        let (now, rest) = block.split_at_mut(count);
        now.copy_from_slice(&pattern[from..from + count]);
        block = rest;
        from = 0;
    }
}

/// Random bytes of a seed (splitmix64).
fn pattern(seed: u64) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(PATTERN + 8);
    let mut state = seed;
    while bytes.len() < PATTERN {
        state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut word = state;
        word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bytes.extend_from_slice(&(word ^ (word >> 31)).to_le_bytes());
    }
    bytes.truncate(PATTERN);
    bytes
}

/// Hexadecimal digits.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _infallible = write!(text, "{byte:02x}");
        text
    })
}

/// The SHA-1 of what git would keep for `bytes`.
pub(super) fn git_blob(bytes: &[u8]) -> String {
    File::from(bytes).git_oid()
}

/// The SHA-256 of `bytes`.
pub(super) fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}
