//! A network: its layers, and all its parameters in one buffer.

use crate::error::NetError;
use crate::initialiser::Initialiser;
use crate::layout::{self, LayerLayout};
use crate::spec::{NetworkSpec, OutputActivation};
use crate::workspace::{self, Workspace};
use nonlin::compute::Elementwise;
use nonlin::{Activation, Element};
use std::fmt;

/// A dense network with its parameters.
#[derive(Clone)]
pub struct Network<T> {
    spec: NetworkSpec,
    pub(crate) layers: Vec<Dense<T>>,
    pub(crate) parameters: Vec<T>,
    /// The logistic function, where that is the output activation.
    pub(crate) output_sigmoid: Option<&'static dyn Elementwise>,
}

/// What the engine needs to know of a layer besides its parameters.
#[derive(Clone)]
pub(crate) struct Dense<T> {
    pub(crate) layout: LayerLayout,
    /// `linear` for the output layer, whose activation is applied only when predicting.
    pub(crate) function: &'static dyn Elementwise,
    /// All parameters of the activation in the order of its card, as they start.
    pub(crate) shape: Vec<T>,
    /// Places in `shape` of those that are learnt.
    pub(crate) learnable: Vec<usize>,
}

/// One layer's parameters, read from the network's buffer.
#[derive(Clone, Copy, Debug)]
pub struct Layer<'a, T> {
    layout: &'a LayerLayout,
    parameters: &'a [T],
    activation: &'static str,
}

impl<T: Element> Network<T> {
    /// A network of this shape with its initial weights, which `seed` decides; biases are 0.
    ///
    /// Fails, before anything large is allocated, on a layer without units, an unknown activation, one
    /// that works on whole rows, or more than [`MAX_PARAMETERS`](crate::MAX_PARAMETERS) parameters.
    pub fn new(spec: &NetworkSpec, seed: u64) -> Result<Self, NetError> {
        if spec.output.activation == OutputActivation::Softmax && spec.output.units == 1 {
            return Err(NetError::SoftmaxOfOne);
        }
        let mut activations = Vec::with_capacity(spec.hidden.len() + 1);
        for (index, layer) in spec.hidden.iter().enumerate() {
            activations.push(layer.activation.resolve(&layout::layer_name(spec, index))?);
        }
        activations.push(built_in(OutputActivation::Linear)?);
        let layouts = layout::lay_out(spec, &activations)?;

        let total = layouts.last().map_or(0, |layer| layer.learnable.end);
        let mut parameters = workspace::zeros(total, || "the parameters".to_owned())?;
        let chosen = spec.hidden.iter().map(|layer| layer.initialiser).chain([spec.output.initialiser]);
        let mut layers = Vec::with_capacity(layouts.len());
        for (index, ((layout, activation), chosen)) in layouts.into_iter().zip(&activations).zip(chosen).enumerate() {
            let initialiser = chosen.unwrap_or_else(|| Initialiser::for_family(activation.card().family));
            initialiser.fill(&mut parameters[layout.weights.clone()], &layout, index, seed);
            let shape: Vec<T> = activation.parameters().iter().map(|&value| T::from_f64(value)).collect();
            let learnable = layout::learnable_places(activation);
            for (parameter, &place) in parameters[layout.learnable.clone()].iter_mut().zip(&learnable) {
                *parameter = shape[place];
            }
            layers.push(Dense { layout, function: activation.function(), shape, learnable });
        }
        let output_sigmoid = match spec.output.activation {
            OutputActivation::Sigmoid => Some(built_in(OutputActivation::Sigmoid)?.function()),
            OutputActivation::Linear | OutputActivation::Softmax => None,
        };
        Ok(Self { spec: spec.clone(), layers, parameters, output_sigmoid })
    }

    /// Buffers for batches of up to `rows` rows. Fails if there is no memory for them.
    pub fn workspace(&self, rows: usize) -> Result<Workspace<T>, NetError> {
        Workspace::new(self, rows)
    }

    /// What the network was built from.
    pub fn spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// Numbers per row of input.
    pub fn inputs(&self) -> usize {
        self.spec.inputs
    }

    /// Numbers per row of output.
    pub fn outputs(&self) -> usize {
        self.spec.output.units
    }

    /// The output activation.
    pub fn output_activation(&self) -> OutputActivation {
        self.spec.output.activation
    }

    /// All parameters; [`Layer::layout`] says which is which.
    pub fn parameters(&self) -> &[T] {
        &self.parameters
    }

    /// All parameters, to be changed.
    pub fn parameters_mut(&mut self) -> &mut [T] {
        &mut self.parameters
    }

    /// The number of layers with parameters: the hidden ones and the output layer.
    pub fn layer_count(&self) -> usize {
        self.layers.len()
    }

    /// A layer's parameters; the hidden layers come first, the output layer last.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn layer(&self, index: usize) -> Layer<'_, T> {
        let Dense { layout, function, .. } = &self.layers[index];
        let output = index + 1 == self.layers.len();
        let activation = if output { self.spec.output.activation.name() } else { function.card().name };
        Layer { layout, parameters: &self.parameters, activation }
    }

    /// `hidden layer 1`, ..., `output layer`.
    pub fn layer_name(&self, index: usize) -> String {
        layout::layer_name(&self.spec, index)
    }
}

impl<'a, T> Layer<'a, T> {
    /// Sizes, and places in the parameter buffer.
    pub fn layout(self) -> &'a LayerLayout {
        self.layout
    }

    /// The activation's name in the registry.
    pub fn activation(self) -> &'static str {
        self.activation
    }

    /// The weights: inputs x units, row-major.
    pub fn weights(self) -> &'a [T] {
        &self.parameters[self.layout.weights.clone()]
    }

    /// The biases, one per unit.
    pub fn bias(self) -> &'a [T] {
        &self.parameters[self.layout.bias.clone()]
    }

    /// The activation's parameters that are learnt, in the order of its card.
    pub fn activation_parameters(self) -> &'a [T] {
        &self.parameters[self.layout.learnable.clone()]
    }
}

impl<T> fmt::Debug for Network<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Network")
            .field("spec", &self.spec)
            .field("parameters", &self.parameters.len())
            .finish_non_exhaustive()
    }
}

/// An output activation as an element-wise function of the registry.
fn built_in(activation: OutputActivation) -> Result<Activation, NetError> {
    let wrong = |source| NetError::Activation { layer: "output layer".to_owned(), source };
    Activation::named(activation.name()).map_err(wrong)
}
