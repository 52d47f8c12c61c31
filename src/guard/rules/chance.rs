//! Whether chance could have made something, as it makes secrets. Placeholders of documentation are
//! one letter again and again, the alphabet, words; each test below fails few random values, and
//! all together fail less than one of 2,000, which a test counts for every rule.

use super::Kind;
use super::borders::belongs;

/// How far from its mean, in standard deviations, a count of a random value may be.
const FAR: f64 = 4.2;

/// What is longer is judged by its beginning.
const LONGEST: usize = 256;

/// Lengths above say no more about the mean: a longer secret has a structure of its own.
const TYPICAL: usize = 40;

/// A part of a secret that is judged alone has so many characters.
pub(super) const PART: usize = 16;

/// How many letters in a row may follow each other in the alphabet, or be the same.
const LONGEST_RUN: usize = 6;

/// Whether chance could have made this, of this kind.
pub(super) fn is_plausible(kind: Kind, body: &[u8]) -> bool {
    match kind {
        Kind::Text => true,
        Kind::Pem => has_key(body),
        _ => is_random(random_part(kind, body)),
    }
}

/// Whether some part of a key's lines is random: numbers of the curve and the zeros of a header are
/// not.
fn has_key(body: &[u8]) -> bool {
    let lines = body.split(|byte| !belongs(Kind::Pem, *byte));
    let long = lines.filter(|line| line.len() >= TYPICAL);
    let parts = |line: &[u8]| {
        let mut starts = (0..=line.len() - TYPICAL).step_by(TYPICAL / 2);
        starts.any(|at| is_random(&line[at..at + TYPICAL]))
    };
    long.into_iter().any(parts)
}

fn is_random(body: &[u8]) -> bool {
    let body = &body[..body.len().min(LONGEST)];
    let lower = body.to_ascii_lowercase();
    is_diverse(body)
        && !is_run(&lower)
        && !is_periodic(&lower)
        && !has_placeholder(&lower)
        && !is_name(body)
        && (is_hex(&lower) || is_scattered(body) || !is_language(&lower))
}

/// The last part that is long enough: before it stand numbers, a document, a key's own name.
fn random_part(kind: Kind, body: &[u8]) -> &[u8] {
    let mut parts = body.rsplit(|byte| !belongs(kind, *byte));
    parts.find(|part| part.len() >= PART).unwrap_or(body)
}

/// Whether the letters in it are hexadecimal digits; there may be other characters, as in a UUID.
fn is_hex(body: &[u8]) -> bool {
    !body.iter().any(|byte| byte.is_ascii_alphabetic() && !byte.is_ascii_hexdigit())
}

/// Whether there are as many different characters, and as many changes between letters, capitals
/// and digits, as chance makes of the classes that are there.
fn is_diverse(body: &[u8]) -> bool {
    let letters = if is_hex(body) { 6.0 } else { 26.0 };
    let class = |byte: &u8| match byte {
        b'a'..=b'z' => 0,
        b'A'..=b'Z' => 1,
        b'0'..=b'9' => 2,
        _ => 3,
    };
    let mut seen = [false; 256];
    let mut count = [0_u32; 4];
    for byte in body {
        seen[usize::from(*byte)] = true;
        count[class(byte)] += 1;
    }
    let sizes = [letters, letters, 10.0, 2.0];
    let present: Vec<f64> =
        sizes.iter().zip(count).filter(|(_, count)| *count > 0).map(|(size, _)| *size).collect();
    let all: f64 = present.iter().sum();
    let length = small(body.len().min(TYPICAL));
    // The variance of the number of boxes in use after as many balls were thrown.
    let none = |boxes: f64| (1.0 - boxes / all).max(0.0).powf(length);
    let mean = all * (1.0 - none(1.0));
    let variance = all * (all - 1.0) * none(2.0) + all * none(1.0) - (all * none(1.0)).powi(2);
    let distinct = small(seen.iter().filter(|seen| **seen).count());
    if distinct < mean - FAR * variance.max(0.0).sqrt() - 0.5 {
        return false;
    }
    let same: f64 = present.iter().map(|size| (size / all).powi(2)).sum();
    let pairs = small(body.len().saturating_sub(1).min(TYPICAL));
    let mean = pairs * (1.0 - same);
    let changes = body.windows(2).filter(|pair| class(&pair[0]) != class(&pair[1])).count();
    small(changes) > mean - FAR * (mean * same).sqrt() - 1.0
}

/// Numbers here are small: a float has room for them.
#[expect(clippy::cast_precision_loss, reason = "at most LONGEST")]
fn small(number: usize) -> f64 {
    number as f64
}

