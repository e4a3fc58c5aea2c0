//! The loops over slices, for every function and element type.

use super::{Drafts, Level, Operation, Reading};
use crate::accuracy::Reach;
use crate::compute::Element;
use crate::formula::Formula;
use crate::functions::{Card, Function};
use crate::gated::{Gradients, Halves};
use crate::referee::{Ball, Near, Nearly};
use crate::typed::Typed;
use std::marker::PhantomData;

/// An element-wise activation as the registry holds it: its card, and its loops for one element type.
///
/// `parameters` are the function's parameters in the order of its card, already at the precision of
/// the data; a missing one takes its default. Slices are worked through up to the shortest; callers
/// that take slices from users check lengths first, as [`Activation`](super::Activation) does.
pub trait Loops<T>: Send + Sync {
    /// `y = f(x)`.
    fn forward(&self, level: Level, parameters: &[T], x: &[T], y: &mut [T]);

    /// `y = f(x)` and `slopes = f'(x)`.
    fn forward_with_slopes(&self, level: Level, parameters: &[T], x: &[T], y: &mut [T], slopes: &mut [T]);

    /// `x = f(x)`.
    fn forward_in_place(&self, level: Level, parameters: &[T], x: &mut [T]);

    /// `dx = dy * f'(x)`.
    fn backward(&self, level: Level, parameters: &[T], x: &[T], dy: &[T], dx: &mut [T]);

    /// `dx = dy * f'(x)` from `y = f(x)`, where [`output_suffices`](Elementwise::output_suffices); NaN elsewhere.
    fn backward_from_output(&self, level: Level, parameters: &[T], y: &[T], dy: &[T], dx: &mut [T]);

    /// For a row-major matrix with `bias.len()` columns: `z += bias` in each row, and `y = f(z)`, in one pass.
    fn forward_with_bias(&self, level: Level, parameters: &[T], bias: &[T], z: &mut [T], y: &mut [T]);

    /// The same where only the result is kept: `y = f(y + bias)`.
    fn forward_with_bias_in_place(&self, level: Level, parameters: &[T], bias: &[T], y: &mut [T]);

    /// For a row-major matrix with `bias_gradient.len()` columns: turns the gradient with respect to the
    /// activations into that with respect to the pre-activations `z`, in place, and adds its column sums
    /// to `bias_gradient`, in one pass.
    fn backward_with_bias(&self, level: Level, parameters: &[T], z: &[T], gradient: &mut [T], bias_gradient: &mut [T]);

    /// The same from `y = f(z)`, where [`output_suffices`](Elementwise::output_suffices); NaN elsewhere.
    fn backward_with_bias_from_output(
        &self,
        level: Level,
        parameters: &[T],
        y: &[T],
        gradient: &mut [T],
        bias_gradient: &mut [T],
    );

    /// Adds to `parameter_gradient[j]` the sum over all elements of `dy` times the derivative of `f`
    /// with respect to its parameter `j`.
    fn parameter_gradient(&self, level: Level, parameters: &[T], x: &[T], dy: &[T], parameter_gradient: &mut [T]);

    /// `y = a f(b)`, in one pass.
    fn gated_forward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]);

    /// `da = dy f(b)` and `db = dy a f'(b)`, in one pass.
    fn gated_backward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>);
}

/// An element-wise activation of the registry.
pub trait Elementwise: Loops<f32> + Loops<f64> + Drafts {
    /// Names, source, parameters, range.
    fn card(&self) -> &'static Card;
    /// How far out it has digits, with the default parameters.
    fn reach(&self) -> Reach;
    /// Whether the kernels round the value, or the slope, at most once.
    fn rounded_once(&self, reading: Reading) -> bool;
    /// Whether the slope follows from the value alone, with these parameters; a missing one takes its default.
    fn output_suffices(&self, parameters: &[f64]) -> bool;
    /// The formula that a person wrote, if it is one.
    fn typed(&self) -> Option<&Typed> {
        None
    }
    /// Whether the bounds of [`accuracy`](crate::accuracy) are promised of `fast` results and of `f64`. Of a formula that a person
    /// wrote nobody knows how its steps' errors add up.
    fn keeps_bounds(&self) -> bool {
        self.typed().is_none_or(|typed| typed.known().is_some())
    }
    /// The textbook formula.
    fn formula(&self) -> Formula;
    /// The textbook formula of the slope.
    fn slope_formula(&self) -> Formula;
    /// The formula reworded where the textbook's overflows, or loses all its digits: the same function, fit for arithmetic.
    fn reference_formula(&self) -> Formula;
    /// The formula of the slope, so reworded.
    fn reference_slope_formula(&self) -> Formula;
    /// The true value, as an interval of about 106 bits.
    fn true_value(&self, parameters: &[f64], x: f64) -> Ball;
    /// The true slope, as an interval of about 106 bits.
    fn true_slope(&self, parameters: &[f64], x: f64) -> Ball;
    /// True values, or slopes, of up to so many numbers as fit, as intervals of about 53 bits.
    fn true_nearly(&self, level: Level, parameters: &[f64], reading: Reading, x: &[f64], truths: &mut Nearly);
}

