//! Keyrings that are locked, frozen, killed, missing, shared with other programs or full of
//! rubbish.

use std::process::Command;
use std::time::{Duration, Instant};

use hfenv::store::keyring::Keyring;
use hfenv::store::{Broken, Got, Manner, Note, PROMPT_DEADLINE, StoreError, Unavailable, kernel};
use hfenv::token::Token;
use hfenv::vars::Env;

use crate::support::secret_service::{SecretService, fed, python};

const DEADLINE: Duration = Duration::from_secs(1);
/// What an answer may take on a busy machine, so that it can't have been a time-out.
const PROMPTLY: Duration = Duration::from_millis(900);
/// What may be added to a deadline.
const GRACE: Duration = Duration::from_millis(500);

/// The entry that is asked for.
const NAME: &str = "work";

fn get(keyring: &Keyring) -> Result<Option<(String, Option<Note>)>, StoreError> {
    let reveal = |got: Got| (got.token.reveal().to_owned(), got.note);
    Ok(keyring.get(NAME)?.map(reveal))
}

/// The result of `what`, if it came within `bound`.
fn timed<T>(bound: Duration, what: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let result = what();
    assert!(begin.elapsed() < bound, "took {:?}", begin.elapsed());
    result
}

#[track_caller]
fn assert_unavailable<T: std::fmt::Debug>(result: Result<T, StoreError>, wanted: &Unavailable) {
    match result {
        Err(StoreError::Unavailable(reason)) => assert_eq!(reason, *wanted),
        other => panic!("{other:?} instead of {wanted:?}"),
    }
}

/// The `keyring` crate finds its bus in the process environment, so each write happens in a process
/// of its own: this test binary again, with one ignored test.
fn elsewhere(command: &mut Command, task: &str, input: &str) -> String {
    let filter = format!("{}::a_process_of_its_own", module_path!().split_once("::").unwrap().1);
    command.args(["--ignored", "--exact", "--nocapture", &filter]).env("HFENV_TEST_TASK", task);
    let output = fed(command, input.as_bytes());
    let text = String::from_utf8(output.stdout).unwrap();
    let answer = text.split("answer: ").nth(1).and_then(|rest| rest.lines().next());
    answer.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr))).to_owned()
}

fn write(service: &SecretService, task: &str, input: &str) -> String {
    let this = std::env::current_exe().unwrap();
    elsewhere(&mut service.command(this), task, input)
}

#[test]
#[ignore = "run by the tests that write, in another process"]
fn a_process_of_its_own() {
    let env = Env::from_process();
    let Some(task) = env.text("HFENV_TEST_TASK").unwrap() else { return };
    let address = env.raw("DBUS_SESSION_BUS_ADDRESS").map(ToOwned::to_owned);
    let keyring = Keyring::new(address, Manner { deadline: DEADLINE * 5, interactive: false });
    let (task, name) = task.split_once(' ').unwrap();
    let token =
        || Token::clean(&std::io::read_to_string(std::io::stdin()).unwrap()).unwrap().unwrap();
    let answer = match task {
        "set" => format!("{:?}", keyring.set(name, &token())),
        "delete" => format!("{:?}", keyring.delete(name)),
        "kernel-set" => format!("{:?}", kernel::set(name, &token())),
        "kernel-delete" => format!("{:?}", kernel::delete(name)),
        _ => panic!("{task}"),
    };
    println!("answer: {answer}");
}

#[test]
fn a_token_is_saved_replaced_found_and_removed() {
    let Some(service) = SecretService::start() else { return };
    let keyring = service.keyring(DEADLINE);
    assert_eq!(get(&keyring).unwrap(), None);
    assert_eq!(write(&service, "set work", "first"), "Ok(())");
    assert_eq!(get(&keyring).unwrap(), Some(("first".into(), None)));
    assert_eq!(write(&service, "set work", "second"), "Ok(())");
    assert_eq!(get(&keyring).unwrap(), Some(("second".into(), None)));
    assert_eq!(write(&service, "delete work", ""), "Ok(true)");
    assert_eq!(write(&service, "delete work", ""), "Ok(false)");
    assert_eq!(get(&keyring).unwrap(), None);
}

#[test]
fn secret_tool_reads_ours_and_we_read_its_lines() {
    let Some(service) = SecretService::start() else { return };
    assert_eq!(write(&service, "set work", "ours"), "Ok(())");
    let found = service.secret_tool(&["lookup", "service", "hfenv", "username", "work"], b"");
    assert_eq!(String::from_utf8(found.stdout).unwrap().trim_end(), "ours");
    let store = ["store", "--label=x", "service", "hfenv", "username", "work", "more", "x"];
    assert_eq!(write(&service, "delete work", ""), "Ok(true)");
    assert!(service.secret_tool(&store, b"theirs\n").status.success());
    assert_eq!(get(&service.keyring(DEADLINE)).unwrap(), Some(("theirs".into(), None)));
}

