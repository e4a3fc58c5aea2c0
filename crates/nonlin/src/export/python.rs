//! What the Python targets share.

use super::body::{Argument, Body};
use super::names::{camel, unreserved};
use super::source::Source;
use crate::formula::{Binary, Primitive};

use super::graph::Function;

/// Words of the language, and what generated code has a use for itself.
pub(super) const RESERVED: &[&str] = &[
    "False",
    "None",
    "True",
    "and",
    "as",
    "assert",
    "async",
    "await",
    "break",
    "class",
    "continue",
    "def",
    "del",
    "elif",
    "else",
    "except",
    "finally",
    "for",
    "from",
    "global",
    "if",
    "import",
    "in",
    "is",
    "lambda",
    "nonlocal",
    "not",
    "or",
    "pass",
    "raise",
    "return",
    "try",
    "while",
    "with",
    "yield",
    "match",
    "case",
    "type",
    "print",
    "float",
    "super",
    "self",
    "ctx",
    "dy",
    "np",
    "math",
    "torch",
    "nn",
    "F",
    "jax",
    "jnp",
    "ops",
    "keras",
    "triton",
    "tl",
    "y",
    "dx",
    "n",
    "args",
    "kwargs",
    "upstream",
    "grad",
    "primals",
    "tangents",
    "device",
    "dtype",
    "offsets",
    "mask",
    "block",
    "partial",
    "once_differentiable",
    "ndtr",
    // What modules and layers already have by that name.
    "training",
    "train",
    "eval",
    "forward",
    "half",
    "double",
    "to",
    "cpu",
    "cuda",
    "apply",
    "modules",
    "parameters",
    "buffers",
    "children",
    "name",
    "build",
    "built",
    "call",
    "input",
    "output",
    "path",
    "variables",
    "weights",
    "losses",
    "metrics",
    "trainable",
    "supports_masking",
    "extra_repr",
    "state_dict",
    "input_spec",
    "dtype_policy",
    "compute_dtype",
];

/// A function of the target in Python: its name, and the parameters.
pub(super) struct Signature {
    pub(super) function: String,
    pub(super) class: String,
    pub(super) arguments: Vec<Argument>,
    pub(super) defaults: Vec<String>,
}

impl Signature {
    pub(super) fn of(source: &Source) -> Self {
        let argument = |parameter: &crate::formula::FormulaParameter| Argument {
            name: unreserved(&parameter.name, RESERVED),
            learnable: parameter.learnable,
        };
        Self {
            function: unreserved(&source.name, RESERVED),
            class: camel(&source.name),
            arguments: source.parameters.iter().map(argument).collect(),
            defaults: source.parameters.iter().map(|parameter| number(parameter.default)).collect(),
        }
    }

    /// `x, a, b`, with another word in front or none.
    pub(super) fn names(&self, first: &str) -> String {
        let names = self.arguments.iter().map(|argument| argument.name.as_str());
        let first = Some(first).filter(|first| !first.is_empty());
        first.into_iter().chain(names).collect::<Vec<_>>().join(", ")
    }

    /// `x, a=0.01`.
    pub(super) fn with_defaults(&self) -> String {
        let pairs =
            self.arguments.iter().zip(&self.defaults).map(|(argument, value)| format!("{}={value}", argument.name));
        ["x".to_owned()].into_iter().chain(pairs).collect::<Vec<_>>().join(", ")
    }

    /// What an autograd function of `PyTorch` is applied to: learnable parameters are tensors of this type, though one
    /// may be given as a number.
    pub(super) fn applied(&self, dtype: &str) -> String {
        let arguments = self.arguments.iter().map(|argument| {
            let name = &argument.name;
            if argument.learnable {
                format!("torch.as_tensor({name}, dtype={dtype}, device=x.device)")
            } else {
                name.clone()
            }
        });
        ["x".to_owned()].into_iter().chain(arguments).collect::<Vec<_>>().join(", ")
    }

    /// The learnable parameters by their names.
    pub(super) fn learnt(&self) -> Vec<&str> {
        self.arguments.iter().filter(|argument| argument.learnable).map(|argument| argument.name.as_str()).collect()
    }

    /// The fixed ones, each with its default.
    pub(super) fn fixed(&self) -> Vec<&str> {
        self.arguments.iter().filter(|argument| !argument.learnable).map(|argument| argument.name.as_str()).collect()
    }
}

/// A number as a literal: the shortest digits that are that number again.
pub(super) fn number(value: f64) -> String {
    if value.is_finite() { format!("{value:?}") } else { format!("float(\"{}\")", value.to_string().to_lowercase()) }
}

/// The comment at the top, as the module's docstring, with more lines below it.
pub(super) fn docstring(source: &Source, more: &[&str]) -> String {
    let mut lines = source.header();
    lines.extend(more.iter().map(|line| (*line).to_owned()));
    format!("\"\"\"{}\n\"\"\"\n", lines.join("\n"))
}

/// A function with this head: its steps, then `return` of the first result.
pub(super) fn function(head: &str, comment: &str, body: &Body) -> String {
    format!("{head}\n    \"\"\"{comment}\"\"\"\n{}    return {}\n", steps(body, 4), body.result())
}

/// The steps of a body, one a line, so far in.
pub(super) fn steps(body: &Body, indent: usize) -> String {
    body.lines(|name, text| format!("{:indent$}{name} = {text}\n", "")).concat()
}

/// The names that most libraries of arrays have for the plain functions.
pub(super) fn usual(function: Function) -> &'static str {
    match function {
        Function::Floor => "floor",
        Function::Primitive(primitive) => match primitive {
            Primitive::Atan => "arctan",
            other => other.name(),
        },
    }
}

/// `maximum` or `minimum`.
pub(super) fn extremum(operation: Binary) -> &'static str {
    if operation == Binary::Maximum { "maximum" } else { "minimum" }
}

/// `isnan` of one guard or of either of two, by a function of that name.
pub(super) fn any_nan(isnan: &str, guards: &[String]) -> String {
    guards.iter().map(|guard| format!("{isnan}({guard})")).collect::<Vec<_>>().join(" | ")
}
