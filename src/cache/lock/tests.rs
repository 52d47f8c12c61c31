use std::cell::RefCell;
use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;

const NOBODY: &dyn Fn(Option<&str>) = &|_| {};

fn now(path: &Path) -> Result<Option<BlobLock>, CacheError> {
    take(path, Patience::None)
}

#[test]
fn a_held_lock_is_passed_by_or_waited_for_and_its_holder_named() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.lock");
    let held = now(&path).unwrap();
    assert!(held.is_some() && now(&path).unwrap().is_none());
    let told = RefCell::new(Vec::new());
    let tell = |holder: Option<&str>| told.borrow_mut().push(holder.map(ToOwned::to_owned));
    let error = take(&path, Patience::Wait(Duration::from_millis(1200), &tell)).unwrap_err();
    let CacheError::Locked { holder, waited, .. } = &error else { panic!("{error}") };
    assert!(*waited >= Duration::from_millis(1200), "{waited:?}");
    let told = told.into_inner();
    assert_eq!(told, std::slice::from_ref(holder), "told once");
    let me = std::process::id().to_string();
    // A file system may hide its locks, but what is told is true.
    assert!(holder.as_ref().is_none_or(|holder| holder.starts_with(&me)), "{holder:?}");
    assert_eq!(error.to_string().matches("has held this lock for 1 s").count(), 1, "{error}");
    drop(held);
    assert!(now(&path).unwrap().is_some());
    assert!(path.exists(), "it is never deleted");
}

#[test]
fn downloads_share_what_nobody_deletes_meanwhile() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.lock");
    let (one, other) = (share(&path).unwrap(), share(&path).unwrap());
    drop(one);
    assert!(now(&path).unwrap().is_none());
    drop(other);
    let deleting = now(&path).unwrap().unwrap();
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| share(&path).is_some());
        std::thread::sleep(Duration::from_millis(20));
        drop(deleting);
        assert!(waiting.join().unwrap());
    });
}

#[test]
fn a_lock_that_is_let_go_is_taken_soon() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.lock");
    let held = now(&path).unwrap();
    std::thread::scope(|scope| {
        let other = scope.spawn(|| take(&path, Patience::Wait(Duration::from_secs(20), NOBODY)));
        std::thread::sleep(Duration::from_millis(50));
        drop(held);
        let start = Instant::now();
        assert!(other.join().unwrap().unwrap().is_some());
        assert!(start.elapsed() < Duration::from_secs(5));
    });
}

#[test]
fn everyone_who_may_write_to_the_cache_may_lock() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.lock");
    drop(now(&path).unwrap());
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o664);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o640)).unwrap();
    std::fs::write(&path, "another's").unwrap();
    drop(now(&path).unwrap());
    assert_eq!(path.metadata().unwrap().permissions().mode() & 0o777, 0o640, "not ours to change");
    assert_eq!(std::fs::read(&path).unwrap(), b"another's");
}

#[test]
fn what_is_no_lock_file_is_an_error_and_nothing_is_made_elsewhere() {
    let home = tempfile::tempdir().unwrap();
    let at = |name: &str| home.path().join(name);
    symlink(at("elsewhere"), at("dangling.lock")).unwrap();
    symlink(at("loop.lock"), at("loop.lock")).unwrap();
    std::fs::create_dir(at("folder.lock")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(at("pipe.lock")).status().unwrap().success());
    for odd in ["dangling.lock", "loop.lock", "folder.lock", "pipe.lock"] {
        let refused = now(&at(odd));
        assert!(matches!(refused, Err(CacheError::Odd { .. })), "{odd}: {refused:?}");
    }
    assert!(!at("elsewhere").exists());
    assert!(matches!(now(&at("no/folder.lock")), Err(CacheError::Io { .. })));
}

#[test]
fn a_lock_file_that_was_removed_meanwhile_is_made_again() {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("a.lock");
    let held = now(&path).unwrap();
    std::fs::remove_file(&path).unwrap();
    let second = now(&path).unwrap();
    assert!(second.is_some() && path.exists());
    drop(held);
    assert!(now(&path).unwrap().is_none(), "the second one still counts");
}
