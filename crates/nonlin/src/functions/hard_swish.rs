//! Hard swish: `x` times the hard sigmoid.

use super::{Card, Family, Function};
use crate::accuracy::{Draft, Pair};
use crate::facts::Range;
use crate::real::{Machine, Real, Sum};

pub(crate) struct HardSwish;

impl Function for HardSwish {
    const CARD: Card = Card {
        name: "hard_swish",
        aliases: &["hard_silu"],
        title: "Hard swish",
        year: 2019,
        source: "Howard et al. 2019, Searching for MobileNetV3, arXiv 1905.02244",
        strengths: "nearly SiLU at the cost of ReLU",
        limits: "kinks at -3 and 3; dead below -3",
        usual: true,
        elsewhere: &[],
        parameters: &[],
        range: Range::from(-0.375),
        family: Family::Rectifier,
    };

    // The low part of the value has been rounded thrice, its digits are some 2^-23 off. That of the slope decides all numbers of
    // `f32` rightly as it is: of the 2^32 not one is nearer to the middle between two than what it is off by.
    const DRAFT: Draft = Draft { value_pair: Some(1.0 / 1_048_576.0), slope_pair: Some(0.0), ..Draft::CAREFUL };

    #[inline(always)]
    fn formula<R: Real>(x: R, []: [R; 0]) -> R {
        x * ((x + R::constant(3.0)).at_least(R::constant(0.0)).at_most(R::constant(6.0)) / R::constant(6.0))
    }

    #[inline(always)]
    fn formula_slope<R: Real>(x: R, []: [R; 0]) -> R {
        let zero = R::constant(0.0);
        let middle = x / R::constant(3.0) + R::constant(0.5);
        let below_cap = R::select(x.above(R::constant(3.0)), R::constant(1.0), middle);
        R::select(x.above(R::constant(-3.0)), below_cap, zero).nan_from(x)
    }

    #[inline(always)]
    fn value<M: Machine>(x: M, []: [M; 0]) -> M {
        // Below -3 the gate is zero: cutting the factor there keeps infinity times zero away.
        let gate = (x + M::constant(3.0)).at_least(M::default()).at_most(M::constant(6.0));
        x.at_least(M::constant(-3.0)) * gate.sixth()
    }

    #[inline(always)]
    fn value_pair(x: f32, []: [f32; 0]) -> Pair {
        // x (x + 3) / 6, sum and product with what they leave.
        let inside = x.at_least(-3.0).at_most(3.0);
        let sum = inside + 3.0;
        let left = inside - (sum - 3.0);
        let product = inside.product(sum);
        let sixth = over(6.0, product.high, inside.mul_add(left, product.low));
        Pair { high: f32::select(x > 3.0, x, sixth.high), ..sixth }
    }

    #[inline(always)]
    fn slope_pair(x: f32, []: [f32; 0]) -> Pair {
        // (x + 3/2) / 3
        let sum = Sum::difference(x, -1.5);
        let third = over(3.0, sum.high, sum.low);
        let flat = f32::select(x > 3.0, 1.0, 0.0).nan_from(x);
        let curved = (x > -3.0) & (x <= 3.0);
        Pair { high: f32::select(curved, third.high, flat), rest: f32::select(curved, third.rest, 0.0), ..third }
    }
}

/// `(high + low) / divisor`.
#[inline(always)]
fn over(divisor: f32, high: f32, low: f32) -> Pair {
    let scale = 1.0 / divisor;
    let quotient = high * scale;
    Pair { high: quotient, rest: (-divisor).mul_add(quotient, high) + low, scale }
}
