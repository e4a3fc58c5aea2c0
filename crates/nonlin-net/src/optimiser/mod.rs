//! Optimisers: how a gradient moves the parameters.

mod rules;

use crate::error::NetError;
use crate::workspace::zeros;
use nonlin::Element;
use nonlin::compute::{Level, Operation};
use rules::{Adam, Descent, Lion, Momentum, RmsProp};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Which optimiser, with its settings; the learning rate is the training plan's.
///
/// Weight decay shrinks weights (and tables of vectors), not biases, scales or parameters of activations.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Optimiser {
    /// `v = momentum v + g`, `w = w - rate v`: stochastic gradient descent with momentum
    /// (Polyak 1964; in the form of Sutskever et al. 2013 as `PyTorch` has it, with the rate outside `v`).
    Sgd {
        /// From 0 (plain gradient descent) to below 1.
        momentum: f64,
        /// Nesterov's form: the step is `g + momentum v`.
        #[serde(default)]
        nesterov: bool,
        /// `decay w` is added to the gradient: that of the penalty `decay w^2 / 2`.
        #[serde(default)]
        weight_decay: f64,
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
    /// Adam, and beside it every weight shrinks by `rate * weight_decay` of itself (Loshchilov & Hutter 2019, arXiv 1711.05101,
    /// algorithm 2 as `PyTorch` has it).
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
    /// The gradient over the root of its running mean square (Tieleman & Hinton 2012, lecture 6.5), as `PyTorch` has it.
    RmsProp {
        /// Decay of the running means.
        decay: f64,
        /// As that of gradient descent.
        momentum: f64,
        /// Added to the root.
        epsilon: f64,
        /// Whether the root is of the variance, the running mean's square taken off (Graves 2013, arXiv 1308.0850, equation 38).
        #[serde(default)]
        centred: bool,
        /// As that of gradient descent.
        #[serde(default)]
        weight_decay: f64,
    },
    /// The sign of a mean of gradient and running mean (Chen et al. 2023, arXiv 2302.06675, algorithm 2).
    Lion {
        /// Share of the running mean in the step.
        beta1: f64,
        /// Decay of the running mean.
        beta2: f64,
        /// Every weight shrinks by `rate * weight_decay` of itself.
        weight_decay: f64,
    },
}

impl Optimiser {
    /// Plain gradient descent.
    pub const SGD: Self = Self::sgd(0.0);

    /// Adam with the settings of its paper.
    pub const ADAM: Self = Self::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

    /// `RMSprop` with `PyTorch`'s settings.
    pub const RMS_PROP: Self =
        Self::RmsProp { decay: 0.99, momentum: 0.0, epsilon: 1e-8, centred: false, weight_decay: 0.0 };

    /// Lion with the settings of its paper. Its learning rate is to be a third to a tenth of Adam's.
    pub const LION: Self = Self::Lion { beta1: 0.9, beta2: 0.99, weight_decay: 0.0 };

    /// Gradient descent with momentum.
    pub const fn sgd(momentum: f64) -> Self {
        Self::Sgd { momentum, nesterov: false, weight_decay: 0.0 }
    }

    /// Gradient descent with Nesterov's momentum.
    pub const fn nesterov(momentum: f64) -> Self {
        Self::Sgd { momentum, nesterov: true, weight_decay: 0.0 }
    }

    /// `AdamW` with Adam's settings and the given decay.
    pub const fn adam_w(weight_decay: f64) -> Self {
        Self::AdamW { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weight_decay }
    }

    /// How strongly weights shrink.
    pub fn weight_decay(self) -> f64 {
        match self {
            Self::Adam { .. } => 0.0,
            Self::Sgd { weight_decay, .. }
            | Self::AdamW { weight_decay, .. }
            | Self::RmsProp { weight_decay, .. }
            | Self::Lion { weight_decay, .. } => weight_decay,
        }
    }

    /// Numbers that it keeps per parameter.
    fn moments(self) -> usize {
        match self {
            Self::Sgd { momentum: 0.0, .. } => 0,
            Self::Sgd { .. } | Self::Lion { .. } => 1,
            Self::Adam { .. } | Self::AdamW { .. } => 2,
            Self::RmsProp { .. } => 3,
        }
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
            Self::Sgd { momentum, .. } => fraction("momentum", momentum)?,
            Self::Adam { beta1, beta2, epsilon } | Self::AdamW { beta1, beta2, epsilon, .. } => {
                fraction("beta1", beta1)?;
                fraction("beta2", beta2)?;
                above_0("epsilon", epsilon)?;
            }
            Self::RmsProp { decay, momentum, epsilon, .. } => {
                fraction("decay", decay)?;
                fraction("momentum", momentum)?;
                above_0("epsilon", epsilon)?;
            }
            Self::Lion { beta1, beta2, .. } => {
                fraction("beta1", beta1)?;
                fraction("beta2", beta2)?;
            }
        }
        let value = self.weight_decay();
        let wrong = NetError::Setting { setting: "weight_decay", value, range: "a number not below 0" };
        if value >= 0.0 && value.is_finite() { Ok(()) } else { Err(wrong) }
    }
}

