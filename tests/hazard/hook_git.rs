//! Hazard: the look before a git command shows the secret, hangs, runs what a repository plants,
//! writes something, or is blinded by odd names and settings.

use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::sync::Arc;
use std::time::{Duration, Instant};

use hfenv::guard::command::Typed;
use hfenv::guard::repo::Repo;
use hfenv::guard::{Early, Input, Limits, Report, check};
use hfenv::program::Git;
use hfenv::vars::Env;

use crate::support::forms::Forms;
use crate::support::git::files_below;
use crate::support::guarded::Guarded;
use crate::support::sandbox::{fresh_token, search_path};

#[test]
fn the_secret_is_in_no_output_no_argument_and_no_file() {
    let repo = Guarded::new();
    let token = fresh_token();
    let forms = Forms::of(&token);
    let folders = search_path();
    let mut real = std::env::split_paths(&folders).map(|folder| folder.join("git"));
    let real = real.find(|git| git.is_file()).unwrap();
    let script =
        format!("#!/bin/sh\necho \"$@\" >>\"$HOME/record\"\nexec {} \"$@\"\n", real.display());
    let git = repo.desk.home.write("bin/git", script);
    std::fs::set_permissions(git, PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", repo.desk.home.path("bin").display(), search_path());
    repo.write(format!("named-{token}.txt"), &token);
    repo.write("a.py", format!("{token}\0{token}"));
    let extra = format!("http.extraHeader=Authorization: Bearer {token}");
    let named = format!("named-{token}.txt");
    let before = files_below(&repo.folder);
    for value in ["warn", "stop"] {
        let vars = [("PATH", path.as_str()), ("HFENV_GUARD", value)];
        for words in [
            vec!["add", "."],
            vec!["add", &named],
            vec!["commit", "-m", &token],
            vec!["-c", &extra, "commit", "-a"],
            vec!["-c", &format!("alias.{token}=commit"), &token],
            vec!["push", "origin", &token],
            vec![&token],
        ] {
            let asked = repo.ask_with(&repo.folder, &words, &vars);
            assert!(forms.within(asked.said.as_bytes()).is_none(), "{}", words[0]);
            let line = format!("git {}", words.join(" "));
            let asked = repo.line(&line, &vars);
            assert!(forms.within(asked.said.as_bytes()).is_none(), "{}", words[0]);
            let verbose =
                repo.told(&repo.folder, &["hook-git", "-v", "--line"], line.into(), &vars);
            assert!(forms.within(verbose.said.as_bytes()).is_none(), "{}", words[0]);
        }
    }
    let record = std::fs::read(repo.desk.home.path("record")).unwrap();
    assert!(String::from_utf8_lossy(&record).contains("diff-files"));
    assert!(forms.within(&record).is_none(), "a program was given the token as an argument");
    assert!(files_below(&repo.folder) == before, "the look changed the repository");
}

#[test]
fn odd_names_are_found_and_shown_harmlessly() {
    let repo = Guarded::new();
    let names: [&[u8]; 9] = [
        b"a\nb.py",
        b"\xff\xfe.py",
        b"-rf.py",
        b":(top)x.py",
        b"\x1b[2Jx.py",
        b"a b \"c\".py",
        b"x*.py",
        "na\u{ef}ve\u{202e}.py".as_bytes(),
        b"\tt.py",
    ];
    for name in names {
        repo.write(OsStr::from_bytes(name), fresh_token());
    }
    for words in [&["add", "-A"][..], &["commit"]] {
        let vars: &[(&str, &str)] = &[];
        let asked = repo.ask_with(&repo.folder, words, vars);
        assert!(asked.said.contains("and 4 more"), "{}", asked.said);
        let plain = |c: char| c == '\n' || !(c.is_control() || c == '\u{202e}');
        assert!(asked.said.chars().all(plain), "{:?}", asked.said);
        repo.stage();
    }
    for name in names {
        let path: [OsString; 4] = ["-C", ".", "commit", "--"].map(OsString::from);
        let words = [path.as_slice(), &[OsStr::from_bytes(name).to_owned()]].concat();
        let literal = [("GIT_LITERAL_PATHSPECS", "1")];
        let asked = repo.ask_with(&repo.folder, &words, &literal);
        assert_eq!(asked.places().len(), 1, "{}: {}", name.escape_ascii(), asked.said);
    }
}

#[test]
fn what_blinds_a_diff_does_not_blind_the_guard() {
    let repo = Guarded::new();
    repo.write(".gitattributes", "*.py -diff\n*.bin binary\n*.ipynb diff=x\n");
    for (key, value) in [
        ("color.ui", "always"),
        ("diff.external", "false"),
        ("diff.x.textconv", "false"),
        ("diff.noprefix", "true"),
        ("diff.renames", "copies"),
        ("core.quotePath", "true"),
        ("status.showUntrackedFiles", "no"),
        ("log.showSignature", "true"),
        ("core.pager", "false"),
    ] {
        repo.git(&["config", key, value]);
    }
    let token = fresh_token();
    repo.write("a.py", &token);
    repo.write("b.bin", [b"\0\x01\xff", token.as_bytes(), b"\0"].concat());
    repo.write("c.ipynb", format!("{{\"text\": [\"\\u001b[32m{token}\\n\"]}}\n"));
    symlink(&token, repo.folder.join("link")).unwrap();
    let places = ["a.py:1:1", "b.bin:1:4", "c.ipynb:1:22", "link:1:1"];
    assert_eq!(repo.ask(&["add", "."]).places(), places);
    repo.stage();
    assert_eq!(repo.ask(&["commit"]).places(), places);
    assert_eq!(repo.ask(&["commit", "-a"]).places(), places);
    repo.commit();
    assert_eq!(repo.ask(&["push"]).places().len(), 4);
}

#[test]
fn what_a_repository_plants_is_not_run() {
    let repo = Guarded::new();
    let planted = format!("touch {}", repo.desk.home.path("ran").display());
    for key in ["core.fsmonitor", "core.pager", "core.sshCommand", "alias.status", "gpg.program"] {
        repo.git(&["config", key, &format!("!{planted}")]);
        repo.git(&["config", key, &planted]);
    }
    repo.git(&["config", "alias.x", &format!("!{planted}")]);
    repo.write("a.py", fresh_token());
    for words in [&["add", "-A"][..], &["commit", "-a"], &["push"], &["x"], &["status"]] {
        repo.ask(words);
    }
    assert!(!repo.desk.home.path("ran").exists());
}

#[test]
fn a_partial_clone_fetches_nothing() {
    let origin = Guarded::new();
    origin.git(&["config", "uploadpack.allowFilter", "true"]);
    let url = format!("file://{}", origin.folder.display());
    let words = ["clone", "--quiet", "--no-checkout", "--filter=blob:none", &url, "part"];
    origin.desk.must(&words);
    let part = origin.desk.home.path("part");
    origin.desk.must_in(&part, &["read-tree", "HEAD"]);
    origin.desk.home.write("part/known.py", fresh_token());
    origin.desk.must_in(&part, &["add", "known.py"]);
    let missing = || {
        let words = ["rev-list", "--objects", "--missing=print", "HEAD"];
        origin.desk.must_in(&part, &words).matches('?').count()
    };
    assert_eq!(missing(), 1);
    for words in [&["commit"][..], &["commit", "--amend"], &["commit", "-a"]] {
        assert_eq!(origin.ask_with(&part, words, &[]).places(), ["known.py:1:1"], "{words:?}");
    }
    assert_eq!(missing(), 1, "a blob was fetched");
}

#[test]
fn hostile_input_gets_an_answer() {
    let repo = Guarded::new();
    repo.write("a.py", fresh_token());
    repo.stage();
    let told = |words: &[&str], input: Vec<u8>| repo.told(&repo.folder, words, input, &[]);
    assert_eq!(told(&["hook-git"], b"commit".to_vec()).places(), ["a.py:1:1"]);
    for input in [
        vec![0; 1000],
        b"\xff\xfe\0commit\0".to_vec(),
        b"commit\0\xff\xfe\0".to_vec(),
        b"-C\0".to_vec(),
        vec![b'a'; 5 << 20],
        b"commit\0x\0".repeat(700_000),
    ] {
        told(&["hook-git"], input.clone()).is_silent();
    }
    for input in [
        vec![b'('; 100_000],
        b"git commit;".repeat(500_000),
        vec![b'\''; 99_999],
        b"\xff git\xffcommit".to_vec(),
        b"\0git\0commit\0".to_vec(),
    ] {
        told(&["hook-git", "--line"], input).is_silent();
    }
    let many = told(&["hook-git", "--line"], b"git commit;".repeat(1_000));
    assert_eq!(many.places().len(), 16);
}

#[test]
fn a_git_that_hangs_is_left_behind() {
    let repo = Guarded::new();
    let git = repo.desk.home.write("bin/git", "#!/bin/sh\necho $$ >\"$HOME/pid\"\nexec sleep 60\n");
    std::fs::set_permissions(git, PermissionsExt::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", repo.desk.home.path("bin").display(), search_path());
    let start = Instant::now();
    let asked = repo.ask_with(&repo.folder, &["commit"], &[("PATH", &path)]);
    assert!(start.elapsed() < Duration::from_secs(20), "it waited for {:?}", start.elapsed());
    assert_eq!((asked.answer.as_str(), asked.status), ("go", 0));
    assert!(asked.said.contains("took too long"), "{}", asked.said);
    let pid = std::fs::read_to_string(repo.desk.home.path("pid")).unwrap();
    let shown = format!("/proc/{}/stat", pid.trim());
    let runs = || std::fs::read_to_string(&shown).is_ok_and(|stat| !stat.contains(") Z"));
    while runs() {
        assert!(start.elapsed() < Duration::from_secs(20), "git still runs");
        std::thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn the_small_files_come_first_and_the_limit_is_told() {
    let repo = Guarded::new();
    let token = fresh_token();
    repo.write("a.bin", vec![b'x'; 300_000]);
    repo.write("z.py", &token);
    repo.write("y.bin", format!("{}\n{token}", "x".repeat(200_000)));
    let look = |words: &[&str], bytes: u64| -> Report {
        let words = words.iter().map(OsString::from);
        let action = Typed::cut(words).unwrap().action(true).unwrap();
        let deadline = Instant::now() + Duration::from_secs(60);
        let limits = Limits { bytes, deadline, ..Limits::at_the_prompt() };
        let git = Git::find(&Env::from_process()).unwrap();
        let repo = Repo::new(git, Vec::new(), Vec::new(), Some(repo.folder.clone()));
        check(&repo, Arc::default(), &Input::Action(action), limits).unwrap()
    };
    let judge = |words: &[&str]| {
        let all = look(words, 1 << 20);
        assert_eq!((all.findings.len(), all.early, all.searched), (2, None, 3), "{words:?}");
        let some = look(words, 100_000);
        assert_eq!(some.findings.len(), 1, "{words:?}");
        assert_eq!(some.findings[0].path.to_str(), Some("z.py"));
        assert_eq!(some.early, Some(Early::Bytes(100_000)));
    };
    judge(&["add", "-A"]);
    // Weights that LFS has are no news, also where a token is in front of them.
    repo.write(".gitattributes", "a.bin filter=lfs\ny.bin filter=lfs\n");
    assert_eq!(look(&["add", "-A"], 100_000).early, None);
    std::fs::remove_file(repo.folder.join(".gitattributes")).unwrap();
    repo.stage();
    judge(&["commit"]);
    repo.commit();
    let push = look(&["push"], 1 << 20);
    assert_eq!((push.findings.len(), push.early), (2, None));
}
