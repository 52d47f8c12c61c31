//! One way of evaluating in one shell, in a folder of traps, and what a child then sees.

use crate::support::hostile::Trap;
use crate::support::shells::{Outcome, Place, Real, Then};

/// One way to evaluate in one shell, in one locale.
pub(crate) struct Trial<'a> {
    pub(crate) real: &'a Real,
    pub(crate) form: &'a str,
    pub(crate) locale: &'a str,
    pub(crate) trap: &'a Trap,
}

/// All trials of these shells. The C locale, which knows bytes only, is a matter of the language
/// and not of the form, so two forms do for it.
pub(crate) fn trials<'a>(reals: &'a [Real], trap: &'a Trap) -> impl Iterator<Item = Trial<'a>> {
    reals.iter().filter(|real| real.find().is_some()).flat_map(move |real| {
        let trial = move |locale| move |form: &&'a str| Trial { real, form, locale, trap };
        let bytes = real.forms.iter().take(2).map(trial("C"));
        real.forms.iter().map(trial("C.UTF-8")).chain(bytes)
    })
}

impl Trial<'_> {
    /// Evaluates what `command` prints and then the shell's way to go on.
    pub(crate) fn outcome(&self, command: &str, then: Then) -> Outcome {
        let place = Place {
            folder: &self.trap.path("trap"),
            home: &self.trap.path("home"),
            locale: self.locale,
            inherited: &[("GONE", "inherited")],
        };
        self.real.evaluate(&self.form.replace("COMMAND", command), then, &place)
    }

    /// One of the two forms that everybody types, in a usual locale.
    pub(crate) fn plain(&self) -> bool {
        self.locale != "C" && self.real.forms[..self.real.forms.len().min(2)].contains(&self.form)
    }

    pub(crate) fn label(&self) -> String {
        format!("{} {}: {}", self.real.label, self.locale, self.form)
    }
}

/// Evaluates what `command` prints and says what a child of the shell then gets wrong.
pub(crate) fn check(
    trial: &Trial,
    command: &str,
    expected: &[(&str, Option<&str>)],
) -> Vec<String> {
    let outcome = trial.outcome(command, Then::PrintEnvironment);
    let label = trial.label();
    let mut wrong = Vec::new();
    if !outcome.ok || !outcome.stderr.is_empty() {
        wrong.push(format!("{label}: {}", outcome.stderr));
    }
    let variables = outcome.variables();
    for (name, value) in expected {
        let arrived = variables.get(name.as_bytes()).map(|bytes| String::from_utf8_lossy(bytes));
        if arrived.as_deref() != *value {
            wrong.push(format!("{label}: {name} is {arrived:.99?}, not {value:.99?}"));
        }
    }
    wrong
}
