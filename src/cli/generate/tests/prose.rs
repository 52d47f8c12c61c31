//! The texts of the manual that `--help` has no room for, in `cli/generate/prose/`.
//!
//! `# NAME` begins a section, `: term` an entry of a list, whose text is indented by two; four more
//! blanks make lines stay as they are. Words between backticks are bold.

/// A piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Block {
    /// The heading of a section.
    Section(String),
    /// What an entry of a list is about.
    Term(String),
    /// A paragraph, of an entry if `deep`.
    Text {
        /// Whether it belongs to the entry before it.
        deep: bool,
        /// Its words.
        text: String,
    },
    /// Lines that stay as they are.
    Verbatim {
        /// Whether they belong to the entry before them.
        deep: bool,
        /// The lines.
        text: String,
    },
}

/// The prose of a page, as sections in their order.
pub(super) fn sections(page: &str) -> Vec<(String, Vec<Block>)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/generate/prose");
    let text = std::fs::read_to_string(format!("{folder}/{page}.txt")).unwrap();
    let mut sections: Vec<(String, Vec<Block>)> = Vec::new();
    for block in blocks(&text) {
        match block {
            Block::Section(name) => sections.push((name, Vec::new())),
            other => sections.last_mut().expect("a section before all else").1.push(other),
        }
    }
    sections
}

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = text.lines().peekable();
    let indent = |line: &str| line.len() - line.trim_start().len();
    while let Some(line) = lines.next() {
        if line.is_empty() {
            continue;
        }
        if let Some(name) = line.strip_prefix("# ") {
            blocks.push(Block::Section(name.to_owned()));
            continue;
        }
        if let Some(term) = line.strip_prefix(": ") {
            blocks.push(Block::Term(term.to_owned()));
            continue;
        }
        let depth = indent(line);
        let deep = depth == 2 || depth == 6;
        let mut own = vec![&line[depth..]];
        if depth < 4 {
            while let Some(next) = lines.next_if(|next| !next.is_empty() && indent(next) == depth) {
                own.push(next.trim());
            }
            blocks.push(Block::Text { deep, text: own.join(" ") });
        } else {
            while let Some(next) = lines.next_if(|next| next.is_empty() || indent(next) >= depth) {
                own.push(next.get(depth..).unwrap_or_default());
            }
            blocks.push(Block::Verbatim { deep, text: own.join("\n").trim_end().to_owned() });
        }
    }
    blocks
}

#[test]
fn prose_is_read_by_its_indentation() {
    let text = "# A\none\ntwo\n\n    x\n      y\n\n: t\n  three\n\n      z\n";
    let paragraph = |deep, text: &str| Block::Text { deep, text: text.to_owned() };
    let lines = |deep, text: &str| Block::Verbatim { deep, text: text.to_owned() };
    let expected = [
        Block::Section("A".to_owned()),
        paragraph(false, "one two"),
        lines(false, "x\n  y"),
        Block::Term("t".to_owned()),
        paragraph(true, "three"),
        lines(true, "z"),
    ];
    assert_eq!(blocks(text), expected);
}
