//! Recurrent layers: Elman's unit, LSTM, GRU, in one direction or both.
//!
//! `packing` brings the steps of rows of unequal length together, `tape` says what is kept, `direction` goes through the steps, and
//! `rnn`, `lstm` and `gru` know what one step of a unit is, forward and back.

mod direction;
mod gru;
mod lstm;
mod packing;
mod rnn;
mod tape;

use super::{Backward, Forward, Layer, Nonlinearity, Room, Scratch};
use crate::error::NetError;
use crate::initialiser::Initialiser;
use crate::parameters::{Group, Role, Start};
use crate::shape::Shape;
use crate::spec::{ActivationSpec, Cell, RecurrentSpec, States};
use direction::{Direction, Parts};
use nonlin::Element;
use packing::Packing;
use tape::{Tape, Work, packed_len, work_len};

/// A recurrent layer. Both directions share what their activations learn.
pub(crate) struct Recurrent<T> {
    unit: Unit<T>,
    steps: usize,
    states: States,
    bidirectional: bool,
    initialiser: Initialiser,
}

/// The units of one direction.
struct Unit<T> {
    cell: Cell,
    features: usize,
    units: usize,
    activation: Nonlinearity<T>,
    gate_activation: Nonlinearity<T>,
    /// Numbers that each of the two learns.
    learnt: [usize; 2],
}

impl<T: Element> Unit<T> {
    /// Blocks of the weights: the gates, and the candidate for the new state.
    fn gates(&self) -> usize {
        match self.cell {
            Cell::Rnn => 1,
            Cell::Lstm => 4,
            Cell::Gru => 3,
        }
    }

    /// Blocks of the tape beside the gates.
    fn extras(&self) -> usize {
        match self.cell {
            Cell::Rnn => 0,
            Cell::Lstm => 2,
            Cell::Gru => 1,
        }
    }

    /// The activation of a block of the weights, and which of the two it is.
    fn of(&self, gate: usize) -> (&Nonlinearity<T>, usize) {
        match (self.cell, gate) {
            (Cell::Rnn, _) | (_, 2) => (&self.activation, 0),
            _ => (&self.gate_activation, 1),
        }
    }

    /// Whether there is a second bias inside the recurrent product.
    fn second_bias(&self) -> bool {
        self.cell == Cell::Gru
    }

    /// Room in which activations work, for a step of so many rows.
    fn activation_scratch(&self, rows: usize) -> usize {
        let numbers = rows.saturating_mul(self.units);
        self.activation.scratch(numbers).max(self.gate_activation.scratch(numbers))
    }

    /// Parameters of one direction.
    fn parameters(&self) -> usize {
        let rows = self.features + self.units + if self.second_bias() { 2 } else { 1 };
        rows * self.gates() * self.units
    }
}

impl<T: Element> Recurrent<T> {
    /// A layer named `layer` on rows of the shape `input`.
    pub(crate) fn new(spec: &RecurrentSpec, layer: &str, input: Shape) -> Result<Self, NetError> {
        let what = "a recurrent layer";
        let (steps, features) = match input {
            Shape::Sequence { steps, features } => (steps, features),
            Shape::Tokens { .. } => {
                return Err(NetError::unfit(layer, what, "numbers", input, "put `embedding` first"));
            }
            Shape::Features(_) | Shape::Image { .. } => {
                return Err(NetError::unfit(layer, what, "a sequence", input, "use `dense` or `conv`"));
            }
        };
        if spec.units == 0 {
            return Err(NetError::NoUnits { layer: layer.to_owned() });
        }
        if let (Cell::Rnn, Some(gates)) = (spec.cell, &spec.gate_activation) {
            let (value, range) = (gates.name.clone(), "left out, for an rnn has no gates".to_owned());
            return Err(NetError::LayerSetting { layer: layer.to_owned(), setting: "gate_activation", value, range });
        }
        let nonlinearity = |given: &Option<ActivationSpec>, usual: &str| {
            let usual = ActivationSpec::from(usual);
            Nonlinearity::new(given.as_ref().unwrap_or(&usual), layer, Shape::Features(spec.units))
        };
        let activation = nonlinearity(&spec.activation, "tanh")?;
        let gate_activation = nonlinearity(&spec.gate_activation, "sigmoid")?;
        let learnt = |nonlinearity: &Nonlinearity<T>| nonlinearity.group().and_then(|group| group.checked_len());
        let learnt = [learnt(&activation).unwrap_or(0), learnt(&gate_activation).unwrap_or(0)];
        let unit = Unit { cell: spec.cell, features, units: spec.units, activation, gate_activation, learnt };
        Ok(Self {
            unit,
            steps,
            states: spec.states,
            bidirectional: spec.bidirectional,
            initialiser: spec.initialiser.unwrap_or(Initialiser::GlorotUniform),
        })
    }

    fn directions(&self) -> usize {
        if self.bidirectional { 2 } else { 1 }
    }

    /// Numbers of a state, of both directions.
    fn width(&self) -> usize {
        self.unit.units.saturating_mul(self.directions())
    }

