//! Which nodes of a graph get a name of their own in code.

use super::graph::{Function, Graph, Node, Place};
use super::names::Names;
use crate::formula::Primitive;
use std::collections::HashMap;

/// So many operations at most stand in one line.
const LONGEST: usize = 10;

/// The nodes that get a name, in the order in which they are computed.
pub(super) struct Plan {
    pub(super) steps: Vec<(Place, String)>,
    names: HashMap<Place, String>,
}

impl Plan {
    /// A node is named if it is used twice, if NaN is asked for at it, or if the line would be too long without.
    pub(super) fn of(graph: &Graph, roots: &[Place], learnable: &[bool], names: &mut Names) -> Self {
        let reachable = graph.reachable(roots);
        let mut uses: HashMap<Place, usize> = HashMap::new();
        for &place in &reachable {
            graph.operands(place).into_iter().for_each(|operand| *uses.entry(operand).or_default() += 1);
            if let Node::Where(parts) = graph.node(place) {
                graph.guards(parts, learnable).into_iter().for_each(|side| *uses.entry(side).or_default() += 2);
            }
        }
        for &root in roots {
            *uses.entry(root).or_default() += 1;
        }
        let mut weights: HashMap<Place, usize> = HashMap::new();
        let mut named: Vec<Place> = Vec::new();
        for &place in reachable.iter().filter(|&&place| !is_leaf(graph, place)) {
            let mut operands = graph.operands(place);
            operands.sort_by_key(|operand| weights.get(operand).copied().unwrap_or_default());
            let weigh = |weights: &HashMap<Place, usize>, operands: &[Place]| {
                operands.iter().map(|operand| weights.get(operand).copied().unwrap_or_default()).sum::<usize>() + 1
            };
            let mut weight = weigh(&weights, &operands);
            // What weighs most is named until the rest fits; a Horner scheme so becomes a few lines.
            while weight > LONGEST {
                let Some(heaviest) = operands.pop() else { break };
                if weights.insert(heaviest, 0).is_some_and(|weight| weight > 0) && !named.contains(&heaviest) {
                    named.push(heaviest);
                }
                weight = weigh(&weights, &operands);
            }
            if uses.get(&place).is_some_and(|&uses| uses > 1) {
                named.push(place);
                weight = 0;
            }
            weights.insert(place, weight);
        }
        named.sort_unstable();
        named.dedup();
        let steps: Vec<(Place, String)> =
            named.into_iter().map(|place| (place, names.fresh(base(graph.node(place))))).collect();
        let names = steps.iter().cloned().collect();
        Self { steps, names }
    }

    /// The name of a node, if it has one.
    pub(super) fn name(&self, place: Place) -> Option<&str> {
        self.names.get(&place).map(String::as_str)
    }
}

/// What costs nothing to write twice.
fn is_leaf(graph: &Graph, place: Place) -> bool {
    match graph.node(place) {
        Node::Variable | Node::Parameter(_) | Node::Constant(_) => true,
        Node::Negate(a) => is_leaf(graph, a),
        _ => false,
    }
}

/// What a node is called, before a number tells it from others.
fn base(node: Node) -> &'static str {
    let Node::Call(Function::Primitive(primitive), _) = node else { return "t" };
    match primitive {
        Primitive::Exp => "e",
        Primitive::Sigmoid => "s",
        Primitive::Softplus => "p",
        Primitive::NormalCdf => "phi",
        Primitive::Sqrt => "r",
        _ => "t",
    }
}
