//! The functions of the language itself.

use super::error::FormulaFault;
use super::tree::{Condition, Grown, Nursery};
use crate::formula::{Binary, Primitive};
use crate::functions::find;

/// A function of the language itself.
#[derive(Clone, Copy)]
pub(super) enum Known {
    Primitive(Primitive),
    /// Of one number, made of primitives.
    Made(Made),
    /// Of two numbers or more.
    Extreme(Binary),
    Power,
    Clip,
    Where,
}

#[derive(Clone, Copy)]
pub(super) enum Made {
    Tan,
    Erfc,
    Sinh,
    Cosh,
    Sign,
    Square,
    Log2,
    Log10,
    Exp2,
    Reciprocal,
}

/// All of them by their names.
pub(super) const KNOWN: [(&str, Known); 48] = [
    ("abs", Known::Primitive(Primitive::Abs)),
    ("absolute", Known::Primitive(Primitive::Abs)),
    ("fabs", Known::Primitive(Primitive::Abs)),
    ("exp", Known::Primitive(Primitive::Exp)),
    ("expm1", Known::Primitive(Primitive::ExpM1)),
    ("log", Known::Primitive(Primitive::Ln)),
    ("ln", Known::Primitive(Primitive::Ln)),
    ("log1p", Known::Primitive(Primitive::Ln1p)),
    ("sigmoid", Known::Primitive(Primitive::Sigmoid)),
    ("sigma", Known::Primitive(Primitive::Sigmoid)),
    ("tanh", Known::Primitive(Primitive::Tanh)),
    ("softplus", Known::Primitive(Primitive::Softplus)),
    ("normal_cdf", Known::Primitive(Primitive::NormalCdf)),
    ("ndtr", Known::Primitive(Primitive::NormalCdf)),
    ("phi", Known::Primitive(Primitive::NormalCdf)),
    ("Phi", Known::Primitive(Primitive::NormalCdf)),
    ("Φ", Known::Primitive(Primitive::NormalCdf)),
    ("sqrt", Known::Primitive(Primitive::Sqrt)),
    ("erf", Known::Primitive(Primitive::Erf)),
    ("sin", Known::Primitive(Primitive::Sin)),
    ("cos", Known::Primitive(Primitive::Cos)),
    ("atan", Known::Primitive(Primitive::Atan)),
    ("arctan", Known::Primitive(Primitive::Atan)),
    ("tan", Known::Made(Made::Tan)),
    ("erfc", Known::Made(Made::Erfc)),
    ("sinh", Known::Made(Made::Sinh)),
    ("cosh", Known::Made(Made::Cosh)),
    ("sign", Known::Made(Made::Sign)),
    ("sgn", Known::Made(Made::Sign)),
    ("square", Known::Made(Made::Square)),
    ("log2", Known::Made(Made::Log2)),
    ("log10", Known::Made(Made::Log10)),
    ("exp2", Known::Made(Made::Exp2)),
    ("reciprocal", Known::Made(Made::Reciprocal)),
    ("max", Known::Extreme(Binary::Maximum)),
    ("maximum", Known::Extreme(Binary::Maximum)),
    ("fmax", Known::Extreme(Binary::Maximum)),
    ("amax", Known::Extreme(Binary::Maximum)),
    ("min", Known::Extreme(Binary::Minimum)),
    ("minimum", Known::Extreme(Binary::Minimum)),
    ("fmin", Known::Extreme(Binary::Minimum)),
    ("amin", Known::Extreme(Binary::Minimum)),
    ("pow", Known::Power),
    ("power", Known::Power),
    ("clip", Known::Clip),
    ("clamp", Known::Clip),
    ("clip_by_value", Known::Clip),
    ("where", Known::Where),
];

pub(super) fn known(name: &str) -> Option<Known> {
    let exactly = KNOWN.iter().find(|(known, _)| *known == name);
    exactly.or_else(|| KNOWN.iter().find(|(known, _)| known.eq_ignore_ascii_case(name))).map(|(_, known)| *known)
}

/// Whether a function has this name.
pub(super) fn is_function(name: &str) -> bool {
    known(name).is_some() || find(name).is_ok()
}

impl Made {
    /// The function written out.
    pub(super) fn of(self, a: Grown, nursery: &mut Nursery) -> Result<Grown, FormulaFault> {
        match self {
            Self::Tan => {
                let again = nursery.copy(&a)?;
                let (sine, cosine) = (nursery.call(Primitive::Sin, a)?, nursery.call(Primitive::Cos, again)?);
                nursery.binary(Binary::Divide, sine, cosine)
            }
            Self::Erfc => {
                // 2 Phi(-sqrt(2) a), which has digits where 1 - erf(a) has none.
                let factor = nursery.constant(-std::f64::consts::SQRT_2)?;
                let scaled = nursery.binary(Binary::Multiply, factor, a)?;
                let (two, tail) = (nursery.constant(2.0)?, nursery.call(Primitive::NormalCdf, scaled)?);
                nursery.binary(Binary::Multiply, two, tail)
            }
            Self::Sinh | Self::Cosh => {
                // Of `e^a - 1` for the sine, which loses nothing near 0.
                let (primitive, operation) = match self {
                    Self::Sinh => (Primitive::ExpM1, Binary::Subtract),
                    _ => (Primitive::Exp, Binary::Add),
                };
                let again = nursery.copy(&a)?;
                let mirrored = nursery.negated(again)?;
                let (right, left) = (nursery.call(primitive, a)?, nursery.call(primitive, mirrored)?);
                let (sum, two) = (nursery.binary(operation, right, left)?, nursery.constant(2.0)?);
                nursery.binary(Binary::Divide, sum, two)
            }
            Self::Sign => {
                let again = nursery.copy(&a)?;
                let mut constants = [0.0, 0.0, 1.0, -1.0, 0.0].map(|value| nursery.constant(value)).into_iter();
                let mut next = || constants.next().unwrap_or(Err(FormulaFault::TooLarge));
                let (zero, zero_again, one, minus, nothing) = (next()?, next()?, next()?, next()?, next()?);
                let negative = nursery.chosen(Condition::above(zero, again), minus, nothing)?;
                nursery.chosen(Condition::above(a, zero_again), one, negative)
            }
            Self::Square => nursery.integer_power(a, 2),
            Self::Reciprocal => nursery.inverse(a),
            Self::Log2 | Self::Log10 => {
                let (logarithm, base) = (
                    nursery.call(Primitive::Ln, a)?,
                    match self {
                        Self::Log2 => std::f64::consts::LN_2,
                        _ => std::f64::consts::LN_10,
                    },
                );
                let base = nursery.constant(base)?;
                nursery.binary(Binary::Divide, logarithm, base)
            }
            Self::Exp2 => {
                let base = nursery.constant(std::f64::consts::LN_2)?;
                let scaled = nursery.binary(Binary::Multiply, base, a)?;
                nursery.call(Primitive::Exp, scaled)
            }
        }
    }
}
