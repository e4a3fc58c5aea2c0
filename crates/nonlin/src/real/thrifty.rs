//! Kernels for [`THRIFTY`](Machine::THRIFTY) types: as few and as short steps as 2 ULP of `f32` allow.
//!
//! What limits such a loop is how many steps the processor keeps in flight, so a step that is not on the way to the
//! result costs nearly as much as one that is: the scale of an exponential comes out of the rounding by one
//! shift, low parts that the bound does not need are left out, and `1 + e^-x` is summed in the order
//! that keeps the 1 in any case.
//!
//! Results are good over the range of `f32`: a type that reaches further gets zero where `f32` would. Of
//! the precision only [`EXP_SHORT`](Machine::EXP_SHORT), [`MILLS_SHORT`](Machine::MILLS_SHORT) and the parts of `ln 2` depend.

use super::{Machine, Sum, Wide};

/// The exponent of a power of two that `1 + e^-x` is held times: `e^109` does not overflow then, nor is `e^-64` subnormal.
const SHIFT: f64 = -32.0;
/// Where the results of gates round to zero.
const FLOOR: f64 = -109.0;
/// A little under 64, so that neither `x - CEILING` nor that plus `CEILING` is ever half way between two numbers
/// where it is not exact: then `(x - CEILING) + CEILING` is `x`.
const CEILING: f64 = 63.999996185302734;

/// `2^SHIFT`.
#[inline(always)]
fn unit<M: Machine>() -> M {
    M::constant(1.0 / 4_294_967_296.0)
}

/// `e^r - 1` for `|r| <= ln(2)/2`.
#[inline(always)]
fn tail<M: Machine>(r: M) -> M {
    (r * r).mul_add(r.polynomial(M::EXP_SHORT), r)
}

/// `e^x = 2^n (1 + tail)`: `2^n`, and `tail`. The power must be a normal number.
#[inline(always)]
fn power<M: Machine>(x: M) -> (M, M) {
    let rounder = M::ROUNDER + M::BIAS;
    let rounded = x.mul_add(M::LOG2_E, rounder);
    let n = rounded - rounder;
    let r = n.mul_add(-M::LN2_LOW, n.mul_add(-M::LN2_HIGH, x));
    (M::power_of_two_biased(rounded), tail(r))
}

/// `1 + e^-x`, times [`unit`]; `x` between [`FLOOR`] and [`CEILING`].
#[inline(always)]
fn one_plus_exp_of_minus<M: Machine>(x: M) -> M {
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = x.mul_add(-M::LOG2_E, rounder);
    let n = rounded - rounder;
    let r = -n.mul_add(M::LN2_LOW, n.mul_add(M::LN2_HIGH, x));
    one_plus(M::power_of_two_biased(rounded), tail(r))
}

/// `unit + scale (1 + tail)`; whichever is the larger, the other is not lost before the tail is added.
#[inline(always)]
fn one_plus<M: Machine>(scale: M, tail: M) -> M {
    scale.mul_add(tail, unit()) + scale
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn sigmoid<M: Machine>(x: M) -> M {
    let x = x.at_least(M::constant(FLOOR)).at_most(M::constant(CEILING));
    unit::<M>() / one_plus_exp_of_minus(x)
}

/// `x / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn silu<M: Machine>(x: M) -> M {
    let x = x.at_least(M::constant(FLOOR));
    let near = x.at_most(M::constant(CEILING));
    quotient(x, near, one_plus_exp_of_minus(near))
}

/// `near / below * unit`, plus what `x` has beyond `near`, where the quotient is 1: dividing first keeps subnormals exact,
/// and `near` keeps that from overflowing. The difference is that way round for the sign of -0.
#[inline(always)]
fn quotient<M: Machine>(x: M, near: M, below: M) -> M {
    (near / below).mul_add(unit(), -(near - x))
}

/// `a x + b x^3`, for [`gate_of_cubic`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cubic {
    /// The upper part of `a`, with 20 bits: `a + b x^2` of 24 bits is exact less this.
    pub(crate) a: f64,
    /// The rest of `a`.
    pub(crate) a_low: f64,
    /// `b`, of the sign of `a`.
    pub(crate) b: Wide,
}

