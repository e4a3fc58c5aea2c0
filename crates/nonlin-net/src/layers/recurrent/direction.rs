//! One direction of a recurrent layer: through the steps, and back.

use super::packing::Packing;
use super::tape::{Gate, Learning, Tape, Work, packed_len};
use super::{Unit, gru, lstm, rnn};
use crate::layers::Scratch;
use crate::layers::bias::ColumnSums;
use crate::matrix_product::{Matrix, Onto, Packed, Panel, matrix_product};
use crate::spec::Cell;
use nonlin::Element;
use nonlin::compute::Level;
use std::ops::Range;

/// One direction's part of the parameters, or of their gradient.
#[derive(Clone, Copy)]
pub(super) struct Parts<S> {
    pub(super) weight: S,
    pub(super) recurrent: S,
    pub(super) bias: S,
    /// The bias inside the recurrent product; empty where there is none.
    pub(super) second: S,
}

impl<'a, T: Element> Parts<&'a [T]> {
    /// The parts of what begins with this direction's parameters.
    pub(super) fn of(unit: &Unit<T>, parameters: &'a [T]) -> Self {
        let columns = unit.gates() * unit.units;
        let (weight, rest) = parameters.split_at(unit.features * columns);
        let (recurrent, rest) = rest.split_at(unit.units * columns);
        let (bias, rest) = rest.split_at(columns);
        Self { weight, recurrent, bias, second: &rest[..if unit.second_bias() { columns } else { 0 }] }
    }
}

impl<'a, T: Element> Parts<&'a mut [T]> {
    fn of_mut(unit: &Unit<T>, parameters: &'a mut [T]) -> Self {
        let columns = unit.gates() * unit.units;
        let (weight, rest) = parameters.split_at_mut(unit.features * columns);
        let (recurrent, rest) = rest.split_at_mut(unit.units * columns);
        let (bias, second) = rest.split_at_mut(columns);
        Self { weight, recurrent, bias, second }
    }
}

/// One direction at work on a batch.
pub(super) struct Direction<'a, T> {
    pub(super) level: Level,
    pub(super) unit: &'a Unit<T>,
    pub(super) packing: Packing<'a>,
    pub(super) parts: Parts<&'a [T]>,
    /// What the state's activation learns, and what that of the gates does.
    pub(super) learnt: [&'a [T]; 2],
}

/// A step, for a unit.
pub(super) struct Moment<'a, T> {
    pub(super) level: Level,
    pub(super) parts: Parts<&'a [T]>,
    unit: &'a Unit<T>,
    learnt: [&'a [T]; 2],
    /// Its numbers in each block of the tape.
    pub(super) now: Range<usize>,
    /// Those of the step before it for the same rows, if it is not the first.
    pub(super) before: Option<Range<usize>>,
}

impl<'a, T: Element> Direction<'a, T> {
    /// All steps of a batch that is packed in `tape.x`.
    pub(super) fn forward(&self, tape: &mut Tape<'_, T>, scratch: &mut Scratch<T>) {
        let Unit { features, units, cell, .. } = *self.unit;
        let Scratch { panel, numbers } = scratch;
        let x = Matrix::row_major(tape.x, tape.x.len() / features, features);
        for gate in 0..self.unit.gates() {
            let weight = self.gate_of(self.parts.weight, features, gate);
            matrix_product(self.level, x, weight, tape.gates[gate].sums(), Onto::Nothing, panel);
        }
        let (packed, numbers) = numbers.split_at_mut(packed_len(self.unit));
        let recurrent = self.pack_recurrent(packed, false);
        let (mut start, mut previous) = (0, None);
        for k in 0..self.packing.longest() {
            let now = start..start + self.packing.rows_at(k) * units;
            let before = previous.map(|previous| previous..previous + now.len());
            match &before {
                Some(before) => tape.before[now.clone()].copy_from_slice(&tape.states[before.clone()]),
                None => tape.before[now.clone()].fill(T::default()),
            }
            self.add_recurrent(&now, before.is_none(), tape, &recurrent, panel);
            (previous, start) = (Some(start), now.end);
            let moment = self.moment(now, before);
            match cell {
                Cell::Rnn => rnn::forward(&moment, tape, numbers),
                Cell::Lstm => lstm::forward(&moment, tape, numbers),
                Cell::Gru => gru::forward(&moment, tape, numbers),
            }
        }
    }

