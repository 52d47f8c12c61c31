//! Disks that are full, read-only or not there.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{PermissionsExt, chown, lchown};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use hfenv::vars::Env;

use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{Said, run, run_hidden, said};

/// A user without rights.
pub(super) const NOBODY: u32 = 65534;

/// A file system of its own, 64 KiB large; gone on drop.
pub(super) struct SmallDisk(PathBuf);

impl SmallDisk {
    /// `None`, after a printed note, where mounting is not permitted.
    pub(super) fn mount(at: &Path) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        let mut command = Command::new("mount");
        command.args(["-t", "tmpfs", "-o", "size=64k,mode=0700", "tmpfs"]).arg(at);
        let mounted = command.stderr(Stdio::null()).status().is_ok_and(|status| status.success());
        if !mounted {
            let root = rustix::process::geteuid().is_root();
            assert!(!(root && Env::from_process().has("CI")), "root can't mount");
            eprintln!("skipped: mounting is not permitted");
        }
        mounted.then(|| Self(at.to_owned()))
    }

    /// Leaves no byte free.
    pub(super) fn fill(&self) {
        let mut file = File::create(self.0.join("filler")).unwrap();
        while file.write_all(&[0; 512]).is_ok() {}
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        // A mount that stays hurts nobody but the folder's removal.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

/// A login over standard input.
fn login(home: &Sandbox, store: &str, token: &str) -> assert_cmd::Command {
    let words = ["login", "--token-stdin", "--no-verify", "-p", "work", "--store", store];
    let mut command = home.hfenv(words);
    command.write_stdin(token);
    command
}

#[test]
fn a_full_disk_refuses_the_new_token_and_keeps_the_old() {
    let stores = [("file", ".local/share/hfenv"), ("hf", ".cache/huggingface")];
    for (store, folder) in stores.into_iter().chain([("file", ".config/hfenv")]) {
        let (home, old, new) = (Sandbox::new(), fresh_token(), fresh_token());
        let Some(disk) = SmallDisk::mount(&home.path(folder)) else { return };
        run_hidden(&mut login(&home, store, &old), &[&old]).exits(0);
        disk.fill();
        run_hidden(&mut login(&home, store, &new), &[&old, &new])
            .exits(2)
            .names(&[folder, "No space left"]);
        run(&mut home.hfenv(["token"]), &[&old, &new]).exits(0).prints(&format!("{old}\n"));
    }
}

#[test]
fn a_profile_that_can_not_be_written_keeps_the_secret_it_points_to() {
    let (home, old, new) = (Sandbox::new(), fresh_token(), fresh_token());
    let Some(disk) = SmallDisk::mount(&home.path(".config/hfenv")) else { return };
    run_hidden(&mut login(&home, "file", &old), &[&old]).exits(0);
    disk.fill();
    run_hidden(&mut login(&home, "hf", &new), &[&old, &new]).exits(2).names(&["profiles.toml"]);
    run(&mut home.hfenv(["token"]), &[&old, &new]).exits(0).prints(&format!("{old}\n"));
}

#[test]
fn a_file_size_limit_is_an_error_with_a_path() {
    let (home, old, new) = (Sandbox::new(), fresh_token(), fresh_token());
    home.profile("work", &old);
    home.write("new", &new);
    let line = "ulimit -f 0; trap '' XFSZ; \
                exec hfenv login --token-file new --no-verify -p work --store file";
    let mut command = home.command("bash");
    command.args(["-c", line]);
    run_hidden(&mut command.into(), &[&old, &new]).exits(2).names(&[".config/hfenv"]);
    run(&mut home.hfenv(["token"]), &[&old, &new]).exits(0).prints(&format!("{old}\n"));
}

#[test]
fn an_output_that_can_not_be_written_is_an_error() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    let full = || OpenOptions::new().write(true).open("/dev/full").unwrap();
    let asked: [&[&str]; 6] =
        [&["token"], &[], &["list"], &["why"], &["export", "json"], &["list", "--json"]];
    for words in asked {
        let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
        let output = command.args(words).stdout(full()).stderr(Stdio::piped()).output().unwrap();
        said(&output, &[&token]).exits(2).names(&["standard output", "No space left"]);
    }
    let mut command = home.command("bash");
    let line = "printf 'protocol=https\nhost=huggingface.co\n\n' | \
                git-credential-hfenv get > /dev/full";
    let output = command.args(["-c", line]).output().unwrap();
    said(&output, &[&token]).exits(0).names(&["standard output", "No space left"]);
    for words in ["--help", "--version"] {
        let mut command = home.command(env!("CARGO_BIN_EXE_hfenv"));
        let output = command.arg(words).stdout(full()).stderr(Stdio::piped()).output().unwrap();
        said(&output, &[&token]).exits(2);
    }
}

