//! The whole program in every real shell, in folders full of hostile file names: what a project or
//! a profile sets arrives byte for byte, and what a shell can't carry is refused by name. Whoever
//! says which shell it is, it is not `SHELL`.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::quoting::refused;
use crate::support::hostile::{VALUES, plant};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use crate::support::scene::{approved, in_shell, quoted};
use crate::support::shells::{OTHER_SHELLS, POSIX_SHELLS, Real, Then};

/// Settings that take any text.
const CARRIERS: [&str; 2] = ["HF_HUB_CACHE", "HF_XET_CACHE"];

/// What is set in one place.
type Group = BTreeMap<&'static str, String>;

/// The hostile values, several to a place; those with line ends keep to themselves, as tcsh can't
/// have them. An empty setting is none, so it is left out.
fn groups() -> Vec<Group> {
    let long = ["x", "* ", "é'", "\\$"].map(|unit| unit.repeat(5000 / unit.len()));
    let values = VALUES.iter().map(|value| (*value).to_owned()).chain(long);
    let values = values.filter(|value| !value.is_empty());
    let hard = |value: &String| value.contains('\n') || !value.is_ascii() && value.len() > 4096;
    let (hard, easy): (Vec<_>, Vec<_>) = values.partition(hard);
    let group = |values: &[String]| CARRIERS.into_iter().zip(values.iter().cloned()).collect();
    easy.chunks(3).chain(hard.chunks(3)).map(group).collect()
}

fn settings(group: &Group) -> String {
    let lines = group.iter().map(|(name, value)| format!("{name} = {}\n", quoted(value)));
    lines.collect::<Vec<_>>().concat()
}

/// A home whose default profile has a token, and a project for each group.
fn projects(groups: &[Group]) -> (Sandbox, String, Vec<PathBuf>) {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    let folder = |(index, group): (usize, &Group)| {
        let text = format!("[settings]\n{}", settings(group));
        let folder = approved(&home, &format!("w{index}"), ".hfenv.toml", &text);
        plant(&folder);
        folder
    };
    let folders = groups.iter().enumerate().map(folder).collect();
    (home, token, folders)
}

/// Evaluates each of the shell's lines, prints the environment after each, and compares.
fn differences(
    home: &Sandbox,
    real: &Real,
    token: &str,
    lines: &[String],
    groups: &[&Group],
) -> Vec<String> {
    let env = if real.label == "nu" { "^/usr/bin/env" } else { "/usr/bin/env" };
    let round = |(index, line): (usize, &String)| format!("{line}\n{env} -0 ROUND={index}\n");
    let script: String = lines.iter().enumerate().map(round).collect();
    let folder = home.path("trap");
    let outcome = in_shell(home, real, &folder, &script, Then::EndWithItsStatus, &[]);
    let rounds = outcome.rounds();
    let mut wrong = Vec::new();
    if !outcome.ok || !outcome.stderr.is_empty() || rounds.len() != groups.len() {
        let said = &outcome.stderr;
        wrong.push(format!("{}: {} rounds, {said:.300}", real.label, rounds.len()));
    }
    for (variables, group) in rounds.iter().zip(groups) {
        let expected = group.iter().map(|(name, value)| (*name, value.as_str()));
        for (name, value) in expected.chain([("HF_TOKEN", token)]) {
            if variables.get(name.as_bytes()) != Some(&value.as_bytes()) {
                let got = variables.get(name.as_bytes()).map(|b| String::from_utf8_lossy(b));
                wrong.push(format!("{}: {name} is {got:.60?}, not {value:.60?}", real.label));
            }
        }
    }
    wrong
}

