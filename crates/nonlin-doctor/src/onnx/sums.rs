//! Layers whose work is done by weights: dense, convolutional, recurrent, embeddings.

use super::signal::Axis;
use crate::record::weights;
use crate::trace::{LayerKind, WeightTrace};
use nonlin_onnx::{Graph, Links, Node, Tensor};

/// What a node with weights does.
#[derive(Debug)]
pub(super) struct Sums {
    pub(super) kind: LayerKind,
    /// What a person calls it.
    pub(super) word: &'static str,
    /// The input that comes from the layers before.
    pub(super) input: usize,
    pub(super) units: usize,
    pub(super) fan_in: usize,
    pub(super) bias: Option<bool>,
    pub(super) axis: Axis,
    /// Whether the units of a convolution look at a part of the channels each.
    pub(super) grouped: bool,
    /// The activation that is inside the node.
    pub(super) inside: Option<String>,
    pub(super) weights: Option<WeightTrace>,
    /// The tensor that they are.
    pub(super) weight: Option<String>,
    /// The value after the bias.
    pub(super) end: String,
    /// The nodes after it that it takes in.
    pub(super) nodes: Vec<usize>,
}

/// How the numbers of a weight tensor lie: unit after unit, or one number of each unit after the other.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Lie {
    ByUnit,
    ByInput,
    Otherwise,
}

impl Sums {
    /// What a node does, if it has constant weights and takes one signal; `is_signal` tells which values those are.
    pub(super) fn of(links: &Links<'_>, node: &Node, is_signal: impl Fn(&str) -> bool) -> Option<Self> {
        let graph = links.graph();
        let signal = |position: usize| node.input(position).is_some_and(&is_signal);
        let found = match node.operator.as_str() {
            "Gemm" => gemm(graph, node, [signal(0), signal(1)]),
            "MatMul" => product(graph, node, [signal(0), signal(1)]),
            "Einsum" => einsum(graph, node, [signal(0), signal(1)]),
            "Conv" if signal(0) => convolution(graph, node),
            "ConvTranspose" if signal(0) => transposed(graph, node),
            "LSTM" | "GRU" | "RNN" if signal(0) => recurrent(graph, node),
            "Gather" if signal(1) => embedding(graph, node),
            // Integers with a scale apart: what they are is known, what they add up to is not.
            "MatMulInteger" if signal(0) => product(graph, node, [true, false]).map(Self::without_weights),
            "QLinearMatMul" if signal(0) => {
                let b = matrix(graph.constant(node, 3)?)?;
                Some(Self::dense(b[1], b[0]))
            }
            "ConvInteger" if signal(0) => convolution(graph, node).map(Self::without_weights),
            "QLinearConv" if signal(0) => {
                let mut moved = node.clone();
                moved.inputs = vec![node.input(0)?.to_owned(), node.input(3)?.to_owned()];
                convolution(graph, &moved).map(Self::without_weights)
            }
            _ => None,
        }?;
        let mut found = Self { end: node.output(0).unwrap_or_default().to_owned(), ..found };
        if found.bias == Some(false) {
            found.with_bias_after(links);
        }
        Some(found)
    }

    fn dense(units: usize, fan_in: usize) -> Self {
        Self {
            kind: LayerKind::Dense,
            word: "dense",
            input: 0,
            units,
            fan_in,
            bias: Some(false),
            axis: Axis::Last,
            grouped: false,
            inside: None,
            weights: None,
            weight: None,
            end: String::new(),
            nodes: Vec::new(),
        }
    }

    fn weighted(self, graph: &Graph, node: &Node, position: usize, lie: Lie, bias: Option<usize>) -> Option<Self> {
        let name = node.input(position)?;
        let numbers = graph.tensors.get(name)?.to_f32()?;
        let bias = bias.and_then(|position| graph.constant(node, position)?.to_f32()).unwrap_or_default();
        let mut seen = weights(&numbers, &bias, self.units, lie == Lie::ByUnit);
        if lie == Lie::Otherwise {
            seen.alike = 0.0;
        }
        Some(Self { weights: Some(seen), weight: Some(name.to_owned()), ..self })
    }

    fn without_weights(self) -> Self {
        Self { weights: None, weight: None, ..self }
    }

