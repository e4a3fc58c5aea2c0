//! Large arrays: cut into a piece per thread, and written past the cache.
//!
//! Each result depends on the numbers of its own place alone, so none of this changes a bit.

use super::level::fill_past_cache;
use super::{Dtype, Task};
use crate::threads::together;
use std::sync::Mutex;

/// Numbers that are worth a thread: starting one and waiting for it takes about 50 microseconds, in which a cheap function
/// is through with some 400,000 numbers that are in the cache.
const PIECE: usize = 1 << 19;

/// Bytes of output of a cheap function from which on it is written past the cache. A smaller one may still be there when it is next read,
/// which is worth more than what an ordinary store costs.
const STREAMED: usize = 16 << 20;

/// As many threads as anyone gets.
const MOST_THREADS: usize = 1024;

/// Pieces begin at multiples of so many bytes from the start: two threads that write to one cache line hold each other up.
const LINE: usize = 64;

/// How an array is worked through.
#[derive(Clone, Copy)]
pub(crate) struct Plan {
    threads: usize,
    piece: usize,
    streamed: usize,
}

impl Plan {
    /// On so many threads where that pays.
    pub(crate) fn new(threads: usize) -> Self {
        Self { threads, piece: PIECE, streamed: STREAMED }
    }

    /// The threads that an array of so many numbers is cut for.
    pub(crate) fn threads(self, numbers: usize) -> usize {
        if cfg!(feature = "threads") { self.threads.min(numbers / self.piece).clamp(1, MOST_THREADS) } else { 1 }
    }

    /// Whether an array of such an output is too short for any of this: then it is not even cut, for that takes longer than
    /// one number does.
    fn is_short<T>(self, output: &[T]) -> bool {
        output.len() < self.piece && size_of_val(output) < self.streamed
    }

    /// `y = x`.
    pub(crate) fn copy<T: Dtype>(self, x: &[T], y: &mut [T]) {
        if self.is_short(y) {
            return y.copy_from_slice(x);
        }
        let length = self.length::<T>(y.len());
        self.each(x.chunks(length).zip(y.chunks_mut(length)), x.len(), |(x, y)| y.copy_from_slice(x));
    }

    /// `y = f(x)` or `y = f'(x)`, of slices of one length.
    pub(crate) fn compute<T: Dtype>(self, task: Task<'_>, x: &[T], y: &mut [T]) {
        if self.is_short(y) {
            return T::compute(task, x, y);
        }
        let (length, streamed) = (self.length::<T>(y.len()), self.streams(task, y));
        self.each(x.chunks(length).zip(y.chunks_mut(length)), x.len(), |(x, y)| {
            if streamed {
                fill_past_cache(y, [x], |block, y| T::compute(task, &x[block], y));
            } else {
                T::compute(task, x, y);
            }
        });
    }

    /// `x = f(x)` or `x = f'(x)`: the line is in the cache already when a result is written to it.
    pub(crate) fn compute_in_place<T: Dtype>(self, task: Task<'_>, x: &mut [T]) {
        if self.is_short(x) {
            return T::compute_in_place(task, x);
        }
        let (length, numbers) = (self.length::<T>(x.len()), x.len());
        self.each(x.chunks_mut(length), numbers, |x| T::compute_in_place(task, x));
    }

    /// `dx = dy * f'(x)`, of slices of one length.
    pub(crate) fn backward<T: Dtype>(self, task: Task<'_>, x: &[T], dy: &[T], dx: &mut [T]) {
        if self.is_short(dx) {
            return T::backward(task, x, dy, dx);
        }
        let (length, streamed) = (self.length::<T>(dx.len()), self.streams(task, dx));
        let pieces = x.chunks(length).zip(dy.chunks(length)).zip(dx.chunks_mut(length));
        self.each(pieces, x.len(), |((x, dy), dx)| {
            if streamed {
                fill_past_cache(dx, [x, dy], |block, dx| T::backward(task, &x[block.clone()], &dy[block], dx));
            } else {
                T::backward(task, x, dy, dx);
            }
        });
    }

    /// Whether it is memory that such an output waits for.
    ///
    /// Only where next to nothing is computed: with sums of many terms memory is read and written meanwhile, and blocks
    /// would cost a tenth more than they save. Functions that round at most once compute next to nothing.
    fn streams<T: Dtype>(self, task: Task<'_>, output: &[T]) -> bool {
        size_of_val(output) >= self.streamed && size_of::<T>() >= 4 && task.function.rounded_once(task.reading)
    }

    /// Numbers per piece of an array of so many.
    fn length<T>(self, numbers: usize) -> usize {
        let line = (LINE / size_of::<T>().max(1)).max(1);
        numbers.div_ceil(self.threads(numbers)).next_multiple_of(line).max(1)
    }

