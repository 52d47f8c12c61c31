//! A token that somebody types: told at once, and kept out of the history where the shell lets a
//! hook do that. What is said about it has to be true.

use super::beside::EDITOR;
use super::kinds::{Kind, in_each_shell};
use super::session::{Rc, Session, furnish};
use crate::support::forms::Forms;
use crate::support::sandbox::{Sandbox, fresh_token};

const WARNING: &str = "hfenv: warning: there is a token in this line";
const HINT: &str =
    "hfenv: hint: hfenv login reads one at a hidden prompt; revoke it if others saw it";

/// Types a line with a token; whether the shell kept it, by its own words.
fn typed(shell: &mut Session, token: &str) -> bool {
    shell.probe();
    shell.line(&format!("echo it is {token}"));
    let said = shell.probe().said;
    assert_eq!((said.matches(WARNING).count(), said.matches(HINT).count()), (1, 1), "{said}");
    let kept_out = said.contains(&format!("{WARNING}, so it was kept out of the history"));
    let in_it = said.contains(&format!("{WARNING}, and it is in the history now"));
    assert!(kept_out != in_it, "{said}");
    in_it
}

fn a_typed_token_is_told_and_kept_out_of_the_history(kind: &'static Kind) {
    let home = Sandbox::new();
    furnish(&home, &[kind], Rc::Hooked);
    let mut shell = Session::start(kind, &home, &[]);
    let tokens = [fresh_token(), format!("hf_oauth_eyJ{}", &fresh_token()[3..])];
    let kept = tokens.iter().map(|token| typed(&mut shell, token)).fold(false, |a, b| a || b);
    shell.probe();
    shell.line(kind.history);
    let listed = shell.probe().said;
    assert!(listed.contains("tick 1"), "{listed}");
    shell.enter("exit");
    shell.terminal.end();
    for token in &tokens {
        let forms = Forms::of(token);
        assert_eq!(listed.contains(token), kept, "{listed}");
        let files = forms.files(&home.home());
        assert_eq!(files.is_empty(), !kept, "{}: {files:?}", kind.name);
    }
}

fn no_word_about_what_is_no_token(kind: &'static Kind) {
    let home = Sandbox::new();
    furnish(&home, &[kind], Rc::Hooked);
    let mut shell = Session::start(kind, &home, &[]);
    let token = fresh_token();
    for line in [&token[..36], "hf_hub_download hf_oauth hf_jwt_x"] {
        shell.line(&format!("echo {line}"));
    }
    // A token that a program prints was not typed.
    let file = home.write("file", &token);
    shell.line(&format!("cat {}", file.display()));
    let said = shell.probe().said;
    assert!(said.contains(&token) && !said.contains("hfenv:"), "{said}");
}

in_each_shell!(hooked:
    a_typed_token_is_told_and_kept_out_of_the_history,
    no_word_about_what_is_no_token
);

/// bash's history is kept by words of the user's own, which stay in force.
#[test]
fn the_users_own_rules_for_the_history_of_bash_stay() {
    let kind = Kind::named("bash");
    for (before, after) in [
        ("HISTIGNORE=secret*", ""),
        ("", "HISTIGNORE=secret*"),
        ("", "HISTCONTROL=ignoreboth HISTIGNORE=secret*"),
        ("", EDITOR),
    ] {
        let home = Sandbox::new();
        furnish(&home, &[kind], Rc::Between(before, after));
        let mut shell = Session::start(kind, &home, &[]);
        let token = fresh_token();
        assert!(!typed(&mut shell, &token), "{after}");
        shell.line("secret=1");
        shell.probe();
        shell.line(kind.history);
        let listed = shell.probe().said;
        assert!(!listed.contains(&token), "{after}: {listed}");
        let ignored = !format!("{before}{after}").contains("HISTIGNORE");
        assert_eq!(listed.contains("secret=1"), ignored, "{after}: {listed}");
    }
}
