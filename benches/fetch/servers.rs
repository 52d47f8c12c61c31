//! The processes on the server's side: the Hub, and nginx as its storage host.

use std::io::{BufRead as _, BufReader};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::find::find;
use crate::link::Link;
use crate::rows::{Row, Way};
use crate::serve::WORD;
use crate::stage::File;

/// How long a server may take to begin.
const PATIENCE: Duration = Duration::from_secs(10);

/// The running servers. Dropping them ends the processes.
pub(crate) struct Servers {
    /// What clients take for the Hub.
    pub(crate) endpoint: String,
    hub: Child,
    nginx: Option<Child>,
}

impl Servers {
    /// Starts them with these files, on the server's side of the link if there is one.
    pub(crate) fn start(row: &Row, files: &[File], folder: &Path, link: Option<&Link>) -> Self {
        let [port, store] = [free_port(), free_port()];
        let address = link.map_or("127.0.0.1", |_| Link::SERVER);
        let nginx = find("nginx")
            .or_else(|| Some("/usr/sbin/nginx".into()).filter(|file: &PathBuf| file.is_file()));
        let rate = if row.way == Way::Capped { "capped" } else { "fast" };
        let storage = nginx.as_ref().map(|_| format!("http://{address}:{store}/{rate}"));
        let manifest = folder.join("manifest.json");
        std::fs::write(&manifest, described(row, files, storage.as_deref()).to_string()).unwrap();
        let own = std::env::current_exe().unwrap();
        let mut hub = on(link, &own)
            .arg(WORD)
            .arg(&manifest)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut endpoint = String::new();
        BufReader::new(hub.stdout.take().unwrap()).read_line(&mut endpoint).unwrap();
        let endpoint = endpoint.trim().to_owned();
        let nginx = nginx.map(|program| {
            let config = folder.join("nginx.conf");
            std::fs::write(&config, configuration(folder, address, [port, store], &endpoint))
                .unwrap();
            let mut command = on(link, &program);
            command.arg("-p").arg(folder).arg("-c").arg(config);
            command.args(["-e", "nginx.log"]).stderr(Stdio::null());
            command.spawn().unwrap()
        });
        let begun = Instant::now();
        while nginx.is_some() && !answers(link, address, port) {
            assert!(begun.elapsed() < PATIENCE, "nginx does not answer: see {}", folder.display());
            std::thread::sleep(Duration::from_millis(5));
        }
        // Over the link, the Hub is reached through nginx: it listens on loopback only.
        let front = nginx.as_ref().filter(|_| link.is_some());
        let endpoint = front.map(|_| format!("http://{address}:{port}")).unwrap_or(endpoint);
        Self { endpoint, hub, nginx }
    }

    /// Seconds of a processor that the servers took so far.
    pub(crate) fn cpu(&self) -> f64 {
        [Some(&self.hub), self.nginx.as_ref()].into_iter().flatten().map(spent).sum()
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for child in [Some(&mut self.hub), self.nginx.as_mut()].into_iter().flatten() {
            let _already_gone = child.kill();
            let _unknown = child.wait();
        }
    }
}

/// A program on the server's side of the link.
fn on(link: Option<&Link>, program: &Path) -> Command {
    link.map_or_else(|| Command::new(program), |link| link.on_server(program))
}

/// Whether somebody listens there. What listens behind the link can't be seen from here.
fn answers(link: Option<&Link>, address: &str, port: u16) -> bool {
    match link {
        None => TcpStream::connect((address, port)).is_ok(),
        Some(link) => {
            let mut list = link.on_server(Path::new("cat"));
            let table = list.arg("/proc/net/tcp").output().unwrap().stdout;
            String::from_utf8_lossy(&table).contains(&format!(":{port:04X} "))
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    listener.local_addr().unwrap().port()
}

/// What the Hub's process is told.
fn described(row: &Row, files: &[File], storage: Option<&str>) -> Value {
    let delay = if let Way::Delayed(delay) = row.way { delay.as_millis() } else { 0 };
    let files = files
        .iter()
        .map(|file| json!({ "path": file.path, "on_disk": file.on_disk, "sha256": file.sha256 }));
    json!({
        "delay": u64::try_from(delay).unwrap(),
        "capped": row.way == Way::Capped,
        "large": row.large,
        "storage": storage,
        "files": files.collect::<Vec<_>>(),
    })
}

/// A way to the Hub, and the storage host: another origin. One process, so that what it costs can be
/// read off it; files go out by sendfile.
fn configuration(folder: &Path, address: &str, ports: [u16; 2], hub: &str) -> String {
    let [port, store] = ports;
    let folder = folder.display();
    format!(
        "daemon off; master_process off; pid nginx.pid;
events {{ worker_connections 1024; }}
http {{
    access_log off; sendfile on; tcp_nopush on; keepalive_requests 100000;
    client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi; scgi_temp_path scgi;
    upstream hub {{ server {hub}; keepalive 64; }}
    server {{
        listen {address}:{store};
        location /fast/ {{ alias {folder}/stored/; }}
        location /capped/ {{ alias {folder}/stored/; limit_rate 20m; }}
    }}
    server {{
        listen {address}:{port};
        location / {{
            proxy_pass http://hub; proxy_http_version 1.1; proxy_buffering off;
            proxy_set_header Connection \"\"; proxy_set_header Host $http_host;
        }}
    }}
}}
",
        hub = hub.trim_start_matches("http://"),
    )
}

/// User and system time of a process: fields 14 and 15 of its status, in hundredths of a second.
fn spent(child: &Child) -> f64 {
    let Ok(told) = std::fs::read_to_string(format!("/proc/{}/stat", child.id())) else {
        return 0.0;
    };
    // The name, in parentheses, may have blanks.
    let rest = told.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = rest.split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}
