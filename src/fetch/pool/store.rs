//! What the pool needs of the place where files go.

use crate::cache::BlobLock;
use crate::fetch::FetchError;
use crate::fetch::place::{Place, Slot};
use crate::fetch::plan::Standing;
use crate::repo::{Commit, Entry};

/// A place where files go. Threads share one.
pub trait Store: Sync {
    /// A file's lock, held until it is dropped.
    type Lock;

    /// Where a file stands now.
    fn standing(&self, commit: &Commit, entry: &Entry) -> Result<Standing, FetchError>;

    /// Where it is put together.
    fn slot(&self, entry: &Entry) -> Slot;

    /// Its lock; `None` if another has it. With `last`, the pool has seen the other one do nothing
    /// for long: now the lock, or an error that names its holder.
    fn lock(&self, entry: &Entry, last: bool) -> Result<Option<Self::Lock>, FetchError>;

    /// Puts a verified part, or content that is here, where it is found.
    fn settle(&self, commit: &Commit, entry: &Entry) -> Result<(), FetchError>;
}

impl Store for Place {
    type Lock = BlobLock;

    fn standing(&self, commit: &Commit, entry: &Entry) -> Result<Standing, FetchError> {
        Place::standing(self, commit, entry)
    }

    fn slot(&self, entry: &Entry) -> Slot {
        Place::slot(self, entry)
    }

    fn lock(&self, entry: &Entry, last: bool) -> Result<Option<BlobLock>, FetchError> {
        Place::lock(self, entry, last)
    }

    fn settle(&self, commit: &Commit, entry: &Entry) -> Result<(), FetchError> {
        Place::settle(self, commit, entry)
    }
}
