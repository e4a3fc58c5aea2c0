//! Networks as ONNX models: read back here they compute the same; beside ONNX Runtime in an interpreter that has it
//! (`NONLIN_PYTHON=... cargo test -p nonlin-net --test onnx -- --include-ignored`).

#![allow(clippy::too_many_lines, clippy::needless_for_each, reason = "one list of networks")]

use nonlin_net::{
    ActivationSpec, Cell, ConvSpec, GatedSpec, Inputs, LayerSpec, Network, NetworkSpec, OutputActivation, PoolSpec,
    RecurrentSpec, ResidualSpec, Shape, States,
};
use std::path::Path;
use std::process::Command;

const ROWS: usize = 3;

fn conv(filters: usize, kernel: usize) -> ConvSpec {
    ConvSpec { padding: [1, 1], ..ConvSpec::new(filters, kernel, "relu") }
}

fn recurrent(cell: Cell, states: States, bidirectional: bool) -> LayerSpec {
    LayerSpec::Recurrent(RecurrentSpec { states, bidirectional, ..RecurrentSpec::new(cell, 4) })
}

/// A network for every kind of layer; the last word says whether it can be read back.
fn networks() -> Vec<(String, NetworkSpec, bool)> {
    let features = Shape::Features(5);
    let image = Shape::Image { channels: 2, height: 6, width: 5 };
    let sequence = Shape::Sequence { steps: 6, features: 3 };
    let tokens = Shape::Tokens { steps: 6, vocabulary: 4 };
    let epsilon = 1e-5;
    let per_channel = LayerSpec::Activation(ActivationSpec { per_channel: true, .."prelu".into() });
    let block = |layers, shortcut| LayerSpec::Residual(ResidualSpec { layers, shortcut });
    let mut all = Vec::new();
    let mut add = |name: &str, input, layers: Vec<LayerSpec>, back| {
        let layers = layers.into_iter().chain([LayerSpec::Flatten, LayerSpec::output(3)]).collect();
        all.push((name.to_owned(), NetworkSpec { input, layers, output: OutputActivation::Softmax }, back));
    };
    for activation in [
        "relu",
        "tanh",
        "silu",
        "gelu",
        "mish",
        "elu",
        "leaky_relu",
        "swish",
        "prelu",
        "hard_sigmoid",
        "x * tanh(softplus(2x))",
    ] {
        add(
            activation,
            features,
            vec![LayerSpec::dense(4, activation), LayerSpec::dense(4, activation)],
            activation != "prelu",
        );
    }
    add(
        "convolutions",
        image,
        vec![
            LayerSpec::Conv(conv(4, 3)),
            LayerSpec::MaxPool(PoolSpec::new(2)),
            LayerSpec::Conv(ConvSpec { groups: 2, ..conv(2, 3) }),
        ],
        true,
    );
    add(
        "strides",
        image,
        vec![
            LayerSpec::Conv(ConvSpec { stride: [2, 1], bias: false, ..conv(4, 2) }),
            LayerSpec::AveragePool(PoolSpec { padding: [1, 0], ..PoolSpec::new(2) }),
        ],
        true,
    );
    add("global means", image, vec![LayerSpec::Conv(conv(4, 3)), LayerSpec::GlobalAveragePool], true);
    add("global maxima", image, vec![LayerSpec::Conv(conv(4, 3)), LayerSpec::GlobalMaxPool], true);
    add(
        "channels",
        image,
        vec![LayerSpec::Conv(conv(3, 3)), per_channel, LayerSpec::BatchNorm { momentum: 0.1, epsilon }],
        true,
    );
    add(
        "windows over steps",
        sequence,
        vec![
            LayerSpec::Conv(conv(4, 3)),
            LayerSpec::MaxPool(PoolSpec::new(2)),
            LayerSpec::AveragePool(PoolSpec::new(2)),
        ],
        false,
    );
    add("means over steps", sequence, vec![LayerSpec::dense(4, "tanh"), LayerSpec::GlobalAveragePool], false);
    add("maxima over steps", sequence, vec![LayerSpec::dense(4, "tanh"), LayerSpec::GlobalMaxPool], false);
    for cell in [Cell::Rnn, Cell::Lstm, Cell::Gru] {
        for states in [States::Last, States::All] {
            for both in [false, true] {
                add(&format!("{cell:?} {states:?} {both}"), sequence, vec![recurrent(cell, states, both)], false);
            }
        }
    }
    add("embedding", tokens, vec![LayerSpec::Embedding { units: 3 }, recurrent(Cell::Gru, States::Last, false)], false);
    add("layer norm", features, vec![LayerSpec::dense(4, "tanh"), LayerSpec::LayerNorm { epsilon }], true);
    add("rms norm", sequence, vec![LayerSpec::RmsNorm { epsilon }], false);
    add(
        "batch norm",
        features,
        vec![LayerSpec::BatchNorm { momentum: 0.1, epsilon }, LayerSpec::Dropout { rate: 0.5 }],
        false,
    );
    add("batch norm of steps", sequence, vec![LayerSpec::BatchNorm { momentum: 0.1, epsilon }], false);
    for unit in ["glu", "swiglu", "geglu", "mish"] {
        add(
            unit,
            features,
            vec![LayerSpec::Gated(GatedSpec { unit: unit.into(), units: 3, initialiser: None })],
            false,
        );
    }
    add("rows", features, vec![LayerSpec::dense(4, "relu"), LayerSpec::Rows { function: "softmax".into() }], true);
    add(
        "residual",
        features,
        vec![
            block(vec![LayerSpec::dense(4, "tanh")], vec![LayerSpec::output(4)]),
            block(vec![LayerSpec::dense(4, "gelu")], vec![]),
        ],
        false,
    );
    all
}

