//! Mish: `x tanh(softplus(x))`.

use super::{Card, Family, Function};
use crate::accuracy::Draft;
use crate::facts::Range;
use crate::real::{Machine, Real, Sum, drafts, exponential::decay_scaled_plain, thrifty};

pub(crate) struct Mish;

impl Function for Mish {
    const CARD: Card = Card {
        name: "mish",
        aliases: &[],
        title: "Mish",
        year: 2019,
        source: "Misra 2019, arXiv 1908.08681",
        strengths: "smooth and not monotone, like SiLU; good in deep convolutional networks",
        limits: "the dearest of the common ones in most libraries",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.30884341301725043),
        family: Family::Rectifier,
    };

    const DRAFT: Draft = Draft::LEAN.slope_crosses(128.0 * f64::EPSILON, -2.0);

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * x.softplus().tanh()
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let t = x.softplus().tanh();
        t + x * (R::constant(1.0) - t * t) * x.sigmoid()
    }

    #[inline(always)]
    fn reference_slope<R: Real>(x: R, []: [R; 0]) -> R {
        // 1 - tanh^2 p = 4 sigmoid(2p) sigmoid(-2p), where the difference cancels.
        let p = x.softplus();
        let bell = R::constant(4.0) * (p + p).sigmoid() * (-(p + p)).sigmoid();
        p.tanh() + x * bell * x.sigmoid()
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        if M::LEAN {
            return drafts::mish(x);
        }
        if M::THRIFTY {
            return thrifty::mish(x);
        }
        // tanh(ln(1 + y)) = (y^2 + 2y) / (y^2 + 2y + 2) with y = e^x; on the right both sides are divided by
        // y^2, so that only e = e^-|x| is ever needed.
        let two = M::constant(2.0);
        let decay = decay_scaled_plain(-x.abs());
        let e = decay.value();
        let doubled = Sum { high: e.high + e.high, low: e.low + e.low };
        let positive = x.above(M::default());
        let right = Sum::ordered(M::constant(1.0), doubled);
        let e_plus_two = Sum::ordered(two, e);
        let left = decay.significand().scaled(e_plus_two.high);
        let left = Sum { high: left.high, low: decay.significand().high.mul_add(e_plus_two.low, left.low) };
        let square = Sum::exactly(doubled.high * e.high);
        let above = Sum::ordered(right.high, Sum { high: square.high, low: right.low });
        let below = Sum::ordered(two, e_plus_two.scaled(e.high));
        let gate = Sum::select(positive, right, left).over(Sum::select(positive, above, below));
        M::select(positive, x * gate, decay.rescale(x.at_least(M::EXP_FLOOR) * gate))
    }

    #[inline(always)]
    fn slope<M: Machine>(x: M, []: [M; 0]) -> M {
        if M::LEAN {
            return drafts::mish_slope(x);
        }
        if M::THRIFTY {
            return thrifty::mish_slope(x);
        }
        // With y = e^x: y (4(x+1) + (4x+6) y + 4 y^2 + y^3) / (y^2 + 2y + 2)^2; on the right divided through by y^4.
        let reach = M::constant(1e4);
        let x = x.at_least(-reach).at_most(reach);
        let (one, two, four) = (M::constant(1.0), M::constant(2.0), M::constant(4.0));
        let decay = decay_scaled_plain(-x.abs());
        let wide = decay.value();
        let e = wide.high;
        let positive = x.above(M::default());
        let first = (x + one) * four;
        let second = x.mul_add(four, M::constant(6.0));
        let right = Sum::ordered(one, Sum::ordered(four, Sum::exactly(e * e.mul_add(first, second))).scaled(e));
        let inner = e.mul_add(e + four, second);
        let left = decay.significand().scaled(e.mul_add(inner, first));
        let above = Sum::ordered(one, Sum::ordered(one, wide).scaled(e + e));
        let below = Sum::ordered(two, Sum::ordered(two, wide).scaled(e));
        let slope = Sum::select(positive, right, left).over(Sum::select(positive, above, below).squared());
        M::select(positive, slope, decay.rescale(slope))
    }
}
