//! Gradients from the saved result: against the slope from the input, and what cannot be had that way.

use nonlin::compute::{Element, Elementwise, Level};
use nonlin::functions::elementwise;
use nonlin::{Activation, ComputeError};

fn defaults<T: Element>(function: &dyn Elementwise) -> Vec<T> {
    function.card().parameters.iter().map(|p| T::from_f64(p.default)).collect()
}

fn from_output<T: Element>(function: &'static dyn Elementwise, y: &[T]) -> Vec<T> {
    let (mut dx, one) = (vec![T::default(); y.len()], vec![T::from_f64(1.0); y.len()]);
    T::loops(function).backward_from_output(Level::best(), &defaults::<T>(function), y, &one, &mut dx);
    dx
}

/// The value is off by at most two units in its last place. So the slope from it must lie among those that belong to the values up
/// to two units away, rounding apart; and so must the slope from the input.
fn check<T: Element>(x: &[T], epsilon: f64, smallest: f64) {
    for function in elementwise().filter(|function| function.output_suffices(&[])) {
        let (name, level) = (function.card().name, Level::best());
        let parameters = defaults::<T>(function);
        let wide: Vec<f64> = parameters.iter().map(|p| p.to_f64()).collect();
        let mut y = x.to_vec();
        T::loops(function).forward_in_place(level, &parameters, &mut y);
        let (mut slopes, one) = (y.clone(), vec![T::from_f64(1.0); x.len()]);
        T::loops(function).backward(level, &parameters, x, &one, &mut slopes);
        for (((&x, &y), got), slope) in x.iter().zip(&y).zip(from_output(function, &y)).zip(slopes) {
            let y = y.to_f64();
            // An infinite value of a finite argument has lost it, and the slope with it.
            if y.is_infinite() && x.to_f64().is_finite() {
                continue;
            }
            let step = 2.0 * epsilon * y.abs().max(smallest);
            let (mut among, ones) = ([0.0; 3], [1.0; 3]);
            let range = function.card().range;
            let moved = [y - step, y, y + step].map(|y| y.clamp(range.low, range.high));
            f64::loops(function).backward_from_output(level, &wide, &moved, &ones, &mut among);
            let low = among.iter().fold(f64::INFINITY, |a, &b| a.min(b));
            let high = among.iter().fold(f64::NEG_INFINITY, |a, &b| a.max(b));
            let slack = 4.0 * epsilon * low.abs().max(high.abs()).max(smallest);
            for (what, slope) in [("from the value", got), ("from the input", slope)] {
                let slope = slope.to_f64();
                assert!(
                    slope >= low - slack && slope <= high + slack,
                    "{name} at {x:e}, value {y:e}: slope {what} {slope:e} is not in {low:e} to {high:e}"
                );
            }
        }
    }
}

#[test]
fn the_slope_from_the_value_is_as_exact_as_the_value() {
    let singles: Vec<f32> = (0..=u32::MAX).step_by(60_007).map(f32::from_bits).filter(|x| x.is_finite()).collect();
    check::<f32>(&singles, f64::from(f32::EPSILON), f64::from(f32::MIN_POSITIVE));
    let doubles: Vec<f64> = singles.iter().map(|&x| f64::from(x) * 1.000_000_1).collect();
    check::<f64>(&doubles, f64::EPSILON, f64::MIN_POSITIVE);
}

#[test]
fn nan_stays_nan_and_every_level_gives_the_same_bits() {
    for function in elementwise().filter(|function| function.output_suffices(&[])) {
        let name = function.card().name;
        assert!(
            from_output(function, &[f32::NAN])[0].is_nan() && from_output(function, &[f64::NAN])[0].is_nan(),
            "{name}"
        );
        let y: Vec<f32> = (-300_i16..=300).map(|i| f32::from(i) * 0.01).collect();
        let best = from_output(function, &y);
        for level in Level::all() {
            let mut dx = vec![0.0; y.len()];
            f32::loops(function).backward_from_output(level, &defaults(function), &y, &vec![1.0; y.len()], &mut dx);
            let same = dx.iter().zip(&best).all(|(a, b)| a.to_bits() == b.to_bits() || (a.is_nan() && b.is_nan()));
            assert!(same, "{name} {level}");
        }
    }
}

/// Those that most networks are made of, none forgotten.
#[test]
fn the_usual_ones_that_allow_it_do() {
    for name in
        ["relu", "leaky_relu", "prelu", "elu", "selu", "celu", "sigmoid", "tanh", "softplus", "softsign", "relu6"]
    {
        assert!(Activation::named(name).unwrap().output_suffices(), "{name}");
    }
    // Two inputs, one value, two slopes.
    for name in ["gelu", "silu", "mish", "hard_swish", "gaussian", "sine", "lisht", "serlu", "sine_relu"] {
        assert!(!Activation::named(name).unwrap().output_suffices(), "{name}");
    }
}

#[test]
fn what_does_not_allow_it_says_so() {
    let error = |activation: &Activation| activation.backward_from_output(&[1.0], &[1.0], &mut [0.0]).unwrap_err();
    let want = |name: &str| {
        format!("the slope of `{name}` does not follow from its value: keep its input x, and call `backward` with that")
    };
    assert_eq!(error(&Activation::named("gelu").unwrap()).to_string(), want("gelu"));
    let falling = Activation::named("leaky_relu").and_then(|leaky| leaky.with("a", -0.5)).unwrap();
    assert_eq!(error(&falling).to_string(), want("leaky_relu(a = -0.5)"));
    let tanh = Activation::named("tanh").unwrap();
    let error = tanh.backward_from_output(&[1.0, 2.0], &[1.0], &mut [0.0]).unwrap_err();
    assert_eq!(error, ComputeError::Length(2, 1));
}
