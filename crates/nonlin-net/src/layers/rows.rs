//! A function of a whole row (softmax, sparsemax, ...) as a layer; of a sequence, of each step.

use super::{Backward, Forward, Layer};
use crate::error::NetError;
use crate::shape::Shape;
use nonlin::functions::{Registered, find};
use nonlin::rows::RowFunction;
use nonlin::{ComputeError, Element};

/// The function, and the length of the rows it takes and gives.
pub(crate) struct RowsLayer {
    function: &'static dyn RowFunction,
    inputs: usize,
    outputs: usize,
    shape: Shape,
}

impl RowsLayer {
    /// A layer named `layer` on rows of the shape `input`.
    pub(crate) fn new(function: &str, layer: &str, input: Shape) -> Result<Self, NetError> {
        let wrong = |source| NetError::Activation { layer: layer.to_owned(), source };
        let function = match find(function).map_err(ComputeError::from).map_err(wrong)? {
            Registered::Row(function) => function,
            other => return Err(NetError::NotOfRows { layer: layer.to_owned(), function: other.card().name }),
        };
        let inputs = match input {
            Shape::Features(features) | Shape::Sequence { features, .. } => features,
            Shape::Image { .. } => {
                return Err(NetError::unfit(
                    layer,
                    "a function of rows",
                    "features or a sequence",
                    input,
                    "put `flatten` first",
                ));
            }
            Shape::Tokens { .. } => {
                return Err(NetError::unfit(layer, "a function of rows", "numbers", input, "put `embedding` first"));
            }
        };
        let outputs = function.outputs(inputs).map_err(wrong)?;
        let shape = match input {
            Shape::Sequence { steps, .. } => Shape::Sequence { steps, features: outputs },
            _ => Shape::Features(outputs),
        };
        Ok(Self { function, inputs, outputs, shape })
    }
}

impl<T: Element> Layer<T> for RowsLayer {
    fn output(&self) -> Shape {
        self.shape
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let loops = T::row_loops(self.function);
        for (x, y) in pass.x.chunks_exact(self.inputs).zip(pass.y.chunks_exact_mut(self.outputs)) {
            loops.forward(x, y);
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Some(dx) = pass.dx else { return };
        let loops = T::row_loops(self.function);
        let results = pass.y.chunks_exact(self.outputs).zip(pass.dy.chunks_exact(self.outputs));
        let rows = pass.x.chunks_exact(self.inputs).zip(dx.chunks_exact_mut(self.inputs));
        for ((x, dx), (y, dy)) in rows.zip(results) {
            loops.vector_jacobian(x, y, dy, dx);
        }
    }
}
