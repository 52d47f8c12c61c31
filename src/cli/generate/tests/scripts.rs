//! The completions of each shell: what clap's generators write, with the names of profiles put in,
//! and values where a generator knows none.
//!
//! A patch that no longer finds its place stops the test: then the generator has changed, and so
//! must the patch.

use std::fmt::Write as _;

use clap::{Arg, Command};
use clap_complete::{Generator, generate, shells};
use clap_complete_nushell::Nushell;

use super::shown::{NAMES, Values, command, values_of};
use crate::quote::Shell;

/// The completions for a shell.
pub(super) fn script(shell: Shell) -> String {
    let text = match shell {
        Shell::Bash => bash(),
        Shell::Zsh => zsh(),
        Shell::Fish => fish(),
        Shell::Pwsh => pwsh(),
        Shell::Elvish => elvish(),
        Shell::Nu => nu(),
        _ => panic!("no generator for {}", shell.name()),
    };
    assert!(!text.contains(NAMES), "{}: a name's place was not filled in", shell.name());
    text.lines().map(|line| line.trim_end().to_owned() + "\n").collect()
}

fn written(generator: impl Generator) -> String {
    let mut bytes = Vec::new();
    generate(generator, &mut command(), "hfenv", &mut bytes);
    String::from_utf8(bytes).unwrap()
}

/// `new` for every `old`, of which there must be some.
#[track_caller]
fn replaced(text: &str, old: &str, new: &str) -> String {
    assert!(text.contains(old), "the generator no longer writes {old:?}");
    text.replace(old, new)
}

/// Every command with each of its values that `wanted` takes.
fn each(wanted: impl Fn(&Arg) -> bool, mut tell: impl FnMut(&Command, &Arg, Values)) {
    fn walk(
        command: &Command,
        tell: &mut dyn FnMut(&Command, &Arg, Values),
        wanted: &dyn Fn(&Arg) -> bool,
    ) {
        for arg in command.get_arguments().filter(|arg| wanted(arg)) {
            if let Some(values) = values_of(command, arg) {
                tell(command, arg, values);
            }
        }
        command.get_subcommands().for_each(|sub| walk(sub, tell, wanted));
    }
    walk(&command(), &mut tell, &wanted);
}

/// The options that take a value, each once, as they are typed.
fn options() -> Vec<(Vec<String>, Values)> {
    let mut all: Vec<(Vec<String>, Values)> = Vec::new();
    each(
        |arg| !arg.is_positional(),
        |command, arg, values| {
            let short = arg.get_short().map(|short| format!("-{short}"));
            let long = arg.get_long().map(|long| format!("--{long}"));
            let typed: Vec<String> = short.into_iter().chain(long).collect();
            match all.iter().find(|(known, _)| *known == typed) {
                None => all.push((typed, values)),
                Some((_, known)) => {
                    assert_eq!(*known, values, "{typed:?} of {command} has a meaning of its own");
                }
            }
        },
    );
    all
}

fn bash() -> String {
    let text = written(shells::Bash);
    let text = replaced(&text, NAMES, "$(_hfenv_names)");
    let text = replaced(&text, "complete -F _hfenv ", "complete -F _hfenv_complete ");
    let (before, registration) =
        text.split_once("\n\nif [[ \"${BASH_VERSINFO[0]}\" -eq 4").expect("the registration");
    let tail = include_str!("bash.sh").trim_end();
    format!("{before}\n\n{tail}\n\nif [[ \"${{BASH_VERSINFO[0]}}\" -eq 4{registration}")
}

