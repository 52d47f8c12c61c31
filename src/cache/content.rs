//! Whether bytes are what a blob's name says: a large file's SHA-256, or a git blob id, which is
//! the SHA-1 of `blob <length>`, a NUL, and the content.

use sha1::Sha1;
use sha2::{Digest, Sha256};

use crate::repo::Etag;
use crate::text::hex;

/// The hash of a content that is passing by.
#[derive(Clone)]
pub struct Content(Kind);

#[derive(Clone)]
enum Kind {
    Git(Sha1),
    Large(Sha256),
}

impl Content {
    /// Begins, for a content that should have this name and this length in bytes.
    #[must_use]
    pub fn new(etag: &Etag, size: u64) -> Self {
        if etag.is_sha256() {
            return Self(Kind::Large(Sha256::new()));
        }
        Self(Kind::Git(Sha1::new_with_prefix(format!("blob {size}\0"))))
    }

    /// Begins, for a content whose SHA-256 is wanted.
    #[must_use]
    pub fn large() -> Self {
        Self(Kind::Large(Sha256::new()))
    }

    /// Takes the next bytes.
    pub fn update(&mut self, bytes: &[u8]) {
        match &mut self.0 {
            Kind::Git(hash) => hash.update(bytes),
            Kind::Large(hash) => hash.update(bytes),
        }
    }

    /// Whether all of it had that name.
    #[must_use]
    pub fn is(self, etag: &Etag) -> bool {
        self.name() == etag.as_str()
    }

    /// The name of what went by.
    #[must_use]
    pub fn name(self) -> String {
        match self.0 {
            Kind::Git(hash) => hex(&hash.finalize()),
            Kind::Large(hash) => hex(&hash.finalize()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(etag: &str, bytes: &[u8]) -> bool {
        let etag = Etag::parse(etag).unwrap();
        let mut content = Content::new(&etag, bytes.len() as u64);
        bytes.chunks(3).for_each(|part| content.update(part));
        content.is(&etag)
    }

    #[test]
    fn both_kinds_of_names_are_known() {
        // git hash-object --stdin, and sha256sum, of "hello\n" and of nothing.
        assert!(is("ce013625030ba8dba906f756967f9e9ca394464a", b"hello\n"));
        assert!(is("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", b""));
        let sha256 = "5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be";
        assert!(is(&format!("{sha256}03"), b"hello\n"));
        assert!(!is(&format!("{sha256}04"), b"hello\n"));
        assert!(!is("e69de29bb2d1d6434b8b29ae775ad8c2e48c5391", b"\n"));
    }
}
