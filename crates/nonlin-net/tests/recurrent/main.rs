//! Recurrent layers and embeddings: values beside loops over single numbers, gradients beside differences, lengths, learning.

#![allow(clippy::cast_possible_truncation, reason = "numbers of a test")]

mod learning;
mod referee;

use nonlin_net::{
    ActivationSpec, Cell, DenseSpec, Inputs, LayerSpec, Loss, NetError, Network, NetworkSpec, OutputActivation,
    RecurrentSpec, Shape, States,
};

const STEPS: usize = 4;
const FEATURES: usize = 3;
const UNITS: usize = 5;
const LENGTHS: [usize; 5] = [2, 4, 1, 3, 4];

fn wave(count: usize, phase: f64) -> Vec<f64> {
    (0..count).map(|i| 1.3 * (1.7 * i as f64 + phase).sin()).collect()
}

#[allow(clippy::cast_possible_truncation, reason = "rounding is what is meant")]
fn single_wave(count: usize, phase: f64) -> Vec<f32> {
    wave(count, phase).into_iter().map(|x| x as f32).collect()
}

/// All cells in both directions, passing on the last state and all of them.
fn kinds() -> impl Iterator<Item = RecurrentSpec> {
    [Cell::Rnn, Cell::Lstm, Cell::Gru].into_iter().flat_map(|cell| {
        [(false, States::Last), (false, States::All), (true, States::Last), (true, States::All)].into_iter().map(
            move |(bidirectional, states)| RecurrentSpec { bidirectional, states, ..RecurrentSpec::new(cell, UNITS) },
        )
    })
}

/// A network whose biases and learnt parameters all count, and differ.
fn network(input: Shape, layers: Vec<LayerSpec>) -> Network<f64> {
    let spec = NetworkSpec { input, layers, output: OutputActivation::Linear };
    let mut network = Network::new(&spec, 11).unwrap();
    for (i, parameter) in network.parameters_mut().iter_mut().enumerate() {
        *parameter += 0.1 * (0.9 * i as f64).sin() + 0.01;
    }
    network
}

/// The recurrent layer behind a dense one, so that the gradient with respect to its input counts too.
fn behind_dense(spec: RecurrentSpec) -> Network<f64> {
    let layers = vec![
        LayerSpec::Dense(DenseSpec::new(FEATURES, "linear")),
        LayerSpec::Recurrent(spec),
        LayerSpec::Flatten,
        LayerSpec::output(2),
    ];
    network(Shape::Sequence { steps: STEPS, features: 2 }, layers)
}

/// The relative error of the gradient of all parameters against central differences.
fn gradient_error(network: &mut Network<f64>, inputs: Inputs<'_, f64>) -> f64 {
    let targets = wave(inputs.rows * network.outputs(), 0.4);
    let mut workspace = network.workspace(inputs.rows).unwrap();
    let mut value = |network: &Network<f64>, gradient: Option<&mut [f64]>| {
        network.forward_training(&mut workspace, inputs, 3, 7).unwrap();
        let loss = network.loss(&mut workspace, Loss::MeanSquaredError, &targets, &[]).unwrap();
        if let Some(gradient) = gradient {
            network.backward(&mut workspace, inputs, gradient).unwrap();
        }
        loss
    };
    let mut analytic = vec![f64::NAN; network.parameters().len()];
    value(network, Some(&mut analytic));
    let step = 1e-5;
    let (mut difference, mut size) = (0.0, 0.0);
    for (i, analytic) in analytic.into_iter().enumerate() {
        let kept = network.parameters()[i];
        let [above, below] = [step, -step].map(|step| {
            network.parameters_mut()[i] = kept + step;
            value(network, None)
        });
        network.parameters_mut()[i] = kept;
        let numeric = (above - below) / (2.0 * step);
        difference += (analytic - numeric).powi(2);
        size += numeric.powi(2);
    }
    assert!(size > 1e-3, "nothing to compare: {size}");
    (difference / size).sqrt()
}

