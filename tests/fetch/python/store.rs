//! huggingface_hub's store of blobs that repositories share (1.32 and later): what is in it is
//! used, nothing in it is ever written through.

use std::os::unix::fs::{MetadataExt as _, PermissionsExt, symlink};
use std::path::PathBuf;

use super::{Files, Pair, Place};
use crate::fetch::stage::{MODEL, assert_whole};
use crate::support::hub::File;

const OFFLINE: (&str, &str) = ("HF_HUB_OFFLINE", "1");
const OTHER: &str = "acme/other";

/// A model whose weights lie in the store, put there by hand as huggingface_hub would.
struct Store {
    pair: Pair,
    files: Files,
    payload: PathBuf,
}

impl Store {
    fn new() -> Option<Self> {
        let pair = Pair::new()?;
        let xet = File::from("any hash").sha256();
        let weights = File::made(1, 3 << 20).with_xet(&xet);
        let files = vec![("config.json", "{}".into()), ("weights.bin", weights)];
        for id in [MODEL, OTHER] {
            pair.stage.hub.add_files(id, &files);
        }
        let folder = pair.stage.cache().join("blobs").join(&xet[..2]);
        let payload = folder.join(&xet);
        let store = Self { pair, files, payload };
        assert_whole(&store.pair.stage.fetch(&[MODEL]), &store.files);
        std::fs::create_dir_all(&folder).unwrap();
        let marker = folder.with_file_name(".huggingface-shared-blobs");
        std::fs::write(marker, "1\n").unwrap();
        std::fs::rename(store.blob(MODEL), &store.payload).unwrap();
        std::fs::set_permissions(&store.payload, PermissionsExt::from_mode(0o444)).unwrap();
        let target = format!("../../blobs/{}/{xet}", &xet[..2]);
        symlink(target, store.blob(MODEL)).unwrap();
        std::fs::write(folder.join(format!("{xet}.refs")), store.reference(MODEL)).unwrap();
        Some(store)
    }

    /// The blob of the weights in a repository.
    fn blob(&self, repo: &str) -> PathBuf {
        self.pair.stage.cache().join(self.reference(repo).trim_end())
    }

    fn reference(&self, repo: &str) -> String {
        let folder = format!("models--{}", repo.replace('/', "--"));
        format!("{folder}/blobs/{}\n", self.files[1].1.sha256())
    }

    fn references(&self) -> String {
        let name = self.payload.file_name().unwrap().to_str().unwrap();
        std::fs::read_to_string(self.payload.with_file_name(format!("{name}.refs"))).unwrap()
    }

    /// What tells whether anybody touched the payload.
    fn state(&self) -> (u64, i64, i64, u32) {
        let meta = std::fs::symlink_metadata(&self.payload).unwrap();
        (meta.ino(), meta.mtime(), meta.mtime_nsec(), meta.mode())
    }

    fn read(&self, repo: &str) {
        self.pair.read(&[(Place::main(repo), &self.files)], &[OFFLINE]);
    }
}

#[test]
fn a_blob_that_leads_into_the_store_is_here() {
    let Some(store) = Store::new() else { return };
    let before = store.state();
    store.pair.forget();
    assert_whole(&store.pair.stage.fetch(&[MODEL]), &store.files);
    assert_eq!(store.pair.asked().len(), 1, "{:?}", store.pair.asked());
    assert!(store.blob(MODEL).is_symlink());
    store.read(MODEL);
    store.pair.hf(&["cache", "verify", MODEL], &[]);
    assert_eq!(store.state(), before);
}

#[test]
fn a_second_repository_costs_no_byte() {
    let Some(store) = Store::new() else { return };
    let (pair, before) = (&store.pair, store.state());
    pair.forget();
    assert_whole(&pair.stage.fetch(&[OTHER]), &store.files);
    assert!(pair.stage.hub.cdn().requests().is_empty(), "{:?}", pair.asked());
    assert!(store.blob(OTHER).is_symlink());
    assert_eq!(store.state(), before);
    assert_eq!(store.references(), store.reference(MODEL) + &store.reference(OTHER));
    store.read(OTHER);
    // By the list Python knows that the payload is needed, and when it no longer is.
    pair.hf(&["cache", "rm", "model/acme/model", "-y"], &[]);
    store.read(OTHER);
    pair.hf(&["cache", "prune", "-y"], &[]);
    store.read(OTHER);
    pair.hf(&["cache", "rm", "model/acme/other", "-y"], &[]);
    assert!(!store.payload.exists(), "nobody needs it");
}

#[test]
fn force_and_repair_never_write_through_the_link() {
    let Some(store) = Store::new() else { return };
    let before = store.state();
    assert_whole(&store.pair.stage.fetch(&[MODEL, "--force"]), &store.files);
    assert_eq!(store.state(), before);
    store.read(MODEL);
    // A blob of another content than its name says, which others use under their own name.
    std::fs::set_permissions(&store.payload, PermissionsExt::from_mode(0o644)).unwrap();
    let wrong = vec![1; usize::try_from(store.files[1].1.len()).unwrap()];
    std::fs::write(&store.payload, wrong).unwrap();
    let before = store.state();
    let mut command = store.pair.stage.command(&[MODEL, "--force"]);
    command.env("HF_HUB_DISABLE_SHARED_BLOBS", "1");
    assert_eq!(command.output().unwrap().status.code(), Some(0));
    store.read(MODEL);
    assert_eq!(store.state(), before);
}

#[test]
fn a_store_that_is_none_is_left_alone() {
    for what in ["no marker", "another layout", "another size", "switched off"] {
        let Some(store) = Store::new() else { return };
        let stage = &store.pair.stage;
        let marker = stage.cache().join("blobs/.huggingface-shared-blobs");
        let mut command = stage.command(&[OTHER]);
        match what {
            "no marker" => std::fs::remove_file(marker).unwrap(),
            "another layout" => std::fs::write(marker, "2\n").unwrap(),
            "another size" => {
                std::fs::set_permissions(&store.payload, PermissionsExt::from_mode(0o644)).unwrap();
                std::fs::write(&store.payload, "short").unwrap();
            }
            _ => drop(command.env("HF_HUB_DISABLE_SHARED_BLOBS", "1")),
        }
        let (before, listed) = (store.state(), store.references());
        assert!(command.output().unwrap().status.success(), "{what}");
        assert!(store.blob(OTHER).symlink_metadata().unwrap().is_file(), "{what}");
        assert_eq!((store.state(), store.references()), (before, listed), "{what}");
        store.read(OTHER);
    }
}
