//! Formulas as text: plain, which is read back as the same formula, and as mathematics is set.

mod latex;
mod mathml;
mod notation;
mod plain;
mod unicode;

use super::{Formula, Primitive};
use notation::Notation;

impl Formula {
    /// The formula without its name and parameters, as [`parse`](Formula::parse) reads it.
    pub fn body(&self) -> String {
        plain::body(&self.expression, &self.parameters)
    }

    /// The formula without its name and parameters, in Unicode: `x·σ(β·x)`, `x²`, `x ≥ 0`, `√x`.
    ///
    /// Products of equal factors are written as powers, 3.141592653589793 as `π`. [`parse`](Formula::parse) reads it, as a formula with the same
    /// values up to rounding.
    pub fn unicode(&self) -> String {
        unicode::text(&Notation::of(self, notation::Style::Spoken))
    }

    /// The formula without its name and parameters, for the mathematics mode of LaTeX with `amsmath`.
    pub fn latex(&self) -> String {
        latex::text(&Notation::of(self, notation::Style::Set))
    }

    /// The formula without its name and parameters as a `<math>` element of `MathML`, presentation markup.
    pub fn mathml(&self) -> String {
        mathml::text(&Notation::of(self, notation::Style::Set))
    }
}

impl Primitive {
    /// The name in formulas.
    pub fn name(self) -> &'static str {
        match self {
            Self::Abs => "abs",
            Self::Exp => "exp",
            Self::ExpM1 => "expm1",
            Self::Ln => "log",
            Self::Ln1p => "log1p",
            Self::Sigmoid => "sigmoid",
            Self::Tanh => "tanh",
            Self::Softplus => "softplus",
            Self::NormalCdf => "normal_cdf",
            Self::Sqrt => "sqrt",
            Self::Erf => "erf",
            Self::Sin => "sin",
            Self::Cos => "cos",
            Self::Atan => "atan",
        }
    }
}

/// The shortest digits that are read as the same number, large and small ones with an exponent.
fn digits(value: f64) -> String {
    let size = value.abs();
    if value.is_nan() {
        "nan".to_owned()
    } else if size.is_finite() && size != 0.0 && !(1e-5..1e16).contains(&size) {
        format!("{value:e}")
    } else {
        value.to_string()
    }
}
