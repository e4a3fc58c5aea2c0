//! Where each layer's parameters lie in the one buffer.

use crate::error::NetError;
use crate::spec::NetworkSpec;
use nonlin::Activation;
use std::ops::Range;

/// The most parameters a network may have: a gibibyte of `f32`. (Gradients and Adam's state take three times
/// that again.) A size beyond this is a slip of the keyboard or a hostile file.
pub const MAX_PARAMETERS: usize = 1 << 28;

/// One dense layer's place in the parameter buffer, the same in gradients and optimiser state.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LayerLayout {
    /// Numbers coming in (the fan-in of each node).
    pub inputs: usize,
    /// Nodes.
    pub units: usize,
    /// `inputs` x `units`, row-major: column `j` holds the weights of node `j`.
    pub weights: Range<usize>,
    /// One per node.
    pub bias: Range<usize>,
    /// Parameters of the activation that are trained (`PReLU`'s `a`, swish's `beta`), one set per layer.
    pub learnable: Range<usize>,
}

/// `hidden layer 1`, `hidden layer 2`, ..., `output layer`.
pub(crate) fn layer_name(spec: &NetworkSpec, index: usize) -> String {
    if index < spec.hidden.len() { format!("hidden layer {}", index + 1) } else { "output layer".to_owned() }
}

/// Places of the parameters that training changes, among all parameters of the activation.
pub(crate) fn learnable_places(activation: &Activation) -> Vec<usize> {
    let parameters = activation.card().parameters;
    (0..parameters.len()).filter(|&place| parameters[place].learnable).collect()
}

/// Lays the layers out one after the other. Fails, naming the layer, where there are no units or too many.
pub(crate) fn lay_out(spec: &NetworkSpec, activations: &[Activation]) -> Result<Vec<LayerLayout>, NetError> {
    let too_large = |index, inputs, units| NetError::TooLarge {
        layer: layer_name(spec, index),
        inputs,
        units,
        limit: MAX_PARAMETERS,
    };
    if spec.inputs == 0 {
        return Err(NetError::NoUnits { layer: "input layer".to_owned() });
    }
    let (mut inputs, mut end) = (spec.inputs, 0_usize);
    let units = spec.hidden.iter().map(|layer| layer.units).chain([spec.output.units]);
    let mut layers = Vec::with_capacity(activations.len());
    for (index, (units, activation)) in units.zip(activations).enumerate() {
        if units == 0 {
            return Err(NetError::NoUnits { layer: layer_name(spec, index) });
        }
        let mut take = |count: Option<usize>| {
            let start = end;
            end = count.and_then(|count| start.checked_add(count)).filter(|&end| end <= MAX_PARAMETERS)?;
            Some(start..end)
        };
        let mut places = || {
            let weights = take(inputs.checked_mul(units))?;
            let bias = take(Some(units))?;
            let learnable = take(Some(learnable_places(activation).len()))?;
            Some(LayerLayout { inputs, units, weights, bias, learnable })
        };
        layers.push(places().ok_or_else(|| too_large(index, inputs, units))?);
        inputs = units;
    }
    Ok(layers)
}
