//! Masked softmax: a softmax over some places of a row, as attention needs it.

use super::softmax::{Product, softmax_in_place};
use crate::compute::{ComputeError, Element, Level, Operation, same_length};

/// Softmax over the places of the row `x` where `keep` is true; 0 at the others, whose numbers are not
/// looked at, NaN included. A row with no place kept gives zeros, not NaN.
///
/// It is not in the registry, for it takes more than a row. Infinities at kept places are as in
/// [`Softmax`](super::Softmax).
///
/// ```
/// let mut y = [0.0; 3];
/// nonlin::rows::masked_softmax(&[2.0, f64::NAN, 2.0], &[true, false, true], &mut y)?;
/// assert_eq!(y, [0.5, 0.0, 0.5]);
/// # Ok::<(), nonlin::ComputeError>(())
/// ```
///
/// Fails if the three slices differ in length.
pub fn masked_softmax<T: Element>(x: &[T], keep: &[bool], y: &mut [T]) -> Result<(), ComputeError> {
    same_length(x, keep)?;
    same_length(x, y)?;
    Level::best().run(Forward(x, keep, y));
    Ok(())
}

/// The Jacobian of [`masked_softmax`] times a vector, from the saved result `y`: `out = y (v - y . v)`.
///
/// The Jacobian is symmetric, so with `v = dy` this is the gradient with respect to `x`, and with `v = dx`
/// it is how `y` moves. Places that are masked out are not looked at and get 0.
///
/// Fails if the four slices differ in length.
pub fn masked_softmax_product<T: Element>(y: &[T], keep: &[bool], v: &[T], out: &mut [T]) -> Result<(), ComputeError> {
    same_length(y, keep)?;
    same_length(y, v)?;
    same_length(y, out)?;
    if keep.iter().all(|&keep| keep) {
        Level::best().run(Product { scale: T::from_f64(1.0), y, dx: v, dy: out });
    } else {
        Level::best().run(MaskedProduct { y, keep, v, out });
    }
    Ok(())
}

struct Forward<'a, T>(&'a [T], &'a [bool], &'a mut [T]);

impl<T: Element> Operation for Forward<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(x, keep, y) = self;
        let lowest = T::from_f64(f64::NEG_INFINITY);
        let mut any = false;
        for ((y, &x), &keep) in y.iter_mut().zip(x).zip(keep) {
            any |= keep;
            *y = T::select(keep, x, lowest);
        }
        if any {
            softmax_in_place(y);
        }
        // A row without a limit is NaN only where it is looked at.
        for (y, &keep) in y.iter_mut().zip(keep) {
            *y = T::select(keep, *y, T::default());
        }
    }
}

struct MaskedProduct<'a, T> {
    y: &'a [T],
    keep: &'a [bool],
    v: &'a [T],
    out: &'a mut [T],
}

impl<T: Element> Operation for MaskedProduct<'_, T> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self { y, keep, v, out } = self;
        let zero = T::default();
        let projection = super::sum(y.len(), |i| T::select(keep[i], y[i] * v[i], zero));
        let projection = T::from_f64(projection);
        for (((out, &y), &v), &keep) in out.iter_mut().zip(y).zip(v).zip(keep) {
            *out = T::select(keep, y * (v - projection), zero);
        }
    }
}