    /// Takes in an `Add` of one number per unit behind it.
    fn with_bias_after(&mut self, links: &Links<'_>) {
        let (mut value, mut nodes) = (self.end.as_str(), Vec::new());
        let (place, node) = loop {
            let (&[place], false) = (links.takers(value), links.is_output(value)) else { return };
            let Some(node) = links.node(place) else { return };
            // Keras casts to the type that numbers have already.
            match (node.is("Cast") && node.int("to", 0).ok() == Some(1), node.output(0)) {
                (true, Some(end)) => {
                    nodes.push(place);
                    value = end;
                }
                _ => break (place, node),
            }
        };
        if !node.is("Add") || node.inputs.len() != 2 {
            return;
        }
        let other = usize::from(node.input(0) == Some(value));
        let Some(tensor) = links.graph().constant(node, other) else { return };
        // One number per unit, along the axis that units have; all other axes have the size 1.
        let along = tensor.shape().iter().filter(|&&size| size != 1).count();
        if tensor.len() != self.units || along > 1 {
            return;
        }
        let Some(end) = node.output(0) else { return };
        if let (Some(seen), Some(numbers)) = (&mut self.weights, tensor.to_f32()) {
            let own = weights(&[], &numbers, 0, true);
            seen.not_finite += own.not_finite;
            seen.bias = own.bias;
        }
        self.bias = Some(true);
        self.nodes.extend(nodes);
        self.nodes.push(place);
        end.clone_into(&mut self.end);
    }
}

/// The last two sizes of a tensor.
fn matrix(tensor: &Tensor) -> Option<[usize; 2]> {
    match *tensor.shape() {
        [.., rows, columns] if !tensor.is_empty() => Some([rows, columns]),
        _ => None,
    }
}

fn gemm(graph: &Graph, node: &Node, signals: [bool; 2]) -> Option<Sums> {
    let weight = match signals {
        [true, false] => 1,
        [false, true] => 0,
        _ => return None,
    };
    let [rows, columns] = matrix(graph.constant(node, weight)?)?;
    let turned = node.int(if weight == 1 { "transB" } else { "transA" }, 0).ok()? != 0;
    // Units are the columns of a weight on the right, the rows of one on the left.
    let by_unit = turned == (weight == 1);
    let (units, fan_in) = if by_unit { (rows, columns) } else { (columns, rows) };
    let has_bias = node.input(2).is_some() && node.float("beta", 1.0).ok()? != 0.0;
    let sums = Sums { input: 1 - weight, bias: Some(has_bias), ..Sums::dense(units, fan_in) };
    sums.weighted(graph, node, weight, if by_unit { Lie::ByUnit } else { Lie::ByInput }, has_bias.then_some(2))
}

fn product(graph: &Graph, node: &Node, signals: [bool; 2]) -> Option<Sums> {
    match signals {
        [true, false] => {
            let tensor = graph.constant(node, 1)?;
            let [fan_in, units] = matrix(tensor)?;
            let lie = if tensor.shape().len() == 2 { Lie::ByInput } else { Lie::Otherwise };
            Sums::dense(units, fan_in).weighted(graph, node, 1, lie, None)
        }
        [false, true] => {
            let tensor = graph.constant(node, 0)?;
            let [units, fan_in] = matrix(tensor)?;
            let lie = if tensor.shape().len() == 2 { Lie::ByUnit } else { Lie::Otherwise };
            let sums = Sums { input: 1, axis: Axis::Unknown, ..Sums::dense(units, fan_in) };
            sums.weighted(graph, node, 0, lie, None)
        }
        _ => None,
    }
}

