//! An activation inside a layer: its pass over the pre-activations forward, and back.

use super::bias::{AddBias, ColumnSums};
use crate::error::NetError;
use crate::initialiser::Initialiser;
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use crate::spec::ActivationSpec;
use nonlin::accuracy::Accuracy;
use nonlin::compute::{Elementwise, Level, Loops, Parameters};
use nonlin::{Activation, Element};

/// An activation with its parameters, and which of them are learnt.
#[derive(Clone)]
pub(crate) struct Nonlinearity<T> {
    activation: Activation,
    /// All parameters in the order of the card, as they start.
    parameters: Parameters<T>,
    /// Places of those that are learnt.
    learnable: Vec<usize>,
    /// What is learnt is learnt for each of so many channels; 1 if for the layer.
    channels: usize,
    /// Numbers of one channel that stand side by side.
    inner: usize,
}

impl<T: Element> Nonlinearity<T> {
    /// The activation that a layer named `layer` is to have, on rows of this shape.
    pub(crate) fn new(spec: &ActivationSpec, layer: &str, shape: Shape) -> Result<Self, NetError> {
        let activation = spec.resolve(layer)?;
        let card = activation.card();
        let learnable: Vec<usize> = (0..card.parameters.len()).filter(|&i| card.parameters[i].learnable).collect();
        let channels = if spec.per_channel && !learnable.is_empty() { shape.channels() } else { 1 };
        let inner = match shape {
            Shape::Image { height, width, .. } => height * width,
            _ => 1,
        };
        Ok(Self {
            parameters: Parameters::of(activation.parameters(), T::from_f64),
            activation,
            learnable,
            channels,
            inner,
        })
    }

    pub(crate) fn activation(&self) -> &Activation {
        &self.activation
    }

    /// What is learnt, for a layer's list of groups.
    pub(crate) fn group(&self) -> Option<Group> {
        let start = self.learnable.iter().map(|&place| self.activation.parameters()[place]).collect();
        let shape = vec![self.channels, self.learnable.len()];
        (!self.learnable.is_empty()).then(|| Group::new("activation", shape, Role::Activation, Start::Repeated(start)))
    }

    /// What layers of it start with unless told otherwise.
    pub(crate) fn initialiser(&self) -> Initialiser {
        Initialiser::for_activation(&self.activation)
    }

    /// Whether the way back needs the pre-activations, not only what became of them.
    pub(crate) fn needs_input(&self) -> bool {
        self.exact() || !self.learnable.is_empty() || !self.activation.output_suffices()
    }

    /// Room in `Scratch` for a batch of so many numbers.
    pub(crate) fn scratch(&self, numbers: usize) -> usize {
        // One channel's pre-activations, activations and gradient side by side.
        if self.channels > 1 { (numbers / self.channels).saturating_mul(2) } else { 0 }
    }

    fn exact(&self) -> bool {
        self.activation.accuracy() == Accuracy::Exact
    }