    fn each<P>(self, mut pieces: impl Iterator<Item = P> + Send, numbers: usize, work: impl Fn(P) + Sync) {
        let threads = self.threads(numbers);
        if threads == 1 {
            return pieces.for_each(work);
        }
        let pieces = Mutex::new(&mut pieces);
        together(threads, || {
            // The lock is held while a piece is taken, not while it is worked on.
            while let Some(piece) = pieces.lock().ok().and_then(|mut pieces| pieces.next()) {
                work(piece);
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compute::{Level, Reading};
    use crate::functions::{Registered, find};
    use crate::{Accuracy, f16};

    /// More than any length below.
    const NEVER: usize = usize::MAX;

    /// Numbers of every sign and of many magnitudes.
    fn numbers<T: Dtype>(count: usize) -> Vec<T> {
        (0..count).map(|i| T::nearest((i as f64 * 0.7).sin() * 2.0_f64.powf((i % 23) as f64 - 14.0))).collect()
    }

    /// What `run` leaves in an array of zeros and beside it.
    fn written<T: Dtype>(start: usize, length: usize, run: impl FnOnce(&mut [T])) -> Vec<T> {
        let mut all = vec![T::default(); start + length + 3];
        run(&mut all[start..start + length]);
        all
    }

    fn same_bits<T: Dtype>() {
        let (x, dy) = (numbers::<T>(7000), numbers::<T>(7100));
        let plain = Plan { threads: 1, piece: NEVER, streamed: NEVER };
        let plans = [(1, 0), (2, NEVER), (2, 0), (3, NEVER), (3, 0)].map(|(threads, streamed)| Plan {
            threads,
            piece: 100,
            streamed,
        });
        // Around one line, the shortest array that is cut, one block, and several; and from every kind of misalignment.
        let shapes = [0, 1, 5, 17, 99, 199, 200, 201, 1023, 1024, 1025, 1040, 2048, 6500]
            .into_iter()
            .flat_map(|length| [0, 1, 3, 16].map(|start| (start, length)));
        for (start, length) in shapes {
            for name in ["relu", "gelu", "hard_tanh"] {
                let Ok(Registered::Elementwise(function)) = find(name) else {
                    panic!("{name} is one of single numbers")
                };
                for accuracy in [Accuracy::Exact, Accuracy::Fast] {
                    let task = |reading| Task::new(function, &[], accuracy, reading, Level::best());
                    let (x, dy) = (&x[start..start + length], &dy[7..7 + length]);
                    let results = |plan: Plan| {
                        let mut in_place = written(start, length, |y: &mut [T]| y.copy_from_slice(x));
                        plan.compute_in_place(task(Reading::Value), &mut in_place[start..start + length]);
                        [
                            written(start, length, |y| plan.compute(task(Reading::Value), x, y)),
                            written(start, length, |y| plan.compute(task(Reading::Slope), x, y)),
                            written(start, length, |dx| plan.backward(task(Reading::Slope), x, dy, dx)),
                            written(start, length, |y| plan.copy(x, y)),
                            in_place,
                        ]
                        .map(|all| all.into_iter().map(|y| y.widened().to_bits()).collect::<Vec<u64>>())
                    };
                    let expected = results(plain);
                    for plan in plans {
                        let case = (T::DTYPE, name, accuracy, start, length, plan.threads, plan.streamed);
                        assert!(results(plan) == expected, "{case:?}");
                    }
                }
            }
        }
    }

    #[test]
    fn neither_threads_nor_streaming_change_a_bit_of_f32() {
        same_bits::<f32>();
    }

    #[test]
    fn neither_threads_nor_streaming_change_a_bit_of_f64() {
        same_bits::<f64>();
    }

    #[test]
    fn neither_threads_nor_streaming_change_a_bit_of_f16() {
        same_bits::<f16>();
    }

    #[test]
    fn pieces_are_whole_lines_and_not_too_short() {
        let plan = Plan { threads: 3, piece: 100, streamed: NEVER };
        let several = cfg!(feature = "threads");
        assert_eq!([0, 199, 200, 300, 9000].map(|n| plan.threads(n)), if several { [1, 1, 2, 3, 3] } else { [1; 5] });
        assert_eq!(plan.length::<f32>(300), if several { 112 } else { 304 });
        assert_eq!(plan.length::<f64>(0), 1);
        assert_eq!(Plan::new(usize::MAX).threads(usize::MAX), if several { MOST_THREADS } else { 1 });
        assert_eq!(Plan::new(0).threads(1 << 20), 1);
    }
}
