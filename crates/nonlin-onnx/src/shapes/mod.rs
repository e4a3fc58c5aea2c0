//! The shape of every value of a graph, for inputs of given shapes.
//!
//! One file per family of operators. A rule that does not hold, an operator that is not here and an input whose shape is
//! not known all give no shape; nothing here is an error of the model.

mod broadcast;
mod call;
mod convolution;
mod inputs;
mod layout;
mod normalise;
mod numbers;
mod pool;
mod product;
mod recurrent;
mod reduce;
mod resize;
mod select;
mod window;

use crate::{Dim, Graph, Node, OnnxError, Tensor, Value};
use call::Call;
use std::collections::{HashMap, HashSet};

/// The most dimensions that a value may have to be followed; real ones have at most eight.
const MAX_RANK: usize = 16;
/// The most integers of a value that are followed: shapes, axes and paddings have no more.
const MAX_NUMBERS: usize = 4 * MAX_RANK;

/// The shapes of the values of a graph.
#[derive(Clone, Debug, Default)]
pub struct Shapes {
    known: HashMap<String, Known>,
}

/// What is known of a value: its shape, and its elements if they are a few integers.
#[derive(Clone, PartialEq, Debug)]
struct Known {
    shape: Vec<usize>,
    numbers: Option<Vec<i64>>,
}

/// The shapes of a node's outputs, in order; those at the end may be left out.
type Outputs = Option<Vec<Vec<usize>>>;

impl Shapes {
    /// The shapes of a graph's values, given those of its inputs by name. What is not given is taken from the graph where it
    /// says it, with the sizes that the given ones bind its symbols to.
    ///
    /// Shapes follow from the operators of dense, convolutional, recurrent and transformer networks, from the integers that a
    /// model computes shapes with, and after an operator that is not known from what the file says of the value.
    ///
    /// Errors: an input that the graph does not have, or of another rank or size than it says, or one symbol with two sizes.
    pub fn infer(graph: &Graph, inputs: &[(&str, &[usize])]) -> Result<Self, OnnxError> {
        Self::follow(graph, inputs, true)
    }

    /// The same by the operators alone: a shape that the file only says, or that is one inside of a branch or a loop, is not known. So no
    /// file can say that it needs less memory than it does.
    ///
    /// Errors: as [`infer`](Self::infer).
    pub fn proven(graph: &Graph, inputs: &[(&str, &[usize])]) -> Result<Self, OnnxError> {
        Self::follow(graph, inputs, false)
    }

    fn follow(graph: &Graph, inputs: &[(&str, &[usize])], trusting: bool) -> Result<Self, OnnxError> {
        let symbols = inputs::symbols(graph, inputs)?;
        let mut scope = Scope { known: HashMap::new(), around: None, trusting };
        for (name, shape) in inputs {
            scope.put(name, Some(Known::shape(shape.to_vec())));
        }
        scope.follow(graph, &symbols);
        Ok(Self { known: scope.known })
    }

    /// The shape of a value, the outermost dimension first; `None` if it is not known.
    pub fn get(&self, value: &str) -> Option<&[usize]> {
        self.known.get(value).map(|known| known.shape.as_slice())
    }

    /// The integers that a value is made of, row-major, if they do not depend on the data: shapes and axes, up to 64.
    pub fn integers(&self, value: &str) -> Option<&[i64]> {
        self.known.get(value)?.numbers.as_deref()
    }

    /// The values of a graph whose shapes are not known, in the order of its nodes.
    pub fn unknown<'a>(&self, graph: &'a Graph) -> Vec<&'a str> {
        let mut seen = HashSet::new();
        let inputs = graph.inputs.iter().map(|input| input.name.as_str());
        let outputs = graph.nodes.iter().flat_map(|node| &node.outputs).map(String::as_str);
        inputs
            .chain(outputs)
            .filter(|name| !name.is_empty() && !self.known.contains_key(*name) && seen.insert(*name))
            .collect()
    }
}

/// What is known of the values of a graph, inside of what is known around it.
struct Scope<'a> {
    known: HashMap<String, Known>,
    around: Option<&'a Scope<'a>>,
    /// Whether what the file says of a value is taken where nothing else is known.
    trusting: bool,
}

