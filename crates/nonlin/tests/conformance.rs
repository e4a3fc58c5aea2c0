//! One suite for every element-wise function of the registry.

use nonlin::accuracy::{FAST_ULPS, SLOPE_ZERO_SHARE, ulps};
use nonlin::compute::{Element, Elementwise, Level};
use nonlin::functions::elementwise;
use proptest::prelude::*;
use std::fmt::Write;

fn defaults<T: Element>(function: &dyn Elementwise) -> Vec<T> {
    function.card().parameters.iter().map(|p| T::from_f64(p.default)).collect()
}

fn values<T: Element>(function: &'static dyn Elementwise, level: Level, x: &[T]) -> Vec<T> {
    let mut y = vec![T::default(); x.len()];
    T::loops(function).forward(level, &defaults::<T>(function), x, &mut y);
    y
}

fn slopes<T: Element>(function: &'static dyn Elementwise, level: Level, x: &[T]) -> Vec<T> {
    let mut dx = vec![T::default(); x.len()];
    let one = vec![T::from_f64(1.0); x.len()];
    T::loops(function).backward(level, &defaults::<T>(function), x, &one, &mut dx);
    dx
}

/// Inputs of every magnitude and both signs: every `stride`-th bit pattern of `f32`.
fn stratified(stride: usize) -> Vec<f32> {
    (0..=u32::MAX).step_by(stride).map(f32::from_bits).filter(|x| x.is_finite()).collect()
}

