//! How far a long read or copy is, in one line on a terminal and nowhere else.

use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use crate::cli::context::Context;
use crate::vars::HF_HUB_DISABLE_PROGRESS_BARS;

/// The line; it is gone when this is dropped.
pub(super) struct Bar(ProgressBar);

impl Bar {
    /// For this many bytes.
    pub(super) fn new(context: &Context, doing: &'static str, bytes: u64) -> Self {
        // Nothing is drawn where standard error is no terminal.
        let hidden = context.global.quiet || context.env().flag(HF_HUB_DISABLE_PROGRESS_BARS);
        let target =
            if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
        let bar = ProgressBar::with_draw_target(Some(bytes), target);
        let form = "{prefix} {percent:>3}% {decimal_bytes} of {decimal_total_bytes}, \
                    {decimal_bytes_per_sec}, {eta} left";
        if let Ok(style) = ProgressStyle::with_template(form) {
            bar.set_style(style);
        }
        bar.set_prefix(doing);
        bar.enable_steady_tick(Duration::from_millis(250));
        Self(bar)
    }

    /// So many more.
    pub(super) fn add(&self, bytes: u64) {
        self.0.inc(bytes);
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
