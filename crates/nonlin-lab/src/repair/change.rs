//! The doctor's changes, made: each to a design, with what was changed in words, or why it cannot be.

use super::design::Design;
use super::walk::{each, is_followed_by_activation, is_linear, rewritten};
use nonlin_doctor::{Change, Finding};
use nonlin_net::{ActivationSpec, LayerSpec};
use std::collections::BTreeMap;

/// The smallest learning rate that makes sense of single precision.
const SMALLEST_RATE: f64 = 1e-8;

/// Makes `change`, which `finding` asks for. Says what was changed, or why nothing was; then `design` is as it was.
pub(super) fn make(change: &Change, finding: &Finding, design: &mut Design) -> Result<Vec<String>, String> {
    let (layers, said) = match change {
        Change::LearningRate { factor } => return learning_rate(*factor, design),
        Change::ClipNorm { limit } => return clip(*limit, design),
        Change::PlainOutput => return plain_output(design),
        Change::Activation { to } => activation(to, &design.layers),
        Change::Activate { to } => activate(to, finding, &design.layers),
        Change::FittingInitialiser => fitting_initialiser(&design.layers),
        Change::Normalise => normalise(&design.layers),
        Change::ScaleInputs => scale_inputs(&design.layers),
        Change::Dropout { rate, alpha } => dropout(*rate, *alpha, &design.layers),
        Change::Bias => bias(&design.layers),
        Change::NoNormalisation => no_normalisation(&design.layers),
    };
    if said.is_empty() {
        return Err(nothing(change).to_owned());
    }
    let anew = begin_anew(design)?;
    design.layers = layers;
    Ok(said.into_iter().chain(anew).collect())
}

/// What to try where a change is in place already and did not help.
pub(super) fn next(change: &Change) -> Option<Change> {
    match change {
        Change::Activation { .. } | Change::FittingInitialiser => Some(Change::Normalise),
        Change::Normalise | Change::ClipNorm { .. } => Some(Change::LearningRate { factor: 0.1 }),
        _ => None,
    }
}

/// Takes new weights for a network that was trained before, whose own do not fit other layers.
pub(super) fn begin_anew(design: &mut Design) -> Result<Vec<String>, String> {
    if design.trained.is_none() {
        return Ok(Vec::new());
    }
    if !design.renewable {
        let reason = "the network given ends in no dense layer of as many units as there are outputs, so `--net` cannot say a changed one";
        return Err(reason.to_owned());
    }
    design.trained = None;
    let mut said = vec!["new initial weights, for those that were given belong to the network as it was".to_owned()];
    said.extend(dropped(&std::mem::take(&mut design.ending)));
    Ok(said)
}

fn dropped(ending: &[LayerSpec]) -> Option<String> {
    let names: Vec<String> = ending.iter().map(|layer| format!("`{layer}`")).collect();
    (!names.is_empty()).then(|| format!("no {} in or behind the output layer", names.join(", ")))
}

/// Why a change of layers changes nothing.
fn nothing(change: &Change) -> &'static str {
    match change {
        Change::Activation { .. } | Change::Activate { .. } => {
            "all layers that could take another activation have it already"
        }
        Change::FittingInitialiser => "all layers start with the initialiser that fits already",
        Change::Normalise => "there is a normalisation after the weights of all layers that can have one already",
        Change::ScaleInputs => "the inputs are normalised already, or are no numbers",
        Change::Dropout { .. } => "there is no dropout with a larger rate",
        Change::Bias => "all layers have a bias already",
        Change::NoNormalisation => "there is no normalisation",
        Change::PlainOutput | Change::LearningRate { .. } | Change::ClipNorm { .. } => "it is so already",
    }
}

fn learning_rate(factor: f64, design: &mut Design) -> Result<Vec<String>, String> {
    let old = design.plan.learning_rate;
    // Two digits, so that it can be typed.
    let new: f64 = format!("{:.1e}", old * factor).parse().map_err(|_| "the learning rate is no number".to_owned())?;
    if !(new.is_finite() && new >= SMALLEST_RATE && new != old) {
        return Err(format!("a learning rate of {new} is none to learn with"));
    }
    design.plan.learning_rate = new;
    Ok(vec![format!("learning rate {new} instead of {old}")])
}

