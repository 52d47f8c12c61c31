//! The Hub's tokens in some bytes, as they are written there: for what takes them out of files.

use std::ops::Range;

use super::rules;

/// The rules of what the Hub takes for a login.
const RULES: [&str; 4] = ["hf-user", "hf-organisation", "hf-oauth", "hf-jwt"];

/// Where tokens of the Hub stand, in order. Nothing is decoded.
#[must_use]
pub fn hub_tokens(bytes: &[u8]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    rules::find(bytes, 0..bytes.len(), &mut |rule, range| {
        if RULES.contains(&rule.name) {
            found.push(range);
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_found_as_they_stand_and_placeholders_are_not() {
        let letters = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
        let mut random = [0_u8; 34];
        getrandom::fill(&mut random).unwrap();
        let tail = random.map(|byte| char::from(letters[usize::from(byte) % letters.len()]));
        let token = format!("hf_{}", String::from_iter(tail));
        let text = format!("a={token}\nb=hf_{}\n'{token}'", "x".repeat(34));
        let found: Vec<&str> =
            hub_tokens(text.as_bytes()).into_iter().map(|range| &text[range]).collect();
        assert_eq!(found, [token.as_str(); 2]);
    }
}
