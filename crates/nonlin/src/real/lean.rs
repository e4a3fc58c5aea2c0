//! `f64` arithmetic without anything beyond it: the first draft of an exact `f32` result.
//!
//! A result of `f32` needs 24 bits and a few more to be rounded safely. `f64` has them even where every low part of an
//! unevaluated sum is left out and every polynomial is cut off at about `2^-47`; and no intermediate result of a
//! number of the size of an `f32` leaves its range. Kernels read with [`Lean`] are those of `f32` without their care.

use super::{
    Machine, Real, Wide, arctangent, coefficients, error_function, exponential, logarithm, normal, operators_of_inner,
    sigmoid, softplus, trigonometric,
};
use std::fmt;

/// A number of type `f64`, read as a kernel's draft.
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Debug)]
pub struct Lean(pub f64);

impl fmt::Display for Lean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::LowerExp for Lean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

operators_of_inner!(Lean);

impl Real for Lean {
    type Truth = bool;

    #[inline(always)]
    fn constant(value: f64) -> Self {
        Self(value)
    }
    #[inline(always)]
    fn above(self, other: Self) -> bool {
        self.0 > other.0
    }
    #[inline(always)]
    fn select(truth: bool, yes: Self, no: Self) -> Self {
        if truth { yes } else { no }
    }
    #[inline(always)]
    fn nan_from(self, source: Self) -> Self {
        Self(self.0.nan_from(source.0))
    }
    #[inline(always)]
    fn at_least(self, floor: Self) -> Self {
        Self(self.0.at_least(floor.0))
    }
    #[inline(always)]
    fn at_most(self, ceiling: Self) -> Self {
        Self(self.0.at_most(ceiling.0))
    }
    #[inline(always)]
    fn abs(self) -> Self {
        Self(self.0.abs())
    }
    #[inline(always)]
    fn exp(self) -> Self {
        exponential::exp(self)
    }
    #[inline(always)]
    fn exp_m1(self) -> Self {
        exponential::exp_m1(self)
    }
    #[inline(always)]
    fn ln(self) -> Self {
        Self(logarithm::ln(self.0))
    }
    #[inline(always)]
    fn ln_1p(self) -> Self {
        Self(logarithm::ln_1p(self.0))
    }
    #[inline(always)]
    fn sigmoid(self) -> Self {
        sigmoid::sigmoid(self)
    }
    #[inline(always)]
    fn tanh(self) -> Self {
        exponential::tanh(self)
    }
    #[inline(always)]
    fn softplus(self) -> Self {
        softplus::softplus(self)
    }
    #[inline(always)]
    fn normal_cdf(self) -> Self {
        normal::normal_cdf(self)
    }
    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.sqrt())
    }
    #[inline(always)]
    fn erf(self) -> Self {
        error_function::erf(self)
    }
    #[inline(always)]
    fn sin(self) -> Self {
        trigonometric::sin(self)
    }
    #[inline(always)]
    fn cos(self) -> Self {
        trigonometric::cos(self)
    }
    #[inline(always)]
    fn atan(self) -> Self {
        arctangent::atan(self)
    }
}

const fn lean(value: f64) -> Lean {
    Lean(value)
}

/// A table of coefficients, read as this type.
macro_rules! table {
    ($name:ident) => {{
        const TABLE: &[Lean] = &{
            let mut table = [Lean(0.0); coefficients::$name.len()];
            let mut i = 0;
            while i < table.len() {
                table[i] = Lean(coefficients::$name[i]);
                i += 1;
            }
            table
        };
        TABLE
    }};
}

impl Machine for Lean {
    const NAME: &'static str = "a draft in f64";
    const PRECISION: u32 = f64::PRECISION;
    const THRIFTY: bool = true;
    const LEAN: bool = true;
    // Nothing of the size of an `f32` brings a product with e^-700 into the range of `f32`, so no scale is held apart.
    const EXP_FLOOR: Self = lean(-700.0);
    const DROP: Self = lean(1.0);
    const EXP_CEILING: Self = lean(700.0);
    const NORMAL_REACH: Self = lean(15.0);
    const LARGEST: Self = lean(f64::MAX);
    const ROUNDER: Self = lean(f64::ROUNDER);
    const BIAS: Self = lean(f64::BIAS);
    const LOG2_E: Self = lean(f64::LOG2_E);
    const LN2_HIGH: Self = lean(f64::LN2_HIGH);
    const LN2_LOW: Self = lean(f64::LN2_LOW);
    const MILLS_CENTRE: Self = lean(3.75);
    // Where the result is `e^r - 1`, an error beside 1 is larger beside it: this has six bits more than the whole exponential.
    const EXP: &'static [Self] = table!(EXP_SHORT_F64);
    const EXP_SHORT: &'static [Self] = Self::EXP;
    const EXP_WHOLE: &'static [Self] = &{
        // 1 + r + r^2 times the shorter polynomial.
        let mut whole = [lean(1.0); 2 + coefficients::EXP_LEAN.len()];
        let mut i = 2;
        while i < whole.len() {
            whole[i] = lean(coefficients::EXP_LEAN[i - 2]);
            i += 1;
        }
        whole
    };
    const ATANH: &'static [Self] = table!(ATANH_LEAN);
    const LN_1P_SHORT: &'static [Self] = table!(LN_1P_SHORT_F64);
    const MILLS_CONSTANT: Wide = coefficients::MILLS_CONSTANT_LEAN;
    const MILLS: &'static [Self] = table!(MILLS_LEAN);
    const NORMAL_CENTRE: &'static [Self] = table!(NORMAL_CENTRE_LEAN);
    const NORMAL_SLOPE_CENTRE: &'static [Self] = table!(NORMAL_SLOPE_CENTRE_LEAN);
    const HALF_PI: [Self; 3] = [lean(f64::HALF_PI[0]), lean(f64::HALF_PI[1]), lean(f64::HALF_PI[2])];
    const ANGLE_REACH: Self = lean(f64::ANGLE_REACH);
    const SIN: &'static [Self] = table!(SIN_LEAN);
    const COS: &'static [Self] = table!(COS_LEAN);
    const ATAN: &'static [Self] = table!(ATAN_LEAN);
    const ERF_REACH: Self = lean(f64::ERF_REACH);
    const ERF: &'static [Self] = table!(ERF_LEAN);
    const ERFC_CENTRE: Self = lean(1.5);
    const ERFC: &'static [Self] = table!(ERFC_LEAN);

    #[inline(always)]
    fn from_f64(value: f64) -> Self {
        Self(value)
    }
    #[inline(always)]
    fn to_f64(self) -> f64 {
        self.0
    }
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        Self(self.0.mul_add(factor.0, addend.0))
    }
    #[inline(always)]
    fn is_nan(self) -> bool {
        self.0.is_nan()
    }
    #[inline(always)]
    fn copysign(self, sign: Self) -> Self {
        Self(self.0.copysign(sign.0))
    }
    #[inline(always)]
    fn power_of_two(rounded: Self) -> Self {
        Self(f64::power_of_two(rounded.0))
    }
    #[inline(always)]
    fn or_sign(self, sign: Self) -> Self {
        Self(self.0.or_sign(sign.0))
    }
    #[inline(always)]
    fn power_of_two_biased(biased: Self) -> Self {
        Self(f64::power_of_two_biased(biased.0))
    }
    #[inline(always)]
    fn lifted_power_of_two(rounded: Self) -> Self {
        Self(f64::power_of_two(rounded.0))
    }
}
