//! How far out a function has digits.

use crate::real::Machine;

/// The arguments for which a function is promised anything: those whose absolute value is less than this.
/// Beyond it a result that has no digits left is NaN.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Reach {
    /// In `f32`.
    pub single: f64,
    /// In `f64`.
    pub double: f64,
}

impl Reach {
    /// All numbers.
    pub const EVERYWHERE: Self = Self { single: f64::INFINITY, double: f64::INFINITY };

    /// Functions of the sine of `frequency * x`.
    pub const fn angle(frequency: f64) -> Self {
        Self { single: 4_194_304.0 / frequency, double: 2_251_799_813_685_248.0 / frequency }
    }

    /// For numbers of type `M`.
    pub const fn of<M: Machine>(self) -> f64 {
        if M::PRECISION == f32::MANTISSA_DIGITS { self.single } else { self.double }
    }
}
