//! A convolution over the steps of a sequence: `y = f(x w + b)` with `x` the windows, rows of a matrix that overlap.

use super::{Axis, Filters, Parts, axes, check_filters, check_padded};
use crate::error::NetError;
use crate::layers::{Backward, Forward, Layer, Nonlinearity, Room, Scratch};
use crate::matrix_product::{Matrix, Onto, matrix_product};
use crate::parameters::Group;
use crate::shape::Shape;
use crate::spec::ConvSpec;
use nonlin::Element;
use nonlin::compute::{Level, Operation};

/// Weights (numbers of a window, step and feature, x filters), biases, activation.
pub(super) struct SequenceConv<T> {
    axis: Axis,
    features: usize,
    /// Groups of features that do not see each other.
    groups: usize,
    filters: Filters<T>,
}

impl<T: Element> SequenceConv<T> {
    /// A layer named `layer` on rows of the shape `input`, a sequence.
    pub(super) fn new(spec: &ConvSpec, layer: &str, input: Shape) -> Result<Self, NetError> {
        let Shape::Sequence { steps, features } = input else {
            return Err(NetError::unfit(layer, "conv", "a sequence", input, "give the input the shape of a sequence"));
        };
        check_filters(spec, layer, features)?;
        let [axis] = axes(spec.window(), layer, [steps])?;
        check_padded(layer, Shape::Sequence { steps: axis.padded(), features })?;
        let output = Shape::Sequence { steps: axis.outputs(), features: spec.filters };
        check_padded(layer, output)?;
        let filters = Filters::new(spec, layer, features, axis.kernel, output)?;
        Ok(Self { axis, features, groups: spec.groups, filters })
    }

    /// Whether each feature has one filter, which sees nothing else.
    fn is_depthwise(&self) -> bool {
        self.groups > 1 && self.groups == self.features && self.groups == self.filters.count
    }

    fn group_features(&self) -> usize {
        self.features / self.groups
    }

    fn group_filters(&self) -> usize {
        self.filters.count / self.groups
    }

    /// Numbers of one group of a row with the zeros around it.
    fn padded(&self) -> usize {
        self.axis.padded() * self.group_features()
    }

    /// Numbers of one group of a row of output.
    fn maps(&self) -> usize {
        self.axis.outputs() * self.group_filters()
    }

    /// The windows of one group of a row, steps x depth.
    fn windows<'a>(&self, padded: &'a [T]) -> Matrix<'a, T> {
        let stride = self.axis.stride * self.group_features();
        Matrix::strided(padded, self.axis.outputs(), self.filters.depth, stride)
    }

    /// The weights of one group, depth x filters.
    fn weights<'a>(&self, group: usize, weight: &'a [T]) -> Matrix<'a, T> {
        let first = &weight[group * self.group_filters()..];
        Matrix::strided(first, self.filters.depth, self.group_filters(), self.filters.count)
    }

    /// `z = x w`, with ordinary products.
    fn sum(&self, level: Level, weight: &[T], input: Rows<'_, T>, z: &mut [T], scratch: &mut Scratch<T>) {
        let (padded, maps) = scratch.numbers.split_at_mut(self.padded());
        for (x, z) in input.rows().zip(z.chunks_exact_mut(self.axis.outputs() * self.filters.count)) {
            let whole = x.len() == self.axis.size * self.features;
            for group in 0..self.groups {
                let w = self.weights(group, weight);
                if self.groups > 1 {
                    let maps = &mut maps[..self.maps()];
                    self.gather(group, x, padded);
                    matrix_product(level, self.windows(padded), w, maps, Onto::Nothing, &mut scratch.panel);
                    put(maps, self.group_filters(), z, self.filters.count, group);
                } else if self.axis.padding > 0 || !whole {
                    self.gather(group, x, padded);
                    matrix_product(level, self.windows(padded), w, z, Onto::Nothing, &mut scratch.panel);
                } else {
                    matrix_product(level, self.windows(x), w, z, Onto::Nothing, &mut scratch.panel);
                }
            }
        }
    }

    /// The gradients with respect to weights and `x`, with ordinary products.
    #[allow(clippy::too_many_arguments, reason = "the numbers of one pass")]
    fn back(
        &self,
        level: Level,
        weight: &[T],
        input: Rows<'_, T>,
        dz: &[T],
        weight_gradient: &mut [T],
        mut dx: Option<&mut [T]>,
        scratch: &mut Scratch<T>,
    ) {
        let (padded, rest) = scratch.numbers.split_at_mut(self.padded());
        let (maps, rest) = rest.split_at_mut(self.maps());
        let (windows, rest) = rest.split_at_mut(self.axis.outputs() * self.filters.depth);
        // Group after group, each depth x its filters.
        let sums = &mut rest[..self.filters.depth * self.filters.count];
        sums.fill(T::default());
        let (inputs, outputs) = (self.axis.size * self.features, self.axis.outputs() * self.filters.count);
        for (row, (x, dz)) in input.rows().zip(dz.chunks_exact(outputs)).enumerate() {
            let groups = sums.chunks_exact_mut(self.filters.depth * self.group_filters());
            for (group, sums) in groups.enumerate() {
                self.gather(group, x, padded);
                take(dz, self.filters.count, group, self.group_filters(), maps);
                let dz = Matrix::row_major(maps, self.axis.outputs(), self.group_filters());
                let seen = self.windows(padded).transposed();
                matrix_product(level, seen, dz, sums, Onto::Result, &mut scratch.panel);
                if let Some(dx) = &mut dx {
                    let w = self.weights(group, weight).transposed();
                    matrix_product(level, dz, w, windows, Onto::Nothing, &mut scratch.panel);
                    let width = self.group_features();
                    level.run(Overlap { windows, depth: self.filters.depth, stride: self.axis.stride * width, padded });
                    let padded = &padded[self.axis.padding * width..][..self.axis.size * width];
                    put(padded, width, &mut dx[row * inputs..(row + 1) * inputs], self.features, group);
                }
            }
        }
        for (group, sums) in sums.chunks_exact(self.filters.depth * self.group_filters()).enumerate() {
            put(sums, self.group_filters(), weight_gradient, self.filters.count, group);
        }
    }

    /// One group of a row, between zeros.
    fn gather(&self, group: usize, x: &[T], padded: &mut [T]) {
        let width = self.group_features();
        let (edge, numbers) = (self.axis.padding * width, x.len() / self.groups);
        padded[..edge].fill(T::default());
        padded[edge + numbers..].fill(T::default());
        take(x, self.features, group, width, &mut padded[edge..][..numbers]);
    }

    fn rows<'a>(&self, x: &'a [T], lengths: &'a [usize]) -> Rows<'a, T> {
        Rows { x, lengths, steps: self.axis.size, features: self.features }
    }
}

