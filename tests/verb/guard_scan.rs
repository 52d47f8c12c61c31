//! `hfenv guard scan`: what each kind of input takes in, and what it leaves out.

use std::fs;

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// A script with a token at 2:7.
fn script() -> String {
    format!("import os\nkey = {}\n", fresh_token())
}

#[test]
fn files_are_those_that_git_would_take_or_has() {
    let repo = Guarded::new();
    repo.write(".gitignore", "*.log\nbuild/\n");
    repo.write("forced.log", script());
    repo.git(&["add", "--force", "forced.log"]);
    repo.write("a.py", script());
    repo.write("d/.hidden", script());
    repo.write("x.log", script());
    repo.write("build/out.js", script());
    repo.write(".git/info/note", script());
    repo.scan(&[]).finds(&["a.py:2:7", "d/.hidden:2:7", "forced.log:2:7"]);
    repo.scan(&["d"]).finds(&["d/.hidden:2:7"]);
    // What is named is read.
    repo.scan(&["x.log", "a.py"]).finds(&["a.py:2:7", "x.log:2:7"]);
    let outside = repo.desk.home.write("plain/b.txt", script());
    let folder = outside.parent().unwrap();
    repo.scan_in(folder, &[], "").finds(&["b.txt:2:7"]);
    repo.scan_in(folder, &["../r/a.py"], "").finds(&["../r/a.py:2:7"]);
}

#[test]
fn what_can_not_be_read_is_no_all_clear() {
    let repo = Guarded::new();
    for words in [&["gone.py"][..], &["--range", "gone..HEAD"], &["--message", "gone"]] {
        let scanned = repo.scan(words);
        assert_eq!(scanned.status, 2, "{words:?}: {}", scanned.said);
        assert!(scanned.said.contains("gone"), "{words:?}: {}", scanned.said);
    }
    let outside = repo.desk.home.path("");
    for words in [&["--staged"][..], &["--history"], &["--range", "HEAD"]] {
        let scanned = repo.scan_in(&outside, words, "");
        assert_eq!(scanned.status, 2, "{words:?}");
        assert!(scanned.said.contains("git repository"), "{words:?}: {}", scanned.said);
    }
    // Nobody can read this from its begin, not even root.
    let scanned = repo.scan(&["known.py", "/proc/self/mem"]);
    assert_eq!(scanned.status, 2, "{}", scanned.said);
    assert!(scanned.said.contains("/proc/self/mem: "), "{}", scanned.said);
}

#[test]
fn standard_input_and_messages_are_texts() {
    let repo = Guarded::new();
    let scanned = repo.scan_in(&repo.folder, &["--stdin"], script());
    assert_eq!((scanned.places.len(), scanned.status), (1, 1), "{}", scanned.said);
    repo.scan_in(&repo.folder, &["--stdin"], "nothing\n").finds(&[]);
    let scissors = "# ------------------------ >8 ------------------------";
    repo.write("clean", format!("a word\n{scissors}\n# x\ndiff --git a/x b/x\n-{}", fresh_token()));
    repo.scan(&["--message", "clean"]).finds(&[]);
    repo.write("message", script());
    assert_eq!(repo.scan(&["--message", "message"]).status, 1);
}

#[test]
fn a_range_has_what_its_commits_bring_in() {
    let repo = Guarded::new();
    repo.write("old.py", script());
    repo.commit();
    let old = fs::read(repo.folder.join("old.py")).unwrap();
    repo.write("old.py", [&old[..], b"more\n"].concat());
    repo.write("new.py", script());
    repo.commit();
    fs::remove_file(repo.folder.join("new.py")).unwrap();
    fs::rename(repo.folder.join("old.py"), repo.folder.join("moved.py")).unwrap();
    repo.commit();
    // What came and went again is in there for ever; what was there before is not new.
    repo.scan(&["--range", "HEAD~2..HEAD"]).finds(&["new.py:2:7"]);
    repo.scan(&["--range", "HEAD~1..HEAD"]).finds(&[]);
    repo.scan(&["--range", "HEAD"]).finds(&["new.py:2:7", "old.py:2:7"]);
    repo.git(&["commit", "--quiet", "--allow-empty", "-m", &script()]);
    let scanned = repo.scan(&["--range", "HEAD~1..HEAD"]);
    assert_eq!((scanned.places.len(), scanned.status), (1, 1), "{}", scanned.said);
}

