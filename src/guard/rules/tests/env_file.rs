//! Environment files.

use std::path::Path;

use super::super::env_file::{find, is_one};
use super::{of, random};

fn names(text: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    find(text.as_bytes(), 0..text.len(), &mut |rule, range, name| {
        assert_eq!(
            (rule.name, rule.mask(text[range.clone()].as_bytes())),
            ("env-file", "…".into())
        );
        all.push((name.to_owned(), text[range].to_owned()));
    });
    all
}

#[test]
fn a_file_is_told_by_its_name() {
    for name in [
        ".env",
        ".env.local",
        "a/b/.env.production",
        "prod.env",
        "config/.envrc",
        ".ENV",
        ".env-dev",
        ".env_prod",
        ".env.keys",
        "app.prod.env",
        "env.production",
        ".flaskenv",
        ".env~",
    ] {
        assert!(is_one(Path::new(name)), "{name}");
    }
    for name in [
        ".env.example",
        ".env.local.example",
        ".env.sample",
        "example.env",
        ".env.template",
        ".env.dist",
        ".env.defaults",
        ".env.test",
        ".envrc.sample",
        "env",
        "env.py",
        ".environment",
        "x.env.js",
        ".env.d.ts",
        ".env.vault",
        "environment.ts",
        "env/x",
        ".env.md",
    ] {
        assert!(!is_one(Path::new(name)), "{name}");
    }
}

#[test]
fn a_secret_is_told_by_the_name_of_its_variable() {
    let secret = random("", 24);
    for (line, name) in [
        ("SERVICE_TOKEN={}", "SERVICE_TOKEN"),
        ("export API_KEY='{}' # mine", "API_KEY"),
        ("DB_PASSWORD = \"{}\"", "DB_PASSWORD"),
        ("\u{feff}JWT_SECRET={}\r", "JWT_SECRET"),
        ("  APP_PRIVATE={}   ", "APP_PRIVATE"),
        ("dbpassword={}", "dbpassword"),
        ("CREDENTIALS={} # x", "CREDENTIALS"),
        ("# OLD_TOKEN={}", "OLD_TOKEN"),
        ("DB_PASSWORD: {}", "DB_PASSWORD"),
    ] {
        let text = format!("A=1\n{}\nB=2\n", line.replace("{}", &secret));
        assert_eq!(names(&text), [(name.to_owned(), secret.clone())], "{text}");
    }
    let key = of(b"0123456789abcdef", 32);
    for name in [
        "STRIPE_PUBLIC_KEY",
        "NEXT_PUBLIC_TOKEN",
        "KEY_ID",
        "SSH_KEY_PATH",
        "SECRET_FILE",
        "TOKEN_URL",
        "USER",
        "COMMIT",
        "MAX_TOKENS",
        "TOKENIZERS",
        "MONKEY",
        "SECRET_NAME",
    ] {
        assert_eq!(names(&format!("{name}={key}")), [], "{name}");
    }
}

#[test]
fn a_document_is_judged_by_its_fields() {
    let value = format!("{{\"user\":\"a\",\"password\":\"{}\"}}", random("", 24));
    assert_eq!(names(&format!("LOGIN='{value}'")), [("LOGIN".to_owned(), value)]);
    for value in ["{\"password\":\"changeme\"}", "{\"user\":\"a\"}", "{\"password\":1}", "{}"] {
        assert_eq!(names(&format!("DB_CREDS='{value}'")), [], "{value}");
    }
}

#[test]
fn a_url_has_a_password() {
    let secret = random("", 16);
    for url in ["postgres://me:{}@db.example.com/x", "redis://:{}@cache:6379/0", "amqps://a:{}@h/v"]
    {
        let url = url.replace("{}", &secret);
        assert_eq!(names(&format!("DATABASE_URL={url}")), [("DATABASE_URL".to_owned(), url)]);
    }
    for url in [
        "https://example.com/a:b@c",
        "postgres://postgres:postgres@localhost/x",
        "http://localhost:3000",
        "postgres://user:password@localhost:5432/db",
        "postgres://u:${DB_PASSWORD}@h/x",
        "mongodb://user:<password>@host/",
        "redis://localhost",
        "https://me@example.com/x",
    ] {
        assert_eq!(names(&format!("DATABASE_URL={url}")), [], "{url}");
    }
}

#[test]
fn what_is_no_secret_is_silent() {
    for value in [
        "",
        "''",
        "changeme",
        "your-key-here",
        "<your token>",
        "xxxxxxxx",
        "${OTHER}",
        "$OTHER",
        "$(pass show x)",
        "op://vault/item/field",
        "vault:secret/data/x#y",
        "12345678",
        "true",
        "1.5",
        "3600s",
        "/run/secrets/token",
        "./key.pem",
        "~/.ssh/id_ed25519",
        "C:\\keys\\x",
        "…",
        "...",
        "********",
        "null",
        "service-account.json",
        "replace_me_with_a_real_key",
        "oauth2",
        "github",
        "sk-your-openai-api-key",
        "encrypted:BD7HQzbhkDxNBz5DSr6g4WzQ==",
        "{{ token }}",
        concat!("TO", "DO"),
    ] {
        assert_eq!(names(&format!("SERVICE_TOKEN={value}\n")), [], "{value}");
    }
}

#[test]
fn only_what_begins_in_the_fresh_part_counts() {
    let text = format!("A_TOKEN={}\nB_TOKEN={}\n", random("", 20), random("", 20));
    for cut in 0..=text.len() {
        let mut all = Vec::new();
        for fresh in [0..cut, cut..text.len()] {
            find(text.as_bytes(), fresh, &mut |_, _, name| all.push(name.to_owned()));
        }
        assert_eq!(all, ["A_TOKEN", "B_TOKEN"], "{cut}");
    }
}
