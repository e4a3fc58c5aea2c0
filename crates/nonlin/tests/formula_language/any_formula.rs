//! Formulas and texts made by chance.

use crate::{parsed, same, with_body};
use nonlin::formula::{Binary, Expression, Formula, FormulaParameter, Primitive};
use proptest::prelude::*;

fn constants() -> impl Strategy<Value = f64> {
    let special = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.5,
        1e-300,
        -1e300,
        5e-324,
        f64::MAX,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        std::f64::consts::PI,
        std::f64::consts::E,
    ];
    prop_oneof![
        prop::sample::select(special.to_vec()),
        -100.0..100.0_f64,
        prop::num::f64::NORMAL,
        (-20..20).prop_map(f64::from)
    ]
}

fn trees() -> impl Strategy<Value = Expression> {
    let leaf = prop_oneof![
        Just(Expression::Variable),
        (0..2_usize).prop_map(Expression::Parameter),
        constants().prop_map(Expression::Constant),
    ];
    let operations =
        [Binary::Add, Binary::Subtract, Binary::Multiply, Binary::Divide, Binary::Maximum, Binary::Minimum];
    let primitives = [
        Primitive::Abs,
        Primitive::Exp,
        Primitive::ExpM1,
        Primitive::Ln,
        Primitive::Ln1p,
        Primitive::Sigmoid,
        Primitive::Tanh,
        Primitive::Softplus,
        Primitive::NormalCdf,
        Primitive::Sqrt,
        Primitive::Erf,
        Primitive::Sin,
        Primitive::Cos,
        Primitive::Atan,
    ];
    leaf.prop_recursive(10, 80, 4, move |part| {
        let boxed = part.clone().prop_map(Box::new);
        prop_oneof![
            boxed.clone().prop_map(Expression::Negate),
            (prop::sample::select(operations.to_vec()), boxed.clone(), boxed.clone())
                .prop_map(|(operation, a, b)| Expression::Binary(operation, a, b)),
            (prop::sample::select(primitives.to_vec()), boxed.clone())
                .prop_map(|(primitive, a)| Expression::Call(primitive, a)),
            (boxed, prop_oneof![-4..5_i32, -1024..=1024_i32]).prop_map(|(a, exponent)| Expression::Power(a, exponent)),
            prop::array::uniform4(part).prop_map(|parts| Expression::Where(Box::new(parts))),
        ]
    })
}

fn formulas() -> impl Strategy<Value = Formula> {
    let name = prop::option::of(prop::sample::select(vec!["f".to_owned(), "my_gelu".to_owned(), "tanh".to_owned()]));
    let parameters =
        prop::sample::select(vec![["alpha", "beta"], ["a_p", "t2"], ["max", "threshold"], ["lambda", "sigma"]]);
    let defaults =
        prop::array::uniform2((constants().prop_filter("a default", |value| !value.is_nan()), any::<bool>()));
    (name, parameters, defaults, trees()).prop_map(|(name, parameters, defaults, expression)| {
        let parameter = |(name, (default, learnable)): (&str, (f64, bool))| FormulaParameter {
            name: name.to_owned().into(),
            default,
            learnable,
        };
        Formula { name, expression, parameters: parameters.into_iter().zip(defaults).map(parameter).collect() }
    })
}

/// Pieces that formulas are made of, right and wrong.
fn words() -> impl Strategy<Value = String> {
    let words = [
        "x",
        "beta",
        "(",
        ")",
        "(",
        ")",
        "|",
        "+",
        "-",
        "*",
        "/",
        "^",
        "**",
        "²",
        "⁻",
        "√",
        ",",
        ";",
        "\n",
        "=",
        "==",
        ">",
        "<=",
        "≠",
        " if ",
        " else ",
        " and ",
        " or ",
        " not ",
        "where(",
        "max(",
        "gelu(",
        "leaky_relu(",
        "sigmoid(",
        "np.",
        "2",
        "0.5",
        "1e-3",
        ".",
        "e",
        "π",
        "∞",
        "σ(",
        "learn ",
        "param ",
        "f(x; a = 1) = ",
        "#",
        "\r",
        "é",
        "\u{0}",
        "𝛼",
        "\u{301}",
        "5e",
        "''",
        "a = ",
    ];
    prop::collection::vec(prop::sample::select(words.to_vec()), 0..60).prop_map(|words| words.concat())
}

/// Reads a text, which may be none; what is read is printed and read again.
fn survives(text: &str) {
    match Formula::parse(text) {
        Ok(formula) => {
            same(&formula, &parsed(&formula.to_string()));
            let _ = (formula.latex(), formula.mathml(), formula.evaluate(0.5, &formula.defaults()));
            if let Err(error) = Formula::parse(&with_body(&formula, &formula.unicode())) {
                panic!("{}: {error}", formula.unicode());
            }
        }
        Err(error) => {
            assert!(
                text.get(error.span()).is_some() || text.is_empty() || error.span().start >= text.len(),
                "{error:?}"
            );
            assert!(error.render().contains('^') && !error.to_string().is_empty());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_tree_is_printed_and_read_as_itself(formula in formulas()) {
        same(&formula, &parsed(&formula.to_string()));
        let unicode = with_body(&formula, &formula.unicode());
        prop_assert!(Formula::parse(&unicode).is_ok(), "{}", unicode);
    }

    #[test]
    fn no_text_does_harm(text in any::<String>(), words in words(), bytes in prop::collection::vec(any::<u8>(), 0..80)) {
        survives(&text);
        survives(&words);
        survives(&String::from_utf8_lossy(&bytes));
    }

    /// Formulas with a character lost, doubled, or replaced.
    #[test]
    fn no_slip_does_harm(formula in formulas(), at in any::<prop::sample::Index>(), slip in 0..4, other in prop::sample::select("()|+-*/^²√,;\n=<>x2eπ.".chars().collect::<Vec<_>>())) {
        let mut text: Vec<char> = formula.to_string().chars().collect();
        let at = at.index(text.len());
        match slip {
            0 => drop(text.remove(at)),
            1 => text.insert(at, text[at]),
            2 => text.insert(at, other),
            _ => text[at] = other,
        }
        survives(&text.iter().collect::<String>());
    }
}
