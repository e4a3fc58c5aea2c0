//! A layer of Keras 3, over any of its backends.

use super::body::Body;
use super::graph::{Function, Graph, Place};
use super::kit;
use super::language::{Binding, Language, Piece};
use super::python::{RESERVED, Signature, any_nan, docstring, extremum, function, number, steps, usual};
use super::source::Source;
use crate::formula::{Binary, Primitive};

struct Keras;

impl Language for Keras {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        number(value)
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        if function == Primitive::NormalCdf.into() {
            return format!("_normal_cdf({})", argument.text);
        }
        format!("ops.{}({})", usual(function), argument.text)
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        format!("ops.{}({}, {})", extremum(operation), a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let (left, right) = (left.within(Binding::Sum), right.within(Binding::Sum));
        let choice = format!("ops.where({left} > {right}, {}, {})", yes.text, no.text);
        let text = if guards.is_empty() {
            choice
        } else {
            format!("ops.where({}, float(\"nan\"), {choice})", any_nan("ops.isnan", guards))
        };
        (text, Binding::Tight)
    }
    fn spread(&self, piece: &Piece) -> String {
        match piece.text.as_str() {
            "0.0" => "ops.zeros_like(x)".to_owned(),
            "1.0" => "ops.ones_like(x)".to_owned(),
            _ => format!("({} * ops.ones_like(x))", piece.within(Binding::Product)),
        }
    }
}

pub(super) fn write(source: &Source) -> String {
    let signature = Signature::of(source);
    let body = |roots: &[Place]| Body::of(&source.graph, roots, &signature.arguments, &Keras);
    let more: &[&str] = match source.gradients {
        Some(_) => &[],
        None => &["", "The derivative by a parameter is not known: gradients are those that the backend finds."],
    };
    let mut text = docstring(source, more);
    text += "\nimport keras\nfrom keras import ops\n";
    let reachable = source.graph.reachable(&source.all_roots());
    if reachable.into_iter().any(|place| source.graph.calls(place, Primitive::NormalCdf)) {
        text += &normal_cdf();
    }
    let name = &signature.function;
    text += "\n\n@keras.saving.register_keras_serializable(package=\"nonlin\")";
    let head = format!("\ndef {name}({}):", signature.with_defaults());
    text += &match source.gradients {
        Some(_) => with_gradient(&head, &signature, &body(&[source.value]), &body(&source.gradient_roots())),
        None => function(&head, "The function of every number of x.", &body(&[source.value])),
    };
    if source.options.slope {
        let head = format!("\n\ndef {}_slope({}):", source.name, signature.with_defaults());
        text += &function(&head, "The derivative at every number of x.", &body(&[source.slope]));
    }
    text + &layer(source, &signature)
}

/// There is no complement of the error function in `keras.ops`, and one plus the function itself cancels on the left.
fn normal_cdf() -> String {
    let (graph, result) = kit::alone::<f32>(Primitive::NormalCdf).unwrap_or_else(|| (Graph::default(), 0));
    let body = Body::of(&graph, &[result], &[], &Keras);
    let comment =
        "The distribution function of the standard normal, with the digits of single precision on both sides.";
    function("\n\ndef _normal_cdf(x):", comment, &body)
}

/// The gradient is written out: where a choice is differentiated by a backend, the overflow of the branch not taken is
/// multiplied by zero, and that is NaN.
fn with_gradient(head: &str, signature: &Signature, value: &Body, gradients: &Body) -> String {
    let learnt = signature.learnt();
    let all = ["x"].into_iter().chain(learnt.iter().copied()).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "{head}\n    \"\"\"The function of every number of x, with its gradient.\"\"\"\n    x = ops.convert_to_tensor(x)\n"
    );
    for name in &learnt {
        text += &format!("    {name} = ops.cast({name}, x.dtype)\n");
    }
    text += &format!(
        "\n    @ops.custom_gradient\n    def value({all}):\n        def grad(*args, upstream=None):\n            if upstream is None:\n                (upstream,) = args\n{}",
        steps(gradients, 12)
    );
    let results = gradients.results.iter().enumerate().map(|(place, result)| {
        let product = format!("upstream * {}", result.tight());
        if place == 0 { product } else { format!("ops.sum({product})") }
    });
    let results: Vec<String> = results.collect();
    text += &format!(
        "            return {}\n\n{}        return {}, grad\n",
        results.join(", "),
        steps(value, 8),
        value.result()
    );
    text + &format!("\n    return value({all})\n")
}

fn layer(source: &Source, signature: &Signature) -> String {
    let (class, name) = (&signature.class, &signature.function);
    let formula = source.header().first().cloned().unwrap_or_default();
    let mut text = format!(
        "\n\n@keras.saving.register_keras_serializable(package=\"nonlin\")\nclass {class}(keras.layers.Layer):\n    \"\"\"{formula}\"\"\"\n\n"
    );
    let defaults: Vec<String> =
        signature.arguments.iter().zip(&signature.defaults).map(|(a, value)| format!(", {}={value}", a.name)).collect();
    text += &format!(
        "    def __init__(self{}, **kwargs):\n        super().__init__(**kwargs)\n        self.supports_masking = True\n",
        defaults.concat()
    );
    let kept = |argument: &super::body::Argument| {
        if argument.learnable { format!("first_{}", argument.name) } else { argument.name.clone() }
    };
    for argument in &signature.arguments {
        text += &format!("        self.{} = {}\n", kept(argument), argument.name);
    }
    let learnt = signature.learnt();
    if !learnt.is_empty() {
        text += "\n    def build(self, input_shape):\n";
        for name in learnt {
            text += &format!(
                "        self.{name} = self.add_weight(\n            name=\"{name}\", shape=(), initializer=keras.initializers.Constant(self.first_{name})\n        )\n"
            );
        }
        text += "        self.built = True\n";
    }
    let own: Vec<String> = signature.arguments.iter().map(|argument| format!(", self.{}", argument.name)).collect();
    text += &format!("\n    def call(self, x):\n        return {name}(x{})\n", own.concat());
    text += "\n    def compute_output_shape(self, input_shape):\n        return input_shape\n";
    let pairs: Vec<String> = signature
        .arguments
        .iter()
        .map(|argument| format!(", \"{}\": self.{}", argument.name, kept(argument)))
        .collect();
    if !pairs.is_empty() {
        text += &format!("\n    def get_config(self):\n        return {{**super().get_config(){}}}\n", pairs.concat());
    }
    text
}
