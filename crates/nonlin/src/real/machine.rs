//! Floating-point types as kernels see them: the polynomials at their precision, and their bits.

use super::{
    Real, arctangent, coefficients, error_function, exponential, logarithm, normal, sigmoid, softplus, trigonometric,
};
use std::fmt::{Debug, Display, LowerExp};

/// `f32` or `f64`: a [`Real`] with bits, for kernels that keep every digit.
pub trait Machine:
    Real<Truth = bool> + Default + PartialOrd + Debug + Display + LowerExp + Send + Sync + 'static
{
    /// Name of the type as users know it.
    const NAME: &'static str;
    /// Bits in the significand, the hidden one included.
    const PRECISION: u32;
    /// Whether this type's kernels have rounding error to spare: 2 ULP are promised of `f32`, 1 of `f64`.
    const THRIFTY: bool;
    /// Whether the low parts of unevaluated sums are left out: they are then not to be read, and cost nothing.
    const LEAN: bool = false;
    /// Where arguments of exponentials are cut off below: far under the point where `e^x` rounds to zero (a
    /// factor may yet bring the product into range), and such that `e^x / DROP` is a normal number.
    const EXP_FLOOR: Self;
    /// A small power of two, `2^-LIFT`: scales of exponentials are held without it, or with it, where they would leave the type's range.
    const DROP: Self;
    /// Where arguments of exponentials are cut off above: a little over the point where `e^x` overflows.
    const EXP_CEILING: Self;
    /// From here on the normal upper tail rounds to zero.
    const NORMAL_REACH: Self;
    /// The largest finite number.
    const LARGEST: Self;
    /// `1.5 * 2^(PRECISION - 1)`: adding it rounds to an integer and leaves that integer in the low bits.
    const ROUNDER: Self;
    /// What the exponent of 1 is stored as.
    const BIAS: Self;
    /// `1 / ln 2`.
    const LOG2_E: Self;
    /// `ln 2` rounded to nearest.
    const LN2_HIGH: Self;
    /// `ln 2 - LN2_HIGH`.
    const LN2_LOW: Self;
    /// Centre of the transformation that [`MILLS`](Machine::MILLS) is a polynomial in.
    const MILLS_CENTRE: Self;
    /// `(e^r - 1 - r) / r^2`, constant term first.
    const EXP: &'static [Self];
    /// The same at the precision that [`THRIFTY`](Machine::THRIFTY) kernels need.
    const EXP_SHORT: &'static [Self];
    /// `e^r` itself: for drafts, which have digits to spare and need not add up its parts. Empty where none are made.
    const EXP_WHOLE: &'static [Self] = &[];
    /// `atanh(s) / s` in `s^2`.
    const ATANH: &'static [Self];
    /// `(ln(1 + u) - u) / u^2` from 0 to 1, at the precision that [`THRIFTY`](Machine::THRIFTY) kernels need.
    const LN_1P_SHORT: &'static [Self];
    /// `(z + k) Q(z) e^(z^2/2)` at `z = k`, with `Q` the normal upper tail and `k` the centre.
    const MILLS_CONSTANT: Wide;
    /// That function less its constant, over `t`, in `t = (z - k)/(z + k)`.
    const MILLS: &'static [Self];

    /// `(Phi(x) - 1/2) / x` in `x^2`, about 0.
    const NORMAL_CENTRE: &'static [Self];
    /// `(Phi(x) + x phi(x) - 1/2) / x` in `x^2`, about 0.
    const NORMAL_SLOPE_CENTRE: &'static [Self];

    /// `pi / 2`, the sum of these.
    const HALF_PI: [Self; 3];
    /// From here on the reduction of angles has no digits left: sine and cosine are NaN.
    const ANGLE_REACH: Self;
    /// `(sin r - r) / r^3` in `r^2`.
    const SIN: &'static [Self];
    /// `(cos r - 1 + r^2/2) / r^4` in `r^2`.
    const COS: &'static [Self];
    /// `(atan t - t) / t^3` in `t^2`.
    const ATAN: &'static [Self];
    /// From here on the error function is 1.
    const ERF_REACH: Self;
    /// `(erf(x)/x - 2/sqrt(pi)) / x^2` in `x^2`, about 0.
    const ERF: &'static [Self];
    /// Centre of the transformation that [`ERFC`](Machine::ERFC) is a polynomial in.
    const ERFC_CENTRE: Self;
    /// `(z + k) erfc(z) e^(z^2)` in `(z - k)/(z + k)`, with `k` the centre.
    const ERFC: &'static [Self];

    /// From `f64`, rounded to nearest.
    fn from_f64(value: f64) -> Self;
    /// To `f64`, exactly.
    fn to_f64(self) -> f64;
    /// `self * factor + addend`, rounded once.
    #[must_use]
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// Whether it is not a number.
    fn is_nan(self) -> bool;
    /// `self` with the sign of `sign`.
    #[must_use]
    fn copysign(self, sign: Self) -> Self;
    /// `2^n`, where `rounded` is `n + ROUNDER` and `2^n` is a normal number.
    #[must_use]
    fn power_of_two(rounded: Self) -> Self;
    /// [`copysign`](Machine::copysign) for `self` that is positive, or has that sign already: one step less.
    #[must_use]
    fn or_sign(self, sign: Self) -> Self;
    /// `2^n`, where `biased` is `n + ROUNDER + BIAS` and the result a normal number.
    #[must_use]
    fn power_of_two_biased(biased: Self) -> Self;
    /// `2^n / DROP`, where `rounded` is `n + ROUNDER`, `n` is at most 0 and the result a normal number.
    #[must_use]
    fn lifted_power_of_two(rounded: Self) -> Self;

    /// `self * factor` exactly, as an unevaluated sum.
    #[inline(always)]
    fn product(self, factor: Self) -> Sum<Self> {
        let high = self * factor;
        if Self::LEAN {
            return Sum::exactly(high);
        }
        Sum { high, low: self.mul_add(factor, -high) }
    }

    /// A constant at twice this type's precision.
    #[inline(always)]
    fn wide(constant: Wide) -> Sum<Self> {
        let high = Self::from_f64(constant.high);
        Sum { high, low: Self::from_f64((constant.high - high.to_f64()) + constant.low) }
    }

    /// `self * constant`, the constant taken at twice this type's precision; `self` must be finite.
    #[inline(always)]
    #[must_use]
    fn times(self, constant: Wide) -> Self {
        let constant = Self::wide(constant);
        if Self::LEAN {
            return self * constant.high;
        }
        self.mul_add(constant.high, self * constant.low)
    }

    /// A sixth: for [`THRIFTY`](Machine::THRIFTY) types, which may be rounded twice, without a division.
    #[inline(always)]
    #[must_use]
    fn sixth(self) -> Self {
        const SIXTH: Wide = Wide { high: 1.0 / 6.0, low: 9.25185853854297e-18 };
        if Self::THRIFTY { self.times(SIXTH) } else { self / Self::constant(6.0) }
    }

    /// The polynomial with these coefficients, constant term first, by Horner's rule: rounded once less at its
    /// end than [`polynomial`](Machine::polynomial), for where that end is the result.
    #[inline(always)]
    #[must_use]
    fn horner(self, coefficients: &'static [Self]) -> Self {
        let mut terms = coefficients.iter().rev();
        let leading = terms.next().copied().unwrap_or_default();
        terms.fold(leading, |sum, &term| sum.mul_add(self, term))
    }

    /// The polynomial with these coefficients, constant term first: Horner's rule in `x^2` on pairs of
    /// terms, which has half the latency of the plain rule.
    #[inline(always)]
    #[must_use]
    fn polynomial(self, coefficients: &'static [Self]) -> Self {
        let (pairs, odd) = coefficients.as_chunks::<2>();
        let pair = |&[even, odd]: &[Self; 2]| odd.mul_add(self, even);
        let square = self * self;
        let mut pairs = pairs.iter().rev();
        let leading = odd.first().copied().or_else(|| pairs.next().map(pair)).unwrap_or_default();
        pairs.fold(leading, |sum, terms| sum.mul_add(square, pair(terms)))
    }
}

