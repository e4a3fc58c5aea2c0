//! The buffers that one pass through a network works in.

use crate::error::NetError;
use crate::matrix_product::Panel;
use crate::network::Network;
use nonlin::Element;

/// Buffers for batches of up to a given number of rows; allocated once, by [`Network::workspace`].
#[derive(Clone, Debug)]
pub struct Workspace<T> {
    pub(crate) layers: Vec<LayerBuffers<T>>,
    pub(crate) panel: Panel<T>,
    pub(crate) capacity: usize,
    /// Rows of the batch that went forward last; 0 before the first.
    pub(crate) rows: usize,
}

/// One layer's buffers; the matrices are row-major, rows x units.
#[derive(Clone, Debug)]
pub(crate) struct LayerBuffers<T> {
    pub(crate) units: usize,
    /// `x w + b`.
    pub(crate) pre_activations: Vec<T>,
    /// What the layer passes on.
    pub(crate) activations: Vec<T>,
    /// First with respect to the activations, then, in place, to the pre-activations.
    pub(crate) gradient: Vec<T>,
    /// All parameters of the activation, in the order of its card, the learnt ones as they now are.
    pub(crate) shape: Vec<T>,
    /// The gradient with respect to `shape`.
    pub(crate) shape_gradient: Vec<T>,
}

impl<T: Element> Workspace<T> {
    /// Buffers for batches of up to `rows` rows through `network`. Fails if there is no memory for them.
    pub(crate) fn new(network: &Network<T>, rows: usize) -> Result<Self, NetError> {
        let mut layers = Vec::with_capacity(network.layers.len());
        for (index, layer) in network.layers.iter().enumerate() {
            let units = layer.layout.units;
            let what = || format!("a batch of {rows} rows in {}", network.layer_name(index));
            let elements = rows.saturating_mul(units);
            let shape = layer.shape.len();
            layers.push(LayerBuffers {
                units,
                pre_activations: zeros(elements, what)?,
                activations: zeros(elements, what)?,
                gradient: zeros(elements, what)?,
                shape: vec![T::default(); shape],
                shape_gradient: vec![T::default(); shape],
            });
        }
        Ok(Self { layers, panel: Panel::new(), capacity: rows, rows: 0 })
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
        self.layers.last().map_or(&[], |output| &output.pre_activations[..self.rows * output.units])
    }

    /// A layer's pre-activations for the batch that went forward last: rows x units.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn pre_activations(&self, index: usize) -> &[T] {
        let layer = &self.layers[index];
        &layer.pre_activations[..self.rows * layer.units]
    }

    /// A layer's activations for the batch that went forward last: rows x units. Those of the output layer are
    /// predictions after [`Network::predict`], and the logits after [`Network::forward`].
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn activations(&self, index: usize) -> &[T] {
        let layer = &self.layers[index];
        &layer.activations[..self.rows * layer.units]
    }

    /// The gradient with respect to a layer's pre-activations after [`Network::backward`]: rows x units.
    ///
    /// # Panics
    ///
    /// If there is no layer `index`.
    pub fn pre_activation_gradient(&self, index: usize) -> &[T] {
        let layer = &self.layers[index];
        &layer.gradient[..self.rows * layer.units]
    }

    /// Fails if the buffers are another network's, or too small for `rows`.
    pub(crate) fn check(&self, network: &Network<T>, rows: usize) -> Result<(), NetError> {
        let fits = self.layers.len() == network.layers.len()
            && self.layers.iter().zip(&network.layers).all(|(buffers, layer)| {
                buffers.units == layer.layout.units && buffers.shape.len() == layer.shape.len()
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

/// A buffer of zeros, or an error instead of an abort where memory does not reach.
pub(crate) fn zeros<T: Element>(elements: usize, what: impl FnOnce() -> String) -> Result<Vec<T>, NetError> {
    let mut buffer = Vec::new();
    if buffer.try_reserve_exact(elements).is_err() {
        return Err(NetError::Memory { what: what(), elements });
    }
    buffer.resize(elements, T::default());
    Ok(buffer)
}
