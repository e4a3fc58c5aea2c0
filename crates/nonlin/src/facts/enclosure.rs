//! The primitives of the field, and their derivatives, over intervals.
//!
//! The kernels for `f64` are measured to be off by less than 1 ULP; their results are widened by [`SLACK`] all the
//! same. Everything else follows from where a primitive rises and falls.

use super::interval::Interval;
use crate::formula::Primitive;
use crate::real::Real;
use std::f64::consts::{FRAC_PI_2, PI};

/// By how many ULP a kernel's result is widened on either side.
const SLACK: usize = 4;

/// `1 / sqrt(2 pi)`.
pub(super) const DENSITY: Interval = Interval { low: 0.39894228040143265, high: 0.3989422804014327 };
/// `1 / sqrt(pi)`.
pub(super) const BELL: Interval = Interval { low: 0.5641895835477563, high: 0.5641895835477564 };
/// `pi / 2`.
pub(super) const RIGHT_ANGLE: Interval = Interval { low: FRAC_PI_2, high: 1.5707963267948968 };

fn down(y: f64) -> f64 {
    if y.is_nan() { f64::NEG_INFINITY } else { (0..SLACK).fold(y, |y, _| y.next_down()) }
}

fn up(y: f64) -> f64 {
    -down(-y)
}

/// A rising primitive, with its exact value at 0 if that is a number of the machine, and bounds that it never leaves.
fn rising(x: Interval, f: fn(f64) -> f64, at_0: Option<f64>, [floor, ceiling]: [f64; 2]) -> Interval {
    let exact = |end: f64| at_0.filter(|_| end == 0.0);
    Interval {
        low: exact(x.low).unwrap_or_else(|| down(f(x.low)).max(floor)),
        high: exact(x.high).unwrap_or_else(|| up(f(x.high)).min(ceiling)),
    }
}

/// `e^x`.
pub(super) fn exp(x: Interval) -> Interval {
    rising(x, Real::exp, Some(1.0), [0.0, f64::INFINITY])
}

/// `ln x` for positive numbers; 0 at 1, exactly.
fn logarithm(x: Interval) -> Interval {
    let at = |end: f64, widened: fn(f64) -> f64| if end == 1.0 { 0.0 } else { widened(Real::ln(end)) };
    Interval { low: at(x.low, down), high: at(x.high, up) }
}

fn sigmoid(x: Interval) -> Interval {
    rising(x, Real::sigmoid, Some(0.5), [0.0, 1.0])
}

/// `sigmoid'`: falls with the distance from 0.
fn sigmoid_slope(x: Interval) -> Interval {
    let size = x.magnitude();
    let at = |x: f64| sigmoid(Interval::point(x)) * sigmoid(Interval::point(-x));
    Interval { low: at(size.high).low, high: at(size.low).high.min(0.25) }
}

/// Whether `x` may hold a number `start + 2 pi n`.
fn meets(x: Interval, start: f64) -> bool {
    // Generous: the reduction is off by far less.
    let slack = 1e-14 * (1.0 + x.low.abs().max(x.high.abs()));
    let turns = ((x.low - slack - start) / (2.0 * PI)).ceil();
    start + 2.0 * PI * turns <= x.high + slack
}

fn wave(x: Interval, f: fn(f64) -> f64, crest: f64) -> Interval {
    // Beyond the kernel's reach, or with a whole period inside, nothing but the bounds is known.
    if x.low.abs().max(x.high.abs()) > 1e12 || x.width() > 7.0 {
        return Interval { low: -1.0, high: 1.0 };
    }
    let at = |x: f64| if x == 0.0 { Interval::point(f(x)) } else { Interval { low: down(f(x)), high: up(f(x)) } };
    let ends = at(x.low).hull(at(x.high));
    Interval {
        low: if meets(x, crest + PI) { -1.0 } else { ends.low.max(-1.0) },
        high: if meets(x, crest) { 1.0 } else { ends.high.min(1.0) },
    }
}

fn sine(x: Interval) -> Interval {
    wave(x, Real::sin, FRAC_PI_2)
}

fn cosine(x: Interval) -> Interval {
    wave(x, Real::cos, 0.0)
}

/// The values of a primitive on an interval.
pub(super) fn value(primitive: Primitive, x: Interval) -> Interval {
    const INFINITY: f64 = f64::INFINITY;
    match primitive {
        Primitive::Abs => x.magnitude(),
        Primitive::Exp => exp(x),
        Primitive::ExpM1 => rising(x, Real::exp_m1, Some(0.0), [-1.0, INFINITY]),
        Primitive::Ln if x.low <= 0.0 => Interval::WHOLE,
        Primitive::Ln => logarithm(x),
        Primitive::Ln1p if x.low <= -1.0 => Interval::WHOLE,
        Primitive::Ln1p => rising(x, Real::ln_1p, Some(0.0), [-INFINITY, INFINITY]),
        Primitive::Sigmoid => sigmoid(x),
        Primitive::Tanh => rising(x, Real::tanh, Some(0.0), [-1.0, 1.0]),
        Primitive::Softplus => rising(x, Real::softplus, None, [0.0, INFINITY]),
        Primitive::NormalCdf => rising(x, Real::normal_cdf, Some(0.5), [0.0, 1.0]),
        Primitive::Sqrt => x.square_root(),
        Primitive::Erf => rising(x, Real::erf, Some(0.0), [-1.0, 1.0]),
        Primitive::Sin => sine(x),
        Primitive::Cos => cosine(x),
        Primitive::Atan => rising(x, Real::atan, Some(0.0), [-RIGHT_ANGLE.high, RIGHT_ANGLE.high]),
    }
}

/// The derivatives of a primitive on an interval; everything where it has none.
pub(super) fn slope(primitive: Primitive, x: Interval) -> Interval {
    let (one, two) = (Interval::ONE, Interval::point(2.0));
    match primitive {
        Primitive::Abs if x.low > 0.0 => one,
        Primitive::Abs if x.high < 0.0 => -one,
        Primitive::Abs => Interval { low: -1.0, high: 1.0 },
        Primitive::Exp | Primitive::ExpM1 => exp(x),
        Primitive::Ln if x.low <= 0.0 => Interval::WHOLE,
        Primitive::Ln => one / x,
        Primitive::Ln1p if x.low <= -1.0 => Interval::WHOLE,
        Primitive::Ln1p => one / (one + x),
        Primitive::Sigmoid => sigmoid_slope(x),
        Primitive::Tanh => Interval::point(4.0) * sigmoid_slope(two * x),
        Primitive::Softplus => sigmoid(x),
        Primitive::NormalCdf => DENSITY * exp(-(x.squared() / two)),
        Primitive::Sqrt => one / (two * x.square_root()),
        Primitive::Erf => two * BELL * exp(-x.squared()),
        Primitive::Sin => cosine(x),
        Primitive::Cos => -sine(x),
        Primitive::Atan => one / (one + x.squared()),
    }
}