/// A [`Function`] as an object: what a registry line makes.
pub(crate) struct Entry<F, const P: usize>(PhantomData<F>);

impl<F: Function<P>, const P: usize> Entry<F, P> {
    /// The argument only names the type.
    pub(crate) const fn new(_function: &F) -> Self {
        assert!(F::CARD.parameters.len() == P, "a card lists as many parameters as its function takes");
        Self(PhantomData)
    }

    pub(super) fn parameters<T: Element>(given: &[T]) -> [T; P] {
        std::array::from_fn(|i| given.get(i).copied().unwrap_or_else(|| T::from_f64(F::CARD.parameters[i].default)))
    }
}

struct Forward<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for Forward<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, x, y) = self;
        for (y, &x) in y.iter_mut().zip(x) {
            *y = F::value(x, parameters);
        }
    }
}

struct InPlace<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for InPlace<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, x) = self;
        // Where `f` is the identity for some of the numbers the compiler would store only the others, through a
        // mask, which is slow on some processors; so each gets the sign of a zero it cannot know.
        let plus = std::hint::black_box(T::default());
        for x in x {
            *x = F::value(*x, parameters).or_sign(plus);
        }
    }
}

struct Backward<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for Backward<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, x, dy, dx) = self;
        for ((dx, &x), &dy) in dx.iter_mut().zip(x).zip(dy) {
            *dx = dy * F::slope(x, parameters);
        }
    }
}

struct BackwardFromOutput<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for BackwardFromOutput<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, y, dy, dx) = self;
        for ((dx, &y), &dy) in dx.iter_mut().zip(y).zip(dy) {
            *dx = dy * F::slope_from_output(y, parameters);
        }
    }
}

struct ForwardWithBias<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a mut [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for ForwardWithBias<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, bias, z, y) = self;
        let width = bias.len().max(1);
        for (z, y) in z.chunks_exact_mut(width).zip(y.chunks_exact_mut(width)) {
            for ((z, y), &bias) in z.iter_mut().zip(y).zip(bias) {
                *z = *z + bias;
                *y = F::value(*z, parameters);
            }
        }
    }
}

struct ForwardWithBiasInPlace<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for ForwardWithBiasInPlace<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, bias, y) = self;
        for y in y.chunks_exact_mut(bias.len().max(1)) {
            for (y, &bias) in y.iter_mut().zip(bias) {
                *y = F::value(*y + bias, parameters);
            }
        }
    }
}

struct BackwardWithBias<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a mut [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for BackwardWithBias<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, z, gradient, bias_gradient) = self;
        let width = bias_gradient.len().max(1);
        for (z, gradient) in z.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
            for ((&z, gradient), bias) in z.iter().zip(gradient).zip(bias_gradient.iter_mut()) {
                *gradient = *gradient * F::slope(z, parameters);
                *bias = *bias + *gradient;
            }
        }
    }
}

struct BackwardWithBiasFromOutput<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a mut [T], &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for BackwardWithBiasFromOutput<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, y, gradient, bias_gradient) = self;
        let width = bias_gradient.len().max(1);
        for (y, gradient) in y.chunks_exact(width).zip(gradient.chunks_exact_mut(width)) {
            for ((&y, gradient), bias) in y.iter().zip(gradient).zip(bias_gradient.iter_mut()) {
                *gradient = *gradient * F::slope_from_output(y, parameters);
                *bias = *bias + *gradient;
            }
        }
    }
}

