//! Hazard: the hook shows a token while it loads one: in a trace, in a variable, in a file, in the
//! arguments of a program, in the history.

use std::collections::BTreeSet;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::hook::kinds::{Kind, in_each_shell};
use crate::hook::session::{Rc, Seen, Session, furnish, program};
use crate::support::forms::Forms;
use crate::support::sandbox::{Sandbox, fresh_token, is_installed};
use crate::support::scene::approved;

/// Parts of a token of this length are searched for, too.
const PART: usize = 8;

/// A shell, and a project whose profile has a token.
struct Scene {
    home: Sandbox,
    shell: Session,
    token: String,
    forms: Forms,
}

impl Scene {
    fn new(kind: &'static Kind) -> Self {
        let (home, token) = (Sandbox::new(), fresh_token());
        home.profile("play", &fresh_token());
        home.profile("work", &token);
        home.hfenv(["switch", "play"]).assert().success();
        furnish(&home, &[kind], Rc::Hooked);
        approved(&home, "work", ".hfenv.toml", "profile = \"work\"\n");
        let shell = Session::start(kind, &home, &[]);
        let forms = Forms::of(&token);
        Self { home, shell, token, forms }
    }

    /// Enters the project, which loads the token.
    fn enter(&mut self) -> Seen {
        self.shell.cd("work");
        let seen = self.shell.probe();
        assert_eq!(seen.env.get("HF_TOKEN"), Some(&self.token), "{}", seen.said);
        seen
    }

    fn leave(&mut self) -> Seen {
        self.shell.line("cd");
        let seen = self.shell.probe();
        assert_ne!(seen.env.get("HF_TOKEN"), Some(&self.token));
        seen
    }

    /// The screen has nothing of the token.
    fn assert_unseen(&self, when: &str) {
        let screen = self.shell.terminal.screen();
        assert!(self.forms.within(screen.as_bytes()).is_none(), "{when}:\n{screen}");
    }
}

fn no_trace_shows_the_token(kind: &'static Kind) {
    let mut scene = Scene::new(kind);
    for trace in kind.traces.iter().chain([&""]) {
        if !trace.is_empty() {
            scene.shell.line(trace);
        }
        scene.enter();
        scene.shell.line(kind.again);
        scene.leave();
        scene.assert_unseen(trace);
    }
    // Whoever traces does see what is there to be seen.
    if let Some(trace) = kind.traces.first() {
        scene.shell.line(trace);
        scene.enter();
        scene.shell.line("/bin/true $HF_TOKEN");
        let screen = scene.shell.terminal.screen();
        assert!(screen.contains(&scene.token), "{trace} shows nothing: {screen}");
    }
}

fn a_child_gets_the_token_and_nothing_else_of_it(kind: &'static Kind) {
    let mut scene = Scene::new(kind);
    let before = scene.leave().env;
    let inside = scene.enter().env;
    let new: BTreeSet<&str> = inside
        .iter()
        .filter(|(name, value)| before.get(*name) != Some(value))
        .map(|(name, _)| name.as_str())
        .collect();
    // The second half is the shell's own.
    let known = ["HFENV_STATE", "HF_TOKEN", "OLDPWD", "PWD", "_", "CMD_DURATION_MS"];
    assert!(new.iter().all(|name| known.contains(name)), "{}: {new:?}", kind.name);
    let parts = scene.token.as_bytes().windows(PART);
    let parts: Vec<&str> = parts.map(|part| std::str::from_utf8(part).unwrap()).collect();
    for (name, value) in inside.iter().filter(|(name, _)| *name != "HF_TOKEN") {
        assert!(scene.forms.within(value.as_bytes()).is_none(), "{}: {name}", kind.name);
        assert!(!parts.iter().any(|part| value.contains(part)), "{}: {name}", kind.name);
        assert!(!name.starts_with("__"), "{}: {name} is exported", kind.name);
    }
    // The shell's own environment is what it was started with.
    let environ = format!("/proc/{}/environ", scene.shell.terminal.id());
    assert!(scene.forms.within(&std::fs::read(environ).unwrap()).is_none());
}

