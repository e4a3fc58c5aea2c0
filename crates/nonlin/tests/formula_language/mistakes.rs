//! What is said of texts that are no formulas.

use crate::refused;
use nonlin::formula::FormulaFault;

#[test]
fn mistakes_are_named_with_their_place() {
    for (text, message) in [
        ("x * tnh(x)", "unknown function `tnh` at column 5, did you mean `tanh`?"),
        ("x * sigmoid(beta * x)", "undeclared name `beta` at column 13, declare it: `f(x; beta = 1.0) = ...`"),
        ("f(x; beta = 1) = bta * x", "undeclared name `bta` at column 18, did you mean `beta`?"),
        ("α·x", "undeclared name `α` at column 1, declare it: `f(x; α = 1.0) = ...`"),
        ("x * sigmoid", "undeclared name `sigmoid` at column 5, a function has its argument in brackets: `sigmoid(x)`"),
        ("f(t) = x", "undeclared name `x` at column 8, the variable is `t`"),
        ("", "there is no formula, such as `x * sigmoid(x)`"),
        ("# nothing", "there is no formula, such as `x * sigmoid(x)`"),
        ("x +", "expected a number, found the end at column 4"),
        ("(x + 1", "`(` is never closed at column 1"),
        ("|x + 1", "`|` is never closed at column 1"),
        ("x + 1)", "expected an operator or the end of the line, found `)` at column 6"),
        ("max(x", "`(` is never closed at column 4"),
        ("x y", "expected an operator or the end of the line, found `y` at column 3, for a product write `*`"),
        ("x(x + 1)", "`x` is not a function at column 1, for a product write `x * (...)`"),
        (
            "1/2x",
            "a product without a sign after `/` can be read in two ways at column 3, write `/ (2x)`, or put the quotient in brackets",
        ),
        ("x^2x", "expected an operator, found `x` at column 4, for a product write `*`"),
        ("x^2000", "the exponent 2000 is beyond 1024 at column 3"),
        (
            "a = b; b = a; a",
            "`b` is used before it is defined at column 5, a local name stands for what the lines above it say",
        ),
        (
            "a = a + 1; a",
            "`a` is used before it is defined at column 5, a local name stands for what the lines above it say",
        ),
        ("f(x) = f(x)", "unknown function `f` at column 8, a formula cannot call itself"),
        ("a = x\na = x\na", "`a` is already defined at line 2, column 1"),
        ("x = 1\nx", "`x` has a meaning of its own and cannot be redefined at line 1, column 1"),
        ("e = 1; e", "`e` has a meaning of its own and cannot be redefined at column 1"),
        (
            "sigmoid(x)\nx",
            "the value of this line is not used at line 1, column 1, give it a name: `name = ...`; only the last line is the result",
        ),
        ("param a = 1", "there is no last line with the result at column 12"),
        ("f(x; a) = a", "the parameter `a` has no default at column 6, give it one: `a = 1.0`"),
        ("f(x; a = x) = a", "the default of `a` is not a number at column 6"),
        ("f(x; a = 0/0) = a", "the default of `a` is not a number at column 6"),
        ("softmax(x)", "`softmax`, which works on whole rows of numbers, cannot be part of a formula at column 1"),
        ("relu(x, 1)", "`relu` takes one argument, not 2 at column 1"),
        ("leaky_relu(x, b = 2)", "`leaky_relu` has no parameter `b` at column 19, it has `a`"),
        ("swish(x, bta = 2)", "`swish` has no parameter `bta` at column 16, did you mean `beta`?"),
        ("leaky_relu(x, 1, a = 2)", "`a` is given twice at column 22"),
        ("exp()", "`exp` takes one argument, not 0 at column 1"),
        ("max(x)", "`max` takes two arguments or more, not 1 at column 1"),
        ("where(x > 0, 1)", "`where` takes a condition and two arguments, not 2 at column 1"),
        ("where(x, 1, 2)", "expected a comparison, found a number at column 7, such as `x > 0`"),
        ("where(x = 0, 1, 2)", "`where` has no parameter `x` at column 1, a comparison is `==`"),
        ("1 if x > 0", "expected `else`, found the end at column 11, a choice is `a if x > 0 else b`"),
        ("x && x", "unexpected character '&' at column 3, write `and`"),
        ("f[x]", "unexpected character '[' at column 2, brackets are round: `(` and `)`"),
        ("x $ 2", "unexpected character '$' at column 3"),
        ("1e400 * x", "`1e400` is beyond the numbers of type f64 at column 1, write `inf` for infinity"),
        ("1e-400 * x", "`1e-400` is beyond the numbers of type f64 at column 1, write `0`"),
        ("os.system(x)", "undeclared name `os` at column 1, a formula has functions, not modules"),
        ("φ(x)", "unknown function `φ` at column 1, the distribution function of the normal distribution is `Φ`"),
        ("x, x", "expected an operator or the end of the line, found `,` at column 2"),
    ] {
        assert_eq!(refused(text).to_string(), message, "{text}");
    }
    let error = refused("swish(x; beta = 1) =\n  x * sigmod(beta * x)");
    assert_eq!((error.line(), error.column(), error.span()), (2, 7, 27..33));
    assert_eq!(*error.fault(), FormulaFault::UnknownFunction("sigmod".to_owned()));
    assert_eq!(
        error.render(),
        "error: unknown function `sigmod`\n2 |   x * sigmod(beta * x)\n  |       ^^^^^^ did you mean `sigmoid`?"
    );
    // Only the surroundings of the place in a long line.
    let long = refused(&format!("{} + tnh(x) + {}", vec!["x"; 90].join(" + "), vec!["x"; 90].join(" + ")));
    let rendered: Vec<String> = long.render().lines().map(str::to_owned).collect();
    assert!(rendered.iter().all(|line| line.chars().count() < 110), "{rendered:?}");
    let mark = rendered[2].chars().position(|c| c == '^').unwrap();
    assert!(rendered[1].chars().skip(mark).collect::<String>().starts_with("tnh(x) + x"), "{rendered:?}");
}
