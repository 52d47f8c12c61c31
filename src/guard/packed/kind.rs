//! What a content is, by its first bytes: a name says nothing.

use std::ops::Range;

/// How many bytes tell it.
pub(super) const HEAD: usize = BLOCK;

/// What a tar is made of.
pub(super) const BLOCK: usize = 512;

/// How a content is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// One content, made small.
    Stream(Format),
    Zip,
    Tar,
}

/// How a single content is made small.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Gzip,
    Zstd,
    Xz,
    Bzip2,
}

/// What begins so; nothing of what is not packed.
pub(super) fn kind(head: &[u8]) -> Option<Kind> {
    let stream = |format| Some(Kind::Stream(format));
    match head {
        // The upper bits of the flags mean nothing yet.
        [0x1f, 0x8b, 8, flags, ..] if flags & 0xe0 == 0 => stream(Format::Gzip),
        [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => stream(Format::Zstd),
        [0xfd, b'7', b'z', b'X', b'Z', 0, ..] => stream(Format::Xz),
        [b'B', b'Z', b'h', b'1'..=b'9', block @ ..] if is_bzip2(block) => stream(Format::Bzip2),
        // One of several files, and one with nothing in it.
        [b'P', b'K', b'0', b'0', b'P', b'K', 3, 4, ..]
        | [b'P', b'K', 3, 4, ..]
        | [b'P', b'K', 7, 8, b'P', b'K', 3, 4, ..]
        | [b'P', b'K', 5, 6, ..] => Some(Kind::Zip),
        _ => is_tar(head).then_some(Kind::Tar),
    }
}

/// A block's first digits, of pi, or the end's, of its root.
fn is_bzip2(block: &[u8]) -> bool {
    block.starts_with(&[0x31, 0x41, 0x59, 0x26, 0x53, 0x59])
        || block.starts_with(&[0x17, 0x72, 0x45, 0x38, 0x50, 0x90])
}

/// Where a tar's header has the sum of its bytes, which counts as blanks.
const SUM: Range<usize> = 148..156;

/// Whether it is a header of a tar, old or new.
pub(super) fn is_tar(block: &[u8]) -> bool {
    let Some(block) = block.first_chunk::<BLOCK>() else { return false };
    if &block[257..262] != b"ustar" {
        return false;
    }
    let sum = |bytes: &[u8]| bytes.iter().map(|byte| u64::from(*byte)).sum::<u64>();
    let blanks = u64::from(b' ') * SUM.len() as u64;
    octal(&block[SUM]) == Some(sum(&block[..SUM.start]) + blanks + sum(&block[SUM.end..]))
}

/// A number in a tar's header.
pub(super) fn octal(field: &[u8]) -> Option<u64> {
    // What has no place in octal digits stands there as it is, behind a bit.
    if let [first @ 0x80..=0xff, rest @ ..] = field {
        let add = |sum: u64, byte: &u8| sum.checked_mul(256)?.checked_add(u64::from(*byte));
        return rest.iter().try_fold(u64::from(first & 0x7f), add);
    }
    let is_end = |byte: &u8| matches!(byte, b' ' | 0);
    let end = field.iter().rposition(|byte| !is_end(byte)).map_or(0, |at| at + 1);
    let start = field[..end].iter().position(|byte| *byte != b' ').unwrap_or(end);
    let digits = field[start..end].split(is_end).next()?;
    digits.iter().try_fold(0_u64, |sum, byte| match byte {
        b'0'..=b'7' => sum.checked_mul(8)?.checked_add(u64::from(byte - b'0')),
        _ => None,
    })
}
