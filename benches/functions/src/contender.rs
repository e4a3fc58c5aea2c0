//! A function as one library has it.

use candle_core::{Device, Tensor};
use std::hint::black_box;
use std::time::Instant;

type Slices = dyn Fn(&[f32], &mut [f32]);
type InPlace = dyn Fn(&mut [f32]);
type Tensors = dyn Fn(&Tensor) -> candle_core::Result<Tensor>;

/// How a library wants to be called.
pub(crate) enum Way {
    /// `y = f(x)`, into memory that is there already.
    Slices(Box<Slices>),
    /// `x = f(x)`.
    InPlace(Box<InPlace>),
    /// Every result is a new tensor; its allocation is part of the library's speed.
    Tensor(Box<Tensors>),
}

/// A library's name and its function.
pub(crate) struct Contender {
    pub(crate) library: &'static str,
    pub(crate) way: Way,
}

/// A contender with its arrays.
pub(crate) struct Prepared<'a> {
    way: &'a Way,
    x: &'a [f32],
    /// For ways in place a fresh array per pass: functions applied again and again would run into a fixed point, or
    /// into numbers so small that they take longer.
    y: Vec<f32>,
    passes: usize,
    tensor: Option<Tensor>,
}

impl Contender {
    /// `x` holds rows of `columns` numbers, and will be gone over `passes` times in a row.
    pub(crate) fn on<'a>(&'a self, x: &'a [f32], columns: usize, passes: usize) -> Prepared<'a> {
        let tensor = matches!(self.way, Way::Tensor(_)).then(|| {
            Tensor::from_slice(x, (x.len() / columns, columns), &Device::Cpu).expect("the shape fits the numbers")
        });
        let copies = if let Way::InPlace(_) = self.way { passes } else { 1 };
        Prepared { way: &self.way, x, y: x.repeat(copies), passes, tensor }
    }
}

impl Prepared<'_> {
    /// Seconds for all passes over the array.
    pub(crate) fn seconds(&mut self) -> f64 {
        let Self { way, x, y, passes, tensor } = self;
        let numbers = x.len();
        if let Way::InPlace(_) = way {
            y.chunks_exact_mut(numbers).for_each(|y| y.copy_from_slice(x));
        }
        let start = Instant::now();
        for pass in 0..*passes {
            match (*way, &tensor) {
                (Way::Slices(f), _) => f(black_box(x), y),
                (Way::InPlace(f), _) => f(&mut y[pass * numbers..][..numbers]),
                (Way::Tensor(f), Some(x)) => drop(black_box(f(black_box(x)))),
                (Way::Tensor(_), None) => unreachable!("`on` makes the tensor"),
            }
            black_box(&mut *y);
        }
        let taken = start.elapsed().as_secs_f64();
        clean_registers();
        taken
    }

    /// `f(x)`.
    pub(crate) fn results(mut self) -> Vec<f32> {
        match (self.way, self.tensor.take()) {
            (Way::Slices(f), _) => f(self.x, &mut self.y),
            (Way::InPlace(f), _) => f(&mut self.y),
            (Way::Tensor(f), x) => {
                let y = f(&x.expect("`on` makes the tensor")).and_then(|y| y.flatten_all()?.to_vec1());
                self.y = y.expect("a function of f32 gives f32");
            }
        }
        self.y
    }
}

/// Some kernels of tract leave the upper halves of the AVX registers in use, which makes the SSE code of whoever comes
/// next (the exponential of the C library, so candle's sigmoid) ten to thirty times slower.
fn clean_registers() {
    #[cfg(target_arch = "x86_64")]
    if is_x86_feature_detected!("avx") {
        // SAFETY: the processor has AVX, and no code around here keeps anything in those halves.
        unsafe { zero_upper_halves() }
    }
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx")]
fn zero_upper_halves() {
    std::arch::x86_64::_mm256_zeroupper();
}
