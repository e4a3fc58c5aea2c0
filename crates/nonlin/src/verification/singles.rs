//! All of `f32`, or any part of it.

use super::block::{BLOCK, Comparison, per_spacing};
use super::{Measured, Miss};
use crate::accuracy::{Accuracy, FAST_ULPS, SLOPE_ZERO_SHARE};
use crate::compute::{Activation, Dtype, Level, Reading, Task};
use crate::referee::{Ball, Nearly};

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

/// Measures values and slopes, exact and fast, at `count` arguments: those whose bit patterns are `first` and every
/// `stride`-th after it, all of one sign.
///
/// NaN must give NaN. Infinities are passed over here: limits are matters of whole functions, and tested as such.
/// So are arguments beyond a function's reach, of which nothing is promised.
pub fn singles(activation: &Activation, first: u32, count: u32, stride: u32) -> Singles {
    let mut found = Singles::NONE;
    let mut judge = Judge::new(activation);
    let mut done = 0;
    while done < count {
        let block = (count - done).min(BLOCK_LENGTH);
        for (place, i) in judge.x.iter_mut().zip(0..block) {
            *place = f32::from_bits(first.wrapping_add((done + i).wrapping_mul(stride)));
        }
        judge.judge(block as usize, &mut found);
        done += block;
    }
    found
}

#[allow(clippy::cast_possible_truncation, reason = "a thousand")]
const BLOCK_LENGTH: u32 = BLOCK as u32;

struct Judge<'a> {
    activation: &'a Activation,
    level: Level,
    /// At the precision of `f32`.
    parameters: Vec<f64>,
    /// An absolute error of the slope that is promised at its zeros.
    share: f64,
    x: Box<[f32; BLOCK]>,
    wide: Box<[f64; BLOCK]>,
    truth: Nearly,
    exact: Box<[f32; BLOCK]>,
    fast: Box<[f32; BLOCK]>,
}

impl<'a> Judge<'a> {
    fn new(activation: &'a Activation) -> Self {
        let mut judge = Self {
            activation,
            level: Level::best(),
            parameters: activation.parameters().iter().map(|&p| f32::parameter(p)).collect(),
            share: 0.0,
            x: Box::new([0.0; BLOCK]),
            wide: Box::new([0.0; BLOCK]),
            truth: Nearly::new(),
            exact: Box::new([0.0; BLOCK]),
            fast: Box::new([0.0; BLOCK]),
        };
        // The steepest slope about 0, where all the slopes' own zeros lie.
        for (i, wide) in judge.wide.iter_mut().enumerate() {
            *wide = i as f64 / 128.0 - 4.0;
        }
        judge.referee(Reading::Slope);
        let sizes = judge.truth.values.iter().map(|slope| slope.abs());
        judge.share = SLOPE_ZERO_SHARE * sizes.filter(|size| size.is_finite()).fold(0.0, f64::max);
        judge
    }

    fn referee(&mut self, reading: Reading) {
        let function = self.activation.function();
        function.true_nearly(self.level, &self.parameters, reading, &self.wide[..], &mut self.truth);
    }

    /// Judges the first `count` of the block; what stands behind them is left from another block.
    fn judge(&mut self, count: usize, found: &mut Singles) {
        for (wide, &x) in self.wide.iter_mut().zip(&self.x[..]) {
            *wide = f64::from(x);
        }
        for reading in [Reading::Value, Reading::Slope] {
            self.referee(reading);
            let (exact, fast) = match reading {
                Reading::Value => (&mut found.exact_value, &mut found.fast_value),
                Reading::Slope => (&mut found.exact_slope, &mut found.fast_slope),
            };
            self.compare(count, reading, exact, fast);
        }
    }

    fn compare(&mut self, count: usize, reading: Reading, exact: &mut Measured, fast: &mut Measured) {
        let Self { activation, level, .. } = *self;
        let task = |accuracy| Task::new(activation.function(), activation.parameters(), accuracy, reading, level);
        f32::compute(task(Accuracy::Exact), &self.x[..], &mut self.exact[..]);
        f32::compute(task(Accuracy::Fast), &self.x[..], &mut self.fast[..]);
        let summary = self.level.run(Comparison { truth: &self.truth, exact: &self.exact, fast: &self.fast });
        let known = summary.worst <= fast.worst.min(FAST_ULPS) || summary.worst <= 0.5;
        // Within the block sizes only grow.
        let last = self.x[count - 1];
        let ordinary = f64::from(last.abs()) < activation.function().reach().single;
        if count == BLOCK && ordinary && !summary.doubt && !summary.wrong && known {
            exact.inputs += count as u64;
            fast.inputs += count as u64;
            exact.rounded += count as u64;
            fast.rounded += summary.rounded;
            // Of correctly rounded results it is at most a half; where is of no interest.
            exact.worst = 0.5;
            if summary.worst > fast.worst {
                fast.worst = summary.worst;
            }
            return;
        }
        for i in 0..count {
            self.look(i, reading, exact, fast);
        }
    }

    /// One result, with all the care there is.
    fn look(&self, i: usize, reading: Reading, exact: &mut Measured, fast: &mut Measured) {
        let (x, got, got_fast) = (self.x[i], self.exact[i], self.fast[i]);
        let wide = f64::from(x);
        if wide.abs() >= self.activation.function().reach().single {
            return;
        }
        exact.inputs += 1;
        fast.inputs += 1;
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
        let near = self.truth.get(i);
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
            if self.activation.function().keeps_bounds() && (off.is_nan() || off > FAST_ULPS) {
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
