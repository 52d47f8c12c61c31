//! Secrets on the borders of the pieces in which a file may be read.

use super::dice::Dice;
use super::fill::Place;
use super::{File, Scene, code, families};

/// Sizes of pieces that a program may choose.
const SIZES: [usize; 8] =
    [4 << 10, 8 << 10, 32 << 10, 64 << 10, 128 << 10, 256 << 10, 512 << 10, 1 << 20];

pub(super) fn scenes(dice: &mut Dice) -> Vec<Scene> {
    let mut scenes = Vec::new();
    for size in SIZES {
        // The border lies somewhere within the token, or right before or behind it.
        let into = dice.below(38);
        let secret = families::secret("hf", dice).unwrap();
        let text = dice.prose(size + 200);
        let at = size - into;
        let bytes = [&text.as_bytes()[..at - 1], b" ", secret.as_bytes(), b"\n"].concat();
        let rest = &text.as_bytes()[at..];
        let name = format!("{}k.txt", size >> 10);
        scenes.push(one(&name, [&bytes, rest].concat(), &secret));
    }
    for size in [64 << 10, 256 << 10, 1 << 20] {
        scenes.push(without_lines(size, dice));
        scenes.push(encoded(size, dice));
    }
    scenes.push(every_border(dice));
    scenes
}

/// A file with its one secret, whose line is counted.
fn one(name: &str, bytes: Vec<u8>, secret: &str) -> Scene {
    let at = bytes.windows(secret.len()).position(|part| part == secret.as_bytes()).unwrap();
    let line = bytes[..at].split(|byte| *byte == b'\n').count();
    let line = u64::try_from(line).unwrap();
    let place = Place { lines: Some((line, line)), required: true };
    let mut scene = Scene::bytes("borders", name, bytes, vec![secret.to_owned()]);
    scene.files[0].places = vec![place];
    scene
}

/// One line, with the border in the token.
fn without_lines(size: usize, dice: &mut Dice) -> Scene {
    let secret = families::secret("hf", dice).unwrap();
    let text = dice.prose(size + 200).replace('\n', " ");
    let at = size - 1 - dice.below(36);
    let bytes = [&text.as_bytes()[..at], b" ", secret.as_bytes(), b" ", &text.as_bytes()[at..]];
    one(&format!("{}k-line.txt", size >> 10), bytes.concat(), &secret)
}

/// A big text in base64 lines, with the border in what is the token.
fn encoded(size: usize, dice: &mut Dice) -> Scene {
    let secret = families::secret("hf", dice).unwrap();
    let plain = size / 77 * 76 / 4 * 3 - 20;
    let (before, after) = (dice.prose(plain), dice.prose(2000));
    let text = format!("{}\n{secret}\n{after}", &before[..plain]);
    let bytes = code::wrapped(text.as_bytes(), 76).into_bytes();
    Scene::bytes("borders", &format!("{}k.b64", size >> 10), bytes, vec![secret])
}

/// A token at each border of 64 KiB in one file.
fn every_border(dice: &mut Dice) -> Scene {
    let mut bytes = Vec::new();
    let mut secrets = Vec::new();
    let mut places = Vec::new();
    for piece in 1..=12 {
        let secret = families::secret("hf", dice).unwrap();
        let want = (piece << 16) - 1 - dice.below(37) - bytes.len();
        bytes.extend(&dice.prose(want).as_bytes()[..want]);
        let line = bytes.split(|byte| *byte == b'\n').count();
        let line = u64::try_from(line).unwrap();
        bytes.extend(format!(" {secret}\n").bytes());
        places.push(Place { lines: Some((line, line)), required: true });
        secrets.push(secret);
    }
    let file = File { path: b"each.txt".to_vec(), before: None, after: bytes, places };
    Scene { kind: "borders", name: "each.txt".to_owned(), files: vec![file], secrets }
}
