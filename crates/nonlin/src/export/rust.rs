//! Rust, with nothing but its standard library.

use super::body::{Argument, Body};
use super::c;
use super::graph::{Function, Graph, Node, Place};
use super::kit;
use super::language::{Binding, Language, Piece};
use super::names::unreserved;
use super::source::Source;
use crate::formula::{Binary, Primitive};

/// Words of the language, and of the code around.
const RESERVED: &[&str] = &[
    "as",
    "async",
    "await",
    "break",
    "const",
    "continue",
    "crate",
    "dyn",
    "else",
    "enum",
    "extern",
    "false",
    "fn",
    "for",
    "gen",
    "if",
    "impl",
    "in",
    "let",
    "loop",
    "match",
    "mod",
    "move",
    "mut",
    "pub",
    "ref",
    "return",
    "self",
    "Self",
    "static",
    "struct",
    "super",
    "trait",
    "true",
    "type",
    "unsafe",
    "use",
    "where",
    "while",
    "abstract",
    "become",
    "box",
    "do",
    "final",
    "macro",
    "override",
    "priv",
    "try",
    "typeof",
    "unsized",
    "virtual",
    "yield",
    "union",
    "f64",
    "f32",
    "maximum",
    "minimum",
    "logistic",
    "softplus_of",
    "normal_cdf",
    "error_function",
    "x",
];

struct Rust;

impl Language for Rust {
    fn reserved(&self) -> &'static [&'static str] {
        RESERVED
    }
    fn number(&self, value: f64) -> String {
        if value.is_nan() {
            "f64::NAN".to_owned()
        } else if value.is_infinite() {
            if value > 0.0 { "f64::INFINITY" } else { "-f64::INFINITY" }.to_owned()
        } else {
            format!("{value:?}")
        }
    }
    fn call(&self, function: Function, argument: &Piece) -> String {
        let method = match function {
            Function::Floor => "floor",
            Function::Primitive(primitive) => match primitive {
                Primitive::ExpM1 => "exp_m1",
                Primitive::Ln => "ln",
                Primitive::Ln1p => "ln_1p",
                Primitive::Sigmoid => return format!("logistic({})", argument.text),
                Primitive::Softplus => return format!("softplus_of({})", argument.text),
                Primitive::NormalCdf => return format!("normal_cdf({})", argument.text),
                Primitive::Erf => return format!("error_function({})", argument.text),
                other => other.name(),
            },
        };
        format!("{}.{method}()", argument.tight())
    }
    fn extremum(&self, operation: Binary, a: &Piece, b: &Piece) -> String {
        let name = if operation == Binary::Maximum { "maximum" } else { "minimum" };
        format!("{name}({}, {})", a.text, b.text)
    }
    fn choose(&self, [left, right, yes, no]: &[Piece; 4], guards: &[String]) -> (String, Binding) {
        let (left, right) = (left.within(Binding::Sum), right.within(Binding::Sum));
        let otherwise = if no.text.starts_with("if ") { no.text.clone() } else { format!("{{ {} }}", no.text) };
        let choice = format!("if {left} > {right} {{ {} }} else {otherwise}", yes.text);
        let nan = guards.iter().map(|guard| format!("{guard}.is_nan()")).collect::<Vec<_>>().join(" || ");
        let text = if guards.is_empty() { choice } else { format!("if {nan} {{ f64::NAN }} else {choice}") };
        (text, Binding::Choice)
    }
}

pub(super) fn write(source: &Source) -> String {
    let name = unreserved(&source.name, RESERVED);
    let arguments: Vec<Argument> = c::arguments(source, RESERVED);
    let mut roots = vec![source.value];
    roots.extend(source.options.slope.then_some(source.slope));
    let mut text = c::comment(source, &[]);
    let formula = source.header().into_iter().next().unwrap_or_default();
    text += &function(&format!("`{formula}`."), "pub fn", &name, &source.graph, source.value, &arguments);
    if source.options.slope {
        let comment = format!("The derivative of [`{name}`] with respect to `x`.");
        text +=
            &function(&comment, "pub fn", &format!("{}_slope", source.name), &source.graph, source.slope, &arguments);
    }
    text + &helpers(source, &roots)
}

fn function(comment: &str, words: &str, name: &str, graph: &Graph, root: Place, arguments: &[Argument]) -> String {
    let body = Body::of(graph, &[root], arguments, &Rust);
    // The compiler warns of what is not used, unless its name says that it knows.
    let mark = |node: Node| if graph.depends(root, node) { "" } else { "_" };
    let declared = arguments.iter().enumerate();
    let declared: String =
        declared.map(|(i, argument)| format!(", {}{}: f64", mark(Node::Parameter(i)), argument.name)).collect();
    let x = mark(Node::Variable);
    format!(
        "\n/// {comment}\n{words} {name}({x}x: f64{declared}) -> f64 {{\n{}    {}\n}}\n",
        body.lines(|name, text| format!("    let {name} = {text};\n")).concat(),
        body.result()
    )
}

/// What the standard library lacks.
fn helpers(source: &Source, roots: &[Place]) -> String {
    let reachable = source.graph.reachable(roots);
    let calls = |primitive| reachable.iter().any(|&place| source.graph.calls(place, primitive));
    let chooses = |operation| reachable.iter().any(|&place| source.graph.is_extremum(place, operation));
    let mut text = String::new();
    for (operation, name, other, sign) in
        [(Binary::Maximum, "maximum", "max", '>'), (Binary::Minimum, "minimum", "min", '<')]
    {
        if chooses(operation) {
            text += &format!(
                "\n/// Unlike `f64::{other}` this is NaN if either number is.\nfn {name}(a: f64, b: f64) -> f64 {{\n    if a {sign} b || a.is_nan() {{ a }} else {{ b }}\n}}\n"
            );
        }
    }
    if calls(Primitive::Sigmoid) {
        text += "
/// `1 / (1 + e^-x)`; `e^-|x|` does not overflow, whatever the sign of `x`.
fn logistic(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    (if x > 0.0 { 1.0 } else { e }) / (1.0 + e)
}
";
    }
    if calls(Primitive::Softplus) {
        text += "
/// `ln(1 + e^x)`: the larger of 0 and `x`, and what is missing.
fn softplus_of(x: f64) -> f64 {
    (if x > 0.0 { x } else { 0.0 }) + (-x.abs()).exp().ln_1p()
}
";
    }
    let kit = [
        (
            Primitive::NormalCdf,
            "normal_cdf",
            "The distribution function of the standard normal; relative error under 5e-15.",
        ),
        (Primitive::Erf, "error_function", "The error function; relative error under 5e-16."),
    ];
    for (primitive, name, comment) in kit {
        if calls(primitive) {
            let (graph, result) = kit::alone::<f64>(primitive).unwrap_or_else(|| (Graph::default(), 0));
            text += &function(comment, "fn", name, &graph, result, &[]);
            // The kit's own choices of a smaller number.
            if !chooses(Binary::Minimum) && !text.contains("fn minimum(") {
                text += "\n/// Unlike `f64::min` this is NaN if either number is.\nfn minimum(a: f64, b: f64) -> f64 {\n    if a < b || a.is_nan() { a } else { b }\n}\n";
            }
        }
    }
    text
}
