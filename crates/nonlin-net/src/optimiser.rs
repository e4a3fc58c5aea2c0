//! Optimisers: how a gradient moves the parameters.

use crate::error::NetError;
use crate::workspace::zeros;
use nonlin::Element;
use nonlin::compute::{Level, Operation};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Which optimiser, with its settings; the learning rate is the training plan's.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Optimiser {
    /// `v = momentum v + g`, `w = w - rate v`: stochastic gradient descent with momentum
    /// (Polyak 1964; in the form of Sutskever et al. 2013 as `PyTorch` has it, with the rate outside `v`).
    Sgd {
        /// From 0 (plain gradient descent) to below 1.
        momentum: f64,
    },
    /// Running means of gradient and squared gradient, both bias-corrected, and a step of the one over the root
    /// of the other (Kingma & Ba 2015, arXiv 1412.6980, algorithm 1).
    Adam {
        /// Decay of the running mean of the gradient.
        beta1: f64,
        /// Decay of the running mean of its square.
        beta2: f64,
        /// Added to the root.
        epsilon: f64,
    },
    /// Adam, and beside it every weight shrinks by `rate * weight_decay` of itself; biases and parameters of
    /// activations do not (Loshchilov & Hutter 2019, arXiv 1711.05101, algorithm 2 as `PyTorch` has it).
    AdamW {
        /// As Adam's.
        beta1: f64,
        /// As Adam's.
        beta2: f64,
        /// As Adam's.
        epsilon: f64,
        /// Strength of the shrinking.
        weight_decay: f64,
    },
}

impl Optimiser {
    /// Adam with the settings of its paper.
    pub const ADAM: Self = Self::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

    /// `AdamW` with Adam's settings and the given decay.
    pub const fn adam_w(weight_decay: f64) -> Self {
        Self::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay }
    }

    /// Fails, naming the setting, if one is out of its range.
    pub fn check(self) -> Result<(), NetError> {
        let fraction = |setting, value: f64| {
            let wrong = NetError::Setting { setting, value, range: "at least 0 and below 1" };
            if (0.0..1.0).contains(&value) { Ok(()) } else { Err(wrong) }
        };
        let above_0 = |setting, value: f64| {
            let wrong = NetError::Setting { setting, value, range: "a number above 0" };
            if value > 0.0 && value.is_finite() { Ok(()) } else { Err(wrong) }
        };
        match self {
            Self::Sgd { momentum } => fraction("momentum", momentum),
            Self::Adam { beta1, beta2, epsilon } | Self::AdamW { beta1, beta2, epsilon, .. } => {
                fraction("beta1", beta1)?;
                fraction("beta2", beta2)?;
                above_0("epsilon", epsilon)?;
                match self {
                    Self::AdamW { weight_decay, .. } if !(weight_decay >= 0.0 && weight_decay.is_finite()) => {
                        let (setting, range) = ("weight_decay", "a number not below 0");
                        Err(NetError::Setting { setting, value: weight_decay, range })
                    }
                    _ => Ok(()),
                }
            }
        }
    }
}

/// An optimiser at work: its running means, laid out as the parameters are.
#[derive(Clone, Debug)]
pub struct OptimiserState<T> {
    optimiser: Optimiser,
    /// Momentum's `v`, or Adam's first moments and after them its second.
    moments: Vec<T>,
    steps: u64,
}

impl<T: Element> OptimiserState<T> {
    /// The start for this many parameters. Fails if a setting is out of range or there is no memory.
    pub fn new(optimiser: Optimiser, parameters: usize) -> Result<Self, NetError> {
        optimiser.check()?;
        let elements = match optimiser {
            Optimiser::Sgd { momentum: 0.0 } => 0,
            Optimiser::Sgd { .. } => parameters,
            Optimiser::Adam { .. } | Optimiser::AdamW { .. } => parameters.saturating_mul(2),
        };
        Ok(Self { optimiser, moments: zeros(elements, || "the optimiser's state".to_owned())?, steps: 0 })
    }

