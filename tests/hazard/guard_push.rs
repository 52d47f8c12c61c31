//! What a push takes along beside commits, and a git that ends too early.

use std::fs;

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

#[test]
fn tags_blobs_and_trees_are_pushed_as_commits_are() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    fs::write(repo.folder.join(".git/blob"), format!("key = {token}\n")).unwrap();
    let blob = repo.git(&["hash-object", "-w", ".git/blob"]);
    let blob = blob.trim();
    repo.git(&["tag", "plain", blob]);
    repo.git(&["tag", "-a", "-m", "a blob", "annotated", blob]);
    repo.git(&["tag", "-a", "-m", &token, "inner"]);
    repo.git(&["tag", "-a", "-m", "outer", "outer", "inner"]);
    for what in ["plain", "annotated", "refs/tags/outer", "inner"] {
        repo.refused(&["push", "origin", what], &token);
    }
    repo.refused(&["push", "origin", &format!("{blob}:refs/x/y")], &token);
    repo.refused(&["push", "origin", &format!("HEAD:refs/heads/{token}")], &token);
    repo.git(&["tag", "-a", "-m", "fine", "fine"]);
    repo.git(&["push", "--quiet", "origin", "fine"]);
}

#[test]
fn the_headers_of_a_commit_are_a_part_of_it() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    let author = format!("{token} <a@example.org>");
    repo.git(&["commit", "-qnm", "x", "--allow-empty", "--author", &author]);
    repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
}

#[test]
fn another_remotes_branches_are_not_this_ones() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    repo.write("leak.py", format!("key = {token}\n"));
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    let head = repo.git(&["rev-parse", "HEAD"]);
    for remote in ["other", "origin/private"] {
        repo.git(&["remote", "add", remote, "../remote.git"]);
        repo.git(&["update-ref", &format!("refs/remotes/{remote}/main"), head.trim()]);
    }
    repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
}

#[test]
fn a_content_that_ends_too_early_is_no_all_clear() {
    let repo = Guarded::pushing();
    // What can't be packed small is long on the disk, too.
    let noise: Vec<u8> =
        (0..400_000_u32).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect();
    repo.write("long.bin", noise);
    repo.stage();
    let id = repo.git(&["rev-parse", ":long.bin"]);
    let object = repo.folder.join(".git/objects").join(&id[..2]).join(id[2..].trim());
    let bytes = fs::read(&object).unwrap();
    fs::remove_file(&object).unwrap();
    fs::write(&object, &bytes[..bytes.len() / 2]).unwrap();
    let scanned = repo.scan(&["--staged"]);
    assert_eq!(scanned.status, 2, "{}", scanned.said);
    assert!(scanned.said.contains("in the middle of a content"), "{}", scanned.said);
}

#[test]
fn a_secret_of_ones_own_in_a_folders_name_is_shown_by_no_path() {
    let repo = Guarded::new();
    // Letters that no rule knows.
    let own = fresh_token().split_off(3);
    for name in ["a.txt", "b.txt"] {
        repo.write(format!("{own}/{name}"), format!("key = {}\n", fresh_token()));
    }
    repo.stage();
    for words in [&["--staged"][..], &["--staged", "--json"], &["--staged", "--sarif"], &["."]] {
        let mut scan = repo.desk.home.hfenv([&["guard", "scan"], words].concat());
        let output = scan.current_dir(&repo.folder).env("HF_TOKEN", &own).output().unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert_eq!(output.status.code(), Some(1), "{words:?}: {said}");
        assert!(!said.contains(&own[..12]), "{words:?}: {said}");
    }
}

/// A repository with a secret in a commit that went out past the guard.
fn leaked() -> (Guarded, String) {
    let (repo, token) = (Guarded::pushing(), fresh_token());
    repo.desk.must(&["init", "--quiet", "--bare", "fork.git"]);
    repo.git(&["push", "--quiet", "../fork.git", "HEAD:refs/heads/main"]);
    repo.write("leak.py", format!("key = {token}\n"));
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "x"]);
    repo.git(&["push", "--quiet", "--no-verify", "origin", "HEAD:refs/heads/main"]);
    (repo, token)
}

#[test]
fn what_one_address_has_another_one_does_not() {
    let (repo, token) = leaked();
    // Where it came from, it is known.
    repo.git(&["push", "--quiet", "origin", "HEAD:refs/heads/same"]);
    repo.git(&["remote", "set-url", "--push", "origin", "../fork.git"]);
    repo.refused(&["push", "origin", "HEAD:refs/heads/new"], &token);
    repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
    // One of several: git asks for each.
    repo.git(&["remote", "set-url", "--push", "origin", "../remote.git"]);
    repo.git(&["remote", "set-url", "--push", "--add", "origin", "../fork.git"]);
    repo.refused(&["push", "origin", "HEAD:refs/heads/other"], &token);
    repo.git(&["config", "--unset-all", "remote.origin.pushurl"]);
    repo.git(&["push", "--quiet", "origin", "HEAD:refs/heads/again"]);
}

#[test]
fn a_remote_that_has_moved_is_looked_at_anew() {
    let (repo, token) = leaked();
    repo.git(&["remote", "set-url", "origin", "../fork.git"]);
    // It has an older commit of this branch, and no other branch at all.
    repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
    repo.desk.must(&["init", "--quiet", "--bare", "empty.git"]);
    repo.git(&["remote", "set-url", "origin", "../empty.git"]);
    repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
}

#[test]
fn a_history_that_is_cut_is_told() {
    let repo = Guarded::pushing();
    let from = format!("file://{}", repo.folder.display());
    for (words, cut) in [
        (&["clone", "-q", &from, "whole"][..], false),
        (&["clone", "-q", "--depth=1", &from, "cut"], true),
    ] {
        if cut {
            repo.git(&["commit", "--quiet", "--allow-empty", "-m", "one more"]);
        }
        repo.desk.must(words);
        let folder = repo.desk.home.home().join(words[words.len() - 1]);
        for json in [false, true] {
            let mut scan = repo.desk.home.hfenv(["guard", "scan", "--history"]);
            let scan = scan.args(json.then_some("--json")).current_dir(&folder).assert().success();
            let output = scan.get_output();
            let said = if json { &output.stdout } else { &output.stderr };
            let said = String::from_utf8_lossy(said);
            assert_eq!(said.contains("older commits were not searched"), cut, "{said}");
        }
    }
}
