//! Every activation function: one short file each, and the [registry](all) that lists them.
//!
//! A file reads from top to bottom: what it is and who says so (the [`Card`]), the textbook formula
//! and its slope, then, where the textbook loses digits, how value and slope are really computed.

mod card;
mod registry;

mod acon_c;
mod affine;
mod arctan;
mod aria2;
mod bent_identity;
mod celu;
mod clip;
mod cloglog;
mod dyt;
mod e_swish;
mod elish;
mod elu;
mod erf;
mod exponential;
mod flatten_t_swish;
mod gaussian;
mod gcu;
mod gelu;
mod gelu_quick;
mod gelu_tanh;
mod hard_elish;
mod hard_mish;
mod hard_shrink;
mod hard_sigmoid;
mod hard_sigmoid_onnx;
mod hard_swish;
mod hard_tanh;
mod isrlu;
mod isru;
mod leaky_relu;
mod linear;
mod lisht;
mod log_sigmoid;
mod logish;
mod mish;
mod pdelu;
mod pelu;
mod penalized_tanh;
mod phish;
mod prelu;
mod random_relu;
mod relu;
mod relu6;
mod relu_keras;
mod relu_squared;
mod rrelu;
mod scaled_tanh;
mod selu;
mod serf;
mod serlu;
mod shrink;
mod sigmoid;
mod silu;
mod sine;
mod sine_relu;
mod smelu;
mod smish;
mod smu;
mod snake;
mod soft_clipping;
mod soft_shrink;
mod softplus;
mod softplus_beta;
mod softsign;
mod sparse_plus;
mod sparse_sigmoid;
mod sqnl;
mod squareplus;
mod srelu;
mod srs;
mod star_relu;
mod step;
mod swish;
mod tanh;
mod tanhexp;
mod tanhshrink;
mod threshold;
mod thresholded_relu;
mod xielu;

pub use card::{Card, Family, Parameter};
pub use random_relu::RandomRelu;
pub(crate) use registry::known;
pub use registry::{CLASSICS, Registered, UnknownFunction, all, classics, elementwise, find};

use crate::accuracy::{Draft, Pair, Reach};
use crate::real::{Machine, Real};

/// An element-wise activation with `P` parameters.
///
/// The parameters come as numbers of the reading's own type: at the precision of the data when it
/// computes, as names when it is written down.
pub trait Function<const P: usize = 0>: Send + Sync + 'static {
    /// Names, source, parameters, range.
    const CARD: Card;

    /// How far out it has digits, with the default parameters.
    const REACH: Reach = Reach::EVERYWHERE;

    /// How the exact accuracy of `f32` comes by its results, with the default parameters or any others.
    const DRAFT: Draft = Draft::CAREFUL;

    /// The formula as a textbook gives it. This is what `show` prints; it need not be good numerics.
    fn formula<R: Real>(x: R, parameters: [R; P]) -> R;

    /// The derivative of [`formula`](Function::formula) with respect to `x`, as a textbook gives it.
    /// At a kink it is the derivative from the left, unless the file says otherwise.
    fn formula_slope<R: Real>(x: R, parameters: [R; P]) -> R;

    /// The value as the [referee](crate::referee) reads it: the formula, reworded only where intervals would lose all their digits in it.
    #[inline(always)]
    fn reference<R: Real>(x: R, parameters: [R; P]) -> R {
        Self::formula(x, parameters)
    }

    /// The slope as the [referee](crate::referee) reads it.
    #[inline(always)]
    fn reference_slope<R: Real>(x: R, parameters: [R; P]) -> R {
        Self::formula_slope(x, parameters)
    }

    /// The value, with every digit.
    #[inline(always)]
    fn value<M: Machine>(x: M, parameters: [M; P]) -> M {
        Self::formula(x, parameters)
    }

    /// The derivative with respect to `x`, with every digit.
    #[inline(always)]
    fn slope<M: Machine>(x: M, parameters: [M; P]) -> M {
        Self::formula_slope(x, parameters)
    }

    /// The value in `f32` with what it leaves, where [`DRAFT`](Function::DRAFT) has
    /// [`value_pair`](Draft::value_pair): for formulas so short that this is less work than a draft in `f64`.
    #[inline(always)]
    fn value_pair(x: f32, _parameters: [f32; P]) -> Pair {
        Pair { high: f32::NAN.nan_from(x), rest: 0.0, scale: 0.0 }
    }

    /// The slope, likewise.
    #[inline(always)]
    fn slope_pair(x: f32, _parameters: [f32; P]) -> Pair {
        Pair { high: f32::NAN.nan_from(x), rest: 0.0, scale: 0.0 }
    }

    /// What [`DRAFT`](Function::DRAFT) says of where the slope's margin is wider is meant in terms of this.
    #[inline(always)]
    fn crossing(x: f64, _parameters: [f64; P]) -> f64 {
        x
    }

    /// Whether [`slope_from_output`](Function::slope_from_output) is there.
    const FROM_OUTPUT: bool = false;

    /// Whether the slope follows from the value alone with these parameters. (The default serves functions for which it
    /// does with all, or with none.)
    fn output_suffices(_parameters: [f64; P]) -> bool {
        Self::FROM_OUTPUT
    }

    /// The derivative with respect to `x` where the value is `y`. Where a whole stretch of `x` has one value it is that
    /// of the stretch, 0, at its ends too.
    ///
    /// No more exact than `y` is: a value off by one unit in its last place gives the slope of that other value, which
    /// near a flat end (`|y| = 1` of tanh) has few of its digits left.
    #[inline(always)]
    fn slope_from_output<M: Machine>(y: M, _parameters: [M; P]) -> M {
        M::constant(f64::NAN).nan_from(y)
    }

    /// The derivative with respect to each parameter. (The default serves functions that have none.)
    #[inline(always)]
    fn parameter_slopes<M: Machine>(_x: M, parameters: [M; P]) -> [M; P] {
        parameters.map(|_| M::default())
    }
}
