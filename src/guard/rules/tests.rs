use super::*;

mod binary_key;
mod borders;
mod chance;
mod env_file;
mod examples;
mod finding;
mod maker;

/// A token made now, so that none lies in the tree: `prefix` and letters that chance could make.
pub(crate) fn random(prefix: &str, length: usize) -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    loop {
        let body = of(LETTERS, length);
        if !(32..=34).contains(&length) || super::chance::is_plausible(Kind::Alnum, body.as_bytes())
        {
            return format!("{prefix}{body}");
        }
    }
}

/// Chance, in these letters.
fn of(letters: &[u8], length: usize) -> String {
    let mut bytes = vec![0; length * 2];
    getrandom::fill(&mut bytes).unwrap();
    let pairs = bytes.chunks(2).map(|pair| usize::from(u16::from_le_bytes([pair[0], pair[1]])));
    pairs.map(|number| char::from(letters[number % letters.len()])).collect()
}

/// The names of the rules and the secrets that are found.
fn found(text: &str) -> Vec<(&'static str, String)> {
    let mut all = Vec::new();
    super::find(text.as_bytes(), 0..text.len(), &mut |rule, range| {
        all.push((rule.name, text[range].to_owned()));
    });
    all
}
