//! The shells that have a hook, one row each: how a shell is started with it, and the few words in
//! which its language differs.

use std::path::PathBuf;

use hfenv::vars::Env;

use crate::support::sandbox::search_path;

/// A shell. In the lines, `{}` stands for a quoted path, `{name}` and `{value}` for a variable. An
/// empty line is something the shell can't say.
pub(crate) struct Kind {
    /// Its name for `hfenv hook`, and its program.
    pub(crate) name: &'static str,
    /// Its arguments, for an interactive shell that reads its rc file.
    pub(crate) args: &'static [&'static str],
    /// A variable that it is started with, for the test's sake.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// Its rc file, below home.
    pub(crate) rc: &'static str,
    /// A plain prompt, and whatever keeps a first start from asking questions.
    pub(crate) calm: &'static str,
    /// The line of `hfenv hook --help`.
    pub(crate) hook: &'static str,
    /// A word as this shell's own quotes say it.
    pub(crate) quote: fn(&str) -> String,
    /// The status of the last command, as a word.
    pub(crate) status: &'static str,
    pub(crate) cd: &'static str,
    pub(crate) export: &'static str,
    pub(crate) forget: &'static str,
    pub(crate) in_function: &'static str,
    /// Changes the folder in a subshell and runs `{line}` there.
    pub(crate) subshell: &'static str,
    pub(crate) pushd: &'static str,
    pub(crate) popd: &'static str,
    /// Options that make most mistakes fatal.
    pub(crate) strict: &'static str,
    /// Reads the rc file again.
    pub(crate) again: &'static str,
    /// Lets the shell show what it runs, and show it in another way.
    pub(crate) traces: &'static [&'static str],
    /// Prints every variable of the shell and its environment.
    pub(crate) dump: &'static str,
    /// Prints the lines typed so far.
    pub(crate) history: &'static str,
}

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
    traces: &["$XONSH_TRACE_SUBPROC = True"],
    dump: "env; print(dict(__xonsh__.env)); print(globals())",
    history: "history show",
    ..BASH
};

/// Every shell with a hook.
pub(crate) const KINDS: [&Kind; 7] = [&BASH, &ZSH, &FISH, &TCSH, &ELVISH, &NU, &XONSH];

/// Makes one test of each shell from a function of a [`Kind`], so that they run side by side:
/// in those that are installed (`plain`), or that have a hook, too (`hooked`).
macro_rules! in_each_shell {
    ($run:ident: $($test:ident),+) => { $(mod $test {
        use crate::hook::kinds::Kind;
        fn of(name: &str) {
            Kind::$run(name, super::$test);
        }
        #[test] fn bash() { of("bash"); }
        #[test] fn zsh() { of("zsh"); }
        #[test] fn fish() { of("fish"); }
        #[test] fn tcsh() { of("tcsh"); }
        #[test] fn elvish() { of("elvish"); }
        #[test] fn nu() { of("nu"); }
        #[test] fn xonsh() { of("xonsh"); }
    })+ };
}
pub(crate) use in_each_shell;

impl Kind {
    pub(crate) fn named(name: &str) -> &'static Self {
        KINDS.into_iter().find(|kind| kind.name == name).unwrap()
    }

    /// Runs a test in this shell if it is installed.
    pub(crate) fn plain(name: &str, test: fn(&'static Self)) {
        let kind = Self::named(name);
        if kind.program().is_some() {
            test(kind);
        }
    }

    /// Runs a test in this shell if it is installed and has a hook.
    pub(crate) fn hooked(name: &str, test: fn(&'static Self)) {
        if Self::named(name).has_hook() {
            Self::plain(name, test);
        }
    }

    /// The program: in `HFENV_TEST_TOOLS/bin`, else in `PATH`. A missing one is an error in CI and
    /// a printed skip elsewhere.
    pub(crate) fn program(&self) -> Option<PathBuf> {
        let env = Env::from_process();
        let tools = env.absolute("HFENV_TEST_TOOLS").map(|folder| folder.join("bin"));
        let path = search_path();
        let mut folders = tools.into_iter().chain(std::env::split_paths(&path));
        let found = folders.find_map(|folder| {
            let file = folder.join(self.name);
            file.is_file().then_some(file)
        });
        if found.is_none() {
            assert!(!env.has("CI"), "{} is not installed", self.name);
            println!("skipped: {} is not installed", self.name);
        }
        found
    }

    /// Whether its plugin is written.
    fn has_hook(&self) -> bool {
        let asked = std::process::Command::new(env!("CARGO_BIN_EXE_hfenv"))
            .args(["hook", self.name])
            .output();
        let has = asked.unwrap().status.success();
        if !has {
            println!("skipped: {} has no hook yet", self.name);
        }
        has
    }

    /// A line of the language with a path in it.
    pub(crate) fn with_path(&self, line: &str, path: &str) -> String {
        line.replace("{}", &(self.quote)(path))
    }

    /// A line of the language about a variable.
    pub(crate) fn with_variable(&self, line: &str, name: &str, value: &str) -> String {
        line.replace("{name}", name).replace("{value}", &(self.quote)(value))
    }
}

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
