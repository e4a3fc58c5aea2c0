//! A dense layer: `y = f(x w + b)`; of a sequence, at every step.

use super::{Backward, Forward, Layer, Nonlinearity, Room};
use crate::error::NetError;
use crate::matrix_product::{Matrix, Onto, matrix_product};
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use crate::spec::{ActivationSpec, DenseSpec};
use nonlin::Element;

/// Weights, biases, activation.
pub(crate) struct Dense<T> {
    output: Shape,
    /// Numbers in and out: of a row, or of a step.
    inputs: usize,
    units: usize,
    bias: bool,
    start: Start,
    nonlinearity: Nonlinearity<T>,
}

/// A layer's part of the parameters, or of their gradient.
struct Parts<S> {
    weight: S,
    bias: S,
    learnt: S,
}

impl<T: Element> Dense<T> {
    /// A layer named `layer` on rows of the shape `input`.
    pub(crate) fn new(spec: &DenseSpec, layer: &str, input: Shape) -> Result<Self, NetError> {
        if spec.units == 0 {
            return Err(NetError::NoUnits { layer: layer.to_owned() });
        }
        let (inputs, output) = match input {
            Shape::Sequence { steps, features } => (features, Shape::Sequence { steps, features: spec.units }),
            Shape::Tokens { .. } => {
                return Err(NetError::unfit(layer, "dense", "numbers", input, "put `embedding` first"));
            }
            Shape::Features(_) | Shape::Image { .. } => (input.len(), Shape::Features(spec.units)),
        };
        let linear = ActivationSpec::from("linear");
        let nonlinearity = Nonlinearity::new(spec.activation.as_ref().unwrap_or(&linear), layer, output)?;
        let initialiser = spec.initialiser.unwrap_or_else(|| nonlinearity.initialiser());
        let start = Start::Drawn { initialiser, fan_in: inputs, fan_out: spec.units };
        Ok(Self { output, inputs, units: spec.units, bias: spec.bias, start, nonlinearity })
    }

    fn parts<'a>(&self, all: &'a [T]) -> Parts<&'a [T]> {
        let (weight, rest) = all.split_at(self.inputs * self.units);
        let (bias, learnt) = rest.split_at(self.biases());
        Parts { weight, bias, learnt }
    }

    fn parts_mut<'a>(&self, all: &'a mut [T]) -> Parts<&'a mut [T]> {
        let (weight, rest) = all.split_at_mut(self.inputs * self.units);
        let (bias, learnt) = rest.split_at_mut(self.biases());
        Parts { weight, bias, learnt }
    }

    fn biases(&self) -> usize {
        if self.bias { self.units } else { 0 }
    }
}

impl<T: Element> Layer<T> for Dense<T> {
    fn output(&self) -> Shape {
        self.output
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups = vec![Group::new("weight", vec![self.inputs, self.units], Role::Weight, self.start.clone())];
        groups.extend(self.bias.then(|| Group::new("bias", vec![self.units], Role::Bias, Start::Constant(0.0))));
        groups.extend(self.nonlinearity.group());
        groups
    }

    fn room(&self, rows: usize) -> Room {
        let numbers = rows.saturating_mul(self.output.len());
        let needed = self.nonlinearity.needs_input();
        Room {
            pre_activations: if needed { numbers } else { 0 },
            observed: if needed { 0 } else { numbers },
            scratch: self.nonlinearity.scratch(numbers),
            ..Room::default()
        }
    }

    fn nonlinearity(&self) -> Option<&Nonlinearity<T>> {
        Some(&self.nonlinearity)
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let Forward { level, x, y, z, scratch, .. } = pass;
        let Parts { weight, bias, learnt } = self.parts(pass.parameters);
        let places = x.len() / self.inputs;
        let product = if z.is_empty() { &mut *y } else { &mut *z };
        let (x, w) = (Matrix::row_major(x, places, self.inputs), Matrix::row_major(weight, self.inputs, self.units));
        matrix_product(level, x, w, product, Onto::Nothing, &mut scratch.panel);
        if self.bias {
            self.nonlinearity.forward_with_bias(level, learnt, bias, z, y, &mut scratch.numbers);
        } else if z.is_empty() {
            self.nonlinearity.forward_in_place(level, learnt, y);
        } else {
            self.nonlinearity.forward(level, learnt, z, y, &mut scratch.numbers);
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { level, x, y, z, dy, scratch, .. } = pass;
        let Parts { weight, learnt, .. } = self.parts(pass.parameters);
        let gradient = self.parts_mut(pass.gradient);
        let numbers = &mut scratch.numbers;
        if self.bias {
            self.nonlinearity.backward_with_bias(level, learnt, (z, y), dy, gradient.learnt, gradient.bias, numbers);
        } else {
            self.nonlinearity.backward(level, learnt, (z, y), dy, gradient.learnt, numbers);
        }
        let places = x.len() / self.inputs;
        let dz = Matrix::row_major(dy, places, self.units);
        let x = Matrix::row_major(x, places, self.inputs);
        matrix_product(level, x.transposed(), dz, gradient.weight, Onto::Nothing, &mut scratch.panel);
        if let Some(dx) = pass.dx {
            let weight = Matrix::row_major(weight, self.inputs, self.units);
            matrix_product(level, dz, weight.transposed(), dx, Onto::Nothing, &mut scratch.panel);
        }
    }
}
