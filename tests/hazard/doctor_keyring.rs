//! Doctor on keyrings: a real one, locked, frozen and absent.

use std::time::{Duration, Instant};

use hfenv::store::kernel;

use crate::support::doctor::Patient;
use crate::support::git::needed;
use crate::support::sandbox::{Sandbox, fresh_token};
use crate::support::secret_service::SecretService;

fn login(patient: &Patient<'_>, token: &str, words: &[&str]) {
    let mut command = patient.command(env!("CARGO_BIN_EXE_hfenv"));
    command.args(["login", "--token-stdin", "--no-verify"]).args(words);
    assert_cmd::Command::from(command).write_stdin(token).assert().success();
}

#[test]
fn a_keyring_that_answers_is_locked_freezes_and_goes() {
    let Some(service) = SecretService::start() else { return };
    let home = Sandbox::new();
    let token = fresh_token();
    let bus = service.address().into_string().unwrap();
    let patient = Patient::of(&home).with("DBUS_SESSION_BUS_ADDRESS", &bus).secret(&token);
    patient.report(&["keyring"]).says("keyring", "ok", &["answers in", " ms"]);
    login(&patient, &token, &["--store", "keyring", "-p", "work"]);

    service.lock();
    let words = ["the keyring is locked, where the profile work lies", "unlock it"];
    patient.report(&["keyring"]).says("keyring", "warning", &words);

    service.stop();
    let begun = Instant::now();
    let words = ["has not answered within 1000 ms", "restart its service"];
    patient.report(&["keyring"]).says("keyring", "problem", &words);
    assert!(begun.elapsed() < Duration::from_secs(6), "{:?}", begun.elapsed());
    service.cont();
}

#[test]
fn without_a_bus_the_login_is_moved_as_told() {
    let Some(service) = SecretService::start() else { return };
    let home = Sandbox::new();
    let token = fresh_token();
    let bus = service.address().into_string().unwrap();
    let with_bus = Patient::of(&home).with("DBUS_SESSION_BUS_ADDRESS", bus);
    login(&with_bus, &token, &["--store", "keyring", "-p", "work"]);
    let patient = Patient::of(&home).secret(&token);
    let words = ["no session bus", "the profile work lies", "hfenv login --store file -p work"];
    patient.report(&["keyring"]).says("keyring", "problem", &words);
    // The command that is told, with the token on standard input instead of typed.
    login(&patient, &token, &["--store", "file", "-p", "work"]);
    patient.report(&["keyring"]).says("keyring", "note", &["no profile of yours lies there"]);
}

#[test]
fn a_kernel_keyring_that_forgot_is_told() {
    if !needed("the kernel's keyring", kernel::usable().is_ok()) {
        return;
    }
    let home = Sandbox::new();
    let token = fresh_token();
    let name = format!("doctor-{}", &token[3..11]).to_lowercase();
    let patient = Patient::of(&home).secret(&token);
    patient.report(&["kernel-keyring"]).says("kernel-keyring", "skipped", &[]);
    login(&patient, &token, &["--store", "kernel", "-p", &name]);
    patient.report(&["kernel-keyring"]).says("kernel-keyring", "ok", &["forgets at the next boot"]);
    // As after a boot.
    assert!(kernel::delete(&name).unwrap());
    let again = format!("hfenv login -p {name}");
    patient.report(&["kernel-keyring"]).says("kernel-keyring", "problem", &["no token of", &again]);
    login(&patient, &token, &["-p", &name]);
    let verdict = patient.report(&["kernel-keyring"]).verdict("kernel-keyring").to_owned();
    kernel::delete(&name).unwrap();
    assert!(["ok", "skipped"].contains(&verdict.as_str()), "{verdict}");
}
