//! A bar on a terminal for all that comes, and a line below it for each of the files that take
//! their time. One thread draws them, all at once and ten times a second, so that no download
//! waits for a terminal and nothing flickers.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::meter::{Field, Running, View};
use super::terminal;
#[cfg(unix)]
use super::terminal::Terminal;
use crate::text::amount::size;

/// Most files that have a line.
const LINES: usize = 8;
/// Files that come faster than that would only flicker.
const SLOW: Duration = Duration::from_millis(400);
/// Columns of a line on a terminal that has more.
const WIDE: usize = 80;
/// Columns between the brackets.
const BAR: usize = 14;
/// Columns for a file's name, without which its numbers say nothing.
const NAME: usize = 12;
/// How often it is drawn.
pub(super) const EVERY: Duration = Duration::from_millis(100);

/// Where they are drawn: nowhere yet, and on standard error once there is something.
pub(super) fn new() -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, target());
    match ProgressStyle::with_template("{msg}") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Draws what there is.
pub(super) fn draw(bar: &ProgressBar, view: &View, files: &[(Running, u64)]) {
    bar.set_message(lines(view, files, terminal::size().0.into()).join("\n"));
}

/// The lines, none of which reaches the last column: a terminal that gets narrower would break it
/// in two.
fn lines(view: &View, files: &[(Running, u64)], width: usize) -> Vec<String> {
    let room = width.min(WIDE).saturating_sub(1);
    let filled = (u128::from(view.position) * BAR as u128).checked_div(view.total.into());
    let filled = filled.and_then(|filled| usize::try_from(filled).ok()).unwrap_or(0).min(BAR);
    let head = if filled == BAR { "" } else { ">" };
    let bar = format!("{}{head}", "=".repeat(filled));
    let total = head_line(&format!("[{bar:<BAR$}] "), view, room);
    let slow = files.iter().filter(|(running, _)| running.since.elapsed() >= SLOW);
    let file = |(running, bytes): &(Running, u64)| {
        let numbers = numbers(running, *bytes);
        let name = room.saturating_sub(3 + columns(&numbers));
        if name < NAME {
            return shortened(&running.name, room);
        }
        let short = shortened(&running.name, name);
        let gap = " ".repeat(name - columns(&short));
        format!("  {short}{gap} {numbers}")
    };
    std::iter::once(total).chain(slow.take(LINES).map(file)).collect()
}

/// As much as fits, and nothing by half: the rate goes first, then the bar, the files, the time.
fn head_line(bar: &str, view: &View, room: usize) -> String {
    use Field::{Files, Left, Rate};
    let ways: [(&str, &[Field]); 7] = [
        (bar, &[Rate, Left, Files]),
        (bar, &[Left, Files]),
        ("", &[Rate, Left, Files]),
        ("", &[Left, Files]),
        (bar, &[Left]),
        ("", &[Left]),
        ("", &[]),
    ];
    let lines = ways.iter().map(|(bar, kept)| {
        let fields = view.fields(|field| kept.contains(&field));
        format!("{bar}{}", fields.join(", "))
    });
    let lines: Vec<String> = lines.collect();
    let fits = lines.iter().find(|line| columns(line) <= room).or(lines.last());
    fits.map(|line| begin(line, room)).unwrap_or_default()
}

/// `812.0 MB of   4.9 GB  16 %`, always as wide.
fn numbers(running: &Running, bytes: u64) -> String {
    let percent = (u128::from(bytes) * 100).checked_div(running.size.into()).unwrap_or(100);
    format!("{:>8} of {:>8} {percent:>3} %", size(bytes), size(running.size))
}

/// Columns of a terminal; letters beyond ASCII may take two.
fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

fn column(c: char) -> usize {
    if c.is_ascii() || c == '…' { 1 } else { 2 }
}

/// As much of a text's beginning as fits.
fn begin(text: &str, room: usize) -> String {
    let mut left = room;
    let fits = |c: &char| {
        let less = left.checked_sub(column(*c));
        less.inspect(|less| left = *less).is_some()
    };
    text.chars().take_while(fits).collect()
}

/// A name that fits. Its end tells it from its neighbours, so that stays.
fn shortened(name: &str, room: usize) -> String {
    if columns(name) <= room {
        return name.to_owned();
    }
    let mut left = room.saturating_sub(1);
    let mut from = name.len();
    for (at, c) in name.char_indices().rev() {
        let Some(less) = left.checked_sub(column(c)) else { break };
        (left, from) = (less, at);
    }
    format!("…{}", &name[from..])
}

/// Where it is drawn.
#[cfg(unix)]
fn target() -> ProgressDrawTarget {
    ProgressDrawTarget::term_like_with_hz(Box::new(Terminal::default()), 20)
}

#[cfg(not(unix))]
fn target() -> ProgressDrawTarget {
    ProgressDrawTarget::stderr_with_hz(20)
}

#[cfg(test)]
mod tests {
    use std::time::Instant;

    use super::*;

    fn running(name: &str, size: u64) -> Running {
        let since = Instant::now().checked_sub(SLOW).unwrap();
        Running { file: 0, name: name.to_owned(), size, since }
    }

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(shortened("model.safetensors", 47), "model.safetensors");
        let long = format!("{}/model-00001-of-00003.safetensors", "x".repeat(40));
        let short = shortened(&long, 47);
        assert!(short.starts_with('…') && short.ends_with("/model-00001-of-00003.safetensors"));
        assert_eq!(short.chars().count(), 47);
        assert_eq!(shortened("模型模型", 6), "…模型");
    }

    #[test]
    fn lines_fit_any_terminal_and_few_files_have_one() {
        let big = 999_949_999_999;
        let mut files = vec![(running("模型/model-00001-of-00003.safetensors", big), big / 3)];
        files.extend((0..20).map(|n| (running(&format!("{n}.bin"), 10), 10)));
        let view = View {
            position: big,
            total: big + big,
            ended: 9,
            count: 30,
            rate: 1,
            steady: true,
            pause: None,
        };
        for width in [200, 80, 60, 40, 20, 3] {
            let lines = lines(&view, &files, width);
            assert_eq!(lines.len(), 1 + LINES);
            let fits = |line: &String| columns(line) < width.min(WIDE);
            assert!(lines.iter().all(fits), "{width}: {lines:#?}");
        }
        let head = |width: usize| lines(&view, &files, width).remove(0);
        assert_eq!(head(44), "999.9 GB of 2.0 TB, 1 B/s, 9 of 30 files");
        assert_eq!(head(30), "999.9 GB of 2.0 TB");
        let lines = lines(&view, &files, 80);
        assert!(lines[0].starts_with("[=======>      ] 999.9 GB of 2.0 TB, 1 B/s, "), "{lines:?}");
        let name = "  模型/model-00001-of-00003.safetensors  ";
        assert!(lines[1].starts_with(name) && lines[1].ends_with(" 333.3 GB of 999.9 GB  33 %"));
    }
}
