//! A link with latency and losses between two network namespaces: `tc netem` on a pair of veth
//! interfaces or, where the kernel has no netem, two TUN interfaces and a process between them
//! (`link.py`) that holds every packet back and drops some.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use crate::find::find;

/// One way, in milliseconds; and the losses, in per cent each way.
const DELAY: &str = "25";
const LOSS: &str = "0.1";

/// Both namespaces. Dropping it removes them, and the interfaces with them.
pub(crate) struct Link {
    ip: PathBuf,
    server: String,
    client: String,
    relay: Option<Child>,
    /// What it is made of.
    pub(crate) words: String,
}

impl Link {
    /// The server's address.
    pub(crate) const SERVER: &str = "10.77.0.1";
    const CLIENT: &str = "10.77.0.2";

    /// Sets it up; why not, where this machine refuses.
    pub(crate) fn set() -> Result<Self, String> {
        if !rustix::process::geteuid().is_root() {
            return Err("Not measured: a network namespace needs root.".to_owned());
        }
        let Some(ip) =
            ["/usr/sbin/ip", "/sbin/ip"].map(PathBuf::from).into_iter().find(|ip| ip.is_file())
        else {
            return Err("Not measured: there is no `ip` (iproute2).".to_owned());
        };
        let name = |side| format!("hfenv-{}-{side}", std::process::id());
        let (server, client) = (name("s"), name("c"));
        let mut link = Self { ip, server, client, relay: None, words: String::new() };
        for side in [&link.server, &link.client] {
            link.ip(&["netns", "add", side])?;
            link.ip(&["-n", side, "link", "set", "lo", "up"])?;
        }
        match link.netem() {
            Ok(()) => "The link: `tc netem` on a veth pair.".clone_into(&mut link.words),
            Err(why) => {
                let why = why.trim().to_owned();
                link.relay(&why)?;
                link.words = format!(
                    "The kernel has no `tc netem` ({why}). The link instead: two TUN interfaces and a \
                     process between them that holds packets back and drops some."
                );
            }
        }
        let control = std::fs::read_to_string("/proc/sys/net/ipv4/tcp_congestion_control");
        let control = control.unwrap_or_default();
        link.words = format!("{} TCP's congestion control is {}.", link.words, control.trim());
        Ok(link)
    }

    fn netem(&self) -> Result<(), String> {
        let (server, client) = (&self.server, &self.client);
        self.ip(&[
            "link", "add", "hfenv-s", "netns", server, "type", "veth", "peer", "name", "hfenv-c",
            "netns", client,
        ])?;
        for side in [(server, "hfenv-s"), (client, "hfenv-c")] {
            let (delay, loss) = (format!("{DELAY}ms"), format!("{LOSS}%"));
            let netem = ["root", "netem", "delay", &delay, "loss", &loss, "limit", "100000"];
            let mut words = vec!["netns", "exec", side.0, "tc", "qdisc", "add", "dev", side.1];
            words.extend(netem);
            if let Err(why) = self.ip(&words) {
                // The one interface takes the other with it.
                self.ip(&["-n", server, "link", "del", "hfenv-s"])?;
                return Err(why);
            }
        }
        self.addresses("hfenv-s", "hfenv-c")
    }

    /// The process between two TUN interfaces, which keeps them when they change the namespace.
    fn relay(&mut self, why: &str) -> Result<(), String> {
        let refused = |what: &str| format!("Not measured: netem: {why}; TUN: {what}.");
        let python = find("python").ok_or_else(|| refused("no Python"))?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("benches/fetch/link.py");
        let (of_server, of_client) =
            (format!("hfs{}", std::process::id()), format!("hfc{}", std::process::id()));
        let mut child = Command::new(python)
            .arg(script)
            .args([&of_server, &of_client, DELAY, LOSS])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| refused(&error.to_string()))?;
        let mut said = String::new();
        let read = BufReader::new(child.stdout.take().unwrap()).read_line(&mut said);
        self.relay = Some(child);
        if read.is_err() || said.trim() != "ready" {
            return Err(refused("no interface"));
        }
        self.ip(&["link", "set", &of_server, "netns", &self.server])?;
        self.ip(&["link", "set", &of_client, "netns", &self.client])?;
        self.addresses(&of_server, &of_client)
    }

    fn addresses(&self, of_server: &str, of_client: &str) -> Result<(), String> {
        let sides = [
            (&self.server, of_server, Self::SERVER, Self::CLIENT),
            (&self.client, of_client, Self::CLIENT, Self::SERVER),
        ];
        for (space, interface, own, other) in sides {
            self.ip(&["-n", space, "addr", "add", own, "peer", other, "dev", interface])?;
            let up = ["mtu", "1500", "txqueuelen", "10000", "up"];
            let mut words = vec!["-n", space, "link", "set", interface];
            words.extend(up);
            self.ip(&words)?;
        }
        Ok(())
    }

    /// A program on the server's side.
    pub(crate) fn on_server(&self, program: &Path) -> Command {
        let mut command = Command::new(&self.ip);
        command.args(["netns", "exec", &self.server]).arg(program);
        command
    }

    /// The program and the words before one on the client's side.
    pub(crate) fn on_client(&self) -> (&Path, [String; 3]) {
        (&self.ip, ["netns", "exec", &self.client].map(ToOwned::to_owned))
    }

    fn ip(&self, words: &[&str]) -> Result<(), String> {
        let output = Command::new(&self.ip).args(words).output();
        let output = output.map_err(|error| error.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        if output.status.success() { Ok(()) } else { Err(said) }
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        if let Some(relay) = &mut self.relay {
            let _already_gone = relay.kill();
            let _unknown = relay.wait();
        }
        for side in [&self.server, &self.client] {
            let _not_there = self.ip(&["netns", "del", side]);
        }
    }
}
