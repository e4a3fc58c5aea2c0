//! What arrays hold: `f16`, `bf16`, `f32`, `f64`; and how each is computed in either accuracy.

use super::exact::{self, Reading};
use super::level::Packed;
use super::{Element, Elementwise, Level};
use crate::accuracy::Accuracy;
use crate::real::Machine;
use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use std::fmt::{Debug, Display};

/// A type that arrays of activations may hold.
///
/// `f64` has one accuracy, at most 1 ULP where measured. For the others `exact` results are the real numbers rounded to nearest;
/// `fast` results of `f32` are within 2 ULP, those of `f16` and `bf16` are `fast` results of `f32` rounded.
///
/// No other crate can add to them.
pub trait Dtype: Packed + Copy + Default + PartialEq + Debug + Display + Send + Sync + 'static {
    /// Name of the type as users know it.
    const DTYPE: &'static str;

    /// The largest finite number of the type.
    const LARGEST_NUMBER: f64;

    /// From `f64`, rounded to nearest.
    fn nearest(value: f64) -> Self;

    /// To `f64`, exactly.
    fn widened(self) -> f64;

    /// A parameter at the precision of this type; one that is too large for it becomes its largest number.
    fn parameter(value: f64) -> f64 {
        let rounded = Self::nearest(value).widened();
        if rounded.is_infinite() && value.is_finite() { Self::LARGEST_NUMBER.copysign(value) } else { rounded }
    }

    /// `y = f(x)` or `y = f'(x)`; `parameters` at the precision of this type.
    fn compute(task: Task<'_>, x: &[Self], y: &mut [Self]);

    /// `x = f(x)` or `x = f'(x)`.
    fn compute_in_place(task: Task<'_>, x: &mut [Self]) {
        by_blocks(x, |copy, x| Self::compute(task, copy, x));
    }

    /// `y = f(x)` and `slopes = f'(x)`.
    fn compute_both(task: Task<'_>, x: &[Self], y: &mut [Self], slopes: &mut [Self]) {
        for ((x, y), slopes) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)).zip(slopes.chunks_mut(BLOCK)) {
            Self::compute(task.of(Reading::Value), x, y);
            Self::compute(task.of(Reading::Slope), x, slopes);
        }
    }

    /// `dx = dy * f'(x)`, the slope rounded before the product is.
    fn backward(task: Task<'_>, x: &[Self], dy: &[Self], dx: &mut [Self]);
}

/// What is to be computed.
#[derive(Clone, Copy)]
pub struct Task<'a> {
    pub(crate) function: &'static dyn Elementwise,
    pub(crate) parameters: &'a [f64],
    pub(crate) accuracy: Accuracy,
    pub(crate) reading: Reading,
    pub(crate) level: Level,
}

impl<'a> Task<'a> {
    /// `reading` of a function at a level.
    pub fn new(
        function: &'static dyn Elementwise,
        parameters: &'a [f64],
        accuracy: Accuracy,
        reading: Reading,
        level: Level,
    ) -> Self {
        Self { function, parameters, accuracy, reading, level }
    }

    fn of(self, reading: Reading) -> Self {
        Self { reading, ..self }
    }

    /// The kernels as they are.
    fn plain<T: Element>(self, x: &[T], y: &mut [T]) {
        let parameters = Parameters::<T>::of(self.parameters, T::from_f64);
        let loops = T::loops(self.function);
        if self.reading == Reading::Value {
            return loops.forward(self.level, &parameters, x, y);
        }
        let ones = [T::from_f64(1.0); BLOCK];
        for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
            loops.backward(self.level, &parameters, x, &ones, y);
        }
    }
}

impl Task<'_> {
    fn plain_both<T: Element>(self, x: &[T], y: &mut [T], slopes: &mut [T]) {
        let parameters = Parameters::<T>::of(self.parameters, T::from_f64);
        T::loops(self.function).forward_with_slopes(self.level, &parameters, x, y, slopes);
    }
}

/// Numbers worked through at a time where a result is made in two steps; they stay in the first-level cache.
const BLOCK: usize = 256;

/// As many parameters as any function has.
pub const MOST: usize = 8;

/// Parameters beside the call: an allocation would take longer than a short call itself.
#[derive(Clone, Copy, Debug)]
pub struct Parameters<T> {
    numbers: [T; MOST],
    count: usize,
}

