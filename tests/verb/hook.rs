//! `hfenv hook SHELL`: what it prints, and that it installs by every way in which people evaluate
//! it, in folders full of hostile file names and under options that break most scripts.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::support::forms::Forms;
use crate::support::hostile::{VALUES, plant};
use crate::support::sandbox::{Sandbox, fresh_token, stderr, stdout};
use crate::support::scene::{approved, in_shell, quoted};
use crate::support::shells::{OTHER_SHELLS, POSIX_SHELLS, Real, Then};

/// Options of zsh that change what a script means.
const STRICT_ZSH: &str = "setopt err_exit no_unset ksh_arrays sh_word_split warn_create_global \
    warn_nested_var all_export posix_builtins no_clobber null_glob no_function_argzero ksh_glob \
    sh_file_expansion posix_identifiers; trap 'echo ZERR' ZERR; alias -g pid=x fd=y; \
    alias git=hub local='echo LOCAL' print=echo kill=false";

/// These change what `eval $(…)` itself means.
const STRICTER_ZSH: &str = "setopt glob_subst; IFS=_:a";

const STRICT_BASH: &str = "set -Eeuo pipefail; shopt -s failglob extglob globstar dotglob \
    expand_aliases; trap 'echo ERR' ERR; alias git=hub kill=false";

/// The shells whose plugin is text that they evaluate.
fn reals() -> impl Iterator<Item = &'static Real> {
    let known = ["bash", "bash --posix", "zsh", "fish"];
    let all = POSIX_SHELLS.iter().chain(OTHER_SHELLS);
    all.filter(move |real| known.contains(&real.label)).filter(|real| real.find().is_some())
}

fn real(label: &str) -> Option<&'static Real> {
    reals().find(|real| real.label == label)
}

/// A home whose default profile has a token.
fn home() -> (Sandbox, String) {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    (home, token)
}

/// How people evaluate the hook. `eval (…)` of fish joins the lines, and so is not for it.
fn forms(real: &Real) -> impl Iterator<Item = String> {
    let known = real.forms.iter().filter(|form| **form != "eval (COMMAND)");
    known.map(|form| form.replace("COMMAND", &format!("hfenv hook {}", real.shell.name())))
}

/// Runs words in an interactive shell without rc files, and gives what it says and prints.
fn interactive(home: &Sandbox, shell: &str, script: &str) -> Option<String> {
    let words: &[&str] = match shell {
        "bash" => &["--norc", "-i", "-c"],
        "zsh" => &["-f", "-i", "-c"],
        _ => &["-i", "-c"],
    };
    let mut command = home.command(real(shell)?.find()?);
    let output = command.args(words).arg(script).output().unwrap();
    let text = [output.stdout, output.stderr].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    // bash has no terminal to control here, and says so.
    let said = text.lines().filter(|line| {
        !line.contains("no job control") && !line.contains("terminal process group")
    });
    Some(said.collect::<Vec<_>>().join("\n"))
}

#[test]
fn an_unknown_shell_is_an_error_that_names_the_known_ones() {
    for shell in ["klingon", "ksh", "cmd", "sh"] {
        let run = Sandbox::new().hfenv(["hook", shell]).assert().code(2);
        let said = stderr(&run);
        assert!(stdout(&run).is_empty(), "{shell}");
        assert!(said.contains(shell) && said.contains("bash, zsh, fish"), "{said}");
    }
}

#[test]
fn what_is_printed_has_no_token_and_names_the_program() {
    let (home, token) = home();
    let forms = Forms::of(&token);
    for shell in ["bash", "zsh", "fish"] {
        let run = home.hfenv(["hook", shell]).env("HF_TOKEN", &token).assert().success();
        assert!(forms.within(&run.get_output().stdout).is_none(), "{shell}");
        assert!(stdout(&run).contains(env!("CARGO_BIN_EXE_hfenv")), "{shell}");
        assert!(stderr(&run).is_empty(), "{shell}: {}", stderr(&run));
    }
}

#[test]
fn it_installs_by_every_form_in_a_hostile_folder() {
    let (home, token) = home();
    let folder = approved(&home, "work", ".hfenv.toml", "[settings]\nHF_HUB_CACHE = \"/a *\"\n");
    plant(&folder);
    for real in reals() {
        for form in forms(real) {
            let outcome = in_shell(&home, real, &folder, &form, Then::PrintEnvironment, &[]);
            let label = format!("{}: {form}", real.label);
            assert!(outcome.ok && outcome.stderr.is_empty(), "{label}: {}", outcome.stderr);
            let env = outcome.variables();
            assert_eq!(env.get(&b"HF_TOKEN"[..]), Some(&token.as_bytes()), "{label}");
            assert_eq!(env.get(&b"HF_HUB_CACHE"[..]), Some(&&b"/a *"[..]), "{label}");
            let exported = env.keys().find(|name| name.starts_with(b"__hfenv"));
            assert_eq!(exported, None, "{label}");
        }
    }
}

