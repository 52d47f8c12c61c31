//! The shapes in which a secret may lie about: as it is, in base64, in hexadecimal, in a URL.

use std::path::{Path, PathBuf};

/// A secret and every shape of it that is searched for.
pub(crate) struct Forms(Vec<String>);

impl Forms {
    /// All shapes of `secret`.
    pub(crate) fn of(secret: &str) -> Self {
        let bytes = secret.as_bytes();
        let mut forms = vec![secret.to_owned()];
        for before in 0..3 {
            // Behind one or two bytes every letter moves, so each alignment is a shape of its own.
            // The letters at both ends depend on the neighbours and are left out.
            let text = base64(&[&b"::"[..before.min(2)], bytes].concat());
            let inner = &text[usize::from(before > 0) * 4..text.len() / 4 * 4 - 4];
            forms.extend([inner.to_owned(), inner.replace('+', "-").replace('/', "_")]);
        }
        let hex = hfenv::text::hex(bytes);
        let pairs: Vec<&str> = (0..bytes.len()).map(|at| &hex[2 * at..2 * at + 2]).collect();
        let percent = format!("%{}", pairs.join("%"));
        forms.extend([hex.to_uppercase(), percent.to_uppercase(), hex, percent]);
        forms.push(secret.chars().rev().collect());
        Self(forms)
    }

    /// The shape found in `bytes`, if there is one.
    pub(crate) fn within(&self, bytes: &[u8]) -> Option<&str> {
        let found = |form: &&String| bytes.windows(form.len()).any(|part| part == form.as_bytes());
        self.0.iter().find(found).map(String::as_str)
    }

    /// The files below `folder` that have it, in their name or their content.
    pub(crate) fn files(&self, folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let named = self.within(path.as_os_str().as_encoded_bytes()).is_some();
                // Nobody may ever write into a named pipe.
                let read = || path.is_file().then(|| std::fs::read(&path).ok()).flatten();
                if path.is_dir() && !path.is_symlink() {
                    folders.push(path);
                } else if named || read().is_some_and(|bytes| self.within(&bytes).is_some()) {
                    found.push(path);
                }
            }
        }
        found.sort();
        found
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let at = |index: usize| u32::from(group.get(index).copied().unwrap_or(0));
        let bits = at(0) << 16 | at(1) << 8 | at(2);
        for index in 0..4 {
            let digit = usize::try_from(bits >> (18 - 6 * index) & 63).unwrap();
            out.push(if index <= group.len() { char::from(DIGITS[digit]) } else { '=' });
        }
    }
    out
}

#[test]
fn every_shape_is_found() {
    assert_eq!(base64(b"hfenv"), "aGZlbnY=");
    let forms = Forms::of("hf_aBcDeFgHiJkLmNoPq");
    for before in ["", "u", "us", "use", "user:"] {
        let text = base64(format!("{before}hf_aBcDeFgHiJkLmNoPq{before}").as_bytes());
        assert!(forms.within(text.as_bytes()).is_some(), "{text}");
    }
    assert!(forms.within(b"hf_aBcDeFgHiJkLmNoPx").is_none());
}
