//! Pooling: the largest number or the mean of each window, or of the whole.
//!
//! `image.rs` has the loops over images, `sequence.rs` those over the steps of sequences. The place of each largest number is
//! kept for the way back.

mod image;
mod sequence;

use super::convolution::{Axis, axes};
use super::{Backward, Forward, Layer, Room};
use crate::error::NetError;
use crate::shape::Shape;
use crate::spec::{PoolSpec, Window};
use image::{ImageGradient, ImagePool};
use nonlin::Element;
use sequence::{SequenceGradient, SequencePool};

/// What is taken from each window. A NaN in it is both its maximum and its mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Pooling {
    /// The largest number, of equal ones the first.
    Max,
    /// The mean of what lies inside the input.
    Average,
}

/// A pooling layer.
pub(crate) struct Pool {
    pooling: Pooling,
    over: Over,
    output: Shape,
}

/// What its windows slide over.
#[derive(Clone, Copy)]
enum Over {
    /// Each channel of an image.
    Image { vertical: Axis, horizontal: Axis },
    /// The steps of a sequence.
    Sequence { axis: Axis, features: usize },
}

impl Pool {
    /// A layer named `layer` on rows of the shape `input`.
    pub(crate) fn new(pooling: Pooling, spec: &PoolSpec, layer: &str, input: Shape) -> Result<Self, NetError> {
        let (over, output) = match input {
            Shape::Image { channels, height, width } => {
                let [vertical, horizontal] = axes(spec.window(), layer, [height, width])?;
                let (height, width) = (vertical.outputs(), horizontal.outputs());
                (Over::Image { vertical, horizontal }, Shape::Image { channels, height, width })
            }
            Shape::Sequence { steps, features } => {
                let [axis] = axes(spec.window(), layer, [steps])?;
                (Over::Sequence { axis, features }, Shape::Sequence { steps: axis.outputs(), features })
            }
            _ => return Err(unfit(layer, input)),
        };
        Ok(Self { pooling, over, output })
    }

    /// One over the whole of each channel, or of each feature of a sequence.
    pub(crate) fn global(pooling: Pooling, layer: &str, input: Shape) -> Result<Self, NetError> {
        let kernel = match input {
            Shape::Image { height, width, .. } => [height, width],
            Shape::Sequence { steps, .. } => [steps, 1],
            _ => return Err(unfit(layer, input)),
        };
        let Window { stride, padding, .. } = PoolSpec::new(1).window();
        let whole = Self::new(pooling, &PoolSpec { kernel, stride, padding }, layer, input)?;
        Ok(Self { output: Shape::Features(input.channels()), ..whole })
    }
}

/// What pooling cannot work on.
fn unfit(layer: &str, input: Shape) -> NetError {
    let way_out = match input {
        Shape::Tokens { .. } => "put `embedding` first",
        _ => "give the input the shape of an image or a sequence",
    };
    NetError::unfit(layer, "pooling", "an image or a sequence", input, way_out)
}

impl<T: Element> Layer<T> for Pool {
    fn output(&self) -> Shape {
        self.output
    }

    fn output_length(&self, length: usize) -> usize {
        match self.over {
            Over::Image { .. } => length,
            Over::Sequence { axis, .. } => axis.outputs_along(length),
        }
    }

    fn room(&self, rows: usize) -> Room {
        let indices = match self.pooling {
            Pooling::Max => rows.saturating_mul(self.output.len()),
            Pooling::Average => 0,
        };
        Room { indices, ..Room::default() }
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let Forward { level, lengths, x, y, indices, .. } = pass;
        let pooling = self.pooling;
        match self.over {
            Over::Image { vertical, horizontal } => {
                let channels = self.output.channels();
                level.run(ImagePool { pooling, vertical, horizontal, channels, x, y, indices });
            }
            Over::Sequence { axis, features } => {
                level.run(SequencePool { pooling, axis, features, lengths, x, y, indices });
            }
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { level, lengths, indices, dy, dx, .. } = pass;
        let (pooling, dy) = (self.pooling, &*dy);
        let Some(dx) = dx else { return };
        match self.over {
            Over::Image { vertical, horizontal } => {
                let channels = self.output.channels();
                level.run(ImageGradient { pooling, vertical, horizontal, channels, dy, indices, dx });
            }
            Over::Sequence { axis, features } => {
                level.run(SequenceGradient { pooling, axis, features, lengths, dy, indices, dx });
            }
        }
    }
}

/// Takes `x` for the largest number so far if it is larger, or NaN.
#[inline(always)]
fn take_larger<T: Element>(best: &mut T, place: &mut u32, x: T, at: u32) {
    let larger = (x > *best) | x.is_nan();
    *best = if larger { x } else { *best };
    *place = if larger { at } else { *place };
}
