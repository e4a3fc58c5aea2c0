//! Curves: what is drawn is what the function does.

use nonlin::Activation;
use nonlin::curve::{Curve, CurveError, End, FLAT, JointKind, Quantity, Span, Stroke, curve, family, portrait};
use nonlin::functions::elementwise;

fn span(from: f64, to: f64) -> Span {
    Span::new(from, to).unwrap()
}

fn drawn(name: &str, quantity: Quantity, from: f64, to: f64) -> Curve {
    curve(&Activation::named(name).unwrap(), quantity, span(from, to), None).unwrap()
}

fn first(stroke: &Stroke) -> [f64; 2] {
    stroke.points[0]
}

fn last(stroke: &Stroke) -> [f64; 2] {
    *stroke.points.last().unwrap()
}

const ALL: [Quantity; 4] = [Quantity::Value, Quantity::Slope, Quantity::SecondSlope, Quantity::Error];

/// Finite, in order, inside; and dense enough that straight lines between the points are within a pixel of the curve.
#[test]
fn every_function_of_the_registry_is_drawn_as_it_is() {
    for function in elementwise() {
        let activation = Activation::of(function);
        for quantity in ALL {
            let curve = curve(&activation, quantity, span(-6.0, 6.0), None).unwrap();
            let name = function.card().name;
            assert!(!curve.strokes.is_empty(), "{name} {quantity:?}");
            let [low, high] = curve.heights.unwrap();
            assert!(low <= high && low.is_finite() && high.is_finite(), "{name} {quantity:?}");
            let count = curve.points().count();
            assert!(count <= 9000, "{name} {quantity:?}: {count} points");
            for stroke in &curve.strokes {
                assert!(stroke.points.iter().flatten().all(|number| number.is_finite()), "{name} {quantity:?}");
                assert!(stroke.points.windows(2).all(|pair| pair[0][0] < pair[1][0]), "{name} {quantity:?}");
                // Between points nearer than a fifth of a pixel a line may be as steep as it likes.
                for pair in stroke.points.windows(2).filter(|pair| pair[1][0] - pair[0][0] > 12.0 / 4000.0) {
                    let x = 0.37 * pair[0][0] + 0.63 * pair[1][0];
                    let line = 0.37 * pair[0][1] + 0.63 * pair[1][1];
                    let there = match quantity {
                        Quantity::Value => activation.value(x),
                        Quantity::Slope => activation.slope(x),
                        _ => line,
                    };
                    let off = (line - there).abs() / (high - low).max(1e-300);
                    assert!(off < 1.0 / 1000.0, "{name} {quantity:?} at {x}: {line} for {there}");
                }
            }
        }
    }
}

#[test]
fn a_jump_is_two_strokes_and_each_knows_whose_the_value_is() {
    let step = drawn("step", Quantity::Value, -6.0, 6.0);
    let [left, right] = &step.strokes[..] else { panic!("{step:?}") };
    assert_eq!((last(left), left.ends), ([0.0, 0.0], End::Closed));
    assert_eq!((first(right), right.begins), ([0.0, 1.0], End::Open));
    assert!(left.points.iter().all(|point| point[1] == 0.0) && right.points.iter().all(|point| point[1] == 1.0));
    // At 0 the sign is neither of its sides.
    let sign = drawn("sign(x)", Quantity::Value, -6.0, 6.0);
    let ends: Vec<_> = sign.strokes.iter().map(|stroke| (first(stroke), stroke.begins, stroke.ends)).collect();
    assert_eq!(
        ends,
        [
            ([-6.0, -1.0], End::Range, End::Open),
            ([0.0, 0.0], End::Closed, End::Closed),
            ([0.0, 1.0], End::Open, End::Range)
        ]
    );
    // The slopes of both sides are the same.
    assert_eq!(drawn("step", Quantity::Slope, -6.0, 6.0).strokes.len(), 1);
    // A jump at the very edge of the range.
    let edge = drawn("step", Quantity::Value, 0.0, 1.0);
    assert_eq!(first(edge.strokes.last().unwrap()), [0.0, 1.0]);
}

