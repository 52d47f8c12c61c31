//! Disks that are full, fill up, or are read-only.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use hfenv::vars::Env;

use super::stage::{LARGE, MODEL, Stage, assert_whole};

/// A file system of its own below the cache; gone on drop.
pub(crate) struct Disk(PathBuf);

impl Disk {
    /// `None`, after a printed note, where mounting is not permitted.
    pub(crate) fn mount(at: &Path, size: u64) -> Option<Self> {
        std::fs::create_dir_all(at).unwrap();
        if mount(&["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs"], at) {
            return Some(Self(at.to_owned()));
        }
        let root = rustix::process::geteuid().is_root();
        assert!(!(root && Env::from_process().has("CI")), "root can't mount");
        println!("skipped: mounting is not permitted");
        None
    }

    /// How many files there may be.
    pub(crate) fn files(&self, most: u64) {
        assert!(mount(&["-o", &format!("remount,nr_inodes={most}")], &self.0));
    }

    pub(crate) fn read_only(&self, on: bool) {
        let option = if on { "remount,ro" } else { "remount,rw" };
        assert!(mount(&["-o", option], &self.0));
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // A mount that stays hurts nobody but the folder's removal.
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

fn mount(words: &[&str], at: &Path) -> bool {
    let mut command = Command::new("mount");
    command.args(words).arg(at).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

#[test]
fn too_little_room_is_told_before_the_first_byte() {
    let (stage, _) = Stage::with_model();
    let Some(_disk) = Disk::mount(&stage.cache(), LARGE - 1) else { return };
    let said = stage.fetch(&[MODEL]).exits(2).names(&["free"]);
    assert!(said.out.is_empty() && stage.sent("") == 0, "{said:?}");
}

#[test]
fn a_disk_that_fills_up_is_an_error_and_what_came_stays() {
    let (stage, files) = Stage::with_model();
    let Some(disk) = Disk::mount(&stage.cache(), LARGE + (4 << 20)) else { return };
    stage.hub.cdn().set_rate(10 << 20);
    let child = stage
        .command(&[MODEL, "--max-workers", "1"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    while stage.sent("model.safetensors") < 2 << 20 {
        std::thread::sleep(Duration::from_millis(5));
    }
    let filler = disk.0.join("filler");
    std::fs::write(&filler, vec![0; 12 << 20]).unwrap();
    let output = child.wait_with_output().unwrap();
    crate::support::shown::said(&output, &[&stage.token])
        .exits(2)
        .names(&["No space left", ".cache/huggingface/hub"]);
    stage.check();
    std::fs::remove_file(filler).unwrap();
    stage.hub.cdn().set_rate(0);
    let before = stage.sent("model.safetensors");
    assert_whole(&stage.fetch(&[MODEL]), &files);
    let again = before + stage.sent("model.safetensors") - before - LARGE;
    assert!(again <= 8 << 20, "{again} bytes came again");
}

#[test]
fn a_read_only_cache_is_read() {
    let (stage, files) = Stage::with_model();
    let Some(disk) = Disk::mount(&stage.cache(), 2 * LARGE) else { return };
    assert_whole(&stage.fetch(&[MODEL]), &files);
    disk.read_only(true);
    assert_whole(&stage.fetch(&[MODEL]), &files);
    assert_whole(&stage.fetch(&[MODEL, "--offline"]), &files);
    stage.hub.add_files(MODEL, &[("new.txt", "new")]);
    stage.fetch(&[MODEL]).exits(2).names(&[".cache/huggingface/hub", "read-only"]);
    disk.read_only(false);
}
