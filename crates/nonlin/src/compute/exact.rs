//! The exact accuracy of `f32`: drafted in `f64`, rounded once where the draft's margin leaves no doubt, refereed where it does.

use super::dtype::{Dtype, Parameters, Task};
use super::{Entry, Level, Operation};
use crate::accuracy::{Draft, Pair};
use crate::functions::Function;
use crate::real::{Lean, Machine};
use crate::referee::Ball;
use std::marker::PhantomData;

/// Drafts of an element-wise activation.
pub trait Drafts: Send + Sync {
    /// Writes `f(x)`, rounded from its draft, and tells whether any of the results is in doubt.
    fn draft_values(&self, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool;

    /// Writes `f'(x)`, rounded from its draft, and tells whether any of the results is in doubt.
    fn draft_slopes(&self, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool;
}

/// Value or slope.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reading {
    /// `f(x)`.
    Value,
    /// `f'(x)`.
    Slope,
}

struct Drafted<'a, F, const P: usize, const SLOPE: bool>(PhantomData<F>, [f32; P], &'a [f32], &'a mut [f32]);

impl<F: Function<P>, const P: usize, const SLOPE: bool> Operation for Drafted<'_, F, P, SLOPE> {
    type Output = bool;
    #[inline(always)]
    fn run(self) -> bool {
        let Self(_, parameters, x, y) = self;
        let Draft { lean, value, slope, value_pair, slope_pair, .. } = F::DRAFT;
        if let Some(share) = if SLOPE { slope_pair } else { value_pair } {
            return paired(share, x, y, |x| {
                if SLOPE { F::slope_pair(x, parameters) } else { F::value_pair(x, parameters) }
            });
        }
        let mut doubt = 0;
        for (y, &x) in y.iter_mut().zip(x) {
            let x = f64::from(x);
            let draft = match (lean, SLOPE) {
                (true, false) => F::value(Lean(x), parameters.map(|p| Lean(f64::from(p)))).0,
                (true, true) => F::slope(Lean(x), parameters.map(|p| Lean(f64::from(p)))).0,
                (false, false) => F::value(x, parameters.map(f64::from)),
                (false, true) => F::slope(x, parameters.map(f64::from)),
            };
            let (low, high) = if SLOPE {
                slope.around(F::crossing(x, parameters.map(f64::from)), draft)
            } else {
                value.around(x, draft)
            };
            #[allow(clippy::cast_possible_truncation, reason = "this is the rounding")]
            let (low, high) = (low as f32, high as f32);
            // Beyond its reach nothing is promised of a function of angles, in either accuracy.
            let within = F::REACH.single == f64::INFINITY || x.abs() < F::REACH.single || x.is_nan();
            doubt |= if within { low.to_bits() ^ high.to_bits() } else { 0 };
            *y = if within {
                low
            } else if SLOPE {
                F::slope(f32::nearest(x), parameters)
            } else {
                F::value(f32::nearest(x), parameters)
            };
        }
        doubt != 0
    }
}

/// Rounds pairs whose rest is off by a share of itself. Where nothing is known to be off, nothing is in doubt.
///
/// Results that are subnormal are, for there the rest has lost digits that could decide a tie.
#[inline(always)]
fn paired(share: f32, x: &[f32], y: &mut [f32], pair: impl Fn(f32) -> Pair) -> bool {
    let (mut doubt, mut least) = (0, u32::MAX);
    for (y, &x) in y.iter_mut().zip(x) {
        let Pair { high, rest, scale } = pair(x);
        // A rest of 0 takes the sign from a zero.
        *y = (high + rest * (scale * (1.0 - share))).or_sign(high);
        if share > 0.0 {
            let other = (high + rest * (scale * (1.0 + share))).or_sign(high);
            doubt |= y.to_bits() ^ other.to_bits();
            // Its size without the sign; that of 0 becomes the largest.
            least = least.min((y.to_bits() << 1).wrapping_sub(1));
        }
    }
    (doubt != 0) | (least < 2 * (f32::MIN_POSITIVE.to_bits() << 1))
}

impl<F: Function<P>, const P: usize> Drafts for Entry<F, P> {
    fn draft_values(&self, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool {
        level.run(Drafted::<F, P, false>(PhantomData, Self::parameters(parameters), x, y))
    }

    fn draft_slopes(&self, level: Level, parameters: &[f32], x: &[f32], y: &mut [f32]) -> bool {
        level.run(Drafted::<F, P, true>(PhantomData, Self::parameters(parameters), x, y))
    }
}

/// Numbers that are drafted before anyone asks whether there was a doubt: so many that to ask costs nothing, and so few that
/// drafting them again rarely does.
const BLOCK: usize = 1024;
/// Numbers of such a block that are drafted again, together, to find the doubtful one.
const PART: usize = 16;

/// `y = f(x)` or `y = f'(x)`, every result the real number rounded to nearest.
pub(crate) fn compute(task: Task<'_>, x: &[f32], y: &mut [f32]) {
    let parameters = Parameters::of(task.parameters, f32::from_f64);
    let draft = |x: &[f32], y: &mut [f32]| match task.reading {
        Reading::Value => task.function.draft_values(task.level, &parameters, x, y),
        Reading::Slope => task.function.draft_slopes(task.level, &parameters, x, y),
    };
    for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
        if !draft(x, y) {
            continue;
        }
        for (x, y) in x.chunks(PART).zip(y.chunks_mut(PART)) {
            if !draft(x, y) {
                continue;
            }
            for (x, y) in x.chunks(1).zip(y.chunks_mut(1)) {
                if draft(x, y) && x[0].is_finite() {
                    y[0] = f32::nearest(truth(task, x[0]).middle());
                }
            }
        }
    }
}

/// The true result for one number, as the referee has it; parameters are taken at the precision of `f32`.
#[cold]
pub(crate) fn truth(task: Task<'_>, x: f32) -> Ball {
    let parameters = Parameters::of(task.parameters, |value| f64::from(f32::nearest(value)));
    match task.reading {
        Reading::Value => task.function.true_value(&parameters, f64::from(x)),
        Reading::Slope => task.function.true_slope(&parameters, f64::from(x)),
    }
}

/// The `f32` next to `value` whose last bit is set, or `value` itself if it is one: rounding that to a shorter type
/// gives what rounding `value` would.
#[allow(clippy::cast_possible_truncation, reason = "this is the rounding")]
pub(crate) fn rounded_to_odd(value: f64) -> f32 {
    let rounded = value as f32;
    let back = f64::from(rounded);
    if back == value || rounded.is_nan() || rounded.to_bits() & 1 == 1 {
        return rounded;
    }
    f32::from_bits(if back.abs() < value.abs() { rounded.to_bits() + 1 } else { rounded.to_bits() - 1 })
}