impl Scope<'_> {
    fn get(&self, value: &str) -> Option<&Known> {
        self.known.get(value).or_else(|| self.around?.get(value))
    }

    fn put(&mut self, name: &str, known: Option<Known>) {
        let followed = |known: &Known| known.shape.len() <= MAX_RANK && crate::tensor::elements(&known.shape).is_ok();
        if let Some(known) = known.filter(followed) {
            self.known.insert(name.to_owned(), known);
        }
    }

    /// Follows the values of a graph from its tensors and inputs through its nodes, which are in order.
    fn follow(&mut self, graph: &Graph, symbols: &HashMap<&str, usize>) {
        for (name, tensor) in &graph.tensors {
            self.put(name, Some(Known::of(tensor)));
        }
        for input in &graph.inputs {
            if !self.known.contains_key(&input.name) {
                self.put(&input.name, said(input, symbols).map(Known::shape));
            }
        }
        let outputs = graph.outputs.iter().map(|output| (output.name.as_str(), output));
        let values = graph.values.iter().map(|(name, value)| (name.as_str(), value));
        let declared: HashMap<&str, &Value> = values.chain(outputs).collect();
        for node in &graph.nodes {
            let results = match (node.is("If"), self.trusting) {
                (true, true) => self.branches(node, symbols),
                (true, false) => Vec::new(),
                _ => self.results(graph, node),
            };
            for (name, result) in node.outputs.iter().zip(results.into_iter().chain(std::iter::repeat(None))) {
                let said = || said(declared.get(name.as_str())?, symbols).map(Known::shape);
                self.put(name, if self.trusting { result.or_else(said) } else { result });
            }
        }
    }

    /// What is known of a node's outputs.
    fn results(&self, graph: &Graph, node: &Node) -> Vec<Option<Known>> {
        if node.domain == "ai.onnx.ml" && node.operator == "Scaler" {
            return vec![self.scaled(node).map(Known::shape)];
        }
        if !node.is_standard() {
            return Vec::new();
        }
        let call = Call::new(graph, node, |name| self.get(name));
        if let Some(known) = numbers::result(&call) {
            return vec![Some(known)];
        }
        let shapes = rule(&node.operator).and_then(|rule| rule(&call)).unwrap_or_default();
        shapes.into_iter().map(|shape| Some(Known::shape(shape))).collect()
    }

    /// The shape of numbers that are moved and scaled, with a number for each of the last dimension or one for all.
    fn scaled(&self, node: &Node) -> Option<Vec<usize>> {
        let shape = &self.get(node.input(0)?)?.shape;
        let fits = |attribute: &str| {
            let given = node.floats(attribute).ok().flatten()?.len();
            (given == 1 || Some(&given) == shape.last()).then_some(())
        };
        fits("offset").and(fits("scale"))?;
        Some(shape.clone())
    }

    /// What is known of the outputs of an `If`: those of the branch taken, or what both branches agree on.
    fn branches(&self, node: &Node, symbols: &HashMap<&str, usize>) -> Vec<Option<Known>> {
        let results = |branch: &str| {
            let Ok(Some(graph)) = node.graph(branch) else { return vec![None; node.outputs.len()] };
            let mut inside = Scope { known: HashMap::new(), around: Some(self), trusting: self.trusting };
            inside.follow(graph, symbols);
            graph.outputs.iter().map(|output| inside.get(&output.name).cloned()).collect()
        };
        let condition = node.input(0).and_then(|name| self.get(name)?.numbers.as_deref());
        match condition {
            Some([0]) => results("else_branch"),
            Some([_]) => results("then_branch"),
            _ => {
                let pairs = results("then_branch").into_iter().zip(results("else_branch"));
                pairs.map(|(a, b)| a.filter(|a| b.as_ref() == Some(a))).collect()
            }
        }
    }
}

impl Known {
    fn shape(shape: Vec<usize>) -> Self {
        Self { shape, numbers: None }
    }

    fn of(tensor: &Tensor) -> Self {
        let numbers = if tensor.len() <= MAX_NUMBERS { tensor.to_i64() } else { None };
        Self { shape: tensor.shape().to_vec(), numbers }
    }
}

/// The shape that the file says, if all of its sizes are known.
fn said(value: &Value, symbols: &HashMap<&str, usize>) -> Option<Vec<usize>> {
    let size = |dim: &Dim| match dim {
        Dim::Size(size) => Some(*size),
        Dim::Symbol(symbol) => symbols.get(symbol.as_str()).copied(),
        Dim::Unknown => None,
    };
    value.shape()?.iter().map(size).collect()
}

/// The shape of a node's first output, if all that it takes is constant.
pub(crate) fn of_constant(graph: &Graph, node: &Node) -> Option<Vec<usize>> {
    let known: HashMap<&str, Known> = node
        .inputs
        .iter()
        .filter(|name| !name.is_empty())
        .map(|name| Some((name.as_str(), Known::of(graph.tensors.get(name)?))))
        .collect::<Option<_>>()?;
    let call = Call::new(graph, node, |name| known.get(name));
    let shape = rule(&node.operator)?(&call)?.into_iter().next()?;
    (shape.len() <= MAX_RANK && crate::tensor::elements(&shape).is_ok()).then_some(shape)
}

/// The rule of an operator, by its family.
fn rule(operator: &str) -> Option<fn(&Call) -> Outputs> {
    Some(match operator {
        "Conv" | "ConvInteger" | "QLinearConv" => convolution::conv,
        "ConvTranspose" => convolution::transposed,
        "MaxPool" | "AveragePool" | "LpPool" => pool::windows,
        "GlobalAveragePool" | "GlobalMaxPool" | "GlobalLpPool" => pool::global,
        "Gemm" => product::gemm,
        "MatMul" | "MatMulInteger" | "QLinearMatMul" => product::matmul,
        "Einsum" => product::einsum,
        "Flatten" => layout::flatten,
        "Reshape" => layout::reshape,
        "Transpose" => layout::transpose,
        "Concat" => layout::concat,
        "Squeeze" => layout::squeeze,
        "Unsqueeze" => layout::unsqueeze,
        "Expand" => layout::expand,
        "Tile" => layout::tile,
        "Split" => layout::split,
        "DepthToSpace" | "SpaceToDepth" => layout::blocks,
        "ConstantOfShape" => layout::of_shape,
        "Gather" => select::gather,
        "GatherND" => select::gather_nd,
        "GatherElements" => select::gather_elements,
        "Slice" => select::slice,
        "Pad" => select::pad,
        "TopK" => select::top_k,
        "OneHot" => select::one_hot,
        "Resize" | "Upsample" => resize::resize,
        "Shape" => layout::rank,
        "LSTM" | "GRU" | "RNN" => recurrent::layers,
        "ArgMax" | "ArgMin" => reduce::index,
        "LayerNormalization" | "RMSNormalization" => normalise::layer,
        "BatchNormalization" => normalise::batch,
        "Dropout" => normalise::dropout,
        _ if operator.starts_with("Reduce") => reduce::reduce,
        _ if broadcast::is_unary(operator) => broadcast::unary,
        _ if broadcast::is_multiary(operator) => broadcast::multiary,
        _ => return None,
    })
}