/// `f64` is the referee here; it is itself held to the golden table.
#[test]
fn singles_keep_the_declared_bound() {
    let x = stratified(6007);
    let wide: Vec<f64> = x.iter().map(|&x| f64::from(x)).collect();
    let mut report = String::new();
    for function in elementwise() {
        let parameters: Vec<f64> = defaults::<f32>(function).iter().map(|&p| f64::from(p)).collect();
        let mut true_values = vec![0.0; x.len()];
        let mut true_slopes = vec![0.0; x.len()];
        let loops = f64::loops(function);
        loops.forward(Level::best(), &parameters, &wide, &mut true_values);
        loops.backward(Level::best(), &parameters, &wide, &vec![1.0; x.len()], &mut true_slopes);
        // Where the slopes' own zeros are; some slopes grow without end further out.
        let nearby = x.iter().zip(&true_slopes).filter(|(x, slope)| x.abs() < 4.0 && slope.is_finite());
        let steepest = nearby.fold(0.0_f64, |a, (_, b)| a.max(b.abs()));
        // A slope that grows has no largest magnitude: what it reaches up to there takes its place.
        let growing = ["gcu"].contains(&function.card().name);
        let reach = function.reach().single;
        let results = [
            ("value", values(function, Level::best(), &x), true_values, 0.0),
            ("slope", slopes(function, Level::best(), &x), true_slopes, SLOPE_ZERO_SHARE * steepest),
        ];
        for (what, got, want, near_zero) in results {
            let worst = x
                .iter()
                .zip(got.iter().zip(&want))
                // The exemption is for the slope's own zero only, not for tails that are small anyway.
                .filter(|&(&x, _)| f64::from(x.abs()) < reach)
                .filter(|&(&x, (&got, want))| {
                    let (near, share) = if growing && near_zero > 0.0 {
                        (true, SLOPE_ZERO_SHARE * f64::from(x.abs()).max(1.0))
                    } else {
                        (x.abs() < 4.0, near_zero)
                    };
                    !(near && (f64::from(got) - want).abs() < share)
                })
                .map(|(&x, (&got, &want))| (ulps(got, want), x, got, want))
                .max_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((off, x, got, want)) = worst {
                println!("{} {what}: worst {off:.3} ulp at {x:e}", function.card().name);
                if off > FAST_ULPS {
                    let name = function.card().name;
                    writeln!(report, "{name} {what}: {off:.3} ulp at {x:e}: {got:e}, want {want:e}").unwrap();
                }
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn every_instruction_set_gives_the_same_bits() {
    let x = stratified(65_537);
    let wide: Vec<f64> = x.iter().map(|&x| f64::from(x) * 1.000_000_1).collect();
    for function in elementwise() {
        let name = function.card().name;
        let bits = |y: Vec<f32>| y.into_iter().map(f32::to_bits).collect::<Vec<_>>();
        let wide_bits = |y: Vec<f64>| y.into_iter().map(f64::to_bits).collect::<Vec<_>>();
        for level in Level::all() {
            let baseline = Level::all()[0];
            assert_eq!(bits(values(function, level, &x)), bits(values(function, baseline, &x)), "{name} {level}");
            assert_eq!(bits(slopes(function, level, &x)), bits(slopes(function, baseline, &x)), "{name} {level}");
            assert_eq!(
                wide_bits(values(function, level, &wide)),
                wide_bits(values(function, baseline, &wide)),
                "{name} {level}"
            );
            assert_eq!(
                wide_bits(slopes(function, level, &wide)),
                wide_bits(slopes(function, baseline, &wide)),
                "{name} {level}"
            );
        }
    }
}

/// Functions without a limit at infinity.
const OSCILLATING: [&str; 2] = ["sine", "gcu"];
/// Functions without a limit at minus infinity.
const OSCILLATING_ON_THE_LEFT: [&str; 1] = ["sine_relu"];
/// Functions with a limit whose slope has none.
const WITH_OSCILLATING_SLOPE: [&str; 1] = ["snake"];

fn check_ends<T: Element>(function: &'static dyn Elementwise) {
    let name = function.card().name;
    let t = T::from_f64;
    let (infinity, far) = (f64::INFINITY, 1e30);
    let level = Level::best();
    let y: Vec<f64> = values(function, level, &[t(f64::NAN), t(-infinity), t(infinity), t(-far), t(far)])
        .iter()
        .map(|y| y.to_f64())
        .collect();
    let dy: Vec<f64> = slopes(function, level, &[t(f64::NAN), t(-infinity), t(infinity), t(-far), t(far)])
        .iter()
        .map(|y| y.to_f64())
        .collect();
    assert!(y[0].is_nan() && dy[0].is_nan(), "{name}: NaN in, NaN out: {y:?} {dy:?}");
    if OSCILLATING.contains(&name) {
        // No limit, and out of reach no digits.
        assert!(y.iter().all(|y| y.is_nan()) && dy.iter().all(|dy| dy.is_nan()), "{name}: {y:?} {dy:?}");
        return;
    }
    if OSCILLATING_ON_THE_LEFT.contains(&name) {
        assert!([y[1], y[3], dy[1], dy[3]].iter().all(|y| y.is_nan()), "{name}: {y:?} {dy:?}");
    }
    let sides = if OSCILLATING_ON_THE_LEFT.contains(&name) { 2..=2 } else { 1..=2 };
    for side in sides {
        let (near, limit) = (y[side + 2], y[side]);
        let grows = near.abs() > 1e20;
        let fades = near != 0.0 && near.abs() < 1e-20;
        assert!(
            if grows {
                limit.is_infinite() && limit.signum() == near.signum()
            } else if fades {
                limit == 0.0 && limit.is_sign_negative() == near.is_sign_negative()
            } else {
                limit.to_bits() == near.to_bits()
            },
            "{name}: the limit {limit} is not where {near} leads"
        );
        if WITH_OSCILLATING_SLOPE.contains(&name) {
            assert!(dy[side].is_nan(), "{name}: a slope without a limit");
            continue;
        }
        let far_slope = match dy[side + 2].abs() {
            near if near < 1e-50 => 0.0,
            near if near > 1e20 => infinity,
            near => near,
        };
        assert_eq!(dy[side].abs().to_bits(), far_slope.to_bits(), "{name}: slope's limit");
    }
}

#[test]
fn nan_stays_nan_and_infinities_give_the_limits() {
    for function in elementwise() {
        check_ends::<f32>(function);
        check_ends::<f64>(function);
    }
    let zero_from_below = [
        "silu",
        "gelu",
        "gelu_tanh",
        "mish",
        "swish",
        "hard_swish",
        "hard_mish",
        "elish",
        "hard_elish",
        "tanhexp",
        "smish",
        "logish",
        "serlu",
        "srs",
        "serf",
        "gelu_quick",
        "e_swish",
        "aria2",
        "acon_c",
    ];
    for name in zero_from_below {
        let activation = nonlin::Activation::named(name).unwrap();
        assert_eq!(activation.value(f32::NEG_INFINITY).to_bits(), (-0.0_f32).to_bits(), "{name}");
        assert_eq!(activation.value(f64::NEG_INFINITY).to_bits(), (-0.0_f64).to_bits(), "{name}");
    }
}

/// Odd or nearly linear functions keep the sign of zero, and tiny numbers stay tiny.
#[test]
fn zeros_keep_their_sign() {
    let flat_or_even_at_zero = ["step", "threshold", "thresholded_relu", "relu_squared", "lisht", "phish"];
    for function in elementwise() {
        let name = function.card().name;
        let at_zero = values::<f64>(function, Level::best(), &[-0.0, 0.0]);
        if at_zero[1] == 0.0 && !flat_or_even_at_zero.contains(&name) {
            assert_eq!(at_zero[1].to_bits(), 0.0_f64.to_bits(), "{name}(0)");
            assert_eq!(at_zero[0].to_bits(), (-0.0_f64).to_bits(), "{name}(-0)");
        }
    }
}

#[test]
fn ranges_hold_and_are_tight() {
    let x: Vec<f64> = (-400_000..=400_000).map(|i| f64::from(i) * 2.5e-4).chain([-1e15, 1e15, -1e300, 1e300]).collect();
    for function in elementwise() {
        let (name, range) = (function.card().name, function.card().range);
        let y = values(function, Level::best(), &x);
        let low = y.iter().copied().fold(f64::INFINITY, f64::min);
        let high = y.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let slack = |end: f64| 1e-7 * end.abs();
        assert!(low >= range.low - slack(range.low) && high <= range.high, "{name}: {low} to {high} leaves {range}");
        let reached = |got: f64, end: f64| if end.is_infinite() { got.abs() > 1e14 } else { (got - end).abs() < 1e-6 };
        assert!(reached(low, range.low) && reached(high, range.high), "{name}: {low} to {high} does not fill {range}");
        if range.low_taken {
            assert!(y.iter().any(|&y| y <= range.low + 1e-6 && y.is_finite()), "{name}");
        }
    }
}

#[test]
fn formulas_say_what_the_kernels_compute() {
    for function in elementwise() {
        let parameters = defaults::<f64>(function);
        let (formula, slope_formula) = (function.formula(), function.slope_formula());
        for i in -80..=80 {
            // Beside the kinks, where a formula read in plain `f64` may round to the other side.
            let x = f64::from(i).mul_add(0.1, 0.003);
            let y = values(function, Level::best(), &[x])[0];
            let dy = slopes(function, Level::best(), &[x])[0];
            let (want, want_slope) = (formula.evaluate(x, &parameters), slope_formula.evaluate(x, &parameters));
            // A formula may be off by what the last bits of x make of it.
            let next = x * (1.0 + 2_f64.powi(-50));
            let turn = (values(function, Level::best(), &[next])[0] - y).abs();
            let slope_turn = (slopes(function, Level::best(), &[next])[0] - dy).abs();
            assert!(
                (y - want).abs() <= 1e-14 * want.abs().max(1.0) + turn,
                "{} at {x}: {y}, `{formula}` is {want}",
                function.card().name
            );
            assert!(
                (dy - want_slope).abs() <= 1e-13 * want_slope.abs().max(1.0) + slope_turn,
                "{}' at {x}: {dy}, `{slope_formula}` is {want_slope}",
                function.card().name
            );
        }
    }
}

const STEP: f64 = 1e-5;

/// Central difference of fourth order, so that truncation is nothing beside rounding.
fn difference(f: impl Fn(f64) -> f64, at: f64) -> f64 {
    let h = STEP;
    (8.0 * (f(at + h) - f(at - h)) - (f(at + 2.0 * h) - f(at - 2.0 * h))) / (12.0 * h)
}

/// Whether there is a kink or a jump where [`difference`] looks.
fn kinked(f: impl Fn(f64) -> f64, at: f64) -> bool {
    let h = 2.5 * STEP;
    (f(at + h) - 2.0 * f(at) + f(at - h)).abs() > 3e-8
}

proptest! {
    #[test]
    fn slopes_are_derivatives(x in -9.0_f64..9.0) {
        // Away from the kinks of the piecewise functions.
        prop_assume!([-3.0_f64, -2.5, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 2.5, 3.0, 6.0].iter().all(|kink| (x - kink).abs() > 1e-4));
        for function in elementwise() {
            let numeric = difference(|x| values(function, Level::best(), &[x])[0], x);
            let slope = slopes(function, Level::best(), &[x])[0];
            prop_assert!((slope - numeric).abs() < 2e-9 * slope.abs().max(1.0), "{}'({x}) = {slope}, differences say {numeric}", function.card().name);
        }
    }

    #[test]
    fn parameter_slopes_are_derivatives(x in -6.0_f64..6.0, shift in 0.0_f64..0.5) {
        for function in elementwise() {
            let parameters: Vec<f64> = defaults::<f64>(function).iter().map(|p| p + shift).collect();
            let loops = f64::loops(function);
            let mut gradient = vec![0.0; parameters.len()];
            loops.parameter_gradient(Level::best(), &parameters, &[x, x], &[1.0, 0.5], &mut gradient);
            for (i, &got) in gradient.iter().enumerate() {
                let at = |p: f64| {
                    let mut moved = parameters.clone();
                    moved[i] = p;
                    let mut y = [0.0];
                    loops.forward(Level::best(), &moved, &[x], &mut y);
                    y[0]
                };
                if kinked(at, parameters[i]) {
                    continue;
                }
                let numeric = 1.5 * difference(at, parameters[i]);
                prop_assert!((got - numeric).abs() < 1e-8, "{} d/d{}: {got}, differences say {numeric}", function.card().name, function.card().parameters[i].name);
            }
        }
    }
}

/// The common `1 + erf` formula is 57 % off here.
#[test]
fn gelu_keeps_its_negative_tail() {
    let gelu = nonlin::Activation::named("gelu").unwrap();
    assert_eq!(format!("{:.5e}", gelu.value(-5.5_f32)), "-1.04443e-7");
}
