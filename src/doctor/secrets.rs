//! Secrets in files, as the guard finds them: bounded in bytes, and told without their values.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;
use std::time::{Duration, Instant};

use super::held::Hold;
use super::public::Public;
use super::{Finding, Scene};
use crate::git::config::Git;
use crate::guard::Known;
use crate::guard::allow::Allowed;
use crate::guard::own::Own;
use crate::guard::repo::Repo;
use crate::guard::scan::{Hit, Scanner};
use crate::token::Token;

/// How many bytes of a file are looked through: the last ones.
const TAIL: u64 = 2 << 20;

/// Findings of one file after which nobody counts.
const MANY: usize = 100;

/// Files that one check looks through.
const FILES: usize = 200;

/// How long it may take to look through them.
const TIME: Duration = Duration::from_secs(3);

/// How much one check may still look through.
pub(super) struct Budget {
    files: usize,
    end: Instant,
}

impl Budget {
    /// All of it.
    pub(super) fn new() -> Self {
        Self { files: FILES, end: Instant::now() + TIME }
    }

    /// Whether one more file may be looked through.
    pub(super) fn allows(&mut self) -> bool {
        self.files = self.files.saturating_sub(1);
        self.files > 0 && Instant::now() < self.end
    }
}

/// What was seen of a file.
pub(super) enum Seen {
    /// It is not there, or not a file.
    Nothing,
    /// It can't be read.
    Unread,
    /// It has none.
    Clean,
    /// It has some.
    Secrets(Secrets),
}

/// The secrets of a file.
pub(super) struct Secrets {
    /// The line of the first one, if the whole file was looked through.
    pub(super) line: Option<usize>,
    /// What the first one is.
    pub(super) what: &'static str,
    /// How many there are.
    pub(super) count: usize,
    /// The tokens among them.
    pub(super) tokens: Vec<Token>,
}

/// The user's own secrets, and what is allowed here.
pub(super) fn known(scene: &Scene<'_>) -> Known {
    let (own, _) = Own::load(&scene.world.paths, &scene.world.env);
    let folder = scene.world.folder.clone();
    let repo = Git::find(&scene.world.env).map(|git| Repo::new(git, vec![], vec![], folder));
    Known { own, allowed: Allowed::of_repo(&repo.unwrap_or_else(|_| Repo::nowhere())) }
}

/// Looks through the end of a file.
pub(super) fn in_file(known: &Known, path: &Path) -> Seen {
    match path.metadata() {
        Ok(meta) if meta.is_file() => {}
        _ => return Seen::Nothing,
    }
    let mut hits: Vec<Hit> = Vec::new();
    let mut look = || {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        let skipped = length.saturating_sub(TAIL);
        file.seek(SeekFrom::Start(skipped))?;
        Scanner::new(known).scan_file(path, file.take(TAIL), |hit| {
            hits.push(hit);
            hits.len() < MANY
        })?;
        std::io::Result::Ok(skipped == 0)
    };
    let Ok(whole) = look() else { return Seen::Unread };
    let Some(first) = hits.first() else { return Seen::Clean };
    Seen::Secrets(Secrets {
        line: usize::try_from(first.line).ok().filter(|_| whole),
        what: first.what,
        count: hits.len(),
        tokens: hits.iter().filter_map(|hit| hit.value.token()).collect(),
    })
}

/// `~/.bash_history:120 has a Hugging Face user token, and 3 more secrets`.
pub(super) fn told(scene: &Scene<'_>, path: &Path, secrets: &Secrets) -> Public {
    let place = match secrets.line {
        Some(line) => scene.line(path, line),
        None => scene.path(path),
    };
    let text = place.and(" has a secret: ").and(Public::rule(secrets.what));
    match secrets.count - 1 {
        0 => text,
        more => text.and(", and ").and(Public::count(more, "more secret")),
    }
}

/// What to do about tokens of the user's own profiles: they were seen.
pub(super) fn rotated(scene: &Scene<'_>, mut finding: Finding, tokens: &[Token]) -> Finding {
    for (profile, hold) in scene.held() {
        if let Hold::Secrets(secrets) = hold
            && tokens.contains(&secrets.token)
        {
            let command = Public::text("hfenv rotate ").and(Public::profile(&profile.name));
            finding = finding.run(command);
        }
    }
    finding
}
