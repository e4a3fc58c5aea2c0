//! Soft clipping: between 0 and 1 nearly the identity, smoothly bent to 0 and 1 outside.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine, sigmoid::gate};
use std::ops::Neg;

pub(crate) struct SoftClipping;

impl Function<1> for SoftClipping {
    const CARD: Card = Card {
        name: "soft_clipping",
        aliases: &["soft_clip"],
        title: "Soft clipping",
        year: 2018,
        source: "Klimek & Perelstein 2018, Neural network-based approach to phase space integration, arXiv 1810.11509",
        strengths: "a clip to [0, 1] that has a slope everywhere; a sets how sharp its corners are",
        limits: "flat beyond 0 and 1 when a is large",
        usual: false,
        elsewhere: &[],
        parameters: &[Parameter { name: "a", default: 50.0, learnable: false }],
        range: Range::open(0.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [a]: [R; 1]) -> R {
        ((a * x).softplus() - (a * (x - R::constant(1.0))).softplus()) / a
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        (a * x).sigmoid() - (a * (x - R::constant(1.0))).sigmoid()
    }

    #[inline(always)]
    fn reference<R: Real>(x: R, [a]: [R; 1]) -> R {
        // On the right the difference cancels; softplus(t) = t + softplus(-t) takes what is large out of it.
        let (one, t, shifted) = (R::constant(1.0), a * x, a * (x - R::constant(1.0)));
        let right = one + ((-t).softplus() - (-shifted).softplus()) / a;
        R::select(x.above(R::constant(0.5)), right, (t.softplus() - shifted.softplus()) / a)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [a]: [R; 1]) -> R {
        let (t, shifted) = (a * x, a * (x - R::constant(1.0)));
        let right = (-shifted).sigmoid() - (-t).sigmoid();
        R::select(x.above(R::constant(0.5)), right, t.sigmoid() - shifted.sigmoid())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [a]: [M; 1]) -> M {
        // f(x) = 1 - f(1 - x), so the left half is enough: ln(1 + u) / a, and past 0 z + ln(1 + u) / a.
        let Parts { z, t, mirrored, decay, shifted } = parts(x, a);
        let (one, past) = (M::constant(1.0), t.high.above(M::default()));
        let below = Sum::ordered(one, shifted);
        let outside = fine::exp_m1(Sum::exactly(-a)).neg().by(decay.significand).quotient(below);
        let scaled = Sum { high: decay.rescale(outside.high), low: decay.rescale(outside.low) };
        let inside = decay.value().plus(shifted.neg()).quotient(below);
        let u = Sum::select(past, inside, scaled);
        let log = fine::ln_1p(u, Sum::select(past, inside, outside)).quotient(Sum::exactly(a));
        let scaled = Sum { high: decay.rescale(log.high), low: decay.rescale(log.low) };
        let value = Sum::select(past, z.plus(log), scaled);
        let left = M::select(past, value.rounded(), decay.rescale_sum(log));
        M::select(mirrored, Sum::exactly(one).plus(value.neg()).rounded(), left).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [a]: [M; 1]) -> M {
        let Parts { t, decay, shifted, .. } = parts(x, a);
        let (one, past) = (M::constant(1.0), t.high.above(M::default()));
        let above = fine::exp_m1(Sum::exactly(-a)).neg();
        let above = Sum::select(past, above, above.by(decay.significand));
        let slope = above.quotient(Sum::ordered(one, decay.value()).by(Sum::ordered(one, shifted)));
        M::select(past, slope.rounded(), decay.rescale_sum(slope)).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [a]: [M; 1]) -> [M; 1] {
        let Parts { z, t, mirrored, shifted, .. } = parts(x, a);
        let ends = gate(z.high, t) + (M::constant(1.0) - z.high) * (shifted.high / (M::constant(1.0) + shifted.high));
        let left = (ends - Self::value(z.high, [a])) / a;
        [M::select(mirrored, -left, left).nan_from(x)]
    }
}

/// What value and slopes are made of.
struct Parts<M> {
    /// `x` on the left of 1/2, `1 - x` on the right.
    z: Sum<M>,
    /// `a z`
    t: Sum<M>,
    /// Whether `x` is on the right of 1/2.
    mirrored: bool,
    /// `e^-|t|`
    decay: fine::Scaled<M>,
    /// `e^(t - a)`, at most `e^-|t|` past 0.
    shifted: Sum<M>,
}

#[inline(always)]
fn parts<M: Machine>(x: M, a: M) -> Parts<M> {
    let reach = M::constant(1e25);
    let mirrored = x.above(M::constant(0.5));
    let x = x.at_least(-reach).at_most(reach);
    let z = Sum::select(mirrored, Sum::difference(M::constant(1.0), x), Sum::exactly(x));
    let t = z.scaled(a);
    let shifted = fine::exp(t.plus(Sum::exactly(-a))).value();
    Parts { z, t, mirrored, decay: fine::decay(t), shifted }
}
