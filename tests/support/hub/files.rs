//! The Hub's face for tests about files.

use std::time::Duration;

use super::Hub;
use super::access::Visibility;
use super::cdn::Cdn;
use super::content::File;
use super::desk::Sent;
use super::fault::Fault;

/// # Files
impl Hub {
    /// Adds these files to `main` in a new commit, and returns that. A repository that wasn't there
    /// is public unless [`Self::add_repo`] says otherwise, before or after. From now on the Hub
    /// keeps connections open between requests.
    pub fn add_files<F: Into<File> + Clone>(&self, id: &str, files: &[(&str, F)]) -> String {
        self.add_commit(id, "main", files)
    }

    /// The same on another branch (`dev`) or under a full name (`refs/pr/1`). What is new begins
    /// with the files of `main`.
    pub fn add_commit<F>(&self, id: &str, revision: &str, files: &[(&str, F)]) -> String
    where
        F: Into<File> + Clone,
    {
        if !self.state.knows_repo(id) {
            self.add_repo(id, Visibility::Public);
        }
        self.state.desk.keep_connections();
        let files = files.iter().map(|(path, file)| ((*path).to_owned(), file.clone().into()));
        self.state.shelf.add(id, revision, files.collect())
    }

    /// Takes a file away from `main` in a new commit, and returns that.
    pub fn remove_file(&self, id: &str, path: &str) -> String {
        self.state.shelf.remove(id, path)
    }

    /// Lets a branch (`main`) or a full name (`refs/tags/v1`, `refs/pr/1`) point to a commit.
    pub fn point(&self, id: &str, revision: &str, commit: &str) {
        self.state.shelf.point(id, revision, commit);
    }

    /// Sends who asks for `old` (`gpt2`) to `new` (`openai-community/gpt2`).
    pub fn add_alias(&self, old: &str, new: &str) {
        self.state.shelf.add_alias(old, new);
    }

    /// The storage host of large files, on a port of its own.
    pub fn cdn(&self) -> &Cdn {
        self.state.cdn()
    }

    /// Commits `fault` so many times for paths (decoded, without the query) that contain `part`.
    /// Calls queue up. Faults of large files' bytes are for [`Self::cdn`].
    pub fn fault(&self, part: &str, fault: Fault, times: usize) {
        self.state.desk.plan_fault(part, fault, times);
    }

    /// How often planned faults are still to come.
    pub fn faults_left(&self) -> usize {
        self.state.desk.faults_left()
    }

    /// Commits no fault any more.
    pub fn clear_faults(&self) {
        self.state.desk.clear_faults();
    }

    /// What the Hub itself sent of files whose path contains `part`, in order.
    pub fn sent(&self, part: &str) -> Vec<Sent> {
        self.state.desk.sent(part)
    }

    /// Waits so long before each answer.
    pub fn set_delay(&self, delay: Duration) {
        self.state.desk.set_delay(delay);
    }

    /// Sends no more than so many bytes in a second on one connection; 0 for no limit.
    pub fn set_rate(&self, rate: u64) {
        self.state.desk.set_rate(rate);
    }
}
