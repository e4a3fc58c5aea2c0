//! Formulas as people write them, on paper, in `NumPy` or in a paper's Unicode, read into trees.
//!
//! ```
//! use nonlin::formula::Formula;
//!
//! let swish = Formula::parse("swish(x; learn beta = 1.0) = x * sigmoid(beta * x)")?;
//! assert_eq!(swish.evaluate(0.0, &swish.defaults()), 0.0);
//! assert_eq!(swish.unicode(), "x·σ(β·x)");
//!
//! let mistake = Formula::parse("x * tnh(x)").unwrap_err();
//! assert_eq!(mistake.to_string(), "unknown function `tnh` at column 5, did you mean `tanh`?");
//! # Ok::<(), nonlin::formula::FormulaError>(())
//! ```
//!
//! # The language
//!
//! | what | how |
//! | --- | --- |
//! | arithmetic | `+ - * /`, `x^2` or `x**2` or `x²`, `√x`, <code>\|x\|</code>, `2x` and `3(x + 1)`; `· × ÷ −` too |
//! | numbers | `0.5`, `1e-3`, `pi` `π`, `e`, `inf` `∞`, `nan` |
//! | functions of one number | `abs exp expm1 log ln log1p log2 log10 exp2 sqrt square sin cos tan atan sinh cosh tanh erf erfc sign sigmoid softplus normal_cdf`, `σ`, `Φ` |
//! | of several | `max min` (two or more), `clip(v, low, high)`, `pow(a, b)`, `where(condition, a, b)` |
//! | activations | every element-wise one of the registry by any of its names: `gelu(x)`, `leaky_relu(x, 0.2)`, `leaky_relu(x, a = 0.2)` |
//! | conditions | `> >= < <= == !=`, `0 < x < 1`, `and or not`; in `where`, in `a if x > 0 else b`, or as a number, 1 or 0 |
//! | modules | `np.`, `torch.`, `F.`, `math.` and the like before a function are dropped |
//! | parameters | `swish(x; beta = 1.0) = ...`, learnable `learn beta = 1.0`; or a line `param beta = 1.0`, `learn beta = 1.0` |
//! | lines | `s = sigmoid(x)`, then what uses `s`; the last line is the result; `;` parts lines too; `#` begins a comment |
//!
//! From loose to tight: `if`, `or`, `and`, `not`, comparisons, sums, products and a sign before them (`-x * y` is
//! `-(x * y)`), products without a sign, powers. Of powers the right one is taken first. `1/2x` is refused.
//!
//! An integer exponent up to [`LARGEST_EXPONENT`] in size is [repeated multiplication](crate::real::Real::powi), 0.5 the
//! square root; any other power is `e^(b ln a)`, so NaN where `a` is negative. Powers of `e` are exponentials.
//! A condition is NaN where a number compared in it is, as far as it is looked at: `x > 0 and log(x) > 1` is decided by `x > 0`
//! where that fails. `1/0` is infinite, `0/0` is NaN.

mod call;
mod definition;
mod error;
mod functions;
pub(super) mod names;
mod operators;
mod parser;
mod scope;
mod token;
mod tree;

pub use error::{FormulaError, FormulaFault};

use super::Formula;

/// Bytes of text that are read.
pub const LONGEST_TEXT: usize = 64 * 1024;
/// Levels of the tree. A sum of many terms has as many levels as terms.
pub const DEEPEST: u16 = 200;
/// Nodes of the tree with every local name and function written out.
pub const LARGEST: u32 = 20_000;
/// Characters of a name.
pub const LONGEST_NAME: usize = 60;
/// The largest exponent, in size, that is a power by multiplication.
pub const LARGEST_EXPONENT: u32 = 1024;

impl Formula {
    /// The formula that a text says, as [`language`](self) describes it. What [`Display`](std::fmt::Display) prints of a
    /// formula is read as the same formula.
    pub fn parse(text: &str) -> Result<Self, FormulaError> {
        definition::formula(text)
    }
}

impl std::str::FromStr for Formula {
    type Err = FormulaError;

    fn from_str(text: &str) -> Result<Self, FormulaError> {
        Self::parse(text)
    }
}
