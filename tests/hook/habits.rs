//! What people do to their shells: options, traps, aliases and variables of their own. The hook
//! neither suffers from them nor spoils them.

use super::kinds::Kind;
use super::session::{Rc, Session, furnish};
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::scene::approved;

/// The shells that people live in.
const LIVED_IN: [&str; 3] = ["bash", "zsh", "fish"];

/// A shell in a home with an approved project `work` that has a token of its own.
fn lived_in(
    name: &str,
    before: &str,
    after: &str,
    test: impl FnOnce(&Sandbox, &mut Session, &str),
) {
    let kind = Kind::named(name);
    if kind.program().is_none() {
        return;
    }
    let (home, token) = (Sandbox::new(), fresh_token());
    approved(&home, "work", ".env", &format!("HF_TOKEN={token}\nHF_HUB_OFFLINE=1\n"));
    furnish(&home, &[kind], Rc::Between(before, after));
    let mut shell = Session::start(kind, &home, &[]);
    test(&home, &mut shell, &token);
}

#[test]
fn a_link_that_leads_elsewhere_by_now_is_another_folder() {
    for name in LIVED_IN {
        lived_in(name, "", "", |home, shell, token| {
            std::fs::create_dir(home.path("other")).unwrap();
            std::os::unix::fs::symlink("work", home.path("current")).unwrap();
            shell.cd("current");
            assert_eq!(shell.probe().value("HF_TOKEN"), Some(token), "{name}");
            std::fs::remove_file(home.path("current")).unwrap();
            std::os::unix::fs::symlink("other", home.path("current")).unwrap();
            shell.line("cd; cd current");
            assert_eq!(shell.probe().value("HF_TOKEN"), None, "{name}");
            // The same where the path never changed in between.
            std::fs::remove_file(home.path("current")).unwrap();
            std::os::unix::fs::symlink("work", home.path("current")).unwrap();
            shell.line("cd ~/current");
            assert_eq!(shell.probe().value("HF_TOKEN"), Some(token), "{name}");
        });
    }
}

#[test]
fn a_variable_that_is_not_exported_stays_the_users_own() {
    for (name, set) in
        [("bash", "HF_TOKEN=mine"), ("zsh", "HF_TOKEN=mine"), ("fish", "set -g HF_TOKEN mine")]
    {
        lived_in(name, "", "", |home, shell, _| {
            shell.line(set);
            shell.cd("work");
            let seen = shell.probe();
            assert_eq!((seen.value("HF_TOKEN"), seen.value("HF_HUB_OFFLINE")), (None, Some("1")));
            shell.line("cd; echo \"own:$HF_TOKEN\"");
            assert!(shell.probe().said.contains("own:mine"), "{name}: {}", home.home().display());
        });
    }
}

#[test]
fn folders_that_differ_in_case_are_two() {
    lived_in("bash", "", "", |home, shell, token| {
        std::fs::create_dir(home.path("WORK")).unwrap();
        shell.line("shopt -s nocasematch; cd ~/work");
        assert_eq!(shell.probe().value("HF_TOKEN"), Some(token));
        shell.line("cd ~/WORK");
        assert_eq!(shell.probe().value("HF_TOKEN"), None);
    });
}

#[test]
fn errexit_ends_the_shell_no_sooner_than_without_a_hook() {
    lived_in("bash", "", "", |_, shell, token| {
        shell.line("set -e");
        shell.line("false && true; cd work");
        shell.line("! true");
        assert_eq!(shell.probe().value("HF_TOKEN"), Some(token));
    });
}

#[test]
fn a_debug_trap_stays_and_hears_no_token() {
    let trap = "set -T; trap 'printf \"D:%s\\n\" \"$BASH_COMMAND\" >>~/heard' DEBUG";
    lived_in("bash", trap, "", |home, shell, token| {
        shell.line("cd work");
        assert_eq!(shell.probe().value("HF_TOKEN"), Some(token));
        shell.line("true it is heard");
        let heard = std::fs::read_to_string(home.path("heard")).unwrap();
        assert!(heard.contains("D:true it is heard"), "{heard}");
        assert!(!heard.contains(token), "{}", heard.replace(token, "THE TOKEN"));
    });
}

#[test]
fn aliases_and_set_a_and_no_braces_before_the_line() {
    let before = "set -a; set +B\nalias printf='echo A' local='echo L' read='read -e' set='echo S'";
    lived_in("bash", before, "unalias -a\nset +a; set -B", |_, shell, token| {
        shell.cd("work");
        let seen = shell.probe();
        assert_eq!(seen.value("HF_TOKEN"), Some(token), "{}", seen.said);
        let ours = seen.env.keys().filter(|name| name.contains("__hfenv"));
        assert_eq!(ours.collect::<Vec<_>>(), Vec::<&String>::new());
        shell.line("echo my hf_x model");
        shell.line("history 3");
        assert!(shell.probe().said.matches("echo my hf_x model").count() > 1);
    });
}

#[test]
fn a_token_in_a_later_line_of_a_command_leaves_the_history() {
    lived_in("bash", "", "", |_, shell, token| {
        shell.line(&format!("if true; then\necho it is {token}\nfi"));
        assert!(shell.probe().said.contains("kept out of the history"));
        shell.line("history");
        let listed = shell.probe().said;
        assert!(listed.contains("history") && !listed.contains(token), "{listed}");
    });
}
