//! From layers to text that is read back as the same.

use crate::initialiser::Initialiser;
use crate::shape::Shape;
use crate::spec::layer::{USUAL_EPSILON, USUAL_MOMENTUM};
use crate::spec::{ActivationSpec, LayerSpec, NetworkSpec, OutputActivation, PoolSpec, States};
use std::fmt;

/// `784, dense 128 gelu, dense 10 softmax`
impl fmt::Display for NetworkSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.input {
            Shape::Features(features) => write!(f, "{features}")?,
            Shape::Image { channels, height, width } => write!(f, "{channels}x{height}x{width}")?,
            Shape::Sequence { steps, features } => write!(f, "{steps} steps of {features}")?,
            Shape::Tokens { steps, vocabulary } => write!(f, "{steps} of {vocabulary} tokens")?,
        }
        for layer in &self.layers {
            write!(f, ", {layer}")?;
        }
        let plain = matches!(self.layers.last(), Some(LayerSpec::Dense(dense)) if dense.activation.is_none());
        match self.output {
            // Said where the last word would be read as one.
            OutputActivation::Linear if plain => Ok(()),
            output if plain => write!(f, " {output}"),
            output => write!(f, ", {output}"),
        }
    }
}

/// `conv 16 5x5 stride 1x1 pad 2x2 relu`
impl fmt::Display for LayerSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Dense(spec) => {
                write!(f, "dense {}", spec.units)?;
                f.write_str(if spec.bias { "" } else { " nobias" })?;
                after(f, spec.initialiser, spec.activation.as_ref())
            }
            Self::Conv(spec) => {
                write!(f, "conv {} {}", spec.filters, Pair(spec.kernel))?;
                window(f, spec.stride, [1; 2], spec.padding)?;
                if spec.groups != 1 {
                    write!(f, " groups {}", spec.groups)?;
                }
                f.write_str(if spec.bias { "" } else { " nobias" })?;
                after(f, spec.initialiser, spec.activation.as_ref())
            }
            Self::MaxPool(spec) | Self::AveragePool(spec) => {
                let PoolSpec { kernel, stride, padding } = *spec;
                write!(f, "{} {}", self.kind(), Pair(kernel))?;
                window(f, stride, kernel, padding)
            }
            Self::Recurrent(spec) => {
                write!(f, "{} {}", self.kind(), spec.units)?;
                f.write_str(if spec.states == States::All { " all" } else { "" })?;
                f.write_str(if spec.bidirectional { " bidirectional" } else { "" })?;
                if let Some(gates) = &spec.gate_activation {
                    write!(f, " gates {gates}")?;
                }
                after(f, spec.initialiser, spec.activation.as_ref())
            }
            Self::Embedding { units } => write!(f, "embedding {units}"),
            Self::Dropout { rate } | Self::AlphaDropout { rate } => write!(f, "{} {rate}", self.kind()),
            Self::Activation(spec) => write!(f, "{spec}"),
            Self::Gated(spec) => {
                let is_unit =
                    matches!(nonlin::functions::find(&spec.unit), Ok(nonlin::functions::Registered::Gated(_)));
                f.write_str(if is_unit { "" } else { "gated " })?;
                name(f, &spec.unit)?;
                write!(f, " {}", spec.units)?;
                after(f, spec.initialiser, None)
            }
            Self::Rows { function } => f.write_str(function),
            Self::Residual(block) => {
                write!(f, "residual({})", List(&block.layers))?;
                if block.shortcut.is_empty() { Ok(()) } else { write!(f, " shortcut({})", List(&block.shortcut)) }
            }
            Self::BatchNorm { momentum, epsilon } => {
                f.write_str(self.kind())?;
                if *momentum != USUAL_MOMENTUM {
                    write!(f, " momentum {momentum:?}")?;
                }
                small(f, *epsilon)
            }
            Self::LayerNorm { epsilon } | Self::RmsNorm { epsilon } => {
                f.write_str(self.kind())?;
                small(f, *epsilon)
            }
            Self::GlobalMaxPool | Self::GlobalAveragePool | Self::Flatten => f.write_str(self.kind()),
        }
    }
}

/// `gelu`, `leaky_relu(a = 0.2) per_channel`, `"x * tanh(x)"`
impl fmt::Display for ActivationSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        name(f, &self.name)?;
        for (place, (name, value)) in self.parameters.iter().enumerate() {
            write!(f, "{}{name} = {value:?}", if place == 0 { "(" } else { ", " })?;
        }
        f.write_str(if self.parameters.is_empty() { "" } else { ")" })?;
        f.write_str(if self.per_channel { " per_channel" } else { "" })?;
        f.write_str(if self.exact { " exact" } else { "" })
    }
}

/// A name as it is, a formula in quotes.
fn name(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    if is_name { f.write_str(name) } else { write!(f, "\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\"")) }
}

fn small(f: &mut fmt::Formatter<'_>, epsilon: f64) -> fmt::Result {
    if epsilon == USUAL_EPSILON { Ok(()) } else { write!(f, " epsilon {epsilon:?}") }
}

struct List<'a>(&'a [LayerSpec]);

impl fmt::Display for List<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (place, layer) in self.0.iter().enumerate() {
            write!(f, "{}{layer}", if place == 0 { "" } else { ", " })?;
        }
        Ok(())
    }
}

struct Pair([usize; 2]);

impl fmt::Display for Pair {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [height, width] = self.0;
        if height == width { write!(f, "{height}") } else { write!(f, "{height}x{width}") }
    }
}

fn window(f: &mut fmt::Formatter<'_>, stride: [usize; 2], usual: [usize; 2], padding: [usize; 2]) -> fmt::Result {
    if stride != usual {
        write!(f, " stride {}", Pair(stride))?;
    }
    if padding == [0; 2] { Ok(()) } else { write!(f, " pad {}", Pair(padding)) }
}

fn after(
    f: &mut fmt::Formatter<'_>,
    initialiser: Option<Initialiser>,
    activation: Option<&ActivationSpec>,
) -> fmt::Result {
    if let Some(initialiser) = initialiser {
        write!(f, " init {initialiser}")?;
    }
    match activation {
        Some(activation) => write!(f, " {activation}"),
        None => Ok(()),
    }
}
