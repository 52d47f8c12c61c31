//! Packed contents as real tools make them: found by the member's name and line, whatever the file
//! is called, also where they are cut, damaged or say something else than they hold.

use std::path::Path;
use std::process::Command;

use hfenv::guard::Gap;
use hfenv::guard::fuzzing::{Unpacked, unpacked};

use super::corpus::code::through;
use super::corpus::pack::{python, script};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shells::is_long;

const ALL: u64 = u64::MAX;

/// Files as they are made every day: the expression or the command, and the member.
const FORMS: &[(&str, &str)] = &[
    ("gzip.compress(text)", "file"),
    ("gzip.compress(text[:70]) + gzip.compress(text[70:])", "file"),
    ("bz2.compress(text)", "file"),
    ("bz2.compress(text[:70]) + bz2.compress(text[70:])", "file"),
    ("lzma.compress(text)", "file"),
    ("lzma.compress(text, preset=9)", "file"),
    ("lzma.compress(text[:70], check=lzma.CHECK_SHA256) + lzma.compress(text[70:])", "file"),
    ("zipped('a/b.py', text)", "a/b.py"),
    ("zipped('a/b.py', text, STORED)", "a/b.py"),
    ("zipped('a/b.py', text, piped=True)", "a/b.py"),
    ("zipped('a/b.pkl', text, STORED, piped=True)", "a/b.pkl"),
    ("zipped('a/b.py', text, zipfile.ZIP_BZIP2)", "a/b.py"),
    ("wide('a/b.py', text)", "a/b.py"),
    ("b'PK00' + zipped('b.py', text)", "b.py"),
    ("zipped('x', b'') + zipped('b.py', text)", "b.py"),
    ("tarred('b.py', text)", "b.py"),
    ("tarred('d' * 200 + '/b.py', text)[:]", ""),
    ("tarred('d' * 200 + '/b.py', text, tarfile.GNU_FORMAT)", ""),
    ("gzip.compress(tarred('b.py', text))", "b.py"),
    ("bz2.compress(tarred('b.py', text))", "b.py"),
    ("lzma.compress(tarred('b.py', text))", "b.py"),
    ("zipped('a.zip', zipped('b.tar.gz', gzip.compress(tarred('c', text))))", "a.zip!/b.tar.gz!/c"),
    ("gzip.compress(tarred('a.whl', zipped('b', text)))", "a.whl!/b"),
];

const TOOLS: &[&[&str]] = &[
    &["gzip", "-c"],
    &["xz", "-c", "-T2", "--block-size=64"],
    &["bzip2", "-c"],
    &["zstd", "-c", "-q"],
    &["zstd", "-c", "-q", "-19", "--no-check"],
];

/// A text with a token on its third line.
fn text(token: &str) -> Vec<u8> {
    let rest = "weights of the model and the loss of a batch\n".repeat(9);
    format!("import os\n\nHF_TOKEN = '{token}'\n{rest}").into_bytes()
}

fn mask(token: &str) -> String {
    format!("hf_…{}", &token[token.len() - 4..])
}

/// Passes if the token is all that was found, once, there and on the third line.
fn is_found(seen: &Unpacked, token: &str, member: &str, what: &str) {
    assert!(seen.gaps.is_empty(), "{what}: {:?}", seen.gaps);
    let [(found, line, shown)] = &seen.hits[..] else { panic!("{what}: {:?}", seen.hits) };
    assert_eq!((*line, shown), (3, &mask(token)), "{what}");
    assert!(member.is_empty() || found == Path::new(member), "{what}: {}", found.display());
}

#[test]
fn what_tools_pack_every_day_is_found_by_member_and_line() {
    let token = fresh_token();
    for (expression, member) in FORMS {
        let packed = python(expression, &text(&token));
        is_found(&unpacked("file.bin", &packed, ALL), &token, member, expression);
    }
    for tool in TOOLS {
        let packed = through(tool, &text(&token));
        is_found(&unpacked("file.bin", &packed, ALL), &token, "file", &format!("{tool:?}"));
    }
}

#[test]
fn names_and_comments_and_what_stands_around_count() {
    let token = fresh_token();
    for (expression, member) in [
        ("zipped(text.decode() + '/x', b'nothing')", None),
        ("zipped('x', b'nothing', comment=text)", Some("")),
        ("zipped('x', b'nothing') + b' ; ' + text", Some("")),
        ("b'PK\\x03\\x04' + text", Some("")),
        ("gzip.compress(b'nothing') + b'\\0\\0' + text", Some("")),
        ("bz2.compress(b'nothing') + b'; ' + text", Some("")),
        ("lzma.compress(b'nothing') + b'; ' + text", Some("")),
        ("tarred('x', b'nothing') + text", Some("")),
        ("tarred(text.decode(), b'nothing')", None),
        ("b'\\x1f\\x8b\\x08\\0' + text", Some("")),
        ("b'\\xfd7zXZ\\0' + text", Some("")),
        ("b'(\\xb5/\\xfd' + text", Some("")),
        ("b'BZh91AY&SY ' + text", Some("")),
    ] {
        let seen = unpacked("x.bin", &python(expression, token.as_bytes()), ALL);
        let [(found, _, shown)] = &seen.hits[..] else { panic!("{expression}: {:?}", seen.hits) };
        assert_eq!(shown, &mask(&token), "{expression}");
        assert!(member.is_none_or(|member| found == Path::new(member)), "{expression}");
    }
}

