//! The shells that hfenv speaks to, and the names under which they appear.

/// A language for the output. Every POSIX-like shell without a name of its own is [`Shell::Sh`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Shell {
    /// POSIX sh: dash, busybox ash, yash and whatever else is unknown.
    Sh,
    /// GNU bash.
    Bash,
    /// zsh.
    Zsh,
    /// ksh93, mksh and their relatives.
    Ksh,
    /// fish.
    Fish,
    /// tcsh, also as csh.
    Tcsh,
    /// elvish.
    Elvish,
    /// Nushell.
    Nu,
    /// xonsh.
    Xonsh,
    /// PowerShell, old and new.
    Pwsh,
    /// Windows' command prompt.
    Cmd,
}

impl Shell {
    /// All of them, in the order of the manual.
    pub const ALL: [Self; 11] = [
        Self::Sh,
        Self::Bash,
        Self::Zsh,
        Self::Ksh,
        Self::Fish,
        Self::Tcsh,
        Self::Elvish,
        Self::Nu,
        Self::Xonsh,
        Self::Pwsh,
        Self::Cmd,
    ];

    /// The word for it on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sh => "sh",
            Self::Bash => "bash",
            Self::Zsh => "zsh",
            Self::Ksh => "ksh",
            Self::Fish => "fish",
            Self::Tcsh => "tcsh",
            Self::Elvish => "elvish",
            Self::Nu => "nu",
            Self::Xonsh => "xonsh",
            Self::Pwsh => "pwsh",
            Self::Cmd => "cmd",
        }
    }

    /// The shell of that name: a word of the user's, or a process's name or path, such as `-zsh`
    /// (a login shell), `/bin/dash` or `C:\…\PowerShell.EXE`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let file = name.rsplit(['/', '\\']).next().unwrap_or(name).to_ascii_lowercase();
        let word = file.strip_suffix(".exe").unwrap_or(&file);
        Some(match word.strip_prefix('-').unwrap_or(word) {
            "sh" | "dash" | "ash" | "busybox" | "yash" | "posh" => Self::Sh,
            "bash" | "rbash" => Self::Bash,
            "zsh" | "rzsh" => Self::Zsh,
            "ksh" | "ksh93" | "rksh" | "mksh" | "lksh" | "pdksh" | "oksh" | "loksh" => Self::Ksh,
            "fish" => Self::Fish,
            "tcsh" | "csh" => Self::Tcsh,
            "elvish" => Self::Elvish,
            "nu" | "nushell" => Self::Nu,
            "xonsh" => Self::Xonsh,
            "pwsh" | "powershell" | "pwsh-preview" => Self::Pwsh,
            "cmd" => Self::Cmd,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_shell_is_found_by_its_own_name() {
        for shell in Shell::ALL {
            assert_eq!(Shell::from_name(shell.name()), Some(shell));
        }
    }

    #[test]
    fn processes_go_by_other_names() {
        let cases = [
            ("-zsh", Shell::Zsh),
            ("/usr/bin/dash", Shell::Sh),
            ("busybox", Shell::Sh),
            ("yash", Shell::Sh),
            ("mksh", Shell::Ksh),
            ("ksh93", Shell::Ksh),
            ("nushell", Shell::Nu),
            ("csh", Shell::Tcsh),
            ("pwsh.exe", Shell::Pwsh),
            (r"C:\Windows\System32\WindowsPowerShell\v1.0\PowerShell.EXE", Shell::Pwsh),
            ("cmd.exe", Shell::Cmd),
        ];
        for (name, shell) in cases {
            assert_eq!(Shell::from_name(name), Some(shell), "{name}");
        }
        assert!(
            ["", "-", "python3", "login", "bash/"].iter().all(|n| Shell::from_name(n).is_none())
        );
    }
}
