//! The index against the work tree, and repositories of other forms.

use std::os::unix::fs::{PermissionsExt, symlink};

use super::super::site::{Ask, must, write};
use super::{Expected, Row, Told, found, line, silent, stage};

/// Looks at what is staged in another folder.
fn there(folder: &std::path::Path, path: &'static str, line: u64) -> Told {
    Told { ask: Ask::new(folder, ["--staged"]), expected: Expected::Found(path, Some(line)) }
}

pub(super) const ROWS: &[Row] = &[
    ("staged, and gone from the work tree", |site| {
        stage(site, "a.py");
        site.write("a.py", "import os\n");
        found(site, "a.py", 3)
    }),
    ("staged, and the file deleted", |site| {
        stage(site, "a.py");
        std::fs::remove_file(site.folder.join("a.py")).unwrap();
        found(site, "a.py", 3)
    }),
    ("staged, and replaced at the same size and time", |site| {
        let text = format!("a\n{}", line(site));
        site.stage("a.py", &text);
        let path = site.folder.join("a.py");
        let time = std::fs::metadata(&path).unwrap().modified().unwrap();
        std::fs::write(&path, "x".repeat(text.len())).unwrap();
        std::fs::File::options().write(true).open(&path).unwrap().set_modified(time).unwrap();
        found(site, "a.py", 2)
    }),
    ("in the work tree only", |site| {
        site.stage("a.py", "import os\n");
        let text = line(site);
        site.write("a.py", text);
        silent(site)
    }),
    ("untracked", |site| {
        let text = line(site);
        site.write("b.py", text);
        silent(site)
    }),
    ("intended to be added", |site| {
        let text = line(site);
        site.write("b.py", text);
        site.git(["add", "-N", "b.py"]);
        silent(site)
    }),
    ("nothing staged", |site| silent(site)),
    ("deleted", |site| {
        stage(site, "a.py");
        site.commit("old");
        site.git(["rm", "-q", "a.py"]);
        silent(site)
    }),
    ("renamed", |site| {
        stage(site, "a.py");
        site.commit("old");
        site.git(["mv", "a.py", "b.py"]);
        silent(site)
    }),
    ("renamed and edited", |site| {
        site.stage("a.py", site.dice.clone().prose(2000));
        site.commit("old");
        site.git(["mv", "a.py", "b.py"]);
        let old = std::fs::read_to_string(site.folder.join("b.py")).unwrap();
        let text = format!("{}{old}", line(site));
        site.stage("b.py", text);
        found(site, "b.py", 1)
    }),
    ("another mode", |site| {
        stage(site, "a.py");
        site.commit("old");
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(site.folder.join("a.py"), mode).unwrap();
        site.git(["add", "-A"]);
        silent(site)
    }),
    ("the target of a link", |site| {
        let target = format!("https://me:{}@huggingface.co/x", site.secret("hf"));
        symlink(target, site.folder.join("link")).unwrap();
        site.git(["add", "-A"]);
        found(site, "link", 1)
    }),
    ("a link where a file was", |site| {
        let target = site.secret("hf");
        std::fs::remove_file(site.folder.join("train.py")).unwrap();
        symlink(target, site.folder.join("train.py")).unwrap();
        site.git(["add", "-A"]);
        found(site, "train.py", 1)
    }),
    ("a link to a file with one", |site| {
        let text = line(site);
        std::fs::write(site.path("outside"), text).unwrap();
        symlink(site.path("outside"), site.folder.join("link")).unwrap();
        site.git(["add", "-A"]);
        silent(site)
    }),
    ("a name that begins with a dash", |site| {
        stage(site, "--output=x");
        found(site, "--output=x", 3)
    }),
    ("below a folder", |site| {
        stage(site, "src/a.py");
        let mut told = found(site, "a.py", 3);
        told.ask.folder = site.folder.join("src");
        told
    }),
    ("beside a folder", |site| {
        stage(site, "a.py");
        site.write("src/x", "");
        let mut told = found(site, "../a.py", 3);
        told.ask.folder = site.folder.join("src");
        told
    }),
    ("another index", |site| {
        stage(site, "a.py");
        std::fs::copy(site.folder.join(".git/index"), site.path("index")).unwrap();
        site.git(["reset", "-q", "--hard"]);
        let mut told = found(site, "a.py", 3);
        told.ask.env.push(("GIT_INDEX_FILE", site.path("index").into()));
        told
    }),
    ("a folder of git's elsewhere", |site| {
        stage(site, "a.py");
        let mut told = found(site, "a.py", 3);
        told.ask.env.push(("GIT_DIR", site.folder.join(".git").into()));
        told.ask.env.push(("GIT_WORK_TREE", site.folder.clone().into()));
        told.ask.folder.clone_from(&site.folder);
        told
    }),
    ("assumed unchanged and skipped", |site| {
        stage(site, "a.py");
        site.git(["update-index", "--assume-unchanged", "a.py"]);
        site.git(["update-index", "--skip-worktree", "a.py"]);
        found(site, "a.py", 3)
    }),
    ("a linked work tree", |site| {
        site.git(["worktree", "add", "-q", "../linked"]);
        let text = line(site);
        let linked = site.path("linked");
        write(&linked, b"a.py", text.as_bytes());
        must(&site.home, &linked, ["add", "-A"]);
        there(&linked, "a.py", 1)
    }),
    ("inside a submodule", |site| {
        site.git(["clone", "-q", ".", "../other"]);
        site.git(["submodule", "--quiet", "add", "../other", "sub"]);
        let text = line(site);
        let sub = site.folder.join("sub");
        write(&sub, b"a.py", text.as_bytes());
        must(&site.home, &sub, ["add", "-A"]);
        there(&sub, "a.py", 1)
    }),
    ("a submodule that moves on", |site| {
        site.git(["clone", "-q", ".", "../other"]);
        site.git(["submodule", "--quiet", "add", "../other", "sub"]);
        site.commit("sub");
        let text = line(site);
        let sub = site.folder.join("sub");
        write(&sub, b"a.py", text.as_bytes());
        must(&site.home, &sub, ["add", "-A"]);
        must(&site.home, &sub, ["commit", "-qm", "more"]);
        site.git(["add", "-A"]);
        silent(site)
    }),
    ("a shallow clone", |site| {
        let from = format!("file://{}", site.folder.display());
        site.git(["clone", "-q", "--depth=1", &from, "../shallow"]);
        let folder = site.path("shallow");
        let text = line(site);
        write(&folder, b"a.py", text.as_bytes());
        must(&site.home, &folder, ["add", "-A"]);
        there(&folder, "a.py", 1)
    }),
    ("a partial clone", |site| {
        stage(site, "old.py");
        site.commit("old");
        site.git(["config", "uploadpack.allowFilter", "true"]);
        let from = format!("file://{}", site.folder.display());
        site.git(["clone", "-q", "--filter=blob:none", "--no-checkout", &from, "../partial"]);
        let folder = site.path("partial");
        must(&site.home, &folder, ["reset", "-q"]);
        let text = line(site);
        write(&folder, b"a.py", text.as_bytes());
        must(&site.home, &folder, ["add", "a.py"]);
        there(&folder, "a.py", 1)
    }),
    ("objects borrowed from elsewhere", |site| {
        site.git(["clone", "-q", "--shared", ".", "../borrowed"]);
        let folder = site.path("borrowed");
        let text = line(site);
        write(&folder, b"a.py", text.as_bytes());
        must(&site.home, &folder, ["add", "-A"]);
        there(&folder, "a.py", 1)
    }),
    ("before the first commit", |site| {
        let folder = site.path("fresh");
        must(&site.home, &site.home, ["init", "-q", "fresh"]);
        let text = line(site);
        write(&folder, b"a.py", text.as_bytes());
        must(&site.home, &folder, ["add", "-A"]);
        there(&folder, "a.py", 1)
    }),
    ("before the first commit, clean", |site| {
        let folder = site.path("fresh");
        must(&site.home, &site.home, ["init", "-q", "fresh"]);
        write(&folder, b"a.py", b"import os\n");
        must(&site.home, &folder, ["add", "-A"]);
        Told { ask: Ask::new(&folder, ["--staged"]), expected: Expected::Silent }
    }),
    ("a detached HEAD", |site| {
        site.git(["checkout", "-q", "--detach"]);
        stage(site, "a.py");
        found(site, "a.py", 3)
    }),
    ("a merge whose conflict was solved so", |site| {
        conflict(site);
        let text = line(site);
        site.stage("train.py", text);
        found(site, "train.py", 1)
    }),
    ("packed objects", |site| {
        stage(site, "a.py");
        site.git(["repack", "-adq"]);
        site.git(["gc", "-q"]);
        found(site, "a.py", 3)
    }),
];

/// A merge that stopped on `train.py`.
fn conflict(site: &super::Site) {
    site.git(["checkout", "-qb", "other"]);
    site.write("train.py", "theirs\n");
    site.commit("theirs");
    site.git(["checkout", "-q", "main"]);
    site.write("train.py", "ours\n");
    site.commit("ours");
    let merged =
        super::super::site::git(&site.home, &site.folder).args(["merge", "other"]).output();
    assert!(!merged.unwrap().status.success());
}
