//! A study while it runs: how far it is, who leads, who is out. On a terminal only.

use indicatif::{ProgressBar, ProgressStyle};
use nonlin_lab::study::Progress;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Mutex, OnceLock, PoisonError};

/// So many activations are listed at most: a terminal has few lines.
const LISTED: usize = 10;

/// A bar, and the standings under it; nothing in a pipe.
#[derive(Default)]
pub(super) struct Live {
    bar: OnceLock<ProgressBar>,
    standings: Mutex<BTreeMap<String, Standing>>,
}

/// What is known of an activation so far.
#[derive(Default, Clone)]
struct Standing {
    scores: usize,
    sum: f64,
    out: bool,
}

impl Standing {
    fn mean(&self) -> f64 {
        self.sum / self.scores.max(1) as f64
    }
}

impl Live {
    /// Leaves the terminal as it was, ready for another study.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.standings = Mutex::default();
    }

    fn change(&self, activation: &str, change: impl FnOnce(&mut Standing)) {
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        change(standings.entry(activation.to_owned()).or_default());
        if let Some(bar) = self.bar.get().filter(|bar| !bar.is_hidden()) {
            bar.set_message(table(&standings));
        }
    }
}

/// Who is still in first, then the best first.
fn table(standings: &BTreeMap<String, Standing>) -> String {
    let mut order: Vec<_> = standings.iter().collect();
    order.sort_by(|(_, a), (_, b)| a.out.cmp(&b.out).then(b.mean().total_cmp(&a.mean())));
    let mut text = String::new();
    for (name, standing) in order.iter().take(LISTED) {
        // A formula may be long.
        let name: String = name.chars().take(24).collect();
        let note = if standing.out { "  out" } else { "" };
        let _ = write!(
            text,
            "\n  {name:<24} {:>8.4} on validation rows, {} repeats{note}",
            standing.mean(),
            standing.scores
        );
    }
    if order.len() > LISTED {
        let _ = write!(text, "\n  and {} more", order.len() - LISTED);
    }
    text
}

impl Progress for Live {
    fn started(&self, trials: usize) {
        let bar = self.bar.get_or_init(|| ProgressBar::new(0));
        bar.inc_length(trials as u64);
        let style = "{bar:40} {pos} of {len} trainings, {elapsed} so far, about {eta} left of this round{msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
    }

    fn finished(&self, _activation: &str) {
        if let Some(bar) = self.bar.get() {
            bar.inc(1);
        }
    }

    fn scored(&self, activation: &str, score: f64) {
        self.change(activation, |standing| {
            standing.scores += 1;
            standing.sum += score;
        });
    }

    fn dropped(&self, activation: &str) {
        self.change(activation, |standing| standing.out = true);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_leader_is_first_and_who_is_out_last() {
        let live = Live::default();
        for (activation, score) in [("relu", 0.9), ("gelu", 0.95), ("step", 0.99), ("gelu", 0.97)] {
            live.scored(activation, score);
        }
        live.dropped("step");
        let standings = live.standings.lock().unwrap();
        let lines: Vec<String> = table(&standings).lines().map(|line| line.trim().replace("  ", "")).collect();
        assert!(lines[1].starts_with("gelu") && lines[1].contains("0.9600 on validation rows, 2 repeats"), "{lines:?}");
        assert!(lines[2].starts_with("relu") && lines[3].ends_with("1 repeatsout"), "{lines:?}");
    }
}
