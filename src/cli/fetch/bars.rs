//! Bars on a terminal: one for all, and a line for each of the files that take their time. They
//! are drawn by one thread, ten times a second, so that no download waits for a terminal.

use std::collections::BTreeMap;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::meter::{Meter, Running, View};
use crate::cli::size::size;

/// Most files that have a line.
const LINES: usize = 8;
/// Files that come faster than that would only flicker.
const SLOW: Duration = Duration::from_millis(400);
/// Columns for a file's name: they and its numbers fit 80.
const NAME: usize = 47;
/// How often they are drawn.
pub(super) const EVERY: Duration = Duration::from_millis(100);

/// The bars.
pub(super) struct Bars {
    all: MultiProgress,
    total: ProgressBar,
    lines: BTreeMap<usize, ProgressBar>,
}

fn style(template: &str) -> ProgressStyle {
    let style = ProgressStyle::with_template(template);
    style.unwrap_or_else(|_| ProgressStyle::default_bar()).progress_chars("=> ")
}

impl Bars {
    /// Draws nothing yet.
    pub(super) fn new() -> Self {
        let all = MultiProgress::with_draw_target(ProgressDrawTarget::stderr_with_hz(20));
        let total = all.add(ProgressBar::new(0).with_style(style("[{bar:14}] {wide_msg}")));
        Self { all, total, lines: BTreeMap::new() }
    }

    pub(super) fn all(&self) -> &MultiProgress {
        &self.all
    }

    /// Draws what there is.
    pub(super) fn draw(&mut self, meter: &Meter, view: &View) {
        let files = meter.files();
        let running = |file: &usize| files.iter().any(|(running, _)| running.file == *file);
        let gone: Vec<usize> = self.lines.keys().filter(|file| !running(file)).copied().collect();
        for line in gone.iter().filter_map(|file| self.lines.remove(file)) {
            line.finish_and_clear();
            self.all.remove(&line);
        }
        for (running, bytes) in &files {
            let fits = self.lines.len() < LINES && running.since.elapsed() >= SLOW;
            if fits && !self.lines.contains_key(&running.file) {
                let line = ProgressBar::new(0).with_style(style("  {wide_msg} {prefix}"));
                self.lines.insert(running.file, self.all.add(line));
            }
            if let Some(line) = self.lines.get(&running.file) {
                line.set_prefix(numbers(running, *bytes));
                line.set_message(shortened(&running.name, NAME));
            }
        }
        self.total.set_length(view.total.max(1));
        self.total.set_position(view.position);
        self.total.set_message(view.words());
    }
}

/// `812.0 MB of   4.9 GB  16 %`, always as wide.
fn numbers(running: &Running, bytes: u64) -> String {
    let percent = (u128::from(bytes) * 100).checked_div(running.size.into()).unwrap_or(100);
    format!("{:>8} of {:>8} {percent:>3} %", size(bytes), size(running.size))
}

/// A name that fits so many columns. Its end tells it from its neighbours, so that stays.
fn shortened(name: &str, columns: usize) -> String {
    let width = |c: char| if c.is_ascii() { 1 } else { 2 };
    if name.chars().map(width).sum::<usize>() <= columns {
        return name.to_owned();
    }
    let mut left = columns - 1;
    let mut from = name.len();
    for (at, c) in name.char_indices().rev() {
        let Some(less) = left.checked_sub(width(c)) else { break };
        (left, from) = (less, at);
    }
    format!("…{}", &name[from..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_names_keep_their_end() {
        assert_eq!(shortened("model.safetensors", 47), "model.safetensors");
        let long = format!("{}/model-00001-of-00003.safetensors", "x".repeat(40));
        let short = shortened(&long, 47);
        assert!(short.starts_with('…') && short.ends_with("/model-00001-of-00003.safetensors"));
        assert_eq!(short.chars().count(), 47);
        assert_eq!(shortened("模型模型", 6), "…型型");
    }

    #[test]
    fn numbers_are_always_as_wide() {
        let since = std::time::Instant::now();
        let running = |size| Running { file: 0, name: String::new(), size, since };
        let wide = |bytes, size| numbers(&running(size), bytes).chars().count();
        assert_eq!(wide(0, 0), 26);
        assert_eq!(wide(999_900_000_000, 999_900_000_000), 26);
    }
}
