//! The referee held to two oracles: its slow intervals to numbers made with 400 digits, its quick ones to the slow.

use nonlin::Activation;
use nonlin::compute::{Level, Reading};
use nonlin::functions::elementwise;
use nonlin::real::Real;
use nonlin::referee::{Ball, Nearly};
use std::fmt::Write;

/// So small that no `f32` tells it from zero, whatever the `f32` it is multiplied by.
const NOTHING: f64 = 1e-120;

/// Results that an `f32` can tell from infinity, with room.
fn tells(want: f64) -> bool {
    want.abs() < 1e100
}

/// Each interval holds the golden value, up to the last bit of the table itself, and is narrow enough to round it.
#[test]
fn slow_intervals_hold_four_hundred_digits() {
    let mut report = String::new();
    for line in include_str!("golden/golden.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().expect("a number");
        let activation = Activation::named(fields[0]).expect("the table lists functions of the registry");
        let (function, x) = (activation.function(), number(1));
        if x.is_nan() || x.abs() > f64::from(f32::MAX) || x.abs() >= function.reach().single {
            continue;
        }
        let value = function.true_value(activation.parameters(), x);
        let slope = function.true_slope(activation.parameters(), x);
        for (what, ball, want) in [("value", value, number(2)), ("slope", slope, number(3))] {
            let off = ((ball.high - want) + ball.low).abs();
            let last_bit = want.abs() * 2_f64.powi(-53) + NOTHING;
            // Some slopes are differences that nearly vanish.
            let narrow = ball.error <= 2e-14 * want.abs() + NOTHING;
            if tells(want) && !(narrow && off <= ball.error + last_bit) {
                writeln!(report, "{} {what} at {x:e}: {ball:?}, want {want:e}", fields[0]).expect("a string");
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}

/// The primitives alone, to twice the digits of the table above.
#[test]
fn primitives_have_thirty_digits() {
    let mut report = String::new();
    for line in include_str!("golden/primitives.csv").lines().skip(1) {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().expect("a number");
        let x = Ball::exactly(number(1));
        let ball = match fields[0] {
            "exp" => x.exp(),
            "exp_m1" => x.exp_m1(),
            "ln" => x.ln(),
            "ln_1p" => x.ln_1p(),
            "sigmoid" => x.sigmoid(),
            "tanh" => x.tanh(),
            "softplus" => x.softplus(),
            "normal_cdf" => x.normal_cdf(),
            "sqrt" => x.sqrt(),
            "erf" => x.erf(),
            "sin" => x.sin(),
            "cos" => x.cos(),
            "atan" => x.atan(),
            other => panic!("{other}"),
        };
        let (high, low) = (number(2), number(3));
        let off = ((ball.high - high) + (ball.low - low)).abs();
        // The table ends after two numbers; what underflows is lost in both.
        let last_digit = high.abs() * 2_f64.powi(-106) + f64::MIN_POSITIVE;
        let narrow = ball.error <= high.abs() * 1e-27 + f64::MIN_POSITIVE * 1e3;
        if !(narrow && off <= ball.error + last_digit) {
            writeln!(report, "{line}: {ball:?}, off by {off:e}").expect("a string");
        }
    }
    assert!(report.is_empty(), "{report}");
}

#[test]
fn quick_intervals_hold_the_slow_ones() {
    let x: Vec<f64> = (0..=u32::MAX)
        .step_by(1_200_007)
        .map(|bits| f64::from(f32::from_bits(bits)))
        .filter(|x| x.is_finite())
        .collect();
    let mut report = String::new();
    for function in elementwise() {
        let activation = Activation::of(function);
        let (parameters, all) = (activation.parameters(), &x);
        for (what, reading) in [("value", Reading::Value), ("slope", Reading::Slope)] {
            let mut truths = Nearly::new();
            for (i, &x) in x.iter().enumerate() {
                if i % Nearly::COUNT == 0 {
                    function.true_nearly(Level::best(), parameters, reading, &all[i..], &mut truths);
                }
                if x.abs() >= function.reach().single {
                    continue;
                }
                let ball = match reading {
                    Reading::Value => function.true_value(parameters, x),
                    Reading::Slope => function.true_slope(parameters, x),
                };
                let near = truths.get(i % Nearly::COUNT);
                let (low, high) = near.ends();
                let held = low <= ball.high - ball.error && ball.high + ball.error <= high;
                let proven = ball.error <= 1e-14 * ball.high.abs() || ball.error < NOTHING;
                if tells(ball.high) && !(held && proven) {
                    let name = function.card().name;
                    writeln!(report, "{name} {what} at {x:e}: {near:?}, {ball:?}").expect("a string");
                }
            }
        }
    }
    assert!(report.is_empty(), "{report}");
}
