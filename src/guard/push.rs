//! What a push would bring to a remote.

mod remotes;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Stdio;

use super::GuardError;
use super::input::Taken;
use super::raw::{Change, New};
use super::repo::Repo;

/// A push, as git tells its hook.
#[derive(Debug, Clone, Default)]
pub struct Push {
    /// The remote's name, or its address if it has none.
    pub remote: String,
    /// Where the push goes, if that is known: a remote may have several addresses.
    pub address: String,
    /// The objects that are pushed.
    pub tips: Vec<String>,
    /// The objects that the remote's references have; some may not be here.
    pub there: Vec<String>,
    /// The names of the references there that are set, and what they are now.
    pub names: Vec<(String, Option<String>)>,
}

impl Push {
    /// Takes what the remote does not have yet: commits, tags, and what else is pushed.
    pub(super) fn taken(&self, repo: &Repo, taken: &mut Taken) -> Result<(), GuardError> {
        for (name, _) in &self.names {
            let (path, old) = (PathBuf::from(name), Vec::new());
            taken.changes.push(Change { path, old, new: New::Name, commit: None });
        }
        if self.tips.is_empty() {
            return Ok(());
        }
        let known = self.known(repo)?;
        let mut list = vec!["rev-list", "--ignore-missing", "--stdin"];
        list.extend(known.iter().map(String::as_str));
        let mut commits = repo.start(&list, Stdio::piped())?;
        commits.tell(self.questions(&self.tips).as_bytes())?;
        taken.piped(commits, repo)?;
        self.others(repo, &list, taken)
    }

    /// What `git rev-list` leaves out: what this remote has, as far as that can be believed. What
    /// others have is new to it.
    fn known(&self, repo: &Repo) -> Result<Vec<String>, GuardError> {
        // An address has no branches of its own here, and some of its letters would stand for any
        // name.
        if self.remote.is_empty() || self.remote.contains([':', '/', '*', '?', '[']) {
            return Ok(Vec::new());
        }
        let below = format!("refs/remotes/{}/", self.remote);
        // Both at the same time: a push asks them each time.
        let format = "--format=%(objectname) %(refname)";
        let mut tracked = repo.start(&["for-each-ref", format, &below], Stdio::null())?;
        let remotes = repo.output(&["remote", "--verbose"])?;
        let remotes = remotes::read(&String::from_utf8_lossy(&remotes));
        let tracked = {
            let bytes = tracked.rest()?;
            tracked.end()?;
            String::from_utf8_lossy(&bytes).into_owned()
        };
        if !remotes::is_one(&remotes, &self.remote, &self.address) || self.belies(&tracked, &below)
        {
            return Ok(Vec::new());
        }
        let below = format!("{}/", self.remote);
        let others: BTreeSet<_> =
            remotes.iter().map(|it| &it.name).filter(|name| name.starts_with(&below)).collect();
        let mut words = vec!["--not".to_owned()];
        // The branches of `a/b` would count as those of `a`.
        words.extend(others.iter().map(|name| format!("--exclude={name}/*")));
        words.push(format!("--remotes={}", self.remote));
        Ok(words)
    }

    /// Whether what the remote says of its branches is not what was noted here of them: it is
    /// another one under an old name, or it was set back.
    fn belies(&self, tracked: &str, below: &str) -> bool {
        let noted = |branch: &str| {
            let mut lines = tracked.lines().filter_map(|line| line.split_once(' '));
            lines.find_map(|(id, name)| (name.strip_prefix(below) == Some(branch)).then_some(id))
        };
        self.names.iter().any(|(name, now)| {
            let noted = name.strip_prefix("refs/heads/").and_then(noted);
            noted.is_some_and(|noted| now.as_deref() != Some(noted))
        })
    }

    /// What `git rev-list --stdin` reads: these objects, and without what is there.
    fn questions(&self, tips: &[String]) -> String {
        let tips = tips.iter().map(|tip| format!("{tip}\n"));
        tips.chain(self.there.iter().map(|id| format!("^{id}\n"))).collect()
    }

    /// Takes tags, with those that they are of, and blobs and trees that are no commit's.
    fn others(&self, repo: &Repo, list: &[&str], taken: &mut Taken) -> Result<(), GuardError> {
        let mut talk = repo.talk(&["cat-file", "--batch-check"])?;
        let (mut tips, mut commits) = (Vec::new(), String::new());
        for tip in &self.tips {
            talk.ask(format!("{tip}\n").as_bytes())?;
            match talk.line()?.split(' ').nth(1) {
                Some("commit") => continue,
                Some("tag" | "tree" | "blob") => tips.push(tip.clone()),
                _ => return Err(GuardError::Unexpected("cat-file")),
            }
            talk.ask(format!("{tip}^{{}}\n").as_bytes())?;
            if let [id, "commit", ..] = talk.line()?.split(' ').collect::<Vec<_>>().as_slice() {
                commits.extend(["^", id, "\n"]);
            }
        }
        talk.end()?;
        if tips.is_empty() {
            return Ok(());
        }
        let mut objects = repo.start(&[list, &["--objects"]].concat(), Stdio::piped())?;
        objects.tell((self.questions(&tips) + &commits).as_bytes())?;
        for line in String::from_utf8_lossy(&objects.rest()?).lines() {
            let (id, path) = line.split_once(' ').unwrap_or((line, ""));
            let (path, old, new) = (path.into(), Vec::new(), New::Object(id.to_owned()));
            taken.changes.push(Change { path, old, new, commit: None });
        }
        objects.end()
    }
}
