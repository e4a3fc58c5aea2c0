//! Looking into a network while it trains.

use crate::network::{LayerView, Network};
use crate::plan::EpochRecord;
use crate::workspace::Workspace;
use nonlin::Element;

/// A place in a training run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Step {
    /// The epoch, from 1.
    pub epoch: usize,
    /// The batch within the epoch, from 0.
    pub batch: usize,
    /// The step within the run, from 1.
    pub step: u64,
}

/// Sees into training. Every method does nothing unless it is written; a step that is not
/// [wanted](Observer::wants) costs one call.
pub trait Observer<T> {
    /// Whether to be shown this step.
    fn wants(&mut self, _step: Step) -> bool {
        false
    }

    /// A step that was wanted: after the backward pass, before clipping and the move of the parameters.
    fn observe(&mut self, _observation: &Observation<'_, T>) {}

    /// The move of a step that was wanted is made: the network has its new parameters.
    fn moved(&mut self, _step: Step, _network: &Network<T>) {}

    /// A step, wanted or not, whose loss or parameters are no numbers: the last one there is. The batch went through once more for this look.
    fn diverged(&mut self, _observation: &Observation<'_, T>) {}

    /// An epoch is finished and validated.
    fn epoch_finished(&mut self, _epoch: &EpochRecord) {}
}

/// Watches nothing.
impl<T> Observer<T> for () {}

/// The inside of a network in the middle of a training step.
#[derive(Clone, Copy, Debug)]
pub struct Observation<'a, T> {
    /// Which step.
    pub step: Step,
    /// The mean loss over the batch.
    pub loss: f64,
    /// The rows of the batch.
    pub rows: usize,
    /// The batch's inputs: rows x inputs.
    pub inputs: &'a [T],
    /// The gradient of the loss with respect to all parameters, laid out as they are.
    pub gradient: &'a [T],
    pub(crate) network: &'a Network<T>,
    pub(crate) workspace: &'a Workspace<T>,
}

/// One layer in the middle of a training step. Matrices are row-major with a row of the batch per row.
#[derive(Clone, Copy, Debug)]
pub struct ObservedLayer<'a, T> {
    /// Its place among all layers, from 0.
    pub index: usize,
    /// Name, shapes, parameters, activation.
    pub layer: LayerView<'a, T>,
    /// What its activation is applied to: rows x output. Empty for a layer without activation.
    pub pre_activations: &'a [T],
    /// What the layer passes on: rows x output.
    pub activations: &'a [T],
    /// The gradient of the mean loss with respect to the pre-activations: rows x output. For a layer without activation, with respect to
    /// what it passes on.
    pub pre_activation_gradient: &'a [T],
    gradient: &'a [T],
}

impl<'a, T: Element> Observation<'a, T> {
    /// The network itself, with the parameters that the gradient was taken at.
    pub fn network(&self) -> &'a Network<T> {
        self.network
    }

    /// The predictions for the batch: rows x outputs.
    pub fn predictions(&self) -> &'a [T] {
        self.workspace.predictions()
    }

    /// The layers, first to last.
    pub fn layers(&self) -> impl ExactSizeIterator<Item = ObservedLayer<'a, T>> + use<'a, T> {
        let Self { network, workspace, gradient, inputs, .. } = *self;
        network.program.steps.iter().enumerate().map(move |(index, step)| {
            // An activation by itself has its input for pre-activations.
            let pre_activations = match (step.kind, step.input.checked_sub(1)) {
                ("activation", None) => inputs,
                ("activation", Some(source)) => workspace.activations(source),
                _ => workspace.pre_activations(index),
            };
            ObservedLayer {
                index,
                layer: network.layer(index),
                pre_activations,
                activations: workspace.activations(index),
                pre_activation_gradient: workspace.pre_activation_gradient(index),
                gradient,
            }
        })
    }
}

impl<'a, T> ObservedLayer<'a, T> {
    /// The gradient with respect to the group of this name; empty if there is no such group.
    pub fn gradient(&self, name: &str) -> &'a [T] {
        let group = self.layer.groups().iter().find(|group| group.name == name);
        group.map_or(&[], |group| &self.gradient[group.range.clone()])
    }

    /// The gradient with respect to the weights, laid out as they are.
    pub fn weight_gradient(&self) -> &'a [T] {
        self.gradient("weight")
    }

    /// The gradient with respect to the biases.
    pub fn bias_gradient(&self) -> &'a [T] {
        self.gradient("bias")
    }
}
