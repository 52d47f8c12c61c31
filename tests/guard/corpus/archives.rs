//! Archives: stored members, which lie there as they are, and compressed ones.

use super::dice::Dice;
use super::fill::Place;
use super::pack::python;
use super::{Scene, code, families};

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (kind, rows) in [("archives", STORED), ("compressed", PACKED)] {
        for (path, make) in rows {
            let secret = families::secret("hf", dice).unwrap();
            let text = format!("import os\n\nHF_TOKEN = '{secret}'\n{}", dice.prose(900));
            scenes.push(third_line(Scene::bytes(kind, path, make(&text), vec![secret])));
        }
    }
    for (path, expression) in MADE {
        let secret = families::secret("hf", dice).unwrap();
        let text = format!("import os\n\nHF_TOKEN = '{secret}'\n{}", dice.prose(900));
        let bytes = python(expression, text.as_bytes());
        scenes.push(third_line(Scene::bytes("compressed", path, bytes, vec![secret])));
    }
    for (path, expression) in SILENT {
        let text = [dice.prose(900).as_bytes(), &dice.bytes(2_000)].concat();
        scenes.push(Scene::bytes("compressed", path, python(expression, &text), Vec::new()));
    }
    for (path, make) in FILES {
        scenes.push(Scene::bytes("compressed", path, make(dice), Vec::new()));
    }
    scenes
}

/// A scene whose secret stands on the third line of a member.
fn third_line(mut scene: Scene) -> Scene {
    scene.files[0].places = vec![Place { lines: Some((3, 3)), required: true }];
    scene
}

/// Archives with a value of the user's own.
pub(super) fn with_own(kind: &'static str, value: &str, turn: usize) -> Scene {
    let (path, expression) = OWN[turn % OWN.len()];
    let bytes = python(expression, format!("a = 1\nkey: {value}\n").as_bytes());
    Scene::bytes(kind, path, bytes, vec![value.to_owned()])
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
    ("log.txt.zst", |text| code::through(&["zstd", "-cq"], text.as_bytes())),
    ("log.txt.xz", |text| code::through(&["xz", "-c"], text.as_bytes())),
    ("log.txt.bz2", |text| code::through(&["bzip2", "-c"], text.as_bytes())),
    ("code.tar.zst", |text| {
        code::through(&["zstd", "-19", "-cq"], &code::tar("train.py", text.as_bytes()))
    }),
];

/// And what Python makes of the text.
const MADE: &[(&str, &str)] = &[
    ("shards.jsonl.gz", "gzip.compress(text[:80]) + gzip.compress(text[80:])"),
    ("code.tar.xz", "lzma.compress(tarred('code/train.py', text), preset=9)"),
    ("code.tar.bz2", "bz2.compress(tarred('code/train.py', text))"),
    ("piped.zip", "zipped('train.py', text, piped=True)"),
    ("model.pt", "zipped('archive/data.pkl', text, STORED, piped=True)"),
    ("arrays.npz", "zipped('names.npy', text)"),
    ("large.zip", "wide('train.py', text)"),
    ("sheet.xlsx", "zipped('xl/sharedStrings.xml', text)"),
    ("bundle.zip", "zipped('code.tar.gz', gzip.compress(tarred('train.py', text)))"),
    ("bundle.tar.gz", "gzip.compress(tarred('a/package.whl', zipped('train.py', text)))"),
    ("picture.png", "gzip.compress(text)"),
    ("noname", "zipped('train.py', text)"),
];

/// The same without a secret.
const SILENT: &[(&str, &str)] = &[
    ("corpus.txt.gz", "gzip.compress(text)"),
    ("corpus.tar.xz", "lzma.compress(tarred('corpus.txt', text))"),
    ("weights.npz", "zipped('weights.npy', text)"),
    ("weights.pt", "zipped('archive/data/0', text, STORED, piped=True)"),
    ("words.docx", "zipped('word/document.xml', text)"),
    ("words.bz2", "bz2.compress(text)"),
    ("cut.gz", "gzip.compress(text)[:-40]"),
    ("empty.zip", "zipped('x', b'')"),
];

type Silent = fn(&mut Dice) -> Vec<u8>;

/// What is a hash, a picture or a placeholder stays one in an archive.
const FILES: &[(&str, Silent)] = &[
    ("lock.tar.gz", |dice| {
        let lines: Vec<String> = (0..200)
            .map(|_| format!("\"integrity\": \"sha512-{}==\",\n", code::base64(&dice.bytes(64))))
            .collect();
        python("gzip.compress(tarred('package-lock.json', text))", lines.concat().as_bytes())
    }),
    ("pictures.zip", |dice| python("zipped('a.png', text, STORED)", &code::png(dice, 60))),
    ("random.gz", |dice| python("gzip.compress(text)", &dice.bytes(20_000))),
    ("random.zst", |dice| code::through(&["zstd", "-cq"], &dice.bytes(20_000))),
    ("no.gz", |dice| [b"\x1f\x8b\x08\0", &dice.bytes(9_000)[..]].concat()),
    ("no.zip", |dice| [b"PK\x03\x04", &dice.bytes(9_000)[..]].concat()),
    ("template.zip", |_| python("zipped('.env.example', text)", b"HF_TOKEN=\nKEY=changeme\n")),
    ("docs.tar.gz", |_| {
        let text = format!("export HF_TOKEN=hf_{}\n", "x".repeat(34));
        python("gzip.compress(tarred('docs/login.md', text))", text.as_bytes())
    }),
];

/// For values of the user's own.
const OWN: &[(&str, &str)] = &[
    ("settings.gz", "gzip.compress(text)"),
    ("settings.zip", "zipped('a/settings.yaml', text)"),
    ("settings.tar.gz", "gzip.compress(tarred('settings.yaml', text))"),
    ("settings.xz", "lzma.compress(text)"),
    ("settings.bz2", "bz2.compress(text)"),
    ("settings.jar", "zipped('lib/a.jar', zipped('settings', text))"),
];
