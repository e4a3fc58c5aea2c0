//! What is written, whatever computes it: names, choices on NaN, and what is refused.

use crate::cases::{X, binary, call, negated, number, parameter, times};
use nonlin::export::{Definition, ExportError, ExportOptions, Exported, Target, export};
use nonlin::formula::{Binary, Expression, Formula, FormulaParameter, Primitive};
use nonlin::functions::elementwise;

fn formula(expression: Expression, parameters: &[(&'static str, bool)]) -> Formula {
    let parameters =
        parameters.iter().map(|&(name, learnable)| FormulaParameter { name: name.into(), default: 0.5, learnable });
    Formula { name: None, expression, parameters: parameters.collect() }
}

fn definition(name: &str, value: Expression, parameters: &[(&'static str, bool)]) -> Definition {
    Definition {
        name: name.to_owned(),
        formula: formula(value.clone(), parameters),
        value,
        slope: number(1.0),
        parameter_slopes: vec![None; parameters.len()],
    }
}

fn written(definition: &Definition, target: Target) -> String {
    export(definition, target, &ExportOptions::default()).unwrap().as_text().unwrap().to_owned()
}

#[test]
fn every_function_is_written_for_every_target() {
    for function in elementwise() {
        let definition = Definition::of(function);
        for target in Target::ALL {
            for slope in [false, true] {
                match export(&definition, target, &ExportOptions { slope }) {
                    Ok(Exported::Text(text)) => {
                        let formula = definition.formula.body();
                        assert!(text.contains(&formula), "{target}: {text}");
                        assert!(text.contains("nonlin"), "{target}: {text}");
                        assert!(text.lines().all(|line| line.trim_end() == line), "{target}: {text}");
                    }
                    Ok(Exported::Binary(bytes)) => assert!(target == Target::Onnx && !bytes.is_empty()),
                    Err(error) => panic!("{target}: {error}"),
                }
            }
        }
    }
}

#[test]
fn targets_are_found_by_name() {
    for target in Target::ALL {
        assert_eq!(target.name().to_uppercase().parse(), Ok(target));
    }
    assert_eq!("PyTorch".parse(), Ok(Target::Torch));
    let error = "jaxx".parse::<Target>().unwrap_err();
    assert_eq!(error.to_string(), "unknown target `jaxx`; did you mean `jax`?");
    let error = "fortran".parse::<Target>().unwrap_err();
    assert!(
        error
            .to_string()
            .ends_with("there are torch, jax, keras, numpy, triton, cuda, wgsl, c, rust, onnx, latex, julia")
    );
}

#[test]
fn latex_has_the_formula_and_the_slope() {
    let silu = Definition::named("leaky_relu").unwrap();
    let text = export(&silu, Target::Latex, &ExportOptions { slope: true }).unwrap();
    let text = text.as_text().unwrap();
    assert!(text.starts_with("% leaky_relu(x; a = 0.01) = where(x > 0, x, a * x)\n"), "{text}");
    assert!(text.contains(r"  \operatorname{leaky\_relu}(x) &= \begin{cases}"), "{text}");
    assert!(text.contains(r"  \operatorname{leaky\_relu}'(x) &= "), "{text}");
}

#[test]
fn what_is_used_twice_has_a_name() {
    let s = call(Primitive::Sigmoid, X);
    let value = times(s.clone(), binary(Binary::Subtract, number(1.0), s));
    let text = written(&definition("bell", value, &[]), Target::Torch);
    assert!(text.contains("    s = torch.sigmoid(x)\n    return s * (1.0 - s)\n"), "{text}");
}

#[test]
fn powers_are_products() {
    let cube = Expression::Power(Box::new(X), 3);
    let text = written(&definition("cube", cube, &[]), Target::C);
    assert!(text.contains("return x * (x * x);"), "{text}");
    let far = Expression::Power(Box::new(X), -1_000_000);
    assert!(written(&definition("far", far, &[]), Target::Rust).contains("1.0 / "));
    let none = Expression::Power(Box::new(X), 0);
    assert!(written(&definition("none", none, &[]), Target::Numpy).contains("np.full_like(x, 1.0)"));
}

#[test]
fn a_choice_asks_for_nan_only_where_it_would_get_lost() {
    let choice = |yes, no| Expression::Where(Box::new([X, number(0.0), yes, no]));
    let kept = written(&definition("f", choice(number(1.0), negated(X)), &[]), Target::C);
    assert!(kept.contains("return x > 0.0f ? 1.0f : -x;"), "{kept}");
    let lost = written(&definition("f", choice(X, number(0.0)), &[]), Target::C);
    assert!(lost.contains("return isnan(x) ? x : (x > 0.0f ? x : 0.0f);"), "{lost}");
}

#[test]
fn names_that_a_language_has_for_something_else_get_another() {
    let value = times(parameter(0), call(Primitive::Tanh, X));
    let text = written(&definition("tanh", value, &[("lambda", false)]), Target::Numpy);
    assert!(text.contains("def tanh(x, lambda_=0.5):"), "{text}");
    let value = times(parameter(0), call(Primitive::Tanh, X));
    let text = written(&definition("tanh", value, &[("float", false)]), Target::C);
    assert!(text.contains("static inline float tanh_(float x, float float_) {"), "{text}");
    // A step does not take the name of a parameter.
    let s = call(Primitive::Sigmoid, times(parameter(0), X));
    let text = written(&definition("f", times(s.clone(), s), &[("s", false)]), Target::Numpy);
    assert!(text.contains("s2 = _sigmoid(s * x)"), "{text}");
}

#[test]
fn what_cannot_be_code_is_refused() {
    let refused =
        |definition: &Definition| export(definition, Target::C, &ExportOptions::default()).unwrap_err().to_string();
    let two = [("a", false), ("a", true)];
    for (bad, message) in [
        (definition("", X, &[]), "`` cannot be the name of a function in code"),
        (definition("2x", X, &[]), "`2x` cannot be"),
        (definition("f\n#include", X, &[]), "cannot be the name"),
        (definition("f", X, &[("α", false)]), "`α` cannot be the name of a parameter"),
        (definition("f", X, &[("x", false)]), "the name `x` is given to two things"),
        (definition("f", X, &two), "the name `a` is given to two things"),
        (definition("f", parameter(2), &[("a", false)]), "takes parameter number 3, but the function has 1"),
        (
            Definition { parameter_slopes: vec![], ..definition("f", X, &[("a", false)]) },
            "0 derivatives for 1 parameters",
        ),
    ] {
        assert!(refused(&bad).contains(message), "{}", refused(&bad));
    }
    assert!(matches!(Definition::named("softmax"), Err(ExportError::Function(_))));
    let error = Definition::named("elu").unwrap().with("beta", 1.0).unwrap_err();
    assert_eq!(error.to_string(), "`elu` has no parameter `beta`; it has `alpha`");
    let nan = definition("f", times(X, number(f64::NAN)), &[]);
    assert!(export(&nan, Target::Wgsl, &ExportOptions::default()).is_err());
    // A formula is a comment, however it ends.
    assert!(export(&nan, Target::Rust, &ExportOptions::default()).is_ok());
}
