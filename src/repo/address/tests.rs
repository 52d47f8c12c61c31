//! What people paste, and what it names.

use super::*;

fn parse(text: &str) -> Result<Address, RepoError> {
    Address::parse(text, None, &Endpoint::parse("https://hub.example/base").unwrap())
}

/// `REPO`, `REPO @REVISION`, `REPO @REVISION PATH`.
fn read(text: &str) -> String {
    let Address { repo, revision, path } = parse(text).unwrap_or_else(|error| panic!("{error}"));
    let revision = revision.map(|revision| format!(" @{revision}")).unwrap_or_default();
    format!("{repo}{revision}{}", path.map(|path| format!(" {path}")).unwrap_or_default())
}

#[test]
fn names_with_and_without_a_kind() {
    for (text, expected) in [
        ("org/name", "org/name"),
        (" gpt2\n", "gpt2"),
        ("models/org/name", "org/name"),
        ("datasets/org/name", "datasets/org/name"),
        ("datasets/squad", "datasets/squad"),
        ("spaces/org/na.me_x", "spaces/org/na.me_x"),
        ("kernels/org/name", "kernels/org/name"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn addresses_of_huggingface_hub() {
    for (text, expected) in [
        ("hf://org/name", "org/name"),
        ("hf://org/name/", "org/name"),
        ("hf://datasets/org/name/data/", "datasets/org/name data/"),
        ("hf://org/name@v1.0/weights/a.bin", "org/name @v1.0 weights/a.bin"),
        ("hf://org/name@refs/pr/12", "org/name @refs/pr/12"),
        ("hf://org/name@refs/pr/12/a/b", "org/name @refs/pr/12 a/b"),
        ("hf://org/name@refs%2Fpr%2F12/a", "org/name @refs/pr/12 a"),
        (
            "hf://datasets/o/n@refs/convert/parquet/x/0.parquet",
            "datasets/o/n @refs/convert/parquet x/0.parquet",
        ),
        ("hf://org/name@feature%2Fx/a%20b", "org/name @feature/x a%20b"),
        ("hf://org/name@feature/x", "org/name @feature x"),
        ("hf://org/name/mail@me.txt", "org/name mail@me.txt"),
    ] {
        assert_eq!(read(text), expected, "{text}");
    }
}

#[test]
fn addresses_of_the_web() {
    for (text, expected) in [
        ("https://huggingface.co/org/name", "org/name"),
        ("http://HuggingFace.co/org/name/?x#readme", "org/name"),
        ("https://hf.co/gpt2", "gpt2"),
        ("hf.co/org/name", "org/name"),
        ("huggingface.co/datasets/org/name/tree/main", "datasets/org/name @main"),
        ("https://huggingface.co/org/name.git", "org/name"),
        ("https://huggingface.co/org/name/tree/main/a/b", "org/name @main a/b/"),
        (
            "https://huggingface.co/org/name/blob/main/a%20b/%C3%A4.txt#L3",
            "org/name @main a b/ä.txt",
        ),
        (
            "https://huggingface.co/gpt2/resolve/main/config.json?download=true",
            "gpt2 @main config.json",
        ),
        ("https://huggingface.co/org/name/raw/refs%2Fpr%2F1/x", "org/name @refs/pr/1 x"),
        ("https://huggingface.co/org/name/blame/refs/pr/1/x", "org/name @refs/pr/1 x"),
        ("https://huggingface.co/org/name/blob/feature%2Fx/y", "org/name @feature/x y"),
        ("https://huggingface.co/org/tree/tree/main", "org/tree @main"),
        ("https://huggingface.co/spaces/org/name/commit/abc", "spaces/org/name @abc"),
        ("https://hub.example/base/org/name/tree/main", "org/name @main"),
        ("https://hub.example:443/base/", "refused"),
        ("https://hub.example/base", "refused"),
    ] {
        let told = parse(text).map_or_else(|_| "refused".to_owned(), |_| read(text));
        assert_eq!(told, expected, "{text}");
    }
}

#[test]
fn a_foreign_host_is_named() {
    for (text, host) in [
        ("https://evil.example/org/name", "https://evil.example"),
        ("https://huggingface.co.evil.example/org/name", "https://huggingface.co.evil.example"),
        ("http://hub.example/base/org/name", "http://hub.example"),
        ("https://org-name.hf.space", "https://org-name.hf.space"),
    ] {
        let error = parse(text).unwrap_err();
        let expected = "which is neither https://hub.example/base nor huggingface.co";
        assert_eq!(error.to_string(), format!("that is an address of {host}, {expected}"));
    }
}

#[test]
fn what_names_nothing_is_refused() {
    for text in [
        "",
        "a/b/c",
        "org/name@main",
        "../x",
        "hf://",
        "hf://gpt2",
        "hf://datasets/squad",
        "hf://buckets/org/name",
        "hf://org/name@",
        "hf://org/name/../x",
        "hf://org/name/a//b",
        "ftp://huggingface.co/org/name",
        "https://huggingface.co/",
        "https://huggingface.co/docs/hub",
        "https://huggingface.co/org/name/discussions/1",
        "https://huggingface.co/org/name/tree",
        "https://huggingface.co/org/name/blob/main/..%2F..%2Fx",
        "https://huggingface.co/org/name/blob/main/%ff",
        "https://hub.example/other/org/name",
    ] {
        assert!(parse(text).is_err(), "{text}: {:?}", parse(text));
    }
}

#[test]
fn a_kind_is_not_contradicted() {
    let parse = |text, kind| Address::parse(text, Some(kind), &Endpoint::hub());
    let kind = |text, asked| parse(text, asked).map(|address| address.repo.kind());
    assert_eq!(kind("org/name", Kind::Dataset), Ok(Kind::Dataset));
    assert_eq!(kind("hf://org/name", Kind::Dataset), Ok(Kind::Dataset));
    assert_eq!(kind("spaces/org/name", Kind::Space), Ok(Kind::Space));
    for text in ["https://hf.co/datasets/org/name", "datasets/org/name", "hf://datasets/org/name"] {
        let error = kind(text, Kind::Model).unwrap_err().to_string();
        assert_eq!(error, format!("{text} is a dataset, and a model was asked for"));
    }
    assert!(kind("https://hf.co/org/name", Kind::Dataset).is_err());
}

#[test]
fn git_names_repositories_by_paths() {
    let read = |path: &str| Repo::of_git(path).map(|repo| repo.to_string());
    for path in
        ["org/name", "org/name.git", "/org/name/", "org/name.git/info/lfs", "models/org/name"]
    {
        assert_eq!(read(path).as_deref(), Some("org/name"), "{path}");
    }
    let data = read("datasets/org/data.git/info/lfs/objects/batch");
    assert_eq!(data.as_deref(), Some("datasets/org/data"));
    assert_eq!(read("org/info/info/lfs").as_deref(), Some("org/info"));
    for path in ["", "a/b/c", "api/models", "../x", "a b/c", "org/.git"] {
        assert_eq!(read(path), None, "{path}");
    }
}

#[test]
fn no_secret_in_an_address_is_repeated() {
    let secret = format!("hf_{}", "aB3".repeat(12));
    for text in [
        format!("https://user:{}@huggingface.co/org/name", "aB3".repeat(12)),
        format!("https://{secret}@huggingface.co/org/name"),
        format!("https://huggingface.co/org/name/x?token={secret}"),
        format!("hf://{secret}"),
    ] {
        let said = parse(&text).unwrap_err().to_string();
        assert!(!said.contains("aB3aB3"), "{said}");
    }
}
