//! What lies in a tar.

use std::io::Read;

use super::kind::{BLOCK, is_tar, octal};
use super::source::Source;
use super::{Place, Walk, inner};

/// The longest list of a member's properties that is read, and as many bytes of work is each.
const LIST: u64 = 64 << 10;
const EACH: u64 = 1 << 10;

impl Walk<'_, '_, '_> {
    /// Looks through a tar up to its end, or to what is none.
    pub(super) fn tar(&mut self, source: &mut Source<'_>, place: &Place<'_>) {
        let mut long = None;
        while !self.is_over() {
            let Some(block) = source.ahead(BLOCK).first_chunk::<BLOCK>().copied() else { return };
            if block == [0; BLOCK] {
                source.pass(BLOCK);
                continue;
            }
            let Some(size) = octal(&block[124..136]).filter(|_| is_tar(&block)) else { return };
            source.pass(BLOCK);
            source.meter().charge(EACH);
            let (member, name) = inner(place.member, long.take().unwrap_or_else(|| name(&block)));
            self.text(&member, name.as_os_str().as_encoded_bytes());
            // Where a link leads to, and owners.
            self.text(&member, &block[157..BLOCK]);
            let padding = size.next_multiple_of(BLOCK as u64) - size;
            source.fence(size);
            match block[156] {
                b'L' | b'x' if size <= LIST => {
                    let mut list = Vec::new();
                    // Readers here never fail.
                    let _ = source.read_to_end(&mut list);
                    self.text(&member, &list);
                    long = if block[156] == b'x' { path(&list) } else { until_zero(&list) };
                }
                _ => {
                    let depth = place.depth + 1;
                    let at = Place { member: &member, leaf: &member, name: &name, depth };
                    self.content(&at, source);
                }
            }
            source.fence(padding);
            self.raw(place, source);
            source.open();
        }
    }
}

/// The name in a header, which may be in two parts.
fn name(block: &[u8; BLOCK]) -> Vec<u8> {
    let name = until_zero(&block[..100]).unwrap_or_default();
    // GNU's own tar has other things there.
    let folder = if &block[257..263] == b"ustar\0" { &block[345..500] } else { &[] };
    match until_zero(folder) {
        Some(folder) => [&folder[..], b"/", &name].concat(),
        None => name,
    }
}

/// What stands before the first zero, if that is something.
fn until_zero(field: &[u8]) -> Option<Vec<u8>> {
    let text = field.split(|byte| *byte == 0).next()?;
    (!text.is_empty()).then(|| text.to_owned())
}

/// The path in a list of properties, each `LENGTH NAME=VALUE` and a line's end.
fn path(list: &[u8]) -> Option<Vec<u8>> {
    let mut rest = list;
    loop {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let length = std::str::from_utf8(&rest[..space]).ok()?.parse::<usize>().ok()?;
        let entry = rest.get(space + 1..length)?;
        if let Some(path) = entry.strip_prefix(b"path=") {
            return Some(path.strip_suffix(b"\n").unwrap_or(path).to_owned());
        }
        rest = &rest[length..];
    }
}
