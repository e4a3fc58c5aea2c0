//! The steps of rows of unequal length, packed: at each step the rows that have not ended lie side by side.
//!
//! The longest rows come first, so that the rows of a step are the first of those of the step before it. Nothing is computed
//! beyond a row's end, and nothing has to be masked. (`PyTorch` calls this a packed sequence.)

use nonlin::Element;
use std::cmp::Reverse;

/// The order of the rows of a batch, and in which direction each is read.
#[derive(Clone, Copy)]
pub(super) struct Packing<'a> {
    /// Rows, longest first.
    order: &'a [u32],
    /// Steps of each row; empty if all have all.
    lengths: &'a [usize],
    steps: usize,
    /// Whether each row is read from its own end.
    reverse: bool,
}

/// A step of a row.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) row: usize,
    /// Where it stands in the row.
    pub(super) step: usize,
    /// Whether it is the last that is read.
    pub(super) last: bool,
}

/// Puts the rows in order of their lengths, longest first.
pub(super) fn sort(order: &mut [u32], lengths: &[usize]) {
    for (place, row) in order.iter_mut().zip(0..) {
        *place = row;
    }
    if !lengths.is_empty() {
        order.sort_unstable_by_key(|&row| (Reverse(lengths[row as usize]), row));
    }
}

impl<'a> Packing<'a> {
    /// Rows in the order that [`sort`] gave.
    pub(super) fn new(order: &'a [u32], lengths: &'a [usize], steps: usize, reverse: bool) -> Self {
        Self { order, lengths, steps, reverse }
    }

    fn length(&self, row: u32) -> usize {
        self.lengths.get(row as usize).map_or(self.steps, |&length| length)
    }

    /// Steps of the longest row.
    pub(super) fn longest(&self) -> usize {
        self.order.first().map_or(0, |&row| self.length(row))
    }

    /// Steps of all rows together.
    pub(super) fn places(&self) -> usize {
        if self.lengths.is_empty() { self.steps * self.order.len() } else { self.lengths.iter().sum() }
    }

    /// How many rows have a step `k`, from 0 in the order in which they are read.
    pub(super) fn rows_at(&self, k: usize) -> usize {
        self.order.partition_point(|&row| self.length(row) > k)
    }

    /// The step `k` of the rows that have one.
    pub(super) fn at(&self, k: usize) -> impl Iterator<Item = Place> + use<'a> {
        let packing = *self;
        packing.order[..packing.rows_at(k)].iter().map(move |&row| {
            let length = packing.length(row);
            let step = if packing.reverse { length - 1 - k } else { k };
            Place { row: row as usize, step, last: k + 1 == length }
        })
    }

    /// All steps, packed.
    pub(super) fn all(&self) -> impl Iterator<Item = Place> + use<'a> {
        let packing = *self;
        (0..packing.longest()).flat_map(move |k| packing.at(k))
    }

    /// Packs sequences with so many features per step.
    pub(super) fn pack<T: Element>(&self, x: &[T], features: usize, packed: &mut [T]) {
        for (place, packed) in self.all().zip(packed.chunks_exact_mut(features)) {
            let start = (place.row * self.steps + place.step) * features;
            packed.copy_from_slice(&x[start..start + features]);
        }
    }

    /// Adds what is packed to sequences with so many features per step.
    pub(super) fn add_unpacked<T: Element>(&self, packed: &[T], features: usize, dx: &mut [T]) {
        for (place, packed) in self.all().zip(packed.chunks_exact(features)) {
            let start = (place.row * self.steps + place.step) * features;
            for (dx, &packed) in dx[start..start + features].iter_mut().zip(packed) {
                *dx = *dx + packed;
            }
        }
    }
}