    fn function(&self) -> &'static dyn Elementwise {
        self.activation.function()
    }

    fn loops(&self) -> &'static dyn Loops<T> {
        T::loops(self.function())
    }

    /// All parameters, those that are learnt as `learnt` has them for this channel.
    fn at(&self, learnt: &[T], channel: usize) -> Parameters<T> {
        let count = self.learnable.len();
        let learnt = &learnt[channel * count..(channel + 1) * count];
        let place = |i: usize, fixed: T| self.learnable.iter().position(|&l| l == i).map_or(fixed, |l| learnt[l]);
        self.parameters.iter().enumerate().map(|(i, &fixed)| place(i, fixed)).collect()
    }

    /// `y = f(z)`.
    pub(crate) fn forward(&self, level: Level, learnt: &[T], z: &[T], y: &mut [T], scratch: &mut [T]) {
        if self.channels > 1 {
            let numbers = z.len() / self.channels;
            let (column, result) = scratch[..2 * numbers].split_at_mut(numbers);
            for channel in 0..self.channels {
                self.gather(channel, z, column);
                self.forward_with(level, &self.at(learnt, channel), column, result);
                self.scatter(channel, result, y);
            }
            return;
        }
        self.forward_with(level, &self.at(learnt, 0), z, y);
    }

    fn forward_with(&self, level: Level, parameters: &Parameters<T>, z: &[T], y: &mut [T]) {
        if self.exact() {
            // The slices have one length, so it cannot fail.
            self.exactly(parameters, |f| f.forward(z, y).unwrap_or_default());
        } else {
            self.loops().forward(level, parameters, z, y);
        }
    }

    /// `y = f(y)`, for what does not [need](Self::needs_input) its pre-activations.
    pub(crate) fn forward_in_place(&self, level: Level, learnt: &[T], y: &mut [T]) {
        self.loops().forward_in_place(level, &self.at(learnt, 0), y);
    }

    /// `z += bias` in every row of `bias.len()` numbers, and `y = f(z)`; with an empty `z`, `y = f(y + bias)`.
    pub(crate) fn forward_with_bias(
        &self,
        level: Level,
        learnt: &[T],
        bias: &[T],
        z: &mut [T],
        y: &mut [T],
        scratch: &mut [T],
    ) {
        if self.channels > 1 || self.exact() {
            level.run(AddBias { bias, numbers: &mut *z });
            return self.forward(level, learnt, z, y, scratch);
        }
        let parameters = self.at(learnt, 0);
        if bias.len() < LONG {
            let (block, in_place) = (block_of_rows(bias.len()), z.is_empty());
            let mut blocks = z.chunks_mut(block);
            for y in y.chunks_mut(block) {
                let z = blocks.next().unwrap_or_default();
                level.run(AddBias { bias, numbers: if in_place { &mut *y } else { &mut *z } });
                if in_place {
                    self.loops().forward_in_place(level, &parameters, y);
                } else {
                    self.loops().forward(level, &parameters, z, y);
                }
            }
        } else if z.is_empty() {
            self.loops().forward_with_bias_in_place(level, &parameters, bias, y);
        } else {
            self.loops().forward_with_bias(level, &parameters, bias, z, y);
        }
    }

    /// Turns the gradient `dy` with respect to the activations into that with respect to the pre-activations, in place, and writes
    /// the gradient with respect to what is learnt. `z` may be empty where it is not [needed](Self::needs_input).
    pub(crate) fn backward(
        &self,
        level: Level,
        learnt: &[T],
        (z, y): (&[T], &[T]),
        dy: &mut [T],
        gradient: &mut [T],
        scratch: &mut [T],
    ) {
        self.learn(level, learnt, z, dy, gradient, scratch);
        self.slope(level, learnt, (z, y), dy, scratch);
    }

    /// The same, and writes the column sums of the result, the gradient with respect to the biases.
    #[allow(clippy::too_many_arguments, reason = "two passes in one")]
    pub(crate) fn backward_with_bias(
        &self,
        level: Level,
        learnt: &[T],
        (z, y): (&[T], &[T]),
        dy: &mut [T],
        gradient: &mut [T],
        bias_gradient: &mut [T],
        scratch: &mut [T],
    ) {
        self.learn(level, learnt, z, dy, gradient, scratch);
        bias_gradient.fill(T::default());
        if self.channels > 1 || self.exact() {
            self.slope(level, learnt, (z, y), dy, scratch);
            level.run(ColumnSums { numbers: dy, sums: bias_gradient });
        } else if bias_gradient.len() < LONG {
            let block = block_of_rows(bias_gradient.len());
            let mut blocks = z.chunks(block);
            for (y, dy) in y.chunks(block).zip(dy.chunks_mut(block)) {
                self.slope(level, learnt, (blocks.next().unwrap_or_default(), y), dy, scratch);
                level.run(ColumnSums { numbers: dy, sums: &mut *bias_gradient });
            }
        } else if self.needs_input() {
            self.loops().backward_with_bias(level, &self.at(learnt, 0), z, dy, bias_gradient);
        } else {
            self.loops().backward_with_bias_from_output(level, &self.at(learnt, 0), y, dy, bias_gradient);
        }
    }

    /// The gradient with respect to what is learnt.
    fn learn(&self, level: Level, learnt: &[T], z: &[T], dy: &[T], gradient: &mut [T], scratch: &mut [T]) {
        if self.learnable.is_empty() {
            return;
        }
        let count = self.learnable.len();
        for channel in 0..self.channels {
            let mut all: Parameters<T> = self.parameters.iter().map(|_| T::default()).collect();
            let parameters = self.at(learnt, channel);
            if self.channels > 1 {
                let numbers = z.len() / self.channels;
                let (column, change) = scratch[..2 * numbers].split_at_mut(numbers);
                self.gather(channel, z, column);
                self.gather(channel, dy, change);
                self.loops().parameter_gradient(level, &parameters, column, change, &mut all);
            } else {
                self.loops().parameter_gradient(level, &parameters, z, dy, &mut all);
            }
            for (gradient, &place) in gradient[channel * count..].iter_mut().zip(&self.learnable) {
                *gradient = all[place];
            }
        }
    }

    /// `dy = dy f'(z)`.
    fn slope(&self, level: Level, learnt: &[T], (z, y): (&[T], &[T]), dy: &mut [T], scratch: &mut [T]) {
        if self.channels > 1 {
            let numbers = z.len() / self.channels;
            let (column, change) = scratch[..2 * numbers].split_at_mut(numbers);
            for channel in 0..self.channels {
                self.gather(channel, z, column);
                self.gather(channel, dy, change);
                self.slope_with(level, &self.at(learnt, channel), column, change);
                self.scatter(channel, change, dy);
            }
        } else if self.needs_input() {
            self.slope_with(level, &self.at(learnt, 0), z, dy);
        } else {
            let (loops, parameters) = (self.loops(), self.at(learnt, 0));
            by_blocks(y, dy, |y, copy, dy| loops.backward_from_output(level, &parameters, y, copy, dy));
        }
    }

    fn slope_with(&self, level: Level, parameters: &Parameters<T>, z: &[T], dy: &mut [T]) {
        if self.exact() {
            // The slices have one length, so it cannot fail.
            self.exactly(parameters, |f| by_blocks(z, dy, |z, copy, dy| f.backward(z, copy, dy).unwrap_or_default()));
        } else {
            by_blocks(z, dy, |z, copy, dy| self.loops().backward(level, parameters, z, copy, dy));
        }
    }

    /// With the activation as it is with these parameters.
    fn exactly(&self, parameters: &Parameters<T>, run: impl FnOnce(&Activation)) {
        if self.learnable.is_empty() {
            return run(&self.activation);
        }
        let mut activation = self.activation.clone();
        for (parameter, value) in self.activation.card().parameters.iter().zip(parameters.iter()) {
            if let Ok(set) = activation.clone().with(parameter.name, value.to_f64()) {
                activation = set;
            }
        }
        run(&activation);
    }

    /// One channel's numbers, side by side.
    fn gather(&self, channel: usize, from: &[T], to: &mut [T]) {
        let blocks = from.chunks_exact(self.channels * self.inner);
        for (to, from) in to.chunks_exact_mut(self.inner).zip(blocks) {
            to.copy_from_slice(&from[channel * self.inner..(channel + 1) * self.inner]);
        }
    }

    /// Puts them back.
    fn scatter(&self, channel: usize, from: &[T], to: &mut [T]) {
        let blocks = to.chunks_exact_mut(self.channels * self.inner);
        for (from, to) in from.chunks_exact(self.inner).zip(blocks) {
            to[channel * self.inner..(channel + 1) * self.inner].copy_from_slice(from);
        }
    }
}

/// Rows of so many numbers are long: those of fewer are worked through several at a time, in a pass for the bias and one for the
/// activation, for loops are at their best from some hundred numbers on.
const LONG: usize = 256;

/// Numbers of some whole rows of so many; they stay in the first-level cache.
fn block_of_rows(width: usize) -> usize {
    let width = width.max(1);
    (BLOCK / width).max(1) * width
}

/// Numbers worked through at a time where a copy is needed; they stay in the first-level cache.
const BLOCK: usize = 1024;

/// Blocks of `of` with a copy of those of `changed`, which are to be written over.
fn by_blocks<T: Element>(of: &[T], changed: &mut [T], mut run: impl FnMut(&[T], &[T], &mut [T])) {
    let mut copy = [T::default(); BLOCK];
    for (of, changed) in of.chunks(BLOCK).zip(changed.chunks_mut(BLOCK)) {
        let copy = &mut copy[..changed.len()];
        copy.copy_from_slice(changed);
        run(of, copy, changed);
    }
}
