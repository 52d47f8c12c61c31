//! A plan of made-up files, and what a download of it came to.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use sha1::{Digest as _, Sha1};
use sha2::Sha256;

use super::shelf::{Screen, Shelf};
use super::source::{Asked, Reply, Server};
use crate::fetch::FetchError;
use crate::fetch::blob::{Measures, Run};
use crate::fetch::plan::{Plan, Standing, Wanted};
use crate::fetch::pool::{Done, run_with};
use crate::hub::error::HubError;
use crate::repo::entry::Lfs;
use crate::repo::{Commit, Entry, Etag, FilePath, Kind, Repo, Revision};
use crate::text::hex;

/// Small enough that a test's file counts as large.
pub(super) const MEASURES: Measures = Measures {
    small: 4 << 10,
    buffer: 1 << 10,
    share: 4 << 10,
    per_file: 8,
    tick: Duration::from_millis(1),
    worth: 100,
    patience: Duration::from_secs(60),
    poll: Duration::from_millis(1),
    locked: Duration::from_secs(600),
    sleep: |_| {},
};

/// Files, where they go, and who watches.
pub(super) struct Stage {
    pub(super) plan: Plan,
    pub(super) shelf: Shelf,
    pub(super) screen: Screen,
    pub(super) measures: Measures,
    contents: HashMap<FilePath, Arc<Vec<u8>>>,
}

impl Stage {
    /// Files of these lengths; two of one length have one content. Below 1 KiB they are git's,
    /// else large ones.
    pub(super) fn new(sizes: &[usize]) -> Self {
        Self::with(sizes.iter().map(|size| bytes(*size)).collect())
    }

    /// Files of these contents.
    pub(super) fn with(contents: Vec<Vec<u8>>) -> Self {
        let repo = Repo::new(Kind::Model, "o/m").unwrap();
        let commit = Commit::parse(&"c".repeat(40)).unwrap();
        let entries: Vec<Entry> =
            contents.iter().enumerate().map(|(number, content)| entry(number, content)).collect();
        let standing = Standing::Missing;
        let wanted = |entry: &Entry| Wanted { entry: entry.clone(), standing, edited: false };
        let files = entries.iter().map(wanted).collect();
        let revision = Revision::main();
        let (of, listing, elsewhere) = (None, None, None);
        let plan = Plan { repo, revision, commit, files, of, listing, elsewhere };
        let paths = entries.into_iter().map(|entry| entry.path);
        Self {
            plan,
            shelf: Shelf::new(),
            screen: Screen::default(),
            measures: MEASURES,
            contents: paths.zip(contents.into_iter().map(Arc::new)).collect(),
        }
    }

    pub(super) fn entry(&self, file: usize) -> &Entry {
        &self.plan.files[file].entry
    }

    pub(super) fn content(&self, file: usize) -> &[u8] {
        &self.contents[&self.entry(file).path]
    }

    pub(super) fn server(
        &self,
        rule: impl Fn(&Asked) -> Result<Reply, HubError> + Sync + 'static,
    ) -> Server {
        Server::new(self.contents.clone(), rule)
    }

    /// A server without faults.
    pub(super) fn good(&self) -> Server {
        self.server(|asked| Ok(Reply::to(asked)))
    }

    pub(super) fn fetch(&self, server: &Server, connections: usize) -> Result<Done, FetchError> {
        let run = Run::new(server, &self.screen, self.measures);
        run_with(&self.plan, &self.shelf, run, connections)
    }

    /// Every file is where it belongs, with the right bytes, and nothing else lies about.
    pub(super) fn check(&self) {
        for file in 0..self.plan.files.len() {
            let found = std::fs::read(self.shelf.file(self.entry(file))).unwrap();
            assert!(found == self.content(file), "file {file} is wrong");
        }
        let names = std::fs::read_dir(self.shelf.folder()).unwrap();
        let names = names.map(|name| name.unwrap().file_name().into_string().unwrap());
        let rest: Vec<String> =
            names.filter(|name| name.ends_with("part") || name.ends_with("map")).collect();
        assert!(rest.is_empty(), "{rest:?}");
    }
}

/// Bytes without a pattern that would hide a mistake.
pub(super) fn bytes(size: usize) -> Vec<u8> {
    let mut state = size as u64 | 1;
    let mut step = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..size).map(|_| step()).collect()
}

fn entry(number: usize, content: &[u8]) -> Entry {
    let size = content.len() as u64;
    let git = Sha1::new_with_prefix(format!("blob {size}\0")).chain_update(content).finalize();
    let large = || Lfs { sha256: Etag::parse(&hex(&Sha256::digest(content))).unwrap(), size };
    Entry {
        path: FilePath::parse(&format!("file{number}")).unwrap(),
        size,
        blob_id: Etag::parse(&hex(&git)).unwrap(),
        lfs: (size >= 1024).then(large),
        xet: None,
    }
}
