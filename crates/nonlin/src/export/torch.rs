//! A module of `PyTorch` over an autograd function.

use super::body::Body;
use super::graph::{Function, Node};
use super::language::{Binding, Kind, Language, Piece};
use super::python::{RESERVED, Signature, any_nan, docstring, function, number, steps, usual};
use super::source::Source;
use crate::formula::{Binary, Primitive};

pub(super) struct Torch;

impl Torch {
    /// What functions of tensors take: a number must become one.
    fn tensor(piece: &Piece) -> String {
        if piece.kind == Kind::Number {
            format!("torch.as_tensor({}, dtype=x.dtype, device=x.device)", piece.text)
        } else {
            piece.text.clone()
        }
    }
}

impl Language for Torch {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        number(value)
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        match function {
            // torch.special.ndtr adds the error function to 1, and that cancels on the left: nothing is left of it at -6.
            Function::Primitive(Primitive::NormalCdf) => {
                let argument = if argument.kind == Kind::Number { Self::tensor(argument) } else { argument.tight() };
                format!("(0.5 * torch.special.erfc(-0.7071067811865476 * {argument}))")
            }
            // Beyond its threshold softplus is x itself, and at the default of 20 that can be told in double precision.
            Function::Primitive(Primitive::Softplus) => {
                format!("nn.functional.softplus({}, threshold=40.0)", Self::tensor(argument))
            }
            other => format!("torch.{}({})", usual(other), Self::tensor(argument)),
        }
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        let (name, bound) = if operation == Binary::Maximum { ("maximum", "min") } else { ("minimum", "max") };
        match (a.kind, b.kind) {
            (Kind::Number, Kind::Number) => format!("torch.{name}({}, {})", Self::tensor(a), Self::tensor(b)),
            (_, Kind::Number) => format!("{}.clamp({bound}={})", a.tight(), b.text),
            (Kind::Number, _) => format!("{}.clamp({bound}={})", b.tight(), a.text),
            _ => format!("torch.{name}({}, {})", a.text, b.text),
        }
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let between_numbers = left.kind == Kind::Number && right.kind == Kind::Number;
        let left = if between_numbers { Self::tensor(left) } else { left.within(Binding::Sum) };
        let choice = format!("torch.where({left} > {}, {}, {})", right.within(Binding::Sum), yes.text, no.text);
        let text = if guards.is_empty() {
            choice
        } else {
            format!("torch.where({}, float(\"nan\"), {choice})", any_nan("torch.isnan", guards))
        };
        (text, Binding::Tight)
    }
    fn spread(&self, piece: &Piece) -> String {
        match (piece.kind, piece.text.as_str()) {
            (Kind::Number, "0.0") => "torch.zeros_like(x)".to_owned(),
            (Kind::Number, "1.0") => "torch.ones_like(x)".to_owned(),
            (Kind::Number, text) => format!("torch.full_like(x, {text})"),
            (_, _) => format!("({} * torch.ones_like(x))", piece.within(Binding::Product)),
        }
    }
}

pub(super) fn write(source: &Source) -> String {
    let signature = Signature::of(source);
    let body = |roots: &[_]| Body::of(&source.graph, roots, &signature.arguments, &Torch);
    let more = match &source.gradients {
        None => "The derivative by a parameter is not known: gradients are those that autograd finds.",
        Some(_) if has_fragile_choice(source) => {
            "Gradients of gradients are those that autograd finds for the slope: NaN where a branch overflows that is not taken."
        }
        Some(_) => "Gradients of gradients are those that autograd finds for the slope.",
    };
    let mut text = docstring(source, &["", more]);
    text += "\nimport torch\n";
    text += "from torch import nn\n";
    let all = signature.names("x");
    let name = &signature.function;
    let head = match source.gradients {
        Some(_) => format!("\n\ndef _{name}_value({all}):"),
        None => format!("\n\ndef {name}({}):", signature.with_defaults()),
    };
    text += &function(&head, "The function of every number of x.", &body(&[source.value]));
    if source.options.slope || source.gradients.as_ref().is_some_and(Vec::is_empty) {
        let head = format!("\n\ndef {}_slope({}):", source.name, signature.with_defaults());
        text += &function(&head, "The derivative at every number of x.", &body(&[source.slope]));
    }
    if source.gradients.is_some() {
        text += &autograd(source, &signature, &body(&source.gradient_roots()));
        text += &format!(
            "\n\ndef {name}({}):\n    \"\"\"The function of every number of x, with its gradient.\"\"\"\n    return {}Function.apply({})\n",
            signature.with_defaults(),
            signature.class,
            signature.applied("x.dtype"),
        );
    }
    text + &module(source, &signature)
}

