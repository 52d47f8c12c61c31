//! What a prompt costs inside bash at which nothing has changed: the function that a hook puts into
//! `PROMPT_COMMAND`, as a ratio to an empty function in the same shell.

use crate::cases::Stage;
use crate::find::find;
use crate::{quantile, sandbox};

/// A hook in bash.
struct Hook {
    name: &'static str,
    program: &'static str,
    /// The line of the rc file.
    line: &'static str,
    /// What runs at each prompt.
    function: &'static str,
    /// The project it has loaded.
    folder: &'static str,
    /// Calls in a round.
    calls: u32,
}

const HOOKS: [Hook; 3] = [
    Hook {
        name: "hfenv: __hfenv_prompt",
        program: "hfenv",
        line: "eval \"$(hfenv hook bash)\"",
        function: "__hfenv_prompt",
        folder: "profile",
        calls: 1000,
    },
    Hook {
        name: "direnv: _direnv_hook",
        program: "direnv",
        line: "eval \"$(direnv hook bash)\"",
        function: "_direnv_hook",
        folder: "direnv",
        calls: 100,
    },
    Hook {
        name: "mise: _mise_hook_prompt_command",
        program: "mise",
        line: "eval \"$(mise activate bash)\"",
        function: "_mise_hook_prompt_command",
        folder: "mise",
        calls: 100,
    },
];

/// Rounds: an empty function and the hook in alternation.
const ROUNDS: usize = 9;

/// Prints for each round the microseconds of a call of each. What the hook loads is loaded before.
const SCRIPT: &str = r#"
eval "$LINE"
"$FUNCTION"; "$FUNCTION"
empty() { :; }
now() { local time=$EPOCHREALTIME; printf -v "$1" '%s' "${time/[.,]/}"; }
many() { local i; for ((i = 0; i < $2; i++)); do "$1"; done; }
for ((round = 0; round < ROUNDS; round++)); do
    now a; many empty 1000; now b; many "$FUNCTION" "$CALLS"; now c
    printf '%s %s\n' "$((b - a))" "$((c - b))"
done
"#;

/// Prints the table.
pub(crate) fn print(stage: &Stage, only: &[String]) {
    println!("\n{:<46} {:>7}  {:<13} {:>9}", "unchanged prompt, in bash", "ratio", "spread", "µs");
    for hook in &HOOKS {
        if !only.is_empty() && !only.iter().any(|word| hook.name.contains(word.as_str())) {
            continue;
        }
        let Some(rounds) = find(hook.program).map(|_| hook.rounds(stage)) else {
            println!("{:<46} not installed: bash tests/run --peers", hook.name);
            continue;
        };
        let mut ratios: Vec<f64> = rounds.iter().map(|(empty, own)| own / empty).collect();
        let mut times: Vec<f64> = rounds.iter().map(|(_, own)| *own).collect();
        ratios.sort_by(f64::total_cmp);
        times.sort_by(f64::total_cmp);
        let [low, middle, high] = [0.25, 0.5, 0.75].map(|at| quantile(&ratios, at));
        let time = quantile(&times, 0.5);
        println!("{:<46} {middle:>6.1}x  {low:.1} to {high:<6.1} {time:>9.1}", hook.name);
    }
}

impl Hook {
    /// The microseconds of one call of an empty function and of the hook, in each round.
    fn rounds(&self, stage: &Stage) -> Vec<(f64, f64)> {
        let tools = find(self.program).unwrap().parent().unwrap().display().to_string();
        let output = stage
            .home
            .command("bash")
            .args(["--norc", "-c", SCRIPT])
            .env("PATH", format!("{}:{tools}", sandbox::search_path()))
            .env("XDG_RUNTIME_DIR", stage.home.path("run"))
            .env("LINE", self.line)
            .env("FUNCTION", self.function)
            .env("CALLS", self.calls.to_string())
            .env("ROUNDS", ROUNDS.to_string())
            .current_dir(stage.home.path(self.folder))
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let pairs = text.lines().filter_map(|line| {
            let (empty, own) = line.split_once(' ')?;
            let empty: f64 = empty.parse().ok()?;
            let own: f64 = own.parse().ok()?;
            Some((empty / 1000.0, own / f64::from(self.calls)))
        });
        let pairs: Vec<(f64, f64)> = pairs.collect();
        assert_eq!(pairs.len(), ROUNDS, "{}: {text}", String::from_utf8_lossy(&output.stderr));
        pairs
    }
}