fn clip(limit: f64, design: &mut Design) -> Result<Vec<String>, String> {
    match design.plan.clip_norm {
        Some(old) if old <= limit => Err(format!("gradients are shortened to a length of {old} already")),
        _ => {
            design.plan.clip_norm = Some(limit);
            Ok(vec![format!("gradients shortened to a length of {limit}")])
        }
    }
}

fn plain_output(design: &mut Design) -> Result<Vec<String>, String> {
    if design.ending.is_empty() {
        return Err("the output layer has no activation of its own already".to_owned());
    }
    begin_anew(design)
}

/// The layers changed by `change`, which gives a line for each layer that it changed; equal lines are told once, with their number.
fn changed(
    layers: &[LayerSpec],
    mut change: impl FnMut(usize, &mut LayerSpec) -> Option<String>,
) -> (Vec<LayerSpec>, Vec<String>) {
    let mut layers = layers.to_vec();
    let mut said = Vec::new();
    each(&mut layers, &mut |place, layer| said.extend(change(place, layer)));
    (layers, counted(&said))
}

fn counted(said: &[String]) -> Vec<String> {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for line in said {
        *counts.entry(line).or_default() += 1;
    }
    let mut told: Vec<&str> = Vec::new();
    for line in said {
        if !told.contains(&line.as_str()) {
            told.push(line);
        }
    }
    let line = |text: &str| match counts.get(text).copied().unwrap_or(1) {
        1 => format!("{text} in 1 layer"),
        count => format!("{text} in {count} layers"),
    };
    told.into_iter().map(line).collect()
}

/// Another activation wherever there is one. Gates stay, and so does the state of a recurrent layer while it is `tanh`: with an unbounded
/// function in its place the state would grow from step to step.
fn activation(to: &str, layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    let replace = |old: &mut ActivationSpec, with: &str| {
        (old.name != with).then(|| {
            let said = format!("`{with}` instead of `{old}`");
            let (per_channel, exact) = (old.per_channel, old.exact);
            *old = ActivationSpec { per_channel, exact, ..ActivationSpec::from(with) };
            said
        })
    };
    changed(layers, |_, layer| match layer {
        LayerSpec::Dense(spec) => {
            let said = replace(spec.activation.as_mut().filter(|own| !is_linear(&own.name))?, to)?;
            spec.initialiser = None;
            Some(said)
        }
        LayerSpec::Conv(spec) => {
            let said = replace(spec.activation.as_mut().filter(|own| !is_linear(&own.name))?, to)?;
            spec.initialiser = None;
            Some(said)
        }
        LayerSpec::Activation(own) if !is_linear(&own.name) => replace(own, to),
        LayerSpec::Recurrent(spec) => replace(spec.activation.as_mut().filter(|own| own.name != "tanh")?, "tanh"),
        _ => None,
    })
}

/// An activation in the layers of the finding that have none.
fn activate(to: &str, finding: &Finding, layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    // Layers whose sums an activation of its own takes up further on have one.
    let mut place = 0;
    let mut bent = Vec::new();
    followed(layers, &mut place, &mut bent);
    let bends = |own: &Option<ActivationSpec>| own.as_ref().is_some_and(|own| !is_linear(&own.name));
    changed(layers, |place, layer| {
        let of_finding = finding.layers.contains(&place) && !bent.get(place).copied().unwrap_or(false);
        let own = match layer {
            LayerSpec::Dense(spec) => &mut spec.activation,
            LayerSpec::Conv(spec) => &mut spec.activation,
            _ => return None,
        };
        if !of_finding || bends(own) {
            return None;
        }
        *own = Some(ActivationSpec::from(to));
        Some(format!("`{to}` where there was no activation"))
    })
}

