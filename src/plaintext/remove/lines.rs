//! Owned tokens of a text, all in one step.

use std::ops::Range;
use std::path::Path;

use zeroize::Zeroizing;

use super::Work;
use crate::guard::scan::Scanner;
use crate::plaintext::book::{Book, Removed};
use crate::plaintext::edit::{self, Edit, Leaving};
use crate::plaintext::find::read;
use crate::plaintext::form::{self, Form, Spot};
use crate::plaintext::{Kind, PlainError, line_of};
use crate::secret_file;
use crate::text::printable_path;

/// Why a line is left alone.
const ANOTHER: &str = "its line has another secret";

impl Work<'_> {
    /// Every owned token of a text, in one step.
    pub(super) fn lines(
        &mut self,
        book: &mut Book,
        kind: Kind,
        path: &Path,
        form: Form,
    ) -> Result<(), PlainError> {
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
        let gone: Vec<_> = edits.iter().flat_map(|(_, edit)| edit.gone.clone()).collect();
        book.add(edits.into_iter().map(|(number, edit)| removed(number, edit, written)).collect())?;
        // Somebody may have written to it meanwhile.
        let now = read(self.search, path).ok().flatten();
        let same = now.is_some_and(|now| now.bytes == content.bytes);
        let done = if same { secret_file::rewrite(path, &after, 0o600) } else { Ok(()) };
        if same && done.is_ok() {
            for (line, profile) in gone {
                self.gone(kind, format!("{shown}:{line}"), &profile);
            }
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
            let line = line_of(bytes, range.start);
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
}

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
fn applied<'e>(bytes: &[u8], edits: impl Iterator<Item = &'e Edit>) -> Zeroizing<Vec<u8>> {
    let mut after = Zeroizing::new(Vec::with_capacity(bytes.len() + 256));
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
