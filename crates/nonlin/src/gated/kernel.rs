//! The loops of a gated unit that has numerics of its own.

use super::{GatedLoops, GatedUnit, Gradients, Halves};
use crate::compute::{Element, Level, Operation};
use crate::functions::Card;
use crate::real::Machine;
use std::marker::PhantomData;

/// A gated unit of single numbers, with `P` parameters.
pub(crate) trait Kernel<const P: usize>: Send + Sync + 'static {
    /// Names, source, parameters, range.
    const CARD: Card;
    /// The formula as a textbook gives it.
    const FORMULA: &'static str;
    /// `a f(b)`.
    fn value<M: Machine>(a: M, b: M, parameters: [M; P]) -> M;
    /// `dy f(b)` and `dy a f'(b)`.
    fn gradient<M: Machine>(a: M, b: M, dy: M, parameters: [M; P]) -> (M, M);
}

/// A [`Kernel`] as an object: what a registry line makes.
pub(crate) struct KernelUnit<K, const P: usize>(PhantomData<K>);

impl<K: Kernel<P>, const P: usize> KernelUnit<K, P> {
    /// The argument only names the type.
    pub(crate) const fn new(_kernel: &K) -> Self {
        assert!(K::CARD.parameters.len() == P, "a card lists as many parameters as its unit takes");
        Self(PhantomData)
    }

    fn parameters<T: Element>(given: &[T]) -> [T; P] {
        std::array::from_fn(|i| given.get(i).copied().unwrap_or_else(|| T::from_f64(K::CARD.parameters[i].default)))
    }
}

struct Forward<'a, K, T, const P: usize>(PhantomData<K>, [T; P], Halves<'a, T>, &'a mut [T]);

impl<K: Kernel<P>, T: Element, const P: usize> Operation for Forward<'_, K, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, Halves { a, b }, y) = self;
        for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
            *y = K::value(a, b, parameters);
        }
    }
}

struct Backward<'a, K, T, const P: usize>(PhantomData<K>, [T; P], Halves<'a, T>, Gradients<'a, T>);

impl<K: Kernel<P>, T: Element, const P: usize> Operation for Backward<'_, K, T, P> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(_, parameters, Halves { a, b }, Gradients { dy, da, db }) = self;
        for ((((da, db), &a), &b), &dy) in da.iter_mut().zip(db).zip(a).zip(b).zip(dy) {
            (*da, *db) = K::gradient(a, b, dy, parameters);
        }
    }
}

impl<K: Kernel<P>, T: Element, const P: usize> GatedLoops<T> for KernelUnit<K, P> {
    fn forward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, y: &mut [T]) {
        level.run(Forward(PhantomData::<K>, Self::parameters(parameters), halves, y));
    }

    fn backward(&self, level: Level, parameters: &[T], halves: Halves<'_, T>, gradients: Gradients<'_, T>) {
        level.run(Backward(PhantomData::<K>, Self::parameters(parameters), halves, gradients));
    }
}

impl<K: Kernel<P>, const P: usize> GatedUnit for KernelUnit<K, P> {
    fn card(&self) -> &'static Card {
        const { &K::CARD }
    }

    fn formula(&self) -> &'static str {
        K::FORMULA
    }
}
