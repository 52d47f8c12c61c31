//! `hfenv import --remove`: rc files still do what they did, in their own shells.

use super::import::import;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, is_installed};

/// A shell, its rc file with a token in a block of its own, and how it reads a file.
const SHELLS: [(&str, &str, &str, &[&str]); 6] = [
    ("bash", ".bashrc", "if true; then\n  export HF_TOKEN={}\nfi\necho done\n", &["-e"]),
    ("dash", ".profile", "f() {\nHF_TOKEN='{}'\n}\nf\necho done\n", &["-eu"]),
    (
        "zsh",
        ".zshrc",
        "if true; then\n\texport HF_TOKEN=\"{}\" # x\nfi\necho done\n",
        &["-f", "-e"],
    ),
    (
        "fish",
        ".config/fish/config.fish",
        "if true\n    set -gx HF_TOKEN {}\nend\necho done\n",
        &["--no-config"],
    ),
    ("tcsh", ".tcshrc", "if ( 1 ) then\n  setenv HF_TOKEN {}\nendif\necho done\n", &["-f"]),
    ("elvish", ".config/elvish/rc.elv", "if $true {\n  set E:HF_TOKEN = {}\n}\necho done\n", &[]),
];

#[test]
fn rc_files_without_their_token_are_still_read_to_the_end() {
    for (shell, path, text, words) in SHELLS {
        if !is_installed(shell) {
            continue;
        }
        let (home, hub) = (Sandbox::new(), Hub::start());
        let token = hub.add_token(Account::read("ada"));
        let rc = home.write(path, text.replace("{}", &token));
        let more = ["--yes", "--remove", "--store", "file", "shell"];
        import(&home, &hub, &home.home(), &more).exits(0).names(&["out of 1 place"]);
        let after = std::fs::read_to_string(&rc).unwrap();
        assert!(!after.contains(&token) && after.contains("HF_TOKEN is in"), "{shell}: {after}");
        let mut command = home.command(shell);
        let output = command.args(words).arg(&rc).output().unwrap();
        let err = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success() && err.is_empty(), "{shell}: {err}\n{after}");
        assert_eq!(output.stdout, b"done\n", "{shell}: {after}");
    }
}
