//! Which files of a listing are meant.

use std::collections::HashSet;

use super::Request;
use crate::fetch::FetchError;
use crate::repo::pattern::Patterns;
use crate::repo::{Commit, Entry, FilePath};

/// Most names that an error proposes.
const NEAR_MAX: usize = 3;
/// How much alike a name must be to be proposed.
const NEAR_FROM: f64 = 0.75;

/// What was named, read.
pub(super) struct Choice<'a> {
    request: &'a Request,
    named: Vec<Named>,
    /// The single files among them.
    files: HashSet<String>,
}

/// One thing that was named.
enum Named {
    File(FilePath),
    /// With its final `/`.
    Folder(String),
    /// Something with `*`, `?` or `[`: the pattern, and the name that it may be after all.
    Pattern(Patterns, String),
}

impl<'a> Choice<'a> {
    pub(super) fn of(request: &'a Request) -> Result<Self, FetchError> {
        let named = request.files.iter().map(|name| Named::parse(name));
        let named: Vec<Named> = named.collect::<Result<_, _>>()?;
        let file = |named: &Named| match named {
            Named::File(path) => Some(path.to_string()),
            _ => None,
        };
        let files = named.iter().filter_map(file).collect();
        Ok(Self { request, named, files })
    }

    /// The files, if only single files were named: then nobody has to list the others.
    pub(super) fn files(&self) -> Option<Vec<FilePath>> {
        let file = |named: &Named| match named {
            Named::File(path) => Some(path.clone()),
            _ => None,
        };
        let files: Vec<FilePath> = self.named.iter().map(file).collect::<Option<_>>()?;
        (!files.is_empty()).then_some(files)
    }

    pub(super) fn keeps(&self, path: &FilePath) -> bool {
        let path = path.as_str();
        let wide = |named: &Named| !matches!(named, Named::File(_)) && named.is(path);
        let named = self.named.is_empty()
            || self.files.contains(path)
            || self.named.len() > self.files.len() && self.named.iter().any(wide);
        named && self.request.patterns.allow(path)
    }

    /// The first name that none of these files has.
    pub(super) fn missing<'e>(
        &self,
        paths: &(impl Iterator<Item = &'e FilePath> + Clone),
    ) -> Option<&str> {
        let known = paths.clone().map(FilePath::as_str);
        let known: HashSet<&str> = known.filter(|path| self.files.contains(*path)).collect();
        let missing = |named: &&Named| match named {
            Named::File(path) => !known.contains(path.as_str()),
            Named::Folder(_) => !paths.clone().any(|path| named.is(path.as_str())),
            Named::Pattern(..) => false,
        };
        self.named.iter().find(missing).map(Named::text)
    }

    /// The error about a name that none of these files has.
    pub(super) fn check(
        &self,
        commit: &Commit,
        all: &[Entry],
        known: bool,
    ) -> Result<(), FetchError> {
        let paths = all.iter().map(|entry| &entry.path);
        let Some(name) = self.missing(&paths) else { return Ok(()) };
        let near = if known { near(name, paths.map(FilePath::as_str)) } else { Vec::new() };
        Err(FetchError::NoFile {
            repo: self.request.repo.clone(),
            path: name.to_owned(),
            commit: commit.clone(),
            near,
        })
    }
}

impl Named {
    fn parse(name: &str) -> Result<Self, FetchError> {
        if let Some(folder) = name.strip_suffix('/') {
            return Ok(Self::Folder(format!("{}/", FilePath::parse(folder)?)));
        }
        if name.contains(['*', '?', '[']) {
            return Ok(Self::Pattern(Patterns::new(&[name.to_owned()], &[])?, name.to_owned()));
        }
        Ok(Self::File(FilePath::parse(name)?))
    }

    fn is(&self, path: &str) -> bool {
        match self {
            Self::File(file) => file.as_str() == path,
            Self::Folder(folder) => path.starts_with(folder.as_str()),
            Self::Pattern(patterns, name) => path == name || patterns.allow(path),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::File(path) => path.as_str(),
            Self::Folder(name) | Self::Pattern(_, name) => name,
        }
    }
}

/// Names like this one: a folder without its `/`, the same in another folder, or a few letters
/// apart.
fn near<'e>(name: &str, paths: impl Iterator<Item = &'e str> + Clone) -> Vec<String> {
    let folder = format!("{}/", name.trim_end_matches('/'));
    if paths.clone().any(|path| path.starts_with(&folder)) {
        return vec![folder];
    }
    let last = |path: &'e str| path.rsplit('/').next().unwrap_or(path);
    let like = |path: &'e str| {
        let alike =
            strsim::normalized_damerau_levenshtein(&path.to_lowercase(), &name.to_lowercase());
        let moved = if last(path) == name { 0.99 } else { 0.0 };
        (alike.max(moved), path)
    };
    let mut near: Vec<_> = paths.map(like).filter(|(alike, _)| *alike >= NEAR_FROM).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(NEAR_MAX).map(|(_, path)| path.to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_names_are_those_that_somebody_meant() {
        let paths = ["config.json", "onnx/model.onnx", "tokenizer_config.json", "README.md"];
        let near = |name: &str| near(name, paths.into_iter());
        assert_eq!(near("confg.json"), ["config.json"]);
        assert_eq!(near("Config.JSON"), ["config.json"]);
        assert_eq!(near("model.onnx"), ["onnx/model.onnx"]);
        assert_eq!(near("onnx"), ["onnx/"]);
        assert!(near("weights.gguf").is_empty());
    }
}
