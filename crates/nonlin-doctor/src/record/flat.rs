//! The part of an activation where its slope is next to nothing: a unit that stays in it does not learn.

use nonlin::Activation;
use nonlin::facts::{nearly_flat_under, prove};
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// Slopes under this share of the steepest count as none.
const SHARE: f64 = 0.01;

/// Stretches of the line, proven from the function's formula.
#[derive(Clone, Debug, Default)]
pub(super) struct Flat {
    stretches: Vec<[f32; 2]>,
    known: bool,
}

/// What was proven already: a study trains the same few activations hundreds of times, and a proof takes as long as a small training's epochs.
static PROVEN: Mutex<BTreeMap<String, Flat>> = Mutex::new(BTreeMap::new());

/// Where the activation of this name, or formula, is flat: stretches `[from, to]` of its input on which its slope is proven to be under 1 % of its
/// steepest, an end that never stops infinite. `None` where nothing is proven, as of softmax, which works on rows; empty where no part is flat.
pub fn flat_part(activation: &str) -> Option<Vec<[f64; 2]>> {
    let flat = Flat::of(&Activation::named(activation).ok()?);
    flat.known.then(|| flat.stretches.iter().map(|stretch| stretch.map(f64::from)).collect())
}

impl Flat {
    pub(super) fn of(activation: &Activation) -> Self {
        let key = format!("{} {:?}", activation.card().name, activation.parameters());
        let mut proven = PROVEN.lock().unwrap_or_else(PoisonError::into_inner);
        proven.entry(key).or_insert_with(|| Self::proven(activation)).clone()
    }

    fn proven(activation: &Activation) -> Self {
        let facts = prove(activation);
        let steepest = facts.slopes.map(|slopes| slopes.low.at.low.abs().max(slopes.high.at.high.abs()));
        let Some(steepest) = steepest.filter(|steepest| !steepest.is_nan()) else { return Self::default() };
        // A slope without bound has no share; of such a function the slope of a straight line is the measure.
        let steepest = if steepest.is_finite() { steepest } else { 1.0 };
        if steepest == 0.0 || facts.period.is_some() {
            return Self { stretches: Vec::new(), known: facts.period.is_none() && steepest == 0.0 };
        }
        let found = nearly_flat_under(activation, SHARE * steepest);
        // A stretch between others, such as the bottom of SiLU's dip, is passed through.
        let at_an_end =
            |[from, to]: &&[nonlin::facts::Interval; 2]| from.low == f64::NEG_INFINITY || to.high == f64::INFINITY;
        let ends = found.stretches.iter().filter(at_an_end);
        // From outside in, so that what is counted as flat is proven to be.
        let stretches = ends.map(|[from, to]| [bound(from.high, from.low), bound(to.low, to.high)]).collect();
        Self { stretches, known: true }
    }

    /// Whether there is anything to be counted.
    pub(super) fn is_known(&self) -> bool {
        self.known
    }

    fn is_outside(&self, x: f32) -> bool {
        // The ends themselves are flat: a ReLU's 0 passes nothing on. NaN is nowhere.
        !self.stretches.iter().any(|[from, to]| *from <= x && x <= *to)
    }

    /// How many of these are out of it.
    pub(super) fn count_outside(&self, numbers: &[f32]) -> u32 {
        match self.stretches[..] {
            // The usual ones, as loops that are SIMD.
            [[from, to]] => numbers.iter().map(|&x| u32::from(!(from <= x && x <= to))).sum(),
            [[a, b], [c, d]] => numbers.iter().map(|&x| u32::from(!((a <= x && x <= b) | (c <= x && x <= d)))).sum(),
            _ => numbers.iter().map(|&x| u32::from(self.is_outside(x))).sum(),
        }
    }

    /// Adds to each place whether its number is out of it.
    pub(super) fn add_outside(&self, numbers: &[f32], counts: &mut [u32]) {
        match self.stretches[..] {
            [[from, to]] => {
                for (count, &x) in counts.iter_mut().zip(numbers) {
                    *count += u32::from(!(from <= x && x <= to));
                }
            }
            [[a, b], [c, d]] => {
                for (count, &x) in counts.iter_mut().zip(numbers) {
                    *count += u32::from(!((a <= x && x <= b) | (c <= x && x <= d)));
                }
            }
            _ => {
                for (count, &x) in counts.iter_mut().zip(numbers) {
                    *count += u32::from(self.is_outside(x));
                }
            }
        }
    }
}

/// The end that is certain, or the infinite one.
#[allow(clippy::cast_possible_truncation, reason = "pre-activations are in single precision")]
fn bound(certain: f64, end: f64) -> f32 {
    if end.is_infinite() { end as f32 } else { certain as f32 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outside(activation: &str, numbers: &[f32]) -> u32 {
        Flat::of(&Activation::named(activation).unwrap()).count_outside(numbers)
    }

    #[test]
    fn the_limits_follow_from_the_functions() {
        assert_eq!(outside("relu", &[-1.0, 0.0, 1.0]), 1);
        // tanh' is 0.01 at 2.993, sigmoid' a hundredth of its quarter at 5.98.
        assert_eq!(outside("tanh", &[-2.9, 2.9, 3.1, -3.1]), 2);
        assert_eq!(outside("sigmoid", &[5.9, -5.9, 6.1, -6.1]), 2);
        // Nothing is flat about these.
        for straight in ["leaky_relu", "linear", "sine"] {
            assert_eq!(outside(straight, &[-100.0, 0.0, 100.0]), 3, "{straight}");
        }
        // GELU's dip, where the slope goes through 0, is no end.
        assert_eq!(outside("gelu", &[-0.752, -1.0, -4.0, 5.0]), 3);
        // A formula as any other.
        assert_eq!(outside("x * sigmoid(3x)", &[-5.0, 1.0]), 1);
        assert!(!Flat::default().is_known());
        assert_eq!(flat_part("relu"), Some(vec![[f64::NEG_INFINITY, 0.0]]));
        assert_eq!((flat_part("linear"), flat_part("softmax")), (Some(Vec::new()), None));
    }
}
