//! Functions written as source code of other languages and frameworks, or as an ONNX model.
//!
//! ```
//! use nonlin::export::{Definition, ExportOptions, Target, export};
//!
//! let silu = Definition::named("silu")?;
//! let header = export(&silu, Target::C, &ExportOptions::default())?;
//! assert!(header.as_text().unwrap().contains("static inline float silu(float x)"));
//! # Ok::<(), nonlin::export::ExportError>(())
//! ```
//!
//! The way of a function: a [`Definition`] becomes one `graph`, in which equal sub-expressions are one node; `plan` says
//! which nodes get a name; `write` prints what is left in a `language`; a file per target lays out the lines. What a target has no
//! function for (`expm1` in WGSL, say) comes from `kit`.
//!
//! What exported code promises: NaN in gives NaN out, a choice on NaN is NaN, and no intermediate overflows where the
//! expression given does not. Its error is that of the expression in the target's own arithmetic and library. Fixed
//! parameters are taken to be numbers, not NaN.

// A template reads best where it stands, and code is written once in a while.
#![allow(clippy::format_push_string, clippy::format_collect)]

mod body;
mod c;
mod cuda;
mod definition;
mod error;
mod graph;
mod jax;
mod julia;
mod keras;
mod kit;
mod language;
mod latex;
mod names;
mod numpy;
mod onnx;
mod plan;
mod protobuf;
mod python;
mod rust;
mod source;
mod target;
mod torch;
mod triton;
mod wgsl;

pub use definition::Definition;
pub use error::ExportError;
pub use target::{Target, UnknownTarget};

use source::Source;

/// What is written besides the function itself.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct ExportOptions {
    /// The slope as a result of its own: a function, an entry point, or the second output of an ONNX model. What a
    /// backward pass needs is written with or without it, in every target that has backward passes.
    pub slope: bool,
}

/// An exported function.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Exported {
    /// Source code.
    Text(String),
    /// A file that is no text: an ONNX model.
    Binary(Vec<u8>),
}

impl Exported {
    /// What a file of it holds.
    pub fn as_bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Binary(bytes) => bytes,
        }
    }

    /// The source code; `None` for a file that is no text.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Binary(_) => None,
        }
    }
}

/// The function as code for `target`.
///
/// Fails for names that are no identifiers, for expressions with parameters that the definition does not have, and for
/// what the target cannot say (its name and the reason are in the error).
pub fn export(definition: &Definition, target: Target, options: &ExportOptions) -> Result<Exported, ExportError> {
    let source = Source::of(definition, *options)?;
    Ok(Exported::Text(match target {
        Target::Torch => torch::write(&source),
        Target::Jax => jax::write(&source),
        Target::Keras => keras::write(&source),
        Target::Numpy => numpy::write(&source),
        Target::Triton => triton::write(&source),
        Target::Cuda => cuda::write(&source),
        Target::Wgsl => wgsl::write(&source)?,
        Target::C => c::write(&source),
        Target::Rust => rust::write(&source),
        Target::Julia => julia::write(&source),
        Target::Latex => latex::write(&source, definition),
        Target::Onnx => return Ok(Exported::Binary(onnx::write(&source))),
    }))
}
