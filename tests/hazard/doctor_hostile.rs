//! Hazard: somebody has prepared what doctor is about to change: folders, devices and links where
//! files belong, a list of changes that others have written, a program that ends doctor half-way.

use std::os::unix::fs::{PermissionsExt, chown, symlink};
use std::path::Path;

use crate::support::doctor::{Patient, chmod};
use crate::support::git::Desk;
use crate::support::sandbox::{Sandbox, fresh_token, search_path};

use super::disk::NOBODY;

const LIST: &str = ".local/state/hfenv/doctor.toml";

fn mode(path: &Path) -> u32 {
    path.metadata().unwrap().permissions().mode() & 0o7777
}

/// A list of changes with one entry, for this user alone.
fn list(home: &Sandbox, entry: &str) -> std::path::PathBuf {
    let text = format!("version = 1\nlast = 1\n[[made]]\nnumber = 1\nrun = 1\n{entry}\n");
    let file = home.write(LIST, text);
    chmod(&file, 0o600);
    file
}

fn mode_entry(path: &Path, before: &str) -> String {
    let path = path.display();
    format!("[made.change.mode]\npath = \"{path}\"\nbefore = \"{before}\"\nafter = \"755\"")
}

/// A folder with a repository and a `.env` that git would take.
fn exposed(home: &Sandbox) {
    home.write("work/.env", format!("HF_TOKEN={}\n", fresh_token()));
    home.write("work/.gitignore", "target\n");
    let mut git = home.command("git");
    git.args(["init", "-q", "work"]).current_dir(home.home());
    assert!(git.status().unwrap().success());
}

#[test]
fn what_is_no_token_file_keeps_its_bits() {
    let home = Sandbox::new();
    let device = mode(Path::new("/dev/null"));
    chmod(home.home(), 0o755);
    std::fs::create_dir(home.path(".git-credentials")).unwrap();
    chmod(home.path(".git-credentials"), 0o755);
    for path in [home.home().display().to_string(), "/dev/null".to_owned()] {
        let patient = Patient::of(&home).with("HF_TOKEN_PATH", path);
        let report = patient.report(&["file-modes"]);
        report.says("file-modes", "warning", &["~/.git-credentials should be a file"]);
        assert!(report.remedies("file-modes", "fix").is_empty(), "{report:?}");
        patient.doctor(&["file-modes", "--fix", "--yes"]).exits(0);
        patient.doctor(&["--undo", "--yes"]).exits(0).names(&["nothing is there"]);
    }
    assert_eq!(mode(&home.home()), 0o755);
    assert_eq!(mode(&home.path(".git-credentials")), 0o755);
    assert_eq!(mode(Path::new("/dev/null")), device);
}

#[test]
fn own_folders_that_are_the_home_folder_are_not_shut() {
    let home = Sandbox::new();
    chmod(home.home(), 0o755);
    let folder = home.home().display().to_string();
    let patient = Patient::of(&home).with("HFENV_CONFIG_DIR", folder);
    let report = patient.report(&["file-modes"]);
    assert!(report.remedies("file-modes", "fix").is_empty(), "{report:?}");
    report.says("file-modes", "warning", &["no folder of hfenv's"]);
}

#[test]
fn no_link_leads_a_change_out_of_where_it_belongs() {
    let (home, away) = (Sandbox::new(), tempfile::tempdir().unwrap());
    let away = away.path().canonicalize().unwrap();
    for name in ["netrc", "model"] {
        if name == "model" {
            std::fs::create_dir(away.join(name)).unwrap();
        } else {
            std::fs::write(away.join(name), "").unwrap();
        }
    }
    chmod(away.join("netrc"), 0o644);
    chmod(away.join("model"), 0o500);
    symlink(away.join("netrc"), home.path(".netrc")).unwrap();
    chmod(home.write("dots/credentials", ""), 0o644);
    symlink("dots/credentials", home.path(".git-credentials")).unwrap();
    home.write(".cache/huggingface/hub/x", "");
    symlink(away.join("model"), home.path(".cache/huggingface/hub/models--a--b")).unwrap();
    let patient = Patient::of(&home);
    let report = patient.report(&["file-modes", "cache-permissions"]);
    assert_eq!(report.remedies("file-modes", "fix"), ["chmod 600 ~/.git-credentials"]);
    assert!(report.remedies("cache-permissions", "fix").is_empty());
    patient.doctor(&["file-modes", "cache-permissions", "--fix", "--yes"]);
    assert_eq!(mode(&away.join("netrc")), 0o644);
    assert_eq!(mode(&away.join("model")), 0o500);
    // Within the home folder a link may lead; what is taken back is what was changed.
    assert_eq!(mode(&home.path("dots/credentials")), 0o600);
    std::fs::remove_file(home.path(".git-credentials")).unwrap();
    chmod(home.write("other", ""), 0o600);
    symlink("other", home.path(".git-credentials")).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(0);
    assert_eq!(mode(&home.path("other")), 0o600);
    assert_eq!(mode(&home.path("dots/credentials")), 0o644);
}