/// A batch of sequences.
#[derive(Clone, Copy)]
struct Rows<'a, T> {
    x: &'a [T],
    lengths: &'a [usize],
    steps: usize,
    features: usize,
}

impl<'a, T> Rows<'a, T> {
    /// The rows up to their ends: what a person's own data hold beyond does not matter.
    fn rows(self) -> impl Iterator<Item = &'a [T]> {
        let rows = self.x.chunks_exact(self.steps * self.features).enumerate();
        rows.map(move |(row, x)| &x[..self.lengths.get(row).map_or(x.len(), |length| length * self.features)])
    }
}

/// Copies the columns of one group, `width` of `columns`, out of a matrix.
fn take<T: Element>(from: &[T], columns: usize, group: usize, width: usize, to: &mut [T]) {
    for (to, from) in to.chunks_exact_mut(width).zip(from.chunks_exact(columns)) {
        to.copy_from_slice(&from[group * width..(group + 1) * width]);
    }
}

/// Copies them back into it.
fn put<T: Element>(from: &[T], width: usize, to: &mut [T], columns: usize, group: usize) {
    for (from, to) in from.chunks_exact(width).zip(to.chunks_exact_mut(columns)) {
        to[group * width..(group + 1) * width].copy_from_slice(from);
    }
}

impl<T: Element> Layer<T> for SequenceConv<T> {
    fn output(&self) -> Shape {
        Shape::Sequence { steps: self.axis.outputs(), features: self.filters.count }
    }

    fn output_length(&self, length: usize) -> usize {
        self.axis.outputs_along(length)
    }

    fn groups(&self) -> Vec<Group> {
        self.filters.groups([self.filters.depth, self.filters.count])
    }

    fn room(&self, rows: usize) -> Room {
        let (filters, outputs) = (&self.filters, self.axis.outputs());
        let numbers = rows.saturating_mul(outputs.saturating_mul(filters.count));
        let needed = filters.nonlinearity.needs_input();
        let parts = [
            self.padded(),
            self.maps(),
            outputs.saturating_mul(filters.depth),
            filters.depth.saturating_mul(filters.count),
        ];
        let products = if self.is_depthwise() { 0 } else { parts.into_iter().fold(0, usize::saturating_add) };
        Room {
            pre_activations: if needed { numbers } else { 0 },
            observed: if needed { 0 } else { numbers },
            scratch: products.max(filters.nonlinearity.scratch(numbers)),
            ..Room::default()
        }
    }

