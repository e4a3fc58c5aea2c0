//! Who makes a value and who takes it, looked up at once.

use crate::{Graph, Node};
use std::collections::{HashMap, HashSet};

/// The makers and takers of a graph's values, for those who follow many of them: [`Graph::maker`] and [`Graph::takers`] walk over all nodes.
#[derive(Clone, Debug)]
pub struct Links<'a> {
    graph: &'a Graph,
    makers: HashMap<&'a str, usize>,
    takers: HashMap<&'a str, Vec<usize>>,
    outputs: HashSet<&'a str>,
}

impl<'a> Links<'a> {
    /// Those of a graph whose nodes are in order, as in every model that was read.
    pub fn of(graph: &'a Graph) -> Self {
        let mut makers = HashMap::new();
        let mut takers: HashMap<&str, Vec<usize>> = HashMap::new();
        for (place, node) in graph.nodes.iter().enumerate() {
            for value in node.inputs.iter().map(String::as_str).chain(node.captured()).filter(|value| !value.is_empty())
            {
                let list = takers.entry(value).or_default();
                if list.last() != Some(&place) {
                    list.push(place);
                }
            }
            makers.extend(node.outputs.iter().filter(|value| !value.is_empty()).map(|value| (value.as_str(), place)));
        }
        let outputs = graph.outputs.iter().map(|output| output.name.as_str()).collect();
        Self { graph, makers, takers, outputs }
    }

    /// The graph.
    pub fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The place among the nodes of the one that makes a value; none makes inputs and tensors.
    pub fn maker(&self, value: &str) -> Option<usize> {
        self.makers.get(value).copied()
    }

    /// The places of the nodes that take a value, in order, those with a graph inside that does among them.
    pub fn takers(&self, value: &str) -> &[usize] {
        self.takers.get(value).map_or(&[], Vec::as_slice)
    }

    /// The node at a place.
    pub fn node(&self, place: usize) -> Option<&'a Node> {
        self.graph.nodes.get(place)
    }

    /// Whether a value is an output of the graph.
    pub fn is_output(&self, value: &str) -> bool {
        self.outputs.contains(value)
    }
}
