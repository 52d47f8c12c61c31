//! The file formats of the manual are those that hfenv reads.

use std::path::Path;

use super::prose::{Block, sections};
use crate::config::Config;
use crate::config::profiles::Profiles;
use crate::config::toml_file::KEYS;
use crate::paths::Paths;
use crate::project::Project;
use crate::vars::{Env, SETTINGS};

fn files() -> Vec<Block> {
    let sections = sections("hfenv").into_iter();
    sections.filter(|(name, _)| name == "FILES").flat_map(|(_, blocks)| blocks).collect()
}

/// The example of a file, which ends in `name`.
fn example(name: &str) -> String {
    let blocks = files();
    let mut own = blocks.iter().skip_while(|block| **block != Block::Term(name.to_owned()));
    own.find_map(|block| match block {
        Block::Verbatim { text, .. } => Some(text.clone()),
        _ => None,
    })
    .unwrap()
}

fn write(folder: &Path, name: &str, text: &str) {
    std::fs::write(folder.join(name), text).unwrap();
}

#[test]
fn the_examples_of_files_are_read_without_a_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().canonicalize().unwrap();
    let paths = Paths::find(&Env::of(&[("HFENV_CONFIG_DIR", at.to_str().unwrap())]));
    write(&at, "config.toml", &example("~/.config/hfenv/config.toml"));
    let config = Config::load(&paths).unwrap();
    assert_eq!((config.trusted.len(), config.rules.len(), config.endpoints.len()), (1, 3, 1));
    write(&at, "profiles.toml", &example("~/.config/hfenv/profiles.toml"));
    let profiles = Profiles::load(&paths).unwrap();
    assert!(profiles.get("work").is_some_and(|work| !work.settings.is_empty()));
    for (name, items) in [(".hfenv.toml", 3), (".env", 2)] {
        let project = at.join(items.to_string());
        std::fs::create_dir(&project).unwrap();
        write(&project, name, &example(name));
        let found = Project::find(&paths, &project);
        assert_eq!(found.complaints, []);
        assert_eq!(found.items.len(), items, "{name}");
    }
}

#[test]
fn every_key_and_every_setting_is_told() {
    let told: String = files()
        .into_iter()
        .map(|block| match block {
            Block::Text { text, .. } | Block::Verbatim { text, .. } => text + "\n",
            Block::Section(_) | Block::Term(_) => String::new(),
        })
        .collect();
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let is_told = |name: &str| told.split(|c| !part(c)).any(|word| word == name);
    assert!(!is_told("HF_TOKEN_OF_NOBODY"));
    for name in KEYS.into_iter().chain(SETTINGS.iter().map(|setting| setting.name)) {
        assert!(is_told(name), "{name} is not in cli/generate/prose/hfenv.txt");
    }
}