#[test]
fn every_value_arrives_through_the_plugin() {
    let (home, _) = home();
    let values = VALUES.iter().filter(|value| !value.is_empty());
    for (index, pair) in values.collect::<Vec<_>>().chunks(2).enumerate() {
        let lines = ["HF_HUB_CACHE", "HF_XET_CACHE"].into_iter().zip(pair);
        let lines = lines.map(|(name, value)| format!("{name} = {}\n", quoted(value)));
        let text = format!("[settings]\n{}", lines.collect::<Vec<_>>().concat());
        let folder = approved(&home, &format!("w{index}"), ".hfenv.toml", &text);
        plant(&folder);
        for real in reals().filter(|real| real.label != "bash --posix") {
            let form = forms(real).next().unwrap();
            let outcome = in_shell(&home, real, &folder, &form, Then::PrintEnvironment, &[]);
            let env = outcome.variables();
            for (name, value) in [&b"HF_HUB_CACHE"[..], &b"HF_XET_CACHE"[..]].iter().zip(pair) {
                assert_eq!(env.get(*name), Some(&value.as_bytes()), "{} {value:?}", real.label);
            }
            assert!(outcome.stderr.is_empty(), "{}: {}", real.label, outcome.stderr);
        }
    }
}

#[test]
fn a_second_reading_adds_nothing() {
    let (home, _) = home();
    let twice = |line: &str, show: &str| format!("{line}\n{line}\n{show}");
    let cases = [
        ("bash", "eval \"$(hfenv hook bash)\"", "declare -p PROMPT_COMMAND", "__hfenv_prompt"),
        (
            "zsh",
            "eval \"$(hfenv hook zsh)\"",
            "typeset -p precmd_functions chpwd_functions zshaddhistory_functions",
            "__hfenv_",
        ),
        ("fish", "hfenv hook fish | source", "functions --handlers", " __hfenv_"),
    ];
    for (shell, line, show, mark) in cases {
        let Some(once) = interactive(&home, shell, &format!("{line}\n{show}")) else { continue };
        assert!(once.contains(mark), "{shell}: {once}");
        assert_eq!(interactive(&home, shell, &twice(line, show)).unwrap(), once, "{shell}");
    }
}

#[test]
fn the_users_options_neither_break_it_nor_change() {
    let (home, token) = home();
    let folder = approved(&home, "work", ".hfenv.toml", "[settings]\nHF_HUB_CACHE = \"/a *\"\n");
    plant(&folder);
    let cases = [
        ("zsh", [STRICT_ZSH, ""], "eval $(hfenv hook zsh)", "setopt"),
        ("zsh", [STRICT_ZSH, STRICTER_ZSH], "eval \"$(hfenv hook zsh)\"", "setopt"),
        ("zsh", [STRICT_ZSH, STRICTER_ZSH], "hfenv hook zsh >|saved; source ./saved", "setopt"),
        ("bash", [STRICT_BASH, ""], "eval $(hfenv hook bash)", "set +o; shopt"),
        ("bash", [STRICT_BASH, ""], "eval \"$(hfenv hook bash)\"", "set +o; shopt"),
        ("bash", [STRICT_BASH, ""], "hfenv hook bash >|saved; source ./saved", "set +o; shopt"),
    ];
    for (shell, strict, line, options) in cases {
        // What zsh calls by itself at a prompt is called here by its name.
        let prompt = if shell == "zsh" { "__hfenv_precmd" } else { "__hfenv_prompt" };
        let strict = strict.join("\n");
        let script = format!(
            "{strict}\n{{ {options}; }} >|before\n{line}\ncd work\n{prompt}\ncd ..\n\
             {{ {options}; }} >|after\ncd work\n{prompt}\n\
             \"env\" | \"grep\" -a -e '^HF_' -e ^__hfenv"
        );
        let Some(said) = interactive(&home, shell, &script) else { continue };
        let label = format!("{shell}: {line}: {said}");
        let lines = [format!("HF_TOKEN={token}"), "HF_HUB_CACHE=/a *".into()];
        assert!(lines.iter().all(|line| said.lines().any(|said| said == line)), "{label}");
        assert_eq!(said.lines().count(), 2, "{label}");
        let read = |name: &str| std::fs::read_to_string(home.path(name)).unwrap();
        assert!(!read("before").is_empty(), "{label}");
        assert_eq!(read("before"), read("after"), "{label}");
    }
}

#[test]
fn its_files_are_the_users_own_and_empty() {
    let (home, _) = home();
    let runtime = home.write("run/x", "").parent().unwrap().to_owned();
    std::fs::set_permissions(&runtime, PermissionsExt::from_mode(0o700)).unwrap();
    for real in reals() {
        let form = format!("{}\necho alive", forms(real).next().unwrap());
        let inherited = [("XDG_RUNTIME_DIR", runtime.to_str().unwrap())];
        let outcome =
            in_shell(&home, real, &home.home(), &form, Then::EndWithItsStatus, &inherited);
        assert_eq!(outcome.stdout, b"alive\n", "{}", outcome.stderr);
        let twins = below(&runtime.join("hfenv"));
        assert!(twins.iter().any(|path| path.is_file()), "{}: no twins", real.label);
        for path in twins {
            let data = path.metadata().unwrap();
            let expected = if data.is_dir() { 0o700 } else { 0o600 };
            assert_eq!(data.permissions().mode() & 0o777, expected, "{}", path.display());
            assert!(data.is_dir() || data.len() == 0, "{}", path.display());
        }
        std::fs::remove_dir_all(runtime.join("hfenv")).unwrap();
    }
}

/// The folder and everything in it.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = vec![folder.to_owned()];
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        found.extend(if path.is_dir() { below(&path) } else { vec![path] });
    }
    found
}
