//! The gradient of every parameter against central finite differences in `f64`: every activation, every loss.

use nonlin::functions::elementwise;
use nonlin_net::{DenseSpec, Inputs, LayerView, Loss, Network, NetworkSpec, OutputActivation};
use std::ops::Range;

const ROWS: usize = 6;
const INPUTS: usize = 3;

/// Each loss with its outputs and a target for row `i`, output `j`.
type Target = fn(usize, usize) -> f64;
const LOSSES: [(Loss, OutputActivation, usize, Target); 5] = [
    (Loss::MeanSquaredError, OutputActivation::Linear, 2, |i, j| (i as f64 - 2.5 * j as f64) / 3.0),
    (Loss::BinaryCrossEntropy, OutputActivation::Sigmoid, 1, |i, _| (i % 2) as f64),
    (Loss::MultiLabelCrossEntropy, OutputActivation::Sigmoid, 3, |i, j| ((i >> j) % 2) as f64),
    (Loss::SoftmaxCrossEntropy, OutputActivation::Softmax, 3, |i, j| f64::from(u8::from(i % 3 == j))),
    // Soft targets.
    (Loss::SoftmaxCrossEntropy, OutputActivation::Softmax, 3, |i, j| if i % 3 == j { 0.6 } else { 0.2 }),
];

struct Checked {
    analytic: Vec<f64>,
    numeric: Vec<f64>,
    /// Parameters left out because a kink lies between the two points of their difference.
    skipped: usize,
}

impl Checked {
    fn relative_error(&self) -> f64 {
        let norm = |x: &mut dyn Iterator<Item = f64>| x.map(|x| x * x).sum::<f64>().sqrt();
        let difference = norm(&mut self.analytic.iter().zip(&self.numeric).map(|(a, n)| a - n));
        let size = norm(&mut self.numeric.iter().copied());
        if size == 0.0 { difference } else { difference / size }
    }
}

fn three_layers(activation: &str, output: OutputActivation, outputs: usize) -> Network<f64> {
    let hidden = vec![DenseSpec::new(5, activation), DenseSpec::new(4, activation)];
    let spec = NetworkSpec::dense(INPUTS, hidden, outputs, output);
    let mut network = Network::new(&spec, 11).unwrap();
    // Biases too should count, and parameters of activations differ from layer to layer.
    let places: Vec<_> =
        network.layers().map(|layer| group(layer, "bias").start..layer.groups().last().unwrap().range.end).collect();
    for (i, place) in places.into_iter().enumerate() {
        for (j, parameter) in network.parameters_mut()[place].iter_mut().enumerate() {
            *parameter += 0.1 * ((3 * i + j) as f64).sin() + 0.03;
        }
    }
    network
}

/// Where a layer's group of this name lies.
fn group(layer: LayerView<'_, f64>, name: &str) -> Range<usize> {
    layer.groups().iter().find(|group| group.name == name).unwrap().range.clone()
}

fn check(network: &mut Network<f64>, loss: Loss, target: Target) -> Checked {
    let outputs = network.outputs();
    let x: Vec<f64> = (0..ROWS * INPUTS).map(|i| 1.5 * (1.7 * i as f64 + 0.3).sin()).collect();
    let targets: Vec<f64> = (0..ROWS).flat_map(|i| (0..outputs).map(move |j| target(i, j))).collect();
    let mut workspace = network.workspace(ROWS).unwrap();
    let mut value = |network: &Network<f64>| {
        network.forward(&mut workspace, Inputs::new(&x, ROWS)).unwrap();
        network.loss(&mut workspace, loss, &targets, &[]).unwrap()
    };
    let here = value(network);
    let mut gradient = vec![f64::NAN; network.parameters().len()];
    let mut checked = Checked { analytic: Vec::new(), numeric: Vec::new(), skipped: 0 };
    // Short enough for `sin(30 x)`; rounding then costs about nine digits.
    let step = 1e-6;
    let sides: Vec<(f64, f64)> = (0..gradient.len())
        .map(|i| {
            let kept = network.parameters()[i];
            network.parameters_mut()[i] = kept + step;
            let above = value(network);
            network.parameters_mut()[i] = kept - step;
            let below = value(network);
            network.parameters_mut()[i] = kept;
            (above, below)
        })
        .collect();
    value(network);
    network.backward(&mut workspace, Inputs::new(&x, ROWS), &mut gradient).unwrap();
    for (analytic, (above, below)) in gradient.into_iter().zip(sides) {
        let (right, left) = ((above - here) / step, (here - below) / step);
        if (right - left).abs() > 1e-3 * (1.0 + right.abs()) {
            checked.skipped += 1;
        } else {
            checked.analytic.push(analytic);
            checked.numeric.push((above - below) / (2.0 * step));
        }
    }
    checked
}

