//! From a network's plain data to the layers that work: shapes checked, names given, parameters laid out.

use crate::error::NetError;
use crate::layers::{
    ActivationLayer, BatchNorm, Dense, Dropout, Embedding, GatedLayer, Layer, Nonlinearity, Pool, Pooling, Recurrent,
    RowNorm, RowsLayer, convolution,
};
use crate::parameters::{Group, MAX_PARAMETERS, Start};
use crate::shape::Shape;
use crate::spec::{LayerSpec, NetworkSpec};
use nonlin::{Activation, Element};
use std::ops::Range;
use std::sync::Arc;

/// How deep residual blocks may lie in one another.
const MAX_DEPTH: usize = 16;
/// The most layers.
const MAX_LAYERS: usize = 10_000;
/// The most numbers that one row may have anywhere in a network.
const MAX_ROW: usize = 1 << 31;

/// The layers in the order in which they are worked through. Step `i` writes value `i + 1`; value 0 is the input.
#[derive(Clone)]
pub(crate) struct Program<T> {
    pub(crate) steps: Vec<Step<T>>,
    /// Numbers in the parameter buffer.
    pub(crate) parameters: usize,
}

/// One step.
#[derive(Clone)]
pub(crate) struct Step<T> {
    /// `layer 2 (conv)`, `output layer`.
    pub(crate) name: String,
    /// The word for its kind in a network's text.
    pub(crate) kind: &'static str,
    pub(crate) work: Work<T>,
    /// The value that it reads.
    pub(crate) input: usize,
    /// What one row of that value looks like to it: flattened, it may be another shape of the same numbers.
    pub(crate) seen: Shape,
    /// What one row of its output looks like.
    pub(crate) output: Shape,
    /// Its part of the parameter buffer.
    pub(crate) parameters: Range<usize>,
    pub(crate) groups: Vec<Group>,
    /// Whether a later step reads the same value, so that this one's gradient comes on top of that one's.
    pub(crate) shares_input: bool,
}

impl<T: Element> Step<T> {
    /// The activation of a layer that has one.
    pub(crate) fn activation(&self) -> Option<&Activation> {
        match &self.work {
            Work::Layer(layer) => layer.nonlinearity().map(Nonlinearity::activation),
            Work::Add { .. } => None,
        }
    }
}

/// What a step does.
#[derive(Clone)]
pub(crate) enum Work<T> {
    /// A layer's work.
    Layer(Arc<dyn Layer<T>>),
    /// The sum with another value.
    Add {
        other: usize,
        /// Whether a later step reads that value too.
        shared: bool,
    },
}

impl<T: Element> Program<T> {
    /// Fails, naming the layer, if one cannot be or does not fit what comes before it.
    pub(crate) fn new(spec: &NetworkSpec) -> Result<Self, NetError> {
        let input = || "the input".to_owned();
        if spec.input.is_empty() {
            return Err(NetError::NoUnits { layer: input() });
        }
        if spec.input.checked_len().is_none_or(|numbers| numbers > MAX_ROW) {
            return Err(NetError::LargeRow { layer: input(), shape: spec.input, limit: MAX_ROW });
        }
        let mut builder = Builder { steps: Vec::new(), parameters: 0 };
        let end =
            builder.layers(&spec.layers, &Place::Top(spec.layers.len()), Value { slot: 0, shape: spec.input }, 0)?;
        if builder.steps.is_empty() {
            return Err(NetError::NoLayers);
        }
        match end.shape {
            Shape::Features(_) => {}
            shape => return Err(NetError::Logits { shape }),
        }
        let mut program = Self { steps: builder.steps, parameters: builder.parameters };
        program.find_shared();
        Ok(program)
    }

    /// One row of value `slot`.
    pub(crate) fn shape(&self, input: Shape, slot: usize) -> Shape {
        slot.checked_sub(1).map_or(input, |step| self.steps[step].output)
    }

    /// Going back, the first step to reach a value writes its gradient, the others add to it.
    fn find_shared(&mut self) {
        let mut read = vec![false; self.steps.len() + 1];
        for step in self.steps.iter_mut().rev() {
            step.shares_input = std::mem::replace(&mut read[step.input], true);
            if let Work::Add { other, shared } = &mut step.work {
                *shared = std::mem::replace(&mut read[*other], true);
            }
        }
    }
}

/// A value on its way through the layers.
#[derive(Clone, Copy)]
struct Value {
    slot: usize,
    shape: Shape,
}

/// Where in the network a list of layers is.
enum Place {
    /// So many layers, of which the last is the output layer.
    Top(usize),
    /// Inside a block: `3.` for the third layer's.
    Inside(String),
}

impl Place {
    fn name(&self, index: usize, kind: &str) -> String {
        match self {
            Self::Top(count) if index + 1 == *count => "output layer".to_owned(),
            _ => format!("layer {} ({kind})", self.number(index)),
        }
    }

    fn number(&self, index: usize) -> String {
        match self {
            Self::Top(_) => (index + 1).to_string(),
            Self::Inside(before) => format!("{before}{}", index + 1),
        }
    }
}

struct Builder<T> {
    steps: Vec<Step<T>>,
    parameters: usize,
}

