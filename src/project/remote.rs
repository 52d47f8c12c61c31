//! The remotes of the work tree around a folder, as git itself reads them: with every file that it
//! includes, and with the short forms of `url.<base>.insteadOf` written out.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{Duration, SystemTime};

use zeroize::Zeroizing;

use super::repository_root;
use crate::config::rule::compared;
use crate::endpoint::Origin;
use crate::profile::ProfileName;
use crate::program::Git;
use crate::secret_file;

/// What git is asked for. Every repository has the first key, by which git names its file also
/// where there is no remote yet.
const KEYS: &str = r"^(core\.repositoryformatversion|remote\..*\.url|url\..*\.insteadof)$";

/// How far the time of a file can lie behind the clock.
const TICK: Duration = Duration::from_millis(20);

/// How long git may take to read a few files.
const PATIENCE: Duration = Duration::from_secs(1);

/// Most remotes that count; more are nothing that a person has made.
const MOST: usize = 64;

/// A repository at some host. What a URL holds of a password or a token is not in here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Remote {
    /// Its name in the work tree, such as `origin`.
    pub name: String,
    /// The user name in its URL, unless it could be a token.
    pub user: Option<String>,
    /// Where a token for it would be sent; `None` where that could not be a Hub.
    pub origin: Option<Origin>,
    /// The path at the host, without slashes at its ends.
    pub path: String,
    /// `host/path`, as rules are compared with it.
    pub address: String,
}

/// The remotes in force in a folder, `origin` first. What lies in no work tree has none, unless git
/// itself said where its repository is.
#[must_use]
pub fn remotes(git: &Git, folder: &Path, told_by_git: bool) -> Vec<Remote> {
    let root = repository_root(folder);
    // Where git has said it, its paths are meant from here.
    let folder = if told_by_git { Some(folder) } else { root };
    let Some(folder) = folder else { return Vec::new() };
    let mut written = Written::default();
    // Once more if a file was changed while git was reading: what is noted of it is its time now.
    for _ in 0..2 {
        let begun = SystemTime::now().checked_sub(TICK);
        written = Written::read(git, folder).unwrap_or_default();
        if !written.files.iter().any(|file| is_newer(file, begun)) {
            break;
        }
    }
    if written.files.is_empty() {
        // Damaged, or not written yet.
        secret_file::was_read(&folder.join(".git/config"));
    }
    written.files.iter().for_each(|file| secret_file::was_read(file));
    written.remotes()
}

fn is_newer(file: &Path, begun: Option<SystemTime>) -> bool {
    let time = file.metadata().and_then(|meta| meta.modified()).ok();
    time.is_some_and(|time| begun.is_some_and(|begun| time >= begun))
}

/// What git's configuration says.
#[derive(Default)]
struct Written {
    files: Vec<std::path::PathBuf>,
    /// Name and URL, which may hold a token.
    urls: Vec<(String, Zeroizing<String>)>,
    /// What stands for what, by `insteadOf`.
    short: Vec<(String, Zeroizing<String>)>,
}

impl Written {
    fn read(git: &Git, folder: &Path) -> Option<Self> {
        let mut command = git.wary();
        command.current_dir(folder);
        command.args(["config", "--show-origin", "--null", "--get-regexp", KEYS]);
        let said = Git::said(command, PATIENCE).ok()?;
        let mut written = Self::default();
        let mut fields = said.bytes.split(|byte| *byte == 0);
        while let (Some(file), Some(entry)) = (fields.next(), fields.next()) {
            written.take(folder, file, &String::from_utf8_lossy(entry));
        }
        Some(written)
    }

    fn take(&mut self, folder: &Path, file: &[u8], entry: &str) {
        if let Some(file) = file.strip_prefix(b"file:") {
            let file = folder.join(path(file));
            if !self.files.contains(&file) {
                self.files.push(file);
            }
        }
        let Some((key, value)) = entry.split_once('\n') else { return };
        let value = Zeroizing::new(value.to_owned());
        let between = |start, end| key.strip_prefix(start)?.strip_suffix(end);
        if let Some(name) = between("remote.", ".url") {
            self.urls.push((name.to_owned(), value));
        } else if let Some(base) = between("url.", ".insteadof") {
            self.short.push((base.to_owned(), value));
        }
    }

    fn remotes(&self) -> Vec<Remote> {
        let whole = |(name, url): &(String, Zeroizing<String>)| remote(name, &self.whole(url));
        let mut all: Vec<Remote> = self.urls.iter().take(MOST).filter_map(whole).collect();
        // A stable order: all others stay as git has them.
        all.sort_by_key(|remote| remote.name != "origin");
        all
    }

    /// The URL with the longest short form in front of it written out, as git does.
    fn whole(&self, url: &str) -> Zeroizing<String> {
        let fitting = self.short.iter().filter(|(_, short)| url.starts_with(short.as_str()));
        let longest = fitting.max_by_key(|(_, short)| short.len());
        Zeroizing::new(match longest {
            Some((base, short)) => format!("{base}{}", &url[short.len()..]),
            None => url.to_owned(),
        })
    }
}

