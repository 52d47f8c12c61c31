//! Follows a page literally, from its top to its end, in one shell and one home that is new.
//!
//! - `console`: each line behind `$ ` is typed, with its comment (and the lines behind `> ` that
//!   belong to it); what stands below is what a person sees then.
//! - `sh`: a script that `bash -e` must run to its end, in the folder where the page has got to.
//! - Other languages: a comment `<!-- file: ~/path -->` before the block says where it is written,
//!   and hfenv must accept it.
//! - `<!-- not run: reason -->` and `<!-- run by: test -->` before a block let it be.
//!
//! What is compared has few holes. `…` stands for anything in a line; alone in its line for any
//! lines, if the command ends with 0. No token may be seen, ever. The home is called `/home/ada`, a
//! token ends in `x7Qz`, a login's code is `KHWT-PZMN`.

use std::path::Path;

use super::markdown::{Block, blocks_of};
use super::session::{Answer, Session};
use super::world::World;

/// Wide enough for every line of a page.
const COLUMNS: u16 = 118;

/// Follows a page of the repository. Answers are what the person says to questions.
pub(crate) fn follow(world: &World, page: &str, answers: &[Answer<'_>]) {
    follow_some(world, page, answers, |_| true);
}

/// The same for some of its blocks.
pub(crate) fn follow_some(
    world: &World,
    page: &str,
    answers: &[Answer<'_>],
    chosen: impl Fn(&Block) -> bool,
) {
    let mut reader =
        Reader { world, session: Session::start(world, COLUMNS, "$ "), answers, wrong: Vec::new() };
    let blocks: Vec<Block> = blocks_of(page).into_iter().filter(chosen).collect();
    assert!(!blocks.is_empty(), "{page} has nothing to follow");
    for block in &blocks {
        reader.block(block, page);
    }
    let wrong = reader.wrong.join("\n");
    assert!(wrong.is_empty(), "{page} says what is not so:\n{wrong}");
}

struct Reader<'a> {
    world: &'a World,
    session: Session<'a>,
    answers: &'a [Answer<'a>],
    wrong: Vec<String>,
}

impl Reader<'_> {
    fn block(&mut self, block: &Block, page: &str) {
        let note = block.note.as_deref().unwrap_or_default();
        if note.starts_with("not run: ") || note.starts_with("run by: ") {
            return;
        }
        let place = format!("{page}:{}", block.line);
        match block.language.as_str() {
            "console" => self.console(block, page),
            "sh" => self.script(&block.text, &place),
            _ => match note.strip_prefix("file: ") {
                Some(file) => self.file(file, &block.text, &place),
                None => self.wrong.push(format!("{place}: nobody follows this block")),
            },
        }
    }

    fn console(&mut self, block: &Block, page: &str) {
        for step in steps(&block.text) {
            let ran = self.session.run(&step.typed, self.answers);
            let seen = self.session.text(&ran.sent);
            let (expected, seen): (Vec<&str>, Vec<&str>) =
                (step.shows.iter().map(String::as_str).collect(), seen.lines().collect());
            let sure = ran.status == "0" || !expected.contains(&"…");
            if !fits(&expected, &seen) || !sure || seen.iter().any(|line| has_token(line)) {
                let at = block.line + step.line;
                let told = [expected.join("\n    "), seen.join("\n    ")];
                self.wrong.push(format!(
                    "{page}:{at}: $ {}\n  expected:\n    {}\n  seen (status {}):\n    {}",
                    step.typed, told[0], ran.status, told[1]
                ));
            }
        }
    }

    fn script(&mut self, text: &str, place: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("block");
        std::fs::write(&file, text).unwrap();
        let ran = self.session.run(&format!(" bash -e {}", file.display()), self.answers);
        if ran.status != "0" {
            let seen = self.session.text(&ran.sent);
            self.wrong.push(format!("{place}: status {}\n{text}\n{seen}", ran.status));
        }
    }

    fn file(&mut self, file: &str, text: &str, place: &str) {
        let below = file.strip_prefix("~/").expect("a file below the home");
        let path = self.world.write(below, text);
        let folder = path.parent().unwrap().to_str().unwrap();
        let accepts = if below.ends_with(".hfenv.toml") {
            format!(" hfenv allow --yes {folder}")
        } else {
            " hfenv why".to_owned()
        };
        let ran = self.session.run(&accepts, self.answers);
        if !["0", "1"].contains(&ran.status.as_str()) {
            let seen = self.session.text(&ran.sent);
            self.wrong.push(format!("{place}: {file} is not accepted: {seen}"));
        }
    }
}

