//! A shell at a terminal, with hfenv's line in its rc file: types lines, waits until each has run,
//! and observes what a program started there sees.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::kinds::Kind;
use crate::support::pty::{Terminal, at_terminal};
use crate::support::sandbox::{Sandbox, search_path};

/// Says when a line has run: what it shows differs from what was typed.
const TICK: &str = "#!/bin/sh\nprintf '[tick %s]\\n' \"$1\" >/dev/tty\n";

/// Notes a status that it is given, the folder and the environment, all at once; and ends with the
/// status that it is told to.
const PROBE: &str = "#!/bin/sh
{ printf '%s\\0' \"$2\"; readlink -z /proc/self/cwd; env -0; } >\"HOME/.probe/new\"
mv \"HOME/.probe/new\" \"HOME/.probe/$1\"
printf '[tick %s]\\n' \"$1\" >/dev/tty
exit \"${3:-0}\"
";

/// Whether the rc file has hfenv's line.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Rc<'a> {
    /// The shell alone.
    Plain,
    /// The line of `hfenv hook --help`.
    Hooked,
    /// Lines before and after it.
    Between(&'a str, &'a str),
}

/// A living shell.
pub(crate) struct Session {
    pub(crate) kind: &'static Kind,
    pub(crate) terminal: Terminal,
    home: PathBuf,
    ticks: usize,
    mark: usize,
}

/// The shell around one that was started in it.
pub(crate) struct Outer {
    kind: &'static Kind,
    tick: String,
}

/// What a program in the shell saw.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) status: String,
    pub(crate) folder: String,
    pub(crate) env: BTreeMap<String, String>,
    /// What was shown since the observation before, without colours.
    pub(crate) said: String,
}

impl Seen {
    /// A variable's value.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.env.get(name).map(String::as_str)
    }
}

/// Lays out a home with the helpers, `bin` first in PATH, and rc files of these shells.
pub(crate) fn furnish(home: &Sandbox, kinds: &[&Kind], rc: Rc) {
    program(home, "tick", TICK);
    program(home, "probe", &PROBE.replace("HOME", &home.home().display().to_string()));
    for folder in ["run", ".probe"] {
        let folder = home.path(folder);
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::set_permissions(folder, PermissionsExt::from_mode(0o700)).unwrap();
    }
    for kind in kinds {
        let (before, after) = match rc {
            Rc::Between(before, after) => (before, after),
            _ => ("", ""),
        };
        let hook = if rc == Rc::Plain { "" } else { kind.hook };
        let lines = [kind.calm, before, hook, after, "tick rc\n"];
        home.write(kind.rc, lines.join("\n"));
        if kind.name == "nu" && rc != Rc::Plain {
            // As the line in the help does it, with the hfenv of this home.
            let mut command = home.command("sh");
            command.args(["-c", "hfenv hook nu"]).envs(surroundings(kind, home));
            home.write(".config/nushell/autoload/hfenv.nu", command.output().unwrap().stdout);
        }
        if kind.name == "fish" {
            // Else its first start reads all manual pages, in Python and in the background.
            home.write(".local/share/fish/generated_completions/none", "");
        }
    }
}

/// What the shell of a furnished home is started with.
pub(crate) fn surroundings(kind: &Kind, home: &Sandbox) -> Vec<(&'static str, String)> {
    let tools = kind.program().unwrap().parent().unwrap().display().to_string();
    let path = format!("{}:{}:{tools}", home.path("bin").display(), search_path());
    let run = home.path("run").display().to_string();
    let own = kind.env.iter().map(|(name, value)| (*name, (*value).to_owned()));
    own.chain([("PATH", path), ("XDG_RUNTIME_DIR", run)]).collect()
}

/// Writes a program below `bin`.
pub(crate) fn program(home: &Sandbox, name: &str, text: &str) -> PathBuf {
    let path = home.write(Path::new("bin").join(name), text);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    path
}

impl Session {
    /// Starts the shell in a home that was furnished for it.
    pub(crate) fn start(kind: &'static Kind, home: &Sandbox, env: &[(&str, &str)]) -> Self {
        Self::start_as(kind, home, &kind.program().unwrap(), env)
    }

    /// The same by a program that starts it.
    pub(crate) fn start_as(
        kind: &'static Kind,
        home: &Sandbox,
        program: &Path,
        env: &[(&str, &str)],
    ) -> Self {
        let mut command = at_terminal(home, program.to_str().unwrap(), kind.args);
        command.env("TERM", "xterm").envs(surroundings(kind, home)).envs(env.iter().copied());
        let terminal = Terminal::open(command);
        let mut session = Self { kind, terminal, home: home.home(), ticks: 0, mark: 0 };
        session.after_rc(1);
        session.line("");
        session
    }

