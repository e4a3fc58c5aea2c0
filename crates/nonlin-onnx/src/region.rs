//! Element-wise nodes between two values as one formula, so that `x * Sigmoid(x)` is read as `SiLU` however a framework spells it out.

use crate::{Graph, Links, Node};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What is computed element by element from a value, up to where it is used otherwise.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Region {
    /// The formula, of `x`.
    pub formula: String,
    /// The value that it is.
    pub end: String,
    /// The places of its nodes, in order.
    pub nodes: Vec<usize>,
}

/// A formula longer than this is no activation that somebody meant.
const LONGEST: usize = 2000;
/// Nor is one of more nodes.
const MOST_NODES: usize = 96;
/// How far back what else a node takes may begin.
const DEEPEST: usize = 32;

impl Region {
    /// The largest region that begins at `start`, takes up all that is done with it, and has one way out; `None` if the nodes after it are
    /// no element-wise ones.
    pub fn after(links: &Links<'_>, start: &str) -> Option<Self> {
        let mut takers = takers(links, start);
        let found = Self::through(links, start, takers.next()?)?;
        let whole = takers.all(|taker| found.nodes.contains(&taker)) && !links.is_output(start);
        whole.then_some(found)
    }

    /// The largest region that begins at `start` with its taker `first` and has one way out; `start` may be used elsewhere too.
    pub fn through(links: &Links<'_>, start: &str, first: usize) -> Option<Self> {
        let mut growing = Growing {
            links,
            after: links.maker(start),
            formulas: HashMap::from([(start.to_owned(), "x".to_owned())]),
            nodes: BTreeSet::new(),
            refused: HashSet::new(),
        };
        let mut last = None;
        let mut next = BTreeSet::from([first]);
        while let Some(place) = next.pop_first() {
            if growing.nodes.contains(&place) {
                continue;
            }
            if growing.nodes.len() >= MOST_NODES {
                break;
            }
            let Some(output) = growing.add(place, 0) else { continue };
            if growing.formulas.get(&output).is_some_and(|formula| formula.len() > LONGEST) {
                break;
            }
            next.extend(growing.open());
            if growing.is_closed(start, &output) {
                last = Some((output, growing.nodes.iter().copied().collect()));
            }
        }
        let (end, nodes) = last?;
        Some(Self { formula: growing.formulas.remove(&end)?, end, nodes })
    }
}

/// The nodes that take a value, but for those that only ask for its shape.
fn takers<'a>(links: &'a Links<'_>, value: &str) -> impl Iterator<Item = usize> + 'a {
    links.takers(value).iter().copied().filter(|&place| !links.node(place).is_some_and(|node| node.is("Shape")))
}

struct Growing<'a> {
    links: &'a Links<'a>,
    /// The node that makes the start: all that depends on it comes after.
    after: Option<usize>,
    formulas: HashMap<String, String>,
    nodes: BTreeSet<usize>,
    /// Nodes that were found to be no part of it.
    refused: HashSet<usize>,
}

impl Growing<'_> {
    /// Takes a node in, with those that make what else it needs out of the start, and returns its result; `None` if it is no part.
    fn add(&mut self, place: usize, depth: usize) -> Option<String> {
        if self.refused.contains(&place) || self.nodes.len() >= MOST_NODES {
            return None;
        }
        let output = self.links.node(place)?.output(0)?.to_owned();
        let before = self.nodes.clone();
        let Some(formula) = self.formula(place, depth) else {
            self.refused.insert(place);
            // What was gathered for it is no part either.
            for gathered in self.nodes.difference(&before) {
                if let Some(output) = self.links.node(*gathered).and_then(|node| node.output(0)) {
                    self.formulas.remove(output);
                }
            }
            self.nodes = before;
            return None;
        };
        self.formulas.insert(output.clone(), formula);
        self.nodes.insert(place);
        Some(output)
    }

    fn formula(&mut self, place: usize, depth: usize) -> Option<String> {
        if depth > DEEPEST || self.after.is_some_and(|start| place <= start) {
            return None;
        }
        let node = self.links.node(place)?;
        // Nothing is gathered for an operator that is not spelled whatever it takes.
        let any: Vec<String> =
            node.inputs.iter().map(|value| if value.is_empty() { "" } else { "x" }.to_owned()).collect();
        if !node.is_standard() || node.outputs.len() != 1 || spelled(node, &any).is_none() {
            return None;
        }
        let mut operands = Vec::with_capacity(node.inputs.len());
        for value in &node.inputs {
            operands.push(self.operand(value, depth)?);
        }
        spelled(node, &operands)
    }

    /// What stands for a value in a formula; empty for one that is not given.
    fn operand(&mut self, value: &str, depth: usize) -> Option<String> {
        if value.is_empty() {
            return Some(String::new());
        }
        if let Some(known) = self.formulas.get(value) {
            return Some(known.clone());
        }
        if let Some(number) = scalar(self.links.graph(), value) {
            return Some(number);
        }
        let output = self.add(self.links.maker(value)?, depth + 1)?;
        self.formulas.get(&output).filter(|formula| formula.len() <= LONGEST).cloned()
    }

    /// Nodes that take what is inside and are not.
    fn open(&self) -> Vec<usize> {
        let inside = self.nodes.iter().filter_map(|&place| self.links.node(place)?.output(0));
        let takers = inside.flat_map(|value| takers(self.links, value).take(MOST_NODES));
        takers.filter(|place| !self.nodes.contains(place) && !self.refused.contains(place)).collect()
    }

    /// Whether everything inside but `end` is used only inside.
    fn is_closed(&self, start: &str, end: &str) -> bool {
        self.formulas.keys().filter(|value| *value != start && *value != end).all(|value| {
            takers(self.links, value).all(|place| self.nodes.contains(&place)) && !self.links.is_output(value)
        })
    }
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
    if operands.iter().any(String::is_empty) && node.operator != "Clip" {
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
        ("Sign", []) => call("sign"),
        ("Swish", []) => Some(format!("({x} * sigmoid({} * {x}))", attribute("alpha", 1.0)?)),
        ("Clip", limits) => {
            // Older versions have the limits as attributes.
            let limit = |place: usize, name: &str| match limits.get(place).map(String::as_str) {
                None | Some("") => node.attributes.get(name).and_then(|_| attribute(name, 0.0)),
                Some(limit) => Some(limit.to_owned()),
            };
            let bounded = limit(0, "min").map_or_else(|| x.clone(), |low| format!("max({low}, {x})"));
            Some(limit(1, "max").map_or_else(|| bounded.clone(), |high| format!("min({high}, {bounded})")))
        }
        _ => None,
    }
}
