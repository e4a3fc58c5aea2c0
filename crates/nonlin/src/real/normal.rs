//! The standard normal distribution: its upper tail without cancellation, and it as a gate.

use super::exponential::{Scaled, decay_scaled};
use super::{Machine, Sum, Wide, drafts, thrifty};

/// `1 / sqrt(2 pi)`.
pub(crate) const DENSITY_AT_0: Wide = Wide { high: 0.3989422804014327, low: -2.49232720227773e-17 };

/// Between these the polynomial about 0 serves, beyond them the tail.
const CENTRE_LOW: f64 = -0.5;
const CENTRE_HIGH: f64 = 1.25;

/// The upper tail `Q(z) = 1 - Phi(z)` for `z = |x|`, cut off where it underflows: `z`, the exponential
/// `e^(-z^2/2)` with its scale apart, and the factor `Q(z) / e^(-z^2/2)`.
#[inline(always)]
fn upper_tail<M: Machine>(x: M) -> (M, Scaled<M>, M) {
    let z = x.abs().at_most(M::NORMAL_REACH);
    let square = z.product(z * M::constant(-0.5));
    let denominator = Sum::difference(z, -M::MILLS_CENTRE);
    let t = Sum::exactly(z - M::MILLS_CENTRE).over(denominator);
    let constant = M::wide(M::MILLS_CONSTANT);
    let variable = t.product(t.polynomial(M::MILLS));
    let variable = Sum { high: variable.high, low: variable.low + constant.low };
    let mills = Sum::ordered(constant.high, variable).over(denominator);
    (z, decay_scaled(square), mills)
}

/// `Phi(x) = 1/2 + x r(x^2)` about 0.
#[inline(always)]
fn centre<M: Machine>(x: M, odd: &'static [M]) -> M {
    x.mul_add((x * x).polynomial(odd), M::constant(0.5))
}

/// `beyond` on the left of the centre, `1 - beyond` on the right of it.
#[inline(always)]
fn join<M: Machine>(x: M, centre: M, beyond: M) -> M {
    let outside = M::select(x.above(M::default()), M::constant(1.0) - beyond, beyond);
    let inside = x.above(M::constant(CENTRE_LOW)) & M::constant(CENTRE_HIGH).above(x);
    M::select(inside, centre, outside)
}

/// `Phi(x)`.
#[inline(always)]
pub(crate) fn normal_cdf<M: Machine>(x: M) -> M {
    let (_, decay, mills) = upper_tail(x);
    join(x, centre(x, M::NORMAL_CENTRE), decay.rescale(product(mills, decay.significand())))
}

/// `factor * sum`, the sum's low part included.
#[inline(always)]
fn product<M: Machine>(factor: M, sum: Sum<M>) -> M {
    factor.mul_add(sum.high, factor * sum.low)
}

/// `x Phi(x)`; the factor meets the tail before the tail is scaled into the subnormal range.
#[inline(always)]
pub(crate) fn gate<M: Machine>(x: M) -> M {
    if M::LEAN {
        return drafts::gelu(x);
    }
    if M::THRIFTY {
        return thrifty::gelu(x);
    }
    let (_, decay, mills) = upper_tail(x);
    let tail = decay.significand().scaled(mills);
    let left = decay.rescale(product(x.at_least(-M::NORMAL_REACH), tail));
    let phi = join(x, centre(x, M::NORMAL_CENTRE), decay.rescale(tail.high));
    M::select(x.above(M::constant(CENTRE_LOW)), x * phi, left)
}

/// The slope of `x Phi(x)`: `Phi(x) + x phi(x)`, with `phi` the normal density.
#[inline(always)]
pub(crate) fn gate_slope<M: Machine>(x: M) -> M {
    if M::LEAN {
        return drafts::gelu_slope(x, DENSITY_AT_0);
    }
    let (z, decay, mills) = upper_tail(x);
    // Both halves share the exponential: on the left Q - z phi, on the right 1 - (Q - z phi).
    let density = M::wide(DENSITY_AT_0);
    let difference = z.mul_add(-density.high, z.mul_add(-density.low, mills));
    let beyond = decay.rescale(product(difference, decay.significand()));
    join(x, centre(x, M::NORMAL_SLOPE_CENTRE), beyond)
}
