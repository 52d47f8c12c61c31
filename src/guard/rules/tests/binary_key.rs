//! Keys in DER and in OpenSSH's form, made of random numbers.

use super::super::find;

const RSA: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01";
const CURVE: &[u8] = b"\x2a\x86\x48\xce\x3d\x02\x01";
const P256: &[u8] = b"\x2a\x86\x48\xce\x3d\x03\x01\x07";

/// An element of DER.
fn der(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let inside = parts.concat();
    let length = u16::try_from(inside.len()).unwrap().to_be_bytes();
    let header = match length {
        [0, length @ ..0x80] => vec![tag, length],
        [0, length] => vec![tag, 0x81, length],
        [high, low] => vec![tag, 0x82, high, low],
    };
    [header, inside].concat()
}

fn bytes(length: usize) -> Vec<u8> {
    let mut bytes = vec![0; length];
    getrandom::fill(&mut bytes).unwrap();
    bytes[0] &= 0x7f;
    bytes
}

fn number(length: usize) -> Vec<u8> {
    der(2, &[&bytes(length)])
}

fn object(id: &[u8]) -> Vec<u8> {
    der(6, &[id])
}

fn version(version: u8) -> Vec<u8> {
    der(2, &[&[version]])
}

fn rsa(bits: usize) -> Vec<u8> {
    let (whole, half) = (bits / 8, bits / 16);
    let public = [number(whole), der(2, &[b"\x01\x00\x01"])].concat();
    let primes = [half; 5].map(number).concat();
    der(0x30, &[&version(0), &public, &number(whole), &primes])
}

fn on_curve(length: usize, curve: Option<&[u8]>) -> Vec<u8> {
    let curve = curve.map(|curve| der(0xa0, &[&object(curve)])).unwrap_or_default();
    let public = der(0xa1, &[&der(3, &[b"\0\x04", &bytes(2 * length)])]);
    der(0x30, &[&version(1), &der(4, &[&bytes(length)]), &curve, &public])
}

fn pkcs8(new: bool, algorithm: &[&[u8]], key: &[u8]) -> Vec<u8> {
    let public = if new { der(0x81, &[b"\0", &bytes(32)]) } else { Vec::new() };
    der(0x30, &[&version(new.into()), &der(0x30, algorithm), &der(4, &[key]), &public])
}

fn openssh() -> Vec<u8> {
    let text = |text: &[u8]| [&u32::try_from(text.len()).unwrap().to_be_bytes()[..], text].concat();
    let (none, one) = (text(b"none"), [0, 0, 0, 1]);
    let public = text(&[text(b"ssh-ed25519"), text(&bytes(32))].concat());
    let private = text(&bytes(136));
    [b"openssh-key-v1\0", &none[..], &none, &text(b""), &one, &public, &private].concat()
}

fn keys() -> Vec<Vec<u8>> {
    let rsa_id = [&object(RSA)[..], b"\x05\0"].concat();
    let curve = [object(CURVE), object(P256)].concat();
    let edwards = object(b"\x2b\x65\x70");
    vec![
        rsa(1024),
        rsa(2048),
        rsa(4096),
        on_curve(32, Some(P256)),
        on_curve(48, Some(b"\x2b\x81\x04\x00\x22")),
        on_curve(66, Some(b"\x2b\x81\x04\x00\x23")),
        pkcs8(false, &[&rsa_id], &rsa(2048)),
        pkcs8(false, &[&curve], &on_curve(32, None)),
        pkcs8(false, &[&edwards], &der(4, &[&bytes(32)])),
        pkcs8(true, &[&edwards], &der(4, &[&bytes(32)])),
        openssh(),
    ]
}

/// What is found: where, by which rule.
fn found(bytes: &[u8]) -> Vec<(&'static str, std::ops::Range<usize>)> {
    let mut all = Vec::new();
    find(bytes, 0..bytes.len(), &mut |rule, range| all.push((rule.name, range)));
    all
}

#[test]
fn a_key_is_known_by_its_structure_wherever_it_stands() {
    for key in keys() {
        for before in [&b""[..], b"x", b"PK\x03\x04key.der", &[0x30; 9], &[0; 80]] {
            let whole = [before, &key, b"\x30\x82"].concat();
            let place = before.len()..before.len() + key.len();
            assert_eq!(found(&whole), [("private-key-binary", place)], "{:02x?}", &key[..30]);
        }
    }
}

#[test]
fn what_is_cut_or_changed_is_no_key() {
    for key in keys() {
        assert_eq!(found(&key[..key.len() - 1]), [], "{:02x?}", &key[..30]);
        // Another length, so that nothing ends where it should; a key may lie in it all the same.
        let mut other = key.clone();
        other[1] ^= 1;
        assert!(found(&other).iter().all(|(_, place)| place.start > 0), "{:02x?}", &key[..30]);
    }
}

#[test]
fn what_is_public_is_no_key() {
    let public = der(3, &[b"\0", &der(0x30, &[&number(256), &number(3)])]);
    let algorithm = der(0x30, &[&object(RSA), b"\x05\0"]);
    let name = der(0x30, &[&object(b"\x55\x04\x03"), &der(12, &[b"example"])]);
    let inside = der(0x30, &[&version(0), &name, &algorithm, &public, &algorithm]);
    for document in [
        der(0x30, &[&number(256), &number(3)]),
        der(0x30, &[&algorithm, &public]),
        der(0x30, &[&inside, &algorithm, &der(3, &[&bytes(257)])]),
        der(0x30, &[&version(0), &number(8), &number(8)]),
        der(0x30, &[&version(1), &der(4, &[&bytes(32)])]),
        // A message that is encrypted for somebody.
        der(0x30, &[&version(0), &algorithm, &der(4, &[&bytes(64)])]),
    ] {
        assert_eq!(found(&document), []);
    }
}
