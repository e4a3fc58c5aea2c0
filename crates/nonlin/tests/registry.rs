//! The registry: every name leads to one function, and a misspelt one to its neighbour.

use nonlin::functions::{CLASSICS, Registered, all, classics, find};
use nonlin::{Activation, ComputeError};
use std::collections::HashMap;

#[test]
fn every_name_and_alias_leads_to_one_function() {
    let mut owner: HashMap<String, &str> = HashMap::new();
    for function in all() {
        let card = function.card();
        for name in std::iter::once(card.name).chain(card.aliases.iter().copied()) {
            // Names are compared without their underscores, so an alias that differs in them alone says nothing new.
            assert_eq!(owner.insert(name.replace('_', ""), card.name), None, "`{name}` is used twice");
            assert_eq!(find(name).unwrap().card().name, card.name);
        }
        for text in [card.title, card.source, card.strengths, card.limits, &function.formula()] {
            assert!(!text.is_empty() && !text.contains('\n'), "{}", card.name);
        }
    }
    assert_eq!(find("  Hard-Swish").unwrap().card().name, "hard_swish");
}

#[test]
fn the_classics_are_twelve_functions_of_the_registry() {
    let names: Vec<&str> = classics().map(|function| function.card().name).collect();
    assert_eq!(names, CLASSICS);
}

/// The classes and functions of each framework, as it spells them.
#[test]
fn the_names_of_the_frameworks_are_known() {
    let frameworks: [(&str, &[(&str, &str)]); 6] = [
        ("PyTorch", &PYTORCH),
        ("JAX", &JAX),
        ("Keras 3", &KERAS),
        ("ONNX", &ONNX),
        ("burn and candle", &RUST),
        ("transformers", &TRANSFORMERS),
    ];
    for (framework, names) in frameworks {
        for &(spelling, name) in names {
            assert_eq!(find(spelling).map(|f| f.card().name), Ok(name), "{spelling} of {framework}");
        }
    }
}

/// `torch.nn`, all but attention and adaptive softmax.
const PYTORCH: [(&str, &str); 30] = [
    ("ELU", "elu"),
    ("Hardshrink", "hard_shrink"),
    ("Hardsigmoid", "hard_sigmoid"),
    ("Hardtanh", "hard_tanh"),
    ("Hardswish", "hard_swish"),
    ("LeakyReLU", "leaky_relu"),
    ("LogSigmoid", "log_sigmoid"),
    ("PReLU", "prelu"),
    ("ReLU", "relu"),
    ("ReLU6", "relu6"),
    ("RReLU", "rrelu"),
    ("SELU", "selu"),
    ("CELU", "celu"),
    ("GELU", "gelu"),
    ("Sigmoid", "sigmoid"),
    ("SiLU", "silu"),
    ("Mish", "mish"),
    ("Softplus", "softplus"),
    ("Softshrink", "soft_shrink"),
    ("Softsign", "softsign"),
    ("Tanh", "tanh"),
    ("Tanhshrink", "tanhshrink"),
    ("Threshold", "threshold"),
    ("GLU", "glu"),
    ("Softmin", "softmin"),
    ("Softmax", "softmax"),
    ("Softmax2d", "softmax"),
    ("LogSoftmax", "log_softmax"),
    ("gumbel_softmax", "gumbel_softmax"),
    ("Identity", "linear"),
];

/// `jax.nn`.
const JAX: [(&str, &str); 26] = [
    ("relu", "relu"),
    ("relu6", "relu6"),
    ("sigmoid", "sigmoid"),
    ("softplus", "softplus"),
    ("sparse_plus", "sparse_plus"),
    ("sparse_sigmoid", "sparse_sigmoid"),
    ("soft_sign", "softsign"),
    ("silu", "silu"),
    ("swish", "swish"),
    ("log_sigmoid", "log_sigmoid"),
    ("leaky_relu", "leaky_relu"),
    ("hard_sigmoid", "hard_sigmoid"),
    ("hard_silu", "hard_swish"),
    ("hard_swish", "hard_swish"),
    ("hard_tanh", "hard_tanh"),
    ("tanh", "tanh"),
    ("elu", "elu"),
    ("celu", "celu"),
    ("selu", "selu"),
    ("gelu", "gelu"),
    ("glu", "glu"),
    ("squareplus", "squareplus"),
    ("mish", "mish"),
    ("identity", "linear"),
    ("softmax", "softmax"),
    ("log_softmax", "log_softmax"),
];

/// `keras.activations`, and the layers that are named otherwise.
const KERAS: [(&str, &str); 16] = [
    ("exponential", "exponential"),
    ("linear", "linear"),
    ("hard_shrink", "hard_shrink"),
    ("soft_shrink", "soft_shrink"),
    ("tanh_shrink", "tanhshrink"),
    ("threshold", "threshold"),
    ("sparsemax", "sparsemax"),
    ("sparse_plus", "sparse_plus"),
    ("sparse_sigmoid", "sparse_sigmoid"),
    ("squareplus", "squareplus"),
    ("log_softmax", "log_softmax"),
    ("hard_silu", "hard_swish"),
    ("Softmax", "softmax"),
    ("PReLU", "prelu"),
    ("LeakyReLU", "leaky_relu"),
    ("celu", "celu"),
];

/// Operators, and the functions of recurrent ones.
const ONNX: [(&str, &str); 18] = [
    ("Affine", "affine"),
    ("ScaledTanh", "scaled_tanh"),
    ("HardSigmoid", "hard_sigmoid"),
    ("HardSwish", "hard_swish"),
    ("Hardmax", "hardmax"),
    ("LeakyRelu", "leaky_relu"),
    ("LogSoftmax", "log_softmax"),
    ("PRelu", "prelu"),
    ("ThresholdedRelu", "thresholded_relu"),
    ("Shrink", "shrink"),
    ("Softplus", "softplus"),
    ("Softsign", "softsign"),
    ("Swish", "swish"),
    ("Gelu", "gelu"),
    ("QuickGelu", "gelu_quick"),
    ("FastGelu", "gelu_tanh"),
    ("Clip", "clip"),
    ("Erf", "erf"),
];

const RUST: [(&str, &str); 12] = [
    ("gelu_approximate", "gelu_tanh"),
    ("NewGelu", "gelu_tanh"),
    ("GeluPytorchTanh", "gelu_tanh"),
    ("Relu2", "relu_squared"),
    ("Swiglu", "swiglu"),
    ("quiet_softmax", "quiet_softmax"),
    ("softmin", "softmin"),
    ("shrink", "shrink"),
    ("ThresholdedRelu", "thresholded_relu"),
    ("HardShrink", "hard_shrink"),
    ("SoftShrink", "soft_shrink"),
    ("LogSigmoid", "log_sigmoid"),
];

/// The keys of `ACT2FN`.
const TRANSFORMERS: [(&str, &str); 9] = [
    ("gelu_fast", "gelu_tanh"),
    ("gelu_new", "gelu_tanh"),
    ("gelu_python", "gelu"),
    ("gelu_pytorch_tanh", "gelu_tanh"),
    ("gelu_python_tanh", "gelu_tanh"),
    ("gelu_accurate", "gelu_tanh"),
    ("quick_gelu", "gelu_quick"),
    ("relu2", "relu_squared"),
    ("xielu", "xielu"),
];

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
