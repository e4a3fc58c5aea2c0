//! How long a function takes, beside a plain copy of the same array measured in the same run.
//!
//! Absolute times belong to one machine and one moment; the ratio to the copy is what can be compared.

use crate::compute::{Element, Elementwise, Level};
use std::hint::black_box;
use std::time::{Duration, Instant};

/// What is timed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Pass {
    /// `y = x`, nothing computed: the yardstick.
    Copy,
    /// `y = f(x)`.
    Forward,
    /// `x = f(x)`.
    InPlace,
    /// `dx = dy * f'(x)`.
    Backward,
}

impl Pass {
    /// Arrays read and written: what traffic is counted by.
    pub fn arrays(self) -> usize {
        match self {
            Self::Copy | Self::Forward | Self::InPlace => 2,
            Self::Backward => 3,
        }
    }
}

/// Arrays of one size to time functions on.
pub struct Bench<T> {
    level: Level,
    x: Vec<T>,
    dy: Vec<T>,
    y: Vec<T>,
    time: Duration,
}

impl<T: Element> Bench<T> {
    /// Arrays of `elements` numbers from -8 to 8, the best instruction set of this machine, and for each
    /// measurement about `time`; at least three runs are made however long they take.
    ///
    /// The same numbers come again and again in an order that no branch predictor could learn from; the
    /// kernels have no branches, so any order would do.
    pub fn new(elements: usize, time: Duration) -> Self {
        let spread = |i: usize| T::from_f64((i.wrapping_mul(2_654_435_761) % 16_384) as f64 / 1024.0 - 8.0);
        let x: Vec<T> = (0..elements).map(spread).collect();
        Self { level: Level::best(), dy: vec![T::from_f64(1.0); elements], y: x.clone(), x, time }
    }

    /// Numbers per array.
    pub fn elements(&self) -> usize {
        self.x.len()
    }

    /// Nanoseconds per element, the best of several runs: what the machine can do when it is not disturbed.
    pub fn nanoseconds(&mut self, function: &'static dyn Elementwise, pass: Pass) -> f64 {
        let Self { level, x, dy, y, time } = self;
        let loops = T::loops(function);
        let parameters: Vec<T> = function.card().parameters.iter().map(|p| T::from_f64(p.default)).collect();
        // Short arrays are gone over several times between two looks at the clock.
        let repeats = (65_536 / x.len().max(1)).max(1);
        let mut best = f64::INFINITY;
        let start = Instant::now();
        let mut runs = 0;
        while runs < 3 || start.elapsed() < *time {
            if pass == Pass::InPlace {
                // Repeated application would run into a fixed point, or infinity.
                y.copy_from_slice(x);
            }
            let begin = Instant::now();
            for _ in 0..repeats {
                match pass {
                    Pass::Copy => y.copy_from_slice(black_box(x)),
                    Pass::Forward => loops.forward(*level, &parameters, black_box(x), y),
                    Pass::InPlace => loops.forward_in_place(*level, &parameters, black_box(&mut y[..])),
                    Pass::Backward => loops.backward(*level, &parameters, black_box(x), black_box(dy), y),
                }
                black_box(&mut *y);
            }
            best = best.min(begin.elapsed().as_secs_f64());
            runs += 1;
        }
        best * 1e9 / (repeats * x.len().max(1)) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::elementwise;

    #[test]
    fn every_pass_of_every_size_is_timed() {
        let relu = elementwise().next().expect("the registry is not empty");
        for elements in [1, 1000] {
            let mut bench = Bench::<f32>::new(elements, Duration::ZERO);
            for pass in [Pass::Copy, Pass::Forward, Pass::InPlace, Pass::Backward] {
                let time = bench.nanoseconds(relu, pass);
                assert!(time > 0.0 && time.is_finite(), "{pass:?} {time}");
            }
        }
    }
}
