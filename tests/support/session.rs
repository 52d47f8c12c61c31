//! One bash at a terminal in a [`World`]: lines are typed at its prompt, and what each one shows is
//! told from the next prompt by marks that no terminal shows.

use std::num::NonZero;
use std::time::{Duration, Instant};

use super::pty::Terminal;
use super::world::World;

/// How long a line may take.
const PATIENCE: Duration = Duration::from_secs(60);
/// Said between a line and what it shows.
const BEGINS: &str = "\x1b]133;C\x07";
/// Said with the status between what a line showed and the prompt.
const ENDS: &str = "\x1b]133;D;";

/// What a person does at a question, and then types.
pub(crate) struct Answer<'a> {
    to: &'static str,
    question: &'static str,
    keys: Box<dyn Fn() -> String + 'a>,
}

impl<'a> Answer<'a> {
    /// To lines that contain `to` and ask this.
    pub(crate) fn new(
        to: &'static str,
        question: &'static str,
        keys: impl Fn() -> String + 'a,
    ) -> Self {
        Self { to, question, keys: Box::new(keys) }
    }
}

/// The shell, up to date with what it shows.
pub(crate) struct Session<'a> {
    world: &'a World,
    terminal: Terminal,
    columns: u16,
    from: usize,
}

/// A line that has run.
pub(crate) struct Ran {
    pub(crate) status: String,
    /// What it sent to the terminal.
    pub(crate) sent: String,
}

impl<'a> Session<'a> {
    /// A bash with this prompt, in the home.
    pub(crate) fn start(world: &'a World, columns: u16, prompt: &str) -> Self {
        let mut command = world.command("setsid");
        command.args(["-c", "bash", "-i"]);
        let mut terminal = Terminal::sized(command, 50, columns);
        terminal.wait_editor();
        // The machine's own rc file may have set a prompt.
        let marks = format!("PS0='\\e[0m\\e]133;C\\a' PS1='\\[\\e]133;D;$?\\a\\]{prompt}'");
        terminal.keys(&format!(" {marks} PROMPT_DIRTRIM=0; clear\r"));
        let mut session = Self { world, terminal, columns, from: 0 };
        session.from = session.wait_prompt(&[]);
        session
    }

    /// Types a line, answers what is asked, and waits for the next prompt.
    pub(crate) fn run(&mut self, line: &str, answers: &[Answer]) -> Ran {
        let from = self.from;
        self.terminal.keys(&format!("{}\r", line.replace('\n', "\r")));
        let answers: Vec<&Answer> =
            answers.iter().filter(|answer| line.contains(answer.to)).collect();
        self.from = self.wait_prompt(&answers);
        let screen = self.terminal.screen();
        let shown = &screen[from..];
        let begin = shown.find(BEGINS).map_or(0, |at| at + BEGINS.len());
        let end = shown.rfind(ENDS).unwrap();
        let status = shown[end + ENDS.len()..].split('\x07').next().unwrap();
        Ran { status: status.to_owned(), sent: shown[begin..end].to_owned() }
    }

    /// Everything that was shown, from the first prompt to the last one.
    pub(crate) fn everything(&self) -> String {
        let screen = self.terminal.screen();
        let (first, last) = (screen.find(ENDS).unwrap(), screen.rfind(ENDS).unwrap());
        self.world.shown(&screen[first..last])
    }

    /// Types a line that goes on, and returns everything that was shown once that is as it should
    /// be.
    pub(crate) fn until(&mut self, line: &str, ready: impl Fn(&str) -> bool) -> String {
        self.terminal.keys(&format!("{line}\r"));
        let columns = self.columns;
        let text = |sent: &str| emulated(sent, columns).screen().contents();
        self.terminal.wait_until("the moment", |screen| ready(&text(screen)));
        let screen = self.terminal.screen();
        self.world.shown(&screen[screen.find(ENDS).unwrap()..])
    }

    /// What stands on the terminal after these bytes.
    pub(crate) fn text(&self, sent: &str) -> String {
        let text = emulated(&self.world.shown(sent), self.columns).screen().contents();
        text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    }

    /// Waits for a prompt behind what is known, and returns where it ends. Each answer is given as
    /// often as its question is asked.
    fn wait_prompt(&mut self, answers: &[&Answer]) -> usize {
        let begin = Instant::now();
        let mut heard = self.from;
        loop {
            let screen = self.terminal.screen();
            let asked = answers.iter().find_map(|answer| {
                let at = screen[heard..].find(answer.question)?;
                Some((heard + at + answer.question.len(), &answer.keys))
            });
            if let Some((at, keys)) = asked {
                heard = at;
                // What is typed before the echo is off would be shown, and be thrown away.
                if screen[..at].ends_with("not shown): ") {
                    self.terminal.wait_hidden();
                }
                self.terminal.keys(&format!("{}\r", keys()));
                continue;
            }
            // The prompt of the line before is behind us; the editor waits once it has been drawn.
            let ended = screen[self.from..].rfind(ENDS).map(|at| self.from + at);
            let drawn = ended.is_some_and(|at| screen[at..].contains('\x07'));
            if drawn && self.terminal.edits() {
                std::thread::sleep(Duration::from_millis(20));
                return self.terminal.screen().len();
            }
            assert!(begin.elapsed() < PATIENCE, "no prompt after: {}", &screen[self.from..]);
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

/// A terminal with room for everything, after these bytes.
pub(crate) fn emulated(sent: &str, columns: u16) -> vt100::Parser {
    let size = |number| NonZero::new(number).unwrap();
    let mut parser = vt100::Parser::new(size(1000), size(columns), 0);
    parser.process(sent.as_bytes());
    parser
}
