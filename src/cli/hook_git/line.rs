//! The git commands on a typed line, as far as they can be told without being the shell.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::paths::Paths;
use crate::vars::HFENV_GUARD;

/// A git command on the line.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Call {
    /// The words after `git`.
    pub(super) words: Vec<OsString>,
    /// Variables that are set for it.
    pub(super) vars: Vec<(String, String)>,
    /// Where it runs, if that is not the current folder.
    pub(super) folder: Option<PathBuf>,
    /// Whether its words are as git will see them: nothing on a line is expanded.
    pub(super) expanded: bool,
}

/// Variables whose assignment before a command counts here.
const VARS: [&str; 4] = ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", HFENV_GUARD];

/// Words that a command may stand behind, with the letters of their options that take a value.
const BEFORE: [(&str, &str); 24] = [
    ("!", ""),
    ("and", ""),
    ("begin", ""),
    ("builtin", ""),
    ("command", ""),
    ("do", ""),
    ("doas", "uC"),
    ("elif", ""),
    ("else", ""),
    ("env", "uCS"),
    ("exec", "a"),
    ("if", ""),
    ("nice", "n"),
    ("noglob", ""),
    ("nohup", ""),
    ("not", ""),
    ("or", ""),
    ("sudo", "CDRTUghprtu"),
    ("then", ""),
    ("time", ""),
    ("until", ""),
    ("while", ""),
    ("{", ""),
    ("}", ""),
];

/// A piece of a line.
#[derive(Debug, PartialEq, Eq)]
enum Piece {
    /// The words of a command, with their quotes.
    Command(Vec<String>),
    /// The begin of a subshell.
    Open,
    /// Its end.
    Close,
}

/// The git commands on `line`, in order.
pub(super) fn calls(line: &str, paths: &Paths) -> Vec<Call> {
    // `None` once it can't be told where the shell will be.
    let mut folder = Some(PathBuf::new());
    let mut outer = Vec::new();
    let mut calls = Vec::new();
    for piece in pieces(line) {
        match piece {
            Piece::Open => outer.push(folder.clone()),
            Piece::Close => folder = outer.pop().unwrap_or(folder),
            Piece::Command(raw) => {
                let words: Option<Vec<String>> =
                    raw.iter().map(|word| unquoted(word, paths)).collect();
                let Some((call, program)) = words.and_then(told) else { continue };
                match (program.as_str(), &folder) {
                    ("cd" | "pushd", _) => folder = moved(folder.as_deref(), &call, paths),
                    ("git", Some(folder)) => {
                        let folder = Some(folder.clone()).filter(|f| !f.as_os_str().is_empty());
                        calls.push(Call { folder, ..call });
                    }
                    _ => {}
                }
            }
        }
    }
    calls
}

/// A command without what stands before it, and the name of its program.
fn told(words: Vec<String>) -> Option<(Call, String)> {
    let mut call = Call::default();
    let mut words = words.into_iter().peekable();
    loop {
        let word = words.next()?;
        if let Some((name, value)) = assignment(&word) {
            if VARS.contains(&name) {
                call.vars.push((name.to_owned(), value.to_owned()));
            }
        } else if let Some((_, valued)) = BEFORE.iter().find(|(name, _)| *name == word) {
            while let Some(option) = words.next_if(|next| next.starts_with('-')) {
                // `command -v git` only asks where it is.
                if word == "command" && option != "-p" {
                    return None;
                }
                if option.len() == 2 && valued.contains(&option[1..]) {
                    words.next();
                }
            }
        } else {
            let program = Path::new(&word).file_name()?.to_str()?.to_owned();
            call.words = words.map(OsString::from).collect();
            return Some((call, program));
        }
    }
}

fn assignment(word: &str) -> Option<(&str, &str)> {
    let (name, value) = word.split_once('=')?;
    let letter = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let good = !name.is_empty() && name.chars().all(letter) && !name.starts_with(char::is_numeric);
    good.then_some((name, value))
}

/// The folder after `cd`; `None` if only the shell knows.
fn moved(folder: Option<&Path>, call: &Call, paths: &Paths) -> Option<PathBuf> {
    match call.words.iter().filter(|word| *word != "--").collect::<Vec<_>>().as_slice() {
        [] => Some(paths.home.clone()),
        [to] if !to.to_str()?.starts_with(['-', '+', '$']) => Some(folder?.join(to)),
        _ => None,
    }
}

/// A word without its quotes and with its `~`; `None` if its quotes don't match.
fn unquoted(raw: &str, paths: &Paths) -> Option<String> {
    let word = shell_words::split(raw).ok()?.pop()?;
    if raw == "~" || raw.starts_with("~/") {
        return paths.expand_home(&word).into_os_string().into_string().ok();
    }
    Some(word)
}

