//! What is proven holds, of the kernels too; and what is known to be true is proven.

use nonlin::Activation;
use nonlin::facts::{Agreement, Extent, Facts, Interval, Symmetry, Trend, prove, prove_formula};
use nonlin::formula::{Binary, Expression, Formula, Primitive};
use nonlin::functions::elementwise;

fn facts(name: &str) -> Facts {
    prove(&Activation::named(name).unwrap())
}

#[track_caller]
fn is_near(x: Interval, want: f64) {
    let off = 1e-12 * want.abs().max(1.0);
    assert!(x.low >= want - off && x.high <= want + off && x.width() <= off, "{x:?} is not {want}");
}

/// Every activation with its defaults, and with other parameters.
fn all() -> impl Iterator<Item = Activation> {
    elementwise().flat_map(|function| {
        let plain = Activation::of(function);
        let turned = function.card().parameters.iter().fold(plain.clone(), |turned, parameter| {
            // Away from every special value, and away from 0.
            turned.with(parameter.name, parameter.default * 1.37 + 0.0625).unwrap()
        });
        if function.card().parameters.is_empty() { vec![plain] } else { vec![plain, turned] }
    })
}

fn places() -> impl Iterator<Item = f64> {
    let fine = (-4000..=4000).map(|i| f64::from(i) * 0.005 + 1e-4);
    let far = (0..60).map(|i| 1.7_f64.powi(i)).flat_map(|x| [x, -x]);
    let near = (1..40).map(|i| 0.3_f64.powi(i)).flat_map(|x| [x, -x]);
    fine.chain(far).chain(near).chain([0.0])
}

fn lies_in(x: f64, extent: Extent, slack: f64) -> bool {
    extent.low.at.low - slack <= x && x <= extent.high.at.high + slack
}

/// The kernels are off by an ULP, and by more only near zeros, where little is off by much.
#[test]
fn kernels_keep_to_what_is_proven() {
    for activation in all() {
        let facts = prove(&activation);
        let reach = activation.function().reach().double;
        let at_joint = |x: f64| facts.joints.iter().any(|joint| joint.at.holds(x));
        let mut before: Option<(f64, f64)> = None;
        let mut places: Vec<f64> = places().filter(|x| x.abs() < reach).collect();
        places.sort_by(f64::total_cmp);
        for x in places {
            let (y, slope) = (activation.value(x), activation.slope(x));
            let said = || format!("{activation} at {x}: {y}, slope {slope}, {facts:#?}");
            if y.is_finite() {
                assert!(facts.range.is_none_or(|range| lies_in(y, range, 1e-15 * y.abs())), "{}", said());
            }
            if slope.is_finite() && !at_joint(x) {
                assert!(facts.slopes.is_none_or(|slopes| lies_in(slope, slopes, 1e-15 * slope.abs())), "{}", said());
            }
            let inside = |from: Interval, to: Interval, x: f64| from.high < x && x < to.low;
            for flat in &facts.nearly_flat {
                if flat.stretches.iter().any(|[from, to]| inside(*from, *to, x)) && !at_joint(x) {
                    assert!(slope.abs() <= flat.threshold * (1.0 + 1e-12), "{}", said());
                }
            }
            for stretch in facts.stretches.iter().filter(|stretch| inside(stretch.from, stretch.to, x)) {
                let Some((x_before, y_before)) = before.filter(|&(x, _)| inside(stretch.from, stretch.to, x)) else {
                    continue;
                };
                let slack = 4e-16 * y.abs();
                let holds = match stretch.trend {
                    Trend::Rises => y >= y_before - slack,
                    Trend::Falls => y <= y_before + slack,
                    Trend::Flat => y == y_before,
                    Trend::Unproven => true,
                };
                assert!(holds || !y.is_finite(), "{} after {y_before} at {x_before}", said());
            }
            before = Some((x, y));
        }
    }
}

