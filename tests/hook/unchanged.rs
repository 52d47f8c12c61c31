//! The promise of the hook: a prompt at which nothing changed starts no process.

use super::kinds::{Kind, in_each_shell};
use super::session::{Rc, Session, furnish, program};
use crate::support::record::starts_a_process;
use crate::support::sandbox::{Sandbox, is_installed};
use crate::support::scene::approved;

/// How many prompts are looked at.
const PROMPTS: usize = 6;

/// How many processes a shell and its children start over that many prompts in a project.
fn processes(kind: &'static Kind, rc: Rc) -> usize {
    let home = Sandbox::new();
    furnish(&home, &[kind], rc);
    approved(&home, "work", ".env", "HF_HUB_OFFLINE=1\n");
    home.write("work/.hfenv.toml", "[settings]\nHF_HUB_DISABLE_TELEMETRY = \"1\"\n");
    home.hfenv(["allow", "--yes", "work"]).assert().success();
    let record = home.path("record");
    let trace = format!(
        "#!/bin/sh\nexec strace -f -qq -s 99 -e trace=process -e signal=none -o {} {} \"$@\"\n",
        record.display(),
        kind.program().unwrap().display()
    );
    let traced = program(&home, "traced", &trace);
    let mut shell = Session::start_as(kind, &home, &traced, &[]);
    shell.cd("work");
    let loaded = shell.probe().env.contains_key("HF_HUB_DISABLE_TELEMETRY");
    assert_eq!(loaded, rc == Rc::Hooked, "{}", kind.name);
    if kind.name == "tcsh" {
        // It knows whole seconds only, and trusts no file that is younger.
        std::thread::sleep(std::time::Duration::from_millis(2100));
        shell.line("");
    }
    for _ in 0..PROMPTS {
        shell.line("");
    }
    drop(shell);
    let text = String::from_utf8_lossy(&std::fs::read(&record).unwrap()).into_owned();
    let lines: Vec<&str> = text.lines().collect();
    let is_tick = |line: &str| line.contains("execve(") && line.contains("/bin/tick\"");
    let ticks: Vec<usize> = (0..lines.len()).filter(|at| is_tick(lines[*at])).collect();
    assert!(ticks.len() > PROMPTS, "{}: {text}", kind.name);
    let (from, to) = (ticks[ticks.len() - PROMPTS], ticks[ticks.len() - 1]);
    lines[from..to].iter().filter(|line| starts_a_process(line)).count()
}

fn an_unchanged_prompt_starts_no_process(kind: &'static Kind) {
    if is_installed("strace") {
        let (plain, hooked) = (processes(kind, Rc::Plain), processes(kind, Rc::Hooked));
        assert!(plain >= PROMPTS - 1, "{}: {plain} ticks were seen", kind.name);
        assert_eq!(hooked, plain, "{}", kind.name);
    }
}

in_each_shell!(an_unchanged_prompt_starts_no_process);
