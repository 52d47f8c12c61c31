//! The table: which file each shell reads at its start, and what stands there for hfenv.

use std::path::{Path, PathBuf};

use super::SetupError;
use crate::paths::{NoHome, Paths};
use crate::quote::{self, CannotCarry, Shell};
use crate::vars::Env;

/// How a shell gets its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A line with the plugin, which loads at once and follows `cd`.
    Hook,
    /// A line with the environment of the place where the shell starts.
    Once,
    /// The plugin as a file of our own.
    File,
}

/// What is set up for one shell.
#[derive(Debug, Clone)]
pub struct Rc {
    /// Its language.
    pub shell: Shell,
    /// The word for it.
    pub name: &'static str,
    /// How it gets its token.
    pub way: Way,
    /// The file that it reads.
    pub file: PathBuf,
    /// Where a line may stand from before, or where it reads as well.
    pub others: Vec<PathBuf>,
    /// Whether the shell has settings of its own for a person without that file.
    pub hides_default: bool,
}

/// The folders that the files are in.
#[derive(Debug)]
pub struct Places {
    home: PathBuf,
    config: PathBuf,
    zsh: PathBuf,
    nu: PathBuf,
}

impl Places {
    /// Those of this user.
    pub fn of(env: &Env, home: &Path) -> Result<Self, NoHome> {
        Paths::check_home(home)?;
        let named = |name| env.absolute(name);
        let config = named("XDG_CONFIG_HOME");
        let default = home.join(".config");
        let of_macos = home.join("Library/Application Support");
        let nu = if cfg!(target_os = "macos") { &of_macos } else { &default };
        Ok(Self {
            nu: config.as_ref().unwrap_or(nu).join("nushell"),
            zsh: named("ZDOTDIR").unwrap_or_else(|| home.to_owned()),
            config: config.unwrap_or(default),
            home: home.to_owned(),
        })
    }
}

/// The shell of this name. Of several files the first that exists is taken, else the first.
pub fn find(word: &str, at: &Places) -> Result<Rc, SetupError> {
    let shell = Shell::from_name(word).ok_or_else(|| SetupError::Unknown(word.to_owned()))?;
    let is = |names: &[&str]| names.iter().any(|name| word.ends_with(name));
    let in_home = |name: &str| at.home.join(name);
    let in_config = |name: &str| at.config.join(name);
    let (way, name, files) = match shell {
        Shell::Bash => (Way::Hook, "bash", vec![in_home(".bashrc")]),
        Shell::Zsh => (Way::Hook, "zsh", vec![at.zsh.join(".zshrc")]),
        Shell::Fish => (Way::Hook, "fish", vec![in_config("fish/config.fish")]),
        // A new `.tcshrc` would hide the `.cshrc` that tcsh has read so far.
        Shell::Tcsh => (Way::Hook, "tcsh", vec![in_home(".tcshrc"), in_home(".cshrc")]),
        Shell::Elvish => {
            (Way::Hook, "elvish", vec![in_config("elvish/rc.elv"), in_home(".elvish/rc.elv")])
        }
        // It reads both.
        Shell::Xonsh => (Way::Hook, "xonsh", vec![in_home(".xonshrc"), in_config("xonsh/rc.xsh")]),
        Shell::Pwsh if !cfg!(windows) => {
            (Way::Hook, "pwsh", vec![in_config("powershell/profile.ps1")])
        }
        // nushell evaluates no text, so that the plugin has to lie in a file. Before there was one,
        // a line stood in the second.
        Shell::Nu => {
            (Way::File, "nu", vec![at.nu.join("autoload/hfenv.nu"), at.nu.join("config.nu")])
        }
        Shell::Ksh if is(&["mksh", "lksh"]) => (Way::Once, "mksh", vec![in_home(".mkshrc")]),
        Shell::Ksh if is(&["oksh", "pdksh"]) => (Way::Once, "oksh", vec![in_home(".kshrc")]),
        Shell::Ksh => (Way::Once, "ksh", vec![in_home(".kshrc")]),
        // It never reads `.profile`.
        Shell::Sh if is(&["yash"]) => (Way::Once, "yash", vec![in_home(".yashrc")]),
        Shell::Sh => (Way::Once, "sh", vec![in_home(".profile")]),
        Shell::Pwsh | Shell::Cmd => return Err(SetupError::ByHandOnly(shell)),
    };
    let first = files.iter().position(|file| file.exists()).filter(|_| way != Way::File);
    let mut others = files;
    let file = others.remove(first.unwrap_or(0));
    Ok(Rc { shell, name, way, file, others, hides_default: name == "yash" })
}

impl Rc {
    /// What stands in the rc file and, said at a prompt, serves a shell that runs already.
    pub fn line(&self, program: &str) -> Result<String, CannotCarry> {
        if self.way == Way::File {
            let file = quote::command(self.shell, &self.file.to_string_lossy())?;
            return Ok(format!("source {}", file.trim_start_matches('^')));
        }
        let verb = if self.way == Way::Hook { "hook" } else { "export" };
        let program = quote::command(self.shell, program)?;
        let call = format!("{program} {verb} {}", self.shell.name());
        Ok(match self.shell {
            Shell::Fish => format!("{call} | source"),
            Shell::Tcsh => format!("eval `{call}`"),
            Shell::Elvish => format!("eval ({call} | slurp)"),
            Shell::Xonsh => format!("execx($({call}))"),
            Shell::Pwsh => format!("{call} | Out-String | Invoke-Expression"),
            _ => format!("eval \"$({call})\""),
        })
    }
}
