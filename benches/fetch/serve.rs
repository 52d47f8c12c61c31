//! The Hub, in a process of its own: the benchmark's program starts itself once more.

use std::io::{Read as _, Write as _};
use std::path::Path;
use std::time::Duration;

use serde::Deserialize;

use crate::hub::{File, Hub, Reply};
use crate::stage::REPO;

/// The first word of a command line that means this process.
pub(crate) const WORD: &str = "serve-the-hub";
/// What the Hub's own storage host gives to a connection where nginx is missing.
const RATE: u64 = 20 << 20;

/// What the Hub has, and how it behaves.
#[derive(Deserialize)]
struct Manifest {
    /// Milliseconds before each answer.
    delay: u64,
    capped: bool,
    large: bool,
    /// Where large files are; without it the Hub has a storage host of its own.
    storage: Option<String>,
    files: Vec<Listed>,
}

#[derive(Deserialize)]
struct Listed {
    path: String,
    on_disk: std::path::PathBuf,
    sha256: String,
}

/// Serves until nobody holds the other end of the standard input.
pub(crate) fn serve(manifest: &Path) {
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(manifest).unwrap()).unwrap();
    let hub = Hub::start();
    let file = |listed: &Listed| {
        if manifest.large {
            File::on_disk(&listed.on_disk).with_sha256(&listed.sha256)
        } else {
            File::from(std::fs::read(&listed.on_disk).unwrap())
        }
    };
    let files: Vec<(&str, File)> =
        manifest.files.iter().map(|listed| (listed.path.as_str(), file(listed))).collect();
    let commit = hub.add_files(REPO, &files);
    if let (Some(storage), true) = (&manifest.storage, manifest.large) {
        for ((path, file), listed) in files.iter().zip(&manifest.files) {
            let reply = Reply::new(302)
                .with_header("Location", &format!("{storage}/{}", listed.sha256))
                .with_header("X-Repo-Commit", &commit)
                .with_header("X-Linked-Etag", &format!("\"{}\"", listed.sha256))
                .with_header("X-Linked-Size", &file.len().to_string());
            for revision in ["main", &commit] {
                hub.script_always(&format!("/{REPO}/resolve/{revision}/{path}"), reply.clone());
            }
        }
    } else if manifest.capped {
        hub.cdn().set_rate(RATE);
    }
    hub.set_delay(Duration::from_millis(manifest.delay));
    let mut out = std::io::stdout();
    writeln!(out, "{}", hub.endpoint()).unwrap();
    out.flush().unwrap();
    let _ended = std::io::stdin().read_to_end(&mut Vec::new());
}
