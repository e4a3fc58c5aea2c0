//! The survivors beside the best built-in activation, on rows that the search has not seen.

use crate::study::{Behind, Interval, Metric, Ranked, Sample, StudyOutcome, holm};
use serde::Serialize;

/// How a new activation stands to the best built-in one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// The difference is larger than the noise, and than what counts as none.
    Better,
    /// The difference is shown to be smaller than what counts as one.
    Equivalent,
    /// The built-in one is better in that sense.
    Worse,
    /// None of these is shown.
    Undecided,
}

impl Standing {
    /// As it is printed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Better => "better",
            Self::Equivalent => "equivalent",
            Self::Worse => "worse",
            Self::Undecided => "undecided",
        }
    }

    fn of(behind: &Behind, equivalence: f64) -> Self {
        if behind.is_shown_better() && -behind.mean > equivalence {
            Self::Better
        } else if behind.is_shown_worse() && behind.mean > equivalence {
            Self::Worse
        } else if behind.interval.low > -equivalence && behind.interval.high < equivalence {
            Self::Equivalent
        } else {
            Self::Undecided
        }
    }
}

/// A new activation's result.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// Its result as a study has it; `behind` there is measured from the one that the study advises.
    pub result: Ranked,
    /// How far it is behind the best built-in one, in test score, repeat by repeat; p-values are Holm's over the survivors.
    pub behind: Behind,
    /// What that shows.
    pub standing: Standing,
}

/// What came of the judgement.
#[derive(Clone, Debug, Serialize)]
pub struct Judgement {
    /// The built-in activation that did best in the search.
    pub reference: Ranked,
    /// The survivors, the highest test score first.
    pub survivors: Vec<Judged>,
    /// The whole study.
    pub study: StudyOutcome,
}

impl Judgement {
    /// From the study of the survivors and the reference; `None` if the reference has no result there.
    pub(super) fn of(study: StudyOutcome, reference: &str) -> Option<Self> {
        let yardstick = study.ranking.iter().find(|ranked| ranked.activation == reference)?.clone();
        // As in a study: the overlap of the training parts, and what may be missed on so few rows.
        let overlap = study.parts.test as f64 / study.parts.train as f64;
        let tested = (study.parts.test * study.seeds.len()).min(study.rows);
        let floor = if study.metric.is_share() { 3.0 / tested as f64 } else { 0.0 };
        let others = || study.ranking.iter().filter(|ranked| ranked.activation != reference);
        let samples: Vec<Sample> = others()
            .map(|ranked| {
                let pairs = yardstick.test_scores.iter().zip(&ranked.test_scores);
                Sample::new(pairs.map(|(reference, new)| reference - new).collect(), overlap, floor)
            })
            .collect();
        let p_values = holm(&samples.iter().map(Sample::p_value).collect::<Vec<_>>());
        let mut survivors: Vec<Judged> = others()
            .zip(&samples)
            .zip(p_values)
            .map(|((ranked, sample), p)| {
                let behind = Behind { mean: sample.mean(), interval: sample.interval(), p };
                Judged { result: ranked.clone(), behind, standing: Standing::of(&behind, study.equivalence) }
            })
            .collect();
        survivors.sort_by(|a, b| b.result.test.total_cmp(&a.result.test));
        Some(Self { reference: yardstick, survivors, study })
    }

    /// The answer as a person reads it. `field` says among what the reference is the best: "the 78 built-in ones".
    pub(super) fn sentence(&self, field: &str) -> String {
        let (metric, best) = (self.study.metric, &self.reference.activation);
        let winner = self.survivors.iter().find(|judged| judged.standing == Standing::Better);
        let Some(judged) = winner.or(self.survivors.first()) else {
            return format!("Nothing new was left to judge: use `{best}`, the best of {field} in the search.");
        };
        let (new, behind) = (&judged.result.activation, &judged.behind);
        let difference = difference(behind, metric);
        match judged.standing {
            Standing::Better => format!(
                "Found: `{new}` is better than `{best}`, the best of {field}: on rows that the search has not seen it is \
                 {difference}; that is more than the noise."
            ),
            standing => {
                let end = match standing {
                    Standing::Equivalent => {
                        let margin = points(self.study.equivalence, metric);
                        format!("equivalent: the difference is less than the {margin} that count as one")
                    }
                    Standing::Worse => "worse: that is more than the noise".to_owned(),
                    _ => "undecided: that is within the noise".to_owned(),
                };
                format!(
                    "Nothing was found that is better than `{best}`, the best of {field}. The best new one, `{new}`, is \
                     {difference}; {end}."
                )
            }
        }
    }
}

/// `0.4 points ahead (95 % interval -1.6 to 2.4 points)`.
fn difference(behind: &Behind, metric: Metric) -> String {
    let Interval { low, high } = behind.interval;
    let lead = match bare(behind.mean.abs(), metric) {
        same if same == bare(0.0, metric) => "level".to_owned(),
        _ if behind.mean < 0.0 => format!("{} ahead", points(-behind.mean, metric)),
        _ => format!("{} behind", points(behind.mean, metric)),
    };
    // Turned round: ahead is above 0.
    format!("{lead} (95 % interval of its lead {} to {})", bare(-high, metric), points(-low, metric))
}

/// A difference of scores, without its unit.
fn bare(difference: f64, metric: Metric) -> String {
    let text = if metric.is_share() { format!("{:.1}", 100.0 * difference) } else { format!("{difference:.3}") };
    // No minus before a zero.
    if text.trim_start_matches('-').chars().all(|c| matches!(c, '0' | '.')) {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    }
}

fn points(difference: f64, metric: Metric) -> String {
    let unit = if metric.is_share() { " points" } else { "" };
    format!("{}{unit}", bare(difference, metric))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn behind(mean: f64, low: f64, high: f64, p: f64) -> Behind {
        Behind { mean, interval: Interval { low, high }, p }
    }

    #[test]
    fn four_standings() {
        for (behind, standing) in [
            (behind(-0.02, -0.03, -0.01, 0.01), Standing::Better),
            (behind(0.02, 0.01, 0.03, 0.01), Standing::Worse),
            (behind(0.001, -0.002, 0.004, 0.4), Standing::Equivalent),
            (behind(-0.02, -0.05, 0.01, 0.2), Standing::Undecided),
            // Sure, and too small to count.
            (behind(-0.002, -0.003, -0.001, 0.001), Standing::Equivalent),
        ] {
            assert_eq!(Standing::of(&behind, 0.005), standing, "{behind:?}");
        }
    }

    #[test]
    fn a_lead_in_words() {
        let ahead = behind(-0.02, -0.031, 0.0001, 0.1);
        assert_eq!(
            difference(&ahead, Metric::Accuracy),
            "2.0 points ahead (95 % interval of its lead 0.0 to 3.1 points)"
        );
        let level = behind(0.0001, -0.01, 0.01, 1.0);
        assert_eq!(difference(&level, Metric::R2), "level (95 % interval of its lead -0.010 to 0.010)");
    }
}
