//! The words of each shell's language, without hfenv: if these are wrong, no story means anything.

use super::kinds::{Kind, in_each_shell};
use super::session::{Rc, Session, furnish};
use crate::support::sandbox::Sandbox;

/// A folder's name that every shell has to quote.
pub(crate) const ODD: &str = "a  'b' \"c\" $d";

fn each_word_of_the_language_does_what_it_says(kind: &'static Kind) {
    let home = Sandbox::new();
    furnish(&home, &[kind], Rc::Plain);
    std::fs::create_dir_all(home.path(ODD).join("in")).unwrap();
    let top = home.home().display().to_string();
    let at = |below: &str| format!("{top}/{below}");
    let odd = at(ODD);
    let mut shell = Session::start(kind, &home, &[("GONE", "1")]);
    shell.cd(&odd);
    shell.export("WORD", "it's \"a\" word");
    let seen = shell.probe();
    assert_eq!((seen.folder, seen.env["WORD"].as_str()), (odd, "it's \"a\" word"));
    shell.line(&kind.with_variable(kind.forget, "GONE", ""));
    assert!(!shell.probe().env.contains_key("GONE"));
    if !kind.status.is_empty() {
        shell.fail(7);
        assert_eq!(shell.probe().status, "7");
    }
    shell.cd(&top);
    let ways = [kind.in_function, kind.pushd];
    for way in ways.into_iter().filter(|way| !way.is_empty()) {
        shell.line(&kind.with_path(way, "run"));
        assert_eq!(shell.probe().folder, at("run"), "{way}");
        shell.cd(&top);
    }
    if !kind.popd.is_empty() {
        shell.line(kind.popd);
        assert_eq!(shell.probe().folder, top);
    }
    if !kind.subshell.is_empty() {
        let inside = shell.probe_in(&kind.with_path(kind.subshell, "run"));
        assert_eq!((inside.folder, shell.probe().folder), (at("run"), top.clone()));
    }
    if !kind.strict.is_empty() {
        shell.line(kind.strict);
    }
    for (line, part) in [(kind.dump, " word"), (kind.history, "tick 1")] {
        shell.probe();
        shell.line(line);
        let said = shell.probe().said;
        assert!(said.contains(part), "{line}: {said}");
    }
    let inner = shell.nest(kind);
    shell.cd("run");
    assert_eq!(shell.probe().folder, at("run"));
    shell.leave(&inner);
    assert_eq!(shell.probe().folder, top);
}

in_each_shell!(each_word_of_the_language_does_what_it_says);
