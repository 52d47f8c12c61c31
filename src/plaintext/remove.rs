//! Takes tokens that a profile has out of plain text. What stood there is written down first, so
//! that nothing is lost wherever it is interrupted, and every second run goes on where the first
//! one ended.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::Path;

use super::book::{Book, Removed};
use super::edit::{self, Edit, Leaving};
use super::find::read;
use super::form::{self, Form, Spot};
use super::{Found, Place, PlainError, Search, helper};
use crate::git::config::Git;
use crate::guard::Known;
use crate::guard::scan::Scanner;
use crate::profile::{Profile, StoreKind};
use crate::secret_file;
use crate::store::named;
use crate::store::{StoreError, active};
use crate::text::printable_path;
use crate::token::Token;

/// A token, and the profile that has it.
pub type Owner = (Token, Profile);

/// What was taken out, and what was not.
#[derive(Debug, Default)]
pub struct Taken {
    /// From how many places.
    pub count: usize,
    /// Where a person has to do it.
    pub left: Vec<Left>,
}

/// A place that was left as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// The place, for people.
    pub place: String,
    /// Why.
    pub why: String,
}

/// A removal under way.
struct Work<'a> {
    search: &'a Search<'a>,
    /// Secrets that must not get into the list.
    known: &'a Known,
    owners: &'a [Owner],
    taken: Taken,
}

/// Takes the tokens that have an owner out of these places.
pub fn remove(
    search: &Search<'_>,
    book: &mut Book,
    known: &Known,
    found: &[Found],
    owners: &[Owner],
) -> Result<Taken, PlainError> {
    let mut work = Work { search, known, owners, taken: Taken::default() };
    let mut texts = BTreeSet::new();
    for found in found {
        let Some(profile) = work.owner(&found.token) else { continue };
        match &found.place {
            Place::Text { path, form, .. } => {
                if texts.insert((path.clone(), *form)) {
                    work.lines(book, path, *form)?;
                }
            }
            // The profile's own place is no other one.
            Place::File { path } => {
                if profile.store != StoreKind::Hf || *path != search.paths.hf_token {
                    work.file(book, path, &found.token, profile)?;
                }
            }
            Place::Section { path, name } => {
                if profile.store != StoreKind::Hf || profile.section() != name {
                    work.section(book, path, name, found, profile)?;
                }
            }
            Place::Helper { .. } => work.helper(book, found, profile)?,
        }
    }
    Ok(work.taken)
}

