//! The error function, and `e^(-x^2)`.

use super::exponential::{Scaled, exp_scaled};
use super::{Machine, Sum, Wide};

/// `2 / sqrt(pi)`, the slope of the error function at 0.
pub(crate) const SLOPE_AT_0: Wide = Wide { high: std::f64::consts::FRAC_2_SQRT_PI, low: 1.533545961316588e-17 };

/// `e^(-x^2)` with its scale apart.
#[inline(always)]
pub(crate) fn bell_curve<M: Machine>(x: Sum<M>) -> Scaled<M> {
    // At 40 it is zero in every type, and a cut-off argument has no low part.
    let reach = M::constant(40.0);
    let high = x.high.at_least(-reach).at_most(reach);
    let low = M::select(reach.above(high.abs()), x.low, M::default());
    exp_scaled(-Sum { high, low }.squared())
}

/// `erf(x) / x` for `|x| <= 1`.
#[inline(always)]
pub(crate) fn ratio<M: Machine>(x: Sum<M>) -> Sum<M> {
    let constant = M::wide(SLOPE_AT_0);
    let w = x.high * x.high;
    Sum::ordered(constant.high, Sum { high: w * w.horner(M::ERF), low: constant.low })
}

/// `erf(x)` for positive `x`, with some of the digits that do not fit its type.
#[inline(always)]
pub(crate) fn erf_sum<M: Machine>(x: Sum<M>) -> Sum<M> {
    let one = M::constant(1.0);
    let high = x.high.at_most(M::ERF_REACH);
    let z = Sum { high, low: M::select(M::ERF_REACH.above(high), x.low, M::default()) };
    let reciprocal = one / (z.high + M::ERFC_CENTRE);
    let t = (z.high - M::ERFC_CENTRE) * reciprocal;
    let decay = exp_scaled(-z.squared()).value();
    let tail = t.horner(M::ERFC) * reciprocal * decay.high;
    let beyond = Sum::ordered(one, Sum::exactly(-tail));
    Sum::select(x.high.above(one), beyond, ratio(x).by(x))
}

/// `erf(x)`.
#[inline(always)]
pub(crate) fn erf<M: Machine>(x: M) -> M {
    erf_sum(Sum::exactly(x.abs())).rounded().copysign(x)
}
