//! The paths of findings as they can be shown: a file may be named after a secret.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::scan::{Hit, Scanner};
use super::{Finding, Part, Report};
use crate::text::printable_path;

/// A name that is longer has no room for a secret that is written in another way.
const SHORT: usize = 16;

/// The paths that have a secret in them, as they can be shown.
#[derive(Debug, Default)]
pub struct Masked(BTreeMap<PathBuf, String>);

impl Masked {
    /// The path as it can be shown.
    #[must_use]
    pub fn shown(&self, path: &Path) -> String {
        self.0.get(path).map_or_else(|| printable_path(path), Clone::clone)
    }

    /// Whether it is shown otherwise because of a secret in it.
    #[must_use]
    pub fn has(&self, path: &Path) -> bool {
        self.0.contains_key(path)
    }
}

impl Report {
    /// Looks through the paths of all findings.
    #[must_use]
    pub fn masked(&self) -> Masked {
        let mut masked = Masked::default();
        let is_name = |finding: &&Finding| finding.part == Part::Name;
        let names: Vec<&Finding> = self.findings.iter().filter(is_name).collect();
        let mut scanner = None;
        let (mut last, mut inner) = (None, None);
        for finding in &self.findings {
            let member = &finding.member;
            if !member.as_os_str().is_empty() && inner != Some(member) {
                inner = Some(member);
                let scanner = scanner.get_or_insert_with(|| Scanner::new(&self.known));
                if let Some(shown) = without_secrets(member, std::iter::empty(), scanner) {
                    masked.0.insert(member.clone(), shown);
                }
            }
            if last == Some(&finding.path) || finding.path.as_os_str().is_empty() {
                continue;
            }
            last = Some(&finding.path);
            let own = names.iter().copied().filter(|name| name.path == finding.path);
            let scanner = scanner.get_or_insert_with(|| Scanner::new(&self.known));
            if let Some(shown) = without_secrets(&finding.path, own, scanner) {
                masked.0.insert(finding.path.clone(), shown);
            }
        }
        masked
    }

    /// A path of a file that was not found in, as it can be shown.
    pub(super) fn path_shown(&self, path: &Path) -> String {
        let shown = without_secrets(path, std::iter::empty(), &mut Scanner::new(&self.known));
        shown.unwrap_or_else(|| printable_path(path))
    }
}

/// The path without what was found in it, and what else is found; nothing if that is nothing.
fn without_secrets<'a>(
    path: &Path,
    named: impl Iterator<Item = &'a Finding>,
    scanner: &mut Scanner<'_>,
) -> Option<String> {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut secrets: Vec<_> =
        named.map(|finding| (finding.value.clone(), finding.mask.clone())).collect();
    let hit = |hit: Hit| {
        secrets.push((hit.value, hit.mask));
        true
    };
    // Bytes in memory can be read.
    let _ = scanner.scan(bytes, hit);
    if secrets.is_empty() {
        return None;
    }
    let mut shown = bytes.to_owned();
    let mut whole = true;
    for (value, mask) in secrets {
        let at = memchr::memmem::find(&shown, value.bytes());
        whole &= at.is_some() || memchr::memmem::find(bytes, value.bytes()).is_some();
        let mut from = at;
        while let Some(at) = from {
            shown.splice(at..at + value.bytes().len(), mask.bytes());
            from = memchr::memmem::find(&shown[at + mask.len()..], value.bytes())
                .map(|next| at + mask.len() + next);
        }
    }
    let text = printable_path(Path::new(String::from_utf8_lossy(&shown).as_ref()));
    Some(if whole { text } else { cut(&text) })
}

/// A path whose long names are cut: one of them is a secret in another form.
fn cut(path: &str) -> String {
    let short = |name: &str| match name.char_indices().nth(SHORT) {
        None => name.to_owned(),
        Some(_) => name.chars().take(2).chain(['…']).collect(),
    };
    path.split('/').map(short).collect::<Vec<_>>().join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guard::Known;
    use crate::guard::rules::tests::random;

    fn shown(path: &str) -> Option<String> {
        without_secrets(Path::new(path), std::iter::empty(), &mut Scanner::new(&Known::default()))
    }

    #[test]
    fn a_secret_in_a_path_is_masked_and_the_rest_stays() {
        let token = random("hf_", 34);
        let text = shown(&format!("a/{token}/b {token}.txt")).unwrap();
        assert!(!text.contains(&token[3..30]), "{text}");
        assert!(text.starts_with("a/hf_…") && text.contains("/b hf_…"), "{text}");
        assert_eq!(shown("a/hf_hub/b.txt"), None);
    }

    #[test]
    fn what_is_written_in_another_way_is_cut() {
        assert_eq!(cut("a/bcdefghijklmnopqrstuvw.txt/c"), "a/bc…/c");
    }
}