/// The alphabet, in either direction, one letter again and again, or two of these in turns.
fn is_run(lower: &[u8]) -> bool {
    let step = |pair: &[u8], far: usize| i16::from(pair[far]) - i16::from(pair[0]);
    for wanted in [0, 1, -1] {
        let mut run = 1;
        for pair in lower.windows(2) {
            run = if step(pair, 1) == wanted { run + 1 } else { 1 };
            if run > LONGEST_RUN {
                return true;
            }
        }
        let turns = lower.windows(3).filter(|three| step(three, 2) == wanted).count();
        if turns >= 10 && turns * 2 >= lower.len() {
            return true;
        }
    }
    let near = lower.windows(2).filter(|pair| step(pair, 1).abs() <= 1).count();
    lower.len() >= 16 && near * 5 >= lower.len() * 3
}

/// Letters of one case and what joins words, but no digit: `the_name_of_a_function`.
fn is_name(body: &[u8]) -> bool {
    let none = |of: fn(&u8) -> bool| !body.iter().any(of);
    let one_case = none(u8::is_ascii_uppercase) || none(u8::is_ascii_lowercase);
    body.len() >= 20 && one_case && none(u8::is_ascii_digit)
}

/// Whether most of it comes again a few letters further on.
fn is_periodic(lower: &[u8]) -> bool {
    (1..=lower.len() / 2).any(|period| {
        let pairs = lower.iter().zip(&lower[period..]);
        let same = pairs.filter(|(a, b)| a == b).count();
        same >= 12 && same * 4 >= (lower.len() - period) * 3
    })
}

/// Words of placeholders. They count from [`WORDS_FROM`] letters on, so that no short word that
/// chance puts into a token hides it.
const WORDS: [&str; 38] = [
    "access",
    "apikey",
    "asdfgh",
    "change",
    "client",
    "credential",
    "demo",
    "dummy",
    "example",
    "face",
    "fake",
    "goes",
    "here",
    "hugging",
    "insert",
    "invalid",
    "key",
    "mock",
    "none",
    "openai",
    "password",
    "paste",
    "placeholder",
    "private",
    "project",
    "qwert",
    "read",
    "redacted",
    "replace",
    "sample",
    "secret",
    "string",
    "test",
    "token",
    "value",
    "write",
    "your",
    "zxcvb",
];
const WORDS_FROM: usize = 7;

pub(super) fn has_placeholder(lower: &[u8]) -> bool {
    let has = |word: &&&str| lower.windows(word.len()).any(|part| part == word.as_bytes());
    WORDS.iter().filter(has).map(|word| word.len()).sum::<usize>() >= WORDS_FROM
}

/// Whether capitals stand beside each other as chance puts them. Where words have both cases, a
/// capital begins one: `ThisIsAnExample`.
fn is_scattered(body: &[u8]) -> bool {
    let pairs = || body.windows(2).filter(|pair| pair.iter().all(u8::is_ascii_alphabetic));
    let capitals = pairs().filter(|pair| pair.iter().all(u8::is_ascii_uppercase)).count();
    body.iter().any(u8::is_ascii_lowercase) && capitals * 8 > pairs().count()
}

/// The pairs of letters that stand most often in English words and in names of programs.
const PAIRS: &str = "th he in er an re on at en nd ti es or te of ed is it al ar st to nt ng se ha \
    as ou io le ve co me de hi ri ro ic ne ea ra ce li ch ll be ma si om ur ca el ta la ns di fo \
    ho pe ec pr no ct us ac ot il tr ly nc et ut ss so rs un lo wa ge ie wh ee wi em ad ol rt po \
    we na ul ni ts mo ow pa im mi ai sh";

/// Whether the pairs of letters are those of words: `ThisIsAnExample`, `get_device_name`.
fn is_language(lower: &[u8]) -> bool {
    let letters = lower.windows(2).filter(|pair| pair.iter().all(u8::is_ascii_lowercase));
    let (mut all, mut usual) = (0, 0);
    for pair in letters {
        all += 1;
        let bit = u32::from(pair[1] - b'a');
        usual += usize::from(COMMON[usize::from(pair[0] - b'a')] >> bit & 1 == 1);
    }
    let share = small(PAIRS.len().div_ceil(3)) / (26.0 * 26.0);
    let mean = small(all) * share;
    small(usual) > mean + 4.5 * (mean * (1.0 - share)).sqrt()
}

/// [`PAIRS`], by the first letter: a bit for each second one.
const COMMON: [u32; 26] = {
    let (mut common, mut at) = ([0; 26], 0);
    let pairs = PAIRS.as_bytes();
    while at + 1 < pairs.len() {
        common[(pairs[at] - b'a') as usize] |= 1 << (pairs[at + 1] - b'a');
        at += 3;
    }
    common
};
