//! Models that are broken, hostile or odd: an error of one line or a trace, never a panic.

use nonlin_doctor::onnx::{Array, OnnxModel};
use nonlin_onnx::{Dim, ElementType, Graph, Model, Node, Tensor};
use std::path::Path;

fn bytes(name: &str) -> Vec<u8> {
    std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/models").join(name)).unwrap()
}

#[test]
fn every_cut_is_refused_or_read() {
    let whole = bytes("healthy/resnet_script.onnx");
    for cut in (0..whole.len()).step_by(7) {
        if let Ok(model) = OnnxModel::read(&whole[..cut]) {
            drop(model.trace());
        }
    }
    assert!(OnnxModel::read(b"not a model".to_vec()).is_err());
}

/// Where a fuzzer begins: each byte of a model another one.
#[test]
fn every_changed_byte_is_refused_or_read() {
    for name in ["faulty/step.zero_slope.onnx", "healthy/heads_script.onnx"] {
        let whole = bytes(name);
        let mut read = 0;
        for place in 0..whole.len() {
            for change in [1_u8, 0x80] {
                let mut changed = whole.clone();
                changed[place] ^= change;
                if let Ok(model) = OnnxModel::read(changed) {
                    let trace = model.trace();
                    for place in 0..trace.layers.len() {
                        assert!(trace.inputs(place).len() == trace.layers[place].inputs.as_ref().map_or(0, Vec::len));
                    }
                    read += 1;
                }
            }
        }
        assert!(read > 100, "{name}: {read}");
    }
}

#[test]
fn models_of_the_reader_are_examined_without_a_panic() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../nonlin-onnx/tests/models");
    let mut seen = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_some_and(|ending| ending == "onnx") {
            let model = OnnxModel::open(&file).unwrap();
            assert!(
                nonlin_doctor::examine(&model.trace()).iter().all(|finding| finding.rule != "not_finite"),
                "{}",
                file.display()
            );
            seen += 1;
        }
    }
    assert!(seen >= 7);
}

#[test]
fn shapes_that_are_missing_are_no_hindrance() {
    let graph = Graph::new("bare")
        .input("x", ElementType::Float, [Dim::Unknown, Dim::Unknown])
        .tensor("w", Tensor::new([2, 2], vec![0.5_f32, -0.25, 0.125, 1.0]).unwrap())
        .node(Node::new("MatMul", ["x", "w"], ["z"]))
        .node(Node::new("Tanh", ["z"], ["y"]))
        .output("y", ElementType::Float, [Dim::Unknown, Dim::Unknown]);
    let model = OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap();
    assert_eq!(model.trace().layers[0].activation, "tanh");
    let run = |shape: &[usize]| {
        let count = shape.iter().product();
        model.run(&[Array { shape: shape.to_vec(), numbers: vec![1.0; count], ..Array::default() }])
    };
    assert!(run(&[3, 2]).unwrap().layers[0].samples.len() == 1);
    assert!(run(&[3, 5]).unwrap_err().to_string().contains("MatMul node"));
}

/// Thousands of branches and of activations, each another one, are looked at in moments and not for ever.
#[test]
fn wide_and_deep_graphs_take_no_long_time() {
    let mut graph = Graph::new("wide").input("x", ElementType::Float, [Dim::Size(1), Dim::Size(2)]);
    let mut last = "x".to_owned();
    for place in 0..3000 {
        let number = format!("n{place}");
        graph.tensors.insert(number.clone(), Tensor::scalar(place as f32 / 7.0 + 0.5));
        graph.nodes.push(Node::new("Mul", ["x", &number], [format!("a{place}")]));
        graph.nodes.push(Node::new("Sigmoid", [format!("a{place}")], [format!("b{place}")]));
        graph.nodes.push(Node::new("Add", [last.clone(), format!("b{place}")], [format!("c{place}")]));
        last = format!("c{place}");
    }
    let graph = graph.output(last.as_str(), ElementType::Float, [Dim::Size(1), Dim::Size(2)]);
    let model = OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap();
    assert!(model.trace().layers.len() >= 3000);
}
