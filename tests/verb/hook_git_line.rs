//! `hfenv hook-git`: how it is asked, what it answers, and where it looks.

use crate::support::guarded::Guarded;
use crate::support::sandbox::fresh_token;

/// A repository with a token in the staged file `a.py`.
fn staged() -> Guarded {
    let repo = Guarded::new();
    repo.write("a.py", fresh_token());
    repo.stage();
    repo
}

#[test]
fn the_variable_says_whether_the_command_is_stopped() {
    let repo = staged();
    for (value, answer, status, warned) in [
        ("", "go", 1, true),
        ("warn", "go", 1, true),
        ("nonsense", "go", 1, true),
        ("stop", "stop", 1, true),
        ("off", "go", 0, false),
    ] {
        let asked = repo.ask_with(&repo.folder, &["commit"], &[("HFENV_GUARD", value)]);
        assert_eq!((asked.answer.as_str(), asked.status), (answer, status), "{value}");
        assert_eq!(!asked.places().is_empty(), warned, "{value}");
        let stopped = asked.said.lines().last().unwrap_or_default().contains("stopped");
        assert_eq!(stopped, answer == "stop", "{}", asked.said);
    }
    let stop = [("HFENV_GUARD", "stop")];
    repo.ask_with(&repo.folder, &["status"], &stop).is_silent();
    // What to type to go on is what goes on; where nothing can be stopped, that is said.
    let said = repo.ask_with(&repo.folder, &["commit"], &stop).said;
    assert!(said.contains("env HFENV_GUARD=warn git"), "{said}");
    let said = repo.line("git commit -m x", &stop).said;
    assert!(said.contains("can't stop a command in this shell: it runs"), "{said}");
    assert_eq!(repo.line("HFENV_GUARD=warn git commit -m x", &stop).answer, "go");
    repo.line("env HFENV_GUARD=off git commit", &stop).is_silent();
}

#[test]
fn quiet_keeps_the_answer_and_says_only_that_it_stops() {
    let repo = staged();
    let ask = |words: &[&str], vars: &[(&str, &str)]| {
        repo.told(&repo.folder, words, b"commit\0".to_vec(), vars)
    };
    let asked = ask(&["hook-git", "-q"], &[]);
    assert_eq!((asked.said.as_str(), asked.answer.as_str(), asked.status), ("", "go", 1));
    let asked = ask(&["hook-git", "-q"], &[("HFENV_GUARD", "stop")]);
    assert_eq!((asked.said.lines().count(), asked.answer.as_str()), (1, "stop"));
    let asked = ask(&["hook-git", "-v"], &[]);
    assert!(asked.said.contains("git commit: files searched: 1"), "{}", asked.said);
}

#[test]
fn many_findings_are_five_and_a_number() {
    let repo = Guarded::new();
    let lines: String = (0..9).map(|_| fresh_token() + "\n").collect();
    repo.write("a.py", lines);
    let said = repo.ask(&["add", "."]).said;
    assert_eq!(said.matches("is about to be").count(), 5, "{said}");
    assert!(said.contains("hfenv: warning: and 4 more\n"), "{said}");
}

#[test]
fn a_line_is_searched_for_every_git_command() {
    let repo = staged();
    repo.write("b.py", fresh_token());
    for (line, places) in [
        ("git commit -m 'some; words' # -a", vec!["a.py:1:1"]),
        ("true && git add -A; git commit", vec!["b.py:1:1", "a.py:1:1"]),
        ("X=1 sudo -u me command git commit 2>/dev/null", vec!["a.py:1:1"]),
        ("cd ..; git -C r commit", vec!["a.py:1:1"]),
        ("cd ~/r && git add *.py", vec!["b.py:1:1"]),
        ("(cd .. && git commit)", vec![]),
        ("GIT_INDEX_FILE=/nowhere git commit", vec![]),
        ("echo git commit", vec![]),
        ("git commit 'unclosed", vec![]),
    ] {
        assert_eq!(repo.line(line, &[]).places(), places, "{line}");
    }
}

