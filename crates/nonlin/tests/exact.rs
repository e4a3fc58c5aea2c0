//! The exact accuracy, in every type: each result the real number rounded to nearest.

use nonlin::compute::{Dtype, Level, Reading, Task};
use nonlin::functions::elementwise;
use nonlin::verification::{Extent, report, singles, survey};
use nonlin::{Accuracy, Activation, bf16, f16};
use std::fmt::Write;

/// Every function, value and slope: all of `f16` and `bf16`, and of `f32` every 4096th number, both accuracies. (All 2^32
/// is `nonlin verify --exhaustive`.)
#[test]
fn every_promise_is_kept() {
    let activations: Vec<Activation> = elementwise().map(Activation::of).collect();
    let all = survey(&activations, Extent::Coarse, 2, |_, _| None, |_, _, _| {});
    let mut broken = String::new();
    for (activation, singles) in activations.iter().zip(&all) {
        for found in report(activation, singles) {
            for (what, measured) in found.parts() {
                assert!(measured.inputs > 300, "{activation} {what}: hardly anything was looked at");
                if let Some(miss) = measured.first_miss {
                    let count = measured.misses;
                    writeln!(broken, "{activation} {:?} {what}: {count}, the first {miss:?}", found.reading)
                        .expect("a string");
                }
            }
        }
    }
    assert!(broken.is_empty(), "{broken}");
}

/// Found on all numbers: beside its zero a slope is a difference of numbers of ordinary size, and a draft's share of it is no margin.
#[test]
fn slopes_beside_their_zeros_are_rounded_right() {
    let phish = Activation::named("phish").expect("in the registry");
    let x = -1.195_402_7_f32;
    let truth = phish.function().true_slope(&[], f64::from(x)).middle();
    #[allow(clippy::cast_possible_truncation, reason = "this is the rounding")]
    let rounded = truth as f32;
    assert_eq!(phish.slope(x), rounded);
}

/// Found on all numbers: an exponential that is good beside 1 is not yet good beside `e^x - 1`.
#[test]
fn small_differences_from_1_are_rounded_right() {
    for (name, x, rounded) in [("tanh", 1.976_469_2e-2_f32, 1.976_211_8e-2), ("elu", -5.826_162_5e-2, -5.659_690_3e-2)]
    {
        assert_eq!(Activation::named(name).expect("in the registry").value(x), rounded, "{name}({x})");
    }
}

/// Where a parameter moves the zero, what a draft may be off by moves along.
#[test]
fn a_slope_is_rounded_right_beside_a_zero_that_a_parameter_moves() {
    for beta in [0.02, 5.0, -3.0] {
        let swish =
            Activation::named("swish").and_then(|swish| swish.with("beta", beta)).expect("a parameter of swish");
        #[allow(clippy::cast_possible_truncation, reason = "somewhere near it")]
        let zero = (-1.278_464_5 / beta) as f32;
        let found = singles(&swish, zero.to_bits() - 100_000, 200_000, 1).exact_slope;
        assert_eq!((found.inputs, found.misses), (200_000, 0), "beta = {beta}: {:?}", found.first_miss);
    }
}

fn bits<T: Dtype>(task: Task<'_>, x: &[f32]) -> Vec<u64> {
    let x: Vec<T> = x.iter().map(|&x| T::nearest(f64::from(x))).collect();
    let mut y = vec![T::default(); x.len()];
    T::compute(task, &x, &mut y);
    y.into_iter().map(|y| y.widened().to_bits()).collect()
}

#[test]
fn every_instruction_set_gives_the_same_bits_in_every_type() {
    let x: Vec<f32> = (0..=u32::MAX).step_by(1_048_583).map(f32::from_bits).filter(|x| !x.is_nan()).collect();
    for activation in elementwise().map(Activation::of) {
        for (accuracy, reading) in [
            (Accuracy::Exact, Reading::Value),
            (Accuracy::Exact, Reading::Slope),
            (Accuracy::Fast, Reading::Value),
            (Accuracy::Fast, Reading::Slope),
        ] {
            let at = |level| {
                let task = Task::new(activation.function(), activation.parameters(), accuracy, reading, level);
                [bits::<f32>(task, &x), bits::<f16>(task, &x), bits::<bf16>(task, &x)]
            };
            let levels = Level::all();
            for &level in &levels[1..] {
                assert!(at(level) == at(levels[0]), "{activation} {accuracy:?} {reading:?} {level}");
            }
        }
    }
}

/// `x / 2` of an odd subnormal lies in the middle between two numbers; the next term of the series says to which it is
/// nearer, 150 bits further down.
#[test]
fn ties_next_to_zero_are_decided() {
    let tiny = |n: u32| f32::from_bits(n);
    for name in ["silu", "gelu", "gelu_tanh", "swish", "hard_swish"] {
        let activation = Activation::named(name).expect("a function of the registry");
        // x/2 + c x^2 with c > 0: away from zero on the right, towards zero on the left.
        for n in [1, 3, 5, 1001, 8_388_607, 16_777_215] {
            assert_eq!(activation.value(tiny(n)), tiny(n / 2 + 1), "{name}({n} units)");
            assert_eq!(activation.value(-tiny(n)).to_bits(), (-tiny(n / 2)).to_bits(), "{name}(-{n} units)");
        }
    }
}

/// A result in place, or out into another array, or alone, is the same.
#[test]
fn forms_of_a_call_agree() {
    let x: Vec<f32> = (0..1000).map(|i| i as f32 * 0.017 - 8.3).collect();
    let dy: Vec<f32> = x.iter().map(|x| x * 0.5 + 1.0).collect();
    for activation in elementwise().map(Activation::of) {
        let (mut y, mut slopes, mut dx) = (vec![0.0; x.len()], vec![0.0; x.len()], vec![0.0; x.len()]);
        activation.forward(&x, &mut y).expect("one length");
        activation.slopes(&x, &mut slopes).expect("one length");
        activation.backward(&x, &dy, &mut dx).expect("one length");
        let mut in_place = x.clone();
        activation.forward_in_place(&mut in_place);
        for i in 0..x.len() {
            assert_eq!(y[i].to_bits(), in_place[i].to_bits(), "{activation}({})", x[i]);
            assert_eq!(y[i].to_bits(), activation.value(x[i]).to_bits(), "{activation}({})", x[i]);
            assert_eq!(dx[i].to_bits(), (dy[i] * slopes[i]).to_bits(), "{activation}'({})", x[i]);
        }
    }
}
