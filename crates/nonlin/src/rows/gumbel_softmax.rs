//! Gumbel-softmax: a softmax of the row plus random noise, a draw that gradients can pass. Jang et al., Maddison et al. 2016.

use super::softmax::{Product, at_infinity, normalise};
use super::{RowFunction, RowLoops, maximum, sum_of};
use crate::compute::{ComputeError, Element, Level, Operation, same_length};
use crate::facts::Range;
use crate::functions::{Card, Family, Parameter};
use crate::noise::Noise;
use crate::real::{
    Sum,
    exponential::decay_scaled,
    logarithm::{ln, ln_1p},
};

/// Gumbel-softmax: `softmax((x + g) / temperature)`, with `g` from the Gumbel distribution.
///
/// The largest place of the result is distributed as `softmax(x)` has it, whatever the temperature; the lower that is, the nearer
/// the result comes to 1 there and 0 elsewhere. The same seed gives the same noise: a row by itself gets
/// that of row 0 of [`gumbel_noise`]; with [`forward_with_noise`](Self::forward_with_noise) each row can have
/// noise of its own, from there or anywhere.
///
/// ```
/// use nonlin::rows::{GumbelSoftmax, RowLoops, gumbel_noise};
///
/// let draw = GumbelSoftmax::new(0.5, 42)?;
/// let (x, mut noise, mut y) = ([0.1_f32, 0.7, 0.2], [0.0; 3], [0.0; 3]);
/// gumbel_noise(42, 7, &mut noise);            // the noise of row 7
/// draw.forward_with_noise(&x, &noise, &mut y)?;
/// # Ok::<(), nonlin::ComputeError>(())
/// ```
///
/// Infinities are as in [`Softmax`](super::Softmax).
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct GumbelSoftmax {
    temperature: f64,
    seed: u64,
}

const CARD: Card = Card {
    name: "gumbel_softmax",
    aliases: &["concrete"],
    title: "Gumbel-softmax (concrete distribution)",
    year: 2016,
    source: "Jang, Gu & Poole 2016, arXiv 1611.01144; Maddison, Mnih & Teh 2016, arXiv 1611.00712",
    strengths: "a random choice among classes that gradients pass through",
    limits: "random; a low temperature gives gradients of high variance, a high one blurs the choice",
    usual: false,
    elsewhere: &[("PyTorch", "draws its own noise; hard = true gives the choice itself forward")],
    parameters: &[
        Parameter { name: "temperature", default: 1.0, learnable: false },
        Parameter { name: "seed", default: 0.0, learnable: false },
    ],
    range: Range::open(0.0, 1.0),
    family: Family::Vector,
};

impl GumbelSoftmax {
    /// Temperature 1, seed 0.
    pub const DEFAULT: Self = Self { temperature: 1.0, seed: 0 };

    /// With this temperature and seed. Fails unless the temperature is a finite number above 0.
    pub fn new(temperature: f64, seed: u64) -> Result<Self, ComputeError> {
        if temperature > 0.0 && temperature < f64::INFINITY {
            return Ok(Self { temperature, seed });
        }
        let wanted = "a finite number above 0";
        Err(ComputeError::Value { function: CARD.name, parameter: "temperature", value: temperature, wanted })
    }

    /// `y = softmax((x + noise) / temperature)`. Fails if the slices differ in length.
    pub fn forward_with_noise<T: Element>(&self, x: &[T], noise: &[T], y: &mut [T]) -> Result<(), ComputeError> {
        same_length(x, noise)?;
        same_length(x, y)?;
        y.copy_from_slice(noise);
        Level::best().run(Forward { x, y, temperature: self.temperature::<T>() });
        Ok(())
    }

    /// The temperature at the precision of the data.
    fn temperature<T: Element>(&self) -> f64 {
        T::from_f64(self.temperature).to_f64()
    }
}

/// Fills `noise` with numbers from the Gumbel distribution, `-ln(-ln u)` with `u` uniform between 0 and 1.
///
/// Each depends on the seed, the row and its place alone, so the same bits come whatever the order, the
/// number of threads and the instruction set.
pub fn gumbel_noise<T: Element>(seed: u64, row: u64, noise: &mut [T]) {
    Level::best().run(Fill(Noise::new(seed, row), noise));
}

struct Fill<'a, T>(Noise, &'a mut [T]);

impl<T: Element> Operation for Fill<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(uniform, noise) = self;
        for (place, noise) in (0..).zip(noise) {
            *noise = T::from_f64(-ln(-ln_1p(-uniform.uniform(place))));
        }
    }
}

/// `y` holds the noise before, the result after.
struct Forward<'a, T> {
    x: &'a [T],
    y: &'a mut [T],
    temperature: f64,
}

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { x, y, temperature } = self;
        let n = x.len().min(y.len());
        let (x, y) = (&x[..n], &mut y[..n]);
        let m = maximum(x);
        if m.abs() == T::from_f64(f64::INFINITY) {
            return at_infinity(x, y, m, T::from_f64(1.0), T::default());
        }
        // Shifted by the largest x first, so that the sum keeps the digits of the noise.
        let shifted = |x: T, noise: T| (x.to_f64() - m.to_f64()) + noise.to_f64();
        let mut largest = f64::NEG_INFINITY;
        for (&x, &noise) in x.iter().zip(&*y) {
            let sum = shifted(x, noise);
            largest = if sum > largest || sum.is_nan() { sum } else { largest };
        }
        if largest.abs() == f64::INFINITY {
            // Only noise from elsewhere is infinite.
            largest = f64::NAN;
        }
        for (y, &x) in y.iter_mut().zip(x) {
            let argument = (shifted(x, *y) - largest) / temperature;
            let high = T::from_f64(argument);
            let low = T::from_f64(argument - high.to_f64());
            *y = decay_scaled(Sum { high, low }).rounded();
        }
        normalise(y, sum_of(&y[..n], |y| y));
    }
}

impl<T: Element> RowLoops<T> for GumbelSoftmax {
    fn forward(&self, x: &[T], y: &mut [T]) {
        gumbel_noise(self.seed, 0, y);
        Level::best().run(Forward { x, y, temperature: self.temperature::<T>() });
    }

    /// `dy = y (dx - y . dx) / temperature`, whatever the noise was; the Jacobian is symmetric.
    fn jacobian_vector(&self, _x: &[T], y: &[T], dx: &[T], dy: &mut [T]) {
        let scale = T::from_f64(1.0 / self.temperature::<T>());
        Level::best().run(Product { scale, y, dx, dy });
    }

    fn vector_jacobian(&self, x: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        self.jacobian_vector(x, y, dy, dx);
    }
}

impl RowFunction for GumbelSoftmax {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn formula(&self) -> &'static str {
        "softmax((x_i + g_i) / temperature), g_i = -log(-log(u_i)), u_i uniform by the seed"
    }

    fn with(&self, parameter: &str, value: f64) -> Result<Box<dyn RowFunction>, ComputeError> {
        match parameter {
            "temperature" => Ok(Box::new(Self::new(value, self.seed)?)),
            "seed" => {
                // Whole numbers up to 2^53 are what f64 holds exactly.
                if !(0.0..=9_007_199_254_740_992.0).contains(&value) || value.fract() != 0.0 {
                    let wanted = "a whole number from 0 to 2^53";
                    return Err(ComputeError::Value { function: CARD.name, parameter: "seed", value, wanted });
                }
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "just checked")]
                Ok(Box::new(Self { seed: value as u64, ..*self }))
            }
            _ => Err(ComputeError::no_parameter(&CARD, parameter)),
        }
    }
}
