//! Pooling over the channels of images.

use super::{Axis, Pooling, take_larger};
use nonlin::Element;
use nonlin::compute::Operation;
use std::ops::Range;

/// Takes a batch forward.
pub(super) struct ImagePool<'a, T> {
    pub(super) pooling: Pooling,
    pub(super) vertical: Axis,
    pub(super) horizontal: Axis,
    pub(super) channels: usize,
    pub(super) x: &'a [T],
    /// To be written.
    pub(super) y: &'a mut [T],
    /// Places of the largest numbers in their rows, to be written; empty for means.
    pub(super) indices: &'a mut [u32],
}

/// Takes a gradient back.
pub(super) struct ImageGradient<'a, T> {
    pub(super) pooling: Pooling,
    pub(super) vertical: Axis,
    pub(super) horizontal: Axis,
    pub(super) channels: usize,
    pub(super) dy: &'a [T],
    pub(super) indices: &'a [u32],
    /// To be written.
    pub(super) dx: &'a mut [T],
}

/// Whether windows are 2 x 2 and side by side, as they mostly are: these have loops of their own, with windows in the lanes.
fn is_by_two(vertical: Axis, horizontal: Axis) -> bool {
    [vertical, horizontal].iter().all(|axis| (axis.kernel, axis.stride, axis.padding) == (2, 2, 0))
}

/// Where channel number `plane` of a batch starts in its row. A row has fewer than 2^32 numbers.
#[allow(clippy::cast_possible_truncation, reason = "checked when the network was built")]
#[inline(always)]
fn start(plane: usize, channels: usize, size: usize) -> u32 {
    (plane % channels * size) as u32
}

impl<T: Element> Operation for ImagePool<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { pooling, vertical, horizontal, channels, x, y, indices } = self;
        let (size, positions) = (vertical.size * horizontal.size, vertical.outputs() * horizontal.outputs());
        let planes = x.chunks_exact(size).zip(y.chunks_exact_mut(positions));
        let by_two = is_by_two(vertical, horizontal);
        match pooling {
            Pooling::Max => {
                for (plane, ((x, y), indices)) in planes.zip(indices.chunks_exact_mut(positions)).enumerate() {
                    let start = start(plane, channels, size);
                    if by_two {
                        largest_of_four(horizontal, start, x, y, indices);
                    } else {
                        largest(vertical, horizontal, start, x, y, indices);
                    }
                }
            }
            Pooling::Average => {
                for (x, y) in planes {
                    if by_two {
                        mean_of_four(horizontal, x, y);
                    } else {
                        means(vertical, horizontal, x, y);
                    }
                }
            }
        }
    }
}

/// The windows of a channel in order: the rows and columns that each covers.
#[inline(always)]
fn windows(vertical: Axis, horizontal: Axis) -> impl Iterator<Item = (Range<usize>, Range<usize>)> {
    let columns = horizontal.outputs();
    (0..vertical.outputs() * columns).map(move |p| {
        let (rows, _) = vertical.covered(p / columns, vertical.size);
        let (columns, _) = horizontal.covered(p % columns, horizontal.size);
        (rows, columns)
    })
}

