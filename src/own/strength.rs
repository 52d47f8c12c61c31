//! How hard a value is to guess: an estimate that rather says too little.
//!
//! Words, paths, numbers, host names and repeats count for nothing, so that what is left is a
//! secret by its strength, whatever its variable is called.

/// The fewest bytes of a secret that gets a fingerprint.
pub const SHORTEST: usize = 16;

/// The fewest bits of one.
pub const BITS: u32 = 60;

/// The most bytes that a fingerprint is made over: the end of a longer value, since many begin
/// alike (`eyJhbGciOi…`).
pub const LONGEST: usize = 64;

/// What a secret is known by.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Strong<'a> {
    /// [`SHORTEST`] to [`LONGEST`] of its bytes.
    pub part: &'a [u8],
    /// How many bits it takes to guess them.
    pub bits: u32,
}

/// Words in a variable's name whose value everybody may see.
const PUBLIC: [&str; 2] = ["PUBLIC", "PUBLISHABLE"];

/// Last words of names whose values look like secrets and are names of something.
const NAMES: [&str; 9] =
    ["ADDRESS", "CHECKSUM", "COMMIT", "DIGEST", "HASH", "ID", "REVISION", "SHA", "SHA256"];

/// What a value begins with that everybody may see.
const PUBLIC_VALUES: [&str; 4] =
    ["-----BEGIN CERTIFICATE", "-----BEGIN PUBLIC", "ecdsa-sha2-", "ssh-"];

/// Whether a variable's name says that its value is no secret.
#[must_use]
pub fn is_public(name: &str) -> bool {
    let upper = name.to_ascii_uppercase();
    let mut words = upper.split(|c: char| !c.is_ascii_alphanumeric());
    words.clone().any(|word| PUBLIC.contains(&word))
        || words.next_back().is_some_and(|last| NAMES.contains(&last))
}

/// The part of a value that is strong enough, if there is one.
#[must_use]
pub fn strong(value: &str) -> Option<Strong<'_>> {
    let value = value.trim();
    if PUBLIC_VALUES.iter().any(|start| value.starts_with(start)) {
        return None;
    }
    // A password may have signs that part the words of a list.
    let is_url = address(value).is_some() && !value.contains(char::is_whitespace);
    if is_url || !is_list(value) {
        return judged(value);
    }
    // A private key is known by one of its lines; the first one begins like those of all others.
    let words = words(value).filter(|word| !word.starts_with("MII"));
    let best = words.filter_map(judged).max_by_key(|strong| strong.bits);
    best.or_else(|| judged(value).filter(|_| is_phrase(value)))
}

/// What follows `scheme://`.
fn address(word: &str) -> Option<&str> {
    let (scheme, rest) = word.split_once("://")?;
    let letter = |byte: u8| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte);
    (!scheme.is_empty() && scheme.bytes().all(letter)).then_some(rest)
}

/// What stands for the password in what follows `scheme://`.
fn password(rest: &str) -> Option<&str> {
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    // A password may have a slash that nobody has escaped, but then also an @ behind it.
    let (user, _) = rest[..end].rsplit_once('@').or_else(|| rest.rsplit_once('@'))?;
    Some(user.split_once(':').map_or(user, |(_, password)| password))
}

/// Whether a value has several parts: words, JSON, lines, or `KEY=value;KEY=value`.
fn is_list(value: &str) -> bool {
    let assigned = value.find('=').is_some_and(|at| value[at..].contains([';', ',', '&']));
    assigned || value.contains(|c: char| c.is_whitespace() || "\"'`".contains(c))
}

/// Whether a value is one, with a few blanks or quotes in it: no list, no line of JSON, no prose.
fn is_phrase(value: &str) -> bool {
    let blanks = value.matches(char::is_whitespace).count();
    value.len() <= LONGEST && blanks <= 3 && !value.contains(['\n', '=', ',', ';', '&', '{', '['])
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    let parts = value.split(|c: char| c.is_whitespace() || "\"'`{}[]<>()|\\,;&".contains(c));
    parts.map(|part| {
        // Base64 ends in `=`; an assignment has more behind it.
        let at = part.trim_end_matches('=').rfind('=');
        at.map_or(part, |at| &part[at + 1..])
    })
}

