//! What lies in the cache: links that lead nowhere, and what was begun and left.

use std::path::Path;
use std::sync::mpsc::sync_channel;
use std::thread;
use std::time::Duration;

use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::cache::Cache;
use crate::cache::census::{Census, Content};
use crate::cache::lock::{self, Locks};
use crate::text::unix_now;
use crate::vars::HF_HUB_DISABLE_SYMLINKS;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "cache-symlinks",
        group: Group::Cache,
        about: "links in the cache lead to something",
        look: links,
    },
    Check {
        name: "cache-parts",
        group: Group::Cache,
        about: "nothing was begun and left: parts of downloads, locks",
        look: parts,
    },
];

/// How long a census may take: a large cache on a slow disk takes minutes.
const PATIENCE: Duration = Duration::from_millis(700);

/// What is older may go: as long as hfenv cache prune leaves it.
const OLD: i64 = 24 * 60 * 60;

/// Reads the cache; what takes too long is left behind.
fn census(scene: &Scene<'_>) -> Result<Census, Finding> {
    let cache = Cache::find(&scene.world.paths, &scene.world.env);
    let (sender, receiver) = sync_channel(1);
    thread::spawn(move || {
        // Nobody listens any more once the time is up.
        let _ = sender.send(Census::take(&cache));
    });
    match receiver.recv_timeout(PATIENCE) {
        Ok(Ok(census)) => Ok(census),
        Ok(Err(_)) => {
            Err(Finding::new(Verdict::Unknown, "the cache can't be read").run("hfenv cache ls"))
        }
        Err(_) => Err(Finding::new(Verdict::Unknown, "the cache is too large for a quick look")
            .run("hfenv cache ls")),
    }
}

fn links(scene: &Scene<'_>) -> Vec<Finding> {
    let root = &scene.world.paths.hub_cache;
    let mut findings: Vec<Finding> = way(scene, root).into_iter().collect();
    if !findings.is_empty() {
        return findings;
    }
    if scene.world.inherited.flag(HF_HUB_DISABLE_SYMLINKS) {
        let words = "HF_HUB_DISABLE_SYMLINKS is set: each revision has its own copy of its files";
        findings.push(Finding::new(Verdict::Note, words));
    }
    let census = match census(scene) {
        Ok(census) => census,
        Err(finding) => {
            findings.push(finding);
            return findings;
        }
    };
    let files = census.repos.iter().flat_map(|repo| &repo.revisions).flat_map(|one| &one.files);
    let lost = files.filter(|file| matches!(file.content, Content::Dangling(_))).count();
    if lost > 0 {
        let evidence = Public::count(lost, "link").and(" to nothing in the cache");
        findings.push(Finding::new(Verdict::Warning, evidence).run("hfenv cache prune --yes"));
    }
    let strange = census.all_unknown().count();
    if strange > 0 {
        let evidence =
            Public::count(strange, "thing").and(" in the cache that hfenv does not know");
        let evidence = evidence.and(" and never touches, such as links out of it");
        findings.push(Finding::new(Verdict::Note, evidence).run("hfenv cache ls"));
    }
    if findings.is_empty() {
        findings.push(Finding::good("every link in the cache leads to something"));
    }
    findings
}

/// The way to the cache: a link that goes round, or to a disk that is not there.
fn way(scene: &Scene<'_>, root: &Path) -> Option<Finding> {
    let is_link = |path: &&Path| path.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
    let broken = root.ancestors().filter(is_link).find(|path| !path.exists())?;
    let error = broken.metadata().err()?;
    let words = if error.kind() == std::io::ErrorKind::NotFound {
        " is a link to what is not there"
    } else {
        " is a link that can't be followed: it goes round, or may not be read"
    };
    let evidence = scene.path(broken).and(words).and(", and the cache lies behind it");
    let finding = Finding::new(Verdict::Problem, evidence);
    Some(finding.say("let it lead to a folder, or remove the link"))
}

fn parts(scene: &Scene<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    match census(scene) {
        Ok(census) => findings.extend(begun(&census)),
        Err(finding) => findings.push(finding),
    }
    let locks = lock::look(&scene.world.paths.hub_cache);
    findings.extend(held(&locks));
    findings.extend(stale(scene, &locks));
    if findings.is_empty() {
        findings.push(Finding::good("nothing was begun and left"));
    }
    findings
}

fn begun(census: &Census) -> Option<Finding> {
    let parts = || census.repos.iter().flat_map(|repo| &repo.parts);
    let count = parts().count();
    let oldest = parts().map(|part| part.stat.modified).min()?;
    let evidence = Public::count(count, "part").and(" of downloads, ");
    let evidence = evidence.and(Public::size(census.begun())).and(", the oldest touched ");
    let evidence = evidence.and(Public::ago(oldest));
    if unix_now() - oldest < OLD {
        return Some(Finding::good(evidence.and(": a download goes on with them")));
    }
    Some(Finding::new(Verdict::Warning, evidence).run("hfenv cache prune --yes"))
}

/// Locks that processes hold.
fn held(locks: &Locks) -> Option<Finding> {
    let (_, process) = locks.held.first()?;
    let evidence = Public::count(locks.held.len(), "lock").and(" held now, such as by process ");
    let evidence = evidence.and(Public::number(*process as usize));
    let finding = Finding::new(Verdict::Note, evidence);
    Some(finding.say("if it downloads nothing: end that process"))
}

/// Files that stand for locks where there are no others, of a process that did not end well.
fn stale(scene: &Scene<'_>, locks: &Locks) -> Option<Finding> {
    let old = |time: &i64| unix_now() - time >= OLD;
    let stale: Vec<_> = locks.markers.iter().filter(|(_, time)| old(time)).collect();
    let (first, _) = stale.first()?;
    let evidence = Public::count(stale.len(), "lock").and(" of a process that is gone");
    let finding = Finding::new(Verdict::Warning, evidence.and(", such as ").and(scene.path(first)));
    Some(
        stale.iter().take(20).fold(finding, |finding, (file, _)| {
            finding.run(Public::text("rm ").and(scene.word(file)))
        }),
    )
}
