//! Pooling over the steps of sequences: the features of a step are the lanes. Steps beyond a row's end are in no window.

use super::{Axis, Pooling, take_larger};
use nonlin::Element;
use nonlin::compute::Operation;

/// Takes a batch forward.
pub(super) struct SequencePool<'a, T> {
    pub(super) pooling: Pooling,
    pub(super) axis: Axis,
    pub(super) features: usize,
    /// Steps of each row; empty if all have all.
    pub(super) lengths: &'a [usize],
    pub(super) x: &'a [T],
    /// To be written.
    pub(super) y: &'a mut [T],
    /// Places of the largest numbers in their rows, to be written; empty for means.
    pub(super) indices: &'a mut [u32],
}

/// Takes a gradient back.
pub(super) struct SequenceGradient<'a, T> {
    pub(super) pooling: Pooling,
    pub(super) axis: Axis,
    pub(super) features: usize,
    pub(super) lengths: &'a [usize],
    pub(super) dy: &'a [T],
    pub(super) indices: &'a [u32],
    /// To be written.
    pub(super) dx: &'a mut [T],
}

impl<T: Element> Operation for SequencePool<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { pooling, axis, features, lengths, x, y, indices } = self;
        let outputs = axis.outputs() * features;
        let rows = x.chunks_exact(axis.size * features).zip(y.chunks_exact_mut(outputs));
        for (row, (x, y)) in rows.enumerate() {
            let steps = lengths.get(row).copied().unwrap_or(axis.size);
            // Windows beyond the row's end have nothing in them.
            for (output, y) in y.chunks_exact_mut(features).take(axis.outputs_along(steps)).enumerate() {
                let (covered, _) = axis.covered(output, steps);
                let count = covered.len();
                let first = covered.start * features;
                let x = &x[first..covered.end * features];
                match pooling {
                    Pooling::Max => {
                        let indices = &mut indices[row * outputs + output * features..][..features];
                        largest(first, x, y, indices);
                    }
                    Pooling::Average => {
                        y.fill(T::default());
                        for x in x.chunks_exact(features) {
                            for (y, &x) in y.iter_mut().zip(x) {
                                *y = *y + x;
                            }
                        }
                        let count = T::from_f64(count as f64);
                        for y in y {
                            *y = *y / count;
                        }
                    }
                }
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a row has fewer than 2^32 numbers")]
#[inline(always)]
fn largest<T: Element>(first: usize, x: &[T], y: &mut [T], indices: &mut [u32]) {
    let features = y.len();
    y.copy_from_slice(&x[..features]);
    for (index, at) in indices.iter_mut().zip(first as u32..) {
        *index = at;
    }
    for (step, x) in x.chunks_exact(features).enumerate() {
        let first = (first + step * features) as u32;
        for (((y, index), &x), at) in y.iter_mut().zip(&mut *indices).zip(x).zip(first..) {
            take_larger(y, index, x, at);
        }
    }
}

impl<T: Element> Operation for SequenceGradient<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { pooling, axis, features, lengths, dy, indices, dx } = self;
        dx.fill(T::default());
        let outputs = axis.outputs() * features;
        let rows = dx.chunks_exact_mut(axis.size * features).zip(dy.chunks_exact(outputs));
        for (row, (dx, dy)) in rows.enumerate() {
            let steps = lengths.get(row).copied().unwrap_or(axis.size);
            for (output, dy) in dy.chunks_exact(features).take(axis.outputs_along(steps)).enumerate() {
                match pooling {
                    Pooling::Max => {
                        for (&dy, &index) in dy.iter().zip(&indices[row * outputs + output * features..]) {
                            let dx = &mut dx[index as usize];
                            *dx = *dx + dy;
                        }
                    }
                    Pooling::Average => {
                        let (covered, _) = axis.covered(output, steps);
                        let count = T::from_f64(covered.len() as f64);
                        for dx in dx[covered.start * features..covered.end * features].chunks_exact_mut(features) {
                            for (dx, &dy) in dx.iter_mut().zip(dy) {
                                *dx = *dx + dy / count;
                            }
                        }
                    }
                }
            }
        }
    }
}
