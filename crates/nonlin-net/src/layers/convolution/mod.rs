//! Convolution: over an image channel after channel, over a sequence step after step.
//!
//! | file | what is inside |
//! | --- | --- |
//! | `axis.rs` | a window that slides along one side of an input: checks, places, lengths |
//! | `image.rs` | the layer over an image |
//! | `geometry.rs` | where the numbers of an image's windows lie |
//! | `forward.rs` | its weighted sums |
//! | `backward.rs` | their gradients with respect to weights and image |
//! | `tiles.rs` | the innermost loops of both |
//! | `sequence.rs` | the layer over the steps of a sequence |

mod axis;
mod backward;
mod forward;
mod geometry;
mod image;
mod sequence;
#[cfg(test)]
mod tests;
mod tiles;

use super::{Layer, Nonlinearity};
use crate::error::NetError;
use crate::parameters::{Group, MAX_PARAMETERS, Role, Start};
use crate::shape::Shape;
use crate::spec::{ActivationSpec, ConvSpec};
pub(super) use axis::{Axis, axes};
use image::ImageConv;
use nonlin::Element;
use sequence::SequenceConv;
use std::any::{Any, TypeId};
use std::sync::Arc;

/// The most numbers that a row may have with the zeros around it: places in it are kept as `u32`.
const MAX_PADDED: usize = 1 << 31;

/// The convolution that fits the shape of the input.
///
/// It is made as what it is, `f32` or `f64`: so its loops, of which there are many, are compiled here and not in every program.
pub(crate) fn convolution<T: Element>(
    spec: &ConvSpec,
    layer: &str,
    input: Shape,
) -> Result<Arc<dyn Layer<T>>, NetError> {
    let made: Box<dyn Any> = if TypeId::of::<T>() == TypeId::of::<f32>() {
        Box::new(single(spec, layer, input)?)
    } else {
        Box::new(double(spec, layer, input)?)
    };
    match made.downcast::<Arc<dyn Layer<T>>>() {
        Ok(layer) => Ok(*layer),
        Err(_) => unreachable!("an element is f32 or f64"),
    }
}

fn single(spec: &ConvSpec, layer: &str, input: Shape) -> Result<Arc<dyn Layer<f32>>, NetError> {
    of(spec, layer, input)
}

fn double(spec: &ConvSpec, layer: &str, input: Shape) -> Result<Arc<dyn Layer<f64>>, NetError> {
    of(spec, layer, input)
}

fn of<T: Element>(spec: &ConvSpec, layer: &str, input: Shape) -> Result<Arc<dyn Layer<T>>, NetError> {
    Ok(match input {
        Shape::Image { .. } => Arc::new(ImageConv::new(spec, layer, input)?),
        Shape::Sequence { .. } => Arc::new(SequenceConv::new(spec, layer, input)?),
        Shape::Tokens { .. } => {
            return Err(NetError::unfit(layer, "conv", "an image or a sequence", input, "put `embedding` first"));
        }
        Shape::Features(_) => {
            let way_out = "give the input the shape of an image or a sequence";
            return Err(NetError::unfit(layer, "conv", "an image or a sequence", input, way_out));
        }
    })
}

/// What both kinds have: weights of `depth` terms per filter, biases, activation.
#[allow(clippy::struct_field_names, reason = "the field's own word")]
struct Filters<T> {
    count: usize,
    /// Terms of each weighted sum.
    depth: usize,
    bias: bool,
    start: Start,
    nonlinearity: Nonlinearity<T>,
}

/// A layer's part of the parameters, or of their gradient.
struct Parts<S> {
    weight: S,
    bias: S,
    learnt: S,
}

impl<T: Element> Filters<T> {
    /// Filters over `channels` whose kernels have `area` places, or an error that names the layer.
    fn new(spec: &ConvSpec, layer: &str, channels: usize, area: usize, output: Shape) -> Result<Self, NetError> {
        let depth = (channels / spec.groups).saturating_mul(area);
        if depth.checked_mul(spec.filters).is_none_or(|weights| weights > MAX_PARAMETERS) {
            let shape = vec![spec.filters, depth];
            return Err(NetError::TooLarge { layer: layer.to_owned(), shape, limit: MAX_PARAMETERS });
        }
        let linear = ActivationSpec::from("linear");
        let nonlinearity = Nonlinearity::new(spec.activation.as_ref().unwrap_or(&linear), layer, output)?;
        let initialiser = spec.initialiser.unwrap_or_else(|| nonlinearity.initialiser());
        let fan_out = (spec.filters / spec.groups).saturating_mul(area);
        let start = Start::Drawn { initialiser, fan_in: depth, fan_out };
        Ok(Self { count: spec.filters, depth, bias: spec.bias, start, nonlinearity })
    }

    /// The groups of parameters, with weights of this shape.
    fn groups(&self, weight: [usize; 2]) -> Vec<Group> {
        let mut groups = vec![Group::new("weight", weight.to_vec(), Role::Weight, self.start.clone())];
        groups.extend(self.bias.then(|| Group::new("bias", vec![self.count], Role::Bias, Start::Constant(0.0))));
        groups.extend(self.nonlinearity.group());
        groups
    }

    fn biases(&self) -> usize {
        if self.bias { self.count } else { 0 }
    }

    fn parts<'a>(&self, all: &'a [T]) -> Parts<&'a [T]> {
        let (weight, rest) = all.split_at(self.count * self.depth);
        let (bias, learnt) = rest.split_at(self.biases());
        Parts { weight, bias, learnt }
    }

    fn parts_mut<'a>(&self, all: &'a mut [T]) -> Parts<&'a mut [T]> {
        let (weight, rest) = all.split_at_mut(self.count * self.depth);
        let (bias, learnt) = rest.split_at_mut(self.biases());
        Parts { weight, bias, learnt }
    }
}

/// Fails if a layer would have no filters, or groups that do not come out even.
fn check_filters(spec: &ConvSpec, layer: &str, channels: usize) -> Result<(), NetError> {
    if spec.filters == 0 {
        return Err(NetError::NoUnits { layer: layer.to_owned() });
    }
    let divides = |count: usize| spec.groups > 0 && count.is_multiple_of(spec.groups);
    if !divides(channels) || !divides(spec.filters) {
        return Err(NetError::LayerSetting {
            layer: layer.to_owned(),
            setting: "groups",
            value: spec.groups.to_string(),
            range: format!("a divisor of the {channels} channels before it and of its {} filters", spec.filters),
        });
    }
    Ok(())
}

/// Fails if a row with the zeros around it has more numbers than places are kept for.
fn check_padded(layer: &str, padded: Shape) -> Result<(), NetError> {
    match padded.checked_len() {
        Some(numbers) if numbers <= MAX_PADDED => Ok(()),
        _ => Err(NetError::LargeRow { layer: layer.to_owned(), shape: padded, limit: MAX_PADDED }),
    }
}
