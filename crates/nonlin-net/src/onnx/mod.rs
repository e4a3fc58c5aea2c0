//! Networks as ONNX models: written, and read from what frameworks write.

mod error;
mod export;
mod function;
mod import;
mod weights;

pub use error::ExchangeError;
