//! Normalisations, dropout, gated units, functions of rows, residual blocks, activations per channel: gradients, and what they are.

#![allow(clippy::cast_possible_truncation, clippy::needless_for_each, reason = "numbers of a test")]

mod common;

use common::{gradient_error, numbers};
use nonlin_net::{
    ActivationSpec, GatedSpec, Inputs, LayerSpec, Network, NetworkSpec, OutputActivation, ResidualSpec, Role, Shape,
};
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

const ROWS: usize = 4;

fn network(input: Shape, layers: Vec<LayerSpec>) -> Network<f64> {
    let spec = NetworkSpec { input, layers, output: OutputActivation::Linear };
    let mut network = Network::new(&spec, 7).unwrap();
    let trained: Vec<_> = network
        .layers()
        .flat_map(|layer| {
            layer.groups().iter().filter(|group| group.role != Role::Statistic).map(|group| group.range.clone())
        })
        .flatten()
        .collect();
    for i in trained {
        network.parameters_mut()[i] += 0.1 * (i as f64).sin();
    }
    network
}

fn normalisations() -> [LayerSpec; 3] {
    let epsilon = 1e-5;
    [LayerSpec::BatchNorm { momentum: 0.1, epsilon }, LayerSpec::LayerNorm { epsilon }, LayerSpec::RmsNorm { epsilon }]
}

/// `layer` between two dense ones on features and sequences, and on an image that was made of features by itself.
fn check(layer: &LayerSpec, what: &str) {
    for (input, lengths) in [
        (Shape::Features(6), &[][..]),
        (Shape::Sequence { steps: 3, features: 2 }, &[]),
        (Shape::Sequence { steps: 3, features: 2 }, &[3, 1, 2, 3]),
    ] {
        let x = numbers(ROWS * 6, 1.0);
        let mut x = x;
        for (row, &length) in x.chunks_exact_mut(6).zip(lengths) {
            row[length * 2..].fill(0.0);
        }
        let layers = vec![LayerSpec::dense(4, "tanh"), layer.clone(), LayerSpec::Flatten, LayerSpec::output(2)];
        let mut network = network(input, layers);
        let error = gradient_error(&mut network, Inputs { lengths, ..Inputs::new(&x, ROWS) }, &numbers(ROWS * 2, 1.0));
        assert!(error < 1e-6, "{what}, {input}, {lengths:?}: {error:e}");
    }
}

#[test]
fn gradients_of_every_kind() {
    for layer in normalisations() {
        check(&layer, layer.kind());
    }
    check(&LayerSpec::Dropout { rate: 0.4 }, "dropout");
    check(&LayerSpec::AlphaDropout { rate: 0.4 }, "alpha dropout");
    for unit in ["glu", "bilinear", "swiglu", "geglu", "reglu", "mish"] {
        check(&LayerSpec::Gated(GatedSpec { unit: unit.into(), units: 3, initialiser: None }), unit);
    }
    for function in ["softmax", "log_softmax", "sparsemax", "entmax15", "maxout", "solu"] {
        check(&LayerSpec::Rows { function: function.into() }, function);
    }
    for name in ["prelu", "swish", "f(x; learn a = 0.7) = x * tanh(a * softplus(x))"] {
        for per_channel in [false, true] {
            check(&LayerSpec::Activation(ActivationSpec { per_channel, ..name.into() }), name);
        }
    }
}

#[test]
fn an_image_is_normalised_and_bent_channel_by_channel() {
    let input = Shape::Image { channels: 3, height: 2, width: 2 };
    let prelu = LayerSpec::Activation(ActivationSpec { per_channel: true, .."prelu".into() });
    for layer in normalisations().into_iter().chain([prelu]) {
        // The first of two, so that the second's gradient goes through it.
        let layers = vec![LayerSpec::BatchNorm { momentum: 0.1, epsilon: 1e-3 }, layer.clone(), LayerSpec::output(2)];
        let mut network = network(input, layers);
        let x = numbers(ROWS * 12, 1.0);
        let error = gradient_error(&mut network, Inputs::new(&x, ROWS), &numbers(ROWS * 2, 1.0));
        assert!(error < 1e-6, "{}: {error:e}", layer.kind());
    }
}

