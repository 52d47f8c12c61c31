//! Hazard: an import or a rotation is killed. strace ends it before each of the calls that change
//! something; wherever that is, running it again finishes it, nothing is lost, and no secret is in
//! the list of removals or in a file that nobody looks at.

use std::path::PathBuf;
use std::process::{Command, Output};

use crate::support::git::files_below;
use crate::support::hub::{Account, Hub};
use crate::support::sandbox::{Sandbox, is_installed};
use crate::support::shells::is_long;
use crate::support::shown::{run, said};

/// The calls by which files change.
const CALLS: &str = "fsync,rename,renameat,renameat2,unlink,unlinkat,ftruncate,fchmod";

/// The most kills: an import of some places makes far fewer calls.
const MOST: usize = 400;

/// Runs hfenv and kills it at the given call; whether it got there.
fn killed(home: &Sandbox, hub: &Hub, words: &[&str], stdin: &str, call: usize) -> (bool, Output) {
    let mut command: Command = home.command("strace");
    let inject = format!("inject={CALLS}:signal=KILL:when={call}");
    command.args(["-f", "-qq", "-o", "/dev/null", "-e", &format!("trace={CALLS}"), "-e", &inject]);
    command.arg(env!("CARGO_BIN_EXE_hfenv")).args(words);
    command.env("HF_ENDPOINT", hub.endpoint()).current_dir(home.path("p"));
    let output = assert_cmd::Command::from(command).write_stdin(stdin).output().unwrap();
    (output.status.code().is_none(), output)
}

/// The files that hold a text, below the home folder.
fn holders(home: &Sandbox, text: &str) -> Vec<String> {
    let holds = |bytes: &[u8]| bytes.windows(text.len()).any(|part| part == text.as_bytes());
    let found = files_below(&home.home()).into_iter().filter(|(_, bytes)| holds(bytes));
    let below = |path: PathBuf| path.strip_prefix(home.home()).unwrap().display().to_string();
    found.map(|(path, _)| below(path)).collect()
}

