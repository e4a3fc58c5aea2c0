//! Rows taken through models.

use crate::{model, models, rules};
use nonlin_doctor::onnx::{Array, OnnxModel, RunError, RunLimits};
use nonlin_doctor::{Trace, examine};
use nonlin_onnx::{Dim, ElementType, Graph, Model, Node, Tensor, Value};
use std::sync::atomic::AtomicBool;

/// Numbers that know nothing of their order, of about mean 0 and variance 1.
fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| ((i * 7919 + 13) % 1009) as f32 / 292.0 - 1.73).collect()
}

fn array(shape: &[usize]) -> Array {
    Array { shape: shape.to_vec(), numbers: numbers(shape.iter().product()), ..Array::default() }
}

fn tokens(rows: usize, steps: usize) -> Array {
    let numbers = (0..rows * steps).map(|i| ((i * 7) % 20) as f32).collect();
    Array { shape: vec![rows, steps], numbers, ..Array::default() }
}

#[test]
fn healthy_models_run_and_stay_healthy() {
    for file in models("healthy") {
        let name = file.file_stem().unwrap().to_str().unwrap().to_owned();
        let given = match name.split(['_', '.']).next().unwrap() {
            "resnet" | "mobilenet" => array(&[4, 3, 8, 8]),
            "encoder" | "decoder" => tokens(8, 6),
            "lstm" | "gru" => array(&[8, 5, 3]),
            "sklearn" => array(&[300, 4]),
            "keras" if name == "keras_cnn" => array(&[4, 8, 8, 3]),
            _ => array(&[300, 6]),
        };
        let trace = OnnxModel::open(&file).unwrap().run(&[given]).unwrap_or_else(|error| panic!("{name}: {error}"));
        let serious: Vec<_> = examine(&trace).into_iter().filter(nonlin_doctor::Finding::is_serious).collect();
        assert_eq!(serious, [], "{name}");
        for layer in &trace.layers {
            let seen = layer.samples.last().unwrap_or_else(|| panic!("{name}: {} was not seen", layer.name));
            assert!(seen.after.is_some(), "{name}: {}", layer.name);
        }
    }
}

/// What `y` is, for one layer with this activation; 512 rows of four numbers each.
fn seen(activation: &[Node], weight: Vec<f32>, given: Vec<f32>) -> Trace {
    let mut graph = Graph::new("one")
        .input("x", ElementType::Float, ["rows".into(), Dim::Size(4)])
        .tensor("w", Tensor::new([4, 4], weight).unwrap())
        .tensor("v", Tensor::new([4, 4], (0..16_u8).map(|i| f32::from(i).cos()).collect::<Vec<f32>>()).unwrap())
        .output("y", ElementType::Float, ["rows".into(), Dim::Size(4)])
        .node(Node::new("MatMul", ["x", "w"], ["z"]));
    graph.nodes.extend(activation.iter().cloned());
    graph.nodes.push(Node::new("MatMul", ["a", "v"], ["y"]));
    let rows = given.len() / 4;
    let array = Array { shape: vec![rows, 4], numbers: given, ..Array::default() };
    OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap().run(&[array]).unwrap()
}

#[test]
fn what_is_recorded_is_what_the_numbers_are() {
    // Units 0 and 1 are the inputs, 2 and 3 are off for all rows: each a sum of squares' negative.
    let weight = vec![1.0, 0.0, -1.0, -1.0, 0.0, 1.0, -1.0, -1.0, 0.0, 0.0, -1.0, -1.0, 0.0, 0.0, -1.0, -2.0];
    let given: Vec<f32> = (0..512_u16).flat_map(|i| [f32::from(i % 7), f32::from(i % 5), 1.0, 1.0]).collect();
    let trace = seen(&[Node::new("Relu", ["z"], ["a"])], weight, given);
    let layer = &trace.layers[0];
    assert_eq!((layer.activation.as_str(), layer.samples.len()), ("relu", 2));
    let last = layer.samples.last().unwrap();
    assert_eq!((last.dead, last.over), (Some(0.5), 512));
    assert_eq!(last.before.unwrap().high, 6.0);
    assert_eq!(last.after.unwrap().low, 0.0);
    assert!((last.weight.unwrap() - 13.0_f64.sqrt()).abs() < 1e-6, "{last:?}");
}

#[test]
fn nan_is_found_where_it_begins() {
    let weight: Vec<f32> = (0..16_u8).map(|i| f32::from(i).sin()).collect();
    let log = seen(&[Node::new("Log", ["z"], ["a"])], weight.clone(), numbers(400));
    let found = examine(&log);
    assert_eq!(rules(&found).last(), Some(&"not_finite"), "{found:?}");
    assert!(
        found
            .iter()
            .any(|finding| finding.rule == "not_finite" && finding.layers == [0] && finding.what.contains("logarithm"))
    );
    let mut given = numbers(400);
    given[5] = f32::NAN;
    let trace = seen(&[Node::new("Relu", ["z"], ["a"])], weight, given);
    let found = examine(&trace);
    assert_eq!(rules(&found).first(), Some(&"inputs_not_finite"), "{found:?}");
    // It is still there at the end.
    assert_eq!(trace.layers.last().unwrap().samples[0].not_finite[1], 4);
}

