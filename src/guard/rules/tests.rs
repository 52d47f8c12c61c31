use super::*;

/// A token made now, so that none lies in the tree: `prefix` and letters that chance could make.
pub(crate) fn random(prefix: &str, length: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    loop {
        let mut bytes = vec![0; length];
        getrandom::fill(&mut bytes).unwrap();
        let letters = bytes.iter().map(|byte| LETTERS[usize::from(*byte) % LETTERS.len()]);
        let body: Vec<u8> = letters.collect();
        if !(32..=34).contains(&length) || is_plausible(&body) {
            return format!("{prefix}{}", String::from_utf8(body).unwrap());
        }
    }
}

fn jwt_of(prefix: &str) -> String {
    let part = |length| random("", length);
    format!("{prefix}eyJ{}.eyJ{}.{}-_{}", part(30), part(200), part(40), part(41))
}

/// The names of the rules and the secrets that are found.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    super::find(text.as_bytes(), 0..text.len(), &mut |rule, range| {
        all.push((rule.name, text[range].to_owned()));
    });
    all
}

#[test]
fn every_family_is_found_and_cut_by_the_last_net() {
    for (name, token) in [
        ("hf-user", random("hf_", 34)),
        ("hf-organisation", random("api_org_", 34)),
        ("hf-oauth", jwt_of("hf_oauth_")),
        ("hf-oauth-refresh", random("hf_oauth__refresh_", 34)),
        ("hf-jwt", jwt_of("hf_jwt_")),
        ("hf-s3", jwt_of("hf_s3_")),
        ("hf-app", random("hf_app_", 32)),
    ] {
        let text = format!("TOKEN = {token} # mine");
        assert_eq!(found(&text), [(name, token.clone())]);
        let tail = &token[token.len() - 30..];
        assert!(!crate::text::redact(&text).contains(tail), "{name} would be shown by a message");
    }
}

#[test]
fn a_secret_ends_where_no_letter_follows() {
    let token = random("hf_", 34);
    for after in [
        "",
        "\n",
        "\"",
        "'",
        "@huggingface.co",
        ",",
        ")",
        ".",
        "&x",
        "|",
        "}",
        "<",
        "_x",
        "-",
        "\\n",
        "%22",
        "\u{e9}",
        "\0",
    ] {
        assert_eq!(found(&format!("{token}{after}")).len(), 1, "{after:?}");
    }
    for after in ["a", "Z", "0"] {
        assert!(found(&format!("{token}{after}")).is_empty(), "{after}");
    }
    assert!(found(&token[..36]).is_empty());
}

#[test]
fn a_secret_begins_behind_an_escape_and_in_no_word() {
    let token = random("hf_", 34);
    for before in [
        "",
        "=",
        "\"",
        "_",
        "-",
        "https://u:",
        "\\n",
        "\\\\n",
        "x\\t",
        "%22",
        "a%3D",
        "\\x22",
        "\\u003d",
        "\\U0001F600",
        "\\u001b[32m",
        "\u{1b}[0;31m",
        "\\033[m",
        "\\0",
        "\\12",
        "é",
        "\0",
    ] {
        assert_eq!(found(&format!("{before}{token}")).len(), 1, "{before:?}");
    }
    for before in ["a", "Z", "9", "xn", "22", "%2", "u003d", "32m", "\\q", "\\1234"] {
        assert!(found(&format!("{before}{token}")).is_empty(), "{before}");
    }
}

#[test]
fn placeholders_are_silent() {
    let repeated = |text: &str| text.chars().cycle().take(34).collect::<String>();
    let alphabet = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    let camel: String =
        alphabet.chars().enumerate().map(|(i, c)| if i % 2 == 0 { c } else { swap(c) }).collect();
    for body in [
        repeated("x"),
        repeated("Fake"),
        repeated("aB3"),
        repeated("1234567890abcdef"),
        repeated("YourHuggingFaceTokenGoesHere"),
        repeated("ThisIsAnExampleTokenForUnitTests"),
        repeated("ReplaceMeWithARealHuggingFaceKey"),
        repeated("jumpedoverthelazydogandranawayfast"),
        alphabet[..34].to_owned(),
        alphabet[10..44].to_owned(),
        camel[..34].to_owned(),
    ] {
        assert_eq!(body.len(), 34);
        assert!(found(&format!("hf_{body}")).is_empty(), "{body}");
    }
    for text in [
        "hf_jwt_eyJhbGciOi…",
        "hf_oauth_eyJ.eyJ.abc",
        "hf_oauth_token_for_the_browser_login",
        "hf_transformers_course",
        "HF_TOKEN",
        "_",
        "hf_",
    ] {
        assert!(found(text).is_empty(), "{text}");
    }
}

fn swap(c: char) -> char {
    if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

#[test]
fn chance_passes_for_chance() {
    let mut bytes = vec![0; 34 * 20_000];
    getrandom::fill(&mut bytes).unwrap();
    let alphabet = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    for size in [52, 62] {
        let letters: Vec<u8> = bytes.iter().map(|b| alphabet[usize::from(*b) % size]).collect();
        let lost = letters.chunks(34).filter(|body| !is_plausible(body)).count();
        assert!(lost < 4, "{lost} of 20,000 tokens of {size} letters are taken for placeholders");
    }
}
