//! The folder of the cache: where it is, how much room there is, and who may write.

use std::path::{Path, PathBuf};

use super::modes::changed;
use super::public::Public;
use super::{Check, Finding, Group, Scene, Verdict};
use crate::cache::free;
use crate::cache::stat::is_writable;
use crate::paths::Paths;
use crate::secret_file;
use crate::vars;

pub(super) const CHECKS: &[Check] = &[
    Check {
        name: "cache-variables",
        group: Group::Cache,
        about: "variables for the cache name one folder",
        look: variables,
    },
    Check {
        name: "cache-space",
        group: Group::Cache,
        about: "there is room for a model",
        look: space,
    },
    Check {
        name: "cache-permissions",
        group: Group::Cache,
        about: "the cache's folders can be written to",
        look: permissions,
    },
];

/// Less than this is little: a small model.
const LITTLE: u64 = 2_000_000_000;

/// Less than this is nothing: not even a file of configuration is sure to fit.
const NOTHING: u64 = 10_000_000;

/// How many folders of a cache are looked at.
const MANY: usize = 20_000;

/// The variable by which transformers had a cache of its own.
const TRANSFORMERS_CACHE: &str = "TRANSFORMERS_CACHE";

/// What somebody owns is not ours to change.
const OWNER: &str =
    "have its owner give you the right to write, or choose another with HF_HUB_CACHE";

fn variables(scene: &Scene<'_>) -> Vec<Finding> {
    let env = &scene.world.inherited;
    let mut findings = Vec::new();
    let named = [vars::HF_HUB_CACHE, vars::HUGGINGFACE_HUB_CACHE, TRANSFORMERS_CACHE];
    for name in named.into_iter().chain([vars::HF_HOME]) {
        match env.raw(name) {
            Some(value) if value.is_empty() => {
                let evidence = Public::text(name).and(" is set and empty, which Python takes for");
                let finding =
                    Finding::new(Verdict::Warning, evidence.and(" the folder you are in"));
                findings.push(finding.run(Public::text("unset ").and(name)));
            }
            Some(value) if is_relative(value.to_str().unwrap_or("/")) => {
                let evidence = Public::text(name).and(" is not absolute: each folder has a cache");
                let finding = Finding::new(Verdict::Warning, evidence);
                findings.push(finding.say(Public::text("write a whole path into ").and(name)));
            }
            _ => {}
        }
    }
    let cache = Paths::real(&scene.world.paths.hub_cache);
    for name in [vars::HUGGINGFACE_HUB_CACHE, TRANSFORMERS_CACHE] {
        let other = env.text(name).ok().flatten().map(|text| scene.world.paths.expand_home(text));
        let Some(other) = other.filter(|other| other.is_absolute()) else { continue };
        if Paths::real(&other) != cache {
            let evidence = Public::text(name).and(" names ").and(scene.path(&other));
            let evidence = evidence.and(", and the cache is ").and(scene.path(&cache));
            let finding = Finding::new(Verdict::Warning, evidence);
            findings.push(finding.run(Public::text("unset ").and(name)));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::good(Public::text("the cache is ").and(scene.path(&cache))));
    }
    findings
}

/// Whether a path would be one below whatever folder somebody is in.
fn is_relative(text: &str) -> bool {
    !text.starts_with(['/', '~', '$']) && !Path::new(text).is_absolute()
}

fn space(scene: &Scene<'_>) -> Vec<Finding> {
    let root = &scene.world.paths.hub_cache;
    let Some(left) = free(root) else {
        return vec![Finding::new(Verdict::Unknown, "the system does not say how much is free")];
    };
    let evidence = Public::size(left).and(" are free for ").and(scene.path(root));
    if left >= LITTLE {
        return vec![Finding::good(evidence)];
    }
    let verdict = if left < NOTHING { Verdict::Problem } else { Verdict::Warning };
    vec![
        Finding::new(verdict, evidence)
            .run("hfenv cache prune")
            .say("or move it to another disk: hfenv cache move DIR"),
    ]
}

fn permissions(scene: &Scene<'_>) -> Vec<Finding> {
    let root = &scene.world.paths.hub_cache;
    if !root.is_dir() {
        let Some(there) = root.ancestors().find(|folder| folder.exists()) else {
            return Vec::new();
        };
        if there.is_dir() && is_writable(there) {
            return vec![Finding::good("there is no cache yet, and one can be made")];
        }
        let evidence = scene.path(root).and(" can't be made");
        return vec![unwritable(scene, there, evidence)];
    }
    if !is_writable(root) {
        let evidence = scene.path(root).and(" can't be written to");
        return vec![unwritable(scene, root, evidence)];
    }
    let shut: Vec<PathBuf> = folders(root).into_iter().filter(|one| !is_writable(one)).collect();
    let Some(first) = shut.first() else {
        return vec![Finding::good("the cache can be written to")];
    };
    let (own, foreign): (Vec<_>, Vec<_>) =
        shut.iter().partition(|folder| secret_file::is_mine(folder));
    let mut findings: Vec<Finding> = own
        .iter()
        .map(|one| unwritable(scene, one, scene.path(one).and(" can't be written to")))
        .collect();
    if !foreign.is_empty() {
        let evidence = Public::count(foreign.len(), "folder").and(" of other users in the cache");
        let evidence = evidence.and(" can't be written to, such as ");
        let evidence = evidence.and(scene.path(foreign.first().copied().unwrap_or(first)));
        findings.push(Finding::new(Verdict::Problem, evidence).say(OWNER));
    }
    findings
}

/// The folders in which a download makes files.
fn folders(root: &Path) -> Vec<PathBuf> {
    let below = |folder: &Path| {
        let entries = folder.read_dir().into_iter().flatten().flatten().take(MANY);
        let folders = entries.map(|entry| entry.path()).filter(|path| path.is_dir());
        folders.collect::<Vec<_>>()
    };
    let is_repo = |path: &PathBuf| path.to_string_lossy().contains("--");
    let repos: Vec<PathBuf> = below(root).into_iter().filter(is_repo).collect();
    let inner = repos.iter().flat_map(|repo| ["blobs", "refs", "snapshots"].map(|n| repo.join(n)));
    let inner: Vec<PathBuf> = inner.filter(|folder| folder.is_dir()).collect();
    let locks = root.join(".locks");
    let of_locks = if locks.is_dir() { below(&locks) } else { Vec::new() };
    let all = repos.into_iter().chain(inner).chain(Some(locks).filter(|one| one.is_dir()));
    all.chain(of_locks).collect()
}

/// A folder that can't be written to; its owner can change that.
fn unwritable(scene: &Scene<'_>, folder: &Path, evidence: Public) -> Finding {
    let finding = Finding::new(Verdict::Problem, evidence);
    match secret_file::mode(folder) {
        Ok(Some(mode)) if secret_file::is_mine(folder) && mode & 0o300 != 0o300 => {
            changed(scene, finding, folder.to_owned(), mode | 0o700)
        }
        Ok(Some(_)) if secret_file::is_mine(folder) => {
            finding.say("it lies on a disk that is read-only; choose another with HF_HUB_CACHE")
        }
        _ => finding.say(OWNER),
    }
}
