//! What is read, and as what.

use crate::{parsed, same, value};
use nonlin::formula::{Formula, FormulaParameter};

#[test]
fn one_formula_is_written_in_many_ways() {
    let gelu = "0.5 * x * (1 + erf(x / sqrt(2)))";
    for text in [
        "0.5 * x * (1 + erf(x / sqrt(2)))",
        "0.5x * (1 + erf(x / √2))",
        "0.5·x·(1 + erf(x ÷ √(2)))",
        "y = 0.5 * x * (1.0 + torch.erf(x / math.sqrt(2.0)))",
        "  0.5 *\n x × ( 1\n + special.erf(x / np.sqrt(2)) )  # exact\n\n",
        "c = √2; t = 1 + erf(x / c)\n0.5 * x * t",
    ] {
        assert_eq!(parsed(text).body(), gelu, "{text}");
    }
    for (text, plain) in [
        ("max(0, x)", "max(0, x)"),
        ("x if x > 0 else 0.1x", "where(x > 0, x, 0.1 * x)"),
        ("1 if x > 1 else 2 if x > 0 else 3", "where(x > 1, 1, where(x > 0, 2, 3))"),
        ("where(x < 0, 1, 2)", "where(0 > x, 1, 2)"),
        ("where(x >= 0, 1, 2)", "where(0 > x, 2, 1)"),
        ("where(x ≤ 0, 1, 2)", "where(x > 0, 2, 1)"),
        ("where(x == 0, 1, 2)", "where(x > 0, 2, where(0 > x, 2, 1))"),
        ("where(x ≠ 0, 1, 2)", "where(x > 0, 1, where(0 > x, 1, 2))"),
        ("where(not x > 0, 1, 2)", "where(x > 0, 2, 1)"),
        ("where(x > 0 and x < 1, 1, 2)", "where(x > 0, where(1 > x, 1, 2), 2)"),
        ("where(0 < x < 1, 1, 2)", "where(x > 0, where(1 > x, 1, 2), 2)"),
        ("where(x > 1 or x < 0, 1, 2)", "where(x > 1, 1, where(0 > x, 1, 2))"),
        ("x * (x > 0)", "x * where(x > 0, 1, 0)"),
        ("x² + x^2 + x**2", "x^2 + x^2 + x^2"),
        ("-x²", "-x^2"),
        ("(-x)²", "(-x)^2"),
        ("x⁻¹ − x^-3", "x^-1 - x^-3"),
        ("x^0.5 + x^(1/2) + x^-0.5", "sqrt(x) + sqrt(x) + 1 / sqrt(x)"),
        ("2^3^2", "2^9"),
        ("x^2.5", "exp(2.5 * log(x))"),
        ("2^x", "exp(x * log(2))"),
        ("e^-x + e", "exp(-x) + 2.718281828459045"),
        ("σ(x)Φ", "x"),
        ("||x| - 1|", "abs(abs(x) - 1)"),
        ("2|x|", "2 * abs(x)"),
        ("2π", "2 * 3.141592653589793"),
        ("x - -2", "x - (-2)"),
        ("-2", "-2"),
        ("-(2)", "-(2)"),
        ("-2x", "-2 * x"),
        ("-2^2", "-2^2"),
        ("−∞", "-inf"),
        ("2(x + 1)", "2 * (x + 1)"),
        ("x - (x - 1)", "x - (x - 1)"),
        ("x / (2x)", "x / (2 * x)"),
        ("max(x, 1, 2)", "max(x, 1, 2)"),
        ("max(x, max(1, 2))", "max(x, max(1, 2))"),
    ] {
        match Formula::parse(text) {
            Ok(formula) => assert_eq!(formula.to_string(), plain, "{text}"),
            Err(error) => assert_eq!(text, "σ(x)Φ", "{}", error.render()),
        }
    }
}

#[test]
fn headers_parameters_and_local_names() {
    let swish = parsed("swish(x; learn beta = 1.0, c = -1/2) = c * x * sigmoid(beta * x)");
    let parameter = |name: &'static str, default, learnable| FormulaParameter { name: name.into(), default, learnable };
    assert_eq!(swish.name.as_deref(), Some("swish"));
    assert_eq!(swish.parameters, [parameter("beta", 1.0, true), parameter("c", -0.5, false)]);
    assert_eq!(swish.to_string(), "swish(x; learn beta = 1, c = -0.5) = c * x * sigmoid(beta * x)");

    let lines = parsed("learn β = 1\nparam c = 2, d = π\ns = sigmoid(β·x)\nc·x·s + d");
    assert_eq!(lines.name, None);
    assert_eq!(
        lines.to_string(),
        "learn beta = 1; param c = 2; param d = 3.141592653589793; c * x * sigmoid(beta * x) + d"
    );
    same(&lines, &parsed(&lines.to_string()));

    let other_variable = parsed("f(t, a = 2) = s = a * t; s + t");
    assert_eq!(other_variable.to_string(), "f(x; a = 2) = a * x + x");
    assert_eq!(other_variable.name.as_deref(), Some("f"));
}

#[test]
fn values_at_the_edges_are_what_ieee_says() {
    assert_eq!(value("1/0", 1.0), f64::INFINITY);
    assert!(value("0/0", 1.0).is_nan() && value("x/x", 0.0).is_nan() && value("x/x", 2.0) == 1.0);
    assert!(value("log(x)", -1.0).is_nan() && value("log(x)", 0.0) == f64::NEG_INFINITY);
    assert!(value("sqrt(-x*x)", 1.0).is_nan() && value("sqrt(-x*x)", 0.0) == 0.0);
    assert!(value("x^2.5", -1.0).is_nan() && value("x^3", -2.0) == -8.0 && value("x^-1", 0.0) == f64::INFINITY);
    for text in [
        "where(x > 0, 1, 2)",
        "where(0 >= x, 1, 2)",
        "where(x == 0, 1, 2)",
        "1 if x > 0 and x < 1 else 2",
        "max(x, 0)",
        "x * (x > 0)",
    ] {
        assert!(value(text, f64::NAN).is_nan(), "{text}");
    }
    // What a guard keeps from being looked at may be of NaN.
    assert_eq!(value("1 if x > 0 and log(x) > 1 else 2", -1.0), 2.0);
    assert!((value("erfc(x)", 9.0) - 4.13703174651381e-37).abs() < 1e-48);
    assert!((value("sinh(x)", 1e-9) - 1e-9).abs() < 1e-24 && (value("tan(x)", 0.5) - 0.5_f64.tan()).abs() < 1e-15);
    assert_eq!([-2.0, 0.0, 3.0].map(|x| value("sign(x)", x)), [-1.0, 0.0, 1.0]);
}
