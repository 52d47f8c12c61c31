//! What a run of hfenv said, with the one check that every test makes: a token is in none of it.

use std::process::Output;

use assert_cmd::Command;

/// A finished run.
#[derive(Debug)]
pub(crate) struct Said {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// Runs the command to its end. None of `secrets` may be in its words on standard error, nor any
/// panic.
#[track_caller]
pub(crate) fn run(command: &mut Command, secrets: &[&str]) -> Said {
    said(&command.output().unwrap(), secrets)
}

/// The same for a run whose standard output is no place for a token either.
#[track_caller]
pub(crate) fn run_hidden(command: &mut Command, secrets: &[&str]) -> Said {
    let said = run(command, secrets);
    assert_hidden(&said.out, secrets);
    said
}

/// Reads an output.
#[track_caller]
pub(crate) fn said(output: &Output, secrets: &[&str]) -> Said {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let said =
        Said { code: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) };
    assert_hidden(&said.err, secrets);
    assert!(!said.err.contains("panicked"), "{said:?}");
    said
}

/// None of the secrets may be in the text.
#[track_caller]
pub(crate) fn assert_hidden(text: &str, secrets: &[&str]) {
    let mut secrets = secrets.iter().filter(|secret| !secret.is_empty());
    assert!(!secrets.any(|secret| text.contains(secret)), "a token is in: {text}");
}

impl Said {
    /// The status must be this one.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// Standard error must have all of these words.
    #[track_caller]
    pub(crate) fn names(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.err.contains(word), "no {word:?} in {self:?}");
        }
        self
    }

    /// Standard output must be this.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert_eq!(self.out, text, "{self:?}");
        self
    }
}
