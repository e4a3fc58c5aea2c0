//! Every activation of the registry as a text.

use crate::{parsed, same, with_body};
use nonlin::formula::Formula;
use nonlin::functions::elementwise;
use nonlin::real::Machine;

#[test]
fn what_the_registry_prints_is_read_as_the_same_formula() {
    let places = [-50.0, -3.0, -1.0, -0.3, -1e-8, -0.0, 0.0, 1e-8, 0.7, 1.0, 2.5, 6.0, 88.0];
    for function in elementwise() {
        for formula in [function.formula(), function.slope_formula()] {
            let again = parsed(&formula.to_string());
            same(&formula, &again);
            same(
                &Formula { name: None, ..formula.clone() },
                &parsed(&with_body(&Formula { name: None, ..formula.clone() }, &formula.body())),
            );
            let unicode = parsed(&with_body(&formula, &formula.unicode()));
            let single: Vec<f32> = formula.defaults().iter().map(|&p| f32::from_f64(p)).collect();
            for x in places {
                let (a, b) = (formula.evaluate(x, &formula.defaults()), again.evaluate(x, &again.defaults()));
                assert_eq!(a.to_bits(), b.to_bits(), "{formula} at {x}");
                let narrow = f32::from_f64(x);
                let (a, b) = (formula.evaluate(narrow, &single), again.evaluate(narrow, &single));
                assert_eq!(a.to_bits(), b.to_bits(), "{formula} at {x}");
                let (a, b) = (formula.evaluate(x, &formula.defaults()), unicode.evaluate(x, &formula.defaults()));
                let near = (a - b).abs() <= 1e-12 * (1.0 + a.abs()) || a.to_bits() == b.to_bits();
                assert!(near, "{} of {formula} at {x}: {a} {b}", formula.unicode());
            }
        }
    }
}

/// Every activation can be called by its name and by its aliases, and is then its textbook formula.
#[test]
fn activations_are_functions_of_the_language() {
    for function in elementwise() {
        let card = function.card();
        for name in std::iter::once(&card.name).chain(card.aliases) {
            // These names are the language's own.
            if ["sin", "clip", "clamp"].contains(name) {
                continue;
            }
            let formula = parsed(&format!("{name}(x)"));
            let defaults: Vec<f64> = card.parameters.iter().map(|parameter| parameter.default).collect();
            for x in [-4.0, -0.5, 0.0, 0.3, 2.0] {
                let (got, want) = (formula.evaluate(x, &[]), function.formula().evaluate(x, &defaults));
                // Of `sigmoid` and `tanh` a textbook says how they are made; here they are primitives.
                let primitive = ["sigmoid", "tanh", "softplus", "arctan", "exponential", "erf"].contains(&card.name);
                let near = got.to_bits() == want.to_bits() || primitive && (got - want).abs() <= 4e-16 * want.abs();
                assert!(near, "{name} at {x}: {got} {want}");
            }
        }
    }
    for (text, same_as) in [
        ("leaky_relu(x, 0.2)", "where(x > 0, x, 0.2 * x)"),
        ("LeakyReLU(x, a = 0.2)", "where(x > 0, x, 0.2 * x)"),
        ("F.leaky_relu(input=x)", "where(x > 0, x, 0.01 * x)"),
        ("swish(2x, β = 3)", "2 * x * sigmoid(3 * (2 * x))"),
        ("torch.clamp(x, min=0)", "max(x, 0)"),
        ("np.clip(x, -1, 1)", "min(max(x, -1), 1)"),
        ("relu(x)^2", "max(x, 0)^2"),
    ] {
        assert_eq!(parsed(text).to_string(), same_as);
    }
}
