//! The inverse tangent: one quotient that brings the argument below `tan(pi/8)`, one polynomial.

use super::{Machine, Sum, Wide};

const HALF_PI: Wide = Wide { high: std::f64::consts::FRAC_PI_2, low: 6.123233995736766e-17 };
/// `tan(pi/8)` and `tan(3 pi/8)`.
const LOW: f64 = 0.41421356237309503;
const HIGH: f64 = 2.414213562373095;

/// `atan x`: of `x`, of `(x - 1)/(x + 1)` with `pi/4` added, or of `-1/x` with `pi/2` added.
#[inline(always)]
pub(crate) fn atan<M: Machine>(x: M) -> M {
    let one = M::constant(1.0);
    // Far beyond the point where the result is pi/2 to the last bit.
    let z = x.abs().at_most(M::constant(1e30));
    let beyond = z.above(M::constant(LOW));
    let far = z.above(M::constant(HIGH));
    let above = Sum::select(far, Sum::exactly(-one), Sum::difference(z, one));
    let below = Sum::select(far, Sum::exactly(z), Sum::difference(z, -one));
    let t = Sum::select(beyond, above.ratio(below), Sum::exactly(z));
    let half_pi = M::wide(HALF_PI);
    let share = M::select(far, one, M::select(beyond, M::constant(0.5), M::default()));
    let w = t.high * t.high;
    let rest = Sum { high: t.high, low: (w * t.high).mul_add(w.horner(M::ATAN), t.low) };
    Sum::ordered(half_pi.high * share, Sum { high: rest.high, low: half_pi.low.mul_add(share, rest.low) })
        .rounded()
        .copysign(x)
}
