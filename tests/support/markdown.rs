//! What tests need of Markdown: its fenced blocks, with the heading they stand under and the
//! comment that stands before them. A reader of lines, for pages that this project writes itself.

use std::path::Path;

/// A fenced block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Block {
    /// The nearest heading above, without its marks.
    pub(crate) heading: String,
    /// The first word after the fence: `sh`, `console`, `toml`, or nothing.
    pub(crate) language: String,
    /// Its lines, each with its end; without the indentation of the fence.
    pub(crate) text: String,
    /// The line of the page on which the text begins, counted from 1.
    pub(crate) line: usize,
    /// The text of an HTML comment that stands right before it, blank lines apart.
    pub(crate) note: Option<String>,
}

/// The fenced blocks of a page, in order.
pub(crate) fn blocks(page: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut heading = String::new();
    let mut note = None;
    let mut lines = page.lines().enumerate();
    while let Some((at, line)) = lines.next() {
        if let Some(fence) = Fence::opened_by(line) {
            let mut text = String::new();
            let inside = lines.by_ref().map(|(_, line)| line).take_while(|line| !fence.ends(line));
            for line in inside {
                text.push_str(fence.dedented(line));
                text.push('\n');
            }
            let (heading, language) = (heading.clone(), fence.language);
            found.push(Block { heading, language, text, line: at + 2, note: note.take() });
        } else if let Some(title) = title(line) {
            title.clone_into(&mut heading);
            note = None;
        } else if let Some(begun) = line.trim_start().strip_prefix("<!--") {
            note = Some(comment(begun, lines.by_ref().map(|(_, line)| line)));
        } else if !line.trim().is_empty() {
            note = None;
        }
    }
    found
}

/// The blocks of a file of the repository, named from its root.
pub(crate) fn blocks_of(below: &str) -> Vec<Block> {
    blocks(&page(below))
}

/// A file of the repository, named from its root.
pub(crate) fn page(below: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(below);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The lines that stand outside of fenced blocks, with their numbers.
pub(crate) fn prose(page: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut inside: Option<Fence> = None;
    page.lines().zip(1..).filter_map(move |(line, number)| {
        if let Some(fence) = &inside {
            inside = if fence.ends(line) { None } else { inside.take() };
            return None;
        }
        inside = Fence::opened_by(line);
        inside.is_none().then_some((number, line))
    })
}

/// The pieces of code in a line.
pub(crate) fn code(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some(at) = rest.find('`') {
        let marks = rest[at..].len() - rest[at..].trim_start_matches('`').len();
        let (mark, after) = rest[at..].split_at(marks);
        let Some(end) = after.find(mark) else { break };
        found.push(after[..end].trim());
        rest = &after[end + marks..];
    }
    found
}

/// Where the links and pictures of a line lead.
pub(crate) fn links(line: &str) -> Vec<&str> {
    let targets = line.split("](").skip(1);
    targets.filter_map(|rest| rest.split_once(')').map(|(target, _)| target)).collect()
}

/// What a heading is called in a link, as code hosts do it.
pub(crate) fn anchor(title: &str) -> String {
    let kept = title.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.collect::<String>().to_lowercase().replace(' ', "-")
}

/// A heading's text.
pub(crate) fn title(line: &str) -> Option<&str> {
    let rest = line.trim_start_matches('#');
    let depth = line.len() - rest.len();
    let marked = (1..=6).contains(&depth) && rest.starts_with(' ');
    marked.then(|| rest.trim().trim_end_matches('#').trim_end())
}

/// The rest of a comment, joined to one line.
fn comment<'a>(begun: &'a str, mut following: impl Iterator<Item = &'a str>) -> String {
    let mut words = String::new();
    let mut line = Some(begun);
    while let Some(part) = line {
        let (part, ends) = part.split_once("-->").map_or((part, false), |(part, _)| (part, true));
        words.push_str(part);
        words.push(' ');
        if ends {
            break;
        }
        line = following.next();
    }
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The line that opens a block.
struct Fence {
    indent: usize,
    mark: char,
    length: usize,
    language: String,
}

impl Fence {
    fn opened_by(line: &str) -> Option<Self> {
        let rest = line.trim_start_matches(' ');
        let mark = rest.chars().next().filter(|mark| matches!(mark, '`' | '~'))?;
        let info = rest.trim_start_matches(mark);
        let length = rest.len() - info.len();
        // Backticks after backticks are a piece of code in a line.
        let opens = length >= 3 && !(mark == '`' && info.contains('`'));
        let language = info.split_whitespace().next().unwrap_or_default().to_owned();
        opens.then(|| Self { indent: line.len() - rest.len(), mark, length, language })
    }

    fn ends(&self, line: &str) -> bool {
        let line = line.trim();
        line.len() >= self.length && line.chars().all(|mark| mark == self.mark)
    }

    fn dedented<'a>(&self, line: &'a str) -> &'a str {
        let blanks = line.len() - line.trim_start_matches(' ').len();
        &line[blanks.min(self.indent)..]
    }
}

#[test]
fn blocks_are_read_with_what_stands_around_them() {
    let page = "# Top\n\n<!-- not run:\n it asks -->\n\n```sh extra\na\n\nb\n```\n## Next #\ntext\n\
                1. item\n   ~~~~toml\n   x = 1\n     y\n   ~~~\n   ~~~~\n```\nplain\n```\n";
    let block = |heading: &str, language: &str, text: &str, line, note: Option<&str>| Block {
        heading: heading.to_owned(),
        language: language.to_owned(),
        text: text.to_owned(),
        line,
        note: note.map(str::to_owned),
    };
    let expected = [
        block("Top", "sh", "a\n\nb\n", 7, Some("not run: it asks")),
        block("Next", "toml", "x = 1\n  y\n~~~\n", 15, None),
        block("Next", "", "plain\n", 20, None),
    ];
    assert_eq!(blocks(page), expected);
}

#[test]
fn a_comment_counts_only_right_before_its_block() {
    let page = "<!-- one -->\nwords\n```sh\na\n```\n<!-- two -->\n```sh\nb\n```\n```sh\nc\n```\n";
    let notes: Vec<_> = blocks(page).into_iter().map(|block| block.note).collect();
    assert_eq!(notes, [None, Some("two".to_owned()), None]);
}

#[test]
fn prose_code_links_and_anchors_are_told_apart() {
    let page = "a `b`\n```sh\n`c`\n```\n[x](y.md#z) ![p](q.svg) `` d ` e ``\n";
    let lines: Vec<(usize, &str)> = prose(page).collect();
    assert_eq!((lines.len(), lines[0], lines[1].0), (2, (1, "a `b`"), 5));
    assert_eq!((code(lines[0].1), code(lines[1].1)), (vec!["b"], vec!["d ` e"]));
    assert_eq!(links(lines[1].1), ["y.md#z", "q.svg"]);
    assert_eq!(anchor("`hf auth login`, and Coming from …"), "hf-auth-login-and-coming-from-");
}