    fn nonlinearity(&self) -> Option<&Nonlinearity<T>> {
        Some(&self.filters.nonlinearity)
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let Forward { level, y, z, scratch, .. } = pass;
        let Parts { weight, bias, learnt } = self.filters.parts(pass.parameters);
        let input = self.rows(pass.x, pass.lengths);
        let sums = if z.is_empty() { &mut *y } else { &mut *z };
        if self.is_depthwise() {
            level.run(Depthwise { axis: self.axis, input, weight, z: sums });
        } else {
            self.sum(level, weight, input, sums, scratch);
        }
        let nonlinearity = &self.filters.nonlinearity;
        if self.filters.bias {
            nonlinearity.forward_with_bias(level, learnt, bias, z, y, &mut scratch.numbers);
        } else if z.is_empty() {
            nonlinearity.forward_in_place(level, learnt, y);
        } else {
            nonlinearity.forward(level, learnt, z, y, &mut scratch.numbers);
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let Backward { level, y, z, dy, dx, scratch, .. } = pass;
        let Parts { weight, learnt, .. } = self.filters.parts(pass.parameters);
        let input = self.rows(pass.x, pass.lengths);
        let gradient = self.filters.parts_mut(pass.gradient);
        let (nonlinearity, numbers) = (&self.filters.nonlinearity, &mut scratch.numbers);
        if self.filters.bias {
            nonlinearity.backward_with_bias(level, learnt, (z, y), dy, gradient.learnt, gradient.bias, numbers);
        } else {
            nonlinearity.backward(level, learnt, (z, y), dy, gradient.learnt, numbers);
        }
        if self.is_depthwise() {
            let (axis, weight_gradient) = (self.axis, gradient.weight);
            level.run(DepthwiseGradients { axis, input, weight, dz: dy, weight_gradient, dx });
        } else {
            self.back(level, weight, input, dy, gradient.weight, dx, scratch);
        }
    }
}

/// Adds windows up where they overlap.
struct Overlap<'a, T> {
    /// Windows x depth.
    windows: &'a [T],
    depth: usize,
    /// From the start of one to that of the next.
    stride: usize,
    /// To be written.
    padded: &'a mut [T],
}

impl<T: Element> Operation for Overlap<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        self.padded.fill(T::default());
        for (place, window) in self.windows.chunks_exact(self.depth).enumerate() {
            for (sum, &number) in self.padded[place * self.stride..].iter_mut().zip(window) {
                *sum = *sum + number;
            }
        }
    }
}

/// `z = x w` where each feature has its own filter: features are the lanes.
struct Depthwise<'a, T> {
    axis: Axis,
    input: Rows<'a, T>,
    /// kernel x features.
    weight: &'a [T],
    z: &'a mut [T],
}

impl<T: Element> Operation for Depthwise<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { axis, input, weight, z } = self;
        let features = input.features;
        for (x, z) in input.rows().zip(z.chunks_exact_mut(axis.outputs() * features)) {
            for (output, z) in z.chunks_exact_mut(features).enumerate() {
                z.fill(T::default());
                for (x, weight) in seen(axis, features, output, x, weight) {
                    for ((z, &x), &weight) in z.iter_mut().zip(x).zip(weight) {
                        *z = x.mul_add(weight, *z);
                    }
                }
            }
        }
    }
}

/// The steps that a window covers at its place `output`, each with the weights that it meets there.
#[inline(always)]
fn seen<'a, T>(
    axis: Axis,
    features: usize,
    output: usize,
    x: &'a [T],
    weight: &'a [T],
) -> impl Iterator<Item = (&'a [T], &'a [T])> {
    let (covered, first) = axis.covered(output, x.len() / features);
    let x = x[covered.start * features..covered.end * features].chunks_exact(features);
    x.zip(weight[first * features..].chunks_exact(features))
}

/// The gradients of the same.
struct DepthwiseGradients<'a, T> {
    axis: Axis,
    input: Rows<'a, T>,
    weight: &'a [T],
    dz: &'a [T],
    /// To be written.
    weight_gradient: &'a mut [T],
    /// To be written.
    dx: Option<&'a mut [T]>,
}

impl<T: Element> Operation for DepthwiseGradients<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { axis, input, weight, dz, weight_gradient, mut dx } = self;
        let features = input.features;
        weight_gradient.fill(T::default());
        if let Some(dx) = &mut dx {
            dx.fill(T::default());
        }
        let (inputs, outputs) = (axis.size * features, axis.outputs() * features);
        for (row, (x, dz)) in input.rows().zip(dz.chunks_exact(outputs)).enumerate() {
            let steps = x.len() / features;
            for (output, dz) in dz.chunks_exact(features).enumerate() {
                let (covered, first) = axis.covered(output, steps);
                let (first, place) = (first * features, covered.start * features..covered.end * features);
                let weights = weight_gradient[first..].chunks_exact_mut(features);
                for (gradient, x) in weights.zip(x[place.clone()].chunks_exact(features)) {
                    for ((gradient, &x), &dz) in gradient.iter_mut().zip(x).zip(dz) {
                        *gradient = x.mul_add(dz, *gradient);
                    }
                }
                if let Some(dx) = &mut dx {
                    let dx = dx[row * inputs..(row + 1) * inputs][place].chunks_exact_mut(features);
                    for (dx, weight) in dx.zip(weight[first..].chunks_exact(features)) {
                        for ((dx, &weight), &dz) in dx.iter_mut().zip(weight).zip(dz) {
                            *dx = weight.mul_add(dz, *dx);
                        }
                    }
                }
            }
        }
    }
}
