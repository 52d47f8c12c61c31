//! Jobs of GitHub Actions and GitLab: the files are checked with the schemas of their services, and
//! the steps run in the order and with the environment that a runner gives them, in a home that has
//! no login.

use std::process::Command;

use serde_json::Value;

use super::stage::{Stage, print_of};
use super::tools::{checked, yaml};
use crate::support::hub::{Account, Ci, FineGrained, Scope};

/// Where a runner works, with nothing of the person's.
fn runner(stage: &Stage, shell: &[&str], script: &str) -> Command {
    for name in ["train.py", "publish.py"] {
        let program = std::fs::read(stage.work().join("train.py")).unwrap();
        stage.home.write(format!("runner/{name}"), program);
    }
    let mut command = stage.command(shell[0]);
    command.args(&shell[1..]).arg(script);
    command.env("CI", "true").env("HOME", stage.home.path("runner"));
    command.env("HF_ENDPOINT", stage.hub.endpoint());
    command.current_dir(stage.home.path("runner"));
    command
}

/// Runs one step; it must succeed, and no log shows a token.
#[track_caller]
fn step(stage: &Stage, mut command: Command) -> String {
    let output = command.output().unwrap();
    let said = [&output.stdout[..], &output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    assert!(output.status.success(), "{said}");
    // `whoami` shows the kind and the end of it.
    assert!(!said.replace("hf_jwt_…", "").contains("hf_jwt_"), "a token is shown");
    stage.hidden(&said);
    said
}

/// The steps of the only job of a workflow: name and log. The one that installs hfenv is left out.
#[track_caller]
fn workflow(
    stage: &Stage,
    text: &str,
    secret: &str,
    job: &[(&str, String)],
) -> Vec<(String, String)> {
    let Some(document) = yaml(text) else { return Vec::new() };
    let (_, only) = document["jobs"].as_object().unwrap().iter().next().unwrap();
    let mut done = Vec::new();
    for one in only["steps"].as_array().unwrap() {
        let (Some(script), Some(name)) = (one["run"].as_str(), one["name"].as_str()) else {
            assert!(one["uses"].is_string(), "{one}");
            continue;
        };
        if name == "Install hfenv" {
            continue;
        }
        let mut command =
            runner(stage, &["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c"], script);
        command.envs(job.iter().cloned());
        for env in [&document["env"], &only["env"], &one["env"]] {
            for (key, value) in env.as_object().into_iter().flatten() {
                let value = value.as_str().unwrap();
                command.env(key, value.replace("${{ secrets.HF_TOKEN }}", secret));
            }
        }
        done.push((name.to_owned(), step(stage, command)));
    }
    done
}

fn python(stage: &Stage) {
    stage.program("python", "#!/bin/sh\nexec python3 \"$@\"\n");
}

/// A job that the Hub trusts.
fn trusted(stage: &Stage) -> Ci {
    stage.hub.trust("acme/train", "acme/llama", Account::write("acme-bot").in_org("acme"));
    stage.hub.job("acme/train")
}

#[test]
fn github_with_a_secret_for_the_steps_that_need_it() {
    let stage = Stage::of("GitHub Actions with a secret");
    python(&stage);
    let scope = Scope {
        kind: "model".into(),
        name: "acme/llama".into(),
        permissions: vec!["repo.content.read".into()],
    };
    let scopes = FineGrained { scoped: vec![scope], ..FineGrained::default() };
    let secret =
        stage.hub.add_token(Account::fine_grained("ada", scopes).named("ci").in_org("acme"));
    stage.home.profile_at(&stage.hub.endpoint(), "ci", &secret);
    stage.program("gh", "#!/bin/sh\necho \"$@\" >\"$HOME/gh.args\"\ncat >\"$HOME/gh.stdin\"\n");
    stage.run("secret");
    let read = |name: &str| std::fs::read_to_string(stage.home.path(name)).unwrap();
    assert_eq!(
        (read("gh.args").trim(), read("gh.stdin").trim()),
        ("secret set HF_TOKEN", &*secret)
    );
    let file = stage.put(".github/workflows/train.yml");
    let schema = ["--builtin-schema", "vendor.github-workflows"];
    if stage.needs(checked("check-jsonschema", &schema, &file)).is_none() {
        return;
    }
    let text = std::fs::read_to_string(file).unwrap();
    let job = [("GITHUB_ACTIONS", "true".to_owned())];
    let done = workflow(&stage, &text, &secret, &job);
    let [(_, who), (_, _), (_, train)] = &done[..] else { panic!("{done:?}") };
    assert!(who.contains("ci (hf_") && who.contains("HF_TOKEN in the environment"), "{who}");
    assert!(train.contains(&format!("{} model", print_of(""))), "no token: {train}");
    assert!(stage.home.path("runner/model/weights.bin").exists());
}

#[test]
fn github_without_a_secret() {
    let stage = Stage::of("GitHub Actions without a secret");
    python(&stage);
    let file = stage.put(".github/workflows/publish.yml");
    let schema = ["--builtin-schema", "vendor.github-workflows"];
    if stage.needs(checked("check-jsonschema", &schema, &file)).is_none() {
        return;
    }
    let ci = trusted(&stage);
    let text = std::fs::read_to_string(file).unwrap();
    assert_eq!(yaml(&text).unwrap()["permissions"]["id-token"], "write");
    let done = workflow(&stage, &text, "", &ci.env());
    published(&stage, &done.iter().map(|(_, said)| said.as_str()).collect::<Vec<_>>().concat());
    assert_eq!(ci.requests().len(), 3, "each command asks for itself");
}

/// What a job that was exchanged for says, and that it left nothing.
#[track_caller]
fn published(stage: &Stage, said: &str) {
    assert!(
        said.contains("acme-bot") && said.contains("an OIDC exchange for acme/llama"),
        "{said}"
    );
    assert!(said.contains("acme/llama  granted\n"), "{said}");
    assert!(said.contains("token ") && !said.contains(&print_of("")), "{said}");
    let left: Vec<_> = std::fs::read_dir(stage.home.path("runner")).unwrap().collect();
    assert_eq!(left.len(), 2, "only the two programs: {left:?}");
}

/// The script of the only job of a pipeline, as GitLab's runner puts it together.
fn pipeline(stage: &Stage, job: &str) -> Option<(Value, String)> {
    let file = stage.put(".gitlab-ci.yml");
    let schema = ["--builtin-schema", "vendor.gitlab-ci", "--data-transform", "gitlab-ci"];
    stage.needs(checked("check-jsonschema", &schema, &file))?;
    let document = yaml(&std::fs::read_to_string(file).unwrap())?;
    let job = document[job].clone();
    let lines =
        ["before_script", "script"].into_iter().flat_map(|key| job[key].as_array().unwrap());
    let lines: Vec<&str> =
        lines.filter_map(Value::as_str).filter(|line| *line != "pip install hfenv").collect();
    let script = lines.join("\n");
    Some((job, script))
}

const GITLAB: [&str; 4] = ["bash", "-eo", "pipefail", "-c"];

#[test]
fn gitlab_with_a_variable_of_type_file() {
    let stage = Stage::of("GitLab CI with a variable");
    python(&stage);
    let Some((_, script)) = pipeline(&stage, "train") else { return };
    // As GitLab's runner writes it: beside the checkout, with a line end if it was pasted with one.
    let file = stage.home.write("builds/train.tmp/HF_TOKEN_PATH", format!("{}\n", stage.acme));
    let mut command = runner(&stage, &GITLAB, &script);
    command.env("GITLAB_CI", "true").env("HF_TOKEN_PATH", &file);
    let said = step(&stage, command);
    assert!(said.contains("work (hf_") && said.contains("HF_TOKEN_PATH"), "{said}");
    assert!(said.contains(&print_of(&stage.acme)), "{said}");
    stage.nowhere_below(&stage.home.path("runner"));
}

#[test]
fn gitlab_without_a_variable() {
    let stage = Stage::of("GitLab CI without a variable");
    python(&stage);
    let Some((job, script)) = pipeline(&stage, "publish") else { return };
    assert_eq!(job["id_tokens"]["HF_OIDC_ID_TOKEN"]["aud"], "https://huggingface.co");
    let ci = trusted(&stage);
    let mut command = runner(&stage, &GITLAB, &script);
    command.env("GITLAB_CI", "true").env("HF_OIDC_ID_TOKEN", ci.id_token());
    command.env("HF_OIDC_RESOURCE", job["variables"]["HF_OIDC_RESOURCE"].as_str().unwrap());
    published(&stage, &step(&stage, command));
}