#[test]
fn gradients_are_those_of_differences() {
    let with = |name: &str| Some(ActivationSpec::from(name));
    let per_channel = |name: &str| Some(ActivationSpec { per_channel: true, ..name.into() });
    let exact = |name: &str| Some(ActivationSpec { exact: true, ..name.into() });
    let pairs = [
        (None, None),
        (with("relu"), with("hard_sigmoid")),
        (with("x / (1 + x^2) + 0.3 * x"), with("sigmoid(1.5 * x) + 0.01 * x")),
        // Learnt, and on the way back in need of pre-activations.
        (with("prelu"), with("swish")),
        (per_channel("swish"), per_channel("prelu")),
        (exact("tanh"), exact("sigmoid")),
    ];
    let x = wave(LENGTHS.len() * STEPS * 2, 0.3);
    let mut worst: f64 = 0.0;
    for kind in kinds() {
        for (activation, gate_activation) in pairs.clone() {
            let gate_activation = gate_activation.filter(|_| kind.cell != Cell::Rnn);
            let spec = RecurrentSpec { activation, gate_activation, ..kind.clone() };
            for lengths in [&[][..], &LENGTHS] {
                let mut network = behind_dense(spec.clone());
                let inputs = Inputs { values: &x, rows: LENGTHS.len(), lengths };
                let error = gradient_error(&mut network, inputs);
                assert!(error < 1e-6, "{spec:?}, {lengths:?}: relative error {error:e}");
                worst = worst.max(error);
            }
        }
    }
    println!("worst relative error {worst:e}");
}

#[test]
fn padding_changes_no_bit() {
    let sequence = Shape::Sequence { steps: STEPS, features: FEATURES };
    for spec in kinds() {
        let layers = vec![LayerSpec::Recurrent(spec.clone()), LayerSpec::Flatten, LayerSpec::output(2)];
        let net = NetworkSpec { input: sequence, layers, output: OutputActivation::Linear };
        let network = Network::<f32>::new(&net, 5).unwrap();
        let width = STEPS * FEATURES;
        let mut x = single_wave(LENGTHS.len() * width, 0.1);
        for (row, length) in x.chunks_exact_mut(width).zip(LENGTHS) {
            row[length * FEATURES..].fill(f32::NAN);
        }
        // A larger batch went before: nothing of it may be left.
        let mut workspace = network.workspace(8).unwrap();
        network.forward(&mut workspace, Inputs::new(&[9.0; 8 * STEPS * FEATURES], 8)).unwrap();
        let inputs = Inputs { values: &x, rows: LENGTHS.len(), lengths: &LENGTHS };
        let together = network.forward(&mut workspace, inputs).unwrap().to_vec();
        let states = workspace.activations(0).to_vec();
        for (row, length) in LENGTHS.into_iter().enumerate() {
            // The same weights on a network for sequences of exactly this length.
            let layers = vec![LayerSpec::Recurrent(spec.clone()), LayerSpec::Flatten, LayerSpec::output(2)];
            let input = Shape::Sequence { steps: length, features: FEATURES };
            let short = NetworkSpec { input, layers, output: OutputActivation::Linear };
            let mut short = Network::<f32>::new(&short, 5).unwrap();
            let shared = network.layer(0).parameters().len();
            short.parameters_mut()[..shared].copy_from_slice(network.layer(0).parameters());
            let mut alone = short.workspace(1).unwrap();
            short.forward(&mut alone, Inputs::new(&x[row * width..][..length * FEATURES], 1)).unwrap();
            let got = &states[row * (states.len() / LENGTHS.len())..][..states.len() / LENGTHS.len()];
            let (got, beyond) = got.split_at(alone.activations(0).len());
            assert_eq!(got, alone.activations(0), "{spec:?}, row {row}");
            assert!(beyond.iter().all(|&y| y == 0.0), "{spec:?}, row {row}");
        }
        assert!(together.iter().all(|y| y.is_finite()));
    }
}

