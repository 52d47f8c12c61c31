//! Where a secret begins and ends.

use super::{found, random};
use crate::guard::rules::find;

/// The secrets in bytes that are no text.
fn found_in(bytes: &[u8]) -> Vec<String> {
    let mut all = Vec::new();
    find(bytes, 0..bytes.len(), &mut |_, range| {
        all.push(String::from_utf8_lossy(&bytes[range]).into_owned());
    });
    all
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
fn a_count_before_a_secret_says_where_it_ends() {
    let token = random("hf_", 34);
    for before in [&b"\x12%"[..], b"\xd9%", b"token37:"] {
        for after in ["r\n\n", "4:userl1:ae", "abcdefgh"] {
            let bytes = [before, token.as_bytes(), after.as_bytes()].concat();
            assert_eq!(found_in(&bytes), std::slice::from_ref(&token), "{before:?} {after}");
        }
    }
    for before in [&b"\x12&"[..], b"token38:", b"%", b"a%", b":"] {
        let bytes = [before, token.as_bytes(), b"abcdefgh"].concat();
        assert!(found_in(&bytes).is_empty(), "{before:?}");
    }
}

#[test]
fn a_field_may_look_like_a_letter() {
    let token = random("hf_", 34);
    // The ends of a pickle's opcodes and lengths, and what is a word instead.
    for before in [&b"k\x94\x8c3"[..], b"\x00\x8cl", b"\x04\x07v"] {
        assert_eq!(found_in(&[before, token.as_bytes()].concat()).len(), 1, "{before:?}");
    }
    for before in ["cafél", "\u{444}l", "\tl", "l"] {
        assert!(found_in(format!("{before}{token}").as_bytes()).is_empty(), "{before:?}");
    }
}

#[test]
fn what_stands_between_a_name_and_its_value_is_passed_over() {
    let key = super::of(b"0123456789abcdef", 40);
    for (before, after) in [
        ("WANDB_API_KEY=", ""),
        ("export WANDB_API_KEY='", "'"),
        ("\"WANDB_API_KEY\": \"", "\""),
        ("{\\\"WANDB_API_KEY\\\": \\\"", "\\\"}"),
        ("os.environ['WANDB_API_KEY'] = '", "'"),
        ("os.environ.setdefault(\"WANDB_API_KEY\", \"", "\")"),
        ("setenv WANDB_API_KEY ", ""),
        ("-e WANDB_API_KEY=", " image"),
        ("- name: WANDB_API_KEY\n  value: ", "\n"),
        ("wandb_api_key => `", "`"),
        ("$wandb_key := \"", "\""),
        ("wandb_key: str = \"", "\""),
        ("<wandb_api_key>", "</wandb_api_key>"),
        ("--wandb-api-key ", " --x"),
        ("wandb.login(key='", "')"),
        ("wandb.login(relogin=True, key='", "')"),
    ] {
        let text = format!("{before}{key}{after}");
        assert_eq!(found(&text), [("wandb-hex", key.clone())], "{text}");
    }
    for before in ["wandb run ", "wandb-0.16-", "wandb artifact key of the run with the hash "] {
        assert!(found(&format!("{before}{key}")).is_empty(), "{before}");
    }
}

#[test]
fn a_short_word_in_base64_begins_no_secret() {
    let token = random("cio", 32);
    for before in ["ab/", "ab+", "+"] {
        assert!(found(&format!("{before}{token}/x")).is_empty(), "{before}");
    }
    for before in ["", "\"", " = ", "//", "cargo login "] {
        assert_eq!(found(&format!("{before}{token}")).len(), 1, "{before}");
    }
}
