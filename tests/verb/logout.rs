//! `hfenv logout` and `hfenv switch`, beside what other programs saved.

use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::shown::{run, run_hidden};

const STORED: &str = ".cache/huggingface/stored_tokens";
const ACTIVE: &str = ".cache/huggingface/token";

fn login(home: &Sandbox, store: &str, name: &str, token: &str) {
    let words = ["login", "--token-stdin", "--no-verify", "--store", store, "-p", name];
    run_hidden(home.hfenv(words).write_stdin(token), &[token]).exits(0);
}

fn read(home: &Sandbox, path: &str) -> String {
    std::fs::read_to_string(home.path(path)).unwrap_or_default()
}

#[test]
fn switch_and_logout_in_the_store_of_hf_keep_what_they_do_not_know() {
    let home = Sandbox::new();
    let (one, two) = (fresh_token(), fresh_token());
    let other = "[other]\nhf_token = o\nexpires_at = 9999999999\nfuture = kept\n\n";
    home.write(STORED, format!("{other}[one]\nhf_token = {one}\nfuture = also kept\n\n"));
    login(&home, "hf", "one", &one);
    login(&home, "hf", "two", &two);
    let section =
        |name: &str, token: &str, more: &str| format!("[{name}]\nhf_token = {token}\n{more}\n");
    let first = section("one", &one, "future = also kept\n");
    let second = section("two", &two, "");
    assert_eq!(read(&home, STORED), format!("{first}{other}{second}"));
    assert_eq!(read(&home, ACTIVE), two);

    run_hidden(&mut home.hfenv(["switch", "one"]), &[&one, &two]).exits(0).names(&["one"]);
    assert_eq!(read(&home, ACTIVE), one);
    assert_eq!(read(&home, STORED), format!("{first}{other}{second}"));

    run_hidden(&mut home.hfenv(["logout", "two"]), &[&one, &two]).exits(0);
    assert_eq!(read(&home, STORED), format!("{first}{other}"));
    assert_eq!(read(&home, ACTIVE), one, "another login's active token went");
    run_hidden(&mut home.hfenv(["logout"]), &[&one]).exits(0).names(&["still works until"]);
    assert_eq!((read(&home, STORED), read(&home, ACTIVE)), (other.to_owned(), String::new()));
    run(&mut home.hfenv(["logout"]), &[]).exits(1).names(&["no profile"]);
}

#[test]
fn logout_leaves_no_copy_and_the_others_alone() {
    let home = Sandbox::new();
    let (one, two) = (fresh_token(), fresh_token());
    home.profile("one", &one);
    home.profile("two", &two);
    run_hidden(&mut home.hfenv(["logout", "two"]), &[&one, &two]).exits(0).names(&["hfenv switch"]);
    run(&mut home.hfenv(["-p", "one", "token"]), &[&one]).exits(0).prints(&format!("{one}\n"));
    run(&mut home.hfenv(["-p", "two", "token"]), &[]).exits(2).names(&["there are: one"]);
    run(&mut home.hfenv(["token"]), &[]).exits(1);
    run_hidden(&mut home.hfenv(["logout", "nobody"]), &[]).exits(2).names(&["there are: one"]);
    run_hidden(&mut home.hfenv(["switch", "nobody"]), &[]).exits(2).names(&["there are: one"]);
    run_hidden(&mut home.hfenv(["switch", "one"]), &[]).exits(0);
    run_hidden(&mut home.hfenv(["logout", "--all"]), &[]).exits(0);
    assert_eq!(std::fs::read_dir(home.ours("data/tokens")).unwrap().count(), 0);
}

#[test]
fn a_login_that_moves_to_another_store_leaves_nothing_in_the_old_one() {
    let home = Sandbox::new();
    let (old, new) = (fresh_token(), fresh_token());
    login(&home, "file", "work", &old);
    login(&home, "hf", "work", &new);
    assert!(!home.ours("data/tokens/work").exists());
    login(&home, "file", "work", &old);
    assert_eq!((read(&home, STORED), read(&home, ACTIVE)), (String::new(), String::new()));
    run(&mut home.hfenv(["token"]), &[&old, &new]).exits(0).prints(&format!("{old}\n"));
}

#[test]
fn a_secret_behind_a_link_goes_and_the_link_stays() {
    let (home, token) = (Sandbox::new(), fresh_token());
    home.write("dotfiles/token", "");
    home.write(".cache/huggingface/x", "");
    std::os::unix::fs::symlink(home.path("dotfiles/token"), home.path(ACTIVE)).unwrap();
    login(&home, "hf", "work", &token);
    assert_eq!(read(&home, "dotfiles/token"), token);
    run_hidden(&mut home.hfenv(["logout"]), &[&token]).exits(0);
    assert!(!home.path("dotfiles/token").exists() && home.path(ACTIVE).is_symlink());
}

#[test]
fn a_profile_whose_store_is_gone_can_be_forgotten_by_force() {
    let home = Sandbox::new();
    let text = "[profile.work]\nendpoint = \"https://huggingface.co\"\nstore = \"keyring\"\n";
    home.write(".config/hfenv/profiles.toml", text);
    run(&mut home.hfenv(["logout", "work"]), &[]).exits(2).names(&["no session bus", "--force"]);
    run(&mut home.hfenv(["logout", "work", "--force"]), &[]).exits(0).names(&["stays in keyring"]);
    run(&mut home.hfenv(["list", "--names"]), &[]).exits(0).prints("");
}
