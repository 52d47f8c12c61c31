//! Beside other programs that live in the prompt, in either order: each does its work, and the
//! status of the last command reaches all of them.

use super::kinds::{Kind, in_each_shell};
use super::session::{Rc, Session, furnish};
use crate::support::sandbox::{Sandbox, is_installed};
use crate::support::scene::approved;

/// Something else in the prompt.
struct Neighbour {
    /// The program, which has to be installed, if it is one.
    program: &'static str,
    /// The line in the rc file of each shell that it knows.
    lines: &'static [(&'static str, &'static str)],
    /// What is to be seen of it.
    check: fn(&mut Session, &Sandbox),
}

const NEIGHBOURS: [Neighbour; 4] = [
    Neighbour {
        program: "direnv",
        lines: &[
            ("bash", "eval \"$(direnv hook bash)\""),
            ("zsh", "eval \"$(direnv hook zsh)\""),
            ("fish", "direnv hook fish | source"),
            ("tcsh", "eval `direnv hook tcsh`"),
        ],
        check: direnv_loads_and_unloads,
    },
    Neighbour {
        program: "zoxide",
        lines: &[
            ("bash", "eval \"$(zoxide init bash)\""),
            ("zsh", "eval \"$(zoxide init zsh)\""),
            ("fish", "zoxide init fish | source"),
        ],
        check: zoxide_jumps,
    },
    Neighbour {
        program: "",
        lines: &[
            ("bash", "PROMPT_COMMAND=\"${PROMPT_COMMAND:+$PROMPT_COMMAND; }export MINE=\\$?\""),
            ("zsh", "mine() { export MINE=$? }; precmd_functions+=(mine)"),
            ("fish", "function mine --on-event fish_prompt; set -gx MINE $status; end"),
            ("tcsh", "alias precmd 'setenv MINE $status'"),
            ("elvish", "set @edit:before-readline = $@edit:before-readline { set-env MINE '-' }"),
            ("nu", "$env.config.hooks.pre_prompt ++= [{|| $env.MINE = $env.LAST_EXIT_CODE }]"),
            (
                "xonsh",
                "@events.on_pre_prompt\ndef mine(**_):\n    $MINE = str($LAST_RETURN_CODE)\n",
            ),
        ],
        check: a_users_own_hook_sees_the_status,
    },
    // As an array; the other shells have their one way above.
    Neighbour {
        program: "",
        lines: &[("bash", "PROMPT_COMMAND+=('export MINE=$?')")],
        check: a_users_own_hook_sees_the_status,
    },
];

fn direnv_loads_and_unloads(shell: &mut Session, home: &Sandbox) {
    home.write("work/.envrc", "export FROM_DIRENV=1\n");
    let allowed = home.command("direnv").arg("allow").current_dir(home.path("work")).output();
    assert!(allowed.unwrap().status.success());
    shell.cd("work");
    let seen = shell.probe();
    assert_eq!(seen.value("FROM_DIRENV"), Some("1"), "{}", seen.said);
    assert_eq!(seen.value("HF_HUB_OFFLINE"), Some("1"), "{}", seen.said);
    shell.line("cd");
    let env = shell.probe().env;
    assert!(!env.contains_key("FROM_DIRENV") && !env.contains_key("HF_HUB_OFFLINE"), "{env:?}");
}

fn zoxide_jumps(shell: &mut Session, home: &Sandbox) {
    shell.cd("work/sub");
    shell.line("cd");
    shell.line("z sub");
    let seen = shell.probe();
    assert_eq!(seen.folder, home.path("work/sub").display().to_string(), "{}", seen.said);
    assert_eq!(seen.value("HF_HUB_OFFLINE"), Some("1"), "{}", seen.said);
    shell.line("cd");
}

fn a_users_own_hook_sees_the_status(shell: &mut Session, _home: &Sandbox) {
    let (status, other) = if shell.kind.status.is_empty() { ("-", "-") } else { ("7", "0") };
    shell.fail(7);
    assert_eq!(shell.probe().env["MINE"], status);
    shell.cd("work");
    assert_eq!(shell.probe().env["MINE"], other);
    shell.line("cd");
}

