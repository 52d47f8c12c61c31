//! A package in a folder that stands for `/`: what lies there, and that it works from there.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{VERSION, below, said};
use crate::support::sandbox::{Sandbox, fresh_token, is_installed};
use hfenv::vars::Env;

/// The folder, and a home beside it.
pub(super) struct Installed {
    /// The home of whoever uses it.
    pub(super) home: Sandbox,
    /// What stands for `/`.
    pub(super) root: PathBuf,
}

impl Installed {
    /// An empty root.
    pub(super) fn new() -> Self {
        let home = Sandbox::new();
        let root = home.path("root");
        std::fs::create_dir(&root).unwrap();
        Self { home, root }
    }

    /// A package manager that may act as root on this root: by user namespaces, for who is not.
    pub(super) fn manager(&self, program: &str) -> Command {
        let root = rustix::process::geteuid().is_root();
        let words: &[&str] = if root { &[program] } else { &["unshare", "-r", program] };
        let mut command = self.home.command(words[0]);
        command.args(&words[1..]).env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        command
    }

    /// Anything, with the package's programs before the system's.
    pub(super) fn command(&self, program: &str) -> Command {
        let mut command = self.home.command(program);
        let bin = self.root.join("usr/bin");
        command
            .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
            .env("XDG_DATA_DIRS", self.root.join("usr/share"))
            .env("TERM", "xterm");
        command
    }

    /// Files, modes and owners are those of the golden; pages are one per page of `man/`.
    pub(super) fn has_the_files_of(&self, golden: &str, page_end: &str, kept: &str) {
        let mut list = String::new();
        let mut pages = BTreeSet::new();
        for path in below(&self.root, kept) {
            let meta = self.root.join(&path).symlink_metadata().unwrap();
            let ours = meta.uid() == self.root.metadata().unwrap().uid();
            let mode = meta.permissions().mode() & 0o7777;
            let name = path.display().to_string();
            if let Some(page) = name.strip_prefix("usr/share/man/man1/") {
                assert_eq!((mode, ours), (0o644, true), "{name}");
                pages.insert(page.strip_suffix(page_end).unwrap().to_owned());
            } else {
                let owner = if ours { "root" } else { "somebody" };
                let end = if meta.is_dir() { "/" } else { "" };
                writeln!(list, "{mode:04o} {owner} {name}{end}").unwrap();
            }
        }
        let folder = Path::new(super::ROOT).join("man");
        let written = std::fs::read_dir(folder).unwrap();
        let written = written.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        assert_eq!(pages, written.collect());
        let file = Path::new(super::ROOT).join("tests/golden/package").join(golden);
        if Env::from_process().flag("HFENV_TEST_UPDATE") {
            std::fs::write(&file, &list).unwrap();
        }
        assert_eq!(list, std::fs::read_to_string(&file).unwrap());
    }

    /// The programs start, and git finds the helper by its name alone.
    pub(super) fn runs(&self) {
        let bin = self.root.join("usr/bin/hfenv");
        assert_eq!(said(self.command("hfenv").arg("--version")), format!("hfenv {VERSION}\n"));
        let token = fresh_token();
        let mut login: assert_cmd::Command = self.home.command(&bin).into();
        login.args(["login", "--token-stdin", "--no-verify", "--store", "file"]);
        login.write_stdin(token.as_str()).assert().success();
        let mut fill: assert_cmd::Command = self.command("git").into();
        fill.args(["-c", "credential.helper=hfenv", "credential", "fill"]);
        let fill = fill.write_stdin("protocol=https\nhost=huggingface.co\n\n").assert().success();
        let told = String::from_utf8_lossy(&fill.get_output().stdout).into_owned();
        assert!(told.contains(&format!("password={token}\n")), "git was told something else");
    }

    /// `man` finds the pages by name, in the package's folder.
    pub(super) fn has_pages(&self) {
        if is_installed("man") {
            let pages = self.root.join("usr/share/man");
            let man = |page: &str| {
                let mut man = self.command("man");
                said(man.env("MANPATH", &pages).env("MANPAGER", "cat").arg(page))
            };
            assert!(man("hfenv").contains("SYNOPSIS"));
            assert!(man("git-credential-hfenv").contains("credential"));
        }
    }

    /// bash, zsh and fish load the completions where they look by themselves.
    pub(super) fn completes(&self, zsh_folder: &str) {
        let framework = "/usr/share/bash-completion/bash_completion";
        assert!(Path::new(framework).is_file() || !Env::from_process().has("CI"));
        if Path::new(framework).is_file() {
            let script = format!(". {framework}; _completion_loader hfenv; complete -p hfenv");
            let told = said(self.command("bash").args(["--norc", "-c", &script]));
            assert!(told.contains("_hfenv_complete"), "{told}");
        }
        if is_installed("zsh") {
            let folder = self.root.join(zsh_folder);
            let script = format!(
                "fpath=({} $fpath); autoload -Uz compinit; compinit -u -D; print $_comps[hfenv]",
                folder.display()
            );
            assert_eq!(said(self.command("zsh").args(["-f", "-c", &script])), "_hfenv\n");
        }
        if is_installed("fish") {
            let script = "complete -C 'hfenv swi'";
            let told = said(self.command("fish").args(["--no-config", "-c", script]));
            assert_eq!(told, "", "no configuration, and yet: {told}");
            let told = said(self.command("fish").args(["-c", script]));
            assert!(told.starts_with("switch\t"), "{told}");
        }
    }

    /// No shell has the hook by itself. Who sources the package's file has it, and once only where
    /// the user's own line is there as well.
    pub(super) fn hooks_who_asks(&self) {
        let bash = "[[ $(declare -F) == *__hfenv_prompt* ]] && grep -o __hfenv_prompt \
                    <<<\"$PROMPT_COMMAND ${PROMPT_COMMAND[*]:1}\" | wc -l";
        let zsh = "print ${#${(M)precmd_functions:#__hfenv_*}}";
        let fish = "functions -q __hfenv_prompt; and echo 1";
        let rows = [
            (["bash", "-i"], "source FILE", "eval \"$(hfenv hook bash)\"", bash),
            (["zsh", "-i"], "source FILE", "eval \"$(hfenv hook zsh)\"", zsh),
            (["fish", "-i"], "source FILE", "hfenv hook fish | source", fish),
        ];
        for ([shell, mode], load, line, question) in rows {
            if !is_installed(shell) {
                continue;
            }
            let file = self.root.join("usr/share/hfenv").join(format!("hfenv.{shell}"));
            let load = load.replace("FILE", &file.display().to_string());
            let ask = |before: &str| {
                let script = format!("{before}\n{question}\ntrue");
                let told = said(self.command(shell).args([mode, "-c", &script]));
                told.trim().to_owned()
            };
            assert!(["", "0"].contains(&ask("").as_str()), "{shell} has a hook by itself");
            for both in [load.clone(), format!("{load}\n{line}"), format!("{line}\n{load}")] {
                assert_eq!(ask(&both), "1", "{both}");
            }
            // An administrator's file outlives the program.
            let mut gone = self.command(shell);
            gone.env("PATH", "/usr/bin:/bin").args([mode, "-c", &format!("{load}\necho on")]);
            assert_eq!(said(&mut gone), "on\n");
        }
    }
}
