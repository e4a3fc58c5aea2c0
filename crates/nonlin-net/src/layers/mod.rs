//! The kinds of layers, one short file each: shapes, parameters, forward and backward.
//!
//! A layer keeps nothing between calls; all numbers are in the buffers of a [`Workspace`](crate::Workspace), and the
//! parameters in the network's one buffer. All buffers are row-major with a row of the batch per row.

mod activation;
mod bias;
mod convolution;
mod dense;
mod dropout;
mod embedding;
mod gated;
mod nonlinearity;
mod normalisation;
mod pooling;
mod recurrent;
mod rows;

use crate::matrix_product::Panel;
use crate::parameters::Group;
use crate::shape::Shape;
pub(crate) use activation::ActivationLayer;
pub(crate) use convolution::convolution;
pub(crate) use dense::Dense;
pub(crate) use dropout::Dropout;
pub(crate) use embedding::Embedding;
pub(crate) use gated::GatedLayer;
use nonlin::Element;
use nonlin::compute::Level;
pub(crate) use nonlinearity::Nonlinearity;
pub(crate) use normalisation::{BatchNorm, RowNorm};
pub(crate) use pooling::{Pool, Pooling};
pub(crate) use recurrent::Recurrent;
pub(crate) use rows::RowsLayer;

/// One layer at work.
///
/// Beyond the end of a row that is shorter than its sequence, `x` and `dy` hold zeros, and what a layer writes there into `y` and `dx`
/// does not matter: the engine sets it to zero.
pub(crate) trait Layer<T: Element>: Send + Sync {
    /// What one row of output looks like.
    fn output(&self) -> Shape;

    /// Steps of a row of output for one of input with `length` steps.
    fn output_length(&self, length: usize) -> usize {
        length
    }

    /// Its parameters in the order in which they lie in its part of the buffer.
    fn groups(&self) -> Vec<Group> {
        Vec::new()
    }

    /// The buffers that it needs for a batch of so many rows.
    fn room(&self, rows: usize) -> Room {
        let _ = rows;
        Room::default()
    }

    /// Its activation, if it has one that pre-activations pass through.
    fn nonlinearity(&self) -> Option<&Nonlinearity<T>> {
        None
    }

    /// Takes a batch forward.
    fn forward(&self, pass: Forward<'_, T>);

    /// Takes the gradient of a batch that went forward back: writes `dx`, if it is wanted, and `gradient`.
    fn backward(&self, pass: Backward<'_, T>);

    /// Sets what is measured on batches (running means), after a batch went forward in training.
    fn measure(&self, rows: usize, saved: &[T], parameters: &mut [T]) {
        let _ = (rows, saved, parameters);
    }
}

/// How many numbers a layer needs beside its output, for a whole batch. A number that overflows is the largest there is.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub(crate) struct Room {
    /// Pre-activations that the backward pass reads.
    pub(crate) pre_activations: usize,
    /// Pre-activations that only an observer reads: there only in steps that are observed.
    pub(crate) observed: usize,
    /// Whatever else the backward pass reads.
    pub(crate) saved: usize,
    /// Whole numbers that the backward pass reads.
    pub(crate) indices: usize,
    /// Room that is shared by all layers: nothing is kept in it.
    pub(crate) scratch: usize,
}

impl Room {
    /// How many pre-activations are there.
    pub(crate) fn pre_activations_kept(self, observed: bool) -> usize {
        self.pre_activations + if observed { self.observed } else { 0 }
    }
}

/// What a batch goes through the network for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Mode {
    /// To know the result: nothing is dropped, running means are used.
    Predict,
    /// To learn from it.
    Train {
        /// Decides what is dropped, together with `step` and the layer's index.
        seed: u64,
        /// The step within the run.
        step: u64,
    },
}

/// Room that layers work in and keep nothing in.
pub(crate) struct Scratch<T> {
    pub(crate) panel: Panel<T>,
    /// As long as the largest [`Room::scratch`].
    pub(crate) numbers: Vec<T>,
}

/// A batch on its way forward through one layer.
pub(crate) struct Forward<'a, T> {
    pub(crate) level: Level,
    pub(crate) rows: usize,
    pub(crate) mode: Mode,
    /// The layer's place among all layers.
    pub(crate) index: usize,
    /// The layer's own.
    pub(crate) parameters: &'a [T],
    /// Steps of each row of `x`; empty if all have all steps, or there are none.
    pub(crate) lengths: &'a [usize],
    /// rows x input.
    pub(crate) x: &'a [T],
    /// rows x output, to be written.
    pub(crate) y: &'a mut [T],
    /// Pre-activations, to be written; empty where nobody reads them.
    pub(crate) z: &'a mut [T],
    pub(crate) saved: &'a mut [T],
    pub(crate) indices: &'a mut [u32],
    pub(crate) scratch: &'a mut Scratch<T>,
}

/// A gradient on its way back through one layer.
pub(crate) struct Backward<'a, T> {
    pub(crate) level: Level,
    pub(crate) rows: usize,
    pub(crate) mode: Mode,
    /// The layer's own.
    pub(crate) parameters: &'a [T],
    /// As on the way forward.
    pub(crate) lengths: &'a [usize],
    pub(crate) x: &'a [T],
    pub(crate) y: &'a [T],
    pub(crate) z: &'a [T],
    pub(crate) saved: &'a mut [T],
    pub(crate) indices: &'a [u32],
    /// rows x output. A layer with an activation leaves the gradient with respect to its pre-activations here.
    pub(crate) dy: &'a mut [T],
    /// rows x input, to be written over; `None` where nobody needs it.
    pub(crate) dx: Option<&'a mut [T]>,
    /// The gradient with respect to the layer's parameters, to be written over.
    pub(crate) gradient: &'a mut [T],
    pub(crate) scratch: &'a mut Scratch<T>,
}