impl<T: Element> Builder<T> {
    fn layers(
        &mut self,
        specs: &[LayerSpec],
        place: &Place,
        mut value: Value,
        depth: usize,
    ) -> Result<Value, NetError> {
        for (index, spec) in specs.iter().enumerate() {
            let name = place.name(index, spec.kind());
            value = match spec {
                LayerSpec::Flatten => match value.shape {
                    Shape::Tokens { .. } => {
                        return Err(NetError::unfit(&name, "flatten", "numbers", value.shape, "put `embedding` first"));
                    }
                    shape => Value { shape: Shape::Features(shape.len()), ..value },
                },
                LayerSpec::Residual(block) => {
                    if depth == MAX_DEPTH {
                        return Err(NetError::Depth { layer: name, limit: MAX_DEPTH });
                    }
                    let inside = |what: &str| Place::Inside(format!("{}.{what}", place.number(index)));
                    let around = self.layers(&block.shortcut, &inside("shortcut."), value, depth + 1)?;
                    let through = self.layers(&block.layers, &inside(""), value, depth + 1)?;
                    if around.shape != through.shape {
                        let (around, through) = (around.shape, through.shape);
                        return Err(NetError::Residual { layer: name, around, through });
                    }
                    let work = Work::Add { other: around.slot, shared: false };
                    self.push(name, "add", work, through, through.shape, Vec::new())?
                }
                _ => {
                    let layer = build(spec, &name, value.shape)?;
                    let (output, groups) = (layer.output(), layer.groups());
                    self.push(name, spec.kind(), Work::Layer(layer), value, output, groups)?
                }
            };
        }
        Ok(value)
    }

    fn push(
        &mut self,
        name: String,
        kind: &'static str,
        work: Work<T>,
        input: Value,
        output: Shape,
        mut groups: Vec<Group>,
    ) -> Result<Value, NetError> {
        if output.checked_len().is_none_or(|numbers| numbers > MAX_ROW) {
            return Err(NetError::LargeRow { layer: name, shape: output, limit: MAX_ROW });
        }
        if self.steps.len() == MAX_LAYERS {
            return Err(NetError::Layers { limit: MAX_LAYERS });
        }
        let start = self.parameters;
        for group in &mut groups {
            if let Start::Drawn { initialiser, .. } | Start::Blocks { initialiser, .. } = &group.start {
                initialiser.check(&name)?;
            }
            let end = group.checked_len().and_then(|count| self.parameters.checked_add(count));
            let Some(end) = end.filter(|&end| end <= MAX_PARAMETERS) else {
                return Err(NetError::TooLarge { layer: name, shape: group.shape.clone(), limit: MAX_PARAMETERS });
            };
            group.range = self.parameters..end;
            self.parameters = end;
        }
        let parameters = start..self.parameters;
        let Value { slot: input, shape: seen } = input;
        self.steps.push(Step { name, kind, work, input, seen, output, parameters, groups, shares_input: false });
        Ok(Value { slot: self.steps.len(), shape: output })
    }
}

/// The layer that works as `spec` says.
fn build<T: Element>(spec: &LayerSpec, name: &str, input: Shape) -> Result<Arc<dyn Layer<T>>, NetError> {
    Ok(match spec {
        LayerSpec::Dense(spec) => Arc::new(Dense::new(spec, name, input)?),
        LayerSpec::Recurrent(spec) => Arc::new(Recurrent::new(spec, name, input)?),
        LayerSpec::Embedding { units } => Arc::new(Embedding::new(*units, name, input)?),
        LayerSpec::BatchNorm { momentum, epsilon } => Arc::new(BatchNorm::new(*momentum, *epsilon, name, input)?),
        LayerSpec::LayerNorm { epsilon } => Arc::new(RowNorm::new(true, *epsilon, name, input)?),
        LayerSpec::RmsNorm { epsilon } => Arc::new(RowNorm::new(false, *epsilon, name, input)?),
        LayerSpec::Dropout { rate } => Arc::new(Dropout::new(*rate, name, input)?),
        LayerSpec::AlphaDropout { rate } => Arc::new(Dropout::alpha(*rate, name, input)?),
        LayerSpec::Gated(spec) => Arc::new(GatedLayer::new(spec, name, input)?),
        LayerSpec::Rows { function } => Arc::new(RowsLayer::new(function, name, input)?),
        LayerSpec::Activation(spec) => Arc::new(ActivationLayer::new(spec, name, input)?),
        LayerSpec::Conv(spec) => convolution(spec, name, input)?,
        LayerSpec::MaxPool(spec) => Arc::new(Pool::new(Pooling::Max, spec, name, input)?),
        LayerSpec::AveragePool(spec) => Arc::new(Pool::new(Pooling::Average, spec, name, input)?),
        LayerSpec::GlobalMaxPool => Arc::new(Pool::global(Pooling::Max, name, input)?),
        LayerSpec::GlobalAveragePool => Arc::new(Pool::global(Pooling::Average, name, input)?),
        LayerSpec::Flatten | LayerSpec::Residual(_) => unreachable!("no step of its own"),
    })
}
