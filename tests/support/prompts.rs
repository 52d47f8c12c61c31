//! Shells as a person starts them, with the rc files of a sealed home, and a hfenv that was
//! installed anywhere.

use std::path::{Path, PathBuf};
use std::process::Stdio;

use super::pty::Terminal;
use super::sandbox::Sandbox;
use hfenv::vars::Env;

/// A shell with a prompt.
pub(crate) struct Prompt {
    /// Its word for `--shell`.
    pub(crate) word: &'static str,
    /// The file that it reads, below the home folder.
    pub(crate) rc: &'static str,
    /// How it is started so that it reads that file.
    start: &'static [&'static str],
    /// How it says the token that it has.
    pub(crate) told: &'static str,
    /// Whether what it is told is an argument; else it is typed, as standard input.
    argument: bool,
}

const fn typed(
    word: &'static str,
    rc: &'static str,
    start: &'static [&'static str],
    told: &'static str,
) -> Prompt {
    Prompt { word, rc, start, told, argument: false }
}

/// All that `setup shell` knows and that can be installed here.
pub(crate) const PROMPTS: [Prompt; 11] = [
    typed("bash", ".bashrc", &["bash", "-i"], "echo got-$HF_TOKEN"),
    typed("zsh", ".zshrc", &["zsh", "-i"], "echo got-$HF_TOKEN"),
    typed("fish", ".config/fish/config.fish", &["fish"], "echo got-$HF_TOKEN"),
    typed("ksh", ".kshrc", &["ksh93", "-i"], "echo got-$HF_TOKEN"),
    typed("mksh", ".mkshrc", &["mksh", "-i"], "echo got-$HF_TOKEN"),
    typed("yash", ".yashrc", &["yash", "-i"], "echo got-$HF_TOKEN"),
    typed("sh", ".profile", &["dash", "-l"], "echo got-$HF_TOKEN"),
    typed("tcsh", ".tcshrc", &["tcsh"], "echo got-$HF_TOKEN"),
    typed("elvish", ".config/elvish/rc.elv", &["elvish"], "echo got-$E:HF_TOKEN"),
    Prompt {
        word: "xonsh",
        rc: ".xonshrc",
        start: &["xonsh", "-i", "-c"],
        told: "echo @('got-'+$HF_TOKEN)",
        argument: true,
    },
    // It has a prompt at a terminal only, and reads the folder only where it has a prompt.
    Prompt {
        word: "nu",
        rc: ".config/nushell/autoload/hfenv.nu",
        start: &["setsid", "-c", "nu", "-e"],
        told: "print $'got-($env.HF_TOKEN?)'; exit",
        argument: true,
    },
];

/// Where a shell is: in `HFENV_TEST_TOOLS/bin`, else in `PATH`. A missing one is an error in CI
/// and a printed skip elsewhere.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let env = Env::from_process();
    let tools = env.absolute("HFENV_TEST_TOOLS").map(|folder| folder.join("bin"));
    let path = std::env::split_paths(env.raw("PATH").unwrap_or_default());
    let found = tools.into_iter().chain(path).map(|folder| folder.join(program));
    let found = found.into_iter().find(|file| file.is_file());
    if found.is_none() {
        assert!(!env.has("CI"), "{program} is not installed");
        println!("skipped: {program} is not installed");
    }
    found
}

impl Prompt {
    /// The shell of this word.
    pub(crate) fn of(word: &str) -> &'static Self {
        PROMPTS.iter().find(|prompt| prompt.word == word).unwrap()
    }

    /// What a new shell prints when told so; `None` if it is not installed.
    pub(crate) fn new_shell(&self, home: &Sandbox, told: &str) -> Option<String> {
        if self.start[0] == "setsid" {
            let mut command = home.command("setsid");
            command.arg("-c").arg(find(self.start[2])?).args(&self.start[3..]).arg(told);
            let mut terminal = Terminal::open(command);
            terminal.end();
            return Some(terminal.screen());
        }
        let mut command = home.command(find(self.start[0])?);
        command.args(&self.start[1..]).env("XDG_RUNTIME_DIR", home.runtime());
        let input = home.write("input", if self.argument { "" } else { told });
        if self.argument {
            command.arg(told);
        } else {
            std::fs::write(&input, format!("{told}\nexit\n")).unwrap();
        }
        let input = std::fs::File::open(input).unwrap();
        let output = command.stdin(Stdio::from(input)).output().unwrap();
        let text = [output.stdout, b"\n-- stderr --\n".to_vec(), output.stderr].concat();
        Some(String::from_utf8_lossy(&text).into_owned())
    }
}

/// A hfenv of one's own in this folder, made below the home folder.
pub(crate) fn install(home: &Sandbox, folder: &str) -> PathBuf {
    let built = Path::new(env!("CARGO_BIN_EXE_hfenv"));
    let program = home.path(folder).join("hfenv");
    std::fs::create_dir_all(home.path(folder)).unwrap();
    if std::fs::hard_link(built, &program).is_err() {
        std::fs::copy(built, &program).unwrap();
    }
    program
}