#[test]
fn a_name_says_nothing_but_env_files_are_known_by_theirs() {
    let value = b"DB_PASSWORD=Tr0ub4dor-and-3x\n";
    for expression in [
        "zipped('a/.env', text)",
        "gzip.compress(tarred('a/.env', text))",
        "lzma.compress(zipped('.env', text))",
    ] {
        let seen = unpacked("x.dat", &python(expression, value), ALL);
        assert!(seen.hits.len() == 1 && seen.hits[0].0.ends_with(".env"), "{:?}", seen.hits);
    }
    // Of one content alone it is the file's own.
    let seen = unpacked("prod.env.gz", &python("gzip.compress(text)", value), ALL);
    assert_eq!(seen.hits.len(), 1);
    assert_eq!(unpacked("prod.gz", &python("gzip.compress(text)", value), ALL).hits, []);
}

/// Every byte of what is small, and some of all others.
fn places(packed: &[u8]) -> impl Iterator<Item = usize> {
    let step = packed.len().div_ceil(if is_long() { 600 } else { 60 });
    (0..packed.len()).step_by(step)
}

/// How many bytes of the packed token have to be there for it to be found.
fn is_found_in_parts(packed: &[u8], token: &str, what: &str) {
    let mut found_from = None;
    for cut in places(packed).chain([packed.len()]) {
        let seen = unpacked("x", &packed[..cut], ALL);
        let shown: Vec<&String> = seen.hits.iter().map(|hit| &hit.2).collect();
        match found_from {
            None if !shown.is_empty() => found_from = Some(cut),
            // What is found in a part is found in more of it.
            Some(_) => assert!(!shown.is_empty(), "{what}: lost at {cut} of {}", packed.len()),
            None => {}
        }
        assert!(shown.iter().all(|one| **one == mask(token)), "{what} at {cut}: {shown:?}");
    }
    assert!(found_from.is_some(), "{what}");
}

#[test]
fn what_is_cut_anywhere_is_searched_as_far_as_it_goes() {
    let token = fresh_token();
    let text = text(&token);
    for (expression, _) in FORMS {
        is_found_in_parts(&python(expression, &text), &token, expression);
    }
    for tool in TOOLS {
        is_found_in_parts(&through(tool, &text), &token, &format!("{tool:?}"));
    }
}

#[test]
fn damage_anywhere_ends_well() {
    let token = fresh_token();
    let text = text(&token);
    let forms = FORMS.iter().map(|(expression, _)| python(expression, &text));
    for packed in forms.chain(TOOLS.iter().map(|tool| through(tool, &text))) {
        for at in places(&packed) {
            let mut damaged = packed.clone();
            damaged[at] ^= [1, 0x80, 0xff][at % 3];
            let seen = unpacked("x", &damaged, ALL);
            assert!(seen.bytes < 300 << 20, "{at}");
        }
    }
}

#[test]
fn sums_and_lengths_that_lie_hide_nothing() {
    let token = fresh_token();
    let set = |packed: &[u8], at: usize, value: u32| {
        let mut packed = packed.to_vec();
        packed[at..at + 4].copy_from_slice(&value.to_le_bytes());
        unpacked("x", &packed, ALL).hits
    };
    for expression in ["zipped('b', text)", "zipped('b', text, STORED)"] {
        let packed = python(expression, &text(&token));
        // The sum, and the two lengths: packed and not.
        for (at, value) in
            [(14, 7), (18, 0), (18, 1), (18, 0x7fff_ffff), (22, 0), (22, 1), (22, 0x7fff_ffff)]
        {
            assert_eq!(set(&packed, at, value).len(), 1, "{expression} {at} {value}");
        }
    }
    let packed = python("gzip.compress(text)", &text(&token));
    for at in [packed.len() - 8, packed.len() - 4] {
        assert_eq!(set(&packed, at, 7).len(), 1, "{at}");
    }
}

#[test]
fn what_was_not_looked_into_is_told() {
    let token = fresh_token();
    let text = text(&token).repeat(9);
    let home = Sandbox::new();
    let file = home.write("b.py", &text);
    let zip = home.path("locked.zip");
    let words = ["-q", "-j", "-P", "password"];
    let done = Command::new("zip").args(words).arg(&zip).arg(&file).status().unwrap();
    assert!(done.success());
    let seen = unpacked("x", &std::fs::read(zip).unwrap(), ALL);
    assert_eq!((seen.hits.len(), &seen.gaps[..]), (0, &[Gap::Locked][..]));
    let wide = through(&["zstd", "-c", "-q", "--ultra", "-22"], &text);
    assert_eq!(unpacked("x", &wide, ALL).gaps, [Gap::Window]);
    let unknown = python("zipped('b', text, zipfile.ZIP_LZMA)", &text);
    assert_eq!(unpacked("x", &unknown, ALL).gaps, [Gap::Unknown]);
    let cut = python("gzip.compress(text)[:-9]", &text);
    assert_eq!(unpacked("x", &cut, ALL).gaps, [Gap::Damaged]);
    let deep = "z = text\nfor n in range(8): z = gzip.compress(z)\nsys.stdout.buffer.write(z)";
    let deep = script(deep, &text);
    assert_eq!(unpacked("x", &deep, ALL).gaps, [Gap::Deep]);
    // The begin is searched, and what comes out behind it is not.
    let late = python("gzip.compress(b'a few words and \\n' * 200000 + text)", &text);
    assert_eq!(unpacked("x", &late, 1 << 20).hits, []);
    assert_eq!(unpacked("x", &late, ALL).hits.len(), 9);
}
