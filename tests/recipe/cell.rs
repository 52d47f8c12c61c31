//! A cell: a mount namespace of its own, in which containers and services really run while the
//! machine around it stays as it is. Steps are written down first and run in one go.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use super::stage::Stage;

/// Steps to run in a cell, each with a name by which its output is found.
pub(super) struct Cell<'a> {
    stage: &'a Stage,
    prelude: &'static str,
    steps: Vec<(String, String)>,
}

/// The control groups of version 2 in their place, where the machine has both.
const CGROUPS: &str = "mount -t cgroup2 none /sys/fs/cgroup\n";

impl<'a> Cell<'a> {
    /// A cell whose machinery is started by these lines; `None`, after a printed note, where there
    /// can be none: it takes root, and a machine that lets root have one.
    pub(super) fn new(stage: &'a Stage, prelude: &'static str) -> Option<Self> {
        let root = rustix::process::geteuid().is_root();
        let tried = unshare().arg("sh").arg("-ec").arg(CGROUPS).output();
        let allowed = root && tried.is_ok_and(|output| output.status.success());
        if !allowed {
            println!("skipped: there can be no mount namespace with the rights of root");
        }
        stage.needs(allowed.then(|| Self { stage, prelude, steps: Vec::new() }))
    }

    /// A block of the page.
    #[track_caller]
    pub(super) fn block(&mut self, label: &str) {
        let text = self.stage.block(&format!("run: {label}")).to_owned();
        self.line(label, &text);
    }

    /// A line that is not on the page.
    pub(super) fn line(&mut self, label: &str, text: &str) {
        self.steps.push((label.to_owned(), text.to_owned()));
    }

    /// Runs all, and returns what each said. Each must succeed.
    #[track_caller]
    pub(super) fn run(self) -> BTreeMap<String, String> {
        let folder = self.stage.home.home().with_file_name("cell");
        std::fs::create_dir_all(&folder).unwrap();
        let place = |name: &str| folder.join(name).display().to_string();
        let mut script = format!("set -eu\nCELL={}\n{CGROUPS}{}\n", folder.display(), self.prelude);
        for (label, text) in &self.steps {
            std::fs::write(folder.join(label), text).unwrap();
            let file = place(label);
            writeln!(script, "bash -euo pipefail {file} >{file}.said 2>&1 || broken {label} $?")
                .unwrap();
        }
        let broken = "broken() { echo \"$1: $2\"; cat \"$CELL/$1.said\"; exit 1; }\n";
        let mut command = unshare();
        let like = self.stage.command("bash");
        command.env_clear().current_dir(self.stage.work());
        command.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let output = command.args(["bash", "-c", &format!("{broken}{script}")]).output().unwrap();
        let said = [&output.stdout[..], &output.stderr].concat();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&said));
        let read = |label: &String| read(&folder, label);
        let all: BTreeMap<String, String> =
            self.steps.iter().map(|(label, _)| (label.clone(), read(label))).collect();
        for said in all.values() {
            self.stage.hidden(said);
        }
        all
    }
}

fn read(folder: &Path, label: &str) -> String {
    let bytes = std::fs::read(folder.join(format!("{label}.said"))).unwrap();
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A new namespace for mounts, control groups and processes, of which nothing gets out or outlives
/// it.
fn unshare() -> Command {
    let mut command = Command::new("unshare");
    command.args(["--mount", "--cgroup", "--propagation", "private"]);
    command.args(["--pid", "--fork", "--mount-proc", "--kill-child"]);
    command
}
