//! What another remote has already, and what a partial clone has not.

use std::fs;

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// A clone of what others have made, with a secret of theirs, and a fork that has nothing of it;
/// the token and the commit.
fn forked(options: &[&str]) -> (Guarded, String, String) {
    let theirs = Guarded::new();
    let token = fresh_token();
    theirs.write("k.py", format!("key = '{token}'\n"));
    theirs.commit();
    let id = theirs.git(&["rev-parse", "HEAD"]).trim().to_owned();
    theirs.write("other.py", "import sys\n");
    theirs.commit();
    theirs.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", theirs.folder.display());
    let words = [&["clone", "--quiet", "--origin", "upstream"], options, &[&url, "mine"]].concat();
    theirs.desk.must(&words);
    theirs.desk.must(&["init", "--quiet", "--bare", "fork.git"]);
    let folder = theirs.desk.home.path("mine");
    let repo = Guarded { desk: theirs.desk, folder };
    repo.git(&["remote", "add", "fork", "../fork.git"]);
    let mut install = repo.desk.home.hfenv(["guard", "install"]);
    install.current_dir(&repo.folder).assert().success();
    (repo, token, id)
}

/// A commit of one's own, of a file with this text.
fn own(repo: &Guarded, name: &str, text: &str) {
    fs::write(repo.folder.join(name), text).unwrap();
    repo.git(&["add", "--", name]);
    repo.git(&["commit", "--quiet", "--no-verify", "-m", "mine"]);
}

/// A commit of one's own that asks for no content of others.
fn add(repo: &Guarded, entry: &str) {
    repo.git(&["read-tree", "HEAD"]);
    repo.git(&["update-index", "--add", "--cacheinfo", entry]);
    let tree = repo.git(&["write-tree", "--missing-ok"]);
    let commit = repo.git(&["commit-tree", "-p", "HEAD", "-m", "mine", tree.trim()]);
    repo.git(&["update-ref", "HEAD", commit.trim()]);
}

const PUSH: [&str; 3] = ["push", "fork", "HEAD:refs/heads/feat"];

#[test]
fn a_secret_of_others_is_said_to_be_theirs_and_nothing_of_theirs_is_made_anew() {
    let (repo, token, id) = forked(&[]);
    own(&repo, "mine.py", "import re\n");
    let text = repo.refused(&PUSH, &token);
    let place = format!("in commit {}, which upstream/", &id[..10]);
    assert!(text.contains(&place), "{text}");
    assert!(!text.contains("rebase") && !text.contains("amend"), "{text}");
    assert!(text.contains("revoke it: https://huggingface.co/settings/tokens"), "{text}");
    let json = repo.scan(&["--json", "--range", "HEAD"]);
    assert!(json.places.iter().all(|line| !line.contains("rebase")), "{}", json.said);
    let allow = text.lines().find_map(|line| line.split_once("say why: hfenv ")).unwrap().1;
    let allow = allow.replace("WHY", "revoked");
    let words: Vec<&str> = allow.split(' ').map(|word| word.trim_matches('\'')).collect();
    let mut hfenv = repo.desk.home.hfenv(words);
    hfenv.current_dir(&repo.folder).assert().success();
    repo.git(&PUSH);
}

#[test]
fn only_what_is_ones_own_is_made_anew() {
    let (repo, theirs, _) = forked(&[]);
    let token = fresh_token();
    own(&repo, "mine.py", &format!("key = '{token}'\n"));
    own(&repo, "more.py", "import re\n");
    let id = repo.git(&["rev-parse", "HEAD~1"]);
    let text = repo.refused(&PUSH, &token);
    assert!(!text.contains(&theirs[8..]), "{text}");
    assert!(text.contains(&format!("git rebase -i --autostash '{}^'\n", &id[..10])), "{text}");
    assert!(text.contains("which upstream/"), "{text}");
}

#[test]
fn what_a_partial_clones_origin_has_need_not_be_here() {
    let (repo, _, _) = forked(&["--filter=blob:none", "--no-checkout"]);
    let blob = repo.git(&["hash-object", "-w", ".git/config"]);
    add(&repo, &format!("100644,{},mine.py", blob.trim()));
    let output = repo.desk.git_in(&repo.folder, &PUSH);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{text}");
    assert!(text.contains("3 objects that upstream has, and that are not here,"), "{text}");
}

#[test]
fn what_ones_own_commit_brings_in_has_to_be_here() {
    let (repo, token, id) = forked(&["--filter=blob:none", "--no-checkout"]);
    let entry = repo.git(&["ls-tree", &id, "k.py"]);
    let blob = entry.split_whitespace().nth(2).unwrap();
    add(&repo, &format!("100644,{blob},copied.py"));
    let output = repo.desk.git_in(&repo.folder, &PUSH);
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{text}");
    assert!(text.contains("1 object is not here"), "{text}");
    let command = text.lines().find_map(|line| line.split_once("to get them: git ")).unwrap().1;
    repo.git(&command.split(' ').collect::<Vec<_>>());
    let text = repo.refused(&PUSH, &token);
    assert!(text.contains("copied.py:1:8: "), "{text}");
}
