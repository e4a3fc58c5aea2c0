//! What may be said: better, equivalent, or undecided.

use super::metric::Metric;
use super::outcome::{Behind, Ranked};
use serde::Serialize;

/// How the activation that is advised stands to the runner-up.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Decision {
    /// The difference is larger than the noise, and than what counts as none.
    Better,
    /// The difference is shown to be smaller than what counts as one.
    Equivalent,
    /// Neither is shown.
    Undecided,
}

/// The answer.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Verdict {
    /// The advised one against the runner-up.
    pub decision: Decision,
    /// The activation to use in the hidden layers.
    pub advice: String,
    /// It and all that were not shown to be worse than it, in the order of the ranking.
    pub group: Vec<String>,
    /// The answer as a person reads it.
    pub sentence: String,
}

impl Verdict {
    /// From a ranking, best first, with the differences to its member at `reference`, which is advised. The
    /// runner-up is the best of the others, those apart in which something is proven to be wrong (`ill`).
    pub(super) fn of(
        ranking: &[Ranked],
        reference: usize,
        ill: &dyn Fn(&str) -> bool,
        metric: Metric,
        equivalence: f64,
    ) -> Self {
        let worse = |ranked: &&Ranked| ranked.behind.as_ref().is_some_and(Behind::is_shown_worse);
        let group = ranking.iter().filter(|ranked| !worse(ranked)).map(|ranked| ranked.activation.clone()).collect();
        let advised = &ranking[reference];
        let advice = advised.activation.clone();
        let score = format!("{} on test data", shown(advised.test, metric));
        let others = || ranking.iter().filter_map(|ranked| Some((ranked, ranked.behind?)));
        let runner_up = others().find(|(ranked, _)| !ill(&ranked.activation)).or_else(|| others().next());
        let Some((runner_up, behind)) = runner_up else {
            let sentence = format!("`{advice}` is the only one with a result: {score}.");
            return Self { decision: Decision::Undecided, advice, group, sentence };
        };
        let margin = points(equivalence, metric);
        let difference = format!(
            "{} runner-up `{}` (95 % interval of the difference {} to {});",
            match bare(behind.mean.abs(), metric) {
                same if same == bare(0.0, metric) => "it is level with the".to_owned(),
                _ if behind.mean < 0.0 => format!("it is {} behind the", points(-behind.mean, metric)),
                _ => format!("it leads by {} over the", points(behind.mean, metric)),
            },
            runner_up.activation,
            bare(behind.interval.low, metric),
            points(behind.interval.high, metric),
        );
        let (decision, end) = if behind.is_shown_worse() && behind.mean > equivalence {
            (Decision::Better, "that is more than the noise".to_owned())
        } else if behind.is_within(equivalence) {
            (Decision::Equivalent, format!("that is less than the {margin} that count as a difference"))
        } else {
            (Decision::Undecided, "that is within the noise".to_owned())
        };
        let sentence = format!("Use `{advice}`: with {score} {difference} {end}.");
        Self { decision, advice, group, sentence }
    }
}

impl Verdict {
    /// Of a ranking with the differences to its member at `reference`, which is no worse than the `leader` and cheaper to run.
    pub(super) fn cheapest(
        ranking: &[Ranked],
        reference: usize,
        leader: &str,
        metric: Metric,
        equivalence: f64,
    ) -> Self {
        let advised = &ranking[reference];
        let worse = |ranked: &&Ranked| ranked.behind.as_ref().is_some_and(Behind::is_shown_worse);
        let group = ranking.iter().filter(|ranked| !worse(ranked)).map(|ranked| ranked.activation.clone()).collect();
        let sentence = format!(
            "Use `{}`: with {} it is no different from `{leader}`, which led on validation data, by as much as the {} that count as a \
             difference, and of all that are so it is the cheapest to run.",
            advised.activation,
            format_args!("{} on test data", shown(advised.test, metric)),
            points(equivalence, metric),
        );
        Self { decision: Decision::Equivalent, advice: advised.activation.clone(), group, sentence }
    }
}

