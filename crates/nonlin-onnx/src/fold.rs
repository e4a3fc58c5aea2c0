//! A graph made easier to look into: constants as tensors, no detours.

use crate::limits::growth_limit;
use crate::{Attribute, Data, Graph, Node, Tensor, order, shapes};
use std::collections::{HashMap, HashSet};

/// Folds the nodes of a graph, which are in order; a file of `length` bytes.
pub(crate) fn constants(graph: &mut Graph, length: usize) {
    let nodes = std::mem::take(&mut graph.nodes);
    // What is known by its name outside of the nodes keeps it.
    let mut kept: HashSet<String> = graph.outputs.iter().map(|output| output.name.clone()).collect();
    kept.extend(nodes.iter().flat_map(|node| node.attributes.graphs()).flat_map(order::captured).map(str::to_owned));
    let mut fold = Fold { graph, kept, same: HashMap::new(), replaced: HashSet::new(), left: growth_limit(length) };
    for mut node in nodes {
        for input in &mut node.inputs {
            if let Some(same) = fold.same.get(input) {
                input.clone_from(same);
            }
        }
        if !fold.away(&mut node) {
            fold.graph.nodes.push(node);
        }
    }
    let Fold { kept, mut replaced, .. } = fold;
    for input in graph.nodes.iter().flat_map(|node| &node.inputs).chain(&kept) {
        replaced.remove(input);
    }
    graph.tensors.retain(|name, _| !replaced.contains(name));
}

struct Fold<'a> {
    graph: &'a mut Graph,
    kept: HashSet<String>,
    /// The outputs of `Identity` nodes that are left out, with their inputs.
    same: HashMap<String, String>,
    /// Tensors that others stand for now.
    replaced: HashSet<String>,
    /// The bytes that tensors may still grow by.
    left: usize,
}

impl Fold<'_> {
    /// Whether a node can be left out, because its output is a tensor now or another value.
    fn away(&mut self, node: &mut Node) -> bool {
        let ([output], true) = (&mut node.outputs[..], node.domain.is_empty() || node.domain == "ai.onnx") else {
            return false;
        };
        if output.is_empty() {
            return false;
        }
        match (node.operator.as_str(), &node.inputs[..]) {
            ("Identity", [input]) if !input.is_empty() && !self.kept.contains(output) => {
                self.same.insert(std::mem::take(output), input.clone());
                true
            }
            ("Constant", []) => {
                let output = output.clone();
                let Some(tensor) = constant(node) else { return false };
                self.graph.tensors.insert(output, tensor);
                true
            }
            ("DequantizeLinear", [_, _] | [_, _, _]) => {
                let Some(tensor) = self.dequantized(node) else { return false };
                self.replaced.extend(node.inputs.iter().cloned());
                self.graph.tensors.insert(node.outputs[0].clone(), tensor);
                true
            }
            ("Transpose" | "Cast", [_]) | ("Reshape" | "Squeeze" | "Unsqueeze", [_, ..]) => {
                let Some(tensor) = self.moved(node) else { return false };
                self.replaced.extend(node.inputs.first().cloned());
                self.graph.tensors.insert(node.outputs[0].clone(), tensor);
                true
            }
            _ => false,
        }
    }

    /// The same numbers in another shape, order or, of floats, type; `None` if they are no constants or it would take too much memory.
    fn moved(&mut self, node: &Node) -> Option<Tensor> {
        let tensor = self.graph.constant(node, 0)?;
        let left = self.left.checked_sub(tensor.len().checked_mul(size_of::<f64>())?)?;
        if node.is("Cast") && node.int("to", 0).ok()? != FLOAT {
            return None;
        }
        let moved = if node.is("Cast") {
            Tensor::checked(tensor.shape().to_vec(), Data::Float(tensor.to_f32()?))
        } else {
            let shape = shapes::of_constant(self.graph, node)?;
            match tensor.data() {
                Data::Float(numbers) if node.is("Transpose") => {
                    let order = node.ints("perm").ok()?.map(<[i64]>::to_vec);
                    Tensor::checked(shape, Data::Float(turned(numbers, tensor.shape(), order.as_deref())?))
                }
                _ if node.is("Transpose") => return None,
                data => Tensor::checked(shape, data.clone()),
            }
        };
        self.left = left;
        moved.ok()
    }

    /// `(x - zero_point) scale`, for each element or for each slice along an axis; `None` if it is not of constants, in blocks,
    /// of a type that is not read, of shapes that do not fit, or would take too much memory.
    fn dequantized(&mut self, node: &Node) -> Option<Tensor> {
        let (x, scale) = (self.graph.constant(node, 0)?, self.graph.constant(node, 1)?);
        let zero_point = match node.input(2) {
            None => None,
            Some(_) => Some(self.graph.constant(node, 2)?),
        };
        let left = self.left.checked_sub(x.len().checked_mul(size_of::<f32>() + size_of::<f64>())?)?;
        if node.int("block_size", 0).ok()? != 0 {
            return None;
        }
        let scales = scale.to_f32()?;
        let zeros =
            zero_point.map_or_else(|| Some(vec![0.0; scales.len()]), |zero_point| zero_point.data().to_f64())?;
        if zeros.len() != scales.len() {
            return None;
        }
        let (period, inner) = if scale.shape().is_empty() || scales.len() == 1 {
            (1, 1)
        } else {
            let axis = axis(node.int("axis", 1).ok()?, x.shape().len())?;
            // Of an empty tensor the product may be too large to count.
            (x.shape()[axis], if x.is_empty() { 1 } else { x.shape()[axis + 1..].iter().product() })
        };
        if period != scales.len() {
            return None;
        }
        let numbers = x.data().to_f64()?.into_iter().enumerate().map(|(place, x)| {
            let slice = place / inner % period;
            // The difference of two integers of 32 bits is exact; of its product with the scale one rounding is left.
            #[allow(clippy::cast_possible_truncation, reason = "the nearest number is meant")]
            let number = ((x - zeros[slice]) * f64::from(scales[slice])) as f32;
            number
        });
        let tensor = Tensor::checked(x.shape().to_vec(), Data::Float(numbers.collect())).ok()?;
        self.left = left;
        Some(tensor)
    }
}