impl Neighbour {
    fn line_of(&self, kind: &Kind) -> Option<&'static str> {
        self.lines.iter().find(|(name, _)| *name == kind.name).map(|(_, line)| *line)
    }
}

fn beside_others_in_either_order(kind: &'static Kind) {
    let is_there = |one: &&Neighbour| one.program.is_empty() || is_installed(one.program);
    for neighbour in NEIGHBOURS.iter().filter(is_there) {
        let Some(line) = neighbour.line_of(kind) else { continue };
        // Whoever is last in tcsh has the one alias that runs before each prompt.
        let orders = [(line, ""), ("", line)];
        for (before, after) in orders.into_iter().take(if kind.name == "tcsh" { 1 } else { 2 }) {
            let home = Sandbox::new();
            furnish(&home, &[kind], Rc::Between(before, after));
            approved(&home, "work", ".env", "HF_HUB_OFFLINE=1\n");
            std::fs::create_dir(home.path("work/sub")).unwrap();
            let mut shell = Session::start(kind, &home, &[]);
            (neighbour.check)(&mut shell, &home);
            shell.cd("work");
            let seen = shell.probe();
            assert_eq!(seen.env["HF_HUB_OFFLINE"], "1", "{line}: {}", seen.said);
            if !kind.status.is_empty() {
                shell.fail(7);
                assert_eq!(shell.probe().status, "7", "{line}");
            }
            shell.line("cd");
            assert!(!shell.probe().env.contains_key("HF_HUB_OFFLINE"), "{line}");
        }
    }
}

/// What the terminal of VS Code tells its shells.
const CODE: [(&str, &str); 3] =
    [("TERM_PROGRAM", "vscode"), ("VSCODE_INJECTION", "1"), ("VSCODE_SHELL_INTEGRATION", "1")];

/// What an editor's integration with bash does behind the rc file: it runs the former
/// `PROMPT_COMMAND` from a function of its own, and the former DEBUG trap likewise, once a line.
pub(crate) const EDITOR: &str = r#"
editor_before=("${PROMPT_COMMAND[@]}") editor_runs='' editor_lines=0
editor_trap=$(trap -p DEBUG) editor_status=0
eval "editor_trap=(${editor_trap})"; editor_trap=${editor_trap[2]}
editor_last() { return "$editor_status"; }
editor_prompt() {
    editor_status=$?
    local each
    for each in "${editor_before[@]}"; do
        editor_last
        eval "$each"
    done
    editor_runs=''
}
editor_debug() {
    [[ -z $editor_runs && $BASH_COMMAND != editor_prompt ]] || return 0
    editor_runs=1
    eval "$editor_trap"
    export EDITOR_LINES=$((++editor_lines))
}
PROMPT_COMMAND=editor_prompt
trap 'editor_debug "$_"' DEBUG
"#;

fn in_the_terminal_of_an_editor(kind: &'static Kind) {
    let home = Sandbox::new();
    furnish(&home, &[kind], Rc::Between("", if kind.name == "bash" { EDITOR } else { "" }));
    approved(&home, "work", ".env", "HF_HUB_OFFLINE=1\n");
    let mut shell = Session::start(kind, &home, &CODE);
    for round in 0..2 {
        shell.cd("work");
        let env = shell.probe().env;
        assert_eq!(env["HF_HUB_OFFLINE"], "1", "{round}");
        if !kind.status.is_empty() {
            shell.fail(7);
            assert_eq!(shell.probe().status, "7");
        }
        shell.line("cd");
        assert!(!shell.probe().env.contains_key("HF_HUB_OFFLINE"), "{round}");
        assert_eq!(env.contains_key("EDITOR_LINES"), kind.name == "bash");
    }
}

in_each_shell!(beside_others_in_either_order, in_the_terminal_of_an_editor);