fn network(spec: &NetworkSpec) -> Network<f32> {
    let mut network = Network::<f32>::new(spec, 3).unwrap();
    for (i, parameter) in network.parameters_mut().iter_mut().enumerate() {
        *parameter += 0.2 * (i as f32 * 1.3).sin();
    }
    // Variances are not below 0.
    let places: Vec<_> = network.layers().flat_map(|layer| layer.groups().to_vec()).collect();
    for group in places.into_iter().filter(|group| group.name == "running_variance") {
        network.parameters_mut()[group.range].iter_mut().for_each(|x| *x = x.abs() + 0.5);
    }
    network
}

/// Rows, of which those of sequences differ in length.
fn data(spec: &NetworkSpec) -> (Vec<f32>, Vec<usize>) {
    let width = spec.input.len();
    let mut x: Vec<f32> = (0..ROWS * width).map(|i| (i as f32 * 0.7 + 0.2).sin()).collect();
    let lengths: Vec<usize> = spec.input.steps().map_or(Vec::new(), |steps| vec![steps, 2, 4]);
    if let Shape::Tokens { vocabulary, .. } = spec.input {
        x.iter_mut().enumerate().for_each(|(i, x)| *x = (i * 7 % vocabulary) as f32);
    }
    for (row, &length) in x.chunks_exact_mut(width).zip(&lengths) {
        row[length * (width / spec.input.steps().unwrap_or(1))..].fill(0.0);
    }
    (x, lengths)
}

fn predict(network: &Network<f32>, x: &[f32], lengths: &[usize]) -> Vec<f32> {
    let mut workspace = network.workspace(ROWS).unwrap();
    network.predict(&mut workspace, Inputs { values: x, rows: ROWS, lengths }).unwrap().to_vec()
}

