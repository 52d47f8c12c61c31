//! Random choices from one seed: every secret and every hash of the corpus is made at run time.

/// What digits, letters and tokens are drawn from.
pub(crate) const LETTERS: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
pub(crate) const LOWER: &str = "abcdefghijklmnopqrstuvwxyz";
pub(crate) const DIGITS: &str = "0123456789";
pub(crate) const HEX: &str = "0123456789abcdef";
pub(crate) const ALNUM: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
pub(crate) const UPPER32: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
pub(crate) const URL64: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";
pub(crate) const STD64: &str = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+/";

/// Random choices (splitmix64).
#[derive(Clone)]
pub(crate) struct Dice(u64);

impl Dice {
    /// The same choices for the same seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from(self.next() >> 33).unwrap() % end
    }

    /// So many characters of `from`.
    pub(crate) fn text(&mut self, from: &str, length: usize) -> String {
        let from = from.as_bytes();
        (0..length).map(|_| char::from(from[self.below(from.len())])).collect()
    }

    /// One of these.
    pub(crate) fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }

    /// So many bytes.
    pub(crate) fn bytes(&mut self, length: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(length + 8);
        while bytes.len() < length {
            bytes.extend(self.next().to_le_bytes());
        }
        bytes.truncate(length);
        bytes
    }

    /// Lines of text that anybody might write, about so many bytes.
    pub(crate) fn prose(&mut self, bytes: usize) -> String {
        const WORDS: [&str; 24] = [
            "model", "the", "loss", "of", "batch", "and", "a", "layer", "epoch", "we", "train",
            "tokens", "weights", "to", "data", "score", "in", "step", "rate", "value", "with",
            "head", "mask", "0.1",
        ];
        let mut text = String::with_capacity(bytes + 80);
        while text.len() < bytes {
            let words = 6 + self.below(8);
            let line: Vec<&str> = (0..words).map(|_| self.pick(&WORDS)).collect();
            text.push_str(&line.join(" "));
            text.push('\n');
        }
        text
    }
}
