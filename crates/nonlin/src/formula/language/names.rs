//! Names with a meaning of their own.

use std::borrow::Cow;

/// Greek letters, and their names as one types them.
pub(in crate::formula) const GREEK: [(&str, char); 24] = [
    ("alpha", 'α'),
    ("beta", 'β'),
    ("gamma", 'γ'),
    ("delta", 'δ'),
    ("epsilon", 'ε'),
    ("zeta", 'ζ'),
    ("eta", 'η'),
    ("theta", 'θ'),
    ("iota", 'ι'),
    ("kappa", 'κ'),
    ("lambda", 'λ'),
    ("mu", 'μ'),
    ("nu", 'ν'),
    ("xi", 'ξ'),
    ("omicron", 'ο'),
    ("pi", 'π'),
    ("rho", 'ρ'),
    ("sigma", 'σ'),
    ("tau", 'τ'),
    ("upsilon", 'υ'),
    ("phi", 'φ'),
    ("chi", 'χ'),
    ("psi", 'ψ'),
    ("omega", 'ω'),
];

/// The Greek letter of this name.
pub(in crate::formula) fn greek_letter(name: &str) -> Option<char> {
    GREEK.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter)
}

/// Words that join a formula together.
pub(super) const KEYWORDS: [&str; 7] = ["and", "or", "not", "if", "else", "learn", "param"];

/// Where `NumPy`, `PyTorch` and others keep their functions.
const MODULES: [&str; 16] = [
    "np",
    "numpy",
    "torch",
    "jnp",
    "jax",
    "F",
    "math",
    "nn",
    "functional",
    "tf",
    "keras",
    "activations",
    "special",
    "scipy",
    "ops",
    "mx",
];

/// A name as it is known: without the modules before it, a Greek letter by its name. `Err` has a module that is not known.
pub(super) fn canonical(written: &str) -> Result<Cow<'_, str>, &str> {
    let (modules, name) = written.rsplit_once('.').map_or((None, written), |(modules, name)| (Some(modules), name));
    if let Some(strange) = modules.and_then(|modules| modules.split('.').find(|module| !MODULES.contains(module))) {
        return Err(strange);
    }
    let mut letters = name.chars();
    let spelled = match (letters.next(), letters.next()) {
        // The micro sign and the other epsilon look the same.
        (Some('µ'), None) => Some("mu"),
        (Some('ϵ'), None) => Some("epsilon"),
        (Some(letter), None) => GREEK.iter().find(|(_, known)| *known == letter).map(|(name, _)| *name),
        _ => None,
    };
    Ok(spelled.map_or(Cow::Borrowed(name), Cow::Borrowed))
}

/// The number that a name always stands for.
pub(super) fn constant(name: &str) -> Option<f64> {
    match name {
        "pi" => Some(std::f64::consts::PI),
        "e" => Some(std::f64::consts::E),
        "inf" | "infinity" | "Infinity" | "∞" => Some(f64::INFINITY),
        "nan" | "NaN" => Some(f64::NAN),
        _ => None,
    }
}

/// Whether a parameter or a local name may not be called so.
pub(super) fn is_reserved(name: &str) -> bool {
    name == "x" || name == "where" || KEYWORDS.contains(&name) || constant(name).is_some()
}
