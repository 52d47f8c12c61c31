//! What is to be known of a shell with a hook: how it is started, and the few words in which its
//! language differs. The shells themselves are in `rows.rs`.

use std::path::PathBuf;

use hfenv::vars::Env;

use super::rows::KINDS;
use crate::support::sandbox::search_path;

/// A shell. In the lines, `{}` stands for a quoted path, `{name}` and `{value}` for a variable. An
/// empty line is something the shell can't say.
pub(crate) struct Kind {
    /// Its name for `hfenv hook`, and its program.
    pub(crate) name: &'static str,
    /// Its arguments, for an interactive shell that reads its rc file.
    pub(crate) args: &'static [&'static str],
    /// A variable that it is started with, for the test's sake.
    pub(crate) env: &'static [(&'static str, &'static str)],
    /// Its rc file, below home.
    pub(crate) rc: &'static str,
    /// A plain prompt, and whatever keeps a first start from asking questions.
    pub(crate) calm: &'static str,
    /// The line of `hfenv hook --help`.
    pub(crate) hook: &'static str,
    /// A word as this shell's own quotes say it.
    pub(crate) quote: fn(&str) -> String,
    /// The status of the last command, as a word.
    pub(crate) status: &'static str,
    pub(crate) cd: &'static str,
    pub(crate) export: &'static str,
    pub(crate) forget: &'static str,
    pub(crate) in_function: &'static str,
    /// Changes the folder in a subshell and runs `{line}` there.
    pub(crate) subshell: &'static str,
    pub(crate) pushd: &'static str,
    pub(crate) popd: &'static str,
    /// Options that make most mistakes fatal.
    pub(crate) strict: &'static str,
    /// Goes away and comes back, in a shell that can't see that a file was edited.
    pub(crate) away: &'static str,
    /// Reads the rc file again.
    pub(crate) again: &'static str,
    /// Lets the shell show what it runs, and show it in another way.
    pub(crate) traces: &'static [&'static str],
    /// Prints every variable of the shell and its environment.
    pub(crate) dump: &'static str,
    /// Prints the lines typed so far.
    pub(crate) history: &'static str,
}

/// Makes one test of each shell from a function of a [`Kind`], so that they run side by side.
macro_rules! in_each_shell {
    ($($test:ident),+) => { $(mod $test {
        use crate::hook::kinds::Kind;
        fn of(name: &str) {
            Kind::run(name, super::$test);
        }
        #[test] fn bash() { of("bash"); }
        #[test] fn zsh() { of("zsh"); }
        #[test] fn fish() { of("fish"); }
        #[test] fn tcsh() { of("tcsh"); }
        #[test] fn elvish() { of("elvish"); }
        #[test] fn nu() { of("nu"); }
        #[test] fn xonsh() { of("xonsh"); }
    })+ };
}
pub(crate) use in_each_shell;

impl Kind {
    pub(crate) fn named(name: &str) -> &'static Self {
        KINDS.into_iter().find(|kind| kind.name == name).unwrap()
    }

    /// Runs a test in this shell if it is installed.
    pub(crate) fn run(name: &str, test: fn(&'static Self)) {
        let kind = Self::named(name);
        if kind.program().is_some() {
            test(kind);
        }
    }

    /// The program: in `HFENV_TEST_TOOLS/bin`, else in `PATH`. A missing one is an error in CI and
    /// a printed skip elsewhere.
    pub(crate) fn program(&self) -> Option<PathBuf> {
        let env = Env::from_process();
        let tools = env.absolute("HFENV_TEST_TOOLS").map(|folder| folder.join("bin"));
        let path = search_path();
        let mut folders = tools.into_iter().chain(std::env::split_paths(&path));
        let found = folders.find_map(|folder| {
            let file = folder.join(self.name);
            file.is_file().then_some(file)
        });
        if found.is_none() {
            assert!(!env.has("CI"), "{} is not installed", self.name);
            println!("skipped: {} is not installed", self.name);
        }
        found
    }

    /// A line of the language with a path in it.
    pub(crate) fn with_path(&self, line: &str, path: &str) -> String {
        line.replace("{}", &(self.quote)(path))
    }

    /// A line of the language about a variable.
    pub(crate) fn with_variable(&self, line: &str, name: &str, value: &str) -> String {
        line.replace("{name}", name).replace("{value}", &(self.quote)(value))
    }
}
