//! The functions that are exported, the numbers they are given, and how far results may be off.

use nonlin::Activation;
use nonlin::accuracy::ulps;
use nonlin::export::Definition;
use nonlin::formula::{Binary, Expression, Primitive};

pub(crate) const X: Expression = Expression::Variable;

pub(crate) fn parameter(number: usize) -> Expression {
    Expression::Parameter(number)
}

pub(crate) fn number(value: f64) -> Expression {
    Expression::Constant(value)
}

pub(crate) fn binary(operation: Binary, a: Expression, b: Expression) -> Expression {
    Expression::Binary(operation, Box::new(a), Box::new(b))
}

pub(crate) fn times(a: Expression, b: Expression) -> Expression {
    binary(Binary::Multiply, a, b)
}

pub(crate) fn over(a: Expression, b: Expression) -> Expression {
    binary(Binary::Divide, a, b)
}

pub(crate) fn call(primitive: Primitive, a: Expression) -> Expression {
    Expression::Call(primitive, Box::new(a))
}

pub(crate) fn negated(a: Expression) -> Expression {
    Expression::Negate(Box::new(a))
}

pub(crate) fn positive(yes: Expression, no: Expression) -> Expression {
    Expression::Where(Box::new([X, number(0.0), yes, no]))
}

/// A function to export, and the same as this crate computes it.
pub(crate) struct Case {
    pub(crate) definition: Definition,
    pub(crate) activation: Activation,
}

/// Parameters are numbers that single precision holds.
fn case(name: &str, parameters: &[(&str, f64)], parameter_slopes: &[Expression]) -> Case {
    let mut definition = Definition::named(name).unwrap();
    let mut activation = Activation::named(name).unwrap();
    for (parameter, value) in parameters {
        definition = definition.with(parameter, *value).unwrap();
        activation = activation.with(parameter, *value).unwrap();
    }
    for (place, slope) in definition.parameter_slopes.iter_mut().zip(parameter_slopes) {
        *place = Some(slope.clone());
    }
    Case { definition, activation }
}

pub(crate) fn cases() -> Vec<Case> {
    let (a, b) = (parameter(0), parameter(1));
    let scaled = over(X, b.clone());
    let angle = times(a.clone(), X);
    let sine = call(Primitive::Sin, angle.clone());
    let swing = times(times(number(2.0), times(X, sine.clone())), call(Primitive::Cos, angle));
    let steepness = times(a.clone(), X);
    let bell = times(call(Primitive::Sigmoid, steepness.clone()), call(Primitive::Sigmoid, negated(steepness)));
    let width = negated(over(times(a.clone(), X), times(b.clone(), b)));
    vec![
        case("silu", &[], &[]),
        case("gelu", &[], &[]),
        case("mish", &[], &[]),
        case("elu", &[("alpha", 1.25)], &[]),
        case("leaky_relu", &[("a", 0.125)], &[]),
        case("softplus", &[], &[]),
        case("hard_swish", &[], &[]),
        case("tanh", &[], &[]),
        case("selu", &[], &[]),
        case("gelu_tanh", &[], &[]),
        case("erf", &[], &[]),
        case("arctan", &[], &[]),
        case("hard_shrink", &[("lambda", 0.5)], &[]),
        case(
            "snake",
            &[("a", 0.75)],
            &[over(binary(Binary::Subtract, swing, over(times(sine.clone(), sine), a.clone())), a.clone())],
        ),
        case("prelu", &[("a", 0.375)], &[positive(number(0.0), X)]),
        case("swish", &[("beta", 1.5)], &[times(times(X, X), bell)]),
        case(
            "pelu",
            &[("a", 1.25), ("b", 0.75)],
            &[
                positive(scaled.clone(), call(Primitive::ExpM1, scaled.clone())),
                positive(width.clone(), times(width, call(Primitive::Exp, scaled))),
            ],
        ),
    ]
}

/// The type that code computes in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Precision {
    Single,
    Double,
}

impl Precision {
    /// Half the gap between 1 and the next number.
    pub(crate) fn unit(self) -> f64 {
        match self {
            Self::Single => 2.0_f64.powi(-24),
            Self::Double => 2.0_f64.powi(-53),
        }
    }

