//! Takes tokens that a profile has out of plain text. What stood there is written down first, so
//! that nothing is lost wherever it is interrupted, and every second run goes on where the first
//! one ended.

mod lines;

use std::collections::BTreeSet;
use std::path::Path;

use super::book::{Book, Removed};
use super::{Found, Kind, Place, PlainError, Search, helper};
use crate::git::config::Git;
use crate::guard::Known;
use crate::profile::{Profile, StoreKind};
use crate::store::named;
use crate::store::{StoreError, active};
use crate::text::printable_path;
use crate::token::Token;

/// A token, and the profile that has it.
pub type Owner = (Token, Profile);

/// What was taken out, and what was not.
#[derive(Debug, Default)]
pub struct Taken {
    /// The places they are gone from.
    pub gone: Vec<Gone>,
    /// Where a person has to do it.
    pub left: Vec<Left>,
}

/// A place that a token was taken out of.
#[derive(Debug, Clone)]
pub struct Gone {
    /// Which kind of place.
    pub kind: Kind,
    /// The place, for people.
    pub place: String,
    /// What has the token now.
    pub profile: Profile,
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
        if is_own(&found.place, profile, search) {
            continue;
        }
        match &found.place {
            Place::Text { path, form, .. } => {
                if texts.insert((path.clone(), *form)) {
                    work.lines(book, found.kind, path, *form)?;
                }
            }
            Place::File { path } => work.file(book, path, found, profile)?,
            Place::Section { path, name } => work.section(book, path, name, found, profile)?,
            Place::Helper { .. } => work.helper(book, found, profile)?,
        }
    }
    Ok(work.taken)
}

/// Whether a place is the profile's own store, which is no other one.
#[must_use]
pub fn is_own(place: &Place, profile: &Profile, search: &Search<'_>) -> bool {
    profile.store == StoreKind::Hf
        && match place {
            Place::File { path } => *path == search.paths.hf_token,
            Place::Section { name, .. } => profile.section() == name,
            Place::Text { .. } | Place::Helper { .. } => false,
        }
}

impl<'a> Work<'a> {
    fn owner(&self, token: &Token) -> Option<&'a Profile> {
        self.owners.iter().find(|(owned, _)| owned == token).map(|(_, profile)| profile)
    }

    fn leave(&mut self, place: String, why: impl Into<String>) {
        self.taken.left.push(Left { place, why: why.into() });
    }

    fn gone(&mut self, kind: Kind, place: String, profile: &Profile) {
        self.taken.gone.push(Gone { kind, place, profile: profile.clone() });
    }

    fn file(
        &mut self,
        book: &mut Book,
        path: &Path,
        found: &Found,
        profile: &Profile,
    ) -> Result<(), PlainError> {
        if active::read(path).map_err(StoreError::from)?.as_ref() != Some(&found.token) {
            return Ok(());
        }
        let Some(written) = path.to_str() else {
            self.leave(printable_path(path), "its name is not UTF-8 text");
            return Ok(());
        };
        let (path_, name) = (written.to_owned(), profile.name.to_string());
        let number = book.next();
        book.add(vec![Removed::File { number, path: path_, profile: name }])?;
        active::remove(path).map_err(StoreError::from)?;
        self.gone(found.kind, found.place.shown(self.search), profile);
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
        let (number, of) = (book.next(), profile.name.to_string());
        book.add(vec![Removed::Section { number, path: path_, name: name_, profile: of }])?;
        let gone = named::update(path, |stored| -> Result<bool, StoreError> {
            let same = stored.token(name).and_then(Result::ok).as_ref() == Some(&found.token);
            Ok(same && stored.remove(name))
        })?;
        if gone {
            self.gone(found.kind, shown, profile);
        }
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
            self.gone(found.kind, shown, profile);
            return Ok(());
        }
        book.forget(number)?;
        self.leave(shown, told.err().unwrap_or("it keeps the token"));
        Ok(())
    }
}