/// Of a model whose batch is fixed as of one whose is not: rows are looked at together.
#[test]
fn a_fixed_batch_says_the_same() {
    let run = |batch: Dim| {
        let graph = Graph::new("fixed")
            .input("x", ElementType::Float, [batch, Dim::Size(4)])
            .tensor("w", Tensor::new([4, 4], (0..16_u8).map(|i| f32::from(i).sin()).collect::<Vec<f32>>()).unwrap())
            .node(Node::new("MatMul", ["x", "w"], ["z"]))
            .node(Node::new("Tanh", ["z"], ["y"]))
            .output("y", ElementType::Float, [Dim::Unknown, Dim::Size(4)]);
        let model = OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap();
        // By the digits that are kept: sums of one row and of many differ in the last ones.
        model.run(&[array(&[300, 4])]).unwrap().rounded().layers[0].samples.clone()
    };
    let open = run("rows".into());
    assert_eq!(open.len(), 2);
    assert_eq!((run(Dim::Size(1)), run(Dim::Size(2))), (open.clone(), open));
}

/// Operators that the runtime has not are spelled out, and what they are is what they were.
#[test]
fn activations_that_the_runtime_lacks_are_computed() {
    let nodes = [
        (Node::new("Selu", ["z"], ["a"]), "selu"),
        (Node::new("Celu", ["z"], ["a"]).with("alpha", 1.0_f32), "elu"),
        (Node::new("ThresholdedRelu", ["z"], ["a"]).with("alpha", 1.0_f32), "thresholded_relu"),
        (Node::new("Softsign", ["z"], ["a"]), "softsign"),
        (Node::new("Mish", ["z"], ["a"]), "mish"),
        (Node::new("Swish", ["z"], ["a"]).with("alpha", 1.0_f32), "silu"),
        (Node::new("HardSwish", ["z"], ["a"]), "hard_swish"),
        (Node::new("Gelu", ["z"], ["a"]), "gelu"),
    ];
    let one = vec![1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 1.0];
    for (node, name) in nodes {
        let given = numbers(64);
        let trace = seen(&[node], one.clone(), given.clone());
        let function = nonlin::Activation::named(name).unwrap();
        let expected: Vec<f64> = given.iter().map(|&x| function.value(f64::from(x))).collect();
        let after = trace.layers[0].samples[0].after.unwrap();
        let mean = expected.iter().sum::<f64>() / expected.len() as f64;
        assert!((after.mean - mean).abs() < 1e-5, "{name}: {} and {mean}", after.mean);
        let high = expected.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        assert!((after.high - high).abs() < 1e-5, "{name}: {} and {high}", after.high);
        assert_eq!(trace.layers[0].activation, name);
    }
}

#[test]
fn what_cannot_be_run_is_named() {
    let mut graph = Graph::new("foreign").input("x", ElementType::Float, ["rows".into(), Dim::Size(4)]).output(
        "y",
        ElementType::Float,
        ["rows".into(), Dim::Size(4)],
    );
    graph.nodes = vec![Node::new("Shuffle", ["x"], ["y"]).of_domain("somebody").named("mix")];
    let model = OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap();
    let said = model.run(&[array(&[2, 4])]).unwrap_err().to_string();
    assert!(said.contains("Shuffle node `mix`") && said.contains("without data"), "{said}");
}

#[test]
fn data_that_do_not_fit_are_refused() {
    let encoder = model("healthy/encoder_script.onnx");
    let said = |given: Array| encoder.run(&[given]).unwrap_err().to_string();
    assert!(
        said(tokens(2, 5)).contains("dimension 1 of input `x` (batch x 6) is 6, and that of the data (2 x 5) is 5")
    );
    assert!(said(array(&[2, 6])).contains("whole numbers"));
    assert!(said(tokens(0, 6)).contains("no rows"));
    // A token that the table has not.
    let mut far = tokens(2, 6);
    far.numbers[3] = 99.0;
    assert!(said(far).contains("cannot be run here"));
}

/// A model of a stranger: `y` out of `x`, two numbers per row.
fn stranger(nodes: Vec<Node>, far: Option<&[i64]>) -> OnnxModel {
    let mut graph = Graph::new("stranger").input("x", ElementType::Float, ["rows".into(), Dim::Size(2)]).output(
        "y",
        ElementType::Float,
        [Dim::Unknown, Dim::Size(2)],
    );
    // It says of itself that it is small.
    graph.values.insert("e".to_owned(), Value::tensor("e", ElementType::Float, [Dim::Size(1), Dim::Size(2)]));
    if let Some(far) = far {
        graph = graph.tensor("far", Tensor::new([far.len()], far.to_vec()).unwrap());
    }
    graph.nodes = nodes;
    OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap()
}

#[test]
fn what_is_large_or_cannot_be_told_to_be_small_is_not_run_within_limits() {
    let stop = AtomicBool::new(false);
    let limits = RunLimits { numbers: 1 << 20, stop: &stop };
    let (expand, relu) = (Node::new("Expand", ["x", "far"], ["e"]), Node::new("Relu", ["e"], ["y"]));
    let known = stranger(vec![expand, relu.clone()], Some(&[1 << 30, 1, 2]));
    let said = known.run_within(&[array(&[4, 2])], limits).unwrap_err();
    assert!(matches!(said, RunError::Large(_)), "{said}");
    let nodes = vec![Node::new("NonZero", ["x"], ["places"]), Node::new("Expand", ["x", "places"], ["e"]), relu];
    let said = stranger(nodes, None).run_within(&[array(&[4, 2])], limits).unwrap_err();
    assert!(matches!(&said, RunError::Unbounded(value) if value == "places"), "{said}");
    // One that keeps to them runs, until it is stopped.
    let one = stranger(vec![Node::new("Relu", ["x"], ["e"]), Node::new("Tanh", ["e"], ["y"])], None);
    assert!(one.run_within(&[array(&[4, 2])], limits).is_ok());
    stop.store(true, std::sync::atomic::Ordering::Relaxed);
    assert!(matches!(one.run_within(&[array(&[4, 2])], limits), Err(RunError::Stopped)));
}
