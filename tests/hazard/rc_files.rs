//! What a person's rc file can be: linked, shared, locked, foreign, odd, on a full disk. Setup
//! changes its one line, or says why it can't and changes nothing.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::disk::{NOBODY, SmallDisk, as_nobody, hand_over};
use crate::support::sandbox::Sandbox;
use crate::support::shown::{Said, said};

const BASH: [&str; 4] = ["setup", "shell", "--shell", "bash"];
const UNDO: [&str; 5] = ["setup", "shell", "--shell", "bash", "--undo"];

fn run(home: &Sandbox, words: &[&str]) -> Said {
    said(&home.command(env!("CARGO_BIN_EXE_hfenv")).args(words).output().unwrap(), &[])
}

fn run_as_nobody(home: &Sandbox, words: &[&str]) -> Said {
    said(&as_nobody(home, words).stdin(Stdio::null()).output().unwrap(), &[])
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// What is in a folder, by name.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_linked_file_stays_a_link_and_keeps_its_mode() {
    for mode in [0o600, 0o640, 0o644, 0o755] {
        let home = Sandbox::new();
        let real = home.write("dotfiles/bash/rc", "# mine\n");
        std::fs::set_permissions(&real, PermissionsExt::from_mode(mode)).unwrap();
        // A chain, as dotfile managers make it: one link inside of the folder, one into it.
        symlink("bash/rc", home.path("dotfiles/bashrc")).unwrap();
        symlink("dotfiles/bashrc", home.path(".bashrc")).unwrap();
        for words in [&BASH[..], &UNDO] {
            run(&home, words).exits(0);
            assert!(home.path(".bashrc").is_symlink());
            assert!(home.path("dotfiles/bashrc").is_symlink());
            assert_eq!(real.metadata().unwrap().permissions().mode() & 0o7777, mode);
            let has = std::fs::read_to_string(&real).unwrap().contains("hfenv");
            assert_eq!(has, words.len() == BASH.len());
        }
        assert_eq!(std::fs::read(&real).unwrap(), b"# mine\n");
    }
}

#[test]
fn a_new_file_is_like_any_other_and_a_dangling_link_gets_its_target() {
    let home = Sandbox::new();
    symlink("dotfiles/new/bashrc", home.path(".bashrc")).unwrap();
    run(&home, &BASH).exits(0);
    assert!(home.path(".bashrc").is_symlink());
    let meta = home.path("dotfiles/new/bashrc").metadata().unwrap();
    assert_eq!(meta.permissions().mode() & 0o7777, 0o644);
}

/// Makes something at a path.
type Make = fn(&Path);

#[test]
fn what_is_no_file_is_named_and_left_alone() {
    let told = [".bashrc", "by hand: add eval "];
    let cases: [(Make, &str); 5] = [
        (|at| std::fs::create_dir(at).unwrap(), "not a regular file"),
        (|at| symlink("/dev/null", at).unwrap(), "not a regular file"),
        (|at| symlink(".bashrc", at).unwrap(), "symbolic links"),
        (|at| assert!(Command::new("mkfifo").arg(at).status().unwrap().success()), "not a regular"),
        (|at| std::fs::write(at, vec![b'\n'; (4 << 20) + 1]).unwrap(), "larger than"),
    ];
    for (make, why) in cases {
        let home = Sandbox::new();
        make(&home.path(".bashrc"));
        let before = std::fs::symlink_metadata(home.path(".bashrc")).unwrap();
        run(&home, &BASH).exits(2).prints("").names(&told).names(&[why]);
        let after = std::fs::symlink_metadata(home.path(".bashrc")).unwrap();
        assert_eq!((before.ino(), before.size()), (after.ino(), after.size()));
    }
}

#[test]
fn bytes_of_every_kind_are_kept() {
    let texts: [&[u8]; 4] =
        [b"a='\xff\xfe'\n", b"\xef\xbb\xbf# mark\r\nb\r\n", b"nul \0 here", b"\n\n \t\n\\\\"];
    for text in texts {
        let home = Sandbox::new();
        let file = home.write(".bashrc", text);
        run(&home, &BASH).exits(0);
        assert!(std::fs::read(&file).unwrap().starts_with(text));
        run(&home, &UNDO).exits(0);
        assert_eq!(std::fs::read(&file).unwrap(), text);
    }
    let home = Sandbox::new();
    let file = home.write(".bashrc", "alias x=y \\");
    run(&home, &BASH).exits(2).names(&[".bashrc", "backslash"]);
    assert_eq!(std::fs::read(file).unwrap(), b"alias x=y \\");
}

#[test]
fn another_name_of_the_file_would_keep_the_old_content() {
    let home = Sandbox::new();
    let file = home.write("dotfiles/bashrc", "# mine\n");
    std::fs::hard_link(&file, home.path(".bashrc")).unwrap();
    run(&home, &BASH).exits(2).names(&[".bashrc", "2 names", "by hand: add"]);
    assert_eq!(file.metadata().unwrap().nlink(), 2);
    assert_eq!(std::fs::read(file).unwrap(), b"# mine\n");
}