fn zsh() -> String {
    let text = replaced(&written(shells::Zsh), &format!(":({NAMES})"), ":_hfenv_names");
    let names = "\
(( $+functions[_hfenv_names] )) ||
_hfenv_names() {
    local -a names
    names=(${(f)\"$(_call_program names command hfenv list --names 2>/dev/null)\"})
    compadd \"$@\" -a names
}

if [ \"$funcstack[1]\" =";
    replaced(&text, "if [ \"$funcstack[1]\" =", names)
}

/// fish's generator leaves out all that is no option, and forgets that an option may still wait for
/// its value.
fn fish() -> String {
    let names = format!("{NAMES}\\t''");
    let text = replaced(&written(shells::Fish), &names, "(__fish_hfenv_names)");
    let parsed = "    argparse -s (__fish_hfenv_global_optspecs) -- $cmd 2>/dev/null\n";
    let again = format!("    or begin\n        set -e cmd[-1]\n    {parsed}    end\n");
    let mut text = replaced(&text, parsed, &format!("{parsed}{again}"));
    text.push_str(
        "\n# Profile names, one a line.\nfunction __fish_hfenv_names\n    \
         command -q hfenv; and command hfenv list --names 2>/dev/null\nend\n\n",
    );
    let with_value =
        options().into_iter().flat_map(|(typed, _)| typed).collect::<Vec<_>>().join(" ");
    let using = "__fish_hfenv_using_subcommand";
    assert!(text.contains(&format!("function {using}\n")), "fish: {using} is gone");
    let mut line = |command: &Command, offered: &str| {
        let verbs: Vec<&str> = command.get_name_and_visible_aliases();
        writeln!(text, "complete -c hfenv -n \"{using} {}\" -f{offered}", verbs.join(" ")).unwrap();
    };
    for sub in command().get_subcommands().filter(|sub| sub.get_positionals().next().is_none()) {
        line(sub, "");
    }
    each(Arg::is_positional, |command, _, values| {
        line(
            command,
            &match values {
                Values::Words(words) => format!(" -a \"{}\"", words.join(" ")),
                Values::Names => " -a \"(__fish_hfenv_names)\"".to_owned(),
                Values::Folder => " -a \"(__fish_complete_directories)\"".to_owned(),
                Values::Command => {
                    format!(" -a \"(__fish_complete_subcommand --fcs-skip=2 {with_value})\"")
                }
                Values::File | Values::Free => return,
            },
        );
    });
    text
}

fn nu() -> String {
    let text = written(Nushell);
    let names = "try { ^hfenv list --names | complete | get stdout | lines \
        | where $it =~ '^[A-Za-z0-9][A-Za-z0-9._+@-]*$' } catch { [] }";
    replaced(&text, &format!("[ \"{NAMES}\" ]"), names)
}

/// elvish's generator knows no values at all.
fn elvish() -> String {
    let mut text = written(shells::Elvish);
    each(Arg::is_positional, |command, _, values| {
        let place =
            format!("        &'{}'= {{\n", command.get_bin_name().unwrap().replace(' ', ";"));
        let offered = match values {
            Values::Words(words) => format!("put {}", words.join(" ")),
            Values::Names => "names".to_owned(),
            Values::Folder | Values::File => "edit:complete-filename $words[-1]".to_owned(),
            Values::Command | Values::Free => return,
        };
        text = replaced(&text, &place, &format!("{place}            {offered}\n"));
    });
    let mut values = String::new();
    for (typed, values_of) in options() {
        let offered = match values_of {
            Values::Words(words) => format!("put {}", words.join(" ")),
            Values::Names => "names".to_owned(),
            Values::File | Values::Folder => "edit:complete-filename $words[-1]".to_owned(),
            Values::Command | Values::Free => "nop".to_owned(),
        };
        for word in typed {
            writeln!(values, "        &{word}= {{ {offered} }}").unwrap();
        }
    }
    let names = "    fn names {
        try {
            e:hfenv list --names 2>/dev/null | from-lines
        } catch e {
            nop
        }
    }
    var command = 'hfenv'\n";
    let text = replaced(&text, "    var command = 'hfenv'\n", names);
    let chosen = format!(
        "    ]
    var values = [
{values}    ]
    if (has-key $values $words[-2]) {{
        $values[$words[-2]]
    }} elif (has-key $completions $command) {{
        $completions[$command]
    }}
}}\n"
    );
    replaced(&text, "    ]\n    $completions[$command]\n}\n", &chosen)
}

/// Nor does PowerShell's.
fn pwsh() -> String {
    let mut text = written(shells::PowerShell);
    let offered = |values: Values| match values {
        Values::Words(words) => Some(format!("'{}'", words.join("', '"))),
        Values::Names => Some("& $names".to_owned()),
        _ => None,
    };
    let result = |indent: &str| {
        format!(
            " |\n{indent}    ForEach-Object {{ [CompletionResult]::new($_, $_, \
             [CompletionResultType]::ParameterValue, $_) }}\n"
        )
    };
    each(Arg::is_positional, |command, _, values| {
        let Some(offered) = offered(values) else { return };
        let path = command.get_bin_name().unwrap().replace(' ', ";");
        let place = format!("        '{path}' {{\n");
        let indent = " ".repeat(12);
        text = replaced(&text, &place, &format!("{place}{indent}{offered}{}", result(&indent)));
    });
    let mut rows = String::new();
    for (typed, values) in options() {
        let Some(offered) = offered(values) else { continue };
        for word in typed {
            writeln!(rows, "        '{word}' {{ {offered} }}").unwrap();
        }
    }
    let place = "    $completions = @(switch ($command) {\n";
    let before = format!(
        "    $names = {{
        try {{
            @(hfenv list --names 2>$null) -match '^[A-Za-z0-9][A-Za-z0-9._+@-]*$'
        }} catch {{
        }}
    }}
    $before = $commandElements |
        Where-Object {{ $_.Extent.EndOffset -lt $cursorPosition }} |
        Select-Object -Last 1
    $values = @(switch -CaseSensitive (\"$before\") {{
{rows}    }})
    if ($values.Count -gt 0) {{
        return $values.Where{{ $_ -like \"$wordToComplete*\" }}{}    }}

{place}",
        result("        ")
    );
    replaced(&text, place, &before)
}
