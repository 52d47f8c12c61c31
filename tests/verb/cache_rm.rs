//! `hfenv cache rm`.

use std::os::unix::fs::symlink;

use crate::support::cached::{Cached, agreed, commit, etag, told};
use crate::support::sandbox::{Sandbox, stderr, stdout};

const WEIGHTS: [u8; 4_000] = [7; 4_000];

fn some(home: &Sandbox) -> Cached {
    let cached = Cached::new(home);
    let folder = cached.repo("models--org--name");
    folder
        .revision(&commit('a'), &["v1"], &[("config.json", b"{}"), ("w.bin", &WEIGHTS)])
        .revision(&commit('b'), &["main"], &[("config.json", b"{ }"), ("w.bin", &WEIGHTS)])
        .tree(&commit('a'), &[("config.json", b"{}"), ("w.bin", &WEIGHTS)]);
    std::fs::create_dir_all(folder.path.join(".no_exist").join(commit('a'))).unwrap();
    cached.repo("datasets--org--name").revision(&commit('c'), &["main"], &[("d.bin", &[1; 100])]);
    cached
}

fn names(cached: &Cached) -> Vec<String> {
    cached.all().into_keys().collect()
}

#[test]
fn a_repository_goes_with_all_that_is_known_of_it_and_nothing_else() {
    let home = Sandbox::new();
    let cached = some(&home);
    cached.repo("models--org--name").part(&format!("{}.hfenv.incomplete", commit('1')), 10, 0);
    let asked = home.hfenv(["cache", "rm", "org/name"]).assert().code(2);
    assert!(stderr(&asked).contains("--yes"), "{}", stderr(&asked));
    let dry = home.hfenv(["cache", "rm", "org/name", "--dry-run"]).assert().success();
    assert!(stdout(&dry).contains("org/name  4.0 kB  all of it"), "{}", stdout(&dry));
    assert!(stderr(&dry).contains("4.0 kB would be freed"), "{}", stderr(&dry));
    assert_eq!(agreed(&home, &cached.root)["repos"].as_object().unwrap().len(), 2);
    let done = told(&home, &["rm", "model/Org/Name", "--yes"], 0);
    assert_eq!((&done["freed"], &done["frees"]), (&4_015.into(), &4_015.into()));
    assert_eq!(agreed(&home, &cached.root)["repos"].as_object().unwrap().len(), 1);
    assert!(!cached.root.join("models--org--name").exists());
    let yes = home.hfenv(["cache", "delete", "datasets/org/name", "-y"]).assert().success();
    assert!(stderr(&yes).contains("100 B freed"), "{}", stderr(&yes));
    assert_eq!(names(&cached), ["CACHEDIR.TAG"]);
}

#[test]
fn a_revision_goes_without_what_another_has() {
    let home = Sandbox::new();
    let cached = some(&home);
    let short = &commit('a')[..8];
    let done = told(&home, &["rm", short, "--yes"], 0);
    assert_eq!(done["freed"], 2);
    let seen = agreed(&home, &cached.root);
    assert_eq!(seen["repos"]["model/org/name"]["size"], 4_003);
    let left = names(&cached);
    assert!(
        !left.iter().any(|name| name.contains(&commit('a')) || name.contains("v1")),
        "{left:?}"
    );
    // The last one takes the folder along.
    let done = told(&home, &["rm", "hf://org/name@main", "--yes"], 0);
    assert_eq!(done["freed"], 4_003);
    assert!(!cached.root.join("models--org--name").exists());
    agreed(&home, &cached.root);
}

#[test]
fn a_slip_in_one_name_stops_the_whole() {
    let home = Sandbox::new();
    let cached = some(&home);
    let before = cached.all();
    cached.repo("models--org--two").revision(&commit('a'), &["main"], &[("x", b"x")]);
    for (target, code, hint) in [
        ("org/nome", 1, "hfenv cache ls"),
        ("aaaaaa", 1, "hfenv cache ls"),
        ("aaaaaaaa", 2, "of org/two"),
        ("ddddddddd", 1, "hfenv cache ls"),
        ("other/name", 1, "datasets/org/name"),
        ("hf://org/name@v9", 1, "main"),
        ("hf://org/name/config.json", 2, "revision"),
        ("../../etc", 1, "hfenv cache ls"),
    ] {
        let assert = home.hfenv(["cache", "rm", "-y", "org/two", target]).assert().code(code);
        assert!(stderr(&assert).contains(hint), "{target}: {}", stderr(&assert));
    }
    cached.repo("models--org--two");
    told(&home, &["rm", "org/two", "-y"], 0);
    assert_eq!(cached.all(), before);
}