#[test]
fn an_owner_keeps_the_file_or_it_is_not_changed() {
    if !is_root() {
        return println!("skipped: only root can give files away");
    }
    let home = Sandbox::new();
    let file = home.write(".bashrc", "# mine\n");
    chown(&file, Some(NOBODY), Some(NOBODY - 1)).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o2640)).unwrap();
    run(&home, &BASH).exits(0);
    let meta = file.metadata().unwrap();
    assert_eq!((meta.uid(), meta.gid(), meta.mode() & 0o7777), (NOBODY, NOBODY - 1, 0o2640));

    hand_over(&home.home(), 0o755);
    let before = std::fs::read(&file).unwrap();
    chown(&file, Some(0), Some(0)).unwrap();
    std::fs::set_permissions(&file, PermissionsExt::from_mode(0o666)).unwrap();
    run_as_nobody(&home, &UNDO).exits(2).names(&[
        ".bashrc",
        "another user (0)",
        "by hand: take out the line",
    ]);
    assert_eq!(std::fs::read(&file).unwrap(), before);
    assert_eq!(file.metadata().unwrap().uid(), 0);
}

#[test]
fn a_place_that_can_not_be_written_or_read_is_named() {
    let home = Sandbox::new();
    home.write("store/bashrc", "# mine\n");
    symlink("store/bashrc", home.path(".bashrc")).unwrap();
    hand_over(&home.home(), 0o755);
    let folder = home.path("store");
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o555)).unwrap();
    let refused = run_as_nobody(&home, &BASH);
    std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
    refused.exits(2).names(&["store/bashrc", "Permission denied", "by hand: add"]);
    assert_eq!(std::fs::read(home.path("store/bashrc")).unwrap(), b"# mine\n");
    assert_eq!(names(&folder), ["bashrc"]);

    std::fs::set_permissions(home.path("store/bashrc"), PermissionsExt::from_mode(0o0)).unwrap();
    run_as_nobody(&home, &BASH).exits(2).names(&[".bashrc", "Permission denied"]);
}

/// A file that nobody may change; it can be changed again on drop.
struct Immutable(PathBuf);

impl Immutable {
    fn make(file: PathBuf) -> Option<Self> {
        let mut command = Command::new("chattr");
        command.arg("+i").arg(&file).stderr(Stdio::null());
        let made = command.status().is_ok_and(|status| status.success());
        if !made {
            println!("skipped: no file can be made immutable here");
        }
        made.then_some(Self(file))
    }
}

impl Drop for Immutable {
    fn drop(&mut self) {
        // A file that stays is in a scratch folder.
        let _ = Command::new("chattr").arg("-i").arg(&self.0).status();
    }
}

#[test]
fn an_immutable_file_is_named() {
    let home = Sandbox::new();
    let file = home.write(".bashrc", "# mine\n");
    let Some(immutable) = Immutable::make(file) else { return };
    run(&home, &BASH).exits(2).names(&[".bashrc", "not permitted", "by hand: add"]);
    assert_eq!(std::fs::read(&immutable.0).unwrap(), b"# mine\n");
    assert_eq!(names(&home.home()), [".bashrc", ".local"]);
}

#[test]
fn a_full_disk_loses_nothing() {
    let home = Sandbox::new();
    let Some(disk) = SmallDisk::mount(&home.path(".config")) else { return };
    let file = home.write(".config/fish/config.fish", "# mine\n".repeat(600));
    disk.fill();
    run(&home, &["setup", "shell", "--shell", "fish"]).exits(2).names(&[
        "config.fish",
        "No space left",
        "by hand: add",
    ]);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "# mine\n".repeat(600));
    assert_eq!(names(&home.path(".config/fish")), ["config.fish"]);
}

#[test]
fn many_at_once_lose_nothing() {
    let home = Sandbox::new();
    let file = home.write(".bashrc", "# mine\n".repeat(3000));
    let start = |words: &[&str]| {
        let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
        command.args(words).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    for _ in 0..5 {
        let mut children: Vec<_> =
            (0..8).map(|at| if at % 2 == 0 { start(&BASH) } else { start(&UNDO) }).collect();
        assert!(children.iter_mut().all(|child| child.wait().unwrap().success()));
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.starts_with(&"# mine\n".repeat(3000)) && text.lines().count() <= 3001);
    }
    let mut children: Vec<_> = (0..8).map(|_| start(&BASH)).collect();
    assert!(children.iter_mut().all(|child| child.wait().unwrap().success()));
    assert_eq!(std::fs::read_to_string(&file).unwrap().lines().count(), 3001);
    assert_eq!(names(&home.home()), [".bashrc", ".local"]);
}

#[test]
fn what_is_added_while_another_hfenv_is_at_work_is_kept() {
    let home = Sandbox::new();
    let file = home.write(".bashrc", "# mine\n");
    let lock = home.write(".local/state/hfenv/setup.lock", "");
    let lock = File::options().write(true).open(lock).unwrap();
    lock.lock().unwrap();
    let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
    let mut child = command.args(BASH).stdout(Stdio::piped()).spawn().unwrap();
    // It tells the change before it waits for the lock.
    let mut told = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut told).unwrap();
    std::fs::write(&file, "# mine\n# and this\n").unwrap();
    lock.unlock().unwrap();
    assert!(child.wait().unwrap().success() && told.starts_with("+ "));
    let text = std::fs::read_to_string(&file).unwrap();
    assert!(text.starts_with("# mine\n# and this\neval "), "{text}");
}

#[test]
fn a_dry_run_makes_nothing() {
    let home = Sandbox::new();
    run(&home, &["setup", "shell", "--shell", "fish", "--dry-run"]).exits(0);
    assert!(names(&home.home()).is_empty());
    run(&home, &UNDO).exits(0);
    assert!(names(&home.home()).is_empty());
}
