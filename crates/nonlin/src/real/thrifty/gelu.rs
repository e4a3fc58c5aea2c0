//! GELU.

use crate::real::{Machine, Wide};

/// `1 / (2 ln 2)`.
const HALF_LOG2_E: Wide = Wide { high: 0.7213475204444817, low: 1.0177636870465517e-17 };
/// Centre of the transformation that [`MILLS_SHORT`](Machine::MILLS_SHORT) is a polynomial in: with this one the
/// polynomial changes little where the reciprocal is off.
const MILLS_SHORT_CENTRE: f64 = 1.5;

/// `x Phi(x)`, that is `max(x, 0) - |x| Q(|x|)` with `Q` the normal upper tail.
///
/// `Q(z) = e^(-z^2/2) v G(v)` with `v = 1/(z + k)`, all rounding errors of one part kept for the other: that of `v`
/// goes into the exponent, for `Q` changes with it by nearly the same power everywhere.
#[inline(always)]
pub(crate) fn gelu<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    let z = x.abs().at_most(M::NORMAL_REACH);
    let centre = M::constant(MILLS_SHORT_CENTRE);
    let below = z + centre;
    let v = one / below;
    let off = (-v).mul_add(z - (below - centre), (-v).mul_add(below, one));
    let t = v.mul_add(M::constant(-2.0 * MILLS_SHORT_CENTRE), one);
    let (constant, rest) = M::MILLS_SHORT.split_at(1);
    let rest = t.polynomial(rest);
    let g = t.mul_add(rest, constant[0]);
    let g_low = t.mul_add(rest, constant[0] - g);

    // To the base 2 the reduction needs nothing but a subtraction; the scale is lifted out of the subnormals.
    let square = z.product(z);
    let k = M::wide(HALF_LOG2_E);
    let rounder = M::ROUNDER + M::BIAS + M::constant(64.0);
    let rounded = square.high.mul_add(-k.high, rounder);
    let f = square.high.mul_add(k.high, rounded - rounder);
    let small = off.mul_add(M::constant(1.25), square.low * M::constant(-0.5));
    let small = square.high.mul_add(k.low * -M::LN2_HIGH, small);
    let r = f.mul_add(-M::LN2_HIGH, small);
    let r_low = small - f.mul_add(M::LN2_HIGH, r);
    let bend = r * r * r.polynomial(M::EXP_SHORT);

    let scaled = z * M::power_of_two_biased(rounded);
    let y = scaled * v;
    let y_low = r.mul_add(y, bend.mul_add(y, r_low.mul_add(y, scaled.mul_add(v, -y))));
    let product = y.product(g);
    let share = product.high + g.mul_add(y_low, y.mul_add(g_low, product.low));
    (-share).mul_add(M::constant(1.0 / 18_446_744_073_709_551_616.0), x.at_least(M::constant(-0.0)))
}
