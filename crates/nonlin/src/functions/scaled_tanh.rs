//! Scaled tanh: `a tanh(b x)`, with `LeCun`'s constants unless told otherwise.

use super::{Card, Family, Function, Parameter};
use crate::facts::Range;
use crate::real::{
    Machine, Real, Sum,
    gated::{bell, nonzero, scaled_tanh, tanh},
};

pub(crate) struct ScaledTanh;

impl Function<2> for ScaledTanh {
    const CARD: Card = Card {
        name: "scaled_tanh",
        aliases: &["lecun_tanh"],
        title: "Scaled tanh",
        year: 1989,
        source: "LeCun 1989, Generalization and network design strategies; LeCun, Bottou, Orr & Müller 1998, Efficient BackProp",
        strengths: "f(1) = 1 and f(-1) = -1: keeps variance about 1 for standardised inputs",
        limits: "flat on both sides",
        usual: false,
        elsewhere: &[("ONNX (RNN, LSTM, GRU)", "ScaledTanh with alpha and beta, without defaults")],
        parameters: &[
            Parameter { name: "a", default: 1.7159, learnable: false },
            Parameter { name: "b", default: 2.0 / 3.0, learnable: false },
        ],
        range: Range::open(-1.7159, 1.7159),
        family: Family::Sigmoidal,
    };

    #[inline(always)]
    fn formula<R: Real>(x: R, [a, b]: [R; 2]) -> R {
        a * (b * x).tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [a, b]: [R; 2]) -> R {
        let t = (b * x).tanh();
        a * b * (R::constant(1.0) - t * t)
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, [a, b]: [R; 2]) -> R {
        let u = b * (x + x);
        R::constant(4.0) * a * b * u.sigmoid() * (-u).sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [a, b]: [M; 2]) -> M {
        M::select(nonzero(x), scaled_tanh(a, b, x).rounded(), a * b * x).nan_from(x)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [a, b]: [M; 2]) -> M {
        let factor = a.product(b).shifted(M::constant(4.0));
        bell(factor, argument(x, b).shifted(M::constant(2.0)))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [a, b]: [M; 2]) -> [M; 2] {
        let t = argument(x, b);
        let factor = a.product(x).shifted(M::constant(4.0));
        [tanh(t).rounded(), bell(factor, t.shifted(M::constant(2.0)))]
    }

    const FROM_OUTPUT: bool = true;

    fn output_suffices([a, b]: [f64; 2]) -> bool {
        a != 0.0 && b.is_finite()
    }

    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, [a, b]: [M; 2]) -> M {
        (a - y) * (a + y) * (b / a)
    }
}

/// `b x` exactly; infinities become large numbers.
#[inline(always)]
fn argument<M: Machine>(x: M, b: M) -> Sum<M> {
    let reach = M::constant(1e30);
    x.at_least(-reach).at_most(reach).product(b)
}