#[test]
fn python_keyring_reads_ours_and_we_read_its_own() {
    let (Some(service), Some(python)) = (SecretService::start(), python()) else { return };
    let run = |code: &str| {
        let output = fed(service.command(&python).args(["-c", code]), b"");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap().trim_end().to_owned()
    };
    run("import keyring; keyring.set_password('hfenv', 'work', 'theirs')");
    assert_eq!(get(&service.keyring(DEADLINE)).unwrap(), Some(("theirs".into(), None)));
    assert_eq!(write(&service, "set work", "ours"), "Ok(())");
    assert_eq!(run("import keyring; print(keyring.get_password('hfenv', 'work'))"), "ours");
    assert_eq!(get(&service.keyring(DEADLINE)).unwrap(), Some(("ours".into(), None)));
}

#[test]
fn of_several_entries_the_newest_is_taken_and_all_are_written() {
    let Some(service) = SecretService::start() else { return };
    let keyring = service.keyring(DEADLINE);
    let store = |extra: &str, secret: &str| {
        let args = ["store", "--label=x", "service", "hfenv", "username", "work", "by", extra];
        assert!(service.secret_tool(&args, secret.as_bytes()).status.success());
    };
    // The daemon's times are whole seconds.
    store("a", "first");
    std::thread::sleep(Duration::from_millis(1100));
    store("b", "second");
    assert_eq!(get(&keyring).unwrap(), Some(("second".into(), Some(Note::Newest(2)))));
    std::thread::sleep(Duration::from_millis(1100));
    store("a", "third");
    assert_eq!(get(&keyring).unwrap(), Some(("third".into(), Some(Note::Newest(2)))));
    assert_eq!(write(&service, "set work", "ours"), "Ok(())");
    for by in ["a", "b"] {
        let found = service.secret_tool(&["lookup", "service", "hfenv", "by", by], b"");
        assert_eq!(String::from_utf8(found.stdout).unwrap().trim_end(), "ours");
    }
    assert_eq!(write(&service, "delete work", ""), "Ok(true)");
    assert_eq!(get(&keyring).unwrap(), None);
}

#[test]
fn a_locked_keyring_is_told_at_once_and_never_prompts() {
    let Some(service) = SecretService::start() else { return };
    assert_eq!(write(&service, "set work", "ours"), "Ok(())");
    service.lock();
    let keyring = service.keyring(DEADLINE);
    assert_unavailable(timed(PROMPTLY, || get(&keyring)), &Unavailable::Locked);
    let other = "other";
    assert_unavailable(timed(PROMPTLY, || keyring.get(other)), &Unavailable::Locked);
    assert_eq!(write(&service, "set work", "x"), "Err(Unavailable(Locked))");
    assert_eq!(write(&service, "set other", "x"), "Err(Unavailable(Locked))");
    assert_eq!(write(&service, "delete work", ""), "Err(Unavailable(Locked))");
}

#[test]
fn a_prompt_that_cannot_be_shown_ends() {
    let Some(service) = SecretService::start() else { return };
    assert_eq!(write(&service, "set work", "ours"), "Ok(())");
    service.lock();
    let manner = Manner { deadline: DEADLINE, interactive: true };
    let keyring = Keyring::new(Some(service.address()), manner);
    let result = timed(PROMPT_DEADLINE / 4, || get(&keyring));
    assert!(matches!(
        result,
        Err(StoreError::Unavailable(Unavailable::Denied | Unavailable::Locked))
    ));
}

#[test]
fn a_frozen_daemon_costs_the_deadline_and_no_more() {
    let Some(service) = SecretService::start() else { return };
    service.stop();
    for deadline in [DEADLINE, DEADLINE / 4] {
        let keyring = service.keyring(deadline);
        let result = timed(deadline + GRACE, || get(&keyring));
        assert_unavailable(result, &Unavailable::TimedOut(deadline));
        let result = timed(deadline + GRACE, || keyring.usable());
        assert_eq!(result, Err(Unavailable::TimedOut(deadline)));
    }
    service.cont();
    assert_eq!(get(&service.keyring(DEADLINE * 5)).unwrap(), None);
}

#[test]
fn a_frozen_bus_costs_the_deadline_and_no_more() {
    let Some(service) = SecretService::start() else { return };
    service.stop_bus();
    let result = timed(DEADLINE + GRACE, || get(&service.keyring(DEADLINE)));
    assert_unavailable(result, &Unavailable::TimedOut(DEADLINE));
}

