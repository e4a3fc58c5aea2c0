//! A block of results beside the quick intervals of the referee: whole arrays at once, without branches.

use crate::compute::Operation;
use crate::referee::{Near, Nearly};

/// Arguments looked at together.
pub(super) const BLOCK: usize = Nearly::COUNT;

/// A block of results against the truth.
pub(super) struct Comparison<'a> {
    pub(super) truth: &'a Nearly,
    pub(super) exact: &'a [f32; BLOCK],
    pub(super) fast: &'a [f32; BLOCK],
}

/// What is to be said of the block as a whole.
pub(super) struct Summary {
    /// Some interval does not round to one number.
    pub(super) doubt: bool,
    /// Some exact result is not the rounded one.
    pub(super) wrong: bool,
    /// How many fast results are the rounded ones.
    pub(super) rounded: u64,
    /// The largest error of a fast result, in ULP.
    pub(super) worst: f64,
}

impl Operation for Comparison<'_> {
    type Output = Summary;

    #[inline(always)]
    fn run(self) -> Summary {
        let Self { truth: Nearly { values, errors }, exact, fast } = self;
        // The largest error by its bits, which are in the order of the numbers as far as these are not negative: a
        // reduction of integers becomes SIMD.
        let (mut doubt, mut wrong, mut same, mut worst) = (0_u32, 0_u32, 0_u32, 0_i64);
        for i in 0..BLOCK {
            let (low, high) = Near { value: values[i], error: errors[i] }.ends();
            #[allow(clippy::cast_possible_truncation, reason = "this is the rounding")]
            let (low, high) = (low as f32, high as f32);
            doubt |= low.to_bits() ^ high.to_bits();
            wrong |= exact[i].to_bits() ^ low.to_bits();
            let equal = fast[i].to_bits() == low.to_bits();
            same += u32::from(equal);
            let error = (f64::from(fast[i]) - values[i]).abs() * per_spacing(values[i]);
            let error = if equal & (low.abs() == f32::INFINITY) { 0.0 } else { error };
            worst = worst.max(error.to_bits().cast_signed());
        }
        Summary {
            doubt: doubt != 0,
            wrong: wrong != 0,
            rounded: u64::from(same),
            worst: f64::from_bits(worst.cast_unsigned()),
        }
    }
}

/// One over the gap between neighbours of type `f32` at `x`.
#[inline(always)]
pub(super) fn per_spacing(x: f64) -> f64 {
    let size = x.abs();
    let size = if size > f64::from(f32::MIN_POSITIVE) { size } else { f64::from(f32::MIN_POSITIVE) };
    let exponent = size.to_bits() & 0x7FF0_0000_0000_0000;
    8_388_608.0 * f64::from_bits(0x7FE0_0000_0000_0000_u64.wrapping_sub(exponent))
}