    /// Steps made so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// One step. `decayed` lists the ranges that weight decay applies to.
    ///
    /// # Panics
    ///
    /// If `parameters` and `gradient` are not as long as [`new`](Self::new) was told, or a range lies outside.
    pub fn step(
        &mut self,
        learning_rate: f64,
        parameters: &mut [T],
        gradient: &[T],
        decayed: impl Iterator<Item = Range<usize>>,
    ) {
        assert_eq!(parameters.len(), gradient.len(), "one gradient per parameter");
        self.steps += 1;
        let rate = T::from_f64(learning_rate);
        match self.optimiser {
            Optimiser::Sgd { momentum: 0.0 } => Level::best().run(Descent { rate, parameters, gradient }),
            Optimiser::Sgd { momentum } => {
                assert_eq!(parameters.len(), self.moments.len(), "the state is another network's");
                let decay = T::from_f64(momentum);
                let velocity = &mut self.moments;
                Level::best().run(Momentum { rate, decay, parameters, gradient, velocity });
            }
            Optimiser::Adam { beta1, beta2, epsilon } | Optimiser::AdamW { beta1, beta2, epsilon, .. } => {
                assert_eq!(2 * parameters.len(), self.moments.len(), "the state is another network's");
                if let Optimiser::AdamW { weight_decay, .. } = self.optimiser {
                    let factor = T::from_f64(1.0 - learning_rate * weight_decay);
                    for range in decayed {
                        Level::best().run(Scale { factor, numbers: &mut parameters[range] });
                    }
                }
                let steps = self.steps as f64;
                let (first, second) = self.moments.split_at_mut(parameters.len());
                Level::best().run(Adam {
                    rate: T::from_f64(learning_rate / (1.0 - beta1.powf(steps))),
                    root_scale: T::from_f64(1.0 / (1.0 - beta2.powf(steps)).sqrt()),
                    beta1: T::from_f64(beta1),
                    beta1_rest: T::from_f64(1.0 - beta1),
                    beta2: T::from_f64(beta2),
                    beta2_rest: T::from_f64(1.0 - beta2),
                    epsilon: T::from_f64(epsilon),
                    parameters,
                    gradient,
                    first,
                    second,
                });
            }
        }
    }
}

/// 0 for what is next to nothing. A running mean of zeros would otherwise end among the subnormal numbers
/// and stay there, and some processors take a hundred times as long for those.
#[inline(always)]
fn without_dust<T: Element>(x: T) -> T {
    T::select(x.abs().above(T::from_f64(1e-36)), x, T::default()).nan_from(x)
}

struct Descent<'a, T> {
    rate: T,
    parameters: &'a mut [T],
    gradient: &'a [T],
}

impl<T: Element> Operation for Descent<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (w, &g) in self.parameters.iter_mut().zip(self.gradient) {
            *w = *w - self.rate * g;
        }
    }
}

struct Momentum<'a, T> {
    rate: T,
    decay: T,
    parameters: &'a mut [T],
    gradient: &'a [T],
    velocity: &'a mut [T],
}

impl<T: Element> Operation for Momentum<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for ((w, &g), v) in self.parameters.iter_mut().zip(self.gradient).zip(self.velocity) {
            *v = without_dust(self.decay * *v + g);
            *w = *w - self.rate * *v;
        }
    }
}

struct Adam<'a, T> {
    rate: T,
    root_scale: T,
    beta1: T,
    beta1_rest: T,
    beta2: T,
    beta2_rest: T,
    epsilon: T,
    parameters: &'a mut [T],
    gradient: &'a [T],
    first: &'a mut [T],
    second: &'a mut [T],
}

impl<T: Element> Operation for Adam<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { rate, root_scale, beta1, beta1_rest, beta2, beta2_rest, epsilon, .. } = self;
        let moments = self.first.iter_mut().zip(self.second);
        for ((w, &g), (m, v)) in self.parameters.iter_mut().zip(self.gradient).zip(moments) {
            *m = without_dust(beta1 * *m + beta1_rest * g);
            *v = without_dust(beta2 * *v + beta2_rest * (g * g));
            *w = *w - rate * *m / (v.sqrt() * root_scale + epsilon);
        }
    }
}

