//! Standardising: from a column's own unit to mean 0 and standard deviation 1.

use serde::{Deserialize, Serialize};

/// The mean and standard deviation of some numbers, as parts of their largest magnitude, so that nothing overflows.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Scale {
    largest: f64,
    mean: f64,
    sd: f64,
}

impl Scale {
    /// The scale of `values`; if they are all equal, or none, everything is put at 0.
    pub(super) fn of(values: &[f64]) -> Self {
        let largest = values.iter().fold(0.0, |most: f64, x| most.max(x.abs()));
        let equal = values.windows(2).all(|pair| pair[0] == pair[1]);
        if equal || largest == 0.0 {
            return Self { largest: 1.0, mean: values.first().copied().unwrap_or_default(), sd: 0.0 };
        }
        let count = values.len() as f64;
        let mean = values.iter().map(|x| x / largest).sum::<f64>() / count;
        let variance = values.iter().map(|x| (x / largest - mean).powi(2)).sum::<f64>() / count;
        Self { largest, mean, sd: variance.sqrt() }
    }

    /// The scale of the numbers that `visit` hands over, the same ones each time it is called.
    pub(super) fn of_visited(visit: impl Fn(&mut dyn FnMut(f64))) -> Self {
        let (mut largest, mut count, mut first, mut equal) = (0.0_f64, 0_usize, 0.0, true);
        visit(&mut |x| {
            largest = largest.max(x.abs());
            first = if count == 0 { x } else { first };
            equal &= x == first;
            count += 1;
        });
        if equal || largest == 0.0 {
            return Self { largest: 1.0, mean: first, sd: 0.0 };
        }
        let (mut sum, mut squares) = (0.0, 0.0);
        visit(&mut |x| sum += x / largest);
        let mean = sum / count as f64;
        visit(&mut |x| squares += (x / largest - mean).powi(2));
        Self { largest, mean, sd: (squares / count as f64).sqrt() }
    }

    /// The number in the column's own unit that is encoded as `standard`.
    pub(super) fn undo(&self, standard: f64) -> f64 {
        (standard * self.sd + self.mean) * self.largest
    }

    /// Whether the scale is one that numbers can have.
    pub(super) fn is_sound(&self) -> bool {
        self.largest.is_finite() && self.largest > 0.0 && self.mean.is_finite() && self.sd.is_finite() && self.sd >= 0.0
    }

    /// `x` in standard deviations from the mean, at most `limit` away; 0 if the values of the scale were all equal.
    pub(super) fn apply(&self, x: f64, limit: f32) -> f32 {
        if self.sd == 0.0 {
            return 0.0;
        }
        let limit = f64::from(limit);
        let standard = ((x / self.largest - self.mean) / self.sd).clamp(-limit, limit);
        #[expect(clippy::cast_possible_truncation, reason = "rounding to f32 is what is wanted")]
        let rounded = standard as f32;
        rounded
    }

    /// The mean and standard deviation in the column's own unit.
    pub(super) fn mean_and_sd(&self) -> (f64, f64) {
        (self.mean * self.largest, self.sd * self.largest)
    }

    /// The same mean, with a standard deviation of 1 where it would be 0, so that nothing is put at 0.
    pub(super) fn or_unit(self) -> Self {
        if self.sd == 0.0 { Self { sd: 1.0, ..self } } else { self }
    }
}

/// The middle number, or the mean of the two in the middle; 0 if there is none.
pub(super) fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => 0.0,
        n if n % 2 == 1 => values[middle],
        _ => values[middle - 1].midpoint(values[middle]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_values_are_put_at_zero_and_so_is_everything_else() {
        // Their mean is not exactly 0.1, so their deviation from it must not be what decides.
        let scale = Scale::of(&[0.1; 10]);
        assert_eq!([0.1, 7.0].map(|x| scale.apply(x, 9.0)), [0.0, 0.0]);
        assert_eq!(scale.or_unit().apply(7.1, 9.0), 7.0);
    }

    #[test]
    fn the_largest_numbers_do_not_overflow() {
        let scale = Scale::of(&[f64::MAX, -f64::MAX]);
        assert_eq!([f64::MAX, 0.0, -f64::MAX].map(|x| scale.apply(x, 9.0)), [1.0, 0.0, -1.0]);
        assert_eq!(median(vec![f64::MAX, f64::MAX]), f64::MAX);
    }
}
