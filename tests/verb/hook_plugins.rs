//! The files for plugin managers: loaded as the managers load them, and taken back again.

use std::path::Path;

use crate::support::sandbox::{Sandbox, fresh_token};
use hfenv::vars::Env;

/// The repository, which is what a manager gets.
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// Whether a shell is there. A missing one is an error in CI and a printed skip elsewhere.
fn is_there(program: &str) -> bool {
    let env = Env::from_process();
    let mut folders = std::env::split_paths(env.raw("PATH").unwrap_or_default());
    let found = folders.any(|folder| folder.join(program).is_file());
    if !found {
        assert!(!env.has("CI"), "{program} is not installed");
        println!("skipped: {program} is not installed");
    }
    found
}

/// What an interactive shell prints, and then what it says.
fn run(home: &Sandbox, words: &[&str], script: &str, path: Option<&str>) -> [String; 2] {
    let mut command = home.command(words[0]);
    command.env("TERM", "xterm");
    if let Some(path) = path {
        command.env("PATH", path);
    }
    let output = command.args(&words[1..]).arg(script).output().unwrap();
    assert!(output.status.success(), "{words:?}: {output:?}");
    [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}

/// A home with a token, and a folder of the system's programs alone.
fn home() -> (Sandbox, String) {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("me", &token);
    (home, token)
}

const ZSH: [&str; 4] = ["zsh", "-f", "-i", "-c"];

#[test]
fn a_manager_of_zsh_loads_it_and_unloads_it_without_a_trace() {
    if !is_there("zsh") {
        return;
    }
    let (home, token) = home();
    // A user's own hooks stay, and empty lists are none.
    for own in ["", "mine() { : }; precmd_functions=(mine) chpwd_functions=(mine)"] {
        let script = format!(
            "{own}
            show() {{ functions; print -r ${{(ok)parameters}}; typeset -m '*_functions' fpath }}
            # Modules that were loaded for looking bring parameters with them.
            zmodload zsh/parameter zsh/system; show >/dev/null
            before=() after=(); before=(\"$(show)\")
            source {ROOT}/hfenv.plugin.zsh
            print -r loaded $HF_TOKEN $precmd_functions[1] $+functions[git]
            unset HF_TOKEN HFENV_STATE
            hfenv_plugin_unload
            after=(\"$(show)\")
            [[ $before == $after ]] && print same || diff <(print -r $before) <(print -r $after)"
        );
        let [out, err] = run(&home, &ZSH, &script, None);
        assert_eq!(out, format!("loaded {token} __hfenv_precmd 1\nsame\n"), "{err}");
        assert_eq!(err, "");
    }
}

#[test]
fn unloading_leaves_a_git_function_of_the_users_alone() {
    if !is_there("zsh") {
        return;
    }
    let (home, _) = home();
    let script = format!(
        "function git {{ print mine }}; source {ROOT}/hfenv.plugin.zsh; git; \
         hfenv_plugin_unload; git"
    );
    assert_eq!(run(&home, &ZSH, &script, None), ["mine\nmine\n".to_owned(), String::new()]);
}

/// A home for fish that has what fisher puts there.
fn with_conf_d() -> (Sandbox, String) {
    let (home, token) = home();
    let file = Path::new(ROOT).join("conf.d/hfenv.fish");
    home.write(".config/fish/conf.d/hfenv.fish", std::fs::read(file).unwrap());
    (home, token)
}

const FISH: [&str; 3] = ["fish", "-i", "-c"];

/// fish warns of the terminal that it does not have here.
fn says_nothing(err: &str) -> bool {
    err.lines().all(|line| line.starts_with("warning: ") && line.contains("erminal"))
}

const HANDLED: &str = "functions -q __hfenv_prompt git; and echo hooked";

#[test]
fn fish_loads_it_from_conf_d_and_fisher_takes_it_back() {
    if !is_there("fish") {
        return;
    }
    let (home, token) = with_conf_d();
    let script = format!(
        "{HANDLED}; echo $HF_TOKEN; emit hfenv_uninstall; functions -q git; or echo free
        functions --all --names | string match '*hfenv*'; set --names | string match '*hfenv*'
        functions --handlers | string match '*hfenv*'; true"
    );
    let [out, err] = run(&home, &FISH, &script, None);
    assert_eq!(out, format!("hooked\n{token}\nfree\n"), "{err}");
    assert!(says_nothing(&err), "{err}");
    // A script gets the environment and nothing else.
    let script = format!("echo $HF_TOKEN; {HANDLED}; true");
    assert_eq!(run(&home, &["fish", "-c"], &script, None)[0], format!("{token}\n"));
}

#[test]
fn fish_loads_it_at_the_first_prompt_where_config_fish_sets_the_path() {
    if !is_there("fish") {
        return;
    }
    let (home, token) = with_conf_d();
    let built = Path::new(env!("CARGO_BIN_EXE_hfenv")).parent().unwrap().display();
    let script = format!(
        "{HANDLED}; set -gx PATH {built} $PATH; emit fish_prompt; {HANDLED}; echo $HF_TOKEN"
    );
    let [out, err] = run(&home, &FISH, &script, Some("/usr/bin:/bin"));
    assert!(out.contains(&format!("hooked\n{token}\n")), "{out}");
    assert_eq!(out.matches("hooked").count(), 1, "{out}");
    assert!(says_nothing(&err), "{err}");
}

#[test]
fn the_managers_of_bash_load_it() {
    let (home, token) = home();
    for file in ["bash-it/hfenv.plugin.bash", "oh-my-bash/hfenv/hfenv.plugin.sh"] {
        let script = format!(
            "about-plugin() {{ about=$1; }}; source {ROOT}/shell/plugins/{file}
            echo \"$HF_TOKEN\"; type -t __hfenv_prompt git"
        );
        let [out, err] = run(&home, &["bash", "--norc", "-i", "-c"], &script, None);
        assert_eq!(out, format!("{token}\nfunction\nfunction\n"), "{err}");
    }
}

#[test]
fn without_the_program_they_do_nothing() {
    let path = Some("/usr/bin:/bin");
    let zsh = format!("source {ROOT}/hfenv.plugin.zsh; print -rl ${{(k)functions[(I)*hfenv*]}}");
    if is_there("zsh") {
        assert_eq!(run(&home().0, &ZSH, &zsh, path), ["\n", ""]);
    }
    if is_there("fish") {
        let script = "emit fish_prompt; echo (functions --all --names | string match '*hfenv*').";
        let [out, err] = run(&with_conf_d().0, &FISH, script, path);
        assert!(out.contains("_hfenv_uninstall.\n"), "{out}");
        assert!(says_nothing(&err), "{err}");
    }
    for file in ["bash-it/hfenv.plugin.bash", "oh-my-bash/hfenv/hfenv.plugin.sh"] {
        let script = format!("source {ROOT}/shell/plugins/{file}; declare -F");
        let words = ["bash", "--norc", "--noprofile", "-c"];
        assert_eq!(run(&home().0, &words, &script, path), ["", ""]);
    }
}