/// A sign change of `f(x) - x` is at a fixed point that is listed, and a sign change of the slope at the end of a stretch.
#[test]
fn nothing_is_left_out_where_all_is_claimed() {
    for activation in all() {
        let facts = prove(&activation);
        let Some(fixed) = &facts.fixed_points else { continue };
        if !fixed.unproven.is_empty() || facts.joints.iter().any(|joint| joint.value != Agreement::Same) {
            continue;
        }
        let excess = |x: f64| activation.value(x) - x;
        for i in -3000..3000 {
            let (a, b) = (f64::from(i) * 0.01 + 0.003, f64::from(i + 1) * 0.01 + 0.003);
            if excess(a) * excess(b) < 0.0 && excess(a).abs() > 1e-12 && excess(b).abs() > 1e-12 {
                let meets = |from: Interval, to: Interval| from.low < b && to.high > a;
                let listed = fixed.points.iter().any(|&point| meets(point, point))
                    || fixed.stretches.iter().any(|&[from, to]| meets(from, to));
                assert!(listed, "{activation} between {a} and {b}: {fixed:?}");
            }
        }
    }
}

/// What stands on the cards is typed; here it is held to what is proven.
#[test]
fn declared_ranges_are_the_proven_ones() {
    let beyond_proof = ["gcu"];
    // The bottom of sin x - cos x: intervals bound the two terms apart, -2 where it is -sqrt 2. Held to that alone.
    let enclosed = ["sine_relu"];
    for function in elementwise() {
        let (name, declared) = (function.card().name, function.card().range);
        let Some(range) = facts(name).range else {
            assert!(beyond_proof.contains(&name), "{name}: no range");
            continue;
        };
        for (declared, declared_taken, end) in
            [(declared.low, declared.low_taken, range.low), (declared.high, declared.high_taken, range.high)]
        {
            let off = 4.0 * f64::EPSILON * declared.abs().max(f64::MIN_POSITIVE);
            let slack = if declared.is_finite() { off } else { 0.0 };
            assert!(
                end.at.low - slack <= declared && declared <= end.at.high + slack,
                "{name}: {declared} is declared, {end:?} proven"
            );
            if enclosed.contains(&name) && declared.is_finite() {
                continue;
            }
            assert!(end.at.is_point() || end.at.width() <= 1e-14, "{name}: {end:?}");
            assert_eq!(end.taken, Some(declared_taken), "{name}: {end:?}");
        }
    }
}

#[test]
fn turning_points_and_slopes_of_the_well_known() {
    let silu = facts("silu");
    let turns = -1.2784645427610738;
    let [falls, rises] = &silu.stretches[..] else { panic!("{silu:?}") };
    assert_eq!((falls.trend, rises.trend), (Trend::Falls, Trend::Rises));
    assert!(falls.from.high == f64::NEG_INFINITY && rises.to.low == f64::INFINITY);
    is_near(falls.to, turns);
    is_near(silu.range.unwrap().low.at, -0.2784645427610738);
    is_near(silu.lipschitz.unwrap(), 1.0998393201288668);
    assert_eq!(silu.symmetry, Some(Symmetry::Neither));

    let gelu = facts("gelu");
    is_near(gelu.stretches[0].to, -0.7517915246935645);
    is_near(gelu.range.unwrap().low.at, -0.16997120747990366);
    is_near(gelu.lipschitz.unwrap(), 1.1289041451851547);
    assert_eq!(gelu.fixed_points.unwrap().points, [Interval::ZERO]);

    is_near(facts("mish").stretches[0].to, -1.1924312145154957);
    assert_eq!(facts("sigmoid").lipschitz, Some(Interval::point(0.25)));
    assert_eq!(facts("relu_squared").lipschitz, Some(Interval::point(f64::INFINITY)));
    // The square of the tangent touches 0 without falling.
    assert!(matches!(&facts("tanhshrink").stretches[..], [only] if only.trend == Trend::Rises));
    assert_eq!(facts("gcu").lipschitz, None);
}

