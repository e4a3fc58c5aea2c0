//! `NumPy` functions of arrays of any shape.

use super::body::Body;
use super::graph::{Function, Place};
use super::language::{Binding, Language, Piece};
use super::python::{RESERVED, Signature, any_nan, docstring, extremum, number, steps, usual};
use super::source::Source;
use crate::formula::{Binary, Primitive};

/// What `NumPy` lacks, with the name it is called by here.
const HELPERS: [(Primitive, &str); 4] = [
    (
        Primitive::Sigmoid,
        "def _sigmoid(x):
    # e^-|x| does not overflow, whatever the sign of x.
    e = np.exp(-np.abs(x))
    return np.where(x > 0, np.ones_like(x), e) / (1.0 + e)
",
    ),
    (
        Primitive::Softplus,
        "def _softplus(x):
    # The larger of 0 and x, and what is missing: no overflow, and every digit on the left.
    return np.maximum(x, 0.0) + np.log1p(np.exp(-np.abs(x)))
",
    ),
    (
        Primitive::NormalCdf,
        "try:
    from scipy.special import ndtr as _ndtr
except ImportError:
    _erfc = np.vectorize(math.erfc, otypes=[float])

    def _ndtr(x):
        # 1 + erf would cancel on the left; erfc does not.
        return 0.5 * _erfc(-np.asarray(x, dtype=float) / math.sqrt(2.0))


def _normal_cdf(x):
    return _ndtr(x).astype(np.result_type(x))
",
    ),
    (
        Primitive::Erf,
        "try:
    from scipy.special import erf as _error_function
except ImportError:
    _error_function = np.vectorize(math.erf, otypes=[float])


def _erf(x):
    return _error_function(x).astype(np.result_type(x))
",
    ),
];

struct Numpy;

impl Language for Numpy {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        number(value)
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        let helped = HELPERS.iter().any(|(primitive, _)| Function::from(*primitive) == function);
        format!("{}{}({})", if helped { "_" } else { "np." }, usual(function), argument.text)
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        format!("np.{}({}, {})", extremum(operation), a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let (left, right) = (left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("np.where({left} > {right}, {}, {})", yes.text, no.text);
        let text = if guards.is_empty() {
            choice
        } else {
            format!("np.where({}, np.nan, {choice})", any_nan("np.isnan", guards))
        };
        (text, Binding::Tight)
    }
    fn spread(&self, piece: &Piece) -> String {
        format!("np.full_like(x, {})", piece.text)
    }
}

pub(super) fn write(source: &Source) -> String {
    let signature = Signature::of(source);
    let mut roots = vec![source.value];
    roots.extend(source.options.slope.then_some(source.slope));
    let used = |primitive: Primitive| {
        source.graph.reachable(&roots).into_iter().any(|place| source.graph.calls(place, primitive))
    };
    let mut more = vec![];
    if used(Primitive::NormalCdf) || used(Primitive::Erf) {
        more.push("The error function is SciPy's where that is installed, else one call of `math` per element, which is slow.");
    }
    let mut text = docstring(source, &more);
    text.push_str(if more.is_empty() { "\nimport numpy as np\n\n" } else { "\nimport math\n\nimport numpy as np\n\n" });
    for (_, helper) in HELPERS.iter().filter(|(primitive, _)| used(*primitive)) {
        text += &format!("\n{helper}\n");
    }
    text += "
def _floating(x):
    x = np.asarray(x)
    return x if np.issubdtype(x.dtype, np.floating) else x.astype(np.float64)
";
    text += &function(source, &signature, &signature.function, "The function of every number of x.", source.value);
    if source.options.slope {
        let name = format!("{}_slope", source.name);
        text += &function(source, &signature, &name, "The derivative at every number of x.", source.slope);
    }
    text
}

fn function(source: &Source, signature: &Signature, name: &str, comment: &str, root: Place) -> String {
    let body = Body::of(&source.graph, &[root], &signature.arguments, &Numpy);
    format!(
        "\n\n@np.errstate(all=\"ignore\")\ndef {name}({}):\n    \"\"\"{comment}\"\"\"\n    x = _floating(x)\n{}    return {}\n",
        signature.with_defaults(),
        steps(&body, 4),
        body.result()
    )
}