/// Infinitely many jumps, of which nothing is proven: they are found by halving.
#[test]
fn jumps_that_nothing_is_known_of_are_no_ramps() {
    let square = drawn("where(sin(x) > 0, 1, -1)", Quantity::Value, -6.0, 6.0);
    let ends: Vec<f64> = square.strokes.iter().map(|stroke| last(stroke)[0]).collect();
    assert_eq!(ends.len(), 4, "{ends:?}");
    for (end, want) in ends.iter().zip([-std::f64::consts::PI, 0.0, std::f64::consts::PI, 6.0]) {
        assert!((end - want).abs() < 1e-9, "{ends:?}");
    }
    assert!(square.strokes.iter().all(|stroke| stroke.points.iter().all(|point| point[1].abs() == 1.0)));
    // Steep is no jump.
    assert_eq!(drawn("tanh(1e6 * x)", Quantity::Value, -6.0, 6.0).strokes.len(), 1);
}

#[test]
fn kinks_are_points_of_the_curve() {
    for (name, kinks) in [("relu", vec![0.0]), ("hard_sigmoid", vec![-3.0, 3.0]), ("abs(x - 0.7)", vec![0.7])] {
        let activation = Activation::named(name).unwrap();
        let portrait = portrait(&activation, &[Quantity::Value, Quantity::Slope], span(-6.0, 6.0)).unwrap();
        let found: Vec<f64> = portrait.joints.iter().map(|joint| joint.x).collect();
        assert_eq!(found, kinks, "{name}");
        assert!(portrait.joints.iter().all(|joint| joint.kind == JointKind::Kink));
        let value = portrait.curve(Quantity::Value).unwrap();
        for kink in kinks {
            assert!(value.points().any(|point| point[0] == kink), "{name}: {kink}");
        }
        // The slope jumps there.
        assert_eq!(portrait.curve(Quantity::Slope).unwrap().strokes.len(), found.len() + 1, "{name}");
    }
}

#[test]
fn poles_ends_of_domains_and_holes() {
    let pole = drawn("1 / (x - 0.3)", Quantity::Value, -6.0, 6.0);
    assert_eq!(
        pole.strokes.iter().map(|stroke| (stroke.begins, stroke.ends)).collect::<Vec<_>>(),
        [(End::Range, End::Away), (End::Away, End::Range)]
    );
    let [low, high] = pole.heights.unwrap();
    assert!(low > -20.0 && high < 20.0, "{low} {high}");

    let log = drawn("log(x)", Quantity::Value, -6.0, 6.0);
    assert_eq!((log.strokes.len(), log.strokes[0].begins), (1, End::Away));
    let root = drawn("sqrt(x)", Quantity::Value, -6.0, 6.0);
    assert_eq!((root.strokes.len(), root.strokes[0].begins, first(&root.strokes[0])[1]), (1, End::Closed, 0.0));
    // A hole that both sides lead into is no gap, and one that they disagree about is.
    assert_eq!(drawn("sin(x) / x", Quantity::Value, -6.0, 6.0).strokes.len(), 1);
    let sides = drawn("x / abs(x)", Quantity::Value, -6.0, 6.0);
    assert_eq!(
        sides.strokes.iter().map(|stroke| (stroke.begins, stroke.ends)).collect::<Vec<_>>(),
        [(End::Range, End::Open), (End::Open, End::Range)]
    );
    let nowhere = drawn("log(-1 - x^2)", Quantity::Value, -6.0, 6.0);
    assert!(nowhere.strokes.is_empty() && nowhere.heights.is_none());
}

#[test]
fn huge_and_tiny_ranges() {
    for (from, to) in [(-1e-30, 1e-30), (-1e30, 1e30), (-1e300, 8e307), (1e15, 1e15 + 1e6), (-5e-320, 1e-300)] {
        for function in elementwise() {
            let activation = Activation::of(function);
            for quantity in ALL {
                let curve = curve(&activation, quantity, span(from, to), None).unwrap();
                assert!(curve.points().flatten().all(f64::is_finite), "{activation} {quantity:?} from {from} to {to}");
            }
        }
    }
    for (from, to) in [(0.0, f64::NAN), (f64::NEG_INFINITY, 0.0), (1.0, 1.0), (2.0, 1.0), (1.0, 1.0 + 1e-13)] {
        assert!(Span::new(from, to).is_err(), "{from} {to}");
    }
    assert_eq!(Span::new(-1e308, 1e308), Err(CurveError::Wide(-1e308, 1e308)));
    assert!(Span::new(1e300, -1e300).is_err_and(|error| error.to_string().contains("from 1e300 to -1e300")));
}

