//! A Hub, a home and a token; and what must be true after every fetch: the token is in no output
//! and at no stranger's, nothing is outside of the cache, and every blob is what its name says.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use crate::support::hub::{Account, File, Hub};
use crate::support::sandbox::Sandbox;
use crate::support::shown::{Said, run_hidden};

/// The repository of most tests.
pub(super) const MODEL: &str = "acme/model";
/// Larger than what is downloaded in one piece, smaller than what would take a while.
pub(super) const LARGE: u64 = 24 << 20;

/// A place for fetches.
pub(super) struct Stage {
    pub(super) home: Sandbox,
    pub(super) hub: Hub,
    pub(super) token: String,
    outside: BTreeSet<PathBuf>,
}

/// The folder below the home that `--local-dir` may write to.
pub(super) const HERE: &str = "here";

impl Stage {
    /// A Hub with a token, nothing in it.
    pub(super) fn new() -> Self {
        Self::at(Hub::start())
    }

    pub(super) fn at(hub: Hub) -> Self {
        let (home, token) = (Sandbox::new(), hub.add_token(Account::read("ada")));
        let mut stage = Self { home, hub, token, outside: BTreeSet::new() };
        stage.outside = stage.outside();
        stage
    }

    /// The same with one large file and one small one.
    pub(super) fn with_model() -> (Self, Vec<(&'static str, File)>) {
        let stage = Self::new();
        let files = model();
        stage.hub.add_files(MODEL, &files);
        (stage, files)
    }

    /// `hfenv fetch` with these words.
    pub(super) fn command(&self, words: &[&str]) -> std::process::Command {
        let mut command = self.home.command(env!("CARGO_BIN_EXE_hfenv"));
        command
            .arg("fetch")
            .args(words)
            .env("HF_ENDPOINT", self.hub.endpoint())
            .env("HF_TOKEN", &self.token)
            .env("HF_HUB_DOWNLOAD_TIMEOUT", "3")
            .env("HF_HUB_ETAG_TIMEOUT", "3");
        command
    }

    /// Runs it and checks what must always be true.
    #[track_caller]
    pub(super) fn fetch(&self, words: &[&str]) -> Said {
        self.run(self.command(words))
    }

    /// The same for a command with more to it.
    #[track_caller]
    pub(super) fn run(&self, command: std::process::Command) -> Said {
        let said = run_hidden(&mut command.into(), &[&self.token]);
        self.check();
        said
    }

    /// What must be true at any time.
    #[track_caller]
    pub(super) fn check(&self) {
        let found: Vec<_> = self.outside().difference(&self.outside).cloned().collect();
        assert!(found.is_empty(), "outside of the cache: {found:?}");
        assert!(!self.hub.cdn().saw_authorization(), "the storage host was sent a token");
        assert!(!self.hub.cdn().saw_secret(&self.token), "the storage host was sent the token");
        for blob in self.blobs() {
            let name = blob.file_name().unwrap().to_str().unwrap().to_owned();
            let content = File::from(std::fs::read(&blob).unwrap());
            let is = if name.len() == 64 { content.sha256() } else { content.git_oid() };
            assert_eq!(is, name, "a blob is not what its name says");
        }
    }

    /// Everything in the sandbox but the cache and [`HERE`].
    fn outside(&self) -> BTreeSet<PathBuf> {
        let root = self.home.home();
        let mut found = below(root.parent().unwrap());
        let cache = self.cache();
        let here = self.home.path(HERE);
        found.retain(|path| {
            !path.starts_with(&cache) && !cache.starts_with(path) && !path.starts_with(&here)
        });
        found
    }

    pub(super) fn cache(&self) -> PathBuf {
        self.home.path(".cache/huggingface/hub")
    }

    /// A repository's folder in the cache.
    pub(super) fn folder(&self) -> PathBuf {
        self.cache().join("models--acme--model")
    }

    /// The finished blobs of all repositories.
    pub(super) fn blobs(&self) -> Vec<PathBuf> {
        // Not huggingface_hub's own, which repositories share.
        let shared = self.cache().join("blobs");
        let is_blob = |path: &PathBuf| {
            path.parent().is_some_and(|folder| folder.ends_with("blobs") && folder != shared)
                && path.extension().is_none_or(|extension| extension != "incomplete")
                && path.is_file()
        };
        below(&self.cache()).into_iter().filter(is_blob).collect()
    }

    /// What is begun and not finished.
    pub(super) fn parts(&self) -> Vec<PathBuf> {
        let is_part = |path: &PathBuf| path.to_string_lossy().ends_with(".hfenv.incomplete");
        below(&self.cache()).into_iter().filter(is_part).collect()
    }

    /// How many requests the Hub had whose path contains `part`.
    pub(super) fn asked(&self, part: &str) -> usize {
        self.hub.requests().iter().filter(|seen| seen.path.contains(part)).count()
    }

    /// The bytes that the storage host sent of files whose path contains `part`.
    pub(super) fn sent(&self, part: &str) -> u64 {
        let sent = self.hub.cdn().sent(part);
        sent.iter().map(|sent| sent.range.end - sent.range.start).sum()
    }
}

/// The usual files.
pub(super) fn model() -> Vec<(&'static str, File)> {
    vec![
        ("config.json", "{\"model_type\": \"made-up\"}\n".into()),
        ("weights/model.safetensors", File::made(1, LARGE)),
    ]
}

/// The last line of what was printed must be a folder with exactly these bytes in these files.
#[track_caller]
pub(super) fn assert_whole(said: &Said, files: &[(&str, File)]) {
    assert_eq!(said.code, Some(0), "{said:?}");
    let folder = Path::new(said.out.lines().last().unwrap());
    assert!(folder.is_absolute(), "{said:?}");
    for (path, file) in files {
        assert!(std::fs::read(folder.join(path)).unwrap() == file.bytes(), "{path} is wrong");
    }
}

/// All that is below a folder, links not followed.
pub(super) fn below(folder: &Path) -> BTreeSet<PathBuf> {
    let mut found = BTreeSet::new();
    let mut next = vec![folder.to_owned()];
    while let Some(folder) = next.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                next.push(entry.path());
            }
            found.insert(entry.path());
        }
    }
    found
}
