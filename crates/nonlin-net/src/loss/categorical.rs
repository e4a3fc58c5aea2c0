//! Softmax cross-entropy, value and gradient.
//!
//! Rows are mostly short (a number per class), so what takes time, exponentials and logarithms, is computed of many rows side by side:
//! row by row, a batch of few classes spent more on its loss than on its products.

use nonlin::Element;
use nonlin::compute::Operation;
use nonlin::rows::{LogSoftmax, RowLoops};

/// Rows worked through together.
const ROWS: usize = 32;
/// Running results side by side, where rows are long.
const LANES: usize = 16;

/// All are rows x `outputs`; the gradient is to be written.
pub(super) struct Categorical<'a, T> {
    pub(super) logits: &'a [T],
    pub(super) targets: &'a [T],
    pub(super) outputs: usize,
    pub(super) scale: T,
    pub(super) gradient: &'a mut [T],
}

impl<T: Element> Operation for Categorical<'_, T> {
    type Output = f64;
    /// With `m` a row's maximum, `o` the sum of `e^(x - m)` without the maximum's own, and `s` the sum of the row's targets, the loss is
    /// `s ln(1 + o) + t . (m - x)`: two terms that are not negative. With `p` the probabilities, the gradient is `(s - t) p - t (1 - p)`,
    /// and `1 - p` of the maximum is `o / (1 + o)`. So both keep their digits where the answer is sure and right.
    #[inline(always)]
    fn run(self) -> f64 {
        let Self { logits, targets, outputs, scale, gradient } = self;
        let (block, one) = (ROWS * outputs, T::from_f64(1.0));
        let mut loss = 0.0;
        let blocks = logits.chunks(block).zip(targets.chunks(block)).zip(gradient.chunks_mut(block));
        for ((logits, targets), gradient) in blocks {
            let mut rows = 0;
            for (logits, below) in logits.chunks_exact(outputs).zip(gradient.chunks_exact_mut(outputs)) {
                below_maximum(logits, below);
                rows += 1;
            }
            loss -= meant(gradient, targets);
            for number in &mut *gradient {
                *number = number.exp();
            }
            let (mut others, mut logarithms, mut inverses) = ([0.0; ROWS], [0.0; ROWS], [0.0; ROWS]);
            let (others, logarithms, inverses) = (&mut others[..rows], &mut logarithms[..rows], &mut inverses[..rows]);
            for (others, row) in others.iter_mut().zip(gradient.chunks_exact(outputs)) {
                *others = sum_without_maximum(row);
            }
            for ((logarithm, inverse), &others) in logarithms.iter_mut().zip(&mut *inverses).zip(&*others) {
                *logarithm = ln_1p(others);
                *inverse = 1.0 / (1.0 + others);
            }
            let rows = gradient.chunks_exact_mut(outputs).zip(targets.chunks_exact(outputs));
            let of_rows = others.iter().zip(&*logarithms).zip(&*inverses);
            for ((gradient, targets), ((&others, &logarithm), &inverse)) in rows.zip(of_rows) {
                let total = targets.iter().fold(T::default(), |total, &t| total + t);
                loss += total.to_f64() * logarithm;
                let (inverse, rest) = (T::from_f64(inverse), T::from_f64(others * inverse));
                for (gradient, &t) in gradient.iter_mut().zip(targets) {
                    let p = *gradient * inverse;
                    let missing = T::select(*gradient == one, rest, one - p);
                    *gradient = ((total - t) * p - t * missing) * scale;
                }
            }
        }
        loss
    }
}

/// What is taken off the row's maximum to get each number; of a row that is infinite somewhere, the log-probabilities,
/// whose maximum is 0 too.
#[inline(always)]
fn below_maximum<T: Element>(row: &[T], below: &mut [T]) {
    let larger = |a: T, x: T| if x > a { x } else { a };
    let (blocks, rest) = row.as_chunks::<LANES>();
    let lowest = T::from_f64(f64::NEG_INFINITY);
    let mut maximum = rest.iter().fold(lowest, |a, &x| larger(a, x));
    if !blocks.is_empty() {
        let mut lanes = [lowest; LANES];
        for block in blocks {
            for (lane, &x) in lanes.iter_mut().zip(block) {
                *lane = larger(*lane, x);
            }
        }
        maximum = lanes.iter().fold(maximum, |a, &x| larger(a, x));
    }
    if maximum.abs() > T::LARGEST {
        return LogSoftmax.forward(row, below);
    }
    for (below, &x) in below.iter_mut().zip(row) {
        *below = x - maximum;
    }
}

/// The kernel's, which becomes SIMD; a number's own is a call.
#[inline(always)]
fn ln_1p<T: Element>(x: T) -> T {
    x.ln_1p()
}

