//! User names and passwords in URLs.

use std::ops::Range;

use crate::endpoint::Origin;

/// What stands between a scheme and the host.
const MARK: &[u8] = b"://";

/// The longest scheme, and the longest part before the path.
const SCHEME: usize = 16;
const AUTHORITY: usize = 16 << 10;

/// What stands before a host in a URL: `user:secret@`, or `secret@`.
#[derive(Debug)]
pub(super) struct Login {
    /// All of it, with the `@`.
    pub(super) whole: Range<usize>,
    /// The user name; empty where there is none.
    pub(super) user: Range<usize>,
    /// The password, or what stands alone.
    pub(super) secret: Range<usize>,
    /// Whom it is for, if that can be told.
    pub(super) origin: Option<Origin>,
}

impl Login {
    /// Whether nothing but a user name or a token stands there, which look alike to git.
    pub(super) fn is_alone(&self) -> bool {
        self.whole.start == self.secret.start
    }
}

/// Every one in some bytes.
pub(super) fn logins(bytes: &[u8]) -> Vec<Login> {
    let marks = bytes.windows(MARK.len()).enumerate().filter(|(_, part)| *part == MARK);
    marks.filter_map(|(at, _)| login(bytes, at)).collect()
}

fn login(bytes: &[u8], mark: usize) -> Option<Login> {
    let letters = bytes[mark.saturating_sub(SCHEME)..mark].iter().rev();
    let length = letters.take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let scheme = str::from_utf8(&bytes[mark - length..mark]).ok()?;
    let start = mark + MARK.len();
    let rest = &bytes[start..bytes.len().min(start + AUTHORITY)];
    let ends = |byte: &u8| {
        byte.is_ascii_whitespace()
            || byte.is_ascii_control()
            || b"/?#\\\"'`<>(){}[]|;&,".contains(byte)
    };
    let end = rest.iter().position(ends).unwrap_or(rest.len());
    let at = rest[..end].iter().rposition(|byte| *byte == b'@')?;
    let colon = rest[..at].iter().position(|byte| *byte == b':');
    let (user, secret) = match colon {
        Some(colon) => (start..start + colon, start + colon + 1..start + at),
        None => (start..start, start..start + at),
    };
    (!secret.is_empty()).then_some(())?;
    let host = str::from_utf8(&rest[at + 1..end]).ok()?;
    let origin = Origin::parse(scheme, host).ok();
    Some(Login { whole: start..start + at + 1, user, secret, origin })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_parts_and_the_host_are_told() {
        let text = b"x 'https://ada:s3cret@hub.example:8443/a/b' git+http://tok@HUB.example\n";
        let found = logins(text);
        let part = |range: &Range<usize>| str::from_utf8(&text[range.clone()]).unwrap();
        let told: Vec<_> = found
            .iter()
            .map(|login| {
                let origin = login.origin.as_ref().map(ToString::to_string);
                (part(&login.whole), part(&login.user), part(&login.secret), origin)
            })
            .collect();
        let origin = |text: &str| Some(text.to_owned());
        assert_eq!(
            told,
            [
                ("ada:s3cret@", "ada", "s3cret", origin("https://hub.example:8443")),
                ("tok@", "", "tok", origin("http://hub.example")),
            ]
        );
        assert_eq!(found.iter().map(Login::is_alone).collect::<Vec<_>>(), [false, true]);
        assert!(logins(b"https://hub.example/@x ://@ a://").is_empty());
    }
}