/// For each place, whether an activation comes before the next weights.
fn followed(layers: &[LayerSpec], place: &mut usize, bent: &mut Vec<bool>) {
    for (index, layer) in layers.iter().enumerate() {
        match layer {
            LayerSpec::Flatten => continue,
            LayerSpec::Residual(block) => {
                followed(&block.shortcut, place, bent);
                followed(&block.layers, place, bent);
            }
            _ => {}
        }
        bent.push(is_followed_by_activation(layers, index));
        *place += 1;
    }
}

fn fitting_initialiser(layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    changed(layers, |_, layer| {
        let initialiser = match layer {
            LayerSpec::Dense(spec) => &mut spec.initialiser,
            LayerSpec::Conv(spec) => &mut spec.initialiser,
            LayerSpec::Recurrent(spec) => &mut spec.initialiser,
            LayerSpec::Gated(spec) => &mut spec.initialiser,
            _ => return None,
        };
        let old = initialiser.take()?;
        Some(format!("the activation's own initialiser instead of `{old}`"))
    })
}

/// Batch normalisation after the weights of each dense layer and convolution, before its activation.
fn normalise(layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    let mut count = Vec::new();
    let layers = rewritten(layers, false, &mut |layers, _| {
        let mut new = Vec::new();
        for (place, layer) in layers.iter().enumerate() {
            let next = layers.get(place + 1);
            let mut layer = layer.clone();
            let own = match &mut layer {
                LayerSpec::Dense(spec) => spec.activation.take(),
                LayerSpec::Conv(spec) => spec.activation.take(),
                _ => {
                    new.push(layer);
                    continue;
                }
            };
            if own.is_none() && next.is_some_and(is_normalisation) {
                new.push(layer);
                continue;
            }
            count.push("`batch_norm` after the weights".to_owned());
            new.extend([layer, batch_norm()]);
            new.extend(own.map(LayerSpec::Activation));
        }
        new
    });
    (layers, counted(&count))
}

fn batch_norm() -> LayerSpec {
    // PyTorch's numbers, as the text `batch_norm` has them.
    LayerSpec::BatchNorm { momentum: 0.1, epsilon: 1e-5 }
}

fn is_normalisation(layer: &LayerSpec) -> bool {
    matches!(layer, LayerSpec::BatchNorm { .. } | LayerSpec::LayerNorm { .. } | LayerSpec::RmsNorm { .. })
}

/// A normalisation before everything else brings inputs into scale.
fn scale_inputs(layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    if layers.first().is_some_and(|layer| is_normalisation(layer) || matches!(layer, LayerSpec::Embedding { .. })) {
        return (layers.to_vec(), Vec::new());
    }
    let said = "`batch_norm` before the first layer, which brings the inputs to mean 0 and deviation 1";
    (std::iter::once(batch_norm()).chain(layers.iter().cloned()).collect(), vec![said.to_owned()])
}

fn dropout(rate: f64, alpha: bool, layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    changed(layers, |_, layer| {
        let (LayerSpec::Dropout { rate: own } | LayerSpec::AlphaDropout { rate: own }) = layer else { return None };
        let rate = own.min(rate);
        let is_alpha = alpha || matches!(layer, LayerSpec::AlphaDropout { .. });
        let new = if is_alpha { LayerSpec::AlphaDropout { rate } } else { LayerSpec::Dropout { rate } };
        (new != *layer).then(|| {
            let said = format!("`{new}` instead of `{layer}`");
            *layer = new;
            said
        })
    })
}

fn bias(layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    changed(layers, |_, layer| {
        let bias = match layer {
            LayerSpec::Dense(spec) => &mut spec.bias,
            LayerSpec::Conv(spec) => &mut spec.bias,
            _ => return None,
        };
        (!std::mem::replace(bias, true)).then(|| "a bias".to_owned())
    })
}

