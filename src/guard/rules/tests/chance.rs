//! What chance could have made, and what it could not.

use super::super::Kind;
use super::super::chance::is_plausible;
use super::{found, of};

const ALPHABET: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

fn swap(c: char) -> char {
    if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() }
}

fn repeated(text: &str, length: usize) -> String {
    text.chars().cycle().take(length).collect()
}

#[test]
fn placeholders_are_silent() {
    let repeated = |text: &str| repeated(text, 34);
    let camel: String =
        ALPHABET.chars().enumerate().map(|(i, c)| if i % 2 == 0 { c } else { swap(c) }).collect();
    for body in [
        repeated("x"),
        repeated("Fake"),
        repeated("aB3"),
        repeated("1234567890abcdef"),
        repeated("a1b2c3d4e5f6g7h8i9j0"),
        repeated("YourHuggingFaceTokenGoesHere"),
        repeated("ThisIsAnExampleTokenForUnitTests"),
        repeated("ReplaceMeWithARealHuggingFaceKey"),
        repeated("jumpedoverthelazydogandranawayfast"),
        repeated("GetTheCurrentDeviceOfThisProcessor"),
        repeated("dissectorHandleForTheProtocolField"),
        repeated("abcdefghijKLMNOPQRSTuvwxyz"),
        ALPHABET[..34].to_owned(),
        ALPHABET[10..44].to_owned(),
        ALPHABET[..34].chars().rev().collect(),
        camel[..34].to_owned(),
    ] {
        assert_eq!(body.len(), 34);
        assert!(found(&format!("hf_{body}")).is_empty(), "{body}");
    }
    for text in ["hf_jwt_eyJhbGciOi…", "hf_transformers_course", "HF_TOKEN", "_", "hf_", "sk-"] {
        assert!(found(text).is_empty(), "{text}");
    }
}

#[test]
fn examples_of_documentation_are_silent() {
    // In pieces: scanners that know no examples shall not find them here.
    for pieces in [
        ["AKIA", "IOSFODNN7", "EXAMPLE"],
        ["AKIA", "I44QH8DHB", "EXAMPLE"],
        ["aws_secret_access_key = wJalrXUtn", "FEMI/K7MDENG/", "bPxRfiCYEXAMPLEKEY"],
        ["AKIA", "12345678", "90ABCDEF"],
        ["sk-ant-", "api03-", &"x".repeat(95)],
        ["sk-proj-", &"1234567890".repeat(5), "abcdef"],
        ["ghp_", "1234567890abcdefghij", "klmnopqrstuvwxyz"],
        ["WANDB_API_KEY=", "0123456789abcdef0123", "456789abcdef01234567"],
        ["WANDB_API_KEY=", "deadbeefdeadbeefdead", "beefdeadbeefdeadbeef"],
        ["xoxb-123456789012-", "1234567890123-", "AbCdEfGhIjKlMnOpQrStUvWx"],
        ["AIzaSyA-1234567", "890abcdefghijklm", "nopqrstu"],
        ["glpat-", "your_personal_", "access_token"],
        ["TWILIO_AUTH_TOKEN=", "00112233445566778899", "aabbccddeeff"],
    ] {
        assert!(found(&pieces.concat()).is_empty(), "{pieces:?}");
    }
}

/// Of so many values of chance, how many are lost.
fn lost(kind: Kind, letters: &[u8], length: usize) -> usize {
    let all = of(letters, length * 4_000);
    all.as_bytes().chunks(length).filter(|body| !is_plausible(kind, body)).count()
}

#[test]
fn chance_passes_for_chance() {
    let all = ALPHABET.as_bytes();
    let (hex, upper) = (b"0123456789abcdef", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
    let url = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
    for (kind, letters, length) in [
        (Kind::Alnum, &all[..52], 34),
        (Kind::Alnum, all, 20),
        (Kind::Alnum, all, 34),
        (Kind::Alnum, all, 80),
        (Kind::Alnum, upper, 16),
        (Kind::Alnum, &b"abcdefghijklmnopqrstuvwxyz0123456789"[..], 48),
        (Kind::Hex, hex, 32),
        (Kind::Hex, hex, 40),
        (Kind::Hex, hex, 64),
        (Kind::Url, url, 20),
        (Kind::Url, url, 93),
    ] {
        let lost = lost(kind, letters, length);
        // One of 2,000 would be 2.
        assert!(lost <= 8, "{lost} of 4,000 of {} letters, {length} long", letters.len());
    }
}
