//! The same network with each activation in turn.

use super::plan::StudyError;
use crate::data::SampleShape;
use crate::model::usual;
use nonlin_net::{ActivationSpec, LayerSpec, ResidualSpec};

/// The layers of every network of a study before its output layer: those given, else what is usual for rows of this shape, with dense
/// layers of `hidden` units where the rows are plain features.
///
/// Fails if there is no place in them for an activation.
pub(super) fn template(
    net: Option<&[LayerSpec]>,
    hidden: &[usize],
    shape: SampleShape,
) -> Result<Vec<LayerSpec>, StudyError> {
    let layers = match (net, shape) {
        (Some(layers), _) => layers.to_vec(),
        (None, SampleShape::Features(_)) => hidden.iter().map(|&units| LayerSpec::dense(units, "relu")).collect(),
        (None, shape) => usual(shape),
    };
    if net.is_some() && with_activation(&layers, "relu") == with_activation(&layers, "tanh") {
        return Err(StudyError::NoPlace);
    }
    Ok(layers)
}

/// The layers with this activation wherever they have one: after a layer, by itself, as the state of a recurrent layer, as the gate of a
/// gated unit. The gates of recurrent layers stay. Behind SELU, dropout is alpha dropout, which keeps mean and variance
/// (Klambauer et al. 2017).
pub(super) fn with_activation(layers: &[LayerSpec], function: &str) -> Vec<LayerSpec> {
    layers.iter().map(|layer| replaced(layer, function)).collect()
}

fn replaced(layer: &LayerSpec, function: &str) -> LayerSpec {
    let own = |old: &ActivationSpec| ActivationSpec {
        per_channel: old.per_channel,
        exact: old.exact,
        ..ActivationSpec::from(function)
    };
    let mut layer = layer.clone();
    match &mut layer {
        LayerSpec::Dense(spec) => spec.activation = spec.activation.as_ref().map(own),
        LayerSpec::Conv(spec) => spec.activation = spec.activation.as_ref().map(own),
        LayerSpec::Activation(spec) => *spec = own(spec),
        LayerSpec::Recurrent(spec) => {
            spec.activation = Some(spec.activation.as_ref().map_or_else(|| ActivationSpec::from(function), own));
        }
        LayerSpec::Gated(spec) => function.clone_into(&mut spec.unit),
        LayerSpec::Residual(ResidualSpec { layers, shortcut }) => {
            *layers = with_activation(layers, function);
            *shortcut = with_activation(shortcut, function);
        }
        LayerSpec::Dropout { rate } if function == "selu" => layer = LayerSpec::AlphaDropout { rate: *rate },
        _ => {}
    }
    layer
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_place_is_found() {
        let layers = LayerSpec::list(
            "64 relu, dropout 0.1, conv 8 3 gelu, tanh, lstm 8 gates hard_sigmoid, gated gelu 4, residual(8 relu, 8), 3",
        )
        .unwrap();
        let texts: Vec<String> = with_activation(&layers, "selu").iter().map(ToString::to_string).collect();
        assert_eq!(
            texts.join(", "),
            "dense 64 selu, alpha_dropout 0.1, conv 8 3 selu, selu, lstm 8 gates hard_sigmoid selu, gated selu 4, \
             residual(dense 8 selu, dense 8), dense 3"
        );
        let none = LayerSpec::list("64, dropout 0.1").unwrap();
        assert!(matches!(template(Some(&none), &[], SampleShape::Features(3)), Err(StudyError::NoPlace)));
    }
}
