//! The options of the commands that are looked at, as far as they matter, read as git's own parser
//! reads them: in any order, clustered, and long ones cut short.

use std::ffi::OsString;

/// The options of a command.
pub(super) struct Grammar {
    /// Those that matter, with their letter or `-`.
    flags: &'static [(&'static str, char)],
    /// Those whose value may be the next word.
    valued: &'static [(&'static str, char)],
    /// Letters whose value, if any, is glued to them.
    glued: &'static str,
}

pub(super) const ADD: Grammar = Grammar {
    flags: &[
        ("all", 'A'),
        ("update", 'u'),
        ("force", 'f'),
        ("patch", 'p'),
        ("interactive", 'i'),
        ("edit", 'e'),
        ("dry-run", 'n'),
        ("intent-to-add", 'N'),
        ("refresh", '-'),
        ("help", 'h'),
    ],
    valued: &[("chmod", '-'), ("pathspec-from-file", '-'), ("unified", 'U')],
    glued: "",
};

pub(super) const COMMIT: Grammar = Grammar {
    flags: &[
        ("all", 'a'),
        ("include", 'i'),
        ("only", 'o'),
        ("patch", 'p'),
        ("interactive", '-'),
        ("amend", '-'),
        ("dry-run", '-'),
        ("short", '-'),
        ("porcelain", '-'),
        ("long", '-'),
        ("no-verify", 'n'),
        ("help", 'h'),
    ],
    valued: &[
        ("message", 'm'),
        ("file", 'F'),
        ("reuse-message", 'C'),
        ("reedit-message", 'c'),
        ("template", 't'),
        ("author", '-'),
        ("date", '-'),
        ("cleanup", '-'),
        ("fixup", '-'),
        ("squash", '-'),
        ("trailer", '-'),
        ("pathspec-from-file", '-'),
        ("unified", 'U'),
        ("inter-hunk-context", '-'),
    ],
    glued: "Su",
};

pub(super) const PUSH: Grammar = Grammar {
    flags: &[
        ("all", '-'),
        ("branches", '-'),
        ("mirror", '-'),
        ("tags", '-'),
        ("delete", 'd'),
        ("dry-run", 'n'),
        ("no-verify", '-'),
        ("help", 'h'),
    ],
    valued: &[
        ("repo", '-'),
        ("push-option", 'o'),
        ("receive-pack", '-'),
        ("exec", '-'),
        ("recurse-submodules", '-'),
    ],
    glued: "",
};

/// What was read.
#[derive(Debug, Default)]
pub(super) struct Seen {
    flags: Vec<&'static str>,
    /// What is no option.
    pub(super) operands: Vec<OsString>,
}

impl Seen {
    /// Whether one of these flags is there.
    pub(super) fn any(&self, flags: &[&str]) -> bool {
        self.flags.iter().any(|flag| flags.contains(flag))
    }
}

impl Grammar {
    /// Reads the words behind the command.
    pub(super) fn read(&self, words: &[OsString]) -> Seen {
        let mut seen = Seen::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            // No option that matters has other letters.
            match word.to_str().unwrap_or_default() {
                "--" => {
                    seen.operands.extend(words.cloned());
                    break;
                }
                text if text.starts_with("--") => {
                    if self.long(&text[2..], &mut seen) {
                        words.next();
                    }
                }
                text if text.len() > 1 && text.starts_with('-') => {
                    if self.cluster(&text[1..], &mut seen) {
                        words.next();
                    }
                }
                _ => seen.operands.push(word.clone()),
            }
        }
        seen
    }

    /// Reads a long option; whether the next word is its value.
    fn long(&self, text: &str, seen: &mut Seen) -> bool {
        let (name, value) = text.split_once('=').map_or((text, None), |(n, v)| (n, Some(v)));
        let find = |list: &[(&'static str, char)], fits: &dyn Fn(&str) -> bool| {
            list.iter().find(|(long, _)| fits(long)).map(|(long, _)| *long)
        };
        for fits in [&|long: &str| long == name, &|long: &str| long.starts_with(name)]
            as [&dyn Fn(&str) -> bool; 2]
        {
            if let Some(flag) = find(self.flags, fits) {
                seen.flags.push(flag);
                return false;
            }
            if find(self.valued, fits).is_some() {
                return value.is_none();
            }
        }
        false
    }

    /// Reads letters behind one dash; whether the next word is the value of the last one.
    fn cluster(&self, text: &str, seen: &mut Seen) -> bool {
        let mut letters = text.chars();
        while let Some(letter) = letters.next() {
            if self.valued.iter().any(|(_, short)| *short == letter) {
                return letters.as_str().is_empty();
            }
            if self.glued.contains(letter) {
                return false;
            }
            let flag = self.flags.iter().find(|(_, short)| *short == letter);
            seen.flags.extend(flag.map(|(long, _)| *long));
        }
        false
    }
}
