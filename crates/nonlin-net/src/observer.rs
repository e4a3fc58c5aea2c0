//! Looking into a network while it trains.

use crate::network::{Layer, Network};
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

/// One layer in the middle of a training step. Matrices are row-major.
#[derive(Clone, Copy, Debug)]
pub struct ObservedLayer<'a, T> {
    /// From 0 for the first hidden layer; the output layer is the last.
    pub index: usize,
    /// Weights, biases, activation, sizes.
    pub layer: Layer<'a, T>,
    /// `x w + b`: rows x units.
    pub pre_activations: &'a [T],
    /// What the layer passes on: rows x units. The output layer's are the predictions.
    pub activations: &'a [T],
    /// The gradient of the mean loss with respect to the pre-activations: rows x units.
    pub pre_activation_gradient: &'a [T],
    /// The gradient with respect to the weights: inputs x units.
    pub weight_gradient: &'a [T],
    /// The gradient with respect to the biases: one per unit.
    pub bias_gradient: &'a [T],
    /// The gradient with respect to the activation's parameters that are learnt.
    pub activation_parameter_gradient: &'a [T],
}

impl<'a, T: Element> Observation<'a, T> {
    /// The network itself, with the parameters that the gradient was taken at.
    pub fn network(&self) -> &'a Network<T> {
        self.network
    }

    /// The layers, first hidden one first, the output layer last.
    pub fn layers(&self) -> impl ExactSizeIterator<Item = ObservedLayer<'a, T>> + use<'a, T> {
        let Self { network, workspace, gradient, .. } = *self;
        (0..network.layer_count()).map(move |index| {
            let layer = network.layer(index);
            let layout = layer.layout();
            ObservedLayer {
                index,
                layer,
                pre_activations: workspace.pre_activations(index),
                activations: workspace.activations(index),
                pre_activation_gradient: workspace.pre_activation_gradient(index),
                weight_gradient: &gradient[layout.weights.clone()],
                bias_gradient: &gradient[layout.bias.clone()],
                activation_parameter_gradient: &gradient[layout.learnable.clone()],
            }
        })
    }
}
