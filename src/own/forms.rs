//! How a value is written where it can't stand as it is: in a JSON string, and in an address. What
//! the guard decodes anyway is none of these; a fingerprint of each is cheaper than to decode all
//! that could be one.

use std::fmt::Write as _;

use zeroize::Zeroizing;

use super::strength::{LONGEST, Strong, strong};

/// What a value has beside letters and digits that is found however it is written.
const PLAIN: &[u8] = b"_-+/=.:%#&~";

/// Calls back with what a value is known by, if it is strong enough: itself and its other forms.
pub(super) fn each(value: &str, mut known: impl FnMut(Strong<'_>)) {
    let Some(itself) = strong(value) else { return };
    known(itself);
    let Ok(part) = str::from_utf8(itself.part) else { return };
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || PLAIN.contains(&byte);
    if part.bytes().all(is_plain) {
        return;
    }
    let mut seen: Vec<Zeroizing<String>> = Vec::new();
    for form in [json(part, false), json(part, true), address(part, "%20"), address(part, "+")] {
        if form.as_str() != part && !seen.contains(&form) {
            let from = form.len().saturating_sub(LONGEST);
            known(Strong { part: &form.as_bytes()[from..], bits: itself.bits });
            seen.push(form);
        }
    }
}

/// In a JSON string (RFC 8259); `ascii` as most programs write it, without any other letter.
fn json(value: &str, ascii: bool) -> Zeroizing<String> {
    let mut form = Zeroizing::new(String::with_capacity(6 * value.len()));
    for letter in value.chars() {
        match letter {
            '"' | '\\' => form.extend(['\\', letter]),
            '\n' => form.push_str("\\n"),
            '\r' => form.push_str("\\r"),
            '\t' => form.push_str("\\t"),
            ' '..='~' => form.push(letter),
            _ if !ascii => form.push(letter),
            _ => {
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    // Memory takes everything.
                    let _ = write!(form, "\\u{unit:04x}");
                }
            }
        }
    }
    form
}

/// In an address (RFC 3986), with this for a blank.
fn address(value: &str, blank: &str) -> Zeroizing<String> {
    let mut form = Zeroizing::new(String::with_capacity(3 * value.len()));
    for byte in value.bytes() {
        match byte {
            b' ' => form.push_str(blank),
            b'-' | b'.' | b'_' | b'~' => form.push(char::from(byte)),
            _ if byte.is_ascii_alphanumeric() => form.push(char::from(byte)),
            _ => {
                let _ = write!(form, "%{byte:02X}");
            }
        }
    }
    form
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(value: &str) -> Vec<String> {
        let mut all = Vec::new();
        each(value, |known| all.push(String::from_utf8_lossy(known.part).into_owned()));
        all
    }

    #[test]
    fn a_value_is_known_as_json_and_addresses_write_it() {
        assert_eq!(
            all("q7@Zk!2\"w\\Rt9$vLx4"),
            ["q7@Zk!2\"w\\Rt9$vLx4", "q7@Zk!2\\\"w\\\\Rt9$vLx4", "q7%40Zk%212%22w%5CRt9%24vLx4",]
        );
        assert_eq!(
            all("q7Zk92w Rt9évLx48Hp"),
            [
                "q7Zk92w Rt9évLx48Hp",
                "q7Zk92w Rt9\\u00e9vLx48Hp",
                "q7Zk92w%20Rt9%C3%A9vLx48Hp",
                "q7Zk92w+Rt9%C3%A9vLx48Hp",
            ]
        );
    }

    #[test]
    fn a_plain_value_has_one_form_and_a_weak_one_none() {
        assert_eq!(all("q7Zk92wRt9-vLx48Hp").len(), 1);
        assert_eq!(all("the name of my app!"), [""; 0]);
    }
}
