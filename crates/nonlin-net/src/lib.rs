//! Small neural networks on the activations of [`nonlin`]: layers, initialisers, losses, optimisers, training.
//!
//! A network is an input layer, hidden layers and an output layer; a node is weights, a bias, and an
//! activation. All its parameters lie in one buffer, gradients and the optimiser's state likewise; a
//! [`Workspace`] is allocated once per batch size, and a training step allocates nothing.
//!
//! ```
//! use nonlin_net::{Batch, DenseSpec, Loss, Network, NetworkSpec, OutputActivation, TrainingPlan, train};
//! use std::sync::atomic::AtomicBool;
//!
//! let spec = NetworkSpec::dense(2, vec![DenseSpec::new(8, "tanh")], 1, OutputActivation::Sigmoid);
//! let mut network = Network::<f32>::new(&spec, 0)?;
//! let xor = Batch::new(&[0., 0., 0., 1., 1., 0., 1., 1.], &[0., 1., 1., 0.], 4);
//! let plan = TrainingPlan { learning_rate: 0.03, max_epochs: 400, ..TrainingPlan::new(Loss::BinaryCrossEntropy) };
//! let record = train(&mut network, xor, xor, &plan, &mut (), &AtomicBool::new(false))?;
//! assert!(record.validation_loss.last().is_some_and(|&loss| loss < 0.05));
//!
//! let mut workspace = network.workspace(4)?;
//! let probabilities = network.predict(&mut workspace, xor.without_targets())?;
//! assert!(probabilities[0] < 0.5 && probabilities[1] > 0.5);
//! # Ok::<(), nonlin_net::NetError>(())
//! ```
//!
//! Everything is generic over [`nonlin::Element`]: `f32` for use, `f64` for checking gradients. All of it
//! runs on the calling thread, and the same seed gives the same bits.

mod data;
mod engine;
mod error;
mod file;
mod initialiser;
mod layers;
mod loss;
mod matrix_product;
mod network;
mod observer;
mod onnx;
mod optimiser;
mod parameters;
mod plan;
mod program;
mod rows;
mod run;
mod schedule;
mod shape;
pub mod spec;
mod train;
mod workspace;

pub use data::{Batch, Inputs};
pub use error::NetError;
pub use file::FileError;
pub use initialiser::Initialiser;
pub use loss::Loss;
pub use network::{LayerView, Network};
pub use observer::{Observation, ObservedLayer, Observer, Step};
pub use onnx::ExchangeError;
pub use optimiser::{Optimiser, OptimiserState};
pub use parameters::{Group, MAX_PARAMETERS, Role};
pub use plan::{EpochRecord, Outcome, TrainingPlan, TrainingRecord};
pub use run::{Checkpoint, TrainingRun};
pub use schedule::{Course, Schedule};
pub use shape::Shape;
pub use spec::{
    ActivationSpec, Cell, ConvSpec, DenseSpec, GatedSpec, LayerSpec, NetworkSpec, OutputActivation, PoolSpec,
    RecurrentSpec, ResidualSpec, States, TextError, Window,
};
pub use train::{Trainer, train};
pub use workspace::Workspace;