    fn ulps(self, got: f64, want: f64) -> f64 {
        match self {
            // Some targets take subnormal numbers for zero, and where they are kept they have few digits: the gate of x
            // is one before their product is.
            Self::Single if got.abs().max(want.abs()) < 128.0 * f64::from(f32::MIN_POSITIVE) => 0.0,
            Self::Double if got.abs().max(want.abs()) < 128.0 * f64::MIN_POSITIVE => 0.0,
            #[allow(clippy::cast_possible_truncation, reason = "results of single precision, kept as f64")]
            Self::Single => ulps::<f32>(got as f32, want),
            Self::Double => ulps::<f64>(got, want),
        }
    }
}

/// Numbers of many magnitudes and both signs, each one of single precision, and NaN at the end.
pub(crate) fn points() -> Vec<f64> {
    let far = (0..2400).map(|i| 2.0_f64.powf(f64::from(i) * 36.3 / 2400.0 - 30.0));
    let near = (0..3000).map(|i| f64::from(i) * 12.0 / 3000.0);
    #[allow(clippy::cast_possible_truncation, reason = "meant")]
    let numbers = far.chain(near).flat_map(|x| [x, -x]).map(|x| f64::from(x as f32));
    numbers.chain([f64::NAN]).collect()
}

/// How far results may be off.
///
/// Values, in ULP: what decays from `x` to `y` does so by an exponential, whose argument is rounded, and that is magnified by
/// `ln(x / y)`; so the error counts divided by one more than that. Slopes, in halves of the gap at 1 or at the slope if that is
/// larger: an angle `a x` is rounded in proportion to `x`, so beyond 4 the error counts divided by `x / 4`. Values are held
/// to the second bound too.
#[derive(Clone, Copy)]
pub(crate) struct Bound {
    pub(crate) value: f64,
    pub(crate) slope: f64,
}

/// The worst of a language, for its report.
#[derive(Default)]
pub(crate) struct Worst {
    value: f64,
    slope: f64,
    lines: Vec<String>,
}

impl Worst {
    /// Holds one function's results to the crate's own.
    pub(crate) fn hold(&mut self, case: &Case, precision: Precision, value: &[f64], slope: &[f64]) {
        let points = points();
        assert_eq!((value.len(), slope.len()), (points.len(), points.len()), "{:?}", case.activation);
        let largest = |mut errors: Vec<(f64, f64)>| {
            errors.sort_by(|a, b| b.0.total_cmp(&a.0));
            errors[0]
        };
        let values = points.iter().zip(value).map(|(&x, &got)| {
            let want = case.activation.value(x);
            let magnified = 1.0 + (x / want).abs().ln().clamp(0.0, 1e3);
            (precision.ulps(got, want) / if magnified.is_nan() { 1.0 } else { magnified }, x)
        });
        let slopes = points.iter().zip(slope).map(|(&x, &got)| {
            let want = case.activation.slope(x);
            if want.is_nan() && got.is_nan() {
                return (0.0, x);
            }
            ((got - want).abs() / precision.unit() / want.abs().max(1.0) / (x.abs() / 4.0).max(1.0), x)
        });
        let absolute = points.iter().zip(value).map(|(&x, &got)| {
            let want = case.activation.value(x);
            let same = want.is_nan() && got.is_nan();
            (if same { 0.0 } else { (got - want).abs() / precision.unit() / want.abs().max(1.0) }, x)
        });
        let (value, slope) = (largest(values.collect()), largest(slopes.chain(absolute).collect()));
        let name = case.activation.to_string();
        self.lines
            .push(format!("  {name:26} value {:.2} at {:e}, slope {:.2} at {:e}", value.0, value.1, slope.0, slope.1));
        self.value = self.value.max(value.0);
        self.slope = if slope.0.is_nan() { f64::INFINITY } else { self.slope.max(slope.0) };
    }

    /// Reports, and fails beyond the bound.
    pub(crate) fn report(self, language: &str, bound: Bound) {
        println!("{language}: value {:.2}, slope {:.2}\n{}", self.value, self.slope, self.lines.join("\n"));
        let kept = self.value <= bound.value && self.slope <= bound.slope;
        assert!(kept, "{language}: beyond {} or {}\n{}", bound.value, bound.slope, self.lines.join("\n"));
    }
}

/// Numbers as a file holds them.
pub(crate) fn bytes(numbers: &[f64]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

/// Numbers from what a program has written.
pub(crate) fn numbers(bytes: &[u8]) -> Vec<f64> {
    let (numbers, rest) = bytes.as_chunks::<8>();
    assert!(rest.is_empty());
    numbers.iter().map(|bytes| f64::from_le_bytes(*bytes)).collect()
}
