//! The primitives of formulas where they are hardest, and functions with parameters other than their defaults.

use nonlin::Activation;
use nonlin::accuracy::ulps;
use nonlin::compute::{Element, Level};
use nonlin::facts::Interval;
use nonlin::functions::elementwise;
use nonlin::real::{Machine, Real};
use nonlin::referee::{Ball, Near};
use std::f64::consts::FRAC_PI_2;

/// The worst of `sin` and `cos` in `f32` against `f64`, at the numbers next to multiples of pi/2.
#[test]
fn singles_next_to_multiples_of_a_right_angle() {
    let mut worst = (0.0, 0.0);
    for n in 0..2_670_000 {
        let near = f32::from_f64(f64::from(n) * FRAC_PI_2);
        for x in [near.next_down(), near, -near.next_up()] {
            let wide = f64::from(x);
            for off in [ulps(Real::sin(x), Real::sin(wide)), ulps(Real::cos(x), Real::cos(wide))] {
                if off > worst.0 {
                    worst = (off, wide);
                }
            }
        }
    }
    println!("worst {:.2} ulp at {:e}", worst.0, worst.1);
    assert!(worst.0 <= 1.0, "{worst:?}");
}

#[test]
fn beyond_its_reach_a_sine_is_not_a_number() {
    assert!(Real::sin(4_194_303.5_f32).abs() <= 1.0 && Real::sin(4_194_304.0_f32).is_nan());
    assert!(Real::cos(2_251_799_813_685_247.5_f64).abs() <= 1.0 && Real::cos(-2_251_799_813_685_248.0_f64).is_nan());
    assert!([f64::INFINITY, f64::NAN].iter().all(|&x| Real::sin(x).is_nan() && Real::cos(x).is_nan()));
}

include!("golden/angles.rs");

/// The doubles nearest to multiples of pi/2 among many, of every size within reach.
#[test]
fn doubles_next_to_multiples_of_a_right_angle() {
    let (snake, gcu) = (Activation::named("snake").unwrap(), Activation::named("gcu").unwrap());
    for (x, sine, cosine) in ANGLES {
        assert!(ulps(Real::sin(x), sine) <= 1.0, "sin {x:e}: {:e}, want {sine:e}", Real::sin(x));
        assert!(ulps(Real::cos(x), cosine) <= 1.0, "cos {x:e}: {:e}, want {cosine:e}", Real::cos(x));
        assert!(ulps(gcu.value(x), x * cosine) <= 1.5);
        assert!(ulps(snake.value(x), x + sine * sine) <= 1.5);
    }
}

#[test]
fn singles_of_the_other_primitives() {
    let (mut erf, mut atan) = (0.0_f64, 0.0_f64);
    for bits in (0..0x7F80_0000_u32).step_by(3001) {
        let x = f32::from_bits(bits);
        for x in [x, -x] {
            erf = erf.max(ulps(Real::erf(x), Real::erf(f64::from(x))));
            atan = atan.max(ulps(Real::atan(x), Real::atan(f64::from(x))));
            assert_eq!(Real::atan(f64::from(x)).is_sign_negative(), x.is_sign_negative());
            assert!((Real::atan(f64::from(x)) - f64::from(x).atan()).abs() <= 2.3e-16);
        }
    }
    println!("erf {erf:.2} ulp, atan {atan:.2} ulp");
    assert!(erf <= 1.5 && atan <= 1.0, "{erf} {atan}");
}

/// Of doubles, beside numbers made with 400 digits; of singles, beside doubles.
#[test]
fn logarithms_are_within_an_ulp() {
    let (mut double, mut single) = (0.0_f64, 0.0_f64);
    for line in include_str!("golden/primitives.csv").lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let number = |i: usize| fields[i].parse::<f64>().expect("a number");
        let got: fn(f64) -> f64 = match fields[0] {
            "ln" => Real::ln,
            "ln_1p" => Real::ln_1p,
            _ => continue,
        };
        double = double.max(ulps(got(number(1)), number(2)));
    }
    for bits in (1..0x7F80_0000_u32).step_by(3001) {
        let x = f32::from_bits(bits);
        single = single.max(ulps(Real::ln(x), Real::ln(f64::from(x))));
    }
    println!("double {double:.2} ulp, single {single:.2} ulp");
    assert!(double <= 1.0 && single <= 1.0, "{double} {single}");
    assert_eq!([0.0, -0.0].map(|x: f32| Real::ln(x)), [f32::NEG_INFINITY; 2]);
    assert!(Real::ln(-1e-40_f32).is_nan() && Real::ln(f32::NAN).is_nan() && Real::ln(f32::INFINITY) == f32::INFINITY);
}

#[test]
fn integer_powers() {
    assert_eq!([-3, -1, 0, 1, 2, 5].map(|n| Real::powi(2.0_f64, n)), [0.125, 0.5, 1.0, 2.0, 4.0, 32.0]);
    assert_eq!(Real::powi(-1.0_f32, i32::MIN), 1.0);
    assert_eq!((Real::powi(0.0_f64, -3), Real::powi(-0.0_f64, -3)), (f64::INFINITY, f64::NEG_INFINITY));
    assert!(Real::powi(f64::NAN, 0).is_nan());
    for i in -60..60 {
        let x = f64::from(i) * 0.13 + 0.01;
        for n in -9..9 {
            assert!(ulps(Real::powi(x, n), x.powi(n)) <= 9.0, "{x} {n}");
            let (near, ball) = (Real::powi(Near::exactly(x), n), Real::powi(Ball::exactly(x), n));
            let ((a, b), (c, d)) = (near.ends(), ball.ends());
            assert!(a <= c && d <= b, "{x} {n} {near:?} {ball:?}");
            let interval = Interval::point(x).power(n);
            assert!(interval.low <= c && d <= interval.high, "{x} {n}: {interval:?}, {ball:?}");
            assert!(Interval::between(x, x + 0.5).power(n).holds(ball.high));
        }
    }
}

