//! How long a function takes, beside a plain copy of the same array measured in the same run.
//!
//! Absolute times belong to one machine and one moment; the ratio to the copy is what can be compared.

mod elementwise;
mod rows;

pub use elementwise::Bench;
pub use rows::RowBench;

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
    /// `y = f(x)` and `f'(x)` in one pass, and `dx = dy * f'(x)` from that in another: a training step's share.
    Both,
}

/// Nanoseconds per number of an array, over the rounds of one measurement.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Timing {
    /// The fastest round: what the machine can do when it is not disturbed.
    pub least: f64,
    /// The round in the middle: what to expect.
    pub median: f64,
}

/// Times each of `passes` once per round, in turn, so that a machine that drifts slows all of them: for about
/// `time`, and for at least three rounds however long they take.
///
/// `seconds` runs one pass and says how long it took.
fn in_turn<const N: usize>(passes: [Pass; N], time: Duration, mut seconds: impl FnMut(Pass) -> f64) -> [Timing; N] {
    let mut rounds = passes.map(|_| Vec::new());
    let start = Instant::now();
    while rounds[0].len() < 3 || start.elapsed() < time {
        for (taken, pass) in rounds.iter_mut().zip(passes) {
            taken.push(seconds(pass));
        }
    }
    rounds.map(|mut taken| {
        taken.sort_by(f64::total_cmp);
        Timing { least: taken[0], median: taken[taken.len() / 2] }
    })
}

/// Times an array of `numbers` is gone over between two looks at the clock: enough that short ones can be timed at
/// all, and so few that another program rarely comes between.
fn repeats(numbers: usize) -> usize {
    (32_768 / numbers.max(1)).max(1)
}

/// Nanoseconds that `run` takes per number of its array, called `repeats` times.
fn nanoseconds(repeats: usize, numbers: usize, mut run: impl FnMut()) -> f64 {
    let begin = Instant::now();
    for _ in 0..repeats {
        run();
    }
    begin.elapsed().as_secs_f64() * 1e9 / (repeats * numbers.max(1)) as f64
}

/// Numbers from -8 to 8.
///
/// The same ones come again and again in an order that no branch predictor could learn from; the kernels have
/// no branches, so any order would do.
fn spread(i: usize) -> f64 {
    (i.wrapping_mul(2_654_435_761) % 16_384) as f64 / 1024.0 - 8.0
}
