//! Text in columns: what is shown fits 80 of them.

/// Columns of a table and of wrapped text.
const WIDTH: usize = 80;

/// `text` broken at single blanks where the width asks for it, with `indent` blanks before all
/// lines but the first. Words stay whole, so that an address can be copied, and so does a command,
/// which follows a line's end.
pub(super) fn folded(text: &str, indent: usize) -> String {
    let mut out = String::new();
    let mut column = 0;
    let (words, commands) = text.split_once('\n').unwrap_or((text, ""));
    for word in words.split(' ') {
        let length = visible(word);
        if column > indent && column + 1 + length > WIDTH {
            out.push('\n');
            out.extend(std::iter::repeat_n(' ', indent));
            column = indent;
        } else if !out.is_empty() {
            out.push(' ');
            column += 1;
        }
        out.push_str(word);
        column += length;
    }
    for command in commands.lines() {
        out.push('\n');
        out.extend(std::iter::repeat_n(' ', indent));
        out.push_str(command);
    }
    out
}

/// `text` broken at blanks so that every line, with `indent` blanks before all but the first, fits
/// the width. A word longer than a line, such as a path, is cut.
#[must_use]
pub(crate) fn wrapped(text: &str, indent: usize) -> String {
    let room = WIDTH.saturating_sub(indent).max(20);
    let mut lines: Vec<String> = vec![String::new()];
    for word in text.split_whitespace() {
        let used = lines.last().map_or(0, |line| visible(line));
        if used > 0 && used + 1 + visible(word) > room {
            lines.push(String::new());
        }
        for c in (used > 0).then_some(' ').into_iter().chain(word.chars()) {
            let line = lines.last().map_or(0, |line| visible(line));
            if line == room {
                lines.push(String::new());
            }
            if let Some(line) = lines.last_mut().filter(|line| c != ' ' || !line.is_empty()) {
                line.push(c);
            }
        }
    }
    lines.join(&format!("\n{}", " ".repeat(indent)))
}

/// Rows as columns, each as wide as its widest cell; the last one is wrapped.
#[must_use]
pub(crate) fn table(rows: &[Vec<String>]) -> String {
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let widest = |column: usize| {
        rows.iter().filter_map(|row| row.get(column)).map(|cell| visible(cell)).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let mut out = String::new();
    for row in rows {
        let Some((last, cells)) = row.split_last() else { continue };
        let mut line = String::new();
        for (cell, width) in cells.iter().zip(&widths) {
            line.push_str(cell);
            line.extend(std::iter::repeat_n(' ', width - visible(cell) + 2));
        }
        let indent = widths.iter().take(cells.len()).map(|width| width + 2).sum();
        line.push_str(&wrapped(last, indent));
        out.push_str(line.trim_end());
        out.push('\n');
    }
    out
}

/// How many columns a text takes: colour takes none.
fn visible(text: &str) -> usize {
    let mut columns = 0;
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c == '\u{1b}' {
            // `paint` writes no other sequence than ESC [ … m.
            chars.by_ref().find(|c| *c == 'm');
        } else {
            columns += 1;
        }
    }
    columns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_break_between_words_only() {
        let text = format!("hfenv: hint: {} https://{}", "word ".repeat(14).trim(), "x".repeat(90));
        let folded = folded(&text, 7);
        let lines: Vec<&str> = folded.lines().collect();
        assert_eq!(lines.len(), 3, "{folded}");
        assert!(lines[1..].iter().all(|line| line.starts_with("       ")), "{folded}");
        assert_eq!(folded.replace("\n      ", ""), text);
    }

    #[test]
    fn a_command_on_a_line_of_its_own_stays_whole() {
        let command = "word ".repeat(30);
        let folded = folded(&format!("hfenv: hint: do it:\n{command}"), 7);
        assert_eq!(folded, format!("hfenv: hint: do it:\n       {command}"));
    }

    #[test]
    fn long_words_are_cut_and_none_is_lost() {
        let text = format!("a {} b", "/long".repeat(40));
        let wrapped = wrapped(&text, 10);
        assert!(wrapped.lines().skip(1).all(|line| line.chars().count() <= WIDTH), "{wrapped}");
        assert_eq!(wrapped.split_whitespace().collect::<String>(), text.replace(' ', ""));
    }

    #[test]
    fn tables_fit_eighty_columns() {
        let rows = vec![
            vec!["a".into(), "used".into(), "word ".repeat(60)],
            vec!["bbbb".into(), "x".into(), "y".into()],
        ];
        let table = table(&rows);
        assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
        assert!(table.starts_with("a     used  word"));
        assert!(table.ends_with("bbbb  x     y\n"));
    }
}