/// Quick and slow intervals of logarithms: the one holds the other, however wide the argument is.
#[test]
fn logarithms_of_the_referee() {
    for i in -320..308 {
        let x = 1.37 * 10_f64.powi(i);
        for share in [0.0, 1e-16, 1e-9, 0.01, 0.7, 1.0, 3.0] {
            let (near, ball) = (Near { value: x, error: x * share }, Ball { high: x, low: 0.0, error: x * share });
            let ((a, b), (c, d)) = (near.ln().ends(), ball.ln().ends());
            for y in [x, x * (1.0 - share), x * (1.0 + share)].map(f64::ln) {
                let slack = 1e-15 * y.abs();
                let holds = |low: f64, high: f64| low - slack <= y && y <= high + slack;
                assert!(
                    y.is_nan() || y.is_infinite() || holds(a, b) && holds(c, d),
                    "{x:e} {share}: {near:?} {ball:?}"
                );
            }
        }
    }
    assert_eq!(Ball::exactly(0.0).ln().high, f64::NEG_INFINITY);
    assert!(Ball::exactly(-1.0).ln().high.is_nan());
}

/// Slopes and parameter slopes where the defaults do not show them: a smooth SMU, an ACON-C that leaks, and so on.
#[test]
fn slopes_are_right_for_other_parameters() {
    let cases: [(&str, &[f64]); 13] = [
        ("smu", &[0.25, 1.3]),
        ("smu", &[0.0, std::f64::consts::FRAC_1_SQRT_2]),
        ("acon_c", &[1.2, -0.8, 1.7]),
        ("acon_c", &[1.0, 0.25, -0.6]),
        ("aria2", &[0.7, 0.4]),
        ("aria2", &[1.0, -1.0]),
        ("snake", &[2.5]),
        ("sine", &[0.5]),
        ("dyt", &[0.8, -1.5, 0.3]),
        ("scaled_tanh", &[-2.0, 0.3]),
        ("e_swish", &[-1.1]),
        ("squareplus", &[0.3]),
        ("isru", &[3.0]),
    ];
    let h = 1e-4;
    for (name, parameters) in cases {
        let function = elementwise().find(|function| function.card().name == name).unwrap();
        let loops = f64::loops(function);
        let value = |parameters: &[f64], x: f64| {
            let mut y = [0.0];
            loops.forward(Level::best(), parameters, &[x], &mut y);
            y[0]
        };
        let difference = |f: &dyn Fn(f64) -> f64| (8.0 * (f(h) - f(-h)) - (f(2.0 * h) - f(-2.0 * h))) / (12.0 * h);
        for i in -40..=40 {
            let x = f64::from(i) * 0.17 + 0.003;
            let formula = function.formula().evaluate(x, parameters);
            assert!((value(parameters, x) - formula).abs() < 1e-13, "{name} {parameters:?} at {x}");
            let mut slope = [0.0];
            loops.backward(Level::best(), parameters, &[x], &[1.0], &mut slope);
            let want = difference(&|h| value(parameters, x + h));
            assert!((slope[0] - want).abs() < 1e-9, "{name}'{parameters:?} at {x}: {} {want}", slope[0]);
            let mut gradient = vec![0.0; parameters.len()];
            loops.parameter_gradient(Level::best(), parameters, &[x], &[1.0], &mut gradient);
            for (place, got) in gradient.iter().enumerate() {
                let want = difference(&|h| {
                    let mut moved = parameters.to_vec();
                    moved[place] += h;
                    value(&moved, x)
                });
                assert!((got - want).abs() < 1e-9, "{name} {parameters:?} d/d{place} at {x}: {got} {want}");
            }
        }
    }
}

/// With these parameters they are other functions of the registry, ends included.
#[test]
fn special_cases_are_what_the_papers_say() {
    let named = |name: &str| Activation::named(name).unwrap();
    let gelu_from_smu = named("smu").with("alpha", 0.0).unwrap().with("mu", std::f64::consts::FRAC_1_SQRT_2).unwrap();
    let silu_from_aria = named("aria2").with("alpha", 1.0).unwrap().with("beta", 1.0).unwrap();
    let leaky_from_acon = named("acon_c").with("p2", 0.25).unwrap().with("beta", 1e9).unwrap();
    let pairs =
        [(gelu_from_smu, "gelu"), (silu_from_aria, "silu"), (named("acon_c"), "silu"), (leaky_from_acon, "prelu")];
    for (made, name) in pairs {
        let known = named(name);
        for x in
            [f64::NEG_INFINITY, -1e300, -30.0, -3.0, -0.5, -1e-3, -0.0, 0.0, 1e-3, 0.7, 4.0, 50.0, 1e300, f64::INFINITY]
        {
            let (got, want) = (made.value(x), known.value(x));
            // The f64 nearest to 1/sqrt(2) is not it, which the far tail multiplies by x^2.
            let close = (got - want).abs() <= 1e-12 * want.abs();
            assert!(got.to_bits() == want.to_bits() || close, "{made} at {x:e}: {got:e}, {name} is {want:e}");
        }
    }
}
