//! Jupyter with a real kernel, and VS Code's tasks with a real debugger at the other end.

use std::net::TcpListener;
use std::process::Stdio;

use serde_json::Value;

use super::stage::{Stage, print_of};
use super::tools::own_tool;

/// Starts a kernel by name and does what a notebook does: runs cells, and interrupts one.
const NOTEBOOK: &str = r#"
import hashlib, os, sys
from jupyter_client.manager import start_new_kernel

manager, client = start_new_kernel(kernel_name=sys.argv[1], startup_timeout=60)
def run(code):
    said = []
    hook = lambda m: said.append(m["content"].get("text", "")) if m["msg_type"] == "stream" else None
    reply = client.execute_interactive(code, output_hook=hook, timeout=60)
    assert reply["content"]["status"] == "ok", reply["content"]
    return "".join(said).strip()
try:
    print(run("import hashlib, os\nprint('token', hashlib.sha256(os.environ['HF_TOKEN'].encode()).hexdigest())"))
    print("same", run("from huggingface_hub import get_token\nprint(get_token() == os.environ['HF_TOKEN'])"))
    print("user", run(sys.argv[2]))
    client.execute("print('asleep', flush=True)\nimport time; time.sleep(60)")
    while client.get_iopub_msg(timeout=60)["msg_type"] != "stream":
        pass
    manager.interrupt_kernel()
    while (reply := client.get_shell_msg(timeout=60))["content"].get("status") != "error":
        pass
    print("interrupted", reply["content"]["ename"])
finally:
    client.stop_channels()
    manager.shutdown_kernel(now=True)
"#;

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
    let [own, server]: [String; 2] = [own, server].map(|said| {
        said.lines().filter(|line| !line.starts_with('[')).map(|line| format!("{line}\n")).collect()
    });
    let expected =
        format!("{}\nsame True\nuser ada\ninterrupted KeyboardInterrupt\n", print_of(&stage.acme));
    assert_eq!([own, server], [expected.clone(), expected]);
}

/// A debugger's other end: attaches as the launch configuration says, and lets the program go on.
const ATTACH: &str = r#"
import json, socket, sys, time

config = json.loads(sys.argv[1])
for _ in range(300):
    try:
        wire = socket.create_connection((config["connect"]["host"], config["connect"]["port"]))
        break
    except ConnectionRefusedError:
        time.sleep(0.1)
stream = wire.makefile("rb")
def send(seq, command, arguments):
    body = json.dumps({"seq": seq, "type": "request", "command": command, "arguments": arguments}).encode()
    wire.sendall(b"Content-Length: %d\r\n\r\n" % len(body) + body)
def receive():
    while (line := stream.readline().strip()) and not line.startswith(b"Content-Length"):
        pass
    length = int(line.split(b":")[1])
    while stream.readline().strip():
        pass
    return json.loads(stream.read(length))
send(1, "initialize", {"adapterID": config["type"]})
send(2, config["request"], config)
while True:
    message = receive()
    if message.get("event") == "initialized":
        send(3, "configurationDone", {})
    elif message.get("event") == "output":
        sys.stdout.write(message["body"]["output"])
    elif message.get("event") == "terminated":
        break
"#;

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
    let said = String::from_utf8_lossy(&output.stdout);
    if !said.contains(&token) {
        debugged.kill().unwrap();
    }
    debugged.wait().unwrap();
    assert!(said.contains(&token), "{said}{}", String::from_utf8_lossy(&output.stderr));
}