    fn moment(&self, now: Range<usize>, before: Option<Range<usize>>) -> Moment<'a, T> {
        let Self { level, unit, parts, learnt, .. } = *self;
        Moment { level, parts, unit, learnt, now, before }
    }

    /// One gate's columns of weights from so many inputs.
    fn gate_of<'m>(&self, weights: &'m [T], inputs: usize, gate: usize) -> Matrix<'m, T> {
        let units = self.unit.units;
        Matrix::strided(&weights[gate * units..], inputs, units, self.unit.gates() * units)
    }

    /// Whether a gate's recurrent product is kept apart from its other sums.
    fn apart(&self, gate: usize) -> bool {
        self.unit.cell == Cell::Gru && gate == gru::CANDIDATE
    }

    /// Adds the products of the states before the step with the recurrent weights.
    fn add_recurrent(
        &self,
        now: &Range<usize>,
        first: bool,
        tape: &mut Tape<'_, T>,
        recurrent: &[Packed<'_, T>; 4],
        panel: &mut Panel<T>,
    ) {
        let units = self.unit.units;
        for (gate, &weights) in recurrent.iter().enumerate().take(self.unit.gates()) {
            let apart = self.apart(gate);
            let sums = if apart { &mut *tape.extra[0] } else { tape.gates[gate].sums() };
            let sums = &mut sums[now.clone()];
            if first {
                if apart {
                    sums.fill(T::default());
                }
                continue;
            }
            let before = Matrix::row_major(&tape.before[now.clone()], now.len() / units, units);
            let onto = if apart { Onto::Nothing } else { Onto::Result };
            matrix_product(self.level, before, weights, sums, onto, panel);
        }
    }

    /// Each gate's recurrent weights, packed once for all steps; for the way back, their transposes.
    pub(super) fn pack_recurrent<'p>(&self, room: &'p mut [T], transposed: bool) -> [Packed<'p, T>; 4] {
        let units = self.unit.units;
        let mut rooms = room.chunks_exact_mut(Packed::<T>::len(units, units)).enumerate();
        std::array::from_fn(|_| {
            let Some((gate, room)) = rooms.next() else { return Packed::default() };
            let weights = self.gate_of(self.parts.recurrent, units, gate);
            Packed::new(self.level, if transposed { weights.transposed() } else { weights }, room)
        })
    }

    /// Back through step `k`, which has the places `places` of the tape.
    pub(super) fn back_through(
        &self,
        k: usize,
        places: Range<usize>,
        tape: &mut Tape<'_, T>,
        work: &mut Work<'_, T>,
        panel: &mut Panel<T>,
    ) {
        let units = self.unit.units;
        let now = places.start * units..places.end * units;
        let before = k.checked_sub(1).map(|k| {
            let start = (places.start - self.packing.rows_at(k)) * units;
            start..start + now.len()
        });
        let moment = self.moment(now.clone(), before);
        match self.unit.cell {
            Cell::Rnn => rnn::backward(&moment, tape, work),
            Cell::Lstm => lstm::backward(&moment, tape, work),
            Cell::Gru => gru::backward(&moment, tape, work),
        }
        if k == 0 {
            return;
        }
        for gate in 0..self.unit.gates() {
            let change = Matrix::row_major(&self.recurrent_change(tape, gate)[now.clone()], places.len(), units);
            // Only a GRU hands on something of its state without weights.
            let onto = if gate == 0 && self.unit.cell != Cell::Gru { Onto::Nothing } else { Onto::Result };
            matrix_product(self.level, change, work.turned[gate], &mut work.dh[..now.len()], onto, panel);
        }
    }

    /// After the way back: the gradient with respect to a gate's recurrent product.
    fn recurrent_change<'t>(&self, tape: &'t Tape<'_, T>, gate: usize) -> &'t [T] {
        if self.apart(gate) { &*tape.extra[0] } else { &*tape.gates[gate].y }
    }

    /// After the way back: the gradients with respect to weights and biases, over all steps at once. `gradient` is 0 on entry.
    pub(super) fn weight_gradients(
        &self,
        tape: &mut Tape<'_, T>,
        gradient: &mut [T],
        part: &mut [T],
        panel: &mut Panel<T>,
    ) {
        let Unit { features, units, .. } = *self.unit;
        let places = tape.x.len() / features;
        if places == 0 {
            return;
        }
        let gradient = Parts::of_mut(self.unit, gradient);
        let columns = self.unit.gates() * units;
        // Before the first step the states are 0.
        let later = self.packing.rows_at(0);
        for gate in 0..self.unit.gates() {
            let of_gate = gate * units..(gate + 1) * units;
            let change = &*tape.gates[gate].y;
            let x = Matrix::row_major(tape.x, places, features);
            let part_of = &mut part[..features * units];
            let dz = Matrix::row_major(change, places, units);
            matrix_product(self.level, x.transposed(), dz, part_of, Onto::Nothing, panel);
            put_columns(part_of, gradient.weight, &of_gate, columns);
            self.level.run(ColumnSums { numbers: change, sums: &mut gradient.bias[of_gate.clone()] });
            let change = self.recurrent_change(tape, gate);
            if self.unit.second_bias() {
                self.level.run(ColumnSums { numbers: change, sums: &mut gradient.second[of_gate.clone()] });
            }
            if places > later {
                let part = &mut part[..units * units];
                let before = Matrix::row_major(&tape.before[later * units..], places - later, units);
                let change = Matrix::row_major(&change[later * units..], places - later, units);
                matrix_product(self.level, before.transposed(), change, part, Onto::Nothing, panel);
                put_columns(part, gradient.recurrent, &of_gate, columns);
            }
        }
    }

    /// After the weights' gradients: writes the gradient with respect to the input over it.
    pub(super) fn input_gradient(&self, tape: &mut Tape<'_, T>, panel: &mut Panel<T>) {
        let Unit { features, units, .. } = *self.unit;
        for gate in 0..self.unit.gates() {
            let change = Matrix::row_major(tape.gates[gate].y, tape.x.len() / features, units);
            let weight = self.gate_of(self.parts.weight, features, gate).transposed();
            let onto = if gate == 0 { Onto::Nothing } else { Onto::Result };
            matrix_product(self.level, change, weight, tape.x, onto, panel);
        }
    }
}

