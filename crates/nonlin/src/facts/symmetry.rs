//! Odd and even functions, by the rules of their formulas.

use crate::formula::{Binary, Expression, Primitive};

/// How a function's values at `x` and `-x` belong together.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Symmetry {
    /// `f(-x) = -f(x)`: centred on zero.
    Odd,
    /// `f(-x) = f(x)`.
    Even,
    /// Neither of the two, shown by a counterexample.
    Neither,
}

/// What is known of a part of a formula; 0 is both odd and even.
#[derive(Clone, Copy, PartialEq)]
struct Parity {
    odd: bool,
    even: bool,
}

const ODD: Parity = Parity { odd: true, even: false };
const EVEN: Parity = Parity { odd: false, even: true };
const BOTH: Parity = Parity { odd: true, even: true };

impl Parity {
    fn and(self, other: Self) -> Self {
        Self { odd: self.odd && other.odd, even: self.even && other.even }
    }

    fn times(self, other: Self) -> Self {
        Self {
            odd: self.odd && other.even || self.even && other.odd,
            even: self.odd && other.odd || self.even && other.even,
        }
    }
}

/// The symmetry of a simplified formula, as far as its form shows it.
pub(super) fn by_form(expression: &Expression) -> Option<Symmetry> {
    let parity = parity(expression);
    if parity.odd { Some(Symmetry::Odd) } else { parity.even.then_some(Symmetry::Even) }
}

fn parity(expression: &Expression) -> Parity {
    match expression {
        Expression::Variable => ODD,
        Expression::Constant(value) if *value == 0.0 => BOTH,
        Expression::Constant(_) | Expression::Parameter(_) | Expression::Power(_, 0) => EVEN,
        Expression::Negate(a) => parity(a),
        Expression::Binary(operation, a, b) => {
            let (left, right) = (parity(a), parity(b));
            match operation {
                Binary::Add | Binary::Subtract => left.and(right),
                Binary::Multiply | Binary::Divide => left.times(right),
                Binary::Maximum | Binary::Minimum => Parity { odd: false, ..left.and(right) },
            }
        }
        Expression::Call(primitive, a) => {
            let inner = parity(a);
            match primitive {
                Primitive::Tanh | Primitive::Erf | Primitive::Sin | Primitive::Atan => inner,
                Primitive::Abs | Primitive::Cos => Parity { odd: false, even: inner.odd || inner.even },
                _ => Parity { odd: false, ..inner },
            }
        }
        Expression::Power(a, exponent) => {
            let inner = parity(a);
            if exponent % 2 == 0 { Parity { odd: false, even: inner.odd || inner.even } } else { inner }
        }
        Expression::Where(parts) => {
            let [left, right, yes, no] = &**parts;
            if parity(left).even && parity(right).even {
                parity(yes).and(parity(no))
            } else {
                Parity { odd: false, even: false }
            }
        }
    }
}
