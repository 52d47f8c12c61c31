use super::*;
use crate::key::Key;
use crate::own::print::{FEWEST, Print, Printer, SPOT};

const DIGITS: &str = "0123456789";
const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";

/// Letters by chance.
fn random(alphabet: &str, length: usize) -> String {
    let mut bytes = vec![0; 2 * length];
    getrandom::fill(&mut bytes).unwrap();
    let letters = alphabet.as_bytes();
    let pick =
        |pair: &[u8]| letters[usize::from(u16::from_le_bytes([pair[0], pair[1]])) % letters.len()];
    String::from_utf8(bytes.chunks(2).map(pick).collect()).unwrap()
}

fn alphabet(kind: &str) -> String {
    let upper = LOWER.to_uppercase();
    match kind {
        "hex" => format!("{DIGITS}abcdef"),
        "lower" => LOWER.to_owned(),
        "base36" => format!("{DIGITS}{LOWER}"),
        "letters" => format!("{LOWER}{upper}"),
        "base62" => format!("{DIGITS}{LOWER}{upper}"),
        "base64url" => format!("{DIGITS}{LOWER}{upper}-_"),
        "base64" => format!("{DIGITS}{LOWER}{upper}+/"),
        "password" => format!("{DIGITS}{LOWER}{upper}!#$%^*()-_=+[]{{}};:,.<>/?"),
        other => panic!("{other}"),
    }
}

fn part(value: &str) -> Option<String> {
    strong(value).map(|strong| String::from_utf8(strong.part.to_vec()).unwrap())
}

#[test]
fn what_chance_made_is_strong() {
    for (kind, length, most_lost) in [
        ("hex", 16, 60),
        ("hex", 20, 4),
        ("hex", 32, 0),
        ("hex", 40, 0),
        ("lower", 24, 12),
        ("base36", 20, 30),
        ("letters", 20, 12),
        ("letters", 34, 0),
        ("base62", 16, 60),
        ("base62", 20, 15),
        ("base62", 40, 0),
        ("base64url", 22, 25),
        ("base64url", 43, 0),
        ("base64", 40, 8),
        ("password", 20, 140),
        ("password", 24, 90),
    ] {
        let alphabet = alphabet(kind);
        let lost = (0..1000).filter(|_| strong(&random(&alphabet, length)).is_none()).count();
        assert!(lost <= most_lost, "{lost} of 1000 of {length} letters of {kind} are weak");
    }
}

#[test]
fn families_of_keys_are_strong() {
    let base62 = alphabet("base62");
    for value in [
        format!("hf_{}", random(&alphabet("letters"), 34)),
        format!("sk-proj-{}", random(&alphabet("base64url"), 74)),
        format!("AKIA{}", random("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", 16)),
        format!("ghp_{}", random(&base62, 36)),
        format!("eyJ{}.eyJ{}.{}", random(&base62, 30), random(&base62, 90), random(&base62, 43)),
        format!("pinecone-{}", random(&alphabet("hex"), 32)),
        format!(
            "{}-{}-{}-{}-{}",
            random(&alphabet("hex"), 8),
            random(&alphabet("hex"), 4),
            random(&alphabet("hex"), 4),
            random(&alphabet("hex"), 4),
            random(&alphabet("hex"), 12)
        ),
    ] {
        let known = strong(&value).unwrap_or_else(|| panic!("{value} is weak"));
        assert!(value.as_bytes().ends_with(known.part) && known.part.len() <= LONGEST);
    }
}

