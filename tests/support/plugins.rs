//! The plugins of the shells that are not of bash's family, driven by scripts that do what their
//! prompts would do.

use std::fmt::Write as _;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use super::sandbox::{Sandbox, stdout};
use super::scene::in_shell;
use super::shells::{OTHER_SHELLS, Outcome, Real, Then};

/// How to drive a shell. `load` evaluates the plugin in FILE; `prompt` does what happens before a
/// prompt; `see` lets a child show its environment.
pub(crate) struct Driver {
    pub(crate) label: &'static str,
    load: &'static str,
    prompt: &'static str,
    see: &'static str,
}

/// The one that compares whole seconds, and the base of the others.
pub(crate) const TCSH: Driver = Driver {
    label: "tcsh",
    load: "set prompt; eval `cat FILE`",
    prompt: "eval __hfenv_prompt",
    see: "/usr/bin/env -0",
};

/// All of them.
pub(crate) const DRIVERS: [Driver; 4] = [
    TCSH,
    Driver { label: "elvish", load: "eval (slurp < FILE)", prompt: "$after-chdir[-1] .", ..TCSH },
    Driver {
        label: "nu",
        load: "source FILE",
        prompt: "do --env ($env.config.hooks.pre_prompt | last | get code)",
        see: "^/usr/bin/env -0",
    },
    Driver {
        label: "xonsh",
        load: "execx(open('FILE').read())",
        prompt: "events.on_pre_prompt.fire()",
        ..TCSH
    },
];

/// A shell that is installed, and what it is told.
pub(crate) struct Play<'a> {
    home: &'a Sandbox,
    pub(crate) driver: &'a Driver,
    real: &'static Real,
    script: String,
    rounds: usize,
}

/// One for each of these shells that is installed.
pub(crate) fn plays<'a>(
    home: &'a Sandbox,
    drivers: &'a [Driver],
) -> impl Iterator<Item = Play<'a>> {
    let real = |driver: &&Driver| OTHER_SHELLS.iter().find(|real| real.label == driver.label);
    let found = drivers.iter().map(move |driver| (driver, real(&driver).unwrap()));
    let found = found.filter(|(_, real)| real.find().is_some());
    found.map(|(driver, real)| Play { home, driver, real, script: String::new(), rounds: 0 })
}

impl Play<'_> {
    /// The plugin, of this program instead of hfenv if there is one.
    pub(crate) fn load(&mut self, program: Option<&Path>) -> &mut Self {
        let mut text = stdout(&self.home.hfenv(["hook", self.driver.label]).assert().success());
        if let Some(program) = program {
            let real = Path::new(env!("CARGO_BIN_EXE_hfenv")).canonicalize().unwrap();
            assert!(text.contains(real.to_str().unwrap()), "{text}");
            text = text.replace(real.to_str().unwrap(), program.to_str().unwrap());
        }
        let file = self.home.write(format!("plugin.{}", self.driver.label), text);
        self.line(&self.driver.load.replace("FILE", file.to_str().unwrap()))
    }

    pub(crate) fn line(&mut self, line: &str) -> &mut Self {
        writeln!(self.script, "{line}").unwrap();
        self
    }

    /// Has the POSIX shell do something.
    pub(crate) fn sh(&mut self, script: &str) -> &mut Self {
        self.rounds += 1;
        let step = self.home.write(format!("step.{}.{}", self.driver.label, self.rounds), script);
        self.line(&format!("/bin/sh {}", step.display()))
    }

    pub(crate) fn prompt(&mut self) -> &mut Self {
        self.line(self.driver.prompt)
    }

    /// Goes to a folder, up to the prompt there.
    pub(crate) fn cd(&mut self, folder: &Path) -> &mut Self {
        self.line(&format!("cd {}", folder.display())).prompt()
    }

    pub(crate) fn see(&mut self) -> &mut Self {
        self.line(&format!("{} ROUND=1", self.driver.see))
    }

    pub(crate) fn run(&self, inherited: &[(&str, &str)]) -> Outcome {
        let home = self.home.home();
        let run = self.home.runtime();
        let mut all = vec![("XDG_RUNTIME_DIR", run.to_str().unwrap())];
        all.extend(inherited);
        in_shell(self.home, self.real, &home, &self.script, Then::EndWithItsStatus, &all)
    }
}

/// A hfenv that notes its calls, and does what the file `mode` says.
pub(crate) fn fake(home: &Sandbox) -> PathBuf {
    let top = home.home().display().to_string();
    let script = r#"#!/bin/sh
echo "$*" >> @home@/calls
case "$(cat @home@/mode)" in
    hang) kill -STOP $$ ;;
    garbage) printf 'rm -rf "\nset `x\n!{"api":1' ;;
    half) printf 'set __hfenv_api=1;setenv HF_TOKEN x;' ;;
    half-json) printf '{"api":1,"env":{"HF_TOKEN":"x"},"told":"","again":false' ;;
    later) printf 'set __hfenv_api=2;setenv HF_TOKEN x;set __hfenv_api=2;' ;;
    later-json) printf '{"api":2,"env":{"HF_TOKEN":"x"},"told":"","again":false,"watch":{}}' ;;
    fails) printf 'set __hfenv_api=1;setenv HF_TOKEN x;set __hfenv_api=1;'; exit 3 ;;
    fails-json)
        printf '{"api":1,"env":{"HF_TOKEN":"x"},"told":"","again":false,"watch":{}}'
        exit 3
        ;;
    bytes) printf '\377\376\0\1' ;;
    nothing) ;;
    *) exec @real@ "$@" ;;
esac
"#;
    let script = script.replace("@home@", &top).replace("@real@", env!("CARGO_BIN_EXE_hfenv"));
    let program = home.write("fake-hfenv", script);
    std::fs::set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    home.write("mode", "real");
    program
}