/// Reads a URL in git's forms, `scheme://[user@]host[:port]/path` or `[user@]host:path`.
fn remote(name: &str, url: &str) -> Option<Remote> {
    let (scheme, authority, path) = if let Some((scheme, rest)) = url.split_once("://") {
        let (authority, path) = rest.split_once('/')?;
        (scheme.to_ascii_lowercase(), authority, path)
    } else {
        let (authority, path) = url.split_once(':')?;
        // A path with a colon in it, a drive, or a helper such as ext::.
        if authority.contains('/') || authority.len() < 2 || path.starts_with(':') {
            return None;
        }
        ("ssh".to_owned(), authority, path)
    };
    let (user, host) =
        authority.rsplit_once('@').map_or((None, authority), |(user, host)| (Some(user), host));
    // What is no name of a profile or an account can only be a token.
    let user = user.and_then(|user| user.split(':').next());
    let user = user.filter(|user| user.parse::<ProfileName>().is_ok()).map(ToOwned::to_owned);
    let (host, origin) = match scheme.as_str() {
        "http" | "https" => (host, Origin::parse(&scheme, host)),
        // A Hub has the same repositories there; the port is that of another service.
        "ssh" | "git+ssh" | "ssh+git" | "git" => {
            let name = host.split_once(':').map_or(host, |(name, _)| name);
            (name, Origin::parse("https", name))
        }
        _ => return None,
    };
    let host = origin.as_ref().map_or_else(|_| host.to_owned(), Origin::authority);
    let path = path.split(['?', '#']).next().unwrap_or_default().trim_matches('/').to_owned();
    let address = compared(&format!("{host}/{path}"));
    Some(Remote { name: name.to_owned(), user, origin: origin.ok(), path, address })
}

#[cfg(unix)]
fn path(bytes: &[u8]) -> &Path {
    Path::new(<OsStr as std::os::unix::ffi::OsStrExt>::from_bytes(bytes))
}

#[cfg(not(unix))]
fn path(bytes: &[u8]) -> &Path {
    Path::new(OsStr::new(std::str::from_utf8(bytes).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(url: &str) -> Option<String> {
        remote("origin", url).map(|remote| remote.address)
    }

    #[test]
    fn every_form_of_a_url_is_read_without_its_user() {
        for url in [
            "https://huggingface.co/acme/model",
            "https://huggingface.co/acme/model.git",
            "https://ada:secret@HuggingFace.co:443/acme/Model/",
            "https://hf.co/acme/model",
            "ssh://git@hf.co:2222/acme/model.git",
            "git@hf.co:acme/model",
            "hf.co:/acme/model",
        ] {
            assert_eq!(address(url).as_deref(), Some("huggingface.co/acme/model"), "{url}");
        }
        assert_eq!(address("http://127.0.0.1:81/a/b").as_deref(), Some("127.0.0.1:81/a/b"));
        for url in ["/srv/git/x", "../x", "C:/x", "./a:b", "file:///srv/x", "ext::sh -c x", "x", ""]
        {
            assert_eq!(address(url), None, "{url}");
        }
    }

    #[test]
    fn a_hub_is_known_by_its_origin_only() {
        let origin = |url: &str| remote("x", url).unwrap().origin.map(|origin| origin.to_string());
        let hub = Some("https://huggingface.co".to_owned());
        assert_eq!(origin("git@huggingface.co:a/b"), hub);
        assert_eq!(origin("https://x@huggingface.co/a/b"), hub);
        for url in ["http://huggingface.co/a/b", "https://huggingface.co.evil.example/a/b"] {
            assert!(origin(url) != hub, "{url}");
        }
        assert_eq!(origin("https://huggingfаce.co/a/b"), None);
    }

    #[test]
    fn a_user_name_is_kept_and_a_token_is_not() {
        let user = |url: &str| remote("x", url).unwrap().user;
        assert_eq!(user("https://work@hf.co/a/b").as_deref(), Some("work"));
        assert_eq!(user("https://work:secret@hf.co/a/b").as_deref(), Some("work"));
        for url in ["https://hf.co/a/b", "https://:x@hf.co/a/b", "git@hf.co:a/b"] {
            assert_eq!(user(url), None, "{url}");
        }
        let token = format!("hf_{}", "aB3".repeat(12));
        assert_eq!(user(&format!("https://{token}@hf.co/a/b")), None);
    }

    #[test]
    fn short_forms_are_written_out() {
        let mut written = Written::default();
        let folder = Path::new("/r");
        written.take(folder, b"file:.git/config", "remote.up.url\nhf:zeta/x");
        written.take(folder, b"file:/h/.gitconfig", "url.https://huggingface.co/.insteadof\nhf:");
        written.take(folder, b"file:.git/config", "remote.origin.url\nhf:acme/model");
        written.take(folder, b"command line:", "remote.c.url\n/srv/x");
        let addresses: Vec<String> =
            written.remotes().into_iter().map(|remote| remote.address).collect();
        assert_eq!(addresses, ["huggingface.co/acme/model", "huggingface.co/zeta/x"]);
        assert_eq!(written.files, [Path::new("/r/.git/config"), Path::new("/h/.gitconfig")]);
    }
}
