//! What is said while bars may be drawn, and what a signal leaves behind.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use indicatif::{ProgressBar, ProgressDrawTarget};

use crate::cli::ui::Ui;

/// Standard error, with or without bars on it.
pub(super) struct Screen {
    ui: Ui,
    bars: Mutex<Option<ProgressBar>>,
    told: Mutex<HashSet<String>>,
}

impl Screen {
    pub(super) fn new(ui: Ui) -> Self {
        Self { ui, bars: Mutex::default(), told: Mutex::default() }
    }

    fn bars(&self) -> MutexGuard<'_, Option<ProgressBar>> {
        self.bars.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// From now on there are bars.
    pub(super) fn draw(&self, bars: &ProgressBar) {
        *self.bars() = Some(bars.clone());
    }

    /// Takes the bars away for good.
    pub(super) fn clear(&self) {
        if let Some(bars) = self.bars().take() {
            bars.finish_and_clear();
            bars.set_draw_target(ProgressDrawTarget::hidden());
        }
    }

    fn above(&self, say: impl FnOnce()) {
        match self.bars().as_ref() {
            Some(bars) => bars.suspend(say),
            None => say(),
        }
    }

    /// Says a line above the bars.
    pub(super) fn say(&self, text: &str) {
        self.above(|| self.ui.say(text));
    }

    /// Says a warning above the bars.
    pub(super) fn warn(&self, text: &str) {
        self.above(|| self.ui.warn(text));
    }

    /// The same with `-v` only.
    pub(super) fn detail(&self, text: &str) {
        if self.ui.is_verbose() {
            self.above(|| self.ui.detail(text));
        }
    }

    /// Says it, unless it was said before.
    pub(super) fn once(&self, text: &str) {
        self.once_about(text, text);
    }

    /// The same, unless something was said about this before.
    pub(super) fn once_about(&self, what: &str, text: &str) {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        if told.insert(what.to_owned()) {
            drop(told);
            self.say(text);
        }
    }
}

/// Ends the process at once when it is told to: what is on disk is safe at any moment.
#[cfg(unix)]
pub(super) fn end_on_signals(screen: &std::sync::Arc<Screen>) {
    use signal_hook::consts::{SIGINT, SIGTERM};
    let screen = std::sync::Arc::clone(screen);
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGINT, SIGTERM]) else { return };
    std::thread::spawn(move || {
        for signal in &mut signals {
            screen.clear();
            screen.say("stopped; the same command goes on where it stopped");
            // Dies of the same signal, so that the caller sees a true 130.
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
pub(super) fn end_on_signals(_screen: &std::sync::Arc<Screen>) {}