#[test]
fn normalised_numbers_have_mean_0_and_variance_1() {
    for (layer, input) in normalisations().into_iter().zip([
        Shape::Image { channels: 3, height: 2, width: 2 },
        Shape::Features(12),
        Shape::Features(12),
    ]) {
        let mut workspace_rows = Vec::new();
        let spec =
            NetworkSpec { input, layers: vec![layer.clone(), LayerSpec::Flatten], output: OutputActivation::Linear };
        let network = Network::<f32>::new(&spec, 0).unwrap();
        let x: Vec<f32> = numbers(ROWS * 12, 3.0).iter().map(|&x| x as f32 + 100.0).collect();
        let mut workspace = network.workspace(ROWS).unwrap();
        let y = network.forward_training(&mut workspace, Inputs::new(&x, ROWS), 0, 1).unwrap();
        if layer.kind() == "batch_norm" {
            for channel in 0..3 {
                workspace_rows.push((0..ROWS).flat_map(|row| y[row * 12 + channel * 4..][..4].to_vec()).collect());
            }
        } else {
            workspace_rows.extend(y.chunks_exact(12).map(<[f32]>::to_vec));
        }
        for together in workspace_rows {
            let together: Vec<f32> = together;
            let n = together.len() as f64;
            let mean = together.iter().map(|&y| f64::from(y)).sum::<f64>() / n;
            let square = together.iter().map(|&y| f64::from(y) * f64::from(y)).sum::<f64>() / n;
            assert!((square - 1.0).abs() < 1e-4, "{}: {square}", layer.kind());
            assert!(mean.abs() < 1e-5 || layer.kind() == "rms_norm", "{}: {mean}", layer.kind());
        }
    }
}

#[test]
fn running_means_come_to_be_those_of_the_data() {
    use nonlin_net::{Batch, Loss, Step, Trainer, TrainingPlan};
    let layers = vec![LayerSpec::BatchNorm { momentum: 0.2, epsilon: 1e-5 }, LayerSpec::output(1)];
    let spec = NetworkSpec { input: Shape::Features(2), layers, output: OutputActivation::Linear };
    let mut network = Network::<f32>::new(&spec, 0).unwrap();
    let plan = TrainingPlan::new(Loss::MeanSquaredError);
    let mut trainer = Trainer::new(&network, &plan, 4).unwrap();
    let x = [1.0, 10.0, 3.0, 10.0, 5.0, 30.0, 7.0, 30.0];
    for step in 1..=100 {
        let batch = Batch::new(&x, &[0.0; 4], 4);
        trainer.step(&mut network, batch, Step { epoch: 1, batch: 0, step }, &mut ()).unwrap().unwrap();
    }
    let layer = network.layer(0);
    let near =
        |got: &[f32], want: [f32; 2]| assert!(got.iter().zip(want).all(|(a, b)| (a - b).abs() < 1e-3), "{got:?}");
    near(layer.group("running_mean"), [4.0, 20.0]);
    // Over all but one: 20 / 3 and 400 / 3.
    near(layer.group("running_variance"), [6.6667, 133.3333]);
    // When predicting they are used, so a row comes out the same whatever is beside it.
    let predict = |x: &[f32]| {
        let mut workspace = network.workspace(4).unwrap();
        network.predict(&mut workspace, Inputs::new(x, x.len() / 2)).unwrap()[0]
    };
    assert_eq!(predict(&x), predict(&x[..2]));
}

#[test]
fn dropout_drops_its_share_and_keeps_the_mean_and_alpha_dropout_the_variance_too() {
    const MANY: usize = 20_000;
    let selu = LayerSpec::Activation("selu".into());
    for (layer, rate) in [(LayerSpec::Dropout { rate: 0.3 }, 0.3), (LayerSpec::AlphaDropout { rate: 0.1 }, 0.1)] {
        let alpha = layer.kind() == "alpha_dropout";
        let layers = if alpha { vec![selu.clone(), layer] } else { vec![layer] };
        let spec = NetworkSpec { input: Shape::Features(MANY), layers, output: OutputActivation::Linear };
        let network = Network::<f64>::new(&spec, 0).unwrap();
        let mut random = ChaCha8Rng::seed_from_u64(1);
        let mut uniform = || (random.next_u64() >> 11) as f64 / (1_u64 << 53) as f64;
        // The sum of twelve uniform numbers: close enough to the normal distribution in its first moments.
        let mut normal = || (0..12).map(|_| uniform()).sum::<f64>() - 6.0;
        let x: Vec<f64> = (0..MANY).map(|_| if alpha { normal() } else { 1.0 }).collect();
        let mut workspace = network.workspace(1).unwrap();
        let mut run = |step| network.forward_training(&mut workspace, Inputs::new(&x, 1), 3, step).unwrap().to_vec();
        let y = run(1);
        let n = MANY as f64;
        let mean = y.iter().sum::<f64>() / n;
        let variance = y.iter().map(|y| (y - mean) * (y - mean)).sum::<f64>() / n;
        if alpha {
            assert!(mean.abs() < 0.05 && (variance - 1.0).abs() < 0.1, "{mean} {variance}");
        } else {
            let dropped = y.iter().filter(|&&y| y == 0.0).count() as f64;
            // Five standard deviations of a binomial count.
            assert!((dropped - rate * n).abs() < 5.0 * (n * rate * (1.0 - rate)).sqrt(), "{dropped}");
            assert!((mean - 1.0).abs() < 0.03, "{mean}");
        }
        assert_eq!(y, run(1), "seed and step decide");
        assert_ne!(y, run(2));
        assert_eq!(network.forward(&mut workspace, Inputs::new(&x, 1)).unwrap().len(), MANY);
        let predicted = network.forward(&mut workspace, Inputs::new(&x, 1)).unwrap();
        assert!(alpha || predicted == x, "nothing is dropped when predicting");
    }
}

