//! Hostile values in hostile folders: each must arrive byte for byte in a child of each real shell,
//! by every way of evaluating, or be refused by name.

use hfenv::quote::{Shell, render};
use proptest::prelude::*;

use crate::support::hostile::{Trap, VALUES};
use crate::support::shells::{
    OTHER_SHELLS, Outcome, POSIX_SHELLS, RANDOM_SHELLS, Real, Then, rounds,
};
use crate::support::trial::{Trial, check, trials};

/// What a shell can't carry, said a second time: the output must refuse this and nothing else.
pub(super) fn refused(shell: Shell, value: &str) -> bool {
    match shell {
        Shell::Tcsh => value.contains('\n') || !value.is_ascii() && value.len() > 4096,
        Shell::Pwsh => value.is_empty(),
        Shell::Cmd => {
            value.is_empty()
                || value.contains(['"', '%', '!'])
                || value.chars().any(|c| c.is_control() || !c.is_ascii())
        }
        _ => false,
    }
}

/// The hostile values with names, long ones too, as far as the shell can carry them.
fn carried(shell: Shell) -> Vec<(String, String)> {
    let long = ["x", "* ", "é'", "\\$", "\u{2019}"].map(|unit| unit.repeat(5000 / unit.len()));
    let values = VALUES.iter().map(|value| (*value).to_owned()).chain(long);
    let named = values.enumerate().map(|(index, value)| (format!("Q{index}"), value));
    named
        .chain([("GLOB".to_owned(), "a*b".to_owned())])
        .filter(|(name, value)| {
            let result = render(shell, &[(name, value)], &[], false);
            assert_eq!(result.is_err(), refused(shell, value), "{} {value:?}", shell.name());
            result.is_ok()
        })
        .collect()
}

fn every_value_arrives(reals: &[Real]) {
    let trap = Trap::new();
    let mut wrong = Vec::new();
    for trial in trials(reals, &trap) {
        let mut values = carried(trial.real.shell);
        if trial.locale == "C" && !trial.real.bytes {
            values.retain(|(_, value)| value.is_ascii());
        }
        let sets: Vec<_> = values.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        let script = render(trial.real.shell, &sets, &["GONE", "NEVER"], false).unwrap();
        let command = trap.printing(trial.real.shell.name(), &script);
        let mut expected: Vec<_> = sets.iter().map(|(name, value)| (*name, Some(*value))).collect();
        expected.extend([("GONE", None), ("NEVER", None)]);
        wrong.extend(check(&trial, &command, &expected));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_value_arrives_in_posix_shells() {
    every_value_arrives(POSIX_SHELLS);
}

#[test]
fn every_value_arrives_in_the_other_shells() {
    every_value_arrives(OTHER_SHELLS);
}

#[test]
fn pwsh_and_cmd_refuse_what_they_would_change() {
    assert!(carried(Shell::Pwsh).len() > carried(Shell::Cmd).len());
}

/// Renders, evaluates and looks at the status alone.
fn status_of(trial: &Trial, sets: &[(&str, &str)], failed: bool) -> Outcome {
    let script = render(trial.real.shell, sets, &["GONE"], failed).unwrap();
    let command = trial.trap.printing(trial.real.shell.name(), &script);
    trial.outcome(&command, Then::EndWithItsStatus)
}

#[test]
fn the_status_is_honest_and_shows_no_secret() {
    let trap = Trap::new();
    let secret = format!("hf_{}", "aB3".repeat(10));
    for trial in trials(POSIX_SHELLS, &trap).chain(trials(OTHER_SHELLS, &trap)) {
        for sets in [&[][..], &[("HF_TOKEN", secret.as_str()), ("B", "a b\t")]] {
            let label = trial.label();
            let good = status_of(&trial, sets, false);
            assert!(good.ok && good.stderr.is_empty(), "{label}: {}", good.stderr);
            let bad = status_of(&trial, sets, true);
            // nu's output is data; what counts there is the status of the program itself.
            assert_eq!(bad.ok, trial.real.shell == Shell::Nu, "{label}: {}", bad.stderr);
            assert!(!bad.stderr.contains(&secret), "{label}: {}", bad.stderr);
        }
    }
}

/// Characters that mean something to a shell, and some that do not.
fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        "[^\0]{0,40}",
        "[-*?\\[\\]{}'\"$()\\\\;%!~#`&|<> \n\t.,:=^@0-9a]{0,40}",
        "[ -~]{0,9}\n{0,3}"
    ]
}

/// Many values through one process of each shell, with and without quotes.
fn random_values_arrive(reals: &[Real], cases: u32) {
    let trap = Trap::new();
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(values in prop::collection::vec(hostile(), 40))| {
        for trial in trials(reals, &trap).filter(Trial::plain) {
            let named = values.iter().enumerate().map(|(i, value)| (format!("R{i}"), value));
            let named: Vec<_> = named.filter(|(_, v)| !refused(trial.real.shell, v)).collect();
            let sets: Vec<_> = named.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
            let script = render(trial.real.shell, &sets, &[], false).unwrap();
            let command = trap.printing("random", &script);
            let expected: Vec<_> = sets.iter().map(|(name, value)| (*name, Some(*value))).collect();
            prop_assert_eq!(check(&trial, &command, &expected), Vec::<String>::new());
        }
    });
}

#[test]
fn random_values_arrive_in_sh_dash_and_bash() {
    random_values_arrive(RANDOM_SHELLS, rounds(60));
}

#[test]
fn random_values_arrive_in_every_shell() {
    random_values_arrive(POSIX_SHELLS, rounds(10));
    random_values_arrive(OTHER_SHELLS, rounds(10));
}