#[test]
fn a_git_that_ends_doctor_half_way_leaves_nothing_behind() {
    let desk = Desk::new();
    desk.must(&["config", "--global", "user.name", "ada"]);
    let before = std::fs::read(desk.home.path(".gitconfig")).unwrap();
    let real = desk.home.command("sh").args(["-c", "command -v git"]).output().unwrap();
    let real = String::from_utf8(real.stdout).unwrap();
    let script = format!(
        "#!/bin/sh\n{} \"$@\" || exit\ncase \" $* \" in *' --add '*) kill -9 $PPID ;; esac\n",
        real.trim()
    );
    chmod(desk.home.write("wrap/git", script), 0o755);
    let wrap = desk.home.path("wrap").display().to_string();
    let killer = Patient::of(&desk.home).with("PATH", format!("{wrap}:{}", search_path()));
    let said = killer.doctor(&["git-helper", "--fix", "--yes"]);
    assert_eq!(said.code, None, "{said:?}");
    let half = std::fs::read_to_string(desk.home.path(".gitconfig")).unwrap();
    assert!(half.contains("helper =") && !half.contains("git-credential-hfenv"), "{half}");
    let patient = Patient::of(&desk.home);
    patient.doctor(&["--undo", "--yes"]).exits(0).names(&["took back 1 of 1"]);
    assert_eq!(std::fs::read(desk.home.path(".gitconfig")).unwrap(), before);
}

#[test]
fn a_list_that_others_have_written_is_not_believed() {
    if !rustix::process::geteuid().is_root() {
        eprintln!("skipped: only root can give a file away");
        return;
    }
    let home = Sandbox::new();
    let victim = home.write("victim", "x\n");
    chmod(&victim, 0o755);
    let file = list(&home, &mode_entry(&victim, "700"));
    let patient = Patient::of(&home);
    let words = ["~/.local/state/hfenv/doctor.toml", "not believed", "move it away"];
    let refused = || {
        patient.doctor(&["--undo", "--yes"]).exits(2).names(&words);
        patient.doctor(&["file-modes", "--fix", "--yes"]);
        assert_eq!(mode(&victim), 0o755);
    };
    chown(&file, Some(NOBODY), None).unwrap();
    refused();
    patient.report(&["own-files"]).says("own-files", "problem", &[words[0]]);
    chown(&file, Some(0), None).unwrap();
    chmod(&file, 0o666);
    refused();
    // A list of one's own is, but for files of others.
    chmod(&file, 0o600);
    chown(&victim, Some(NOBODY), None).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&["belongs to another user"]);
    assert_eq!(mode(&victim), 0o755);
    chown(&victim, Some(0), None).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(0);
    assert_eq!(mode(&victim), 0o700);
}

#[test]
fn a_list_with_what_is_never_written_there_is_an_error_with_its_name() {
    let home = Sandbox::new();
    let victim = home.write("victim", "ours\n");
    chmod(&victim, 0o755);
    let text = |path: &str, to: &str| {
        format!(
            "[made.change.text]\npath = \"{path}\"\nmade = false\n\
             [made.change.text.spans]\nformer = 0\nnow = 5\n\
             [[made.change.text.spans.span]]\nfrom = 0\nto = {to}\nbefore = \"\"\n\
             after = \"ours\\n\""
        )
    };
    let entries = [
        mode_entry(&victim, "4777"),
        mode_entry(&victim, "1777"),
        mode_entry(&home.path("x/../victim"), "700"),
        text("~/../victim", "0"),
        text("~/victim", "18446744073709551615"),
        text("~/victim", "9223372036854775807"),
        text("victim", "0"),
    ];
    let patient = Patient::of(&home);
    for entry in entries {
        list(&home, &entry);
        let said = patient.doctor(&["--undo", "--yes"]).exits(2);
        said.names(&["~/.local/state/hfenv/doctor.toml", "move it away"]);
        assert_eq!(mode(&victim), 0o755, "{entry}");
        assert_eq!(std::fs::read(&victim).unwrap(), b"ours\n", "{entry}");
    }
    let file = list(&home, &text("~/victim", "0"));
    let target = home.path("list");
    std::fs::rename(&file, &target).unwrap();
    symlink(&target, &file).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(2).names(&["not a regular file"]);
    std::fs::remove_file(&file).unwrap();
    list(&home, &text("~/victim", "0"));
    patient.doctor(&["--undo", "--yes"]).exits(0);
    assert_eq!(std::fs::read(&victim).unwrap(), b"");
}

