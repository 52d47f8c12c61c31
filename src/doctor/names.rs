//! Paths for everybody: without the names of people, and without secrets.

use std::ffi::OsStr;
use std::path::{Component, Path, PathBuf};

use crate::guard::Known;
use crate::guard::scan::Scanner;
use crate::paths::Paths;
use crate::text::{printable_path, redact};

/// Stands for what is left out.
pub(super) const SOMEBODY: &str = "…";

/// Folders of other people's homes.
const HOMES: [&str; 2] = ["/home", "/Users"];

/// The name of a file.
pub(super) fn name(name: &OsStr) -> String {
    let shown = redact(&printable_path(Path::new(name))).into_owned();
    if is_clean(&shown) { shown } else { SOMEBODY.to_owned() }
}

/// A path; below the home folder it begins with `~`, and elsewhere names of users are left out.
pub(super) fn shown(path: &Path, home: &Path, users: &[&str]) -> String {
    if !path.is_absolute() {
        // Whoever took a value for a path may have put anything there.
        return "a path that is not absolute".to_owned();
    }
    let shown = redact(&printable_path(&without_names(path, home, users))).into_owned();
    if is_clean(&shown) {
        return shown;
    }
    format!("…/{}", Path::new(&shown).file_name().map_or_else(|| SOMEBODY.to_owned(), name))
}

/// Whether the guard sees no secret in a text. Reading from memory does not fail.
fn is_clean(text: &str) -> bool {
    let known = Known::default();
    let mut clean = true;
    let read = Scanner::new(&known).scan(text.as_bytes(), |_| {
        clean = false;
        false
    });
    clean && read.is_ok()
}

/// A path without the names of people.
fn without_names(path: &Path, home: &Path, users: &[&str]) -> PathBuf {
    // A home folder may be a link, and the current folder comes with its links resolved.
    for home in [home, &Paths::real(home)] {
        if let Ok(below) = path.strip_prefix(home) {
            let tilde = Path::new("~");
            return if below == Path::new("") { tilde.to_owned() } else { tilde.join(below) };
        }
    }
    let own = home.file_name().filter(|name| *name != "root");
    let mut shown = PathBuf::new();
    for part in path.components() {
        let is_user = |part: &std::ffi::OsStr| {
            Some(part) == own
                || users.iter().any(|user| part == *user && part != "root")
                || HOMES.iter().any(|homes| shown == Path::new(homes))
        };
        match part {
            Component::Normal(name) if is_user(name) => shown.push(SOMEBODY),
            other => shown.push(other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_path_names_a_person() {
        let shown =
            |path: &str| super::shown(Path::new(path), Path::new("/srv/homes/ada"), &["lovelace"]);
        for (path, expected) in [
            ("/srv/homes/ada", "~"),
            ("/srv/homes/ada/x y", "~/x y"),
            ("/mnt/ada/x", "/mnt/…/x"),
            ("/mnt/lovelace", "/mnt/…"),
            ("/home/bob/.netrc", "/home/…/.netrc"),
            ("/Users/bob", "/Users/…"),
            ("/srv/adam/x", "/srv/adam/x"),
            ("/a\nb", "/a\\u{a}b"),
        ] {
            assert_eq!(shown(path), expected);
        }
    }

    #[test]
    fn a_value_that_is_no_path_is_not_repeated() {
        let shown = |path: &str| super::shown(Path::new(path), Path::new("/home/ada"), &[]);
        let told = "a path that is not absolute";
        for value in ["https://ada:password@proxy.example:3128/ca.pem", "password", ""] {
            assert_eq!(shown(value), told, "{value}");
        }
        let secret = ["ghp_", "Zk3vQ9xLmT", "7pRw2cYb8N", "dUe5hGfJs1", "aKoViQ"].concat();
        assert_eq!(shown(&format!("/srv/{secret}/ca.pem")), "…/ca.pem");
        assert_eq!(shown(&format!("/srv/{secret}")), "…/…");
    }
}