/// A command of a `console` block.
struct Step {
    typed: String,
    shows: Vec<String>,
    line: usize,
}

fn steps(text: &str) -> Vec<Step> {
    let mut found: Vec<Step> = Vec::new();
    for (line, words) in text.lines().enumerate() {
        if let Some(typed) = words.strip_prefix("$ ") {
            found.push(Step { typed: typed.trim_end().to_owned(), shows: Vec::new(), line });
            continue;
        }
        let step = found.last_mut().expect("a block begins with a command");
        match words.strip_prefix("> ") {
            Some(more) if step.shows.is_empty() => step.typed.extend(["\n", more]),
            _ => step.shows.push(words.trim_end().to_owned()),
        }
    }
    found
}

/// Whether lines are those that were expected.
fn fits(expected: &[&str], seen: &[&str]) -> bool {
    match (expected, seen) {
        ([], []) => true,
        (["…", rest @ ..], _) => (0..=seen.len()).any(|skip| fits(rest, &seen[skip..])),
        ([line, rest @ ..], [first, others @ ..]) => line_fits(line, first) && fits(rest, others),
        _ => false,
    }
}

/// Whether a line is the one that was expected, with something where it has a hole.
fn line_fits(expected: &str, seen: &str) -> bool {
    let Some((before, after)) = expected.split_once('…') else { return expected == seen };
    let Some(rest) = seen.strip_prefix(before) else { return false };
    let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.into_iter().any(|at| line_fits(after, &rest[at..]))
}

/// Whether a line has a token in it, whole.
fn has_token(line: &str) -> bool {
    let letters = |part: &str| part.bytes().take_while(u8::is_ascii_alphanumeric).count();
    line.split("hf_").skip(1).any(|part| letters(part.trim_start_matches("oauth_")) >= 30)
}

/// The README, in a home with these programs first in PATH.
pub(crate) fn readme(bin: &Path) {
    let Some(world) = World::with_keyring(bin) else { return };
    super::stage::furnish(&world);
    follow(&world, "README.md", &super::stage::answers(&world));
}

#[test]
fn holes_are_for_something_and_the_rest_is_literal() {
    assert!(line_fits("a … b", "a x b") && !line_fits("a … b", "a  b"));
    assert!(line_fits("hf_…x7Qz is … old", "hf_…x7Qz is 3 days old") && !line_fits("a", "a "));
    assert!(fits(&["a", "…", "b"], &["a", "b"]) && fits(&["…", "b"], &["x", "y", "b"]));
    assert!(
        has_token(&format!("x hf_{}", "a".repeat(34))) && !has_token("hf_…x7Qz hf_hub_download")
    );
    assert!(!fits(&["a"], &["a", "b"]) && !fits(&["a", "b"], &["a"]) && !fits(&[], &["a"]));
}

#[test]
fn commands_are_told_from_what_they_show() {
    let found = steps("$ cat <<E  # here\n> text\n> E\ntext\n> more\n\n$ true\n");
    assert_eq!(found[0].typed, "cat <<E  # here\ntext\nE");
    assert_eq!(
        (&found[0].shows[..], found[1].line),
        (&["text", "> more", ""].map(String::from)[..], 6)
    );
}