/// A constant with more digits than `f64` holds: the sum of its two parts.
#[derive(Clone, Copy, Debug)]
pub struct Wide {
    /// The constant rounded to `f64`.
    pub high: f64,
    /// What is left of it, rounded to `f64`.
    pub low: f64,
}

/// A number as the unevaluated sum of two, `low` small beside `high`.
#[derive(Clone, Copy, Debug)]
pub struct Sum<M> {
    /// The number rounded to nearest, or nearly so.
    pub high: M,
    /// What is left of it.
    pub low: M,
}

impl<M: Machine> Sum<M> {
    /// A number as it is.
    #[inline(always)]
    pub fn exactly(high: M) -> Self {
        Self { high, low: M::default() }
    }

    /// `large + small`, exactly up to the low parts' own rounding, given `|large| >= |small|` (Dekker's fast two-sum).
    #[inline(always)]
    pub fn ordered(large: M, small: Self) -> Self {
        let high = large + small.high;
        if M::LEAN {
            return Self::exactly(high);
        }
        Self { high, low: (small.high - (high - large)) + small.low }
    }

    /// The square.
    #[inline(always)]
    #[must_use]
    pub fn squared(self) -> Self {
        let square = self.high.product(self.high);
        if M::LEAN {
            return square;
        }
        Self { high: square.high, low: (self.high + self.high).mul_add(self.low, square.low) }
    }

