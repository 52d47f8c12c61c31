//! Scenes from real repositories: files with a secret in them, and files that only look so. Every
//! secret is made when a scene is, from a seed. The benchmark shows the same scenes to the peers.

mod archives;
mod binary;
mod borders;
mod boundaries;
pub(crate) mod code;
pub(crate) mod dice;
mod encodings;
mod families;
mod fill;
mod hidden;
mod keys;
mod names;
mod notebooks;
pub(crate) mod own;
pub(crate) mod pack;
mod plain;
mod silent_code;
mod silent_data;
mod silent_hashes;
mod silent_words;
pub(crate) mod site;
mod split;
pub(crate) mod stories;
mod urls;
mod vendors;

use self::dice::Dice;
use self::fill::{Filled, Place, fill, fill_with};

/// A file of a scene: what the last commit has of it, and what is staged.
pub(crate) struct File {
    /// Its path in the scene's folder, as bytes.
    pub(crate) path: Vec<u8>,
    /// What the last commit has, if it has it.
    pub(crate) before: Option<Vec<u8>>,
    /// What is staged.
    pub(crate) after: Vec<u8>,
    /// Where it has secrets; none means that it has to be passed over in silence.
    pub(crate) places: Vec<Place>,
}

/// Some files of one kind, staged together.
pub(crate) struct Scene {
    /// The row of the table.
    pub(crate) kind: &'static str,
    /// What it is called when it is missed.
    pub(crate) name: String,
    /// Its files.
    pub(crate) files: Vec<File>,
    /// Secrets as they are and as they are written: nothing of them may be shown.
    pub(crate) secrets: Vec<String>,
}

impl Scene {
    /// Whether there is something to find.
    pub(crate) fn is_positive(&self) -> bool {
        self.files.iter().any(|file| !file.places.is_empty())
    }

    /// One file from a template (see `fill`); its path may have secrets, too.
    pub(crate) fn text(kind: &'static str, path: &str, text: &str, dice: &mut Dice) -> Self {
        let filled = fill(text, dice);
        Self::filled(kind, path, text, filled, dice)
    }

    /// One with a value of the user's own.
    fn with_own(kind: &'static str, path: &str, text: &str, own: &str, dice: &mut Dice) -> Self {
        let filled = fill_with(own, text, dice);
        Self::filled(kind, path, text, filled, dice)
    }

    fn filled(kind: &'static str, path: &str, text: &str, filled: Filled, dice: &mut Dice) -> Self {
        let named = fill(path, dice);
        let mut places = filled.places;
        places.extend(named.places.into_iter().map(|place| Place { lines: None, ..place }));
        let file = File {
            path: named.text.into_bytes(),
            before: None,
            after: filled.text.into_bytes(),
            places,
        };
        let secrets = [filled.secrets, named.secrets].concat();
        Self { kind, name: label(path, text), files: vec![file], secrets }
    }

    /// The same with the whole file written in another way; `keeps` says whether lines stay lines.
    pub(crate) fn recoded(
        kind: &'static str,
        path: &str,
        text: &str,
        dice: &mut Dice,
        (keeps, recode): (bool, impl FnOnce(&str) -> Vec<u8>),
    ) -> Self {
        let mut scene = Self::text(kind, path, text, dice);
        let file = &mut scene.files[0];
        file.after = recode(std::str::from_utf8(&file.after).unwrap());
        if !keeps {
            file.places.iter_mut().for_each(|place| place.lines = None);
        }
        scene
    }

    /// A file that changes, written as a diff: ` ` is on both sides, `-` goes, `+` comes. Only what
    /// comes has secrets to find.
    pub(crate) fn changed(kind: &'static str, path: &str, diff: &str, dice: &mut Dice) -> Self {
        let filled = fill(diff, dice);
        let side = |marks: [char; 2]| -> String {
            let lines = filled.text.lines().filter(|line| line.starts_with(marks));
            lines.flat_map(|line| [&line[1..], "\n"]).collect()
        };
        let rows: Vec<&str> = filled.text.lines().collect();
        let places = filled.places.iter().filter_map(|place| {
            let at = usize::try_from(place.lines?.0).unwrap();
            let line = rows[..at].iter().filter(|line| !line.starts_with('-')).count();
            let line = u64::try_from(line).unwrap();
            let lines = Some((line, line));
            rows[at - 1].starts_with('+').then_some(Place { lines, ..*place })
        });
        let file = File {
            path: path.as_bytes().to_vec(),
            before: Some(side([' ', '-']).into_bytes()),
            after: side([' ', '+']).into_bytes(),
            places: places.collect(),
        };
        let name = label(path, diff);
        Self { kind, name, files: vec![file], secrets: filled.secrets }
    }

    /// One file of bytes with these secrets somewhere in it.
    pub(crate) fn bytes(
        kind: &'static str,
        path: &str,
        bytes: Vec<u8>,
        secrets: Vec<String>,
    ) -> Self {
        let places = secrets.iter().map(|_| Place { lines: None, required: true }).collect();
        let file = File { path: path.as_bytes().to_vec(), before: None, after: bytes, places };
        Self { kind, name: path.to_owned(), files: vec![file], secrets }
    }
}

/// A template's first line with a value in it, to tell scenes of one path apart.
fn label(path: &str, text: &str) -> String {
    let has_value = |line: &&str| line.contains('⟦') && !line.contains("⟦png");
    let line = text.lines().find(has_value).unwrap_or_default();
    let line: String = line.trim().chars().take(60).collect();
    format!("{} {line}", path.replace('\n', "\\n"))
}

/// Scenes of one file each, by path and template.
fn texts(kind: &'static str, rows: &[(&str, &str)], dice: &mut Dice) -> Vec<Scene> {
    rows.iter().map(|(path, text)| Scene::text(kind, path, text, dice)).collect()
}

/// Every scene that can be staged beside the others.
pub(crate) fn scenes(dice: &mut Dice, values: &own::Values) -> Vec<Scene> {
    let mut all = Vec::new();
    for make in [
        plain::scenes,
        boundaries::scenes,
        urls::scenes,
        notebooks::scenes,
        encodings::scenes,
        split::scenes,
        binary::scenes,
        archives::scenes,
        hidden::scenes,
        names::scenes,
        vendors::scenes,
        borders::scenes,
        silent_words::scenes,
        silent_code::scenes,
        silent_hashes::scenes,
        silent_data::scenes,
    ] {
        all.extend(make(dice));
    }
    all.extend(own::scenes(dice, values));
    all
}
