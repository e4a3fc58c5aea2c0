//! What is followed through a graph: which layer a value comes from, and how its numbers lie.

use crate::trace::LayerTrace;
use nonlin::Activation;

/// A value that depends on what the model is given.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Signal {
    /// The layer that it comes from; the input of this number if from none.
    pub(super) from: From,
    /// Whether it comes as the layer made it: every number there, in the same order.
    pub(super) order: Order,
    /// The units of that layer; 0 if they are not known.
    pub(super) units: usize,
    /// Where they lie.
    pub(super) axis: Axis,
}

/// Where a value comes from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum From {
    Input(usize),
    Layer(usize),
}

/// What was done to the places of a layer's numbers.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Order {
    Same,
    /// Its axes in another order.
    Turned(Vec<usize>),
    /// Cut, joined, averaged or folded in some way.
    Mixed,
}

/// The axis that units lie along.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Axis {
    /// The one after the rows, as channels of images do.
    Second,
    Last,
    Unknown,
}

/// A layer, and where its numbers are in the graph.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    pub(super) trace: LayerTrace,
    /// The value before its activation, if it has one of its own.
    pub(super) before: Option<String>,
    /// The value that it makes.
    pub(super) after: String,
    /// Its activation, if it is one of single numbers.
    pub(super) activation: Option<Activation>,
    pub(super) axis: Axis,
    /// The tensor that its weights are.
    pub(super) weight: Option<String>,
}

impl Order {
    /// The same after a transposition.
    pub(super) fn turned(&self, by: &[usize]) -> Self {
        let whole: Option<Vec<usize>> = match self {
            Self::Same => Some(by.to_vec()),
            Self::Turned(before) if before.len() == by.len() => {
                by.iter().map(|&axis| before.get(axis).copied()).collect()
            }
            Self::Turned(_) | Self::Mixed => None,
        };
        match whole {
            Some(whole) if whole.iter().enumerate().all(|(place, &axis)| place == axis) => Self::Same,
            Some(whole) => Self::Turned(whole),
            None => Self::Mixed,
        }
    }
}

impl Axis {
    /// Where it lies after a transposition.
    pub(super) fn turned(self, by: &[usize]) -> Self {
        let rank = by.len();
        let old = match self {
            Self::Second if rank > 1 => 1,
            Self::Last if rank > 0 => rank - 1,
            _ => return Self::Unknown,
        };
        match by.iter().position(|&axis| axis == old) {
            Some(place) if place + 1 == rank => Self::Last,
            Some(1) => Self::Second,
            _ => Self::Unknown,
        }
    }
}

impl Signal {
    /// The same value with its numbers moved, so that nothing is known of their order.
    pub(super) fn mixed(&self) -> Self {
        Self { order: Order::Mixed, axis: Axis::Unknown, ..self.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_transposition_and_its_opposite_are_none() {
        let last = Order::Same.turned(&[0, 2, 3, 1]);
        assert_eq!(last, Order::Turned(vec![0, 2, 3, 1]));
        assert_eq!(last.turned(&[0, 3, 1, 2]), Order::Same);
        assert_eq!(last.turned(&[1, 0]), Order::Mixed);
        assert_eq!(Axis::Second.turned(&[0, 2, 3, 1]), Axis::Last);
        assert_eq!(Axis::Last.turned(&[0, 3, 1, 2]), Axis::Second);
        assert_eq!(Axis::Second.turned(&[1, 0, 2]), Axis::Unknown);
    }
}
