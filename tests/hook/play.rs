//! Plays `scenario.txt` in a shell. What its lines mean is said at its head.

use std::collections::BTreeMap;
use std::os::unix::fs::symlink;
use std::path::Path;
use std::time::{Duration, SystemTime};

use super::kinds::{Kind, in_each_shell};
use super::language::ODD;
use super::session::{Outer, Rc, Seen, Session, furnish};
use crate::support::sandbox::{Sandbox, fresh_token};

const SCENARIO: &str = include_str!("scenario.txt");

/// A name over several lines.
const LINES: &str = "two\nlines";

/// The stories of one chapter, by their headings; the first has none.
struct Chapter {
    title: &'static str,
    stories: Vec<Story>,
}

#[derive(Default)]
struct Story {
    title: &'static str,
    /// Numbers of lines, and their words.
    steps: Vec<(usize, Vec<String>)>,
}

fn chapters() -> Vec<Chapter> {
    let mut chapters: Vec<Chapter> = Vec::new();
    for (at, line) in SCENARIO.lines().enumerate() {
        if let Some(title) = line.strip_prefix("== ") {
            chapters.push(Chapter { title, stories: vec![Story::default()] });
        } else if let Some(chapter) = chapters.last_mut() {
            if let Some(title) = line.strip_prefix("# ") {
                chapter.stories.push(Story { title, ..Story::default() });
            } else if !line.is_empty() {
                let steps = line.split(" -> ").map(|step| shell_words::split(step).unwrap());
                let story = chapter.stories.last_mut().unwrap();
                story.steps.extend(steps.map(|words| (at + 1, words)));
            }
        }
    }
    chapters
}

/// One chapter in one shell.
struct Player {
    kind: &'static Kind,
    home: Sandbox,
    shell: Session,
    tokens: BTreeMap<String, String>,
    /// A token that lies about.
    secret: String,
    /// What was seen since the last line that was typed.
    seen: Option<Seen>,
    /// Whether something happened since the prompt came.
    stale: bool,
    /// Whether to go away and back for it.
    travels: bool,
    /// How to end the shells within.
    inner: Vec<Outer>,
    second: Option<Session>,
}

fn every_story_of_the_scenario(kind: &'static Kind) {
    for chapter in chapters() {
        let home = Sandbox::new();
        furnish(&home, &[kind, another(kind)], Rc::Hooked);
        let shell = Session::start(kind, &home, &[]);
        let mut player = Player::new(kind, home, shell);
        for story in chapter.stories.iter().filter(|story| story.is_for(kind)) {
            for (line, words) in &story.steps {
                let words: Vec<&str> = words.iter().map(String::as_str).collect();
                if let Err(wrong) = player.step(&words) {
                    let place = format!("{}, line {line}: {words:?}", kind.name);
                    let screen = player.shell.terminal.screen();
                    let (chapter, story) = (chapter.title, story.title);
                    panic!("{place}\n{chapter}: {story}\n{wrong}\n--- screen ---\n{screen}");
                }
            }
        }
    }
}

/// A shell of another kind, which nearly every machine has.
fn another(kind: &Kind) -> &'static Kind {
    let zsh = Kind::named("zsh");
    if kind.name == "bash" && zsh.program().is_some() { zsh } else { Kind::named("bash") }
}

in_each_shell!(every_story_of_the_scenario);

impl Story {
    /// Whether it is meant for this shell, which has all the words for it.
    fn is_for(&self, kind: &Kind) -> bool {
        self.steps.iter().all(|(_, words)| match words[0].as_str() {
            "only" => words.iter().any(|word| word == kind.name),
            "not" => !words.iter().any(|word| word == kind.name),
            "function" => !kind.in_function.is_empty(),
            "pushd" => !kind.pushd.is_empty(),
            "subshell" => !kind.subshell.is_empty(),
            "strict" => !kind.strict.is_empty(),
            "status" => !kind.status.is_empty(),
            _ => true,
        })
    }
}

impl Player {
    fn new(kind: &'static Kind, home: Sandbox, shell: Session) -> Self {
        let (tokens, secret, inner) = (BTreeMap::new(), fresh_token(), Vec::new());
        let (seen, stale, travels, second) = (None, false, false, None);
        Self { kind, home, shell, tokens, secret, seen, stale, travels, inner, second }
    }

    fn step(&mut self, words: &[&str]) -> Result<(), String> {
        if let Some(result) = self.check(words) {
            return result;
        }
        self.stale = self.meanwhile(words);
        if !self.stale {
            self.typed(words);
        }
        // A shell that can't see that a file was edited has to go away and come back.
        let may_edit = self.stale || words[0] == "type";
        self.travels = may_edit && !self.shell.kind.away.is_empty();
        self.stale |= self.travels;
        self.seen = None;
        Ok(())
    }

    /// A path of the scenario.
    fn path(&self, below: &str) -> String {
        let named = below.replace("ODD", ODD).replace("LINES", LINES);
        self.home.path(named).display().to_string()
    }

