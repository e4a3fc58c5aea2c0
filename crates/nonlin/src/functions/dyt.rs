//! `DyT`, dynamic tanh: `gamma tanh(alpha x) + beta`, in place of a layer normalisation.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    gated::{bell, nonzero, scaled_tanh, tanh},
};

pub(crate) struct Dyt;

impl Function<3> for Dyt {
    const CARD: Card = Card {
        name: "dyt",
        aliases: &["dynamic_tanh"],
        title: "Dynamic tanh",
        year: 2025,
        source: "Zhu, Chen, He, LeCun & Liu 2025, Transformers without Normalization, arXiv 2503.10622",
        strengths: "stands in for layer normalisation in transformers: no mean, no variance",
        limits: "made for the place of a normalisation, not of an activation; alpha wants tuning in large language models",
        usual: false,
        elsewhere: &[("the paper's code", "gamma and beta one per channel, alpha one per layer")],
        parameters: &[
            Parameter { name: "alpha", default: 0.5, learnable: true },
            Parameter { name: "gamma", default: 1.0, learnable: true },
            Parameter { name: "beta", default: 0.0, learnable: true },
        ],
        range: Range::open(-1.0, 1.0),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [alpha, gamma, beta]: [R; 3]) -> R {
        gamma * (alpha * x).tanh() + beta
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [alpha, gamma, _]: [R; 3]) -> R {
        let t = (alpha * x).tanh();
        gamma * alpha * (R::constant(1.0) - t * t)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [alpha, gamma, _]: [R; 3]) -> R {
        let u = alpha * (x + x);
        R::constant(4.0) * gamma * alpha * u.sigmoid() * (-u).sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [alpha, gamma, beta]: [M; 3]) -> M {
        let scaled = scaled_tanh(gamma, alpha, x);
        let y = M::select(nonzero(x), scaled.rounded(), gamma * alpha * x).nan_from(x);
        M::select(nonzero(beta), scaled.plus(Sum::exactly(beta)).rounded(), y)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [alpha, gamma, _]: [M; 3]) -> M {
        let factor = gamma.product(alpha).shifted(M::constant(4.0));
        bell(factor, argument(x, alpha).shifted(M::constant(2.0)))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [alpha, gamma, _]: [M; 3]) -> [M; 3] {
        let t = argument(x, alpha);
        let factor = gamma.product(x).shifted(M::constant(4.0));
        [bell(factor, t.shifted(M::constant(2.0))), tanh(t).rounded(), M::constant(1.0)]
    }
}

/// `alpha x` exactly; infinities become large numbers.
#[inline(always)]
fn argument<M: Machine>(x: M, alpha: M) -> Sum<M> {
    let reach = M::constant(1e30);
    x.at_least(-reach).at_most(reach).product(alpha)
}
