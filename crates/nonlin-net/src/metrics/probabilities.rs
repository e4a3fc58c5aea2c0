//! Measures of predicted probabilities.

use super::{class, mean, rows};
use nonlin::Element;

/// The least probability that a logarithm is taken of: one sure and wrong row must not make all others worthless.
const LEAST: f64 = 1e-15;

/// Mean of `-ln p` of what was there: of the class's probability, of each output by itself where there is one, or where several may hold.
pub fn log_loss<T: Element>(predictions: &[T], targets: &[T], outputs: usize, several_hold: bool) -> f64 {
    let ln = |p: f64| p.clamp(LEAST, 1.0).ln();
    if outputs == 1 || several_hold {
        let binary = |p: f64, t: f64| -(t * ln(p) + (1.0 - t) * ln(1.0 - p));
        return mean(predictions.iter().zip(targets).map(|(p, t)| binary(p.to_f64(), t.to_f64())));
    }
    let row = |(p, t): (&[T], &[T])| -p.iter().zip(t).map(|(p, t)| t.to_f64() * ln(p.to_f64())).sum::<f64>();
    mean(rows(predictions, targets, outputs).map(row))
}

/// Mean squared difference of probabilities and what was there, summed over the outputs of a row (Brier 1950).
pub fn brier_score<T: Element>(predictions: &[T], targets: &[T], outputs: usize) -> f64 {
    let row = |(p, t): (&[T], &[T])| p.iter().zip(t).map(|(p, t)| (p.to_f64() - t.to_f64()).powi(2)).sum::<f64>();
    mean(rows(predictions, targets, outputs).map(row))
}

/// The probability that a row of the class is given a higher one than a row that is not, ties counting one half (Mann & Whitney 1947); of several
/// outputs the mean over those that have rows of both kinds.
pub fn area_under_curve<T: Element>(predictions: &[T], targets: &[T], outputs: usize) -> f64 {
    let of = |output: usize| {
        let column =
            |numbers: &[T]| numbers.iter().skip(output).step_by(outputs).map(|x| x.to_f64()).collect::<Vec<_>>();
        area(&column(predictions), &column(targets))
    };
    mean((0..outputs).map(of).filter(|area| !area.is_nan()))
}

/// By ranks, equal ones sharing theirs.
fn area(scores: &[f64], targets: &[f64]) -> f64 {
    if scores.iter().any(|score| score.is_nan()) {
        return f64::NAN;
    }
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&a, &b| scores[a].total_cmp(&scores[b]));
    let is_it = |place: usize| targets[place] >= 0.5;
    let (mut ranks, mut before) = (0.0, 0.0);
    for equal in order.chunk_by(|&a, &b| scores[a] == scores[b]) {
        let count = equal.len() as f64;
        let shared = before + f64::midpoint(count, 1.0);
        ranks += shared * equal.iter().filter(|&&place| is_it(place)).count() as f64;
        before += count;
    }
    let yes = (0..targets.len()).filter(|&place| is_it(place)).count() as f64;
    let no = targets.len() as f64 - yes;
    (ranks - yes * (yes + 1.0) / 2.0) / (yes * no)
}

/// Bins of [`calibration_error`].
const BINS: usize = 15;

/// Expected calibration error: the mean distance between how sure the guessed class was and how often it was right, in fifteen bins of equal width,
/// each counting with its rows (Guo et al. 2017, arXiv 1706.04599, equation 3).
#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of the bins")]
pub fn calibration_error<T: Element>(predictions: &[T], targets: &[T], outputs: usize) -> f64 {
    let mut bins = [[0.0_f64; 3]; BINS];
    let mut count = 0.0;
    for (p, t) in rows(predictions, targets, outputs) {
        let guess = class(p);
        let sure = match p {
            [one] => one.to_f64().max(1.0 - one.to_f64()),
            several => several[guess].to_f64(),
        };
        if sure.is_nan() {
            return f64::NAN;
        }
        // A bin holds its upper end.
        let bin = ((sure * BINS as f64).ceil() as usize).clamp(1, BINS) - 1;
        let right = f64::from(u8::from(guess == class(t)));
        bins[bin] = [bins[bin][0] + sure, bins[bin][1] + right, bins[bin][2] + 1.0];
        count += 1.0;
    }
    bins.into_iter().filter(|bin| bin[2] > 0.0).map(|[sure, right, _]| (sure - right).abs() / count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `sklearn.metrics` of `[0, 0, 1, 1]` with scores `[0.1, 0.4, 0.35, 0.8]`: `roc_auc_score` 0.75, `log_loss` 0.4722879, `brier_score_loss` 0.158125.
    #[test]
    fn as_scikit_learn_has_them() {
        let (p, t) = ([0.1, 0.4, 0.35, 0.8_f64], [0.0, 0.0, 1.0, 1.0]);
        assert_eq!(area_under_curve(&p, &t, 1), 0.75);
        assert!((log_loss(&p, &t, 1, false) - 0.472_287_9).abs() < 1e-7);
        assert!((brier_score(&p, &t, 1) - 0.158_125).abs() < 1e-15);
        // All alike: a coin's.
        assert_eq!(area_under_curve(&[0.5; 4], &t, 1), 0.5);
        assert!(area_under_curve(&[0.5, 0.6], &[1.0, 1.0], 1).is_nan(), "one class only");
        // Two outputs of two classes say the same.
        let both: Vec<f64> = p.iter().flat_map(|&p| [1.0 - p, p]).collect();
        let truth: Vec<f64> = t.iter().flat_map(|&t| [1.0 - t, t]).collect();
        assert_eq!(area_under_curve(&both, &truth, 2), 0.75);
        assert!((log_loss(&both, &truth, 2, false) - 0.472_287_9).abs() < 1e-7);
    }

    #[test]
    fn calibration_by_hand() {
        // Two rows 0.9 sure, of which one is right: 0.4 apart; two 0.6 sure and right: 0.4 apart.
        let (p, t) = ([0.9, 0.9, 0.6, 0.6_f64], [1.0, 0.0, 1.0, 1.0]);
        assert!((calibration_error(&p, &t, 1) - 0.4).abs() < 1e-12);
        assert!(calibration_error(&[0.5_f64, 0.5], &[1.0, 1.0], 1) == 0.5);
        assert_eq!(log_loss(&[0.0_f64], &[1.0], 1, false), -LEAST.ln());
    }
}
