//! The pass itself: windows, overlaps, masks, and input made to be slow.

use std::time::{Duration, Instant};

use super::super::{all, by_name, find};
use super::{found, of, random};

fn jwt_of(prefix: &str) -> String {
    let part = |length| random("", length);
    format!("{prefix}eyJ{}.eyJ{}.{}-_{}", part(30), part(200), part(40), part(41))
}

#[test]
fn every_hub_family_is_found_and_cut_by_the_last_net() {
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
fn each_is_found_once_wherever_the_fresh_part_is_cut() {
    let secrets = [random("hf_", 34), of(b"0123456789abcdef", 40), random("ghp_", 36)];
    let [a, b, c] = &secrets;
    let text = format!("{a}\nWANDB_API_KEY={b}\nx: {c}\n");
    for cut in 0..=text.len() {
        let mut all = Vec::new();
        for fresh in [0..cut, cut..text.len()] {
            find(text.as_bytes(), fresh, &mut |_, range| all.push(text[range].to_owned()));
        }
        assert_eq!(all, secrets, "{cut}");
    }
}

#[test]
fn of_two_that_overlap_the_first_rule_counts() {
    let token = random("hf_", 34);
    assert_eq!(found(&format!("//h/:_authToken={token}")), [("hf-user", token)]);
    let key = format!("sk-{}T3BlbkFJ{}", random("", 20), random("", 20));
    assert_eq!(found(&format!("STABILITY_API_KEY={key}")), [("openai", key)]);
}

#[test]
fn a_mask_hides_enough() {
    let rule = |name: &str| by_name(name).unwrap();
    let token = random("hf_", 34);
    assert_eq!(rule("hf-user").mask(token.as_bytes()), format!("hf_…{}", &token[33..]));
    let id = format!("AKIA{}", of(b"ABCDEFGH234567", 16));
    assert_eq!(rule("aws-id").mask(id.as_bytes()), "AKIA…");
    let key = of(b"0123456789abcdef", 40);
    assert_eq!(rule("wandb-hex").mask(key.as_bytes()), format!("…{}", &key[36..]));
    let header = ["-----BEGIN ", "OPENSSH PRIVATE", " KEY-----"].concat();
    for end in ["\n", "\r\n", "\\n"] {
        let key = format!("{header}{end}{}", random("", 70));
        assert_eq!(rule("private-key").mask(key.as_bytes()), format!("{header}…"));
    }
    assert_eq!(rule("env-file").mask(b"something"), "…");
    for rule in all() {
        // Whatever is given to it, it hides: here what no rule would call a secret.
        assert!(
            rule.mask(token.as_bytes()).len() < 12 && rule.mask(b"").len() < 4,
            "{}",
            rule.name
        );
    }
}

#[test]
fn private_keys_are_found_as_they_are_written() {
    let line = || of(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/", 64);
    let lines = [line(), line(), line(), line()];
    let label = |kind: &str, which: &str| format!("-----{which} {kind}PRIVATE KEY-----");
    for kind in ["", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED "] {
        for end in ["\n", "\r\n", "\\n", "\\\\n", "\n    ", "\\n\" +\n  \"", "\n# ", "\n// "] {
            let body = lines.join(end);
            let text = format!("k: {}{end}{body}{end}{}", label(kind, "BEGIN"), label(kind, "END"));
            let names: Vec<_> = found(&text).into_iter().map(|(name, _)| name).collect();
            assert_eq!(names, ["private-key"], "{kind:?} {end:?}");
        }
        let one = format!("{}\n{}\n{}", label(kind, "BEGIN"), lines[0], label(kind, "END"));
        assert_eq!(found(&one).len(), 1, "{kind}");
    }
    let legacy = format!(
        "{}\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,1F2E\n\n{}\n",
        label("RSA ", "BEGIN"),
        lines.join("\n")
    );
    assert_eq!(found(&legacy).len(), 1);
    let pgp = format!(
        "-----BEGIN PGP PRIVATE KEY{}\nVersion: GnuPG v2\n\n{}\n",
        " BLOCK-----",
        lines.join("\n")
    );
    assert_eq!(found(&pgp).len(), 1);
}

#[test]
fn input_made_to_be_slow_is_not() {
    let anchors = all().flat_map(|rule| &rule.anchors);
    let mut inputs: Vec<String> = anchors.map(|anchor| (*anchor).to_owned()).collect();
    inputs.extend(
        [
            "hf_hf_",
            "key=key=",
            "-hf_jwt_eyJaaaaaaaaaaaaa",
            " sk-",
            "=pa-",
            "wandb_key ",
            "_",
            "wandb                       ",
            "-----BEGIN PRIVATE KEY-----\n",
            "sig=%2F",
            ":AA1234567890",
            "-sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaa",
            ".hvs.",
            "JQQJ99aaaa",
            "secret_access_key(((((",
        ]
        .map(ToOwned::to_owned),
    );
    for input in inputs {
        let text = input.repeat((1 << 16) / input.len());
        // The first anchor makes the expression.
        found(&text[..2048]);
        let start = Instant::now();
        assert_eq!(found(&text), [], "{input}");
        // 64 KiB; a quadratic search would take minutes.
        assert!(start.elapsed() < Duration::from_secs(4), "{input}: {:?}", start.elapsed());
    }
}
