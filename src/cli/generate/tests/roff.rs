//! Manual pages as text: blocks of prose in, lines of roff out.

use clap_mangen::roff::{Inline, Roff, bold, roman};

use super::UPDATE;
use super::prose::Block;

/// What `Roff` writes before everything; a page needs it once.
const PREAMBLE: &str = ".ie \\n(.g .ds Aq \\(aq\n.el .ds Aq '\n";

/// Longest line of the source, in bytes; `mandoc -T lint` asks for 80.
const WIDTH: usize = 78;

/// Blocks as roff.
pub(super) fn render(blocks: &[Block]) -> String {
    let mut roff = Roff::new();
    let mut after_term = false;
    for block in blocks {
        let first = std::mem::take(&mut after_term);
        match block {
            Block::Section(name) => drop(roff.control("SH", [name.as_str()])),
            Block::Term(term) => {
                roff.control("TP", []).text([bold(term)]);
                after_term = true;
            }
            Block::Text { deep, text } => {
                match (deep, first) {
                    (true, true) => {}
                    (true, false) => drop(roff.control("IP", [])),
                    (false, _) => drop(roff.control("PP", [])),
                }
                roff.text(inlines(text));
            }
            Block::Verbatim { deep, text } => {
                roff.control(if *deep { "IP" } else { "PP" }, []).control("EX", []);
                for line in text.lines() {
                    roff.text([roman(if *deep { line.to_owned() } else { format!("    {line}") })]);
                }
                // groff breaks words again after it.
                roff.control("EE", []).control("nh", []);
            }
        }
    }
    roff.render()
}

/// Text in which words between backticks are bold.
fn inlines(text: &str) -> Vec<Inline> {
    let parts = text.split('`').enumerate();
    let styled = parts.map(|(at, part)| if at % 2 == 0 { roman(part) } else { bold(part) });
    styled.filter(|part| *part != roman("")).collect()
}

/// Parts of a page as one: with one preamble, no line too long, and no paragraph right behind a
/// heading, which is one itself.
pub(super) fn page(parts: &[String]) -> String {
    let mut out = format!(
        ".\\\" Generated from the command line and src/cli/generate/prose by\n\
         .\\\" {UPDATE}\n{PREAMBLE}"
    );
    let (mut verbatim, mut headed) = (false, false);
    for line in parts.concat().replace(PREAMBLE, "").lines() {
        verbatim = if verbatim { line != ".EE" } else { line == ".EX" };
        if line == ".PP" && headed {
            continue;
        }
        headed = line.starts_with(".SH");
        if headed && !out.contains("\n.nh\n") {
            // Names of variables and options are neither broken nor torn apart.
            out.push_str(".nh\n.ad l\n");
        }
        if verbatim || line.starts_with('.') {
            out.push_str(line.trim_end());
            out.push('\n');
        } else {
            fill(line, &mut out);
        }
    }
    out
}

/// A line broken at blanks.
fn fill(line: &str, out: &mut String) {
    let mut used = 0;
    for word in line.split_whitespace() {
        if used > 0 && used + 1 + word.len() > WIDTH {
            out.push('\n');
            used = 0;
        }
        if used > 0 {
            out.push(' ');
            used += 1;
        } else if word.starts_with(['.', '\'']) {
            // No request: text that begins with a point.
            out.push_str("\\&");
        }
        out.push_str(word);
        used += word.len();
    }
    out.push('\n');
}

#[test]
fn no_text_becomes_a_request() {
    let text = |text: &str| Block::Text { deep: false, text: text.to_owned() };
    let roff = page(&[render(&[text("-p `.env` it's\\"), text(&"word .env ".repeat(20))])]);
    assert!(roff.contains("\n.PP\n\\-p \\fB.env\\fR it\\*(Aqs\\\\\n"), "{roff}");
    assert!(roff.contains("\n\\&.env word"), "{roff}");
    assert!(roff.lines().all(|line| !line.starts_with(".env") && line.len() <= 80), "{roff}");
}
