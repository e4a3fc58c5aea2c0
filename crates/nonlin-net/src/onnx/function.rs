//! Activations as nodes: the operators of the standard where they are the same function, else the function's own formula in
//! standard operators, as `nonlin export --to onnx` writes it.

use super::ExchangeError;
use nonlin::Activation;
use nonlin::export::{Definition, ExportOptions, Target, export};
use nonlin_onnx::{Graph, Model, Node, Tensor};

/// Operators with the names of their attributes, in the order of the parameters of the function of this name.
const OPERATORS: &[(&str, &str, &[&str])] = &[
    ("relu", "Relu", &[]),
    ("sigmoid", "Sigmoid", &[]),
    ("tanh", "Tanh", &[]),
    ("softplus", "Softplus", &[]),
    ("softsign", "Softsign", &[]),
    ("leaky_relu", "LeakyRelu", &["alpha"]),
    ("elu", "Elu", &["alpha"]),
    ("celu", "Celu", &["alpha"]),
    ("selu", "Selu", &[]),
    ("thresholded_relu", "ThresholdedRelu", &["alpha"]),
    ("hard_swish", "HardSwish", &[]),
    ("erf", "Erf", &[]),
    ("exponential", "Exp", &[]),
];

/// The operator of this activation, with its attributes.
pub(super) fn operator(activation: &Activation) -> Option<(&'static str, Vec<(&'static str, f32)>)> {
    let name = activation.card().name;
    let (_, operator, attributes) = OPERATORS.iter().find(|(known, ..)| *known == name)?;
    let parameters = activation.parameters();
    #[allow(clippy::cast_possible_truncation, reason = "ONNX has attributes in single precision")]
    (parameters.len() == attributes.len())
        .then(|| (*operator, attributes.iter().copied().zip(parameters.iter().map(|&value| value as f32)).collect()))
}

/// The function of the registry that an operator is, with the parameter that each attribute is.
pub(super) fn function(operator: &str) -> Option<(&'static str, &'static [&'static str])> {
    OPERATORS.iter().find(|(_, known, _)| *known == operator).map(|(name, _, attributes)| (*name, *attributes))
}

/// `y = f(x)` with these parameters, in the order of the card, one number each or one per channel, shaped so that they fit `x`.
pub(super) fn add(
    graph: &mut Graph,
    activation: &Activation,
    parameters: &[Tensor],
    x: &str,
    y: &str,
) -> Result<(), ExchangeError> {
    let scalars = parameters.iter().all(|tensor| tensor.shape().is_empty());
    let name = activation.card().name;
    if name == "linear" {
        graph.nodes.push(Node::new("Identity", [x], [y]));
        return Ok(());
    }
    if let (true, Some((operator, attributes))) = (scalars, operator(activation)) {
        let node =
            attributes.into_iter().fold(Node::new(operator, [x], [y]), |node, (name, value)| node.with(name, value));
        graph.nodes.push(node);
        return Ok(());
    }
    if let ("prelu", [slope]) = (name, parameters) {
        let shape = if slope.shape().is_empty() { vec![1] } else { slope.shape().to_vec() };
        let numbers = slope.to_f32().unwrap_or_default();
        graph.tensors.insert(format!("{y}/slope"), Tensor::new(shape, numbers)?);
        graph.nodes.push(Node::new("PRelu", [x, &format!("{y}/slope")], [y]));
        return Ok(());
    }
    if name == "gelu" {
        gelu(graph, x, y);
        return Ok(());
    }
    let exported = export(&Definition::of(activation.function()), Target::Onnx, &ExportOptions::default())?;
    // Functions inside are read as the nodes they are made of.
    let model = Model::read(exported.as_bytes())?;
    let inside = |value: &str| format!("{y}/{value}");
    let names = activation.card().parameters.iter().map(|parameter| parameter.name);
    let given: Vec<(String, &Tensor)> = names.map(str::to_owned).zip(parameters).collect();
    let input = model.graph.inputs.first().map(|input| input.name.clone()).unwrap_or_default();
    let output = model.graph.outputs.first().map(|output| output.name.clone()).unwrap_or_default();
    let renamed = |value: &str| match value {
        "" => String::new(),
        value if value == input => x.to_owned(),
        value if value == output => y.to_owned(),
        value => inside(value),
    };
    for (name, tensor) in &model.graph.tensors {
        let own = given.iter().find(|(parameter, _)| parameter == name).map(|(_, tensor)| (*tensor).clone());
        graph.tensors.insert(inside(name), own.unwrap_or_else(|| tensor.clone()));
    }
    for node in model.graph.nodes {
        let inputs = node.inputs.iter().map(|value| renamed(value)).collect();
        let outputs = node.outputs.iter().map(|value| renamed(value)).collect();
        graph.nodes.push(Node { inputs, outputs, name: String::new(), ..node });
    }
    Ok(())
}

/// GELU as every framework before opset 20 spells it: runtimes know it by these nodes and compute it at once. (The wording that keeps its
/// digits in the tail takes forty.)
fn gelu(graph: &mut Graph, x: &str, y: &str) {
    let inside = |what: &str| format!("{y}/{what}");
    for (name, value) in [("root", std::f32::consts::SQRT_2), ("one", 1.0), ("half", 0.5)] {
        graph.tensors.insert(inside(name), Tensor::scalar(value));
    }
    let steps = [
        ("Div", x.to_owned(), inside("root"), inside("scaled")),
        ("Add", inside("erf"), inside("one"), inside("sum")),
        ("Mul", x.to_owned(), inside("sum"), inside("product")),
        ("Mul", inside("product"), inside("half"), y.to_owned()),
    ];
    for (place, (operator, a, b, result)) in steps.into_iter().enumerate() {
        graph.nodes.push(Node::new(operator, [a, b], [result]));
        if place == 0 {
            graph.nodes.push(Node::new("Erf", [inside("scaled")], [inside("erf")]));
        }
    }
}
