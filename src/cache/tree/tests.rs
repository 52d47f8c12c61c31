use super::*;
use crate::cache::layout::tests::{commit, entry, folder};

fn large(path: &str, xet: Option<&str>) -> Entry {
    let sha256 = Etag::parse(&"5".repeat(64)).unwrap();
    let lfs = Some(Lfs { sha256, size: 1 << 40 });
    Entry { lfs, size: 1 << 40, xet: xet.map(ToOwned::to_owned), ..entry(path, "b", 0) }
}

#[test]
fn what_was_written_is_read_again_in_order() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    let hash = "0123456789abcdef".repeat(4);
    let mut entries = [
        large("z.bin", Some(&hash)),
        entry("a \"q\".txt", "a", 0),
        large("é/模型/🤗.gguf", None),
        entry("Z", "c", 7),
    ];
    assert_eq!(folder.read_tree(&commit("c")), None);
    folder.write_tree(&commit("c"), &entries).unwrap();
    entries.sort_by(|a, b| a.path.cmp(&b.path));
    assert_eq!(folder.read_tree(&commit("c")).unwrap(), entries);
    let path = place(folder.path(), &commit("c"));
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.is_ascii() && text.contains("\\ud83e\\udd17.gguf"), "{text}");
    let umask = home.path().join("umask");
    std::fs::write(&umask, "").unwrap();
    let mode = |path: &Path| path.metadata().unwrap().permissions();
    assert_eq!(mode(&path), mode(&umask), "others may read a shared cache");
    let names = std::fs::read_dir(folder.path()).unwrap();
    assert_eq!(names.count(), 1, "no temporary file is left");
    assert_eq!(written(&[]), "{\n \"format_version\": 1,\n \"files\": {}\n}");
}

#[test]
fn a_list_that_nobody_would_read_is_not_kept() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    folder.write_tree(&commit("c"), &[large("f", Some("redacted"))]).unwrap();
    assert!(!folder.path().exists());
}

#[test]
fn a_damaged_list_is_absent_and_written_anew() {
    let home = tempfile::tempdir().unwrap();
    let folder = folder(home.path(), &[]);
    let whole = [entry("f", "a", 1)];
    folder.write_tree(&commit("c"), &whole).unwrap();
    let path = place(folder.path(), &commit("c"));
    let good = std::fs::read_to_string(&path).unwrap();
    let digits = "a".repeat(40);
    let odd = [
        String::new(),
        good[..good.len() - 2].to_owned(),
        good.replace("\"format_version\": 1", "\"format_version\": 2"),
        good.replace("\"f\"", "\"../f\""),
        good.replace("\"f\"", "\"/f\""),
        good.replace("\"f\"", "\"\\ud800\""),
        good.replace(&digits, "a"),
        good.replace("\"size\": 1", "\"size\": -1"),
        good.replace("\"size\": 1", "\"size\": 1,\n   \"xet_hash\": \"redacted\""),
        good.replace("\"size\": 1", "\"size\": 1,\n   \"lfs_sha256\": \"a\""),
        "[".repeat(100_000),
    ];
    for odd in odd {
        std::fs::write(&path, &odd).unwrap();
        assert_eq!(folder.read_tree(&commit("c")), None, "{odd:.200}");
        folder.write_tree(&commit("c"), &whole).unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), good);
    }
    std::fs::File::create(&path).unwrap().set_len(TREE_MAX + 1).unwrap();
    assert_eq!(folder.read_tree(&commit("c")), None);
    std::fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    assert_eq!(folder.read_tree(&commit("c")), None);
    std::fs::remove_file(&path).unwrap();
    std::fs::create_dir(&path).unwrap();
    assert_eq!(folder.read_tree(&commit("c")), None);
    let refused = folder.write_tree(&commit("c"), &whole);
    assert!(matches!(refused, Err(CacheError::Odd { .. })), "{refused:?}");
}
