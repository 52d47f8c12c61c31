//! WSL and shared servers, of which what is peculiar to them is played; and the tools that start
//! other tools, which are real.

use super::stage::{Stage, print_of};
use super::tools::own_tool;
use crate::support::sandbox::{fresh_token, is_installed};

/// The stage with a python, and perhaps one of the recipes' own tools.
fn stage(heading: &str, tool: Option<&str>) -> Option<Stage> {
    let stage = Stage::of(heading);
    stage.program("python", "#!/bin/sh\nexec python3 \"$@\"\n");
    if let Some(tool) = tool {
        let found = stage.needs(own_tool(tool))?;
        stage.program(tool, &format!("#!/bin/sh\nexec {} \"$@\"\n", found.display()));
    }
    Some(stage)
}

#[test]
fn wsl_leaves_windows_helper_to_the_others() {
    let Some(stage) = stage("WSL", None) else { return };
    let gcm = stage.program("gcm", "#!/bin/sh\ncat >>\"$HOME/gcm.asked\"\n");
    stage.sh(&format!("git config --global credential.helper {}", gcm.display()));
    stage.run("setup");
    assert!(std::fs::read_to_string(stage.home.path(".bashrc")).unwrap().contains("hfenv hook"));
    let windows = "#!/bin/sh\ncase :$WSLENV: in *:HF_TOKEN/w:*) exec python3 \"$@\" ;; esac\n";
    stage.program("python.exe", windows);
    assert!(stage.run("windows").contains(&print_of(&stage.ada)));
    let check = stage.block("run: check").to_owned();
    let (helper, why) = check.split_once('\n').unwrap();
    assert!(stage.sh(helper).contains("hfenv"));
    let endpoint = stage.hub.endpoint();
    let why = stage.sh(&why.replace("https://huggingface.co", &endpoint));
    assert!(why.starts_with("git: profile ada"), "{why}");
    let fill = |url: &str| {
        format!(
            "export GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true\n\
             printf 'url={url}\\n\\n' | git credential fill |\n\
             sed -n 's/^password=//p' | tr -d '\\n' | sha256sum"
        )
    };
    assert!(print_of(&stage.ada).contains(&stage.sh(&fill(&endpoint))[..64]));
    assert!(!stage.home.path("gcm.asked").exists(), "Windows is not asked for the Hub");
    stage.sh(&fill("https://git.example/x"));
    assert!(stage.home.path("gcm.asked").exists(), "and is for others");
}

#[test]
fn a_shared_server_keeps_nothing() {
    let Some(mut stage) = stage("A shared server", None) else { return };
    let shared = stage.home.path("srv/models/hub").display().to_string();
    stage.sh(&format!("hfenv fetch -q acme/llama --cache-dir {shared}"));
    stage.hub.clear();
    let block = stage.block("run: shared").replace("/srv/models/hub", &shared);
    assert!(stage.sh(&block).contains("/snapshots/"));
    let requests = stage.hub.requests();
    assert!(!requests.iter().any(|request| request.path.contains("weights.bin")), "it is there");
    // Another machine: another home, in which nobody has logged in.
    stage.home.write("gpu1/train/train.py", std::fs::read(stage.work().join("train.py")).unwrap());
    stage.set("HUB", stage.hub.endpoint());
    let ssh = "#!/bin/sh\nset -eu\n[ \"$1\" = gpu1 ]\ncd \"$HOME/gpu1\"\n\
        exec env -i HOME=\"$PWD\" PATH=\"$PATH\" HF_ENDPOINT=\"$HUB\" sh -c \"$2\"\n";
    stage.program("ssh", ssh);
    assert!(stage.run("ssh").contains(&print_of(&stage.acme)));
    let who = stage.run("check");
    assert!(who.contains("work (hf_"), "{who}");
    stage.nowhere_below(&stage.home.path("gpu1"));
}

#[test]
fn make_and_tox() {
    if !is_installed("make") {
        return;
    }
    let Some(mut stage) = stage("make and tox", Some("tox")) else { return };
    for (name, label) in [("Makefile", "make"), ("tox.ini", "tox")] {
        stage.put(name);
        let said = stage.run(label);
        assert!(said.contains(&print_of(&stage.ada)), "{said}");
    }
    // Without the line for it, tox lets nothing through.
    stage.set("TOX_OVERRIDE", "testenv:hub.pass_env=");
    let said = stage.sh("hfenv run -- tox -e hub");
    assert!(said.contains(&print_of("")), "{said}");
}

#[test]
fn uv() {
    let Some(mut stage) = stage("uv", Some("uv")) else { return };
    stage.set("UV_OFFLINE", "1");
    stage.set("UV_PYTHON_DOWNLOADS", "never");
    let said = stage.run("run");
    assert!(said.contains(&print_of(&stage.ada)), "{said}");
}

#[test]
fn pre_commit_and_the_look_in_ci() {
    let Some(stage) = stage("pre-commit", Some("pre-commit")) else { return };
    stage.put(".pre-commit-config.yaml");
    stage.sh("git init -q -b main . && git init -q --bare ~/origin\n\
         git config user.name ada && git config user.email ada@example.com\n\
         git remote add origin ~/origin\n\
         git add -A && git commit -qm first && git push -q origin main && git switch -qc topic");
    stage.run("install");
    stage.run("ci");
    let leak = fresh_token();
    stage.home.write("work/leak.py", format!("TOKEN = '{leak}'\n"));
    let said = stage.sh("git add leak.py; ! git commit -qm leak");
    assert!(said.contains("leak.py") && !said.contains(&leak), "{said}");
    stage.sh("git commit -q --no-verify -m leak");
    let said = stage.sh(&format!("! {}", stage.block("run: ci")));
    assert!(said.contains("leak.py") && !said.contains(&leak), "{said}");
}
