//! The order of a graph's nodes, and whether every value is made exactly once.

use crate::{Graph, Node, OnnxError};
use std::cmp::Reverse;
use std::collections::hash_map::Entry;
use std::collections::{BTreeSet, BinaryHeap, HashMap};

/// The places of the nodes in order, and the orders of the graphs inside of nodes, by the node's place.
pub(crate) struct Order {
    nodes: Vec<usize>,
    inside: HashMap<usize, Vec<Order>>,
}

/// Where a value comes from.
#[derive(Clone, Copy)]
enum Source {
    Input,
    Tensor,
    Node(usize),
}

/// The values of a graph, and those of the graphs around it.
struct Scope<'a> {
    values: HashMap<&'a str, Source>,
    around: Option<&'a Scope<'a>>,
}

impl Scope<'_> {
    fn reaches(&self, value: &str) -> bool {
        self.values.contains_key(value) || self.around.is_some_and(|scope| scope.reaches(value))
    }
}

/// The order of a graph's nodes. Errors: those of [`Graph::sort`].
pub(crate) fn of(graph: &Graph) -> Result<Order, OnnxError> {
    inside(graph, None)
}

impl Order {
    /// Whether it is the order that there is.
    pub(crate) fn is_kept(&self) -> bool {
        self.nodes.is_sorted() && self.inside.values().flatten().all(Self::is_kept)
    }

    /// Puts the nodes of the graph that it was made of in order.
    pub(crate) fn apply(mut self, graph: &mut Graph) {
        for (place, orders) in self.inside.drain() {
            let graphs = graph.nodes[place].attributes.graphs_mut();
            orders.into_iter().zip(graphs).for_each(|(order, graph)| order.apply(graph));
        }
        let mut nodes: Vec<Option<Node>> = std::mem::take(&mut graph.nodes).into_iter().map(Some).collect();
        graph.nodes = self.nodes.iter().filter_map(|place| nodes[*place].take()).collect();
    }
}

fn inside(graph: &Graph, around: Option<&Scope>) -> Result<Order, OnnxError> {
    let scope = Scope { values: values(graph)?, around };
    let mut waits = vec![0_usize; graph.nodes.len()];
    let mut followers = vec![Vec::new(); graph.nodes.len()];
    let mut orders = HashMap::new();
    for (place, node) in graph.nodes.iter().enumerate() {
        for needed in needed(node) {
            match scope.values.get(needed) {
                Some(Source::Node(maker)) => {
                    waits[place] += 1;
                    followers[*maker].push(place);
                }
                Some(Source::Input | Source::Tensor) => {}
                None if scope.reaches(needed) => {}
                None => return Err(OnnxError::Missing { value: needed.to_owned(), needed_by: node.label() }),
            }
        }
        let inner = node.attributes.graphs().map(|graph| inside(graph, Some(&scope))).collect::<Result<Vec<_>, _>>()?;
        if !inner.is_empty() {
            orders.insert(place, inner);
        }
    }
    for output in &graph.outputs {
        if !scope.reaches(&output.name) {
            let needed_by = format!("graph `{}`, as an output,", graph.name);
            return Err(OnnxError::Missing { value: output.name.clone(), needed_by });
        }
    }
    let nodes = sorted(&mut waits, &followers);
    if nodes.len() < graph.nodes.len() {
        return Err(OnnxError::Cycle { node: graph.nodes[in_cycle(&waits, &followers)].label() });
    }
    Ok(Order { nodes, inside: orders })
}

/// What makes each value. Errors: two that make one, an input or output without a name.
fn values(graph: &Graph) -> Result<HashMap<&str, Source>, OnnxError> {
    let unnamed = |what: &str| Err(OnnxError::Unnamed { what: format!("{what} of graph `{}`", graph.name) });
    let described = |source: Source| match source {
        Source::Input => "an input".to_owned(),
        Source::Tensor => "an initializer".to_owned(),
        Source::Node(place) => graph.nodes[place].label(),
    };
    let inputs = graph.inputs.iter().map(|input| (input.name.as_str(), Source::Input));
    let tensors = graph.tensors.keys().map(|name| (name.as_str(), Source::Tensor));
    let outputs = graph.nodes.iter().enumerate().flat_map(|(place, node)| {
        node.outputs.iter().filter(|name| !name.is_empty()).map(move |name| (name.as_str(), Source::Node(place)))
    });
    let mut values = HashMap::new();
    for (name, source) in inputs.chain(tensors).chain(outputs) {
        if name.is_empty() {
            return unnamed(if matches!(source, Source::Input) { "an input" } else { "an initializer" });
        }
        match values.entry(name) {
            Entry::Vacant(entry) => _ = entry.insert(source),
            Entry::Occupied(entry) => {
                let (value, first) = (name.to_owned(), described(*entry.get()));
                return Err(OnnxError::Duplicate { value, first, second: described(source) });
            }
        }
    }
    if graph.outputs.iter().any(|output| output.name.is_empty()) {
        return unnamed("an output");
    }
    Ok(values)
}

/// The values that a node cannot do without: its inputs, and what graphs inside of it take from around them.
fn needed(node: &Node) -> impl Iterator<Item = &str> {
    let inputs = node.inputs.iter().map(String::as_str).filter(|name| !name.is_empty());
    inputs.chain(node.attributes.graphs().flat_map(captured))
}

/// What a graph takes from around it.
pub(crate) fn captured(graph: &Graph) -> BTreeSet<&str> {
    let mut taken: BTreeSet<&str> = graph.outputs.iter().map(|output| output.name.as_str()).collect();
    graph.nodes.iter().for_each(|node| taken.extend(needed(node)));
    for input in &graph.inputs {
        taken.remove(input.name.as_str());
    }
    for name in graph.tensors.keys().chain(graph.nodes.iter().flat_map(|node| &node.outputs)) {
        taken.remove(name.as_str());
    }
    taken
}

/// Kahn's algorithm, with the first of the nodes that are free next. Of nodes in or behind a cycle `waits` stays over 0.
fn sorted(waits: &mut [usize], followers: &[Vec<usize>]) -> Vec<usize> {
    let mut free: BinaryHeap<Reverse<usize>> = (0..waits.len()).filter(|i| waits[*i] == 0).map(Reverse).collect();
    let mut nodes = Vec::with_capacity(waits.len());
    while let Some(Reverse(place)) = free.pop() {
        nodes.push(place);
        for follower in &followers[place] {
            waits[*follower] -= 1;
            if waits[*follower] == 0 {
                free.push(Reverse(*follower));
            }
        }
    }
    nodes
}

/// A node of a cycle: going back from a node that waits to one that it waits for, until one comes again.
fn in_cycle(waits: &[usize], followers: &[Vec<usize>]) -> usize {
    let mut before = vec![None; waits.len()];
    for (place, followers) in followers.iter().enumerate().filter(|(place, _)| waits[*place] > 0) {
        for follower in followers {
            before[*follower] = Some(place);
        }
    }
    let mut seen = vec![false; waits.len()];
    let mut place = waits.iter().position(|waits| *waits > 0).unwrap_or_default();
    while !std::mem::replace(&mut seen[place], true) {
        place = before[place].unwrap_or(place);
    }
    place
}
