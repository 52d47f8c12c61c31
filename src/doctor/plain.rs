//! Secrets that lie in plain text.

use super::{Check, Finding, Group, Scene, Verdict};
use crate::plaintext::{self, Kind};

pub(super) const CHECKS: &[Check] = &[Check {
    name: "plain-text",
    group: Group::PlainText,
    about: "tokens in rc files, git's files and remotes, netrc, .env and CI files",
    look: plain_text,
}];

fn plain_text(scene: &Scene<'_>) -> Vec<Finding> {
    let search = scene.search();
    let finds = plaintext::find(&search, &Kind::ALL);
    let finding = |found: &plaintext::Found| {
        let place = found.place.path().map_or("git's helper".into(), |path| scene.path(path));
        Finding::new(Verdict::Warning, place.and(" holds a token in plain text"))
            .run("hfenv import --remove")
    };
    finds.found.iter().map(finding).collect()
}