#[test]
fn kinks_jumps_and_symmetry_of_the_well_known() {
    let tanh = facts("tanh");
    assert_eq!((tanh.symmetry, tanh.lipschitz), (Some(Symmetry::Odd), Some(Interval::ONE)));
    let fixed = tanh.fixed_points.unwrap();
    assert!(fixed.points == [Interval::ZERO] && fixed.stretches.is_empty() && fixed.unproven.is_empty());
    let fixed = facts("softplus").fixed_points.unwrap();
    assert!(fixed.points.is_empty() && fixed.stretches.is_empty() && fixed.unproven.is_empty());

    for name in ["selu", "leaky_relu", "relu"] {
        let facts = facts(name);
        let [joint] = &facts.joints[..] else { panic!("{name}: {facts:?}") };
        assert_eq!(
            (joint.at, joint.value, joint.slope),
            (Interval::ZERO, Agreement::Same, Agreement::Differ),
            "{name}"
        );
        assert!(facts.smooth_between_joints);
    }
    let step = facts("step");
    assert_eq!((step.joints[0].at, step.joints[0].value), (Interval::ZERO, Agreement::Differ));
    assert!(step.stretches.iter().all(|stretch| stretch.trend == Trend::Flat));
    assert_eq!(step.lipschitz, Some(Interval::point(f64::INFINITY)));
    // A threshold of PyTorch's that is off by 2e-9.
    assert_eq!(facts("softplus_beta").joints[0].value, Agreement::Differ);
    assert_eq!(facts("elu").joints[0].slope, Agreement::Same);
    let elu = prove(&Activation::named("elu").unwrap().with("alpha", 1.5).unwrap());
    assert_eq!(elu.joints[0].slope, Agreement::Differ);

    for (name, symmetry) in [
        ("soft_shrink", Symmetry::Odd),
        ("hard_shrink", Symmetry::Odd),
        ("hard_tanh", Symmetry::Odd),
        ("sqnl", Symmetry::Odd),
        ("gcu", Symmetry::Odd),
        ("gaussian", Symmetry::Even),
        ("lisht", Symmetry::Even),
        ("hard_sigmoid", Symmetry::Neither),
    ] {
        assert_eq!(facts(name).symmetry, Some(symmetry), "{name}");
    }
}

fn formula(expression: Expression) -> Formula {
    Formula::of(expression)
}

const X: Expression = Expression::Variable;

fn constant(value: f64) -> Expression {
    Expression::Constant(value)
}

fn binary(operation: Binary, a: Expression, b: Expression) -> Expression {
    Expression::Binary(operation, Box::new(a), Box::new(b))
}

fn call(primitive: Primitive, a: Expression) -> Expression {
    Expression::Call(primitive, Box::new(a))
}

fn choose(left: Expression, right: Expression, yes: Expression, no: Expression) -> Expression {
    Expression::Where(Box::new([left, right, yes, no]))
}

