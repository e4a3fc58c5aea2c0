//! A convolution over an image: `y = f(w * x + b)`.

use super::backward::Gradients;
use super::forward::Sums;
use super::geometry::Geometry;
use super::{Filters, Parts, axes, check_filters, check_padded};
use crate::error::NetError;
use crate::layers::{Backward, Forward, Layer, Nonlinearity, Room};
use crate::parameters::Group;
use crate::shape::Shape;
use crate::spec::ConvSpec;
use nonlin::Element;

/// Weights (filters x numbers of a window: channel, row, column), biases, activation.
pub(super) struct ImageConv<T> {
    output: Shape,
    geometry: Geometry,
    filters: Filters<T>,
}

impl<T: Element> ImageConv<T> {
    /// A layer named `layer` on rows of the shape `input`, an image.
    pub(super) fn new(spec: &ConvSpec, layer: &str, input: Shape) -> Result<Self, NetError> {
        let Shape::Image { channels, height, width } = input else {
            return Err(NetError::unfit(layer, "conv", "an image", input, "give the input the shape of an image"));
        };
        check_filters(spec, layer, channels)?;
        let [vertical, horizontal] = axes(spec.window(), layer, [height, width])?;
        check_padded(layer, Shape::Image { channels, height: vertical.padded(), width: horizontal.padded() })?;
        let geometry = Geometry { channels, filters: spec.filters, groups: spec.groups, vertical, horizontal };
        let (height, width) = (vertical.outputs(), horizontal.outputs());
        let output = Shape::Image { channels: spec.filters, height, width };
        // Before anything is worked out from its size.
        check_padded(layer, output)?;
        Ok(Self { output, geometry, filters: Filters::new(spec, layer, channels, geometry.area(), output)? })
    }
}

impl<T: Element> Layer<T> for ImageConv<T> {
    fn output(&self) -> Shape {
        self.output
    }

    fn groups(&self) -> Vec<Group> {
        self.filters.groups([self.geometry.filters, self.geometry.depth()])
    }

    fn room(&self, rows: usize) -> Room {
        let (numbers, nonlinearity) = (rows.saturating_mul(self.output.len()), &self.filters.nonlinearity);
        let needed = nonlinearity.needs_input();
        let scratch = self.geometry.forward_scratch().max(self.geometry.backward_scratch());
        Room {
            pre_activations: if needed { numbers } else { 0 },
            observed: if needed { 0 } else { numbers },
            indices: self.geometry.indices(),
            scratch: scratch.max(nonlinearity.scratch(numbers)),
            ..Room::default()
        }
    }

    fn nonlinearity(&self) -> Option<&Nonlinearity<T>> {
        Some(&self.filters.nonlinearity)
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let Forward { level, x, y, z, indices, scratch, .. } = pass;
        let Parts { weight, bias, learnt } = self.filters.parts(pass.parameters);
        let geometry = self.geometry;
        geometry.write_places(indices);
        let sums = if z.is_empty() { &mut *y } else { &mut *z };
        let places = geometry.places(indices);
        level.run(Sums { geometry, places, weight, bias, x, z: sums, scratch: &mut scratch.numbers });
        if z.is_empty() {
            self.filters.nonlinearity.forward_in_place(level, learnt, y);
        } else {
            self.filters.nonlinearity.forward(level, learnt, z, y, &mut scratch.numbers);
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { level, x, y, z, dy, dx, scratch, .. } = pass;
        let Parts { weight, learnt, .. } = self.filters.parts(pass.parameters);
        let gradient = self.filters.parts_mut(pass.gradient);
        let numbers = &mut scratch.numbers;
        self.filters.nonlinearity.backward(level, learnt, (z, y), dy, gradient.learnt, numbers);
        level.run(Gradients {
            geometry: self.geometry,
            places: self.geometry.places(pass.indices),
            weight,
            x,
            dz: dy,
            weight_gradient: gradient.weight,
            bias_gradient: gradient.bias,
            dx,
            scratch: numbers,
        });
    }
}