/// `targets . below`. A class that is neither meant nor possible counts 0, not 0 times infinity.
#[inline(always)]
fn meant<T: Element>(below: &[T], targets: &[T]) -> f64 {
    let term = |x: T, t: T| T::select(t == T::default(), T::default(), t * x).nan_from(x).to_f64();
    let ((x, x_rest), (t, t_rest)) = (below.as_chunks::<LANES>(), targets.as_chunks::<LANES>());
    let mut lanes = [0.0; LANES];
    for (x, t) in x.iter().zip(t) {
        for ((lane, &x), &t) in lanes.iter_mut().zip(x).zip(t) {
            *lane += term(x, t);
        }
    }
    let rest = x_rest.iter().zip(t_rest).fold(0.0, |sum, (&x, &t)| sum + term(x, t));
    lanes.iter().fold(rest, |sum, lane| sum + lane)
}

/// The sum of a row whose maximum is 1, which is left out once.
#[inline(always)]
fn sum_without_maximum<T: Element>(row: &[T]) -> f64 {
    // Summed apart from the rest, the ones take no digits from it.
    let one = T::from_f64(1.0);
    let parts = |x: T| if x == one { (1.0, 0.0) } else { (0.0, x.to_f64()) };
    let (blocks, rest) = row.as_chunks::<LANES>();
    let (mut ones, mut sum) = (-1.0, 0.0);
    for &x in rest {
        let part = parts(x);
        (ones, sum) = (ones + part.0, sum + part.1);
    }
    if !blocks.is_empty() {
        let (mut of_ones, mut sums) = ([0.0; LANES], [0.0; LANES]);
        for block in blocks {
            for ((ones, sum), &x) in of_ones.iter_mut().zip(&mut sums).zip(block) {
                let part = parts(x);
                (*ones, *sum) = (*ones + part.0, *sum + part.1);
            }
        }
        ones = of_ones.iter().fold(ones, |ones, lane| ones + lane);
        sum = sums.iter().fold(sum, |sum, lane| sum + lane);
    }
    ones + sum
}

#[cfg(test)]
mod tests {
    use super::*;
    use nonlin::compute::Level;

    /// Loss and gradient row by row, from the definition.
    fn by_definition(logits: &[f64], targets: &[f64], outputs: usize) -> (f64, Vec<f64>) {
        let (mut loss, mut gradient) = (0.0, Vec::new());
        for (z, t) in logits.chunks(outputs).zip(targets.chunks(outputs)) {
            let maximum = z.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let log_total = maximum + z.iter().map(|z| (z - maximum).exp()).sum::<f64>().ln();
            loss -= z.iter().zip(t).map(|(z, t)| if *t == 0.0 { 0.0 } else { t * (z - log_total) }).sum::<f64>();
            let total: f64 = t.iter().sum();
            gradient.extend(z.iter().zip(t).map(|(z, t)| total * (z - log_total).exp() - t));
        }
        (loss, gradient)
    }

    #[test]
    fn many_rows_are_as_one_by_one() {
        // Fewer classes than lanes, and more; fewer rows than go together, and more.
        for (rows, outputs) in [(1, 2), (32, 3), (70, 10), (33, 16), (5, 41)] {
            let logits: Vec<f64> = (0..rows * outputs).map(|i| 6.0 * (i as f64 * 0.7).sin()).collect();
            for hard in [true, false] {
                let one_hot = |i: usize| f64::from(u8::from(i % outputs == i / outputs % outputs));
                let target = |i: usize| if hard { one_hot(i) } else { (i % 5) as f64 / 4.0 };
                let targets: Vec<f64> = (0..rows * outputs).map(target).collect();
                let mut gradient = vec![f64::NAN; rows * outputs];
                let pass =
                    Categorical { logits: &logits, targets: &targets, outputs, scale: 1.0, gradient: &mut gradient };
                let loss = Level::best().run(pass);
                let (want, wanted) = by_definition(&logits, &targets, outputs);
                assert!((loss / want - 1.0).abs() < 1e-13, "{rows} x {outputs}: {loss} for {want}");
                for (got, want) in gradient.iter().zip(wanted) {
                    assert!((got - want).abs() < 1e-13, "{rows} x {outputs}: {got} for {want}");
                }
            }
        }
    }

    #[test]
    fn infinite_logits_are_limits_and_nan_is_loud() {
        let of = |logits: &[f32], targets: &[f32]| {
            let mut gradient = vec![0.0; logits.len()];
            let outputs = logits.len();
            let loss = Level::best().run(Categorical { logits, targets, outputs, scale: 1.0, gradient: &mut gradient });
            (loss, gradient)
        };
        let (inf, nan) = (f32::INFINITY, f32::NAN);
        // A class that cannot be, one that is sure, and one that is sure and not meant.
        assert_eq!(of(&[0.0, -inf], &[1.0, 0.0]), (0.0, vec![0.0, 0.0]));
        assert_eq!(of(&[0.0, inf, 1.0], &[0.0, 1.0, 0.0]), (0.0, vec![0.0, 0.0, 0.0]));
        assert_eq!(of(&[0.0, inf], &[1.0, 0.0]).0, f64::INFINITY);
        for logits in [[0.0, nan], [inf, inf], [-inf, -inf], [nan, nan]] {
            let (loss, gradient) = of(&logits, &[1.0, 0.0]);
            assert!(loss.is_nan() && gradient.iter().all(|g| g.is_nan()), "{logits:?}: {loss}, {gradient:?}");
        }
    }
}