fn judged(word: &str) -> Option<Strong<'_>> {
    let word = match address(word) {
        Some(rest) => password(rest)?,
        None => word,
    };
    let bytes = word.as_bytes();
    if bytes.len() < SHORTEST || is_place(word) {
        return None;
    }
    let part = &bytes[bytes.len().saturating_sub(LONGEST)..];
    let bits = bits(part);
    (bits >= BITS).then_some(Strong { part, bits })
}

/// Whether a word is a path, an address without a secret, or what a package is known by.
fn is_place(word: &str) -> bool {
    let lower = |text: &str| text.bytes().all(|byte| byte.is_ascii_lowercase());
    let local = ["~/", "./", "../", ".\\", "..\\"].iter().any(|start| word.starts_with(start));
    let drive = matches!(word.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii());
    let root = word.strip_prefix('/').and_then(|rest| rest.split_once('/'));
    let root = root.is_some_and(|(first, _)| first.len() > 1 && lower(first));
    let host = word.rsplit('@').next().unwrap_or(word);
    let host = host.split([':', '/']).next().unwrap_or(host);
    let letter = |byte: u8| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'.' | b'-');
    let host = host.bytes().all(letter)
        && host
            .rsplit_once('.')
            .is_some_and(|(_, last)| (2..=6).contains(&last.len()) && lower(last));
    // An image or a package by its content.
    let content = ["sha256:", "sha256-", "sha512-"].iter().any(|hash| word.contains(hash));
    local || drive || root || host || content
}

/// What stands between the words of a name, a path, a date or a phrase.
fn parts_words(byte: u8) -> bool {
    b"_-./:@=?&~+,;| \t\"'`".contains(&byte)
}

/// The bits of what can't be told from what stands before it.
fn bits(part: &[u8]) -> u32 {
    // A number, a date, a version.
    let letters = part.iter().filter(|byte| byte.is_ascii_alphabetic()).count();
    if letters == 0 || (letters < 3 && part.iter().any(|byte| parts_words(*byte))) {
        return 0;
    }
    let mut tenths = 0;
    let mut at = 0;
    for segment in part.split(|byte| parts_words(*byte)) {
        tenths += segment_tenths(segment, |index| is_stale(part, at + index));
        at += segment.len() + 1;
    }
    tenths / 10
}

/// Whether a byte follows from those before it: three that were there already, or a row such as
/// `abc`, `321` and `xxx`.
fn is_stale(part: &[u8], at: usize) -> bool {
    let Some([a, b, c]) = part.get(at.wrapping_sub(2)..=at) else { return false };
    let (first, second) = (b.wrapping_sub(*a), c.wrapping_sub(*b));
    let row = first == second && [0, 1, u8::MAX].contains(&first);
    row || part[..at].windows(3).any(|seen| seen == [*a, *b, *c])
}

fn segment_tenths(segment: &[u8], stale: impl Fn(usize) -> bool) -> u32 {
    let count = u32::try_from(segment.len()).unwrap_or(u32::MAX);
    let letters = segment.iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
    let digits = &segment[letters..];
    // A number, or a name with one, as in `SHA256`.
    if (letters == 0 || count <= 8) && digits.iter().all(u8::is_ascii_digit) && !digits.is_empty() {
        return number_tenths(u32::try_from(digits.len()).unwrap_or(u32::MAX));
    }
    if count <= 3 && segment.iter().all(u8::is_ascii_alphabetic) {
        return 0;
    }
    let each = alphabet_tenths(segment);
    let word = if each == HEX { vec![false; segment.len()] } else { words_in(segment) };
    let rest = || segment.iter().zip(&word).filter(|(_, word)| !**word).map(|(byte, _)| byte);
    if word.contains(&true) && rest().all(u8::is_ascii_digit) {
        return number_tenths(u32::try_from(rest().count()).unwrap_or(u32::MAX));
    }
    let tenths = |index: usize| match (word[index], stale(index)) {
        (true, _) => 0,
        (_, true) => 3,
        _ => each,
    };
    (0..segment.len()).map(tenths).sum()
}

