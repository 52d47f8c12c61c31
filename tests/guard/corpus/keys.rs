//! Keys as programs write them: not in letters.

use super::dice::Dice;

/// A private key of this kind.
pub(super) fn bytes(kind: &str, dice: &mut Dice) -> Vec<u8> {
    match kind {
        // PKCS #1, 2048 bits: a version and eight numbers.
        "rsa" => {
            let mut numbers = vec![vec![0], number(256, dice), vec![1, 0, 1], number(256, dice)];
            numbers.extend((0..5).map(|_| number(128, dice)));
            let inside: Vec<u8> = numbers.iter().flat_map(|number| der(2, number)).collect();
            der(0x30, &inside)
        }
        // PKCS #8, Ed25519: 32 bytes of chance behind what is always the same.
        "edwards" => {
            let head = b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20";
            [&head[..], &dice.bytes(32)].concat()
        }
        "openssh" => {
            let part = |bytes: &[u8]| {
                let length = u32::try_from(bytes.len()).unwrap().to_be_bytes();
                [&length[..], bytes].concat()
            };
            let public = [part(b"ssh-ed25519"), part(&dice.bytes(32))].concat();
            let head = [&b"openssh-key-v1\0"[..], &part(b"none"), &part(b"none")].concat();
            let none = [0, 0, 0, 0, 0, 0, 0, 1];
            [&head, &none[..], &part(&public), &part(&dice.bytes(136))].concat()
        }
        other => panic!("no key {other}"),
    }
}

/// A public key of RSA's, with what says so.
pub(super) fn public(dice: &mut Dice) -> Vec<u8> {
    let numbers = [der(2, &number(256, dice)), der(2, &[1, 0, 1])].concat();
    let bits = der(3, &[vec![0], der(0x30, &numbers)].concat());
    let algorithm = b"\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00";
    der(0x30, &[&algorithm[..], &bits].concat())
}

/// A number of so many bytes that is not negative.
fn number(length: usize, dice: &mut Dice) -> Vec<u8> {
    let mut bytes = dice.bytes(length);
    bytes[0] = bytes[0] & 0x7f | 0x40;
    bytes
}

/// An element of DER.
fn der(tag: u8, inside: &[u8]) -> Vec<u8> {
    let length = u16::try_from(inside.len()).unwrap().to_be_bytes();
    let header = match length {
        [0, length @ ..0x80] => vec![tag, length],
        [0, length] => vec![tag, 0x81, length],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [&header, inside].concat()
}
