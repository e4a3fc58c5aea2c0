//! Forward and backward through a network, layer by layer.

use crate::data::{Batch, Inputs, same_shape};
use crate::error::NetError;
use crate::layers::{Backward, Forward, Mode};
use crate::loss::Loss;
use crate::network::Network;
use crate::program::Work;
use crate::spec::OutputActivation;
use crate::workspace::{LayerBuffers, Workspace};
use nonlin::Element;
use nonlin::compute::Level;
use nonlin::rows::{RowLoops, Softmax};

impl<T: Element> Network<T> {
    /// Takes a batch forward and returns the logits (what the last layer passes on), rows x outputs. Nothing is dropped, and
    /// normalisations use their running means.
    ///
    /// Fails if the inputs are of another shape, or if `workspace` is another network's or too small.
    pub fn forward<'w>(&self, workspace: &'w mut Workspace<T>, inputs: Inputs<'_, T>) -> Result<&'w [T], NetError> {
        self.forward_for(workspace, inputs, Mode::Predict, false)?;
        Ok(workspace.logits())
    }

    /// The same as training does it: `seed` and `step` decide what dropout drops, and normalisations use the batch's own means.
    ///
    /// Fails as [`forward`](Self::forward) does.
    pub fn forward_training<'w>(
        &self,
        workspace: &'w mut Workspace<T>,
        inputs: Inputs<'_, T>,
        seed: u64,
        step: u64,
    ) -> Result<&'w [T], NetError> {
        self.forward_for(workspace, inputs, Mode::Train { seed, step }, false)?;
        Ok(workspace.logits())
    }

    /// As [`forward`](Self::forward), and the workspace then has the pre-activations of every layer, also those that nothing else reads.
    ///
    /// Fails as [`forward`](Self::forward) does.
    pub fn forward_observed(&self, workspace: &mut Workspace<T>, inputs: Inputs<'_, T>) -> Result<(), NetError> {
        self.forward_for(workspace, inputs, Mode::Predict, true)
    }

    /// Takes a batch forward; `observed` says whether to keep the pre-activations that only an observer reads.
    pub(crate) fn forward_for(
        &self,
        workspace: &mut Workspace<T>,
        inputs: Inputs<'_, T>,
        mode: Mode,
        observed: bool,
    ) -> Result<(), NetError> {
        let rows = inputs.rows;
        workspace.check(self, rows)?;
        inputs.check(self.input())?;
        (workspace.rows, workspace.mode, workspace.observed) = (rows, mode, observed);
        if observed {
            workspace.make_room_for_observers();
        }
        let Workspace { layers, scratch, .. } = workspace;
        for (index, step) in self.program.steps.iter().enumerate() {
            let (before, rest) = layers.split_at_mut(index);
            let (x, lengths) = value(before, inputs, step.input);
            let LayerBuffers { width, y, z, saved, indices, lengths: own, .. } = &mut rest[0];
            let y = &mut y[..rows * *width];
            own.clear();
            match &step.work {
                Work::Layer(layer) => {
                    if step.output.steps().is_some() {
                        own.extend(lengths.iter().map(|&length| layer.output_length(length)));
                    }
                    let room = layer.room(rows);
                    layer.forward(Forward {
                        level: Level::best(),
                        rows,
                        mode,
                        index,
                        parameters: &self.parameters[step.parameters.clone()],
                        lengths,
                        x,
                        y,
                        z: &mut z[..room.pre_activations_kept(observed)],
                        saved: &mut saved[..room.saved],
                        indices: &mut indices[..room.indices],
                        scratch,
                    });
                }
                Work::Add { other, .. } => {
                    own.extend_from_slice(lengths);
                    let (other, _) = value(before, inputs, *other);
                    for ((y, &a), &b) in y.iter_mut().zip(x).zip(other) {
                        *y = a + b;
                    }
                }
            }
            clear_beyond(y, own, step.output.steps());
        }
        Ok(())
    }

    /// Takes a batch forward and through the output activation: rows x outputs.
    ///
    /// Fails as [`forward`](Self::forward) does.
    pub fn predict<'w>(&self, workspace: &'w mut Workspace<T>, inputs: Inputs<'_, T>) -> Result<&'w [T], NetError> {
        self.forward(workspace, inputs)?;
        self.activate_output(workspace);
        Ok(workspace.predictions())
    }

    /// Applies the output activation to the logits of the batch that went forward last.
    pub(crate) fn activate_output(&self, workspace: &mut Workspace<T>) {
        let Some(last) = workspace.layers.last() else { return };
        let numbers = workspace.rows * last.width;
        let (z, y) = (&last.y[..numbers], &mut workspace.predictions[..numbers]);
        match (self.output_activation(), self.output_sigmoid) {
            (OutputActivation::Softmax, _) => {
                for (z, y) in z.chunks_exact(last.width).zip(y.chunks_exact_mut(last.width)) {
                    Softmax.forward(z, y);
                }
            }
            (_, Some(sigmoid)) => T::loops(sigmoid).forward(Level::best(), &[], z, y),
            (_, None) => y.copy_from_slice(z),
        }
    }

    /// The mean loss of the batch that went forward last; its gradient with respect to the logits stays in
    /// `workspace` for [`backward`](Self::backward). `targets` is rows x outputs; `weights`, if not empty, says how much each row counts.
    ///
    /// Fails if the loss does not go with the output activation, or a slice has another shape.
    pub fn loss(
        &self,
        workspace: &mut Workspace<T>,
        loss: Loss,
        targets: &[T],
        weights: &[T],
    ) -> Result<f64, NetError> {
        loss.check(self.output_activation(), self.outputs())?;
        let (rows, outputs) = (workspace.rows, self.outputs());
        workspace.check(self, rows)?;
        same_shape("targets", targets, rows, outputs)?;
        if !weights.is_empty() {
            same_shape("weights", weights, rows, 1)?;
        }
        let Some(output) = workspace.layers.last_mut() else { return Err(NetError::Workspace) };
        let (logits, gradient) = (&output.y[..rows * outputs], &mut output.dy[..rows * outputs]);
        Ok(loss.value_and_gradient(logits, targets, weights, outputs, gradient))
    }

    /// The gradient of the loss with respect to every parameter, written over `gradient`, which is laid out as
    /// [`parameters`](Self::parameters) is. Call after [`forward`](Self::forward) or [`forward_training`](Self::forward_training), and
    /// [`loss`](Self::loss), once for each, with the same inputs.
    ///
    /// Fails if the inputs, `gradient` or `workspace` have other shapes.
    pub fn backward(
        &self,
        workspace: &mut Workspace<T>,
        inputs: Inputs<'_, T>,
        gradient: &mut [T],
    ) -> Result<(), NetError> {
        let (rows, mode, observed) = (workspace.rows, workspace.mode, workspace.observed);
        workspace.check(self, rows)?;
        inputs.check(self.input())?;
        same_shape("inputs", inputs.values, rows, self.inputs())?;
        same_shape("the gradient", gradient, 1, self.parameters.len())?;
        let Workspace { layers, scratch, spare, .. } = workspace;
        for (index, step) in self.program.steps.iter().enumerate().rev() {
            let (before, rest) = layers.split_at_mut(index);
            let LayerBuffers { width, y, dy, z, saved, indices, lengths: own, .. } = &mut rest[0];
            let dy = &mut dy[..rows * *width];
            clear_beyond(dy, own, step.output.steps());
            match &step.work {
                Work::Layer(layer) => {
                    let room = layer.room(rows);
                    let (x, lengths, dx) = match step.input.checked_sub(1) {
                        None => (inputs.values, inputs.lengths, None),
                        Some(source) => {
                            let LayerBuffers { width, y, dy, lengths, .. } = &mut before[source];
                            (&y[..rows * *width], &lengths[..], Some(&mut dy[..rows * *width]))
                        }
                    };
                    let mut back = |dx| {
                        layer.backward(Backward {
                            level: Level::best(),
                            rows,
                            mode,
                            parameters: &self.parameters[step.parameters.clone()],
                            lengths,
                            x,
                            y: &y[..rows * *width],
                            z: &z[..room.pre_activations_kept(observed)],
                            saved: &mut saved[..room.saved],
                            indices: &indices[..room.indices],
                            dy: &mut *dy,
                            dx,
                            gradient: &mut gradient[step.parameters.clone()],
                            scratch: &mut *scratch,
                        });
                    };
                    match dx {
                        Some(dx) if step.shares_input => {
                            let own = &mut spare[..dx.len()];
                            back(Some(&mut *own));
                            add(dx, own);
                        }
                        dx => back(dx),
                    }
                }
                Work::Add { other, shared } => {
                    for (source, shared) in [(step.input, step.shares_input), (*other, *shared)] {
                        let Some(source) = source.checked_sub(1) else { continue };
                        let dx = &mut before[source].dy[..dy.len()];
                        if shared { add(dx, dy) } else { dx.copy_from_slice(dy) }
                    }
                }
            }
        }
        Ok(())
    }

    /// Sets what layers measure on batches, their running means, after a batch went forward in training.
    pub(crate) fn measure(&mut self, workspace: &Workspace<T>) {
        for (step, buffers) in self.program.steps.iter().zip(&workspace.layers) {
            if let Work::Layer(layer) = &step.work {
                let saved = &buffers.saved[..layer.room(workspace.rows).saved];
                layer.measure(workspace.rows, saved, &mut self.parameters[step.parameters.clone()]);
            }
        }
    }

    /// The mean loss over all rows of `batch`, taken through `workspace` piece by piece.
    ///
    /// Fails as [`forward`](Self::forward) and [`loss`](Self::loss) do.
    pub fn evaluate(&self, workspace: &mut Workspace<T>, loss: Loss, batch: Batch<'_, T>) -> Result<f64, NetError> {
        batch.check_shape("the batch", self.input(), self.outputs())?;
        workspace.check(self, 1)?;
        let mut sum = 0.0;
        let mut start = 0;
        while start < batch.rows {
            let rows = (batch.rows - start).min(workspace.capacity());
            let piece = batch.piece(start, rows, self.inputs(), self.outputs());
            self.forward(workspace, piece.without_targets())?;
            sum += self.loss(workspace, loss, piece.targets, piece.weights)? * rows as f64;
            start += rows;
        }
        Ok(sum / batch.rows as f64)
    }
}

/// A value and the steps of its rows: the input, or what an earlier layer passed on.
fn value<'a, T: Element>(before: &'a [LayerBuffers<T>], inputs: Inputs<'a, T>, slot: usize) -> (&'a [T], &'a [usize]) {
    match slot.checked_sub(1) {
        None => (inputs.values, inputs.lengths),
        Some(source) => (&before[source].y[..inputs.rows * before[source].width], &before[source].lengths),
    }
}

/// Sets what lies beyond the end of each row to 0.
fn clear_beyond<T: Element>(numbers: &mut [T], lengths: &[usize], steps: Option<usize>) {
    let Some(steps) = steps else { return };
    let width = if lengths.is_empty() { 1 } else { numbers.len() / lengths.len() };
    for (row, &length) in numbers.chunks_exact_mut(width.max(1)).zip(lengths) {
        row[length * (width / steps)..].fill(T::default());
    }
}

fn add<T: Element>(sum: &mut [T], term: &[T]) {
    for (sum, &term) in sum.iter_mut().zip(term) {
        *sum = *sum + term;
    }
}
