//! Kernels that only [`Lean`](super::Lean) reads: what is left of the others in arithmetic that neither overflows nor
//! underflows, and in which every step has 29 bits to spare.
//!
//! Where `f32` must hold scales apart and divide what nearly overflows, `f64` can write down the fraction as it is: `e^40` to the fourth
//! power is a number like any other. Relative errors stay under 2^-45.

use super::{Machine, Wide};

/// Beyond this the functions here are 0, 1 or the identity to the last bit of `f32`, infinity times zero is no danger, and
/// no fourth power overflows.
const REACH: f64 = 120.0;

/// `2^n` and `e^r` with `x = n ln 2 + r`, for `|x|` up to 700. What `ln 2` has beyond one `f64` would change `r` by 2^-46.
#[inline(always)]
fn power<M: Machine>(x: M) -> (M, M) {
    let rounder = M::ROUNDER + M::BIAS;
    let rounded = x.mul_add(M::LOG2_E, rounder);
    let r = (rounded - rounder).mul_add(-M::LN2_HIGH, x);
    (M::power_of_two_biased(rounded), r.polynomial(M::EXP_WHOLE))
}

/// `e^x` for `|x|` up to 700.
#[inline(always)]
pub(crate) fn exp<M: Machine>(x: M) -> M {
    let (scale, significand) = power(x);
    scale * significand
}

/// `1 + e^x` for `|x|` up to 700.
#[inline(always)]
fn one_plus_exp<M: Machine>(x: M) -> M {
    let (scale, significand) = power(x);
    scale.mul_add(significand, M::constant(1.0))
}

/// `1 / (1 + e^-x)`.
#[inline(always)]
pub(crate) fn sigmoid<M: Machine>(x: M) -> M {
    M::constant(1.0) / one_plus_exp(-near(x))
}

/// `c sigmoid(x) sigmoid(-x)`, from the smaller of the two.
#[inline(always)]
pub(crate) fn bell<M: Machine>(factor: f64, x: M) -> M {
    let s = M::constant(1.0) / one_plus_exp(x.abs().at_most(M::constant(REACH)));
    (-s).mul_add(s, s) * M::constant(factor)
}

/// `x sigmoid(x)`.
#[inline(always)]
pub(crate) fn silu<M: Machine>(x: M) -> M {
    x.at_least(M::constant(-REACH)) / one_plus_exp(-near(x))
}

/// `factor sigmoid(t)`: a factor that `f32` does not reach is as good as infinity where `t` is not, and nothing where `e^t` is.
#[inline(always)]
pub(crate) fn gate<M: Machine>(factor: M, t: M) -> M {
    let (large, far) = (M::constant(1e39), M::constant(700.0));
    factor.at_least(-large).at_most(large) / one_plus_exp(-t.at_least(-far).at_most(far))
}

/// `ln(1 + e^x) = max(x, 0) + 2 atanh(e / (2 + e))` with `e = e^-|x|`.
#[inline(always)]
pub(crate) fn softplus<M: Machine>(x: M) -> M {
    let e = exp(-x.abs().at_most(M::constant(REACH)));
    let s = e / (e + M::constant(2.0));
    (s + s).mul_add((s * s).polynomial(M::ATANH), x.at_least(M::default()))
}

/// The slope of `x sigmoid(t(x))`, `s (1 + drift (1 - s))` with `s = sigmoid(t)` and `drift = x t'`, for `t` up to some hundreds.
///
/// On the right `1 - s` has lost its digits, but `drift` times what is lost of them is still nothing beside 1.
#[inline(always)]
pub(crate) fn gate_slope<M: Machine>(drift: M, t: M) -> M {
    let one = M::constant(1.0);
    let s = one / one_plus_exp(-t);
    s * drift.mul_add(one - s, one)
}

/// The same for `drift = t`, of any size.
#[inline(always)]
pub(crate) fn gate_slope_itself<M: Machine>(t: M) -> M {
    let t = near(t);
    gate_slope(t, t)
}