#[test]
fn learning_stalls_where_the_slope_is_small() {
    let flat = |name: &str| portrait(&Activation::named(name).unwrap(), &[], span(-6.0, 6.0)).unwrap().flat;
    assert_eq!(flat("relu").stretches, [[-6.0, 0.0]]);
    assert_eq!(flat("step").stretches, [[-6.0, 6.0]]);
    let sine = flat("sin(x)");
    assert!(sine.proven && sine.stretches.len() == 4, "{sine:?}");
    // Many pieces, nothing proven: seen in samples.
    let square = flat("where(sin(x) > 0, x, -x)");
    assert!(!square.proven && square.stretches.is_empty(), "{square:?}");
    for function in elementwise() {
        let activation = Activation::of(function);
        let flat = portrait(&activation, &[], span(-6.0, 6.0)).unwrap().flat;
        for i in 0..1200 {
            let x = f64::from(i) * 0.01 - 5.995;
            let slope = activation.slope(x).abs();
            let inside = flat.stretches.iter().any(|[from, to]| *from < x && x < *to);
            assert!(inside == (slope < FLAT) || (slope - FLAT).abs() < 1e-3, "{activation} at {x}: {slope}");
        }
    }
}

/// Against the difference of neighbouring slopes.
#[test]
fn the_second_slope_is_that_of_the_slope() {
    for function in elementwise() {
        let activation = Activation::of(function);
        let second = curve(&activation, Quantity::SecondSlope, span(-6.0, 6.0), None).unwrap();
        let ends: Vec<f64> = second.strokes.iter().flat_map(|stroke| [first(stroke)[0], last(stroke)[0]]).collect();
        let mut compared = 0;
        for [x, y] in second.points() {
            let slope = |x: f64| activation.slope(x);
            let difference = |h: f64| (slope(x + h) - slope(x - h)) / (2.0 * h);
            let (difference, finer) = (difference(1e-5), difference(1e-6));
            let calm = (difference - finer).abs() < 1e-4 * finer.abs().max(1.0);
            // Where it jumps it is the limit of one side.
            if calm && ends.iter().all(|end| (end - x).abs() > 1e-3) {
                assert!((y - difference).abs() < 1e-3 * y.abs().max(1.0), "{activation} at {x}: {y}, not {difference}");
                compared += 1;
            }
        }
        assert!(compared > 100, "{activation}: {compared}");
    }
}

#[test]
fn errors_keep_the_promise() {
    for name in ["gelu", "silu", "tanh"] {
        let error = drawn(name, Quantity::Error, -6.0, 6.0);
        let [_, worst] = error.heights.unwrap();
        assert!(worst > 0.5 && worst <= nonlin::accuracy::FAST_ULPS, "{name}: {worst}");
    }
    assert!(drawn("relu", Quantity::Error, -6.0, 6.0).points().all(|point| point[1] == 0.0));
}

#[test]
fn families() {
    let labels = |text: &str| -> Vec<String> {
        let members = family(text).unwrap_or_else(|error| panic!("{text}: {error}"));
        members.into_iter().map(|member| member.label).collect()
    };
    let elu = ["elu alpha=0.5", "elu alpha=1", "elu alpha=2"];
    for text in ["elu alpha=0.5,1,2", "elu(alpha=0.5,1,2)", "elu  alpha = 0.5, 1, 2", " ELU( alpha = 0.5, 1, 2 ) "] {
        assert_eq!(labels(text), elu, "{text}");
    }
    assert_eq!(family(elu[0]).unwrap()[0].activation.value(-1.0), 0.5 * (-1.0_f64).exp_m1());
    assert_eq!(labels("pelu a=1,2 b=3").len(), 2);
    assert_eq!(labels("x * sigmoid(beta * x) beta=0.5,1").len(), 2);
    assert_eq!(labels("f(x; beta = 1) = x * sigmoid(beta * x) beta=2")[0].rsplit(' ').next(), Some("beta=2"));
    assert_eq!(labels("gelu"), ["gelu"]);
    // As it was written.
    assert_eq!(labels(" sign(x)*x "), ["sign(x)*x"]);
    // A local name of a formula is no parameter of a family.
    assert_eq!(labels("s = sigmoid(x); x * s").len(), 1);
    for (text, said) in [
        ("gelu alpha=1", "`gelu` has no parameter `alpha`; it has none at all"),
        ("gleu alpha=1", "unknown activation `gleu`; did you mean `gelu`?"),
        ("elu alpha=1 alpha=2", "`alpha` is given twice"),
        ("softmax", "row of numbers"),
        ("pelu a=1,2,3,4,5 b=1,2,3,4,5", "at most 24"),
    ] {
        let error = family(text).expect_err(text).to_string();
        assert!(error.contains(said), "{text}: {error}");
    }
}