impl<T: Copy + Default> Parameters<T> {
    /// `convert` rounds them to the precision of the data.
    pub fn of(given: &[f64], convert: impl Fn(f64) -> T) -> Self {
        given.iter().map(|&value| convert(value)).collect()
    }
}

/// The first [`MOST`] of them.
impl<T: Copy + Default> FromIterator<T> for Parameters<T> {
    fn from_iter<I: IntoIterator<Item = T>>(given: I) -> Self {
        let mut all = Self { numbers: [T::default(); MOST], count: 0 };
        for (slot, number) in all.numbers.iter_mut().zip(given) {
            *slot = number;
            all.count += 1;
        }
        all
    }
}

impl<T> std::ops::Deref for Parameters<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.numbers[..self.count]
    }
}

impl<T> std::ops::DerefMut for Parameters<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.numbers[..self.count]
    }
}

impl Dtype for f64 {
    const DTYPE: &'static str = "f64";
    const LARGEST_NUMBER: f64 = f64::MAX;

    fn nearest(value: f64) -> Self {
        value
    }
    fn widened(self) -> f64 {
        self
    }
    fn compute(task: Task<'_>, x: &[Self], y: &mut [Self]) {
        task.plain(x, y);
    }
    fn compute_in_place(task: Task<'_>, x: &mut [Self]) {
        in_place(task, x);
    }
    fn compute_both(task: Task<'_>, x: &[Self], y: &mut [Self], slopes: &mut [Self]) {
        task.plain_both(x, y, slopes);
    }
    fn backward(task: Task<'_>, x: &[Self], dy: &[Self], dx: &mut [Self]) {
        Self::loops(task.function).backward(task.level, task.parameters, x, dy, dx);
    }
}

fn in_place<T: Element + Dtype>(task: Task<'_>, x: &mut [T]) {
    if task.reading == Reading::Value {
        let parameters = Parameters::<T>::of(task.parameters, T::from_f64);
        return T::loops(task.function).forward_in_place(task.level, &parameters, x);
    }
    by_blocks(x, |copy, x| task.plain(copy, x));
}

/// Computes into `x` from a copy of it, a block at a time.
pub(crate) fn by_blocks<T: Dtype>(x: &mut [T], compute: impl Fn(&[T], &mut [T])) {
    let mut copy = [T::default(); BLOCK];
    for x in x.chunks_mut(BLOCK) {
        let copy = &mut copy[..x.len()];
        copy.copy_from_slice(x);
        compute(copy, x);
    }
}

impl Dtype for f32 {
    const DTYPE: &'static str = "f32";
    const LARGEST_NUMBER: f64 = f32::MAX as f64;

    #[allow(clippy::cast_possible_truncation, reason = "this is the rounding")]
    fn nearest(value: f64) -> Self {
        value as Self
    }
    fn widened(self) -> f64 {
        f64::from(self)
    }
    fn compute(task: Task<'_>, x: &[Self], y: &mut [Self]) {
        if task.as_is() {
            return task.plain(x, y);
        }
        exact::compute(task, x, y);
    }
    fn compute_in_place(task: Task<'_>, x: &mut [Self]) {
        if task.as_is() {
            return in_place(task, x);
        }
        by_blocks(x, |copy, x| exact::compute(task, copy, x));
    }
    fn compute_both(task: Task<'_>, x: &[Self], y: &mut [Self], slopes: &mut [Self]) {
        if task.of(Reading::Value).as_is() && task.of(Reading::Slope).as_is() {
            return task.plain_both(x, y, slopes);
        }
        for ((x, y), slopes) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)).zip(slopes.chunks_mut(BLOCK)) {
            Self::compute(task.of(Reading::Value), x, y);
            Self::compute(task.of(Reading::Slope), x, slopes);
        }
    }
    fn backward(task: Task<'_>, x: &[Self], dy: &[Self], dx: &mut [Self]) {
        let task = task.of(Reading::Slope);
        if task.as_is() {
            let parameters = Parameters::<Self>::of(task.parameters, Self::from_f64);
            return Self::loops(task.function).backward(task.level, &parameters, x, dy, dx);
        }
        let mut slopes = [0.0; BLOCK];
        for ((x, dy), dx) in x.chunks(BLOCK).zip(dy.chunks(BLOCK)).zip(dx.chunks_mut(BLOCK)) {
            let slopes = &mut slopes[..x.len()];
            exact::compute(task, x, slopes);
            for ((dx, &dy), &slope) in dx.iter_mut().zip(dy).zip(&*slopes) {
                *dx = dy * slope;
            }
        }
    }
}