#[test]
fn one_step_by_hand() {
    let one = |cell| {
        let layers = vec![LayerSpec::Recurrent(RecurrentSpec::new(cell, 1)), LayerSpec::output(1)];
        let input = Shape::Sequence { steps: 1, features: 1 };
        Network::<f64>::new(&NetworkSpec { input, layers, output: OutputActivation::Linear }, 0).unwrap()
    };
    let state = |network: &Network<f64>, x: f64| {
        let mut workspace = network.workspace(1).unwrap();
        network.forward(&mut workspace, Inputs::new(&[x], 1)).unwrap();
        workspace.activations(0)[0]
    };
    let near = |got: f64, want: f64| assert!((got - want).abs() < 1e-15, "{got} for {want}");
    let sigmoid = |x: f64| 1.0 / (1.0 + (-x).exp());
    // Weight, recurrent weight, bias.
    let mut rnn = one(Cell::Rnn);
    rnn.parameters_mut()[..3].copy_from_slice(&[2.0, 5.0, -0.5]);
    near(state(&rnn, 0.75), 1_f64.tanh());
    // i, f, g, o; there is nothing to forget.
    let mut lstm = one(Cell::Lstm);
    let weights = [1.0, 9.0, 2.0, -1.0, 7.0, 7.0, 7.0, 7.0, 0.5, 9.0, 0.0, 0.25];
    lstm.parameters_mut()[..12].copy_from_slice(&weights);
    near(state(&lstm, 0.5), sigmoid(-0.25) * (sigmoid(1.0) * 1_f64.tanh()).tanh());
    // r, z, n with both biases; the reset gate acts on the second one of the candidate.
    let mut gru = one(Cell::Gru);
    let weights = [1.0, 2.0, 3.0, 7.0, 7.0, 7.0, 0.25, -0.5, 0.1, 0.25, 0.5, 0.8];
    gru.parameters_mut()[..12].copy_from_slice(&weights);
    near(state(&gru, 0.5), (1.0 - sigmoid(1.0)) * (1.6 + sigmoid(1.0) * 0.8).tanh());
}