/// A home that this user owns, and the command in it without root's rights.
pub(super) fn as_nobody(home: &Sandbox, words: &[&str]) -> Command {
    as_user(home, env!("CARGO_BIN_EXE_hfenv"), NOBODY, words)
}

/// The same for any program and user.
pub(super) fn as_user(home: &Sandbox, program: &str, user: u32, words: &[&str]) -> Command {
    if !rustix::process::geteuid().is_root() {
        let mut command = home.command(program);
        command.args(words);
        return command;
    }
    let above = home.home().parent().unwrap().to_owned();
    std::fs::set_permissions(above, PermissionsExt::from_mode(0o755)).unwrap();
    let mut command = home.command("setpriv");
    let user = user.to_string();
    command.args(["--reuid", &user, "--regid", &user, "--clear-groups", program]).args(words);
    command
}

/// Gives everything below the home folder to the user without rights, and takes the right to write.
pub(super) fn hand_over(folder: &Path, mode: u32) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            hand_over(&entry.path(), mode);
        } else if rustix::process::geteuid().is_root() {
            lchown(entry.path(), Some(NOBODY), Some(NOBODY)).unwrap();
        }
    }
    if rustix::process::geteuid().is_root() {
        chown(folder, Some(NOBODY), Some(NOBODY)).unwrap();
    }
    std::fs::set_permissions(folder, PermissionsExt::from_mode(mode)).unwrap();
}

#[test]
fn a_read_only_home_can_use_tokens_but_not_save_them() {
    let (home, saved, own) = (Sandbox::new(), fresh_token(), fresh_token());
    home.profile("work", &saved);
    home.write("new", &own);
    let secrets = [saved.as_str(), &own];
    hand_over(&home.home(), 0o500);
    let ask = |words: &[&str], token: Option<&str>| -> Said {
        let mut command = as_nobody(&home, words);
        command.envs(token.map(|token| ("HF_TOKEN", token))).stdin(Stdio::null());
        said(&command.output().unwrap(), &secrets)
    };
    ask(&["token"], None).exits(0).prints(&format!("{saved}\n"));
    ask(&["token"], Some(&own)).exits(0).prints(&format!("{own}\n"));
    ask(&["run", "--", "sh", "-c", "echo $HF_TOKEN"], Some(&own)).prints(&format!("{own}\n"));
    ask(&["export", "dotenv"], Some(&own)).exits(0);
    let bare = ask(&[], Some(&own)).exits(0);
    assert!(bare.out.is_empty() && bare.err.is_empty(), "{bare:?}");
    let bare = ask(&[], None).exits(0);
    assert!(bare.out.contains(&saved), "{bare:?}");
    let words = ["login", "--no-verify", "--store", "file", "--token-file", "new"];
    let refused = ask(&words, None).exits(2);
    assert!(refused.err.contains("ermission denied") && refused.err.contains('/'), "{refused:?}");
    ask(&["token"], None).exits(0).prints(&format!("{saved}\n"));
    hand_over(&home.home(), 0o700);
}
