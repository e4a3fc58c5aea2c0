//! Rows taken through a model, and what its layers do with them.

use super::feed::{Array, Fed, FeedError, Kind, fit};
use super::signal::{Axis, Layer};
use super::{OnnxModel, lower};
use crate::Trace;
use crate::record::{LayerArrays, Layout, Recorder, data};
use nonlin_onnx::{Node, OnnxError, Shapes};
use rten::{ModelOptions, NodeId, Value, ValueOrView};
use rten_tensor::Layout as _;
use std::collections::{BTreeSet, HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use thiserror::Error;

/// Rows that are looked at together.
const PIECE: usize = 256;
/// Numbers that are held at a time.
const HELD: usize = 32 << 20;
/// Numbers that the rows of one pass make: more than this and no memory is enough.
const MOST: usize = 1 << 30;

/// A model that cannot be run on these data.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum RunError {
    /// Data that do not fit it.
    #[error(transparent)]
    Feed(#[from] FeedError),
    /// A model that cannot be handed to the runtime.
    #[error(transparent)]
    Model(#[from] OnnxError),
    /// An operator that the runtime does not know, or not in this form.
    #[error("{node} cannot be run here: {problem}; without data the model can still be examined as it is")]
    Operator {
        /// The node.
        node: String,
        /// What the runtime says.
        problem: String,
    },
    /// The runtime gave up.
    #[error("the model cannot be run here: {0}; without data it can still be examined as it is")]
    Runtime(String),
    /// Values that no memory is enough for.
    #[error("the rows that the model takes at a time make {0} numbers inside it, too many to be looked at")]
    Large(usize),
    /// Values of which it cannot be said beforehand how large they get.
    #[error(
        "how large `{0}` gets inside the model cannot be told before it runs, so it is not run here; without data it can still be examined as it is"
    )]
    Unbounded(String),
    /// Stopped from outside.
    #[error("stopped before all rows were taken through the model")]
    Stopped,
}

/// What a run may take, where models come from strangers.
#[derive(Clone, Copy, Debug)]
pub struct RunLimits<'a> {
    /// Numbers that the rows of one pass may make in all values of the model together. The size of every value must follow from its operators.
    pub numbers: usize,
    /// Raised, it ends the run after the rows that are on their way.
    pub stop: &'a AtomicBool,
}

impl OnnxModel {
    /// What can be told of the model with these rows taken through it, an array for each input.
    ///
    /// Fails, naming the input and the dimension, on data that do not fit, and, naming the node, on operators that are not run here.
    pub fn run(&self, arrays: &[Array]) -> Result<Trace, RunError> {
        self.take_through(arrays, None)
    }

    /// The same within limits.
    ///
    /// Fails too, naming the value, on models of which it cannot be told what they take, and on those that take more.
    pub fn run_within(&self, arrays: &[Array], limits: RunLimits<'_>) -> Result<Trace, RunError> {
        self.take_through(arrays, Some(limits))
    }

    fn take_through(&self, arrays: &[Array], limits: Option<RunLimits<'_>>) -> Result<Trace, RunError> {
        let graph = &self.model.graph;
        let fed = fit(&graph.inputs, arrays)?;
        let rows = fed.first().and_then(|fed| fed.shape.first()).copied().unwrap_or(0);
        let batch = fed.iter().find_map(|fed| fed.batch);
        let together = self.together(&fed, batch.unwrap_or(1), limits.map(|limits| limits.numbers))?;
        let piece = batch.unwrap_or(together.min(rows.max(1)));
        let engine = Engine::load(self, &fed)?;
        let mut recorder = None;
        let weights: Vec<Vec<f32>> = self.layers.iter().map(|layer| weight(graph, layer)).collect();
        let mut seen = vec![Seen::default(); self.layers.len()];
        let (mut held, mut step) = (0, 1);
        for start in (0..rows).step_by(piece) {
            if limits.is_some_and(|limits| limits.stop.load(Ordering::Relaxed)) {
                return Err(RunError::Stopped);
            }
            let count = piece.min(rows - start);
            let values = engine.run(&fed, start, count)?;
            let recorder = recorder.get_or_insert_with(|| self.recorder(&fed, &values));
            for (layer, seen) in self.layers.iter().zip(&mut seen) {
                let take = |name: &str| values.get(name).map_or(&[][..], |(_, numbers)| numbers);
                seen.before.extend_from_slice(layer.before.as_deref().map_or(&[], take));
                seen.after.extend_from_slice(take(&layer.after));
            }
            held += count;
            if held >= together || start + count == rows {
                for (place, (seen, weights)) in seen.iter_mut().zip(&weights).enumerate() {
                    let arrays =
                        LayerArrays { before: &seen.before, after: &seen.after, weights, ..LayerArrays::default() };
                    recorder.sample(place, step, held, arrays);
                    seen.before.clear();
                    seen.after.clear();
                }
                (held, step) = (0, step + 1);
            }
        }
        Ok(recorder.map_or_else(|| self.trace(), Recorder::finish))
    }