    /// What somebody else does; whether this is it.
    fn meanwhile(&mut self, words: &[&str]) -> bool {
        match *words {
            ["only" | "not", ..] => {}
            ["file", path, text] => self.write(path, text, None),
            ["same-second", path, text] => self.write(path, text, Some(Duration::from_nanos(1))),
            ["older", path, text] => {
                self.write(path, text, None);
                let file = std::fs::File::options().write(true).open(self.path(path)).unwrap();
                file.set_modified(SystemTime::UNIX_EPOCH + Duration::new(1_000_000_000, 1))
                    .unwrap();
            }
            ["remove", path] => {
                let path = self.path(path);
                std::fs::remove_file(&path).or_else(|_| std::fs::remove_dir_all(&path)).unwrap();
            }
            ["folder", path] => std::fs::create_dir_all(self.path(path)).unwrap(),
            ["repository", path] => {
                let mut git = self.home.command("git");
                assert!(git.args(["init", "-q"]).arg(self.path(path)).status().unwrap().success());
                self.home.write(".gitconfig", "[user]\nname = ada\nemail = ada@example.com\n");
            }
            ["link", path, to] => symlink(self.path(to), self.path(path)).unwrap(),
            ["login", name] => {
                let token = fresh_token();
                self.home.profile(name, &token);
                self.tokens.insert(name.to_owned(), token);
            }
            ["run", ref words @ ..] => {
                let words =
                    words.iter().map(|word| word.replace("ODD", ODD).replace("LINES", LINES));
                self.home.hfenv(words).assert().success();
            }
            _ => return false,
        }
        true
    }

    /// Writes a file; its time is now, or that of the former one and a little more.
    fn write(&self, path: &str, text: &str, later: Option<Duration>) {
        let path = self.path(path);
        let before = std::fs::metadata(&path).and_then(|data| data.modified());
        let text = text.replace("\\n", "\n").replace("SECRET", &self.secret);
        self.home.write(Path::new(&path), format!("{text}\n"));
        if let (Some(later), Ok(before)) = (later, before) {
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(before + later).unwrap();
        }
    }

    /// What the person types.
    fn typed(&mut self, words: &[&str]) {
        let kind = self.shell.kind;
        match *words {
            ["cd", path] => self.shell.cd(&path.replace("ODD", ODD).replace("LINES", LINES)),
            ["home"] => self.shell.line("cd"),
            ["export", name, value] => self.shell.export(name, value),
            ["forget", name] => self.shell.line(&kind.with_variable(kind.forget, name, "")),
            ["type", line] => self.shell.line(line),
            ["function", path] => self.shell.line(&kind.with_path(kind.in_function, path)),
            ["pushd", path] => self.shell.line(&kind.with_path(kind.pushd, path)),
            ["popd"] => self.shell.line(kind.popd),
            ["strict"] => self.shell.line(kind.strict),
            ["again"] => self.shell.line(kind.again),
            ["fails", status] => self.shell.fail(status.parse().unwrap()),
            ["nested"] => self.inner.push(self.shell.nest(kind)),
            ["another"] => self.inner.push(self.shell.nest(another(kind))),
            ["leave"] => self.shell.leave(&self.inner.pop().unwrap()),
            _ => panic!("the scenario says {words:?}"),
        }
    }

    /// What can be seen; `None` if this is something else.
    fn check(&mut self, words: &[&str]) -> Option<Result<(), String>> {
        Some(match *words {
            // The way has words of its own.
            ["told" | "quiet", ..] if self.travels => Ok(()),
            ["has", name, value] => self.expect(name, Some(value)),
            ["lacks", ref names @ ..] => names.iter().try_for_each(|name| self.expect(name, None)),
            ["token", name] => {
                let token = self.tokens[name].clone();
                self.expect("HF_TOKEN", Some(&token))
            }
            ["told", text] => {
                let said = &self.seen().said;
                let count = said.matches(text).count();
                same(&count, &1, &format!("times it was told, in: {said}"))
            }
            ["quiet"] => {
                let said = &self.seen().said;
                same(&said.contains("hfenv:"), &false, &format!("whether it spoke: {said}"))
            }
            ["at", path] => same(&self.seen().folder.clone(), &self.path(path), "folder"),
            ["status", status] => same(self.seen().status.as_str(), status, "status"),
            ["subshell", path, name, value] => {
                let line = self.kind.with_path(self.kind.subshell, path);
                let seen = self.shell.probe_in(&line);
                same(&seen.value(name), &Some(value), name)
            }
            ["second", path, name, value] => self.in_second(path, name, value),
            _ => return None,
        })
    }

    fn seen(&mut self) -> &Seen {
        let shell = &mut self.shell;
        if std::mem::take(&mut self.stale) {
            shell.line(shell.kind.away);
        }
        self.seen.get_or_insert_with(|| shell.probe())
    }

    fn expect(&mut self, name: &str, value: Option<&str>) -> Result<(), String> {
        same(&self.seen().value(name), &value, name)
    }

    /// Another terminal, kept open.
    fn in_second(&mut self, path: &str, name: &str, value: &str) -> Result<(), String> {
        let path = self.path(path);
        let (kind, home) = (self.kind, &self.home);
        let second = self.second.get_or_insert_with(|| Session::start(kind, home, &[]));
        second.cd(&path);
        let seen = second.probe();
        same(&seen.value(name), &Some(value), &format!("{name} in the second"))
    }
}

fn same<T>(seen: &T, expected: &T, what: &str) -> Result<(), String>
where
    T: PartialEq + std::fmt::Debug + ?Sized,
{
    let wrong = || format!("{what}: {seen:?}, not {expected:?}");
    (seen == expected).then_some(()).ok_or_else(wrong)
}
