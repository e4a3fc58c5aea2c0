//! Which network for which kind of data, if nobody says.

use crate::data::{SampleShape, Task};
use nonlin_net::{LayerSpec, OutputActivation, Shape};

/// Layers for rows of this shape: dense ones for features, convolutions for images, a gated recurrent unit for sequences.
pub fn usual_layers(shape: SampleShape) -> &'static str {
    match shape {
        SampleShape::Features(_) => "64 gelu, 64 gelu",
        // Pooling needs sides that can be halved.
        SampleShape::Image { height, width, .. } if height.min(width) >= 16 => {
            "conv 16 3 pad 1 relu, max_pool 2, conv 32 3 pad 1 relu, max_pool 2, flatten, 64 relu"
        }
        SampleShape::Image { .. } => "conv 16 3 pad 1 relu, conv 32 3 pad 1 relu, flatten, 64 relu",
        SampleShape::Sequence { .. } => "gru 64",
        SampleShape::Tokens { .. } => "embedding 16, gru 64",
    }
}

/// The same, read.
pub(crate) fn usual(shape: SampleShape) -> Vec<LayerSpec> {
    // What is written above is read; a test sees to it.
    LayerSpec::list(usual_layers(shape)).unwrap_or_default()
}

/// A row of data as a network takes it.
pub fn input(shape: SampleShape) -> Shape {
    match shape {
        SampleShape::Features(features) => Shape::Features(features),
        SampleShape::Image { channels, height, width } => Shape::Image { channels, height, width },
        SampleShape::Sequence { steps, features } => Shape::Sequence { steps, features },
        SampleShape::Tokens { steps, vocabulary } => Shape::Tokens { steps, vocabulary },
    }
}

/// The output activation that goes with a task: linear for numbers, sigmoid for yes or no (one or several), softmax for one of
/// several classes.
pub fn output_activation(task: Task) -> OutputActivation {
    match task {
        Task::Regression => OutputActivation::Linear,
        Task::Binary | Task::MultiLabel => OutputActivation::Sigmoid,
        Task::MultiClass => OutputActivation::Softmax,
    }
}

/// `layers` with an output layer behind them.
pub(crate) fn with_output(mut layers: Vec<LayerSpec>, outputs: usize) -> Vec<LayerSpec> {
    layers.push(LayerSpec::output(outputs));
    layers
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_usual_is_read() {
        for shape in [
            SampleShape::Features(3),
            SampleShape::Image { channels: 1, height: 28, width: 28 },
            SampleShape::Image { channels: 1, height: 8, width: 8 },
            SampleShape::Sequence { steps: 5, features: 2 },
            SampleShape::Tokens { steps: 5, vocabulary: 9 },
        ] {
            assert_eq!(LayerSpec::list(usual_layers(shape)), Ok(usual(shape)));
            assert!(!usual(shape).is_empty());
        }
    }
}
