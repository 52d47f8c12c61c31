//! What a push would bring to a remote.

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
    /// The objects that are pushed.
    pub tips: Vec<String>,
    /// The objects that the remote's references have; some may not be here.
    pub there: Vec<String>,
    /// The names of the references there that are set.
    pub names: Vec<String>,
}

impl Push {
    /// Takes what the remote does not have yet: commits, tags, and what else is pushed.
    pub(super) fn taken(&self, repo: &Repo, taken: &mut Taken) -> Result<(), GuardError> {
        for name in &self.names {
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

    /// What `git rev-list` leaves out: what this remote has. What others have is new to it.
    fn known(&self, repo: &Repo) -> Result<Vec<String>, GuardError> {
        // An address has no branches of its own here, and some of its letters would stand for any
        // name.
        if self.remote.is_empty() || self.remote.contains([':', '/', '*', '?', '[']) {
            return Ok(Vec::new());
        }
        let remotes = repo.output(&["remote"])?;
        let remotes = String::from_utf8_lossy(&remotes);
        let below = format!("{}/", self.remote);
        let others = remotes.lines().filter(|name| name.starts_with(&below));
        let mut words = vec!["--not".to_owned()];
        // The branches of `a/b` would count as those of `a`.
        words.extend(others.map(|name| format!("--exclude={name}/*")));
        words.push(format!("--remotes={}", self.remote));
        Ok(words)
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
