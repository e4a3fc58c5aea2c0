//! Sets of real numbers between two ends, with every operation rounded outward: what comes out of a computation with
//! intervals holds whatever numbers were put in.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// All real numbers from `low` to `high`. An infinite end stands for no bound on that side; where both are, nothing is known,
/// not even that there is a number, and so of everything computed from it.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Interval {
    /// The lower end.
    pub low: f64,
    /// The upper end, not under the lower one.
    pub high: f64,
}

/// Products and quotients under this have no exact remainder to round by.
const TINY: f64 = 1e-270;

impl Interval {
    /// All real numbers; also what an operation gives that is not defined on the whole of its operands.
    pub const WHOLE: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };
    /// The number 0.
    pub const ZERO: Self = Self::point(0.0);
    /// The number 1.
    pub const ONE: Self = Self::point(1.0);

    /// One number.
    pub const fn point(x: f64) -> Self {
        Self { low: x, high: x }
    }

    /// From the smaller to the larger of two numbers; everything if one is not a number.
    pub fn between(a: f64, b: f64) -> Self {
        if a <= b {
            Self { low: a, high: b }
        } else if b < a {
            Self { low: b, high: a }
        } else {
            Self::WHOLE
        }
    }

    /// Whether it is one number.
    pub fn is_point(self) -> bool {
        self.low == self.high
    }

    /// Whether both ends are finite.
    pub fn is_bounded(self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    /// Whether `x` lies in it.
    pub fn holds(self, x: f64) -> bool {
        self.low <= x && x <= self.high
    }

    /// Whether the two have no number in common.
    pub fn is_apart_from(self, other: Self) -> bool {
        self.high < other.low || other.high < self.low
    }

    /// The smallest interval that holds both.
    #[must_use]
    pub fn hull(self, other: Self) -> Self {
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// What two enclosures of the same number leave; the first if, against that, they share nothing.
    #[must_use]
    pub fn meet(self, other: Self) -> Self {
        let (low, high) = (self.low.max(other.low), self.high.min(other.high));
        if low <= high { Self { low, high } } else { self }
    }

    /// A number in the middle, finite even if an end is not.
    pub fn middle(self) -> f64 {
        match (self.low.is_finite(), self.high.is_finite()) {
            (true, true) => (self.low / 2.0 + self.high / 2.0).clamp(self.low, self.high),
            (true, false) => self.low.max(0.0) * 2.0 + 1.0,
            (false, true) => self.high.min(0.0) * 2.0 - 1.0,
            (false, false) => 0.0,
        }
    }

    /// The distance between the ends.
    pub fn width(self) -> f64 {
        self.high - self.low
    }

    /// The set of all `|x|`.
    #[must_use]
    pub fn magnitude(self) -> Self {
        if self.low >= 0.0 {
            self
        } else if self.high <= 0.0 {
            -self
        } else {
            Self { low: 0.0, high: self.high.max(-self.low) }
        }
    }

    /// The set of all `x^n`; everything where a negative power is taken of a set with 0 in it.
    #[must_use]
    pub fn power(self, exponent: i32) -> Self {
        if self == Self::WHOLE {
            return self;
        }
        let size = exponent.unsigned_abs();
        // Odd powers rise everywhere, even ones from 0 on.
        let x = if size.is_multiple_of(2) { self.magnitude() } else { self };
        let power = Self { low: Self::point(x.low).raised(size).low, high: Self::point(x.high).raised(size).high };
        if exponent < 0 { Self::ONE / power } else { power }
    }

    /// `x^n` by repeated squaring.
    fn raised(self, mut left: u32) -> Self {
        let (mut power, mut square) = (Self::ONE, self);
        while left > 0 {
            if left & 1 == 1 {
                power = power * square;
            }
            left >>= 1;
            if left > 0 {
                square = square.squared();
            }
        }
        power
    }

    /// The set of all `x * x`.
    #[must_use]
    pub fn squared(self) -> Self {
        if self == Self::WHOLE {
            return self;
        }
        let size = self.magnitude();
        Self { low: product_down(size.low, size.low).max(0.0), high: -product_down(-size.high, size.high) }
    }

    /// The set of all square roots; everything if a number is negative.
    #[must_use]
    pub fn square_root(self) -> Self {
        if self.low < 0.0 {
            return Self::WHOLE;
        }
        let (low, high) = (self.low.sqrt(), self.high.sqrt());
        let exact = |root: f64| root == 0.0 || root.is_infinite();
        // Positive where the root is too large; of tiny squares it is not exact.
        let excess = |root: f64, square: f64| root.mul_add(root, -square);
        let down = !exact(low) && (self.low < TINY || excess(low, self.low) > 0.0);
        let up = !exact(high) && (self.high < TINY || excess(high, self.high) < 0.0);
        Self { low: if down { low.next_down() } else { low }, high: if up { high.next_up() } else { high } }
    }

    fn of_products(self, other: Self, down: fn(f64, f64) -> f64) -> Self {
        let pairs = [(self.low, other.low), (self.low, other.high), (self.high, other.low), (self.high, other.high)];
        Self {
            low: pairs.iter().fold(f64::INFINITY, |low, &(a, b)| low.min(down(a, b))),
            high: pairs.iter().fold(f64::NEG_INFINITY, |high, &(a, b)| high.max(-down(-a, b))),
        }
    }
}

/// The bound under a result that overflowed; infinite operands have infinite results by right.
fn overflowed(result: f64, by_right: bool) -> f64 {
    if by_right || result < 0.0 { result } else { f64::MAX }
}

fn sum_down(a: f64, b: f64) -> f64 {
    let sum = a + b;
    if sum.is_nan() {
        return f64::NEG_INFINITY;
    }
    if sum.is_infinite() {
        return overflowed(sum, a.is_infinite() || b.is_infinite());
    }
    let from_b = sum - a;
    let lost = (a - (sum - from_b)) + (b - from_b);
    // The differences of huge numbers may overflow themselves.
    if lost < 0.0 || lost.is_nan() { sum.next_down() } else { sum }
}

fn product_down(a: f64, b: f64) -> f64 {
    // Ends stand for real numbers, however large: 0 times one is 0.
    if a == 0.0 || b == 0.0 {
        return 0.0;
    }
    let product = a * b;
    if product.is_infinite() {
        overflowed(product, a.is_infinite() || b.is_infinite())
    } else if product.abs() < TINY {
        if (a > 0.0) == (b > 0.0) { product.next_down().max(0.0) } else { product.next_down() }
    } else if a.mul_add(b, -product) < 0.0 {
        product.next_down()
    } else {
        product
    }
}

fn quotient_down(a: f64, b: f64) -> f64 {
    if a == 0.0 {
        return 0.0;
    }
    let same_sign = (a > 0.0) == (b > 0.0);
    if b.is_infinite() {
        return if a.is_infinite() && !same_sign { f64::NEG_INFINITY } else { 0.0 };
    }
    let quotient = a / b;
    if quotient.is_infinite() {
        return overflowed(quotient, a.is_infinite());
    }
    if quotient.abs() < TINY || a.abs() < TINY {
        return if same_sign { quotient.next_down().max(0.0) } else { quotient.next_down() };
    }
    let remainder = (-quotient).mul_add(b, a);
    if remainder != 0.0 && (remainder > 0.0) != (b > 0.0) { quotient.next_down() } else { quotient }
}

impl Add for Interval {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self { low: sum_down(self.low, other.low), high: -sum_down(-self.high, -other.high) }
    }
}

