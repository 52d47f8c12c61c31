//! The addresses of remotes, as `git remote --verbose` lists them.

/// An address of a remote.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Remote {
    pub(super) name: String,
    address: String,
    fetches: bool,
}

/// Reads git's lines: the name, the address, and in brackets what it is for.
pub(super) fn read(lines: &str) -> Vec<Remote> {
    let remote = |line: &str| {
        let (name, rest) = line.split_once('\t')?;
        let fetch = rest.split_once(" (fetch)").map(|(address, _)| (address, true));
        let (address, fetches) = fetch.or_else(|| Some((rest.strip_suffix(" (push)")?, false)))?;
        Some(Remote { name: name.to_owned(), address: address.to_owned(), fetches })
    };
    lines.lines().filter_map(remote).collect()
}

/// Whether a push of `name` to `address` goes to where its branches are known from: where it
/// fetches. Without an address all must be that.
pub(super) fn is_one(remotes: &[Remote], name: &str, address: &str) -> bool {
    let of = |fetches: bool| {
        let these = remotes.iter().filter(move |it| it.name == name && it.fetches == fetches);
        these.map(|it| it.address.as_str())
    };
    let Some(fetched) = of(true).next() else { return false };
    match address {
        "" => of(false).all(|address| same(address, fetched)),
        address => same(address, fetched),
    }
}

/// Whether two addresses are of one repository: the same host and path, whatever the protocol.
fn same(one: &str, other: &str) -> bool {
    one == other || place(one).is_some_and(|it| place(other).as_ref() == Some(&it))
}

/// The host and the path of `https://host/path.git`, `ssh://git@host/path` and `git@host:path`.
fn place(address: &str) -> Option<(String, String)> {
    let (host, path) = match address.split_once("://") {
        Some(("https" | "http" | "ssh" | "git", rest)) => rest.split_once('/')?,
        Some(_) => return None,
        None => address.split_once(':').filter(|(host, _)| !host.contains('/'))?,
    };
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path);
    (!host.is_empty() && !path.is_empty()).then(|| (host.to_ascii_lowercase(), path.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_repository_are_the_same() {
        for (one, other, is_same) in [
            ("https://h.example/a/b", "https://h.example/a/b", true),
            ("https://h.example/a/b.git", "git@h.example:a/b", true),
            ("https://me@H.example/a/b/", "ssh://git@h.example/a/b.git", true),
            ("../remote.git", "../remote.git", true),
            ("../remote.git", "../other.git", false),
            ("https://h.example/a/b", "https://h.example/a/c", false),
            ("https://h.example/a/b", "https://g.example/a/b", false),
            ("https://h.example:8443/a/b", "https://h.example/a/b", false),
            ("file:///a/b", "https:///a/b", false),
            ("/a/b:c", "a/b:c", false),
        ] {
            assert_eq!(same(one, other), is_same, "{one} {other}");
        }
    }

    #[test]
    fn a_push_elsewhere_is_told_from_one_to_where_branches_come_from() {
        let lines = "a\t../x (fetch) [blob:none]\na\t../x (push)\na\t../y (push)\nb\t../z (fetch)\n\
                     b\t../z (push)\n";
        let remotes = read(lines);
        assert_eq!(remotes.len(), 5);
        for (name, address, is) in [
            ("a", "../x", true),
            ("a", "../y", false),
            ("a", "", false),
            ("b", "", true),
            ("c", "../z", false),
        ] {
            assert_eq!(is_one(&remotes, name, address), is, "{name} {address}");
        }
    }
}