/// An optimiser at work: its running means, laid out as the parameters are.
#[derive(Clone, Debug)]
pub struct OptimiserState<T> {
    optimiser: Optimiser,
    parameters: usize,
    /// What is kept per parameter, one kind after the other: velocities, means, mean squares.
    moments: Vec<T>,
    steps: u64,
}

impl<T: Element> OptimiserState<T> {
    /// The start for this many parameters. Fails if a setting is out of range or there is no memory.
    pub fn new(optimiser: Optimiser, parameters: usize) -> Result<Self, NetError> {
        optimiser.check()?;
        let elements = parameters.saturating_mul(optimiser.moments());
        let moments = zeros(elements, || "the optimiser's state".to_owned())?;
        Ok(Self { optimiser, parameters, moments, steps: 0 })
    }

    /// Steps made so far.
    pub fn steps(&self) -> u64 {
        self.steps
    }

    /// All that it has gathered, for a checkpoint.
    pub(crate) fn moments(&self) -> &[T] {
        &self.moments
    }

    /// Goes on from where another was. Fails if that was for another optimiser or network.
    pub(crate) fn restore(&mut self, moments: &[T], steps: u64) -> Result<(), NetError> {
        crate::data::same_shape("the optimiser's state", moments, 1, self.moments.len())?;
        self.moments.copy_from_slice(moments);
        self.steps = steps;
        Ok(())
    }