/// The number of `f32` among the types of ONNX.
const FLOAT: i64 = 1;

/// Numbers of a shape with its axes in another order, reversed if none is given.
fn turned(numbers: &[f32], shape: &[usize], order: Option<&[i64]>) -> Option<Vec<f32>> {
    let order: Vec<usize> = match order {
        Some(order) => order.iter().map(|&place| axis(place, shape.len())).collect::<Option<_>>()?,
        None => (0..shape.len()).rev().collect(),
    };
    if order.len() != shape.len() || numbers.is_empty() {
        return None;
    }
    let mut strides = vec![1; shape.len()];
    for place in (1..shape.len()).rev() {
        strides[place - 1] = strides[place] * shape[place];
    }
    let mut at = vec![0; shape.len()];
    let mut all = Vec::with_capacity(numbers.len());
    for _ in 0..numbers.len() {
        let from: usize = at.iter().zip(&order).map(|(at, &axis)| at * strides[axis]).sum();
        all.push(*numbers.get(from)?);
        for place in (0..at.len()).rev() {
            at[place] += 1;
            if at[place] < shape[order[place]] {
                break;
            }
            at[place] = 0;
        }
    }
    Some(all)
}

/// An axis counted from either end.
pub(crate) fn axis(axis: i64, rank: usize) -> Option<usize> {
    let counted = if axis < 0 { axis.checked_add(i64::try_from(rank).ok()?)? } else { axis };
    usize::try_from(counted).ok().filter(|axis| *axis < rank)
}

/// The tensor of a `Constant` node, which has exactly one attribute.
fn constant(node: &mut Node) -> Option<Tensor> {
    if node.attributes.len() != 1 {
        return None;
    }
    let (name, value) = node.attributes.iter().next()?;
    match (name, value) {
        ("value", Attribute::Tensor(_)) => match node.attributes.take("value") {
            Some(Attribute::Tensor(tensor)) => Some(tensor),
            _ => None,
        },
        ("value_float", Attribute::Float(x)) => Some(Tensor::scalar(*x)),
        ("value_int", Attribute::Int(x)) => Some(Tensor::scalar(*x)),
        ("value_string", Attribute::String(x)) => Some(Tensor::scalar(x.clone())),
        ("value_floats", Attribute::Floats(x)) => Some(Tensor::vector(x.clone())),
        ("value_ints", Attribute::Ints(x)) => Some(Tensor::vector(x.clone())),
        ("value_strings", Attribute::Strings(x)) => Some(Tensor::vector(x.clone())),
        _ => None,
    }
}
