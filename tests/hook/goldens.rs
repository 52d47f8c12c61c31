//! What a person sees at the prompt, the same in bash, zsh and fish, as `tests/golden/hook/` has
//! it.
//!
//! `HFENV_TEST_UPDATE=1 cargo nextest run hook::goldens` writes the files anew, from bash.

use std::path::Path;
use std::time::{Duration, Instant};

use hfenv::vars::Env;

use super::kinds::Kind;
use super::session::{Rc, furnish, surroundings};
use crate::support::sandbox::{Sandbox, fresh_token, is_installed};
use crate::support::tmux::Tmux;

/// What everything has to fit.
const WIDTH: usize = 80;

const PATIENCE: Duration = Duration::from_secs(20);

/// Something that a person does and sees.
struct Scene {
    /// The file that has it.
    name: &'static str,
    /// What is typed, and the words that end what is seen of it. SECRET stands for a token.
    steps: &'static [(&'static str, &'static str)],
}

const SCENES: [Scene; 6] = [
    Scene { name: "unapproved", steps: &[("cd llm", "hfenv allow")] },
    Scene {
        name: "allow",
        steps: &[
            ("cd llm", "hfenv allow"),
            ("hfenv allow", "[y/N]"),
            ("y", "allowed"),
            ("printenv HF_HUB_OFFLINE", "\n1\n"),
        ],
    },
    Scene {
        name: "changed",
        steps: &[
            ("cd llm", "hfenv allow"),
            ("hfenv allow --yes", "allowed"),
            ("echo HF_HUB_OFFLINE=0 > .env", "hfenv allow"),
            ("hfenv allow", "[y/N]"),
            ("n", "nothing was allowed"),
        ],
    },
    Scene { name: "typed", steps: &[("export HF_TOKEN=SECRET", "hint")] },
    Scene { name: "staged", steps: &[("cd notes", "$"), ("git add .", "hfenv")] },
    Scene {
        name: "stopped",
        steps: &[
            ("export HFENV_GUARD=stop", "$"),
            ("cd notes", "$"),
            ("git add .", "hfenv"),
            ("git status --short", "??"),
        ],
    },
];

/// A home with a project that holds a token, and a repository in which one lies about.
fn furnished(kind: &'static Kind, token: &str) -> Sandbox {
    let home = Sandbox::below_tmp();
    furnish(&home, &[kind], Rc::Hooked);
    home.write("llm/.env", format!("HF_TOKEN={token}\nHF_HUB_OFFLINE=1\nOTHER=1\n"));
    home.write("notes/README.md", format!("login(\"{token}\")\n"));
    let git = home.command("git").args(["init", "-q", "notes"]).status().unwrap();
    assert!(git.success());
    home
}

/// Plays the scene in a terminal of 80 columns; what it shows, from the first line that is typed.
fn play(scene: &Scene, kind: &'static Kind) -> String {
    let token = fresh_token();
    let home = furnished(kind, &token);
    let tmux = Tmux::of(&home);
    let all = surroundings(kind, &home);
    let env: Vec<(&str, &str)> = all.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let program = kind.program().unwrap().display().to_string();
    let width = WIDTH.to_string();
    tmux.run(&["new-session", "-d", "-x", &width, "-y", "40", &program], &env);
    wait(&tmux, "[tick rc]");
    for (line, end) in scene.steps {
        tmux.run(&["send-keys", "-l", &line.replace("SECRET", &token)], &[]);
        tmux.run(&["send-keys", "Enter"], &[]);
        wait(&tmux, end);
    }
    let pane = tmux.pane();
    assert!(scene.name == "typed" || !pane.contains(&token), "{pane}");
    let from = pane.find("$ ").unwrap();
    normal(&pane[from..], &home, &token)
}

/// Waits until the pane has these words, and asks for more.
fn wait(tmux: &Tmux, end: &str) {
    let (begin, mut before) = (Instant::now(), String::new());
    loop {
        let pane = tmux.pane();
        let last = pane.trim_end().lines().last().unwrap_or_default().trim_end().to_owned();
        let asks = last == "$" || last.ends_with("[y/N]");
        if asks && pane.contains(end) && pane == before {
            return;
        }
        assert!(begin.elapsed() < PATIENCE, "waited for {end:?}:\n{pane}");
        before = pane;
        std::thread::sleep(Duration::from_millis(30));
    }
}

/// Without what differs from run to run, each in its length.
fn normal(pane: &str, home: &Sandbox, token: &str) -> String {
    let folder = home.home().parent().unwrap().display().to_string();
    let plain = format!("{}000000", &folder[..folder.len() - 6]);
    let same = format!("hf_{}", "-".repeat(token.len() - 3));
    let text = pane.replace(&folder, &plain).replace(token, &same);
    // A mask shows the end of the token.
    let text = text.replace(&format!("…{}", &token[token.len() - 4..]), "…0000");
    let lines = text.trim_end().lines().map(|line| line.trim_end().to_owned() + "\n");
    lines.collect()
}

fn check(kind: &'static Kind) {
    if !is_installed("tmux") || kind.program().is_none() {
        return;
    }
    for scene in &SCENES {
        let shown = play(scene, kind);
        let below = format!("tests/golden/hook/{}.txt", scene.name);
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(below);
        if kind.name == "bash" && Env::from_process().flag("HFENV_TEST_UPDATE") {
            std::fs::create_dir_all(file.parent().unwrap()).unwrap();
            std::fs::write(&file, &shown).unwrap();
        }
        let known = std::fs::read_to_string(&file).unwrap_or_default();
        assert_eq!(shown, known, "{} in {}\n{shown}", scene.name, kind.name);
        let wide = shown.lines().find(|line| line.chars().count() > WIDTH);
        assert_eq!(wide, None, "{} in {}", scene.name, kind.name);
    }
}

#[test]
fn bash_shows_what_was_agreed() {
    check(Kind::named("bash"));
}

#[test]
fn zsh_shows_what_was_agreed() {
    check(Kind::named("zsh"));
}

#[test]
fn fish_shows_what_was_agreed() {
    check(Kind::named("fish"));
}
