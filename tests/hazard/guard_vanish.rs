//! Commits that bring a secret in, and what is done behind them: none of it may hide them from a
//! push.

use std::fs;

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// What is done behind the commit that brought the secret in, by its name.
type Story = (&'static str, fn(&Guarded));

/// Commits what is there, past all hooks.
fn slip(repo: &Guarded) {
    repo.stage();
    repo.git(&["commit", "--quiet", "--no-verify", "--allow-empty", "-m", "x"]);
}

/// The content of the file with the secret.
fn leak(repo: &Guarded) -> String {
    fs::read_to_string(repo.folder.join("k.py")).unwrap()
}

/// Moves a file, in a commit of its own.
fn moved(repo: &Guarded, from: &str, to: &str) {
    repo.git(&["mv", from, to]);
    slip(repo);
}

/// Makes the file executable, in a commit of its own.
fn mode(repo: &Guarded) {
    repo.git(&["update-index", "--chmod=+x", "k.py"]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "mode"]);
}

const STORIES: [Story; 9] = [
    ("nothing", |_| {}),
    ("another mode", mode),
    ("edited and put back", |repo| {
        let text = leak(repo);
        repo.write("k.py", format!("{text}more\n"));
        slip(repo);
        repo.write("k.py", &text);
        slip(repo);
    }),
    ("renamed there and back", |repo| {
        moved(repo, "k.py", "l.py");
        moved(repo, "l.py", "k.py");
    }),
    ("copied, and the first one taken away", |repo| {
        repo.write("l.py", leak(repo));
        slip(repo);
        fs::remove_file(repo.folder.join("k.py")).unwrap();
        slip(repo);
        moved(repo, "l.py", "k.py");
    }),
    ("reverted, and the revert, too", |repo| {
        repo.git(&["revert", "--no-edit", "HEAD"]);
        repo.git(&["revert", "--no-edit", "HEAD"]);
        mode(repo);
    }),
    ("merged, then another mode", |repo| {
        repo.git(&["checkout", "--quiet", "-b", "side"]);
        repo.git(&["checkout", "--quiet", "-B", "trunk", "HEAD~1"]);
        repo.write("other.py", "import sys\n");
        slip(repo);
        repo.git(&["merge", "--quiet", "--no-verify", "--no-ff", "-m", "m", "side"]);
        mode(repo);
    }),
    ("a link, and a file again", |repo| {
        let text = leak(repo);
        fs::remove_file(repo.folder.join("k.py")).unwrap();
        std::os::unix::fs::symlink("known.py", repo.folder.join("k.py")).unwrap();
        slip(repo);
        fs::remove_file(repo.folder.join("k.py")).unwrap();
        repo.write("k.py", text);
        slip(repo);
    }),
    ("moved into another file's place", |repo| {
        moved(repo, "k.py", "l.py");
        repo.git(&["mv", "-f", "l.py", "known.py"]);
        slip(repo);
        moved(repo, "known.py", "k.py");
    }),
];

#[test]
fn nothing_behind_a_commit_hides_what_it_brought_in() {
    for (name, story) in STORIES {
        let repo = Guarded::pushing();
        let token = fresh_token();
        repo.write("k.py", format!("key = '{token}'\n"));
        slip(&repo);
        let id = repo.git(&["rev-parse", "HEAD"]);
        story(&repo);
        let said = repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
        assert!(said.contains(&format!("in commit {}", &id[..10])), "{name}: {said}");
        assert!(said.contains("k.py:1:8: "), "{name}: {said}");
        for range in ["HEAD", "origin/main..HEAD"] {
            let scanned = repo.scan(&["--range", range]);
            let there = scanned.places.contains(&"k.py:1:8".to_owned());
            assert!(there, "{name}: {range}: {}", scanned.said);
        }
    }
}

#[test]
fn what_only_a_merge_brings_in_is_found_behind_others() {
    let repo = Guarded::pushing();
    let token = fresh_token();
    repo.git(&["checkout", "--quiet", "-b", "side"]);
    repo.write("a.py", "import sys\n");
    slip(&repo);
    repo.git(&["checkout", "--quiet", "-B", "trunk", "HEAD~1"]);
    repo.write("b.py", "import sys\n");
    slip(&repo);
    repo.git(&["merge", "--quiet", "--no-verify", "--no-ff", "--no-commit", "side"]);
    repo.write("k.py", format!("key = '{token}'\n"));
    repo.write("a.py", format!("import sys\nkey = '{token}'\n"));
    slip(&repo);
    let id = repo.git(&["rev-parse", "HEAD"]);
    mode(&repo);
    repo.git(&["checkout", "--quiet", "HEAD~1", "--", "b.py"]);
    moved(&repo, "a.py", "c.py");
    moved(&repo, "c.py", "a.py");
    let said = repo.refused(&["push", "origin", "HEAD:refs/heads/main"], &token);
    for place in ["k.py:1:8: ", "a.py:2:8: "] {
        assert!(said.contains(place), "{place}: {said}");
    }
    assert!(said.contains(&format!("in commit {}", &id[..10])), "{said}");
}

#[test]
fn a_file_that_changes_between_two_contents_is_read_twice_and_not_each_time() {
    let repo = Guarded::pushing();
    for number in 0..12 {
        repo.write("toggle.py", format!("on = {}\n", number % 2));
        slip(&repo);
    }
    let words = ["scan", "--range", "origin/main..HEAD"];
    let said = repo.says(&words, &[]).exits(0);
    // Twelve messages, the new file, and one change in each direction.
    assert!(said.err.contains("searched 15 files"), "{}", said.err);
}
