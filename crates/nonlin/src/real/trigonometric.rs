//! Sine and cosine: reduction by multiples of `pi/2` in three parts, two polynomials.
//!
//! The reduction is exact as long as the multiple is an integer of the type with bits to spare: up to
//! `ANGLE_REACH`, 2^22 in `f32` and 2^51 in `f64`. From there on the results are NaN, for the digits
//! would be made up. (An exact reduction of the rest needs a table of the digits of `2/pi`.)

use super::{Machine, Sum};

/// `sin(angle + shift * pi/2)` for an angle within reach; `shift` is a multiple of one half.
#[inline(always)]
pub(crate) fn sine<M: Machine>(angle: Sum<M>, shift: M) -> Sum<M> {
    let round = |x: M| (x + M::ROUNDER) - M::ROUNDER;
    let n = round(angle.high.mul_add(M::constant(std::f64::consts::FRAC_2_PI), shift));
    let multiple = n - shift;
    // The first difference is exact, and so is every product; the low parts stay small beside the result
    // even where it nearly vanishes.
    let [first, second, third] = M::HALF_PI;
    let rest = Sum::difference(multiple.mul_add(-first, angle.high), -angle.low);
    let part = multiple.product(second);
    let difference = Sum::difference(rest.high, part.high);
    let low = multiple.mul_add(-third, (rest.low - part.low) + difference.low);
    let r = Sum::difference(difference.high, -low);

    let square = r.high.product(r.high);
    let w = square.high;
    let half = M::constant(0.5);
    let cubic = w * r.high * w.horner(M::SIN);
    let sine = Sum::ordered(r.high, Sum { high: cubic, low: (-half * w).mul_add(r.low, r.low) });
    let quartic = w * w * w.horner(M::COS);
    let rest = (-half).mul_add(square.low, -(r.high * r.low));
    let less = Sum::ordered(-half * w, Sum { high: quartic, low: rest });
    let cosine = Sum::ordered(M::constant(1.0), less);

    // n modulo 2 and modulo 4, without integers.
    let odd = round(n * half).mul_add(M::constant(-2.0), n).abs().above(half);
    let quarter = round(n * M::constant(0.25)).mul_add(M::constant(-4.0), n);
    let negative = quarter.abs().above(M::constant(1.5)) | (-half).above(quarter);
    let sign = M::select(negative, M::constant(-1.0), M::constant(1.0));
    Sum::select(odd, cosine, sine).shifted(sign)
}

/// `result`, or NaN where the angle is out of reach.
#[inline(always)]
pub(crate) fn within_reach<M: Machine>(angle: M, result: M) -> M {
    M::select(M::ANGLE_REACH.above(angle.abs()), result, M::constant(f64::NAN))
}

/// `sin x`.
#[inline(always)]
pub(crate) fn sin<M: Machine>(x: M) -> M {
    let sine = sine(Sum::exactly(x), M::default()).rounded();
    within_reach(x, M::select(x.abs().above(M::default()), sine, x))
}

/// `cos x`.
#[inline(always)]
pub(crate) fn cos<M: Machine>(x: M) -> M {
    within_reach(x, sine(Sum::exactly(x), M::constant(1.0)).rounded())
}
