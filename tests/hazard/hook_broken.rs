//! Hazard: the program that the prompt asks is gone, crashes, lies, hangs or shouts. The prompt
//! comes back, and so does everything else once the program is whole again.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rustix::process::Pid;

use crate::hook::kinds::{Kind, in_each_shell};
use crate::hook::session::{Rc, Session, furnish, program};
use crate::support::pty::others;
use crate::support::sandbox::Sandbox;
use crate::support::scene::approved;

/// How long a prompt may take, whatever happens.
const LIMIT: Duration = Duration::from_secs(10);

/// What stands in the program's place (REAL), and whether it has to be ended by force.
const BROKEN: [(&str, &str, bool); 9] = [
    ("crashes", "kill -SEGV $$", false),
    ("fails without a word", "exit 2", false),
    ("says nothing", "exit 0", false),
    ("prints garbage", "head -c 5000 /dev/urandom", false),
    ("prints half an answer", "REAL \"$@\" | head -c 90", false),
    (
        "speaks a later version",
        "REAL \"$@\" | sed 's/__hfenv_api\\([ =]\\)1/__hfenv_api\\12/g; s/\"api\":1/\"api\":2/'",
        false,
    ),
    ("shouts", "yes noise | head -c 200000 >&2; exit 1", false),
    ("is stopped", "kill -STOP $$", true),
    ("sleeps", "exec sleep 1000", true),
];

/// A shell whose hfenv can be replaced, in a project that sets `HF_HUB_OFFLINE`.
struct Scene {
    kind: &'static Kind,
    home: Sandbox,
    shell: Session,
    hfenv: PathBuf,
    real: PathBuf,
    /// Processes of the shell's own.
    company: Vec<Pid>,
}

impl Scene {
    /// `path` is what comes behind the folder of the program in PATH.
    fn new(kind: &'static Kind, path: &str) -> Self {
        let home = Sandbox::new();
        let (hfenv, real) = (home.path("bin/hfenv"), home.path("bin/real"));
        program(&home, "real", "");
        std::fs::remove_file(&real).unwrap();
        let built = Path::new(env!("CARGO_BIN_EXE_hfenv"));
        // A copy is slow, and a link would be followed.
        std::fs::hard_link(built, &real)
            .or_else(|_| std::fs::copy(built, &real).map(drop))
            .unwrap();
        std::fs::hard_link(&real, &hfenv).unwrap();
        approved(&home, "work", ".env", "HF_HUB_OFFLINE=1\n");
        furnish(&home, &[kind], Rc::Hooked);
        let path = format!("{}:{path}", home.path("bin").display());
        let shell = Session::start(kind, &home, &[("PATH", &path)]);
        let mut scene = Self { kind, home, shell, hfenv, real, company: Vec::new() };
        scene.works("at first");
        let company = others(scene.shell.terminal.id());
        scene.company = company.into_iter().map(|(pid, _)| pid).collect();
        scene
    }

    /// Replaces the program at once, as an upgrade does.
    fn replace(&self, script: &str) {
        let script = script.replace("REAL", &self.real.display().to_string());
        let new = program(&self.home, "new", &format!("#!/bin/sh\n{script}\n"));
        std::fs::rename(new, &self.hfenv).unwrap();
    }

    fn repair(&self) {
        let _ = std::fs::remove_file(&self.hfenv);
        std::fs::hard_link(&self.real, &self.hfenv).unwrap();
    }

    /// Goes to the project; what the variable is there, and what was said.
    fn enter(&mut self, when: &str) -> (Option<String>, String) {
        let begin = Instant::now();
        self.shell.cd("work");
        let took = begin.elapsed();
        assert!(took < LIMIT, "{} {when}: {took:?}", self.kind.name);
        let seen = self.shell.probe();
        assert!(seen.folder.ends_with("/work"), "{} {when}: {seen:?}", self.kind.name);
        (seen.env.get("HF_HUB_OFFLINE").cloned(), seen.said)
    }

    fn home_again(&mut self, when: &str) -> Option<String> {
        let begin = Instant::now();
        self.shell.line("cd");
        assert!(begin.elapsed() < LIMIT, "{} {when}", self.kind.name);
        self.shell.probe().env.get("HF_HUB_OFFLINE").cloned()
    }

    /// Everything is as it should be.
    fn works(&mut self, when: &str) {
        let name = self.kind.name;
        let (inside, said) = self.enter(when);
        assert_eq!(inside.as_deref(), Some("1"), "{name} {when}: {said}");
        assert_eq!(self.home_again(when), None, "{name} {when}");
    }

    /// No process of the shell's is left but those it had.
    fn is_alone(&self, when: &str) {
        let begin = Instant::now();
        loop {
            let mut others = others(self.shell.terminal.id());
            // One that is dead and not yet buried does no harm.
            others.retain(|(pid, stat)| !self.company.contains(pid) && !stat.contains(") Z "));
            if others.is_empty() {
                return;
            }
            assert!(begin.elapsed() < LIMIT, "{} {when}: left: {others:?}", self.kind.name);
            std::thread::sleep(Duration::from_millis(20));
        }
    }
}

fn a_broken_program_never_breaks_the_prompt(kind: &'static Kind) {
    let mut scene = Scene::new(kind, "/usr/bin:/bin");
    for (how, script, hangs) in BROKEN {
        scene.replace(script);
        let (inside, said) = scene.enter(how);
        assert_eq!(inside, None, "{} {how}", kind.name);
        assert_eq!(said.contains("does not answer; the next cd tries again"), hangs, "{said}");
        scene.is_alone(how);
        scene.repair();
        scene.home_again(how);
        scene.works(how);
    }
}

fn a_program_that_is_gone_is_silence(kind: &'static Kind) {
    let mut scene = Scene::new(kind, "/usr/bin:/bin");
    let silent = |scene: &mut Scene, how| {
        let (inside, said) = scene.enter(how);
        assert_eq!(inside, None, "{} {how}: {said}", kind.name);
        let words = ["hfenv", "rror", "ermission", "found"];
        let said = said.replace("hfenv-test", "");
        assert!(!words.iter().any(|word| said.contains(word)), "{} {how}: {said}", kind.name);
        scene.home_again(how);
    };
    std::fs::remove_file(&scene.hfenv).unwrap();
    silent(&mut scene, "is missing");
    scene.replace("exec REAL \"$@\"");
    std::fs::set_permissions(&scene.hfenv, std::os::unix::fs::PermissionsExt::from_mode(0o644))
        .unwrap();
    silent(&mut scene, "is not executable");
    scene.repair();
    scene.works("is back");
}

fn a_program_that_has_moved_is_found_in_the_path(kind: &'static Kind) {
    let mut scene = Scene::new(kind, &crate::support::sandbox::search_path());
    std::fs::remove_file(&scene.hfenv).unwrap();
    scene.works("has moved");
}

in_each_shell!(
    a_broken_program_never_breaks_the_prompt,
    a_program_that_is_gone_is_silence,
    a_program_that_has_moved_is_found_in_the_path
);