    /// Waits for the end of a line of this many that rc files print.
    fn after_rc(&mut self, count: usize) {
        self.terminal
            .wait_until("the rc file's end", |screen| screen.matches("[tick rc]").count() >= count);
        self.terminal.wait_editor();
    }

    /// Types keys and Enter.
    pub(crate) fn enter(&mut self, line: &str) {
        self.terminal.keys(&format!("{line}\r"));
    }

    fn next(&mut self) -> String {
        self.ticks += 1;
        self.ticks.to_string()
    }

    /// Waits until the line with this number has run and the shell asks for the next one.
    pub(crate) fn wait(&mut self, tick: &str) {
        self.terminal.wait_for(&format!("[tick {tick}]"));
        self.terminal.wait_editor();
    }

    /// Runs a line, up to the next prompt.
    pub(crate) fn line(&mut self, line: &str) {
        let tick = self.next();
        let joint = if line.is_empty() { "" } else { "; " };
        self.enter(&format!("{line}{joint}tick {tick}"));
        self.wait(&tick);
    }

    /// Starts a shell in this one, and returns what [`Session::leave`] wants.
    pub(crate) fn nest(&mut self, kind: &'static Kind) -> Outer {
        let (tick, shells) = (self.next(), self.terminal.screen().matches("[tick rc]").count());
        self.enter(&format!("{}; tick {tick}", kind.name));
        self.after_rc(shells + 1);
        let outer = Outer { kind: self.kind, tick };
        self.kind = kind;
        self.line("");
        outer
    }

    /// Ends a shell in this one.
    pub(crate) fn leave(&mut self, outer: &Outer) {
        self.enter("exit");
        self.kind = outer.kind;
        self.wait(&outer.tick);
    }

    /// Has a program end with a status, as a line of its own.
    pub(crate) fn fail(&mut self, status: u8) {
        let tick = self.next();
        self.enter(&format!("probe {tick} 0 {status}"));
        self.wait(&tick);
    }

    /// Changes the folder.
    pub(crate) fn cd(&mut self, path: &str) {
        self.line(&self.kind.with_path(self.kind.cd, path));
    }

    /// Exports a variable.
    pub(crate) fn export(&mut self, name: &str, value: &str) {
        self.line(&self.kind.with_variable(self.kind.export, name, value));
    }

    /// Observes, as a line of its own: the status is that of the line before.
    pub(crate) fn probe(&mut self) -> Seen {
        let status = if self.kind.status.is_empty() { "-" } else { self.kind.status };
        let tick = self.next();
        self.enter(&format!("probe {tick} {status}"));
        self.wait(&tick);
        self.observed(&tick)
    }

    /// Observes from within a line of the language, where `{line}` stands.
    pub(crate) fn probe_in(&mut self, line: &str) -> Seen {
        let (tick, end) = (self.next(), self.next());
        let line = line.replace("{line}", &format!("probe {tick} -"));
        self.enter(&format!("{line}; tick {end}"));
        self.wait(&end);
        self.observed(&tick)
    }

    fn observed(&mut self, tick: &str) -> Seen {
        let bytes = std::fs::read(self.home.join(".probe").join(tick)).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        let mut fields = text.split_terminator('\0').map(ToOwned::to_owned);
        let screen = self.terminal.screen();
        let said = without_escapes(&screen[self.mark.min(screen.len())..]);
        self.mark = screen.len();
        Seen {
            status: fields.next().unwrap_or_default(),
            folder: fields.next().unwrap_or_default(),
            env: fields
                .filter_map(|field| {
                    let (name, value) = field.split_once('=')?;
                    Some((name.to_owned(), value.to_owned()))
                })
                .collect(),
            said,
        }
    }
}

/// A screen as text: without what moves the cursor or colours, and each run of blanks as one.
pub(crate) fn without_escapes(screen: &str) -> String {
    let mut out = String::new();
    let mut chars = screen.chars().peekable();
    while let Some(c) = chars.next() {
        match (c, chars.peek()) {
            ('\u{1b}', Some('[')) => {
                chars.next();
                // The parameters, and the letter that ends them.
                while chars.next().is_some_and(|c| !('@'..='~').contains(&c)) {}
            }
            ('\u{1b}', Some(']')) => {
                while let Some(c) = chars.next().filter(|c| *c != '\u{7}') {
                    if c == '\u{1b}' {
                        // Its other half.
                        chars.next();
                        break;
                    }
                }
            }
            ('\u{1b}', _) => {
                chars.next();
            }
            _ => out.push(c),
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn a_screen_is_read_as_a_person_reads_it() {
    let screen = "\u{1b}]0;title\u{7}\u{1b}[?2004h$ \u{1b}[1;32mcd\u{1b}[0m x\r\n  hfenv:\r\n";
    assert_eq!(without_escapes(screen), "$ cd x hfenv:");
}
