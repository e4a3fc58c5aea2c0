//! Exported code, compiled and run, beside the crate's own results.
//!
//! What needs no more than a compiler runs wherever that is found. What needs Python is ignored unless asked for, with an
//! interpreter that has `NumPy` and any of `PyTorch`, JAX, Keras, Triton, ONNX Runtime:
//!
//! ```sh
//! NONLIN_PYTHON=python3 cargo test -p nonlin --test export -- --ignored --nocapture
//! ```

// A program reads best as a template where it stands.
#![allow(clippy::format_push_string, clippy::format_collect)]

mod cases;
mod compiled;
mod python;
mod targets;
