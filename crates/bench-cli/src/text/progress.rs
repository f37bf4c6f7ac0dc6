//! Progress of long work on a terminal. A pipe or a file gets none of it.

use std::fmt;
use std::io::{self, IsTerminal as _};
use std::thread;
use std::time::Duration;

use indicatif::{HumanDuration, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use super::plain::plain;

/// Shorter work shows no bar.
const DELAY: Duration = Duration::from_millis(400);

/// Time between two drawings.
const TICK: Duration = Duration::from_millis(100);

/// A line at the bottom of the terminal that disappears when this value is dropped.
#[derive(Debug)]
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// Shows work of unknown length.
    pub(crate) fn of(what: &str) -> Self {
        Self::shown_late(ProgressBar::no_length(), "{spinner} {msg} ({elapsed})", what)
    }

    /// Shows work in `n_steps` equal steps.
    pub(crate) fn of_steps(what: &str, n_steps: usize) -> Self {
        let bar = ProgressBar::new(n_steps as u64);
        let template = "{spinner} {msg} [{wide_bar}] {pos}/{len} ({elapsed}{left})";
        Self::shown_late(bar, template, what)
    }

    /// True if standard error is a terminal, so that someone sees the progress.
    pub(crate) fn is_seen() -> bool {
        io::stderr().is_terminal()
    }

    fn shown_late(bar: ProgressBar, template: &str, what: &str) -> Self {
        let progress = Self::hidden(bar, template, what);
        if Self::is_seen() {
            let bar = progress.bar.clone();
            // Nobody joins this thread: it ends when the bar is finished, or with the program.
            thread::spawn(move || {
                thread::sleep(DELAY);
                if !bar.is_finished() {
                    bar.set_draw_target(ProgressDrawTarget::stderr());
                    bar.enable_steady_tick(TICK);
                }
            });
        }
        progress
    }

    fn hidden(bar: ProgressBar, template: &str, what: &str) -> Self {
        bar.set_draw_target(ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style.progress_chars("=> ").with_key("left", left));
        }
        bar.set_message(plain(what));
        Self { bar }
    }

    /// Changes the description of the work.
    pub(crate) fn say(&self, what: &str) {
        self.bar.set_message(plain(what));
    }

    /// Counts one step as done.
    pub(crate) fn advance(&self) {
        self.bar.inc(1);
    }
}

/// Time that is left, once a step is done that tells how long one takes. Less than a second is not worth
/// a word.
fn left(state: &ProgressState, text: &mut dyn fmt::Write) {
    let left = state.eta();
    if state.pos() > 0 && left >= Duration::from_secs(1) {
        // The terminal has no better place for an error.
        let _ = write!(text, ", {} left", HumanDuration(left));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

#[cfg(test)]
mod tests {
    use indicatif::{InMemoryTerm, TermLike as _};

    use super::*;

    #[test]
    fn a_terminal_shows_what_is_done_and_forgets_it() {
        let terminal = InMemoryTerm::new(4, 100);
        terminal.write_line("$ kmeans-bench compare").unwrap();
        let progress = Progress::of_steps("k-means++, seed 0", 5);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        progress.bar.set_draw_target(target);
        progress.advance();
        progress.say("k-means++, seed 1");
        progress.advance();
        progress.bar.force_draw();
        let shown = terminal.contents();
        assert!(shown.contains("k-means++, seed 1 [=") && shown.contains("] 2/5 ("), "{shown}");
        drop(progress);
        assert_eq!(terminal.contents(), "$ kmeans-bench compare");
    }

    #[test]
    fn before_the_first_step_nobody_knows_what_is_left() {
        let terminal = InMemoryTerm::new(4, 100);
        let progress = Progress::of_steps("comparing", 2);
        let target = ProgressDrawTarget::term_like(Box::new(terminal.clone()));
        progress.bar.set_draw_target(target);
        progress.bar.force_draw();
        let shown = terminal.contents();
        assert!(shown.contains("0/2 (") && !shown.contains("left"), "{shown}");
    }

    #[test]
    fn nothing_is_drawn_at_first() {
        for progress in [Progress::of("reading"), Progress::of_steps("fits", 2)] {
            progress.advance();
            assert!(progress.bar.is_hidden());
        }
    }
}
