//! Archives. A stored member lies there as it is; a compressed one has to be unpacked first, and
//! such scenes are counted on their own.

use super::dice::Dice;
use super::{Scene, code, families};

/// The kind that counts apart.
pub(crate) const COMPRESSED: &str = "archive-compressed";

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = Vec::new();
    let rows = STORED.iter().map(|row| ("archives", row));
    for (kind, (path, make)) in rows.chain(PACKED.iter().map(|row| (COMPRESSED, row))) {
        let secret = families::secret("hf", dice).unwrap();
        let text = format!("import os\n\nHF_TOKEN = '{secret}'\n{}", dice.prose(900));
        scenes.push(Scene::bytes(kind, path, make(&text), vec![secret]));
    }
    scenes
}

type Make = fn(&str) -> Vec<u8>;

const STORED: &[(&str, Make)] = &[
    ("code.tar", |text| code::tar("train.py", text.as_bytes())),
    ("code.zip", |text| code::zip("train.py", text.as_bytes(), false)),
    ("package.whl", |text| code::zip("package/train.py", text.as_bytes(), false)),
    ("outer.tar", |text| code::tar("inner.tar", &code::tar("train.py", text.as_bytes()))),
    ("outer.zip", |text| code::zip("a.tar", &code::tar("train.py", text.as_bytes()), false)),
];

const PACKED: &[(&str, Make)] = &[
    ("train.py.gz", |text| code::through(&["gzip", "-nc"], text.as_bytes())),
    ("code.tgz", |text| code::through(&["gzip", "-nc"], &code::tar("train.py", text.as_bytes()))),
    ("code.tar.gz", |text| {
        code::through(&["gzip", "-9nc"], &code::tar("a/train.py", text.as_bytes()))
    }),
    ("code.zip", |text| code::zip("train.py", text.as_bytes(), true)),
    ("package.whl", |text| code::zip("package/train.py", text.as_bytes(), true)),
    ("app.jar", |text| code::zip("Main.properties", text.as_bytes(), true)),
    ("report.docx", |text| code::zip("word/document.xml", text.as_bytes(), true)),
    ("outer.zip", |text| {
        code::zip("inner.zip", &code::zip("train.py", text.as_bytes(), true), true)
    }),
];