fn no_variable_of_the_shell_has_the_token_but_the_exported_one(kind: &'static Kind) {
    let mut scene = Scene::new(kind);
    scene.enter();
    let from = scene.shell.terminal.screen().len();
    scene.shell.line(kind.dump);
    let dump = &scene.shell.terminal.screen()[from..];
    let places: Vec<usize> = dump.match_indices(&scene.token).map(|(at, _)| at).collect();
    assert!(!places.is_empty(), "{}: {dump}", kind.name);
    for at in places {
        let before: String = dump[..at].chars().rev().take(24).collect();
        let before: String = before.chars().rev().collect();
        assert!(before.contains("HF_TOKEN"), "{}: {before:?} has the token", kind.name);
    }
    let others = dump.replace(&scene.token, "");
    assert!(scene.forms.within(others.as_bytes()).is_none(), "{}", kind.name);
}

/// Everything below a folder.
fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(below(&path));
        }
        found.push(path);
    }
    found
}

fn files_beside_the_store_have_nothing_of_the_token(kind: &'static Kind) {
    let mut scene = Scene::new(kind);
    scene.enter();
    let twins = scene.home.path("run/hfenv");
    let own = twins.join(scene.shell.terminal.id().to_string());
    // The others keep times in variables.
    let has_twins = ["bash", "zsh", "fish"].contains(&kind.name);
    assert_eq!(own.is_dir(), has_twins, "{}", kind.name);
    let found = if has_twins { [below(&twins), vec![twins]].concat() } else { Vec::new() };
    for path in found {
        let data = path.metadata().unwrap();
        let mode = data.permissions().mode() & 0o777;
        let shown = path.display();
        if data.is_dir() {
            assert_eq!(mode, 0o700, "{}: {shown}", kind.name);
        } else {
            assert_eq!((mode, data.len()), (0o600, 0), "{}: {shown}", kind.name);
        }
    }
    scene.leave();
    let known = scene.home.path(".local/share/hfenv");
    let found = scene.forms.files(&scene.home.home());
    // What the test's own probe wrote down is the environment.
    let probes = scene.home.path(".probe");
    let others =
        found.iter().filter(|path| !path.starts_with(&known) && !path.starts_with(&probes));
    assert_eq!(others.collect::<Vec<_>>(), Vec::<&PathBuf>::new(), "{}", kind.name);
}

fn the_token_is_in_no_programs_arguments(kind: &'static Kind) {
    if !is_installed("strace") {
        return;
    }
    let (home, token) = (Sandbox::new(), fresh_token());
    home.profile("work", &token);
    furnish(&home, &[kind], Rc::Hooked);
    let record = home.path("record");
    let trace = format!(
        "#!/bin/sh\nexec strace -f -qq -s 65536 -e trace=execve -e signal=none -o {} {} \"$@\"\n",
        record.display(),
        kind.program().unwrap().display()
    );
    let traced = program(&home, "traced", &trace);
    let mut shell = Session::start_as(kind, &home, &traced, &[]);
    shell.export("OTHER", "1");
    shell.line("hfenv why");
    let seen = shell.probe();
    assert_eq!(seen.env.get("HF_TOKEN"), Some(&token), "{}", seen.said);
    drop(shell);
    let record = std::fs::read(&record).unwrap();
    let text = String::from_utf8_lossy(&record);
    assert!(text.contains("\"hook-env\""), "{}: {text}", kind.name);
    assert!(Forms::of(&token).within(&record).is_none(), "{}: {text}", kind.name);
}

in_each_shell!(
    no_trace_shows_the_token,
    a_child_gets_the_token_and_nothing_else_of_it,
    no_variable_of_the_shell_has_the_token_but_the_exported_one,
    files_beside_the_store_have_nothing_of_the_token,
    the_token_is_in_no_programs_arguments
);
