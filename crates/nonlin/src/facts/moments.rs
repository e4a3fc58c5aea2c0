//! What a function makes of numbers from the standard normal distribution, which is what pre-activations are nearly drawn from at the
//! start of a training.

use crate::compute::Activation;
use crate::real::DENSITY_AT_0;

/// Expectations for `x` from the standard normal distribution, by quadrature.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Moments {
    /// `E[f(x)]`.
    pub mean: f64,
    /// `E[f(x)^2]`.
    pub square: f64,
    /// `E[f'(x)^2]`.
    pub slope_square: f64,
}

impl Moments {
    /// `Var f(x)`.
    pub fn variance(self) -> f64 {
        self.square - self.mean * self.mean
    }

    /// What weights of variance `1 / fan_in` are to be multiplied with so that activations keep their size from layer to layer:
    /// `sqrt 2` for `ReLU` (He et al. 2015), 1 for SELU and the identity (`LeCun` et al. 1998; Klambauer et al. 2017).
    pub fn forward_gain(self) -> f64 {
        self.square.sqrt().recip()
    }

    /// The same for gradients on their way back.
    pub fn backward_gain(self) -> f64 {
        self.slope_square.sqrt().recip()
    }
}

/// Steps per unit of the midpoint rule. It is exact to the last digit for smooth functions, and its nodes lie between the places
/// where functions have kinks and jumps; one elsewhere costs about `1e-9`, or `1e-4`.
const STEPS: i32 = 4096;
/// From here on the normal density is under `1e-32`.
const REACH: i32 = 12;

/// The expectations for an activation with its parameters, to about eight digits. Infinite where they are, NaN where the function is.
pub fn moments(activation: &Activation) -> Moments {
    let x: Vec<f64> = (-REACH * STEPS..REACH * STEPS).map(|i| (f64::from(i) + 0.5) / f64::from(STEPS)).collect();
    let (mut y, mut slope) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    // All have one length, so neither fails.
    let _ = activation.forward(&x, &mut y).and_then(|()| activation.slopes(&x, &mut slope));
    let mut sums = [0.0; 3];
    for ((x, y), slope) in x.iter().zip(&y).zip(&slope) {
        let density = DENSITY_AT_0.high * (-0.5 * x * x).exp() / f64::from(STEPS);
        for (sum, term) in sums.iter_mut().zip([*y, y * y, slope * slope]) {
            *sum += density * term;
        }
    }
    let [mean, square, slope_square] = sums;
    Moments { mean, square, slope_square }
}
