//! The rules, each one loop over all parameters.

use nonlin::Element;
use nonlin::compute::Operation;

/// 0 for what is next to nothing. A running mean of zeros would otherwise end among the subnormal numbers
/// and stay there, and some processors take a hundred times as long for those.
#[inline(always)]
fn without_dust<T: Element>(x: T) -> T {
    T::select(x.abs().above(T::from_f64(1e-36)), x, T::default()).nan_from(x)
}

pub(super) struct Descent<'a, T> {
    pub(super) rate: T,
    pub(super) decay: T,
    pub(super) parameters: &'a mut [T],
    pub(super) gradient: &'a [T],
}

impl<T: Element> Operation for Descent<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (w, &g) in self.parameters.iter_mut().zip(self.gradient) {
            *w = *w - self.rate * decayed(g, *w, self.decay);
        }
    }
}

#[allow(clippy::struct_field_names, reason = "the field's own word")]
pub(super) struct Momentum<'a, T> {
    pub(super) rate: T,
    pub(super) decay: T,
    pub(super) momentum: T,
    /// Whether the step looks ahead along the new velocity.
    pub(super) nesterov: bool,
    pub(super) parameters: &'a mut [T],
    pub(super) gradient: &'a [T],
    pub(super) velocity: &'a mut [T],
}

impl<T: Element> Operation for Momentum<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for ((w, &g), v) in self.parameters.iter_mut().zip(self.gradient).zip(self.velocity) {
            let g = decayed(g, *w, self.decay);
            *v = without_dust(self.momentum * *v + g);
            let move_by = if self.nesterov { self.momentum.mul_add(*v, g) } else { *v };
            *w = *w - self.rate * move_by;
        }
    }
}

pub(super) struct Adam<'a, T> {
    pub(super) rate: T,
    pub(super) root_scale: T,
    pub(super) beta1: T,
    pub(super) beta1_rest: T,
    pub(super) beta2: T,
    pub(super) beta2_rest: T,
    pub(super) epsilon: T,
    pub(super) parameters: &'a mut [T],
    pub(super) gradient: &'a [T],
    pub(super) first: &'a mut [T],
    pub(super) second: &'a mut [T],
}

impl<T: Element> Operation for Adam<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { rate, root_scale, beta1, beta1_rest, beta2, beta2_rest, epsilon, .. } = self;
        let moments = self.first.iter_mut().zip(self.second);
        for ((w, &g), (m, v)) in self.parameters.iter_mut().zip(self.gradient).zip(moments) {
            *m = without_dust(beta1 * *m + beta1_rest * g);
            *v = without_dust(beta2 * *v + beta2_rest * (g * g));
            *w = *w - rate * *m / (v.sqrt() * root_scale + epsilon);
        }
    }
}

/// `g + decay w`: the gradient with that of a penalty on the weights' squares.
#[inline(always)]
fn decayed<T: Element>(g: T, w: T, decay: T) -> T {
    decay.mul_add(w, g)
}

pub(super) struct RmsProp<'a, T> {
    pub(super) rate: T,
    pub(super) decay: T,
    pub(super) keep: T,
    pub(super) keep_rest: T,
    pub(super) momentum: T,
    pub(super) epsilon: T,
    pub(super) centred: T,
    pub(super) parameters: &'a mut [T],
    pub(super) gradient: &'a [T],
    pub(super) squares: &'a mut [T],
    pub(super) means: &'a mut [T],
    pub(super) velocity: &'a mut [T],
}

impl<T: Element> Operation for RmsProp<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { rate, decay, keep, keep_rest, momentum, epsilon, centred, .. } = self;
        let moments = self.squares.iter_mut().zip(self.means).zip(self.velocity);
        for ((w, &g), ((square, mean), v)) in self.parameters.iter_mut().zip(self.gradient).zip(moments) {
            let g = decayed(g, *w, decay);
            *square = without_dust(keep * *square + keep_rest * (g * g));
            *mean = without_dust(keep * *mean + keep_rest * g);
            // Rounding may leave a variance a little under 0.
            let spread = (*square - centred * (*mean * *mean)).at_least(T::default());
            *v = without_dust(momentum * *v + g / (spread.sqrt() + epsilon));
            *w = *w - rate * *v;
        }
    }
}

pub(super) struct Lion<'a, T> {
    pub(super) rate: T,
    /// Rate times weight decay.
    pub(super) shrink: T,
    pub(super) beta1: T,
    pub(super) beta1_rest: T,
    pub(super) beta2: T,
    pub(super) beta2_rest: T,
    pub(super) parameters: &'a mut [T],
    pub(super) gradient: &'a [T],
    pub(super) mean: &'a mut [T],
}

impl<T: Element> Operation for Lion<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { rate, shrink, beta1, beta1_rest, beta2, beta2_rest, .. } = self;
        let one = T::from_f64(1.0);
        for ((w, &g), m) in self.parameters.iter_mut().zip(self.gradient).zip(self.mean) {
            let direction = beta1 * *m + beta1_rest * g;
            let sign = T::select(direction == T::default(), T::default(), one.or_sign(direction)).nan_from(direction);
            *w = *w - rate * sign - shrink * *w;
            *m = without_dust(beta2 * *m + beta2_rest * g);
        }
    }
}
