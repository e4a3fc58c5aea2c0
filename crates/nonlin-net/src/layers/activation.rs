//! An activation as a layer by itself: its pre-activations are its input.

use super::{Backward, Forward, Layer, Nonlinearity, Room};
use crate::error::NetError;
use crate::parameters::Group;
use crate::shape::Shape;
use crate::spec::ActivationSpec;
use nonlin::Element;

/// `y = f(x)`.
pub(crate) struct ActivationLayer<T> {
    shape: Shape,
    nonlinearity: Nonlinearity<T>,
}

impl<T: Element> ActivationLayer<T> {
    /// A layer named `layer` on rows of this shape.
    pub(crate) fn new(spec: &ActivationSpec, layer: &str, shape: Shape) -> Result<Self, NetError> {
        if let Shape::Tokens { .. } = shape {
            return Err(NetError::unfit(layer, "an activation", "numbers", shape, "put `embedding` first"));
        }
        Ok(Self { shape, nonlinearity: Nonlinearity::new(spec, layer, shape)? })
    }
}

impl<T: Element> Layer<T> for ActivationLayer<T> {
    fn output(&self) -> Shape {
        self.shape
    }

    fn groups(&self) -> Vec<Group> {
        self.nonlinearity.group().into_iter().collect()
    }

    fn room(&self, rows: usize) -> Room {
        let scratch = self.nonlinearity.scratch(rows.saturating_mul(self.shape.len()));
        Room { scratch, ..Room::default() }
    }

    fn nonlinearity(&self) -> Option<&Nonlinearity<T>> {
        Some(&self.nonlinearity)
    }

    fn forward(&self, pass: Forward<'_, T>) {
        self.nonlinearity.forward(pass.level, pass.parameters, pass.x, pass.y, &mut pass.scratch.numbers);
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { level, parameters, x, y, dy, gradient, scratch, .. } = pass;
        self.nonlinearity.backward(level, parameters, (x, y), dy, gradient, &mut scratch.numbers);
        if let Some(dx) = pass.dx {
            dx.copy_from_slice(dy);
        }
    }
}