impl Sub for Interval {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        self + -other
    }
}

impl Neg for Interval {
    type Output = Self;
    fn neg(self) -> Self {
        Self { low: -self.high, high: -self.low }
    }
}

impl Mul for Interval {
    type Output = Self;
    fn mul(self, other: Self) -> Self {
        if self == Self::WHOLE || other == Self::WHOLE {
            // 0 times a number that is not there is no 0.
            return Self::WHOLE;
        }
        self.of_products(other, product_down)
    }
}

/// Everything where the divisor can be 0.
impl Div for Interval {
    type Output = Self;
    fn div(self, other: Self) -> Self {
        if other.holds(0.0) || self == Self::WHOLE { Self::WHOLE } else { self.of_products(other, quotient_down) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Numbers of the machine that are whole, so that `i128` has their sums and products exactly.
    fn whole() -> impl Strategy<Value = f64> {
        (-(1_i64 << 53)..(1 << 53), 0..54).prop_map(|(n, shift)| (n >> shift) as f64)
    }

    #[allow(clippy::cast_possible_truncation)]
    fn exact(x: f64) -> i128 {
        x as i128
    }

    /// Whether `x` is the number or its two neighbours, and nothing wider.
    fn encloses(x: Interval, number: i128) -> bool {
        exact(x.low) <= number && number <= exact(x.high) && (x.is_point() || x.low.next_up() == x.high)
    }

    proptest! {
        #[test]
        fn operations_round_outward_and_no_further(a in whole(), b in whole()) {
            let (x, y) = (Interval::point(a), Interval::point(b));
            prop_assert!(encloses(x + y, exact(a) + exact(b)));
            prop_assert!(encloses(x - y, exact(a) - exact(b)));
            prop_assert!(encloses(x * y, exact(a) * exact(b)));
            prop_assert!(encloses(x.squared(), exact(a) * exact(a)));
            if b != 0.0 {
                let quotient = x / y;
                prop_assert!((quotient * y).holds(a) && quotient.low.next_up() >= quotient.high);
            }
            let root = x.magnitude().square_root();
            prop_assert!(root.squared().holds(a.abs()) && root.low.next_up() >= root.high);
        }

        #[test]
        fn sets_hold_the_results_of_their_members(
            ends in prop::array::uniform4(-1e3_f64..1e3), share in prop::array::uniform2(0.0_f64..1.0),
        ) {
            let (x, y) = (Interval::between(ends[0], ends[1]), Interval::between(ends[2], ends[3]));
            let inside = |x: Interval, share: f64| (x.low + share * (x.high - x.low)).clamp(x.low, x.high);
            let (a, b) = (inside(x, share[0]), inside(y, share[1]));
            prop_assert!((x + y).holds(a + b) && (x - y).holds(a - b) && (x * y).holds(a * b) && (x / y).holds(a / b));
            prop_assert!(x.squared().holds(a * a) && x.magnitude().holds(a.abs()));
        }
    }
}
