//! Formulas that a person writes, held to what is promised of them: the referee's interval of the formula as it was written is the oracle.

use nonlin::compute::{Drafts, Element, Elementwise, Level};
use nonlin::functions::{Registered, elementwise};
use nonlin::referee::Ball;
use nonlin::typed::Typed;
use nonlin::{Accuracy, Activation, Dtype, NotFound, find};

/// Smooth and not, with and without parameters, and none of them in the registry.
const FORMULAS: [&str; 10] = [
    "x * tanh(softplus(2 * x))",
    "x * sigmoid(x)^2",
    "x / (1 + exp(-x^2))",
    "where(x > 0, x, exp(x) - 1 + 0.1 * x)",
    "max(0.1 * x, min(x, 3)) + atan(x)",
    "log(1 + exp(x)) - log(2)",
    "x * erf(softplus(x)) / 2 + sqrt(1 + x^2)",
    "f(x; learn a = 0.5, b = 2) = a * x + b * sin(x / 4)",
    "s = sigmoid(x); x * s * (1 + 0.3 * s)",
    "abs(x) / (1 + abs(x)) * normal_cdf(x)",
];

fn typed(text: &str) -> &'static Typed {
    Typed::of(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn activation(text: &str) -> Activation {
    Activation::named(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

/// Arguments of many magnitudes, most of them about 1.
fn numbers() -> Vec<f32> {
    let spread = |i: u32| i.wrapping_mul(0x9E37_79B9);
    (0..3000).map(|i| f32::from_bits(((100 + i % 35) << 23) | (spread(i) >> 9) | ((i & 1) << 31))).collect()
}

#[test]
fn exact_results_are_the_formula_as_written_rounded_to_nearest() {
    for text in FORMULAS {
        let activation = activation(text);
        let (formula, x) = (activation.function().formula(), numbers());
        let parameters: Vec<Ball> =
            activation.parameters().iter().map(|&p| Ball::exactly(f64::from(f32::nearest(p)))).collect();
        let mut y = vec![0.0_f32; x.len()];
        activation.forward(&x, &mut y).expect("one length");
        let mut told = 0;
        for (&x, &y) in x.iter().zip(&y) {
            let (low, high) = formula.evaluate(Ball::exactly(f64::from(x)), &parameters).ends();
            // Where the formula as written loses its digits even in intervals it is no oracle.
            let (low, high) = (f32::nearest(low), f32::nearest(high));
            if low == high {
                assert_eq!(y.to_bits(), low.to_bits(), "{text} at {x:e}: {y:e}, and it is {low:e}");
                told += 1;
            }
        }
        assert!(told > 2000, "{text}: {told}");
    }
}

#[test]
fn slopes_are_the_slopes_of_the_formula() {
    for text in FORMULAS {
        let activation = activation(text);
        let formula = activation.function().formula();
        let parameters: Vec<Ball> = activation.parameters().iter().map(|&p| Ball::exactly(p)).collect();
        let value = |x: f64| formula.evaluate(Ball::exactly(x), &parameters).middle();
        for x in numbers().into_iter().filter(|x| (0.01..6.0).contains(&x.abs())).map(f64::from) {
            let step = 2.0_f64.powi(-17);
            let difference = (value(x + step) - value(x - step)) / (2.0 * step);
            let slope = activation.slope(x);
            // A kink between the two ends would be seen as a difference of slopes.
            let smooth = (activation.slope(x + step) - activation.slope(x - step)).abs() < 1e-3;
            assert!(!smooth || (slope - difference).abs() < 1e-8, "{text} at {x}: {slope} and {difference}");
        }
    }
}

#[test]
fn value_and_slope_in_one_pass_are_the_same_bits() {
    let mut x = numbers();
    x.extend([f32::INFINITY, f32::NEG_INFINITY, f32::NAN, -0.0]);
    for text in ["x * tanh(softplus(2 * x))", "where(x > 0, x, 3 * sin(x))", "x", "2", "mish", "gelu", "relu"] {
        for accuracy in [Accuracy::Exact, Accuracy::Fast] {
            let activation = activation(text).accurate(accuracy);
            let [mut y, mut slopes, mut both_y, mut both_slopes] = [(); 4].map(|()| vec![0.0; x.len()]);
            activation.forward(&x, &mut y).unwrap();
            activation.slopes(&x, &mut slopes).unwrap();
            activation.forward_with_slopes(&x, &mut both_y, &mut both_slopes).unwrap();
            let bits = |numbers: &[f32]| numbers.iter().map(|y| y.to_bits()).collect::<Vec<_>>();
            assert_eq!((bits(&y), bits(&slopes)), (bits(&both_y), bits(&both_slopes)), "{text} {accuracy:?}");
        }
    }
}

#[test]
fn gradients_by_parameters_are_those_of_differences() {
    let text = FORMULAS[7];
    let x: Vec<f64> = numbers().into_iter().map(f64::from).filter(|x| x.abs() < 8.0).collect();
    let dy: Vec<f64> = x.iter().map(|x| (x * 3.0).sin()).collect();
    let mut gradient = [0.0, 0.0];
    f64::loops(typed(text)).parameter_gradient(Level::best(), &[0.5, 2.0], &x, &dy, &mut gradient);
    let total = |a: f64, b: f64| {
        let mut y = vec![0.0; x.len()];
        f64::loops(typed(text)).forward(Level::best(), &[a, b], &x, &mut y);
        y.iter().zip(&dy).map(|(y, dy)| y * dy).sum::<f64>()
    };
    let differences =
        [(total(0.501, 2.0) - total(0.499, 2.0)) / 0.002, (total(0.5, 2.001) - total(0.5, 1.999)) / 0.002];
    for (gradient, difference) in gradient.into_iter().zip(differences) {
        assert!((gradient - difference).abs() < 1e-6 * (1.0 + difference.abs()), "{gradient} {difference}");
    }
}

#[test]
fn fast_results_come_close_and_all_levels_have_the_same_bits() {
    for text in FORMULAS {
        let (exact, x) = (activation(text), numbers());
        let fast = exact.clone().accurate(Accuracy::Fast);
        let (mut y, mut z) = (vec![0.0_f32; x.len()], vec![0.0_f32; x.len()]);
        exact.forward(&x, &mut y).expect("one length");
        fast.forward(&x, &mut z).expect("one length");
        for ((x, y), z) in x.iter().zip(&y).zip(&z) {
            assert!((y - z).abs() <= 1e-6 * y.abs() + 2e-7, "{text} at {x:e}: {y:e} and {z:e}");
        }
        let mut in_place = x.clone();
        fast.forward_in_place(&mut in_place);
        assert_eq!(in_place, z, "{text}");
        for level in Level::all() {
            let parameters: Vec<f32> = exact.parameters().iter().map(|&p| f32::nearest(p)).collect();
            f32::loops(typed(text)).forward(level, &parameters, &x, &mut in_place);
            assert_eq!(in_place, z, "{text}, {level}");
            typed(text).draft_values(level, &parameters, &x, &mut in_place);
            assert!(in_place.iter().zip(&y).all(|(a, b)| (a - b).abs() <= 1e-6 * b.abs() + 1e-12), "{text}, {level}");
        }
    }
}

#[test]
fn infinities_give_the_limit_and_nan_gives_nan() {
    for (text, left, right) in [
        (FORMULAS[0], -0.0, f32::INFINITY),
        (FORMULAS[1], -0.0, f32::INFINITY),
        (FORMULAS[5], -std::f32::consts::LN_2, f32::INFINITY),
        (FORMULAS[9], 0.0, 1.0),
    ] {
        for accuracy in [Accuracy::Exact, Accuracy::Fast] {
            let activation = activation(text).accurate(accuracy);
            assert_eq!(activation.value(f32::NEG_INFINITY), left, "{text}");
            assert_eq!(activation.value(f32::INFINITY), right, "{text}");
            assert!(activation.value(f32::NAN).is_nan() && activation.slope(f32::NAN).is_nan(), "{text}");
        }
    }
}

#[test]
fn reading_shapes_as_primitives_changes_no_value() {
    let registry = elementwise().map(Elementwise::formula);
    let written = FORMULAS.iter().map(|text| typed(text).formula());
    for formula in registry.chain(written) {
        let (safe, rewrites) = formula.safe();
        let parameters: Vec<Ball> = formula.defaults().into_iter().map(Ball::exactly).collect();
        for x in numbers().into_iter().filter(|x| x.abs() < 30.0).step_by(7) {
            let x = Ball::exactly(f64::from(x));
            let ((low, high), (safe_low, safe_high)) =
                (formula.evaluate(x, &parameters).ends(), safe.evaluate(x, &parameters).ends());
            // sqrt(2) may be a number of 53 bits on one side.
            let slack = 1e-15 * (high.abs() + safe_high.abs());
            assert!(
                !(low > safe_high + slack || safe_low > high + slack),
                "{formula}: {low:e}..{high:e} and {safe_low:e}..{safe_high:e}, {rewrites:?}"
            );
        }
    }
}

#[test]
fn the_registry_typed_as_formulas_is_computed_by_its_own_kernels() {
    for function in elementwise() {
        let text = function.formula().to_string();
        let known = typed(&text).known().unwrap_or_else(|| panic!("{text}"));
        let (a, b) = (activation(&text), Activation::of(function));
        // Some have one formula with others' parameters put in; the bits tell.
        for x in numbers().into_iter().step_by(11) {
            let (a, b) = (a.value(x), b.value(x));
            assert!(a.to_bits() == b.to_bits(), "{text} at {x:e}: {a:e} {b:e}, read as {}", known.function.card().name);
        }
    }
}

#[test]
fn what_is_neither_a_name_nor_a_formula_is_told_so() {
    let error = |text: &str| find(text).err().map(|error| error.to_string()).unwrap_or_default();
    assert!(matches!(find("gelo"), Err(NotFound::Name(_))));
    assert!(error("gelo").contains("did you mean `gelu`"));
    assert!(error("x * tnh(x)").contains("`tnh` at column 5"));
    assert!(error("x + y").contains('y'));
    let many = (0..9).map(|i| format!("p{i} = 1")).collect::<Vec<_>>().join(", ");
    assert!(error(&format!("f(x; {many}) = x")).contains("at most 8"), "{}", error(&format!("f(x; {many}) = x")));
    assert!(matches!(find("relu"), Ok(Registered::Elementwise(_))));
    // The same text is the same activation.
    assert!(std::ptr::eq(typed("x * 2 + 1"), typed("x * 2 + 1")));
}
