//! A gated unit as a user holds it: one of the registry, or any activation as a gate.

use super::{GatedUnit, Gradients, Halves};
use crate::compute::{Activation, ComputeError, Element, Elementwise, Level, same_length};
use crate::functions::{Card, Registered, find};
use std::fmt;

/// Which half of a row is the gate `b` of `y = a f(b)`; the other is `a`. Frameworks and models differ in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Half {
    /// The first half gates the second.
    First,
    /// The second half gates the first, as in the `glu` of `PyTorch` and JAX.
    #[default]
    Second,
}

/// A gated unit with its parameters set: `y = a f(b)`.
#[derive(Clone)]
pub struct Gated {
    unit: Unit,
    parameters: Vec<f64>,
}

#[derive(Clone, Copy)]
enum Unit {
    Named(&'static dyn GatedUnit),
    By(&'static dyn Elementwise),
}

impl Gated {
    /// The gated unit of this name or alias, or the one whose `f` is the element-wise activation of this name.
    pub fn named(name: &str) -> Result<Self, ComputeError> {
        match find(name)? {
            Registered::Gated(unit) => Ok(Self::of(unit)),
            Registered::Elementwise(function) => Ok(Self::by(&Activation::of(function))),
            Registered::Row(function) => Err(ComputeError::NotElementwise(function.card().name)),
        }
    }

    /// A unit of the registry with default parameters.
    pub fn of(unit: &'static dyn GatedUnit) -> Self {
        let parameters = unit.card().parameters.iter().map(|parameter| parameter.default).collect();
        Self { unit: Unit::Named(unit), parameters }
    }

    /// The unit whose `f` is this activation, with its parameters.
    pub fn by(activation: &Activation) -> Self {
        Self { unit: Unit::By(activation.function()), parameters: activation.parameters().to_vec() }
    }

    /// The same unit with one parameter set. Fails if there is none of that name.
    pub fn with(mut self, parameter: &str, value: f64) -> Result<Self, ComputeError> {
        let card = self.card();
        let Some(place) = card.parameters.iter().position(|known| known.name == parameter) else {
            return Err(ComputeError::no_parameter(card, parameter));
        };
        self.parameters[place] = value;
        Ok(self)
    }

    /// Names, source, parameters, range; of the activation itself, if the unit was made [`by`](Self::by) one.
    pub fn card(&self) -> &'static Card {
        match self.unit {
            Unit::Named(unit) => unit.card(),
            Unit::By(function) => function.card(),
        }
    }

    /// The parameters, in the order of the card.
    pub fn parameters(&self) -> &[f64] {
        &self.parameters
    }

    /// The length of the result for a row of `inputs` numbers: half of it. Fails if that is odd.
    pub fn outputs(&self, inputs: usize) -> Result<usize, ComputeError> {
        if inputs.is_multiple_of(2) {
            return Ok(inputs / 2);
        }
        let reason = "an odd number has no two halves".to_owned();
        Err(ComputeError::RowLength { function: self.card().name, given: inputs, reason })
    }

    /// `y = a f(b)` of one row: `x` has `2 n` numbers, one half `a`, the other, `gate`, `b`; `y` has `n`.
    ///
    /// Fails if the length of `x` is odd, or `y` is not half as long.
    pub fn forward<T: Element>(&self, gate: Half, x: &[T], y: &mut [T]) -> Result<(), ComputeError> {
        let (first, second) = x.split_at(self.outputs(x.len())?);
        let (a, b) = gate.order(first, second);
        self.forward_halves(a, b, y)
    }

    /// `dx` from `dy`, for the row `x`: `dy f(b)` in the half that passes, `dy a f'(b)` in that of the gate.
    ///
    /// Fails if the length of `x` is odd, `dx` is not as long or `dy` is not half as long.
    pub fn backward<T: Element>(&self, gate: Half, x: &[T], dy: &[T], dx: &mut [T]) -> Result<(), ComputeError> {
        let n = self.outputs(x.len())?;
        same_length(x, dx)?;
        let (first, second) = x.split_at(n);
        let (d_first, d_second) = dx.split_at_mut(n);
        let (a, b) = gate.order(first, second);
        let (da, db) = gate.order(d_first, d_second);
        self.backward_halves(a, b, dy, da, db)
    }

    /// `y = a f(b)` where the halves are rows of their own, as two matrix products make them.
    ///
    /// Fails if the slices differ in length.
    pub fn forward_halves<T: Element>(&self, a: &[T], b: &[T], y: &mut [T]) -> Result<(), ComputeError> {
        same_length(a, b)?;
        same_length(a, y)?;
        let (level, parameters, halves) = (Level::best(), self.rounded::<T>(), Halves { a, b });
        match self.unit {
            Unit::Named(unit) => T::gated_loops(unit).forward(level, &parameters, halves, y),
            Unit::By(function) => T::loops(function).gated_forward(level, &parameters, halves, y),
        }
        Ok(())
    }

    /// `da = dy f(b)` and `db = dy a f'(b)` where the halves are rows of their own.
    ///
    /// Fails if the slices differ in length.
    pub fn backward_halves<T: Element>(
        &self,
        a: &[T],
        b: &[T],
        dy: &[T],
        da: &mut [T],
        db: &mut [T],
    ) -> Result<(), ComputeError> {
        same_length(a, b)?;
        same_length(a, dy)?;
        same_length(a, da)?;
        same_length(a, db)?;
        let (level, parameters) = (Level::best(), self.rounded::<T>());
        let (halves, gradients) = (Halves { a, b }, Gradients { dy, da, db });
        match self.unit {
            Unit::Named(unit) => T::gated_loops(unit).backward(level, &parameters, halves, gradients),
            Unit::By(function) => T::loops(function).gated_backward(level, &parameters, halves, gradients),
        }
        Ok(())
    }

    /// The parameters at the precision of the data.
    fn rounded<T: Element>(&self) -> Vec<T> {
        self.parameters.iter().map(|&value| T::from_f64(value)).collect()
    }
}

impl Half {
    /// The half that passes, then the half that gates.
    fn order<S>(self, first: S, second: S) -> (S, S) {
        match self {
            Self::First => (second, first),
            Self::Second => (first, second),
        }
    }
}

/// `swiglu`, or `a * mish(b)` for a unit made by an activation.
impl fmt::Debug for Gated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.unit {
            Unit::Named(unit) => write!(f, "{} {:?}", unit.card().name, self.parameters),
            Unit::By(function) => write!(f, "a * {}(b) {:?}", function.card().name, self.parameters),
        }
    }
}
