//! The `.env` files of the current project, and those of its containers and its CI.

use std::path::{Path, PathBuf};

use super::find::File;
use super::{Form, Kind, Search};
use crate::guard::rules::env_file;

/// How deep below the project's top is looked, and at how many entries.
const DEPTH: usize = 4;
const MANY: usize = 50_000;

/// Folders with other people's files, or with what tools make.
const PASSED: [&str; 10] = [
    ".git",
    ".hg",
    ".tox",
    ".venv",
    "__pycache__",
    "build",
    "node_modules",
    "site-packages",
    "target",
    "venv",
];

/// CI files that are known by their names alone.
const CI: [&str; 12] = [
    ".appveyor.yml",
    ".cirrus.yml",
    ".drone.yml",
    ".gitlab-ci.yml",
    ".travis.yml",
    ".woodpecker.yml",
    "Jenkinsfile",
    "appveyor.yml",
    "azure-pipelines.yml",
    "bitbucket-pipelines.yml",
    "cloudbuild.yaml",
    "devcontainer.json",
];

/// The project's top: the nearest folder upwards with a `.git`, else the current folder.
pub(super) fn root(search: &Search<'_>) -> Option<PathBuf> {
    let folder = search.env.cwd()?;
    let top = folder.ancestors().find(|folder| folder.join(".git").exists());
    Some(top.unwrap_or(folder).to_owned())
}

/// Its files, and why not all were looked for.
pub(super) fn files(search: &Search<'_>) -> (Vec<File>, Option<String>) {
    let file = |path: &Path| of(path).map(|(kind, form)| File { path: path.into(), kind, form });
    let (found, all) = within(search, file);
    let Some(root) = root(search).filter(|_| !all) else { return (found, None) };
    let root = search.shown(&root);
    (found, Some(format!("{root} has more than {MANY} entries: not all seen")))
}

/// What `wanted` makes of the project's files, in order, and whether all of them were seen: neither
/// those of other people nor what tools make, and not through links that lead out of the project.
pub fn within<T: Ord>(search: &Search<'_>, wanted: impl Fn(&Path) -> Option<T>) -> (Vec<T>, bool) {
    let Some(root) = root(search) else { return (Vec::new(), true) };
    // Nobody's project is a whole home folder, or more than that.
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let depth = if real(&search.paths.home).starts_with(real(&root)) { 0 } else { DEPTH };
    let (mut found, mut entries) = (Vec::new(), 0);
    let mut folders = vec![(root.clone(), depth)];
    while let Some((folder, depth)) = folders.pop() {
        for entry in folder.read_dir().into_iter().flatten().flatten() {
            entries += 1;
            if entries > MANY {
                found.sort();
                return (found, false);
            }
            let (path, Ok(kind)) = (entry.path(), entry.file_type()) else { continue };
            // A project's file is in the project, whatever links it has.
            if kind.is_symlink() && !real(&path).starts_with(real(&root)) {
                continue;
            }
            let passed = PASSED.iter().any(|name| path.file_name().is_some_and(|n| n == *name));
            if kind.is_dir() && depth > 0 && !passed {
                folders.push((path, depth - 1));
            } else if !kind.is_dir() {
                found.extend(wanted(&path));
            }
        }
    }
    found.sort();
    (found, true)
}

/// Which kind of file it is, if it is one that may hold a token.
fn of(path: &Path) -> Option<(Kind, Form)> {
    let name = path.file_name()?.to_str()?;
    let lower = name.to_ascii_lowercase();
    let yaml = [".yml", ".yaml"].iter().any(|end| lower.ends_with(end));
    let parent = path.parent().unwrap_or(Path::new(""));
    if env_file::is_one(path) {
        let form = if lower.starts_with(".envrc") { Form::Sh } else { Form::Lines };
        return Some((Kind::DotEnv, form));
    }
    let begins = |start: &str| lower.starts_with(start);
    if begins("dockerfile") || begins("containerfile") || lower.ends_with(".dockerfile") {
        return Some((Kind::Ci, Form::Docker));
    }
    if yaml && (begins("docker-compose") || begins("compose")) {
        return Some((Kind::Ci, Form::Compose));
    }
    if yaml && parent.ends_with(".github/workflows") {
        return Some((Kind::Ci, Form::Workflow));
    }
    let known = CI.contains(&name) || (yaml && parent.ends_with(".circleci"));
    known.then_some((Kind::Ci, Form::Other))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_known_by_their_names() {
        for (name, expected) in [
            ("a/.env", Some((Kind::DotEnv, Form::Lines))),
            ("a/prod.env", Some((Kind::DotEnv, Form::Lines))),
            ("a/.envrc", Some((Kind::DotEnv, Form::Sh))),
            ("a/.env.example", None),
            ("a/Dockerfile.gpu", Some((Kind::Ci, Form::Docker))),
            ("a/compose.yaml", Some((Kind::Ci, Form::Compose))),
            ("a/.github/workflows/test.yml", Some((Kind::Ci, Form::Workflow))),
            ("a/.github/test.yml", None),
            ("a/.gitlab-ci.yml", Some((Kind::Ci, Form::Other))),
            ("a/.circleci/config.yml", Some((Kind::Ci, Form::Other))),
            ("a/main.py", None),
        ] {
            assert_eq!(of(Path::new(name)), expected, "{name}");
        }
    }
}
