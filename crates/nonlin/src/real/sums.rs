//! Arithmetic on unevaluated sums, beyond what every kernel needs: sums, products, quotients, roots.

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
    /// `self + other`, whatever their sizes.
    #[inline(always)]
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        let sum = Self::difference(self.high, -other.high);
        if M::LEAN {
            return sum;
        }
        Self::ordered(sum.high, Self::exactly(sum.low + (self.low + other.low)))
    }

    /// `self * other`.
    #[inline(always)]
    #[must_use]
    pub fn by(self, other: Self) -> Self {
        let product = self.high.product(other.high);
        if M::LEAN {
            return product;
        }
        let low = self.high.mul_add(other.low, self.low.mul_add(other.high, product.low));
        Self::ordered(product.high, Self::exactly(low))
    }

    /// `self / divisor`, under the conditions of [`over`](Sum::over).
    #[inline(always)]
    #[must_use]
    pub fn quotient(self, divisor: Self) -> Self {
        if M::LEAN {
            return Self::exactly(self.high / divisor.high);
        }
        let reciprocal = M::constant(1.0) / divisor.high;
        let quotient = self.high * reciprocal;
        let remainder = (-quotient).mul_add(divisor.high, self.high) + (-quotient).mul_add(divisor.low, self.low);
        Self::ordered(quotient, Self::exactly(remainder * reciprocal)).refined(self, divisor, reciprocal)
    }

    /// One more step towards `numerator / divisor`.
    #[inline(always)]
    fn refined(self, numerator: Self, divisor: Self, reciprocal: M) -> Self {
        let remainder = (-self.high).mul_add(divisor.high, numerator.high);
        let rest = (-self.high).mul_add(divisor.low, numerator.low);
        Self { high: self.high, low: (remainder + rest) * reciprocal }
    }

    /// The sum as one number.
    #[inline(always)]
    pub fn rounded(self) -> M {
        if M::LEAN {
            return self.high;
        }
        self.high + self.low
    }

    /// `factor * self`, rounded once; an infinite factor gives infinity, unless the sum is 0.
    #[inline(always)]
    pub fn times(self, factor: M) -> M {
        if M::LEAN {
            return factor * self.high;
        }
        let finite = factor.at_least(-M::LARGEST).at_most(M::LARGEST);
        factor.mul_add(self.high, finite * self.low)
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
        if M::LEAN {
            return Self::exactly(self.high / divisor.high);
        }
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
        if M::LEAN {
            return Self::exactly(root);
        }
        let remainder = (-root).mul_add(root, self.high) + self.low;
        Self { high: root, low: remainder / (root + root) }
    }
}