#[test]
fn a_daemon_killed_in_the_middle_is_an_error() {
    let Some(mut service) = SecretService::start() else { return };
    let keyring = service.keyring(DEADLINE * 20);
    service.stop();
    let waiting = std::thread::spawn(move || timed(DEADLINE * 10, || get(&keyring)));
    std::thread::sleep(Duration::from_millis(200));
    service.kill();
    let result = waiting.join().unwrap();
    let reason = Unavailable::Other("the keyring service went away".into());
    assert_unavailable(result, &reason);
    assert_unavailable(get(&service.keyring(DEADLINE)), &Unavailable::NoService);
}

#[test]
fn without_a_bus_there_is_nothing_to_wait_for() {
    for address in [None, Some(""), Some("unix:path=/nonexistent/bus")] {
        let manner = Manner { deadline: DEADLINE, interactive: true };
        let keyring = Keyring::new(address.map(Into::into), manner);
        assert_unavailable(timed(PROMPTLY, || get(&keyring)), &Unavailable::NoBus);
        assert_eq!(keyring.usable(), Err(Unavailable::NoBus));
        assert_unavailable(keyring.delete(NAME), &Unavailable::NoBus);
    }
}

#[test]
fn a_quiet_call_starts_no_daemon() {
    let Some(service) = SecretService::trap() else { return };
    let keyring = service.keyring(DEADLINE);
    assert_unavailable(timed(PROMPTLY, || get(&keyring)), &Unavailable::NoService);
    assert_eq!(keyring.usable(), Err(Unavailable::NoService));
    assert_eq!(write(&service, "set work", "x"), "Err(Unavailable(NoService))");
    assert!(!service.marker().exists());
    // The trap works: a person at a terminal may start the daemon.
    let manner = Manner { deadline: DEADLINE, interactive: true };
    let started = Keyring::new(Some(service.address()), manner).usable();
    assert_eq!(started, Err(Unavailable::NoService));
    assert!(service.marker().exists());
}

#[test]
fn a_daemon_without_a_keyring_has_no_token_and_takes_none() {
    let Some(service) = SecretService::fresh() else { return };
    let keyring = service.keyring(DEADLINE);
    assert_eq!(get(&keyring).unwrap(), None);
    assert_eq!(keyring.usable(), Err(Unavailable::NoCollection));
    assert_eq!(write(&service, "set work", "x"), "Err(Unavailable(NoCollection))");
    assert_eq!(write(&service, "delete work", ""), "Ok(false)");
}

#[test]
fn a_value_that_is_no_token_is_broken_and_not_shown() {
    let Some(service) = SecretService::start() else { return };
    let args = ["store", "--label=x", "service", "hfenv", "username", "work"];
    for bytes in [&b"hush\xff\xfe"[..], b"hush hush", b"hu\x1bsh"] {
        let stored = service.secret_tool(&args, bytes);
        assert!(stored.status.success(), "{}", String::from_utf8_lossy(&stored.stderr));
        let error = get(&service.keyring(DEADLINE)).unwrap_err();
        assert!(matches!(error, StoreError::Broken(Broken::Token { .. })), "{error:?}");
        let shown = format!("{error} {error:?}");
        assert!(shown.contains("hfenv/work"), "{shown}");
        assert!(!shown.contains("hu") && !shown.contains("255"), "{shown}");
    }
    assert_eq!(write(&service, "set work", "ours"), "Ok(())");
    assert_eq!(get(&service.keyring(DEADLINE)).unwrap(), Some(("ours".into(), None)));
}

#[test]
fn a_kernel_key_outlives_the_process_that_made_it() {
    let name = format!("test-{}", std::process::id());
    if let Err(reason) = kernel::usable() {
        eprintln!("skipped: {reason}");
        return;
    }
    let run = |task: &str, input: &str| {
        let mut command = Command::new(std::env::current_exe().unwrap());
        elsewhere(&mut command, &format!("{task} {name}"), input)
    };
    let found = || kernel::get(&name).unwrap().map(|got| got.token.reveal().to_owned());
    assert_eq!(found(), None);
    assert_eq!(run("kernel-set", "first"), "Ok(())");
    assert_eq!(found().as_deref(), Some("first"));
    assert_eq!(run("kernel-set", "second"), "Ok(())");
    assert_eq!(found().as_deref(), Some("second"));
    assert_eq!(run("kernel-delete", ""), "Ok(true)");
    assert_eq!(run("kernel-delete", ""), "Ok(false)");
    assert_eq!(found(), None);
}