#[test]
fn words_paths_numbers_and_addresses_are_weak() {
    let hex = random(&alphabet("hex"), 64);
    let image = format!("ghcr.io/me/image:latest@sha256:{hex}");
    let public = format!("ssh-ed25519 AAAA{} me@host", random(&alphabet("base64"), 64));
    let certificate = format!("-----BEGIN CERTIFICATE-----\n{hex}\n-----END CERTIFICATE-----\n");
    for weak in [
        image.as_str(),
        public.as_str(),
        certificate.as_str(),
        "",
        "short",
        "1234567890123456789012345678901234567890",
        "2026-11-22T18:00:00.000Z",
        "192.168.100.200:8080,192.168.100.201:8080",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
        "abc123abc123abc123abc123abc123abc123abc123",
        "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx",
        "/home/user/projects/llama-3-8b-instruct/checkpoints/step-20000",
        "/data/hub/snapshots/0123456789abcdef0123456789abcdef01234567/model.safetensors",
        "~/.cache/huggingface/hub/models--meta-llama--Llama-3.1-8B-Instruct",
        "./outputs/run_2026_11_22/checkpoint-best/pytorch_model.bin",
        "C:\\Users\\somebody\\AppData\\Local\\Programs\\Python\\Python312",
        "meta-llama/Meta-Llama-3.1-405B-Instruct-FP8",
        "https://api.openai.com/v1/organizations/projects/completions",
        "https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables",
        "postgresql://reader@database.internal.example.com:5432/production",
        "postgresql://postgres:postgres@localhost:5432/development_database",
        "s3://my-company-training-data/datasets/common-crawl/2026-11/part-00000.parquet",
        "my-cluster-1.abc123xyz.us-east-1.rds.amazonaws.com",
        "firstname.lastname@department.university.example",
        "arn:aws:iam::123456789012:role/SageMakerExecutionRole",
        "your-openai-api-key-goes-here",
        "YOUR_HUGGING_FACE_ACCESS_TOKEN_HERE",
        "ThisIsAnExampleTokenForUnitTests",
        "replaceMeWithYourOwnSecretKeyPlease",
        "max_split_size_mb:512,expandable_segments:True,garbage_collection_threshold:0.8",
        "You are a helpful assistant. Answer in the language of the question, and be brief.",
        "{\"learning_rate\": 0.0003, \"warmup_steps\": 500, \"lr_scheduler_type\": \"cosine\"}",
        "django.contrib.auth.backends.ModelBackend",
        "sqlite:////srv/application/database/production.sqlite3",
        "gpt-4o-mini-2024-07-18,claude-3-5-sonnet-20241022",
        "TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256",
        "correct horse battery staple correct horse battery staple",
    ] {
        assert_eq!(part(weak), None, "{weak}");
    }
}

#[test]
fn of_an_address_the_password_alone_is_a_secret() {
    let password = random(&alphabet("base62"), 24);
    for value in [
        format!("postgresql://app:{password}@db.example.com:5432/app?sslmode=require"),
        format!("https://{password}@github.com/me/private.git"),
        format!("redis://:{password}@cache:6379/0"),
        format!("amqp://guest:{password}@a,b/vhost"),
    ] {
        assert_eq!(part(&value), Some(password.clone()), "{value}");
    }
}

#[test]
fn of_a_list_the_strongest_word_is_known() {
    let secret = random(&alphabet("base62"), 40);
    for value in [
        format!("Bearer {secret}"),
        format!("Endpoint=sb://name.example.net/;Key={secret}=="),
        format!("{{\"type\": \"service\", \"token\": \"{secret}\"}}"),
        format!("a=1&token={secret}"),
        format!("  {secret}\n"),
    ] {
        let known = part(&value).unwrap();
        assert!(known.starts_with(&secret), "{value}: {known}");
    }
    let lines: Vec<String> = (0..8).map(|_| random(&alphabet("base64"), 64)).collect();
    let key = format!("-----BEGIN KEY-----\nMII{}\n-----END KEY-----", lines.join("\n"));
    assert!(lines[1..].contains(&part(&key).unwrap()));
}

#[test]
fn a_name_can_say_that_its_value_is_public() {
    for name in ["NEXT_PUBLIC_KEY", "STRIPE_PUBLISHABLE_KEY", "CLIENT_ID", "model.revision", "SHA"]
    {
        assert!(is_public(name), "{name}");
    }
    for name in ["API_KEY", "HF_TOKEN", "PUBLICATIONS_TOKEN", "ID_SECRET", "GRID", ""] {
        assert!(!is_public(name), "{name}");
    }
}

#[test]
fn a_fingerprint_comes_back_as_it_was_written_and_says_little_of_weak_ones() {
    let printer = Printer::new(&Key::temporary().unwrap());
    for (kind, length) in [("hex", 20), ("base62", 24), ("password", 40), ("letters", 100)] {
        let value = random(&alphabet(kind), length);
        let Some(known) = strong(&value) else { continue };
        let print = printer.print(known);
        assert_eq!(print.to_string().parse::<Print>(), Ok(print.clone()));
        assert!((FEWEST..=SPOT).contains(&print.bits) && known.bits - print.bits >= 48);
        assert!(printer.made(&print) && printer.is(&print, known.part));
        let other = Printer::new(&Key::temporary().unwrap());
        assert!(!other.made(&print) && !other.is(&print, known.part));
        for cut in [&print.to_string()[1..], "", "a-b-c-d-e-f-g", &format!("{print}0")] {
            let read = cut.parse::<Print>();
            assert!(read.is_err() || !printer.made(&read.unwrap()), "{cut}");
        }
    }
}
