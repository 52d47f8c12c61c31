//! Files that git calls binary.

use super::dice::Dice;
use super::{Scene, code, families};

/// A fresh user token.
fn token(dice: &mut Dice) -> String {
    families::secret("hf", dice).unwrap()
}

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for (path, make) in FILES {
        let secret = token(dice);
        let bytes = make(&secret, dice);
        scenes.push(Scene::bytes("binary", path, bytes, vec![secret]));
    }
    scenes
}

type Make = fn(&str, &mut Dice) -> Vec<u8>;

const FILES: &[(&str, Make)] = &[
    ("random.bin", |t, dice| around(dice, 900, t.as_bytes())),
    ("core.1234", |t, dice| {
        let env = format!("HOME=/home/me\0HF_TOKEN={t}\0LANG=C\0");
        around(dice, 60_000, env.as_bytes())
    }),
    ("args.pkl", |t, dice| pickle(&[("hub_token", t), ("lr", "0.1")], dice)),
    ("training_args.bin", |t, dice| {
        code::zip("archive/data.pkl", &pickle(&[("hub_token", t)], dice), false)
    }),
    ("model.safetensors", |t, dice| safetensors(t, dice)),
    ("state.db", |t, dice| sqlite(t, dice)),
    ("cookies.sqlite", |t, dice| [sqlite(t, dice), dice.bytes(4096)].concat()),
    ("tool", |t, dice| elf(t, dice)),
    ("lib.so", |t, dice| [elf(t, dice), vec![0; 9000]].concat()),
    ("module.pyc", |t, dice| {
        [&b"\xa7\r\r\n\0\0\0\0"[..], &dice.bytes(60), b"\xda%", t.as_bytes(), b"\xe9\x01\0"]
            .concat()
    }),
    ("Main.class", |t, dice| {
        let constant = [&[1, 0, 37], t.as_bytes(), &[1, 0, 4], b"Code"].concat();
        [&b"\xca\xfe\xba\xbe\0\0\0\x3d"[..], &constant, &dice.bytes(99)].concat()
    }),
    ("figure.png", |t, dice| {
        code::png_with(dice, 30, &[("Software", "Matplotlib"), ("Comment", t)])
    }),
    ("photo.jpg", |t, dice| {
        [&b"\xff\xd8\xff\xe1\x01\0Exif\0\0"[..], t.as_bytes(), b"\0", &dice.bytes(4000)].concat()
    }),
    ("model.onnx", |t, dice| {
        let meta = [b"r%\n\thub_token\x12%", t.as_bytes()].concat();
        [&b"\x08\x08\x12\x07pytorch"[..], &dice.bytes(5000), &meta].concat()
    }),
    ("events.out.tfevents", |t, dice| {
        [&dice.bytes(40)[..], b"\n\nhub_token\x12%", t.as_bytes(), b"\x1a", &dice.bytes(40)]
            .concat()
    }),
    ("data.parquet", |t, dice| {
        [b"PAR1", &dice.bytes(700)[..], b"%\0\0\0", t.as_bytes(), b"\0", &dice.bytes(300)].concat()
    }),
    ("data.arrow", |t, dice| {
        [b"ARROW1\0\0", &dice.bytes(64)[..], &[0; 8], t.as_bytes(), &[0; 3]].concat()
    }),
    ("weights.npy", |t, dice| {
        [&b"\x93NUMPY\x01\0v\0{'descr': '<U37', }\n"[..], &wide(t), &dice.bytes(80)].concat()
    }),
    ("model.gguf", |t, dice| {
        let key = b"\x0a\0\0\0\0\0\0\0hub.token\x08\0\0\0%\0\0\0\0\0\0\0";
        [&b"GGUF\x03\0\0\0"[..], key, t.as_bytes(), b"\x0c", &dice.bytes(3000)].concat()
    }),
    ("dump.rdb", |t, dice| {
        [b"REDIS0011\xfa", &dice.bytes(30)[..], b"%", t.as_bytes(), b"\xff"].concat()
    }),
    ("app.exe", |t, dice| {
        [&b"MZ\x90\0"[..], &dice.bytes(999), b"\0\0", &code::utf16(t, false), b"\0\0"].concat()
    }),
    ("strings.dll", |t, dice| {
        [b"MZ\x90", &dice.bytes(998)[..], b"\0", &code::utf16(t, false), b"\0\0"].concat()
    }),
    (".DS_Store", |t, dice| {
        [&b"\0\0\0\x01Bud1"[..], &dice.bytes(400), &code::utf16(t, true), &dice.bytes(9)].concat()
    }),
    (".vimrc.swp", |t, dice| [b"b0VIM 9.0\0", &dice.bytes(90)[..], b"\0T=", t.as_bytes()].concat()),
    ("nul.txt", |t, _| format!("HF_TOKEN={t}\n\0\n").into_bytes()),
    ("index.lock", |t, dice| around(dice, 3, t.as_bytes())),
];

/// Random bytes on both sides; those beside it are no letters.
fn around(dice: &mut Dice, bytes: usize, what: &[u8]) -> Vec<u8> {
    [&dice.bytes(bytes)[..], &[0xfe], what, &[0xff], &dice.bytes(bytes)].concat()
}

/// Four bytes for each character, as numpy has them.
fn wide(text: &str) -> Vec<u8> {
    text.chars().flat_map(|c| u32::from(c).to_le_bytes()).collect()
}

/// A dictionary of short strings, protocol 4.
fn pickle(pairs: &[(&str, &str)], dice: &mut Dice) -> Vec<u8> {
    let string = |text: &str| {
        [&[0x8c, u8::try_from(text.len()).unwrap()], text.as_bytes(), b"\x94"].concat()
    };
    let mut out = b"\x80\x04\x95\x60\0\0\0\0\0\0\0}\x94(".to_vec();
    for (key, value) in pairs {
        out.extend([string(key), string(value)].concat());
    }
    let seed = [b"C\x20", &dice.bytes(32)[..], b"\x94"].concat();
    [out, string("seed"), seed, b"u.".to_vec()].concat()
}

fn safetensors(token: &str, dice: &mut Dice) -> Vec<u8> {
    let tensor = r#"{"dtype":"F32","shape":[512],"data_offsets":[0,2048]}"#;
    let head =
        format!(r#"{{"__metadata__":{{"format":"pt","hub_token":"{token}"}},"w":{tensor}}}"#);
    let length = u64::try_from(head.len()).unwrap().to_le_bytes();
    [&length[..], head.as_bytes(), &dice.bytes(2048)].concat()
}

/// A page with records that lie one behind the other, as a table of sqlite has them.
fn sqlite(token: &str, dice: &mut Dice) -> Vec<u8> {
    let mut page = b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20".to_vec();
    page.extend(dice.bytes(80));
    page.extend(vec![0; 2000]);
    page.extend([&[1, 4, 0x25, 0x57], &b"huggingface"[..], &[0xb7], token.as_bytes()].concat());
    page.extend([0x07, 0x02, 0x04]);
    page.extend(dice.bytes(300));
    page
}

fn elf(token: &str, dice: &mut Dice) -> Vec<u8> {
    let strings = format!("\0libc.so.6\0usage: tool FILE\0{token}\0error\0");
    [&b"\x7fELF\x02\x01\x01\0"[..], &dice.bytes(3000), strings.as_bytes(), &dice.bytes(500)]
        .concat()
}
