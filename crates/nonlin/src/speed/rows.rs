//! Timing functions of rows.

use super::{Pass, Timing, in_turn, nanoseconds, repeats, spread};
use crate::compute::ComputeError;
use crate::real::Machine;
use crate::rows::{RowFunction, RowLoops};
use std::hint::black_box;
use std::time::Duration;

/// A matrix of one shape, row after row, to time functions of its rows on.
pub struct RowBench {
    columns: usize,
    x: Vec<f32>,
    time: Duration,
}

impl RowBench {
    /// What [`RowBench::time`] times.
    pub const PASSES: [Pass; 3] = [Pass::Copy, Pass::Forward, Pass::Backward];

    /// A matrix of numbers from -8 to 8, and for each measurement about `time`.
    pub fn new(rows: usize, columns: usize, time: Duration) -> Self {
        let columns = columns.max(1);
        Self { columns, x: numbers(rows * columns), time }
    }

    /// The times of [`RowBench::PASSES`] with this function, per number of the matrix; backward is the transposed
    /// Jacobian of each row times its gradient.
    ///
    /// Fails if the function cannot take rows of this length.
    pub fn time(&mut self, function: &dyn RowFunction) -> Result<[Timing; 3], ComputeError> {
        let Self { columns, x, time } = self;
        let outputs = function.outputs(*columns)?;
        let function: &dyn RowLoops<f32> = function;
        let rows = x.len() / *columns;
        let (mut copy, mut y, mut dx) = (x.clone(), vec![0.0; rows * outputs], x.clone());
        let dy = numbers(rows * outputs);
        Ok(in_turn(Self::PASSES, *time, |pass| {
            nanoseconds(repeats(x.len()), x.len(), || match pass {
                Pass::Copy | Pass::InPlace => {
                    copy.copy_from_slice(black_box(x));
                    black_box(&mut copy);
                }
                Pass::Forward => {
                    for (x, y) in black_box(&*x).chunks_exact(*columns).zip(y.chunks_exact_mut(outputs)) {
                        function.forward(x, y);
                    }
                    black_box(&mut y);
                }
                Pass::Backward | Pass::Both => {
                    let results = y.chunks_exact(outputs).zip(black_box(&dy).chunks_exact(outputs));
                    for ((x, dx), (y, dy)) in x.chunks_exact(*columns).zip(dx.chunks_exact_mut(*columns)).zip(results) {
                        function.vector_jacobian(x, y, dy, dx);
                    }
                    black_box(&mut dx);
                }
            })
        }))
    }
}

fn numbers(count: usize) -> Vec<f32> {
    (0..count).map(|i| f32::from_f64(spread(i))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::{Registered, all};

    #[test]
    fn every_row_function_is_timed() {
        let mut bench = RowBench::new(3, 8, Duration::ZERO);
        for function in all() {
            if let Registered::Row(function) = function {
                for Timing { least, median } in bench.time(function).expect("eight numbers suit all") {
                    assert!(0.0 < least && least <= median && median.is_finite(), "{least} {median}");
                }
            }
        }
        let maxout = crate::rows::Maxout::PAIRS;
        assert!(RowBench::new(2, 3, Duration::ZERO).time(&maxout).is_err());
    }
}