/// Whether a choice of the slope, or of a derivative by a parameter, has a branch that may overflow where the other is taken.
fn has_fragile_choice(source: &Source) -> bool {
    let graph = &source.graph;
    graph.reachable(&source.gradient_roots()).into_iter().any(|place| {
        let Node::Where([_, _, yes, no]) = graph.node(place) else { return false };
        graph.reachable(&[yes, no]).into_iter().any(|part| match graph.node(part) {
            Node::Binary(operation, _, _) => operation == Binary::Divide,
            Node::Call(Function::Primitive(primitive), _) => matches!(
                primitive,
                Primitive::Exp | Primitive::ExpM1 | Primitive::Ln | Primitive::Ln1p | Primitive::Sqrt
            ),
            _ => false,
        })
    })
}

fn autograd(source: &Source, signature: &Signature, body: &Body) -> String {
    let (class, name) = (&signature.class, &signature.function);
    let all = signature.names("x");
    let (learnt, fixed) = (signature.learnt(), signature.fixed());
    let saved = ["x"].into_iter().chain(learnt.iter().copied()).collect::<Vec<_>>().join(", ");
    let mut text = format!(
        "\n\nclass {class}Function(torch.autograd.Function):\n    @staticmethod\n    def forward(ctx, {all}):\n        ctx.save_for_backward({saved})\n"
    );
    for name in &fixed {
        text += &format!("        ctx.{name} = {name}\n");
    }
    text += &format!("        return _{name}_value({all})\n\n    @staticmethod\n");
    text += "    def backward(ctx, dy):\n";
    text += &format!("        {saved}{} = ctx.saved_tensors\n", if learnt.is_empty() { "," } else { "" });
    for name in &fixed {
        text += &format!("        {name} = ctx.{name}\n");
    }
    if learnt.is_empty() {
        let arguments = if signature.arguments.is_empty() { "x".to_owned() } else { signature.names("x") };
        text += &format!("        return dy * {}_slope({arguments})", source.name);
    } else {
        text += &steps(body, 8);
        text += &format!("        return dy * {}", body.results[0].tight());
    }
    let mut results = body.results.iter().skip(1).zip(source.gradients.iter().flatten());
    for argument in &signature.arguments {
        let gradient = if argument.learnable { results.next() } else { None };
        text += &gradient.map_or(", None".to_owned(), |(result, _)| {
            format!(", (dy * {}).sum_to_size({}.shape)", result.tight(), argument.name)
        });
    }
    text + "\n"
}

fn module(source: &Source, signature: &Signature) -> String {
    let (class, name) = (&signature.class, &signature.function);
    let formula = source.header().first().cloned().unwrap_or_default();
    let mut text = format!("\n\nclass {class}(nn.Module):\n    \"\"\"{formula}\"\"\"\n\n");
    let defaults: Vec<String> =
        signature.arguments.iter().zip(&signature.defaults).map(|(a, value)| format!("{}={value}", a.name)).collect();
    if !defaults.is_empty() {
        text += &format!("    def __init__(self, {}):\n        super().__init__()\n", defaults.join(", "));
        for argument in &signature.arguments {
            let name = &argument.name;
            text += &if argument.learnable {
                format!("        self.{name} = nn.Parameter(torch.tensor(float({name})))\n")
            } else {
                format!("        self.{name} = {name}\n")
            };
        }
        text.push('\n');
    }
    let own: Vec<String> = signature.arguments.iter().map(|argument| format!(", self.{}", argument.name)).collect();
    text += &format!("    def forward(self, x):\n        return {name}(x{})\n", own.concat());
    let shown: Vec<String> = signature
        .arguments
        .iter()
        .map(|argument| {
            let value = if argument.learnable {
                format!("self.{}.item()", argument.name)
            } else {
                format!("self.{}", argument.name)
            };
            format!("{}={{{value}}}", argument.name)
        })
        .collect();
    if !shown.is_empty() {
        text += &format!("\n    def extra_repr(self):\n        return f\"{}\"\n", shown.join(", "));
    }
    text
}