struct GatedForward<'a, F, T, const P: usize>(PhantomData<F>, [T; P], Halves<'a, T>, &'a mut [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for GatedForward<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, Halves { a, b }, y) = self;
        for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
            *y = a * F::value(b, parameters);
        }
    }
}

struct GatedBackward<'a, F, T, const P: usize>(PhantomData<F>, [T; P], Halves<'a, T>, Gradients<'a, T>);

impl<F: Function<P>, T: Element, const P: usize> Operation for GatedBackward<'_, F, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, Halves { a, b }, Gradients { dy, da, db }) = self;
        for ((((da, db), &a), &b), &dy) in da.iter_mut().zip(db).zip(a).zip(b).zip(dy) {
            *da = dy * F::value(b, parameters);
            *db = dy * (a * F::slope(b, parameters));
        }
    }
}

/// Running sums of a parameter's gradient.
const LANES: usize = 16;

struct ParameterGradient<'a, F, T, const P: usize>(PhantomData<F>, [T; P], &'a [T], &'a [T]);

impl<F: Function<P>, T: Element, const P: usize> Operation for ParameterGradient<'_, F, T, P> {
    type Output = [f64; P];
    #[inline(always)]
    fn run(self) -> [f64; P] {
        let Self(_, parameters, x, dy) = self;
        // Running sums side by side, so that the loop becomes SIMD.
        let mut sums = [[0.0; LANES]; P];
        let ((blocks, rest), (dy_blocks, dy_rest)) = (x.as_chunks::<LANES>(), dy.as_chunks::<LANES>());
        for (x, dy) in blocks.iter().zip(dy_blocks) {
            let mut terms = [[T::default(); LANES]; P];
            for lane in 0..LANES {
                let slopes = F::parameter_slopes(x[lane], parameters);
                for (terms, slope) in terms.iter_mut().zip(slopes) {
                    terms[lane] = dy[lane] * slope;
                }
            }
            for (sums, terms) in sums.iter_mut().zip(terms) {
                for (sum, term) in sums.iter_mut().zip(terms) {
                    *sum += term.to_f64();
                }
            }
        }
        for (&x, &dy) in rest.iter().zip(dy_rest) {
            for (sums, slope) in sums.iter_mut().zip(F::parameter_slopes(x, parameters)) {
                sums[0] += (dy * slope).to_f64();
            }
        }
        sums.map(|lanes| lanes.iter().sum())
    }
}

struct Refereed<'a, F, const P: usize, const SLOPE: bool>(PhantomData<F>, [f64; P], &'a [f64], &'a mut Nearly);

impl<F: Function<P>, const P: usize, const SLOPE: bool> Operation for Refereed<'_, F, P, SLOPE> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, x, Nearly { values, errors }) = self;
        let parameters = parameters.map(Near::exactly);
        for ((value, error), &x) in values.iter_mut().zip(errors.iter_mut()).zip(x) {
            let x = Near::exactly(x);
            let near = if SLOPE { F::reference_slope(x, parameters) } else { F::reference(x, parameters) };
            (*value, *error) = (near.value, near.error);
        }
    }
}

impl<F: Function<P>, T: Element, const P: usize> Loops<T> for Entry<F, P> {
    fn forward(&self, level: Level, parameters: &[T], x: &[T], y: &mut [T]) {
        level.run(Forward(PhantomData::<F>, Self::parameters(parameters), x, y));
    }

    fn forward_in_place(&self, level: Level, parameters: &[T], x: &mut [T]) {
        level.run(InPlace(PhantomData::<F>, Self::parameters(parameters), x));
    }

    fn forward_with_slopes(&self, level: Level, parameters: &[T], x: &[T], y: &mut [T], slopes: &mut [T]) {
        // A piece at a time, so that the second pass finds it in the first-level cache.
        let ones = [T::from_f64(1.0); 256];
        let pieces = x.chunks(ones.len()).zip(y.chunks_mut(ones.len())).zip(slopes.chunks_mut(ones.len()));
        for ((x, y), slopes) in pieces {
            self.forward(level, parameters, x, y);
            self.backward(level, parameters, x, &ones, slopes);
        }
    }

    fn backward(&self, level: Level, parameters: &[T], x: &[T], dy: &[T], dx: &mut [T]) {
        level.run(Backward(PhantomData::<F>, Self::parameters(parameters), x, dy, dx));
    }

