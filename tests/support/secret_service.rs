//! A real gnome-keyring on a bus of its own, in a folder of its own: nothing of the user's session
//! is seen or touched, and any number of them run side by side. All processes end with the value.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use hfenv::store::keyring::Keyring;
use hfenv::store::{Manner, Unavailable};
use hfenv::vars::Env;
use rustix::process::{Pid, Signal, kill_process};
use tempfile::TempDir;
use zbus::zvariant::ObjectPath;

/// How long bus and daemon may take to come up on a busy machine.
const START: Duration = Duration::from_secs(15);

/// A process that ends with the value, even if it is stopped.
struct Process(Child);

impl Process {
    fn signal(&self, signal: Signal) {
        // It may be gone already: some tests kill it.
        let _ = kill_process(Pid::from_child(&self.0), signal);
    }

    fn end(&mut self) {
        self.signal(Signal::KILL);
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

/// A private session bus, perhaps with a keyring daemon on it. Fields drop in order: daemon, bus,
/// folder.
pub(crate) struct SecretService {
    daemon: Option<Process>,
    bus: Process,
    folder: TempDir,
}

impl SecretService {
    /// A daemon with an unlocked default keyring; `None` if a tool is missing, which is said.
    pub(crate) fn start() -> Option<Self> {
        Self::with_daemon(Some("pw"), &Ok(()))
    }

    /// A daemon as on the first day: without any keyring.
    pub(crate) fn fresh() -> Option<Self> {
        Self::with_daemon(None, &Err(Unavailable::NoCollection))
    }

    /// A bus without a daemon, whose service file for one touches [`Self::marker`] instead.
    pub(crate) fn trap() -> Option<Self> {
        let bus = Self::bus()?;
        let touch = which("touch")?;
        // It must fail, or the bus would wait for the service to appear.
        let exec =
            format!(r#"/bin/sh -c "{} {}; exit 1""#, touch.display(), bus.marker().display());
        let service = format!("[D-BUS Service]\nName=org.freedesktop.secrets\nExec={exec}\n");
        let file = bus.folder.path().join("services/org.freedesktop.secrets.service");
        fs::write(file, service).unwrap();
        // The bus watches its folder, but need not have noticed yet.
        bus.bus.signal(Signal::HUP);
        bus.wait_for(&Err(Unavailable::NoService));
        Some(bus)
    }

    /// The file that the trap's service touches.
    pub(crate) fn marker(&self) -> PathBuf {
        self.folder.path().join("started")
    }

    /// The bus.
    pub(crate) fn address(&self) -> OsString {
        format!("unix:path={}", self.folder.path().join("bus").display()).into()
    }

    /// Our store on this bus, quiet, with this deadline.
    pub(crate) fn keyring(&self, deadline: Duration) -> Keyring {
        Keyring::new(Some(self.address()), Manner { deadline, interactive: false })
    }

    /// A command in the environment of this session, and in no other.
    pub(crate) fn command(&self, program: impl AsRef<std::ffi::OsStr>) -> Command {
        let mut command = Command::new(program);
        command.env_clear().env("DBUS_SESSION_BUS_ADDRESS", self.address());
        sealed(&mut command, self.folder.path());
        command
    }

    /// Runs `secret-tool`; `input` goes to its stdin.
    pub(crate) fn secret_tool(&self, args: &[&str], input: &[u8]) -> Output {
        fed(self.command("secret-tool").args(args), input)
    }

    /// Locks every keyring.
    pub(crate) fn lock(&self) {
        // Not `secret-tool lock`, which crashes in Debian 12 after its work.
        let keyring =
            ObjectPath::from_static_str_unchecked("/org/freedesktop/secrets/aliases/default");
        let (name, path) = ("org.freedesktop.secrets", "/org/freedesktop/secrets");
        let address = self.address().into_string().unwrap();
        let bus = zbus::blocking::connection::Builder::address(address.as_str());
        let interface = Some("org.freedesktop.Secret.Service");
        let bus = bus.unwrap().build().unwrap();
        bus.call_method(Some(name), path, interface, "Lock", &([keyring].as_slice(),)).unwrap();
        self.wait_for(&Err(Unavailable::Locked));
    }

    /// Freezes the daemon.
    pub(crate) fn stop(&self) {
        self.daemon.as_ref().unwrap().signal(Signal::STOP);
    }

    /// Thaws it.
    pub(crate) fn cont(&self) {
        self.daemon.as_ref().unwrap().signal(Signal::CONT);
    }

    /// Freezes the bus.
    pub(crate) fn stop_bus(&self) {
        self.bus.signal(Signal::STOP);
    }

    /// Thaws it.
    pub(crate) fn cont_bus(&self) {
        self.bus.signal(Signal::CONT);
    }

    /// Kills the daemon; the bus stays.
    pub(crate) fn kill(&mut self) {
        self.daemon.as_mut().unwrap().end();
    }

    fn bus() -> Option<Self> {
        let program = which("dbus-daemon")?;
        // Not below TMPDIR, which may be too long for the name of a socket.
        let folder = tempfile::tempdir_in("/tmp").unwrap();
        for part in ["home", "run", "services"] {
            fs::create_dir(folder.path().join(part)).unwrap();
        }
        let config = folder.path().join("bus.conf");
        fs::write(&config, configuration(folder.path())).unwrap();
        let mut command = Command::new(program);
        command.env_clear().args(["--nofork", "--nopidfile", "--config-file"]).arg(config);
        sealed(&mut command, folder.path());
        let bus = Process(command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let session = Self { daemon: None, bus, folder };
        session.wait_for(&Err(Unavailable::NoService));
        Some(session)
    }

    fn with_daemon(password: Option<&str>, ready: &Result<(), Unavailable>) -> Option<Self> {
        let program = which("gnome-keyring-daemon")?;
        which("secret-tool")?;
        let mut session = Self::bus()?;
        let mut daemon = session.spawn_daemon(&program, password.is_some());
        let mut input = daemon.0.stdin.take().unwrap();
        input.write_all(password.unwrap_or_default().as_bytes()).unwrap();
        drop(input);
        session.daemon = Some(daemon);
        session.wait_for(ready);
        Some(session)
    }

    fn spawn_daemon(&self, program: &Path, unlock: bool) -> Process {
        let start = |program: &Path| {
            let mut command = self.command(program);
            command.args(["--foreground", "--components=secrets"]);
            if unlock {
                command.arg("--unlock");
            }
            command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
        };
        // Debian gives the file a capability that a container may not have: exec fails, and a copy,
        // which has no capability, works.
        let child = start(program).or_else(|_| {
            let copy = self.folder.path().join("daemon");
            fs::copy(program, &copy)?;
            start(&copy)
        });
        Process(child.unwrap())
    }

    fn wait_for(&self, wanted: &Result<(), Unavailable>) {
        let keyring = self.keyring(Duration::from_secs(2));
        let begin = Instant::now();
        loop {
            let now = keyring.usable();
            if now == *wanted {
                return;
            }
            assert!(begin.elapsed() < START, "{now:?} instead of {wanted:?}");
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}

/// Python with the `keyring` package, from the folder that `HFENV_TEST_TOOLS` names.
pub(crate) fn python() -> Option<PathBuf> {
    let env = Env::from_process();
    let program = env.absolute("HFENV_TEST_TOOLS").map(|tools| tools.join("bin/python"));
    program.filter(|python| python.exists()).or_else(|| missing("python (HFENV_TEST_TOOLS)"))
}

/// Runs a command with this input.
pub(crate) fn fed(command: &mut Command, input: &[u8]) -> Output {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// A program of PATH.
fn which(name: &str) -> Option<PathBuf> {
    let env = Env::from_process();
    let path = env.raw("PATH").unwrap_or_default().to_owned();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|p| p.is_file());
    found.or_else(|| missing(name))
}

/// A missing tool fails the build where everything ought to be there.
fn missing(tool: &str) -> Option<PathBuf> {
    assert!(!Env::from_process().has("CI"), "{tool} is missing");
    eprintln!("skipped: {tool} is missing");
    None
}

fn sealed(command: &mut Command, folder: &Path) {
    let env = Env::from_process();
    command.env("PATH", env.raw("PATH").unwrap_or_default());
    command.env("HOME", folder.join("home")).env("XDG_RUNTIME_DIR", folder.join("run"));
}

fn configuration(folder: &Path) -> String {
    let (socket, services) = (folder.join("bus"), folder.join("services"));
    format!(
        r#"<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig>
  <type>session</type>
  <listen>unix:path={}</listen>
  <auth>EXTERNAL</auth>
  <servicedir>{}</servicedir>
  <policy context="default">
    <allow send_destination="*" eavesdrop="true"/>
    <allow eavesdrop="true"/>
    <allow own="*"/>
  </policy>
</busconfig>
"#,
        socket.display(),
        services.display()
    )
}