/// `numbers = factor numbers`.
pub(crate) struct Scale<'a, T> {
    pub(crate) factor: T,
    pub(crate) numbers: &'a mut [T],
}

impl<T: Element> Operation for Scale<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for x in self.numbers {
            *x = *x * self.factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two steps from w = (1, -2), with gradients (0.5, -1) and (0.1, 3); only the first number decays.
    fn two_steps(optimiser: Optimiser) -> [[f64; 2]; 2] {
        let mut state = OptimiserState::new(optimiser, 2).unwrap();
        let mut w = [1.0, -2.0];
        let mut after = [[0.0; 2]; 2];
        for (after, gradient) in after.iter_mut().zip([[0.5, -1.0], [0.1, 3.0]]) {
            state.step(0.1, &mut w, &gradient, std::iter::once(0..1));
            *after = w;
        }
        after
    }

    fn near(got: [[f64; 2]; 2], want: [[f64; 2]; 2]) {
        for (got, want) in got.as_flattened().iter().zip(want.as_flattened()) {
            assert!((got - want).abs() < 1e-9, "{got} for {want}");
        }
    }

    #[test]
    fn first_two_steps_by_hand() {
        near(two_steps(Optimiser::Sgd { momentum: 0.0 }), [[0.95, -1.9], [0.94, -2.2]]);
        // v = (0.5, -1), then (0.9 * 0.5 + 0.1, 0.9 * -1 + 3) = (0.55, 2.1).
        near(two_steps(Optimiser::Sgd { momentum: 0.9 }), [[0.95, -1.9], [0.895, -2.11]]);
        // The first step of Adam is rate * sign(g), epsilon aside. Then, with exact fractions:
        // m = (0.9 * 0.05 + 0.01, -0.9 * 0.1 + 0.3) = (0.055, 0.21), corrected by 0.19;
        // v = (0.999 * 0.00025 + 0.00001, 0.999 * 0.001 + 0.009) = (0.00025975, 0.009999), corrected by 0.001999.
        let step = |m: f64, v: f64| 0.1 * (m / 0.19) / ((v / 0.001999).sqrt() + 1e-8);
        let (a, b) = (1.0 - 0.1 * 0.5 / (0.5 + 1e-8), -2.0 + 0.1 / (1.0 + 1e-8));
        let (moved_a, moved_b) = (step(0.055, 0.00025975), step(0.21, 0.009999));
        near(two_steps(Optimiser::ADAM), [[a, b], [a - moved_a, b - moved_b]]);
        // Weight decay 0.2 at rate 0.1 takes 2 % of the first number before each step, nothing of the second.
        let decayed = a - 0.02;
        near(two_steps(Optimiser::adam_w(0.2)), [[decayed, b], [0.98 * decayed - moved_a, b - moved_b]]);
    }

    #[test]
    fn a_parameter_without_gradient_leaves_no_dust() {
        let mut state = OptimiserState::<f32>::new(Optimiser::ADAM, 1).unwrap();
        let mut w = [1.0];
        state.step(0.001, &mut w, &[1.0], std::iter::empty());
        for _ in 0..2000 {
            state.step(0.001, &mut w, &[0.0], std::iter::empty());
        }
        assert_eq!(state.moments[0], 0.0);
    }

    #[test]
    fn settings_out_of_range_are_named() {
        for (optimiser, name) in [
            (Optimiser::Sgd { momentum: 1.0 }, "momentum"),
            (Optimiser::Adam { beta1: f64::NAN, beta2: 0.9, epsilon: 1e-8 }, "beta1"),
            (Optimiser::Adam { beta1: 0.9, beta2: 0.9, epsilon: 0.0 }, "epsilon"),
            (Optimiser::adam_w(-1.0), "weight_decay"),
        ] {
            let error = OptimiserState::<f32>::new(optimiser, 1).unwrap_err();
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }
}
