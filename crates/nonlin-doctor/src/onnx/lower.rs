//! Operators that the runtime lacks, in those that it has.

use nonlin_onnx::{Attributes, ElementType, Graph, Links, Model, Node, OnnxError, Tensor, Value, ValueType};
use std::collections::BTreeSet;

/// The model as the runtime takes it, with these values as its outputs: without what they do not need, what it lacks spelled out where that is a
/// few nodes, and each node called by its label, so that errors name it.
pub(super) fn runnable(model: &Model, wanted: &BTreeSet<&str>) -> Result<Vec<u8>, OnnxError> {
    let needed = needed(&model.graph, wanted);
    let output = |name: &&str| Value {
        name: (*name).to_owned(),
        kind: ValueType::Tensor { element: ElementType::Float, shape: None },
        doc: String::new(),
    };
    let mut graph = Graph {
        nodes: Vec::with_capacity(needed.len()),
        outputs: wanted.iter().map(output).collect(),
        ..model.graph.clone()
    };
    for node in needed.iter().filter_map(|&place| model.graph.nodes.get(place)) {
        let first = graph.nodes.len();
        if !spelled(&mut graph, node) {
            graph.nodes.push(node.clone());
        }
        for new in &mut graph.nodes[first..] {
            // No value is called so.
            new.name = node.label();
        }
    }
    Model { graph, functions: Vec::new(), ..model.clone() }.to_bytes()
}

/// The places of the nodes that some values depend on.
fn needed(graph: &Graph, wanted: &BTreeSet<&str>) -> BTreeSet<usize> {
    let links = Links::of(graph);
    let mut needed = BTreeSet::new();
    let mut open: Vec<usize> = wanted.iter().filter_map(|value| links.maker(value)).collect();
    while let Some(place) = open.pop() {
        if needed.insert(place)
            && let Some(node) = links.node(place)
        {
            let taken = node.inputs.iter().map(String::as_str).chain(node.captured());
            open.extend(taken.filter_map(|value| links.maker(value)));
        }
    }
    needed
}

/// Adds what a node does in other operators, if that has to be.
fn spelled(graph: &mut Graph, node: &Node) -> bool {
    let (Some(x), Some(y)) = (node.input(0), node.output(0)) else { return false };
    if !node.is_standard() && node.domain != "ai.onnx.ml" {
        return false;
    }
    let number = |attribute: &str, default: f32| node.float(attribute, default).unwrap_or(default);
    let inside = |what: &str| format!("{y}/{what}");
    match node.operator.as_str() {
        // The runtime's makes 0 of NaN, and what is looked for would be gone.
        "Relu" => {
            graph.tensors.insert(inside("zero"), Tensor::scalar(0.0_f32));
            graph.nodes.push(Node::new("LessOrEqual", [x.to_owned(), inside("zero")], [inside("off")]));
            graph.nodes.push(Node::new("Where", [inside("off"), inside("zero"), x.to_owned()], [y.to_owned()]));
        }
        // Where the exponential of ELU is, SELU's is, scaled.
        "Selu" => {
            let (alpha, gamma) = (number("alpha", 1.673_263_2), number("gamma", 1.050_701));
            graph.tensors.insert(inside("gamma"), Tensor::scalar(gamma));
            graph.nodes.push(Node::new("Elu", [x], [inside("elu")]).with("alpha", alpha));
            graph.nodes.push(Node::new("Mul", [inside("elu"), inside("gamma")], [y.to_owned()]));
        }
        // alpha elu(x / alpha)
        "Celu" => {
            graph.tensors.insert(inside("alpha"), Tensor::scalar(number("alpha", 1.0)));
            graph.nodes.push(Node::new("Div", [x.to_owned(), inside("alpha")], [inside("scaled")]));
            graph.nodes.push(Node::new("Elu", [inside("scaled")], [inside("elu")]).with("alpha", 1.0_f32));
            graph.nodes.push(Node::new("Mul", [inside("elu"), inside("alpha")], [y.to_owned()]));
        }
        "ThresholdedRelu" => {
            graph.tensors.insert(inside("alpha"), Tensor::scalar(number("alpha", 1.0)));
            graph.tensors.insert(inside("zero"), Tensor::scalar(0.0_f32));
            graph.nodes.push(Node::new("Greater", [x.to_owned(), inside("alpha")], [inside("above")]));
            graph.nodes.push(Node::new("Where", [inside("above"), x.to_owned(), inside("zero")], [y.to_owned()]));
        }
        "Softsign" => {
            graph.tensors.insert(inside("one"), Tensor::scalar(1.0_f32));
            graph.nodes.push(Node::new("Abs", [x], [inside("size")]));
            graph.nodes.push(Node::new("Add", [inside("size"), inside("one")], [inside("sum")]));
            graph.nodes.push(Node::new("Div", [x.to_owned(), inside("sum")], [y.to_owned()]));
        }
        "Mish" => {
            graph.nodes.push(Node::new("Softplus", [x], [inside("softplus")]));
            graph.nodes.push(Node::new("Tanh", [inside("softplus")], [inside("tanh")]));
            graph.nodes.push(Node::new("Mul", [x.to_owned(), inside("tanh")], [y.to_owned()]));
        }
        "Swish" => {
            graph.tensors.insert(inside("alpha"), Tensor::scalar(number("alpha", 1.0)));
            graph.nodes.push(Node::new("Mul", [x.to_owned(), inside("alpha")], [inside("scaled")]));
            graph.nodes.push(Node::new("Sigmoid", [inside("scaled")], [inside("gate")]));
            graph.nodes.push(Node::new("Mul", [x.to_owned(), inside("gate")], [y.to_owned()]));
        }
        // What is looked at is what a model predicts, whatever it was exported for.
        "Dropout" => graph.nodes.push(Node::new("Identity", [x], [y])),
        "BatchNormalization" => {
            let plain = Node::new("BatchNormalization", node.inputs.iter().map(String::as_str), [y]);
            graph.nodes.push(plain.with("epsilon", number("epsilon", 1e-5)));
        }
        // An attribute with its default is refused even so.
        "LSTM" | "GRU" if node.int("layout", 0).ok() == Some(0) => {
            let mut plain = node.clone();
            plain.attributes = Attributes::default();
            for (name, value) in node.attributes.iter().filter(|(name, _)| *name != "layout") {
                plain.attributes.insert(name, value.clone());
            }
            graph.nodes.push(plain);
        }
        // scikit-learn's: (x - offset) scale
        "Scaler" => {
            let (Ok(Some(offset)), Ok(Some(scale))) = (node.floats("offset"), node.floats("scale")) else {
                return false;
            };
            graph.tensors.insert(inside("offset"), Tensor::vector(offset.to_vec()));
            graph.tensors.insert(inside("scale"), Tensor::vector(scale.to_vec()));
            graph.nodes.push(Node::new("Sub", [x.to_owned(), inside("offset")], [inside("centred")]));
            graph.nodes.push(Node::new("Mul", [inside("centred"), inside("scale")], [y.to_owned()]));
        }
        _ => return false,
    }
    true
}