#[test]
fn residual_blocks_have_gradients() {
    let block = |layers, shortcut| LayerSpec::Residual(ResidualSpec { layers, shortcut });
    let inner = block(vec![LayerSpec::dense(4, "tanh")], vec![]);
    for (what, layers) in [
        (
            "identity",
            vec![
                LayerSpec::dense(4, "tanh"),
                block(vec![LayerSpec::dense(3, "gelu"), LayerSpec::dense(4, "tanh")], vec![]),
            ],
        ),
        (
            "projection",
            vec![block(vec![LayerSpec::dense(4, "tanh")], vec![LayerSpec::output(4)]), LayerSpec::dense(3, "tanh")],
        ),
        (
            "nested",
            vec![LayerSpec::dense(4, "tanh"), block(vec![inner.clone(), LayerSpec::dense(4, "silu"), inner], vec![])],
        ),
        ("nothing inside", vec![LayerSpec::dense(4, "tanh"), block(vec![], vec![])]),
        (
            "first and normalised",
            vec![block(
                vec![LayerSpec::BatchNorm { momentum: 0.1, epsilon: 1e-3 }, LayerSpec::dense(3, "tanh")],
                vec![],
            )],
        ),
    ] {
        let layers = layers.into_iter().chain([LayerSpec::output(2)]).collect();
        let mut network = network(Shape::Features(3), layers);
        let x = numbers(ROWS * 3, 1.0);
        let error = gradient_error(&mut network, Inputs::new(&x, ROWS), &numbers(ROWS * 2, 1.0));
        assert!(error < 1e-6, "{what}: {error:e}");
    }
}

#[test]
fn exact_activations_are_exact() {
    let layer = |exact| LayerSpec::Activation(ActivationSpec { exact, ..ActivationSpec::from("gelu") });
    let run = |exact| {
        let layers = vec![layer(exact)];
        let spec = NetworkSpec { input: Shape::Features(1000), layers, output: OutputActivation::Linear };
        let network = Network::<f32>::new(&spec, 0).unwrap();
        let x: Vec<f32> = (0..1000).map(|i| i as f32 / 100.0 - 6.0).collect();
        let mut workspace = network.workspace(1).unwrap();
        (network.forward(&mut workspace, Inputs::new(&x, 1)).unwrap().to_vec(), x)
    };
    let (exact, x) = run(true);
    let gelu = nonlin::Activation::named("gelu").unwrap();
    assert!(exact.iter().zip(&x).all(|(&y, &x)| y == gelu.value(x)));
    assert_ne!(exact, run(false).0);
}

#[test]
fn settings_that_cannot_be_are_named() {
    let refused = |input, layer| {
        let spec = NetworkSpec { input, layers: vec![layer, LayerSpec::output(1)], output: OutputActivation::Linear };
        Network::<f32>::new(&spec, 0).unwrap_err().to_string()
    };
    let flat = Shape::Features(3);
    assert_eq!(
        refused(flat, LayerSpec::Dropout { rate: 1.0 }),
        "layer 1 (dropout): rate is 1; it must be at least 0 and below 1"
    );
    assert!(refused(flat, LayerSpec::AlphaDropout { rate: f64::NAN }).contains("rate is NaN"));
    assert!(refused(flat, LayerSpec::LayerNorm { epsilon: 0.0 }).contains("epsilon is 0; it must be a number above 0"));
    assert!(refused(flat, LayerSpec::BatchNorm { momentum: 2.0, epsilon: 1.0 }).contains("momentum is 2"));
    let rows = |function: &str| LayerSpec::Rows { function: function.into() };
    assert_eq!(
        refused(flat, rows("gelu")),
        "layer 1 (rows): `gelu` is no function of a whole row; give it as an activation"
    );
    assert_eq!(refused(flat, rows("softmx")), "layer 1 (rows): unknown activation `softmx`; did you mean `softmax`?");
    assert!(
        refused(Shape::Image { channels: 1, height: 2, width: 2 }, rows("softmax")).ends_with("put `flatten` first")
    );
    let gated = |unit: &str, units| LayerSpec::Gated(GatedSpec { unit: unit.into(), units, initialiser: None });
    assert!(refused(flat, gated("swigluu", 3)).ends_with("did you mean `swiglu`?"));
    assert!(refused(flat, gated("swiglu", usize::MAX)).contains("over 268435456 parameters"));
}