impl<T: Element> Moment<'_, T> {
    /// A block's biases.
    pub(super) fn bias(&self, gate: usize) -> &[T] {
        &self.parts.bias[gate * self.unit.units..(gate + 1) * self.unit.units]
    }

    /// A block's biases inside the recurrent product.
    pub(super) fn second_bias(&self, gate: usize) -> &[T] {
        &self.parts.second[gate * self.unit.units..(gate + 1) * self.unit.units]
    }

    /// A gate's activations from its sums and its bias.
    pub(super) fn open(&self, gate: usize, numbers: &mut Gate<'_, T>, scratch: &mut [T]) {
        let (nonlinearity, which) = self.unit.of(gate);
        let (z, y) = numbers.at_mut(&self.now);
        nonlinearity.forward_with_bias(self.level, self.learnt[which], self.bias(gate), z, y, scratch);
    }

    /// The activation of what belongs to a gate: `y = f(z)`; with an empty `z`, `y = f(y)`.
    pub(super) fn activate(&self, gate: usize, z: &[T], y: &mut [T], scratch: &mut [T]) {
        let (nonlinearity, which) = self.unit.of(gate);
        if z.is_empty() {
            nonlinearity.forward_in_place(self.level, self.learnt[which], y);
        } else {
            nonlinearity.forward(self.level, self.learnt[which], z, y, scratch);
        }
    }

    /// Turns `d`, the gradient with respect to a gate's activations, into that with respect to its pre-activations, and writes that over
    /// the activations too.
    pub(super) fn close(&self, gate: usize, numbers: &mut Gate<'_, T>, d: &mut [T], learning: &mut Learning<'_, T>) {
        self.slope(gate, numbers.at(&self.now), d, learning);
        numbers.y[self.now.clone()].copy_from_slice(d);
    }

    /// Takes `d` back through the activation of what belongs to a gate.
    pub(super) fn slope(&self, gate: usize, (z, y): (&[T], &[T]), d: &mut [T], learning: &mut Learning<'_, T>) {
        let (nonlinearity, which) = self.unit.of(gate);
        let once = &mut learning.once[..self.unit.learnt[which]];
        nonlinearity.backward(self.level, self.learnt[which], (z, y), d, once, learning.numbers);
        for (sum, &once) in learning.sums[which].iter_mut().zip(&*once) {
            *sum = *sum + once;
        }
    }
}

/// Writes a matrix over some columns of one that has so many.
fn put_columns<T: Element>(part: &[T], whole: &mut [T], at: &Range<usize>, columns: usize) {
    for (row, part) in whole.chunks_exact_mut(columns).zip(part.chunks_exact(at.len())) {
        row[at.clone()].copy_from_slice(part);
    }
}
