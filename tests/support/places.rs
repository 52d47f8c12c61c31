//! A Hub, two identities, a rule, and what each consumer gets in a folder.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use super::git::{Desk, seen};
use super::hub::{Account, Hub};
use super::sandbox::stdout;
use super::scene::after_eval;

/// `me` is the default; `corp` is what rules choose.
pub(crate) struct Places {
    pub(crate) hub: Hub,
    pub(crate) desk: Desk,
    pub(crate) me: String,
    pub(crate) corp: String,
}

impl Places {
    /// Repositories of two namespaces, both of which both identities may read, and these rules.
    pub(crate) fn new(rules: &str) -> Self {
        let (hub, desk) = (Hub::start(), Desk::new());
        for id in ["acme/model", "datasets/acme/data", "zeta/other"] {
            hub.add_git_repo(id);
            hub.add_files(id, &[("config.json", "{}\n")]);
        }
        let add = |user: &str, name: &str| {
            let token = hub.add_token(Account::write(user).in_org("acme").in_org("zeta"));
            desk.log_in(&hub, name, &token);
            token
        };
        let (corp, me) = (add("ada", "corp"), add("bob", "me"));
        let places = Self { hub, desk, me, corp };
        places.rules(rules);
        places.hub.clear();
        places
    }

    /// Writes `config.toml` and sets git up for it.
    pub(crate) fn rules(&self, rules: &str) {
        self.desk.home.write(".config/hfenv/config.toml", rules);
        self.desk.set_up();
    }

    pub(crate) fn url(&self, repo: &str) -> String {
        format!("{}/{repo}", self.hub.endpoint())
    }

    pub(crate) fn cloned(&self, repo: &str, name: &str) -> PathBuf {
        self.desk.cloned(&self.url(repo), name)
    }

    /// A work tree without a commit, with these remotes.
    pub(crate) fn tree(&self, name: &str, remotes: &[(&str, &str)]) -> PathBuf {
        self.desk.must(&["init", "--quiet", name]);
        let folder = self.desk.home.path(name);
        for (remote, url) in remotes {
            self.desk.must_in(&folder, &["remote", "add", remote, url]);
        }
        folder
    }

    /// Whose token this is.
    pub(crate) fn who(&self, token: &str) -> &'static str {
        match token {
            token if token == self.me => "me",
            token if token == self.corp => "corp",
            "" => "nobody",
            _ => "somebody else",
        }
    }

    fn whose(&self, tokens: &BTreeSet<String>) -> String {
        tokens.iter().map(|token| self.who(token)).collect::<Vec<_>>().join(" and ")
    }

    /// Whose token hfenv hands out here, in a shell and below `run`.
    pub(crate) fn here(&self, folder: &Path) -> &'static str {
        let home = &self.desk.home;
        let said = |words: &[&str]| {
            let done = home.hfenv(words.iter().copied()).current_dir(folder).assert().success();
            stdout(&done).trim().to_owned()
        };
        let exported = after_eval(home, folder, &[]);
        let exported = exported.into_iter().find(|(name, _)| name == "HF_TOKEN");
        let all = [
            ("token", said(&["token"])),
            ("run", said(&["run", "--", "sh", "-c", "printf %s \"$HF_TOKEN\""])),
            ("eval", exported.map(|(_, value)| value).unwrap_or_default()),
        ];
        let who = self.who(&all[0].1);
        for (consumer, token) in &all {
            assert_eq!(self.who(token), who, "{consumer}");
        }
        who
    }

    /// Whose token git sends from here, for a remote or a URL.
    pub(crate) fn git(&self, folder: &Path, url: &str) -> String {
        self.whose(&self.desk.tokens_seen(&self.hub, folder, url))
    }

    /// Whose token a helper call without a path gives, as git-xet makes it.
    pub(crate) fn host_only(&self, folder: &Path) -> &'static str {
        let mut fill: assert_cmd::Command =
            self.desk.command(folder, ["credential", "fill"]).into();
        let output = fill.write_stdin(format!("url={}\n\n", self.hub.endpoint())).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        self.who(text.lines().find_map(|line| line.strip_prefix("password=")).unwrap_or_default())
    }

    /// Whose token a fetch from here sends.
    pub(crate) fn fetch(&self, folder: &Path, repo: &str) -> String {
        self.hub.clear();
        let mut fetch = self.desk.home.hfenv(["fetch", repo, "-q", "--dry-run"]);
        fetch.current_dir(folder).assert().success();
        self.whose(&seen(&self.hub))
    }

    /// Whose token an access check from here sends.
    pub(crate) fn access(&self, folder: &Path, repo: &str) -> String {
        self.hub.clear();
        self.desk.home.hfenv(["access", repo]).current_dir(folder).assert().success();
        self.whose(&seen(&self.hub))
    }

    /// What `why` says here.
    pub(crate) fn why(&self, folder: &Path, words: &[&str]) -> String {
        let mut why = self.desk.home.hfenv(["why"]);
        let said = stdout(&why.args(words).current_dir(folder).assert().success());
        said.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// `[[rule]]` with one place.
pub(crate) fn rule(place: &str, pattern: &str, profile: &str) -> String {
    format!("[[rule]]\n{place} = \"{pattern}\"\nprofile = \"{profile}\"\n")
}
