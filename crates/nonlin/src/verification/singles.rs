//! All of `f32`, or any part of it.

use super::block::{BLOCK, Comparison, per_spacing};
use super::{Measured, Miss};
use crate::accuracy::{Accuracy, FAST_ULPS, SLOPE_ZERO_SHARE};
use crate::compute::{Activation, Dtype, Level, Reading, Task};
use crate::referee::{Ball, Near};

/// What was found in `f32`.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Singles {
    /// Of exact values.
    pub exact_value: Measured,
    /// Of exact slopes.
    pub exact_slope: Measured,
    /// Of fast values.
    pub fast_value: Measured,
    /// Of fast slopes.
    pub fast_slope: Measured,
}

impl Singles {
    /// Nothing yet.
    pub const NONE: Self = Self {
        exact_value: Measured::NONE,
        exact_slope: Measured::NONE,
        fast_value: Measured::NONE,
        fast_slope: Measured::NONE,
    };

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            exact_value: self.exact_value.and(other.exact_value),
            exact_slope: self.exact_slope.and(other.exact_slope),
            fast_value: self.fast_value.and(other.fast_value),
            fast_slope: self.fast_slope.and(other.fast_slope),
        }
    }
}

/// Measures values and slopes, exact and fast, at the arguments whose bit patterns are `bits`.
///
/// NaN must give NaN. Infinities are passed over here: limits are matters of whole functions, and tested as such.
/// So are arguments beyond a function's reach, of which nothing is promised.
pub fn singles(activation: &Activation, bits: impl Iterator<Item = u32>) -> Singles {
    let mut found = Singles::NONE;
    let mut judge = Judge::new(activation);
    let reach = activation.function().reach().single;
    let mut x = Vec::with_capacity(BLOCK);
    for bits in bits {
        let argument = f32::from_bits(bits);
        if argument.is_infinite() || f64::from(argument.abs()) >= reach {
            continue;
        }
        x.push(argument);
        if x.len() == BLOCK {
            judge.judge(&x, &mut found);
            x.clear();
        }
    }
    judge.judge(&x, &mut found);
    found
}

struct Judge<'a> {
    activation: &'a Activation,
    level: Level,
    /// At the precision of `f32`.
    parameters: Vec<f64>,
    /// An absolute error of the slope that is promised at its zeros.
    share: f64,
    wide: Vec<f64>,
    values: Vec<Near>,
    slopes: Vec<Near>,
    exact: Vec<f32>,
    fast: Vec<f32>,
    rounded: Vec<f32>,
    ulps: Vec<f64>,
}

impl<'a> Judge<'a> {
    fn new(activation: &'a Activation) -> Self {
        let parameters: Vec<f64> = activation.parameters().iter().map(|&p| f32::nearest(p).widened()).collect();
        let mut judge = Self {
            activation,
            level: Level::best(),
            parameters,
            share: 0.0,
            wide: vec![0.0; BLOCK],
            values: vec![Near::default(); BLOCK],
            slopes: vec![Near::default(); BLOCK],
            exact: vec![0.0; BLOCK],
            fast: vec![0.0; BLOCK],
            rounded: vec![0.0; BLOCK],
            ulps: vec![0.0; BLOCK],
        };
        // The steepest slope about 0, where all the slopes' own zeros lie.
        judge.wide = (0..BLOCK).map(|i| i as f64 / 128.0 - 4.0).collect();
        judge.referee(BLOCK);
        let steepest = judge.slopes.iter().map(|slope| slope.value.abs()).filter(|s| s.is_finite()).fold(0.0, f64::max);
        judge.share = SLOPE_ZERO_SHARE * steepest;
        judge
    }

    fn referee(&mut self, count: usize) {
        let function = self.activation.function();
        let (values, slopes) = (&mut self.values[..count], &mut self.slopes[..count]);
        function.true_nearly(self.level, &self.parameters, &self.wide[..count], values, slopes);
    }

    fn judge(&mut self, x: &[f32], found: &mut Singles) {
        for (wide, &x) in self.wide.iter_mut().zip(x) {
            *wide = f64::from(x);
        }
        self.referee(x.len());
        for reading in [Reading::Value, Reading::Slope] {
            let (exact, fast) = match reading {
                Reading::Value => (&mut found.exact_value, &mut found.fast_value),
                Reading::Slope => (&mut found.exact_slope, &mut found.fast_slope),
            };
            self.compare(x, reading, exact, fast);
        }
    }