/// Walks through all projects in one process of each shell, by this one of its forms.
fn projects_arrive(reals: &[Real], form: usize, command: fn(&Real) -> String) {
    let groups = groups();
    let (home, token, folders) = projects(&groups);
    std::fs::create_dir(home.path("trap")).unwrap();
    let mut wrong = Vec::new();
    for real in reals.iter().filter(|real| real.find().is_some()) {
        let form = real.forms[form.min(real.forms.len() - 1) * usize::from(real.label != "nu")];
        let line = form.replace("COMMAND", &command(real));
        let fits = |group: &&Group| group.values().all(|value| !refused(real.shell, value));
        let fitting = groups.iter().zip(&folders).filter(|(group, _)| fits(group));
        let (chosen, lines): (Vec<_>, Vec<_>) = fitting
            .map(|(group, folder)| (group, format!("cd {}\n{line}", folder.display())))
            .unzip();
        assert!(chosen.len() * 2 > groups.len());
        wrong.extend(differences(&home, real, &token, &lines, &chosen));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn bare_hfenv_unquoted_carries_every_value_into_posix_shells() {
    projects_arrive(POSIX_SHELLS, 1, |_| "hfenv".into());
}

#[test]
fn bare_hfenv_quoted_carries_every_value_into_posix_shells() {
    projects_arrive(POSIX_SHELLS, 0, |_| "hfenv".into());
}

#[test]
fn bare_hfenv_carries_every_value_into_the_other_shells() {
    projects_arrive(OTHER_SHELLS, 0, |_| "hfenv".into());
}

#[test]
fn export_carries_every_value_into_the_other_shells() {
    projects_arrive(OTHER_SHELLS, 1, |real| format!("hfenv export {}", real.shell.name()));
}

#[test]
fn a_profiles_settings_arrive_by_export() {
    let (home, token) = (Sandbox::new(), fresh_token());
    let groups = groups();
    let mut tables = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        home.profile(&format!("p{index}"), &token);
        tables.push(format!("[profile.p{index}.settings]\n{}", settings(group)));
    }
    let file = home.ours("config/profiles.toml");
    let text = std::fs::read_to_string(&file).unwrap() + "\n" + &tables.concat();
    std::fs::write(&file, text).unwrap();
    std::fs::create_dir(home.path("trap")).unwrap();
    plant(&home.path("trap"));
    let mut wrong = Vec::new();
    for real in POSIX_SHELLS.iter().chain(OTHER_SHELLS).filter(|real| real.find().is_some()) {
        let fits = |group: &Group| group.values().all(|value| !refused(real.shell, value));
        let fitting = groups.iter().enumerate().filter(|(_, group)| fits(group)).step_by(3);
        let (chosen, lines): (Vec<_>, Vec<_>) = fitting
            .map(|(index, group)| {
                let command = format!("hfenv -p p{index} export {}", real.shell.name());
                (group, real.forms[0].replace("COMMAND", &command))
            })
            .unzip();
        wrong.extend(differences(&home, real, &token, &lines, &chosen));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_a_shell_cannot_carry_is_refused_by_name() {
    let group = |name, value: &str| Group::from([(name, value.to_owned())]);
    let cases = [
        ("tcsh", group("HF_HOME", "/a\nPRIVATE"), "(exit 1);\n"),
        ("cmd", group("HF_XET_CACHE", "/a%PRIVATE%"), ""),
        ("docker", group("HF_HUB_CACHE", "/a\nPRIVATE"), ""),
    ];
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    for (index, (shell, group, form)) in cases.iter().enumerate() {
        let text = format!("[settings]\n{}", settings(group));
        let folder = approved(&home, &format!("r{index}"), ".hfenv.toml", &text);
        let run = home.hfenv(["export", shell]).current_dir(folder).assert().code(2);
        let (said, name) = (stderr(&run), group.keys().next().unwrap());
        assert!(said.contains(shell) && said.contains(name), "{said}");
        assert!(!said.contains("PRIVATE"), "{said}");
        let out = stdout(&run);
        assert!(out.starts_with(form) && out.lines().count() <= 1, "{out:?}");
        assert!(!out.contains(&token) && !out.contains("PRIVATE"), "{out:?}");
    }
}

#[test]
fn the_calling_shell_is_known_under_all_its_names() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    let link = |name: &str, target: &str| {
        std::fs::create_dir_all(home.path("bin")).unwrap();
        std::os::unix::fs::symlink(target, home.path("bin").join(name)).unwrap();
        home.path("bin").join(name).display().to_string()
    };
    let plain = |program: &str| program.to_owned();
    let cases = [
        (plain("bash"), "-bash", "export "),
        (plain("zsh"), "-zsh", "export "),
        (plain("fish"), "-fish", "set -gx "),
        (plain("tcsh"), "-tcsh", "setenv "),
        (plain("bash"), "fish", "export "),
        (plain("fish"), "bash", "set -gx "),
        (link("sh", "/usr/bin/busybox"), "sh", "export "),
        (link("csh", "/usr/bin/tcsh"), "csh", "setenv "),
        (link("strange", "/usr/bin/fish"), "strange", "set -gx "),
        (link("work.sh", "/usr/bin/tcsh"), "-work", "setenv "),
    ];
    for (program, name, form) in cases {
        let mut command = home.command(&program);
        std::os::unix::process::CommandExt::arg0(&mut command, name);
        // A login shell's profile may set PATH anew.
        let piped = format!("{} | cat", env!("CARGO_BIN_EXE_hfenv"));
        let command = command.args(["-c", &piped]).env("SHELL", "/usr/bin/elvish");
        let output = command.output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(text.starts_with(form), "{program} as {name}: {text}");
        assert!(text.contains(&token), "{program} as {name}");
    }
}
