//! A graph: what goes in, what comes out, its tensors, and the nodes between them.

use crate::{Dim, ElementType, Node, OnnxError, Tensor, Value, order};
use std::collections::BTreeMap;

/// `GraphProto`
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Graph {
    /// Its name, which is not empty.
    pub name: String,
    /// What it is for, in words; may be empty.
    pub doc: String,
    /// What a user of the model gives. An input that has a tensor as its default is only among the tensors.
    pub inputs: Vec<Value>,
    /// What comes out.
    pub outputs: Vec<Value>,
    /// Weights and other constants by name.
    pub tensors: BTreeMap<String, Tensor>,
    /// The operators; in a model that was read, each after those whose results it takes.
    pub nodes: Vec<Node>,
    /// What the file says of values between the nodes, by name.
    pub values: BTreeMap<String, Value>,
}

impl Graph {
    /// A graph without anything in it.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }

    /// With an input: a tensor of this type and shape, of sizes or names of sizes such as "batch".
    #[must_use]
    pub fn input<D: Into<Dim>>(
        mut self,
        name: impl Into<String>,
        element: ElementType,
        shape: impl IntoIterator<Item = D>,
    ) -> Self {
        self.inputs.push(Value::tensor(name, element, shape));
        self
    }

    /// With an output: a tensor of this type and shape.
    #[must_use]
    pub fn output<D: Into<Dim>>(
        mut self,
        name: impl Into<String>,
        element: ElementType,
        shape: impl IntoIterator<Item = D>,
    ) -> Self {
        self.outputs.push(Value::tensor(name, element, shape));
        self
    }

    /// With a tensor in it (an initializer). One of the same name is replaced.
    #[must_use]
    pub fn tensor(mut self, name: impl Into<String>, tensor: Tensor) -> Self {
        self.tensors.insert(name.into(), tensor);
        self
    }

    /// With a node.
    #[must_use]
    pub fn node(mut self, node: Node) -> Self {
        self.nodes.push(node);
        self
    }

    /// The tensor that a node takes at `position`, if that input is a constant.
    pub fn constant(&self, node: &Node, position: usize) -> Option<&Tensor> {
        self.tensors.get(node.input(position)?)
    }

    /// The node that makes this value, if one does.
    pub fn maker(&self, value: &str) -> Option<&Node> {
        self.nodes.iter().find(|node| node.outputs.iter().any(|output| output == value))
    }

    /// The nodes that take this value as an input, in order.
    pub fn takers<'a>(&'a self, value: &'a str) -> impl Iterator<Item = &'a Node> {
        self.nodes.iter().filter(move |node| node.inputs.iter().any(|input| input == value))
    }

    /// Puts the nodes, and those of graphs inside nodes, in an order in which each comes after those whose results it takes;
    /// an order that is one already stays as it is.
    ///
    /// Errors: values made twice or not at all, names that are missing, cycles.
    pub fn sort(&mut self) -> Result<(), OnnxError> {
        order::of(self)?.apply(self);
        Ok(())
    }
}