#[allow(clippy::cast_possible_truncation, reason = "a row has fewer than 2^32 numbers")]
#[inline(always)]
fn largest<T: Element>(vertical: Axis, horizontal: Axis, start: u32, x: &[T], y: &mut [T], indices: &mut [u32]) {
    for ((y, index), (rows, columns)) in y.iter_mut().zip(indices).zip(windows(vertical, horizontal)) {
        let first = rows.start * horizontal.size + columns.start;
        let (mut best, mut place) = (x[first], start + first as u32);
        for row in rows {
            let from = row * horizontal.size + columns.start;
            for (&x, at) in x[from..from + columns.len()].iter().zip(start + from as u32..) {
                take_larger(&mut best, &mut place, x, at);
            }
        }
        (*y, *index) = (best, place);
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a row has fewer than 2^32 numbers")]
#[inline(always)]
fn largest_of_four<T: Element>(horizontal: Axis, start: u32, x: &[T], y: &mut [T], indices: &mut [u32]) {
    let (width, columns) = (horizontal.size, horizontal.outputs());
    let outputs = y.chunks_exact_mut(columns).zip(indices.chunks_exact_mut(columns));
    for (row, ((y, indices), x)) in outputs.zip(x.chunks_exact(2 * width)).enumerate() {
        let (top, bottom) = x.split_at(width);
        let (top, bottom) = (&top.as_chunks::<2>().0[..columns], &bottom.as_chunks::<2>().0[..columns]);
        let (start, width) = (start + (2 * row * width) as u32, width as u32);
        for j in 0..columns {
            let at = start + 2 * j as u32;
            let (mut best, mut place) = (top[j][0], at);
            take_larger(&mut best, &mut place, top[j][1], at + 1);
            take_larger(&mut best, &mut place, bottom[j][0], at + width);
            take_larger(&mut best, &mut place, bottom[j][1], at + width + 1);
            (y[j], indices[j]) = (best, place);
        }
    }
}

#[inline(always)]
fn means<T: Element>(vertical: Axis, horizontal: Axis, x: &[T], y: &mut [T]) {
    for (y, (rows, columns)) in y.iter_mut().zip(windows(vertical, horizontal)) {
        let count = T::from_f64((rows.len() * columns.len()) as f64);
        let mut sum = T::default();
        for row in rows {
            sum = sum + total(&x[row * horizontal.size..][columns.clone()]);
        }
        *y = sum / count;
    }
}

/// The sum of a piece of a row, in eight running sums.
#[inline(always)]
fn total<T: Element>(x: &[T]) -> T {
    let (blocks, rest) = x.as_chunks::<8>();
    let add = |sum: T, &x: &T| sum + x;
    let rest = rest.iter().fold(T::default(), add);
    if blocks.is_empty() {
        return rest;
    }
    let lanes = blocks.iter().fold([T::default(); 8], |lanes, block| std::array::from_fn(|j| lanes[j] + block[j]));
    lanes.iter().fold(rest, add)
}

#[inline(always)]
fn mean_of_four<T: Element>(horizontal: Axis, x: &[T], y: &mut [T]) {
    let (width, columns) = (horizontal.size, horizontal.outputs());
    let quarter = T::from_f64(0.25);
    for (y, x) in y.chunks_exact_mut(columns).zip(x.chunks_exact(2 * width)) {
        let (top, bottom) = x.split_at(width);
        for ((y, top), bottom) in y.iter_mut().zip(top.as_chunks::<2>().0).zip(bottom.as_chunks::<2>().0) {
            *y = ((top[0] + top[1]) + (bottom[0] + bottom[1])) * quarter;
        }
    }
}

impl<T: Element> Operation for ImageGradient<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { pooling, vertical, horizontal, channels, dy, indices, dx } = self;
        let (size, positions) = (vertical.size * horizontal.size, vertical.outputs() * horizontal.outputs());
        let by_two = is_by_two(vertical, horizontal);
        // Windows of two reach everywhere but where a side is odd, and nowhere twice.
        if !(by_two && vertical.size.is_multiple_of(2) && horizontal.size.is_multiple_of(2)) {
            dx.fill(T::default());
        }
        let planes = dx.chunks_exact_mut(size).zip(dy.chunks_exact(positions));
        match pooling {
            Pooling::Max => {
                for (plane, ((dx, dy), indices)) in planes.zip(indices.chunks_exact(positions)).enumerate() {
                    let start = start(plane, channels, size);
                    if by_two {
                        to_largest_of_four(horizontal, start, dy, indices, dx);
                    } else {
                        for (&dy, &index) in dy.iter().zip(indices) {
                            let dx = &mut dx[(index - start) as usize];
                            *dx = *dx + dy;
                        }
                    }
                }
            }
            Pooling::Average => {
                for (dx, dy) in planes {
                    if by_two {
                        to_four(horizontal, dy, dx);
                    } else {
                        to_all(vertical, horizontal, dy, dx);
                    }
                }
            }
        }
    }
}

#[allow(clippy::cast_possible_truncation, reason = "a row has fewer than 2^32 numbers")]
#[inline(always)]
fn to_largest_of_four<T: Element>(horizontal: Axis, start: u32, dy: &[T], indices: &[u32], dx: &mut [T]) {
    let (width, columns) = (horizontal.size, horizontal.outputs());
    let outputs = dy.chunks_exact(columns).zip(indices.chunks_exact(columns));
    for (row, ((dy, indices), dx)) in outputs.zip(dx.chunks_exact_mut(2 * width)).enumerate() {
        let (top, bottom) = dx.split_at_mut(width);
        let (top, bottom) = (&mut top.as_chunks_mut::<2>().0[..columns], &mut bottom.as_chunks_mut::<2>().0[..columns]);
        let (start, width) = (start + (2 * row * width) as u32, width as u32);
        for j in 0..columns {
            let at = start + 2 * j as u32;
            let share = |place: u32| if indices[j] == place { dy[j] } else { T::default() };
            top[j] = [share(at), share(at + 1)];
            bottom[j] = [share(at + width), share(at + width + 1)];
        }
    }
}

#[inline(always)]
fn to_four<T: Element>(horizontal: Axis, dy: &[T], dx: &mut [T]) {
    let (width, columns) = (horizontal.size, horizontal.outputs());
    let quarter = T::from_f64(0.25);
    for (dy, dx) in dy.chunks_exact(columns).zip(dx.chunks_exact_mut(2 * width)) {
        for dx in dx.chunks_exact_mut(width) {
            for (dx, &dy) in dx.as_chunks_mut::<2>().0.iter_mut().zip(dy) {
                *dx = [dy * quarter; 2];
            }
        }
    }
}

#[inline(always)]
fn to_all<T: Element>(vertical: Axis, horizontal: Axis, dy: &[T], dx: &mut [T]) {
    for (&dy, (rows, columns)) in dy.iter().zip(windows(vertical, horizontal)) {
        let share = dy / T::from_f64((rows.len() * columns.len()) as f64);
        for row in rows {
            for dx in &mut dx[row * horizontal.size..][columns.clone()] {
                *dx = *dx + share;
            }
        }
    }
}