    /// Rows that are looked at together, so that what they make fits into memory; the model takes `batch` at a time. With a limit the
    /// size of every value has to be known, and the rows of one pass are no more than it allows.
    fn together(&self, fed: &[Fed], batch: usize, limit: Option<usize>) -> Result<usize, RunError> {
        let graph = &self.model.graph;
        let shapes: Vec<(&str, Vec<usize>)> = fed
            .iter()
            .map(|fed| (fed.name.as_str(), std::iter::once(batch).chain(fed.shape.iter().skip(1).copied()).collect()))
            .collect();
        let given: Vec<(&str, &[usize])> = shapes.iter().map(|(name, shape)| (*name, shape.as_slice())).collect();
        let shapes = if limit.is_some() { Shapes::proven(graph, &given)? } else { Shapes::infer(graph, &given)? };
        if limit.is_some() {
            let needed = self.needed();
            if let Some(unknown) = shapes.unknown(graph).into_iter().find(|value| needed.contains(value)) {
                return Err(RunError::Unbounded(unknown.to_owned()));
            }
        }
        let sizes = graph.nodes.iter().flat_map(|node| &node.outputs).filter_map(|value| shapes.get(value));
        let whole = sizes.fold(0_usize, |whole, shape| {
            whole.saturating_add(shape.iter().fold(1_usize, |product, &size| product.saturating_mul(size)))
        });
        let most = limit.unwrap_or(MOST);
        if whole > most {
            return Err(RunError::Large(whole));
        }
        Ok((HELD.min(most) / whole.max(1)).saturating_mul(batch).clamp(1, PIECE))
    }

    /// The values that are made on the way to what is looked at.
    fn needed(&self) -> HashSet<&str> {
        let nodes = &self.model.graph.nodes;
        let makers: HashMap<&str, &Node> =
            nodes.iter().flat_map(|node| node.outputs.iter().map(move |output| (output.as_str(), node))).collect();
        let wanted = self.layers.iter().flat_map(|layer| layer.before.iter().chain(std::iter::once(&layer.after)));
        let mut open: Vec<&str> = wanted.map(String::as_str).collect();
        let mut needed = HashSet::new();
        while let Some(value) = open.pop() {
            if let (true, Some(node)) = (needed.insert(value), makers.get(value)) {
                open.extend(node.inputs.iter().chain(&node.outputs).map(String::as_str));
            }
        }
        needed
    }

    /// With all layers, each with where its units lie.
    fn recorder(&self, fed: &[Fed], values: &Values) -> Recorder {
        let mut recorder = Recorder::new(self.about.clone());
        for layer in &self.layers {
            let shape = layer.before.as_ref().and_then(|name| values.get(name)).map(|(shape, _)| &shape[..]);
            let layout = shape.and_then(|shape| layout(layer, shape));
            let known = layer.activation.as_ref().filter(|_| layout.is_some());
            recorder.layer(layer.trace.clone(), known, layout.unwrap_or(Layout::Interleaved));
        }
        // The numbers themselves rather than a mask that goes with them.
        let Some(main) = fed.iter().find(|fed| fed.kind == Kind::Float).or(fed.first()) else { return recorder };
        let columns = main.shape.iter().skip(1).product();
        let names: &[String] = if main.shape.len() == 2 { &main.columns } else { &[] };
        recorder.data(data(&main.numbers, columns, names, main.kind != Kind::Float, None));
        recorder
    }
}

/// What was seen of a layer since the last sample.
#[derive(Clone, Default)]
struct Seen {
    before: Vec<f32>,
    after: Vec<f32>,
}

/// Values by name, each with its shape.
type Values = HashMap<String, (Vec<usize>, Vec<f32>)>;

fn weight(graph: &nonlin_onnx::Graph, layer: &Layer) -> Vec<f32> {
    let tensor = layer.weight.as_ref().and_then(|name| graph.tensors.get(name));
    tensor.and_then(nonlin_onnx::Tensor::to_f32).unwrap_or_default()
}

/// Where the units of a layer lie in a value of this shape.
fn layout(layer: &Layer, shape: &[usize]) -> Option<Layout> {
    let units = layer.trace.units;
    match layer.axis {
        Axis::Second if shape.get(1) == Some(&units) => match shape.get(2..) {
            Some([]) => Some(Layout::Interleaved),
            Some(places) => Some(Layout::Planes { places: places.iter().product() }),
            None => None,
        },
        Axis::Last if shape.last() == Some(&units) => Some(Layout::Interleaved),
        _ => None,
    }
}

/// The runtime with a model.
struct Engine {
    model: rten::Model,
    inputs: Vec<NodeId>,
    wanted: Vec<(String, NodeId)>,
}

