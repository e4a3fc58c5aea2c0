//! An ONNX model of standard operators, in single precision.
//!
//! The function is a function of the model, for a tensor of any shape; the graph calls it for one axis, for the inputs of a
//! graph must say how many they have. A learnable parameter is an input with a default, so that a session may be given
//! another; a fixed one is an initializer. The numbers of fields are those of `onnx.proto`.

use super::graph::{Function, Graph, Node, Place};
use super::kit;
use super::names::{Names, camel};
use super::protobuf::Message;
use super::source::Source;
use crate::formula::{Binary, Primitive};
use std::collections::HashMap;

/// The version of the standard operators.
const OPSET: u64 = 17;
/// The version of the file format that belongs to it.
const IR_VERSION: u64 = 8;
/// `TensorProto.DataType.FLOAT`.
const FLOAT: u64 = 1;
/// `AttributeProto.AttributeType.TENSOR`.
const TENSOR: u64 = 4;
/// Where the function belongs.
const DOMAIN: &str = "nonlin";
/// The results: the slope only if it is wanted.
const OUTPUTS: [&str; 2] = ["y", "slope"];

pub(super) fn write(source: &Source) -> Vec<u8> {
    let mut roots = vec![source.value];
    roots.extend(source.options.slope.then_some(source.slope));
    let outputs = &OUTPUTS[..roots.len()];
    let (graph, roots) = source.graph.rewritten(&roots, &|graph, function, x| match function {
        // There is no operator for these.
        Function::Primitive(primitive @ (Primitive::ExpM1 | Primitive::Ln1p | Primitive::NormalCdf)) => {
            kit::expand::<f32>(graph, primitive, x)
        }
        _ => None,
    });
    let mut steps = Steps::new(source);
    for place in graph.reachable(&roots) {
        steps.add(&graph, place);
    }
    for (root, output) in roots.iter().zip(outputs) {
        steps.output(&graph, *root, output);
    }
    let name = camel(&source.name);
    let inputs: Vec<&str> = ["x"].into_iter().chain(source.parameters.iter().map(|p| &*p.name)).collect();
    Message::default()
        .integer(1, IR_VERSION)
        .text(2, "nonlin")
        .text(3, env!("CARGO_PKG_VERSION"))
        .text(6, &source.header().join("\n"))
        .message(7, &calling(source, &name, &inputs, outputs))
        .message(8, &operators("", OPSET))
        .message(8, &operators(DOMAIN, 1))
        .message(25, &steps.function(&name, &inputs, outputs))
        .into_bytes()
}

/// `OperatorSetIdProto`
fn operators(domain: &str, version: u64) -> Message {
    Message::default().text(1, domain).integer(2, version)
}

/// `NodeProto`
fn operator(operator: &str, inputs: &[&str], outputs: &[&str]) -> Message {
    let node = inputs.iter().fold(Message::default(), |node, input| node.text(1, input));
    outputs.iter().fold(node, |node, output| node.text(2, output)).text(4, operator)
}

/// `TensorProto`: a single number, without axes.
fn scalar(value: f64) -> Message {
    #[allow(clippy::cast_possible_truncation, reason = "meant")]
    let bytes = (value as f32).to_le_bytes();
    Message::default().integer(2, FLOAT).bytes(9, &bytes)
}

/// `ValueInfoProto`: a tensor with these axes.
fn tensor(name: &str, axes: &[&str]) -> Message {
    let axis = |shape: Message, axis: &&str| shape.message(1, &Message::default().text(2, axis));
    let shape = axes.iter().fold(Message::default(), axis);
    let tensor = Message::default().integer(1, FLOAT).message(2, &shape);
    Message::default().text(1, name).message(2, &Message::default().message(1, &tensor))
}

/// `GraphProto`: the function called.
fn calling(source: &Source, name: &str, inputs: &[&str], outputs: &[&str]) -> Message {
    let mut graph =
        Message::default().message(1, &operator(name, inputs, outputs).text(7, DOMAIN)).text(2, &source.name);
    for parameter in &source.parameters {
        graph = graph.message(5, &scalar(parameter.default).text(8, &parameter.name));
    }
    graph = graph.message(11, &tensor("x", &["n"]));
    for parameter in source.parameters.iter().filter(|parameter| parameter.learnable) {
        graph = graph.message(11, &tensor(&parameter.name, &[]));
    }
    outputs.iter().fold(graph, |graph, output| graph.message(12, &tensor(output, &["n"])))
}

/// The operators of the function, in the order in which they are computed.
struct Steps {
    nodes: Vec<Message>,
    /// What the tensor of a place is called.
    tensors: HashMap<Place, String>,
    parameters: Vec<String>,
    learnable: Vec<bool>,
    names: Names,
}

