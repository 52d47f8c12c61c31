//! The pages of the manual: names, options and commands as `clap_mangen` writes them, the rest
//! from the help's examples, from the list of variables, and from `prose/`.

use clap::Command;
use clap_mangen::Man;

use super::prose::{Block, sections};
use super::roff::{page, render};
use crate::vars::MANUAL;

/// The version that the pages are about, and the day it was made. A new version wants its own day
/// here; a build wants none.
const RELEASED: (&str, &str) = ("0.1.0", "2026-11-22");

/// The helper's page, which belongs to no command.
const HELPER: &str = "git-credential-hfenv";

/// Sections that stand last, in this order; all others come after the options.
const LAST: [&str; 5] = ["ENVIRONMENT", "FILES", "EXIT STATUS", "EXAMPLES", "SEE ALSO"];

/// Every page by its name.
pub(super) fn all(command: &Command) -> Vec<(String, String)> {
    let mut pages = vec![helper()];
    add(command, &mut pages);
    pages
}

fn add(command: &Command, pages: &mut Vec<(String, String)>) {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name()).to_owned();
    let text = of_command(command, &name);
    pages.push((name, text));
    command.get_subcommands().for_each(|sub| add(sub, pages));
}

fn of_command(command: &Command, name: &str) -> String {
    let whole = name == "hfenv";
    // The options of every command stand on the first page only.
    let own = command.clone().subcommand_help_heading("COMMANDS").mut_args(|arg| {
        let global = arg.get_help_heading().is_some() && !whole;
        arg.hide(global)
    });
    let man = titled(own, name);
    let written = |write: &dyn Fn(&Man, &mut dyn std::io::Write) -> std::io::Result<()>| {
        let mut bytes = Vec::new();
        write(&man, &mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    };
    let mut texts = Texts::new(name);
    let (examples, notes) = help_texts(command);
    if texts.section("DESCRIPTION").is_empty() {
        texts.put("DESCRIPTION", about(command).into_iter().collect());
    }
    texts.put("DESCRIPTION", notes);
    texts.put("EXAMPLES", examples);
    if whole {
        texts.put("ENVIRONMENT", environment());
    }
    texts.see_also(&neighbours(command, name));
    let mut parts = vec![
        written(&|man, out| man.render_title(out)),
        written(&|man, out| man.render_name_section(out)),
        written(&|man, out| man.render_synopsis_section(out)),
        texts.take("DESCRIPTION"),
    ];
    if command.has_subcommands() {
        parts.push(written(&|man, out| man.render_subcommands_section(out)));
    }
    parts.push(written(&|man, out| man.render_options_section(out)));
    if !whole {
        parts.push(render(&[text("The options of every command are in `hfenv`(1).")]));
    }
    parts.extend(texts.rest());
    page(&parts)
}

fn helper() -> (String, String) {
    let about = "the right Hugging Face token for git";
    let man = titled(Command::new(HELPER).about(about), HELPER);
    let mut head = Vec::new();
    man.render_title(&mut head).unwrap();
    man.render_name_section(&mut head).unwrap();
    let mut texts = Texts::new(HELPER);
    let mut parts = vec![String::from_utf8(head).unwrap()];
    parts.extend(["SYNOPSIS", "DESCRIPTION"].map(|section| texts.take(section)));
    parts.extend(texts.rest());
    (HELPER.to_owned(), page(&parts))
}

fn titled(command: Command, name: &str) -> Man {
    assert_eq!(RELEASED.0, env!("CARGO_PKG_VERSION"), "a new version: say its day here");
    Man::new(command)
        .title(name.to_uppercase())
        .date(RELEASED.1)
        .source(format!("hfenv {}", RELEASED.0))
        .manual("hfenv Manual")
}

/// The sections of a page that are text.
struct Texts(Vec<(String, Vec<Block>)>);

impl Texts {
    fn new(name: &str) -> Self {
        Self(sections(name))
    }

    fn section(&mut self, name: &str) -> &mut Vec<Block> {
        let at = self.0.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
            self.0.push((name.to_owned(), Vec::new()));
            self.0.len() - 1
        });
        &mut self.0[at].1
    }

    /// Adds to a section's end.
    fn put(&mut self, name: &str, blocks: Vec<Block>) {
        self.section(name).extend(blocks);
    }

    /// Adds to the list of neighbours, which is one paragraph.
    fn see_also(&mut self, pages: &[String]) {
        let section = self.section("SEE ALSO");
        let known = section.pop().map(|block| match block {
            Block::Text { text, .. } => text,
            other => panic!("a list of pages, not {other:?}"),
        });
        let all: Vec<String> = known.into_iter().chain(pages.iter().cloned()).collect();
        section.push(text(&all.join(", ")));
    }

    fn take(&mut self, name: &str) -> String {
        let blocks = std::mem::take(self.section(name));
        if blocks.is_empty() {
            return String::new();
        }
        let head = [Block::Section(name.to_owned())];
        render(&[head.as_slice(), &blocks].concat())
    }

    fn rest(&mut self) -> Vec<String> {
        let own = self.0.iter().map(|(name, _)| name.clone());
        let names: Vec<String> = own.filter(|name| !LAST.contains(&name.as_str())).collect();
        names.iter().map(String::as_str).chain(LAST).map(|name| self.take(name)).collect()
    }
}

fn text(text: &str) -> Block {
    Block::Text { deep: false, text: text.to_owned() }
}

/// What a command does, as a sentence.
fn about(command: &Command) -> Option<Block> {
    command.get_about().map(|about| text(&format!("{about}.")))
}

/// The examples of a command's help, and what else it says.
fn help_texts(command: &Command) -> (Vec<Block>, Vec<Block>) {
    let help = command.get_after_help().map(ToString::to_string).unwrap_or_default();
    let (mut examples, mut notes) = (Vec::new(), Vec::new());
    for paragraph in help.split("\n\n") {
        if paragraph.starts_with("Example") {
            examples.extend(paragraph.lines().skip(1).flat_map(example));
        } else if !paragraph.starts_with("Exit status") && !paragraph.is_empty() {
            notes.push(text(&paragraph.split_whitespace().collect::<Vec<_>>().join(" ")));
        }
    }
    (examples, notes)
}

/// A command line, and beside it, after a gap, what it is for.
fn example(line: &str) -> Vec<Block> {
    match line.trim().split_once("  ") {
        Some((command, about)) => {
            let about = about.trim().to_owned();
            vec![Block::Term(command.to_owned()), Block::Text { deep: true, text: about }]
        }
        None => vec![text(&format!("`{}`", line.trim()))],
    }
}

fn environment() -> Vec<Block> {
    let entries = MANUAL.iter().flat_map(|entry| {
        let about = Block::Text { deep: true, text: format!("{}.", entry.about) };
        [Block::Term(entry.name.to_owned()), about]
    });
    entries.collect()
}

/// The neighbours of a page: what it is part of, and its parts. The first has the helper, too.
fn neighbours(command: &Command, name: &str) -> Vec<String> {
    let parts = command.get_subcommands().map(|sub| format!("`{name}-{}`(1)", sub.get_name()));
    let mut names: Vec<String> = parts.collect();
    names.sort();
    let whole = name.rsplit_once('-').map_or(HELPER, |(whole, _)| whole);
    // These verbs have a dash in them.
    let whole = if name == "hfenv-git-credential" { "hfenv" } else { whole };
    names.insert(0, format!("`{whole}`(1)"));
    names
}
