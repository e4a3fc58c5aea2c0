//! Means over repeats, and how sure they are.
//!
//! Repeated random splits share most of their training rows, so their results are not independent and the
//! usual interval is too narrow. Nadeau & Bengio 2003 (Inference for the generalization error, Machine
//! Learning 52) replace the variance of the mean, `s^2 / J`, by `s^2 (1/J + n_test / n_train)`.

use serde::Serialize;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// The same quantity from each of several repeats.
#[derive(Clone, PartialEq, Debug)]
pub struct Sample {
    values: Vec<f64>,
    /// Test rows per training row.
    overlap: f64,
    /// Half-width that no interval goes below.
    floor: f64,
    /// Variance of the mean that more repeats do not make smaller.
    shared: f64,
}

/// From `low` to `high`.
#[derive(Clone, Copy, PartialEq, Debug, Serialize)]
pub struct Interval {
    /// Lower end.
    pub low: f64,
    /// Upper end.
    pub high: f64,
}

impl Sample {
    /// Results of repeats whose test parts have `overlap` rows for each row of their training parts.
    ///
    /// `floor` is the least half-width of an interval. For a share counted on `n` rows it is `3 / n`, the
    /// 95 % limit on what may have been missed when nothing was seen: without it, five repeats that
    /// happen to agree would seem certain.
    pub fn new(values: Vec<f64>, overlap: f64, floor: f64) -> Self {
        Self { values, overlap, floor, shared: 0.0 }
    }

    /// With a variance that all repeats share: of rows that are judged in every one of them.
    #[must_use]
    pub fn with_shared(self, shared: f64) -> Self {
        Self { shared, ..self }
    }

    /// The mean.
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len() as f64
    }

    /// Standard error of the mean, corrected for the overlap.
    fn standard_error(&self) -> f64 {
        let (n, mean) = (self.values.len() as f64, self.mean());
        let variance = self.values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        (variance * (1.0 / n + self.overlap) + self.shared).sqrt()
    }

    fn student(&self) -> Option<StudentsT> {
        StudentsT::new(0.0, 1.0, self.values.len() as f64 - 1.0).ok()
    }

    /// The 95 % interval of the mean; all numbers if there are fewer than two values.
    pub fn interval(&self) -> Interval {
        self.interval_at(0.05)
    }

    /// The interval that leaves the mean out with this probability.
    pub fn interval_at(&self, level: f64) -> Interval {
        let quantile = 1.0 - level / 2.0;
        let half = self
            .student()
            .map_or(f64::INFINITY, |student| (student.inverse_cdf(quantile) * self.standard_error()).max(self.floor));
        Interval { low: self.mean() - half, high: self.mean() + half }
    }

    /// Two-sided p-value of the mean being 0. Not below 0.05 while the mean is within the floor.
    pub fn p_value(&self) -> f64 {
        let (mean, error) = (self.mean().abs(), self.standard_error());
        if mean == 0.0 {
            return 1.0;
        }
        let p = self.student().map_or(1.0, |student| 2.0 * student.sf(mean / error));
        if mean <= self.floor { p.max(0.05) } else { p }
    }
}

/// Holm's step-down: p-values corrected for being several. The order is kept.
pub fn holm(p_values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..p_values.len()).collect();
    order.sort_by(|&a, &b| p_values[a].total_cmp(&p_values[b]));
    let mut corrected = vec![1.0; p_values.len()];
    let mut largest = 0.0_f64;
    for (rank, &place) in order.iter().enumerate() {
        largest = largest.max((p_values[place] * (p_values.len() - rank) as f64).min(1.0));
        corrected[place] = largest;
    }
    corrected
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_interval_by_hand() {
        // Mean 2, s = 1, n = 3; t(0.975, 2) = 4.302653; s^2 (1/3 + 1/3) gives 0.8164966.
        let sample = Sample::new(vec![1.0, 2.0, 3.0], 1.0 / 3.0, 0.0);
        let interval = sample.interval();
        assert!((interval.high - (2.0 + 4.302_652_7 * 0.816_496_6)).abs() < 1e-6, "{interval:?}");
        assert!((interval.low + interval.high - 4.0).abs() < 1e-12);
        // t = 2 / 0.8164966 = 2.4494897 with 2 degrees of freedom.
        assert!((sample.p_value() - 0.133_974_6).abs() < 1e-6, "{}", sample.p_value());
    }

    #[test]
    fn repeats_that_agree_are_not_certain() {
        let same = Sample::new(vec![0.5; 5], 0.3, 0.01);
        assert_eq!(same.interval(), Interval { low: 0.49, high: 0.51 });
        assert_eq!(Sample::new(vec![0.0; 5], 0.3, 0.01).p_value(), 1.0);
        assert_eq!(Sample::new(vec![0.005; 5], 0.3, 0.01).p_value(), 0.05);
        assert_eq!(same.p_value(), 0.0);
    }

    #[test]
    fn what_all_repeats_share_stays() {
        // 0.5 of 100 rows: 0.05, however often they are judged; t(0.975, 3) = 3.182446.
        let interval = Sample::new(vec![0.5; 4], 0.0, 0.0).with_shared(0.25 / 100.0).interval();
        assert!((interval.high - (0.5 + 3.182_446 * 0.05)).abs() < 1e-6, "{interval:?}");
    }

    #[test]
    fn holm_by_hand() {
        assert_eq!(holm(&[0.01, 0.04, 0.03, 0.005]), [0.03, 0.06, 0.06, 0.02]);
        assert_eq!(holm(&[]), [0.0; 0]);
    }
}
