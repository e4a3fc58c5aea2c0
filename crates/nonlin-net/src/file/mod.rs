//! Networks and trainings as files: safetensors, with one JSON text among the metadata that says what the tensors are.

mod checkpoint;
mod container;
mod error;
mod network;

pub use error::FileError;
