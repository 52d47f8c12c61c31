use super::*;
use crate::guard::scan::{AHEAD, BEHIND};

/// A token in every encoding, longer than one line of it.
fn forms(token: &str) -> Vec<Vec<u8>> {
    let text = format!("a text that is there as well, {token}; and some behind it");
    let (a, b, c) = (&token[..3], &token[3..20], &token[20..]);
    let escaped = token.replace('_', "\\u005f");
    let mut forms: Vec<Vec<u8>> = [
        base64(token),
        base64(&text),
        format!("{}{}", url64(&"x".repeat(3_001)), url64(token)),
        wrapped(&base64(&text), 30, "\n    "),
        wrapped(&base64(&text), 64, "\\n\",\n  \""),
        hex(&text),
        wrapped(&hex(&text), 60, "\n"),
        xxd(text.as_bytes(), 2),
        canonical(text.as_bytes()),
        words(text.as_bytes()),
        escaped,
        format!("a/b/c/{a}{b}{}%2D", c.replace(&c[..1], &format!("%{:02x}", c.as_bytes()[0]))),
        format!("{a}{b}=\r\n{c}"),
        format!("x = \"{a}\" + \"{b}\" /* c */ +\n  \"{c}\""),
        format!("[\"{a}\", \"{b}\", \"{c}\"].join(\"\")"),
        format!("''.join(('{a}', '{b}', '{c}'))"),
        base64(&base64(&text)),
        format!("[{}]", numbers(&text)),
        base32(text.as_bytes()),
    ]
    .map(String::into_bytes)
    .into();
    forms.extend([false, true].map(|big| [vec![0, 0], utf16(&text, big), vec![0; 3]].concat()));
    forms.extend([false, true].map(|big| [vec![0, 0], utf32(&text, big), vec![0; 3]].concat()));
    forms
}

fn found(known: &Known, bytes: &[u8], chunk: usize) -> Vec<(Vec<Encoding>, (u64, u64))> {
    let mut found = Vec::new();
    let hit = |hit: Hit| {
        found.push((hit.encodings, (hit.line, hit.column)));
        true
    };
    Scanner::by(known, chunk).scan(bytes, hit).unwrap();
    found
}

#[test]
fn nothing_is_lost_where_a_window_ends() {
    const CHUNK: usize = 1 << 10;
    let known = Known::default();
    let token = &token();
    let mut random = [0; 64];
    getrandom::fill(&mut random).unwrap();
    for (form, random) in forms(token).iter().zip(random.chunks(3).cycle()) {
        // The border cuts the form, whose end is near the window's.
        for random in random {
            let cut = form.len() * usize::from(*random) / 256;
            let mut bytes = b"some words in a line\n".repeat((BEHIND + CHUNK) / 21);
            bytes.truncate((BEHIND + CHUNK).saturating_sub(cut));
            bytes.push(b'\n');
            bytes.extend(form);
            bytes.push(b'\n');
            bytes.extend(b"and more of them\n".repeat(AHEAD / 17));
            let whole = found(&known, &bytes, 1 << 20);
            assert_eq!(whole.len(), 1, "{}", String::from_utf8_lossy(form));
            let parts = found(&known, &bytes, CHUNK);
            assert_eq!(whole, parts, "cut at {cut}: {}", String::from_utf8_lossy(form));
        }
    }
}

#[test]
fn a_long_run_is_understood_from_its_middle() {
    let token = &token();
    let before = "words without an end ".repeat(2_000);
    let text = format!("{before}{token} {}", &before[..20_000]);
    let split: Vec<String> = text.split(' ').map(|word| format!("\"{word}\"")).collect();
    for (bytes, how) in [
        (base64(&text).into_bytes(), Encoding::Base64),
        (wrapped(&base64(&text), 76, "\n").into_bytes(), Encoding::Base64),
        (wrapped(&base64(&text), 73, "\\n").into_bytes(), Encoding::Base64),
        (format!("x{}", hex(&text)).into_bytes(), Encoding::Hex),
        (xxd(text.as_bytes(), 2).into_bytes(), Encoding::Hex),
        (canonical(text.as_bytes()).into_bytes(), Encoding::Hex),
        (text.replace(' ', "%20").replace('_', "%5F").into_bytes(), Encoding::Escapes),
        (utf16(&text, false), Encoding::Utf16),
        (utf16(&text, true), Encoding::Utf16),
        (utf32(&text, false), Encoding::Utf32),
        (utf32(&text, true), Encoding::Utf32),
        (numbers(&text).into_bytes(), Encoding::Numbers),
        (base32(text.as_bytes()).into_bytes(), Encoding::Base32),
        (split.join(" + '-' + ").replace('_', "\" + \"_").into_bytes(), Encoding::Pieces),
    ] {
        let whole = hits(&bytes);
        assert_eq!(whole.len(), 1, "{how:?}");
        assert_eq!((whole[0].0.as_slice(), &whole[0].1), (&[how][..], token));
        let parts = found(&Known::default(), &bytes, 5_000);
        assert_eq!(parts, [(vec![how], whole[0].2)]);
    }
}

#[test]
fn what_is_cut_anywhere_is_read_as_far_as_it_goes() {
    let token = token();
    let (a, b) = token.split_at(9);
    for text in [
        format!("join(\"\", [\"{a}\", \"{b}\"])"),
        format!("[\"{a}\", \"{b}\"].join(\"\")"),
        format!("paste(\"{a}\", \"{b}\", sep = \"\")"),
        format!("t = \\\"{a}\\\";\nt += \\\"{b}\\\";"),
        format!("t={a}\nt+={b}"),
        format!("s.append(\"{a}\").append(\"{b}\")"),
        format!("string(\"{a}\") + \"{b}\""),
    ] {
        for cut in 0..text.len() {
            for part in [&text[..cut], &text[cut..]] {
                hits(part.as_bytes());
                // As the end of a string that was begun elsewhere.
                hits(format!("{part}\\").as_bytes());
            }
        }
    }
}
