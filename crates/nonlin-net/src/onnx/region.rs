//! Element-wise nodes between two values as one formula, so that `x * Sigmoid(x)` is read as `SiLU` however a framework spells it out.

use nonlin_onnx::{Graph, Node};
use std::collections::BTreeMap;

/// What is computed element by element from a value, up to where it is used otherwise.
pub(super) struct Region {
    /// The formula, of `x`.
    pub(super) formula: String,
    /// The value that it is.
    pub(super) end: String,
}

/// A formula longer than this is no activation that somebody meant.
const LONGEST: usize = 2000;

/// The largest region that begins at `start` and has one way out; `None` if the nodes after it are no element-wise ones.
pub(super) fn region(graph: &Graph, start: &str) -> Option<Region> {
    let mut formulas = BTreeMap::from([(start.to_owned(), "x".to_owned())]);
    let mut last = None;
    for node in &graph.nodes {
        let known = |value: &String| formulas.get(value).cloned();
        if !node.inputs.iter().any(|value| formulas.contains_key(value)) {
            continue;
        }
        let operands: Option<Vec<String>> =
            node.inputs.iter().map(|value| known(value).or_else(|| scalar(graph, value))).collect();
        let Some(formula) = operands.and_then(|operands| spelled(node, &operands)) else { continue };
        if formula.len() > LONGEST {
            return None;
        }
        let Some(output) = node.output(0) else { continue };
        formulas.insert(output.to_owned(), formula);
        // One way out: everything inside but this value is used only inside.
        let is_inside = |value: &str| {
            let all_inside = graph
                .takers(value)
                .all(|taker| taker.is("Shape") || taker.outputs.iter().all(|output| formulas.contains_key(output)));
            all_inside && !graph.outputs.iter().any(|output| output.name == value)
        };
        if formulas.keys().filter(|value| *value != output).all(|value| is_inside(value)) {
            last = Some(output.to_owned());
        }
    }
    let end = last?;
    Some(Region { formula: formulas.remove(&end)?, end })
}

/// A constant of one number.
fn scalar(graph: &Graph, value: &str) -> Option<String> {
    let tensor = graph.tensors.get(value)?;
    let numbers = tensor.to_f32()?;
    // Shortest text that is read back as the same `f32`; as a number of the formula it stands for the decimal that was meant.
    (numbers.len() == 1 && numbers[0].is_finite()).then(|| format!("({})", numbers[0]))
}

/// A node in the language of formulas.
fn spelled(node: &Node, operands: &[String]) -> Option<String> {
    if !node.is_standard() {
        return None;
    }
    let call = |name: &str| Some(format!("{name}({})", operands.join(", ")));
    let attribute = |name: &str, default: f32| node.float(name, default).ok().map(|value| format!("({value})"));
    let [x, rest @ ..] = operands else { return None };
    match (node.operator.as_str(), rest) {
        ("Add", [y]) => Some(format!("({x} + {y})")),
        ("Sub", [y]) => Some(format!("({x} - {y})")),
        ("Mul", [y]) => Some(format!("({x} * {y})")),
        ("Div", [y]) => Some(format!("({x} / {y})")),
        ("Pow", [y]) => Some(format!("({x})^{y}")),
        ("Identity", []) => Some(x.clone()),
        // To the type that all numbers here have.
        ("Cast", []) if node.int("to", 0).ok() == Some(1) => Some(x.clone()),
        ("Neg", []) => Some(format!("(-{x})")),
        ("Reciprocal", []) => Some(format!("(1 / {x})")),
        ("Exp", []) => call("exp"),
        ("Log", []) => call("log"),
        ("Sqrt", []) => call("sqrt"),
        ("Abs", []) => call("abs"),
        ("Erf", []) => call("erf"),
        ("Erfc", []) => Some(format!("(1 + erf(-{x}))")),
        ("Sin", []) => call("sin"),
        ("Cos", []) => call("cos"),
        ("Atan", []) => call("atan"),
        ("Tanh", []) => call("tanh"),
        ("Sigmoid", []) => call("sigmoid"),
        ("Relu", []) => call("relu"),
        ("Softplus", []) => call("softplus"),
        ("Softsign", []) => call("softsign"),
        ("Selu", []) => call("selu"),
        ("HardSwish", []) => call("hard_swish"),
        ("Mish", []) => call("mish"),
        ("Gelu", []) => call(if node.string("approximate", "none").ok()? == "tanh" { "gelu_tanh" } else { "gelu" }),
        ("Elu", []) => Some(format!("elu({x}, {})", attribute("alpha", 1.0)?)),
        ("Celu", []) => Some(format!("celu({x}, {})", attribute("alpha", 1.0)?)),
        ("LeakyRelu", []) => Some(format!("leaky_relu({x}, {})", attribute("alpha", 0.01)?)),
        ("ThresholdedRelu", []) => Some(format!("thresholded_relu({x}, {})", attribute("alpha", 1.0)?)),
        ("HardSigmoid", []) => {
            let (slope, middle) = (attribute("alpha", 0.2)?, attribute("beta", 0.5)?);
            Some(format!("max(0, min(1, {slope} * {x} + {middle}))"))
        }
        ("Less", [y]) => Some(format!("({x} < {y})")),
        ("Greater", [y]) => Some(format!("({x} > {y})")),
        ("LessOrEqual", [y]) => Some(format!("({x} <= {y})")),
        ("GreaterOrEqual", [y]) => Some(format!("({x} >= {y})")),
        ("Where", [_, _]) => call("where"),
        ("Min", [y]) => Some(format!("min({x}, {y})")),
        ("Max", [y]) => Some(format!("max({x}, {y})")),
        ("Clip", limits) => match limits {
            [low, high] => Some(format!("min({high}, max({low}, {x}))")),
            [low] => Some(format!("max({low}, {x})")),
            _ => None,
        },
        _ => None,
    }
}
