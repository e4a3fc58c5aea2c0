//! SMU, a leaky `ReLU` smoothed by the error function.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum, Wide,
    error_function::{SLOPE_AT_0, bell_curve},
    gated::nonzero,
    normal,
};

const SQRT_2: Wide = Wide { high: std::f64::consts::SQRT_2, low: -9.667293313452913e-17 };

pub(crate) struct Smu;

impl Function<2> for Smu {
    const CARD: Card = Card {
        name: "smu",
        aliases: &["smooth_maximum_unit"],
        title: "Smooth maximum unit",
        year: 2021,
        source: "Biswas, Kumar, Banerjee & Pandey 2021, SMU, arXiv 2111.04682",
        strengths: "as smooth as mu says: GELU at alpha 0 and mu 1/sqrt(2), leaky ReLU at large mu",
        limits: "mu starts so large that its own slope is zero nearly everywhere",
        usual: false,
        elsewhere: &[(
            "the paper",
            "SMU starts with mu 1000000 and alpha 0.25; SMU-1, with a square root, with mu 4.35e-9",
        )],
        parameters: &[
            Parameter { name: "alpha", default: 0.25, learnable: true },
            Parameter { name: "mu", default: 1e6, learnable: true },
        ],
        range: Range::REAL,
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, mu]: [R; 2]) -> R {
        let one = R::constant(1.0);
        ((one + alpha) * x + (one - alpha) * x * (mu * (one - alpha) * x).erf()) / R::constant(2.0)
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, mu]: [R; 2]) -> R {
        let (one, half) = (R::constant(1.0), R::constant(0.5));
        let u = mu * (one - alpha) * x;
        let bell = R::precise(SLOPE_AT_0) * (-(u * u)).exp();
        half * (one + alpha) + half * (one - alpha) * (u.erf() + u * bell)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha, mu]: [M; 2]) -> M {
        // alpha x + (1 - alpha) x Phi(z): nothing cancels.
        let share = Sum::difference(M::constant(1.0), alpha).scaled(normal::normal_cdf(argument(x, alpha, mu)));
        let factor = share.plus(Sum::exactly(alpha));
        let y = factor.times(x.at_least(-M::LARGEST).at_most(M::LARGEST));
        let y = M::select(x.abs().above(M::LARGEST) & nonzero(factor.high), factor.high * x, y);
        M::select(nonzero(x), y, x).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha, mu]: [M; 2]) -> M {
        let share = normal::gate_slope(argument(x, alpha, mu));
        Sum::difference(M::constant(1.0), alpha).scaled(share).plus(Sum::exactly(alpha)).rounded()
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha, mu]: [M; 2]) -> [M; 2] {
        let reach = M::constant(1e15);
        let x = x.at_least(-reach).at_most(reach);
        let width = M::constant(1.0) - alpha;
        let u = mu * width * x;
        let bell = bell_curve(Sum::exactly(u)).value().high.times(SLOPE_AT_0);
        let half = M::constant(0.5);
        [half * x * (M::constant(1.0) - u.erf() - u * bell), half * width * x * (width * x) * bell]
    }
}

/// `sqrt(2) mu (1 - alpha) x`; infinities become large numbers.
#[inline(always)]
fn argument<M: Machine>(x: M, alpha: M, mu: M) -> M {
    let reach = M::constant(1e30);
    let scale = Sum::difference(M::constant(1.0), alpha).scaled(mu).by(M::wide(SQRT_2));
    scale.times(x.at_least(-reach).at_most(reach))
}
