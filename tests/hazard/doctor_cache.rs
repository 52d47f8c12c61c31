//! Doctor on the Hub cache: a full disk, shut folders, links in circles, what was begun and left.

use std::os::unix::fs::symlink;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use super::disk::{NOBODY, SmallDisk, hand_over};
use crate::support::cached::{Cached, commit, etag};
use crate::support::doctor::{Patient, chmod};
use crate::support::git::needed;
use crate::support::sandbox::{Sandbox, is_installed};

const HUB: &str = ".cache/huggingface/hub";

fn long_ago(path: &Path) {
    let file = std::fs::File::options().read(true).open(path).unwrap();
    file.set_modified(SystemTime::now() - Duration::from_secs(3 * 86_400)).unwrap();
}

#[test]
fn a_disk_without_room_is_told() {
    let home = Sandbox::new();
    let at = home.path("disk");
    Patient::of(&home).report(&["cache-space"]).says("cache-space", "ok", &["are free"]);
    let Some(disk) = SmallDisk::mount(&at) else { return };
    let patient = Patient::of(&home).with("HF_HUB_CACHE", at.join("hub").to_str().unwrap());
    let words = ["B are free for ~/disk/hub", "hfenv cache prune", "hfenv cache move DIR"];
    patient.report(&["cache-space"]).says("cache-space", "problem", &words);
    disk.fill();
    patient.report(&["cache-space"]).says("cache-space", "problem", &["0 B are free"]);
    Patient::of(&home).report(&["cache-space"]).says("cache-space", "ok", &[]);
}

#[test]
fn folders_that_are_shut_are_opened_and_shut_again() {
    let root = rustix::process::geteuid().is_root();
    if root && !is_installed("setpriv") {
        return;
    }
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    cached.repo("models--acme--model").revision(&commit('1'), &["main"], &[("a", b"a")]);
    // Where doctor keeps its list; the harness would make it as root.
    std::fs::create_dir_all(home.ours("state/")).unwrap();
    hand_over(&home.home(), 0o755);
    chmod(home.home().parent().unwrap(), 0o755);
    let id = NOBODY.to_string();
    let by = ["setpriv", "--reuid", &id, "--regid", &id, "--clear-groups"];
    let patient = Patient::of(&home).by(if root { &by } else { &[] });
    patient.report(&["cache-permissions"]).says("cache-permissions", "ok", &[]);
    for folder in [HUB.to_owned(), format!("{HUB}/models--acme--model/blobs")] {
        chmod(home.path(&folder), 0o555);
        let fix = format!("chmod 755 ~/{folder}");
        let words = ["can't be written to", fix.as_str()];
        patient.report(&["cache-permissions"]).says("cache-permissions", "problem", &words);
        patient.mends_and_takes_back("cache-permissions");
        patient.report(&["cache-permissions"]).says("cache-permissions", "ok", &[]);
    }
    if root {
        // As after a download with sudo.
        let repo = home.path(format!("{HUB}/models--acme--model"));
        std::os::unix::fs::chown(&repo, Some(0), Some(0)).unwrap();
        let words = ["1 folder of other users", "models--acme--model", "have its owner"];
        patient.report(&["cache-permissions"]).says("cache-permissions", "problem", &words);
    }
}

#[test]
fn a_cache_behind_a_link_that_leads_nowhere_is_named() {
    let home = Sandbox::new();
    home.write(".cache/x", "");
    let at = home.path(".cache/huggingface");
    let patient = Patient::of(&home);
    for (target, words) in [("huggingface", "goes round"), ("/nowhere/at/all", "is not there")] {
        symlink(target, &at).unwrap();
        let words = ["~/.cache/huggingface is a link", words, "let it lead to a folder"];
        patient.report(&["cache-symlinks"]).says("cache-symlinks", "problem", &words);
        patient.report(&[]);
        std::fs::remove_file(&at).unwrap();
    }
    std::fs::create_dir(home.path("big")).unwrap();
    symlink(home.path("big"), &at).unwrap();
    patient.report(&["cache-symlinks"]).says("cache-symlinks", "ok", &[]);
}

#[test]
fn links_to_nothing_are_pruned_as_told() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let files: &[(&str, &[u8])] = &[("a", b"a"), ("b", b"b")];
    let repo = cached.repo("models--acme--model");
    repo.revision(&commit('1'), &["main"], files);
    let patient = Patient::of(&home);
    patient.report(&["cache-symlinks"]).says("cache-symlinks", "ok", &[]);
    std::fs::remove_file(repo.blob("a", b"a")).unwrap();
    let words = ["1 link to nothing", "hfenv cache prune --yes"];
    patient.report(&["cache-symlinks"]).says("cache-symlinks", "warning", &words);
    patient.follows("cache-symlinks", "");
    patient.report(&["cache-symlinks"]).says("cache-symlinks", "ok", &[]);
    symlink("/etc", home.path(format!("{HUB}/models--acme--out"))).unwrap();
    patient.report(&["cache-symlinks"]).says("cache-symlinks", "note", &["1 thing", "cache ls"]);
    let patient = Patient::of(&home).with("HF_HUB_DISABLE_SYMLINKS", "1");
    patient.report(&["cache-symlinks"]).says("cache-symlinks", "note", &["its own copy"]);
}

