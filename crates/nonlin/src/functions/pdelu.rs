//! PDELU: ELU with a deformed exponential, which is flat from some number down.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Pdelu;

impl Function<2> for Pdelu {
    const CARD: Card = Card {
        name: "pdelu",
        aliases: &["parametric_deformable_elu"],
        title: "Parametric deformable exponential linear unit",
        year: 2020,
        source: "Cheng, Li, Wu, Ma & Ngan 2020, Parametric deformable exponential linear units for deep neural networks",
        strengths: "mean activations near zero; the network chooses the depth of the left branch itself",
        limits: "flat below -1 / (1 - t); needs a logarithm and an exponential",
        usual: false,
        elsewhere: &[
            ("the paper", "alpha one per channel, t fixed; t = 1 is ELU"),
            ("Dubey et al. 2021 (their code)", "t = 0.9, not cut off below: grows again under -10"),
        ],
        parameters: &[
            Parameter { name: "alpha", default: 1.0, learnable: true },
            Parameter { name: "t", default: 0.9, learnable: false },
        ],
        range: Range::from(-1.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, t]: [R; 2]) -> R {
        let (zero, one) = (R::constant(0.0), R::constant(1.0));
        let added = (one - t) * x;
        let left = R::select(added.above(-one), alpha * (added.ln_1p() / (one - t)).exp_m1(), -alpha);
        R::select(x.above(zero), x, left)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, t]: [R; 2]) -> R {
        let (zero, one) = (R::constant(0.0), R::constant(1.0));
        let added = (one - t) * x;
        let left = R::select(added.above(-one), alpha * (t * added.ln_1p() / (one - t)).exp(), zero);
        R::select(x.above(zero), one, left)
    }

    // All in double precision for both types: a power magnifies the rounding of its base.

    #[inline(always)]
    fn value<M: Machine>(x: M, parameters: [M; 2]) -> M {
        let [alpha, t] = parameters.map(M::to_f64);
        let left = Left::of(x.to_f64(), t);
        let near = (0.5 * t * left.x).mul_add(left.x, left.x);
        let near = f64::select(left.x.abs().above(0.0), alpha * near, alpha * x.to_f64());
        let far = fine::exp_m1(left.exponent).scaled(alpha).rounded();
        let y = f64::select(left.x.abs().above(1e-9), far, near);
        M::select(x.above(M::default()), x, M::from_f64(y)).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, parameters: [M; 2]) -> M {
        let [alpha, t] = parameters.map(M::to_f64);
        let left = Left::of(x.to_f64(), t);
        let power = fine::exp(left.exponent.scaled(t));
        let slope = f64::select(left.flat, 0.0, power.rescale_sum(power.significand.scaled(alpha)));
        M::select(x.above(M::default()), M::constant(1.0), M::from_f64(slope)).nan_from(x)
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, parameters: [M; 2]) -> [M; 2] {
        let [alpha, t] = parameters.map(M::to_f64);
        let left = Left::of(x.to_f64(), t);
        let power = fine::exp(left.exponent);
        let rest = left.exponent.plus(-Sum::exactly(left.x).quotient(left.base)).quotient(Sum::difference(1.0, t));
        let by_t = f64::select(left.flat, 0.0, power.rescale_sum(power.significand.by(rest).scaled(alpha)));
        let by_alpha = fine::exp_m1(left.exponent).rounded();
        [by_alpha, by_t].map(|by| M::select(x.above(M::default()), M::default(), M::from_f64(by)).nan_from(x))
    }
}

/// The left branch: `(1 + (1 - t) x)^(1 / (1 - t)) = e^exponent`.
struct Left {
    /// The argument, 0 on the right, minus infinity a large number.
    x: f64,
    base: Sum<f64>,
    exponent: Sum<f64>,
    /// Whether the base is not positive.
    flat: bool,
}

impl Left {
    #[inline(always)]
    fn of(x: f64, t: f64) -> Self {
        let x = x.at_least(-1e30).at_most(0.0);
        let rate = Sum::difference(1.0, t);
        let added = rate.scaled(x);
        let base = Sum::exactly(1.0).plus(added);
        let flat = 0.0.above(base.high) | !base.high.abs().above(0.0);
        let positive = Sum::select(flat, Sum::exactly(1.0), base);
        let exponent = logarithm(positive, added).quotient(rate);
        // At t = 1 the deformed exponential is the exponential.
        let exponent = Sum::select(rate.high.abs().above(0.0), exponent, Sum::exactly(x));
        Self { x, base: positive, exponent: Sum::select(flat, Sum::exactly(-1e4), exponent), flat }
    }
}

/// `ln base`, for a positive `base = 1 + added`.
#[inline(always)]
fn logarithm(base: Sum<f64>, added: Sum<f64>) -> Sum<f64> {
    // base = 2^n f with f from 0.7 to 1.4.
    let shifted = (base.high * std::f64::consts::SQRT_2).to_bits();
    let n = f64::from(u16::try_from(shifted >> 52).unwrap_or_default()) - 1023.0;
    let fraction = base.shifted(f64::power_of_two(f64::ROUNDER - n));
    let near = Sum::select(n.abs().above(0.0), Sum::exactly(-1.0).plus(fraction), added);
    let multiple = n.product(f64::LN2_HIGH);
    Sum { high: multiple.high, low: n.mul_add(f64::LN2_LOW, multiple.low) }.plus(fine::ln_1p(near, near))
}