/// What lies in plain text, with the tokens in it.
fn places(one: &str, two: &str) -> [(&'static str, String); 6] {
    [
        (".bashrc", format!("a=1\nexport HF_TOKEN={one}\nexport OTHER={two}\n")),
        (".netrc", format!("machine 127.0.0.1 login x password {two}\n")),
        (".cache/huggingface/token", two.to_owned()),
        (
            ".cache/huggingface/stored_tokens",
            format!("[a]\nhf_token = {one}\n\n[b]\nhf_token = {two}\n\n"),
        ),
        ("p/.env", format!("A=1\nHF_TOKEN={one}\n")),
        ("p/compose.yaml", format!("x: {one}\n")),
    ]
}

/// A home with all of that.
fn laid_out(one: &str, two: &str) -> Sandbox {
    let home = Sandbox::new();
    for (path, text) in places(one, two) {
        home.write(path, text);
    }
    home.write("p/.git/HEAD", "");
    home
}

/// The calls to be killed at: all in the long run, else some of them.
fn calls() -> impl Iterator<Item = usize> {
    let step = if is_long() { 1 } else { 5 };
    (1..MOST).step_by(step)
}

#[test]
fn an_import_that_is_killed_anywhere_is_finished_by_the_next_one() {
    if !is_installed("strace") {
        return;
    }
    let hub = Hub::start();
    let [one, two] = ["ada", "bob"].map(|user| hub.add_token(Account::read(user)));
    let secrets = [one.as_str(), two.as_str()];
    let words = ["import", "--yes", "--remove", "--store", "file"];
    let kept = |home: &Sandbox| {
        let text = [".local/share/hfenv/tokens/ada", ".local/share/hfenv/tokens/bob"];
        text.map(|path| std::fs::read_to_string(home.path(path)).unwrap_or_default())
    };
    for (kills, call) in calls().enumerate() {
        let home = laid_out(&one, &two);
        let (was_killed, output) = killed(&home, &hub, &words, "", call);
        said(&output, &secrets);
        // Each token is somewhere, and the list knows none.
        for token in secrets {
            let holders = holders(&home, token);
            assert!(!holders.is_empty(), "{call}: lost");
            // What a writer leaves is in the stores' own folders, and goes with the next write.
            let stores = [".local/share/hfenv/tokens/", ".cache/huggingface/.stored_tokens"];
            let stray = |path: &&String| {
                path.contains(".hfenv-") && !stores.iter().any(|store| path.starts_with(store))
            };
            assert_eq!(holders.iter().find(stray), None, "{call}");
            assert!(
                !holders.iter().any(|path| path.contains("import.toml")),
                "{call}: {holders:?}"
            );
        }
        let mut again = home.hfenv(words);
        again.env("HF_ENDPOINT", hub.endpoint()).current_dir(home.path("p"));
        run(&mut again, &secrets).exits(0);
        for (token, name) in [(&one, "ada"), (&two, "bob")] {
            let place = format!(".local/share/hfenv/tokens/{name}");
            assert_eq!(holders(&home, token), [place], "{call}");
        }
        assert_eq!(kept(&home), [format!("{one}\n"), format!("{two}\n")]);
        // All of it comes back.
        let mut undo = home.hfenv(["import", "--undo", "--yes"]);
        undo.env("HF_ENDPOINT", hub.endpoint()).current_dir(home.path("p"));
        run(&mut undo, &secrets).exits(0);
        for (path, text) in places(&one, &two) {
            assert_eq!(std::fs::read_to_string(home.path(path)).unwrap(), text, "{call}: {path}");
        }
        if !was_killed {
            assert!(kills > 5, "only {kills} kills");
            return;
        }
    }
    panic!("more than {MOST} calls");
}

#[test]
fn an_undo_that_is_killed_anywhere_is_finished_by_the_next_one() {
    if !is_installed("strace") {
        return;
    }
    let hub = Hub::start();
    let [one, two] = ["ada", "bob"].map(|user| hub.add_token(Account::read(user)));
    let secrets = [one.as_str(), two.as_str()];
    for call in calls() {
        let home = laid_out(&one, &two);
        let mut import = home.hfenv(["import", "--yes", "--remove", "--store", "file"]);
        import.env("HF_ENDPOINT", hub.endpoint()).current_dir(home.path("p"));
        run(&mut import, &secrets).exits(0);
        let words = ["import", "--undo", "--yes"];
        let (was_killed, output) = killed(&home, &hub, &words, "", call);
        said(&output, &secrets);
        run(home.hfenv(words).current_dir(home.path("p")), &secrets).exits(0);
        for (path, text) in places(&one, &two) {
            assert_eq!(std::fs::read_to_string(home.path(path)).unwrap(), text, "{call}: {path}");
        }
        let left = files_below(&home.home()).into_iter().map(|(path, _)| path);
        let left: Vec<PathBuf> =
            left.filter(|path| path.to_string_lossy().contains(".hfenv-")).collect();
        assert!(left.is_empty(), "{call}: {left:?}");
        if !was_killed {
            return;
        }
    }
    panic!("more than {MOST} calls");
}

#[test]
fn a_rotation_that_is_killed_anywhere_is_finished_by_the_next_one() {
    if !is_installed("strace") {
        return;
    }
    let hub = Hub::start();
    let [old, new] = [(); 2].map(|()| hub.add_token(Account::read("ada")));
    let secrets = [old.as_str(), new.as_str()];
    let words = ["rotate", "work", "--yes", "--token-stdin"];
    for (kills, call) in calls().enumerate() {
        let home = laid_out(&old, &old);
        home.profile_at(&hub.endpoint(), "work", &old);
        home.profile_at(&hub.endpoint(), "twin", &old);
        let (was_killed, output) = killed(&home, &hub, &words, &new, call);
        said(&output, &secrets);
        // Somebody may have pasted it and have it nowhere else.
        let mut again = home.hfenv(words);
        again.env("HF_ENDPOINT", hub.endpoint()).current_dir(home.path("p"));
        run(again.write_stdin(new.as_str()), &secrets).exits(1).names(&["still works"]);
        assert_eq!(holders(&home, &old), [".local/share/hfenv/tokens/work~former"], "{call}");
        for (path, text) in places(&new, &new) {
            assert_eq!(std::fs::read_to_string(home.path(path)).unwrap(), text, "{call}: {path}");
        }
        let mut found = holders(&home, &new);
        found.retain(|path| !places("", "").iter().any(|(place, _)| place == path));
        let profiles = ["twin", "work"].map(|name| format!(".local/share/hfenv/tokens/{name}"));
        assert_eq!(found, profiles, "{call}");
        if !was_killed {
            assert!(kills > 5, "only {kills} kills");
            return;
        }
    }
    panic!("more than {MOST} calls");
}
