//! A network and its training as something that can be changed.

use crate::data::SampleShape;
use crate::model::{Beginning, Settings, usual};
use nonlin_net::{LayerSpec, Network, TrainingPlan};

/// A network before its output layer, and how it is trained.
#[derive(Clone, Debug)]
pub struct Design {
    /// The layers before the output layer.
    pub layers: Vec<LayerSpec>,
    /// How they are trained.
    pub plan: TrainingPlan,
    /// What a network that was given whole has in and behind its output layer, though a new one would not.
    pub(super) ending: Vec<LayerSpec>,
    /// That network; none if it starts from new weights.
    pub(super) trained: Option<Box<Network<f32>>>,
    /// Whether such a network can be had from new weights too: it ends in a dense layer of the task's outputs.
    pub(super) renewable: bool,
}

impl Design {
    /// What `settings` say, for rows of this shape and so many outputs.
    pub(super) fn of(settings: &Settings, shape: SampleShape, outputs: usize) -> Self {
        let plan = settings.plan.clone();
        let new = |layers| Self { layers, plan: plan.clone(), ending: Vec::new(), trained: None, renewable: true };
        match &settings.start {
            Beginning::Usual => new(usual(shape)),
            Beginning::Layers(layers) => new(layers.clone()),
            Beginning::Trained(network) => {
                let (layers, ending, renewable) = parts(&network.spec().layers, outputs);
                Self { ending, trained: Some(network.clone()), renewable, ..new(layers) }
            }
        }
    }

    /// Where its training starts.
    pub fn start(&self) -> Beginning {
        match &self.trained {
            Some(network) => Beginning::Trained(network.clone()),
            None => Beginning::Layers(self.layers.clone()),
        }
    }

    /// The layers before the output layer as `--net` takes them.
    pub fn net(&self) -> String {
        self.layers.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
    }

    /// Whether it starts from new weights.
    pub fn is_new(&self) -> bool {
        self.trained.is_none()
    }
}

/// Hidden layers, whatever the output layer has of its own or behind it, and whether there is an output layer as a new network has one.
fn parts(layers: &[LayerSpec], outputs: usize) -> (Vec<LayerSpec>, Vec<LayerSpec>, bool) {
    let plain = |layer: &&LayerSpec| !matches!(layer, LayerSpec::Activation(_) | LayerSpec::Rows { .. });
    let behind = layers.iter().rev().take_while(|layer| !plain(layer)).count();
    let (front, behind) = layers.split_at(layers.len() - behind);
    match front.split_last() {
        Some((LayerSpec::Dense(dense), hidden)) if dense.units == outputs => {
            let own = dense.activation.clone().filter(|own| own.name != "linear").map(LayerSpec::Activation);
            (hidden.to_vec(), own.into_iter().chain(behind.iter().cloned()).collect(), true)
        }
        _ => (layers.to_vec(), Vec::new(), false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_in_and_behind_an_output_layer_is_told_apart() {
        let told = |text: &str| {
            let (hidden, ending, renewable) = parts(&LayerSpec::list(text).unwrap(), 3);
            (hidden.len(), ending.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "), renewable)
        };
        assert_eq!(told("8 relu, 3"), (1, String::new(), true));
        assert_eq!(told("8 relu, 3 linear"), (1, String::new(), true));
        assert_eq!(told("8 relu, 3 tanh, softmax"), (1, "tanh, softmax".to_owned(), true));
        assert_eq!(told("conv 3 3, global_average_pool"), (2, String::new(), false));
    }
}
