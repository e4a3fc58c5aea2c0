//! A network's layers as the doctor knows layers.

use nonlin_doctor::record::{Layout, Recorder, weights};
use nonlin_doctor::trace::About;
use nonlin_doctor::{LayerKind, LayerTrace, Trace};
use nonlin_net::{LayerSpec, LayerView, Network, Shape};

/// What can be told of a network without any data. `initial` says that its weights are the ones it started with.
pub fn still(network: &Network<f32>, source: &str, initial: bool) -> Trace {
    let mut recorder = Recorder::new(about(network, source));
    describe(network, initial, &mut recorder);
    recorder.finish()
}

/// What a network is, apart from its layers.
pub(super) fn about(network: &Network<f32>, source: &str) -> About {
    About {
        source: source.to_owned(),
        output_activation: Some(network.output_activation().name().to_owned()),
        outputs: Some(network.outputs()),
        ..About::default()
    }
}

/// What a layer's activation is applied to; of a layer without one, what it passes on.
pub(super) fn before<'a>(pre_activations: &'a [f32], activations: &'a [f32]) -> &'a [f32] {
    if pre_activations.is_empty() { activations } else { pre_activations }
}

/// Tells the recorder of every layer.
pub(super) fn describe(network: &Network<f32>, initial: bool, recorder: &mut Recorder) {
    let mut parts = Vec::new();
    listed(&network.spec().layers, false, &mut parts);
    let last = network.layer_count().saturating_sub(1);
    for (index, layer) in network.layers().enumerate() {
        let part = parts.get(index).copied().unwrap_or(Part { spec: None, residual: false });
        let trace = LayerTrace { output: index == last, residual: part.residual, initial, ..of(&layer, part.spec) };
        let layout = match layer.output() {
            Shape::Image { height, width, .. } => Layout::Planes { places: height * width },
            _ => Layout::Interleaved,
        };
        recorder.layer(trace, layer.activation(), layout);
    }
}

/// What a layer was made from; nothing for the sum at the end of a residual block.
#[derive(Clone, Copy)]
struct Part<'a> {
    spec: Option<&'a LayerSpec>,
    residual: bool,
}

/// The layers in the order of the network's own.
fn listed<'a>(layers: &'a [LayerSpec], residual: bool, parts: &mut Vec<Part<'a>>) {
    for spec in layers {
        match spec {
            LayerSpec::Flatten => {}
            LayerSpec::Residual(block) => {
                listed(&block.shortcut, true, parts);
                listed(&block.layers, true, parts);
                parts.push(Part { spec: None, residual });
            }
            _ => parts.push(Part { spec: Some(spec), residual }),
        }
    }
}

fn of(layer: &LayerView<'_, f32>, spec: Option<&LayerSpec>) -> LayerTrace {
    let units = layer.output().channels();
    let kind = match layer.kind() {
        "dense" => LayerKind::Dense,
        "conv" => LayerKind::Convolution,
        "rnn" | "lstm" | "gru" => LayerKind::Recurrent,
        "embedding" => LayerKind::Embedding,
        "batch_norm" => LayerKind::BatchNorm,
        "layer_norm" | "rms_norm" => LayerKind::RowNorm,
        "dropout" => LayerKind::Dropout,
        "alpha_dropout" => LayerKind::AlphaDropout,
        "activation" => LayerKind::Activation,
        "rows" => LayerKind::Rows,
        "add" => LayerKind::Add,
        _ => LayerKind::Other,
    };
    let (bias, rate) = match spec {
        Some(LayerSpec::Dense(dense)) => (Some(dense.bias), None),
        Some(LayerSpec::Conv(conv)) => (Some(conv.bias), None),
        Some(LayerSpec::Dropout { rate } | LayerSpec::AlphaDropout { rate }) => (None, Some(*rate)),
        _ => (None, None),
    };
    let activation = match (spec, layer.activation()) {
        (Some(LayerSpec::Rows { function }), _) => function.clone(),
        // The engine has it inside the layer; its name is known all the same.
        (Some(LayerSpec::Recurrent(recurrent)), _) => {
            recurrent.activation.as_ref().map_or_else(|| "tanh".to_owned(), |own| own.name.clone())
        }
        (_, activation) => activation.map_or("linear", |activation| activation.card().name).to_owned(),
    };
    let numbers = layer.weights();
    let fan_in = match kind {
        LayerKind::Recurrent => layer.input().channels(),
        LayerKind::Dense | LayerKind::Convolution => numbers.len() / units.max(1),
        _ => 0,
    };
    let seen = (kind.has_weights() && !numbers.is_empty()).then(|| weights(numbers, layer.bias(), units, false));
    let name = layer.name().to_owned();
    LayerTrace { kind, bias, rate, units, fan_in, weights: seen, ..LayerTrace::unseen(&name, &activation) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin_net::NetworkSpec;

    #[test]
    fn a_block_with_a_shortcut_has_its_layers_in_the_order_in_which_they_work() {
        let spec: NetworkSpec = "4, residual(8 nobias relu, 8) shortcut(8), 2 softmax".parse().unwrap();
        let trace = still(&Network::new(&spec, 1).unwrap(), "test", true);
        let seen: Vec<_> = trace.layers.iter().map(|layer| (layer.bias, layer.activation.as_str())).collect();
        assert_eq!(
            seen,
            [
                (Some(true), "linear"),
                (Some(false), "relu"),
                (Some(true), "linear"),
                (None, "linear"),
                (Some(true), "linear")
            ]
        );
    }
}
