//! Forward and backward through a network: matrix products, and one pass over memory between them.

use crate::data::{Batch, same_shape};
use crate::error::NetError;
use crate::loss::Loss;
use crate::matrix_product::{Matrix, matrix_product};
use crate::network::{Dense, Network};
use crate::spec::OutputActivation;
use crate::workspace::Workspace;
use nonlin::Element;
use nonlin::compute::Level;
use nonlin::rows::{RowLoops, Softmax};

impl<T: Element> Network<T> {
    /// Takes a batch forward and returns the logits (the output layer's pre-activations), rows x outputs.
    ///
    /// `x` is rows x inputs, row-major. Fails if it is not, or if `workspace` is another network's or too small.
    pub fn forward<'w>(&self, workspace: &'w mut Workspace<T>, x: &[T], rows: usize) -> Result<&'w [T], NetError> {
        workspace.check(self, rows)?;
        same_shape("inputs", x, rows, self.inputs())?;
        workspace.rows = rows;
        for (index, layer) in self.layers.iter().enumerate() {
            let (before, rest) = workspace.layers.split_at_mut(index);
            let Dense { layout, function, .. } = layer;
            let input = before.last().map_or(x, |before| &before.activations[..rows * layout.inputs]);
            let here = &mut rest[0];
            layer.set_shape(&self.parameters, &mut here.shape);
            let z = &mut here.pre_activations[..rows * layout.units];
            let weights = &self.parameters[layout.weights.clone()];
            matrix_product(
                Matrix::row_major(input, rows, layout.inputs),
                Matrix::row_major(weights, layout.inputs, layout.units),
                z,
                &mut workspace.panel,
            );
            let bias = &self.parameters[layout.bias.clone()];
            let y = &mut here.activations[..rows * layout.units];
            T::loops(*function).forward_with_bias(Level::best(), &here.shape, bias, z, y);
        }
        Ok(workspace.logits())
    }

    /// Takes a batch forward and through the output activation: rows x outputs.
    ///
    /// Fails as [`forward`](Self::forward) does.
    pub fn predict<'w>(&self, workspace: &'w mut Workspace<T>, x: &[T], rows: usize) -> Result<&'w [T], NetError> {
        self.forward(workspace, x, rows)?;
        self.activate_output(workspace);
        Ok(workspace.activations(self.layers.len() - 1))
    }

    /// Applies the output activation to the logits of the batch that went forward last.
    pub(crate) fn activate_output(&self, workspace: &mut Workspace<T>) {
        let (rows, outputs) = (workspace.rows, self.outputs());
        let Some(output) = workspace.layers.last_mut() else { return };
        let (z, y) = (&output.pre_activations[..rows * outputs], &mut output.activations[..rows * outputs]);
        match (self.output_activation(), self.output_sigmoid) {
            (OutputActivation::Softmax, _) => {
                for (z, y) in z.chunks_exact(outputs).zip(y.chunks_exact_mut(outputs)) {
                    Softmax.forward(z, y);
                }
            }
            (_, Some(sigmoid)) => T::loops(sigmoid).forward(Level::best(), &[], z, y),
            // The forward pass left the logits there.
            (_, None) => {}
        }
    }

    /// The mean loss of the batch that went forward last; its gradient with respect to the logits stays in
    /// `workspace` for [`backward`](Self::backward). `targets` is rows x outputs.
    ///
    /// Fails if the loss does not go with the output activation, or `targets` has another shape.
    pub fn loss(&self, workspace: &mut Workspace<T>, loss: Loss, targets: &[T]) -> Result<f64, NetError> {
        loss.check(self.output_activation(), self.outputs())?;
        let (rows, outputs) = (workspace.rows, self.outputs());
        workspace.check(self, rows)?;
        same_shape("targets", targets, rows, outputs)?;
        let Some(output) = workspace.layers.last_mut() else { return Err(NetError::Workspace) };
        let (logits, gradient) = (&output.pre_activations[..rows * outputs], &mut output.gradient[..rows * outputs]);
        Ok(loss.value_and_gradient(logits, targets, outputs, gradient))
    }

    /// The gradient of the loss with respect to every parameter, written over `gradient`, which is laid out as
    /// [`parameters`](Self::parameters) is. Call after [`forward`](Self::forward) and [`loss`](Self::loss), once for each, with
    /// the same `x`.
    ///
    /// Fails if `x`, `gradient` or `workspace` have other shapes.
    pub fn backward(&self, workspace: &mut Workspace<T>, x: &[T], gradient: &mut [T]) -> Result<(), NetError> {
        let rows = workspace.rows;
        workspace.check(self, rows)?;
        same_shape("inputs", x, rows, self.inputs())?;
        same_shape("the gradient", gradient, 1, self.parameters.len())?;
        for (index, layer) in self.layers.iter().enumerate().rev() {
            let (before, rest) = workspace.layers.split_at_mut(index);
            let Dense { layout, function, .. } = layer;
            let here = &mut rest[0];
            let loops = T::loops(*function);
            let z = &here.pre_activations[..rows * layout.units];
            let dz = &mut here.gradient[..rows * layout.units];
            if !layer.learnable.is_empty() {
                // Before the pass in place: this needs the gradient with respect to the activations.
                here.shape_gradient.fill(T::default());
                loops.parameter_gradient(Level::best(), &here.shape, z, dz, &mut here.shape_gradient);
                for (gradient, &place) in gradient[layout.learnable.clone()].iter_mut().zip(&layer.learnable) {
                    *gradient = here.shape_gradient[place];
                }
            }
            let bias_gradient = &mut gradient[layout.bias.clone()];
            bias_gradient.fill(T::default());
            loops.backward_with_bias(Level::best(), &here.shape, z, dz, bias_gradient);

            let dz = Matrix::row_major(dz, rows, layout.units);
            let input = before.last().map_or(x, |before| &before.activations[..rows * layout.inputs]);
            let input = Matrix::row_major(input, rows, layout.inputs);
            let weight_gradient = &mut gradient[layout.weights.clone()];
            matrix_product(input.transposed(), dz, weight_gradient, &mut workspace.panel);
            if let Some(before) = before.last_mut() {
                let weights = &self.parameters[layout.weights.clone()];
                let weights = Matrix::row_major(weights, layout.inputs, layout.units);
                let before = &mut before.gradient[..rows * layout.inputs];
                matrix_product(dz, weights.transposed(), before, &mut workspace.panel);
            }
        }
        Ok(())
    }

    /// The mean loss over all rows of `batch`, taken through `workspace` piece by piece.
    ///
    /// Fails as [`forward`](Self::forward) and [`loss`](Self::loss) do.
    pub fn evaluate(&self, workspace: &mut Workspace<T>, loss: Loss, batch: Batch<'_, T>) -> Result<f64, NetError> {
        batch.check_shape("the batch", self.inputs(), self.outputs())?;
        workspace.check(self, 1)?;
        let mut sum = 0.0;
        let mut start = 0;
        while start < batch.rows {
            let rows = (batch.rows - start).min(workspace.capacity());
            let piece = batch.piece(start, rows, self.inputs(), self.outputs());
            self.forward(workspace, piece.inputs, rows)?;
            sum += self.loss(workspace, loss, piece.targets)? * rows as f64;
            start += rows;
        }
        Ok(sum / batch.rows as f64)
    }
}

impl<T: Element> Dense<T> {
    /// Writes the activation's parameters as they now are: the fixed ones as given, the learnt ones as learnt.
    fn set_shape(&self, parameters: &[T], shape: &mut [T]) {
        shape.copy_from_slice(&self.shape);
        for (&place, &value) in self.learnable.iter().zip(&parameters[self.layout.learnable.clone()]) {
            shape[place] = value;
        }
    }
}
