//! A study while it runs: how far it is, who leads, who is out. On a terminal only.

use indicatif::{ProgressBar, ProgressStyle};
use nonlin_lab::study::{Progress, Scoreboard, Standings, StudyPlan, Yardstick};
use std::fmt::Write;
use std::sync::OnceLock;

/// So many activations are listed at most: a terminal has few lines.
const LISTED: usize = 10;

/// A bar, and the standings under it; nothing in a pipe.
pub(super) struct Live {
    bar: OnceLock<ProgressBar>,
    board: Scoreboard,
}

impl Live {
    pub(super) fn of(plan: &StudyPlan) -> Self {
        Self { bar: OnceLock::new(), board: Scoreboard::of(plan) }
    }

    /// Leaves the terminal as it was, ready for another study by this plan.
    pub(super) fn clear(&mut self, plan: &StudyPlan) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        self.board = Scoreboard::of(plan);
    }

    fn show(&self) {
        if let Some(bar) = self.bar.get().filter(|bar| !bar.is_hidden()) {
            bar.set_message(table(&self.board.standings()));
        }
    }
}

/// Who is still in first, then the best first.
fn table(standings: &Standings) -> String {
    let scored: Vec<_> = standings.activations.iter().filter(|standing| standing.repeats > 0 || standing.out).collect();
    let mut text = String::new();
    for standing in scored.iter().take(LISTED) {
        // A formula may be long.
        let name: String = standing.activation.chars().take(24).collect();
        let (mean, repeats) = (standing.mean.unwrap_or(f64::NAN), standing.repeats);
        let note = if standing.out { "  out" } else { "" };
        let _ = write!(text, "\n  {name:<24} {mean:>8.4} on validation rows, {repeats} repeats{note}");
    }
    if scored.len() > LISTED {
        let _ = write!(text, "\n  and {} more", scored.len() - LISTED);
    }
    text
}

impl Progress for Live {
    fn judged_by(&self, yardstick: Yardstick) {
        self.board.judged_by(yardstick);
    }

    fn started(&self, trials: usize) {
        self.board.started(trials);
        let bar = self.bar.get_or_init(|| ProgressBar::new(0));
        bar.inc_length(trials as u64);
        let style = "{bar:40} {pos} of {len} trainings, {elapsed} so far, about {eta} left of this round{msg}";
        if let Ok(style) = ProgressStyle::with_template(style) {
            bar.set_style(style);
        }
    }

    fn finished(&self, activation: &str) {
        self.board.finished(activation);
        if let Some(bar) = self.bar.get() {
            bar.inc(1);
        }
    }

    fn scored(&self, activation: &str, score: f64) {
        self.board.scored(activation, score);
        self.show();
    }

    fn dropped(&self, activation: &str) {
        self.board.dropped(activation);
        self.show();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin_lab::study::Candidate;

    #[test]
    fn the_leader_is_first_and_who_is_out_last() {
        let candidates = ["relu", "step", "gelu", "tanh"].map(|name| Candidate::named(name).unwrap()).to_vec();
        let live = Live::of(&StudyPlan { candidates, ..StudyPlan::default() });
        for (activation, score) in [("relu", 0.9), ("gelu", 0.95), ("step", 0.99), ("gelu", 0.97)] {
            live.scored(activation, score);
        }
        live.dropped("step");
        let lines: Vec<String> =
            table(&live.board.standings()).lines().map(|line| line.trim().replace("  ", "")).collect();
        assert!(lines[1].starts_with("gelu") && lines[1].contains("0.9600 on validation rows, 2 repeats"), "{lines:?}");
        assert!(lines[2].starts_with("relu") && lines[3].ends_with("1 repeatsout"), "{lines:?}");
        assert_eq!(lines.len(), 4, "{lines:?}");
    }
}