impl<'a> Work<'a> {
    fn owner(&self, token: &Token) -> Option<&'a Profile> {
        self.owners.iter().find(|(owned, _)| owned == token).map(|(_, profile)| profile)
    }

    fn leave(&mut self, place: String, why: impl Into<String>) {
        self.taken.left.push(Left { place, why: why.into() });
    }

    /// Every owned token of a text, in one step.
    fn lines(&mut self, book: &mut Book, path: &Path, form: Form) -> Result<(), PlainError> {
        let shown = self.search.shown(path);
        let content = match read(self.search, path) {
            Ok(Some(content)) => content,
            Ok(None) => return Ok(()),
            Err(why) => {
                self.leave(shown, why);
                return Ok(());
            }
        };
        let edits = self.edits(book, path, form, &content.bytes);
        let Some(written) = path.to_str().filter(|_| !edits.is_empty()) else {
            if !edits.is_empty() {
                self.leave(printable_path(path), "its name is not UTF-8 text");
            }
            return Ok(());
        };
        let numbers: Vec<u64> = edits.iter().map(|(number, _)| *number).collect();
        let after = applied(&content.bytes, edits.iter().map(|(_, edit)| edit));
        let count = edits.iter().map(|(_, edit)| edit.before.len() / 2).sum::<usize>();
        book.add(edits.into_iter().map(|(number, edit)| removed(number, edit, written)).collect())?;
        // Somebody may have written to it meanwhile.
        let now = read(self.search, path).ok().flatten();
        let same = now.is_some_and(|now| now.bytes == content.bytes);
        let done = if same { secret_file::rewrite(path, &after, 0o600) } else { Ok(()) };
        if same && done.is_ok() {
            self.taken.count += count;
            return Ok(());
        }
        for number in numbers {
            book.forget(number)?;
        }
        let why = done.err().map_or("it changes right now".to_owned(), |error| error.to_string());
        self.leave(shown, why);
        Ok(())
    }

    /// How each block with an owned token changes.
    fn edits(
        &mut self,
        book: &mut Book,
        path: &Path,
        form: Form,
        bytes: &[u8],
    ) -> Vec<(u64, Edit)> {
        let spots = form::spots(form, bytes, self.search.endpoints);
        let mut edits = Vec::new();
        for (range, spots) in blocks(form, bytes, &spots) {
            let leaving: Vec<Leaving<'_>> = spots
                .iter()
                .filter_map(|spot| Some(Leaving { spot, profile: self.owner(&spot.token)? }))
                .collect();
            if leaving.is_empty() {
                continue;
            }
            let line = bytes[..range.start].iter().filter(|byte| **byte == b'\n').count() + 1;
            let number = book.next();
            let edit = if leaving.len() < spots.len() {
                Err("its line has another token, which no profile has")
            } else {
                edit::edit(form, bytes, range, &leaving, number)
            };
            match edit {
                Ok(edit) if self.has_secret(path, &edit) => {
                    self.leave(format!("{}:{line}", self.search.shown(path)), ANOTHER);
                }
                Ok(edit) => edits.push((number, edit)),
                Err(why) => self.leave(format!("{}:{line}", self.search.shown(path)), why),
            }
        }
        edits
    }

    /// Whether what would be written down has another secret in it.
    fn has_secret(&self, path: &Path, edit: &Edit) -> bool {
        let pieces = edit.before.iter().enumerate();
        // A variable in the place of the token, which nobody takes for a secret.
        let text: String = pieces
            .map(|(index, piece)| if index % 2 == 1 { "$HF_TOKEN" } else { piece.as_str() })
            .collect();
        let mut found = false;
        let scanned = Scanner::new(self.known).scan_file(path, text.as_bytes(), |_| {
            found = true;
            false
        });
        found || scanned.is_err()
    }

    fn file(
        &mut self,
        book: &mut Book,
        path: &Path,
        token: &Token,
        profile: &Profile,
    ) -> Result<(), PlainError> {
        if active::read(path).map_err(StoreError::from)?.as_ref() != Some(token) {
            return Ok(());
        }
        let Some(written) = path.to_str() else {
            self.leave(printable_path(path), "its name is not UTF-8 text");
            return Ok(());
        };
        let (path_, profile) = (written.to_owned(), profile.name.to_string());
        let number = book.next();
        book.add(vec![Removed::File { number, path: path_, profile }])?;
        active::remove(path).map_err(StoreError::from)?;
        self.taken.count += 1;
        Ok(())
    }

    fn section(
        &mut self,
        book: &mut Book,
        path: &Path,
        name: &str,
        found: &Found,
        profile: &Profile,
    ) -> Result<(), PlainError> {
        let shown = found.place.shown(self.search);
        if found.renewal.is_some() && !profile.renewable {
            self.leave(shown, "it is a browser login, which the profile could not renew");
            return Ok(());
        }
        if named::load(path).map_err(StoreError::from)?.has_more(name) {
            self.leave(shown, "it has keys that hfenv does not know");
            return Ok(());
        }
        let Some(written) = path.to_str() else {
            self.leave(shown, "its name is not UTF-8 text");
            return Ok(());
        };
        let (path_, name_) = (written.to_owned(), name.to_owned());
        let (number, profile) = (book.next(), profile.name.to_string());
        book.add(vec![Removed::Section { number, path: path_, name: name_, profile }])?;
        let gone = named::update(path, |stored| -> Result<bool, StoreError> {
            let same = stored.token(name).and_then(Result::ok).as_ref() == Some(&found.token);
            Ok(same && stored.remove(name))
        })?;
        self.taken.count += usize::from(gone);
        Ok(())
    }

    fn helper(
        &mut self,
        book: &mut Book,
        found: &Found,
        profile: &Profile,
    ) -> Result<(), PlainError> {
        let Place::Helper { helper, endpoint, user } = &found.place else { return Ok(()) };
        let shown = found.place.shown(self.search);
        let Ok(git) = Git::find(self.search.env) else { return Ok(()) };
        let number = book.next();
        book.add(vec![Removed::Helper {
            number,
            helper: helper::name(helper),
            host: endpoint.to_string(),
            user: user.clone(),
            profile: profile.name.to_string(),
        }])?;
        let credential = helper::Credential { endpoint, user, token: &found.token };
        let told = helper::tell(&git, self.search, helper, "reject", &credential);
        let now = helper::fill(&git, self.search, helper, endpoint);
        let gone = now.is_ok_and(|now| now.is_none_or(|(_, token)| token != found.token));
        if gone {
            self.taken.count += 1;
            return Ok(());
        }
        book.forget(number)?;
        self.leave(shown, told.err().unwrap_or("it keeps the token"));
        Ok(())
    }
}

/// Why a line is left alone.
const ANOTHER: &str = "its line has another secret";

/// The spots by the bytes that change with them.
fn blocks<'s>(form: Form, bytes: &[u8], spots: &'s [Spot]) -> Vec<(Range<usize>, Vec<&'s Spot>)> {
    let mut blocks: Vec<(Range<usize>, Vec<&Spot>)> = Vec::new();
    for spot in spots {
        let range = edit::block(form, bytes, spot);
        match blocks.last_mut() {
            Some((last, spots)) if form::overlap(last, &range) => {
                *last = last.start.min(range.start)..last.end.max(range.end);
                spots.push(spot);
            }
            _ => blocks.push((range, vec![spot])),
        }
    }
    blocks
}

/// The bytes with every edit made.
fn applied<'e>(bytes: &[u8], edits: impl Iterator<Item = &'e Edit>) -> zeroize::Zeroizing<Vec<u8>> {
    let mut after = zeroize::Zeroizing::new(Vec::with_capacity(bytes.len() + 256));
    let mut from = 0;
    for edit in edits {
        after.extend_from_slice(&bytes[from..edit.range.start]);
        after.extend_from_slice(edit.after.as_bytes());
        from = edit.range.end;
    }
    after.extend_from_slice(&bytes[from..]);
    after
}

fn removed(number: u64, edit: Edit, path: &str) -> Removed {
    let Edit { line, before, after, .. } = edit;
    Removed::Lines { number, path: path.to_owned(), line, before, after }
}