    fn direction_groups(&self, names: [&'static str; 4]) -> impl Iterator<Item = Group> {
        let Unit { cell, features, units, .. } = self.unit;
        let columns = units.saturating_mul(self.unit.gates());
        let [weight, recurrent_weight, bias, recurrent_bias] = names;
        let drawn = |initialiser, fan_in| Start::Blocks { initialiser, fan_in, fan_out: units };
        let bias_start = match cell {
            Cell::Lstm => Start::Shares(vec![0.0, 1.0, 0.0, 0.0]),
            Cell::Rnn | Cell::Gru => Start::Constant(0.0),
        };
        let second = Group::new(recurrent_bias, vec![columns], Role::Bias, Start::Constant(0.0));
        [
            Group::new(weight, vec![features, columns], Role::Weight, drawn(self.initialiser, features)),
            Group::new(recurrent_weight, vec![units, columns], Role::Weight, drawn(Initialiser::Orthogonal, units)),
            Group::new(bias, vec![columns], Role::Bias, bias_start),
        ]
        .into_iter()
        .chain(self.unit.second_bias().then_some(second))
    }

    /// Where the state of a step of a row starts in the layer's output; none if it is not passed on.
    fn output_place(&self, place: packing::Place, direction: usize) -> Option<usize> {
        let step = match self.states {
            States::All => place.row * self.steps + place.step,
            States::Last if place.last => place.row,
            States::Last => return None,
        };
        Some(step * self.width() + direction * self.unit.units)
    }

    fn learnt<'a>(&self, parameters: &'a [T]) -> [&'a [T]; 2] {
        let start = self.directions() * self.unit.parameters();
        let (state, gates) = parameters[start..].split_at(self.unit.learnt[0]);
        [state, gates]
    }
}

impl<T: Element> Layer<T> for Recurrent<T> {
    fn output(&self) -> Shape {
        match self.states {
            States::Last => Shape::Features(self.width()),
            States::All => Shape::Sequence { steps: self.steps, features: self.width() },
        }
    }

    fn groups(&self) -> Vec<Group> {
        let mut groups = Vec::new();
        groups.extend(self.direction_groups(["weight", "recurrent_weight", "bias", "recurrent_bias"]));
        if self.bidirectional {
            let names = ["weight_reverse", "recurrent_weight_reverse", "bias_reverse", "recurrent_bias_reverse"];
            groups.extend(self.direction_groups(names));
        }
        groups.extend(self.unit.activation.group());
        groups.extend(self.unit.gate_activation.group().map(|group| Group { name: "gate_activation", ..group }));
        groups
    }

    fn room(&self, rows: usize) -> Room {
        let tape = Tape::len(&self.unit, rows.saturating_mul(self.steps));
        Room {
            saved: tape.saturating_mul(self.directions()),
            indices: rows,
            scratch: work_len(&self.unit, rows),
            ..Room::default()
        }
    }

    fn forward(&self, pass: Forward<'_, T>) {
        let unit = &self.unit;
        packing::sort(pass.indices, pass.lengths);
        // A row without steps has no last state.
        pass.y.fill(T::default());
        let mut saved = pass.saved;
        for direction in 0..self.directions() {
            let packing = Packing::new(pass.indices, pass.lengths, self.steps, direction == 1);
            let places = packing.places();
            let (own, rest) = saved.split_at_mut(Tape::len(unit, places));
            saved = rest;
            let mut tape = Tape::new(unit, places, own);
            packing.pack(pass.x, unit.features, tape.x);
            let parts = Parts::of(unit, &pass.parameters[direction * unit.parameters()..]);
            let run = Direction { level: pass.level, unit, packing, parts, learnt: self.learnt(pass.parameters) };
            run.forward(&mut tape, pass.scratch);
            for (place, state) in packing.all().zip(tape.states.chunks_exact(unit.units)) {
                if let Some(start) = self.output_place(place, direction) {
                    pass.y[start..start + unit.units].copy_from_slice(state);
                }
            }
        }
    }

    fn backward(&self, pass: Backward<'_, T>) {
        let unit = &self.unit;
        let (mut saved, mut dx) = (pass.saved, pass.dx);
        pass.gradient.fill(T::default());
        let (mut gradient, learnt) = pass.gradient.split_at_mut(self.directions() * unit.parameters());
        let (of_state, of_gates) = learnt.split_at_mut(unit.learnt[0]);
        if let Some(dx) = &mut dx {
            dx.fill(T::default());
        }
        for direction in 0..self.directions() {
            let packing = Packing::new(pass.indices, pass.lengths, self.steps, direction == 1);
            let places = packing.places();
            let (own, rest) = saved.split_at_mut(Tape::len(unit, places));
            saved = rest;
            let mut tape = Tape::new(unit, places, own);
            let (own, rest) = gradient.split_at_mut(unit.parameters());
            gradient = rest;
            let parts = Parts::of(unit, &pass.parameters[direction * unit.parameters()..]);
            let run = Direction { level: pass.level, unit, packing, parts, learnt: self.learnt(pass.parameters) };
            let sums = [&mut *of_state, &mut *of_gates];
            let Scratch { panel, numbers } = &mut *pass.scratch;
            let (packed, numbers) = numbers.split_at_mut(packed_len(unit));
            let turned = run.pack_recurrent(packed, true);
            let mut work = Work::new(unit, pass.rows, numbers, turned, sums);
            let mut end = places;
            for k in (0..packing.longest()).rev() {
                let start = end - packing.rows_at(k);
                for (place, dh) in packing.at(k).zip(work.dh.chunks_exact_mut(unit.units)) {
                    if let Some(start) = self.output_place(place, direction) {
                        for (dh, &dy) in dh.iter_mut().zip(&pass.dy[start..start + unit.units]) {
                            *dh = *dh + dy;
                        }
                    }
                }
                run.back_through(k, start..end, &mut tape, &mut work, panel);
                end = start;
            }
            run.weight_gradients(&mut tape, own, work.part, panel);
            if let Some(dx) = &mut dx {
                run.input_gradient(&mut tape, panel);
                packing.add_unpacked(tape.x, unit.features, dx);
            }
        }
    }
}