/// `x`, cut off at [`REACH`].
#[inline(always)]
fn near<M: Machine>(x: M) -> M {
    x.at_least(M::constant(-REACH)).at_most(M::constant(REACH))
}

/// `x sigmoid(a x + b x^3)`, for positive `a` and `b` about 1.
#[inline(always)]
pub(crate) fn gate_of_cubic<M: Machine>(x: M, a: Wide, b: Wide) -> M {
    let floored = x.at_least(M::constant(-11.5));
    let z = floored.at_most(M::constant(11.5));
    let t = z * (z * z).mul_add(M::constant(b.high), M::constant(a.high));
    floored / one_plus_exp(-t)
}

/// The slope of that.
#[inline(always)]
pub(crate) fn gate_of_cubic_slope<M: Machine>(x: M, a: Wide, b: Wide) -> M {
    let z = x.at_least(M::constant(-11.5)).at_most(M::constant(11.5));
    let (w, a, b) = (z * z, M::constant(a.high), M::constant(b.high));
    let t = z * w.mul_add(b, a);
    let drift = z * w.mul_add(M::constant(3.0) * b, a);
    gate_slope(drift, t)
}

/// `x tanh(ln(1 + e^x)) = x n / (n + 2)` with `n = e^x (e^x + 2)`.
#[inline(always)]
pub(crate) fn mish<M: Machine>(x: M) -> M {
    let two = M::constant(2.0);
    let e = exp(near(x));
    let n = e * (e + two);
    x.at_least(M::constant(-REACH)) * (n / (n + two))
}

/// Its slope: `y (4(x+1) + (4x+6) y + 4 y^2 + y^3) / (y^2 + 2y + 2)^2` with `y = e^x`.
#[inline(always)]
pub(crate) fn mish_slope<M: Machine>(x: M) -> M {
    let x = x.at_least(M::constant(-REACH)).at_most(M::constant(40.0));
    let (one, two, four) = (M::constant(1.0), M::constant(2.0), M::constant(4.0));
    let y = exp(x);
    let above = y.mul_add(y.mul_add(y + four, x.mul_add(four, M::constant(6.0))), (x + one) * four);
    let below = y.mul_add(y + two, two);
    y * above / (below * below)
}

/// For `z = |x|`: `z`, the normal density there over that at 0, and Mills' ratio, the upper tail over that density times `sqrt(2 pi)`.
#[inline(always)]
fn tail<M: Machine>(x: M) -> (M, M, M) {
    let z = x.abs().at_most(M::NORMAL_REACH);
    let v = M::constant(1.0) / (z + M::MILLS_CENTRE);
    // (z - k) / (z + k)
    let t = v.mul_add(M::MILLS_CENTRE * M::constant(-2.0), M::constant(1.0));
    // In two halves side by side: as one the polynomial is too long a chain for the processor to overlap with the next numbers'.
    let (near, far) = M::MILLS.split_at(8);
    let (w, constant) = (t * t, M::constant(M::MILLS_CONSTANT.high));
    let sum = ((w * w) * (w * w)).mul_add(t.polynomial(far), t.polynomial(near));
    let mills = t.mul_add(sum, constant) * v;
    (z, exp(z * z * M::constant(-0.5)), mills)
}

/// `x Phi(x)`, that is `max(x, 0) - |x| Q(|x|)` with `Q` the upper tail.
#[inline(always)]
pub(crate) fn gelu<M: Machine>(x: M) -> M {
    let (z, bell, mills) = tail(x);
    // The sign of -0 is that of the first term.
    (bell * mills).mul_add(-z, x.at_least(M::constant(-0.0)))
}

/// `Phi(x) + x phi(x)`: `Q - z phi` on the left, one less that on the right.
#[inline(always)]
pub(crate) fn gelu_slope<M: Machine>(x: M, density_at_0: Wide) -> M {
    let (z, bell, mills) = tail(x);
    let beyond = bell * z.mul_add(M::constant(-density_at_0.high), mills);
    M::select(x.above(M::default()), M::constant(1.0) - beyond, beyond).nan_from(x)
}
