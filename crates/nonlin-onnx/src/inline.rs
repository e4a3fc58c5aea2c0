//! Calls of a model's own functions, written out as the function's nodes.

use crate::limits::growth_limit;
use crate::{Attribute, Data, Function, Graph, Model, Node, OnnxError};
use std::collections::{HashMap, HashSet};

type Key<'a> = (&'a str, &'a str, &'a str);

/// Writes out the calls among the nodes of the graph, and those in the functions called; a file of `length` bytes.
///
/// Errors: functions that call themselves, and calls that would make the model many times its size.
pub(crate) fn calls(model: &mut Model, length: usize) -> Result<(), OnnxError> {
    if model.functions.is_empty() {
        return Ok(());
    }
    let functions = model.functions.iter().map(|own| ((&*own.domain, &*own.body.name, &*own.overload), own)).collect();
    let mut taken: HashSet<String> = HashSet::new();
    names(&model.graph, &mut taken);
    let mut inliner =
        Inliner { functions, taken, calls: 0, left: growth_limit(length), nodes: Vec::new(), open: Vec::new() };
    for node in std::mem::take(&mut model.graph.nodes) {
        inliner.node(node)?;
    }
    model.graph.nodes = inliner.nodes;
    model.functions.clear();
    model.graph.sort()
}

/// All names of values in a graph and in those inside of it.
fn names(graph: &Graph, taken: &mut HashSet<String>) {
    taken.extend(graph.inputs.iter().map(|input| input.name.clone()));
    taken.extend(graph.tensors.keys().cloned());
    for node in &graph.nodes {
        taken.extend(node.outputs.iter().cloned());
        node.attributes.graphs().for_each(|graph| names(graph, taken));
    }
}

struct Inliner<'a> {
    functions: HashMap<Key<'a>, &'a Function>,
    taken: HashSet<String>,
    calls: usize,
    /// The bytes that the model may still grow by.
    left: usize,
    nodes: Vec<Node>,
    /// The functions that are being written out.
    open: Vec<&'a Function>,
}

/// How deep functions may call each other.
const MAX_DEPTH: usize = 64;

impl<'a> Inliner<'a> {
    fn node(&mut self, node: Node) -> Result<(), OnnxError> {
        let Some(function) = self.functions.get(&(&*node.domain, &*node.operator, &*node.overload)).copied() else {
            self.nodes.push(node);
            return Ok(());
        };
        let refused =
            |reason| Err(OnnxError::Function { function: format!("{}.{}", node.domain, node.operator), reason });
        if self.open.iter().any(|open| std::ptr::eq(*open, function)) {
            return refused("it calls itself");
        }
        if self.open.len() == MAX_DEPTH {
            return refused("functions call each other too deep");
        }
        if node.inputs.len() > function.body.inputs.len() || node.outputs.len() > function.body.outputs.len() {
            return refused("it is called with more inputs or outputs than it has");
        }
        self.open.push(function);
        let mut renamed = self.ends(function, &node);
        let given = |name: &str| node.attributes.get(name).or_else(|| function.defaults.get(name)).cloned();
        for inner in &function.body.nodes {
            let added = weight(inner);
            if added > self.left {
                return refused("its calls, written out, make the model many times as large as its file");
            }
            self.left -= added;
            let mut inner = inner.clone();
            for output in inner.outputs.iter().filter(|name| !name.is_empty()) {
                if !renamed.contains_key(output) {
                    renamed.insert(output.clone(), self.fresh(output));
                }
            }
            rename(&mut inner, &renamed, &given);
            self.node(inner)?;
        }
        self.open.pop();
        Ok(())
    }

    /// What a function's inputs and outputs are called where it is called; one that is not given is absent.
    fn ends(&mut self, function: &'a Function, node: &Node) -> HashMap<String, String> {
        self.calls += 1;
        let mut renamed = HashMap::new();
        for (position, input) in function.body.inputs.iter().enumerate() {
            renamed.insert(input.name.clone(), node.input(position).unwrap_or_default().to_owned());
        }
        for (position, output) in function.body.outputs.iter().enumerate() {
            let outer = node.output(position);
            if let Some(outer) = outer
                && !renamed.contains_key(&output.name)
            {
                renamed.insert(output.name.clone(), outer.to_owned());
            } else if let (Some(outer), Some(same)) = (outer, renamed.get(&output.name)) {
                // An output that is an input, or another output: the value goes by both names.
                self.nodes.push(Node::new("Identity", [same], [outer]));
            }
        }
        renamed
    }

    fn fresh(&mut self, name: &str) -> String {
        let mut fresh = format!("{name}#{}", self.calls);
        while !self.taken.insert(fresh.clone()) {
            fresh.push('_');
        }
        fresh
    }
}

/// Gives the values of a function's node their names in the model, and its attributes their values.
fn rename(node: &mut Node, renamed: &HashMap<String, String>, given: &impl Fn(&str) -> Option<Attribute>) {
    for name in node.inputs.iter_mut().chain(&mut node.outputs) {
        if let Some(new) = renamed.get(name) {
            name.clone_from(new);
        }
    }
    node.attributes.resolve(given);
    for graph in node.attributes.graphs_mut() {
        for node in &mut graph.nodes {
            rename(node, renamed, given);
        }
        for output in &mut graph.outputs {
            if let Some(new) = renamed.get(&output.name) {
                output.name.clone_from(new);
            }
        }
    }
}

/// Roughly the bytes that a copy of a node takes.
fn weight(node: &Node) -> usize {
    let texts = node.inputs.iter().chain(&node.outputs).map(|name| name.len() + 2 * size_of::<String>());
    let attributes = node.attributes.iter().map(|(name, value)| name.len() + size_of::<Attribute>() + held(value));
    size_of::<Node>() + texts.sum::<usize>() + attributes.sum::<usize>()
}

/// Roughly the bytes that an attribute holds.
fn held(value: &Attribute) -> usize {
    let bytes = |data: &Data| match data {
        Data::String(texts) => texts.iter().map(|text| text.len() + size_of::<String>()).sum(),
        other => other.len() * 8,
    };
    let graph = |graph: &Graph| {
        let tensors = graph.tensors.values().map(|tensor| size_of::<Graph>() + bytes(tensor.data()));
        size_of::<Graph>() + tensors.sum::<usize>() + graph.nodes.iter().map(weight).sum::<usize>()
    };
    match value {
        Attribute::Tensor(tensor) => bytes(tensor.data()),
        Attribute::Tensors(tensors) => tensors.iter().map(|tensor| size_of::<Graph>() + bytes(tensor.data())).sum(),
        Attribute::Graph(inner) => graph(inner),
        Attribute::Graphs(graphs) => graphs.iter().map(graph).sum(),
        Attribute::String(text) => text.len(),
        Attribute::Strings(texts) => texts.iter().map(|text| text.len() + size_of::<String>()).sum(),
        Attribute::Ints(list) => list.len() * 8,
        Attribute::Floats(list) => list.len() * 4,
        _ => 0,
    }
}