#[test]
fn what_is_not_known_stays_and_is_told() {
    let home = Sandbox::new();
    let cached = some(&home);
    let folder = cached.repo("models--org--name");
    std::fs::write(folder.path.join("notes.txt"), "mine").unwrap();
    std::fs::write(folder.path.join(".DS_Store"), "").unwrap();
    let assert = home.hfenv(["cache", "rm", "org/name", "-y"]).assert().code(1);
    assert!(stderr(&assert).contains("not known"), "{}", stderr(&assert));
    let left: Vec<String> =
        names(&cached).into_iter().filter(|name| name.starts_with("models")).collect();
    assert_eq!(left, ["models--org--name/notes.txt"]);
}

#[test]
fn nothing_outside_is_ever_deleted() {
    let home = Sandbox::new();
    let cached = some(&home);
    let precious = home.write("precious/file", "precious");
    let folder = cached.repo("models--org--name");
    // A file of a snapshot, a blob, a snapshot, a part and the folder of references lead out.
    symlink(&precious, folder.pointer(&commit('a'), "out")).unwrap();
    symlink(precious.parent().unwrap(), folder.pointer(&commit('a'), "folder")).unwrap();
    symlink(&precious, folder.path.join("blobs").join(commit('3'))).unwrap();
    symlink("../../blobs/../../../../../../precious/file", folder.pointer(&commit('b'), "up"))
        .unwrap();
    symlink(format!("../../blobs/{}", commit('3')), folder.pointer(&commit('b'), "two")).unwrap();
    symlink(&precious, folder.path.join("blobs/x.incomplete")).unwrap();
    let linked = home.path("elsewhere");
    std::fs::rename(cached.repo("datasets--org--name").path, &linked).unwrap();
    symlink(&linked, cached.root.join("datasets--org--name")).unwrap();
    let refused = home.hfenv(["cache", "rm", "datasets/org/name", "-y"]).assert().code(1);
    assert!(stderr(&refused).contains("a link to"), "{}", stderr(&refused));
    home.hfenv(["cache", "rm", "org/name", "-y"]).assert().success();
    assert!(!folder.path.exists());
    assert_eq!(std::fs::read(&precious).unwrap(), b"precious");
    assert!(linked.join("refs/main").is_file());
}

#[test]
fn a_repository_that_is_being_downloaded_stays() {
    let home = Sandbox::new();
    let cached = some(&home);
    let folder = cached.repo("models--org--name");
    let before = cached.all();
    let held = cached.lock(&folder, &commit('5'));
    for target in ["org/name", &commit('a')] {
        let assert = home.hfenv(["cache", "rm", target, "-y"]).assert().code(1);
        assert!(stderr(&assert).contains("a download is using it"), "{}", stderr(&assert));
    }
    assert_eq!(cached.all(), before);
    drop(held);
    home.hfenv(["cache", "rm", "org/name", "-y"]).assert().success();
}

#[test]
fn a_content_of_the_shared_store_goes_with_its_last_link() {
    let home = Sandbox::new();
    let cached = some(&home);
    let (one, two) = (cached.repo("models--org--name"), cached.repo("models--org--two"));
    two.revision(&commit('d'), &["main"], &[("w.bin", &WEIGHTS)]);
    let payload = cached.share(&one, &etag("w.bin", &WEIGHTS), 'e');
    cached.share(&two, &etag("w.bin", &WEIGHTS), 'e');
    agreed(&home, &cached.root);
    let done = told(&home, &["rm", "org/name", "-y"], 0);
    assert_eq!((&done["freed"], &done["frees"]), (&5.into(), &5.into()));
    assert_eq!(agreed(&home, &cached.root)["repos"]["model/org/two"]["size"], 4_000);
    assert!(payload.is_file());
    let done = told(&home, &["rm", "org/two", "-y"], 0);
    assert_eq!((&done["freed"], &done["frees"]), (&4_000.into(), &4_000.into()));
    assert!(!payload.exists() && !payload.with_extension("refs").exists());
    agreed(&home, &cached.root);
}

#[test]
fn a_file_with_a_second_name_elsewhere_frees_nothing() {
    let home = Sandbox::new();
    let cached = some(&home);
    let blob = cached.repo("models--org--name").blob("w.bin", &WEIGHTS);
    std::fs::hard_link(&blob, home.path("mine")).unwrap();
    let done = told(&home, &["rm", "org/name", "-y"], 0);
    assert_eq!((&done["freed"], &done["frees"]), (&5.into(), &5.into()));
    assert_eq!(std::fs::read(home.path("mine")).unwrap(), WEIGHTS);
}
