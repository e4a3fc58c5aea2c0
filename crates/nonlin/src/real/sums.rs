//! More arithmetic on unevaluated sums, beside that of `fine.rs`: sign, powers of two, quotients, roots.

use super::{Machine, Real, Sum};
use std::ops::Neg;

impl<M: Machine> Neg for Sum<M> {
    type Output = Self;
    #[inline(always)]
    fn neg(self) -> Self {
        Self { high: -self.high, low: -self.low }
    }
}

impl<M: Machine> Sum<M> {
    /// The number, rounded to its type.
    #[inline(always)]
    pub fn round(self) -> M {
        self.high + self.low
    }

    /// `self * power`, exactly; for powers of two.
    #[inline(always)]
    #[must_use]
    pub fn shifted(self, power: M) -> Self {
        Self { high: self.high * power, low: self.low * power }
    }

    /// `self / divisor`. Both numbers and the quotient must be finite.
    #[inline(always)]
    #[must_use]
    pub fn ratio(self, divisor: Self) -> Self {
        let reciprocal = M::constant(1.0) / divisor.high;
        let quotient = self.high * reciprocal;
        let remainder = (-quotient).mul_add(divisor.high, self.high) + (-quotient).mul_add(divisor.low, self.low);
        Self { high: quotient, low: remainder * reciprocal }
    }

    /// The square root of a positive number.
    #[inline(always)]
    #[must_use]
    pub fn root(self) -> Self {
        let root = Real::sqrt(self.high);
        let remainder = (-root).mul_add(root, self.high) + self.low;
        Self { high: root, low: remainder / (root + root) }
    }
}
