//! A node with what is known of its inputs.

use super::Known;
use crate::{Graph, Node, Tensor};

pub(super) struct Call<'a> {
    pub(super) graph: &'a Graph,
    pub(super) node: &'a Node,
    inputs: Vec<Option<&'a Known>>,
}

impl<'a> Call<'a> {
    pub(super) fn new(graph: &'a Graph, node: &'a Node, known: impl Fn(&str) -> Option<&'a Known>) -> Self {
        Self { graph, node, inputs: node.inputs.iter().map(|name| known(name)).collect() }
    }

    /// The number of inputs, absent ones included.
    pub(super) fn len(&self) -> usize {
        self.inputs.len()
    }

    pub(super) fn known(&self, input: usize) -> Option<&'a Known> {
        self.inputs.get(input).copied().flatten()
    }

    pub(super) fn shape(&self, input: usize) -> Option<&'a [usize]> {
        self.known(input).map(|known| known.shape.as_slice())
    }

    pub(super) fn numbers(&self, input: usize) -> Option<&'a [i64]> {
        self.known(input)?.numbers.as_deref()
    }

    pub(super) fn constant(&self, input: usize) -> Option<&'a Tensor> {
        self.graph.constant(self.node, input)
    }

    /// Whether the input is given.
    pub(super) fn has(&self, input: usize) -> bool {
        self.node.input(input).is_some()
    }

    /// An integer attribute; `None` if it is of another type.
    pub(super) fn int(&self, attribute: &str, default: i64) -> Option<i64> {
        self.node.int(attribute, default).ok()
    }

    /// As [`Call::int`], for sizes.
    pub(super) fn size(&self, attribute: &str, default: usize) -> Option<usize> {
        usize::try_from(self.int(attribute, i64::try_from(default).ok()?)?).ok()
    }

    pub(super) fn flag(&self, attribute: &str) -> Option<bool> {
        self.int(attribute, 0).map(|value| value != 0)
    }

    /// A list of integers; the inner `None` if it is not given, the outer one if it is of another type.
    #[allow(clippy::option_option, reason = "said above")]
    pub(super) fn ints(&self, attribute: &str) -> Option<Option<&'a [i64]>> {
        self.node.ints(attribute).ok()
    }

    /// A list of sizes; the inner `None` if it is not given, the outer one if it is none.
    #[allow(clippy::option_option, reason = "said above")]
    pub(super) fn sizes(&self, attribute: &str) -> Option<Option<Vec<usize>>> {
        match self.ints(attribute)? {
            None => Some(None),
            Some(list) => sizes(list).map(Some),
        }
    }

    /// What newer versions take as an input and older ones as an attribute; the inner `None` if it is not given, the outer one if
    /// it is not known.
    #[allow(clippy::option_option, reason = "said above")]
    pub(super) fn list(&self, input: usize, attribute: &str) -> Option<Option<&'a [i64]>> {
        if self.has(input) { self.numbers(input).map(Some) } else { self.ints(attribute) }
    }
}

/// Integers that are all sizes.
pub(super) fn sizes(list: &[i64]) -> Option<Vec<usize>> {
    list.iter().map(|size| usize::try_from(*size).ok()).collect()
}

/// The product of sizes.
pub(super) fn product(sizes: &[usize]) -> Option<usize> {
    crate::tensor::elements(sizes).ok()
}

/// Axes counted from either end, each there once; of more dimensions than are followed none.
pub(super) fn axes(list: &[i64], rank: usize) -> Option<Vec<usize>> {
    if rank > super::MAX_RANK {
        return None;
    }
    let axes: Vec<usize> = list.iter().map(|axis| crate::fold::axis(*axis, rank)).collect::<Option<_>>()?;
    let mut there = vec![false; rank];
    axes.iter().all(|axis| !std::mem::replace(&mut there[*axis], true)).then_some(axes)
}
