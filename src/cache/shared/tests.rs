use std::os::unix::fs::{PermissionsExt, symlink};

use super::*;
use crate::cache::Folder;
use crate::cache::layout::tests::{commit, entry, folder};
use crate::repo::Entry;

const XET: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

/// A cache with a store of one payload of three bytes, and a file that is this payload.
fn store(root: &Path) -> (PathBuf, Entry) {
    let payload = root.join("blobs/01").join(XET);
    std::fs::create_dir_all(payload.parent().unwrap()).unwrap();
    std::fs::write(root.join("blobs").join(MARK.0), MARK.1).unwrap();
    std::fs::write(&payload, "abc").unwrap();
    std::fs::set_permissions(&payload, PermissionsExt::from_mode(0o444)).unwrap();
    (payload, Entry { xet: Some(XET.to_owned()), ..entry("d/f", "a", 3) })
}

fn is_linked(folder: &Folder, entry: &Entry) -> bool {
    folder.link(&commit("c"), entry).unwrap();
    assert!(folder.has_pointer(&commit("c"), &entry.path, 3));
    folder.blob(entry.etag()).is_symlink()
}

#[test]
fn a_payload_is_linked_to_and_its_list_knows() {
    let home = tempfile::tempdir().unwrap();
    let (payload, entry) = store(home.path());
    let folder = folder(home.path(), &[]);
    assert!(folder.has_blob(&entry) && is_linked(&folder, &entry));
    let blob = folder.blob(entry.etag());
    assert_eq!(blob.read_link().unwrap(), PathBuf::from(format!("../../blobs/01/{XET}")));
    let list = payload.with_extension("refs");
    let line = format!("models--o--m/blobs/{}\n", "a".repeat(40));
    assert_eq!(std::fs::read_to_string(&list).unwrap(), line);
    for file in [list.clone(), payload.with_extension("lock")] {
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o666);
    }
    assert!(is_linked(&folder, &entry), "a second time nothing changes");
    assert_eq!(std::fs::read_to_string(&list).unwrap(), line);
    // A forced download replaces the link, and the payload of others stays.
    std::fs::write(folder.part(entry.etag()), "xyz").unwrap();
    folder.publish(entry.etag()).unwrap();
    assert!(!blob.is_symlink());
    assert_eq!(std::fs::read(&payload).unwrap(), b"abc");
}

#[test]
fn what_is_no_store_or_no_payload_is_left_alone() {
    let home = tempfile::tempdir().unwrap();
    let (payload, entry) = store(home.path());
    let has = |vars: &[(&str, &str)]| folder(home.path(), vars).has_blob(&entry);
    assert!(has(&[]));
    assert!(!has(&[("HF_HUB_DISABLE_SHARED_BLOBS", "1")]));
    assert!(!has(&[("HF_HUB_DISABLE_SYMLINKS", "1")]));
    let folder = folder(home.path(), &[]);
    assert!(!folder.has_blob(&Entry { size: 4, ..entry.clone() }));
    for odd in ["01", "../../0123", &XET.to_uppercase(), &XET.replace('a', "/")] {
        assert!(!folder.has_blob(&Entry { xet: Some(odd.to_owned()), ..entry.clone() }), "{odd}");
    }
    let aside = home.path().join("aside");
    std::fs::rename(&payload, &aside).unwrap();
    symlink(&aside, &payload).unwrap();
    assert!(!folder.has_blob(&entry), "a link is no payload");
    std::fs::rename(&aside, &payload).unwrap();
    assert!(folder.has_blob(&entry));
    std::fs::write(home.path().join("blobs").join(MARK.0), "2\n").unwrap();
    assert!(!folder.has_blob(&entry), "a layout that is not known");
}

#[test]
fn a_payload_that_can_not_be_linked_to_is_copied() {
    let home = tempfile::tempdir().unwrap();
    let (payload, entry) = store(home.path());
    symlink(home.path().join("elsewhere"), payload.with_extension("lock")).unwrap();
    let here = folder(home.path(), &[]);
    assert!(!is_linked(&here, &entry));
    assert!(!home.path().join("elsewhere").exists());
    let blob = here.blob(entry.etag());
    assert_eq!(std::fs::read(&blob).unwrap(), b"abc");
    assert!(blob.metadata().unwrap().permissions().mode() & 0o200 != 0);
    // A repository that was moved to another disk: the relative link would lead nowhere.
    let (root, big) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (payload, entry) = store(root.path());
    symlink(big.path(), root.path().join("models--o--m")).unwrap();
    assert!(!is_linked(&folder(root.path(), &[]), &entry));
    assert!(!payload.with_extension("refs").exists());
    assert_eq!(std::fs::read_dir(big.path().join("blobs")).unwrap().count(), 1);
}