/// Tenths of a bit of so many digits: a year, a port, an account's number.
fn number_tenths(digits: u32) -> u32 {
    digits.saturating_mul(33).min(120)
}

/// Tenths of a bit of a hexadecimal digit.
const HEX: u32 = 40;

/// Tenths of a bit of one byte, if all of its kind were as likely.
fn alphabet_tenths(segment: &[u8]) -> u32 {
    let has = |kind: fn(&u8) -> bool| segment.iter().any(kind);
    let (lower, upper) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase));
    if segment.len() >= 8 && !(lower && upper) && segment.iter().all(u8::is_ascii_hexdigit) {
        return HEX;
    }
    match (lower && upper, has(u8::is_ascii_digit), has(|byte| !byte.is_ascii_alphanumeric())) {
        (false, false, false) => 47,
        (false, true, false) => 51,
        (true, false, false) => 57,
        (true, true, false) => 59,
        (false, _, true) => 55,
        (true, _, true) => 63,
    }
}

/// Which bytes belong to a word that somebody could say.
fn words_in(segment: &[u8]) -> Vec<bool> {
    let mut word = vec![false; segment.len()];
    let mut mark = |from: usize, to: usize, least: usize| {
        let said = to - from >= least && is_said(&segment[from..to]);
        if said {
            word[from..to].fill(true);
        }
        said
    };
    let mut from = 0;
    while from < segment.len() {
        let length = segment[from..].iter().take_while(|byte| byte.is_ascii_alphabetic()).count();
        let to = from + length;
        // All of it, as in `myApiKey`, or else one after the other. Chance makes half of the
        // letters capitals.
        let capitals = segment[from..to].iter().filter(|byte| byte.is_ascii_uppercase()).count();
        let camel = capitals * 5 <= length * 2 || capitals == length;
        if !mark(from, to, if camel { 6 } else { usize::MAX }) {
            let mut start = from;
            for at in from + 1..=to {
                let turn = |at: usize| {
                    segment[at - 1].is_ascii_lowercase() && segment[at].is_ascii_uppercase()
                };
                if at == to || turn(at) {
                    mark(start, at, if is_written(&segment[start..at]) { 4 } else { usize::MAX });
                    start = at;
                }
            }
        }
        from = to + 1;
    }
    word
}

/// Whether these letters are in the case of a word: `key`, `Key` or `KEY`.
fn is_written(letters: &[u8]) -> bool {
    letters.iter().skip(1).all(u8::is_ascii_lowercase) || letters.iter().all(u8::is_ascii_uppercase)
}

/// The letters that often follow each letter in English words and names.
const FOLLOW: [&str; 26] = [
    "bcdgiklmnprstuvy",
    "aeiloruy",
    "aehikloruty",
    "adeiorsuy",
    "abcdefgilmnprstvwxy",
    "aefilortu",
    "aeghilnorsu",
    "aeiortuy",
    "abcdefglmnoprstvz",
    "aeou",
    "einsy",
    "adefiklostuvy",
    "abeimopsuy",
    "acdefgiknostuvy",
    "abcdfgiklmnoprstuvwxy",
    "aehiloprstu",
    "u",
    "acdegiklmnoprstuvy",
    "acehiklmopstuwy",
    "aehilorstuwy",
    "abcdegilmnprst",
    "aeio",
    "aehinors",
    "aceipt",
    "aeiopst",
    "aeoz",
];

/// Whether four of five letters follow as in words; letters by chance do so at two of five.
fn is_said(letters: &[u8]) -> bool {
    let follows = |pair: &[u8]| {
        let [first, second] = [pair[0], pair[1]].map(|byte| byte.to_ascii_lowercase());
        FOLLOW[usize::from(first - b'a')].as_bytes().contains(&second)
    };
    let likely = letters.windows(2).filter(|pair| follows(pair)).count();
    likely * 5 >= (letters.len() - 1) * 4
}

#[cfg(test)]
mod tests;
