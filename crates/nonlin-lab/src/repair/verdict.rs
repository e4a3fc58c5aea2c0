//! The verdict as a person reads it.

use super::compare::{Comparison, Difference, Effect};
use crate::study::Metric;

/// What may be said of the changed network, with so many serious findings before and after; without a comparison nothing was changed.
pub(super) fn verdict(comparison: Option<&Comparison>, serious: [usize; 2]) -> String {
    let Some(comparison) = comparison else {
        return match serious[0] {
            0 => "Nothing serious was found, so nothing was changed.".to_owned(),
            _ => "Nothing was changed: what was found is not for a program to mend.".to_owned(),
        };
    };
    let seeds = comparison.pairs.len();
    let said = match comparison.effect {
        Effect::Helped => format!("It helped: {}.", figures(comparison)),
        Effect::Worse => format!("It made it worse: {}.", figures(comparison)),
        Effect::NoneShown => format!("It made no difference that {seeds} seeds show: {}.", figures(comparison)),
    };
    let findings = match serious {
        [_, 0] => "Nothing serious is found in the changed network any more.".to_owned(),
        [before, after] => format!("Serious findings: {before} before, {after} after."),
    };
    format!("{said} {findings}")
}

fn figures(comparison: &Comparison) -> String {
    let all = comparison.pairs.len();
    match (comparison.diverged(), comparison.score, comparison.loss) {
        ([before, 0], ..) if before == all => {
            format!("before, each of {all} trainings ended in NaN or infinity; after, none did")
        }
        ([0, after], ..) if after == all => {
            format!("before, none of {all} trainings ended in NaN or infinity; after, each did")
        }
        ([before, after], ..) if before.abs_diff(after) > 1 => {
            format!("{before} of {all} trainings ended in NaN or infinity before, and {after} after")
        }
        ([before, after], Some(score), Some(loss)) => {
            let ended = if before + after == 0 {
                String::new()
            } else {
                format!("; {before} of {all} trainings ended in NaN or infinity before, and {after} after")
            };
            // Where the score does not tell, the loss decides.
            let tells = |d: Difference| d.interval.low > 0.0 || d.interval.high < 0.0;
            let by_loss = !tells(score) && tells(loss);
            if by_loss {
                let (low, high) = (loss.interval.low, loss.interval.high);
                format!(
                    "the validation loss goes from {:.3} to {:.3} (lower by {:.3}, 97.5 % interval {low:.3} to {high:.3}), and in {} no difference is shown{ended}",
                    loss.before,
                    loss.after,
                    loss.better_by,
                    comparison.metric.name(),
                )
            } else {
                format!("{}{ended}", of_score(score, comparison.metric))
            }
        }
        ([before, after], ..) => {
            format!("{before} of {all} trainings ended in NaN or infinity before, and {after} after")
        }
    }
}

fn of_score(score: Difference, metric: Metric) -> String {
    let (name, low, high) = (metric.name(), score.interval.low, score.interval.high);
    if metric.is_share() {
        format!(
            "{name} on validation rows goes from {:.1} % to {:.1} % ({:+.1} points, 97.5 % interval {:.1} to {:.1})",
            100.0 * score.before,
            100.0 * score.after,
            100.0 * score.better_by,
            100.0 * low,
            100.0 * high
        )
    } else {
        format!(
            "{name} on validation rows goes from {:.3} to {:.3} ({:+.3}, 97.5 % interval {low:.3} to {high:.3})",
            score.before, score.after, score.better_by
        )
    }
}