/// `x / (1 + 2^-(a x + b x^3))`, where `x` is cut off at `floor`, where the result rounds to zero, and the
/// quotient is 1 from `ceiling` on; both under 16.
///
/// In the tail the exponential turns an error of its argument into a relative error a hundred times as large, so the
/// argument has eight bits more than the type; to the base 2 the reduction needs nothing but a subtraction.
#[inline(always)]
pub(crate) fn gate_of_cubic<M: Machine>(x: M, floor: f64, ceiling: f64, argument: Cubic) -> M {
    let x = x.at_least(M::constant(floor));
    let near = x.at_most(M::constant(ceiling));
    let (a, a_low, b) = (M::constant(argument.a), M::constant(argument.a_low), M::wide(argument.b));
    let w = near.product(near);
    let factor = b.high.mul_add(w.high, a);
    let rest = b.high.mul_add(w.low, b.low.mul_add(w.high, a_low));
    let low = b.high.mul_add(w.high, a - factor) + rest;
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = (-near).mul_add(factor, rounder);
    let f = -near.mul_add(low, near.mul_add(factor, rounded - rounder));
    let below = one_plus(M::power_of_two_biased(rounded), tail(f * M::LN2_HIGH));
    quotient(x, near, below)
}

/// `tanh x = (1 - e^-2|x|) / (1 + e^-2|x|)`, the upper and the lower rounded once each.
#[inline(always)]
pub(crate) fn tanh<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    let z = x.abs().at_most(M::constant(20.0));
    let rounder = M::ROUNDER + M::BIAS;
    let rounded = z.mul_add(M::constant(-2.0 * std::f64::consts::LOG2_E), rounder);
    // Without the low part of ln 2: the more multiples of it, the less the exponential matters.
    let tail = tail(-(rounded - rounder).mul_add(M::LN2_HIGH, z + z));
    let scale = M::power_of_two_biased(rounded);
    ((-scale).mul_add(tail, one - scale) / scale.mul_add(tail, scale + one)).or_sign(x)
}

/// `e^x - 1` for `x <= 0`; the sign of zero is lost.
#[inline(always)]
pub(crate) fn exp_m1_decay<M: Machine>(x: M) -> M {
    // At -80 the result is -1 to the last bit.
    let (scale, tail) = power(x.at_least(M::constant(-80.0)));
    scale.mul_add(tail, scale - M::constant(1.0))
}

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

/// `e^z + 2 + e^-z` times `factor * unit`, and `e^-z`, for `z` from 0 to `-FLOOR`. The reciprocal of the first is
/// `sigmoid(z) sigmoid(-z)`: one rounded sum where the product of the two would need three.
#[inline(always)]
fn twice_cosh_plus_two<M: Machine>(z: M, factor: f64) -> (Sum<M>, M) {
    let one = M::constant(factor) * unit();
    let rounder = M::ROUNDER + M::BIAS + M::constant(SHIFT);
    let rounded = z.mul_add(M::LOG2_E, rounder);
    let n = rounded - rounder;
    let tail = tail(n.mul_add(-M::LN2_LOW, n.mul_add(-M::LN2_HIGH, z)));
    let scale = M::power_of_two_biased(rounded) * M::constant(factor);
    let decay = one / scale.mul_add(tail, scale);
    // What the sum of the powers of two loses where one is much the larger is added again with the tail.
    let two = one + one;
    let sum = scale + two;
    let lost = two - (sum - scale);
    let rest = scale.mul_add(tail, decay.mul_add(one, lost));
    (Sum::ordered(sum, Sum::exactly(rest)), decay)
}

/// `factor * sigmoid(x) * sigmoid(-x)`, for a power of two.
#[inline(always)]
pub(crate) fn bell<M: Machine>(factor: f64, x: M) -> M {
    let z = x.abs().at_most(M::constant(-FLOOR));
    // One and a half times, so that the sum is rounded least where the rounding of the quotient weighs most.
    M::constant(1.5 * factor) * unit() / twice_cosh_plus_two(z, 1.5).0.high
}

/// The slope of `x sigmoid(x)`: on the left `(1 + x + e^x) / (e^-x + 2 + e^x)`, on the right 1 less that of `-x`.
#[inline(always)]
pub(crate) fn silu_slope<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    let z = x.abs().at_most(M::constant(-FLOOR));
    let (below, decay) = twice_cosh_plus_two(z, 1.0);
    let above = one - z;
    let reciprocal = one / below.high;
    let quotient = above * reciprocal;
    let rest = (-quotient).mul_add(below.low, decay) + (-quotient).mul_add(below.high, above);
    let left = rest.mul_add(reciprocal, quotient);
    let positive = x.above(M::default());
    let unit = unit::<M>();
    left.mul_add(M::select(positive, -unit, unit), M::select(positive, one, M::default()))
}