impl Engine {
    fn load(of: &OnnxModel, fed: &[Fed]) -> Result<Self, RunError> {
        let values = of.layers.iter().flat_map(|layer| layer.before.iter().chain(std::iter::once(&layer.after)));
        let values: BTreeSet<&str> =
            values.map(String::as_str).filter(|value| !fed.iter().any(|fed| fed.name == **value)).collect();
        let bytes = lower::runnable(&of.model, &values)?;
        // Without its optimisations, which would leave out what is to be looked at.
        let load = || ModelOptions::with_all_ops().enable_optimization(false).load(bytes);
        let loaded = caught(load)?.map_err(|error| {
            let problem = error.to_string();
            match error.node() {
                Some(node) => {
                    let told = problem.split_once(": ").map_or(problem.as_str(), |(_, told)| told);
                    RunError::Operator { node: node.to_owned(), problem: told.to_owned() }
                }
                None => RunError::Runtime(problem),
            }
        })?;
        let lost = |name: &str| RunError::Runtime(format!("the value `{name}` is not there"));
        let inputs: Result<Vec<NodeId>, RunError> =
            fed.iter().map(|fed| loaded.find_node(&fed.name).ok_or_else(|| lost(&fed.name))).collect();
        let wanted =
            values.into_iter().filter_map(|value| Some((value.to_owned(), loaded.find_node(value)?))).collect();
        Ok(Self { inputs: inputs?, wanted, model: loaded })
    }

    /// The values that are looked at for some of the rows.
    fn run(&self, fed: &[Fed], start: usize, count: usize) -> Result<Values, RunError> {
        let mut values = Values::new();
        let mut given: Vec<(NodeId, ValueOrView<'_>)> = Vec::with_capacity(fed.len());
        for (fed, id) in fed.iter().zip(&self.inputs) {
            let per_row: usize = fed.shape.iter().skip(1).product();
            let numbers = fed.numbers.get(start * per_row..(start + count) * per_row).unwrap_or_default();
            let shape: Vec<usize> = std::iter::once(count).chain(fed.shape.iter().skip(1).copied()).collect();
            values.insert(fed.name.clone(), (shape.clone(), numbers.to_vec()));
            given.push((*id, input(&shape, numbers, fed.kind)?.into()));
        }
        let ids: Vec<NodeId> = self.wanted.iter().map(|(_, id)| *id).collect();
        let made = caught(|| self.model.run(given, &ids, None))?.map_err(|error| {
            let problem = error.to_string();
            match error.node_path().into_iter().flatten().next() {
                Some(node) => {
                    let told = problem.split_once("failed: ").map_or(problem.as_str(), |(_, told)| told);
                    RunError::Operator { node: node.to_owned(), problem: told.to_owned() }
                }
                None => RunError::Runtime(problem),
            }
        })?;
        for ((name, _), value) in self.wanted.iter().zip(made) {
            values.extend(numbers(value).map(|found| (name.clone(), found)));
        }
        Ok(values)
    }
}

/// The runtime is another's code, and the file a stranger's: a panic in it is an error.
fn caught<R>(work: impl FnOnce() -> R) -> Result<R, RunError> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| {
        let told = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        RunError::Runtime(format!("the runtime broke off ({})", told.unwrap_or("it does not say why")))
    })
}

#[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked to be whole and in range")]
fn input(shape: &[usize], numbers: &[f32], kind: Kind) -> Result<Value, RunError> {
    let wrong = |error: &dyn std::fmt::Display| RunError::Runtime(error.to_string());
    match kind {
        Kind::Float => Value::from_shape(shape, numbers.to_vec()).map_err(|error| wrong(&error)),
        Kind::Int => {
            Value::from_shape(shape, numbers.iter().map(|&x| x as i32).collect()).map_err(|error| wrong(&error))
        }
        Kind::Int8 => {
            Value::from_shape(shape, numbers.iter().map(|&x| x as i8).collect()).map_err(|error| wrong(&error))
        }
        Kind::Uint8 => {
            Value::from_shape(shape, numbers.iter().map(|&x| x as u8).collect()).map_err(|error| wrong(&error))
        }
    }
}

/// The shape and the numbers of a tensor; `None` of a list of them.
#[allow(clippy::cast_precision_loss, reason = "what is looked at are sizes")]
fn numbers(value: Value) -> Option<(Vec<usize>, Vec<f32>)> {
    Some(match value {
        Value::FloatTensor(tensor) => (tensor.shape().to_vec(), tensor.into_data()),
        Value::Int32Tensor(tensor) => (tensor.shape().to_vec(), tensor.into_data().iter().map(|&x| x as f32).collect()),
        Value::Int8Tensor(tensor) => {
            (tensor.shape().to_vec(), tensor.into_data().iter().map(|&x| f32::from(x)).collect())
        }
        Value::UInt8Tensor(tensor) => {
            (tensor.shape().to_vec(), tensor.into_data().iter().map(|&x| f32::from(x)).collect())
        }
        _ => return None,
    })
}
