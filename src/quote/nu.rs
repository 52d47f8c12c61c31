//! Nushell, which evaluates no text at run time and loads a record instead.
//!
//! The whole output is one JSON object, a string for each variable to set and `null` for each to
//! remove, and this is the whole line for `config.nu`:
//!
//! ```nu
//! ^hfenv export nu | from json | load-env
//! ```
//!
//! `null` removes: `$env.NAME?` is empty and children do not get the variable, even where nu itself
//! inherited it. `hide-env` reads better and does worse (nu 0.108): after a `load-env` it uncovers
//! the inherited value again, that is, a token that was to be gone, and inside a `def --env` it
//! hides nothing from the caller. So no list of names to hide lies beside the object.
//!
//! There is no statement that could fail. Nothing to do is `{}`: an empty text is no JSON.

use std::fmt::Write as _;

use super::push_all;

/// A JSON document has no status: the process that printed it has.
pub(super) const FAIL: &str = "";

/// The members of the object, in the order given; `{}` when there are none.
pub(super) fn document(out: &mut String, sets: &[(&str, &str)], unsets: &[&str]) {
    let mut comma = "{";
    for name in unsets {
        push_all(out, &[comma, "\"", name, "\":null"]);
        comma = ",";
    }
    for (name, value) in sets {
        push_all(out, &[comma, "\"", name, "\":"]);
        string(out, value);
        comma = ",";
    }
    out.push_str(if comma == "{" { "{}" } else { "}" });
}

/// `const NAME = "…"`
pub(super) fn variable(out: &mut String, name: &str, value: &str) {
    push_all(out, &["const ", name, " = \""]);
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            c if c.is_control() => drop(write!(out, "\\u{{{:x}}}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push_str("\"\n");
}

/// A JSON string (RFC 8259, section 7), written here because `serde_json` would leave a copy of a
/// token in a buffer that nobody wipes.
fn string(out: &mut String, value: &str) {
    out.push('"');
    for c in value.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            // Writing to a String cannot fail.
            c if c.is_control() => drop(write!(out, "\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printed(sets: &[(&str, &str)], unsets: &[&str]) -> String {
        let mut out = String::new();
        document(&mut out, sets, unsets);
        out
    }

    #[test]
    fn an_object_with_nulls_for_what_goes() {
        assert_eq!(printed(&[], &[]), "{}");
        assert_eq!(printed(&[("A", "x"), ("B", "")], &["C"]), r#"{"C":null,"A":"x","B":""}"#);
    }

    #[test]
    fn the_strings_are_what_a_json_parser_reads_back() {
        let value = "a\"b\\c\n\t\u{1}\u{7f}\u{85}é\u{2028}😀";
        let json: serde_json::Value = serde_json::from_str(&printed(&[("K", value)], &[])).unwrap();
        assert_eq!(json["K"], value);
    }
}