/// A score as a person reads it: `97.3 %`, or `0.482`.
fn shown(score: f64, metric: Metric) -> String {
    if metric.is_share() {
        format!("{:.1} % {}", 100.0 * score, metric.name())
    } else {
        format!("{} {score:.3}", metric.name())
    }
}

/// A difference of scores, without its unit.
fn bare(difference: f64, metric: Metric) -> String {
    if metric.is_share() { format!("{:.1}", 100.0 * difference) } else { format!("{difference:.3}") }
}

/// A difference of scores: `0.4 points`, or `0.012`.
fn points(difference: f64, metric: Metric) -> String {
    let unit = if metric.is_share() { " points" } else { "" };
    format!("{}{unit}", bare(difference, metric))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::study::statistics::Interval;

    fn ranked(activation: &str, test: f64, behind: Option<(f64, f64, f64, f64)>) -> Ranked {
        Ranked {
            activation: activation.to_owned(),
            validation: test,
            test,
            test_interval: [test, test],
            seconds: 0.0,
            trials: 0,
            learning_rate: 0.01,
            weight_decay: 0.0,
            epochs: 1.0,
            repeats: 5,
            dropped: None,
            test_scores: Vec::new(),
            behind: behind.map(|(mean, low, high, p)| Behind { mean, interval: Interval { low, high }, p }),
        }
    }

    fn decided(second: (f64, f64, f64, f64), third: (f64, f64, f64, f64)) -> Verdict {
        let ranking =
            [ranked("gelu", 0.97, None), ranked("silu", 0.96, Some(second)), ranked("step", 0.5, Some(third))];
        Verdict::of(&ranking, 0, &|name| name == "step", Metric::Accuracy, 0.005)
    }

    #[test]
    fn three_answers() {
        let far = (0.47, 0.4, 0.5, 0.001);
        let better = decided((0.02, 0.01, 0.03, 0.01), far);
        assert_eq!((better.decision, better.group.len()), (Decision::Better, 1));
        assert_eq!(
            better.sentence,
            "Use `gelu`: with 97.0 % accuracy on test data it leads by 2.0 points over the runner-up `silu` (95 % interval of the difference 1.0 to 3.0 points); that is more than the noise."
        );
        let equivalent = decided((0.001, -0.002, 0.004, 0.4), far);
        assert_eq!((equivalent.decision, equivalent.group), (Decision::Equivalent, vec!["gelu".into(), "silu".into()]));
        let undecided = decided((0.01, -0.02, 0.04, 0.4), (0.47, -0.1, 0.9, 0.2));
        assert_eq!((undecided.decision, undecided.group.len()), (Decision::Undecided, 3));
    }

    #[test]
    fn a_sure_but_tiny_difference_is_not_called_better() {
        let verdict = decided((0.002, 0.001, 0.003, 0.001), (0.47, 0.4, 0.5, 0.001));
        assert_eq!(verdict.decision, Decision::Equivalent);
    }

    #[test]
    fn the_runner_up_is_one_that_works() {
        let near = Some((0.0, -0.02, 0.02, 1.0));
        let ranking = [ranked("linear", 0.97, near), ranked("gelu", 0.97, None), ranked("silu", 0.9, near)];
        let verdict = Verdict::of(&ranking, 1, &|name| name == "linear", Metric::Accuracy, 0.005);
        assert_eq!((verdict.advice.as_str(), verdict.group.len()), ("gelu", 3));
        assert!(verdict.sentence.contains("it is level with the runner-up `silu`"), "{}", verdict.sentence);
    }

    #[test]
    fn one_alone() {
        let alone = Verdict::of(&[ranked("relu", 0.5, None)], 0, &|_| false, Metric::R2, 0.01);
        assert_eq!(alone.sentence, "`relu` is the only one with a result: R2 0.500 on test data.");
    }
}