    fn compare(&mut self, x: &[f32], reading: Reading, exact: &mut Measured, fast: &mut Measured) {
        let count = x.len();
        let task = |accuracy| {
            Task::new(self.activation.function(), self.activation.parameters(), accuracy, reading, self.level)
        };
        f32::compute(task(Accuracy::Exact), x, &mut self.exact[..count]);
        f32::compute(task(Accuracy::Fast), x, &mut self.fast[..count]);
        let summary = self.level.run(Comparison {
            truth: &(if reading == Reading::Value { &self.values } else { &self.slopes })[..count],
            exact: &self.exact[..count],
            fast: &self.fast[..count],
            rounded: &mut self.rounded[..count],
            ulps: &mut self.ulps[..count],
        });
        exact.inputs += count as u64;
        fast.inputs += count as u64;
        if !summary.doubt && !summary.wrong && summary.worst.max(0.5) <= fast.worst.min(FAST_ULPS) {
            exact.rounded += count as u64;
            fast.rounded += summary.rounded;
            // Of a correctly rounded result it is at most a half; where is of no interest.
            exact.worst = 0.5;
            return;
        }
        for (i, &x) in x.iter().enumerate() {
            self.look(i, x, reading, exact, fast);
        }
    }

    /// One result, with all the care there is.
    fn look(&self, i: usize, x: f32, reading: Reading, exact: &mut Measured, fast: &mut Measured) {
        let (got, got_fast) = (self.exact[i], self.fast[i]);
        let wide = f64::from(x);
        if x.is_nan() {
            for (got, measured) in [(got, exact), (got_fast, fast)] {
                if got.is_nan() {
                    measured.rounded += 1;
                } else {
                    measured.miss(Miss { x: wide, got: f64::from(got), want: f64::NAN });
                }
            }
            return;
        }
        let near = if reading == Reading::Value { self.values[i] } else { self.slopes[i] };
        let (low, high) = near.ends();
        let mut rounded = f32::nearest(low);
        let mut want = near.value;
        let spacing = 1.0 / per_spacing(want);
        // The second condition: an error in ULP needs a truth that is itself known to a small part of one.
        if rounded.to_bits() != f32::nearest(high).to_bits() || near.error.is_nan() || near.error > 1e-3 * spacing {
            let truth = self.truth(reading, wide);
            let (low, high) = truth.ends();
            want = truth.high + truth.low;
            rounded = f32::nearest(truth.middle());
            if f32::nearest(low).to_bits() != f32::nearest(high).to_bits() && want != 0.0 {
                exact.undecided += 1;
                fast.undecided += 1;
            }
        }
        // The sign of a zero is a matter of the function as a whole, and tested as such.
        let same = |got: f32| got.to_bits() == rounded.to_bits() || (got == 0.0 && want == 0.0);
        let ulps = |got: f32| {
            if got == rounded && got.is_infinite() { 0.0 } else { (f64::from(got) - want).abs() * per_spacing(want) }
        };
        let miss = |got: f32| Miss { x: wide, got: f64::from(got), want };
        if same(got) {
            exact.rounded += 1;
        } else {
            exact.miss(miss(got));
        }
        exact.error(ulps(got), miss(got));
        fast.rounded += u64::from(same(got_fast));
        let excused = reading == Reading::Slope && self.at_slope_zero(wide, f64::from(got_fast) - want);
        if !excused {
            let off = ulps(got_fast);
            fast.error(off, miss(got_fast));
            if off.is_nan() || off > FAST_ULPS {
                fast.miss(miss(got_fast));
            }
        }
    }

    fn truth(&self, reading: Reading, x: f64) -> Ball {
        let function = self.activation.function();
        match reading {
            Reading::Value => function.true_value(&self.parameters, x),
            Reading::Slope => function.true_slope(&self.parameters, x),
        }
    }

    /// Whether an error of the slope is excused by the promise for the neighbourhood of its zeros. A slope of angles
    /// that grows has zeros everywhere; what counts there is how far it has grown.
    fn at_slope_zero(&self, x: f64, error: f64) -> bool {
        let periodic = self.activation.function().reach().single < f64::INFINITY;
        let share = if periodic { self.share.max(SLOPE_ZERO_SHARE * x.abs()) } else { self.share };
        (periodic || x.abs() < 4.0) && error.abs() < share
    }
}
