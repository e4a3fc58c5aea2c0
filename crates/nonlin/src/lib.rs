//! Activation functions of neural networks: value and gradient, with every digit, at the speed of memory.
//!
//! A node of a network is a weighted sum, a bias, and an activation function that decides whether and
//! how it fires. This crate computes that function; it knows no network.
//!
//! ```
//! use nonlin::Activation;
//!
//! let silu = Activation::named("silu")?;
//! let x = [-1.0_f32, 0.0, 2.5];
//! let (mut y, mut dx) = ([0.0; 3], [0.0; 3]);
//! silu.forward(&x, &mut y)?;
//! silu.backward(&x, &[1.0; 3], &mut dx)?;
//! # Ok::<(), nonlin::ComputeError>(())
//! ```
//!
//! Rooms: [`real`] the number-like types a function is read with; [`functions`] the definitions and
//! their registry; [`rows`] softmax and its kin; [`gated`] GLU and its kin; [`compute`] loops over slices and the
//! choice of instruction set; [`curve`] what to draw of functions; [`formula`] functions as syntax trees; [`export`] functions as code of other languages;
//! [`facts`] what is known about them;
//! [`accuracy`] how errors are measured, and what is promised; [`speed`] how fast it is; [`spelling`] what a
//! misspelt name means.

pub mod accuracy;
pub mod compute;
pub mod curve;
pub mod export;
pub mod facts;
pub mod formula;
pub mod functions;
pub mod gated;
mod noise;
pub mod real;
pub mod referee;
pub mod rows;
pub mod speed;
pub mod spelling;
mod threads;
pub mod typed;
pub mod verification;

pub use accuracy::Accuracy;
pub use compute::{Activation, ComputeError, Dtype, Element};
pub use functions::all;
pub use half::{bf16, f16};
pub use typed::{NotFound, find, written};