    fn backward_from_output(&self, level: Level, parameters: &[T], y: &[T], dy: &[T], dx: &mut [T]) {
        // Where it is false nothing is compiled.
        if F::FROM_OUTPUT {
            level.run(BackwardFromOutput(PhantomData::<F>, Self::parameters(parameters), y, dy, dx));
        } else {
            dx.fill(T::from_f64(f64::NAN));
        }
    }

    fn forward_with_bias(&self, level: Level, parameters: &[T], bias: &[T], z: &mut [T], y: &mut [T]) {
        level.run(ForwardWithBias(PhantomData::<F>, Self::parameters(parameters), bias, z, y));
    }

    fn backward_with_bias(&self, level: Level, parameters: &[T], z: &[T], gradient: &mut [T], bias_gradient: &mut [T]) {
        level.run(BackwardWithBias(PhantomData::<F>, Self::parameters(parameters), z, gradient, bias_gradient));
    }

    fn forward_with_bias_in_place(&self, level: Level, parameters: &[T], bias: &[T], y: &mut [T]) {
        level.run(ForwardWithBiasInPlace(PhantomData::<F>, Self::parameters(parameters), bias, y));
    }

    fn backward_with_bias_from_output(
        &self,
        level: Level,
        parameters: &[T],
        y: &[T],
        gradient: &mut [T],
        bias_gradient: &mut [T],
    ) {
        // Where it is false nothing is compiled.
        if F::FROM_OUTPUT {
            let parameters = Self::parameters(parameters);
            level.run(BackwardWithBiasFromOutput(PhantomData::<F>, parameters, y, gradient, bias_gradient));
        } else {
            gradient.fill(T::from_f64(f64::NAN));
            bias_gradient.fill(T::from_f64(f64::NAN));
        }
    }

    fn parameter_gradient(&self, level: Level, parameters: &[T], x: &[T], dy: &[T], parameter_gradient: &mut [T]) {
        if P == 0 {
            return;
        }
        let sums = level.run(ParameterGradient(PhantomData::<F>, Self::parameters(parameters), x, dy));
        for (total, sum) in parameter_gradient.iter_mut().zip(sums) {
            *total = *total + T::from_f64(sum);
        }
    }

    fn gated_forward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]) {
        level.run(GatedForward(PhantomData::<F>, Self::parameters(parameters), halves, y));
    }

    fn gated_backward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>) {
        level.run(GatedBackward(PhantomData::<F>, Self::parameters(parameters), halves, gradients));
    }
}

impl<F: Function<P>, const P: usize> Elementwise for Entry<F, P> {
    fn card(&self) -> &'static Card {
        const { &F::CARD }
    }

    fn reach(&self) -> Reach {
        F::REACH
    }

    fn rounded_once(&self, reading: Reading) -> bool {
        match reading {
            Reading::Value => F::DRAFT.value_rounded_once,
            Reading::Slope => F::DRAFT.slope_rounded_once,
        }
    }

    fn output_suffices(&self, parameters: &[f64]) -> bool {
        F::output_suffices(Self::parameters(parameters))
    }

    fn formula(&self) -> Formula {
        Formula::record(Some(F::CARD.name), F::CARD.parameters, F::formula)
    }

    fn slope_formula(&self) -> Formula {
        Formula::record(None, F::CARD.parameters, F::formula_slope)
    }

    fn reference_formula(&self) -> Formula {
        Formula::record(None, F::CARD.parameters, F::reference)
    }

    fn reference_slope_formula(&self) -> Formula {
        Formula::record(None, F::CARD.parameters, F::reference_slope)
    }

    fn true_value(&self, parameters: &[f64], x: f64) -> Ball {
        F::reference(Ball::exactly(x), Self::parameters(parameters).map(Ball::exactly))
    }

    fn true_slope(&self, parameters: &[f64], x: f64) -> Ball {
        F::reference_slope(Ball::exactly(x), Self::parameters(parameters).map(Ball::exactly))
    }

    fn true_nearly(&self, level: Level, parameters: &[f64], reading: Reading, x: &[f64], truths: &mut Nearly) {
        let parameters = Self::parameters(parameters);
        match reading {
            Reading::Value => level.run(Refereed::<F, P, false>(PhantomData, parameters, x, truths)),
            Reading::Slope => level.run(Refereed::<F, P, true>(PhantomData, parameters, x, truths)),
        }
    }
}
