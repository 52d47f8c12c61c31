//! The shells that have a hook, one row each.

use super::kinds::Kind;

/// Every shell with a hook.
pub(crate) const KINDS: [&Kind; 7] = [&BASH, &ZSH, &FISH, &TCSH, &ELVISH, &NU, &XONSH];

const BASH: Kind = Kind {
    name: "bash",
    args: &[],
    env: &[],
    rc: ".bashrc",
    calm: "PS1='$ '",
    hook: "eval \"$(hfenv hook bash)\"",
    quote: ansi_quoted,
    status: "$?",
    cd: "cd {}",
    export: "export {name}={value}",
    forget: "unset {name}",
    in_function: "go() { cd \"$1\"; }; go {}",
    subshell: "(cd {}; {line})",
    pushd: "pushd {}",
    popd: "popd",
    strict: "set -euo pipefail",
    away: "",
    again: ". ~/.bashrc",
    traces: &["set -x", "set +x -v"],
    dump: "set; declare -p",
    history: "history",
};

const ZSH: Kind = Kind {
    name: "zsh",
    rc: ".zshrc",
    calm: "PS1='$ '; HISTSIZE=100 SAVEHIST=100 HISTFILE=~/.zsh_history",
    hook: "eval \"$(hfenv hook zsh)\"",
    again: ". ~/.zshrc",
    dump: "set; typeset",
    history: "fc -l 1",
    ..BASH
};

const FISH: Kind = Kind {
    name: "fish",
    rc: ".config/fish/config.fish",
    calm: "set -g fish_greeting; function fish_prompt; echo -n '$ '; end",
    hook: "hfenv hook fish | source",
    quote: fish_quoted,
    status: "$status",
    export: "set -gx {name} {value}",
    forget: "set -e {name}",
    in_function: "function go; cd $argv; end; go {}",
    subshell: "",
    strict: "",
    again: "source ~/.config/fish/config.fish",
    traces: &["set -g fish_trace 1"],
    dump: "set --show; set --long",
    history: "history",
    ..BASH
};

const TCSH: Kind = Kind {
    name: "tcsh",
    rc: ".tcshrc",
    calm: "set prompt='$ ' history=100 savehist=100",
    hook: "eval `hfenv hook tcsh`",
    quote: tcsh_quoted,
    status: "$status",
    export: "setenv {name} {value}",
    forget: "unsetenv {name}",
    in_function: "",
    strict: "",
    again: "source ~/.tcshrc",
    traces: &["set echo", "unset echo; set verbose"],
    dump: "set; setenv",
    ..BASH
};

const ELVISH: Kind = Kind {
    name: "elvish",
    rc: ".config/elvish/rc.elv",
    calm: "set edit:prompt = { put '$ ' }; set edit:rprompt = { }",
    hook: "eval (hfenv hook elvish | slurp)",
    quote: double_quoted,
    status: "",
    export: "set-env {name} {value}",
    forget: "unset-env {name}",
    in_function: "fn go {|to| cd $to }; go {}",
    subshell: "",
    pushd: "",
    popd: "",
    strict: "",
    away: "var here = $pwd; cd /; try { cd $here } catch { nop }",
    again: "eval (slurp < ~/.config/elvish/rc.elv)",
    traces: &[],
    dump: "env; pprint [(edit:command-history &dedup)]",
    history: "edit:command-history | each {|c| echo $c[cmd] }",
    ..BASH
};

const NU: Kind = Kind {
    name: "nu",
    rc: ".config/nushell/config.nu",
    calm: "$env.config.show_banner = false; $env.PROMPT_COMMAND = '$ '\n\
           $env.PROMPT_COMMAND_RIGHT = ''; $env.PROMPT_INDICATOR = ''",
    hook: "",
    quote: double_quoted,
    status: "$env.LAST_EXIT_CODE",
    export: "$env.{name} = {value}",
    forget: "hide-env {name}",
    in_function: "def --env go [to] { cd $to }; go {}",
    subshell: "do { cd {}; {line} }",
    pushd: "",
    popd: "",
    strict: "",
    again: "source ~/.config/nushell/autoload/hfenv.nu",
    traces: &[],
    dump: "^env; print ($env | reject config | to nuon --serialize)",
    history: "history | get command | to text | print",
    ..BASH
};

const XONSH: Kind = Kind {
    name: "xonsh",
    // Elsewhere it asks for the cursor before each prompt, and loses keys that come meanwhile.
    env: &[("SSH_CONNECTION", "1")],
    rc: ".xonshrc",
    // A program in a thread takes the keys of the next line.
    calm: "$PROMPT = '$ '; $THREAD_SUBPROCS = False",
    hook: "execx($(hfenv hook xonsh))",
    quote: xonsh_quoted,
    status: "$LAST_RETURN_CODE",
    cd: "cd @({})",
    export: "${name} = {value}",
    forget: "del ${name}",
    in_function: "",
    subshell: "",
    strict: "$RAISE_SUBPROC_ERROR = True",
    again: "source ~/.xonshrc",
    traces: &["$XONSH_SUBPROC_TRACE = True"],
    dump: "env; print(dict(__xonsh__.env)); print(globals())",
    history: "history show",
    ..BASH
};

/// Escapes with a backslash, and a line's end as `\n`.
fn escaped(text: &str, special: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if special.contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out.replace('\n', "\\n")
}

/// Words that nobody would quote stay as they are.
fn is_plain(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"/._-".contains(&b))
}

fn ansi_quoted(text: &str) -> String {
    if is_plain(text) { text.to_owned() } else { format!("$'{}'", escaped(text, "\\'")) }
}

fn fish_quoted(text: &str) -> String {
    let part = |part: &str| format!("'{}'", escaped(part, "\\'"));
    text.split('\n').map(part).collect::<Vec<_>>().join("\\n")
}

fn tcsh_quoted(text: &str) -> String {
    let text = text.replace('\'', "'\\''").replace('!', "\\!").replace('\n', "\\\n");
    format!("'{text}'")
}

fn double_quoted(text: &str) -> String {
    format!("\"{}\"", escaped(text, "\\\""))
}

fn xonsh_quoted(text: &str) -> String {
    format!("'{}'", escaped(text, "\\'"))
}
