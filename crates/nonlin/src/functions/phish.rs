//! Phish: `x tanh(GELU(x))`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine, normal::DENSITY_AT_0};
use std::ops::Neg;

pub(crate) struct Phish;

impl Function for Phish {
    const CARD: Card = Card {
        name: "phish",
        aliases: &[],
        title: "Phish",
        year: 2021,
        source: "Naveen 2021, Phish: a novel hyper-optimizable activation function, TechRxiv 17283824",
        strengths: "smooth; the identity on the right soon",
        limits: "positive on the left too, so not monotone; dear",
        usual: false,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(0.0),
        family: Family::Rectifier,
    };

    // About its zero at -1.1954 the slope is a difference of numbers of ordinary size.
    const DRAFT: Draft = Draft::CAREFUL.slope_crosses(4.0 * f64::EPSILON, -1.5);

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * (x * x.normal_cdf()).tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let (one, half) = (R::constant(1.0), R::constant(0.5));
        let t = (x * x.normal_cdf()).tanh();
        let density = R::precise(DENSITY_AT_0) * (-(half * x * x)).exp();
        t + x * (one - t * t) * (x.normal_cdf() + x * density)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        // 1 - tanh^2 g = 4 sigmoid(2g) sigmoid(-2g), where the difference cancels.
        let half = R::constant(0.5);
        let g = x * x.normal_cdf();
        let bell = R::constant(4.0) * (g + g).sigmoid() * (-(g + g)).sigmoid();
        let density = R::precise(DENSITY_AT_0) * (-(half * x * x)).exp();
        g.tanh() + x * bell * (x.normal_cdf() + x * density)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        let (z, tail, mills) = upper_tail(x);
        let beyond = mills.by(tail.significand);
        let left = tail.rescale_sum(beyond.scaled(z).scaled(z));
        let size = x.abs().at_most(M::constant(FAR_RIGHT));
        let gelu = join(x, M::NORMAL_CENTRE, whole(tail, beyond)).scaled(size);
        M::select(M::constant(FAR_LEFT).above(x), left, fine::tanh(gelu).times(x.abs())).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        let (z, tail, mills) = upper_tail(x);
        let density = M::wide(DENSITY_AT_0).scaled(z);
        // Far on the left, with z = -x and phi the density: z (z phi - 2 Q).
        let twice = Sum { high: mills.high + mills.high, low: mills.low + mills.low };
        let left = density.plus(twice.neg()).by(tail.significand).scaled(z);
        let beyond = mills.by(tail.significand);
        let x = x.at_least(-M::constant(FAR_RIGHT)).at_most(M::constant(FAR_RIGHT));
        let gelu = join(x, M::NORMAL_CENTRE, whole(tail, beyond)).scaled(x.abs());
        let drift = mills.plus(density.neg()).by(tail.significand);
        let drift = join(x, M::NORMAL_SLOPE_CENTRE, whole(tail, drift)).scaled(x);
        let t = fine::tanh(gelu);
        let t = Sum::select(x.above(M::default()), t, t.neg());
        let near = t.plus(drift.by(fine::sech_squared(gelu))).rounded();
        M::select(M::constant(FAR_LEFT).above(x), tail.rescale_sum(left), near).nan_from(x)
    }
}

/// From here on the tanh of the GELU is the GELU to the last bit; then its scale may be kept apart.
const FAR_LEFT: f64 = -6.5;
/// From here on it is 1.
const FAR_RIGHT: f64 = 50.0;

/// `z = |x|`, the exponential `e^(-z^2/2)` with its scale apart, and `Q(z) / e^(-z^2/2)` with `Q` the normal
/// upper tail; as in `real/normal.rs`, but reaching on to where `z^3 Q(z)` is zero too, and with more digits.
#[inline(always)]
fn upper_tail<M: Machine>(x: M) -> (M, fine::Scaled<M>, Sum<M>) {
    let z = x.abs().at_most(M::NORMAL_REACH + M::constant(0.4));
    let denominator = Sum::difference(z, -M::MILLS_CENTRE);
    let t = Sum::exactly(z - M::MILLS_CENTRE).over(denominator);
    let constant = M::wide(M::MILLS_CONSTANT);
    let variable = t.product(t.polynomial(M::MILLS));
    let variable = Sum { high: variable.high, low: variable.low + constant.low };
    let mills = Sum::ordered(constant.high, variable).quotient(denominator);
    (z, fine::exp(z.product(z * M::constant(-0.5))), mills)
}

/// `sum` with the scale of `tail`.
#[inline(always)]
fn whole<M: Machine>(tail: fine::Scaled<M>, sum: Sum<M>) -> Sum<M> {
    Sum { high: tail.rescale(sum.high), low: tail.rescale(sum.low) }
}

/// `beyond` on the left, `1 - beyond` on the right, `1/2 + x odd(x^2)` about 0.
#[inline(always)]
fn join<M: Machine>(x: M, odd: &'static [M], beyond: Sum<M>) -> Sum<M> {
    let (half, one) = (M::constant(0.5), M::constant(1.0));
    let centre = Sum::ordered(half, x.product((x * x).polynomial(odd)));
    let outside = Sum::select(x.above(M::default()), Sum::ordered(one, beyond.neg()), beyond);
    Sum::select(x.above(-half) & M::constant(1.25).above(x), centre, outside)
}
