use super::*;
use Encoding::{Base32, Base64, Numbers, Utf32};

#[test]
fn utf32_is_read_in_both_orders_and_at_any_place() {
    let token = &token();
    let text = format!("[x]\r\nkey = {token}\r\n");
    for big in [false, true] {
        let bytes = utf32(&text, big);
        for before in [&b""[..], b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\x01", b"abc", &[0; 77]] {
            let whole = [before, &bytes, &[0; 33], b"\xff\x01\x02"].concat();
            is_found(&whole, token, &[Utf32]);
        }
    }
    is_found(base64_of(&utf32(&text, false)).as_bytes(), token, &[Base64, Utf32]);
}

#[test]
fn the_strings_of_an_array_stay_apart() {
    let (a, b) = (&token(), &token());
    for (order, big) in [('<', false), ('>', true)] {
        let head = format!("{{'descr': '{order}U37', 'fortran_order': False, 'shape': (3,), }}\n");
        let length = u16::try_from(head.len()).unwrap().to_le_bytes();
        let strings = utf32(&format!("{a}{b}no more\0"), big);
        let array = [b"\x93NUMPY\x01\0", &length[..], head.as_bytes(), &strings].concat();
        // Also in an archive that is not compressed.
        for before in [&b""[..], b"PK\x03\x04x.npy"] {
            let found: Vec<_> = hits(&[before, &array].concat());
            let found: Vec<_> =
                found.iter().map(|(how, value, _)| (how.as_slice(), value)).collect();
            assert_eq!(found, [(&[Utf32][..], a), (&[Utf32][..], b)], "{order}");
        }
    }
}

#[test]
fn letters_are_read_by_their_numbers() {
    let token = &token();
    let each = |before: &str, behind: &str, between: &str| {
        let letters: Vec<_> = token.bytes().map(|byte| format!("{before}{byte}{behind}")).collect();
        letters.join(between)
    };
    for text in [
        each("", "", ","),
        each("", "", ", "),
        each("", "", " "),
        each("", "", ",\n    "),
        format!("bytes([{}]).decode()", each("", "", ", ")),
        format!("{{\"type\":\"Buffer\",\"data\":[{}]}}", each("", "", ",")),
        format!("String.fromCharCode({})", each("", "", ",")),
        format!("char k[] = {{{}, 0}};", each("", "", ", ")),
        each("chr(", ")", "+"),
        each("chr(", ")", " + "),
        each("chr(", ")", "."),
        each("Chr(", ")", " & "),
        each("CHAR(", ")", " || ").replace(" || ", ", "),
        format!("[31, 200, 7, 61, {}, 0, 255]", each("", "", ", ")),
    ] {
        is_found(text.as_bytes(), token, &[Numbers]);
        is_found(format!("x = {text}\n1, 2, 300\n").as_bytes(), token, &[Numbers]);
    }
    let place = is_found(format!("\nx = [{}]", each("", "", ", ")).as_bytes(), token, &[Numbers]);
    assert_eq!(place, (2, 6));
    // A number of more than one byte is no letter.
    let long = each("1", "", ", ");
    assert!(hits(long.as_bytes()).is_empty(), "{long}");
}

#[test]
fn base32_is_read_wherever_it_begins() {
    let token = &token();
    for text in [
        base32(token.as_bytes()),
        base32(format!("x {token}").as_bytes()),
        base32(format!("HF_TOKEN={token}\n").as_bytes()),
        wrapped(&base32(format!("a text, key={token}; more").as_bytes()), 64, "\n"),
        base32(&[&[0xff, 0x80, 0xfe], token.as_bytes(), &[0xfe; 9]].concat()),
    ] {
        is_found(text.as_bytes(), token, &[Base32]);
        is_found(format!("k: '{}'\n", text.trim_end_matches('=')).as_bytes(), token, &[Base32]);
    }
}
