//! The weights of a layer in a few numbers.

use crate::trace::WeightTrace;
use std::collections::BTreeSet;

/// Units are compared by so many of their weights: two that agree in all of these agree in all.
const COMPARED: usize = 64;

/// Weights that stand as `fan_in` rows of one number per unit, or, `by_unit`, unit after unit; and the biases.
pub fn weights(numbers: &[f32], bias: &[f32], units: usize, by_unit: bool) -> WeightTrace {
    let squares: f64 = numbers.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    let not_finite = numbers.iter().chain(bias).filter(|x| !x.is_finite()).count() as u64;
    WeightTrace {
        mean_square: squares / numbers.len().max(1) as f64,
        alike: alike(numbers, units, by_unit),
        not_finite,
        bias: bias.iter().map(|&x| f64::from(x)).sum::<f64>() / bias.len().max(1) as f64,
    }
}

/// The share of units with the weights of one before them.
fn alike(numbers: &[f32], units: usize, by_unit: bool) -> f64 {
    if units < 2 || numbers.len() < units {
        return 0.0;
    }
    let fan_in = numbers.len() / units;
    let mut seen = BTreeSet::new();
    for unit in 0..units {
        let weight =
            |place: usize| if by_unit { numbers[unit * fan_in + place] } else { numbers[place * units + unit] };
        let own: Vec<u32> = (0..fan_in.min(COMPARED)).map(|place| weight(place).to_bits()).collect();
        seen.insert(own);
    }
    1.0 - seen.len() as f64 / units as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_alike_are_counted_in_either_order() {
        let rows = [1.0, 1.0, 5.0, 2.0, 2.0, 6.0];
        assert!((weights(&rows, &[], 3, false).alike - 1.0 / 3.0).abs() < 1e-12);
        let by_unit = [1.0, 2.0, 1.0, 2.0, 5.0, 6.0];
        assert!((weights(&by_unit, &[], 3, true).alike - 1.0 / 3.0).abs() < 1e-12);
        assert!((weights(&[0.0; 6], &[1.0, 3.0], 3, false).alike - 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(weights(&[0.0, f32::NAN], &[1.0, 3.0], 2, false).not_finite, 1);
        assert_eq!(weights(&[1.0, 3.0], &[1.0, 3.0], 2, false).bias, 2.0);
    }
}
