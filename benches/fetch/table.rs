//! Runs every downloader in turn, round after round, and prints the middle of it.

use std::path::Path;
use std::time::Duration;

use crate::Options;
use crate::link::Link;
use crate::peers::{Job, Peer};
use crate::rows::{Row, Way};
use crate::run::{Cost, copy, cost, median};
use crate::servers::Servers;
use crate::stage::{self, File};

/// From here on no run is made that isn't counted.
const SLOW: f64 = 15.0;

/// ext4 hands out no inode that was deleted within the last five seconds, and looks at each of them
/// for every new file: the more files were deleted, the longer each creation takes.
const INODES_FREE: Duration = Duration::from_secs(6);

/// A downloader's runs.
struct Runs<'a> {
    peer: &'a Peer,
    costs: Vec<Cost>,
    /// What the servers took for each.
    served: Vec<f64>,
    failed: Option<String>,
}

/// Everything that stays the same in a table.
struct Scene<'a> {
    row: &'a Row,
    files: &'a [File],
    servers: &'a Servers,
    link: Option<&'a Link>,
    folder: &'a Path,
}

/// Prints a table.
pub(crate) fn print(row: &Row, peers: &[Peer], options: &Options) {
    println!("### {}\n", row.title);
    let link = match (row.way == Way::Shaped).then(Link::set) {
        Some(Err(why)) => return println!("{why}\n"),
        Some(Ok(link)) => Some(link),
        None => None,
    };
    if let Some(link) = &link {
        println!("{}\n", link.words);
    }
    let folder = tempfile::Builder::new().prefix("fetch-").tempdir_in(&options.folder).unwrap();
    for name in ["stored", "home"] {
        std::fs::create_dir(folder.path().join(name)).unwrap();
    }
    let files = stage::files(row, &folder.path().join("stored"));
    let servers = Servers::start(row, &files, folder.path(), link.as_ref());
    let scene =
        Scene { row, files: &files, servers: &servers, link: link.as_ref(), folder: folder.path() };
    let mut all: Vec<Runs> = peers
        .iter()
        .filter(|peer| row.large || !peer.large_only)
        .map(|peer| Runs { peer, costs: Vec::new(), served: Vec::new(), failed: None })
        .collect();
    for runs in &mut all {
        scene.warm_up(runs);
    }
    let wanted = options.runs.unwrap_or(row.runs);
    for round in 1..=wanted {
        for runs in &mut all {
            if runs.failed.is_none() && runs.costs.len() < round {
                scene.once_more(runs);
            }
        }
    }
    println!("| | s | CPU s | peak MiB | content check | × curl | servers' CPU s |");
    println!("|---|---|---|---|---|---|---|");
    let base: Vec<f64> = all[0].costs.iter().map(|cost| cost.wall).collect();
    for runs in &all {
        runs.print(row, &base);
    }
    println!();
    if !row.large {
        drop(folder);
        std::thread::sleep(INODES_FREE);
    }
}

impl Scene<'_> {
    /// A run for the caches; it counts if it was slow.
    fn warm_up(&self, runs: &mut Runs) {
        self.once_more(runs);
        if runs.costs.first().is_some_and(|cost| cost.wall < SLOW) {
            runs.costs.clear();
            runs.served.clear();
        }
    }

    fn once_more(&self, runs: &mut Runs) {
        let home = self.folder.join("home");
        let target = tempfile::Builder::new().prefix("target-").tempdir_in(self.folder).unwrap();
        let target = target.keep();
        let job = Job {
            home: &home,
            target: &target,
            endpoint: &self.servers.endpoint,
            files: self.files,
        };
        let mut command = runs.peer.command(&job);
        if let Some(link) = self.link {
            let (program, words) = link.on_client();
            let mut words: Vec<&str> = words.iter().map(String::as_str).collect();
            words.push(command.get_program().to_str().unwrap());
            command = copy(&command, program, &words);
        }
        // What was written before shall not be written back during this run.
        rustix::fs::sync();
        let before = self.servers.cpu();
        let outcome = cost(&command, &home);
        let served = self.servers.cpu() - before;
        let came = bytes_below(&target);
        // Large files would fill the disk, and the many small ones would slow down the next run.
        if self.row.large {
            std::fs::remove_dir_all(&target).unwrap();
        }
        let wanted = self.row.size * self.files.len() as u64;
        match outcome {
            None => runs.failed = Some("stopped after 300 s".to_owned()),
            Some(cost) if !cost.success => {
                let said = std::fs::read(home.join("said")).unwrap();
                let said = String::from_utf8_lossy(&said);
                let last = said.lines().rfind(|line| !line.trim().is_empty());
                runs.failed = Some(format!("failed: {}", last.unwrap_or("not a word")));
            }
            Some(_) if came < wanted => runs.failed = Some(format!("{came} bytes of {wanted}")),
            Some(cost) => {
                runs.costs.push(cost);
                runs.served.push(served);
            }
        }
    }
}

impl Runs<'_> {
    fn print(&self, row: &Row, base: &[f64]) {
        let name = self.peer.name;
        if let Some(why) = &self.failed {
            return println!("| {name} | {why} | | | | | |");
        }
        let middle = |value: fn(&Cost) -> Option<f64>, digits| {
            let values: Vec<f64> = self.costs.iter().filter_map(value).collect();
            if values.is_empty() { String::new() } else { format!("{:.digits$}", median(values)) }
        };
        let pairs = self.costs.iter().zip(base);
        let ratios: Vec<f64> = pairs.map(|(cost, base)| cost.wall / base).collect();
        let ratio =
            if ratios.is_empty() { String::new() } else { format!("{:.2}", median(ratios)) };
        println!(
            "| {name} | {} | {} | {} | {} | {ratio} | {:.2} |",
            middle(|cost| Some(cost.wall), 2),
            middle(|cost| cost.cpu, 2),
            middle(|cost| cost.peak, 0),
            self.peer.checks[usize::from(!row.large)],
            median(self.served.clone()),
        );
    }
}

/// The bytes of all regular files, links not followed.
fn bytes_below(folder: &Path) -> u64 {
    let entries = std::fs::read_dir(folder).unwrap();
    let sizes = entries.map(|entry| {
        let entry = entry.unwrap();
        let data = entry.metadata().unwrap();
        if data.is_dir() { bytes_below(&entry.path()) } else { data.len() }
    });
    sizes.sum()
}
