//! What is known of the user's own secrets here and now: the fingerprints that were kept, and what
//! lies open in files and variables anyway. No keyring is asked.

use std::path::PathBuf;

use super::Own;
use crate::config::profiles::Profiles;
use crate::key::Key;
use crate::own::print::{Print, Printer};
use crate::own::{self, Ledger};
use crate::paths::Paths;
use crate::profile::StoreKind;
use crate::project;
use crate::store::file::Files;
use crate::store::{active, named};
use crate::text::{printable, printable_path};
use crate::token::Token;
use crate::vars::{Env, TOKEN_NAMES};

impl Own {
    /// The fingerprints of this user, and what could not be read, with the next step.
    #[must_use]
    pub fn load(paths: &Paths, env: &Env) -> (Self, Vec<String>) {
        let mut missed = Vec::new();
        let key = Key::load(paths).unwrap_or_else(|error| {
            missed.push(format!("{error}: your own secrets are not all known to the guard"));
            None
        });
        // Without a key nothing was kept, and what lies open can be known all the same.
        let Some(key) = key.or_else(|| Key::temporary().ok()) else {
            missed.push("there are no random numbers: your own secrets are not known".to_owned());
            return (Self::default(), missed);
        };
        let printer = Printer::new(&key);
        let mut hand = Hand { paths, printer, secrets: Vec::new(), missed };
        hand.take_ledger(env);
        hand.take_variables(env);
        hand.take_files();
        (Self::new(hand.printer, hand.secrets), hand.missed)
    }
}

struct Hand<'a> {
    paths: &'a Paths,
    printer: Printer,
    secrets: Vec<(Print, String)>,
    missed: Vec<String>,
}

impl Hand<'_> {
    fn take_ledger(&mut self, env: &Env) {
        let ledger = match Ledger::load(self.paths) {
            Ok(ledger) => ledger,
            Err(error) => {
                let next = "remove it, then log in and allow your projects anew";
                self.missed.push(format!("{error}: your own secrets are not all known; {next}"));
                return;
            }
        };
        if ledger.has_lost(&self.printer) {
            let file = printable_path(&own::file(self.paths));
            let next = "log in and allow your projects anew";
            self.missed.push(format!("{file}: made with a key that is gone; {next}"));
        }
        self.secrets.extend(ledger.known(self.paths, &self.printer));
        // Keys that hfenv does not take change without a new approval.
        let here = |file: &&std::path::Path| {
            file.parent().is_some_and(|folder| env.cwd().is_some_and(|cwd| cwd.starts_with(folder)))
        };
        let files: Vec<PathBuf> = ledger.files().filter(here).map(PathBuf::from).collect();
        for file in files {
            match project::values(&file) {
                Ok(values) => {
                    let prints = own::prints(&self.printer, &values).into_iter();
                    let named = |name: &str| own::value_of(name, &file, self.paths);
                    self.secrets.extend(prints.map(|(name, print)| (print, named(&name))));
                }
                Err(error) => self.miss(error),
            }
        }
    }

    fn take_variables(&mut self, env: &Env) {
        for name in TOKEN_NAMES {
            let text = env.raw(name).and_then(std::ffi::OsStr::to_str).unwrap_or_default();
            self.take(Token::clean(text).ok().flatten(), || format!("token in {name}"));
        }
    }

    fn take_files(&mut self) {
        for path in [&self.paths.hf_token, &self.paths.legacy_token] {
            match active::read(path) {
                Ok(token) => {
                    let place = own::place(path, self.paths);
                    self.take(token, || format!("token in {place}"));
                }
                Err(error) => self.miss(error),
            }
        }
        match named::load(&self.paths.stored_tokens) {
            Ok(stored) => {
                for name in stored.names() {
                    let place = || format!("token {} of huggingface_hub", printable(name));
                    for token in [stored.token(name), stored.refresh_token(name)] {
                        self.take(token.and_then(Result::ok), place);
                    }
                }
            }
            Err(error) => self.miss(error),
        }
        match Profiles::load(self.paths) {
            Ok(profiles) => {
                let files = Files::new(&self.paths.data);
                for profile in profiles.iter().filter(|known| known.store == StoreKind::File) {
                    let place = || format!("token of the profile {}", profile.name);
                    match files.get(profile.name.as_str()) {
                        Ok(got) => self.take(got.map(|got| got.token), place),
                        Err(error) => self.miss(error),
                    }
                }
            }
            Err(error) => self.miss(error),
        }
    }

    fn take(&mut self, token: Option<Token>, what: impl FnOnce() -> String) {
        let print = token.and_then(|token| self.printer.token(&token));
        self.secrets.extend(print.map(|print| (print, what())));
    }

    fn miss(&mut self, error: impl std::fmt::Display) {
        self.missed.push(format!("{error}: the guard does not know what is in it"));
    }
}
