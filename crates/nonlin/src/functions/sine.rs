//! Sine: `sin(w x)`, the unit of SIREN.

use super::{Card, Family, Function, Parameter};
use crate::accuracy::Reach;
use crate::facts::Range;
use crate::real::{
    Machine, Real,
    trigonometric::{sine, within_reach},
};

pub(crate) struct Sine;

impl Function<1> for Sine {
    const CARD: Card = Card {
        name: "sine",
        aliases: &["sin", "siren", "sinus"],
        title: "Sine (SIREN)",
        year: 2020,
        source: "Sitzmann, Martel, Bergman, Lindell & Wetzstein 2020, Implicit neural representations, arXiv 2006.09661",
        strengths: "fits images, sounds and fields, with their derivatives, from coordinates",
        limits: "needs its own initialisation; NaN where |w x| is over 2^22 (f32) or 2^51 (f64)",
        usual: false,
        elsewhere: &[("ONNX", "Sin, without w")],
        parameters: &[Parameter { name: "w", default: 30.0, learnable: false }],
        range: Range::closed(-1.0, 1.0),
        family: Family::Sigmoidal,
    };
    const REACH: Reach = Reach::angle(30.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, [w]: [R; 1]) -> R {
        (w * x).sin()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, [w]: [R; 1]) -> R {
        w * (w * x).cos()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, [w]: [M; 1]) -> M {
        let t = x.product(w);
        let y = M::select(t.high.abs().above(M::default()), sine(t, M::default()).rounded(), t.high);
        within_reach(t.high, y)
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, [w]: [M; 1]) -> M {
        let t = x.product(w);
        within_reach(t.high, sine(t, M::constant(1.0)).times(w))
    }

    #[inline(always)]
    fn parameter_slopes<M: Machine>(x: M, [w]: [M; 1]) -> [M; 1] {
        let t = x.product(w);
        [within_reach(t.high, sine(t, M::constant(1.0)).times(x))]
    }
}
