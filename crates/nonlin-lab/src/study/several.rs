//! One question over several data sets: which activation does best over all of them?
//!
//! Scores of different data sets cannot be averaged, their ranks can. Friedman's test in the form of Iman & Davenport 1980 asks whether the mean
//! ranks differ at all; if so, each activation is compared with the best, and Holm corrects for the number of comparisons. Demšar 2006 (Statistical
//! Comparisons of Classifiers over Multiple Data Sets, JMLR 7) gives the reasons.

use super::cost::cost;
use super::outcome::StudyOutcome;
use super::statistics::{Interval, Sample, holm};
use super::verdict::Decision;
use serde::Serialize;
use statrs::distribution::{ContinuousCDF, FisherSnedecor, Normal};
use thiserror::Error;

/// What holds over several data sets.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct Several {
    /// The data sets, in the order given.
    pub data: Vec<String>,
    /// The activations with a result on each of them, best mean rank first.
    pub standings: Vec<OverAll>,
    /// Those without one on some.
    pub incomplete: Vec<String>,
    /// p-value of all mean ranks being the same (Friedman, Iman & Davenport).
    pub friedman: f64,
    /// The best against the runner-up.
    pub decision: Decision,
    /// The activation to use where nothing more is known.
    pub advice: String,
    /// It and all that are not shown to be worse.
    pub group: Vec<String>,
    /// The answer as a person reads it.
    pub sentence: String,
}

/// An activation over all data sets.
#[derive(Clone, PartialEq, Debug, Serialize)]
pub struct OverAll {
    /// Its name.
    pub activation: String,
    /// Mean of its ranks, 1 the best; equal scores share theirs.
    pub mean_rank: f64,
    /// Its rank on each data set.
    pub ranks: Vec<f64>,
    /// Its mean test score on each.
    pub test: Vec<f64>,
    /// On how many it is in the group that is not shown to be worse than the advised one.
    pub in_group: usize,
    /// How far its score is behind the best one's, mean over the data sets, with the 95 % interval; absent for that one itself.
    pub behind: Option<(f64, Interval)>,
    /// p-value of its mean rank being the best one's, after Holm's correction; absent for that one itself.
    pub p: Option<f64>,
}

/// Why there is nothing to say.
#[derive(Debug, Error, PartialEq, Eq)]
pub enum SeveralError {
    /// One data set is no several.
    #[error("{0} data set has a result, and ranks over data sets need at least two")]
    TooFew(usize),
    /// Fewer than two have a result everywhere.
    #[error("fewer than two activations have a result on every data set, so there is nothing to compare over all")]
    NothingInCommon,
}

const LEVEL: f64 = 0.05;
/// With fewer data sets the tests cannot show anything worth the name.
const ENOUGH: usize = 5;

/// Compares the activations of finished studies. Differences up to `equivalence` count as none.
pub fn over_all(outcomes: &[StudyOutcome], equivalence: f64) -> Result<Several, SeveralError> {
    if outcomes.len() < 2 {
        return Err(SeveralError::TooFew(outcomes.len()));
    }
    let score = |outcome: &StudyOutcome, name: &str| {
        outcome.ranking.iter().find(|ranked| ranked.activation == name).map(|ranked| ranked.test)
    };
    let mut names: Vec<&str> = Vec::new();
    for outcome in outcomes {
        for ranked in &outcome.ranking {
            if !names.contains(&ranked.activation.as_str()) {
                names.push(&ranked.activation);
            }
        }
    }
    let everywhere = |name: &&str| outcomes.iter().all(|outcome| score(outcome, name).is_some());
    let (names, incomplete): (Vec<&str>, Vec<&str>) = names.into_iter().partition(everywhere);
    if names.len() < 2 {
        return Err(SeveralError::NothingInCommon);
    }
    // By data set, then by activation.
    let scores: Vec<Vec<f64>> =
        outcomes.iter().map(|outcome| names.iter().filter_map(|name| score(outcome, name)).collect()).collect();
    let ranks: Vec<Vec<f64>> = scores.iter().map(|scores| shared_ranks(scores)).collect();
    let (sets, entrants) = (outcomes.len() as f64, names.len() as f64);
    let mean_rank = |place: usize| ranks.iter().map(|ranks| ranks[place]).sum::<f64>() / sets;
    let mut order: Vec<usize> = (0..names.len()).collect();
    // Of equal ranks the cheaper one to run first.
    order.sort_by(|&a, &b| mean_rank(a).total_cmp(&mean_rank(b)).then(cost(names[a]).cmp(&cost(names[b]))));
    let best = order[0];
    let friedman = friedman(&ranks);
    // The spread that differences of mean ranks have where all activations are alike.
    let spread = (entrants * (entrants + 1.0) / (6.0 * sets)).sqrt();
    let others: Vec<usize> = order[1..].to_vec();
    let raw: Vec<f64> = others.iter().map(|&place| two_sided((mean_rank(place) - mean_rank(best)) / spread)).collect();
    let corrected = holm(&raw);
    let behind = |place: usize| {
        let differences = scores.iter().map(|scores| scores[best] - scores[place]).collect();
        // Different data sets share no rows.
        let sample = Sample::new(differences, 0.0, 0.0);
        (sample.mean(), sample.interval())
    };
    let standing = |place: usize, p: Option<f64>| OverAll {
        activation: names[place].to_owned(),
        mean_rank: mean_rank(place),
        ranks: ranks.iter().map(|ranks| ranks[place]).collect(),
        test: scores.iter().map(|scores| scores[place]).collect(),
        in_group: outcomes
            .iter()
            .filter(|outcome| outcome.verdict.group.iter().any(|name| name == names[place]))
            .count(),
        behind: p.map(|_| behind(place)),
        p,
    };
    let mut standings = vec![standing(best, None)];
    standings.extend(others.iter().zip(&corrected).map(|(&place, &p)| standing(place, Some(p))));
    let shown_worse = |standing: &OverAll| friedman < LEVEL && standing.p.is_some_and(|p| p < LEVEL);
    let group: Vec<String> = standings.iter().filter(|s| !shown_worse(s)).map(|s| s.activation.clone()).collect();
    let same = |standing: &OverAll| {
        standing.behind.is_some_and(|(_, interval)| interval.low > -equivalence && interval.high < equivalence)
    };
    let decision = match &standings[1] {
        second if shown_worse(second) => Decision::Better,
        second if outcomes.len() >= ENOUGH && same(second) => Decision::Equivalent,
        _ => Decision::Undecided,
    };
    let mut several = Several {
        data: outcomes.iter().map(|outcome| outcome.data.clone()).collect(),
        advice: standings[0].activation.clone(),
        incomplete: incomplete.into_iter().map(str::to_owned).collect(),
        friedman,
        decision,
        group,
        sentence: String::new(),
        standings,
    };
    several.sentence = sentence(&several);
    Ok(several)
}

