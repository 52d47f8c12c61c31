//! huggingface_hub's own files.

use std::path::Path;

use super::find::{Finds, read};
use super::{Found, Kind, Place, Search};
use crate::store::named;
use crate::text::{printable, printable_path};
use crate::token::Token;

/// Looks at the active token, the list, and the file of old releases.
pub(super) fn find(search: &Search<'_>, finds: &mut Finds) {
    let paths = search.paths;
    whole(search, &paths.hf_token, finds);
    if paths.legacy_token != paths.hf_token {
        whole(search, &paths.legacy_token, finds);
    }
    sections(search, finds);
}

/// A file that holds a token and nothing else.
fn whole(search: &Search<'_>, path: &Path, finds: &mut Finds) {
    let token = match read(search, path) {
        Ok(Some(content)) => Token::clean_bytes(&content.bytes),
        Ok(None) => return,
        Err(why) => return finds.unread.push(why),
    };
    match token {
        Ok(Some(token)) => {
            let place = Place::File { path: path.to_owned() };
            let (host, label, renewal) = (None, None, None);
            finds.found.push(Found { token, kind: Kind::Hf, place, host, label, renewal });
        }
        Ok(None) => {}
        Err(error) => finds.unread.push(format!("{}: {error}", printable_path(path))),
    }
}

fn sections(search: &Search<'_>, finds: &mut Finds) {
    let path = &search.paths.stored_tokens;
    match read(search, path) {
        Ok(Some(_)) => {}
        Ok(None) => return,
        Err(why) => return finds.unread.push(why),
    }
    let stored = match named::load(path) {
        Ok(stored) => stored,
        Err(error) => return finds.unread.push(error.to_string()),
    };
    for name in stored.names() {
        let token = match stored.token(name) {
            Some(Ok(token)) => token,
            None => continue,
            Some(Err(error)) => {
                let place = format!("{} ({})", printable_path(path), printable(name));
                finds.unread.push(format!("{place}: {error}"));
                continue;
            }
        };
        let refresh = stored.refresh_token(name).and_then(Result::ok);
        finds.found.push(Found {
            token,
            kind: Kind::Hf,
            place: Place::Section { path: path.clone(), name: name.to_owned() },
            host: None,
            label: Some(name.to_owned()),
            renewal: refresh.map(|refresh| (refresh, stored.expires_at(name))),
        });
    }
}
