//! Files that another process has.

use std::sync::PoisonError;
use std::time::{Duration, Instant};

use super::Place;
use crate::cache::lock::Patience;
use crate::cache::{BlobLock, CacheError};
use crate::fetch::FetchError;
use crate::fetch::plan::{Plan, Standing};
use crate::repo::Entry;

/// How long another process may hold the lock of a file that is all here.
const PATIENCE: Duration = Duration::from_secs(600);
/// How often it is looked at.
const LOOK: Duration = Duration::from_millis(200);
/// When a waiting person is told for whom.
const TELL_AFTER: Duration = Duration::from_secs(1);

impl Place {
    /// The lock under which that happens; `None` if another process has it. Who can wait no longer
    /// (`last`) gets an error that names the process.
    pub fn lock(&self, entry: &Entry, last: bool) -> Result<Option<BlobLock>, FetchError> {
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let since = busy.get(&entry.path).map(Instant::elapsed);
        drop(busy);
        // Finding the holder takes a look at all processes.
        let named = last || since.is_some_and(|since| since >= TELL_AFTER);
        let patience = if named { Patience::Wait(Duration::ZERO, &|_| ()) } else { Patience::None };
        match self.take(entry, patience) {
            Err(FetchError::Cache(CacheError::Locked { path, holder, .. })) if last => {
                let waited = since.unwrap_or_default();
                Err(CacheError::Locked { path, holder, waited }.into())
            }
            Err(FetchError::Cache(CacheError::Locked { holder, .. })) => {
                (self.waiting.0)(&entry.path, holder.as_deref());
                Ok(None)
            }
            Ok(None) => {
                busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
                busy.entry(entry.path.clone()).or_insert_with(Instant::now);
                Ok(None)
            }
            taken => taken,
        }
    }

    fn take(&self, entry: &Entry, patience: Patience<'_>) -> Result<Option<BlobLock>, FetchError> {
        let Some(local) = &self.local else { return Ok(self.folder.lock(entry.etag(), patience)?) };
        let path = local.lock(&entry.path);
        local.make_parent(&path)?;
        Ok(crate::cache::lock::take(&path, patience)?)
    }

    /// The same for all of a plan, where nothing has to come.
    pub fn settle_all(&self, plan: &Plan) -> Result<(), FetchError> {
        for file in plan.files.iter().filter(|file| file.standing != Standing::Here) {
            let begun = Instant::now();
            let lock = loop {
                if let Some(lock) = self.lock(&file.entry, begun.elapsed() >= PATIENCE)? {
                    break lock;
                }
                std::thread::sleep(LOOK);
            };
            self.settle(&plan.commit, &file.entry)?;
            drop(lock);
        }
        Ok(())
    }
}
