//! Docker, Compose and dev containers, by podman under the name of docker: images are really built
//! and containers really run, in a [`Cell`]. The images that the recipes start from are made here,
//! of a busybox, a bash and their libraries.

use std::collections::BTreeMap;
use std::process::Command;

use super::PAGE;
use super::cell::Cell;
use super::stage::{Stage, print_of};
use super::tools::{checked, own_tool};
use crate::support::markdown;
use crate::support::sandbox::is_installed;

/// Podman's storage and settings in the cell's folder, and the images to start from.
const ENGINE: &str = include_str!("engine.sh");

/// The server of the recipes, as a script: it tells its token and its folder, and with a mounted
/// token it stays.
const SERVE: &str = "echo token $(printf %s \"$HF_TOKEN\" | sha256sum | cut -c1-64)\n\
    [ -z \"${1-}\" ] || ls \"$1\"\n\
    [ -z \"${HF_TOKEN_PATH-}\" ] || exec sleep 600\n";

/// Whether there is all that a cell with containers needs.
fn engine() -> bool {
    ["podman", "crun", "busybox", "strip", "unshare"].into_iter().all(is_installed)
}

/// A recipe with docker.
fn stage(heading: &str) -> Option<Stage> {
    engine().then(|| {
        let mut stage = Stage::of(heading);
        let docker = "#!/bin/sh\n\
            case $1 in compose) shift && exec compose \"$@\" ;; esac\n\
            exec podman \"$@\"\n";
        stage.program("docker", docker);
        stage.home.write("work/serve.py", SERVE);
        stage.set("HUB", stage.hub.endpoint());
        stage
    })
}

/// The file of the first recipe, on which the next ones build.
fn dockerfile(stage: &Stage) {
    let mut blocks = markdown::blocks_of(PAGE).into_iter();
    let file = blocks.find(|block| block.note.as_deref() == Some("file: Dockerfile")).unwrap();
    stage.home.write("work/Dockerfile", file.text);
}

#[test]
fn an_image_has_the_model_and_no_token() {
    let Some(stage) = stage("Docker: a model in the image") else { return };
    stage.put("Dockerfile");
    let Some(mut cell) = Cell::new(&stage, ENGINE) else { return };
    cell.block("build");
    cell.block("check");
    // What the page warns of, to see that the search finds it. The token is a stand-in.
    let warned = "printf 'FROM python:3.12-slim\\nARG HF_TOKEN\\nRUN echo\\nCOPY env /\\n' >Bad\n\
        echo HF_TOKEN=stand-in-2 >env\n\
        docker build -q -f Bad --build-arg HF_TOKEN=stand-in-1 -t bad .\n";
    cell.line("warned", warned);
    let said = cell.run();
    assert!(said["check"].contains("no token: public access only"), "{}", said["check"]);
    assert!(said["check"].contains("config.json\nweights.bin\n"), "{}", said["check"]);
    let kept = |secret: &str| {
        let images = stage.home.home().with_file_name("cell").join("images");
        Command::new("grep").args(["-rqF", secret]).arg(images).status().unwrap().success()
    };
    assert!(kept("stand-in-1") && kept("stand-in-2"), "the search finds nothing");
    assert!(!kept(&stage.acme), "no layer, history or configuration has the token");
    let downloaded = stage.hub.requests();
    let downloaded = downloaded.iter().find(|request| request.path.ends_with("weights.bin"));
    assert!(downloaded.is_some_and(|request| request.carries(&stage.acme)), "by the profile acme");
}

#[test]
fn a_container_has_the_token_while_it_runs() {
    let Some(stage) = stage("Docker: a token at run time") else { return };
    dockerfile(&stage);
    let Some(mut cell) = Cell::new(&stage, ENGINE) else { return };
    cell.line(
        "build",
        "hfenv run -p acme -- docker build -q --secret id=HF_TOKEN,env=HF_TOKEN -t acme/server .",
    );
    for label in ["short", "env-file", "mounted", "check"] {
        cell.block(label);
    }
    cell.line("inspect", "docker inspect server");
    let said = cell.run();
    for label in ["short", "env-file"] {
        assert!(said[label].contains(&print_of(&stage.acme)), "{label}: {}", said[label]);
    }
    let check = &said["check"];
    assert!(check.contains(" from /run/secrets/HF_TOKEN, for "), "{check}");
    assert!(check.contains("ada") && check.contains("work (hf_"), "{check}");
    assert!(said["inspect"].contains("HF_TOKEN_PATH"), "the token is not in it, its place is");
}

#[test]
fn compose_gives_it_to_one_service() {
    let Some(stage) = stage("Compose") else { return };
    let Some(compose) = stage.needs(own_tool("podman-compose")) else { return };
    // podman-compose knows `environment` for secrets of a build only: it is told of a file, which
    // Compose makes of it by itself.
    let script = format!(
        "#!/bin/sh\nset -eu\nfile=$XDG_RUNTIME_DIR/secret\n\
         [ -z \"${{HF_TOKEN-}}\" ] || printf %s \"$HF_TOKEN\" >\"$file\"\n\
         sed \"s|environment: HF_TOKEN$|file: $file|\" compose.yaml >other.yaml\n\
         unset HF_TOKEN\nexec {} -f other.yaml \"$@\"\n",
        compose.display(),
    );
    stage.program("compose", &script);
    dockerfile(&stage);
    let file = stage.put("compose.yaml");
    if stage
        .needs(checked("check-jsonschema", &["--builtin-schema", "vendor.compose-spec"], &file))
        .is_none()
    {
        return;
    }
    let Some(mut cell) = Cell::new(&stage, ENGINE) else { return };
    cell.block("up");
    let check = stage.block("run: check");
    let (server, web) = check.split_once('\n').unwrap();
    cell.line("server", server);
    cell.line("web", &format!("! {web}"));
    cell.line("inspect", "docker inspect -l && docker ps -q | xargs docker inspect");
    let said = cell.run();
    assert!(said["server"].contains(" from /run/secrets/HF_TOKEN, for "), "{}", said["server"]);
    assert!(said["web"].contains("No such file"), "{}", said["web"]);
}

#[test]
fn a_dev_container_has_it_and_its_configuration_has_not() {
    let Some(stage) = stage("Dev container") else { return };
    let Some(cli) = stage.needs(own_tool("devcontainer")) else { return };
    let wrapper = format!("#!/bin/sh\nexec {} \"$@\" --docker-path podman\n", cli.display());
    let wrapper =
        wrapper.replace("\"$@\" --docker-path podman", "\"$1\" --docker-path podman \"${@:2}\"");
    stage.program("devcontainer", &wrapper.replace("#!/bin/sh", "#!/bin/bash"));
    stage.put(".devcontainer/devcontainer.json");
    stage.home.write("work/train.py", SERVE);
    let Some(mut cell) = Cell::new(&stage, ENGINE) else { return };
    cell.block("up");
    cell.line("inspect", "docker ps -q | xargs docker inspect");
    let said = cell.run();
    assert!(said["up"].contains(&print_of(&stage.acme)), "{}", said["up"]);
    let inspected: Vec<BTreeMap<String, serde_json::Value>> =
        serde_json::from_str(&said["inspect"]).unwrap();
    assert_eq!(inspected.len(), 1);
}
