//! The registry: every name leads to one function, and a misspelt one to its neighbour.

use nonlin::functions::{Registered, all, find};
use nonlin::{Activation, ComputeError};
use std::collections::HashMap;

#[test]
fn every_name_and_alias_leads_to_one_function() {
    let mut owner: HashMap<&str, &str> = HashMap::new();
    for function in all() {
        let card = function.card();
        for name in std::iter::once(card.name).chain(card.aliases.iter().copied()) {
            assert_eq!(owner.insert(name, card.name), None, "`{name}` is used twice");
            assert_eq!(find(name).unwrap().card().name, card.name);
        }
        for text in [card.title, card.source, card.strengths, card.limits, &function.formula()] {
            assert!(!text.is_empty() && !text.contains('\n'), "{}", card.name);
        }
    }
    assert_eq!(find("  Hard-Swish").unwrap().card().name, "hard_swish");
}

#[test]
fn a_misspelt_name_finds_its_neighbour() {
    let message = |name: &str| find(name).err().map(|error| error.to_string()).unwrap_or_default();
    assert_eq!(message("geluu"), "unknown activation `geluu`; did you mean `gelu`?");
    assert_eq!(message("sigmod"), "unknown activation `sigmod`; did you mean `sigmoid`?");
    assert_eq!(message("qwertzuiop"), "unknown activation `qwertzuiop`; `nonlin list` shows those there are");
    assert!(message(&"x".repeat(1_000_000)).len() < 200);
}

#[test]
fn what_cannot_be_done_is_said() {
    assert!(matches!(Activation::named("softmax"), Err(ComputeError::NotElementwise("softmax"))));
    let error = Activation::named("elu").and_then(|elu| elu.with("beta", 1.0)).unwrap_err();
    assert_eq!(error.to_string(), "`elu` has no parameter `beta`; it has `alpha`");
    let error = Activation::named("relu").unwrap().forward(&[1.0_f32], &mut []).unwrap_err();
    assert_eq!(error.to_string(), "slices of different lengths: 1 and 0");
}

#[test]
fn formulas_read_as_in_a_textbook() {
    let formula = |name: &str| find(name).map(Registered::formula).unwrap();
    assert_eq!(formula("relu"), "max(x, 0)");
    assert_eq!(formula("silu"), "x * sigmoid(x)");
    assert_eq!(formula("mish"), "x * tanh(softplus(x))");
    assert_eq!(formula("elu"), "where(x > 0, x, alpha * expm1(x))");
    assert_eq!(formula("swish"), "x * sigmoid(beta * x)");
    assert_eq!(formula("hard_swish"), "x * (min(max(x + 3, 0), 6) / 6)");
    assert_eq!(formula("softsign"), "x / (1 + abs(x))");
    assert_eq!(formula("log_sigmoid"), "-log1p(exp(-x))");
    assert_eq!(formula("sigmoid"), "1 / (1 + exp(-x))");
    assert_eq!(formula("tanh"), "(exp(x) - exp(-x)) / (exp(x) + exp(-x))");
    assert_eq!(formula("gelu_tanh"), "0.5 * x * (1 + tanh(0.7978845608028654 * (x + 0.044715 * x * x * x)))");
}