#[test]
fn parameters_start_as_they_should() {
    let spec = RecurrentSpec { bidirectional: true, ..RecurrentSpec::new(Cell::Lstm, UNITS) };
    let layers = vec![LayerSpec::Recurrent(spec), LayerSpec::output(1)];
    let input = Shape::Sequence { steps: STEPS, features: FEATURES };
    let network = Network::<f64>::new(&NetworkSpec { input, layers, output: OutputActivation::Linear }, 2).unwrap();
    let layer = network.layer(0);
    let names: Vec<_> = layer.groups().iter().map(|group| (group.name, group.shape.as_slice())).collect();
    let (bias, recurrent, weight) = (&[4 * UNITS][..], &[UNITS, 4 * UNITS][..], &[FEATURES, 4 * UNITS][..]);
    let wanted = [
        ("weight", weight),
        ("recurrent_weight", recurrent),
        ("bias", bias),
        ("weight_reverse", weight),
        ("recurrent_weight_reverse", recurrent),
        ("bias_reverse", bias),
    ];
    assert_eq!(names, wanted);
    for name in ["bias", "bias_reverse"] {
        let forget = UNITS..2 * UNITS;
        let ones = layer.group(name).iter().enumerate().all(|(i, &b)| b == f64::from(u8::from(forget.contains(&i))));
        assert!(ones, "{name}: {:?}", layer.group(name));
    }
    let mut blocks = Vec::new();
    for name in ["recurrent_weight", "recurrent_weight_reverse"] {
        let weights = layer.group(name);
        for gate in 0..4 {
            let column = |j: usize| weights[gate * UNITS + j..].iter().step_by(4 * UNITS).copied().collect::<Vec<_>>();
            for a in 0..UNITS {
                for b in 0..UNITS {
                    let product: f64 = column(a).iter().zip(column(b)).map(|(x, y)| x * y).sum();
                    assert!((product - f64::from(u8::from(a == b))).abs() < 1e-14, "{name}, gate {gate}: {product}");
                }
            }
            blocks.push(column(0));
        }
    }
    assert!((0..8).all(|a| (0..a).all(|b| blocks[a] != blocks[b])), "each block is drawn by itself");
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |input, layer| {
        let layers = vec![layer, LayerSpec::Flatten, LayerSpec::output(1)];
        let spec = NetworkSpec { input, layers, output: OutputActivation::Linear };
        Network::<f32>::new(&spec, 0).map(|_| ()).unwrap_err()
    };
    let recurrent = |cell, units| LayerSpec::Recurrent(RecurrentSpec::new(cell, units));
    let sequence = Shape::Sequence { steps: 3, features: 2 };
    let tokens = Shape::Tokens { steps: 3, vocabulary: 4 };
    let error = refused(tokens, recurrent(Cell::Gru, 2)).to_string();
    assert!(error.starts_with("layer 1 (gru)") && error.contains("embedding"), "{error}");
    assert!(matches!(refused(Shape::Features(6), recurrent(Cell::Rnn, 2)), NetError::Unfit { .. }));
    assert!(matches!(refused(sequence, recurrent(Cell::Lstm, 0)), NetError::NoUnits { .. }));
    for units in [1 << 20, 1 << 40, usize::MAX] {
        for cell in [Cell::Rnn, Cell::Lstm, Cell::Gru] {
            let error = refused(sequence, recurrent(cell, units));
            assert!(matches!(error, NetError::TooLarge { .. } | NetError::LargeRow { .. }), "{error}");
        }
    }
    let gates = RecurrentSpec { gate_activation: Some("sigmoid".into()), ..RecurrentSpec::new(Cell::Rnn, 2) };
    let error = refused(sequence, LayerSpec::Recurrent(gates)).to_string();
    assert!(error.contains("gate_activation"), "{error}");
    let wrong = RecurrentSpec { gate_activation: Some("sigmoyd".into()), ..RecurrentSpec::new(Cell::Gru, 2) };
    assert!(matches!(refused(sequence, LayerSpec::Recurrent(wrong)), NetError::Activation { .. }));
    assert!(matches!(refused(sequence, LayerSpec::Embedding { units: 2 }), NetError::Unfit { .. }));
    assert!(matches!(refused(tokens, LayerSpec::Embedding { units: 0 }), NetError::NoUnits { .. }));
}

#[test]
fn embeddings_are_rows_of_their_table() {
    let tokens = Shape::Tokens { steps: 3, vocabulary: 4 };
    let layers = vec![LayerSpec::Embedding { units: 2 }, LayerSpec::Flatten, LayerSpec::output(2)];
    let mut network = network(tokens, layers);
    // Token 1 occurs again and again, token 3 only beyond an end.
    let x = [1.0, 2.0, 1.0, 0.0, 1.0, 3.0];
    let inputs = Inputs { values: &x, rows: 2, lengths: &[3, 2] };
    let table = network.layer(0).weights().to_vec();
    let mut workspace = network.workspace(2).unwrap();
    network.forward(&mut workspace, inputs).unwrap();
    let row = |token: usize| &table[2 * token..2 * token + 2];
    assert_eq!(workspace.activations(0), [row(1), row(2), row(1), row(0), row(1), &[0.0; 2]].concat());
    let error = gradient_error(&mut network, inputs);
    assert!(error < 1e-8, "relative error {error:e}");

    for (wrong, step) in [([0.0, 4.0, 1.0], 1), ([0.0, 1.0, 0.5], 2), ([-1.0, 0.0, 0.0], 0), ([f64::NAN, 0.0, 0.0], 0)]
    {
        let error = network.forward(&mut workspace, Inputs::new(&wrong, 1)).map(|_| ()).unwrap_err();
        assert!(matches!(error, NetError::Token { row: 0, step: at, vocabulary: 4, .. } if at == step), "{error}");
    }
    // Beyond the end anything goes.
    let beyond = Inputs { values: &[3.0, 99.0, f64::NAN], rows: 1, lengths: &[1] };
    assert!(network.forward(&mut workspace, beyond).unwrap().iter().all(|y| y.is_finite()));
}
