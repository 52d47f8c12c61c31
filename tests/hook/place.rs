//! The hook follows what a rule looks at: the remotes of the work tree, at the very next prompt.

use super::kinds::{Kind, in_each_shell};
use super::session::{Rc, Session, furnish};
use crate::support::git::Desk;
use crate::support::places::rule;
use crate::support::sandbox::fresh_token;

fn the_identity_follows_the_remotes(kind: &'static Kind) {
    let (desk, corp, me) = (Desk::new(), fresh_token(), fresh_token());
    desk.home.profile("corp", &corp);
    desk.home.profile("me", &me);
    let rules = rule("namespace", "acme/*", "corp") + &rule("remote", "*/acme/*", "corp");
    desk.home.write(".config/hfenv/config.toml", rules);
    desk.must(&["init", "--quiet", "tree"]);
    let tree = desk.home.path("tree");
    furnish(&desk.home, &[kind], Rc::Hooked);
    let mut shell = Session::start(kind, &desk.home, &[]);
    let token = |shell: &mut Session| shell.probe().value("HF_TOKEN").map(ToOwned::to_owned);
    assert_eq!(token(&mut shell).as_ref(), Some(&me), "{}", kind.name);
    shell.cd("tree");
    assert_eq!(token(&mut shell).as_ref(), Some(&me), "{}", kind.name);
    let settle = || {
        if kind.name == "tcsh" {
            // It knows whole seconds only.
            std::thread::sleep(std::time::Duration::from_millis(2100));
        }
    };
    for (url, expected) in [
        ("https://huggingface.co/acme/model", &corp),
        ("https://huggingface.co/zeta/model", &me),
        ("git@github.com:acme/code.git", &corp),
        ("git@github.com:zeta/code.git", &me),
    ] {
        settle();
        desk.must_in(&tree, &["config", "remote.origin.url", url]);
        shell.line(kind.away);
        assert_eq!(token(&mut shell).as_ref(), Some(expected), "{}: {url}", kind.name);
    }
}

in_each_shell!(the_identity_follows_the_remotes);