#[test]
fn what_is_written_is_read_back() {
    for (name, spec, back) in networks() {
        let network = network(&spec);
        let bytes = network.to_onnx().unwrap_or_else(|error| panic!("{name}: {error}"));
        if !back {
            continue;
        }
        let again = Network::<f32>::from_onnx(bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (x, lengths) = data(&spec);
        for (a, b) in predict(&network, &x, &lengths).iter().zip(predict(&again, &x, &lengths)) {
            assert!((a - b).abs() < 1e-6, "{name}: {a} and {b}");
        }
    }
}

#[test]
fn what_onnx_has_no_operator_for_is_named() {
    let with = |layer| {
        let layers = vec![layer, LayerSpec::Flatten, LayerSpec::output(1)];
        let spec =
            NetworkSpec { input: Shape::Sequence { steps: 3, features: 2 }, layers, output: OutputActivation::Linear };
        Network::<f32>::new(&spec, 0).unwrap().to_onnx().unwrap_err().to_string()
    };
    let lstm = RecurrentSpec { activation: Some("gelu".into()), ..RecurrentSpec::new(Cell::Lstm, 2) };
    let expected = "layer 1 (lstm): ONNX has no LSTM with `gelu`; use tanh, sigmoid, relu, softsign or softplus";
    assert_eq!(with(LayerSpec::Recurrent(lstm)), expected);
    assert!(with(LayerSpec::Rows { function: "sparsemax".into() }).contains("no function `sparsemax` of rows"));
}

fn python() -> String {
    std::env::var("NONLIN_PYTHON").expect("NONLIN_PYTHON names an interpreter")
}

fn write(path: &Path, numbers: &[f32]) {
    std::fs::write(path, numbers.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<u8>>()).unwrap();
}

fn read(path: &Path) -> Vec<f32> {
    std::fs::read(path).unwrap().as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

#[test]
#[ignore = "needs ONNX Runtime in the interpreter that NONLIN_PYTHON names"]
fn onnx_runtime_computes_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let mut wanted = Vec::new();
    for (index, (name, spec, _)) in networks().into_iter().enumerate() {
        let network = network(&spec);
        let (x, lengths) = data(&spec);
        let at = |what: &str| folder.path().join(format!("{index}.{what}"));
        std::fs::write(at("onnx"), network.to_onnx().unwrap()).unwrap();
        write(&at("x"), &x);
        write(&at("lengths"), &lengths.iter().map(|&length| length as f32).collect::<Vec<_>>());
        wanted.push((name, at("y"), predict(&network, &x, &lengths)));
    }
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/onnx/run.py");
    let done = Command::new(python()).arg(script).arg(folder.path()).status().unwrap();
    assert!(done.success());
    let mut worst = 0.0_f32;
    for (name, path, want) in wanted {
        let got = read(&path);
        assert_eq!(got.len(), want.len(), "{name}");
        for (got, want) in got.iter().zip(&want) {
            assert!((got - want).abs() <= 1e-5, "{name}: {got} for {want}");
            worst = worst.max((got - want).abs());
        }
    }
    println!("largest difference {worst:e}");
}

/// `PyTorch`'s models, with what they compute: made by `tests/onnx/torch_models.py`.
#[test]
#[ignore = "needs PyTorch in the interpreter that NONLIN_PYTHON names"]
fn models_of_pytorch_are_read() {
    assert!(models_of("torch_models.py") >= 8);
}

/// Keras' models, made by `tests/onnx/keras_models.py`.
#[test]
#[ignore = "needs Keras in the interpreter that NONLIN_PYTHON names, with PyTorch or with TensorFlow and tf2onnx"]
fn models_of_keras_are_read() {
    assert_eq!(models_of("keras_models.py"), 5);
}

/// How many models a script writes; each computes here what it does there.
fn models_of(script: &str) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/onnx").join(script);
    let done = Command::new(python()).arg(script).arg(folder.path()).status().unwrap();
    assert!(done.success());
    let mut seen = 0;
    for entry in std::fs::read_dir(folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "onnx") {
            continue;
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let network = Network::<f32>::open_onnx(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
        let (x, want) = (read(&path.with_extension("x")), read(&path.with_extension("y")));
        let rows = want.len() / network.outputs();
        let mut workspace = network.workspace(rows).unwrap();
        let got = network.predict(&mut workspace, Inputs::new(&x, rows)).unwrap();
        for (got, want) in got.iter().zip(&want) {
            assert!((got - want).abs() <= 1e-5, "{name}: {got} for {want}");
        }
        println!("{name}: {}", network.spec());
        seen += 1;
    }
    seen
}