fn sentence(several: &Several) -> String {
    let (best, second, sets) = (&several.standings[0], &several.standings[1], several.data.len());
    let begin = format!(
        "Use `{}`: over {sets} data sets its mean rank is {:.1} of {}, the runner-up `{}`'s {:.1};",
        best.activation,
        best.mean_rank,
        several.standings.len(),
        second.activation,
        second.mean_rank
    );
    let end = match several.decision {
        Decision::Better => "that is more than the noise".to_owned(),
        Decision::Equivalent => "their scores are shown to be no different".to_owned(),
        Decision::Undecided if sets < ENOUGH => {
            format!("{sets} data sets are too few to show a difference, take at least {ENOUGH}")
        }
        Decision::Undecided => "that is within the noise".to_owned(),
    };
    format!("{begin} {end}.")
}

/// Ranks with 1 for the largest score; equal scores share the mean of theirs.
fn shared_ranks(scores: &[f64]) -> Vec<f64> {
    let rank = |score: &f64| {
        let (larger, same) = scores.iter().fold((0, 0), |(larger, same), other| {
            (larger + usize::from(other > score), same + usize::from(other == score))
        });
        larger as f64 + f64::midpoint(same as f64, 1.0)
    };
    scores.iter().map(rank).collect()
}

/// p-value of the mean ranks being all the same, by the F distribution. 1 if they are.
fn friedman(ranks: &[Vec<f64>]) -> f64 {
    let (sets, entrants) = (ranks.len() as f64, ranks[0].len() as f64);
    let middle = f64::midpoint(entrants, 1.0);
    let between: f64 = (0..ranks[0].len())
        .map(|place| ranks.iter().map(|ranks| ranks[place] - middle).sum::<f64>().powi(2))
        .sum::<f64>()
        / sets;
    // With shared ranks the squares are fewer than without: the correction for ties.
    let within: f64 = ranks.iter().flatten().map(|rank| (rank - middle).powi(2)).sum::<f64>() / (entrants - 1.0);
    if within == 0.0 {
        return 1.0;
    }
    let chi_squared = sets * between / within;
    let left = sets * (entrants - 1.0) - chi_squared;
    if left <= 0.0 {
        // Every data set has the same order: the law of F knows no end, chance does, one order in so many.
        let orders: f64 = (2..=ranks[0].len()).map(|n| n as f64).product();
        return orders.powf(1.0 - sets);
    }
    let statistic = (sets - 1.0) * chi_squared / left;
    FisherSnedecor::new(entrants - 1.0, (entrants - 1.0) * (sets - 1.0)).map_or(1.0, |law| law.sf(statistic))
}

fn two_sided(z: f64) -> f64 {
    2.0 * Normal::standard().sf(z.abs())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Scores of four on seven data sets, with ties.
    const SCORES: [[f64; 4]; 7] = [
        [0.71, 0.75, 0.75, 0.79],
        [0.58, 0.59, 0.60, 0.57],
        [0.95, 0.97, 0.96, 0.96],
        [0.62, 0.66, 0.65, 0.67],
        [0.88, 0.89, 0.87, 0.90],
        [0.93, 0.92, 0.91, 0.94],
        [0.66, 0.67, 0.61, 0.68],
    ];

    #[test]
    fn friedman_as_scipy_has_it() {
        // `scipy.stats.friedmanchisquare` gives 7.720588235; with Iman & Davenport's F of 3.488372093 on 3 and 18 degrees of freedom its `f.sf` gives p.
        let ranks: Vec<Vec<f64>> = SCORES.iter().map(|scores| shared_ranks(scores)).collect();
        let p = friedman(&ranks);
        assert!((p - 0.037_321_344_565).abs() < 1e-9, "{p}");
    }

    #[test]
    fn ranks_all_alike_and_all_apart() {
        assert_eq!(shared_ranks(&[0.5, 0.5, 0.5]), [2.0, 2.0, 2.0]);
        assert_eq!(shared_ranks(&[0.1, 0.9, 0.5, 0.9]), [4.0, 1.5, 3.0, 1.5]);
        assert_eq!(friedman(&vec![vec![2.0; 3]; 6]), 1.0);
        assert_eq!(friedman(&vec![vec![1.0, 2.0]; 3]), 0.25);
        assert_eq!(friedman(&vec![vec![1.0, 2.0, 3.0]; 6]), 6_f64.powi(-5));
    }
}