#[test]
fn parts_that_were_left_are_pruned_as_told() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    let repo = cached.repo("models--acme--model");
    repo.revision(&commit('1'), &["main"], &[("a", b"a")]);
    let patient = Patient::of(&home);
    patient.report(&["cache-parts"]).says("cache-parts", "ok", &["nothing was begun"]);
    let name = format!("{}.incomplete", etag("b", b"b"));
    let part = home.write(format!("{HUB}/models--acme--model/blobs/{name}"), vec![1; 5000]);
    patient.report(&["cache-parts"]).says("cache-parts", "ok", &["1 part of downloads"]);
    long_ago(&part);
    let words = ["1 part", "kB", "3 days ago", "hfenv cache prune --yes"];
    patient.report(&["cache-parts"]).says("cache-parts", "warning", &words);
    patient.follows("cache-parts", "");
    assert!(!part.exists());
    patient.report(&["cache-parts"]).says("cache-parts", "ok", &[]);
}

#[test]
fn locks_are_told_and_left_to_those_who_hold_them() {
    let home = Sandbox::new();
    let cached = Cached::new(&home);
    cached.repo("models--acme--model").revision(&commit('1'), &["main"], &[("a", b"a")]);
    let lock = home.write(format!("{HUB}/.locks/models--acme--model/x.lock"), "");
    let patient = Patient::of(&home);
    patient.report(&["cache-parts"]).says("cache-parts", "ok", &[]);
    if is_installed("flock") {
        let mut holder = home.command("flock");
        let mut holder =
            holder.arg(&lock).args(["sleep", "60"]).stdout(Stdio::null()).spawn().unwrap();
        let held = || patient.report(&["cache-parts"]).verdict("cache-parts") == "note";
        let seen = (0..50).any(|_| {
            std::thread::sleep(Duration::from_millis(100));
            held()
        });
        // Some sandboxes hide the kernel's list.
        let listed = std::fs::read_to_string("/proc/locks").is_ok_and(|text| !text.is_empty());
        if needed("/proc/locks", listed) {
            assert!(seen);
            let number = holder.id().to_string();
            let words = ["1 lock held now", number.as_str(), "end that process"];
            patient.report(&["cache-parts"]).says("cache-parts", "note", &words);
        }
        // As told; the child has the lock, too.
        let _ = std::process::Command::new("pkill").args(["-P", &holder.id().to_string()]).status();
        let _ = holder.kill();
        holder.wait().unwrap();
        patient.report(&["cache-parts"]).says("cache-parts", "ok", &[]);
    }
    let marker = lock.with_extension("lock.hfenv");
    std::fs::write(&marker, "999999999 another-boot\n").unwrap();
    patient.report(&["cache-parts"]).says("cache-parts", "ok", &[]);
    long_ago(&marker);
    let words = ["1 lock of a process that is gone", "rm ~/.cache", "x.lock.hfenv"];
    patient.report(&["cache-parts"]).says("cache-parts", "warning", &words);
    patient.follows("cache-parts", "");
    assert!(!marker.exists() && lock.exists());
}

#[test]
fn variables_that_name_several_caches_are_told() {
    let home = Sandbox::new();
    for (name, value, words) in [
        ("TRANSFORMERS_CACHE", "/data/t", "TRANSFORMERS_CACHE names /data/t, and the cache is ~/"),
        ("HF_HOME", "", "HF_HOME is set and empty"),
        ("HF_HUB_CACHE", "hub", "HF_HUB_CACHE is not absolute"),
    ] {
        let patient = Patient::of(&home).with(name, value);
        patient.report(&["cache-variables"]).says("cache-variables", "warning", &[words, name]);
    }
    let two = Patient::of(&home).with("HF_HUB_CACHE", "~/one");
    let two = two.with("HUGGINGFACE_HUB_CACHE", home.path("two").to_str().unwrap());
    let words = ["names ~/two, and the cache is ~/one", "unset HUGGINGFACE_HUB_CACHE"];
    two.report(&["cache-variables"]).says("cache-variables", "warning", &words);
    let alike = Patient::of(&home).with("HF_HUB_CACHE", "~/one");
    let alike = alike.with("TRANSFORMERS_CACHE", home.path("one").to_str().unwrap());
    alike.report(&["cache-variables"]).says("cache-variables", "ok", &["the cache is ~/one"]);
}