/// Formulas that are made to mislead.
#[test]
fn no_claim_survives_a_pole_a_hole_or_a_lone_point() {
    let shown = |expression| prove_formula(&formula(expression), &[]);
    let inverse = binary(Binary::Divide, constant(1.0), X);
    let pole = shown(inverse.clone());
    assert!(pole.range.is_none() && pole.lipschitz.is_none() && !pole.smooth_between_joints, "{pole:?}");
    let root = shown(call(Primitive::Sqrt, X));
    assert!(root.range.is_none() && !root.smooth_between_joints, "{root:?}");

    let logarithm = shown(call(Primitive::Ln, X));
    assert!(logarithm.range.is_none() && !logarithm.smooth_between_joints, "{logarithm:?}");

    // A jump from -1 to 1 that no choice shows.
    let jump = shown(call(Primitive::Tanh, inverse));
    assert!(jump.lipschitz.is_none() && !jump.smooth_between_joints && jump.value_at_zero.is_none(), "{jump:?}");
    assert!(jump.fixed_points.is_none_or(|fixed| !fixed.points.iter().any(|point| point.holds(0.0))));

    // 1 where x^2 > 0: everywhere but at one point.
    let lone = shown(choose(binary(Binary::Multiply, X, X), constant(0.0), constant(1.0), constant(0.0)));
    assert!(lone.range.is_none_or(|range| range.low.at.holds(0.0)), "{lone:?}");

    // x where x > 0, x where x < 0, and 5 between.
    let spike = shown(choose(X, constant(0.0), X, choose(constant(0.0), X, X, constant(5.0))));
    assert!(spike.lipschitz.is_none_or(|bound| bound.high == f64::INFINITY), "{spike:?}");
    assert!(spike.joints.iter().any(|joint| joint.value == Agreement::Differ), "{spike:?}");

    // Choices within choices take no longer than their number.
    let nested = (0..40).fold(X, |a, i| binary(Binary::Maximum, a, constant(f64::from(i) - 20.0)));
    assert_eq!(shown(nested).range.unwrap().low.at, Interval::point(19.0));

    let nothing = shown(constant(f64::NAN));
    assert!(nothing.range.is_none() && nothing.stretches.is_empty(), "{nothing:?}");
}

/// Powers and logarithms as a person writes them, and what is proven of them.
#[test]
fn powers_and_logarithms() {
    let shown = |expression| prove_formula(&formula(expression), &[]);
    let power = |a: Expression, n| Expression::Power(Box::new(a), n);
    let cube = shown(power(X, 3));
    assert_eq!((cube.symmetry, cube.lipschitz), (Some(Symmetry::Odd), Some(Interval::point(f64::INFINITY))));
    let square = shown(power(X, 2));
    assert!(square.symmetry == Some(Symmetry::Even) && square.range.unwrap().low.at == Interval::ZERO);
    // 1 / (1 + x^2)
    let bell = shown(power(binary(Binary::Add, constant(1.0), power(X, 2)), -1));
    assert!(bell.symmetry == Some(Symmetry::Even) && bell.range.unwrap().high.at.holds(1.0), "{bell:?}");
    // ln(1 + e^x) is softplus, and ln(1 + x^2) / 2 has the slope x / (1 + x^2).
    let softplus = shown(call(Primitive::Ln, binary(Binary::Add, constant(1.0), call(Primitive::Exp, X))));
    assert_eq!(softplus.lipschitz, Some(Interval::ONE));
    let slow = shown(call(Primitive::Ln, binary(Binary::Add, constant(1.0), power(X, 2))));
    assert_eq!(slow.symmetry, Some(Symmetry::Even));
    assert!(slow.value_at_zero.is_some_and(|value| value == Interval::ZERO), "{slow:?}");
    // sin(x)^2 + x is what snake is.
    let snake = shown(binary(Binary::Add, X, power(call(Primitive::Sin, X), 2)));
    assert!(matches!(&snake.stretches[..], [only] if only.trend == Trend::Rises), "{snake:?}");
}

#[test]
fn only_certain_digits_are_printed() {
    let printed = |low: f64, high: f64| Interval::between(low, high).to_string();
    assert_eq!(printed(0.25, 0.25), "0.25");
    assert_eq!(printed(-1.2784645427610740, -1.2784645427610735), "-1.27846454276…");
    assert_eq!(printed(0.9999999999999998, 1.0), "1 ± 3e-16");
    assert_eq!(printed(0.49, 0.51), "0.5 ± 2e-2");
    assert_eq!(printed(f64::NEG_INFINITY, f64::INFINITY), "-∞ to ∞");
    let lines = facts("silu").lines();
    assert!(lines.contains(&("rises", "from x = -1.27846454276… on".to_owned())), "{lines:?}");
}
