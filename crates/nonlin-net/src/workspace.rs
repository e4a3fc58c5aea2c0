//! The buffers that one pass through a network works in.

use crate::error::NetError;
use crate::layers::{Mode, Room, Scratch};
use crate::matrix_product::Panel;
use crate::network::Network;
use crate::program::Work;
use nonlin::Element;
use std::fmt;

/// Buffers for batches of up to a given number of rows; allocated once, by [`Network::workspace`].
pub struct Workspace<T> {
    pub(crate) layers: Vec<LayerBuffers<T>>,
    /// The output activation of the logits.
    pub(crate) predictions: Vec<T>,
    pub(crate) scratch: Scratch<T>,
    /// A gradient that comes on top of another is made here first.
    pub(crate) spare: Vec<T>,
    pub(crate) capacity: usize,
    /// Rows of the batch that went forward last; 0 before the first.
    pub(crate) rows: usize,
    /// What it went forward for.
    pub(crate) mode: Mode,
    /// Whether the pre-activations that only observers read were written.
    pub(crate) observed: bool,
}

/// One layer's buffers, for a batch; matrices are row-major with a row of the batch per row.
pub(crate) struct LayerBuffers<T> {
    /// Numbers per row of what it passes on.
    pub(crate) width: usize,
    pub(crate) room: Room,
    /// What it passes on.
    pub(crate) y: Vec<T>,
    /// The gradient with respect to that, then, in place, to the pre-activations.
    pub(crate) dy: Vec<T>,
    /// Pre-activations, where the backward pass or an observer reads them.
    pub(crate) z: Vec<T>,
    pub(crate) saved: Vec<T>,
    pub(crate) indices: Vec<u32>,
    /// Steps of each row of `y`; empty if all have all, or there are none.
    pub(crate) lengths: Vec<usize>,
}

impl<T: Element> Workspace<T> {
    /// Buffers for batches of up to `rows` rows through `network`. Fails if there is no memory for them.
    pub(crate) fn new(network: &Network<T>, rows: usize) -> Result<Self, NetError> {
        let steps = &network.program.steps;
        let mut layers = Vec::with_capacity(steps.len());
        let (mut scratch, mut spare) = (0, 0);
        for step in steps {
            let what = || format!("a batch of {rows} rows in {}", step.name);
            let room = match &step.work {
                Work::Layer(layer) => layer.room(rows),
                Work::Add { .. } => Room::default(),
            };
            let width = step.output.len();
            let numbers = rows.saturating_mul(width);
            scratch = scratch.max(room.scratch);
            if step.shares_input && matches!(step.work, Work::Layer(_)) {
                let input = network.program.shape(network.input(), step.input).len();
                spare = spare.max(rows.saturating_mul(input));
            }
            layers.push(LayerBuffers {
                width,
                room,
                y: zeros(numbers, what)?,
                dy: zeros(numbers, what)?,
                z: zeros(room.pre_activations, what)?,
                saved: zeros(room.saved, what)?,
                indices: zeros(room.indices, what)?,
                lengths: Vec::with_capacity(if step.output.steps().is_some() { rows } else { 0 }),
            });
        }
        let predictions = zeros(rows.saturating_mul(network.outputs()), || format!("{rows} rows of predictions"))?;
        let what = || format!("a batch of {rows} rows");
        let scratch = Scratch { panel: Panel::new(), numbers: zeros(scratch, what)? };
        let spare = zeros(spare, what)?;
        let (mode, observed) = (Mode::Predict, false);
        Ok(Self { layers, predictions, scratch, spare, capacity: rows, rows: 0, mode, observed })
    }

    /// Uses up to so many threads, the calling one among them, for products large enough to gain by it. The results' bits do not depend
    /// on it. One unless told otherwise: many networks are better trained side by side.
    pub fn set_threads(&mut self, threads: usize) {
        self.scratch.panel = Panel::for_threads(threads);
    }

    /// The most rows a batch may have.
    pub fn capacity(&self) -> usize {
        self.capacity
    }

    /// Rows of the batch that went forward last.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The logits of the batch that went forward last: rows x outputs.
    pub fn logits(&self) -> &[T] {
        self.layers.last().map_or(&[], |output| &output.y[..self.rows * output.width])
    }

    /// The predictions of the batch that [`Network::predict`] took forward last: rows x outputs.
    pub fn predictions(&self) -> &[T] {
        self.layers.last().map_or(&[], |output| &self.predictions[..self.rows * output.width])
    }

    /// What a layer passed on for the batch that went forward last: rows x output.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn activations(&self, index: usize) -> &[T] {
        let layer = &self.layers[index];
        &layer.y[..self.rows * layer.width]
    }

    /// A layer's pre-activations for the batch that went forward last: rows x output. None where it has none, or where
    /// neither the backward pass nor an observer needed them.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn pre_activations(&self, index: usize) -> &[T] {
        let layer = &self.layers[index];
        let numbers = self.rows * layer.width;
        if layer.room.pre_activations + layer.room.observed == 0 || layer.z.len() < numbers {
            &[]
        } else {
            &layer.z[..numbers]
        }
    }

    /// The gradient with respect to a layer's pre-activations, or to what it passed on if it has none, after [`Network::backward`]:
    /// rows x output.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn pre_activation_gradient(&self, index: usize) -> &[T] {
        let layer = &self.layers[index];
        &layer.dy[..self.rows * layer.width]
    }

    /// Bytes of a layer's buffers: what it passes on, and what it keeps besides for the way back.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn bytes(&self, index: usize) -> (usize, usize) {
        let layer = &self.layers[index];
        let kept = (layer.z.len() + layer.saved.len()) * size_of::<T>() + layer.indices.len() * size_of::<u32>();
        (layer.y.len() * size_of::<T>(), kept)
    }

    /// Room for the pre-activations that only observers read.
    pub(crate) fn make_room_for_observers(&mut self) {
        for layer in &mut self.layers {
            if layer.z.is_empty() && layer.room.observed > 0 {
                layer.z.resize(layer.room.observed, T::default());
            }
        }
    }

    /// Fails if the buffers are another network's, or too small for `rows`.
    pub(crate) fn check(&self, network: &Network<T>, rows: usize) -> Result<(), NetError> {
        let steps = &network.program.steps;
        let fits = self.layers.len() == steps.len()
            && self.layers.iter().zip(steps).all(|(buffers, step)| {
                let room = match &step.work {
                    Work::Layer(layer) => layer.room(self.capacity),
                    Work::Add { .. } => Room::default(),
                };
                buffers.width == step.output.len() && buffers.room == room
            });
        if !fits {
            return Err(NetError::Workspace);
        }
        if rows == 0 {
            return Err(NetError::Empty { what: "the batch" });
        }
        if rows > self.capacity {
            return Err(NetError::Rows { rows, capacity: self.capacity });
        }
        Ok(())
    }
}

impl<T> fmt::Debug for Workspace<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Workspace").field("capacity", &self.capacity).field("rows", &self.rows).finish_non_exhaustive()
    }
}

/// A buffer of zeros, or an error instead of an abort where memory does not reach.
pub(crate) fn zeros<N: Clone + Default>(elements: usize, what: impl FnOnce() -> String) -> Result<Vec<N>, NetError> {
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(elements).is_err() {
        return Err(NetError::Memory { what: what(), elements });
    }
    buffer.resize(elements, N::default());
    Ok(buffer)
}