#[test]
fn an_alias_is_what_it_stands_for() {
    let repo = staged();
    repo.write("b.py", fresh_token());
    repo.write("d/c.py", "");
    for (name, value) in [
        ("ci", "commit -v"),
        ("cm", "-c core.editor=x ci -m 'two words'"),
        ("every", "!git add -A && git commit"),
        ("given", "!f() { git commit -m \"$1\"; }; f"),
        ("loop", "loop2"),
        ("loop2", "loop"),
        ("status", "commit"),
        ("st", "status"),
    ] {
        repo.git(&["config", &format!("alias.{name}"), value]);
    }
    let here = repo.folder.clone();
    for (words, places) in [
        (vec!["ci"], vec!["a.py:1:1"]),
        (vec!["ci", "-a"], vec!["a.py:1:1"]),
        (vec!["cm"], vec!["a.py:1:1"]),
        (vec!["every", "-m", "x"], vec!["b.py:1:1", "a.py:1:1"]),
        (vec!["given", "x"], vec!["a.py:1:1"]),
        (vec!["-c", "alias.x=commit", "x"], vec!["a.py:1:1"]),
        (vec!["loop"], vec![]),
        (vec!["status"], vec![]),
        (vec!["st"], vec![]),
        (vec!["unheard-of"], vec![]),
    ] {
        assert_eq!(repo.ask(&words).places(), places, "{words:?}");
        let below = repo.ask_with(&here.join("d"), &words, &[]).places();
        assert_eq!(below.len(), places.len(), "{words:?} below");
    }
}

#[test]
fn the_repository_is_the_one_that_git_takes() {
    let repo = staged();
    let home = repo.desk.home.home();
    let git_dir = repo.folder.join(".git");
    let (dir, tree) = (git_dir.to_str().unwrap(), repo.folder.to_str().unwrap());
    for words in [
        vec!["-C", "r", "commit"],
        vec!["-C", ".", "-C", "r", "--no-pager", "commit"],
        vec!["--git-dir=r/.git", "commit"],
        vec!["--git-dir", dir, "--work-tree", tree, "commit"],
        vec!["-c", "user.name=x", "-C", "r", "-c", "core.quotePath=true", "commit"],
    ] {
        assert_eq!(repo.ask_with(&home, &words, &[]).places(), ["a.py:1:1"], "{words:?}");
    }
    let vars = [("GIT_DIR", dir), ("GIT_WORK_TREE", tree)];
    assert_eq!(repo.ask_with(&home, &["commit"], &vars).places(), ["a.py:1:1"]);
    let hint = repo.ask_with(&home, &["-C", "r", "commit"], &[]).said;
    assert!(hint.contains("unstage it: git -C r reset -q -- a.py"), "{hint}");
    // The index in force is the one that counts.
    let index = repo.desk.home.path("index");
    let index = [("GIT_INDEX_FILE", index.to_str().unwrap())];
    let mut read = repo.desk.command(&repo.folder, ["read-tree", "HEAD"]);
    assert!(read.envs(index).status().unwrap().success());
    repo.ask_with(&repo.folder, &["commit"], &index).is_silent();
}

#[test]
fn where_there_is_nothing_to_look_at_it_is_silent() {
    let repo = staged();
    let home = repo.desk.home.home();
    for words in [&["commit"][..], &["add", "."], &["push"], &["-C", "/nowhere", "commit"], &[""]] {
        repo.ask_with(&home, words, &[]).is_silent();
    }
    repo.desk.must(&["init", "--quiet", "--bare", "bare.git"]);
    for words in [&["commit"][..], &["add", "."], &["push"]] {
        repo.ask_with(&home.join("bare.git"), words, &[]).is_silent();
    }
    repo.ask_with(&repo.folder, &["commit"], &[("PATH", "/nowhere:relative")]).is_silent();
    repo.ask(&[]).is_silent();
    repo.told(&repo.folder, &["hook-git", "--line"], Vec::new(), &[]).is_silent();
}
