//! Changing huggingface_hub's list beside huggingface_hub itself, which takes the lock for a
//! refresh but not for a login: then it reads the list, and writes all of it, in place, a moment
//! later.

use std::path::Path;
use std::time::Duration;

use super::{LIMIT, NamedError, StoredTokens, load, lock_path};
use crate::secret_file::{self, Lock, Open};

/// How long Python takes at most between reading the list and having written it.
const PYTHONS_WRITE: Duration = Duration::from_millis(20);

/// How often a change is made anew. Nobody logs in that often within the same moment.
const TIMES: u32 = 5;

/// The file, while nobody else changes it who asks for its lock.
#[derive(Debug)]
pub struct Held<'a> {
    path: &'a Path,
    _lock: Lock,
}

/// Takes `stored_tokens.lock`, waiting at most `wait`.
pub fn hold(path: &Path, wait: Duration) -> Result<Held<'_>, NamedError> {
    Ok(Held { path, _lock: secret_file::lock(&lock_path(path), wait)? })
}

impl Held<'_> {
    /// [`load`].
    pub fn load(&self) -> Result<StoredTokens, NamedError> {
        load(self.path)
    }

    /// [`super::update`], once or several times under one lock. Should Python have logged in at the
    /// same moment, the change is made anew on what Python wrote: its writing may have taken ours
    /// back, or have gone into the file that ours replaced.
    pub fn update<T, E: From<NamedError>>(
        &self,
        change: impl Fn(&mut StoredTokens) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut replaced = Open::of(self.path).map_err(NamedError::File)?;
        let before = self.load()?;
        let mut tokens = before.clone();
        let result = change(&mut tokens)?;
        if tokens == before {
            secret_file::tidy(self.path).map_err(NamedError::File)?;
            return Ok(result);
        }
        let mut known = before;
        for _ in 0..TIMES {
            secret_file::write(self.path, &tokens.to_bytes(), None).map_err(NamedError::File)?;
            let ours = Open::of(self.path).map_err(NamedError::File)?;
            std::thread::sleep(PYTHONS_WRITE);
            let now = self.load()?;
            let late = replaced.and_then(|mut open| whole(&mut open));
            (known, tokens) = if now != tokens {
                // Written over ours.
                (now.clone(), now)
            } else if let Some(late) = late.filter(|late| *late != known) {
                // Written into the one that ours replaced.
                (tokens, late)
            } else {
                break;
            };
            replaced = ours;
            change(&mut tokens)?;
        }
        Ok(result)
    }
}

/// The content, once its writer is done; `None` if that never is so, or makes no sense.
fn whole(open: &mut Open) -> Option<StoredTokens> {
    for _ in 0..TIMES {
        let bytes = open.bytes(LIMIT).ok()?;
        if bytes.ends_with(b"\n") {
            return StoredTokens::parse(&bytes).ok();
        }
        std::thread::sleep(PYTHONS_WRITE);
    }
    None
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::io::Write;

    use super::*;
    use crate::store::named::NameError;
    use crate::token::Token;

    fn token(text: &str) -> Token {
        Token::clean(text).unwrap().unwrap()
    }

    /// Saves `ours` while `others` play their part, and gives the names that are there afterwards.
    fn names_after(others: impl Fn(&Path)) -> Vec<String> {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("stored_tokens");
        std::fs::write(&path, "[a]\nhf_token = a\n\n").unwrap();
        let held = hold(&path, Duration::from_secs(1)).unwrap();
        let done = std::cell::Cell::new(false);
        held.update(|stored| -> Result<(), NamedError> {
            if !done.replace(true) {
                others(&path);
            }
            stored.set_token("ours", &token("o")).map_err(|error: NameError| error.into())
        })
        .unwrap();
        held.load().unwrap().names().map(ToOwned::to_owned).collect()
    }

    const THEIRS: &[u8] = b"[a]\nhf_token = a\n\n[theirs]\nhf_token = t\n\n";

    #[test]
    fn what_python_writes_between_our_reading_and_writing_stays() {
        assert_eq!(names_after(|path| std::fs::write(path, THEIRS).unwrap()), NAMES);
    }

    const NAMES: [&str; 3] = ["a", "ours", "theirs"];

    #[test]
    fn what_python_writes_into_the_file_that_we_replaced_stays() {
        let names = names_after(|path| {
            let mut file = std::fs::File::create(path).unwrap();
            std::thread::spawn(move || {
                std::thread::sleep(PYTHONS_WRITE / 2);
                file.write_all(THEIRS).unwrap();
            });
        });
        assert_eq!(names, NAMES);
    }

    #[test]
    fn what_python_writes_over_ours_stays_with_ours() {
        let names = names_after(|path| {
            let path = path.to_owned();
            let before = std::fs::metadata(&path).unwrap();
            std::thread::spawn(move || {
                use std::os::unix::fs::MetadataExt;
                while std::fs::metadata(&path).is_ok_and(|meta| meta.ino() == before.ino()) {
                    std::thread::yield_now();
                }
                std::fs::write(&path, THEIRS).unwrap();
            });
        });
        assert_eq!(names, NAMES);
    }
}
