//! A network as plain data: what a person writes, and what is saved.

mod activation;
mod convolution;
mod layer;
mod network;
mod output;
mod recurrent;
mod serde_text;
pub mod text;

pub use activation::ActivationSpec;
pub use convolution::{ConvSpec, PoolSpec, Window};
pub use layer::{DenseSpec, GatedSpec, LayerSpec, ResidualSpec};
pub use network::NetworkSpec;
pub use output::OutputActivation;
pub use recurrent::{Cell, RecurrentSpec, States};
pub use text::TextError;
