//! A token that somebody types: told at once, and kept out of the history where the shell lets a
//! hook do that. What is said about it has to be true.

use super::beside::EDITOR;
use super::kinds::{Kind, in_each_shell};
use super::session::{Rc, Session, furnish};
use crate::support::forms::Forms;
use crate::support::sandbox::{Sandbox, fresh_token};

/// Types a line with a token; whether it is in the history, by the shell's own words.
fn typed(shell: &mut Session, token: &str) -> bool {
    shell.probe();
    shell.line(&format!("echo it is {token}"));
    let said = shell.probe().said;
    let count = |words: &str| said.matches(words).count();
    let (warnings, hints) = (count("hfenv: warning: "), count("hfenv login asks "));
    assert_eq!((warnings, hints), (1, 1), "{said}");
    let (out, within) = (count("kept out of the history"), count("is in the history now"));
    assert_eq!(out + within, 1, "{said}");
    within == 1
}

fn a_typed_token_is_told_and_kept_out_of_the_history(kind: &'static Kind) {
    let home = Sandbox::new();
    furnish(&home, &[kind], Rc::Hooked);
    let mut shell = Session::start(kind, &home, &[]);
    let tokens = [fresh_token(), format!("hf_oauth_eyJ{}", &fresh_token()[3..])];
    let kept = tokens.each_ref().map(|token| typed(&mut shell, token));
    shell.probe();
    shell.line(kind.history);
    let listed = shell.probe().said;
    assert!(listed.contains("tick 1"), "{listed}");
    shell.enter("exit");
    shell.terminal.end();
    for (token, kept) in tokens.iter().zip(kept) {
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

in_each_shell!(a_typed_token_is_told_and_kept_out_of_the_history, no_word_about_what_is_no_token);

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
