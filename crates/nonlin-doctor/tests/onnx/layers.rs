//! What the layers of a graph are.

use crate::model;
use nonlin_doctor::onnx::OnnxModel;
use nonlin_doctor::{LayerKind, examine};
use nonlin_onnx::{Dim, ElementType, Graph, Model, Node, Tensor};

fn activations(name: &str) -> Vec<String> {
    model(name).trace().layers.into_iter().map(|layer| layer.activation).collect()
}

#[test]
fn activations_have_their_names_however_they_are_spelled() {
    // CELU with the slope 1 is ELU.
    let names =
        ["gelu", "gelu_tanh", "silu", "mish", "hard_swish", "prelu", "relu6", "selu", "softsign", "log_sigmoid", "elu"];
    for exporter in ["script", "dynamo"] {
        let found = activations(&format!("healthy/activations_{exporter}.onnx"));
        let expected: Vec<&str> = names.into_iter().chain(["linear"]).collect();
        assert_eq!(found, expected, "{exporter}");
    }
}

#[test]
fn an_ending_is_the_networks_own() {
    for (name, ending, outputs) in [
        ("healthy/mlp_script.onnx", "softmax", 3),
        ("healthy/activations_dynamo.onnx", "log_softmax", 2),
        ("healthy/keras_mlp.onnx", "sigmoid", 1),
        ("healthy/encoder_dynamo.onnx", "linear", 3),
        ("healthy/sklearn.onnx", "softmax", 3),
    ] {
        let trace = model(name).trace();
        let last = trace.layers.iter().rfind(|layer| layer.output).unwrap();
        assert!(last.name.starts_with("output layer (dense, "), "{}", last.name);
        let about = trace.about;
        assert_eq!((about.output_activation.as_deref(), about.outputs), (Some(ending), Some(outputs)), "{name}");
    }
}

#[test]
fn a_graph_is_not_a_list() {
    let trace = model("healthy/encoder_dynamo.onnx").trace();
    let softmax = trace.layers.iter().position(|layer| layer.kind == LayerKind::Rows).unwrap();
    // Scores are a product of two signals, and so is what becomes of them.
    let [scores] = trace.inputs(softmax)[..] else { panic!("{trace:?}") };
    assert_eq!((trace.layers[scores].kind, trace.inputs(scores).len()), (LayerKind::Other, 2));
    // The signal goes around the attention, which the sum at its end is not a part of.
    assert!(trace.layers[softmax].residual);
    let sum = trace.layers.iter().find(|layer| layer.kind == LayerKind::Add).unwrap();
    assert!(!sum.residual);
    let depthwise = model("healthy/mobilenet_script.onnx").trace();
    assert!(depthwise.layers.iter().any(|layer| layer.grouped && layer.fan_in == 9));
}

fn chain(nodes: Vec<Node>) -> OnnxModel {
    let mut graph = Graph::new("chain")
        .input("x", ElementType::Float, ["rows".into(), Dim::Size(4)])
        .tensor("w", Tensor::new([4, 4], (0..16_u8).map(|i| f32::from(i).sin()).collect::<Vec<f32>>()).unwrap())
        .output("y", ElementType::Float, ["rows".into(), Dim::Size(4)]);
    graph.nodes = nodes;
    OnnxModel::read(Model::new(graph).to_bytes().unwrap()).unwrap()
}

#[test]
fn two_linear_layers_are_a_pair_only_if_nobody_else_takes_the_first() {
    let pair = [
        Node::new("MatMul", ["x", "w"], ["g"]),
        Node::new("Relu", ["g"], ["h"]),
        Node::new("MatMul", ["h", "w"], ["a"]),
        Node::new("MatMul", ["a", "w"], ["b"]),
    ];
    let found = |more: Vec<Node>| {
        let nodes = pair.iter().cloned().chain(more).collect();
        examine(&chain(nodes).trace()).iter().any(|finding| finding.rule == "linear_pair")
    };
    assert!(found(vec![Node::new("Relu", ["b"], ["y"])]));
    assert!(!found(vec![Node::new("Relu", ["b"], ["c"]), Node::new("Concat", ["a", "c"], ["y"]).with("axis", 1_i64)]));
    let turned = vec![
        pair[0].clone(),
        pair[1].clone(),
        pair[2].clone(),
        Node::new("Transpose", ["a"], ["t"]).with("perm", vec![1_i64, 0]),
        Node::new("MatMul", ["t", "w"], ["b"]),
        Node::new("Relu", ["b"], ["y"]),
    ];
    assert!(examine(&chain(turned).trace()).iter().all(|finding| finding.rule != "linear_pair"));
}

#[test]
fn what_is_not_known_is_passed_over_and_named() {
    let nodes = vec![
        Node::new("MatMul", ["x", "w"], ["a"]),
        Node::new("Shuffle", ["a"], ["b"]).of_domain("somebody"),
        Node::new("Shuffle", ["b"], ["c"]).of_domain("somebody"),
        Node::new("STFT", ["c"], ["d"]),
        Node::new("MatMul", ["d", "w"], ["y"]),
    ];
    let trace = chain(nodes).trace();
    assert_eq!(trace.about.passed_over, ["STFT (1)", "somebody.Shuffle (2)"]);
    // Nothing is said of what comes out of it.
    assert_eq!(examine(&trace), []);
}

#[test]
fn a_formula_of_ones_own_is_read_as_one() {
    let nodes = vec![
        Node::new("MatMul", ["x", "w"], ["a"]),
        Node::new("Sin", ["a"], ["s"]),
        Node::new("Mul", ["a", "s"], ["b"]),
        Node::new("MatMul", ["b", "w"], ["y"]),
    ];
    assert_eq!(chain(nodes).trace().layers[0].activation, "x * sin(x)");
}