#[test]
fn the_history_has_everything_once_with_the_commit_that_brought_it() {
    for options in [&[][..], &["--object-format=sha256"]] {
        let repo = Guarded::with(options);
        repo.write("a.py", script());
        repo.commit();
        let first = repo.git(&["rev-parse", "HEAD"]);
        let old = fs::read_to_string(repo.folder.join("a.py")).unwrap();
        repo.write("a.py", format!("{old}more\n"));
        repo.commit();
        fs::remove_file(repo.folder.join("a.py")).unwrap();
        repo.commit();
        repo.git(&["checkout", "--quiet", "-b", "side"]);
        repo.write("d/b c.py", script());
        repo.commit();
        repo.git(&["tag", "-a", "-m", &fresh_token(), "v1"]);
        repo.git(&["checkout", "--quiet", "-"]);
        let output = repo.desk.home.hfenv(["guard", "scan", "--history"]);
        let output = { output }.current_dir(&repo.folder).output().unwrap();
        let found = String::from_utf8(output.stdout).unwrap();
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(found.matches("a.py:2:7").count(), 1, "{found}");
        assert!(found.contains("d/b c.py:2:7"), "{found}");
        assert!(found.contains(&first.trim()[..10]), "{found} has not {first}");
        assert_eq!(found.lines().filter(|line| !line.starts_with(' ')).count(), 3, "{found}");
        // The same in a bare repository, whose branches are all there is.
        repo.desk.must(&["clone", "--quiet", "--bare", "r", "bare.git"]);
        let bare = repo.scan_in(&repo.desk.home.path("bare.git"), &["--history"], "");
        assert_eq!((bare.places.len(), bare.status), (3, 1), "{}", bare.said);
    }
}

#[test]
fn a_history_with_holes_is_no_all_clear() {
    let repo = Guarded::new();
    repo.git(&["config", "uploadpack.allowFilter", "true"]);
    let from = format!("file://{}", repo.folder.display());
    repo.desk.must(&["clone", "--quiet", "--no-checkout", "--filter=blob:none", &from, "part"]);
    let scanned = repo.scan_in(&repo.desk.home.path("part"), &["--history"], "");
    assert_eq!(scanned.status, 2, "{}", scanned.said);
    assert!(scanned.said.contains("not here"), "{}", scanned.said);
}

#[test]
fn a_merge_takes_along_what_no_side_had() {
    let repo = Guarded::new();
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("theirs.py", script());
    repo.commit();
    repo.git(&["checkout", "--quiet", "-"]);
    repo.write("ours.py", script());
    repo.commit();
    repo.git(&["merge", "--quiet", "--no-commit", "--no-ff", "side"]);
    repo.scan(&["--staged"]).finds(&[]);
    repo.write("evil.py", script());
    repo.write("theirs.py", format!("{}{}", script(), script()));
    repo.stage();
    repo.scan(&["--staged"]).finds(&["evil.py:2:7", "theirs.py:2:7", "theirs.py:4:7"]);
}

#[test]
fn names_count_when_they_are_new() {
    let repo = Guarded::new();
    let token = fresh_token();
    repo.write(format!("{token}/a"), "x\n");
    repo.write(format!("{token}/b"), "y\n");
    repo.stage();
    let scanned = repo.scan(&["--staged"]);
    assert_eq!((scanned.places.len(), scanned.status), (1, 1), "{}", scanned.said);
    repo.commit();
    repo.write(format!("{token}/a"), "changed\n");
    repo.stage();
    repo.scan(&["--staged"]).finds(&[]);
    // A rename brings the name in, though no content.
    repo.git(&["mv", "known.py", &format!("{}.py", fresh_token())]);
    assert_eq!(repo.scan(&["--staged"]).status, 1);
}
