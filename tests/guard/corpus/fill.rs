//! Templates: `⟦family|filter|…⟧` stands for a fresh value of a family, written in some way.
//!
//! `⟦?family⟧` may be found where it stands, but need not; if a file has only such ones, one of
//! them has to be. `⟦here⟧` is empty and such a place, too. Families of `noise` are no secrets.

use std::fmt::Write;

use super::code;
use super::dice::Dice;
use super::families;

/// Where a secret is.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The first and the last line that it spans, from 1; nothing where the content has no lines.
    pub(crate) lines: Option<(u64, u64)>,
    /// Whether it has to be found, beside others.
    pub(crate) required: bool,
}

/// What became of a template.
pub(crate) struct Filled {
    pub(crate) text: String,
    pub(crate) places: Vec<Place>,
    pub(crate) secrets: Vec<String>,
}

/// Puts values into a template.
pub(crate) fn fill(template: &str, dice: &mut Dice) -> Filled {
    fill_with("", template, dice)
}

/// The same, with this as the family `own`.
pub(crate) fn fill_with(own: &str, template: &str, dice: &mut Dice) -> Filled {
    let mut filled = Filled { text: String::new(), places: Vec::new(), secrets: Vec::new() };
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('⟦') {
        let (mark, after) = after.split_once('⟧').unwrap();
        filled.text.push_str(before);
        put(mark, own, &mut filled, dice);
        rest = after;
    }
    filled.text.push_str(rest);
    filled
}

fn put(mark: &str, own: &str, filled: &mut Filled, dice: &mut Dice) {
    let required = !mark.starts_with('?');
    let mut steps = mark.trim_start_matches('?').split('|');
    let family = steps.next().unwrap();
    let first = number(&filled.text);
    if family == "here" {
        filled.places.push(Place { lines: Some((first, first)), required: false });
        return;
    }
    let secret = match family {
        "own" => Some(own.to_owned()),
        family => families::secret(family, dice),
    };
    let is_secret = secret.is_some();
    // A word in capitals stands for itself: it must not stand in the tree in its place.
    let verbatim = || family.bytes().all(|b| b.is_ascii_uppercase()).then(|| family.to_owned());
    let value = secret.or_else(|| families::noise(family, dice)).or_else(verbatim);
    let mut value = value.unwrap_or_else(|| panic!("no family {family}"));
    if is_secret {
        filled.secrets.push(value.clone());
    }
    // Behind `in`, what is written by `percent` is mostly text that may well be shown.
    let is_readable =
        steps.clone().any(|step| step.starts_with("in:")) && mark.ends_with("percent");
    for step in steps {
        value = write_as(step, &value, dice);
    }
    if is_secret && !is_readable && filled.secrets.last() != Some(&value) {
        filled.secrets.push(value.clone());
    }
    filled.text.push_str(&value);
    if is_secret {
        let lines = Some((first, number(&filled.text)));
        filled.places.push(Place { lines, required });
    }
}

/// The line at the end of a text, from 1.
fn number(text: &str) -> u64 {
    u64::try_from(text.matches('\n').count() + 1).unwrap()
}

/// One way to write a value.
fn write_as(step: &str, value: &str, dice: &mut Dice) -> String {
    let bytes = value.as_bytes();
    let (step, argument) = step.split_once(':').unwrap_or((step, ""));
    // A bar would end the step.
    let argument = &argument.replace('¦', "|");
    match step {
        "b64" => code::base64(bytes),
        "b64url" => code::base64_url(bytes),
        "b64bare" => code::base64(bytes).trim_end_matches('=').to_owned(),
        "wrap" => code::wrapped(bytes, argument.parse().unwrap()),
        "indent" => value.replace('\n', &format!("\n{argument}")),
        "joined" => value.replace('\n', argument),
        "hex" => code::hex(bytes),
        "HEX" => code::hex(bytes).to_uppercase(),
        "dump" => code::dump(bytes),
        // The value in a text, where `%` stands for it.
        "in" => argument.replace('%', value).replace("\\n", "\n"),
        // Every byte behind these letters: `%`, `\x`, `\u00`.
        "each" => code::marked(argument, bytes),
        "EACH" => bytes.iter().fold(String::new(), |mut out, byte| {
            write!(out, "{argument}{byte:02X}").unwrap();
            out
        }),
        // As a URL's parameter: what is no letter or digit by its number.
        "percent" => value.chars().map(|c| by_number(c, "%")).collect(),
        "entity" => value.chars().fold(String::new(), |mut out, c| {
            write!(out, "&#{};", u32::from(c)).unwrap();
            out
        }),
        // Quoted-printable, with a soft line end in its midst.
        "soft" => format!("{}=\n{}", &value[..value.len() / 2], &value[value.len() / 2..]),
        // Without so many characters at its beginning, which then stand before it.
        "cut" => value[argument.parse().unwrap()..].to_owned(),
        // Two pieces with this between them; `divide` takes a `\\n` in it as it is.
        "split" => {
            let at = 4 + dice.below(value.len() - 8);
            format!("{}{}{}", &value[..at], argument.replace("\\n", "\n"), &value[at..])
        }
        "divide" => {
            let at = 4 + dice.below(value.len() - 8);
            format!("{}{argument}{}", &value[..at], &value[at..])
        }
        // The part in front of the first separator apart from the rest.
        "apart" => {
            let at = value.find('_').map_or(3, |at| at + 1);
            format!("{}{}{}", &value[..at], argument.replace("\\n", "\n"), &value[at..])
        }
        // Pieces of so many characters.
        "pieces" => {
            let (length, between) = argument.split_once(',').unwrap();
            let pieces: Vec<&str> = bytes
                .chunks(length.parse().unwrap())
                .map(|piece| std::str::from_utf8(piece).unwrap())
                .collect();
            pieces.join(&between.replace("\\n", "\n"))
        }
        // Its characters as numbers.
        // Each with something around it: `chr(%)`, and `%o` for eight digits.
        "calls" => bytes.iter().fold(String::new(), |out, byte| {
            out + &argument.replace("%o", &format!("{byte:03o}")).replace('%', &byte.to_string())
        }),
        "b32" => code::base32(bytes),
        "numbers" => bytes.iter().map(u8::to_string).collect::<Vec<_>>().join(", "),
        other => panic!("no way to write {other}"),
    }
}

fn by_number(c: char, mark: &str) -> String {
    if c.is_ascii_alphanumeric() { c.to_string() } else { format!("{mark}{:02X}", u32::from(c)) }
}

#[test]
fn templates_say_where_their_secrets_are() {
    let mut dice = Dice::new(1);
    let filled = fill("a\n\"⟦hf|split:\" + \"⟧\"\n⟦here⟧⟦?hex32|b64⟧ ⟦sha1⟧ ⟦KEY⟧\n", &mut dice);
    let lines: Vec<_> =
        filled.places.iter().map(|place| (place.lines.unwrap().0, place.required)).collect();
    assert_eq!(lines, [(2, true), (3, false), (3, false)]);
    assert!(filled.text.contains("\" + \"") && filled.text.ends_with(" KEY\n"));
    assert_eq!(filled.secrets.len(), 4);
    assert!(!filled.text.contains(&filled.secrets[0]));
}
