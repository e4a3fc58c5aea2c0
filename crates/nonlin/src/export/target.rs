//! What a function can be written as.

use crate::spelling::nearest;
use std::fmt;
use std::str::FromStr;
use thiserror::Error;

/// A language, framework or format.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// `PyTorch`: a module over an `autograd.Function`.
    Torch,
    /// JAX: a function with a custom derivative.
    Jax,
    /// Keras 3: a layer over `keras.ops`, for any of its backends.
    Keras,
    /// `NumPy`.
    Numpy,
    /// Triton: forward and backward kernels, with a wrapper for `PyTorch`.
    Triton,
    /// CUDA C++: device functions, forward and backward kernels.
    Cuda,
    /// The shading language of `WebGPU`: functions and compute entry points.
    Wgsl,
    /// A C header (C99).
    C,
    /// Rust, with nothing but its standard library.
    Rust,
    /// An ONNX model of standard operators.
    Onnx,
    /// LaTeX.
    Latex,
    /// Julia.
    Julia,
}

/// Nothing is exported to a target of this name.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("unknown target `{name}`; {}", suggestion.map_or_else(|| format!("there are {}", listed()), |s| format!("did you mean `{s}`?")))]
pub struct UnknownTarget {
    /// What was asked for.
    pub name: String,
    /// The nearest name, if one is near.
    pub suggestion: Option<&'static str>,
}

impl Target {
    /// Every target.
    pub const ALL: [Self; 12] = [
        Self::Torch,
        Self::Jax,
        Self::Keras,
        Self::Numpy,
        Self::Triton,
        Self::Cuda,
        Self::Wgsl,
        Self::C,
        Self::Rust,
        Self::Onnx,
        Self::Latex,
        Self::Julia,
    ];

    /// The name it is asked for by.
    pub fn name(self) -> &'static str {
        match self {
            Self::Torch => "torch",
            Self::Jax => "jax",
            Self::Keras => "keras",
            Self::Numpy => "numpy",
            Self::Triton => "triton",
            Self::Cuda => "cuda",
            Self::Wgsl => "wgsl",
            Self::C => "c",
            Self::Rust => "rust",
            Self::Onnx => "onnx",
            Self::Latex => "latex",
            Self::Julia => "julia",
        }
    }

    /// What is written, in a few words.
    pub fn title(self) -> &'static str {
        match self {
            Self::Torch => "PyTorch module over an autograd function",
            Self::Jax => "JAX function with a custom derivative",
            Self::Keras => "Keras 3 layer over keras.ops",
            Self::Numpy => "NumPy function",
            Self::Triton => "Triton kernels with a PyTorch wrapper",
            Self::Cuda => "CUDA device functions and kernels",
            Self::Wgsl => "WGSL functions and compute entry points",
            Self::C => "C99 header",
            Self::Rust => "Rust functions without dependencies",
            Self::Onnx => "ONNX model of standard operators",
            Self::Latex => "LaTeX formula",
            Self::Julia => "Julia functions",
        }
    }

    /// The usual ending of such a file.
    pub fn extension(self) -> &'static str {
        match self {
            Self::Torch | Self::Jax | Self::Keras | Self::Numpy | Self::Triton => "py",
            Self::Cuda => "cu",
            Self::Wgsl => "wgsl",
            Self::C => "h",
            Self::Rust => "rs",
            Self::Onnx => "onnx",
            Self::Latex => "tex",
            Self::Julia => "jl",
        }
    }
}

fn listed() -> String {
    Target::ALL.map(Target::name).join(", ")
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Target {
    type Err = UnknownTarget;

    /// Case does not matter; `pytorch` and `tex` are understood too.
    fn from_str(text: &str) -> Result<Self, UnknownTarget> {
        let wanted = text.trim().to_lowercase();
        let wanted = match wanted.as_str() {
            "pytorch" => "torch",
            "tex" => "latex",
            other => other,
        };
        Self::ALL.into_iter().find(|target| target.name() == wanted).ok_or_else(|| UnknownTarget {
            name: text.chars().take(60).collect(),
            suggestion: nearest(wanted, Self::ALL.map(Self::name)),
        })
    }
}