/// A signal and a constant, as Keras writes dense layers over several axes.
fn einsum(graph: &Graph, node: &Node, signals: [bool; 2]) -> Option<Sums> {
    let weight = match signals {
        [true, false] => 1,
        [false, true] => 0,
        _ => return None,
    };
    let equation: String = node.string("equation", "").ok()?.chars().filter(|c| !c.is_whitespace()).collect();
    let (operands, result) = equation.split_once("->")?;
    let operands: Vec<&str> = operands.split(',').collect();
    let [_, _] = operands[..] else { return None };
    let labels: Vec<char> = operands[weight].chars().collect();
    let tensor = graph.constant(node, weight)?;
    if labels.len() != tensor.shape().len() || labels.contains(&'.') || tensor.is_empty() {
        return None;
    }
    let own: Vec<bool> = labels.iter().map(|&label| result.contains(label)).collect();
    let size = |of_units: bool| -> usize {
        own.iter().zip(tensor.shape()).filter(|(own, _)| **own == of_units).map(|(_, size)| size).product()
    };
    let lie = match (own.first(), own.windows(2).filter(|pair| pair[0] != pair[1]).count()) {
        (Some(true), 0 | 1) => Lie::ByUnit,
        (Some(false), 0 | 1) => Lie::ByInput,
        _ => Lie::Otherwise,
    };
    let sums = Sums { input: 1 - weight, axis: Axis::Unknown, ..Sums::dense(size(true), size(false)) };
    sums.weighted(graph, node, weight, lie, None)
}

fn convolution(graph: &Graph, node: &Node) -> Option<Sums> {
    let tensor = graph.constant(node, 1)?;
    let (&[units, of_each, ..], false) = (tensor.shape(), tensor.is_empty()) else { return None };
    let fan_in = tensor.len() / units;
    let bias = node.input(2).is_some();
    let sums = Sums {
        kind: LayerKind::Convolution,
        word: "conv",
        axis: Axis::Second,
        bias: Some(bias),
        grouped: node.int("group", 1).ok()? > 1 || of_each == 0,
        ..Sums::dense(units, fan_in)
    };
    sums.weighted(graph, node, 1, Lie::ByUnit, bias.then_some(2))
}

fn transposed(graph: &Graph, node: &Node) -> Option<Sums> {
    let tensor = graph.constant(node, 1)?;
    let (&[channels, of_each, ..], false) = (tensor.shape(), tensor.is_empty()) else { return None };
    let group = usize::try_from(node.int("group", 1).ok()?).ok().filter(|&group| group > 0 && group <= channels)?;
    let units = of_each.checked_mul(group)?;
    let bias = node.input(2).is_some();
    let sums = Sums {
        kind: LayerKind::Convolution,
        word: "conv transposed",
        axis: Axis::Second,
        bias: Some(bias),
        grouped: group > 1,
        ..Sums::dense(units, tensor.len() / units)
    };
    sums.weighted(graph, node, 1, Lie::Otherwise, bias.then_some(2))
}

fn recurrent(graph: &Graph, node: &Node) -> Option<Sums> {
    let (word, usual, own): (_, &[&str], usize) = match node.operator.as_str() {
        "LSTM" => ("lstm", &["Sigmoid", "Tanh", "Tanh"], 1),
        "GRU" => ("gru", &["Sigmoid", "Tanh"], 1),
        _ => ("rnn", &["Tanh"], 0),
    };
    let tensor = graph.constant(node, 1)?;
    let &[directions, rows, features] = tensor.shape() else { return None };
    let &[_, _, units] = graph.constant(node, 2)?.shape() else { return None };
    if tensor.is_empty() || units == 0 {
        return None;
    }
    let given = node.strings("activations").ok()?.unwrap_or_default();
    let state = given.get(own).copied().unwrap_or(usual[own]).to_lowercase();
    let numbers = tensor.to_f32()?;
    let bias = graph.constant(node, 3).and_then(Tensor::to_f32).unwrap_or_default();
    Some(Sums {
        kind: LayerKind::Recurrent,
        word,
        bias: None,
        axis: Axis::Unknown,
        inside: Some(state),
        // Of each gate of each direction, a row for each unit.
        weights: Some(weights(&numbers, &bias, directions.checked_mul(rows)?, true)),
        weight: node.input(1).map(str::to_owned),
        ..Sums::dense(units.checked_mul(directions)?, features)
    })
}

fn embedding(graph: &Graph, node: &Node) -> Option<Sums> {
    let tensor = graph.constant(node, 0).filter(|_| node.int("axis", 0).ok() == Some(0))?;
    let (&[_, units], false) = (tensor.shape(), tensor.is_empty()) else { return None };
    let sums = Sums { kind: LayerKind::Embedding, word: "embedding", input: 1, bias: None, ..Sums::dense(units, 0) };
    sums.weighted(graph, node, 0, Lie::ByInput, None)
}