/// Cuts a line at operators, and drops comments and redirections.
fn pieces(line: &str) -> Vec<Piece> {
    let mut cutter = Cutter::default();
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match (cutter.quote, c) {
            (Some('\''), _) if c != '\'' => cutter.word.push(c),
            (_, '\\') => match chars.next() {
                Some('\n') | None => {}
                Some(next) => cutter.word.extend(['\\', next]),
            },
            (Some(quote), _) => {
                cutter.word.push(c);
                cutter.quote = Some(quote).filter(|quote| *quote != c);
            }
            (None, '\'' | '"') => {
                cutter.word.push(c);
                cutter.quote = Some(c);
            }
            (None, '#') if cutter.word.is_empty() => {
                while chars.next_if(|next| *next != '\n').is_some() {}
            }
            (None, '<' | '>') => {
                // The number of a stream belongs to the operator.
                if cutter.word.bytes().all(|byte| byte.is_ascii_digit()) {
                    cutter.word.clear();
                }
                cutter.end_word();
                while chars.next_if(|next| "<>&|- \t".contains(*next)).is_some() {}
                cutter.target = true;
            }
            (None, '\n' | ';' | '&' | '|' | '`') => cutter.end_command(),
            (None, '(') => {
                cutter.end_command();
                cutter.pieces.push(Piece::Open);
            }
            (None, ')') => {
                cutter.end_command();
                cutter.pieces.push(Piece::Close);
            }
            (None, _) if c.is_whitespace() => cutter.end_word(),
            (None, _) => cutter.word.push(c),
        }
    }
    cutter.end_command();
    cutter.pieces
}

#[derive(Default)]
struct Cutter {
    pieces: Vec<Piece>,
    words: Vec<String>,
    word: String,
    quote: Option<char>,
    /// Whether the next word is where a stream goes.
    target: bool,
}

impl Cutter {
    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if !word.is_empty() && !std::mem::take(&mut self.target) {
            self.words.push(word);
        }
    }

    fn end_command(&mut self) {
        self.end_word();
        self.target = false;
        let words = std::mem::take(&mut self.words);
        if !words.is_empty() {
            self.pieces.push(Piece::Command(words));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vars::Env;

    /// Each call as its variables, its folder and its words.
    fn seen(line: &str) -> Vec<String> {
        let mut paths = Paths::find(&Env::of(&[]));
        paths.home = "/h".into();
        let told = |call: Call| {
            let vars = call.vars.iter().map(|(name, value)| format!("{name}={value}"));
            let folder = call.folder.map(|folder| format!("@{}", folder.display()));
            let words = call.words.iter().map(|word| word.to_string_lossy().into_owned());
            vars.chain(folder).chain(words).collect::<Vec<_>>().join("|")
        };
        calls(line, &paths).into_iter().map(told).collect()
    }

    #[test]
    fn git_is_found_wherever_it_stands() {
        for (line, calls) in [
            (
                "git add -A && git commit -m 'a; git push' || git push",
                vec!["add|-A", "commit|-m|a; git push", "push"],
            ),
            ("make;git commit|tee x& git push", vec!["commit", "push"]),
            ("sudo -u me -E /usr/bin/git commit", vec!["commit"]),
            (
                "A=1 GIT_DIR='x y' HFENV_GUARD=warn env -u B command git commit",
                vec!["GIT_DIR=x y|HFENV_GUARD=warn|commit"],
            ),
            ("if true; then git commit; fi", vec!["commit"]),
            ("f() { git add \"$@\"; }; f", vec!["add|$@"]),
            ("echo \"git push\" # git push\ngit commit # -a", vec!["commit"]),
            ("git commit -m \"a \\\" b\" c\\ d", vec!["commit|-m|a \" b|c d"]),
            ("git commit 2>&1 >log -a <<< x <in", vec!["commit|-a"]),
            ("(cd sub && git add .); git commit", vec!["@sub|add|.", "commit"]),
            ("cd ~/x; cd y; git add ~/z", vec!["@/h/x/y|add|/h/z"]),
            ("cd; git push", vec!["@/h|push"]),
            ("git commit -m \"\" ''", vec!["commit|-m||"]),
        ] {
            assert_eq!(seen(line), calls, "{line}");
        }
    }

    #[test]
    fn what_is_no_git_command_is_left_alone() {
        for line in [
            "",
            "gitk",
            "echo git push",
            "command -v git",
            "cd $X && git push",
            "cd -; git push",
            "git commit 'unclosed",
            "'git push'",
            "# git push",
            "A=git",
            "sudo",
            "\\",
            "<",
            "((((",
        ] {
            assert_eq!(seen(line), Vec::<String>::new(), "{line}");
        }
    }
}