    /// One step. `decayed` lists the ranges that weight decay applies to, in ascending order.
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
        assert_eq!(parameters.len(), self.parameters, "the state is another network's");
        self.steps += 1;
        let mut start = 0;
        if self.optimiser.weight_decay() > 0.0 {
            for range in decayed {
                self.move_range(learning_rate, parameters, gradient, start..range.start, 0.0);
                start = range.end;
                self.move_range(learning_rate, parameters, gradient, range, self.optimiser.weight_decay());
            }
        }
        self.move_range(learning_rate, parameters, gradient, start..self.parameters, 0.0);
    }

    /// Moves the parameters of one range, which shrink by `weight_decay`.
    fn move_range(
        &mut self,
        learning_rate: f64,
        parameters: &mut [T],
        gradient: &[T],
        range: Range<usize>,
        weight_decay: f64,
    ) {
        if range.is_empty() {
            return;
        }
        let (parameters, gradient) = (&mut parameters[range.clone()], &gradient[range.clone()]);
        let mut kinds = self.moments.chunks_exact_mut(self.parameters).map(|kind| &mut kind[range.clone()]);
        let mut moment = || kinds.next().unwrap_or_default();
        let number = T::from_f64;
        let (rate, decay, level) = (number(learning_rate), number(weight_decay), Level::best());
        match self.optimiser {
            Optimiser::Sgd { momentum: 0.0, .. } => level.run(Descent { rate, decay, parameters, gradient }),
            Optimiser::Sgd { momentum, nesterov, .. } => {
                let momentum = number(momentum);
                level.run(Momentum { rate, decay, momentum, nesterov, parameters, gradient, velocity: moment() });
            }
            Optimiser::Adam { beta1, beta2, epsilon } | Optimiser::AdamW { beta1, beta2, epsilon, .. } => {
                if weight_decay > 0.0 {
                    let factor = number(1.0 - learning_rate * weight_decay);
                    level.run(Scale { factor, numbers: &mut *parameters });
                }
                let steps = self.steps as f64;
                level.run(Adam {
                    rate: number(learning_rate / (1.0 - beta1.powf(steps))),
                    root_scale: number(1.0 / (1.0 - beta2.powf(steps)).sqrt()),
                    beta1: number(beta1),
                    beta1_rest: number(1.0 - beta1),
                    beta2: number(beta2),
                    beta2_rest: number(1.0 - beta2),
                    epsilon: number(epsilon),
                    parameters,
                    gradient,
                    first: moment(),
                    second: moment(),
                });
            }
            Optimiser::RmsProp { decay: keep, momentum, epsilon, centred, .. } => level.run(RmsProp {
                rate,
                decay,
                keep: number(keep),
                keep_rest: number(1.0 - keep),
                momentum: number(momentum),
                epsilon: number(epsilon),
                centred: number(if centred { 1.0 } else { 0.0 }),
                parameters,
                gradient,
                squares: moment(),
                means: moment(),
                velocity: moment(),
            }),
            Optimiser::Lion { beta1, beta2, .. } => level.run(Lion {
                rate,
                shrink: number(learning_rate * weight_decay),
                beta1: number(beta1),
                beta1_rest: number(1.0 - beta1),
                beta2: number(beta2),
                beta2_rest: number(1.0 - beta2),
                parameters,
                gradient,
                mean: moment(),
            }),
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
        near(two_steps(Optimiser::SGD), [[0.95, -1.9], [0.94, -2.2]]);
        // v = (0.5, -1), then (0.9 * 0.5 + 0.1, 0.9 * -1 + 3) = (0.55, 2.1).
        near(two_steps(Optimiser::sgd(0.9)), [[0.95, -1.9], [0.895, -2.11]]);
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
    fn first_two_steps_of_the_others_by_hand() {
        // Nesterov: the step is g + 0.9 v, with v = (0.5, -1) and then (0.55, 2.1) as above.
        near(two_steps(Optimiser::nesterov(0.9)), [[0.905, -1.81], [0.8455, -2.299]]);
        // Decay 0.2 adds 0.2 w to the first gradient: 0.7, then 0.1 + 0.2 * 0.93 = 0.286.
        let decayed = Optimiser::Sgd { momentum: 0.0, nesterov: false, weight_decay: 0.2 };
        near(two_steps(decayed), [[0.93, -1.9], [0.9014, -2.2]]);
        // s = 0.01 g^2, then 0.99 s + 0.01 g^2.
        let rms = |s: f64, g: f64| 0.1 * g / (s.sqrt() + 1e-8);
        let first = [1.0 - rms(0.0025, 0.5), -2.0 - rms(0.01, -1.0)];
        let second = [first[0] - rms(0.002_575, 0.1), first[1] - rms(0.0999, 3.0)];
        near(two_steps(Optimiser::RMS_PROP), [first, second]);
        // Centred: m = 0.01 g, then 0.99 m + 0.01 g, and its square comes off.
        let centred = |s: f64, m: f64, g: f64| 0.1 * g / ((s - m * m).sqrt() + 1e-8);
        let first = [1.0 - centred(0.0025, 0.005, 0.5), -2.0 - centred(0.01, -0.01, -1.0)];
        let second = [first[0] - centred(0.002_575, 0.00595, 0.1), first[1] - centred(0.0999, 0.0201, 3.0)];
        let optimiser =
            Optimiser::RmsProp { decay: 0.99, momentum: 0.0, epsilon: 1e-8, centred: true, weight_decay: 0.0 };
        near(two_steps(optimiser), [first, second]);
        // Signs of 0.1 g, then of 0.9 m + 0.1 g with m = 0.01 g: +, - and then +, +. Decay 0.5 takes 5 % of the first.
        near(two_steps(Optimiser::LION), [[0.9, -1.9], [0.8, -2.0]]);
        let shrinking = Optimiser::Lion { beta1: 0.9, beta2: 0.99, weight_decay: 0.5 };
        near(two_steps(shrinking), [[0.85, -1.9], [0.85 - 0.1 - 0.0425, -2.0]]);
    }

    #[test]
    fn what_has_no_gradient_stays_where_it_is() {
        for optimiser in [
            Optimiser::SGD,
            Optimiser::nesterov(0.9),
            Optimiser::ADAM,
            Optimiser::adam_w(0.1),
            Optimiser::RMS_PROP,
            Optimiser::LION,
        ] {
            let mut state = OptimiserState::new(optimiser, 2).unwrap();
            let mut w = [1.0_f32, -2.0];
            for _ in 0..3 {
                state.step(0.1, &mut w, &[0.0, 1.0], std::iter::once(1..2));
            }
            assert_eq!(w[0], 1.0, "{optimiser:?}");
            assert_ne!(w[1], -2.0, "{optimiser:?}");
        }
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
            (Optimiser::sgd(1.0), "momentum"),
            (Optimiser::Adam { beta1: f64::NAN, beta2: 0.9, epsilon: 1e-8 }, "beta1"),
            (Optimiser::Adam { beta1: 0.9, beta2: 0.9, epsilon: 0.0 }, "epsilon"),
            (Optimiser::adam_w(-1.0), "weight_decay"),
        ] {
            let error = OptimiserState::<f32>::new(optimiser, 1).unwrap_err();
            assert!(error.to_string().starts_with(name), "{error}");
        }
    }
}
