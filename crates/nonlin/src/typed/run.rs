//! Running a program: a block of numbers at a time, one loop per step, compiled for each instruction set.

use super::program::{Program, Step};
use super::swift::Swift;
use crate::compute::{Level, Operation};
use crate::formula::{Binary, Primitive};
use crate::real::Real;
use crate::referee::Near;
use std::cell::RefCell;

/// Numbers per block: with ten blocks of `f32` they stay in the first-level cache.
pub(super) const BLOCK: usize = 512;

/// A type that programs are run in.
pub(super) trait Lane: Real + Default + 'static {
    /// Hands `work` the blocks of this thread, which are kept from call to call.
    fn with_blocks<R>(work: impl FnOnce(&mut Vec<Vec<Self>>) -> R) -> R;
}

macro_rules! lane {
    ($($type:ident)*) => {
        $(impl Lane for $type {
            fn with_blocks<R>(work: impl FnOnce(&mut Vec<Vec<Self>>) -> R) -> R {
                thread_local! {
                    static BLOCKS: RefCell<Vec<Vec<$type>>> = const { RefCell::new(Vec::new()) };
                }
                BLOCKS.with_borrow_mut(work)
            }
        })*
    };
}

lane!(f32 f64 Near Swift);

impl Program {
    /// `emit(i, results)` for each block of the first result, which begins at `x[i]`.
    pub(super) fn run<X: Copy, R: Lane>(
        &self,
        level: Level,
        parameters: &[R],
        x: &[X],
        convert: impl Fn(X) -> R,
        mut emit: impl FnMut(usize, &[R]),
    ) {
        self.run_all(level, parameters, x, convert, |i, result| emit(i, result(0)));
    }

    /// `emit(i, result)` for each block, which begins at `x[i]`; `result(k)` is that of the `k`-th expression.
    pub(super) fn run_all<X: Copy, R: Lane>(
        &self,
        level: Level,
        parameters: &[R],
        x: &[X],
        convert: impl Fn(X) -> R,
        mut emit: impl for<'r> FnMut(usize, &dyn Fn(usize) -> &'r [R]),
    ) {
        R::with_blocks(|blocks| {
            if blocks.len() < self.count {
                blocks.resize_with(self.count, Vec::new);
            }
            let length = x.len().min(BLOCK);
            for (step, &to) in self.steps.iter().zip(&self.blocks) {
                let block = &mut blocks[to];
                if block.len() < length {
                    block.resize(length, R::default());
                }
                match *step {
                    Step::Parameter(place) => {
                        let value = parameters.get(place).copied().unwrap_or_else(|| R::constant(f64::NAN));
                        block[..length].fill(value);
                    }
                    Step::Constant(bits) => block[..length].fill(R::constant(f64::from_bits(bits))),
                    _ => {}
                }
            }
            for (i, x) in x.chunks(BLOCK).enumerate() {
                for (step, &to) in self.steps.iter().zip(&self.blocks) {
                    if step.is_given() {
                        continue;
                    }
                    // Taken out while it is written, so that the others can be read.
                    let mut block = std::mem::take(&mut blocks[to]);
                    let y = &mut block[..x.len()];
                    let operand = |place: usize| &blocks[self.blocks[place]][..x.len()];
                    match *step {
                        Step::Variable => {
                            for (y, &x) in y.iter_mut().zip(x) {
                                *y = convert(x);
                            }
                        }
                        Step::Negate(a) => level.run(Negated(operand(a), y)),
                        Step::Power(a, exponent) => level.run(Raised(operand(a), exponent, y)),
                        Step::Binary(operation, a, b) => level.run(Combined(operation, operand(a), operand(b), y)),
                        Step::Call(primitive, a) => level.run(Called(primitive, operand(a), y)),
                        Step::Where(parts) => level.run(Chosen(parts.map(operand), y)),
                        Step::Parameter(_) | Step::Constant(_) => {}
                    }
                    blocks[to] = block;
                }
                emit(i * BLOCK, &|k| &blocks[self.blocks[self.results[k]]][..x.len()]);
            }
        });
    }
}

struct Negated<'a, R>(&'a [R], &'a mut [R]);

impl<R: Lane> Operation for Negated<'_, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        for (y, &a) in self.1.iter_mut().zip(self.0) {
            *y = -a;
        }
    }
}

struct Raised<'a, R>(&'a [R], i32, &'a mut [R]);

impl<R: Lane> Operation for Raised<'_, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(a, exponent, y) = self;
        // The usual one without a loop within the loop.
        if exponent == 2 {
            for (y, &a) in y.iter_mut().zip(a) {
                *y = a * a;
            }
        } else {
            for (y, &a) in y.iter_mut().zip(a) {
                *y = a.powi(exponent);
            }
        }
    }
}

struct Combined<'a, R>(Binary, &'a [R], &'a [R], &'a mut [R]);

impl<R: Lane> Operation for Combined<'_, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(operation, a, b, y) = self;
        match operation {
            Binary::Add => combine(a, b, y, |a, b| a + b),
            Binary::Subtract => combine(a, b, y, |a, b| a - b),
            Binary::Multiply => combine(a, b, y, |a, b| a * b),
            Binary::Divide => combine(a, b, y, |a, b| a / b),
            Binary::Maximum => combine(a, b, y, R::at_least),
            Binary::Minimum => combine(a, b, y, R::at_most),
        }
    }
}

#[inline(always)]
fn combine<R: Copy>(a: &[R], b: &[R], y: &mut [R], with: impl Fn(R, R) -> R) {
    for ((y, &a), &b) in y.iter_mut().zip(a).zip(b) {
        *y = with(a, b);
    }
}

struct Called<'a, R>(Primitive, &'a [R], &'a mut [R]);

impl<R: Lane> Operation for Called<'_, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self(primitive, a, y) = self;
        match primitive {
            Primitive::Abs => each(a, y, R::abs),
            Primitive::Exp => each(a, y, R::exp),
            Primitive::ExpM1 => each(a, y, R::exp_m1),
            Primitive::Ln => each(a, y, R::ln),
            Primitive::Ln1p => each(a, y, R::ln_1p),
            Primitive::Sigmoid => each(a, y, R::sigmoid),
            Primitive::Tanh => each(a, y, R::tanh),
            Primitive::Softplus => each(a, y, R::softplus),
            Primitive::NormalCdf => each(a, y, R::normal_cdf),
            Primitive::Sqrt => each(a, y, R::sqrt),
            Primitive::Erf => each(a, y, R::erf),
            Primitive::Sin => each(a, y, R::sin),
            Primitive::Cos => each(a, y, R::cos),
            Primitive::Atan => each(a, y, R::atan),
        }
    }
}

#[inline(always)]
fn each<R: Copy>(a: &[R], y: &mut [R], with: impl Fn(R) -> R) {
    for (y, &a) in y.iter_mut().zip(a) {
        *y = with(a);
    }
}

struct Chosen<'a, R>([&'a [R]; 4], &'a mut [R]);

impl<R: Lane> Operation for Chosen<'_, R> {
    type Output = ();
    #[inline(always)]
    fn run(self) {
        let Self([left, right, yes, no], y) = self;
        for ((((y, &left), &right), &yes), &no) in y.iter_mut().zip(left).zip(right).zip(yes).zip(no) {
            *y = R::select(left.above(right), yes, no).nan_from(left).nan_from(right);
        }
    }
}
