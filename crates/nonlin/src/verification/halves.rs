//! All of `f16` and `bf16`, and a sample of `f64`.

use super::{Measured, Miss};
use crate::accuracy::Accuracy;
use crate::compute::{Activation, Dtype, Level, Reading, Task};
use crate::referee::{Ball, Nearly};

/// Measures every result of a type of 16 bits: whether it is the true one rounded to nearest. `of_bits` makes the numbers.
///
/// Fast results, which are rounded twice, must be within one unit of the last place of that.
pub fn halves<T: Dtype>(
    activation: &Activation,
    of_bits: fn(u16) -> T,
    accuracy: Accuracy,
    reading: Reading,
) -> Measured {
    let mut found = Measured::NONE;
    let x: Vec<T> = (0..=u16::MAX)
        .map(of_bits)
        .filter(|x| x.widened().is_nan() || x.widened().abs() < activation.function().reach().single)
        .collect();
    let mut got = vec![T::default(); x.len()];
    let function = activation.function();
    T::compute(Task::new(function, activation.parameters(), accuracy, reading, Level::best()), &x, &mut got);
    let parameters: Vec<f64> = activation.parameters().iter().map(|&p| T::parameter(p)).collect();
    let mut nearly = Nearly::new();
    let mut wide = [0.0; Nearly::COUNT];
    for (i, (&narrow, &got)) in x.iter().zip(&got).enumerate() {
        if i % Nearly::COUNT == 0 {
            for (wide, x) in wide.iter_mut().zip(&x[i..]) {
                *wide = x.widened();
            }
            function.true_nearly(Level::best(), &parameters, reading, &wide, &mut nearly);
        }
        let x = narrow;
        found.inputs += 1;
        let (x, got) = (x.widened(), got.widened());
        if x.is_nan() {
            if got.is_nan() {
                found.rounded += 1;
            } else {
                found.miss(Miss { x, got, want: f64::NAN });
            }
            continue;
        }
        let near = nearly.get(i % Nearly::COUNT);
        let (low, high) = near.ends();
        let (mut want, mut is) = (T::nearest(low).widened(), near.value);
        if near.error.is_nan() || T::nearest(low).widened().to_bits() != T::nearest(high).widened().to_bits() {
            let truth = true_result(activation, &parameters, reading, x);
            let (low, high) = truth.ends();
            (want, is) = (T::nearest(truth.middle()).widened(), truth.high);
            found.undecided += u64::from(T::nearest(low) != T::nearest(high));
        }
        let miss = Miss { x, got, want: is };
        let spacing = spacing(want, of_bits);
        // Infinity is as far as the next number would be if there were one.
        let got = if got.is_infinite() && want.is_finite() { (T::LARGEST_NUMBER + spacing).copysign(got) } else { got };
        let off = if got == want { 0.0 } else { (got - is).abs() / spacing };
        if got == want {
            found.rounded += 1;
        } else if accuracy == Accuracy::Exact || activation.function().keeps_bounds() && (off.is_nan() || off > 1.0) {
            found.miss(miss);
        }
        found.error(if got == want && got.is_finite() { (got - is).abs() / spacing } else { off }, miss);
    }
    found
}

/// The gap between `x` and the next number of the type away from zero.
fn spacing<T: Dtype>(x: f64, of_bits: fn(u16) -> T) -> f64 {
    let size = x.abs();
    // The smallest number of the type whose exponent is that of x, found by halving: bit patterns are in order.
    let (mut low, mut high) = (0_u16, 0x7FFF_u16);
    while low < high {
        let middle = low + (high - low) / 2;
        if of_bits(middle).widened() < size { low = middle + 1 } else { high = middle }
    }
    let next = of_bits(low + 1).widened() - of_bits(low).widened();
    if next.is_finite() { next } else { of_bits(low).widened() - of_bits(low - 1).widened() }
}

/// Measures results of `f64` at some arguments; they must be within `bound` ULP.
pub fn doubles(activation: &Activation, x: &[f64], reading: Reading, bound: f64) -> Measured {
    let mut found = Measured::NONE;
    let function = activation.function();
    let mut got = vec![0.0; x.len()];
    f64::compute(Task::new(function, activation.parameters(), Accuracy::Exact, reading, Level::best()), x, &mut got);
    for (&x, &got) in x.iter().zip(&got) {
        // The referee turns angles as far as `f32` needs it.
        if x.abs() >= function.reach().single {
            continue;
        }
        let truth = true_result(activation, activation.parameters(), reading, x);
        let want = truth.high;
        if want == 0.0 {
            found.inputs += 1;
            found.rounded += u64::from(got == 0.0);
            if got != 0.0 && truth.error == 0.0 {
                found.miss(Miss { x, got, want });
            }
            continue;
        }
        // Not where the referee holds exponentials, or has no digits to spare.
        if truth.error.is_nan()
            || truth.error > 1e-4 * f64::EPSILON * want.abs()
            || !(1e-60..1e100).contains(&want.abs())
        {
            continue;
        }
        found.inputs += 1;
        let off = ((got - want) - truth.low).abs() / (want.abs().next_up() - want.abs());
        let miss = Miss { x, got, want };
        found.rounded += u64::from(off <= 0.5);
        // At a slope's own zero an absolute bound holds, as in `f32`; the slopes here are of the size of 1.
        if reading == Reading::Slope && x.abs() < 4.0 && (got - want).abs() < f64::EPSILON {
            continue;
        }
        found.error(off, miss);
        if off.is_nan() || off > bound {
            found.miss(miss);
        }
    }
    found
}

fn true_result(activation: &Activation, parameters: &[f64], reading: Reading, x: f64) -> Ball {
    match reading {
        Reading::Value => activation.function().true_value(parameters, x),
        Reading::Slope => activation.function().true_slope(parameters, x),
    }
}
