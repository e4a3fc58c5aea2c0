//! Networks on the activations of [`nonlin`]: dense, convolutional and recurrent layers, initialisers, losses, optimisers, training, files.
//!
//! A network is a [`NetworkSpec`], plain data that a person writes in short ([`spec::text`]): `28x28, conv 6 5 relu, max_pool 2, 10 softmax`. All
//! its parameters lie in one buffer, gradients and the optimiser's state likewise; a [`Workspace`] is allocated once per batch size, and
//! a training step allocates nothing.
//!
//! ```
//! use nonlin_net::{Batch, Loss, Network, NetworkSpec, TrainingPlan, train};
//! use std::sync::atomic::AtomicBool;
//!
//! let spec: NetworkSpec = "2, dense 8 tanh, dense 1 sigmoid".parse()?;
//! let mut network = Network::<f32>::new(&spec, 0)?;
//! let xor = Batch::new(&[0., 0., 0., 1., 1., 0., 1., 1.], &[0., 1., 1., 0.], 4);
//! let plan = TrainingPlan { learning_rate: 0.03, max_epochs: 400, ..TrainingPlan::new(Loss::BinaryCrossEntropy) };
//! let record = train(&mut network, xor, xor, &plan, &mut (), &AtomicBool::new(false))?;
//! assert!(record.validation_loss.last().is_some_and(|&loss| loss < 0.05));
//!
//! let mut workspace = network.workspace(4)?;
//! let probabilities = network.predict(&mut workspace, xor.without_targets())?;
//! assert!(probabilities[0] < 0.5 && probabilities[1] > 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Everything is generic over [`nonlin::Element`]: `f32` for use, `f64` for checking gradients. The same seed gives the same bits, on
//! however many threads ([`Workspace::set_threads`]).

mod data;
mod engine;
mod error;
mod file;
mod initialiser;
mod layers;
mod loss;
mod matrix_product;
pub mod metrics;
mod network;
mod node;
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
pub use node::{Node, NodeForward, NodeStep};
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
