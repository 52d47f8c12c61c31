//! A tmux server of its own: panes that start shells, and that show what a person would see.

use std::process::Output;

use super::sandbox::Sandbox;

/// The server; gone with this.
pub(crate) struct Tmux<'a>(&'a Sandbox);

impl<'a> Tmux<'a> {
    /// One for this home; it starts with its first session.
    pub(crate) fn of(home: &'a Sandbox) -> Self {
        Self(home)
    }

    /// Runs a command of tmux. The first one gives the server its environment.
    pub(crate) fn run(&self, words: &[&str], env: &[(&str, &str)]) {
        let output = self.output(words, env);
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "tmux {words:?}: {said}");
    }

    /// What the pane shows, with wrapped lines whole.
    pub(crate) fn pane(&self) -> String {
        let output = self.output(&["capture-pane", "-p", "-J"], &[]);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn output(&self, words: &[&str], env: &[(&str, &str)]) -> Output {
        let mut command = self.0.command("tmux");
        command
            .env("TMUX_TMPDIR", self.0.home())
            .env("SHELL", "/bin/bash")
            .envs(env.iter().copied())
            .args(["-L", "hfenv-test", "-f", "/dev/null"])
            .args(words);
        command.output().unwrap()
    }
}

impl Drop for Tmux<'_> {
    fn drop(&mut self) {
        let _ = self.output(&["kill-server"], &[]);
    }
}
