//! The training form of `RReLU`: a slope on the left drawn anew for each number. Xu et al. 2015.

use crate::compute::{ComputeError, Element, Level, Operation, same_length};
use crate::noise::Noise;

/// Randomised leaky `ReLU` as training uses it: `x` on the right, `a x` on the left, `a` drawn for each number, uniformly between
/// `lower` and `upper`. At inference [`rrelu`](super::find) takes its place, whose slope is their mean.
///
/// A slope depends on the seed, the step and the place alone: forward and backward find the same ones without keeping them, and an
/// array worked through in pieces, by any number of threads, gives the same bits.
///
/// ```
/// use nonlin::functions::RandomRelu;
///
/// let rrelu = RandomRelu::new(42);
/// let (x, mut y, mut dx) = ([-8.0_f32, 2.0], [0.0; 2], [0.0; 2]);
/// rrelu.at_step(7).forward(&x, &mut y)?;
/// rrelu.at_step(7).backward(&x, &[1.0; 2], &mut dx)?;
/// assert!(y[0] == -8.0 * dx[0] && y[1] == 2.0 && dx[1] == 1.0);
/// // The second half by itself, as another thread would have it.
/// rrelu.at_step(7).from(1).forward(&x[1..], &mut y[1..])?;
/// # Ok::<(), nonlin::ComputeError>(())
/// ```
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct RandomRelu {
    lower: f64,
    upper: f64,
    seed: u64,
    step: u64,
    first: u64,
}

impl RandomRelu {
    /// Slopes between 1/8 and 1/3, at step 0.
    pub fn new(seed: u64) -> Self {
        Self { lower: 1.0 / 8.0, upper: 1.0 / 3.0, seed, step: 0, first: 0 }
    }

    /// With slopes between these. Fails unless both are finite and in this order.
    pub fn between(self, lower: f64, upper: f64) -> Result<Self, ComputeError> {
        let error = |parameter, value, wanted| ComputeError::Value { function: "rrelu", parameter, value, wanted };
        if !lower.is_finite() {
            return Err(error("lower", lower, "a finite number"));
        }
        if !(upper.is_finite() && upper >= lower) {
            return Err(error("upper", upper, "a finite number, not below `lower`"));
        }
        Ok(Self { lower, upper, ..self })
    }

    /// With the slopes of this step of training.
    #[must_use]
    pub fn at_step(self, step: u64) -> Self {
        Self { step, ..self }
    }

    /// For the piece of an array that begins at this place.
    #[must_use]
    pub fn from(self, first: u64) -> Self {
        Self { first, ..self }
    }

    /// `y = x` on the right, `a x` on the left. Fails if the slices differ in length.
    pub fn forward<T: Element>(&self, x: &[T], y: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, y)?;
        Level::best().run(Forward(*self, x, y));
        Ok(())
    }

    /// `dx = dy` on the right, `a dy` on the left, with the slopes of [`forward`](Self::forward). Fails if the slices differ in length.
    pub fn backward<T: Element>(&self, x: &[T], dy: &[T], dx: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, dy)?;
        same_length(x, dx)?;
        Level::best().run(Backward(*self, x, dy, dx));
        Ok(())
    }

    /// The places of a slice, each with its slope.
    #[inline(always)]
    fn slopes<T: Element>(self) -> impl Iterator<Item = T> {
        // Bounds at the precision of the data, as every parameter.
        let [lower, upper] = [self.lower, self.upper].map(|bound| T::from_f64(bound).to_f64());
        let noise = Noise::new(self.seed, self.step);
        let mut place = self.first;
        std::iter::repeat_with(move || {
            let slope = noise.uniform(place).mul_add(upper - lower, lower);
            place = place.wrapping_add(1);
            T::from_f64(slope)
        })
    }
}

struct Forward<'a, T>(RandomRelu, &'a [T], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(function, x, y) = self;
        for ((y, &x), slope) in y.iter_mut().zip(x).zip(function.slopes::<T>()) {
            *y = T::select(x.above(T::default()), x, slope * x);
        }
    }
}

struct Backward<'a, T>(RandomRelu, &'a [T], &'a [T], &'a mut [T]);

impl<T: Element> Operation for Backward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(function, x, dy, dx) = self;
        for (((dx, &x), &dy), slope) in dx.iter_mut().zip(x).zip(dy).zip(function.slopes::<T>()) {
            *dx = dy * T::select(x.above(T::default()), T::from_f64(1.0), slope).nan_from(x);
        }
    }
}
