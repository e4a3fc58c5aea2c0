//! PELU: ELU whose depth and width are learnt, with one slope at zero from both sides.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, fine};

pub(crate) struct Pelu;

impl Function<2> for Pelu {
    const CARD: Card = Card {
        name: "pelu",
        aliases: &["parametric_elu"],
        title: "Parametric ELU",
        year: 2016,
        source: "Trottier, Giguère & Chaib-draa 2016, Parametric exponential linear unit, arXiv 1605.09332",
        strengths: "the network chooses depth and width of the left branch itself",
        limits: "both parameters must stay positive; keep weight decay off them",
        usual: false,
        elsewhere: &[],
        parameters: &[
            Parameter { name: "a", default: 1.0, learnable: true },
            Parameter { name: "b", default: 1.0, learnable: true },
        ],
        range: Range::above(-1.0),
        family: Family::Rectifier,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [a, b]: [R; 2]) -> R {
        R::select(x.above(R::constant(0.0)), a / b * x, a * (x / b).exp_m1())
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a, b]: [R; 2]) -> R {
        let right = a / b;
        R::select(x.above(R::constant(0.0)), right, right * (x / b).exp())
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [a, b]: [M; 2]) -> M {
        let right = Sum::exactly(a).quotient(Sum::exactly(b)).times(x);
        let left = fine::exp_m1(ratio(x, b)).times(a).copysign(x * a);
        M::select(x.above(M::default()), right, left)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [a, b]: [M; 2]) -> M {
        let right = Sum::exactly(a).quotient(Sum::exactly(b));
        let decay = fine::exp(ratio(x, b));
        M::select(x.above(M::default()), right.rounded(), decay.rescale_sum(decay.significand.by(right)))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [a, b]: [M; 2]) -> [M; 2] {
        let (positive, left) = (x.above(M::default()), ratio(x, b).high);
        let by_b = M::select(positive, x / b, left.at_least(M::EXP_FLOOR) * left.exp()) * (-a / b);
        [M::select(positive, x / b, left.exp_m1()), by_b]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([a, b]: [f64; 2]) -> bool {
        a > 0.0 && b > 0.0
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [a, b]: [M; 2]) -> M {
        M::select(y.above(M::default()), a, y + a) / b
    }
}

/// `x / b` on the left, 0 on the right; infinity becomes a large number.
#[inline(always)]
fn ratio<M: Machine>(x: M, b: M) -> Sum<M> {
    Sum::exactly(x.at_least(M::constant(-1e30)).at_most(M::default())).quotient(Sum::exactly(b))
}
