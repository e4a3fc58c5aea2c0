//! A function of JAX with a custom derivative.

use super::body::Body;
use super::graph::Function;
use super::language::{Binding, Language, Piece};
use super::python::{RESERVED, Signature, any_nan, docstring, extremum, function, number, steps, usual};
use super::source::Source;
use crate::formula::{Binary, Primitive};

struct Jax;

impl Language for Jax {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        number(value)
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        let name = match function {
            Function::Primitive(Primitive::NormalCdf) => "_normal_cdf",
            Function::Primitive(Primitive::Erf) => "jax.scipy.special.erf",
            Function::Primitive(Primitive::Sigmoid) => "jax.nn.sigmoid",
            Function::Primitive(Primitive::Softplus) => "jax.nn.softplus",
            other => return format!("jnp.{}({})", usual(other), argument.text),
        };
        format!("{name}({})", argument.text)
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        format!("jnp.{}({}, {})", extremum(operation), a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let (left, right) = (left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("jnp.where({left} > {right}, {}, {})", yes.text, no.text);
        let text = if guards.is_empty() {
            choice
        } else {
            format!("jnp.where({}, jnp.nan, {choice})", any_nan("jnp.isnan", guards))
        };
        (text, Binding::Tight)
    }
    fn spread(&self, piece: &Piece) -> String {
        match piece.text.as_str() {
            "0.0" => "jnp.zeros_like(x)".to_owned(),
            "1.0" => "jnp.ones_like(x)".to_owned(),
            text => format!("jnp.full_like(x, {text})"),
        }
    }
}

/// `jax.scipy.special.ndtr` takes no numbers of half precision.
const NORMAL_CDF: &str = "

def _normal_cdf(x):
    # 1 + erf would cancel on the left; erfc does not.
    return 0.5 * jax.scipy.special.erfc(-0.7071067811865476 * x)
";

pub(super) fn write(source: &Source) -> String {
    let signature = Signature::of(source);
    let body = |roots: &[_]| Body::of(&source.graph, roots, &signature.arguments, &Jax);
    let more: &[&str] = match source.gradients {
        Some(_) => &[],
        None => &["", "The derivative by a parameter is not known: gradients are those that JAX finds."],
    };
    let name = &signature.function;
    let fixed: Vec<String> = (signature.arguments.iter().enumerate())
        .filter(|(_, argument)| !argument.learnable)
        .map(|(place, _)| (place + 1).to_string())
        .collect();
    let mut text = docstring(source, more);
    let decorator = match (&source.gradients, fixed.as_slice()) {
        (None, _) => String::new(),
        (Some(_), []) => "@jax.custom_jvp\n".to_owned(),
        (Some(_), fixed) => {
            text += "\nfrom functools import partial\n";
            format!("@partial(jax.custom_jvp, nondiff_argnums=({},))\n", fixed.join(", "))
        }
    };
    text += "\nimport jax\nimport jax.numpy as jnp\n";
    let reachable = source.graph.reachable(&source.all_roots());
    if reachable.into_iter().any(|place| source.graph.calls(place, Primitive::NormalCdf)) {
        text += NORMAL_CDF;
    }
    let head = format!("\n\n{decorator}def {name}({}):", signature.with_defaults());
    text += &function(&head, "The function of every number of x.", &body(&[source.value]));
    if let Some(gradients) = &source.gradients {
        text += &derivative(&signature, gradients.len(), &body(&source.all_roots()));
    }
    if source.options.slope {
        let head = format!("\n\ndef {}_slope({}):", source.name, signature.with_defaults());
        text += &function(&head, "The derivative at every number of x.", &body(&[source.slope]));
    }
    text
}

/// The rule of the derivative: fixed parameters come first, by themselves.
fn derivative(signature: &Signature, learnt: usize, body: &Body) -> String {
    let name = &signature.function;
    let fixed = signature.fixed().into_iter().map(|name| format!("{name}, ")).collect::<String>();
    let names = ["x"].into_iter().chain(signature.learnt()).collect::<Vec<_>>();
    let dotted: Vec<String> = names.iter().map(|name| format!("{name}_dot")).collect();
    let comma = if learnt == 0 { "," } else { "" };
    let terms: Vec<String> = body
        .results
        .iter()
        .skip(1)
        .zip(&dotted)
        .map(|(result, dot)| format!("{} * {dot}", result.within(Binding::Product)))
        .collect();
    format!(
        "\n\n@{name}.defjvp\ndef _{name}_jvp({fixed}primals, tangents):\n    {}{comma} = primals\n    {}{comma} = tangents\n{}    return {}, {}\n",
        names.join(", "),
        dotted.join(", "),
        steps(body, 4),
        body.result(),
        terms.join(" + "),
    )
}
