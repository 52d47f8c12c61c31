//! The shell hooks: the process that runs when the folder changes, with hfenv's budget, and what
//! direnv and mise run then, and at every prompt.

use std::process::Command;

use crate::cases::{Stage, peer, with_token};
use crate::find::find;
use crate::sandbox::Sandbox;

/// How a case makes its command.
type Make = fn(&Stage) -> Option<Command>;

/// The name in the table, the budget, the command.
pub(crate) const CASES: [(&str, Option<f64>, Make); 9] = [
    ("hfenv hook-env (enter, token of environment)", Some(2.0), |stage| {
        let command = with_token(stage, "hfenv", &hook_env())?;
        Some(at(command, stage, "settings"))
    }),
    ("hfenv hook-env (enter, token of file)", Some(2.0), |stage| {
        Some(at(peer(stage, "hfenv", &hook_env())?, stage, "profile"))
    }),
    ("hfenv hook-env (leave)", Some(2.0), |stage| {
        let inside = after(stage, "hfenv", &hook_env(), "profile", &[])?;
        Some(at(with(peer(stage, "hfenv", &hook_env())?, &inside), stage, "elsewhere"))
    }),
    ("direnv export bash (first load)", None, |stage| {
        Some(at(peer(stage, "direnv", DIRENV)?, stage, "direnv"))
    }),
    ("direnv export bash (unchanged)", None, |stage| {
        let inside = after(stage, "direnv", DIRENV, "direnv", &[])?;
        Some(at(with(peer(stage, "direnv", DIRENV)?, &inside), stage, "direnv"))
    }),
    ("direnv export bash (leave)", None, |stage| {
        let inside = after(stage, "direnv", DIRENV, "direnv", &[])?;
        Some(at(with(peer(stage, "direnv", DIRENV)?, &inside), stage, "elsewhere"))
    }),
    ("mise hook-env (first load)", None, |stage| Some(at(mise(stage, MISE)?, stage, "mise"))),
    ("mise hook-env (unchanged)", None, |stage| {
        // The first one puts mise's own folder into PATH, the second one finds it there.
        let once = after(stage, "mise", MISE, "mise", &[])?;
        let inside = after(stage, "mise", MISE, "mise", &once)?;
        Some(at(with(mise(stage, MISE)?, &inside), stage, "mise"))
    }),
    ("mise hook-env (leave)", None, |stage| {
        let inside = after(stage, "mise", MISE, "mise", &[])?;
        Some(at(with(mise(stage, MISE)?, &inside), stage, "elsewhere"))
    }),
];

const DIRENV: &[&str] = &["export", "bash"];
const MISE: &[&str] = &["hook-env", "-s", "bash"];

/// The words of the plugin's call.
fn hook_env() -> [&'static str; 4] {
    // The process that asks is alive, so nobody clears its folder away.
    static PID: std::sync::LazyLock<String> =
        std::sync::LazyLock::new(|| std::process::id().to_string());
    ["hook-env", "bash", &PID, ""]
}

/// A project for each: of settings alone, of a profile, for direnv, for mise.
pub(crate) fn furnish(home: &Sandbox, token: &str) {
    home.write("elsewhere/file", "");
    home.write("settings/.env", "HF_HUB_OFFLINE=1\n");
    home.write("profile/.hfenv.toml", "profile = \"file\"\n");
    for project in ["settings", "profile"] {
        home.hfenv(["allow", "--yes", project]).assert().success();
    }
    let run = home.path("run");
    std::fs::create_dir(&run).unwrap();
    std::fs::set_permissions(&run, std::os::unix::fs::PermissionsExt::from_mode(0o700)).unwrap();
    home.write("direnv/.envrc", format!("export HF_TOKEN={token}\n"));
    home.write("mise/mise.toml", format!("[env]\nHF_TOKEN = \"{token}\"\n"));
    for (program, word, project) in [("direnv", "allow", "direnv"), ("mise", "trust", "mise")] {
        if let Some(program) = find(program) {
            let output = home.command(program).arg(word).current_dir(home.path(project)).output();
            assert!(output.unwrap().status.success(), "{word}");
        }
    }
}

fn mise(stage: &Stage, words: &[&str]) -> Option<Command> {
    let mut command = stage.home.command(find("mise")?);
    command.args(words);
    Some(command)
}

/// The command in this folder, with a runtime folder for the twins.
fn at(mut command: Command, stage: &Stage, folder: &str) -> Command {
    command.env("XDG_RUNTIME_DIR", stage.home.path("run")).current_dir(stage.home.path(folder));
    command
}

fn with(mut command: Command, env: &[(String, String)]) -> Command {
    command.envs(env.iter().map(|(name, value)| (name, value)));
    command
}

/// The environment of bash after it evaluated what a program printed in this folder.
fn after(
    stage: &Stage,
    program: &str,
    words: &[&str],
    folder: &str,
    env: &[(String, String)],
) -> Option<Vec<(String, String)>> {
    let script = "eval \"$(\"$@\" | tr -d '\\0')\"; /usr/bin/env -0";
    let mut command = at(stage.home.command("bash"), stage, folder);
    command.args(["--norc", "-c", script, "bash"]).arg(find(program)?).args(words);
    let output = with(command, env).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let entries = text.split('\0').filter_map(|entry| entry.split_once('='));
    Some(entries.map(|(name, value)| (name.to_owned(), value.to_owned())).collect())
}