impl Steps {
    fn new(source: &Source) -> Self {
        let parameters: Vec<String> = source.parameters.iter().map(|parameter| parameter.name.to_string()).collect();
        let taken = parameters.iter().map(String::as_str).chain(["x"]).chain(OUTPUTS);
        Self {
            nodes: Vec::new(),
            tensors: HashMap::new(),
            names: Names::new(taken),
            learnable: source.parameters.iter().map(|parameter| parameter.learnable).collect(),
            parameters,
        }
    }

    /// `FunctionProto`
    fn function(&self, name: &str, inputs: &[&str], outputs: &[&str]) -> Message {
        let function = inputs.iter().fold(Message::default().text(1, name), |function, input| function.text(4, input));
        let function = outputs.iter().fold(function, |function, output| function.text(5, output));
        let function = self.nodes.iter().fold(function, |function, node| function.message(7, node));
        function.message(9, &operators("", OPSET)).text(10, DOMAIN)
    }

    /// Adds an operator under a new name.
    fn step(&mut self, name: &str, inputs: &[&str]) -> String {
        let output = self.names.fresh("t");
        self.nodes.push(operator(name, inputs, &[&output]));
        output
    }

    fn tensor(&self, place: Place) -> String {
        self.tensors.get(&place).cloned().unwrap_or_default()
    }

    fn add(&mut self, graph: &Graph, place: Place) {
        let operands: Vec<String> = graph.operands(place).into_iter().map(|operand| self.tensor(operand)).collect();
        let operands: Vec<&str> = operands.iter().map(String::as_str).collect();
        let name = match graph.node(place) {
            Node::Variable => "x".to_owned(),
            Node::Parameter(number) => self.parameters.get(number).cloned().unwrap_or_default(),
            Node::Constant(value) => self.constant(value.value()),
            Node::Negate(_) => self.step("Neg", &operands),
            Node::Call(function, _) => self.step(operator_of(function), &operands),
            Node::Binary(Binary::Add, ..) => self.step("Add", &operands),
            Node::Binary(Binary::Subtract, ..) => self.step("Sub", &operands),
            Node::Binary(Binary::Multiply, ..) => self.step("Mul", &operands),
            Node::Binary(Binary::Divide, ..) => self.step("Div", &operands),
            Node::Binary(Binary::Maximum, ..) => self.step("Max", &operands),
            Node::Binary(Binary::Minimum, ..) => self.step("Min", &operands),
            Node::Where(parts) => self.choice(graph, parts),
        };
        self.tensors.insert(place, name);
    }

    fn constant(&mut self, value: f64) -> String {
        let name = self.names.fresh("c");
        let attribute = Message::default().text(1, "value").message(5, &scalar(value)).integer(20, TENSOR);
        self.nodes.push(operator("Constant", &[], &[&name]).message(5, &attribute));
        name
    }

    fn choice(&mut self, graph: &Graph, parts: [Place; 4]) -> String {
        let [left, right, yes, no] = parts.map(|part| self.tensor(part));
        let condition = self.step("Greater", &[&left, &right]);
        let mut result = self.step("Where", &[&condition, &yes, &no]);
        for side in graph.guards(parts, &self.learnable) {
            let side = self.tensor(side);
            let is_nan = self.step("IsNaN", &[&side]);
            result = self.step("Where", &[&is_nan, &side, &result]);
        }
        result
    }

    /// A result under the name of an output, with the shape of `x` even where it does not depend on it.
    fn output(&mut self, graph: &Graph, root: Place, name: &str) {
        let result = self.tensor(root);
        let node = if graph.depends(root, Node::Variable) {
            operator("Identity", &[&result], &[name])
        } else {
            let shape = self.step("Shape", &["x"]);
            operator("Expand", &[&result, &shape], &[name])
        };
        self.nodes.push(node);
    }
}

fn operator_of(function: Function) -> &'static str {
    match function {
        Function::Floor => "Floor",
        Function::Primitive(primitive) => match primitive {
            Primitive::Abs => "Abs",
            Primitive::Exp => "Exp",
            Primitive::Ln => "Log",
            Primitive::Sigmoid => "Sigmoid",
            Primitive::Tanh => "Tanh",
            Primitive::Softplus => "Softplus",
            Primitive::Sqrt => "Sqrt",
            Primitive::Erf => "Erf",
            Primitive::Sin => "Sin",
            Primitive::Cos => "Cos",
            Primitive::Atan => "Atan",
            // The kit has replaced these.
            Primitive::ExpM1 | Primitive::Ln1p | Primitive::NormalCdf => "Identity",
        },
    }
}
