//! A gated unit: a dense product to twice the units, of which the first half passes and the second gates it
//! (Dauphin et al. 2017, arXiv 1612.08083; Shazeer 2020, arXiv 2002.05202).

use super::{Backward, Forward, Layer, Room};
use crate::error::NetError;
use crate::initialiser::Initialiser;
use crate::matrix_product::{Matrix, Onto, matrix_product};
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use crate::spec::GatedSpec;
use nonlin::compute::{Elementwise, Level, Parameters};
use nonlin::functions::Registered;
use nonlin::gated::{GatedUnit, Gradients, Halves};
use nonlin::{ComputeError, Element, find};

/// Weights, biases, and the unit.
pub(crate) struct GatedLayer<T> {
    output: Shape,
    inputs: usize,
    units: usize,
    start: Start,
    unit: Unit,
    parameters: Parameters<T>,
}

/// One of the registry, or any activation as the gate.
#[derive(Clone, Copy)]
enum Unit {
    Named(&'static dyn GatedUnit),
    By(&'static dyn Elementwise),
}

impl Unit {
    fn forward<T: Element>(self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]) {
        match self {
            Self::Named(unit) => T::gated_loops(unit).forward(level, parameters, halves, y),
            Self::By(function) => T::loops(function).gated_forward(level, parameters, halves, y),
        }
    }

    fn backward<T: Element>(self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>) {
        match self {
            Self::Named(unit) => T::gated_loops(unit).backward(level, parameters, halves, gradients),
            Self::By(function) => T::loops(function).gated_backward(level, parameters, halves, gradients),
        }
    }
}

impl<T: Element> GatedLayer<T> {
    /// A layer named `layer` on rows of the shape `input`.
    pub(crate) fn new(spec: &GatedSpec, layer: &str, input: Shape) -> Result<Self, NetError> {
        if spec.units == 0 {
            return Err(NetError::NoUnits { layer: layer.to_owned() });
        }
        let (inputs, output) = match input {
            Shape::Sequence { steps, features } => (features, Shape::Sequence { steps, features: spec.units }),
            Shape::Tokens { .. } => {
                return Err(NetError::unfit(layer, "a gated unit", "numbers", input, "put `embedding` first"));
            }
            Shape::Features(_) | Shape::Image { .. } => (input.len(), Shape::Features(spec.units)),
        };
        let wrong = |source| NetError::Activation { layer: layer.to_owned(), source };
        let (unit, card) = match find(&spec.unit).map_err(ComputeError::from).map_err(wrong)? {
            Registered::Gated(unit) => (Unit::Named(unit), unit.card()),
            Registered::Elementwise(function) => (Unit::By(function), function.card()),
            Registered::Row(function) => return Err(wrong(ComputeError::NotElementwise(function.card().name))),
        };
        let too_large = || {
            let (layer, shape) = (layer.to_owned(), vec![inputs, 2, spec.units]);
            NetError::TooLarge { layer, shape, limit: crate::MAX_PARAMETERS }
        };
        let columns = spec.units.checked_mul(2).ok_or_else(too_large)?;
        let initialiser = spec.initialiser.unwrap_or(Initialiser::GlorotUniform);
        Ok(Self {
            output,
            inputs,
            units: spec.units,
            start: Start::Drawn { initialiser, fan_in: inputs, fan_out: columns },
            unit,
            parameters: card.parameters.iter().map(|parameter| T::from_f64(parameter.default)).collect(),
        })
    }
}

fn halves<T>(row: &[T], units: usize) -> Halves<'_, T> {
    let (a, b) = row.split_at(units);
    Halves { a, b }
}

impl<T: Element> Layer<T> for GatedLayer<T> {
    fn output(&self) -> Shape {
        self.output
    }

    fn groups(&self) -> Vec<Group> {
        let columns = 2 * self.units;
        vec![
            Group::new("weight", vec![self.inputs, columns], Role::Weight, self.start.clone()),
            Group::new("bias", vec![columns], Role::Bias, Start::Constant(0.0)),
        ]
    }

    /// The row of both halves, and on the way back its gradient.
    fn room(&self, rows: usize) -> Room {
        let both = rows.saturating_mul(self.output.len()).saturating_mul(2);
        Room { saved: both, scratch: both, ..Room::default() }
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let Forward { level, x, y, saved, scratch, .. } = pass;
        let (weight, bias) = pass.parameters.split_at(self.inputs * 2 * self.units);
        for row in saved.chunks_exact_mut(2 * self.units) {
            row.copy_from_slice(bias);
        }
        let x = Matrix::row_major(x, x.len() / self.inputs, self.inputs);
        let weight = Matrix::row_major(weight, self.inputs, 2 * self.units);
        matrix_product(level, x, weight, saved, Onto::Result, &mut scratch.panel);
        for (z, y) in saved.chunks_exact(2 * self.units).zip(y.chunks_exact_mut(self.units)) {
            self.unit.forward(level, &self.parameters, halves(z, self.units), y);
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { level, x, dy, saved, scratch, .. } = pass;
        let columns = 2 * self.units;
        let (of_weight, of_bias) = pass.gradient.split_at_mut(self.inputs * columns);
        let dz = &mut scratch.numbers[..saved.len()];
        of_bias.fill(T::default());
        let rows = saved.chunks_exact(columns).zip(dz.chunks_exact_mut(columns)).zip(dy.chunks_exact(self.units));
        for ((z, dz), dy) in rows {
            let (da, db) = dz.split_at_mut(self.units);
            self.unit.backward(level, &self.parameters, halves(z, self.units), Gradients { dy, da, db });
            for (sum, &dz) in of_bias.iter_mut().zip(&*dz) {
                *sum = *sum + dz;
            }
        }
        let places = x.len() / self.inputs;
        let (x, dz) = (Matrix::row_major(x, places, self.inputs), Matrix::row_major(dz, places, columns));
        matrix_product(level, x.transposed(), dz, of_weight, Onto::Nothing, &mut scratch.panel);
        if let Some(dx) = pass.dx {
            let weight = Matrix::row_major(&pass.parameters[..self.inputs * columns], self.inputs, columns);
            matrix_product(level, dz, weight.transposed(), dx, Onto::Nothing, &mut scratch.panel);
        }
    }
}
