//! Jupyter with a real kernel, and VS Code's tasks with a real debugger at the other end.

use std::net::TcpListener;
use std::process::Stdio;

use serde_json::Value;

use super::stage::{Stage, print_of};
use super::tools::own_tool;

/// Starts a kernel by name and does what a notebook does: runs cells, and interrupts one.
const NOTEBOOK: &str = include_str!("notebook.py");

#[test]
fn a_kernel_has_the_identity_of_its_name() {
    let Some(python) = own_tool("python") else { return };
    let stage = Stage::of("Jupyter");
    let python = python.display();
    stage.program("python", &format!("#!/bin/sh\nexec {python} \"$@\"\n"));
    let notebook = stage.home.write("notebook.py", NOTEBOOK);
    let cell = stage.home.write("cell.py", stage.block("cell"));
    let (notebook, cell) = (notebook.display(), cell.display());
    // Instead of a server, something that starts a kernel as a server does.
    let jupyter = format!(
        "#!/bin/sh\n[ \"$1\" != lab ] || exec {python} {notebook} python3 \"$(cat {cell})\"\n\
         exec {python} -m jupyter \"$@\"\n"
    );
    stage.program("jupyter", &jupyter);
    stage.put("~/.local/share/jupyter/kernels/acme/kernel.json");
    assert!(stage.run("list").contains("acme"));
    let own = stage.sh(&format!("python {notebook} acme \"$(cat {cell})\""));
    let server = stage.run("server");
    // Newer kernels warn of their own channels.
    let [own, server]: [String; 2] = [own, server]
        .map(|said| said.split_inclusive('\n').filter(|line| !line.starts_with('[')).collect());
    let expected =
        format!("{}\nsame True\nuser ada\ninterrupted KeyboardInterrupt\n", print_of(&stage.acme));
    assert_eq!([own, server], [expected.clone(), expected]);
}

/// A debugger's other end: attaches as the launch configuration says, and lets the program go on.
const ATTACH: &str = include_str!("attach.py");

#[test]
fn tasks_and_the_debugger() {
    let Some(python) = own_tool("python") else { return };
    let stage = Stage::of("VS Code");
    stage.program("python", &format!("#!/bin/sh\nexec {} \"$@\"\n", python.display()));
    stage.put(".hfenv.toml");
    let said = stage.run("allow");
    assert!(said.contains(" from profile acme (/"), "{said}");
    // The page's port may be somebody else's here.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let json = |name: &str| -> Value {
        serde_json::from_str(&stage.file(name).replace("5678", &port.to_string())).unwrap()
    };
    let (tasks, launch) = (json(".vscode/tasks.json"), json(".vscode/launch.json"));
    let [train, waiting] = &tasks["tasks"].as_array().unwrap()[..] else { panic!("{tasks}") };
    let task = |task: &Value| {
        let mut command = stage.command(task["command"].as_str().unwrap());
        command.args(task["args"].as_array().unwrap().iter().map(|word| word.as_str().unwrap()));
        command.stdout(Stdio::piped());
        command
    };
    let output = task(train).output().unwrap();
    let token = print_of(&stage.acme);
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), token);
    let mut debugged = task(waiting).stderr(Stdio::null()).spawn().unwrap();
    let mut attach = stage.command("python");
    let attach = attach.args(["-c", ATTACH, &launch["configurations"][0].to_string()]);
    let output = attach.output().unwrap();
    if !output.status.success() {
        debugged.kill().unwrap();
    }
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let output = debugged.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), token);
}
