//! Sine, cosine and inverse tangent by their series.

use super::digits::Digits;
use super::series::down;

/// `pi / 2` in five parts of 30 bits, whose multiples by up to 2^23 are exact, and the rest in two.
const HALF_PI: [f64; 7] = [
    1.570796325802803,
    9.920935791635221e-10,
    5.17018297889025e-19,
    2.903855972970775e-28,
    1.0085854034703734e-37,
    1.1687494729364403e-47,
    1.189782084209795e-63,
];

/// `x = n pi/2 + r` with `|r|` up to a little over `pi/4`.
#[inline(always)]
fn reduced<D: Digits>(x: D) -> (f64, D) {
    let n = (x.midpoint() * std::f64::consts::FRAC_2_PI + 6755399441055744.0) - 6755399441055744.0;
    let mut r = x;
    for part in &HALF_PI[..5] {
        r = r - D::exactly(n * part);
    }
    (n, r - D::exactly(n) * D::sum_of([HALF_PI[5], HALF_PI[6], 0.0]))
}

/// `1 - w/((first)(first+1)) (1 - w/(...) (...))`, the alternating series of sine (from 2) and cosine (from 1).
#[inline(always)]
fn alternating<D: Digits>(w: D, first: usize) -> D {
    let one = D::exactly(1.0);
    let mut sum = one;
    for k in down(D::terms(D::SINE_TERMS, w) - 1, 0) {
        let place = first + 2 * k;
        sum = sum.step(-(w * D::reciprocal(place * (place + 1))), one);
    }
    sum.truncated(w.midpoint())
}

/// `sin(x + quarters pi/2)`.
#[inline(always)]
fn turned<D: Digits>(x: D, quarters: f64) -> D {
    let (n, r) = reduced(x);
    let w = r * r;
    let (sine, cosine) = (r * alternating(w, 2), alternating(w, 1));
    let quadrant = n + quarters;
    // Modulo 4, without integers.
    let quadrant = quadrant - 4.0 * (quadrant * 0.25).floor();
    let size = D::choose(quadrant == 1.0 || quadrant == 3.0, cosine, sine);
    D::choose(quadrant >= 2.0, -size, size)
}

/// `sin x`.
#[inline(always)]
pub(super) fn sin<D: Digits>(x: D) -> D {
    turned(x, 0.0)
}

/// `cos x`.
#[inline(always)]
pub(super) fn cos<D: Digits>(x: D) -> D {
    turned(x, 1.0)
}

/// The tangent of half the angle.
#[inline(always)]
fn halved<D: Digits>(t: D) -> D {
    let one = D::exactly(1.0);
    t / (one + (one + t * t).root())
}

/// `atan x`: the complement beyond 1, the angle halved twice, and the series `t (1 - t^2/3 + t^4/5 - ...)`.
#[inline(always)]
pub(super) fn atan<D: Digits>(x: D) -> D {
    let one = D::exactly(1.0);
    let z = x.size();
    let beyond = z.midpoint() > 1.0;
    let z = D::choose(beyond, one / D::choose(beyond, z, one), z);
    let t = halved(halved(z));
    let w = t * t;
    let terms = D::terms(D::ATAN_TERMS, w);
    let mut sum = D::reciprocal(2 * terms + 1);
    for k in down(terms - 1, 0) {
        sum = sum.step(-w, D::reciprocal(2 * k + 1));
    }
    let angle = (t * sum.truncated(w.midpoint())).shifted(4.0);
    let half_pi = D::sum_of([std::f64::consts::FRAC_PI_2, 6.123233995736766e-17, -1.4973849048591698e-33]);
    let size = D::choose(beyond, half_pi - angle, angle);
    D::choose(x.midpoint() < 0.0, -size, size)
}