    /// `self * factor`.
    #[inline(always)]
    #[must_use]
    pub fn scaled(self, factor: M) -> Self {
        let product = self.high.product(factor);
        if M::LEAN {
            return product;
        }
        Self { high: product.high, low: self.low.mul_add(factor, product.low) }
    }

    /// `self / divisor`, within little more than half a unit in the last place: one division, whose
    /// remainder is made good. Both numbers and the quotient must be finite, and the divisor not tiny.
    #[inline(always)]
    pub fn over(self, divisor: Self) -> M {
        if M::LEAN {
            return self.high / divisor.high;
        }
        let reciprocal = M::constant(1.0) / divisor.high;
        let quotient = self.high * reciprocal;
        let remainder = (-quotient).mul_add(divisor.high, self.high) + (-quotient).mul_add(divisor.low, self.low);
        remainder.mul_add(reciprocal, quotient)
    }

    /// One of two sums.
    #[inline(always)]
    #[must_use]
    pub fn select(truth: bool, yes: Self, no: Self) -> Self {
        Self { high: M::select(truth, yes.high, no.high), low: M::select(truth, yes.low, no.low) }
    }

    /// `a - b` exactly (Knuth's two-sum: no condition on the sizes).
    #[inline(always)]
    pub fn difference(a: M, b: M) -> Self {
        let high = a - b;
        if M::LEAN {
            return Self::exactly(high);
        }
        let from_b = high - a;
        Self { high, low: (a - (high - from_b)) - (b + from_b) }
    }
}