#[test]
fn a_line_that_doctor_did_not_get_to_write_is_the_users_own() {
    for (own, again) in [("target\n/.env\n", true), ("target\nmine\n/.env\n", false)] {
        let home = Sandbox::new();
        exposed(&home);
        let patient = Patient::of(&home).at("work");
        patient.doctor(&["env-files", "--fix", "--yes"]).exits(0);
        let ignored = home.path("work/.gitignore");
        // As if it had been ended before the file took its place.
        let list = std::fs::read_to_string(home.path(LIST)).unwrap();
        assert!(list.contains("begun = false"), "{list}");
        let number = std::os::unix::fs::MetadataExt::ino(&ignored.metadata().unwrap());
        let lines = list.lines().map(|line| match line.split_once(" = ") {
            Some(("begun", _)) => "begun = true".to_owned(),
            Some(("number", _)) if again && line.len() > 12 => format!("number = {number}"),
            _ => line.to_owned(),
        });
        let list = lines.collect::<Vec<_>>().join("\n");
        home.write(LIST, list);
        std::fs::write(&ignored, own).unwrap();
        let words = ["left as it is", "~/work/.gitignore", "begun and not finished"];
        patient.doctor(&["--undo", "--yes"]).exits(1).names(&words);
        assert_eq!(std::fs::read_to_string(&ignored).unwrap(), own);
        patient.doctor(&["--undo", "--yes"]).exits(0).names(&["nothing is there"]);
    }
}

#[test]
fn what_can_not_be_taken_back_keeps_nobody_from_the_rest() {
    let home = Sandbox::new();
    exposed(&home);
    chmod(home.write(".netrc", ""), 0o644);
    let patient = Patient::of(&home).at("work");
    patient.doctor(&["file-modes", "--fix", "--yes"]).exits(0);
    patient.doctor(&["env-files", "--fix", "--yes"]).exits(0);
    let ignored = home.path("work/.gitignore");
    std::fs::remove_file(&ignored).unwrap();
    std::fs::create_dir(&ignored).unwrap();
    let words = ["not taken back", "~/work/.gitignore", "no regular file", "tried again"];
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&words);
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&words).names(&["took back 1 of 2"]);
    assert_eq!(mode(&home.path(".netrc")), 0o644);
    // Nor does a new run.
    patient.doctor(&["file-modes", "--fix", "--yes"]).exits(0);
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&["took back 1 of 2"]);
    std::fs::remove_dir(&ignored).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&["changed since"]);
    patient.doctor(&["--undo", "--yes"]).exits(0).names(&["nothing is there"]);
}

#[test]
fn undo_follows_no_link_that_was_not_there() {
    let home = Sandbox::new();
    exposed(&home);
    let patient = Patient::of(&home).at("work");
    let ignored = home.path("work/.gitignore");
    std::fs::remove_file(&ignored).unwrap();
    patient.doctor(&["env-files", "--fix", "--yes"]).exits(0);
    let target = home.write("dots/ignore", std::fs::read_to_string(&ignored).unwrap());
    std::fs::remove_file(&ignored).unwrap();
    symlink(&target, &ignored).unwrap();
    let words = ["not taken back", "~/work/.gitignore", "a link"];
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&words);
    assert_eq!(std::fs::read_to_string(&target).unwrap(), "/.env\n");
    // A folder on the way is one, too.
    std::fs::remove_file(&ignored).unwrap();
    std::fs::rename(&target, &ignored).unwrap();
    std::fs::rename(home.path("work"), home.path("elsewhere")).unwrap();
    symlink("elsewhere", home.path("work")).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(1).names(&words);
    assert!(home.path("elsewhere/.gitignore").exists());
    std::fs::remove_file(home.path("work")).unwrap();
    std::fs::rename(home.path("elsewhere"), home.path("work")).unwrap();
    patient.doctor(&["--undo", "--yes"]).exits(0);
    assert!(!ignored.exists());
}