fn no_normalisation(layers: &[LayerSpec]) -> (Vec<LayerSpec>, Vec<String>) {
    let mut said = Vec::new();
    let layers = rewritten(layers, false, &mut |layers, inside| {
        let (gone, kept): (Vec<_>, Vec<_>) = layers.iter().cloned().partition(is_normalisation);
        // A block has to hold something.
        if inside && kept.is_empty() {
            return layers;
        }
        said.extend(gone.iter().map(|layer| format!("no `{layer}`")));
        kept
    });
    let mut told: Vec<String> = Vec::new();
    for line in said {
        if !told.contains(&line) {
            told.push(line);
        }
    }
    (layers, told)
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin_doctor::{Certainty, Severity};
    use nonlin_net::{Loss, Network, NetworkSpec, OutputActivation, Shape, TrainingPlan};

    fn design(text: &str) -> Design {
        Design {
            layers: LayerSpec::list(text).unwrap(),
            plan: TrainingPlan::new(Loss::SoftmaxCrossEntropy),
            ending: Vec::new(),
            trained: None,
            renewable: true,
        }
    }

    fn finding(layers: Vec<usize>) -> Finding {
        let (rule, place, what, remedy) = Default::default();
        let (severity, certainty) = (Severity::Serious, Certainty::Certain);
        Finding { rule, place, what, remedy, severity, certainty, step: None, layers, change: None, because: None }
    }

    fn all() -> Vec<Change> {
        let to = || "relu".to_owned();
        vec![
            Change::Activation { to: to() },
            Change::Activate { to: to() },
            Change::PlainOutput,
            Change::FittingInitialiser,
            Change::LearningRate { factor: 0.0123 },
            Change::ClipNorm { limit: 1.0 },
            Change::Normalise,
            Change::ScaleInputs,
            Change::Dropout { rate: 0.2, alpha: false },
            Change::Dropout { rate: 0.1, alpha: true },
            Change::Bias,
            Change::NoNormalisation,
        ]
    }

    /// The layers after the change, and what is said of it; why not if there is none.
    fn after(change: &Change, text: &str, layers: &[usize]) -> (String, String) {
        let mut design = design(text);
        let said = make(change, &finding(layers.to_vec()), &mut design);
        (design.net(), said.map_or_else(|why| why, |said| said.join("; ")))
    }

    #[test]
    fn each_change_does_what_it_is_called() {
        let changed = |change: Change, text: &str| after(&change, text, &[0, 1, 2]).0;
        let relu = || "relu".to_owned();
        let activation = Change::Activation { to: relu() };
        assert_eq!(
            after(&activation, "8 init normal(0.1) sigmoid, dense 8 tanh, batch_norm, sigmoid, 4 relu", &[]),
            (
                "dense 8 relu, dense 8 relu, batch_norm, relu, dense 4 relu".to_owned(),
                "`relu` instead of `sigmoid` in 2 layers; `relu` instead of `tanh` in 1 layer".to_owned()
            )
        );
        // A state is not let loose; gates stay.
        assert_eq!(changed(activation.clone(), "rnn 8 all, rnn 8 relu, glu 8"), "rnn 8 all, rnn 8 tanh, glu 8");
        assert_eq!(
            changed(Change::Activate { to: relu() }, "8, 8 gelu, 8, batch_norm, gelu, 8"),
            "dense 8 relu, dense 8 gelu, dense 8, batch_norm, gelu, dense 8"
        );
        assert_eq!(changed(Change::Activate { to: relu() }, "8 linear, 8"), "dense 8 relu, dense 8 relu");
        assert_eq!(
            changed(Change::FittingInitialiser, "8 init zeros relu, rnn 4 init constant(1)"),
            "dense 8 relu, rnn 4"
        );
        assert_eq!(
            changed(Change::Normalise, "8 tanh, 8, layer_norm, residual(8 relu, 8)"),
            "dense 8, batch_norm, tanh, dense 8, layer_norm, residual(dense 8, batch_norm, relu, dense 8, batch_norm)"
        );
        assert_eq!(changed(Change::ScaleInputs, "8 tanh"), "batch_norm, dense 8 tanh");
        let dropout = Change::Dropout { rate: 0.2, alpha: false };
        assert_eq!(
            changed(dropout, "8 relu, dropout 0.9, 8 relu, dropout 0.1"),
            "dense 8 relu, dropout 0.2, dense 8 relu, dropout 0.1"
        );
        let alpha = Change::Dropout { rate: 0.1, alpha: true };
        assert_eq!(changed(alpha, "8 selu, dropout 0.3"), "dense 8 selu, alpha_dropout 0.1");
        assert_eq!(changed(Change::Bias, "8 nobias selu, 4 relu"), "dense 8 selu, dense 4 relu");
        assert_eq!(
            changed(Change::NoNormalisation, "8 selu, batch_norm, residual(layer_norm)"),
            "dense 8 selu, residual(layer_norm)"
        );

        let mut plan = design("8 relu");
        let said = make(&Change::LearningRate { factor: 0.0123 }, &finding(Vec::new()), &mut plan).unwrap();
        assert_eq!((plan.plan.learning_rate, said[0].as_str()), (1.2e-5, "learning rate 0.000012 instead of 0.001"));
        make(&Change::ClipNorm { limit: 1.0 }, &finding(Vec::new()), &mut plan).unwrap();
        assert_eq!(plan.plan.clip_norm, Some(1.0));
        assert!(
            make(&Change::ClipNorm { limit: 1.0 }, &finding(Vec::new()), &mut plan).unwrap_err().contains("already")
        );
    }

    #[test]
    fn a_changed_design_can_be_built_and_typed_and_a_refused_change_leaves_it_alone() {
        let features = [
            "8 sigmoid, 8 sigmoid",
            "8, 8 linear, 8 nobias",
            "8 init zeros selu, dropout 0.95, batch_norm, 8 selu",
            "residual(6 tanh, 5) shortcut(5), swiglu 4, 3 \"x * tanh(x)\"",
            "layer_norm, 8 nobias step, alpha_dropout 0.9, softmax, prelu per_channel",
        ];
        let steps = [
            "rnn 4 relu",
            "lstm 4 all init normal(3) gates hard_sigmoid, gru 3",
            "conv 4 3 nobias step, global_max_pool",
        ];
        let of = |shape: Shape, texts: &[&'static str]| texts.iter().map(|text| (shape, *text)).collect::<Vec<_>>();
        let cases = [of(Shape::Features(5), &features), of(Shape::Sequence { steps: 6, features: 2 }, &steps)].concat();
        let mut made_of_each = vec![0; all().len()];
        for (shape, text) in cases {
            for (change, count) in all().iter().zip(&mut made_of_each) {
                let before = design(text);
                let mut after = before.clone();
                let said = make(change, &finding((0..9).collect()), &mut after);
                let same = after.layers == before.layers && after.plan == before.plan;
                assert_eq!(said.is_err(), same, "{change:?} of {text}: {said:?}");
                assert_eq!(LayerSpec::list(&after.net()).unwrap(), after.layers, "{}", after.net());
                let layers = crate::model::with_output(after.layers, 3);
                let spec = NetworkSpec { input: shape, layers, output: OutputActivation::Softmax };
                Network::<f32>::new(&spec, 1).unwrap_or_else(|error| panic!("{change:?} of {text}: {error}"));
                *count += usize::from(said.is_ok());
            }
        }
        // An output layer has something of its own only in a network that was given whole.
        let never: Vec<_> = all().into_iter().zip(made_of_each).filter(|(_, count)| *count == 0).collect();
        assert_eq!(never, [(Change::PlainOutput, 0)]);
    }

    #[test]
    fn a_network_given_whole_gets_new_weights_and_a_plain_output_layer() {
        let spec: NetworkSpec = "5, 8 relu, 3 tanh, softmax, softmax".parse().unwrap();
        let network = Box::new(Network::<f32>::new(&spec, 1).unwrap());
        let ending = LayerSpec::list("tanh, softmax").unwrap();
        let mut whole = Design { ending, trained: Some(network), ..design("8 relu") };
        let said = make(&Change::PlainOutput, &finding(Vec::new()), &mut whole).unwrap();
        assert!(said[0].contains("new initial weights") && said[1].contains("`tanh`, `softmax`"), "{said:?}");
        assert!(whole.is_new() && whole.ending.is_empty());
        assert!(make(&Change::PlainOutput, &finding(Vec::new()), &mut whole).is_err());
    }
}
