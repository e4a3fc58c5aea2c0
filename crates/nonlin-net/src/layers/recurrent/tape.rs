//! What one direction of a recurrent layer keeps of its way forward, and the room it works in on the way back.
//!
//! Each block holds a number per unit for every step of every row, packed; blocks of different gates lie apart, so that each gate
//! of a step is one stretch of numbers.

use super::Unit;
use crate::matrix_product::Packed;
use nonlin::Element;
use std::ops::Range;

/// One gate, or the candidate for the new state.
#[derive(Default)]
pub(super) struct Gate<'a, T> {
    /// Pre-activations; empty where the way back does not need them.
    pub(super) z: &'a mut [T],
    /// Activations; on the way back the gradient with respect to the pre-activations is written over them.
    pub(super) y: &'a mut [T],
}

impl<T> Gate<'_, T> {
    /// Where its weighted sums go.
    pub(super) fn sums(&mut self) -> &mut [T] {
        if self.z.is_empty() { self.y } else { self.z }
    }

    /// The numbers of a step, to be read.
    pub(super) fn at(&self, now: &Range<usize>) -> (&[T], &[T]) {
        (if self.z.is_empty() { self.z } else { &self.z[now.clone()] }, &self.y[now.clone()])
    }

    /// The numbers of a step, to be written.
    pub(super) fn at_mut(&mut self, now: &Range<usize>) -> (&mut [T], &mut [T]) {
        (if self.z.is_empty() { self.z } else { &mut self.z[now.clone()] }, &mut self.y[now.clone()])
    }
}

/// What is kept.
pub(super) struct Tape<'a, T> {
    /// The input, packed; on the way back the gradient with respect to it is written over it.
    pub(super) x: &'a mut [T],
    /// The state before each step; 0 before the first.
    pub(super) before: &'a mut [T],
    /// The state after each step.
    pub(super) states: &'a mut [T],
    /// In the order of the parameters; those that the unit does not have are empty.
    pub(super) gates: [Gate<'a, T>; 4],
    /// What else the unit keeps.
    pub(super) extra: [&'a mut [T]; 2],
}

impl<'a, T: Element> Tape<'a, T> {
    /// How many numbers it has for so many places.
    pub(super) fn len(unit: &Unit<T>, places: usize) -> usize {
        let gates = (0..unit.gates()).map(|gate| if unit.of(gate).0.needs_input() { 2 } else { 1 }).sum::<usize>();
        let per_place = unit.units.saturating_mul(2 + gates + unit.extras()).saturating_add(unit.features);
        places.saturating_mul(per_place)
    }

    /// The tape in these numbers.
    pub(super) fn new(unit: &Unit<T>, places: usize, numbers: &'a mut [T]) -> Self {
        let mut rest = numbers;
        let mut take = |count: usize| {
            let (block, after) = std::mem::take(&mut rest).split_at_mut(count);
            rest = after;
            block
        };
        let (x, block) = (take(places * unit.features), places * unit.units);
        let (before, states) = (take(block), take(block));
        let mut gates: [Gate<'a, T>; 4] = std::array::from_fn(|_| Gate { z: &mut [], y: &mut [] });
        for (place, gate) in gates.iter_mut().enumerate().take(unit.gates()) {
            let kept = if unit.of(place).0.needs_input() { block } else { 0 };
            *gate = Gate { z: take(kept), y: take(block) };
        }
        let extra = std::array::from_fn(|place| take(if place < unit.extras() { block } else { 0 }));
        Self { x, before, states, gates, extra }
    }
}

/// Room for the way back through one step.
pub(super) struct Work<'a, T> {
    /// The gradient with respect to the states after the step; the unit leaves there what reaches those before it other than through
    /// recurrent weights.
    pub(super) dh: &'a mut [T],
    /// The gradient with respect to what else a unit hands from step to step.
    pub(super) dc: &'a mut [T],
    /// Gradients of gates in the making.
    pub(super) d: [&'a mut [T]; 4],
    /// Each gate's recurrent weights, transposed.
    pub(super) turned: [Packed<'a, T>; 4],
    /// One gate's part of a weight gradient.
    pub(super) part: &'a mut [T],
    pub(super) learning: Learning<'a, T>,
}

/// The gradients with respect to what activations learn.
pub(super) struct Learning<'a, T> {
    /// Sums over all steps: of the state's activation, and of the gates'.
    pub(super) sums: [&'a mut [T]; 2],
    /// One step's.
    pub(super) once: &'a mut [T],
    /// Room for activations.
    pub(super) numbers: &'a mut [T],
}

/// Room for all gates' recurrent weights, packed.
pub(super) fn packed_len<T: Element>(unit: &Unit<T>) -> usize {
    Packed::<T>::len(unit.units, unit.units).saturating_mul(unit.gates())
}

/// How much room the way back takes for so many rows; the way there takes no more.
pub(super) fn work_len<T: Element>(unit: &Unit<T>, rows: usize) -> usize {
    let state = rows.saturating_mul(unit.units);
    packed_len(unit)
        .saturating_add(state.saturating_mul(6))
        .saturating_add(unit.units.saturating_mul(unit.units.max(unit.features)))
        .saturating_add(unit.learnt[0].max(unit.learnt[1]))
        .saturating_add(unit.activation_scratch(rows))
}

impl<'a, T: Element> Work<'a, T> {
    /// Room in these numbers; the others come from elsewhere.
    pub(super) fn new(
        unit: &Unit<T>,
        rows: usize,
        numbers: &'a mut [T],
        turned: [Packed<'a, T>; 4],
        sums: [&'a mut [T]; 2],
    ) -> Self {
        let mut rest = numbers;
        let mut take = |count: usize| {
            let (block, after) = std::mem::take(&mut rest).split_at_mut(count);
            rest = after;
            block
        };
        let state = rows * unit.units;
        let (dh, dc) = (take(state), take(state));
        let d = std::array::from_fn(|_| take(state));
        let part = take(unit.units * unit.units.max(unit.features));
        let once = take(unit.learnt[0].max(unit.learnt[1]));
        dh.fill(T::default());
        dc.fill(T::default());
        Self { dh, dc, d, turned, part, learning: Learning { sums, once, numbers: rest } }
    }
}
