//! Makes random secrets from the shape of a rule. Every character of a class is as likely as the
//! others, as in real ones; `proptest` takes ranges of a class as equally likely.

use super::super::Rule;
use super::of;

/// A regular expression, as far as the table uses them.
pub(super) enum Maker {
    All(Vec<Maker>),
    One(Vec<Maker>),
    Class(Vec<u8>),
    Times(Box<Maker>, usize, usize),
}

/// Where there is no upper bound, or a far one, so many more are enough.
const MORE: usize = 200;

impl Maker {
    pub(super) fn new(rule: &Rule) -> Self {
        let text = rule.shape.expressions().1;
        let mut rest = text.as_bytes();
        if rule.shape.has_context {
            // What stands behind the group is in the examples.
            assert_eq!(take(&mut rest), b'(', "{text}");
            let maker = either(&mut rest);
            assert_eq!(take(&mut rest), b')', "{text}");
            return maker;
        }
        let maker = either(&mut rest);
        assert!(rest.is_empty(), "{text}");
        maker
    }

    pub(super) fn make(&self) -> String {
        match self {
            Self::All(parts) => parts.iter().map(Self::make).collect(),
            Self::One(parts) => parts[number(parts.len())].make(),
            Self::Class(letters) => of(letters, 1),
            Self::Times(part, least, most) => {
                let times = least + number(most.min(&(least + MORE)) - least + 1);
                match &**part {
                    Self::Class(letters) => of(letters, times),
                    part => (0..times).map(|_| part.make()).collect(),
                }
            }
        }
    }
}

fn number(below: usize) -> usize {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).unwrap();
    u32::from_le_bytes(bytes) as usize % below
}

fn take(rest: &mut &[u8]) -> u8 {
    let (first, others) = rest.split_first().unwrap();
    *rest = others;
    *first
}

fn either(rest: &mut &[u8]) -> Maker {
    let mut choices = vec![all(rest)];
    while rest.first() == Some(&b'|') {
        take(rest);
        choices.push(all(rest));
    }
    Maker::One(choices)
}

fn all(rest: &mut &[u8]) -> Maker {
    let mut parts = Vec::new();
    while !matches!(rest.first(), None | Some(b'|' | b')')) {
        let part = match take(rest) {
            b'(' => {
                *rest = rest.strip_prefix(b"?:").unwrap_or(rest);
                let inside = either(rest);
                assert_eq!(take(rest), b')');
                inside
            }
            b'[' => class(rest),
            b'\\' => Maker::Class(escaped(rest)),
            letter => Maker::Class(vec![letter]),
        };
        parts.push(times(part, rest));
    }
    Maker::All(parts)
}

fn times(part: Maker, rest: &mut &[u8]) -> Maker {
    let (least, most) = match rest.first() {
        Some(b'?') => (0, 1),
        Some(b'+') => (1, 3),
        Some(b'{') => {
            let end = rest.iter().position(|byte| *byte == b'}').unwrap();
            let inside = str::from_utf8(&rest[1..end]).unwrap();
            let (least, most) = inside.split_once(',').unwrap_or((inside, inside));
            *rest = &rest[end..];
            (least.parse().unwrap(), most.parse().unwrap_or(usize::MAX))
        }
        _ => return part,
    };
    take(rest);
    Maker::Times(Box::new(part), least, most)
}

fn class(rest: &mut &[u8]) -> Maker {
    let mut letters = Vec::new();
    let but = rest.first() == Some(&b'^');
    loop {
        match take(rest) {
            b']' => break,
            b'\\' => letters.extend(escaped(rest)),
            b'-' if !letters.is_empty() && rest[0] != b']' => {
                let first = letters.pop().unwrap();
                letters.extend(first..=take(rest));
            }
            letter => letters.push(letter),
        }
    }
    Maker::Class(if but { (b'a'..=b'z').collect() } else { letters })
}

fn escaped(rest: &mut &[u8]) -> Vec<u8> {
    match take(rest) {
        b's' => b" \n".to_vec(),
        b'n' => b"\n".to_vec(),
        b'r' => b"\r".to_vec(),
        b'x' => {
            let code = str::from_utf8(&rest[..2]).unwrap();
            *rest = &rest[2..];
            vec![u8::from_str_radix(code, 16).unwrap()]
        }
        letter => vec![letter],
    }
}