#[test]
fn every_activation_with_every_loss() {
    let (mut parameters, mut skipped, mut worst) = (0, 0, (0.0, String::new()));
    for function in elementwise() {
        let name = function.card().name;
        for (loss, output, outputs, target) in LOSSES {
            let mut network = three_layers(name, output, outputs);
            let checked = check(&mut network, loss, target);
            let error = checked.relative_error();
            assert!(error < 1e-6, "{name}, {loss}: relative error {error:e}, {} skipped", checked.skipped);
            if error > worst.0 {
                worst = (error, format!("{name}, {loss}"));
            }
            parameters += checked.analytic.len() + checked.skipped;
            skipped += checked.skipped;
        }
    }
    println!("worst relative error {:e} ({}); {skipped} of {parameters} parameters at a kink", worst.0, worst.1);
    assert!(skipped * 100 < parameters, "{skipped} of {parameters} parameters lie at a kink");
}

#[test]
fn learnable_parameters_of_activations_have_gradients() {
    for name in ["prelu", "swish"] {
        let (loss, output, outputs, target) = LOSSES[0];
        let mut network = three_layers(name, output, outputs);
        let places: Vec<usize> = (0..2).map(|i| group(network.layer(i), "activation").start).collect();
        let checked = check(&mut network, loss, target);
        assert_eq!(checked.skipped, 0, "{name}");
        for place in places {
            let (analytic, numeric) = (checked.analytic[place], checked.numeric[place]);
            assert!(analytic.abs() > 1e-3, "{name}: {analytic}");
            assert!((analytic / numeric - 1.0).abs() < 1e-7, "{name}: {analytic} for {numeric}");
        }
    }
}

#[test]
fn nothing_gets_past_a_step() {
    let (loss, output, outputs, target) = LOSSES[3];
    let mut network = three_layers("step", output, outputs);
    let before_last = group(network.layer(2), "weight").start;
    let checked = check(&mut network, loss, target);
    assert_eq!(checked.skipped, 0);
    assert!(checked.analytic[..before_last].iter().chain(&checked.numeric[..before_last]).all(|&g| g == 0.0));
    assert!(checked.analytic[before_last..].iter().any(|&g| g != 0.0));
}

#[test]
fn losses_keep_their_digits_where_the_answer_is_sure() {
    let spec = |outputs, activation| NetworkSpec::dense(1, vec![], outputs, activation);
    let at = |activation, loss, logits: &[f32], targets: &[f32]| {
        let mut network = Network::<f32>::new(&spec(logits.len(), activation), 0).unwrap();
        let bias = network.layer(0).groups()[1].range.clone();
        network.parameters_mut()[bias].copy_from_slice(logits);
        let mut workspace = network.workspace(1).unwrap();
        network.forward(&mut workspace, Inputs::new(&[0.0], 1)).unwrap();
        let value = network.loss(&mut workspace, loss, targets, &[]).unwrap();
        let mut gradient = vec![0.0; network.parameters().len()];
        network.backward(&mut workspace, Inputs::new(&[0.0], 1), &mut gradient).unwrap();
        (value, workspace.pre_activation_gradient(0).to_vec())
    };
    let near = |got: f64, want: f64| assert!((got / want - 1.0).abs() < 1e-5, "{got:e} for {want:e}");
    let binary = |z, t| at(OutputActivation::Sigmoid, Loss::BinaryCrossEntropy, &[z], &[t]);
    for (z, t) in [(50.0, 1.0), (-50.0, 0.0)] {
        let (value, gradient) = binary(z, t);
        near(value, (-50_f64).exp());
        near(f64::from(gradient[0]), (-50_f64).exp() * f64::from(0.5 - t).signum());
    }
    near(binary(-1e4, 1.0).0, 1e4);
    near(binary(1e30, 0.0).0, f64::from(1e30_f32));
    let several =
        |logits: &[f32], targets: &[f32]| at(OutputActivation::Softmax, Loss::SoftmaxCrossEntropy, logits, targets);
    let (value, gradient) = several(&[1000.0, 0.0, -1000.0], &[0.0, 1.0, 0.0]);
    near(value, 1000.0);
    assert_eq!(gradient, [1.0, -1.0, 0.0]);
    let (_, gradient) = several(&[20.0, 0.0], &[1.0, 0.0]);
    near(f64::from(gradient[0]), -(-20_f64).exp());
    near(f64::from(gradient[1]), (-20_f64).exp());
}