impl Task<'_> {
    /// Whether the kernels of `f32` already give what is asked for.
    fn as_is(self) -> bool {
        self.accuracy == Accuracy::Fast || self.function.rounded_once(self.reading)
    }
}

macro_rules! half_width {
    ($type:ident, $name:literal, $largest:literal) => {
        impl Dtype for $type {
            const DTYPE: &'static str = $name;
            const LARGEST_NUMBER: f64 = $largest;

            fn nearest(value: f64) -> Self {
                Self::from_f32(exact::rounded_to_odd(value))
            }
            fn widened(self) -> f64 {
                f64::from(self)
            }
            fn compute(task: Task<'_>, x: &[Self], y: &mut [Self]) {
                let parameters = Parameters::of(task.parameters, Self::parameter);
                let task = Task { parameters: &parameters, ..task };
                let (mut wide_x, mut wide_y) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
                for (x, y) in x.chunks(BLOCK).zip(y.chunks_mut(BLOCK)) {
                    let (wide_x, wide_y) = (&mut wide_x[..x.len()], &mut wide_y[..x.len()]);
                    x.convert_to_f32_slice(wide_x);
                    f32::compute(task, wide_x, wide_y);
                    y.convert_from_f32_slice(wide_y);
                    if task.accuracy == Accuracy::Exact {
                        settle_ties(task, wide_x, wide_y, y);
                    }
                }
            }
            fn backward(task: Task<'_>, x: &[Self], dy: &[Self], dx: &mut [Self]) {
                let task = task.of(Reading::Slope);
                let mut slopes = [Self::default(); BLOCK];
                let (mut wide_dy, mut wide_slopes) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
                for ((x, dy), dx) in x.chunks(BLOCK).zip(dy.chunks(BLOCK)).zip(dx.chunks_mut(BLOCK)) {
                    let slopes = &mut slopes[..x.len()];
                    let (wide_dy, wide_slopes) = (&mut wide_dy[..x.len()], &mut wide_slopes[..x.len()]);
                    Self::compute(task, x, slopes);
                    slopes.convert_to_f32_slice(wide_slopes);
                    dy.convert_to_f32_slice(wide_dy);
                    // The product of two such numbers is exact in `f32`.
                    for (slope, &dy) in wide_slopes.iter_mut().zip(&*wide_dy) {
                        *slope *= dy;
                    }
                    dx.convert_from_f32_slice(wide_slopes);
                }
            }
        }
    };
}

half_width!(f16, "f16", 65504.0);
half_width!(bf16, "bf16", 3.3895313892515355e38);

/// Rounds again, from the true result, those of `y` whose correctly rounded `f32` lies in the middle between two
/// numbers of the type: it does not tell on which side of the middle the true result lies.
fn settle_ties<T: Dtype>(task: Task<'_>, wide_x: &[f32], wide_y: &[f32], y: &mut [T])
where
    [T]: HalfFloatSliceExt,
{
    let (mut rounded, mut other) = ([0.0_f32; BLOCK], [0.0_f32; BLOCK]);
    let mut narrow = [T::default(); BLOCK];
    let (rounded, other) = (&mut rounded[..y.len()], &mut other[..y.len()]);
    let narrow = &mut narrow[..y.len()];
    y.convert_to_f32_slice(rounded);
    // As far from the result as the rounded one, on the other side: in a tie, and only there, a number of the type too.
    let mirror = |wide: f32, rounded: f32| wide + (wide - rounded);
    for ((other, &wide), &rounded) in other.iter_mut().zip(wide_y).zip(&*rounded) {
        *other = mirror(wide, rounded);
    }
    narrow.convert_from_f32_slice(other);
    narrow.convert_to_f32_slice(other);
    for (i, y) in y.iter_mut().enumerate() {
        if wide_y[i] != rounded[i] && other[i] == mirror(wide_y[i], rounded[i]) && wide_x[i].is_finite() {
            *y = T::nearest(exact::truth(task, wide_x[i]).middle());
        }
    }
}
