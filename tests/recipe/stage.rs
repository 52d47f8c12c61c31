//! A recipe on the stage: a new home with two logins at a loopback Hub, the recipe's files where it
//! wants them, and its commands in a real bash.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use sha2::{Digest, Sha256};

use super::PAGE;
use crate::support::hub::{Account, Hub, Visibility};
use crate::support::markdown::{self, Block};
use crate::support::sandbox::{Sandbox, search_path};

/// What stands for the user's own program: it tells which token it has, without showing it.
const TRAIN: &str = "import hashlib, os, sys\n\
    token = os.environ.get('HF_TOKEN', '')\n\
    print('token', hashlib.sha256(token.encode()).hexdigest(), *sys.argv[1:])\n";

/// A recipe of the page.
pub(super) struct Stage {
    pub(super) home: Sandbox,
    pub(super) hub: Hub,
    /// The token of the default profile, `ada`.
    pub(super) ada: String,
    /// The token of the profile `acme`.
    pub(super) acme: String,
    blocks: Vec<Block>,
    used: RefCell<BTreeSet<usize>>,
    excused: Cell<bool>,
    env: BTreeMap<String, String>,
}

impl Stage {
    /// The recipe with this heading.
    #[track_caller]
    pub(super) fn of(heading: &str) -> Self {
        let all = markdown::blocks_of(PAGE).into_iter();
        let blocks: Vec<Block> = all.filter(|block| block.heading == heading).collect();
        assert!(!blocks.is_empty(), "no recipe: {heading}");
        let (home, hub) = (Sandbox::new(), Hub::start());
        let ada = hub.add_token(Account::read("ada").in_org("acme"));
        let acme = hub.add_token(Account::write("ada").named("work").in_org("acme"));
        hub.add_files("acme/llama", &[("config.json", "{}\n"), ("weights.bin", "10110\n")]);
        hub.add_repo("acme/llama", Visibility::private([]));
        home.profile_at(&hub.endpoint(), "acme", &acme);
        home.profile_at(&hub.endpoint(), "ada", &ada);
        home.write("work/train.py", TRAIN);
        let env =
            BTreeMap::from([("XDG_RUNTIME_DIR".to_owned(), home.runtime().display().to_string())]);
        Self {
            home,
            hub,
            ada,
            acme,
            blocks,
            used: RefCell::default(),
            excused: Cell::default(),
            env,
        }
    }

    /// What a test can't do without: where it is missing, so may be the blocks that need it.
    pub(super) fn needs<T>(&self, found: Option<T>) -> Option<T> {
        self.excused.set(self.excused.get() || found.is_none());
        found
    }

    /// A variable for all that follows.
    pub(super) fn set(&mut self, name: &str, value: impl Into<String>) {
        self.env.insert(name.to_owned(), value.into());
    }

    /// The text of the block that is marked so, such as `file: job.yaml` and `run: check`.
    #[track_caller]
    pub(super) fn block(&self, mark: &str) -> &str {
        let marked = |block: &&Block| block.note.as_deref() == Some(mark);
        let at = self.blocks.iter().position(|block| marked(&block));
        let at = at.unwrap_or_else(|| panic!("no block is marked {mark}"));
        self.used.borrow_mut().insert(at);
        &self.blocks[at].text
    }

    /// The text of a file of the recipe.
    #[track_caller]
    pub(super) fn file(&self, name: &str) -> &str {
        self.block(&format!("file: {name}"))
    }

    /// Writes a file of the recipe where it belongs: below the home folder if it says so, else
    /// below `work`.
    #[track_caller]
    pub(super) fn put(&self, name: &str) -> PathBuf {
        let text = self.file(name);
        let below = name.strip_prefix("~/").map_or_else(|| format!("work/{name}"), str::to_owned);
        self.home.write(below, text)
    }

    /// A program that stands before all others in the path.
    pub(super) fn program(&self, name: &str, script: &str) -> PathBuf {
        let path = self.home.write(format!("bin/{name}"), script);
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
        path
    }

    /// Types a block into bash; it must succeed, and its output, both streams, hides the tokens.
    #[track_caller]
    pub(super) fn run(&self, label: &str) -> String {
        self.sh(self.block(&format!("run: {label}")))
    }

    /// The same for a line that is not on the page.
    #[track_caller]
    pub(super) fn sh(&self, script: &str) -> String {
        let mut command = self.command("bash");
        let output = command.args(["-euo", "pipefail", "-c"]).arg(format!("exec 2>&1\n{script}"));
        let output = output.output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "{script}\n{said}");
        self.hidden(&said);
        said
    }

    /// A program in the recipe's folder and environment.
    pub(super) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = self.home.command(program);
        let path = format!("{}:{}", self.home.path("bin").display(), search_path());
        command.env("PATH", path).envs(&self.env).current_dir(self.work());
        command
    }

    /// The folder in which the commands are typed.
    pub(super) fn work(&self) -> PathBuf {
        self.home.path("work")
    }

    /// None of the tokens is in this text.
    #[track_caller]
    pub(super) fn hidden(&self, text: &str) {
        for token in [&self.ada, &self.acme] {
            assert!(!text.contains(token.as_str()), "a token is shown");
        }
    }

    /// Neither token is in any file below this folder.
    #[track_caller]
    pub(super) fn nowhere_below(&self, folder: &Path) {
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).unwrap().map(Result::unwrap) {
                let kind = entry.file_type().unwrap();
                if kind.is_dir() {
                    folders.push(entry.path());
                } else if kind.is_file() {
                    let bytes = std::fs::read(entry.path()).unwrap();
                    self.hidden(&String::from_utf8_lossy(&bytes));
                }
            }
        }
    }
}

impl Drop for Stage {
    /// Every block was run or read, but those that say why not.
    fn drop(&mut self) {
        let used = self.used.borrow();
        let forgotten = |(at, block): &(usize, &Block)| {
            !used.contains(at) && !block.note.as_ref().is_some_and(|n| n.starts_with("not run: "))
        };
        let forgotten = self.blocks.iter().enumerate().find(forgotten);
        if let (Some((_, block)), false) =
            (forgotten, std::thread::panicking() || self.excused.get())
        {
            panic!("{PAGE}:{}: this block was not run", block.line);
        }
    }
}

/// How the stand-in for the user's program names a token.
pub(super) fn print_of(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    digest.iter().fold("token ".to_owned(), |hex, byte| hex + &format!("{byte:02x}"))
}
