//! Any formula read with intervals: what it can give for all numbers of one.

use super::enclosure;
use super::interval::Interval;
use crate::formula::Primitive;
use crate::real::Real;

/// The outcome of a comparison that need not be the same for all numbers of two intervals.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Truth {
    /// It holds for all of them.
    Yes,
    /// It holds for none.
    No,
    /// It may hold for some.
    Either,
}

macro_rules! primitives {
    ($($method:ident $primitive:ident,)*) => {
        $(fn $method(self) -> Self {
            enclosure::value(Primitive::$primitive, self)
        })*
    };
}

impl Real for Interval {
    type Truth = Truth;

    /// A constant as it is; everything if it is not a number.
    fn constant(value: f64) -> Self {
        Self::between(value, value)
    }
    fn above(self, other: Self) -> Truth {
        if self.low > other.high {
            Truth::Yes
        } else if self.high <= other.low {
            Truth::No
        } else {
            Truth::Either
        }
    }
    fn select(truth: Truth, yes: Self, no: Self) -> Self {
        match truth {
            Truth::Yes => yes,
            Truth::No => no,
            Truth::Either => yes.hull(no),
        }
    }
    fn nan_from(self, _source: Self) -> Self {
        self
    }
    fn at_least(self, floor: Self) -> Self {
        Self { low: self.low.max(floor.low), high: self.high.max(floor.high) }
    }
    fn at_most(self, ceiling: Self) -> Self {
        Self { low: self.low.min(ceiling.low), high: self.high.min(ceiling.high) }
    }
    primitives! {
        abs Abs,
        exp Exp,
        exp_m1 ExpM1,
        ln Ln,
        ln_1p Ln1p,
        sigmoid Sigmoid,
        tanh Tanh,
        softplus Softplus,
        normal_cdf NormalCdf,
        sqrt Sqrt,
        erf Erf,
        sin Sin,
        cos Cos,
        atan Atan,
    }

    fn powi(self, exponent: i32) -> Self {
        self.power(exponent)
    }
}