macro_rules! machine {
    ($float:ident, $bits:ident, lift: $lift:literal, $($constant:ident: $type:ty = $value:expr,)*) => {
        impl Real for $float {
            type Truth = bool;

            #[inline(always)]
            fn constant(value: f64) -> Self {
                Self::from_f64(value)
            }
            #[inline(always)]
            fn above(self, other: Self) -> bool {
                self > other
            }
            #[inline(always)]
            fn select(truth: bool, yes: Self, no: Self) -> Self {
                if truth { yes } else { no }
            }
            #[inline(always)]
            fn nan_from(self, source: Self) -> Self {
                if source.is_nan() { source } else { self }
            }
            #[inline(always)]
            fn at_least(self, floor: Self) -> Self {
                if floor > self { floor } else { self }
            }
            #[inline(always)]
            fn at_most(self, ceiling: Self) -> Self {
                if ceiling < self { ceiling } else { self }
            }
            #[inline(always)]
            fn abs(self) -> Self {
                $float::abs(self)
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
                Self::from_f64(logarithm::ln(self.to_f64()))
            }
            #[inline(always)]
            fn ln_1p(self) -> Self {
                Self::from_f64(logarithm::ln_1p(self.to_f64()))
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
                $float::sqrt(self)
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

        impl Machine for $float {
            const NAME: &'static str = stringify!($float);
            const PRECISION: u32 = $float::MANTISSA_DIGITS;
            const THRIFTY: bool = $float::MANTISSA_DIGITS == f32::MANTISSA_DIGITS;
            const LARGEST: Self = $float::MAX;
            const BIAS: Self = ($float::MAX_EXP - 1) as $float;
            const LOG2_E: Self = std::$float::consts::LOG2_E;
            $(const $constant: $type = $value;)*

            #[inline(always)]
            #[allow(clippy::cast_possible_truncation, clippy::cast_lossless)]
            fn from_f64(value: f64) -> Self {
                value as $float
            }
            #[inline(always)]
            #[allow(clippy::cast_lossless)]
            fn to_f64(self) -> f64 {
                self as f64
            }
            #[inline(always)]
            fn mul_add(self, factor: Self, addend: Self) -> Self {
                $float::mul_add(self, factor, addend)
            }
            #[inline(always)]
            fn is_nan(self) -> bool {
                $float::is_nan(self)
            }
            #[inline(always)]
            fn copysign(self, sign: Self) -> Self {
                $float::copysign(self, sign)
            }
            #[inline(always)]
            fn power_of_two(rounded: Self) -> Self {
                const SHIFT: u32 = $float::MANTISSA_DIGITS - 1;
                const BIAS: $bits = ($float::MAX_EXP - 1) as $bits;
                Self::from_bits((rounded.to_bits() << SHIFT).wrapping_add(BIAS << SHIFT))
            }
            #[inline(always)]
            fn or_sign(self, sign: Self) -> Self {
                let minus: Self = -0.0;
                Self::from_bits(self.to_bits() | (sign.to_bits() & minus.to_bits()))
            }
            #[inline(always)]
            fn power_of_two_biased(biased: Self) -> Self {
                Self::from_bits(biased.to_bits() << ($float::MANTISSA_DIGITS - 1))
            }
            #[inline(always)]
            fn lifted_power_of_two(rounded: Self) -> Self {
                const SHIFT: u32 = $float::MANTISSA_DIGITS - 1;
                const LIFTED_BIAS: $bits = ($float::MAX_EXP - 1) as $bits + $lift;
                Self::from_bits((rounded.to_bits() << SHIFT).wrapping_add(LIFTED_BIAS << SHIFT))
            }
        }
    };
}

machine! { f32, u32, lift: 64,
    EXP_FLOOR: f32 = -131.0,
    DROP: f32 = f32::from_bits((127 - 64) << 23),
    EXP_CEILING: f32 = 89.0,
    NORMAL_REACH: f32 = 14.6,
    ROUNDER: f32 = 12582912.0,
    LN2_HIGH: f32 = std::f32::consts::LN_2,
    LN2_LOW: f32 = -1.904654299957767e-9,
    MILLS_CENTRE: f32 = 2.0,
    EXP: &'static [f32] = &coefficients::EXP_F32,
    EXP_SHORT: &'static [f32] = &coefficients::EXP_SHORT_F32,
    ATANH: &'static [f32] = &coefficients::ATANH_F32,
    LN_1P_SHORT: &'static [f32] = &coefficients::LN_1P_SHORT_F32,
    MILLS_CONSTANT: Wide = coefficients::MILLS_CONSTANT_F32,
    MILLS: &'static [f32] = &coefficients::MILLS_F32,
    NORMAL_CENTRE: &'static [f32] = &coefficients::NORMAL_CENTRE_F32,
    NORMAL_SLOPE_CENTRE: &'static [f32] = &coefficients::NORMAL_SLOPE_CENTRE_F32,
    HALF_PI: [f32; 3] = coefficients::HALF_PI_F32,
    ANGLE_REACH: f32 = 4194304.0,
    SIN: &'static [f32] = &coefficients::SIN_F32,
    COS: &'static [f32] = &coefficients::COS_F32,
    ATAN: &'static [f32] = &coefficients::ATAN_F32,
    ERF_REACH: f32 = 4.0,
    ERF: &'static [f32] = &coefficients::ERF_F32,
    ERFC_CENTRE: f32 = 1.5,
    ERFC: &'static [f32] = &coefficients::ERFC_F32,
}

machine! { f64, u64, lift: 512,
    EXP_FLOOR: f64 = -1063.0,
    DROP: f64 = f64::from_bits((1023 - 512) << 52),
    EXP_CEILING: f64 = 710.5,
    NORMAL_REACH: f64 = 38.7,
    ROUNDER: f64 = 6755399441055744.0,
    LN2_HIGH: f64 = std::f64::consts::LN_2,
    LN2_LOW: f64 = 2.319046813846299558e-17,
    MILLS_CENTRE: f64 = 3.75,
    EXP: &'static [f64] = &coefficients::EXP_F64,
    EXP_SHORT: &'static [f64] = &coefficients::EXP_SHORT_F64,
    ATANH: &'static [f64] = &coefficients::ATANH_F64,
    LN_1P_SHORT: &'static [f64] = &coefficients::LN_1P_SHORT_F64,
    MILLS_CONSTANT: Wide = coefficients::MILLS_CONSTANT_F64,
    MILLS: &'static [f64] = &coefficients::MILLS_F64,
    NORMAL_CENTRE: &'static [f64] = &coefficients::NORMAL_CENTRE_F64,
    NORMAL_SLOPE_CENTRE: &'static [f64] = &coefficients::NORMAL_SLOPE_CENTRE_F64,
    HALF_PI: [f64; 3] = coefficients::HALF_PI_F64,
    ANGLE_REACH: f64 = 2251799813685248.0,
    SIN: &'static [f64] = &coefficients::SIN_F64,
    COS: &'static [f64] = &coefficients::COS_F64,
    ATAN: &'static [f64] = &coefficients::ATAN_F64,
    ERF_REACH: f64 = 6.0,
    ERF: &'static [f64] = &coefficients::ERF_F64,
    ERFC_CENTRE: f64 = 2.0,
    ERFC: &'static [f64] = &coefficients::ERFC_F64,
}
